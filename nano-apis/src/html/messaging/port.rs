//! The interface MessagePort: <https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports>
//!
//! How it receives is in `pump.rs`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use nano_runtime::gc::WeakGc;
use nano_runtime::js::{Local, Object, Value};
use nano_runtime::serialize::{Transferable, structured_serialize_with_transfer};
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{
    Exception, Member, Realm, Ref, Result, Scope, Shared, WeakMember, binding, webapi,
};

use super::carriers::{self, Carriage};
use super::native::MessageHandler;
use super::pipe::{EndId, Endpoint, Link, Message};
use super::pump::{self, PumpHandle};
use crate::dom::EventTarget;
use crate::html::{
    EventHandlerNonNull, StructuredSerializeOptions, event_handler, set_event_handler,
};

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#messageport>
#[webapi("html/MessagePort.idl")]
pub struct MessagePort {
    event_target: EventTarget,
    /// `None` once the port was transferred. A port that was closed keeps its end for the messages that wait there.
    #[untraced]
    endpoint: RefCell<Option<Endpoint>>,
    /// Whether the port message queue is enabled.
    pub(super) enabled: Cell<bool>,
    #[untraced]
    pub(super) pump: RefCell<Option<PumpHandle>>,
    /// The port that this one is entangled with, if that is an object of this realm.
    pub(super) partner: WeakMember<MessagePort>,
    /// The same, while it may still fire events because of this one.
    pub(super) listening_partner: Member<MessagePort>,
    /// What takes the messages instead of listeners, if this is a port of native code.
    pub(super) handler: Shared<dyn MessageHandler>,
    pub(super) carriage: Carriage,
}

impl std::fmt::Debug for MessagePort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessagePort").finish_non_exhaustive()
    }
}

impl MessagePort {
    fn new(endpoint: Endpoint) -> Self {
        Self {
            event_target: EventTarget::default(),
            endpoint: RefCell::new(Some(endpoint)),
            enabled: Cell::new(false),
            pump: RefCell::default(),
            partner: WeakMember::empty(),
            listening_partner: Member::empty(),
            handler: Shared::empty(),
            carriage: Carriage::default(),
        }
    }

    /// The port's end of its pipe, unless the port was transferred.
    pub(super) fn link(&self) -> Option<Link> {
        self.endpoint
            .borrow()
            .as_ref()
            .map(|endpoint| endpoint.link().clone())
    }
}

/// Two ports of which what is posted to one arrives at the other.
///
/// <https://html.spec.whatwg.org/multipage/web-messaging.html#entangle>
pub(crate) fn new_entangled_pair<'s>(
    scope: &mut Scope<'s, '_>,
) -> (Ref<'s, MessagePort>, Ref<'s, MessagePort>) {
    let (first, second) = Endpoint::pair();
    let first = binding::allocate(scope, MessagePort::new(first));
    let second = binding::allocate(scope, MessagePort::new(second));
    introduce(first, second);
    (first, second)
}

/// Lets the ports of a pipe know of each other as objects of one realm.
fn introduce(first: Ref<'_, MessagePort>, second: Ref<'_, MessagePort>) {
    first.partner.set(second);
    second.partner.set(first);
}

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#disentangle>
///
/// What was sent either way before is still received. Step 4, firing an event at the other port, is a task of that port's.
pub(crate) fn disentangle(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>) {
    let Some(link) = port.link() else { return };
    link.close();
    pump::update(scope, port);
    if let Some(partner) = port.partner.get() {
        pump::update(scope, partner);
    }
}

/// The ports of a realm whose entangled port is, or may be, no object of the realm. When it becomes one, they are introduced.
#[derive(Default)]
pub(super) struct PortsApart {
    ports: RefCell<HashMap<EndId, WeakGc<MessagePort>>>,
    /// The number of entries at which those of dead ports are removed next.
    limit: Cell<usize>,
}

impl PortsApart {
    fn insert(&self, id: EndId, port: Ref<'_, MessagePort>) {
        const LEAST: usize = 64;
        let mut ports = self.ports.borrow_mut();
        ports.insert(id, WeakGc::from(port));
        if ports.len() > self.limit.get().max(LEAST) {
            ports.retain(|_, port| {
                port.upgrade()
                    .and_then(|port| port.link())
                    .is_some_and(|link| link.is_entangled())
            });
            self.limit.set(2 * ports.len());
        }
    }

    pub(super) fn get(&self, id: EndId) -> Option<WeakGc<MessagePort>> {
        let ports = self.ports.borrow();
        ports.get(&id)?.upgrade().map(|port| port.as_ref().into())
    }

    fn remove(&self, id: EndId) -> Option<WeakGc<MessagePort>> {
        self.ports.borrow_mut().remove(&id)
    }
}

