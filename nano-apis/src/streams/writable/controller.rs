//! The interface WritableStreamDefaultController and its state: <https://streams.spec.whatwg.org/#ws-default-controller-class>

use std::cell::Cell;

use nano_runtime::js::{self, Function, Local, Promise, Value};
use nano_runtime::react::{Completion, Handlers};
use nano_runtime::webidl::CallbackFunction;
use nano_runtime::{
    Continuation, Exception, Member, Ref, Result, Scope, Shared, Traced, binding, webapi,
};

use super::controller_operations::{
    writable_stream_default_controller_error, writable_stream_default_controller_signal,
};
use super::{NativeSink, WritableStream, WritableStreamState};
use crate::dom::AbortSignal;
use crate::streams::promises::resolved_with_undefined;
use crate::streams::queue_with_sizes::QueueWithSizes;
use crate::streams::strategies::SizeAlgorithm;
use crate::streams::transform::{
    TransformStream, transform_stream_default_sink_abort_algorithm,
    transform_stream_default_sink_close_algorithm, transform_stream_default_sink_write_algorithm,
};

/// The write, close and abort algorithms of a controller, for whoever makes one.
#[derive(Default)]
pub struct SinkAlgorithms<'s, 'a> {
    /// The callback this value.
    pub underlying_sink: Option<Local<'s, Value>>,
    /// What an underlying sink's `write` is; without it a chunk is taken at once.
    pub write: Option<Local<'s, Function>>,
    /// What an underlying sink's `close` is.
    pub close: Option<Local<'s, Function>>,
    /// What an underlying sink's `abort` is.
    pub abort: Option<Local<'s, Function>>,
    /// The transform stream whose default sink it is, instead of all of these.
    pub transform: Option<Ref<'a, TransformStream>>,
    /// A sink of native code, instead of all of these.
    pub native: Shared<dyn NativeSink>,
}

/// <https://streams.spec.whatwg.org/#writablestreamdefaultcontroller>
#[webapi("streams/WritableStreamDefaultController.idl")]
#[derive(Default)]
pub struct WritableStreamDefaultController {
    /// The signal of `[[abortController]]`, once somebody asked for it or it was aborted.
    pub(super) abort_signal: Member<AbortSignal>,
    pub(super) queue: QueueWithSizes,
    pub(super) started: Cell<bool>,
    pub(super) strategy_hwm: f64,
    pub(super) strategy_size_algorithm: SizeAlgorithm,
    pub(super) stream: Member<WritableStream>,
    pub(super) underlying_sink: Traced<Value>,
    /// What `[[writeAlgorithm]]` calls. An empty slot stands for an algorithm that returns a promise resolved with undefined.
    pub(super) write: Traced<Function>,
    /// What `[[closeAlgorithm]]` calls.
    pub(super) close: Traced<Function>,
    /// What `[[abortAlgorithm]]` calls.
    pub(super) abort: Traced<Function>,
    /// The transform stream whose default sink the algorithms are, instead of these.
    pub(super) transform: Member<TransformStream>,
    pub(super) write_handlers: Handlers,
    /// The sink of native code whose algorithms they are, instead of these.
    pub(super) native: Shared<dyn NativeSink>,
}

impl WritableStreamDefaultController {
    /// `[[stream]]`
    ///
    /// # Errors
    ///
    /// None: a controller is made with its stream.
    pub fn stream(&self) -> Result<Ref<'_, WritableStream>> {
        self.stream
            .get()
            .ok_or_else(|| Exception::type_error("The controller has no stream"))
    }

    /// The chunk that the write algorithm has been given and that it is not done with.
    pub(in crate::streams) fn chunk_in_flight<'s>(
        &self,
        scope: &Scope<'s, '_>,
    ) -> Option<Local<'s, Value>> {
        self.queue.peek_queue_value(scope)
    }

    /// Whether its strategy is the default one.
    pub(in crate::streams) fn is_plain(&self) -> bool {
        self.strategy_hwm == 1.0 && self.strategy_size_algorithm.is_default()
    }

    /// Performs `[[writeAlgorithm]]`.
    pub(super) fn write_algorithm<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<Completion<'s>> {
        if let Some(stream) = this.transform.get() {
            return transform_stream_default_sink_write_algorithm(scope, stream, chunk);
        }
        if let Some(sink) = this.native.get() {
            return sink.write(scope, chunk).map(Completion::Promise);
        }
        let Some(write) = this.write.get(scope) else {
            return Ok(Completion::Done);
        };
        let controller = binding::wrapper(scope, this).ok_or(Exception::Pending)?;
        let sink = this.sink(scope).into();
        CallbackFunction::new(scope, write).call_completion(
            scope,
            sink,
            &[chunk, controller.into()],
        )
    }

    /// Performs `[[closeAlgorithm]]`, and goes on with `continuation` when its promise is settled.
    pub(super) fn close_algorithm(
        &self,
        scope: &mut Scope<'_, '_>,
        continuation: Continuation,
    ) -> Result<()> {
        if let Some(stream) = self.transform.get() {
            return transform_stream_default_sink_close_algorithm(scope, stream, continuation);
        }
        if let Some(sink) = self.native.get() {
            let closed = sink.close(scope)?;
            return continuation.upon(scope, closed);
        }
        let completion = match self.close.get(scope) {
            Some(close) => {
                let this = self.sink(scope).into();
                CallbackFunction::new(scope, close).call_completion(scope, this, &[])?
            }
            None => Completion::Done,
        };
        continuation.when(scope, completion)
    }

    /// Performs `[[abortAlgorithm]]`.
    pub(super) fn abort_algorithm<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        if let Some(stream) = self.transform.get() {
            return transform_stream_default_sink_abort_algorithm(scope, stream, reason);
        }
        if let Some(sink) = self.native.get() {
            return sink.abort(scope, reason);
        }
        match self.abort.get(scope) {
            Some(abort) => self.invoke(scope, abort, &[reason]),
            None => resolved_with_undefined(scope),
        }
    }

    /// Invokes a member of the underlying sink.
    fn invoke<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        function: Local<'s, Function>,
        arguments: &[Local<'s, Value>],
    ) -> Result<Local<'s, Promise>> {
        let this = self.sink(scope);
        CallbackFunction::new(scope, function).call_promise(scope, this.into(), arguments)
    }

    fn sink<'s>(&self, scope: &Scope<'s, '_>) -> Local<'s, Value> {
        let sink = self.underlying_sink.get(scope);
        sink.unwrap_or_else(|| js::undefined(scope).into())
    }
}

#[webapi("streams/WritableStreamDefaultController.idl")]
impl WritableStreamDefaultController {
    /// <https://streams.spec.whatwg.org/#ws-default-controller-signal>
    fn signal<'s>(this: Ref<'s, Self>, scope: &mut Scope<'s, '_>) -> Ref<'s, AbortSignal> {
        // 1. Return this.[[abortController]]'s signal.
        writable_stream_default_controller_signal(scope, this)
    }

    /// <https://streams.spec.whatwg.org/#ws-default-controller-error>
    fn error<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        e: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. Let state be this.[[stream]].[[state]]. 2. If state is not "writable", return.
        if this.stream()?.state.get() != WritableStreamState::Writable {
            return Ok(());
        }
        // 3. Perform ! WritableStreamDefaultControllerError(this, e).
        let e = e.unwrap_or_else(|| js::undefined(scope).into());
        writable_stream_default_controller_error(scope, this, e)
    }
}
