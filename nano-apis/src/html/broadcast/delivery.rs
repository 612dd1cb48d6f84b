//! How a realm's channels receive, and what keeps them and the event loop alive.
//!
//! A realm takes messages out of its inbox one after another, each in a task of its own. A channel that was not closed is rooted while it has
//! a listener for `message` or `messageerror`, as the standard says, and keeps the event loop running as long. The listeners run in the
//! task scope in which the first of them was added: when that is cancelled, they hear nothing any more, and let go of the channel.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{pending, poll_fn};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use nano_runtime::gc::WeakGc;
use nano_runtime::js::null;
use nano_runtime::ops::OpId;
use nano_runtime::promise::catch;
use nano_runtime::realm::KeepAlive;
use nano_runtime::serialize::structured_deserialize;
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Gc, Realm, Ref, Scope, binding};

use super::BroadcastChannel;
use super::registry::{Broadcast, ChannelId, Inbox, Registration, Topic};
use crate::dom::{EventInit, EventTarget, dispatch_trusted};
use crate::html::{MessageEvent, MessageEventInit};

/// The open channels of a realm.
#[derive(Default)]
struct Channels {
    inbox: Arc<Inbox>,
    is_receiving: Cell<bool>,
    channels: RefCell<HashMap<ChannelId, WeakGc<BroadcastChannel>>>,
    /// The number of entries at which those of dead channels are removed next.
    limit: Cell<usize>,
}

/// A channel's handle to what keeps it alive.
#[derive(Default)]
pub(super) struct Hold(Option<(Weak<Held>, OpId)>);

/// What keeps a channel alive. An operation that never completes owns it, so that it goes with its task scope.
struct Held {
    task_scope: TaskScopeId,
    _root: Gc<BroadcastChannel>,
    _keep_alive: KeepAlive,
}

/// The storage key of a realm: <https://storage.spec.whatwg.org/#obtain-a-storage-key>
///
/// It is the origin. Where that is opaque, as for files, the isolates of an application have its URL in common.
fn storage_key(realm: &Realm) -> String {
    let url = realm.location();
    let origin = url.origin();
    if origin.is_tuple() {
        origin.ascii_serialization()
    } else {
        url.into()
    }
}

/// Makes a new channel of this realm known to the process.
pub(super) fn register(scope: &mut Scope<'_, '_>, name: &DomString) -> Registration {
    let realm = Realm::from_scope(scope);
    let channels = realm.state::<Channels>();
    if !channels.is_receiving.replace(true) {
        wait(scope);
    }
    let topic = Topic {
        storage_key: storage_key(realm),
        name: name.clone(),
    };
    Registration::new(topic, &channels.inbox)
}

/// Lets what is posted to a channel find it.
pub(super) fn expect(scope: &mut Scope<'_, '_>, id: ChannelId, channel: Ref<'_, BroadcastChannel>) {
    const LEAST: usize = 64;
    let channels = Realm::from_scope(scope).state::<Channels>();
    let mut known = channels.channels.borrow_mut();
    known.insert(id, WeakGc::from(channel));
    if known.len() > channels.limit.get().max(LEAST) {
        known.retain(|_, channel| {
            channel
                .upgrade()
                .is_some_and(|channel| !channel.is_closed())
        });
        channels.limit.set(2 * known.len());
    }
}

/// Starts the operation that waits for the next message.
fn wait(scope: &mut Scope<'_, '_>) {
    let realm = Realm::from_scope(scope);
    let inbox = Arc::clone(&realm.state::<Channels>().inbox);
    let operation = async move {
        let (id, broadcast) = poll_fn(|cx| inbox.poll(cx)).await;
        move |scope: &mut Scope<'_, '_>| {
            deliver(scope, id, &broadcast);
            wait(scope);
        }
    };
    realm.with_task_scope(scope, TaskScopeId::ROOT, |_| {
        realm.spawn_task(operation, false);
    });
}

