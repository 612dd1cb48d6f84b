//! What two entangled ports share: two queues of messages, which any thread may hold an end of.
//!
//! A port's *port message queue* belongs to its end of the pipe, not to the object, so that messages travel along when the port is
//! transferred. No JavaScript and no handle to any is here.
//!
//! An end may wait in a queue itself, in a message that takes it to another realm (`transit.rs`).

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use nano_runtime::serialize::SerializeWithTransferResult;

use super::transit::{self, TRANSIT};

/// A message on its way.
#[derive(Debug)]
pub(super) struct Message {
    pub record: SerializeWithTransferResult,
    /// The ends of pipes that are transferred with it.
    pub ends: Vec<EndId>,
}

impl Message {
    pub fn new(record: SerializeWithTransferResult) -> Self {
        let ports = record.data_holders::<Endpoint>();
        let pairs = record.data_holders::<[Endpoint; 2]>().flatten();
        let ends = ports.chain(pairs).map(|end| end.link().id()).collect();
        Self { record, ends }
    }
}

/// Names an end of a pipe; never used twice in a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct EndId {
    pipe: u64,
    end: usize,
}

impl EndId {
    /// The name of the other end of the pipe.
    pub fn other(self) -> Self {
        Self {
            pipe: self.pipe,
            end: 1 - self.end,
        }
    }
}

struct Pipe {
    id: u64,
    ends: Mutex<[End; 2]>,
}

/// One end of a pipe, with the messages that wait there.
#[derive(Default)]
struct End {
    queue: VecDeque<Message>,
    waker: Option<Waker>,
    /// Its port was closed or is gone: nothing is sent to it or from it any more.
    closed: bool,
    /// Whoever receives here knows that the other end was closed.
    told: bool,
}

/// What the state of a pipe is, as seen from one end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Status {
    /// Messages wait here.
    pub has_messages: bool,
    /// This end was closed.
    pub closed: bool,
    /// The other end was closed.
    pub other_closed: bool,
    /// The other end was closed, and that was received here.
    pub told: bool,
}

impl Status {
    /// Whether the ports are entangled.
    pub fn is_entangled(self) -> bool {
        !self.closed && !self.other_closed
    }

    /// Whether messages wait here or may still arrive.
    pub fn is_receiving(self) -> bool {
        self.has_messages || self.is_entangled()
    }
}

/// What arrives at an end of a pipe.
#[derive(Debug)]
pub(super) enum Arrival {
    /// A message.
    Message(Message),
    /// The other end was closed. Arrives once, after the messages if they are received at all.
    Closed,
    /// Nothing arrives any more.
    Nothing,
}

/// A view of one end of a pipe.
#[derive(Clone)]
pub(super) struct Link {
    pipe: Arc<Pipe>,
    end: usize,
}

