//! Abstract operations on writable streams, and those that their controllers use on them:
//! <https://streams.spec.whatwg.org/#ws-abstract-ops>, <https://streams.spec.whatwg.org/#ws-abstract-ops-used-by-controllers>

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::react::{Completion, Reaction, upon};
use nano_runtime::{Continuation, Exception, Member, Ref, Result, Scope, Trace, Traced, binding};

use super::controller::SinkAlgorithms;
use super::controller_operations::{
    set_up_writable_stream_default_controller, writable_stream_default_controller_abort_steps,
    writable_stream_default_controller_close, writable_stream_default_controller_error_steps,
    writable_stream_default_controller_signal_abort,
};
use super::stream::PendingAbortRequest;
use super::writer_operations::writable_stream_default_writer_ensure_ready_promise_rejected;
use super::{WritableStream, WritableStreamDefaultWriter, WritableStreamState};
use crate::streams::promises::{PromiseSlot, rejected_with, resolved_with_undefined};
use crate::streams::strategies::SizeAlgorithm;

/// <https://streams.spec.whatwg.org/#acquire-writable-stream-default-writer>
///
/// # Errors
///
/// TypeError when the stream is locked.
pub fn acquire_writable_stream_default_writer<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, WritableStream>,
) -> Result<Ref<'s, WritableStreamDefaultWriter>> {
    // 1. Let writer be a new WritableStreamDefaultWriter.
    let writer = binding::allocate(scope, WritableStreamDefaultWriter::default());
    // 2. Perform ? SetUpWritableStreamDefaultWriter(writer, stream).
    set_up_writable_stream_default_writer(scope, writer, stream)?;
    // 3. Return writer.
    Ok(writer)
}

/// <https://streams.spec.whatwg.org/#create-writable-stream>
///
/// `start_promise` is what SetUpWritableStreamDefaultController calls so: a promise resolved with what startAlgorithm returns.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn create_writable_stream<'s>(
    scope: &mut Scope<'s, '_>,
    start_promise: Completion<'s>,
    algorithms: &SinkAlgorithms<'s, '_>,
    high_water_mark: f64,
    size_algorithm: SizeAlgorithm,
) -> Result<Ref<'s, WritableStream>> {
    // 1. Assert: ! IsNonNegativeNumber(highWaterMark) is true.
    // 2. Let stream be a new WritableStream. 3. Perform ! InitializeWritableStream(stream).
    let stream = binding::allocate(scope, WritableStream::default());
    // 4. Let controller be a new WritableStreamDefaultController.
    // 5. Perform ? SetUpWritableStreamDefaultController(stream, controller, startAlgorithm, writeAlgorithm, closeAlgorithm,
    //    abortAlgorithm, highWaterMark, sizeAlgorithm).
    set_up_writable_stream_default_controller(
        scope,
        stream,
        |_, _| Ok(start_promise),
        algorithms,
        high_water_mark,
        size_algorithm,
    )?;
    // 6. Return stream.
    Ok(stream)
}

/// <https://streams.spec.whatwg.org/#is-writable-stream-locked>
#[must_use]
pub fn is_writable_stream_locked(stream: &WritableStream) -> bool {
    // 1. If stream.[[writer]] is undefined, return false. 2. Return true.
    stream.writer.get().is_some()
}

