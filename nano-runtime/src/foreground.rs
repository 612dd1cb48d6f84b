//! The tasks V8 posts to the thread of an isolate: finished WebAssembly compilations, `Atomics.waitAsync` results,
//! FinalizationRegistry clean-ups, collector steps.
//!
//! They arrive from any thread, wait in a queue per isolate, and wake that isolate's event loop. The loop itself is
//! `event_loop.rs`.

use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::ffi::c_void;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use smallvec::SmallVec;
use tokio::time::Instant;

/// Queues by the address of their isolate.
static QUEUES: LazyLock<Mutex<HashMap<usize, Arc<ForegroundQueue>>>> =
    LazyLock::new(Mutex::default);

/// Locks without regard to poisoning: no code that can panic runs under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The receiving end of V8's platform.
pub(crate) struct ForegroundTasks;

impl v8::PlatformImpl for ForegroundTasks {
    fn post_task(&self, isolate: *mut c_void, task: v8::Task) {
        ForegroundQueue::of(isolate as usize).post(task, true);
    }

    fn post_non_nestable_task(&self, isolate: *mut c_void, task: v8::Task) {
        ForegroundQueue::of(isolate as usize).post(task, false);
    }

    fn post_delayed_task(&self, isolate: *mut c_void, task: v8::Task, delay_in_seconds: f64) {
        ForegroundQueue::of(isolate as usize).post_delayed(task, delay_in_seconds, true);
    }

    fn post_non_nestable_delayed_task(
        &self,
        isolate: *mut c_void,
        task: v8::Task,
        delay_in_seconds: f64,
    ) {
        ForegroundQueue::of(isolate as usize).post_delayed(task, delay_in_seconds, false);
    }

    fn post_idle_task(&self, _isolate: *mut c_void, task: v8::IdleTask) {
        // The platform declares that it has no idle time, so V8 posts none.
        drop(task);
    }
}

/// What V8 wants run on the thread of one isolate.
#[derive(Default)]
pub(crate) struct ForegroundQueue {
    state: Mutex<State>,
    /// Everyone who has polled the event loop since it was last woken: whoever drives it, and who waits for one thing meanwhile.
    wakers: Mutex<SmallVec<[Waker; 1]>>,
}

#[derive(Default)]
struct State {
    closed: bool,
    next_order: u64,
    ready: VecDeque<Posted>,
    delayed: BinaryHeap<Delayed>,
}

struct Posted {
    task: v8::Task,
    nestable: bool,
}

struct Delayed {
    due: Instant,
    order: u64,
    posted: Posted,
}

impl PartialEq for Delayed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Delayed {}

impl PartialOrd for Delayed {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Delayed {
    /// Reversed, as `BinaryHeap` yields its greatest element first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.due, other.order).cmp(&(self.due, self.order))
    }
}

impl ForegroundQueue {
    /// The queue of the isolate at `address`, made when V8 posts to an isolate that is still being created.
    pub(crate) fn of(address: usize) -> Arc<ForegroundQueue> {
        Arc::clone(lock(&QUEUES).entry(address).or_default())
    }

    /// Refuses and destroys all tasks from now on, as V8 requires before an isolate is disposed.
    pub(crate) fn close(&self) {
        let (ready, delayed) = {
            let mut state = lock(&self.state);
            state.closed = true;
            (
                std::mem::take(&mut state.ready),
                std::mem::take(&mut state.delayed),
            )
        };
        // Destroying a task may post another, so the lock is not held here.
        drop(ready);
        drop(delayed);
    }

    /// Forgets the queue of a disposed isolate, whose address may be used again.
    pub(crate) fn forget(address: usize) {
        let queue = lock(&QUEUES).remove(&address);
        if let Some(queue) = queue {
            queue.close();
        }
    }

    fn post(&self, task: v8::Task, nestable: bool) {
        let mut state = lock(&self.state);
        if state.closed {
            drop(state);
            drop(task);
            return;
        }
        state.ready.push_back(Posted { task, nestable });
        drop(state);
        self.wake();
    }

    fn post_delayed(&self, task: v8::Task, delay_in_seconds: f64, nestable: bool) {
        let delay = Duration::try_from_secs_f64(delay_in_seconds).unwrap_or(Duration::ZERO);
        let now = Instant::now();
        let due = now.checked_add(delay).unwrap_or(now);
        let mut state = lock(&self.state);
        if state.closed {
            drop(state);
            drop(task);
            return;
        }
        let order = state.next_order;
        state.next_order += 1;
        state.delayed.push(Delayed {
            due,
            order,
            posted: Posted { task, nestable },
        });
        drop(state);
        self.wake();
    }

    /// Arranges for `waker` to be woken when there is something to do.
    pub(crate) fn register(&self, waker: &Waker) {
        let mut wakers = lock(&self.wakers);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }

    /// Wakes whoever drives this isolate.
    pub(crate) fn wake(&self) {
        let wakers = std::mem::take(&mut *lock(&self.wakers));
        for waker in wakers {
            waker.wake();
        }
    }

    /// When the next delayed task is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        lock(&self.state).delayed.peek().map(|delayed| delayed.due)
    }

    /// Whether a task could run now.
    pub(crate) fn has_ready(&self) -> bool {
        !lock(&self.state).ready.is_empty()
    }

    /// Takes the next task that is ready. `nested` is true when another task is on the stack (a debugger's message loop).
    pub(crate) fn take(&self, nested: bool) -> Option<v8::Task> {
        let mut state = lock(&self.state);
        if !state.delayed.is_empty() {
            let now = Instant::now();
            while state
                .delayed
                .peek()
                .is_some_and(|delayed| delayed.due <= now)
            {
                if let Some(delayed) = state.delayed.pop() {
                    state.ready.push_back(delayed.posted);
                }
            }
        }
        if nested {
            let index = state.ready.iter().position(|posted| posted.nestable)?;
            return state.ready.remove(index).map(|posted| posted.task);
        }
        state.ready.pop_front().map(|posted| posted.task)
    }
}

impl std::fmt::Debug for ForegroundQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ForegroundQueue").finish_non_exhaustive()
    }
}
