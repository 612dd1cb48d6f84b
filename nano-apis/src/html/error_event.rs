//! The interface ErrorEvent: <https://html.spec.whatwg.org/multipage/webappapis.html#the-errorevent-interface>

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Scope, Traced, webapi};

use super::NanoGlobalScope;
use super::report::report_an_exception;
use crate::dom::{Event, EventInit};

/// <https://html.spec.whatwg.org/multipage/webappapis.html#erroreventinit>
#[webapi("html/ErrorEvent.idl")]
pub struct ErrorEventInit<'s> {
    /// The members that every event has.
    pub event_init: EventInit,
    /// What happened.
    pub message: DomString,
    /// The URL of the script.
    pub filename: UsvString,
    /// From 1.
    pub lineno: u32,
    /// From 1.
    pub colno: u32,
    /// What was thrown.
    pub error: Option<Local<'s, Value>>,
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#errorevent>
#[webapi("html/ErrorEvent.idl")]
pub struct ErrorEvent {
    event: Event,
    message: DomString,
    filename: UsvString,
    lineno: u32,
    colno: u32,
    error: Traced<Value>,
}

impl ErrorEvent {
    /// A new event.
    #[must_use]
    pub fn new<'s>(
        scope: &mut Scope<'s, '_>,
        type_: impl Into<DomString>,
        init: ErrorEventInit<'s>,
    ) -> Self {
        Self {
            event: Event::new(scope, type_, init.event_init),
            message: init.message,
            filename: init.filename,
            lineno: init.lineno,
            colno: init.colno,
            error: init
                .error
                .map_or_else(Traced::empty, |error| Traced::new(scope, error)),
        }
    }
}

#[webapi("html/ErrorEvent.idl")]
impl ErrorEvent {
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        event_init_dict: ErrorEventInit<'s>,
    ) -> Self {
        Self::new(scope, type_, event_init_dict)
    }

    pub(super) fn message(&self) -> &DomString {
        &self.message
    }

    pub(super) fn filename(&self) -> &UsvString {
        &self.filename
    }

    pub(super) fn lineno(&self) -> u32 {
        self.lineno
    }

    pub(super) fn colno(&self) -> u32 {
        self.colno
    }

    pub(super) fn error(&self) -> &Traced<Value> {
        &self.error
    }
}

#[webapi("html/ErrorEvent.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror>
    fn report_error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) {
        report_an_exception(scope, e);
    }
}
