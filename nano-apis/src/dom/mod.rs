//! The DOM Standard's events and aborting: <https://dom.spec.whatwg.org/#events>, <https://dom.spec.whatwg.org/#aborting-ongoing-activities>
//!
//! There is no tree: a target has no parent, and an event's path is its one target.
//!
//! For another API:
//! - An interface that inherits from EventTarget or Event has a field `event_target: EventTarget` or `event: Event`
//!   ([`Event::new`]).
//! - [`fire_event`] fires a plain event, [`dispatch_trusted`] one of a derived interface.
//! - An attribute of the type EventHandler is `html::event_handler` and `html::set_event_handler`.
//! - What can be aborted looks at [`AbortSignal::abort_exception`] and waits with [`add_abort_algorithm`]; it calls
//!   [`remove_abort_algorithm`] when it is done. An algorithm with edges to platform objects implements [`AbortAlgorithm`], one that
//!   only wakes a future is an [`AbortSteps`].

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
