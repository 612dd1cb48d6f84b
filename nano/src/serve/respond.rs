//! From a request to the handler and back to a response.
//!
//! The connection's task calls JavaScript directly. What the request starts there (operations, timers, reactions) belongs to its
//! task scope, and goes with it when the response has been sent and nothing extends the request.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

use hyper::body::{Body as HttpBody, Incoming};
use hyper::header;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Version};
use nano_apis::fetch::server::{Origin, ResponseParts};
use nano_apis::fetch::{Body, Request, Response};
use nano_apis::serve::{ExecutionContext, Extension};
use nano_runtime::js::{Global, Local, Promise, PromiseState, Value};
use nano_runtime::script::describe_exception;
use nano_runtime::{Exception, Ref, RunError, Scope, binding, promise};
use tokio::sync::{oneshot, watch};

use super::app::Instance;
use super::lifetime::{Lifetime, Upload};
use super::reply::{Label, Reply, plain, reply};

/// What the requests of one connection share.
pub struct Connection {
    /// The address the client connected to: the origin of a request without a host.
    address: Option<SocketAddr>,
    /// The origin that the last request's host made.
    origin: RefCell<Option<(String, Origin)>>,
    /// Whether there was a request.
    begun: watch::Sender<bool>,
    /// The same, for a look that takes no lock.
    has_begun: Cell<bool>,
}

impl Connection {
    /// A connection to `address`.
    pub fn new(address: Option<SocketAddr>) -> Self {
        Self {
            address,
            origin: RefCell::default(),
            begun: watch::Sender::new(false),
            has_begun: Cell::new(false),
        }
    }

    /// A request has arrived.
    pub fn begin(&self) {
        if !self.has_begun.replace(true) {
            self.begun.send_replace(true);
        }
    }

    /// Completes when the first request has arrived.
    pub async fn begun(&self) {
        // The sender lives as long as this borrow.
        let _ = self.begun.subscribe().wait_for(|begun| *begun).await;
    }

    /// The origin of a request, `None` if its host is no host.
    fn origin(&self, request: &Parts) -> Option<Origin> {
        let mut hosts = request.headers.get_all(header::HOST).iter();
        let (host, further) = (hosts.next(), hosts.next());
        // <https://httpwg.org/specs/rfc9112.html#field.host>: none or several deserve a 400.
        if further.is_some() || (request.version == Version::HTTP_11 && host.is_none()) {
            return None;
        }
        let authority = match (request.uri.authority(), host) {
            (Some(authority), _) => authority.as_str().to_string(),
            (None, Some(host)) => host.to_str().ok()?.to_string(),
            (None, None) => self.address?.to_string(),
        };
        let mut last = self.origin.borrow_mut();
        if let Some((text, origin)) = &*last
            && *text == authority
        {
            return Some(origin.clone());
        }
        let origin = Origin::new("http", &authority).ok()?;
        *last = Some((authority, origin.clone()));
        Some(origin)
    }
}