/// <https://streams.spec.whatwg.org/#set-up-writable-stream-default-writer>
pub(super) fn set_up_writable_stream_default_writer(
    scope: &mut Scope<'_, '_>,
    writer: Ref<'_, WritableStreamDefaultWriter>,
    stream: Ref<'_, WritableStream>,
) -> Result<()> {
    // 1. If ! IsWritableStreamLocked(stream) is true, throw a TypeError exception.
    if is_writable_stream_locked(&stream) {
        return Err(Exception::type_error(
            "Cannot create writer when WritableStream is locked",
        ));
    }
    // 2. Set writer.[[stream]] to stream.
    writer.stream.set(stream);
    // 3. Set stream.[[writer]] to writer.
    stream.writer.set(writer);
    // 4. Let state be stream.[[state]].
    match stream.state.get() {
        // 5. If state is "writable",
        WritableStreamState::Writable => {
            // 5.1. If ! WritableStreamCloseQueuedOrInFlight(stream) is false and stream.[[backpressure]] is true, set
            //      writer.[[readyPromise]] to a new promise.
            if !writable_stream_close_queued_or_in_flight(scope, &stream)
                && stream.backpressure.get()
            {
                writer.ready_promise.set_new(scope)?;
            } else {
                // 5.2. Otherwise, set writer.[[readyPromise]] to a promise resolved with undefined.
                writer.ready_promise.set_resolved(scope)?;
            }
            // 5.3. Set writer.[[closedPromise]] to a new promise.
            writer.closed_promise.set_new(scope)
        }
        // 6. Otherwise, if state is "erroring",
        WritableStreamState::Erroring => {
            // 6.1. Set writer.[[readyPromise]] to a promise rejected with stream.[[storedError]].
            // 6.2. Set writer.[[readyPromise]].[[PromiseIsHandled]] to true.
            let stored_error = stream.stored_error(scope);
            writer.ready_promise.set_rejected(scope, stored_error)?;
            // 6.3. Set writer.[[closedPromise]] to a new promise.
            writer.closed_promise.set_new(scope)
        }
        // 7. Otherwise, if state is "closed",
        WritableStreamState::Closed => {
            // 7.1. Set writer.[[readyPromise]] to a promise resolved with undefined.
            writer.ready_promise.set_resolved(scope)?;
            // 7.2. Set writer.[[closedPromise]] to a promise resolved with undefined.
            writer.closed_promise.set_resolved(scope)
        }
        // 8. Otherwise,
        WritableStreamState::Errored => {
            // 8.1. Assert: state is "errored". 8.2. Let storedError be stream.[[storedError]].
            let stored_error = stream.stored_error(scope);
            // 8.3. Set writer.[[readyPromise]] to a promise rejected with storedError. 8.4. Set its [[PromiseIsHandled]] to true.
            writer.ready_promise.set_rejected(scope, stored_error)?;
            // 8.5. Set writer.[[closedPromise]] to a promise rejected with storedError. 8.6. Set its [[PromiseIsHandled]] to true.
            writer.closed_promise.set_rejected(scope, stored_error)
        }
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-abort>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_abort<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, WritableStream>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. If stream.[[state]] is "closed" or "errored", return a promise resolved with undefined.
    if matches!(
        stream.state.get(),
        WritableStreamState::Closed | WritableStreamState::Errored
    ) {
        return resolved_with_undefined(scope);
    }
    // 2. Signal abort on stream.[[controller]].[[abortController]] with reason.
    writable_stream_default_controller_signal_abort(scope, stream.controller()?, reason)?;
    // 3. Let state be stream.[[state]].
    let state = stream.state.get();
    // 4. If state is "closed" or "errored", return a promise resolved with undefined.
    if matches!(
        state,
        WritableStreamState::Closed | WritableStreamState::Errored
    ) {
        return resolved_with_undefined(scope);
    }
    // 5. If stream.[[pendingAbortRequest]] is not undefined, return stream.[[pendingAbortRequest]]'s promise.
    if let Some(pending) = &*stream.pending_abort_request.borrow() {
        return pending.promise.promise(scope);
    }
    // 6. Assert: state is "writable" or "erroring".
    // 7. Let wasAlreadyErroring be false. 8. If state is "erroring", set wasAlreadyErroring to true and reason to undefined.
    let was_already_erroring = state == WritableStreamState::Erroring;
    let reason = if was_already_erroring {
        js::undefined(scope).into()
    } else {
        reason
    };
    // 9. Let promise be a new promise.
    let slot = PromiseSlot::new(scope)?;
    let promise = slot.promise(scope)?;
    // 10. Set stream.[[pendingAbortRequest]] to a new pending abort request whose promise is promise, reason is reason, and was
    //     already erroring is wasAlreadyErroring.
    let request = PendingAbortRequest {
        promise: slot,
        reason: Traced::new(scope, reason),
        was_already_erroring,
    };
    *stream.pending_abort_request.borrow_mut() = Some(request);
    // 11. If wasAlreadyErroring is false, perform ! WritableStreamStartErroring(stream, reason).
    if !was_already_erroring {
        writable_stream_start_erroring(scope, stream, reason)?;
    }
    // 12. Return promise.
    Ok(promise)
}

/// <https://streams.spec.whatwg.org/#writable-stream-close>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_close<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, WritableStream>,
) -> Result<Local<'s, Promise>> {
    close(scope, stream, |scope, request| request.promise(scope))?
        .map_or_else(|error| rejected_with(scope, &error), Ok)
}