impl Transferable for MessagePort {
    type DataHolder = Endpoint;

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-close> sets it as well.
    fn is_detached(&self) -> bool {
        self.endpoint
            .borrow()
            .as_ref()
            .is_none_or(|endpoint| endpoint.link().status().closed)
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports:transfer-steps>
    fn transfer_steps(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<Endpoint> {
        let endpoint = this.endpoint.borrow_mut().take().ok_or_else(|| {
            Exception::dom(
                DomExceptionName::DataCloneError,
                "A MessagePort is detached and could not be transferred.",
            )
        })?;
        pump::stop(scope, this);
        let apart = Realm::from_scope(scope).state::<PortsApart>();
        let partner = this.partner.get();
        this.partner.clear();
        this.listening_partner.clear();
        match partner {
            Some(partner) => {
                partner.partner.clear();
                partner.listening_partner.clear();
                apart.insert(endpoint.link().other_id(), partner);
                // It cannot be reached through this port any more.
                pump::update(scope, partner);
            }
            None => drop(apart.remove(endpoint.link().id())),
        }
        carriers::transferred(scope, this);
        // 2.–3. Set dataHolder.[[PortMessageQueue]] and dataHolder.[[RemotePort]]: the pipe has the queue and its other end.
        Ok(endpoint)
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports:transfer-receiving-steps>
    fn transfer_receiving_steps<'s>(
        data_holder: Endpoint,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, Self>> {
        // 2. The messages are in the port message queue of value, which is disabled.
        // 3. If dataHolder.[[RemotePort]] is not null, then entangle it and value.
        let link = data_holder.link().clone();
        let value = binding::allocate(scope, Self::new(data_holder));
        let apart = Realm::from_scope(scope).state::<PortsApart>();
        let partner = apart
            .remove(link.other_id())
            .and_then(|port| port.upgrade());
        match partner {
            Some(partner) => {
                introduce(value, partner.as_ref());
                pump::update(scope, partner.as_ref());
            }
            None if link.is_entangled() => apart.insert(link.id(), value),
            None => {}
        }
        pump::update(scope, value);
        carriers::arrived(scope, value, link.id());
        Ok(value)
    }
}

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#message-port-post-message-steps>
pub(super) fn message_port_post_message_steps<'s>(
    scope: &mut Scope<'s, '_>,
    source_port: Ref<'_, MessagePort>,
    target_port: Option<&Link>,
    message: Local<'_, Value>,
    transfer: &[Local<'s, Object>],
) -> Result<()> {
    // 3. Let doomed be false.
    let mut doomed = false;
    for (index, object) in transfer.iter().enumerate() {
        let port = binding::unwrap::<MessagePort>(scope, (*object).into());
        let Some(port) = port else { continue };
        // 2. If transfer contains sourcePort, then throw a "DataCloneError" DOMException.
        if port.is_same(source_port) {
            return Err(Exception::dom(
                DomExceptionName::DataCloneError,
                format!("Port at index {index} contains the source port."),
            ));
        }
        // 4. If targetPort is not null and transfer contains targetPort, then set doomed to true.
        doomed |= port
            .link()
            .zip(target_port)
            .is_some_and(|(link, target)| link.id() == target.other_id());
    }
    // 5. Let serializeWithTransferResult be StructuredSerializeWithTransfer(message, transfer). Rethrow any exceptions.
    let serialized = structured_serialize_with_transfer(scope, message, transfer)?;
    // 6. If targetPort is null, or if doomed is true, then return.
    let Some(link) = target_port.filter(|_| !doomed) else {
        return Ok(());
    };
    // 7. Add a task to the port message queue of targetPort. (Its steps are `pump::receive`.)
    let message = Message::new(serialized);
    let ends = message.ends.clone();
    link.send(message);
    carriers::sent(scope, source_port, &ends);
    if let Some(target) = source_port.partner.get() {
        pump::update(scope, target);
    }
    Ok(())
}

#[webapi("html/MessagePort.idl")]
impl MessagePort {
    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-postmessage>
    fn post_message<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        message: Local<'s, Value>,
        transfer: Vec<Local<'s, Object>>,
    ) -> Result<()> {
        // 1. Let targetPort be the port with which this is entangled, if any; otherwise null.
        let target_port = this.link().filter(Link::is_entangled);
        // 2.–3. Run the message port post message steps.
        message_port_post_message_steps(scope, this, target_port.as_ref(), message, &transfer)
    }

    #[overload("postMessage")]
    fn post_message_with_options<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        message: Local<'s, Value>,
        options: StructuredSerializeOptions<'s>,
    ) -> Result<()> {
        Self::post_message(this, scope, message, options.transfer)
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-start>
    fn start(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) {
        // Enable this's port message queue, if it is not already enabled.
        this.enabled.set(true);
        pump::update(scope, this);
    }

    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-messageport-close>
    fn close(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) {
        // 1. Set this's [[Detached]] internal slot value to true.
        // 2. If this is entangled, disentangle it.
        disentangle(scope, this);
    }

    fn onclose<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "close")
    }

    fn set_onclose(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "close", value);
    }
}

#[webapi("html/MessageEventTarget.idl")]
impl MessagePort {
    fn onmessage<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "message")
    }

    /// The first time it is set, the port message queue is enabled as if `start()` had been called.
    ///
    /// <https://html.spec.whatwg.org/multipage/web-messaging.html#message-ports:handler-messageeventtarget-onmessage>
    fn set_onmessage(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "message", value);
        Self::start(this, scope);
    }

    fn onmessageerror<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "messageerror")
    }

    fn set_onmessageerror(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "messageerror", value);
    }
}
