//! The state of one isolate and its context, reachable from any scope in a few nanoseconds.
//!
//! A realm is composed of parts that live in their own files: operations, timers, modules, rejections, microtasks, templates.
//! Here they are held together. The steps every entry into JavaScript goes through are in `entry.rs`; what owns a realm and drives
//! its event loop is `runtime.rs`.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;
use v8::{Global, Local, tc_scope};

use crate::binding::{Results, Templates};
use crate::entry::Checkpoints;
use crate::error::RunError;
use crate::foreground::ForegroundQueue;
use crate::interrupt::Interrupt;
use crate::js::Scope;
use crate::microtasks::Microtasks;
use crate::modules::Modules;
use crate::ops::{OpId, Ops, Settlement, Settling};
use crate::reactions::Reactions;
use crate::rejections::Rejections;
use crate::steps::StepsQueue;
use crate::task_scope::{self, TaskScopeId, TaskScopes};
use crate::timers::{TimerCallback, TimerId, Timers};
use crate::type_map::TypeMap;

/// What the API layer does about errors that JavaScript does not catch.
pub trait ErrorHooks {
    /// Fires `error` at the global object; true if a listener took care of it.
    ///
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception>
    fn error(
        &self,
        _scope: &mut Scope<'_, '_>,
        _error: Local<'_, v8::Value>,
        _message: Option<Local<'_, v8::Message>>,
    ) -> bool {
        false
    }

    /// Fires `unhandledrejection` at the global object; true if a listener took care of it.
    fn unhandled_rejection(
        &self,
        _scope: &mut Scope<'_, '_>,
        _promise: Local<'_, v8::Promise>,
        _reason: Local<'_, v8::Value>,
    ) -> bool {
        false
    }

    /// Fires `rejectionhandled` at the global object, for a promise that was reported before.
    fn rejection_handled(
        &self,
        _scope: &mut Scope<'_, '_>,
        _promise: Local<'_, v8::Promise>,
        _reason: Local<'_, v8::Value>,
    ) {
    }

    /// A thrown value that is no error, as a console shows it; `None` leaves it to a plain rendering.
    fn describe(&self, _scope: &mut Scope<'_, '_>, _value: Local<'_, v8::Value>) -> Option<String> {
        None
    }

    /// Decides what becomes of an error that no listener took care of: `None` lets the realm run on (the hook has logged it), an error
    /// ends the run when the task is over: the first of the task's, so that a hook that wants all to be known tells of each, and returns
    /// [`RunError::Told`].
    fn unhandled(&self, error: RunError) -> Option<RunError> {
        Some(error)
    }
}

/// Hooks that end the run on every error.
#[derive(Debug, Default, Clone, Copy)]
pub struct FailOnError;

impl ErrorHooks for FailOnError {}

/// The state of an isolate and its context.
pub struct Realm {
    isolate: v8::UnsafeRawIsolatePtr,
    context: OnceCell<Global<v8::Context>>,
    /// The templates of the platform objects installed here.
    pub templates: Templates,
    pub(crate) ops: Ops,
    pub(crate) timers: Timers,
    pub(crate) microtasks: Microtasks,
    pub(crate) reactions: Reactions,
    pub(crate) steps: StepsQueue,
    pub(crate) results: Results,
    pub(crate) rejections: Rejections,
    pub(crate) modules: Modules,
    pub(crate) names: crate::webidl::Names,
    task_scopes: TaskScopes,
    state: TypeMap,
    hooks: RefCell<Rc<dyn ErrorHooks>>,
    location: RefCell<Url>,
    foreground: Arc<ForegroundQueue>,
    terminated: Arc<AtomicBool>,
    interrupt: Arc<Interrupt>,
    keep_alive: Rc<Cell<usize>>,
    pub(crate) checkpoints: Checkpoints,
    reporting_error: Cell<bool>,
    closing: Cell<bool>,
    failure: RefCell<Option<RunError>>,
    retired: RefCell<Option<RunError>>,
}

/// The data slot of the isolate that holds the address of its realm.
const SLOT: u32 = 0;