/// [`writable_stream_close`], whose promise nobody asks for but native code, which goes on with `continuation`.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn writable_stream_close_then(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
    continuation: Continuation,
) -> Result<()> {
    let closed = close(scope, stream, |scope, request| {
        request.upon(scope, continuation.take())
    })?;
    match closed {
        Ok(()) => Ok(()),
        Err(error) => {
            let rejected = rejected_with(scope, &error)?;
            continuation.upon(scope, rejected)
        }
    }
}

/// The steps of [`writable_stream_close`]. `look_at` is given promise; an exception in its stead is what the result is rejected with.
fn close<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    stream: Ref<'_, WritableStream>,
    look_at: impl FnOnce(&mut Scope<'s, 'i>, &PromiseSlot) -> Result<T>,
) -> Result<std::result::Result<T, Exception>> {
    // 1. Let state be stream.[[state]].
    let state = stream.state.get();
    // 2. If state is "closed" or "errored", return a promise rejected with a TypeError exception.
    if matches!(
        state,
        WritableStreamState::Closed | WritableStreamState::Errored
    ) {
        let name = if state == WritableStreamState::Closed {
            "closed"
        } else {
            "errored"
        };
        let error = Exception::type_error(format!("Cannot close a {name} writable stream"));
        return Ok(Err(error));
    }
    // 3. Assert: state is "writable" or "erroring".
    // 4. Assert: ! WritableStreamCloseQueuedOrInFlight(stream) is false.
    // 5. Let promise be a new promise. 6. Set stream.[[closeRequest]] to promise.
    stream.close_request.set_new(scope)?;
    let promise = look_at(scope, &stream.close_request)?;
    // 7. Let writer be stream.[[writer]].
    // 8. If writer is not undefined, and stream.[[backpressure]] is true, and state is "writable", resolve writer.[[readyPromise]]
    //    with undefined.
    if let Some(writer) = stream.writer.get()
        && stream.backpressure.get()
        && state == WritableStreamState::Writable
    {
        writer.resolve_ready(scope)?;
    }
    // 9. Perform ! WritableStreamDefaultControllerClose(stream.[[controller]]).
    writable_stream_default_controller_close(scope, stream.controller()?)?;
    // 10. Return promise.
    Ok(Ok(promise))
}

/// <https://streams.spec.whatwg.org/#writable-stream-add-write-request>
///
/// The caller makes the promise: it may do without, as long as nobody asks for it.
pub(super) fn writable_stream_add_write_request(stream: &WritableStream, promise: PromiseSlot) {
    // 1. Assert: ! IsWritableStreamLocked(stream) is true. 2. Assert: stream.[[state]] is "writable".
    // 3. Let promise be a new promise.
    // 4. Append promise to stream.[[writeRequests]]. 5. Return promise.
    stream.write_requests.borrow_mut().push_back(promise);
}

/// <https://streams.spec.whatwg.org/#writable-stream-close-queued-or-in-flight>
#[must_use]
pub fn writable_stream_close_queued_or_in_flight(
    scope: &Scope<'_, '_>,
    stream: &WritableStream,
) -> bool {
    // 1. If stream.[[closeRequest]] is undefined and stream.[[inFlightCloseRequest]] is undefined, return false. 2. Return true.
    !stream.close_request.is_empty(scope) || !stream.in_flight_close_request.is_empty(scope)
}

/// <https://streams.spec.whatwg.org/#writable-stream-deal-with-rejection>
pub(super) fn writable_stream_deal_with_rejection(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. Let state be stream.[[state]].
    // 2. If state is "writable", perform ! WritableStreamStartErroring(stream, error) and return.
    if stream.state.get() == WritableStreamState::Writable {
        return writable_stream_start_erroring(scope, stream, error);
    }
    // 3. Assert: state is "erroring".
    // 4. Perform ! WritableStreamFinishErroring(stream).
    writable_stream_finish_erroring(scope, stream)
}

/// What follows the abort steps of a stream that finishes erroring.
#[derive(Trace)]
struct AfterAbortSteps {
    stream: Member<WritableStream>,
    promise: PromiseSlot,
}

