//! Linking and evaluating loaded modules, and the main module of a run.

use std::rc::Rc;

use url::Url;
use v8::{Global, Local, tc_scope};

use super::graph;
use super::loader::ModuleType;
use super::map::{Failure, ModuleKey, Record};
use crate::entry::{leave_script, prepare_to_run_script};
use crate::error::RunError;
use crate::js::Scope;
use crate::realm::Realm;
use crate::runtime::JsRuntime;

/// Links and evaluates a loaded graph. Returns the promise of its evaluation.
///
/// Runs no microtasks. `Err(None)` if execution was terminated.
pub(crate) fn link_and_evaluate<'s>(
    scope: &mut Scope<'s, '_>,
    record: &Record,
) -> Result<Local<'s, v8::Promise>, Option<Local<'s, v8::Value>>> {
    tc_scope!(let tc, scope);
    let module = Local::new(tc, &record.module);
    prepare_to_run_script();
    let evaluated = match module.get_status() {
        v8::ModuleStatus::Uninstantiated => module.instantiate_module(tc, resolve_module),
        _ => Some(true),
    };
    let promise = evaluated.and_then(|_| module.evaluate(tc));
    leave_script();
    match promise.and_then(|promise| Local::<v8::Promise>::try_from(promise).ok()) {
        Some(promise) => Ok(promise),
        None if tc.has_terminated() => Err(None),
        None => {
            let exception = tc.exception();
            tc.reset();
            Err(exception)
        }
    }
}

/// <https://tc39.es/ecma262/#sec-GetImportedModule>: everything was loaded and resolved before.
fn resolve_module<'s>(
    context: Local<'s, v8::Context>,
    specifier: Local<'s, v8::String>,
    attributes: Local<'s, v8::FixedArray>,
    referrer: Local<'s, v8::Module>,
) -> Option<Local<'s, v8::Module>> {
    // SAFETY: V8 called back on the isolate's thread with this context; the scope ends with this function.
    v8::callback_scope!(unsafe scope, context);
    let realm = Realm::from_scope(scope);
    let found = realm.guard(|| {
        let specifier = specifier.to_rust_string_lossy(scope);
        let module_type = super::attributes::of_static_import(scope, attributes).ok()?;
        let referrer = realm.modules.map.record_of(referrer)?;
        let request = referrer.requests.iter().find(|request| {
            request.specifier == specifier && request.key.module_type == module_type
        })?;
        let record = realm.modules.map.loaded(&request.key)?;
        Some(Local::new(scope, &record.module))
    });
    match found.flatten() {
        Some(module) => Some(module),
        None => {
            let error =
                super::map::type_error(scope, "A module was linked that had not been loaded");
            scope.throw_exception(error);
            None
        }
    }
}

/// The module a run was started with.
pub(crate) struct MainModule {
    pub(crate) key: ModuleKey,
    state: MainState,
}

enum MainState {
    Loading,
    Evaluating(Rc<Record>),
    Finished,
}

impl JsRuntime {
    /// Loads the main module and all it imports, evaluates it, and runs the event loop until nothing keeps it running.
    ///
    /// # Errors
    /// [`RunError::Load`] if a module cannot be loaded or linked, [`RunError::StalledTopLevelAwait`] if the loop ran dry before the
    /// evaluation finished, and else as [`JsRuntime::run_event_loop`].
    pub async fn run_main_module(&self, url: &Url) -> Result<(), RunError> {
        self.start_main_module(url)?;
        self.run_event_loop().await
    }

    /// Has the event loop load and evaluate the main module. Its errors end the run of the loop.
    ///
    /// # Errors
    /// The realm is retired.
    pub fn start_main_module(&self, url: &Url) -> Result<(), RunError> {
        let key = ModuleKey {
            url: url.clone(),
            module_type: ModuleType::JavaScript,
        };
        let modules = &self.realm().modules;
        *modules.main.borrow_mut() = Some(MainModule {
            key: key.clone(),
            state: MainState::Loading,
        });
        self.run_task(|scope| {
            graph::load(
                scope,
                key,
                None,
                Box::new(|scope, result| match result {
                    Ok(record) => evaluate_main(scope, record),
                    Err((failure, importer)) => {
                        let exception = failure.to_exception(scope, importer.as_ref());
                        fail_to_load(scope, exception);
                    }
                }),
            );
        })
    }

    /// Loads and evaluates a module and hands its namespace, or the exception, to `done`. Needs a running event loop.
    ///
    /// # Errors
    /// The realm is retired.
    pub fn start_import(
        &self,
        url: &Url,
        done: impl for<'s, 'i> FnOnce(
            &mut Scope<'s, 'i>,
            Result<Local<'s, v8::Object>, Local<'s, v8::Value>>,
        ) + 'static,
    ) -> Result<(), RunError> {
        let key = ModuleKey {
            url: url.clone(),
            module_type: ModuleType::JavaScript,
        };
        self.run_task(|scope| {
            graph::load(
                scope,
                key,
                None,
                Box::new(|scope, result| import_loaded(scope, result, Box::new(done))),
            )
        })
    }

