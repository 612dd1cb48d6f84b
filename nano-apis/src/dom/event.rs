//! The interface Event: <https://dom.spec.whatwg.org/#interface-event>
//!
//! How an event is dispatched is in `dispatch.rs`.

use std::cell::{Cell, RefCell};

use nano_runtime::webidl::DomString;
use nano_runtime::{Gc, Member, Ref, Scope, webapi};

use super::EventTarget;
use crate::performance::current_high_resolution_time;

/// <https://dom.spec.whatwg.org/#dictdef-eventinit>
#[webapi("dom/Event.idl")]
#[derive(Clone, Copy, Debug, Default)]
pub struct EventInit {
    /// Whether the event bubbles.
    pub bubbles: bool,
    /// Whether the event can be canceled.
    pub cancelable: bool,
    /// Whether the event would leave a shadow tree.
    pub composed: bool,
}

/// <https://dom.spec.whatwg.org/#concept-event>
#[webapi("dom/Event.idl")]
pub struct Event {
    type_: RefCell<DomString>,
    target: Member<EventTarget>,
    current_target: Member<EventTarget>,
    event_phase: Cell<u16>,
    pub(super) stop_propagation_flag: Cell<bool>,
    pub(super) stop_immediate_propagation_flag: Cell<bool>,
    pub(super) canceled_flag: Cell<bool>,
    pub(super) in_passive_listener_flag: Cell<bool>,
    composed_flag: bool,
    pub(super) initialized_flag: Cell<bool>,
    pub(super) dispatch_flag: Cell<bool>,
    bubbles: Cell<bool>,
    cancelable: Cell<bool>,
    is_trusted: Cell<bool>,
    time_stamp: f64,
}

/// The values of `eventPhase` that dispatching uses.
pub(super) mod phase {
    pub const NONE: u16 = 0;
    pub const AT_TARGET: u16 = 2;
}

impl Event {
    /// A new event, initialized, not trusted: for the struct of a derived interface, or to be allocated as it is.
    ///
    /// <https://dom.spec.whatwg.org/#inner-event-creation-steps>
    #[must_use]
    pub fn new(scope: &Scope<'_, '_>, type_: impl Into<DomString>, init: EventInit) -> Self {
        Self {
            type_: RefCell::new(type_.into()),
            target: Member::empty(),
            current_target: Member::empty(),
            event_phase: Cell::new(phase::NONE),
            stop_propagation_flag: Cell::new(false),
            stop_immediate_propagation_flag: Cell::new(false),
            canceled_flag: Cell::new(false),
            in_passive_listener_flag: Cell::new(false),
            composed_flag: init.composed,
            initialized_flag: Cell::new(true),
            dispatch_flag: Cell::new(false),
            bubbles: Cell::new(init.bubbles),
            cancelable: Cell::new(init.cancelable),
            is_trusted: Cell::new(false),
            time_stamp: current_high_resolution_time(scope),
        }
    }

    /// Whether the event's type is `name`.
    #[must_use]
    pub fn is_type(&self, name: &str) -> bool {
        *self.type_.borrow() == *name
    }

    /// Whether the event's type is `other`.
    pub(super) fn has_type(&self, other: &DomString) -> bool {
        *self.type_.borrow() == *other
    }