impl Reaction for AfterAbortSteps {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 13.1. Resolve abortRequest's promise with undefined.
        self.promise.resolve_undefined(scope)?;
        // 13.2. Perform ! WritableStreamRejectCloseAndClosedPromiseIfNeeded(stream).
        if let Some(stream) = self.stream.get() {
            writable_stream_reject_close_and_closed_promise_if_needed(scope, &stream)?;
        }
        Ok(None)
    }

    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 14.1. Reject abortRequest's promise with reason.
        self.promise.reject(scope, reason)?;
        // 14.2. Perform ! WritableStreamRejectCloseAndClosedPromiseIfNeeded(stream).
        if let Some(stream) = self.stream.get() {
            writable_stream_reject_close_and_closed_promise_if_needed(scope, &stream)?;
        }
        Ok(None)
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-finish-erroring>
pub(super) fn writable_stream_finish_erroring(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is "erroring". 2. Assert: ! WritableStreamHasOperationMarkedInFlight(stream) is false.
    // 3. Set stream.[[state]] to "errored".
    stream.state.set(WritableStreamState::Errored);
    // 4. Perform ! stream.[[controller]].[[ErrorSteps]]().
    let controller = stream.controller()?;
    writable_stream_default_controller_error_steps(&controller);
    // 5. Let storedError be stream.[[storedError]].
    let stored_error = stream.stored_error(scope);
    // 6. For each writeRequest of stream.[[writeRequests]]: reject writeRequest with storedError.
    // 7. Set stream.[[writeRequests]] to an empty list.
    loop {
        let write_request = stream.write_requests.borrow_mut().pop_front();
        let Some(write_request) = write_request else {
            break;
        };
        write_request.reject(scope, stored_error)?;
    }
    // 8. If stream.[[pendingAbortRequest]] is undefined,
    // 9. Let abortRequest be stream.[[pendingAbortRequest]]. 10. Set stream.[[pendingAbortRequest]] to undefined.
    let abort_request = stream.pending_abort_request.borrow_mut().take();
    let Some(abort_request) = abort_request else {
        // 8.1. Perform ! WritableStreamRejectCloseAndClosedPromiseIfNeeded(stream). 8.2. Return.
        return writable_stream_reject_close_and_closed_promise_if_needed(scope, &stream);
    };
    // 11. If abortRequest's was already erroring is true,
    if abort_request.was_already_erroring {
        // 11.1. Reject abortRequest's promise with storedError.
        abort_request.promise.reject(scope, stored_error)?;
        // 11.2. Perform ! WritableStreamRejectCloseAndClosedPromiseIfNeeded(stream). 11.3. Return.
        return writable_stream_reject_close_and_closed_promise_if_needed(scope, &stream);
    }
    // 12. Let promise be ! stream.[[controller]].[[AbortSteps]](abortRequest's reason).
    let reason = abort_request
        .reason
        .get(scope)
        .unwrap_or_else(|| js::undefined(scope).into());
    let promise =
        writable_stream_default_controller_abort_steps(scope, stream.controller()?, reason)?;
    // 13. Upon fulfillment of promise, … 14. Upon rejection of promise with reason reason, …
    let reaction = AfterAbortSteps {
        stream: Member::new(stream),
        promise: abort_request.promise,
    };
    upon(scope, promise, reaction)
}

/// <https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-close>
pub(super) fn writable_stream_finish_in_flight_close(
    scope: &mut Scope<'_, '_>,
    stream: &WritableStream,
) -> Result<()> {
    // 1. Assert: stream.[[inFlightCloseRequest]] is not undefined.
    // 2. Resolve stream.[[inFlightCloseRequest]] with undefined.
    stream.in_flight_close_request.resolve_undefined(scope)?;
    // 3. Set stream.[[inFlightCloseRequest]] to undefined.
    stream.in_flight_close_request.clear(scope);
    // 4. Let state be stream.[[state]]. 5. Assert: stream.[[state]] is "writable" or "erroring".
    // 6. If state is "erroring",
    if stream.state.get() == WritableStreamState::Erroring {
        // 6.1. Set stream.[[storedError]] to undefined.
        stream.stored_error.clear(scope);
        // 6.2. If stream.[[pendingAbortRequest]] is not undefined,
        let abort_request = stream.pending_abort_request.borrow_mut().take();
        if let Some(abort_request) = abort_request {
            // 6.2.1. Resolve stream.[[pendingAbortRequest]]'s promise with undefined.
            // 6.2.2. Set stream.[[pendingAbortRequest]] to undefined.
            abort_request.promise.resolve_undefined(scope)?;
        }
    }
    // 7. Set stream.[[state]] to "closed".
    stream.state.set(WritableStreamState::Closed);
    // 8. Let writer be stream.[[writer]].
    // 9. If writer is not undefined, resolve writer.[[closedPromise]] with undefined.
    if let Some(writer) = stream.writer.get() {
        writer.closed_promise.resolve_undefined(scope)?;
    }
    // 10. Assert: stream.[[pendingAbortRequest]] is undefined. 11. Assert: stream.[[storedError]] is undefined.
    Ok(())
}

