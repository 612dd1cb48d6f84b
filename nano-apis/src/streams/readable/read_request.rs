//! Read requests and read-into requests: <https://streams.spec.whatwg.org/#read-request>,
//! <https://streams.spec.whatwg.org/#read-into-request>

use nano_runtime::binding::{self, ResultOrder};
use nano_runtime::js::{self, Local, Promise, PromiseResolver, Value};
use nano_runtime::promise::new_promise;
use nano_runtime::{Exception, Result, Scope, Shared, Trace, Traced};

use super::chunk::Chunk;

/// What native code does with the outcome of a read.
///
/// The steps throw nothing; an error is `Pending`, when the isolate is being terminated.
#[allow(clippy::missing_errors_doc, reason = "said above, once")]
pub trait ReadSteps: Trace {
    /// <https://streams.spec.whatwg.org/#read-request-chunk-steps>
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()>;

    /// The chunk steps given a new Uint8Array over `bytes`, for whoever needs only these.
    fn bytes(&self, scope: &mut Scope<'_, '_>, bytes: Vec<u8>) -> Result<()> {
        let chunk = Chunk::Bytes(bytes).into_value(scope)?;
        self.chunk(scope, chunk)
    }

    /// <https://streams.spec.whatwg.org/#read-request-close-steps>
    fn close(&self, scope: &mut Scope<'_, '_>) -> Result<()>;

    /// <https://streams.spec.whatwg.org/#read-request-error-steps>
    fn error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()>;
}

/// <https://streams.spec.whatwg.org/#read-request>
#[derive(Trace)]
pub enum ReadRequest {
    /// Of a script, which has the promise that this resolves.
    Promise(Traced<PromiseResolver>),
    /// Of native code.
    Steps(Shared<dyn ReadSteps>),
}

impl ReadRequest {
    /// A request of native code. `make` boxes its steps: see [`Shared::new`].
    pub fn steps(scope: &mut Scope<'_, '_>, make: impl FnOnce() -> Box<dyn ReadSteps>) -> Self {
        Self::Steps(Shared::new(scope, make))
    }

    pub(super) fn chunk_steps<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        chunk: Chunk<'s>,
    ) -> Result<()> {
        match self {
            // Resolve promise with «[ "value" → chunk, "done" → false ]».
            Self::Promise(resolver) => {
                let chunk = chunk.into_value(scope)?;
                resolve(scope, resolver, Some(chunk), false)
            }
            Self::Steps(steps) => steps.get().map_or(Ok(()), |steps| match chunk {
                Chunk::Value(chunk) => steps.chunk(scope, chunk),
                Chunk::Bytes(bytes) => steps.bytes(scope, bytes),
            }),
        }
    }

    pub(super) fn close_steps(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        match self {
            // Resolve promise with «[ "value" → undefined, "done" → true ]».
            Self::Promise(resolver) => resolve(scope, resolver, None, true),
            Self::Steps(steps) => steps.get().map_or(Ok(()), |steps| steps.close(scope)),
        }
    }

    pub(super) fn error_steps<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        e: Local<'s, Value>,
    ) -> Result<()> {
        match self {
            // Reject promise with e.
            Self::Promise(resolver) => reject(scope, resolver, e),
            Self::Steps(steps) => steps.get().map_or(Ok(()), |steps| steps.error(scope, e)),
        }
    }
}

/// A read request that is on the stack. It becomes a [`ReadRequest`] when it has to wait.
pub enum NewReadRequest<'a, 's> {
    /// Of a script, which gets the promise that is put here.
    Promise(&'a mut Option<Local<'s, Promise>>),
    /// Of native code that takes a chunk from here if it is there at once. Else the request has to wait.
    AtOnce(&'a mut Option<Local<'s, Value>>, ReadRequest),
    /// Any other.
    Request(ReadRequest),
}

impl From<ReadRequest> for NewReadRequest<'_, '_> {
    fn from(request: ReadRequest) -> Self {
        Self::Request(request)
    }
}

