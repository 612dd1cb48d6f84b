//! Pending operations: futures started for JavaScript, whose outcome is settled in the realm.
//!
//! Each operation is polled only when it was woken. The event loop polls them all, then settles what completed in one batch
//! (`event_loop.rs`). An operation belongs to a task scope and is dropped with it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use slab::Slab;

use crate::foreground::ForegroundQueue;
use crate::js::Scope;
use crate::task_scope::{Members, TaskScopeId};

/// What an operation does in its realm once it completed. It is dropped without being called when its scope is cancelled.
pub type Settlement = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>)>;

/// The work of an operation. It runs with the isolate entered but without a scope, and may be dropped so at any time.
pub type OpFuture = Pin<Box<dyn Future<Output = Settlement>>>;

/// Names a pending operation; never used twice in a realm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpId {
    key: usize,
    serial: u64,
}

/// The pending operations of a realm.
pub(crate) struct Ops {
    pending: RefCell<Slab<Op>>,
    members: Members<OpId>,
    ready: Arc<ReadyOps>,
    last_serial: Cell<u64>,
    keeping_alive: Cell<usize>,
}

struct Op {
    serial: u64,
    /// `None` while it is being polled.
    future: Option<OpFuture>,
    waker: Arc<OpWaker>,
    scope: TaskScopeId,
    /// Where the scope lists this operation.
    position: usize,
    keep_alive: bool,
    settling: Settling,
}

/// How the outcome of an operation is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settling {
    /// With others that completed at the same time, and one microtask checkpoint after all.
    Batched,
    /// As a task of its own, with its own checkpoint.
    AsTask,
}

/// The operations that have been woken, in that order.
struct ReadyOps {
    ids: Mutex<Vec<OpId>>,
    foreground: Arc<ForegroundQueue>,
}

struct OpWaker {
    id: OpId,
    queued: AtomicBool,
    ready: Arc<ReadyOps>,
}

impl Wake for OpWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.ready
                .ids
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(self.id);
            self.ready.foreground.wake();
        }
    }
}

/// An operation that completed, or whose code panicked.
pub(crate) enum Completed {
    Settle(TaskScopeId, Settling, Settlement),
    Panicked(Box<dyn std::any::Any + Send>),
}

impl Completed {
    /// Whether it is a task of its own.
    pub(crate) fn is_task(&self) -> bool {
        matches!(self, Self::Settle(_, Settling::AsTask, _))
    }
}

impl Ops {
    pub(crate) fn new(foreground: Arc<ForegroundQueue>) -> Self {
        Ops {
            pending: RefCell::default(),
            members: Members::default(),
            ready: Arc::new(ReadyOps {
                ids: Mutex::default(),
                foreground,
            }),
            last_serial: Cell::new(0),
            keeping_alive: Cell::new(0),
        }
    }

    pub(crate) fn spawn(
        &self,
        scope: TaskScopeId,
        keep_alive: bool,
        settling: Settling,
        future: OpFuture,
    ) -> OpId {
        let serial = self.last_serial.get() + 1;
        self.last_serial.set(serial);
        let mut pending = self.pending.borrow_mut();
        let entry = pending.vacant_entry();
        let id = OpId {
            key: entry.key(),
            serial,
        };
        let waker = Arc::new(OpWaker {
            id,
            queued: AtomicBool::new(false),
            ready: Arc::clone(&self.ready),
        });
        let position = self.members.add(scope, id);
        entry.insert(Op {
            serial,
            future: Some(future),
            waker: Arc::clone(&waker),
            scope,
            position,
            keep_alive,
            settling,
        });
        drop(pending);
        if keep_alive {
            self.keeping_alive.set(self.keeping_alive.get() + 1);
        }
        waker.wake_by_ref();
        id
    }