/// <https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-close-with-error>
pub(super) fn writable_stream_finish_in_flight_close_with_error(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. Assert: stream.[[inFlightCloseRequest]] is not undefined.
    // 2. Reject stream.[[inFlightCloseRequest]] with error.
    stream.in_flight_close_request.reject(scope, error)?;
    // 3. Set stream.[[inFlightCloseRequest]] to undefined.
    stream.in_flight_close_request.clear(scope);
    // 4. Assert: stream.[[state]] is "writable" or "erroring".
    // 5. If stream.[[pendingAbortRequest]] is not undefined,
    let abort_request = stream.pending_abort_request.borrow_mut().take();
    if let Some(abort_request) = abort_request {
        // 5.1. Reject stream.[[pendingAbortRequest]]'s promise with error. 5.2. Set stream.[[pendingAbortRequest]] to undefined.
        abort_request.promise.reject(scope, error)?;
    }
    // 6. Perform ! WritableStreamDealWithRejection(stream, error).
    writable_stream_deal_with_rejection(scope, stream, error)
}

/// <https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-write>
pub(super) fn writable_stream_finish_in_flight_write(
    scope: &mut Scope<'_, '_>,
    stream: &WritableStream,
) -> Result<()> {
    // 1. Assert: stream.[[inFlightWriteRequest]] is not undefined.
    // 2. Resolve stream.[[inFlightWriteRequest]] with undefined.
    stream.in_flight_write_request.resolve_undefined(scope)?;
    // 3. Set stream.[[inFlightWriteRequest]] to undefined.
    stream.in_flight_write_request.clear(scope);
    Ok(())
}

/// <https://streams.spec.whatwg.org/#writable-stream-finish-in-flight-write-with-error>
pub(super) fn writable_stream_finish_in_flight_write_with_error(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. Assert: stream.[[inFlightWriteRequest]] is not undefined.
    // 2. Reject stream.[[inFlightWriteRequest]] with error.
    stream.in_flight_write_request.reject(scope, error)?;
    // 3. Set stream.[[inFlightWriteRequest]] to undefined.
    stream.in_flight_write_request.clear(scope);
    // 4. Assert: stream.[[state]] is "writable" or "erroring".
    // 5. Perform ! WritableStreamDealWithRejection(stream, error).
    writable_stream_deal_with_rejection(scope, stream, error)
}

/// <https://streams.spec.whatwg.org/#writable-stream-has-operation-marked-in-flight>
pub(super) fn writable_stream_has_operation_marked_in_flight(
    scope: &Scope<'_, '_>,
    stream: &WritableStream,
) -> bool {
    // 1. If stream.[[inFlightWriteRequest]] is undefined and stream.[[inFlightCloseRequest]] is undefined, return false.
    // 2. Return true.
    !stream.in_flight_write_request.is_empty(scope)
        || !stream.in_flight_close_request.is_empty(scope)
}

/// <https://streams.spec.whatwg.org/#writable-stream-mark-close-request-in-flight>
pub(super) fn writable_stream_mark_close_request_in_flight(
    scope: &Scope<'_, '_>,
    stream: &WritableStream,
) {
    // 1. Assert: stream.[[inFlightCloseRequest]] is undefined. 2. Assert: stream.[[closeRequest]] is not undefined.
    // 3. Set stream.[[inFlightCloseRequest]] to stream.[[closeRequest]]. 4. Set stream.[[closeRequest]] to undefined.
    stream
        .in_flight_close_request
        .take_from(scope, &stream.close_request);
}

