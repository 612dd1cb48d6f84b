//! The global object: the interface NanoGlobalScope.
//!
//! Members that other standards add to the global (through the mixin WindowOrWorkerGlobalScope) are implemented in their own
//! folders, in `impl NanoGlobalScope` blocks of their own.

use nano_runtime::js::{Local, Object};
use nano_runtime::{Ref, Scope, webapi};

use super::{EventHandlerNonNull, OnErrorEventHandlerNonNull, event_handler, set_event_handler};
use crate::dom::EventTarget;

/// The global object of NANO.
#[webapi("html/NanoGlobalScope.idl")]
#[derive(Debug, Default)]
pub struct NanoGlobalScope {
    event_target: EventTarget,
}

#[webapi("html/NanoGlobalScope.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerglobalscope-self>
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Self> {
        this
    }

    fn onerror<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "error")
    }

    fn set_onerror(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<OnErrorEventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "error", value);
    }

    fn onrejectionhandled<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "rejectionhandled")
    }

    fn set_onrejectionhandled(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "rejectionhandled", value);
    }

    fn onunhandledrejection<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "unhandledrejection")
    }

    fn set_onunhandledrejection(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "unhandledrejection", value);
    }
}