    /// Loads and evaluates a module while running the event loop, and returns its namespace object. The loop then has to be run on
    /// by the caller.
    ///
    /// # Errors
    /// As [`JsRuntime::run_main_module`]; exceptions of the module are [`RunError::Uncaught`].
    pub async fn import(&self, url: &Url) -> Result<Global<v8::Object>, RunError> {
        let (sender, mut receiver) = tokio::sync::oneshot::channel();
        self.start_import(url, move |scope, result| {
            let result = match result {
                Ok(namespace) => Ok(Global::new(scope, namespace)),
                Err(exception) => Err(RunError::Uncaught(Box::new(
                    crate::script::describe_exception(scope, exception, None),
                ))),
            };
            // Nobody waits any more when the import was abandoned.
            drop(sender.send(result));
        })?;
        let finished = std::future::poll_fn(|cx| {
            let polled = self.poll_event_loop(cx);
            if let std::task::Poll::Ready(Ok(result)) = std::pin::Pin::new(&mut receiver).poll(cx) {
                return std::task::Poll::Ready(Some(result));
            }
            polled.map(|ended| ended.err().map(Err))
        });
        match finished.await {
            Some(result) => result,
            None => Err(RunError::StalledTopLevelAwait(Vec::new())),
        }
    }

    /// The error of a main module that still waits when nothing keeps the event loop running.
    pub(crate) fn stalled_top_level_await(&self) -> Result<(), RunError> {
        let main = self.realm().modules.main.borrow();
        let record = match main.as_ref().map(|main| &main.state) {
            Some(MainState::Evaluating(record)) => Rc::clone(record),
            _ => return Ok(()),
        };
        drop(main);
        let locations = self.with_scope(|scope| {
            let module = Local::new(scope, &record.module);
            let messages = module.get_stalled_top_level_await_message(scope);
            messages
                .into_iter()
                .filter_map(|(_, message)| crate::script::location_of(scope, message))
                .collect()
        });
        Err(RunError::StalledTopLevelAwait(locations))
    }
}

/// What is done with an imported module.
type Imported = Box<
    dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Result<Local<'s, v8::Object>, Local<'s, v8::Value>>),
>;

fn import_loaded(
    scope: &mut Scope<'_, '_>,
    result: Result<Rc<Record>, (Failure, Option<super::map::Importer>)>,
    done: Imported,
) {
    let realm = Realm::from_scope(scope);
    let record = match result {
        Ok(record) => record,
        Err((failure, importer)) => {
            let exception = failure.to_exception(scope, importer.as_ref());
            return done(scope, Err(exception));
        }
    };
    match link_and_evaluate(scope, &record) {
        Ok(promise) => realm.on_settled(scope, promise, move |scope, outcome| match outcome {
            Ok(_) => {
                let namespace = Local::new(scope, &record.module).get_module_namespace();
                match Local::<v8::Object>::try_from(namespace) {
                    Ok(namespace) => done(scope, Ok(namespace)),
                    Err(_) => done(scope, Err(namespace)),
                }
            }
            Err(reason) => done(scope, Err(reason)),
        }),
        Err(Some(exception)) => done(scope, Err(exception)),
        Err(None) => realm.was_terminated(),
    }
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#run-a-module-script>
fn evaluate_main(scope: &mut Scope<'_, '_>, record: Rc<Record>) {
    let realm = Realm::from_scope(scope);
    set_main_state(realm, MainState::Evaluating(Rc::clone(&record)));
    match link_and_evaluate(scope, &record) {
        Ok(promise) => realm.on_settled(scope, promise, |scope, outcome| {
            let realm = Realm::from_scope(scope);
            set_main_state(realm, MainState::Finished);
            if let Err(reason) = outcome {
                realm.report_exception(scope, reason, None);
            }
        }),
        Err(Some(exception)) => fail_to_load(scope, exception),
        Err(None) => realm.was_terminated(),
    }
}

fn fail_to_load(scope: &mut Scope<'_, '_>, exception: Local<'_, v8::Value>) {
    let realm = Realm::from_scope(scope);
    set_main_state(realm, MainState::Finished);
    let error = crate::script::describe_exception(scope, exception, None);
    realm.fail(RunError::Load(Box::new(error)));
}

fn set_main_state(realm: &Realm, state: MainState) {
    if let Some(main) = realm.modules.main.borrow_mut().as_mut() {
        main.state = state;
    }
}