/// Answers a request. Whatever goes wrong is a response with a status and a line in the log.
pub async fn respond(
    instance: Rc<Instance>,
    connection: &Connection,
    request: hyper::Request<Incoming>,
) -> hyper::Response<Reply> {
    let (parts, incoming) = request.into_parts();
    if parts.method == Method::CONNECT {
        return plain(
            StatusCode::NOT_IMPLEMENTED,
            "Not Implemented: this server is no proxy\n",
        );
    }
    let Some(origin) = connection.origin(&parts) else {
        return plain(
            StatusCode::BAD_REQUEST,
            "Bad Request: the Host header is not a host\n",
        );
    };
    let label = Label {
        method: parts.method.clone(),
        origin: origin.clone(),
        uri: parts.uri.clone(),
    };
    let upload = Upload::new(incoming);
    let body = (!upload.is_end_stream()).then(|| Body::from_source(upload.clone()));
    let lifetime = Lifetime::begin(instance, upload);
    match call(&lifetime, Request::from_parts(parts, &origin, body)).await {
        Ok(parts) => reply(parts, lifetime, label),
        Err(error) => {
            tracing::error!("{label}: {error}");
            lifetime.answered();
            plain(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error\n")
        }
    }
}

/// Calls the handler, and waits for the response that it returns or promises.
async fn call(lifetime: &Lifetime, request: Request) -> Result<ResponseParts, RunError> {
    let instance = &lifetime.instance;
    let extension = lifetime.extension.clone();
    let returned = instance.runtime.run_task_in(lifetime.scope, |scope| {
        let request = binding::allocate(scope, request);
        let outcome = promise::catch(scope, |scope| invoke(instance, scope, request, extension));
        match outcome {
            Ok(value) => match Local::<Promise>::try_from(value) {
                Ok(promise) => match settled(scope, promise) {
                    Some(result) => Ok(watch_stream(lifetime, request, result)),
                    None => {
                        promise.mark_as_handled();
                        lifetime.watch(request);
                        Err(Global::new(scope, promise))
                    }
                },
                Err(_) => {
                    let parts = response_parts(scope, value);
                    Ok(watch_stream(lifetime, request, parts))
                }
            },
            Err(exception) => Ok(Err(uncaught(scope, exception))),
        }
    })?;
    let promise = match returned {
        Ok(result) => return result,
        Err(promise) => promise,
    };
    // OPTIMIZATION: most handlers are done after the microtasks of their task, and then nothing has to wait for the promise.
    let returned = instance.runtime.run_task_in(lifetime.scope, |scope| {
        let promise = Local::new(scope, promise);
        settled(scope, promise).ok_or_else(|| {
            let (sender, receiver) = oneshot::channel();
            let realm = instance.runtime.realm();
            realm.on_settled(scope, promise, |scope, settled| {
                // Nobody waits any more when the client has gone.
                let _ = sender.send(match settled {
                    Ok(value) => response_parts(scope, value),
                    Err(reason) => Err(uncaught(scope, Some(reason))),
                });
            });
            receiver
        })
    })?;
    match returned {
        Ok(result) => result,
        Err(receiver) => tokio::select! {
            received = receiver => received.unwrap_or(Err(RunError::Terminated)),
            () = instance.ended() => {
                Err(instance.runtime.realm().retired().unwrap_or(RunError::Terminated))
            }
        },
    }
}

/// A response whose body is still being made takes time, however soon the handler returned it.
fn watch_stream(
    lifetime: &Lifetime,
    request: Ref<'_, Request>,
    result: Result<ResponseParts, RunError>,
) -> Result<ResponseParts, RunError> {
    if let Ok(parts) = &result
        && matches!(parts.body, Some(Body::Source(_)))
    {
        lifetime.watch(request);
    }
    result
}

/// What a promise of a response is fulfilled or rejected with; `None` while it is pending.
fn settled(
    scope: &mut Scope<'_, '_>,
    promise: Local<'_, Promise>,
) -> Option<Result<ResponseParts, RunError>> {
    match promise.state() {
        PromiseState::Pending => None,
        PromiseState::Fulfilled => {
            let value = promise.result(scope);
            Some(response_parts(scope, value))
        }
        PromiseState::Rejected => {
            promise.mark_as_handled();
            let reason = promise.result(scope);
            Some(Err(uncaught(scope, Some(reason))))
        }
    }
}

fn invoke<'s>(
    instance: &Instance,
    scope: &mut Scope<'s, '_>,
    request: Ref<'_, Request>,
    extension: Extension,
) -> nano_runtime::Result<Local<'s, Value>> {
    let request = binding::wrapper(scope, request).ok_or(Exception::Pending)?;
    let context = binding::allocate(scope, ExecutionContext::new(extension));
    let context = binding::wrapper(scope, context).ok_or(Exception::Pending)?;
    let receiver = Local::new(scope, &instance.receiver);
    let env = Local::new(scope, &instance.env);
    let fetch = Local::new(scope, &instance.fetch);
    let arguments = [request.into(), env.into(), context.into()];
    fetch
        .call(scope, receiver.into(), &arguments)
        .ok_or(Exception::Pending)
}

fn uncaught(scope: &mut Scope<'_, '_>, exception: Option<Local<'_, Value>>) -> RunError {
    match exception {
        Some(exception) => RunError::Uncaught(Box::new(describe_exception(scope, exception, None))),
        None => RunError::Terminated,
    }
}

fn response_parts<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<ResponseParts, RunError> {
    let parts = match binding::unwrap::<Response>(scope, value) {
        Some(response) => response.take_parts(scope),
        None => {
            let what = value.type_of(scope).to_rust_string_lossy(scope);
            Err(Exception::type_error(format!(
                "The fetch handler must return a Response (or a promise of one), not {what}"
            )))
        }
    };
    parts.map_err(|error| {
        let exception = error.to_value(scope);
        uncaught(scope, exception)
    })
}

/// The answer while the application cannot be started.
pub fn unavailable() -> hyper::Response<Reply> {
    plain(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable\n")
}
