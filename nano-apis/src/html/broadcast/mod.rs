//! Broadcasting: <https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts>
//!
//! The channels of all isolates of the process are in one registry (`registry.rs`): plain data that any thread may look at. Each realm has
//! an inbox there, out of which its tasks take messages (`delivery.rs`).

mod channel;
mod delivery;
mod registry;

pub use channel::BroadcastChannel;
pub(crate) use delivery::listeners_changed;
