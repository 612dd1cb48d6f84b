//! How a port receives: the operation that waits for what arrives at it, and what keeps the port and the event loop alive meanwhile.
//!
//! Each message is a task of its own. The standard's rules about ports and garbage collection
//! (<https://html.spec.whatwg.org/multipage/web-messaging.html#ports-and-garbage-collection>) come out as follows. A port is *active*
//! when its queue is enabled, it has a listener for `message`, and messages wait for it or may still arrive.
//! - An active port is kept alive by the port it is entangled with, so that a pair that nothing else reaches is collected together. If
//!   that port is no object of this realm, or messages wait already, the port is rooted. One that is on its way in a message that waits
//!   at a port of this realm is kept alive by that port (`carriers.rs`).
//! - An active port keeps the event loop running, until either side is closed or collected. A listener for `close` alone does not. One
//!   that native code owns only does while messages wait (`native.rs`).
//! - A port that is collected closes its side, and `close` is fired at the other.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};

use nano_runtime::gc::WeakGc;
use nano_runtime::js::null;
use nano_runtime::ops::OpId;
use nano_runtime::promise::catch;
use nano_runtime::realm::KeepAlive;
use nano_runtime::serialize::structured_deserialize_with_transfer;
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Gc, Realm, Ref, Scope, binding};

use super::carriers;
use super::pipe::{Arrival, Link, Message};
use super::{MessageEvent, MessageEventInit, MessagePort};
use crate::dom::{EventInit, EventTarget, dispatch_trusted, fire_event};

/// What belongs to the operation of a port. All of it goes when the operation is dropped, which its task scope may do at any time.
struct Pump {
    port: WeakGc<MessagePort>,
    enabled: Cell<bool>,
    root: RefCell<Option<Gc<MessagePort>>>,
    keep_alive: RefCell<Option<KeepAlive>>,
}

/// A port's handle to its operation.
pub(super) struct PumpHandle {
    pump: Weak<Pump>,
    id: OpId,
}

/// Called when a listener of type `type_` was added to or removed from any event target.
pub(crate) fn listeners_changed(
    scope: &mut Scope<'_, '_>,
    target: Ref<'_, EventTarget>,
    type_: &DomString,
) {
    if (*type_ == "message" || *type_ == "close")
        && let Some(port) = target.downcast::<MessagePort>()
    {
        update(scope, port);
    }
}

/// Ends a port's operation.
pub(super) fn stop(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>) {
    let handle = port.pump.borrow_mut().take();
    if let Some(handle) = handle {
        Realm::from_scope(scope).cancel_op(handle.id);
    }
}

/// Called when anything changed that decides whether a port receives and what is kept alive for it.
pub(super) fn update(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>) {
    let pump = port
        .pump
        .borrow()
        .as_ref()
        .and_then(|handle| handle.pump.upgrade());
    match pump {
        Some(pump) => {
            if let Some(link) = port.link() {
                hold(scope, port, &pump, &link);
                if pump.enabled.get() != port.enabled.get() {
                    pump.enabled.set(port.enabled.get());
                    link.wake();
                }
            }
        }
        None => run(scope, port, None),
    }
}

/// Starts the operation of a port that has none, if there is something to receive; `pump` is that of the operation before.
fn run(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>, pump: Option<Rc<Pump>>) {
    let Some(link) = port.link() else { return };
    let status = link.status();
    let enabled = port.enabled.get();
    let target: Ref<'_, EventTarget> = port.upcast();
    let wants_close =
        !status.closed && !status.told && (status.other_closed || target.has_listeners("close"));
    let wants_messages = enabled && status.is_receiving();
    if !wants_close && !wants_messages {
        if let Some(partner) = port.partner.get() {
            partner.listening_partner.clear();
        }
        carriers::be_let_go(port);
        return;
    }
    let pump = pump.unwrap_or_else(|| {
        Rc::new(Pump {
            port: WeakGc::from(port),
            enabled: Cell::new(enabled),
            root: RefCell::default(),
            keep_alive: RefCell::default(),
        })
    });
    pump.enabled.set(enabled);
    hold(scope, port, &pump, &link);
    let handle = Rc::downgrade(&pump);
    let operation = async move {
        let arrival = poll_fn(|cx| link.poll(cx, pump.enabled.get())).await;
        move |scope: &mut Scope<'_, '_>| settle(scope, pump, arrival)
    };
    let id = Realm::from_scope(scope).spawn_task(operation, false);
    *port.pump.borrow_mut() = id.map(|id| PumpHandle { pump: handle, id });
}

