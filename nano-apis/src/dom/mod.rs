//! The DOM Standard's events and aborting: <https://dom.spec.whatwg.org/#events>, <https://dom.spec.whatwg.org/#aborting-ongoing-activities>
//!
//! There is no tree: a target has no parent, and an event's path is its one target.

mod abort;
mod abort_controller;
mod abort_signal;
mod custom_event;
mod dispatch;
mod event;
mod event_target;
mod listeners;
mod observation;
mod timeout;

pub use abort::{
    AbortAlgorithm, AbortAlgorithmId, AbortSteps, add_abort_algorithm,
    create_dependent_abort_signal, remove_abort_algorithm, signal_abort,
};
pub use abort_controller::AbortController;
pub use abort_signal::AbortSignal;
pub use custom_event::{CustomEvent, CustomEventInit};
pub use dispatch::{dispatch, dispatch_trusted, fire_event};
pub use event::{Event, EventInit};
pub use event_target::{EventListener, EventTarget};
pub(crate) use listeners::{Listener, ListenerCallback, add_listener, remove_handler_listener};