/// <https://streams.spec.whatwg.org/#writable-stream-mark-first-write-request-in-flight>
pub(super) fn writable_stream_mark_first_write_request_in_flight(
    scope: &Scope<'_, '_>,
    stream: &WritableStream,
) {
    // 1. Assert: stream.[[inFlightWriteRequest]] is undefined. 2. Assert: stream.[[writeRequests]] is not empty.
    // 3. Let writeRequest be stream.[[writeRequests]][0]. 4. Remove writeRequest from stream.[[writeRequests]].
    let write_request = stream.write_requests.borrow_mut().pop_front();
    // 5. Set stream.[[inFlightWriteRequest]] to writeRequest.
    if let Some(write_request) = write_request {
        stream
            .in_flight_write_request
            .take_from(scope, &write_request);
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-reject-close-and-closed-promise-if-needed>
pub(super) fn writable_stream_reject_close_and_closed_promise_if_needed(
    scope: &mut Scope<'_, '_>,
    stream: &WritableStream,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is "errored".
    let stored_error = stream.stored_error(scope);
    // 2. If stream.[[closeRequest]] is not undefined,
    if !stream.close_request.is_empty(scope) {
        // 2.1. Assert: stream.[[inFlightCloseRequest]] is undefined.
        // 2.2. Reject stream.[[closeRequest]] with stream.[[storedError]].
        stream.close_request.reject(scope, stored_error)?;
        // 2.3. Set stream.[[closeRequest]] to undefined.
        stream.close_request.clear(scope);
    }
    // 3. Let writer be stream.[[writer]]. 4. If writer is not undefined,
    if let Some(writer) = stream.writer.get() {
        // 4.2. Set writer.[[closedPromise]].[[PromiseIsHandled]] to true: first, so that it is never listed as unhandled.
        writer.closed_promise.mark_as_handled(scope);
        // 4.1. Reject writer.[[closedPromise]] with stream.[[storedError]].
        writer.closed_promise.reject(scope, stored_error)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#writable-stream-start-erroring>
pub(super) fn writable_stream_start_erroring(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, WritableStream>,
    reason: Local<'_, Value>,
) -> Result<()> {
    // 1. Assert: stream.[[storedError]] is undefined. 2. Assert: stream.[[state]] is "writable".
    // 3. Let controller be stream.[[controller]]. 4. Assert: controller is not undefined.
    let controller = stream.controller()?;
    // 5. Set stream.[[state]] to "erroring".
    stream.state.set(WritableStreamState::Erroring);
    // 6. Set stream.[[storedError]] to reason.
    let stored = Local::new(scope, reason);
    stream.stored_error.set(scope, stored);
    // 7. Let writer be stream.[[writer]].
    // 8. If writer is not undefined, perform ! WritableStreamDefaultWriterEnsureReadyPromiseRejected(writer, reason).
    if let Some(writer) = stream.writer.get() {
        writable_stream_default_writer_ensure_ready_promise_rejected(scope, &writer, reason)?;
    }
    // 9. If ! WritableStreamHasOperationMarkedInFlight(stream) is false and controller.[[started]] is true, perform
    //    ! WritableStreamFinishErroring(stream).
    if !writable_stream_has_operation_marked_in_flight(scope, &stream) && controller.started.get() {
        writable_stream_finish_erroring(scope, stream)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#writable-stream-update-backpressure>
pub(super) fn writable_stream_update_backpressure(
    scope: &mut Scope<'_, '_>,
    stream: &WritableStream,
    backpressure: bool,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is "writable". 2. Assert: ! WritableStreamCloseQueuedOrInFlight(stream) is false.
    // 3. Let writer be stream.[[writer]].
    // 4. If writer is not undefined and backpressure is not stream.[[backpressure]],
    if let Some(writer) = stream.writer.get()
        && backpressure != stream.backpressure.get()
    {
        if backpressure {
            // 4.1. If backpressure is true, set writer.[[readyPromise]] to a new promise.
            writer.ready_promise.set_new(scope)?;
        } else {
            // 4.2. Otherwise, resolve writer.[[readyPromise]] with undefined. (Asserting that backpressure is false.)
            writer.resolve_ready(scope)?;
        }
    }
    // 5. Set stream.[[backpressure]] to backpressure.
    stream.backpressure.set(backpressure);
    Ok(())
}
