//! Ports whose entangled port is on its way, in a message that waits at a port of the same realm: their *carrier*.
//!
//! Such a port receives nothing before its carrier does, or lets the message go. So an active one is kept alive by its carrier instead of
//! being a root, and what both are only reached from is collected with them.
//!
//! Where an end waits is known to `transit.rs`, whoever moves it; a port's carrier is a hint that is checked against it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use nano_runtime::gc::WeakGc;
use nano_runtime::{Member, Realm, Ref, Scope, Trace, WeakMember};

use super::MessagePort;
use super::pipe::EndId;
use super::port::PortsApart;
use super::pump;
use super::transit::{TRANSIT, lock};

/// What a port knows about its carrier, and about the ports whose carrier it is.
#[derive(Default, Trace)]
pub(super) struct Carriage {
    carrier: WeakMember<MessagePort>,
    /// Where the port is in the list of its carrier, if that keeps it alive.
    position: Cell<Option<usize>>,
    /// The active ones of the ports whose carrier this is.
    carried: RefCell<Vec<Member<MessagePort>>>,
}

/// The ports that an end carried while it was a port's, by the end: they wait for their next carrier, and are roots meanwhile.
#[derive(Default)]
struct Adrift {
    ports: RefCell<HashMap<EndId, Vec<WeakGc<MessagePort>>>>,
    /// The number of entries at which those of dead ports are removed next.
    limit: Cell<usize>,
}

impl Adrift {
    fn insert(&self, end: EndId, port: Ref<'_, MessagePort>) {
        const LEAST: usize = 64;
        let mut ports = self.ports.borrow_mut();
        ports.entry(end).or_default().push(WeakGc::from(port));
        if ports.len() > self.limit.get().max(LEAST) {
            ports.retain(|_, ports| ports.iter().any(is_entangled));
            self.limit.set(2 * ports.len());
        }
    }

    fn remove(&self, end: EndId) -> Vec<WeakGc<MessagePort>> {
        self.ports.borrow_mut().remove(&end).unwrap_or_default()
    }
}

fn is_entangled(port: &WeakGc<MessagePort>) -> bool {
    let link = port.upgrade().and_then(|port| port.link());
    link.is_some_and(|link| link.is_entangled())
}

/// The carrier of a port, if it has one in this realm.
pub(super) fn carrier_of<'a>(port: Ref<'a, MessagePort>) -> Option<Ref<'a, MessagePort>> {
    let carrier = port.get().carriage.carrier.get()?;
    let (link, at) = (port.link()?, carrier.link()?);
    let root = lock(&TRANSIT).root_of(link.other_id());
    (root == at.id()).then_some(carrier)
}

/// Lets a port be kept alive by its carrier.
pub(super) fn be_carried(port: Ref<'_, MessagePort>) {
    if port.carriage.position.get().is_none()
        && let Some(carrier) = port.carriage.carrier.get()
    {
        let mut carried = carrier.carriage.carried.borrow_mut();
        port.carriage.position.set(Some(carried.len()));
        carried.push(Member::new(port));
    }
}

/// Lets a port's carrier not keep it alive any more.
pub(super) fn be_let_go(port: Ref<'_, MessagePort>) {
    if let Some(position) = port.carriage.position.take()
        && let Some(carrier) = port.carriage.carrier.get()
    {
        let mut carried = carrier.carriage.carried.borrow_mut();
        if position < carried.len() {
            carried.swap_remove(position);
        }
        if let Some(moved) = carried.get(position).and_then(Member::get) {
            moved.carriage.position.set(Some(position));
        }
    }
}

fn set_carrier(
    scope: &mut Scope<'_, '_>,
    port: Ref<'_, MessagePort>,
    carrier: Option<Ref<'_, MessagePort>>,
) {
    be_let_go(port);
    match carrier {
        Some(carrier) => port.carriage.carrier.set(carrier),
        None => port.carriage.carrier.clear(),
    }
    pump::update(scope, port);
}

fn take_carried(carrier: Ref<'_, MessagePort>) -> Vec<WeakGc<MessagePort>> {
    // In weak handles, because the collector does not see a vector on the stack; the ports become roots before it runs.
    let carried = carrier.carriage.carried.take();
    let ports = carried.iter().filter_map(Member::get);
    ports
        .inspect(|port| port.carriage.position.set(None))
        .map(WeakGc::from)
        .collect()
}

/// Called when a message with `ends` was sent from `source_port`.
pub(super) fn sent(scope: &mut Scope<'_, '_>, source_port: Ref<'_, MessagePort>, ends: &[EndId]) {
    let source = source_port.get();
    let carrier = source.partner.get().or_else(|| carrier_of(source_port));
    let realm = Realm::from_scope(scope);
    for end in ends {
        let apart = realm.state::<PortsApart>().get(end.other());
        let adrift = realm.state::<Adrift>().remove(*end);
        if carrier.is_none() {
            continue;
        }
        for port in apart.into_iter().chain(adrift) {
            if let Some(port) = port.upgrade() {
                set_carrier(scope, port.as_ref(), carrier);
            }
        }
    }
}

/// Called when a message with ends of pipes was taken out of a port's queue, before these become ports.
pub(super) fn received(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>) {
    cast_adrift(scope, port, port.link().map(|link| link.id()));
}

/// Called when a port was transferred, which was at `end`.
pub(super) fn transferred(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>) {
    set_carrier(scope, port, None);
    cast_adrift(scope, port, None);
}

/// Lets go of the ports that `carrier` carries, except those that still arrive at it, `at`.
fn cast_adrift(scope: &mut Scope<'_, '_>, carrier: Ref<'_, MessagePort>, at: Option<EndId>) {
    for port in take_carried(carrier) {
        let Some(port) = port.upgrade() else { continue };
        let Some(link) = port.link() else { continue };
        let root = lock(&TRANSIT).root_of(link.other_id());
        if Some(root) == at {
            be_carried(port.as_ref());
        } else {
            Realm::from_scope(scope)
                .state::<Adrift>()
                .insert(root, port.as_ref());
            set_carrier(scope, port.as_ref(), None);
        }
    }
}

/// Called when the end of a new port arrived, with the messages that wait there.
pub(super) fn arrived(scope: &mut Scope<'_, '_>, port: Ref<'_, MessagePort>, end: EndId) {
    let adrift = Realm::from_scope(scope).state::<Adrift>().remove(end);
    for carried in adrift {
        if let Some(carried) = carried.upgrade() {
            set_carrier(scope, carried.as_ref(), Some(port));
        }
    }
}
