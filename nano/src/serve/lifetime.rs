//! The time a request lives in its isolate, and how it ends: answered, or because the client went away.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use nano_apis::fetch::{Body, Request, SourceError};
use nano_apis::serve::Extension;
use nano_runtime::gc::Gc;
use nano_runtime::js::{Local, Value};
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{Exception, Ref, Result, Scope};

use super::app::Instance;

/// How long `waitUntil`, the end of a stream that was cut off, and what comes after a response's declared length can extend a request.
pub const LONGEST_EXTENSION: Duration = Duration::from_secs(30);

/// The time a request lives in its isolate. What it started there goes when this is dropped and nothing extends it.
///
/// Dropped before it is [`Lifetime::answered`], it means that the client has gone: the request's signal is aborted.
pub struct Lifetime {
    pub instance: Rc<Instance>,
    pub scope: TaskScopeId,
    pub extension: Extension,
    upload: Upload,
    /// Kept while the client can still go away without an answer.
    request: RefCell<Option<Gc<Request>>>,
    answered: Cell<bool>,
}

impl Lifetime {
    pub fn begin(instance: Rc<Instance>, upload: Upload) -> Self {
        let scope = instance.runtime.realm().open_scope();
        Self {
            instance,
            scope,
            extension: Extension::default(),
            upload,
            request: RefCell::default(),
            answered: Cell::new(false),
        }
    }

    /// The answer takes time: if the client goes first, `request` is aborted.
    pub fn watch(&self, request: Ref<'_, Request>) {
        self.request.replace(Some(Gc::from(request)));
    }

    /// The client has its answer, or will not get one for a reason of the server's own.
    pub fn answered(&self) {
        self.answered.set(true);
        self.request.take();
    }

    /// Ends `body`, which nobody reads any more; the promise of its end extends the request.
    pub fn cancel(&self, body: Body, reason: &'static str) {
        let _ = self.instance.runtime.run_task_in(self.scope, |scope| {
            // What fails is a termination: nobody is left to see it.
            let _ =
                abort_error(scope, reason).and_then(|reason| self.cancel_body(scope, body, reason));
        });
    }

    fn cancel_body<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        body: Body,
        reason: Local<'s, Value>,
    ) -> Result<()> {
        if let Some(promise) = body.cancel(scope, reason)? {
            self.extension.until(scope, promise);
        }
        Ok(())
    }

    /// The client went away before all of its answer was sent: the signal and the response's body have the same reason.
    pub fn abandon(&self, body: Option<Body>) {
        let request = self.request.take();
        self.answered();
        let is_plain = !matches!(body, Some(Body::Source(_)));
        if request.is_none() && is_plain {
            return;
        }
        let _ = self.instance.runtime.run_task_in(self.scope, |scope| {
            let _ = abort_error(scope, "The client has gone away").and_then(|reason| {
                if let Some(request) = request {
                    request.abort(scope, Some(reason))?;
                }
                match body {
                    Some(body) => self.cancel_body(scope, body, reason),
                    None => Ok(()),
                }
            });
        });
    }
}

fn abort_error<'s>(scope: &mut Scope<'s, '_>, message: &'static str) -> Result<Local<'s, Value>> {
    Exception::dom(DomExceptionName::AbortError, message)
        .to_value(scope)
        .ok_or(Exception::Pending)
}

impl Drop for Lifetime {
    fn drop(&mut self) {
        if !self.answered.get() {
            self.abandon(None);
        }
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
pub struct Upload(Rc<RefCell<Option<Incoming>>>);

impl Upload {
    pub fn new(incoming: Incoming) -> Self {
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
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, SourceError>>> {
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
