//! The open channels of the process, and what was posted to them.
//!
//! No JavaScript and no handle to any is here.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use nano_runtime::serialize::SerializedRecord;
use nano_runtime::webidl::DomString;

/// Names a channel; never used twice in a process. Channels that were made later have greater ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ChannelId(u64);

/// What channels have in common that hear each other: the storage key and the channel name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Topic {
    pub storage_key: String,
    pub name: DomString,
}

/// What was posted. All destinations share it.
pub(super) struct Broadcast {
    pub serialized: SerializedRecord,
    /// The serialization of the origin.
    pub source_origin: String,
}

/// The channels of a topic with the inboxes of their realms, in creation order.
type Channels = BTreeMap<ChannelId, Arc<Inbox>>;

#[derive(Default)]
struct Registry {
    topics: HashMap<Topic, Channels>,
    last_id: u64,
}

static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(Mutex::default);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code that can panic runs under these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What waits for the channels of one realm, in the order in which it was posted.
#[derive(Default)]
pub(super) struct Inbox(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    queue: VecDeque<(ChannelId, Arc<Broadcast>)>,
    waker: Option<Waker>,
}

impl Inbox {
    /// The first that waits.
    pub fn poll(&self, cx: &Context<'_>) -> Poll<(ChannelId, Arc<Broadcast>)> {
        let mut waiting = lock(&self.0);
        if let Some(first) = waiting.queue.pop_front() {
            return Poll::Ready(first);
        }
        waiting.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// An open channel's entry in the registry, which ends with it.
pub(super) struct Registration {
    topic: Topic,
    id: ChannelId,
}

impl Registration {
    pub fn new(topic: Topic, inbox: &Arc<Inbox>) -> Self {
        let mut registry = lock(&REGISTRY);
        registry.last_id += 1;
        let id = ChannelId(registry.last_id);
        let channels = registry.topics.entry(topic.clone()).or_default();
        channels.insert(id, Arc::clone(inbox));
        Self { topic, id }
    }

    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// Posts to all other channels of the topic.
    pub fn post(&self, broadcast: &Arc<Broadcast>) {
        let mut wakers = Vec::new();
        {
            // Under the lock, so that all destinations see the same order.
            let registry = lock(&REGISTRY);
            let channels = registry.topics.get(&self.topic).into_iter().flatten();
            for (id, inbox) in channels.filter(|(id, _)| **id != self.id) {
                let mut waiting = lock(&inbox.0);
                waiting.queue.push_back((*id, Arc::clone(broadcast)));
                wakers.extend(waiting.waker.take());
            }
        }
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut registry = lock(&REGISTRY);
        let Some(channels) = registry.topics.get_mut(&self.topic) else {
            return;
        };
        let inbox = channels.remove(&self.id);
        if channels.is_empty() {
            registry.topics.remove(&self.topic);
        }
        drop(registry);
        // The inbox, if it was the last one of it, and what waits in it is dropped without the lock.
        drop(inbox);
    }
}

const _: () = {
    const fn crosses_threads<T: Send + Sync>() {}
    crosses_threads::<Broadcast>();
};
