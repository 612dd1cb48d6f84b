//! An application, and one isolate that runs it.

use std::rc::Rc;

use nano_runtime::js::{Function, Global, Local, Object};
use nano_runtime::modules::FileLoader;
use nano_runtime::webidl::{js_name, js_string};
use nano_runtime::{JsRuntime, RunError, Scope};
use tokio::sync::{Notify, watch};
use url::Url;

use crate::cli;
use crate::failure::Failure;
use crate::host;

/// What is served: the same for every worker.
#[derive(Debug)]
pub struct App {
    /// The main module.
    url: Url,
    /// What the handler's `env` holds.
    env: Vec<(String, String)>,
    location: Option<Url>,
    snapshot: &'static [u8],
}

impl App {
    /// The application that the command line names.
    ///
    /// # Errors
    ///
    /// There is no such file.
    pub fn new(options: &cli::Serve, snapshot: &'static [u8]) -> Result<Self, Failure> {
        Ok(Self {
            url: host::module_url(&options.file)?,
            env: options.env.clone(),
            location: options.engine.location.clone(),
            snapshot,
        })
    }
}

/// An isolate with the application loaded.
///
/// The handles come first: they are dropped before the isolate.
pub struct Instance {
    /// The default export: the handler's `this`.
    pub(super) receiver: Global<Object>,
    /// Its `fetch` function.
    pub(super) fetch: Global<Function>,
    /// The handler's second argument.
    pub(super) env: Global<Object>,
    pub(super) runtime: JsRuntime,
    /// Told when the isolate was found to be retired.
    ended: Notify,
    /// How many requests are extended beyond their response.
    extended: watch::Sender<usize>,
}

impl Instance {
    /// Starts an isolate and evaluates the application's module.
    ///
    /// # Errors
    ///
    /// The module cannot be loaded, throws, or exports no handler.
    pub async fn start(app: &App) -> Result<Rc<Self>, Failure> {
        let mut options = nano_apis::runtime_options_from(app.snapshot);
        options.location = app.location.clone();
        options.loader = Some(Rc::new(FileLoader));
        let runtime = JsRuntime::new(options)?;
        let namespace = runtime
            .import(&app.url)
            .await
            .map_err(|error| match error {
                RunError::StalledTopLevelAwait(_) => {
                    Failure::Host(format!("{}: a top-level await never resolved", app.url))
                }
                other => Failure::Run(other),
            })?;
        let found = runtime.with_scope(|scope| handler(scope, &namespace, &app.env));
        let (receiver, fetch, env) = found.ok_or_else(|| Failure::Host(no_handler(&app.url)))?;
        Ok(Rc::new(Self {
            receiver,
            fetch,
            env,
            runtime,
            ended: Notify::new(),
            extended: watch::Sender::new(0),
        }))
    }

    /// Whether nothing can enter this isolate any more.
    pub fn is_retired(&self) -> bool {
        self.runtime.realm().retired().is_some()
    }

    /// Runs `extension`, which keeps a request alive after its response, on this thread.
    pub fn extend(self: &Rc<Self>, extension: impl Future<Output = ()> + 'static) {
        let instance = Rc::clone(self);
        instance.extended.send_modify(|count| *count += 1);
        tokio::task::spawn_local(async move {
            tokio::select! {
                () = extension => {}
                () = instance.ended() => {}
            }
            instance.extended.send_modify(|count| *count -= 1);
        });
    }

    /// Completes when no request is extended.
    pub async fn extensions_finished(&self) {
        // The sender lives as long as this borrow.
        let _ = self
            .extended
            .subscribe()
            .wait_for(|&count| count == 0)
            .await;
    }

    /// Tells those who wait for this isolate that it will not answer.
    pub fn end(&self) {
        self.ended.notify_waiters();
    }

    /// Completes when this isolate will not answer any more: what it promised stays pending for ever.
    pub async fn ended(&self) {
        let ended = self.ended.notified();
        if !self.is_retired() {
            ended.await;
        }
    }
}

fn no_handler(url: &Url) -> String {
    format!(
        "{url} exports no handler; a served module looks like this:\n\n    export default {{\n      fetch(request, env, ctx) {{\n        return new Response(\"Hello\");\n      }},\n    }};\n"
    )
}

type Handler = (Global<Object>, Global<Function>, Global<Object>);

/// The default export and its `fetch`, or a default export that is a function.
fn handler(
    scope: &mut Scope<'_, '_>,
    namespace: &Global<Object>,
    variables: &[(String, String)],
) -> Option<Handler> {
    let namespace = Local::new(scope, namespace);
    let key = js_name(scope, "default").into();
    let receiver = Local::<Object>::try_from(namespace.get(scope, key)?).ok()?;
    let key = js_name(scope, "fetch").into();
    let fetch = match Local::<Function>::try_from(receiver.get(scope, key)?) {
        Ok(fetch) => fetch,
        Err(_) => Local::<Function>::try_from(receiver).ok()?,
    };
    let env = Object::new(scope);
    for (name, value) in variables {
        let (name, value) = (js_string(scope, name), js_string(scope, value));
        env.create_data_property(scope, name.into(), value.into())?;
    }
    Some((
        Global::new(scope, receiver),
        Global::new(scope, fetch),
        Global::new(scope, env),
    ))
}
