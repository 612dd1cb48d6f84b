//! What a binary owns: an isolate with its realm, ready to run.
//!
//! The event loop is in `event_loop.rs`, modules are in `modules/`.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use url::Url;
use v8::{Global, Local};

use crate::error::RunError;
use crate::foreground::ForegroundQueue;
use crate::interrupt::Interrupt;
use crate::isolate::{Isolate, IsolateOptions};
use crate::js::Scope;
use crate::modules::ModuleLoader;
use crate::realm::{ErrorHooks, Realm};
use crate::task_scope::TaskScopeId;

/// Makes the template of the global object, when the context does not come from a snapshot.
pub type GlobalTemplate =
    Box<dyn for<'s, 'i> FnOnce(&mut v8::PinScope<'s, 'i, ()>) -> Local<'s, v8::ObjectTemplate>>;

/// Installs APIs in the new context.
pub type Install = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>)>;

/// What a runtime is made of.
#[derive(Default)]
pub struct RuntimeOptions {
    /// The isolate.
    pub isolate: IsolateOptions,
    /// The URL of the application; `file:///` if `None`.
    pub location: Option<Url>,
    /// The template of the global object.
    pub global_template: Option<GlobalTemplate>,
    /// What is installed in the context before anything runs.
    pub install: Option<Install>,
    /// What loads modules; without one, only modules added by hand exist.
    pub loader: Option<Rc<dyn ModuleLoader>>,
    /// What is done about uncaught errors; without one, they end the run.
    pub error_hooks: Option<Rc<dyn ErrorHooks>>,
}

impl std::fmt::Debug for RuntimeOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuntimeOptions")
            .field("isolate", &self.isolate)
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}

/// An isolate, its realm and its event loop.
///
/// It belongs to one thread, on which any number of runtimes may be used and dropped in any order.
pub struct JsRuntime {
    isolate: Isolate,
    /// `None` only while it is being dropped.
    realm: Option<Rc<Realm>>,
    /// What wakes the loop for the next deadline, and the tokio runtime it was made in.
    pub(crate) sleep: RefCell<Option<(tokio::runtime::Id, Pin<Box<tokio::time::Sleep>>)>>,
}

impl JsRuntime {
    /// Creates an isolate and a context and installs the APIs.
    ///
    /// # Errors
    /// V8 was started with flags it does not know, or `install` panicked.
    pub fn new(options: RuntimeOptions) -> Result<JsRuntime, RunError> {
        let isolate = Isolate::new(options.isolate)?;
        let location = match options.location {
            Some(location) => location,
            None => {
                Url::parse("file:///").map_err(|error| RunError::Panicked(error.to_string()))?
            }
        };
        let foreground = Arc::clone(isolate.foreground());
        let realm = isolate.with(|isolate| Realm::attach(isolate, foreground, location));
        // From here on, dropping the runtime detaches the realm.
        let runtime = JsRuntime {
            isolate,
            realm: Some(realm),
            sleep: RefCell::new(None),
        };
        let realm = runtime.realm();
        if let Some(hooks) = options.error_hooks {
            realm.set_error_hooks(hooks);
        }
        if let Some(loader) = options.loader {
            realm.modules.set_loader(loader);
        }
        let (global_template, install) = (options.global_template, options.install);
        runtime.isolate.with(|isolate| {
            set_callbacks(isolate);
            realm.guard(|| {
                make_context(realm, isolate, global_template);
            })?;
            realm.with_context(isolate, crate::webidl::iterator::note_array_iteration);
            let install = install?;
            realm.with_context(isolate, |scope| {
                realm.run_task_steps(scope, TaskScopeId::ROOT, install)
            })
        });
        match realm.take_failure() {
            Some(error) => Err(error),
            None => Ok(runtime),
        }
    }

    /// The realm.
    #[must_use]
    pub fn realm(&self) -> &Realm {
        match &self.realm {
            Some(realm) => realm,
            None => unreachable!("the realm is taken by drop alone"),
        }
    }

    pub(crate) fn isolate(&self) -> &Isolate {
        &self.isolate
    }

    /// Runs `f` in the context, without any of the steps that surround a task. Calls nest.
    pub fn with_scope<R>(&self, f: impl FnOnce(&mut Scope<'_, '_>) -> R) -> R {
        self.isolate
            .with(|isolate| self.realm().with_context(isolate, f))
    }

    /// Runs `f` as a task: an exception it leaves pending is reported, and unless JavaScript of this realm is on the stack, a
    /// microtask checkpoint follows.
    ///
    /// # Errors
    /// The realm is retired, before or by this call.
    pub fn run_task<R>(&self, f: impl FnOnce(&mut Scope<'_, '_>) -> R) -> Result<R, RunError> {
        self.run_task_in(TaskScopeId::ROOT, f)
    }

