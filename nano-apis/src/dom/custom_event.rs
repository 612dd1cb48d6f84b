//! The interface CustomEvent: <https://dom.spec.whatwg.org/#interface-customevent>

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::DomString;
use nano_runtime::{Scope, Traced, webapi};

use super::{Event, EventInit};

/// <https://dom.spec.whatwg.org/#dictdef-customeventinit>
#[webapi("dom/CustomEvent.idl")]
pub struct CustomEventInit<'s> {
    /// The members that every event has.
    pub event_init: EventInit,
    /// Any value.
    pub detail: Local<'s, Value>,
}

/// <https://dom.spec.whatwg.org/#interface-customevent>
#[webapi("dom/CustomEvent.idl")]
pub struct CustomEvent {
    event: Event,
    detail: Traced<Value>,
}

#[webapi("dom/CustomEvent.idl")]
impl CustomEvent {
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        event_init_dict: CustomEventInit<'s>,
    ) -> Self {
        Self {
            event: Event::new(scope, type_, event_init_dict.event_init),
            detail: Traced::new(scope, event_init_dict.detail),
        }
    }

    fn detail(&self) -> &Traced<Value> {
        &self.detail
    }

    /// <https://dom.spec.whatwg.org/#dom-customevent-initcustomevent>
    fn init_custom_event<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        bubbles: bool,
        cancelable: bool,
        detail: Local<'s, Value>,
    ) {
        if self
            .event
            .initialize_unless_dispatched(type_, bubbles, cancelable)
        {
            // 3. Set this's detail attribute to detail.
            self.detail.set(scope, detail);
        }
    }
}