impl Realm {
    /// Makes a realm without a context and leaves its address in the isolate.
    ///
    /// The caller keeps the `Rc` until it called [`Realm::detach`], with the isolate alive.
    pub(crate) fn attach(
        isolate: &mut v8::Isolate,
        foreground: Arc<ForegroundQueue>,
        location: Url,
    ) -> Rc<Realm> {
        // SAFETY: the pointer is only used while the isolate lives, as the caller promises to detach the realm before.
        let raw = unsafe { isolate.as_raw_isolate_ptr() };
        let realm = Rc::new(Realm {
            isolate: raw,
            context: OnceCell::new(),
            templates: Templates::default(),
            ops: Ops::new(Arc::clone(&foreground)),
            timers: Timers::new(Arc::clone(&foreground)),
            microtasks: Microtasks::default(),
            reactions: Reactions::default(),
            steps: StepsQueue::default(),
            results: Results::default(),
            rejections: Rejections::default(),
            modules: Modules::default(),
            names: crate::webidl::Names::default(),
            task_scopes: TaskScopes::default(),
            state: TypeMap::default(),
            hooks: RefCell::new(Rc::new(FailOnError)),
            location: RefCell::new(location),
            foreground,
            terminated: Arc::default(),
            interrupt: Arc::default(),
            keep_alive: Rc::default(),
            checkpoints: Checkpoints::default(),
            reporting_error: Cell::new(false),
            closing: Cell::new(false),
            failure: RefCell::default(),
            retired: RefCell::default(),
        });
        isolate.set_data(SLOT, Rc::as_ptr(&realm).cast_mut().cast());
        realm
    }

    /// Drops what the realm holds in JavaScript, in an order in which destructors can still use it, and takes its address out of
    /// the isolate. The isolate must be entered.
    pub(crate) fn detach(self: Rc<Self>, isolate: &mut v8::Isolate) {
        self.closing.set(true);
        self.ops.clear();
        self.timers.clear_all();
        self.microtasks.clear();
        self.reactions.clear();
        self.steps.clear();
        self.modules.clear();
        self.rejections.clear();
        isolate.set_data(SLOT, std::ptr::null_mut());
    }

    pub(crate) fn set_context(&self, context: Global<v8::Context>) {
        if self.context.set(context).is_err() {
            unreachable!("a realm gets its context once");
        }
    }

    /// The realm of `isolate`; `None` while it is being set up or torn down.
    #[must_use]
    pub fn from_isolate(isolate: &v8::Isolate) -> Option<&Realm> {
        let realm: *const Realm = isolate.get_data(SLOT).cast_const().cast();
        // SAFETY: the slot holds null or the address of the realm that `attach` made, which lives until `detach` has cleared the slot.
        // The owner detaches when nothing borrows the isolate any more.
        unsafe { realm.as_ref() }
    }

    /// The realm of the isolate of `scope`; `None` while it is being set up or torn down.
    #[must_use]
    pub fn try_from_scope<'i>(scope: &Scope<'_, 'i>) -> Option<&'i Realm> {
        let isolate: &v8::Isolate = scope;
        let realm = Self::from_isolate(isolate)?;
        // SAFETY: the realm lives as long as its isolate is in use, and `'i` is a time for which the isolate is borrowed.
        Some(unsafe { &*std::ptr::from_ref(realm) })
    }

    /// The realm of the isolate of `scope`.
    ///
    /// # Panics
    /// If there is none, which no code that is called from JavaScript can see.
    #[must_use]
    pub fn from_scope<'i>(scope: &Scope<'_, 'i>) -> &'i Realm {
        match Self::try_from_scope(scope) {
            Some(realm) => realm,
            None => panic!("the isolate has no realm"),
        }
    }

    /// The context.
    pub(crate) fn context(&self) -> &Global<v8::Context> {
        match self.context.get() {
            Some(context) => context,
            None => unreachable!("a realm is entered after it got its context"),
        }
    }