impl<'s> NewReadRequest<'_, 's> {
    pub(super) fn into_request(self, scope: &mut Scope<'s, '_>) -> Result<ReadRequest> {
        match self {
            Self::Promise(slot) => {
                let (resolver, promise) = new_promise(scope)?;
                *slot = Some(promise);
                Ok(ReadRequest::Promise(Traced::new(scope, resolver)))
            }
            Self::AtOnce(_, request) | Self::Request(request) => Ok(request),
        }
    }

    pub(super) fn chunk_steps(
        self,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<()> {
        match self {
            // Resolve promise with «[ "value" → chunk, "done" → false ]».
            Self::Promise(slot) => {
                *slot = Some(binding::promise_of_result(scope, chunk)?);
                Ok(())
            }
            Self::AtOnce(slot, _) => {
                *slot = Some(chunk);
                Ok(())
            }
            Self::Request(request) => request.chunk_steps(scope, chunk.into()),
        }
    }
}

/// What native code does with the outcome of a read into a buffer.
///
/// The steps throw nothing; an error is `Pending`, when the isolate is being terminated.
#[allow(clippy::missing_errors_doc, reason = "said above, once")]
pub trait ReadIntoSteps: Trace {
    /// <https://streams.spec.whatwg.org/#read-into-request-chunk-steps>
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()>;

    /// <https://streams.spec.whatwg.org/#read-into-request-close-steps>
    fn close<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Option<Local<'s, Value>>) -> Result<()>;

    /// <https://streams.spec.whatwg.org/#read-into-request-error-steps>
    fn error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()>;
}

/// <https://streams.spec.whatwg.org/#read-into-request>
#[derive(Trace)]
pub enum ReadIntoRequest {
    /// Of a script, which has the promise that this resolves.
    Promise(Traced<PromiseResolver>),
    /// Of native code.
    Steps(Shared<dyn ReadIntoSteps>),
}

impl ReadIntoRequest {
    /// A request of native code. `make` boxes its steps: see [`Shared::new`].
    pub fn steps(scope: &mut Scope<'_, '_>, make: impl FnOnce() -> Box<dyn ReadIntoSteps>) -> Self {
        Self::Steps(Shared::new(scope, make))
    }

    pub(super) fn chunk_steps<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<()> {
        match self {
            // Resolve promise with «[ "value" → chunk, "done" → false ]».
            Self::Promise(resolver) => resolve(scope, resolver, Some(chunk), false),
            Self::Steps(steps) => steps
                .get()
                .map_or(Ok(()), |steps| steps.chunk(scope, chunk)),
        }
    }

    pub(super) fn close_steps<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        chunk: Option<Local<'s, Value>>,
    ) -> Result<()> {
        match self {
            // Resolve promise with «[ "value" → chunk, "done" → true ]».
            Self::Promise(resolver) => resolve(scope, resolver, chunk, true),
            Self::Steps(steps) => steps
                .get()
                .map_or(Ok(()), |steps| steps.close(scope, chunk)),
        }
    }

    pub(super) fn error_steps<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        e: Local<'s, Value>,
    ) -> Result<()> {
        match self {
            // Reject promise with e.
            Self::Promise(resolver) => reject(scope, resolver, e),
            Self::Steps(steps) => steps.get().map_or(Ok(()), |steps| steps.error(scope, e)),
        }
    }
}

/// Resolves the promise of a request with a ReadableStreamReadResult.
fn resolve<'s>(
    scope: &mut Scope<'s, '_>,
    resolver: &Traced<PromiseResolver>,
    value: Option<Local<'s, Value>>,
    done: bool,
) -> Result<()> {
    let value = value.unwrap_or_else(|| js::undefined(scope).into());
    let Some(resolver) = resolver.get(scope) else {
        return Ok(());
    };
    let result = binding::result_object(scope, ResultOrder::DoneFirst, value, done)?;
    let resolved = resolver.resolve(scope, result.into());
    resolved.map(drop).ok_or(Exception::Pending)
}

fn reject<'s>(
    scope: &mut Scope<'s, '_>,
    resolver: &Traced<PromiseResolver>,
    reason: Local<'s, Value>,
) -> Result<()> {
    let Some(resolver) = resolver.get(scope) else {
        return Ok(());
    };
    let rejected = resolver.reject(scope, reason);
    rejected.map(drop).ok_or(Exception::Pending)
}
