//! The interface EventTarget: <https://dom.spec.whatwg.org/#interface-eventtarget>
//!
//! The algorithms over its list of listeners are in `listeners.rs`, dispatching is in `dispatch.rs`; event handlers
//! (`onabort`) are HTML's.

use std::cell::RefCell;
use std::rc::Rc;

use nano_runtime::webidl::{DomExceptionName, DomString};
use nano_runtime::{Exception, Ref, Result, Scope, webapi};

use super::listeners::{
    Listener, ListenerCallback, add_listener, flatten, flatten_more, remove_matching_listener,
};
use super::{AbortSignal, Event, dispatch};
use crate::html::EventHandler;

/// <https://dom.spec.whatwg.org/#callbackdef-eventlistener>
#[webapi("dom/EventTarget.idl")]
pub struct EventListener;

/// <https://dom.spec.whatwg.org/#dictdef-eventlisteneroptions>
#[webapi("dom/EventTarget.idl")]
pub struct EventListenerOptions {
    /// Whether the listener is called before those of the targets below.
    pub capture: bool,
}

/// <https://dom.spec.whatwg.org/#dictdef-addeventlisteneroptions>
#[webapi("dom/EventTarget.idl")]
pub struct AddEventListenerOptions<'s> {
    /// The members that `removeEventListener` takes as well.
    pub event_listener_options: EventListenerOptions,
    /// Whether the listener never cancels the event.
    pub passive: Option<bool>,
    /// Whether the listener is removed when it is called.
    pub once: bool,
    /// What removes the listener.
    pub signal: Option<Ref<'s, AbortSignal>>,
}

/// The options of `removeEventListener`.
#[webapi("dom/EventTarget.idl", union = "(EventListenerOptions or boolean)")]
pub enum EventListenerOptionsOrBoolean {
    /// A dictionary.
    EventListenerOptions(EventListenerOptions),
    /// `capture` alone.
    Boolean(bool),
}

/// The options of `addEventListener`.
#[webapi("dom/EventTarget.idl", union = "(AddEventListenerOptions or boolean)")]
pub enum AddEventListenerOptionsOrBoolean<'s> {
    /// A dictionary.
    AddEventListenerOptions(AddEventListenerOptions<'s>),
    /// `capture` alone.
    Boolean(bool),
}

/// <https://dom.spec.whatwg.org/#interface-eventtarget>
///
/// The field `event_target` of every interface that inherits from it.
#[webapi("dom/EventTarget.idl")]
#[derive(Default)]
pub struct EventTarget {
    /// <https://dom.spec.whatwg.org/#eventtarget-event-listener-list>
    pub(super) event_listener_list: RefCell<Vec<Rc<Listener>>>,
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-map>
    pub(crate) event_handler_map: RefCell<Vec<Rc<EventHandler>>>,
}

impl std::fmt::Debug for EventTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventTarget").finish_non_exhaustive()
    }
}

impl EventTarget {
    /// Whether any listener would be called for events of a type.
    #[must_use]
    pub fn has_listeners(&self, type_: &str) -> bool {
        self.event_listener_list
            .borrow()
            .iter()
            .any(|listener| listener.type_ == *type_)
    }
}

#[webapi("dom/EventTarget.idl")]
impl EventTarget {
    fn constructor() -> Self {
        Self::default()
    }

    /// <https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener>
    fn add_event_listener<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        callback: Option<EventListener>,
        options: AddEventListenerOptionsOrBoolean<'s>,
    ) {
        // 1. Let capture, passive, once, and signal be the result of flattening more options.
        let options = flatten_more(options);
        let Some(callback) = callback else {
            // Step 3 of 'add an event listener'; what precedes it can only return as well.
            return;
        };
        // 2. Add an event listener with this and an event listener.
        let listener = Listener::new(
            type_,
            ListenerCallback::Object(callback),
            options.capture,
            options.passive,
            options.once,
        );
        add_listener(scope, this, Rc::new(listener), options.signal);
    }

    /// <https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener>
    fn remove_event_listener(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        type_: DomString,
        callback: Option<EventListener>,
        options: EventListenerOptionsOrBoolean,
    ) {
        // 1. Let capture be the result of flattening options.
        let capture = flatten(&options);
        // 2. If this's event listener list contains an event listener whose type is type, callback is callback, and capture is
        //    capture, then remove an event listener with this and that event listener.
        if let Some(callback) = callback {
            remove_matching_listener(scope, this, &type_, &callback, capture);
        }
    }

    /// <https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent>
    fn dispatch_event(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        event: Ref<'_, Event>,
    ) -> Result<bool> {
        // 1. If event's dispatch flag is set, or if its initialized flag is not set, then throw an "InvalidStateError" DOMException.
        if event.dispatch_flag.get() {
            return Err(Exception::dom(
                DomExceptionName::InvalidStateError,
                "The event is already being dispatched.",
            ));
        }
        if !event.initialized_flag.get() {
            return Err(Exception::dom(
                DomExceptionName::InvalidStateError,
                "The event provided is uninitialized.",
            ));
        }
        // 2. Initialize event's isTrusted attribute to false.
        event.set_trusted(false);
        // 3. Return the result of dispatching event to this.
        dispatch(scope, event, this)
    }
}
