//! Default sinks: <https://streams.spec.whatwg.org/#transform-stream-default-sinks>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::{rejected, resolved};
use nano_runtime::react::{Completion, Microtasks, Reaction, upon};
use nano_runtime::{Continuation, Member, Ref, Result, Scope, Trace, Traced};

use super::controller_operations::{
    transform_stream_default_controller_clear_algorithms,
    transform_stream_default_controller_perform_transform,
};
use super::{TransformStream, TransformStreamDefaultController};
use crate::streams::readable::{
    ReadableStreamState, readable_stream_default_controller_close,
    readable_stream_default_controller_error,
};
use crate::streams::writable::{
    WritableStreamState, writable_stream_default_controller_await_write,
};

/// The fulfillment steps for backpressureChangePromise: a write waited for backpressure to change.
pub(super) fn write_waiting(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
) -> Result<()> {
    // 3.3.1. Let writable be stream.[[writable]]. 3.3.2. Let state be writable.[[state]].
    let writable = stream.writable_side()?;
    let writable_controller = writable.controller()?;
    let result = if writable.state() == WritableStreamState::Erroring {
        // 3.3.3. If state is "erroring", throw writable.[[storedError]].
        let stored_error = writable.stored_error(scope);
        Completion::Promise(rejected(scope, stored_error)?)
    } else {
        // 3.3.4. Assert: state is "writable".
        // 3.3.5. Return ! TransformStreamDefaultControllerPerformTransform(controller, chunk).
        let Some(chunk) = writable_controller.chunk_in_flight(scope) else {
            return Ok(());
        };
        let controller = stream.controller()?;
        match transform_stream_default_controller_perform_transform(scope, controller, chunk)? {
            // The promise that follows another one is fulfilled two microtasks after it.
            Completion::Promise(promise) => Completion::Promise(resolved(scope, promise.into())?),
            _ => Completion::After(Microtasks::Two),
        }
    };
    writable_stream_default_controller_await_write(scope, writable_controller, result)
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-sink-write-algorithm>
pub(in crate::streams) fn transform_stream_default_sink_write_algorithm<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    chunk: Local<'s, Value>,
) -> Result<Completion<'s>> {
    // 1. Assert: stream.[[writable]].[[state]] is "writable".
    // 2. Let controller be stream.[[controller]].
    let controller = stream.controller()?;
    // 3. If stream.[[backpressure]] is true,
    if stream.backpressure.get() {
        // 3.1. Let backpressureChangePromise be stream.[[backpressureChangePromise]]. 3.2. Assert: it is not undefined.
        // 3.3. Return the result of reacting to backpressureChangePromise with the following fulfillment steps: …
        stream.write_waits.set(true);
        return Ok(Completion::Later);
    }
    // 4. Return ! TransformStreamDefaultControllerPerformTransform(controller, chunk).
    transform_stream_default_controller_perform_transform(scope, controller, chunk)
}

/// What follows the cancel algorithm when the writable side is aborted.
#[derive(Trace)]
struct AfterCancel {
    stream: Member<TransformStream>,
    reason: Traced<Value>,
}

impl Reaction for AfterCancel {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (Some(stream), Some(reason)) = (self.stream.get(), self.reason.get(scope)) else {
            return Ok(None);
        };
        let (controller, readable) = (stream.controller()?, stream.readable_side()?);
        // 7.1.1. If readable.[[state]] is "errored", reject controller.[[finishPromise]] with readable.[[storedError]].
        if readable.state() == ReadableStreamState::Errored {
            let stored_error = readable.stored_error(scope);
            controller.finish_promise.reject(scope, stored_error)?;
        } else {
            // 7.1.2. Otherwise: Perform ! ReadableStreamDefaultControllerError(readable.[[controller]], reason). Resolve
            //        controller.[[finishPromise]] with undefined.
            readable_stream_default_controller_error(scope, stream.readable_controller()?, reason)?;
            controller.finish_promise.resolve_undefined(scope)?;
        }
        Ok(None)
    }

    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        r: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        if let Some(stream) = self.stream.get() {
            fail(scope, stream, r)?;
        }
        Ok(None)
    }
}

