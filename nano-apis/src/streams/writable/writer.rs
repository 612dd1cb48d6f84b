//! The interface WritableStreamDefaultWriter: <https://streams.spec.whatwg.org/#default-writer-class>

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::steps::queue_shared_steps;
use nano_runtime::{
    Continuation, Exception, Member, Ref, Result, Scope, Shared, Trace, binding, webapi,
};

use super::operations::set_up_writable_stream_default_writer;
use super::writer_operations::{
    writable_stream_default_writer_abort, writable_stream_default_writer_close,
};
use super::{
    WritableStream, writable_stream_close_queued_or_in_flight,
    writable_stream_default_writer_get_desired_size, writable_stream_default_writer_release,
    writable_stream_default_writer_write,
};
use crate::streams::promises::PromiseSlot;

/// <https://streams.spec.whatwg.org/#writablestreamdefaultwriter>
#[webapi("streams/WritableStreamDefaultWriter.idl")]
#[derive(Default)]
pub struct WritableStreamDefaultWriter {
    pub(super) closed_promise: PromiseSlot,
    pub(super) ready_promise: PromiseSlot,
    /// What a pipe does when the ready promise is fulfilled.
    pub(super) ready_steps: Shared<dyn ReadySteps>,
    pub(super) stream: Member<WritableStream>,
}

/// What native code does once a writer is ready. The steps throw nothing.
pub trait ReadySteps: Trace {
    /// Upon fulfillment of `[[readyPromise]]`.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    fn ready(&self, scope: &mut Scope<'_, '_>) -> Result<()>;
}

/// What is wrong with a writer that has no stream any more.
pub(super) fn released(used: &str) -> Exception {
    Exception::type_error(format!(
        "This writable stream writer has been released and cannot be {used}"
    ))
}

fn run_ready_steps(scope: &mut Scope<'_, '_>, steps: &Shared<dyn ReadySteps>) -> Result<()> {
    steps.get().map_or(Ok(()), |steps| steps.ready(scope))
}

impl WritableStreamDefaultWriter {
    /// `[[stream]]`
    ///
    /// # Errors
    ///
    /// TypeError when the writer was released.
    pub fn stream(&self, used: &str) -> Result<Ref<'_, WritableStream>> {
        self.stream.get().ok_or_else(|| released(used))
    }

    /// Whether the writer was released: `[[stream]]` is undefined.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.stream.get().is_none()
    }

    /// Has `steps` run upon fulfillment of `[[readyPromise]]`, which is pending. It is settled once, so they run once.
    pub fn wait_until_ready(&self, steps: &Shared<dyn ReadySteps>) {
        self.ready_steps.set(steps);
    }

    /// Resolves `[[readyPromise]]` with undefined.
    pub(super) fn resolve_ready(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        self.ready_promise.resolve_undefined(scope)?;
        let steps = self.ready_steps.clone();
        self.ready_steps.clear();
        queue_shared_steps(scope, &steps, run_ready_steps)
    }

    /// Goes on with `continuation` when `[[closedPromise]]` is settled.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn upon_closed(&self, scope: &mut Scope<'_, '_>, continuation: Continuation) -> Result<()> {
        self.closed_promise.upon(scope, continuation)
    }

    /// `[[readyPromise]]`
    ///
    /// # Errors
    ///
    /// None once the writer was set up.
    pub fn ready_promise<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        self.ready_promise.promise(scope)
    }
}

#[webapi("streams/WritableStreamDefaultWriter.idl")]
impl WritableStreamDefaultWriter {
    /// <https://streams.spec.whatwg.org/#default-writer-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        stream: Ref<'_, WritableStream>,
    ) -> Result<Ref<'s, Self>> {
        // 1. Perform ? SetUpWritableStreamDefaultWriter(this, stream).
        let this = binding::allocate(scope, Self::default());
        set_up_writable_stream_default_writer(scope, this, stream)?;
        Ok(this)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-closed>
    fn closed<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. Return this.[[closedPromise]].
        self.closed_promise.promise(scope)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-desired-size>
    fn desired_size(&self) -> Result<Option<f64>> {
        // 1. If this.[[stream]] is undefined, throw a TypeError exception.
        // 2. Return ! WritableStreamDefaultWriterGetDesiredSize(this).
        writable_stream_default_writer_get_desired_size(self)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-ready>
    fn ready<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. Return this.[[readyPromise]].
        self.ready_promise(scope)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-abort>
    fn abort<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Option<Local<'s, Value>>,
    ) -> Result<Local<'s, Promise>> {
        // 1. If this.[[stream]] is undefined, return a promise rejected with a TypeError exception.
        // 2. Return ! WritableStreamDefaultWriterAbort(this, reason).
        let reason = reason.unwrap_or_else(|| js::undefined(scope).into());
        writable_stream_default_writer_abort(scope, self, reason)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-close>
    fn close<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. Let stream be this.[[stream]].
        // 2. If stream is undefined, return a promise rejected with a TypeError exception.
        let stream = self.stream("used to close its stream")?;
        // 3. If ! WritableStreamCloseQueuedOrInFlight(stream) is true, return a promise rejected with a TypeError exception.
        if writable_stream_close_queued_or_in_flight(scope, &stream) {
            return Err(Exception::type_error(
                "Cannot close an already-closing stream",
            ));
        }
        // 4. Return ! WritableStreamDefaultWriterClose(this).
        writable_stream_default_writer_close(scope, self)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-release-lock>
    fn release_lock(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. Let stream be this.[[stream]]. 2. If stream is undefined, return.
        if self.stream.get().is_none() {
            return Ok(());
        }
        // 3. Assert: stream.[[writer]] is not undefined.
        // 4. Perform ! WritableStreamDefaultWriterRelease(this).
        writable_stream_default_writer_release(scope, self)
    }

    /// <https://streams.spec.whatwg.org/#default-writer-write>
    fn write<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: Option<Local<'s, Value>>,
    ) -> Result<Local<'s, Promise>> {
        // 1. If this.[[stream]] is undefined, return a promise rejected with a TypeError exception.
        // 2. Return ! WritableStreamDefaultWriterWrite(this, chunk).
        let chunk = chunk.unwrap_or_else(|| js::undefined(scope).into());
        writable_stream_default_writer_write(scope, this, chunk)
    }
}