    /// [`JsRuntime::run_task`] in a task scope.
    ///
    /// # Errors
    /// The realm is retired, before or by this call.
    pub fn run_task_in<R>(
        &self,
        id: TaskScopeId,
        f: impl FnOnce(&mut Scope<'_, '_>) -> R,
    ) -> Result<R, RunError> {
        if let Some(error) = self.realm().retired() {
            return Err(error);
        }
        let result = self.with_scope(|scope| self.realm().run_task_steps(scope, id, f));
        match (result, self.realm().retired()) {
            (Some(result), None) => Ok(result),
            (_, Some(error)) => Err(error),
            (None, None) => Err(RunError::Terminated),
        }
    }

    /// Drops all operations and timers of a task scope.
    pub fn cancel_scope(&self, id: TaskScopeId) {
        // Entered, because what is dropped may hold handles.
        self.isolate.with(|_| self.realm().cancel_scope(id));
    }

    /// Runs a classic script and then the microtasks.
    ///
    /// # Errors
    /// The exception it threw, or why the realm is retired. Errors of microtasks go to the hooks.
    pub fn run_script(&self, name: &str, source: &str) -> Result<Global<v8::Value>, RunError> {
        let result = self.run_task(|scope| {
            let value = crate::script::run_script(scope, name, source)?;
            Ok::<_, crate::script::ScriptError>(Global::new(scope, value))
        })?;
        Ok(result?)
    }

    /// Runs classic scripts one after another in one task, so that no microtask runs between them. What one throws is reported
    /// to the hooks, and the next one runs.
    ///
    /// # Errors
    /// The realm is retired, before or by this call.
    pub fn run_classic_scripts(&self, scripts: &[(String, String)]) -> Result<(), RunError> {
        self.run_task(|scope| {
            for (name, source) in scripts {
                crate::script::run_and_report(scope, name, source);
            }
        })
    }

    /// A handle for other threads.
    #[must_use]
    pub fn handle(&self) -> RuntimeHandle {
        RuntimeHandle {
            isolate: self.isolate.thread_safe_handle(),
            terminated: Arc::clone(self.realm().terminated_flag()),
            interrupt: Arc::clone(self.realm().interrupt()),
            foreground: Arc::clone(self.isolate.foreground()),
        }
    }
}

impl Drop for JsRuntime {
    fn drop(&mut self) {
        let Some(realm) = self.realm.take() else {
            return;
        };
        self.isolate.with(|isolate| {
            // Handles that destructors make need a scope. The realm goes before the isolate, as everything in it may hold handles.
            v8::scope!(let scope, isolate);
            realm.detach(scope);
        });
    }
}

impl std::fmt::Debug for JsRuntime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsRuntime")
            .field("isolate", &self.isolate)
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

/// What other threads can do to a runtime. It may outlive it.
#[derive(Clone)]
pub struct RuntimeHandle {
    isolate: v8::IsolateHandle,
    terminated: Arc<AtomicBool>,
    interrupt: Arc<Interrupt>,
    foreground: Arc<ForegroundQueue>,
}

impl RuntimeHandle {
    /// Ends the JavaScript that is running, and retires the realm: whatever runs or is tried to be run next reports
    /// [`RunError::Terminated`]. False if the isolate is gone.
    pub fn terminate(&self) -> bool {
        self.terminated.store(true, Ordering::Release);
        let alive = self.isolate.terminate_execution();
        self.foreground.wake();
        alive
    }

    /// Ends the JavaScript that is running, and lets the realm go on: the task fails, microtasks that it queued may be lost, the next
    /// task runs. When nothing runs, the next task may be what ends. False if the isolate is gone.
    pub fn interrupt(&self) -> bool {
        let alive = self.interrupt.request(&self.isolate);
        self.foreground.wake();
        alive
    }

    /// Whether [`RuntimeHandle::terminate`] was called.
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.terminated.load(Ordering::Acquire)
    }

    /// Has the event loop look for work.
    pub fn wake(&self) {
        self.foreground.wake();
    }

    /// V8's own handle, for interrupts.
    #[must_use]
    pub fn isolate(&self) -> &v8::IsolateHandle {
        &self.isolate
    }
}

impl std::fmt::Debug for RuntimeHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuntimeHandle")
            .field("terminated", &self.is_terminated())
            .finish_non_exhaustive()
    }
}

/// Has V8 tell this crate of rejections, uncaught exceptions and module requests.
pub(crate) fn set_callbacks(isolate: &mut v8::Isolate) {
    isolate.set_promise_reject_callback(crate::rejections::promise_reject_callback);
    isolate.add_message_listener(crate::realm::message_listener);
    crate::modules::set_callbacks(isolate);
}

pub(crate) fn make_context(
    realm: &Realm,
    isolate: &mut v8::Isolate,
    global_template: Option<GlobalTemplate>,
) {
    v8::scope!(let scope, isolate);
    let global_template = global_template.map(|make| make(scope));
    let context = v8::Context::new(
        scope,
        v8::ContextOptions {
            global_template,
            ..v8::ContextOptions::default()
        },
    );
    realm.set_context(Global::new(scope, context));
}
