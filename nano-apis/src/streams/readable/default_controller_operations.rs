//! The operations of default controllers: <https://streams.spec.whatwg.org/#rs-default-controller-abstract-ops>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::react::when;
use nano_runtime::steps::queue_steps;
use nano_runtime::{Exception, Ref, Result, Scope};

use super::chunk::Chunk;
use super::default_controller::ReadableStreamDefaultController;
use super::operations::{
    is_readable_stream_locked, readable_stream_add_read_request, readable_stream_close,
    readable_stream_error, readable_stream_fulfill_read_request,
    readable_stream_get_num_read_requests,
};
use super::read_request::NewReadRequest;
use super::readable_stream::ReadableStreamState;
use crate::streams::promises::resolved_with_undefined;

/// <https://streams.spec.whatwg.org/#rs-default-controller-private-cancel>
pub(super) fn readable_stream_default_controller_cancel_steps<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Perform ! ResetQueue(this).
    controller.queue.reset_queue();
    // 2. Let result be the result of performing this.[[cancelAlgorithm]], passing reason.
    let result = match controller.algorithms.get() {
        Some(algorithms) => algorithms.cancel(scope, reason)?,
        None => resolved_with_undefined(scope)?,
    };
    // 3. Perform ! ReadableStreamDefaultControllerClearAlgorithms(this).
    readable_stream_default_controller_clear_algorithms(scope, controller);
    // 4. Return result.
    Ok(result)
}

/// <https://streams.spec.whatwg.org/#rs-default-controller-private-pull>
pub(super) fn readable_stream_default_controller_pull_steps<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
    read_request: NewReadRequest<'_, 's>,
) -> Result<()> {
    // 1. Let stream be this.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 2. If this.[[queue]] is not empty,
    // 2.1. Let chunk be ! DequeueValue(this).
    if let Some(chunk) = controller.queue.dequeue_value(scope) {
        if controller.close_requested.get() && controller.queue.is_empty() {
            // 2.2. If this.[[closeRequested]] is true and this.[[queue]] is empty, perform
            //      ! ReadableStreamDefaultControllerClearAlgorithms(this) and ! ReadableStreamClose(stream).
            readable_stream_default_controller_clear_algorithms(scope, controller);
            readable_stream_close(scope, stream)?;
        } else {
            // 2.3. Otherwise, perform ! ReadableStreamDefaultControllerCallPullIfNeeded(this).
            readable_stream_default_controller_call_pull_if_needed(scope, controller)?;
        }
        // 2.4. Perform readRequest's chunk steps, given chunk.
        read_request.chunk_steps(scope, chunk)
    } else {
        // 3. Otherwise,
        // 3.1. Perform ! ReadableStreamAddReadRequest(stream, readRequest).
        let read_request = read_request.into_request(scope)?;
        readable_stream_add_read_request(stream, read_request);
        // 3.2. Perform ! ReadableStreamDefaultControllerCallPullIfNeeded(this).
        readable_stream_default_controller_call_pull_if_needed(scope, controller)
    }
}

/// Fulfills the promise of a pull algorithm that returned [`Completion::Later`](nano_runtime::react::Completion::Later).
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_controller_fulfill_pull(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) -> Result<()> {
    queue_steps(scope, controller, pulled)
}

