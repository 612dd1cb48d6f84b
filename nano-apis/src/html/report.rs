//! Uncaught errors and unhandled rejections as events at the global object.
//!
//! <https://html.spec.whatwg.org/multipage/webappapis.html#runtime-script-errors>,
//! <https://html.spec.whatwg.org/multipage/webappapis.html#unhandled-promise-rejections>. When they are reported, and that an error
//! in an error listener is not reported to the listeners again, is the realm's business (`nano_runtime::realm`).

use nano_runtime::error::RunError;
use nano_runtime::js::{JsError, Local, Message, Promise, Value};
use nano_runtime::realm::ErrorHooks;
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Realm, Ref, Scope, binding};

use super::{
    ErrorEvent, ErrorEventInit, NanoGlobalScope, PromiseRejectionEvent, PromiseRejectionEventInit,
};
use crate::console::inspect::{InspectOptions, inspect};
use crate::dom::{EventInit, EventTarget, dispatch_trusted};

/// Fires the events `error`, `unhandledrejection` and `rejectionhandled`. By default, what no listener takes care of ends the run.
#[derive(Debug, Clone, Copy)]
pub struct GlobalErrorEvents {
    /// What becomes of an error that no listener took care of: see [`ErrorHooks::unhandled`].
    pub unhandled: fn(RunError) -> Option<RunError>,
}

impl Default for GlobalErrorEvents {
    fn default() -> Self {
        Self { unhandled: Some }
    }
}

impl ErrorHooks for GlobalErrorEvents {
    fn error(
        &self,
        scope: &mut Scope<'_, '_>,
        error: Local<'_, Value>,
        message: Option<Local<'_, Message>>,
    ) -> bool {
        fire_error(scope, error, message)
    }

    fn unhandled_rejection(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, Promise>,
        reason: Local<'_, Value>,
    ) -> bool {
        // Steps 4.1.2 and 4.1.3 of 'notify about rejected promises': fire an event named unhandledrejection at global, using
        // PromiseRejectionEvent, with the cancelable attribute initialized to true, the promise attribute initialized to p, and the
        // reason attribute initialized to p.[[PromiseResult]]. The promise is handled if the event was canceled.
        fire_rejection(scope, "unhandledrejection", true, promise, reason)
    }

    fn rejection_handled(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, Promise>,
        reason: Local<'_, Value>,
    ) {
        // Step 6.5 of 'HostPromiseRejectionTracker'.
        fire_rejection(scope, "rejectionhandled", false, promise, reason);
    }

    fn unhandled(&self, error: RunError) -> Option<RunError> {
        (self.unhandled)(error)
    }

    fn describe(&self, scope: &mut Scope<'_, '_>, value: Local<'_, Value>) -> Option<String> {
        Some(inspect(scope, value, &InspectOptions::default()))
    }
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception>
pub fn report_an_exception(scope: &mut Scope<'_, '_>, exception: Local<'_, Value>) {
    Realm::from_scope(scope).report_exception(scope, exception, None);
}

/// The global object's native part.
pub fn global<'s>(scope: &mut Scope<'s, '_>) -> Option<Ref<'s, NanoGlobalScope>> {
    let global = scope.get_current_context().global(scope);
    binding::unwrap(scope, global.into())
}

/// A realm's global object, if an event of this type would be seen there.
fn listening_global<'s>(
    scope: &mut Scope<'s, '_>,
    type_: &str,
) -> Option<Ref<'s, NanoGlobalScope>> {
    let global = global(scope)?;
    let target: Ref<'_, EventTarget> = global.upcast();
    // OPTIMIZATION: nobody sees an event that has no listener.
    target.has_listeners(type_).then_some(global)
}

/// Steps 2 and 5 of 'report an exception': true if the event was canceled.
fn fire_error(
    scope: &mut Scope<'_, '_>,
    exception: Local<'_, Value>,
    message: Option<Local<'_, Message>>,
) -> bool {
    let Some(global) = listening_global(scope, "error") else {
        return false;
    };
    let exception = Local::new(scope, exception);
    // 2. Let errorInfo be the result of extracting error information from exception.
    let init = extract_error(scope, exception, message);
    // 5.2. Fire an event named error at global, using ErrorEvent, with the cancelable attribute initialized to true, and additional
    //      attributes initialized according to errorInfo; notHandled is its result.
    let event = ErrorEvent::new(scope, "error", init);
    let event = binding::allocate(scope, event);
    // An error is a termination, which the event loop sees.
    !dispatch_trusted(scope, event, global).unwrap_or(true)
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#extract-error>
fn extract_error<'s>(
    scope: &mut Scope<'s, '_>,
    exception: Local<'s, Value>,
    message: Option<Local<'_, Message>>,
) -> ErrorEventInit<'s> {
    // 2.–4. V8 tells the message, the URL, the line and the column without running any getter of the exception.
    let message = match message {
        Some(message) => Local::new(scope, message),
        None => JsError::create_message(scope, exception),
    };
    let filename = message
        .get_script_resource_name(scope)
        .filter(|name| name.is_string())
        .map(|name| name.to_rust_string_lossy(scope))
        .unwrap_or_default();
    let lineno = message.get_line_number(scope).unwrap_or(0);
    // V8 counts columns from 0, and says where there is no line with line 0.
    let colno = if lineno == 0 {
        0
    } else {
        message.get_start_column() + 1
    };
    let text = message.get(scope);
    ErrorEventInit {
        event_init: EventInit {
            cancelable: true,
            ..EventInit::default()
        },
        message: DomString::from(text.to_rust_string_lossy(scope)),
        filename: UsvString::from(filename),
        lineno: u32::try_from(lineno).unwrap_or(u32::MAX),
        colno: u32::try_from(colno).unwrap_or(u32::MAX),
        // 1. Set error to exception.
        error: Some(exception),
    }
}

/// Fires an event about a promise at the global object: true if it was canceled.
fn fire_rejection(
    scope: &mut Scope<'_, '_>,
    type_: &str,
    cancelable: bool,
    promise: Local<'_, Promise>,
    reason: Local<'_, Value>,
) -> bool {
    let Some(global) = listening_global(scope, type_) else {
        return false;
    };
    let init = PromiseRejectionEventInit {
        event_init: EventInit {
            cancelable,
            ..EventInit::default()
        },
        promise: Local::new(scope, promise).into(),
        reason: Some(Local::new(scope, reason)),
    };
    let event = PromiseRejectionEvent::new(scope, type_, init);
    let event = binding::allocate(scope, event);
    // An error is a termination, which the event loop sees.
    !dispatch_trusted(scope, event, global).unwrap_or(true)
}
