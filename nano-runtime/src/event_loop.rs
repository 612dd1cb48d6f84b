//! The event loop of a runtime.
//!
//! One turn runs V8's own tasks, settles the operations that completed in one batch with one microtask checkpoint, and fires the
//! timers that are due, each with a checkpoint. Whoever polls it is woken by operations, timers, V8's tasks, and by
//! [`crate::realm::Realm::wake`].

use std::future::poll_fn;
use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::error::RunError;
use crate::ops::Completed;
use crate::realm::Realm;
use crate::runtime::JsRuntime;
use crate::task_scope::TaskScopeId;

/// Tasks of V8's own that one turn runs at most.
const MOST_FOREGROUND_TASKS: usize = 64;

/// Turns that follow each other before other tasks of the thread get their chance.
const MOST_TURNS: usize = 16;

impl JsRuntime {
    /// Runs the event loop until nothing keeps it running. Needs a tokio runtime with timers.
    ///
    /// # Errors
    /// What ended the run: an uncaught error, a termination, a top-level `await` that nothing can resolve any more.
    pub async fn run_event_loop(&self) -> Result<(), RunError> {
        poll_fn(|cx| self.poll_event_loop(cx)).await
    }

    /// Does what can be done now, and arranges for a wake-up when there is more. Ready when nothing keeps the loop running.
    ///
    /// # Errors
    /// As [`JsRuntime::run_event_loop`]. After an error that did not retire the realm, the loop may be polled on.
    pub fn poll_event_loop(&self, cx: &mut Context<'_>) -> Poll<Result<(), RunError>> {
        match self.poll_turns(cx) {
            Some(Poll::Ready(Err(error))) => Poll::Ready(Err(error)),
            Some(Poll::Ready(Ok(()))) => Poll::Ready(self.stalled_top_level_await()),
            Some(Poll::Pending) => self.poll_next_deadline(cx),
            None => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    /// Does what can be done now for a host that runs for ever, such as a server: never ready because of idleness.
    ///
    /// # Errors
    /// As [`JsRuntime::run_event_loop`].
    pub fn poll_work(&self, cx: &mut Context<'_>) -> Poll<RunError> {
        match self.poll_turns(cx) {
            Some(Poll::Ready(Err(error))) => Poll::Ready(error),
            Some(_) => match self.poll_next_deadline(cx) {
                Poll::Ready(Err(error)) => Poll::Ready(error),
                _ => Poll::Pending,
            },
            None => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    /// Runs the event loop for a host that runs for ever, until an error ends it. Others may poll the loop or import modules meanwhile.
    pub async fn drive(&self) -> RunError {
        poll_fn(|cx| self.poll_work(cx)).await
    }

    /// Ready when idle or failed, pending when waiting for something, `None` when there was more to do than was done.
    fn poll_turns(&self, cx: &mut Context<'_>) -> Option<Poll<Result<(), RunError>>> {
        // Registered first, so that whatever arrives from now on wakes the caller.
        self.realm().foreground().register(cx.waker());
        for _ in 0..MOST_TURNS {
            if let Some(error) = self.realm().take_failure() {
                return Some(Poll::Ready(Err(error)));
            }
            if !self.turn() {
                if let Some(error) = self.realm().take_failure() {
                    return Some(Poll::Ready(Err(error)));
                }
                return Some(if self.is_alive() {
                    Poll::Pending
                } else {
                    Poll::Ready(Ok(()))
                });
            }
        }
        None
    }

    /// Whether anything keeps the event loop running.
    fn is_alive(&self) -> bool {
        self.realm().is_kept_alive()
            || self.realm().foreground().has_ready()
            || self.isolate().has_pending_background_tasks()
    }

    /// Whether a turn would do anything.
    fn has_work(&self) -> bool {
        let realm = self.realm();
        let deadlines = [realm.timers.next_due(), realm.foreground().next_due()];
        realm.ops.has_ready()
            || realm.rejections.has_pending()
            || realm.foreground().has_ready()
            || deadlines
                .into_iter()
                .flatten()
                .min()
                .is_some_and(|due| due <= Instant::now())
    }

    /// One turn; false if there was nothing to do.
    fn turn(&self) -> bool {
        // Entering an isolate costs more than looking.
        if !self.has_work() {
            return false;
        }
        let realm = self.realm();
        self.isolate().with(|isolate| {
            self.run_foreground_tasks(isolate);
            settle_ops(realm, isolate);
            fire_timers(realm, isolate);
            if realm.rejections.has_pending() && realm.retired().is_none() {
                realm.with_context(isolate, |scope| realm.perform_microtask_checkpoint(scope));
            }
        });
        true
    }

    /// Runs the tasks that V8 posted.
    fn run_foreground_tasks(&self, isolate: &mut v8::Isolate) {
        let realm = self.realm();
        for _ in 0..MOST_FOREGROUND_TASKS {
            if realm.retired().is_some() {
                return;
            }
            let Some(task) = realm.foreground().take(false) else {
                return;
            };
            realm.with_context(isolate, |scope| {
                realm.run_task_steps(scope, TaskScopeId::ROOT, |_| task.run())
            });
        }
    }

    fn poll_next_deadline(&self, cx: &mut Context<'_>) -> Poll<Result<(), RunError>> {
        let deadlines = [
            self.realm().timers.next_due(),
            self.realm().foreground().next_due(),
        ];
        let mut sleep = self.sleep.borrow_mut();
        let Some(deadline) = deadlines.into_iter().flatten().min() else {
            *sleep = None;
            return Poll::Pending;
        };
        if deadline <= Instant::now() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        // A timer belongs to the tokio runtime it was made in, and this loop may be driven by another one next.
        let current = tokio::runtime::Handle::current().id();
        let (_, sleep) = match sleep.take().filter(|(made_in, _)| *made_in == current) {
            Some(existing) => sleep.insert(existing),
            None => sleep.insert((current, Box::pin(tokio::time::sleep_until(deadline)))),
        };
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        if sleep.as_mut().poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

/// Polls the operations that were woken and settles those that completed: one checkpoint follows each run of them that are settled
/// together, and each that is a task of its own.
fn settle_ops(realm: &Realm, isolate: &mut v8::Isolate) {
    if realm.retired().is_some() {
        return;
    }
    let completed = realm.ops.poll_ready();
    if completed.is_empty() {
        return;
    }
    realm.with_context(isolate, |scope| {
        let mut completed = completed.into_iter().peekable();
        while completed.peek().is_some() {
            while let Some(next) = completed.next() {
                let ends_task = next.is_task() || completed.peek().is_some_and(Completed::is_task);
                match next {
                    Completed::Settle(id, _, settlement) => {
                        // The scope may have been cancelled by a settlement before this one.
                        if realm.is_scope_open(id) && realm.retired().is_none() {
                            v8::scope!(let scope, scope);
                            realm.run_steps(scope, id, settlement);
                        }
                    }
                    Completed::Panicked(panic) => realm.retire_for_panic(&*panic),
                }
                if ends_task {
                    break;
                }
            }
            realm.end_task(scope);
        }
    });
}

/// Fires the timers that are due now, each as a task of its own.
fn fire_timers(realm: &Realm, isolate: &mut v8::Isolate) {
    if realm.timers.next_due().is_none() {
        return;
    }
    let now = Instant::now();
    while realm.retired().is_none()
        && let Some(firing) = realm.timers.begin_next(now)
    {
        realm.with_context(isolate, |scope| {
            let id = firing.scope;
            let finish = realm.run_task_steps(scope, id, |scope| firing.run(scope));
            if let Some(Some(finish)) = finish {
                finish.repeat(&realm.timers);
            }
        });
        realm.timers.end_task();
    }
}
