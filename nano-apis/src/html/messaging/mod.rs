//! Channel messaging: <https://html.spec.whatwg.org/multipage/web-messaging.html#channel-messaging>
//!
//! What two entangled ports share is a pipe (`pipe.rs`): plain data that any thread may hold, where messages wait as records. A port
//! object is one end of it (`port.rs`), and takes messages out in tasks of its own (`pump.rs`, which also says what keeps a port alive).
//! Events that carry messages are in `event.rs`; native code that owns a port does without them (`native.rs`). Serialization is nano-runtime's.

mod carriers;
mod channel;
mod event;
mod native;
mod pipe;
mod port;
mod pump;
mod transit;

pub use channel::MessageChannel;
pub use event::{MessageEvent, MessageEventInit};
pub(crate) use native::{MessageHandler, post_message, set_message_handler};
pub use port::MessagePort;
pub(crate) use port::{disentangle, new_entangled_pair};
pub(crate) use pump::listeners_changed;