/// What happens when the promise of the pull algorithm is fulfilled.
fn pulled(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) -> Result<()> {
    // 7.1. Set controller.[[pulling]] to false.
    controller.pulling.set(false);
    // 7.2. If controller.[[pullAgain]] is true, set it to false and perform
    //      ! ReadableStreamDefaultControllerCallPullIfNeeded(controller).
    if controller.pull_again.replace(false) {
        readable_stream_default_controller_call_pull_if_needed(scope, controller)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-call-pull-if-needed>
pub(super) fn readable_stream_default_controller_call_pull_if_needed(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) -> Result<()> {
    // OPTIMIZATION: whether a pull algorithm that does nothing was performed makes no difference.
    let algorithms = controller.algorithms.get();
    let Some(algorithms) = algorithms.filter(|algorithms| algorithms.pulls()) else {
        return Ok(());
    };
    // 1. Let shouldPull be ! ReadableStreamDefaultControllerShouldCallPull(controller).
    // 2. If shouldPull is false, return.
    if !readable_stream_default_controller_should_call_pull(&controller) {
        return Ok(());
    }
    // 3. If controller.[[pulling]] is true,
    if controller.pulling.get() {
        // 3.1. Set controller.[[pullAgain]] to true. 3.2. Return.
        controller.pull_again.set(true);
        return Ok(());
    }
    // 4. Assert: controller.[[pullAgain]] is false.
    // 5. Set controller.[[pulling]] to true.
    controller.pulling.set(true);
    // 6. Let pullPromise be the result of performing controller.[[pullAlgorithm]].
    let pull_promise = algorithms.pull_completion(scope)?;
    // 7. Upon fulfillment of pullPromise, …
    // 8. Upon rejection of pullPromise with reason e, perform ! ReadableStreamDefaultControllerError(controller, e).
    when(
        scope,
        pull_promise,
        controller,
        &controller.pull_handlers,
        pulled,
        readable_stream_default_controller_error,
    )
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-should-call-pull>
fn readable_stream_default_controller_should_call_pull(
    controller: &ReadableStreamDefaultController,
) -> bool {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return false;
    };
    // 2. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(controller) is false, return false.
    // 3. If controller.[[started]] is false, return false.
    if !readable_stream_default_controller_can_close_or_enqueue(controller)
        || !controller.started.get()
    {
        return false;
    }
    // 4. If ! IsReadableStreamLocked(stream) is true and ! ReadableStreamGetNumReadRequests(stream) > 0, return true.
    if is_readable_stream_locked(&stream) && readable_stream_get_num_read_requests(&stream) > 0 {
        return true;
    }
    // 5. Let desiredSize be ! ReadableStreamDefaultControllerGetDesiredSize(controller).
    // 6. Assert: desiredSize is not null. 7. If desiredSize > 0, return true. 8. Return false.
    readable_stream_default_controller_get_desired_size(controller).is_some_and(|size| size > 0.0)
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-clear-algorithms>
pub(super) fn readable_stream_default_controller_clear_algorithms(
    scope: &Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) {
    // 1. Set controller.[[pullAlgorithm]] to undefined. 2. Set controller.[[cancelAlgorithm]] to undefined.
    controller.algorithms.clear();
    // 3. Set controller.[[strategySizeAlgorithm]] to undefined.
    controller.strategy_size_algorithm.clear(scope);
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-close>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_controller_close(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) -> Result<()> {
    // 1. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(controller) is false, return.
    if !readable_stream_default_controller_can_close_or_enqueue(&controller) {
        return Ok(());
    }
    // 2. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 3. Set controller.[[closeRequested]] to true.
    controller.close_requested.set(true);
    // 4. If controller.[[queue]] is empty,
    if controller.queue.is_empty() {
        // 4.1. Perform ! ReadableStreamDefaultControllerClearAlgorithms(controller).
        readable_stream_default_controller_clear_algorithms(scope, controller);
        // 4.2. Perform ! ReadableStreamClose(stream).
        readable_stream_close(scope, stream)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-enqueue>
///
/// # Errors
///
/// What the strategy's size function throws; RangeError for a size that is none.
pub fn readable_stream_default_controller_enqueue<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
    chunk: impl Into<Chunk<'s>>,
) -> Result<()> {
    // 1. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(controller) is false, return.
    if !readable_stream_default_controller_can_close_or_enqueue(&controller) {
        return Ok(());
    }
    // 2. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 3. If ! IsReadableStreamLocked(stream) is true and ! ReadableStreamGetNumReadRequests(stream) > 0, perform
    //    ! ReadableStreamFulfillReadRequest(stream, chunk, false).
    if is_readable_stream_locked(&stream) && readable_stream_get_num_read_requests(&stream) > 0 {
        readable_stream_fulfill_read_request(scope, stream, chunk.into(), false)?;
    } else {
        // 4. Otherwise,
        let chunk = chunk.into().into_value(scope)?;
        // 4.1. Let result be the result of performing controller.[[strategySizeAlgorithm]], passing in chunk, and interpreting the
        //      result as a completion record.
        // 4.3. Let chunkSize be result.[[Value]].
        // 4.4. Let enqueueResult be EnqueueValueWithSize(controller, chunk, chunkSize).
        let result = match controller.strategy_size_algorithm.run(scope, chunk) {
            Ok(chunk_size) => controller
                .queue
                .enqueue_value_with_size(scope, chunk, chunk_size),
            Err(exception) => Err(exception),
        };
        if let Err(exception) = result {
            // 4.2. and 4.5. If the result is an abrupt completion, perform
            //      ! ReadableStreamDefaultControllerError(controller, its [[Value]]), and return it.
            let error = exception.to_value(scope).ok_or(Exception::Pending)?;
            readable_stream_default_controller_error(scope, controller, error)?;
            return Err(Exception::value(scope, error));
        }
    }
    // 5. Perform ! ReadableStreamDefaultControllerCallPullIfNeeded(controller).
    readable_stream_default_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-error>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_controller_error<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 2. If stream.[[state]] is not "readable", return.
    if stream.state.get() != ReadableStreamState::Readable {
        return Ok(());
    }
    // 3. Perform ! ResetQueue(controller).
    controller.queue.reset_queue();
    // 4. Perform ! ReadableStreamDefaultControllerClearAlgorithms(controller).
    readable_stream_default_controller_clear_algorithms(scope, controller);
    // 5. Perform ! ReadableStreamError(stream, e).
    readable_stream_error(scope, stream, e)
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-get-desired-size>
#[must_use]
pub fn readable_stream_default_controller_get_desired_size(
    controller: &ReadableStreamDefaultController,
) -> Option<f64> {
    // 1. Let state be controller.[[stream]].[[state]].
    match controller.stream.get()?.state.get() {
        // 2. If state is "errored", return null.
        ReadableStreamState::Errored => None,
        // 3. If state is "closed", return 0.
        ReadableStreamState::Closed => Some(0.0),
        // 4. Return controller.[[strategyHWM]] − controller.[[queueTotalSize]].
        ReadableStreamState::Readable => {
            Some(controller.strategy_hwm - controller.queue.total_size())
        }
    }
}

/// <https://streams.spec.whatwg.org/#rs-default-controller-has-backpressure>
#[must_use]
pub fn readable_stream_default_controller_has_backpressure(
    controller: &ReadableStreamDefaultController,
) -> bool {
    // 1. If ! ReadableStreamDefaultControllerShouldCallPull(controller) is true, return false. 2. Otherwise, return true.
    !readable_stream_default_controller_should_call_pull(controller)
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-controller-can-close-or-enqueue>
#[must_use]
pub fn readable_stream_default_controller_can_close_or_enqueue(
    controller: &ReadableStreamDefaultController,
) -> bool {
    // 1. Let state be controller.[[stream]].[[state]].
    // 2. If controller.[[closeRequested]] is false and state is "readable", return true. 3. Otherwise, return false.
    let stream = controller.stream.get();
    !controller.close_requested.get()
        && stream.is_some_and(|stream| stream.state.get() == ReadableStreamState::Readable)
}
