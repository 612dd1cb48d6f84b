//! Event handlers (`onabort`, `onerror`): <https://html.spec.whatwg.org/multipage/webappapis.html#event-handlers>
//!
//! An interface's event handler IDL attribute is a getter that calls [`event_handler`] and a setter that calls
//! [`set_event_handler`]. There are no event handler content attributes.

use std::rc::Rc;

use nano_runtime::gc::DerivedFrom;
use nano_runtime::js::{Function, Local, Object, Value};
use nano_runtime::webidl::{AsCallback, CallbackFunction, CallbackThis, IntoJs, idl};
use nano_runtime::{Exception, Ref, Result, Scope, Trace, Traced, binding, webapi};

use super::{ErrorEvent, NanoGlobalScope};
use crate::dom::{
    Event, EventTarget, Listener, ListenerCallback, add_listener, remove_handler_listener,
};

/// <https://html.spec.whatwg.org/multipage/webappapis.html#eventhandlernonnull>
#[webapi("html/EventHandler.idl")]
pub struct EventHandlerNonNull;

/// <https://html.spec.whatwg.org/multipage/webappapis.html#onerroreventhandlernonnull>
#[webapi("html/EventHandler.idl")]
pub struct OnErrorEventHandlerNonNull;

/// <https://html.spec.whatwg.org/multipage/webappapis.html#event-handlers>, an entry of a target's event handler map.
///
/// The type of its callback shows only in how it is called, which the event decides.
#[derive(Trace)]
pub(crate) struct EventHandler {
    /// The name without its `on`.
    event_type: &'static str,
    value: Traced<Object>,
}

/// The value of an event handler IDL attribute. `event_type` is the attribute's name without its `on`.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes>
pub fn event_handler<'s, T: DerivedFrom<EventTarget>>(
    scope: &mut Scope<'s, '_>,
    target: Ref<'_, T>,
    event_type: &'static str,
) -> Option<Local<'s, Object>> {
    let target: Ref<'_, EventTarget> = target.upcast();
    find(target, event_type)?.value.get(scope)
}

/// Sets an event handler IDL attribute. `event_type` is the attribute's name without its `on`.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes>
pub fn set_event_handler<T: DerivedFrom<EventTarget>>(
    scope: &mut Scope<'_, '_>,
    target: Ref<'_, T>,
    event_type: &'static str,
    value: Option<impl AsCallback>,
) {
    // 1.–2. Determining the target: it is the object itself, as there is no body element.
    let target: Ref<'_, EventTarget> = target.upcast();
    match value.and_then(|value| value.as_callback().object(scope)) {
        // 3. If the given value is null, then deactivate an event handler given eventTarget and name.
        None => deactivate_an_event_handler(scope, target, event_type),
        // 4. Otherwise: set eventHandler's value to the given value, and activate an event handler given eventTarget and name.
        Some(value) => {
            let handler = match find(target, event_type) {
                Some(handler) => handler,
                None => {
                    let handler = Rc::new(EventHandler {
                        event_type,
                        value: Traced::empty(),
                    });
                    target
                        .event_handler_map
                        .borrow_mut()
                        .push(Rc::clone(&handler));
                    handler
                }
            };
            handler.value.set(scope, value);
            activate_an_event_handler(scope, target, handler);
        }
    }
}

fn find(target: Ref<'_, EventTarget>, event_type: &str) -> Option<Rc<EventHandler>> {
    let map = target.event_handler_map.borrow();
    let found = map
        .iter()
        .find(|handler| handler.event_type == event_type)?;
    Some(Rc::clone(found))
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#activate-an-event-handler>
fn activate_an_event_handler(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    event_handler: Rc<EventHandler>,
) {
    // 3. If eventHandler's listener is not null, then return: 'add an event listener' adds no listener twice.
    // 4.–5. Let listener be a new event listener whose type is the event handler event type and whose callback runs the event
    //       handler processing algorithm.
    let listener = Listener::new(
        event_handler.event_type.into(),
        ListenerCallback::Handler(event_handler),
        false,
        None,
        false,
    );
    // 6. Add an event listener with eventTarget and listener.
    add_listener(scope, event_target, Rc::new(listener), None);
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#deactivate-an-event-handler>
fn deactivate_an_event_handler(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    event_type: &str,
) {
    // 1.–2. Let eventHandler be handlerMap[name].
    let Some(event_handler) = find(event_target, event_type) else {
        return;
    };
    // 3. Set eventHandler's value to null.
    event_handler.value.clear(scope);
    // 4.–5. If listener is not null, then remove an event listener with eventTarget and listener.
    remove_handler_listener(scope, event_target, &event_handler);
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#the-event-handler-processing-algorithm>
///
/// What the handler throws is reported here, where the standard has the listener's caller do it.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(crate) fn event_handler_processing_algorithm(
    scope: &mut Scope<'_, '_>,
    current_target: Ref<'_, EventTarget>,
    event: Ref<'_, Event>,
    event_handler: &EventHandler,
) -> Result<()> {
    // 1. Let callback be the result of getting the current value of the event handler.
    // 2. If callback is null, then return.
    let Some(callback) = event_handler.value.get(scope) else {
        return Ok(());
    };
    // 3. Let special error event handling be true if event is an ErrorEvent object, event's type is "error", and event's
    //    currentTarget implements the WindowOrWorkerGlobalScope mixin.
    let error_event = event.downcast::<ErrorEvent>().filter(|_| {
        event.is_type("error") && current_target.downcast::<NanoGlobalScope>().is_some()
    });
    // With [LegacyTreatNonObjectAsNull] a callback that cannot be called returns undefined.
    let Ok(callback) = Local::<Function>::try_from(callback) else {
        return Ok(());
    };
    let callback = CallbackFunction::new(scope, callback);
    // 4. Process the Event object event, with event's currentTarget as the callback this value.
    let this = binding::wrapper(scope, current_target).ok_or(Exception::Pending)?;
    let this = CallbackThis::from(this);
    let return_value = if let Some(error_event) = error_event {
        let arguments = error_arguments(scope, error_event)?;
        callback.invoke_and_report(scope, this, &arguments)?
    } else {
        let event = binding::wrapper(scope, event).ok_or(Exception::Pending)?;
        callback.invoke_and_report(scope, this, &[event.into()])?
    };
    // If an exception gets thrown by the callback, return.
    let Some(return_value) = return_value else {
        return Ok(());
    };
    // 5. Process return value: true is what cancels an error event that is handled specially, false any other event. (No event
    //    is a BeforeUnloadEvent.)
    let cancels = if error_event.is_some() {
        return_value.is_true()
    } else {
        return_value.is_false()
    };
    if cancels {
        event.set_the_canceled_flag();
    }
    Ok(())
}

/// The arguments of an `onerror` handler: message, filename, lineno, colno and error.
fn error_arguments<'s>(
    scope: &mut Scope<'s, '_>,
    event: Ref<'_, ErrorEvent>,
) -> Result<[Local<'s, Value>; 5]> {
    Ok([
        IntoJs::<idl::DOMString>::into_js(event.message(), scope)?,
        IntoJs::<idl::USVString>::into_js(event.filename(), scope)?,
        IntoJs::<idl::UnsignedLong>::into_js(event.lineno(), scope)?,
        IntoJs::<idl::UnsignedLong>::into_js(event.colno(), scope)?,
        IntoJs::<idl::Any>::into_js(event.error(), scope)?,
    ])
}
