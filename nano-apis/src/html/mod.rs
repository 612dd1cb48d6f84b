//! The HTML Standard's part of the platform: <https://html.spec.whatwg.org/multipage/webappapis.html>

mod base64;
mod callbacks;
mod error_event;
mod event_handlers;
mod global_scope;
mod location;
mod messaging;
mod navigator;
mod promise_rejection_event;
mod report;
mod structured_clone;
mod timers;
mod window_or_worker_global_scope;

pub use callbacks::{Function, VoidFunction};
pub use error_event::{ErrorEvent, ErrorEventInit};
pub(crate) use event_handlers::{EventHandler, event_handler_processing_algorithm};
pub use event_handlers::{
    EventHandlerNonNull, OnErrorEventHandlerNonNull, event_handler, set_event_handler,
};
pub use global_scope::NanoGlobalScope;
pub use location::{WorkerLocation, set_location};
pub(crate) use messaging::listeners_changed;
pub use messaging::{MessageChannel, MessageEvent, MessageEventInit, MessagePort};
pub(crate) use messaging::{
    MessageHandler, disentangle, new_entangled_pair, post_message, set_message_handler,
};
pub use navigator::Navigator;
pub use promise_rejection_event::{PromiseRejectionEvent, PromiseRejectionEventInit};
pub use report::{GlobalErrorEvents, global, report_an_exception};
pub use structured_clone::StructuredSerializeOptions;
