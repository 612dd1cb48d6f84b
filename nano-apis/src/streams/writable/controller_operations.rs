//! Abstract operations on controllers: <https://streams.spec.whatwg.org/#ws-default-controller-abstract-ops>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::catch;
use nano_runtime::react::{Completion, Handlers, when};
use nano_runtime::webidl::CallbackFunction;
use nano_runtime::{Continuation, Exception, Member, Ref, Result, Scope, Traced, binding};

use super::controller::SinkAlgorithms;
use super::operations::{
    writable_stream_deal_with_rejection, writable_stream_finish_erroring,
    writable_stream_finish_in_flight_close, writable_stream_finish_in_flight_close_with_error,
    writable_stream_finish_in_flight_write, writable_stream_finish_in_flight_write_with_error,
    writable_stream_mark_close_request_in_flight,
    writable_stream_mark_first_write_request_in_flight, writable_stream_start_erroring,
    writable_stream_update_backpressure,
};
use super::{
    UnderlyingSink, WritableStream, WritableStreamDefaultController, WritableStreamState,
    writable_stream_close_queued_or_in_flight,
};
use crate::dom::{AbortSignal, signal_abort};
use crate::streams::queue_with_sizes::QueueWithSizes;
use crate::streams::strategies::SizeAlgorithm;

/// What follows the start algorithm.
fn started(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
) -> Result<()> {
    // 17.1. Assert: stream.[[state]] is "writable" or "erroring".
    // 17.2. Set controller.[[started]] to true.
    controller.started.set(true);
    // 17.3. Perform ! WritableStreamDefaultControllerAdvanceQueueIfNeeded(controller).
    writable_stream_default_controller_advance_queue_if_needed(scope, controller)
}

/// What follows the start algorithm when it failed.
fn not_started<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    reason: Local<'s, Value>,
) -> Result<()> {
    // 18.1. Assert: stream.[[state]] is "writable" or "erroring".
    // 18.2. Set controller.[[started]] to true.
    controller.started.set(true);
    // 18.3. Perform ! WritableStreamDealWithRejection(stream, r).
    writable_stream_deal_with_rejection(scope, controller.stream()?, reason)
}

/// <https://streams.spec.whatwg.org/#set-up-writable-stream-default-controller>
///
/// The controller is made here: its algorithms are given it when they run. `start_algorithm` returns startPromise.
pub(super) fn set_up_writable_stream_default_controller<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    stream: Ref<'_, WritableStream>,
    start_algorithm: impl FnOnce(
        &mut Scope<'s, 'i>,
        Ref<'s, WritableStreamDefaultController>,
    ) -> Result<Completion<'s>>,
    algorithms: &SinkAlgorithms<'s, '_>,
    high_water_mark: f64,
    size_algorithm: SizeAlgorithm,
) -> Result<()> {
    fn traced<'s, T>(scope: &Scope<'s, '_>, value: Option<Local<'s, T>>) -> Traced<T> {
        value.map_or_else(Traced::empty, |value| Traced::new(scope, value))
    }
    // 1. Assert: stream implements WritableStream. 2. Assert: stream.[[controller]] is undefined.
    // 3. Set controller.[[stream]] to stream.
    let controller = WritableStreamDefaultController {
        stream: Member::new(stream),
        // 5. Perform ! ResetQueue(controller).
        queue: QueueWithSizes::default(),
        // 6. Set controller.[[abortController]] to a new AbortController.
        // OPTIMIZATION: its signal is made when somebody asks for it.
        abort_signal: Member::empty(),
        // 7. Set controller.[[started]] to false.
        started: false.into(),
        // 8. Set controller.[[strategySizeAlgorithm]] to sizeAlgorithm.
        strategy_size_algorithm: size_algorithm,
        // 9. Set controller.[[strategyHWM]] to highWaterMark.
        strategy_hwm: high_water_mark,
        // 10. Set controller.[[writeAlgorithm]] to writeAlgorithm. 11. Set controller.[[closeAlgorithm]] to closeAlgorithm.
        // 12. Set controller.[[abortAlgorithm]] to abortAlgorithm.
        underlying_sink: traced(scope, algorithms.underlying_sink),
        write: traced(scope, algorithms.write),
        close: traced(scope, algorithms.close),
        abort: traced(scope, algorithms.abort),
        transform: algorithms.transform.into(),
        write_handlers: Handlers::default(),
        native: algorithms.native.clone(),
    };
    let controller = binding::allocate(scope, controller);
    // 4. Set stream.[[controller]] to controller.
    stream.controller.set(controller);
    // 13. Let backpressure be ! WritableStreamDefaultControllerGetBackpressure(controller).
    let backpressure = writable_stream_default_controller_get_backpressure(&controller);
    // 14. Perform ! WritableStreamUpdateBackpressure(stream, backpressure).
    writable_stream_update_backpressure(scope, &stream, backpressure)?;
    // 15. Let startResult be the result of performing startAlgorithm. (This may throw an exception.)
    // 16. Let startPromise be a promise resolved with startResult.
    let start_promise = start_algorithm(scope, controller)?;
    // 17. Upon fulfillment of startPromise, … 18. Upon rejection of startPromise with reason r, …
    when(
        scope,
        start_promise,
        controller,
        &Handlers::default(),
        started,
        not_started,
    )
}