    /// Whether the event was canceled.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.canceled_flag.get()
    }

    pub(super) fn set_trusted(&self, trusted: bool) {
        self.is_trusted.set(trusted);
    }

    pub(super) fn set_target(&self, target: Ref<'_, EventTarget>) {
        self.target.set(target);
    }

    pub(super) fn set_current_target(&self, target: Option<Ref<'_, EventTarget>>) {
        match target {
            Some(target) => self.current_target.set(target),
            None => self.current_target.clear(),
        }
    }

    pub(super) fn set_event_phase(&self, phase: u16) {
        self.event_phase.set(phase);
    }

    /// <https://dom.spec.whatwg.org/#set-the-canceled-flag>
    pub fn set_the_canceled_flag(&self) {
        if self.cancelable.get() && !self.in_passive_listener_flag.get() {
            self.canceled_flag.set(true);
        }
    }

    /// <https://dom.spec.whatwg.org/#concept-event-initialize>
    fn initialize(&self, type_: DomString, bubbles: bool, cancelable: bool) {
        // 1. Set event's initialized flag.
        self.initialized_flag.set(true);
        // 2. Unset event's stop propagation flag, stop immediate propagation flag, and canceled flag.
        self.stop_propagation_flag.set(false);
        self.stop_immediate_propagation_flag.set(false);
        self.canceled_flag.set(false);
        // 3. Set event's isTrusted attribute to false.
        self.is_trusted.set(false);
        // 4. Set event's target to null.
        self.target.clear();
        // 5.–7. Set event's type attribute to type, its bubbles attribute to bubbles and its cancelable attribute to cancelable.
        *self.type_.borrow_mut() = type_;
        self.bubbles.set(bubbles);
        self.cancelable.set(cancelable);
    }

    /// The steps of `initEvent`, which those of derived interfaces extend: false when the event is being dispatched.
    ///
    /// <https://dom.spec.whatwg.org/#dom-event-initevent>
    pub(crate) fn initialize_unless_dispatched(
        &self,
        type_: DomString,
        bubbles: bool,
        cancelable: bool,
    ) -> bool {
        // 1. If this's dispatch flag is set, then return.
        if self.dispatch_flag.get() {
            return false;
        }
        // 2. Initialize this with type, bubbles, and cancelable.
        self.initialize(type_, bubbles, cancelable);
        true
    }
}

#[webapi("dom/Event.idl")]
impl Event {
    fn constructor(
        scope: &mut Scope<'_, '_>,
        type_: DomString,
        event_init_dict: EventInit,
    ) -> Self {
        Self::new(scope, type_, event_init_dict)
    }

    fn type_(&self) -> DomString {
        self.type_.borrow().clone()
    }

    pub(crate) fn target(&self) -> Option<Ref<'_, EventTarget>> {
        self.target.get()
    }

    fn src_element(&self) -> Option<Ref<'_, EventTarget>> {
        self.target.get()
    }

    pub(crate) fn current_target(&self) -> Option<Ref<'_, EventTarget>> {
        self.current_target.get()
    }

    /// <https://dom.spec.whatwg.org/#dom-event-composedpath>
    fn composed_path(&self) -> Vec<Gc<EventTarget>> {
        // 3. If path is empty, then return composedPath: it is, unless the event is being dispatched.
        // 4.–5. The path is the current target, which is in no shadow tree.
        self.current_target
            .get()
            .map(Gc::from)
            .into_iter()
            .collect()
    }

    fn event_phase(&self) -> u16 {
        self.event_phase.get()
    }

    fn stop_propagation(&self) {
        self.stop_propagation_flag.set(true);
    }

    fn cancel_bubble(&self) -> bool {
        self.stop_propagation_flag.get()
    }

    fn set_cancel_bubble(&self, value: bool) {
        if value {
            self.stop_propagation_flag.set(true);
        }
    }

    fn stop_immediate_propagation(&self) {
        self.stop_propagation_flag.set(true);
        self.stop_immediate_propagation_flag.set(true);
    }

    fn bubbles(&self) -> bool {
        self.bubbles.get()
    }

    fn cancelable(&self) -> bool {
        self.cancelable.get()
    }

    fn return_value(&self) -> bool {
        !self.canceled_flag.get()
    }

    fn set_return_value(&self, value: bool) {
        if !value {
            self.set_the_canceled_flag();
        }
    }

    fn prevent_default(&self) {
        self.set_the_canceled_flag();
    }

    fn default_prevented(&self) -> bool {
        self.canceled_flag.get()
    }

    fn composed(&self) -> bool {
        self.composed_flag
    }

    fn is_trusted(&self) -> bool {
        self.is_trusted.get()
    }

    fn time_stamp(&self) -> f64 {
        self.time_stamp
    }

    fn init_event(&self, type_: DomString, bubbles: bool, cancelable: bool) {
        self.initialize_unless_dispatched(type_, bubbles, cancelable);
    }
}