impl Link {
    fn lock(&self) -> MutexGuard<'_, [End; 2]> {
        // No code that can panic runs under this lock.
        self.pipe
            .ends
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// This end and the other.
    fn split<'a>(&self, ends: &'a mut [End; 2]) -> (&'a mut End, &'a mut End) {
        let [first, second] = ends;
        if self.end == 0 {
            (first, second)
        } else {
            (second, first)
        }
    }

    /// The name of this end.
    pub fn id(&self) -> EndId {
        EndId {
            pipe: self.pipe.id,
            end: self.end,
        }
    }

    /// The name of the other end.
    pub fn other_id(&self) -> EndId {
        self.id().other()
    }

    /// The state of the pipe.
    pub fn status(&self) -> Status {
        let mut ends = self.lock();
        let (this, other) = self.split(&mut ends);
        Status {
            has_messages: !this.queue.is_empty(),
            closed: this.closed,
            other_closed: other.closed,
            told: this.told,
        }
    }

    /// Whether messages can be sent from here.
    pub fn is_entangled(&self) -> bool {
        self.status().is_entangled()
    }

    /// Adds a message to the queue of the other end. It is dropped if that end was closed, or waits in a queue of an end that the
    /// message takes along: nobody could ever receive it.
    pub fn send(&self, message: Message) {
        let mut transit = (!message.ends.is_empty()).then(|| transit::lock(&TRANSIT));
        let mut ends = self.lock();
        let (_, other) = self.split(&mut ends);
        let arrives = !other.closed
            && transit
                .as_mut()
                .is_none_or(|transit| transit.begin(&message.ends, self.other_id()));
        drop(transit);
        if !arrives {
            drop(ends);
            discard([message]);
            return;
        }
        other.queue.push_back(message);
        let waker = other.waker.take();
        drop(ends);
        wake(waker);
    }

    /// Closes this end: what was sent from here and to here before is still received.
    pub fn close(&self) {
        let mut ends = self.lock();
        let (this, other) = self.split(&mut ends);
        this.closed = true;
        let wakers = [this.waker.take(), other.waker.take()];
        drop(ends);
        wakers.into_iter().for_each(wake);
    }

    /// Wakes who waits in [`Link::poll`].
    pub fn wake(&self) {
        let mut ends = self.lock();
        let waker = self.split(&mut ends).0.waker.take();
        drop(ends);
        wake(waker);
    }

    /// Takes the first message out of the queue.
    fn receive(&self) -> Option<Message> {
        let mut ends = self.lock();
        let queue = &mut self.split(&mut ends).0.queue;
        if queue.front()?.ends.is_empty() {
            return queue.pop_front();
        }
        // The locks are taken in this order everywhere. Nobody else takes messages out meanwhile.
        drop(ends);
        let mut transit = transit::lock(&TRANSIT);
        let message = self.split(&mut self.lock()).0.queue.pop_front()?;
        transit.end(&message.ends);
        Some(message)
    }

    /// What arrives next. Messages are only taken out if the queue is `enabled`.
    pub fn poll(&self, cx: &Context<'_>, enabled: bool) -> Poll<Arrival> {
        if enabled && let Some(message) = self.receive() {
            return Poll::Ready(Arrival::Message(message));
        }
        let mut ends = self.lock();
        let (this, other) = self.split(&mut ends);
        if enabled && !this.queue.is_empty() {
            // It was sent between the two locks.
            drop(ends);
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.closed {
            return Poll::Ready(Arrival::Nothing);
        }
        if other.closed {
            let told = std::mem::replace(&mut this.told, true);
            return Poll::Ready(if told {
                Arrival::Nothing
            } else {
                Arrival::Closed
            });
        }
        this.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The ownership of an end of a pipe, by a port or by a port on its way. The end is closed and its messages are gone with it.
pub struct Endpoint(Link);

impl Endpoint {
    /// The ends of a new pipe.
    pub(super) fn pair() -> (Self, Self) {
        static LAST_ID: AtomicU64 = AtomicU64::new(0);
        let pipe = Arc::new(Pipe {
            id: LAST_ID.fetch_add(1, Ordering::Relaxed),
            ends: Mutex::default(),
        });
        let link = |end| Link {
            pipe: Arc::clone(&pipe),
            end,
        };
        (Self(link(0)), Self(link(1)))
    }

    /// A view of it.
    pub(super) fn link(&self) -> &Link {
        &self.0
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.0.close();
        let messages = std::mem::take(&mut self.0.split(&mut self.0.lock()).0.queue);
        if messages.iter().any(|message| !message.ends.is_empty()) {
            let mut transit = transit::lock(&TRANSIT);
            for message in &messages {
                transit.end(&message.ends);
            }
        }
        discard(messages);
    }
}

/// Drops messages, one after another even if ports in them have messages of their own: the stack does not grow with the nesting.
fn discard(messages: impl IntoIterator<Item = Message>) {
    thread_local! {
        /// What the call of `discard` that is on the stack has left to drop.
        static LEFT: RefCell<Option<Vec<Message>>> = const { RefCell::new(None) };
    }
    let nested = LEFT.with_borrow_mut(|left| {
        let nested = left.is_some();
        left.get_or_insert_default().extend(messages);
        nested
    });
    if nested {
        return;
    }
    while let Some(message) = LEFT.with_borrow_mut(|left| left.as_mut().and_then(Vec::pop)) {
        drop(message);
    }
    LEFT.set(None);
}

const _: () = {
    const fn crosses_threads<T: Send + Sync>() {}
    crosses_threads::<Endpoint>();
};