/// <https://streams.spec.whatwg.org/#set-up-writable-stream-default-controller-from-underlying-sink>
pub(super) fn set_up_writable_stream_default_controller_from_underlying_sink<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, WritableStream>,
    underlying_sink: Local<'s, Value>,
    underlying_sink_dict: &UnderlyingSink<'s>,
    high_water_mark: f64,
    size_algorithm: SizeAlgorithm,
) -> Result<()> {
    // 1. Let controller be a new WritableStreamDefaultController.
    // 2. Let startAlgorithm be an algorithm that returns undefined.
    // 6. If underlyingSinkDict["start"] exists, then set startAlgorithm to an algorithm which returns the result of invoking
    //    underlyingSinkDict["start"] with argument list « controller », exception behavior "rethrow", and callback this value
    //    underlyingSink.
    let start = underlying_sink_dict.start;
    let start_algorithm = |scope: &mut Scope<'s, '_>,
                           controller: Ref<'s, WritableStreamDefaultController>|
     -> Result<Completion<'s>> {
        let Some(start) = start else {
            return Ok(Completion::Done);
        };
        let controller = binding::wrapper(scope, controller).ok_or(Exception::Pending)?;
        let start = CallbackFunction::new(scope, start);
        let start_result = start.call(scope, underlying_sink.into(), &[controller.into()])?;
        Completion::of(scope, start_result)
    };
    // 3. Let writeAlgorithm be an algorithm that returns a promise resolved with undefined. 4. Let closeAlgorithm be … 5. Let
    // abortAlgorithm be … the same.
    // 7. If underlyingSinkDict["write"] exists, then set writeAlgorithm to an algorithm which takes an argument chunk and returns the
    //    result of invoking underlyingSinkDict["write"] with argument list « chunk, controller » and callback this value
    //    underlyingSink.
    // 8. If underlyingSinkDict["close"] exists, … with argument list «».
    // 9. If underlyingSinkDict["abort"] exists, … with argument list « reason ».
    let algorithms = SinkAlgorithms {
        underlying_sink: Some(underlying_sink),
        write: underlying_sink_dict.write,
        close: underlying_sink_dict.close,
        abort: underlying_sink_dict.abort,
        ..SinkAlgorithms::default()
    };
    // 10. Perform ? SetUpWritableStreamDefaultController(stream, controller, startAlgorithm, writeAlgorithm, closeAlgorithm,
    //     abortAlgorithm, highWaterMark, sizeAlgorithm).
    set_up_writable_stream_default_controller(
        scope,
        stream,
        start_algorithm,
        &algorithms,
        high_water_mark,
        size_algorithm,
    )
}

/// The signal of `[[abortController]]`.
pub(super) fn writable_stream_default_controller_signal<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'s, WritableStreamDefaultController>,
) -> Ref<'s, AbortSignal> {
    if let Some(signal) = controller.get().abort_signal.get() {
        return signal;
    }
    let signal = binding::allocate(scope, AbortSignal::default());
    controller.abort_signal.set(signal);
    signal
}