/// Decides what is kept alive for a port.
fn hold(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>, pump: &Pump, link: &Link) {
    let status = link.status();
    let target: Ref<'_, EventTarget> = port.upcast();
    let has_handler = port.handler.get().is_some();
    let is_active = port.enabled.get()
        && status.is_receiving()
        && (has_handler || target.has_listeners("message"));
    let partner = port.partner.get();
    let is_kept_by_partner = is_active && status.is_entangled();
    if let Some(partner) = partner {
        if is_kept_by_partner {
            partner.listening_partner.set(port);
        } else {
            partner.listening_partner.clear();
        }
    }
    let carrier = (partner.is_none() && is_kept_by_partner)
        .then(|| carriers::carrier_of(port))
        .flatten();
    if carrier.is_some() {
        carriers::be_carried(port);
    } else {
        carriers::be_let_go(port);
    }
    let is_rooted = is_active && (status.has_messages || (partner.is_none() && carrier.is_none()));
    if pump.root.borrow().is_some() != is_rooted {
        let root = is_rooted.then(|| Gc::from(port));
        drop(pump.root.replace(root));
    }
    let keeps_alive = is_active && (status.has_messages || !has_handler);
    if pump.keep_alive.borrow().is_some() != keeps_alive {
        let keep_alive = keeps_alive.then(|| Realm::from_scope(scope).keep_alive());
        drop(pump.keep_alive.replace(keep_alive));
    }
}

/// The task that takes in what arrived.
fn settle(scope: &mut Scope<'_, '_>, pump: Rc<Pump>, arrival: Arrival) {
    let Some(port) = pump.port.upgrade() else {
        return;
    };
    let port = port.as_ref();
    match arrival {
        Arrival::Message(message) => receive(scope, port, message),
        Arrival::Closed => {
            // Step 4 of 'disentangle': fire an event named close at otherPort. An error is a termination, which the event loop sees.
            let _canceled = fire_event(scope, "close", port, EventInit::default());
        }
        Arrival::Nothing => {}
    }
    drop(port.pump.borrow_mut().take());
    run(scope, port, Some(pump));
}

/// The steps of the task that 'message port post message steps' adds to a port message queue.
///
/// <https://html.spec.whatwg.org/multipage/web-messaging.html#message-port-post-message-steps>
fn receive(
    scope: &mut Scope<'_, '_>,
    final_target_port: Ref<'_, MessagePort>,
    serialize_with_transfer_result: Message,
) {
    if !serialize_with_transfer_result.ends.is_empty() {
        carriers::received(scope, final_target_port);
    }
    // 7.1.–7.2. Let finalTargetPort be the MessagePort in whose port message queue the task now finds itself; it is the message event
    //           target.
    // OPTIMIZATION: nobody sees an event that has no listener, nor the ports that come with it.
    let target: Ref<'_, EventTarget> = final_target_port.upcast();
    let handler = final_target_port.handler.get();
    if handler.is_none()
        && !target.has_listeners("message")
        && !target.has_listeners("messageerror")
    {
        return;
    }
    // 7.4. Let deserializeRecord be StructuredDeserializeWithTransfer(serializeWithTransferResult, targetRealm).
    let deserialize_record = catch(scope, |scope| {
        structured_deserialize_with_transfer(scope, serialize_with_transfer_result.record)
    });
    if let Some(handler) = handler {
        // An error is a termination, which the event loop sees.
        let _ended = match deserialize_record {
            Ok((message_clone, _)) => handler.message(scope, message_clone),
            Err(Some(_)) => handler.message_error(scope),
            Err(None) => return,
        };
        return;
    }
    let (type_, data, ports) = match deserialize_record {
        Ok((message_clone, transferred)) => {
            // 7.6. Let newPorts be a new frozen array consisting of all MessagePort objects in
            //      deserializeRecord.[[TransferredValues]], if any, maintaining their relative order.
            let ports = transferred
                .into_iter()
                .filter_map(|value| binding::unwrap::<MessagePort>(scope, value.into()))
                .map(Gc::from)
                .collect();
            ("message", message_clone, ports)
        }
        // If this throws an exception, catch it, fire an event named messageerror at messageEventTarget, using MessageEvent, and return.
        Err(Some(_)) => ("messageerror", null(scope).into(), Vec::new()),
        // The isolate is being terminated.
        Err(None) => return,
    };
    // 7.7. Fire an event named message at messageEventTarget, using MessageEvent, with the data attribute initialized to messageClone
    //      and the ports attribute initialized to newPorts.
    let init = MessageEventInit {
        event_init: EventInit::default(),
        data,
        origin: UsvString::default(),
        last_event_id: DomString::default(),
        source: None,
        ports,
    };
    let event = MessageEvent::new(scope, type_, init);
    let event = binding::allocate(scope, event);
    // An error is a termination, which the event loop sees.
    let _canceled = dispatch_trusted(scope, event, final_target_port);
}
