//! Event listeners: adding them to a target and removing them.
//!
//! <https://dom.spec.whatwg.org/#concept-event-listener>. Who calls them is `dispatch.rs`.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use nano_runtime::webidl::{AsInterfaceCallback, DomString};
use nano_runtime::{Ref, Scope, Trace, WeakMember};

use super::event_target::{AddEventListenerOptionsOrBoolean, EventListenerOptionsOrBoolean};
use super::{
    AbortAlgorithm, AbortSignal, EventListener, EventTarget, add_abort_algorithm, observation,
};
use crate::html::EventHandler;

/// What a listener calls.
#[derive(Trace)]
pub(crate) enum ListenerCallback {
    /// An object of the callback interface.
    Object(EventListener),
    /// HTML's event handler processing algorithm.
    Handler(Rc<EventHandler>),
}

impl ListenerCallback {
    fn is_same(&self, scope: &Scope<'_, '_>, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(callback), Self::Object(other)) => {
                callback.as_callback().is_same(scope, other.as_callback())
            }
            (Self::Handler(handler), Self::Handler(other)) => Rc::ptr_eq(handler, other),
            (Self::Object(_), Self::Handler(_)) | (Self::Handler(_), Self::Object(_)) => false,
        }
    }
}

/// <https://dom.spec.whatwg.org/#concept-event-listener>
///
/// Its signal is not kept: it is only needed when the listener is added.
#[derive(Trace)]
pub(crate) struct Listener {
    pub(super) type_: DomString,
    pub(super) callback: ListenerCallback,
    pub(super) capture: bool,
    pub(super) passive: bool,
    pub(super) once: bool,
    pub(super) removed: Cell<bool>,
}

impl Listener {
    pub(crate) fn new(
        type_: DomString,
        callback: ListenerCallback,
        capture: bool,
        passive: Option<bool>,
        once: bool,
    ) -> Self {
        Self {
            type_,
            callback,
            capture,
            // Step 4 of 'add an event listener'. The default passive value is only true for a Window, or for nodes in its document:
            // <https://dom.spec.whatwg.org/#default-passive-value>
            passive: passive.unwrap_or(false),
            once,
            removed: Cell::new(false),
        }
    }
}

/// The result of [`flatten_more`].
pub(super) struct FlatOptions<'s> {
    pub(super) capture: bool,
    pub(super) passive: Option<bool>,
    pub(super) once: bool,
    pub(super) signal: Option<Ref<'s, AbortSignal>>,
}

/// <https://dom.spec.whatwg.org/#concept-flatten-options>
pub(super) fn flatten(options: &EventListenerOptionsOrBoolean) -> bool {
    match options {
        // 1. If options is a boolean, then return options.
        EventListenerOptionsOrBoolean::Boolean(capture) => *capture,
        // 2. Return options["capture"].
        EventListenerOptionsOrBoolean::EventListenerOptions(options) => options.capture,
    }
}

/// <https://dom.spec.whatwg.org/#event-flatten-more>
pub(super) fn flatten_more(options: AddEventListenerOptionsOrBoolean<'_>) -> FlatOptions<'_> {
    match options {
        AddEventListenerOptionsOrBoolean::Boolean(capture) => FlatOptions {
            capture,
            passive: None,
            once: false,
            signal: None,
        },
        AddEventListenerOptionsOrBoolean::AddEventListenerOptions(options) => FlatOptions {
            capture: options.event_listener_options.capture,
            passive: options.passive,
            once: options.once,
            signal: options.signal,
        },
    }
}

/// <https://dom.spec.whatwg.org/#add-an-event-listener>
///
/// Step 3 (a null callback) is the caller's.
pub(crate) fn add_listener(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    listener: Rc<Listener>,
    signal: Option<Ref<'_, AbortSignal>>,
) {
    // 2. If listener's signal is not null and is aborted, then return.
    if signal.is_some_and(|signal| signal.is_aborted()) {
        return;
    }
    // 5. If eventTarget's event listener list does not contain an event listener whose type is listener's type, callback is
    //    listener's callback, and capture is listener's capture, then append listener to it.
    let list = &event_target.event_listener_list;
    let known = list.borrow().iter().any(|other| {
        other.capture == listener.capture
            && other.type_ == listener.type_
            && other.callback.is_same(scope, &listener.callback)
    });
    if known {
        // Step 6 would wait to remove a listener that is not in the list.
        return;
    }
    list.borrow_mut().push(Rc::clone(&listener));
    observation::listeners_changed(scope, event_target, &listener.type_);
    // 6. If listener's signal is not null, then add the following abort steps to it: remove an event listener with eventTarget and
    //    listener.
    if let Some(signal) = signal {
        let steps = RemoveListener {
            event_target: WeakMember::new(event_target),
            listener: Rc::downgrade(&listener),
        };
        add_abort_algorithm(scope, signal, Rc::new(steps));
    }
}

/// The abort steps of a listener that was added with a signal.
///
/// Neither the target nor what its listener closes over is kept alive by a signal that lives long.
#[derive(Trace)]
struct RemoveListener {
    event_target: WeakMember<EventTarget>,
    /// Owned by the target's list.
    #[untraced]
    listener: Weak<Listener>,
}

impl AbortAlgorithm for RemoveListener {
    fn run(&self, scope: &mut Scope<'_, '_>, _: Ref<'_, AbortSignal>) {
        if let Some(event_target) = self.event_target.get()
            && let Some(listener) = self.listener.upgrade()
        {
            remove_listener(scope, event_target, &listener);
        }
    }

    fn is_void(&self) -> bool {
        self.listener.strong_count() == 0
    }
}

/// <https://dom.spec.whatwg.org/#remove-an-event-listener>
pub(crate) fn remove_listener(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    listener: &Rc<Listener>,
) {
    // 2. Set listener's removed to true and remove listener from eventTarget's event listener list.
    listener.removed.set(true);
    event_target
        .event_listener_list
        .borrow_mut()
        .retain(|other| !Rc::ptr_eq(other, listener));
    observation::listeners_changed(scope, event_target, &listener.type_);
}

/// Removes the listener that calls `callback`, if there is one.
pub(super) fn remove_matching_listener(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    type_: &DomString,
    callback: &EventListener,
    capture: bool,
) {
    let found = event_target
        .event_listener_list
        .borrow()
        .iter()
        .find(|listener| {
            listener.capture == capture
                && listener.type_ == *type_
                && matches!(&listener.callback, ListenerCallback::Object(object)
                    if object.as_callback().is_same(scope, callback.as_callback()))
        })
        .map(Rc::clone);
    if let Some(listener) = found {
        remove_listener(scope, event_target, &listener);
    }
}

/// Removes the listener that runs an event handler, if there is one.
pub(crate) fn remove_handler_listener(
    scope: &mut Scope<'_, '_>,
    event_target: Ref<'_, EventTarget>,
    handler: &Rc<EventHandler>,
) {
    let found = event_target
        .event_listener_list
        .borrow()
        .iter()
        .find(|listener| {
            matches!(&listener.callback, ListenerCallback::Handler(other) if Rc::ptr_eq(other, handler))
        })
        .map(Rc::clone);
    if let Some(listener) = found {
        remove_listener(scope, event_target, &listener);
    }
}
