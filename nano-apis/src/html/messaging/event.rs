//! The interface MessageEvent: <https://html.spec.whatwg.org/multipage/comms.html#the-messageevent-interface>

use std::cell::RefCell;

use nano_runtime::js::{Array, Local, Value};
use nano_runtime::webidl::{CachedFrozenArray, DomString, UsvString, idl};
use nano_runtime::{Gc, Member, Ref, Result, Scope, Traced, webapi};

use super::MessagePort;
use crate::dom::{Event, EventInit};

/// <https://html.spec.whatwg.org/multipage/comms.html#messageeventinit>
#[webapi("html/MessageEvent.idl")]
pub struct MessageEventInit<'s> {
    /// The members that every event has.
    pub event_init: EventInit,
    /// The message.
    pub data: Local<'s, Value>,
    /// Where it comes from.
    pub origin: UsvString,
    /// The identifier that a server gave it.
    pub last_event_id: DomString,
    /// Who sent it.
    pub source: Option<Ref<'s, MessagePort>>,
    /// The ports that were sent with it.
    pub ports: Vec<Gc<MessagePort>>,
}

/// <https://html.spec.whatwg.org/multipage/comms.html#messageevent>
#[webapi("html/MessageEvent.idl")]
pub struct MessageEvent {
    event: Event,
    data: Traced<Value>,
    origin: RefCell<UsvString>,
    last_event_id: RefCell<DomString>,
    source: Member<MessagePort>,
    ports: RefCell<Vec<Member<MessagePort>>>,
    ports_array: CachedFrozenArray,
}

impl MessageEvent {
    /// A new event.
    #[must_use]
    pub fn new<'s>(
        scope: &mut Scope<'s, '_>,
        type_: impl Into<DomString>,
        init: MessageEventInit<'s>,
    ) -> Self {
        Self {
            event: Event::new(scope, type_, init.event_init),
            data: Traced::new(scope, init.data),
            origin: RefCell::new(init.origin),
            last_event_id: RefCell::new(init.last_event_id),
            source: init.source.into(),
            ports: RefCell::new(members(&init.ports)),
            ports_array: CachedFrozenArray::empty(),
        }
    }
}

fn members(ports: &[Gc<MessagePort>]) -> Vec<Member<MessagePort>> {
    ports.iter().map(|port| port.as_ref().into()).collect()
}

#[webapi("html/MessageEvent.idl")]
impl MessageEvent {
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        event_init_dict: MessageEventInit<'s>,
    ) -> Self {
        Self::new(scope, type_, event_init_dict)
    }

    fn data(&self) -> &Traced<Value> {
        &self.data
    }

    fn origin(&self) -> UsvString {
        self.origin.borrow().clone()
    }

    fn last_event_id(&self) -> DomString {
        self.last_event_id.borrow().clone()
    }

    fn source(&self) -> Option<Ref<'_, MessagePort>> {
        self.source.get()
    }

    /// <https://html.spec.whatwg.org/multipage/comms.html#dom-messageevent-ports>
    fn ports<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Array>> {
        let ports = || {
            let ports = self.ports.borrow();
            let ports = ports.iter().filter_map(|port| port.get().map(Gc::from));
            ports.collect::<Vec<_>>()
        };
        self.ports_array
            .get_or_create::<idl::Interface, _>(scope, ports)
    }

    /// <https://html.spec.whatwg.org/multipage/comms.html#dom-messageevent-initmessageevent>
    #[allow(clippy::too_many_arguments, reason = "the standard's own signature")]
    fn init_message_event<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        type_: DomString,
        bubbles: bool,
        cancelable: bool,
        data: Local<'s, Value>,
        origin: UsvString,
        last_event_id: DomString,
        source: Option<Ref<'s, MessagePort>>,
        ports: Vec<Gc<MessagePort>>,
    ) {
        // Initializes the event in a manner analogous to initEvent, which does nothing to one that is being dispatched.
        if !self
            .event
            .initialize_unless_dispatched(type_, bubbles, cancelable)
        {
            return;
        }
        self.data.set(scope, data);
        *self.origin.borrow_mut() = origin;
        *self.last_event_id.borrow_mut() = last_event_id;
        match source {
            Some(source) => self.source.set(source),
            None => self.source.clear(),
        }
        *self.ports.borrow_mut() = members(&ports);
        self.ports_array.clear(scope);
    }
}
