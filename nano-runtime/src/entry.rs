//! Entering JavaScript: what surrounds a task, a script, a callback and a call by a script, and the microtask checkpoints between them.
//!
//! Which microtasks there are is V8's to know; those that are native code are in `microtasks.rs`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use v8::tc_scope;

use crate::exception::{Exception, Result};
use crate::js::Scope;
use crate::realm::Realm;
use crate::task_scope::{self, TaskScopeId};

thread_local! {
    /// The address of the isolate that is entered, 0 for none.
    static ISOLATE: Cell<usize> = const { Cell::new(0) };
    /// The scripts and callbacks of this isolate that run, and the native functions that they called: when there is none, its JavaScript
    /// execution context stack is empty. A task by itself does not count.
    static RUNNING: Cell<usize> = const { Cell::new(0) };
}

/// What an isolate interrupts by being entered: for [`leave_isolate`].
pub(crate) struct Interrupted {
    isolate: usize,
    running: usize,
}

/// To be called when an isolate is entered, which may happen while it is.
pub(crate) fn enter_isolate(address: usize) -> Interrupted {
    let interrupted = Interrupted {
        isolate: ISOLATE.get(),
        running: RUNNING.get(),
    };
    if interrupted.isolate != address {
        ISOLATE.set(address);
        RUNNING.set(0);
    }
    interrupted
}

/// To be called when that isolate is exited.
pub(crate) fn leave_isolate(interrupted: &Interrupted) {
    ISOLATE.set(interrupted.isolate);
    RUNNING.set(interrupted.running);
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#prepare-to-run-script>
///
/// Every call is followed by one of [`leave_script`] or [`clean_up_after_running_script`].
#[inline]
pub(crate) fn prepare_to_run_script() {
    RUNNING.set(RUNNING.get() + 1);
}

/// Undoes [`prepare_to_run_script`] without a checkpoint, which the task that is running makes.
#[inline]
pub(crate) fn leave_script() {
    RUNNING.set(RUNNING.get().saturating_sub(1));
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#clean-up-after-running-script>
///
/// What runs next is still part of the same task. So rejected promises are not looked at yet: in HTML too it is another task that tells
/// of them.
///
/// # Errors
///
/// `Pending`, when a microtask was what the isolate was terminated in.
#[inline]
pub(crate) fn clean_up_after_running_script(scope: &mut Scope<'_, '_>) -> Result<()> {
    leave_script();
    // 3. If the JavaScript execution context stack is now empty, perform a microtask checkpoint.
    if RUNNING.get() == 0 {
        Realm::from_scope(scope).run_microtasks_within_a_task(scope)
    } else {
        Ok(())
    }
}

/// A native function that JavaScript called, until this is dropped.
pub(crate) struct CalledByScript(());

impl CalledByScript {
    #[inline]
    pub(crate) fn new() -> Self {
        prepare_to_run_script();
        Self(())
    }
}

impl Drop for CalledByScript {
    #[inline]
    fn drop(&mut self) {
        leave_script();
    }
}

/// A realm's microtask checkpoints.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    /// The event loop's performing a microtask checkpoint.
    performing: Cell<bool>,
    notifying: Cell<bool>,
}

/// Rounds of 'notify about rejected promises' in one checkpoint, before handlers that reject again have to wait for the event loop.
const MOST_NOTIFICATION_ROUNDS: usize = 16;

impl Realm {
    fn run_microtasks_within_a_task(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        if self.checkpoints.performing.get() {
            return Ok(());
        }
        self.run_microtasks(scope);
        if self.is_ending() {
            return Err(Exception::Pending);
        }
        Ok(())
    }

    /// The steps of a microtask checkpoint that run microtasks. Uncaught exceptions reach
    /// [`ErrorHooks::error`](crate::realm::ErrorHooks::error).
    fn run_microtasks(&self, scope: &mut Scope<'_, '_>) {
        self.checkpoints.performing.set(true);
        scope.perform_microtask_checkpoint();
        self.checkpoints.performing.set(false);
        self.note_termination();
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#perform-a-microtask-checkpoint>
    pub fn perform_microtask_checkpoint(&self, scope: &mut Scope<'_, '_>) {
        // 1. If the event loop's performing a microtask checkpoint is true, then return.
        if self.checkpoints.performing.get() {
            return;
        }
        for _ in 0..MOST_NOTIFICATION_ROUNDS {
            self.run_microtasks(scope);
            if self.checkpoints.notifying.replace(true) {
                // The round further up the stack goes on.
                return;
            }
            let notified = self.notify_about_rejected_promises(scope);
            self.checkpoints.notifying.set(false);
            if !notified {
                return;
            }
        }
        if self.rejections.has_pending() {
            self.wake();
        }
    }

    /// The end of a task: the microtask checkpoint, if no script is on the stack.
    ///
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#event-loop-processing-model>
    pub(crate) fn end_task(&self, scope: &mut Scope<'_, '_>) {
        if RUNNING.get() == 0 && !self.checkpoints.performing.get() {
            self.perform_microtask_checkpoint(scope);
            self.finish_interrupt(scope);
        }
    }

    /// Runs steps that may call JavaScript, in a task scope. The exception they leave pending is reported, a termination and a panic
    /// end the run. No checkpoint follows.
    pub(crate) fn run_steps<R>(
        &self,
        scope: &mut Scope<'_, '_>,
        id: TaskScopeId,
        steps: impl FnOnce(&mut Scope<'_, '_>) -> R,
    ) -> Option<R> {
        tc_scope!(let tc, scope);
        let previous = tc.get_continuation_preserved_embedder_data();
        task_scope::set_current(tc, id);
        let result = self.guard(|| steps(tc));
        tc.set_continuation_preserved_embedder_data(previous);
        if tc.has_terminated() {
            self.was_terminated();
        } else if let Some(exception) = tc.exception() {
            let message = tc.message();
            tc.reset();
            self.report_exception(tc, exception, message);
        }
        result
    }

    /// Runs a task: `steps` as by [`Realm::run_steps`], then the microtask checkpoint if no script is on the stack.
    pub(crate) fn run_task_steps<R>(
        &self,
        scope: &mut Scope<'_, '_>,
        id: TaskScopeId,
        steps: impl FnOnce(&mut Scope<'_, '_>) -> R,
    ) -> Option<R> {
        let result = self.run_steps(scope, id, steps);
        self.end_task(scope);
        result
    }

    /// Runs native code that V8 called. A panic does not unwind into V8: it retires the realm and `None` is returned, for which the
    /// caller throws or returns what it can.
    pub fn guard<R>(&self, f: impl FnOnce() -> R) -> Option<R> {
        match catch_unwind(AssertUnwindSafe(f)) {
            Ok(result) => Some(result),
            Err(panic) => {
                self.retire_for_panic(&*panic);
                None
            }
        }
    }
}
