//! From a request to the handler and back to a response.
//!
//! The connection's task calls JavaScript directly. What the request starts there (operations, timers, reactions) belongs to its
//! task scope, and goes with it when the response has been sent and nothing extends the request.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, Uri, Version};
use nano_apis::fetch::server::{Origin, ResponseParts};
use nano_apis::fetch::{Body, Request, Response, SourceError};
use nano_apis::serve::{ExecutionContext, Extension};
use nano_runtime::js::{Global, Local, Promise, PromiseState, Value};
use nano_runtime::script::describe_exception;
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::{Exception, RunError, Scope, binding, promise};
use tokio::sync::{oneshot, watch};

use super::app::Instance;

/// How long `waitUntil` can extend a request.
const LONGEST_EXTENSION: Duration = Duration::from_secs(30);

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
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    // hyper leaves out the body of a HEAD response in HTTP/1 only.
    let without_body = method == Method::HEAD && parts.version == Version::HTTP_2;
    let upload = Upload::new(incoming);
    let body = (!upload.is_end_stream()).then(|| Body::from_source(upload.clone()));
    let lifetime = Lifetime::begin(instance, upload);
    match call(&lifetime, Request::from_parts(parts, &origin, body)).await {
        Ok(mut parts) => {
            if without_body {
                leave_out_body(&mut parts);
            }
            reply(parts, lifetime)
        }
        Err(error) => {
            log(&method, &origin, &uri, &error);
            plain(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error\n")
        }
    }
}

fn log(method: &Method, origin: &Origin, uri: &Uri, error: &RunError) {
    let path = uri
        .path_and_query()
        .map_or("/", hyper::http::uri::PathAndQuery::as_str);
    tracing::error!("{method} {}{path}: {error}", origin.as_str());
}

/// Calls the handler, and waits for the response that it returns or promises.
async fn call(lifetime: &Lifetime, request: Request) -> Result<ResponseParts, RunError> {
    let instance = &lifetime.instance;
    let extension = lifetime.extension.clone();
    let returned = instance.runtime.run_task_in(lifetime.scope, |scope| {
        let outcome = promise::catch(scope, |scope| invoke(instance, scope, request, extension));
        match outcome {
            Ok(value) => match Local::<Promise>::try_from(value) {
                Ok(promise) => settled(scope, promise).ok_or_else(|| {
                    promise.mark_as_handled();
                    Global::new(scope, promise)
                }),
                Err(_) => Ok(response_parts(scope, value)),
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
    request: Request,
    extension: Extension,
) -> nano_runtime::Result<Local<'s, Value>> {
    let request = binding::allocate(scope, request);
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
        Some(response) => response.take_parts(),
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

/// Makes a response what HEAD gets of it: the head, with the length that the body would have.
fn leave_out_body(parts: &mut ResponseParts) {
    if let Some(body) = parts.body.take()
        && let Some(length) = body.size_hint().exact()
    {
        parts
            .headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
}

fn reply(parts: ResponseParts, lifetime: Lifetime) -> hyper::Response<Reply> {
    let ResponseParts {
        status,
        reason,
        headers,
        body,
    } = parts;
    // A body in memory needs nothing of the request any more; a source may be fed by it.
    let lifetime = matches!(body, Some(Body::Source(_))).then_some(lifetime);
    let mut response = hyper::Response::new(Reply { body, lifetime });
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if let Some(reason) = reason.and_then(|reason| hyper::ext::ReasonPhrase::try_from(reason).ok())
    {
        response.extensions_mut().insert(reason);
    }
    response
}

/// The answer while the application cannot be started.
pub fn unavailable() -> hyper::Response<Reply> {
    plain(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable\n")
}

fn plain(status: StatusCode, text: &'static str) -> hyper::Response<Reply> {
    let body = Some(Body::Bytes(Bytes::from_static(text.as_bytes())));
    let mut response = hyper::Response::new(Reply {
        body,
        lifetime: None,
    });
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static("text/plain;charset=utf-8");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

/// The time a request lives in its isolate. What it started there goes when this is dropped and nothing extends it.
struct Lifetime {
    instance: Rc<Instance>,
    scope: TaskScopeId,
    extension: Extension,
    upload: Upload,
}

impl Lifetime {
    fn begin(instance: Rc<Instance>, upload: Upload) -> Self {
        let scope = instance.runtime.realm().open_scope();
        Self {
            instance,
            scope,
            extension: Extension::default(),
            upload,
        }
    }
}

impl Drop for Lifetime {
    fn drop(&mut self) {
        if !self.extension.is_pending() {
            self.instance.runtime.cancel_scope(self.scope);
            self.upload.end();
            return;
        }
        let (instance, scope, extension, upload) = (
            Rc::clone(&self.instance),
            self.scope,
            self.extension.clone(),
            self.upload.clone(),
        );
        self.instance.extend(async move {
            if tokio::time::timeout(LONGEST_EXTENSION, extension.settled())
                .await
                .is_err()
            {
                tracing::warn!(
                    "a promise given to waitUntil() was not settled within {LONGEST_EXTENSION:?} after its response"
                );
            }
            instance.runtime.cancel_scope(scope);
            upload.end();
        });
    }
}

/// A request's body on its way in. It ends with the request, not when the garbage collector finds the `Request` that holds it:
/// hyper goes on with the connection when its body is gone.
#[derive(Clone)]
struct Upload(Rc<RefCell<Option<Incoming>>>);

impl Upload {
    fn new(incoming: Incoming) -> Self {
        Self(Rc::new(RefCell::new(Some(incoming))))
    }

    /// Leaves what was not read to hyper.
    fn end(&self) {
        self.0.take();
    }
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        match &mut *self.0.borrow_mut() {
            Some(incoming) => Pin::new(incoming).poll_frame(cx).map_err(Into::into),
            None => Poll::Ready(Some(Err("the request has ended".into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0
            .borrow()
            .as_ref()
            .is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0
            .borrow()
            .as_ref()
            .map(HttpBody::size_hint)
            .unwrap_or_default()
    }
}

/// A response's body on its way out.
pub struct Reply {
    body: Option<Body>,
    /// Dropped with the body, when it was sent or the client has gone.
    #[expect(dead_code, reason = "held for its destructor")]
    lifetime: Option<Lifetime>,
}

impl HttpBody for Reply {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}
