//! Channel messaging: <https://html.spec.whatwg.org/multipage/web-messaging.html#channel-messaging>
//!
//! What two entangled ports share is a pipe (`pipe.rs`): plain data that any thread may hold, where messages wait as records. A port
//! object is one end of it (`port.rs`), and takes messages out in tasks of its own (`pump.rs`, which also says what keeps a port alive).
//! Events that carry messages are in `event.rs`. Serialization is nano-runtime's.

mod channel;
mod event;
mod pipe;
mod port;
mod pump;

pub use channel::MessageChannel;
pub use event::{MessageEvent, MessageEventInit};
pub use port::MessagePort;
pub(crate) use pump::listeners_changed;