    /// Runs `f` in the context of this realm, in a handle scope of its own.
    pub(crate) fn with_context<R>(
        &self,
        isolate: &mut v8::Isolate,
        f: impl FnOnce(&mut Scope<'_, '_>) -> R,
    ) -> R {
        v8::scope!(let scope, isolate);
        let context = Local::new(scope, self.context());
        let scope = &mut v8::ContextScope::new(scope, context);
        f(scope)
    }

    /// The URL of the application, against which relative URLs without another base are resolved.
    #[must_use]
    pub fn location(&self) -> Url {
        self.location.borrow().clone()
    }

    /// Changes [`Realm::location`].
    pub fn set_location(&self, location: Url) {
        *self.location.borrow_mut() = location;
    }

    /// This realm's one value of type `T`, made by its `Default` on first use.
    pub fn state<T: Default + 'static>(&self) -> &T {
        self.state.get_or_default()
    }

    /// The typed slots behind [`Realm::state`].
    pub fn states(&self) -> &TypeMap {
        &self.state
    }

    /// The timers.
    pub fn timers(&self) -> &Timers {
        &self.timers
    }

    /// The modules.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }

    /// Replaces what is done about uncaught errors. At first they end the run.
    pub fn set_error_hooks(&self, hooks: Rc<dyn ErrorHooks>) {
        *self.hooks.borrow_mut() = hooks;
    }

    pub(crate) fn hooks(&self) -> Rc<dyn ErrorHooks> {
        Rc::clone(&self.hooks.borrow())
    }

    // ---- Work that belongs to the realm -------------------------------------------------------------------------------------

    /// Starts an operation in the current task scope. `keep_alive` says whether the event loop waits for it.
    ///
    /// Its output runs on the event loop with a scope. In a task scope that has been cancelled, and in a realm that is closing, the
    /// future is dropped at once and never settles.
    pub fn spawn_op<S>(
        &self,
        future: impl Future<Output = S> + 'static,
        keep_alive: bool,
    ) -> Option<OpId>
    where
        S: for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) + 'static,
    {
        self.spawn_op_in(self.current_task_scope(), future, keep_alive)
    }

    /// [`Realm::spawn_op`] in a given task scope.
    pub fn spawn_op_in<S>(
        &self,
        scope: TaskScopeId,
        future: impl Future<Output = S> + 'static,
        keep_alive: bool,
    ) -> Option<OpId>
    where
        S: for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) + 'static,
    {
        self.spawn_settling(scope, Settling::Batched, future, keep_alive)
    }

    /// [`Realm::spawn_op`] whose output runs as a task of its own: a microtask checkpoint follows before anything else is settled.
    ///
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#queue-a-task>
    pub fn spawn_task<S>(
        &self,
        future: impl Future<Output = S> + 'static,
        keep_alive: bool,
    ) -> Option<OpId>
    where
        S: for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) + 'static,
    {
        let scope = self.current_task_scope();
        self.spawn_settling(scope, Settling::AsTask, future, keep_alive)
    }

    fn spawn_settling<S>(
        &self,
        scope: TaskScopeId,
        settling: Settling,
        future: impl Future<Output = S> + 'static,
        keep_alive: bool,
    ) -> Option<OpId>
    where
        S: for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) + 'static,
    {
        if self.closing.get() || !self.task_scopes.is_open(scope) {
            return None;
        }
        Some(self.ops.spawn(
            scope,
            keep_alive,
            settling,
            Box::pin(async move { Box::new(future.await) as Settlement }),
        ))
    }

    /// Runs CPU-heavy `work` on the bounded pool of blocking threads, and then `settle` on the event loop.
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        settle: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Result<T, crate::ops::BlockingPanicked>)
        + 'static,
    ) -> Option<OpId> {
        let future = async move {
            let result = crate::ops::blocking(work).await;
            move |scope: &mut Scope<'_, '_>| settle(scope, result)
        };
        self.spawn_op(future, true)
    }

    /// Drops an operation; false if it is not pending any more.
    pub fn cancel_op(&self, id: OpId) -> bool {
        self.ops.cancel(id)
    }

    /// The number of pending operations.
    pub fn pending_ops(&self) -> usize {
        self.ops.len()
    }

    /// Starts a timer in the current task scope: see [`Timers`]. `None` in a scope that was cancelled.
    ///
    /// `delay` is in milliseconds, a negative one counts as 0.
    pub fn start_timer(&self, delay: i32, callback: TimerCallback) -> Option<TimerId> {
        let scope = self.current_task_scope();
        if self.closing.get() || !self.task_scopes.is_open(scope) {
            return None;
        }
        Some(self.timers.start(scope, delay, callback))
    }

    /// Starts a timer that no script can clear, in the current task scope. `None` in a scope that was cancelled.
    ///
    /// `delay` is in milliseconds, a negative one counts as 0; it is not clamped.
    pub fn start_native_timer(&self, delay: i32, callback: TimerCallback) -> Option<TimerId> {
        let scope = self.current_task_scope();
        if self.closing.get() || !self.task_scopes.is_open(scope) {
            return None;
        }
        Some(self.timers.start_native(scope, delay, callback))
    }

    /// Keeps the event loop running until the returned value is dropped.
    #[must_use]
    pub fn keep_alive(&self) -> KeepAlive {
        self.keep_alive.set(self.keep_alive.get() + 1);
        KeepAlive {
            count: Rc::clone(&self.keep_alive),
            foreground: Arc::clone(&self.foreground),
        }
    }

    /// Whether anything of the realm itself keeps the event loop running.
    pub(crate) fn is_kept_alive(&self) -> bool {
        self.keep_alive.get() > 0 || self.ops.keeping_alive() > 0 || self.timers.keeping_alive() > 0
    }

    /// Has the event loop look for work.
    pub fn wake(&self) {
        self.foreground.wake();
    }

    // ---- Task scopes --------------------------------------------------------------------------------------------------------

    /// Opens a task scope. It stays open until it is given to [`Realm::cancel_scope`].
    pub fn open_scope(&self) -> TaskScopeId {
        self.task_scopes.open()
    }

    /// Closes a task scope and drops all its operations and timers, with what they hold. What its JavaScript still starts
    /// afterwards is dropped at once.
    pub fn cancel_scope(&self, id: TaskScopeId) {
        if self.task_scopes.close(id) {
            self.ops.cancel_scope(id);
            self.timers.cancel_scope(id);
            self.reactions.cancel_scope(id);
        }
    }

    pub(crate) fn is_scope_open(&self, id: TaskScopeId) -> bool {
        self.task_scopes.is_open(id)
    }

    /// The task scope of the JavaScript that is running, or of the native code that is settling something.
    #[must_use]
    pub fn current_task_scope(&self) -> TaskScopeId {
        // SAFETY: the isolate lives at least as long as this realm is attached to it, and is entered: its realm is only reached from it.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(self.isolate) };
        task_scope::current_of(&mut isolate)
    }

    /// Runs `f` with `id` as the current task scope, which promise reactions made by it inherit.
    pub fn with_task_scope<'s, 'i, R>(
        &self,
        scope: &mut Scope<'s, 'i>,
        id: TaskScopeId,
        f: impl FnOnce(&mut Scope<'s, 'i>) -> R,
    ) -> R {
        let previous = scope.get_continuation_preserved_embedder_data();
        task_scope::set_current(scope, id);
        let result = f(scope);
        scope.set_continuation_preserved_embedder_data(previous);
        result
    }

    // ---- Errors -------------------------------------------------------------------------------------------------------------

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception>
    pub fn report_exception(
        &self,
        scope: &mut Scope<'_, '_>,
        exception: Local<'_, v8::Value>,
        message: Option<Local<'_, v8::Message>>,
    ) {
        // "If global is not in error reporting mode": an error in an error listener is not given to the listeners again.
        let handled = !self.reporting_error.get() && {
            self.reporting_error.set(true);
            tc_scope!(let tc, scope);
            let handled = self
                .guard(|| self.hooks().error(tc, exception, message))
                .unwrap_or(false);
            self.reporting_error.set(false);
            handled
        };
        if !handled {
            let error = crate::script::describe_exception(scope, exception, message);
            self.unhandled(RunError::Uncaught(Box::new(error)));
        }
    }

    /// A thrown value that is no error, as the hooks show it.
    pub(crate) fn describe_value(
        &self,
        scope: &mut Scope<'_, '_>,
        value: Local<'_, v8::Value>,
    ) -> Option<String> {
        self.guard(|| self.hooks().describe(scope, value)).flatten()
    }

    /// Asks the hooks what becomes of an error that nothing handled.
    pub(crate) fn unhandled(&self, error: RunError) {
        if let Some(error) = self.hooks().unhandled(error) {
            self.fail(error);
        }
    }

    /// Ends the run of the event loop with `error`; the first such error counts.
    pub(crate) fn fail(&self, error: RunError) {
        self.failure.borrow_mut().get_or_insert(error);
        self.wake();
    }

    /// Ends the run for good: nothing enters this realm any more.
    pub(crate) fn retire(&self, error: RunError) {
        self.retired.borrow_mut().get_or_insert(error);
        self.wake();
    }

    pub(crate) fn retire_for_panic(&self, panic: &(dyn std::any::Any + Send)) {
        let message = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "native code panicked".to_owned());
        self.retire(RunError::Panicked(message));
    }

    /// Why nothing may enter this realm any more.
    #[must_use]
    pub fn retired(&self) -> Option<RunError> {
        self.note_termination();
        self.retired.borrow().clone()
    }

    /// What ended the run, once; or why the realm is retired.
    pub(crate) fn take_failure(&self) -> Option<RunError> {
        let failure = self.failure.borrow_mut().take();
        failure.or_else(|| self.retired())
    }

    /// JavaScript of this realm ended because its execution was terminated: for good, unless that was an interrupt.
    pub(crate) fn was_terminated(&self) {
        if !self.interrupt.is_requested() {
            self.retire(RunError::Terminated);
        }
    }

    pub(crate) fn note_termination(&self) {
        if self.terminated.load(Ordering::Acquire) {
            self.retire(RunError::Terminated);
        }
    }

    /// Whether JavaScript of this realm is to end, for good or for an interrupt.
    pub(crate) fn is_ending(&self) -> bool {
        self.terminated.load(Ordering::Acquire) || self.interrupt.is_requested()
    }

    /// What an interrupt was to end has ended. A termination outlives the interrupt that it may have overtaken.
    pub(crate) fn finish_interrupt(&self, isolate: &v8::Isolate) {
        if !self.terminated.load(Ordering::Acquire) {
            self.interrupt.finish(isolate);
        }
    }

    pub(crate) fn terminated_flag(&self) -> &Arc<AtomicBool> {
        &self.terminated
    }

    pub(crate) fn interrupt(&self) -> &Arc<Interrupt> {
        &self.interrupt
    }

    pub(crate) fn foreground(&self) -> &Arc<ForegroundQueue> {
        &self.foreground
    }
}

impl std::fmt::Debug for Realm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Realm")
            .field("location", &self.location.borrow().as_str())
            .finish_non_exhaustive()
    }
}

/// Keeps the event loop of a realm running while it exists.
#[derive(Debug)]
pub struct KeepAlive {
    count: Rc<Cell<usize>>,
    foreground: Arc<ForegroundQueue>,
}

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.count.set(self.count.get() - 1);
        self.foreground.wake();
    }
}

/// V8's message listener: exceptions that nothing catches, which here are those of microtasks.
pub(crate) unsafe extern "C" fn message_listener(
    message: Local<'_, v8::Message>,
    exception: Local<'_, v8::Value>,
) {
    // SAFETY: V8 called back on the isolate's thread; the scope ends with this function.
    v8::callback_scope!(unsafe scope, message);
    let Some(realm) = Realm::try_from_scope(scope) else {
        return;
    };
    let context = Local::new(scope, realm.context());
    let scope = &mut v8::ContextScope::new(scope, context);
    realm.guard(|| realm.report_exception(scope, exception, Some(message)));
}