/// The task for one destination.
fn deliver(scope: &mut Scope<'_, '_>, id: ChannelId, broadcast: &Broadcast) {
    let realm = Realm::from_scope(scope);
    let destination = {
        let channels = realm.state::<Channels>().channels.borrow();
        channels.get(&id).and_then(WeakGc::upgrade)
    };
    let Some(destination) = destination else {
        return;
    };
    // OPTIMIZATION: nobody sees an event that has no listener.
    let held = destination.hold.borrow().get();
    if let Some(held) = held {
        realm.with_task_scope(scope, held.task_scope, |scope| {
            receive(scope, destination.as_ref(), broadcast);
        });
    }
}

/// The steps of the task that `postMessage()` queues for a destination.
///
/// <https://html.spec.whatwg.org/multipage/web-messaging.html#dom-broadcastchannel-postmessage>
fn receive(
    scope: &mut Scope<'_, '_>,
    destination: Ref<'_, BroadcastChannel>,
    broadcast: &Broadcast,
) {
    // 9.1. If destination's closed flag is true, then abort these steps.
    if destination.is_closed() {
        return;
    }
    // 9.2. Let targetRealm be destination's relevant realm.
    // 9.3. Let data be StructuredDeserialize(serialized, targetRealm).
    let data = catch(scope, |scope| {
        structured_deserialize(scope, &broadcast.serialized)
    });
    let (type_, data) = match data {
        Ok(data) => ("message", data),
        // If this throws an exception, catch it, fire an event named messageerror at destination, using MessageEvent, with the origin
        // attribute initialized to the serialization of sourceOrigin, and then abort these steps.
        Err(Some(_)) => ("messageerror", null(scope).into()),
        // The isolate is being terminated.
        Err(None) => return,
    };
    // 9.4. Fire an event named message at destination, using MessageEvent, with the data attribute initialized to data and the origin
    //      attribute initialized to the serialization of sourceOrigin.
    let init = MessageEventInit {
        event_init: EventInit::default(),
        data,
        origin: UsvString::from(broadcast.source_origin.as_str()),
        last_event_id: DomString::default(),
        source: None,
        ports: Vec::new(),
    };
    let event = MessageEvent::new(scope, type_, init);
    let event = binding::allocate(scope, event);
    // An error is a termination, which the event loop sees.
    let _canceled = dispatch_trusted(scope, event, destination);
}

/// Called when a listener of type `type_` was added to or removed from any event target.
pub(crate) fn listeners_changed(
    scope: &mut Scope<'_, '_>,
    target: Ref<'_, EventTarget>,
    type_: &DomString,
) {
    if (*type_ == "message" || *type_ == "messageerror")
        && let Some(channel) = target.downcast::<BroadcastChannel>()
    {
        update(scope, channel);
    }
}

/// Called when anything changed that decides whether a channel is kept alive.
pub(super) fn update(scope: &mut Scope<'_, '_>, channel: Ref<'_, BroadcastChannel>) {
    let target: Ref<'_, EventTarget> = channel.upcast();
    let listens = !channel.is_closed()
        && (target.has_listeners("message") || target.has_listeners("messageerror"));
    let is_held = channel.hold.borrow().get().is_some();
    if listens == is_held {
        return;
    }
    let realm = Realm::from_scope(scope);
    let hold = if listens {
        let held = Rc::new(Held {
            task_scope: realm.current_task_scope(),
            _root: Gc::from(channel),
            _keep_alive: realm.keep_alive(),
        });
        let handle = Rc::downgrade(&held);
        let operation = async move {
            let _held = held;
            pending::<()>().await;
            |_: &mut Scope<'_, '_>| {}
        };
        Hold(realm.spawn_task(operation, false).map(|id| (handle, id)))
    } else {
        Hold::default()
    };
    let previous = channel.hold.replace(hold);
    if let Some((_, id)) = previous.0 {
        realm.cancel_op(id);
    }
}

impl Hold {
    fn get(&self) -> Option<Rc<Held>> {
        self.0.as_ref()?.0.upgrade()
    }
}