    /// Whether any operation was woken since it was last polled.
    pub(crate) fn has_ready(&self) -> bool {
        !self
            .ready
            .ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// The number of pending operations that keep the event loop running.
    pub(crate) fn keeping_alive(&self) -> usize {
        self.keeping_alive.get()
    }

    /// The number of pending operations.
    pub(crate) fn len(&self) -> usize {
        self.pending.borrow().len()
    }

    /// Polls every operation that was woken before the call, and returns those that completed.
    pub(crate) fn poll_ready(&self) -> Vec<Completed> {
        let woken = std::mem::take(
            &mut *self
                .ready
                .ids
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let mut completed = Vec::new();
        for id in woken {
            let Some((mut future, waker)) = self.begin_poll(id) else {
                continue;
            };
            let waker = Waker::from(waker);
            let polled = catch_unwind(AssertUnwindSafe(|| {
                future.as_mut().poll(&mut Context::from_waker(&waker))
            }));
            match polled {
                Ok(Poll::Pending) => self.end_poll(id, future),
                Ok(Poll::Ready(settlement)) => {
                    let Some(op) = self.remove(id) else { continue };
                    completed.push(Completed::Settle(op.scope, op.settling, settlement));
                }
                Err(panic) => {
                    self.remove(id);
                    completed.push(Completed::Panicked(panic));
                }
            }
        }
        completed
    }

    fn begin_poll(&self, id: OpId) -> Option<(OpFuture, Arc<OpWaker>)> {
        let mut pending = self.pending.borrow_mut();
        let op = pending
            .get_mut(id.key)
            .filter(|op| op.serial == id.serial)?;
        // Cleared before the poll, so that a wake during it queues the operation again.
        op.waker.queued.store(false, Ordering::Release);
        Some((op.future.take()?, Arc::clone(&op.waker)))
    }

    /// Puts a future back, unless its operation was cancelled by what it did.
    fn end_poll(&self, id: OpId, future: OpFuture) {
        let mut pending = self.pending.borrow_mut();
        if let Some(op) = pending.get_mut(id.key).filter(|op| op.serial == id.serial) {
            op.future = Some(future);
        } else {
            drop(pending);
            drop(future);
        }
    }

    fn remove(&self, id: OpId) -> Option<Op> {
        let mut pending = self.pending.borrow_mut();
        if pending.get(id.key)?.serial != id.serial {
            return None;
        }
        let op = pending.remove(id.key);
        if let Some(moved) = self.members.remove(op.scope, op.position)
            && let Some(other) = pending.get_mut(moved.key)
        {
            other.position = op.position;
        }
        if op.keep_alive {
            self.keeping_alive.set(self.keeping_alive.get() - 1);
        }
        Some(op)
    }

    /// Drops one operation; false if it is not pending any more.
    pub(crate) fn cancel(&self, id: OpId) -> bool {
        // The future is dropped here, with nothing borrowed: its destructor may come back.
        self.remove(id).is_some()
    }

    /// Drops all operations of a scope.
    pub(crate) fn cancel_scope(&self, scope: TaskScopeId) {
        for id in self.members.take(scope) {
            self.cancel(id);
        }
    }

    /// Drops all operations.
    pub(crate) fn clear(&self) {
        loop {
            let Some(id) = self.pending.borrow().iter().next().map(|(key, op)| OpId {
                key,
                serial: op.serial,
            }) else {
                return;
            };
            self.cancel(id);
        }
    }
}

/// A limit on the CPU-heavy work that all realms of the process run at once: the number of cores, and two more so that a few long
/// computations do not hold up all others.
static BLOCKING: std::sync::LazyLock<tokio::sync::Semaphore> = std::sync::LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    tokio::sync::Semaphore::new(cores + 2)
});

/// Work on the blocking pool panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockingPanicked;

impl std::fmt::Display for BlockingPanicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an internal computation failed")
    }
}

impl std::error::Error for BlockingPanicked {}

/// Runs CPU-heavy `work` on a bounded pool of threads. For use inside operations; needs a tokio runtime.
///
/// Dropping the returned future abandons the work if it has not begun, and otherwise its result.
///
/// # Errors
/// `work` panicked.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, BlockingPanicked> {
    let permit = BLOCKING
        .acquire()
        .await
        .map_err(|_closed| BlockingPanicked)?;
    tokio::task::spawn_blocking(move || {
        // Held by the work itself: dropping the future must not admit more work than the pool has threads for.
        let _permit = permit;
        work()
    })
    .await
    .map_err(|_panicked| BlockingPanicked)
}