/// The steps for when a cancel or flush algorithm failed with `r`.
fn fail<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    r: Local<'s, Value>,
) -> Result<()> {
    // 7.2.1. Perform ! ReadableStreamDefaultControllerError(readable.[[controller]], r).
    readable_stream_default_controller_error(scope, stream.readable_controller()?, r)?;
    // 7.2.2. Reject controller.[[finishPromise]] with r.
    stream.controller()?.finish_promise.reject(scope, r)
}

/// The first steps of the algorithms that finish a stream: true with a new finishPromise, false when there is the one of an algorithm that
/// began before.
pub(super) fn begin_to_finish(
    scope: &mut Scope<'_, '_>,
    controller: &TransformStreamDefaultController,
) -> Result<bool> {
    // 2. If controller.[[finishPromise]] is not undefined, return controller.[[finishPromise]].
    if !controller.finish_promise.is_empty(scope) {
        return Ok(false);
    }
    // 4. Let controller.[[finishPromise]] be a new promise.
    controller.finish_promise.set_new(scope)?;
    Ok(true)
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-sink-abort-algorithm>
pub(in crate::streams) fn transform_stream_default_sink_abort_algorithm<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let controller be stream.[[controller]]. 3. Let readable be stream.[[readable]].
    let controller = stream.controller()?;
    if !begin_to_finish(scope, &controller)? {
        return controller.finish_promise.promise(scope);
    }
    // 5. Let cancelPromise be the result of performing controller.[[cancelAlgorithm]], passing reason.
    let cancel_promise = controller.cancel_algorithm(scope, reason)?;
    // 6. Perform ! TransformStreamDefaultControllerClearAlgorithms(controller).
    transform_stream_default_controller_clear_algorithms(scope, &controller);
    // 7. React to cancelPromise: …
    let reaction = AfterCancel {
        stream: Member::new(stream),
        reason: Traced::new(scope, reason),
    };
    upon(scope, cancel_promise, reaction)?;
    // 8. Return controller.[[finishPromise]].
    controller.finish_promise.promise(scope)
}

/// What follows the flush algorithm.
fn flushed(scope: &mut Scope<'_, '_>, stream: Ref<'_, TransformStream>) -> Result<()> {
    let (controller, readable) = (stream.controller()?, stream.readable_side()?);
    // 7.1.1. If readable.[[state]] is "errored", reject controller.[[finishPromise]] with readable.[[storedError]].
    if readable.state() == ReadableStreamState::Errored {
        let stored_error = readable.stored_error(scope);
        return controller.finish_promise.reject(scope, stored_error);
    }
    // 7.1.2. Otherwise: Perform ! ReadableStreamDefaultControllerClose(readable.[[controller]]). Resolve
    //        controller.[[finishPromise]] with undefined.
    readable_stream_default_controller_close(scope, stream.readable_controller()?)?;
    controller.finish_promise.resolve_undefined(scope)
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-sink-close-algorithm>
///
/// `continuation` goes on when the result is settled.
pub(in crate::streams) fn transform_stream_default_sink_close_algorithm(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
    continuation: Continuation,
) -> Result<()> {
    // 1. Let controller be stream.[[controller]]. 3. Let readable be stream.[[readable]].
    let controller = stream.controller()?;
    // 2. If controller.[[finishPromise]] is not undefined, return controller.[[finishPromise]].
    // 4. Let controller.[[finishPromise]] be a new promise.
    if begin_to_finish(scope, &controller)? {
        // 5. Let flushPromise be the result of performing controller.[[flushAlgorithm]].
        let flush_promise = TransformStreamDefaultController::flush_algorithm(controller, scope)?;
        // 6. Perform ! TransformStreamDefaultControllerClearAlgorithms(controller).
        transform_stream_default_controller_clear_algorithms(scope, &controller);
        // 7. React to flushPromise: …
        Continuation::on(stream, flushed, fail).when(scope, flush_promise)?;
    }
    // 8. Return controller.[[finishPromise]].
    controller.finish_promise.upon(scope, continuation)
}
