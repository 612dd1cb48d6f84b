//! The interface PromiseRejectionEvent:
//! <https://html.spec.whatwg.org/multipage/webappapis.html#the-promiserejectionevent-interface>

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::webidl::DomString;
use nano_runtime::{Scope, Traced, webapi};

use crate::dom::{Event, EventInit};

/// <https://html.spec.whatwg.org/multipage/webappapis.html#promiserejectioneventinit>
#[webapi("html/PromiseRejectionEvent.idl")]
pub struct PromiseRejectionEventInit<'s> {
    /// The members that every event has.
    pub event_init: EventInit,
    /// The promise.
    pub promise: Local<'s, Object>,
    /// What it was rejected with.
    pub reason: Option<Local<'s, Value>>,
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#promiserejectionevent>
#[webapi("html/PromiseRejectionEvent.idl")]
pub struct PromiseRejectionEvent {
    event: Event,
    promise: Traced<Object>,
    reason: Traced<Value>,
}

impl PromiseRejectionEvent {
    /// A new event.
    #[must_use]
    pub fn new<'s>(
        scope: &mut Scope<'s, '_>,
        type_: impl Into<DomString>,
        init: PromiseRejectionEventInit<'s>,
    ) -> Self {
        Self {
            event: Event::new(scope, type_, init.event_init),
            promise: Traced::new(scope, init.promise),
            reason: init
                .reason
                .map_or_else(Traced::empty, |reason| Traced::new(scope, reason)),
        }
    }
}

#[webapi("html/PromiseRejectionEvent.idl")]
impl PromiseRejectionEvent {
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        event_init_dict: PromiseRejectionEventInit<'s>,
    ) -> Self {
        Self::new(scope, type_, event_init_dict)
    }

    fn promise(&self) -> &Traced<Object> {
        &self.promise
    }

    fn reason(&self) -> &Traced<Value> {
        &self.reason
    }
}