/// Signals abort on `[[abortController]]`.
pub(super) fn writable_stream_default_controller_signal_abort<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    reason: Local<'s, Value>,
) -> Result<()> {
    let signal = match controller.abort_signal.get() {
        Some(signal) => signal,
        None => {
            let signal = binding::allocate(scope, AbortSignal::default());
            controller.abort_signal.set(signal);
            signal
        }
    };
    signal_abort(scope, signal, Some(reason))
}

/// <https://streams.spec.whatwg.org/#ws-default-controller-private-abort>
pub(super) fn writable_stream_default_controller_abort_steps<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let result be the result of performing this.[[abortAlgorithm]], passing reason.
    let result = controller.abort_algorithm(scope, reason)?;
    // 2. Perform ! WritableStreamDefaultControllerClearAlgorithms(this).
    writable_stream_default_controller_clear_algorithms(scope, &controller);
    // 3. Return result.
    Ok(result)
}

/// <https://streams.spec.whatwg.org/#ws-default-controller-private-error>
pub(super) fn writable_stream_default_controller_error_steps(
    controller: &WritableStreamDefaultController,
) {
    // 1. Perform ! ResetQueue(this).
    controller.queue.reset_queue();
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-advance-queue-if-needed>
fn writable_stream_default_controller_advance_queue_if_needed(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 2. If controller.[[started]] is false, return.
    // 3. If stream.[[inFlightWriteRequest]] is not undefined, return.
    if !controller.started.get() || !stream.in_flight_write_request.is_empty(scope) {
        return Ok(());
    }
    // 4. Let state be stream.[[state]]. 5. Assert: state is not "closed" or "errored".
    // 6. If state is "erroring",
    if stream.state.get() == WritableStreamState::Erroring {
        // 6.1. Perform ! WritableStreamFinishErroring(stream). 6.2. Return.
        return writable_stream_finish_erroring(scope, stream);
    }
    // 7. If controller.[[queue]] is empty, return.
    if controller.queue.is_empty() {
        return Ok(());
    }
    // 8. Let value be ! PeekQueueValue(controller).
    match controller.queue.peek_queue_value(scope) {
        // 9. If value is the close sentinel, perform ! WritableStreamDefaultControllerProcessClose(controller).
        None => writable_stream_default_controller_process_close(scope, controller),
        // 10. Otherwise, perform ! WritableStreamDefaultControllerProcessWrite(controller, value).
        Some(value) => writable_stream_default_controller_process_write(scope, controller, value),
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-clear-algorithms>
fn writable_stream_default_controller_clear_algorithms(
    scope: &Scope<'_, '_>,
    controller: &WritableStreamDefaultController,
) {
    // 1. Set controller.[[writeAlgorithm]] to undefined.
    controller.write.clear(scope);
    // 2. Set controller.[[closeAlgorithm]] to undefined.
    controller.close.clear(scope);
    // 3. Set controller.[[abortAlgorithm]] to undefined.
    controller.abort.clear(scope);
    controller.underlying_sink.clear(scope);
    controller.transform.clear();
    controller.native.clear();
    // 4. Set controller.[[strategySizeAlgorithm]] to undefined.
    controller.strategy_size_algorithm.clear(scope);
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-close>
pub(super) fn writable_stream_default_controller_close(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
) -> Result<()> {
    // 1. Perform ! EnqueueValueWithSize(controller, close sentinel, 0).
    controller.queue.enqueue_sentinel();
    // 2. Perform ! WritableStreamDefaultControllerAdvanceQueueIfNeeded(controller).
    writable_stream_default_controller_advance_queue_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-error>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_controller_error(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]]. 2. Assert: stream.[[state]] is "writable".
    let stream = controller.stream()?;
    // 3. Perform ! WritableStreamDefaultControllerClearAlgorithms(controller).
    writable_stream_default_controller_clear_algorithms(scope, &controller);
    // 4. Perform ! WritableStreamStartErroring(stream, error).
    writable_stream_start_erroring(scope, stream, error)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-error-if-needed>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_controller_error_if_needed(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. If controller.[[stream]].[[state]] is "writable", perform ! WritableStreamDefaultControllerError(controller, error).
    if controller.stream()?.state.get() == WritableStreamState::Writable {
        writable_stream_default_controller_error(scope, controller, error)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-get-backpressure>
fn writable_stream_default_controller_get_backpressure(
    controller: &WritableStreamDefaultController,
) -> bool {
    // 1. Let desiredSize be ! WritableStreamDefaultControllerGetDesiredSize(controller).
    // 2. Return true if desiredSize ≤ 0, or false otherwise.
    writable_stream_default_controller_get_desired_size(controller) <= 0.0
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-get-chunk-size>
pub(super) fn writable_stream_default_controller_get_chunk_size<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    chunk: Local<'s, Value>,
) -> Result<f64> {
    // 1. If controller.[[strategySizeAlgorithm]] is undefined, then: Assert: controller.[[stream]].[[state]] is not "writable".
    //    Return 1. (That is what a cleared algorithm does.)
    if controller.strategy_size_algorithm.is_default() {
        return Ok(1.0);
    }
    // 2. Let returnValue be the result of performing controller.[[strategySizeAlgorithm]], passing in chunk, and interpreting the
    //    result as a completion record.
    let return_value = catch(scope, |scope| {
        controller.strategy_size_algorithm.run(scope, chunk)
    });
    match return_value {
        // 4. Return returnValue.[[Value]].
        Ok(size) => Ok(size),
        // 3. If returnValue is an abrupt completion,
        Err(error) => {
            // 3.1. Perform ! WritableStreamDefaultControllerErrorIfNeeded(controller, returnValue.[[Value]]).
            let error = error.ok_or(Exception::Pending)?;
            writable_stream_default_controller_error_if_needed(scope, controller, error)?;
            // 3.2. Return 1.
            Ok(1.0)
        }
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-get-desired-size>
pub(super) fn writable_stream_default_controller_get_desired_size(
    controller: &WritableStreamDefaultController,
) -> f64 {
    // 1. Return controller.[[strategyHWM]] − controller.[[queueTotalSize]].
    controller.strategy_hwm - controller.queue.total_size()
}

/// What follows the close algorithm.
fn closed(scope: &mut Scope<'_, '_>, stream: Ref<'_, WritableStream>) -> Result<()> {
    // 7.1. Perform ! WritableStreamFinishInFlightClose(stream).
    writable_stream_finish_in_flight_close(scope, &stream)
}

/// What follows the close algorithm when it failed.
fn not_closed<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, WritableStream>,
    reason: Local<'s, Value>,
) -> Result<()> {
    // 8.1. Perform ! WritableStreamFinishInFlightCloseWithError(stream, reason).
    writable_stream_finish_in_flight_close_with_error(scope, stream, reason)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-process-close>
fn writable_stream_default_controller_process_close(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 2. Perform ! WritableStreamMarkCloseRequestInFlight(stream).
    writable_stream_mark_close_request_in_flight(scope, &stream);
    // 3. Perform ! DequeueValue(controller). 4. Assert: controller.[[queue]] is empty.
    controller.queue.dequeue_value(scope);
    // 5. Let sinkClosePromise be the result of performing controller.[[closeAlgorithm]].
    // 7. Upon fulfillment of sinkClosePromise, … 8. Upon rejection of sinkClosePromise with reason reason, …
    controller.close_algorithm(scope, Continuation::on(stream, closed, not_closed))?;
    // 6. Perform ! WritableStreamDefaultControllerClearAlgorithms(controller).
    writable_stream_default_controller_clear_algorithms(scope, &controller);
    Ok(())
}

/// What follows the write algorithm.
fn written(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
) -> Result<()> {
    let stream = controller.stream()?;
    // 4.1. Perform ! WritableStreamFinishInFlightWrite(stream).
    writable_stream_finish_in_flight_write(scope, &stream)?;
    // 4.2. Let state be stream.[[state]]. 4.3. Assert: state is "writable" or "erroring".
    let state = stream.state.get();
    // 4.4. Perform ! DequeueValue(controller).
    controller.queue.dequeue_value(scope);
    // 4.5. If ! WritableStreamCloseQueuedOrInFlight(stream) is false and state is "writable",
    if !writable_stream_close_queued_or_in_flight(scope, &stream)
        && state == WritableStreamState::Writable
    {
        // 4.5.1. Let backpressure be ! WritableStreamDefaultControllerGetBackpressure(controller).
        let backpressure = writable_stream_default_controller_get_backpressure(&controller);
        // 4.5.2. Perform ! WritableStreamUpdateBackpressure(stream, backpressure).
        writable_stream_update_backpressure(scope, &stream, backpressure)?;
    }
    // 4.6. Perform ! WritableStreamDefaultControllerAdvanceQueueIfNeeded(controller).
    writable_stream_default_controller_advance_queue_if_needed(scope, controller)
}

/// What follows the write algorithm when it failed.
fn not_written<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    reason: Local<'s, Value>,
) -> Result<()> {
    let stream = controller.stream()?;
    // 5.1. If stream.[[state]] is "writable", perform ! WritableStreamDefaultControllerClearAlgorithms(controller).
    if stream.state.get() == WritableStreamState::Writable {
        writable_stream_default_controller_clear_algorithms(scope, &controller);
    }
    // 5.2. Perform ! WritableStreamFinishInFlightWriteWithError(stream, reason).
    writable_stream_finish_in_flight_write_with_error(scope, stream, reason)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-process-write>
fn writable_stream_default_controller_process_write<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    chunk: Local<'s, Value>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 2. Perform ! WritableStreamMarkFirstWriteRequestInFlight(stream).
    writable_stream_mark_first_write_request_in_flight(scope, &stream);
    // 3. Let sinkWritePromise be the result of performing controller.[[writeAlgorithm]], passing in chunk.
    let sink_write_promise =
        WritableStreamDefaultController::write_algorithm(controller, scope, chunk)?;
    writable_stream_default_controller_await_write(scope, controller, sink_write_promise)
}

/// The last steps of processing a write, given sinkWritePromise.
pub(in crate::streams) fn writable_stream_default_controller_await_write<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    sink_write_promise: Completion<'s>,
) -> Result<()> {
    // 4. Upon fulfillment of sinkWritePromise, … 5. Upon rejection of sinkWritePromise with reason reason, …
    when(
        scope,
        sink_write_promise,
        controller,
        &controller.write_handlers,
        written,
        not_written,
    )
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-controller-write>
pub(super) fn writable_stream_default_controller_write<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, WritableStreamDefaultController>,
    chunk: Local<'s, Value>,
    chunk_size: f64,
) -> Result<()> {
    // 1. Let enqueueResult be EnqueueValueWithSize(controller, chunk, chunkSize).
    let enqueue_result = controller
        .queue
        .enqueue_value_with_size(scope, chunk, chunk_size);
    // 2. If enqueueResult is an abrupt completion,
    if let Err(exception) = enqueue_result {
        // 2.1. Perform ! WritableStreamDefaultControllerErrorIfNeeded(controller, enqueueResult.[[Value]]). 2.2. Return.
        let error = exception.to_value(scope).ok_or(Exception::Pending)?;
        return writable_stream_default_controller_error_if_needed(scope, controller, error);
    }
    // 3. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 4. If ! WritableStreamCloseQueuedOrInFlight(stream) is false and stream.[[state]] is "writable",
    if !writable_stream_close_queued_or_in_flight(scope, &stream)
        && stream.state.get() == WritableStreamState::Writable
    {
        // 4.1. Let backpressure be ! WritableStreamDefaultControllerGetBackpressure(controller).
        let backpressure = writable_stream_default_controller_get_backpressure(&controller);
        // 4.2. Perform ! WritableStreamUpdateBackpressure(stream, backpressure).
        writable_stream_update_backpressure(scope, &stream, backpressure)?;
    }
    // 5. Perform ! WritableStreamDefaultControllerAdvanceQueueIfNeeded(controller).
    writable_stream_default_controller_advance_queue_if_needed(scope, controller)
}
