//! Dispatching events: <https://dom.spec.whatwg.org/#dispatching-events>
//!
//! No event target here has a parent, so an event's path is one struct, whose invocation target and shadow-adjusted target are the
//! target itself. The steps about trees, slots, related targets, touch targets and activation have nothing to do.

use std::rc::Rc;

use nano_runtime::gc::DerivedFrom;
use nano_runtime::webidl::{AsInterfaceCallback, CallbackInterface};
use nano_runtime::{Exception, Ref, Result, Scope, binding};

use super::event::phase;
use super::listeners::{Listener, ListenerCallback, remove_listener};
use super::{Event, EventInit, EventTarget};
use crate::html::{EventHandler, event_handler_processing_algorithm};

/// The two passes over a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Capturing,
    Bubbling,
}

/// Dispatches `event` to `target`: false when it was canceled.
///
/// <https://dom.spec.whatwg.org/#concept-event-dispatch>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated. What listeners throw is reported.
pub fn dispatch(
    scope: &mut Scope<'_, '_>,
    event: Ref<'_, Event>,
    target: Ref<'_, EventTarget>,
) -> Result<bool> {
    // 1. Set event's dispatch flag.
    event.dispatch_flag.set(true);
    // 2.–5. The path is the target alone.
    // 5.13. For each struct in event's path, in reverse order: its shadow-adjusted target is non-null, so set event's eventPhase
    //       attribute to AT_TARGET; invoke with struct, event, and "capturing".
    event.set_event_phase(phase::AT_TARGET);
    let mut result = invoke(scope, target, event, Pass::Capturing);
    // 5.14. For each struct in event's path: the same with "bubbling".
    if result.is_ok() {
        result = invoke(scope, target, event, Pass::Bubbling);
    }
    // 6. Set event's eventPhase attribute to NONE.
    event.set_event_phase(phase::NONE);
    // 7.–8. Set event's currentTarget attribute to null and its path to the empty list.
    event.set_current_target(None);
    // 9. Unset event's dispatch flag, stop propagation flag, and stop immediate propagation flag.
    event.dispatch_flag.set(false);
    event.stop_propagation_flag.set(false);
    event.stop_immediate_propagation_flag.set(false);
    // 12. Return false if event's canceled flag is set; otherwise true.
    result.map(|()| !event.canceled_flag.get())
}

/// <https://dom.spec.whatwg.org/#concept-event-listener-invoke>
fn invoke(
    scope: &mut Scope<'_, '_>,
    target: Ref<'_, EventTarget>,
    event: Ref<'_, Event>,
    pass: Pass,
) -> Result<()> {
    // 1. Set event's target to the shadow-adjusted target.
    event.set_target(target);
    // 4. If event's stop propagation flag is set, then return.
    if event.stop_propagation_flag.get() {
        return Ok(());
    }
    // 5. Initialize event's currentTarget attribute to struct's invocation target.
    event.set_current_target(Some(target));
    // 6. Let listeners be a clone of event's currentTarget attribute value's event listener list.
    // OPTIMIZATION: only of those that the inner invoke would not skip; a listener's type and capture never change.
    let capture = pass == Pass::Capturing;
    let listeners: Vec<Rc<Listener>> = target
        .event_listener_list
        .borrow()
        .iter()
        .filter(|listener| listener.capture == capture && event.has_type(&listener.type_))
        .map(Rc::clone)
        .collect();
    // 8. Let found be the result of running inner invoke.
    // 9. (The prefixed names of animation events: no event of these types is ever trusted here.)
    inner_invoke(scope, event, target, &listeners)
}

/// <https://dom.spec.whatwg.org/#concept-event-listener-inner-invoke>
fn inner_invoke(
    scope: &mut Scope<'_, '_>,
    event: Ref<'_, Event>,
    current_target: Ref<'_, EventTarget>,
    listeners: &[Rc<Listener>],
) -> Result<()> {
    // 2. For each listener in listeners, whose removed is false:
    for listener in listeners {
        if listener.removed.get() {
            continue;
        }
        // A listener that was removed is not traced any more, so the callback is taken out first.
        let call = match &listener.callback {
            ListenerCallback::Object(callback) => {
                let object = callback.as_callback().object(scope);
                Call::Object(object.map(|object| CallbackInterface::new(scope, object)))
            }
            ListenerCallback::Handler(handler) => Call::Handler(handler),
        };
        // 2.5. If listener's once is true, then remove an event listener given event's currentTarget attribute value and listener.
        if listener.once {
            remove_listener(scope, current_target, listener);
        }
        // 2.6.–2.8. (The current event is a Window's.)
        // 2.9. If listener's passive is true, then set event's in passive listener flag.
        event.in_passive_listener_flag.set(listener.passive);
        // 2.11. Call a user object's operation with listener's callback, "handleEvent", « event », and event's currentTarget
        //       attribute value. If this throws an exception: report it.
        let result = match call {
            Call::Object(Some(callback)) => handle_event(scope, &callback, event, current_target),
            Call::Object(None) => Ok(()),
            Call::Handler(handler) => {
                event_handler_processing_algorithm(scope, current_target, event, handler)
            }
        };
        // 2.12. Unset event's in passive listener flag.
        event.in_passive_listener_flag.set(false);
        result?;
        // 2.14. If event's stop immediate propagation flag is set, then break.
        if event.stop_immediate_propagation_flag.get() {
            break;
        }
    }
    Ok(())
}

/// What one listener is about to call.
enum Call<'a> {
    Object(Option<CallbackInterface>),
    Handler(&'a Rc<EventHandler>),
}

fn handle_event(
    scope: &mut Scope<'_, '_>,
    callback: &CallbackInterface,
    event: Ref<'_, Event>,
    current_target: Ref<'_, EventTarget>,
) -> Result<()> {
    let event = binding::wrapper(scope, event).ok_or(Exception::Pending)?;
    let this = binding::wrapper(scope, current_target).ok_or(Exception::Pending)?;
    let arguments = [event.into()];
    callback
        .invoke_and_report(scope, "handleEvent", this.into(), &arguments)
        .map(|_| ())
}

/// Dispatches an event that the implementation made: its `isTrusted` becomes true. False when it was canceled.
///
/// # Errors
///
/// As [`dispatch`].
pub fn dispatch_trusted<'a, E, T>(
    scope: &mut Scope<'_, '_>,
    event: Ref<'a, E>,
    target: Ref<'a, T>,
) -> Result<bool>
where
    E: DerivedFrom<Event>,
    T: DerivedFrom<EventTarget>,
{
    let event: Ref<'_, Event> = event.upcast();
    event.set_trusted(true);
    dispatch(scope, event, target.upcast())
}

/// Fires an event of the interface Event. False when it was canceled.
///
/// <https://dom.spec.whatwg.org/#concept-event-fire>
///
/// # Errors
///
/// As [`dispatch`].
pub fn fire_event<'a, T: DerivedFrom<EventTarget>>(
    scope: &mut Scope<'_, '_>,
    e: &str,
    target: Ref<'a, T>,
    init: EventInit,
) -> Result<bool> {
    let target: Ref<'_, EventTarget> = target.upcast();
    // OPTIMIZATION: nobody sees an event that has no listener.
    if !target.has_listeners(e) {
        return Ok(true);
    }
    // 2. Let event be the result of creating an event given eventConstructor.
    // 3. Initialize event's type attribute to e.
    // 4. Initialize any other IDL attributes of event as described in the invocation of this algorithm.
    let event = Event::new(scope, e, init);
    let event = binding::allocate(scope, event);
    // 5. Return the result of dispatching event at target.
    dispatch_trusted(scope, event, target)
}
