//! Abstract operations on writers: <https://streams.spec.whatwg.org/#ws-writer-abstract-ops>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::{new_promise, rejected};
use nano_runtime::{Continuation, Exception, Ref, Result, Scope};

use super::controller_operations::{
    writable_stream_default_controller_get_chunk_size,
    writable_stream_default_controller_get_desired_size, writable_stream_default_controller_write,
};
use super::operations::{writable_stream_add_write_request, writable_stream_close_then};
use super::writer::released;
use super::{
    WritableStreamDefaultWriter, WritableStreamState, writable_stream_abort, writable_stream_close,
    writable_stream_close_queued_or_in_flight,
};
use crate::streams::promises::PromiseSlot;

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-abort>
pub(super) fn writable_stream_default_writer_abort<'s>(
    scope: &mut Scope<'s, '_>,
    writer: &WritableStreamDefaultWriter,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let stream be writer.[[stream]]. 2. Assert: stream is not undefined.
    let stream = writer.stream("used to abort its stream")?;
    // 3. Return ! WritableStreamAbort(stream, reason).
    writable_stream_abort(scope, stream, reason)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-close>
pub(super) fn writable_stream_default_writer_close<'s>(
    scope: &mut Scope<'s, '_>,
    writer: &WritableStreamDefaultWriter,
) -> Result<Local<'s, Promise>> {
    // 1. Let stream be writer.[[stream]]. 2. Assert: stream is not undefined.
    let stream = writer.stream("used to close its stream")?;
    // 3. Return ! WritableStreamClose(stream).
    writable_stream_close(scope, stream)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-close-with-error-propagation>
///
/// `continuation` goes on when the result is settled.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_writer_close_with_error_propagation(
    scope: &mut Scope<'_, '_>,
    writer: &WritableStreamDefaultWriter,
    continuation: Continuation,
) -> Result<()> {
    // 1. Let stream be writer.[[stream]]. 2. Assert: stream is not undefined.
    let stream = writer.stream("used to close its stream")?;
    // 3. Let state be stream.[[state]].
    let state = stream.state.get();
    // 4. If ! WritableStreamCloseQueuedOrInFlight(stream) is true or state is "closed", return a promise resolved with undefined.
    if writable_stream_close_queued_or_in_flight(scope, &stream)
        || state == WritableStreamState::Closed
    {
        return continuation.fulfilled(scope);
    }
    // 5. If state is "errored", return a promise rejected with stream.[[storedError]].
    if state == WritableStreamState::Errored {
        let stored_error = stream.stored_error(scope);
        let rejected = rejected(scope, stored_error)?;
        return continuation.upon(scope, rejected);
    }
    // 6. Assert: state is "writable" or "erroring".
    // 7. Return ! WritableStreamDefaultWriterClose(writer): return ! WritableStreamClose(stream).
    writable_stream_close_then(scope, stream, continuation)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-ensure-closed-promise-rejected>
pub(super) fn writable_stream_default_writer_ensure_closed_promise_rejected(
    scope: &mut Scope<'_, '_>,
    writer: &WritableStreamDefaultWriter,
    error: Local<'_, Value>,
) -> Result<()> {
    ensure_rejected(scope, &writer.closed_promise, error)
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-ensure-ready-promise-rejected>
pub(super) fn writable_stream_default_writer_ensure_ready_promise_rejected(
    scope: &mut Scope<'_, '_>,
    writer: &WritableStreamDefaultWriter,
    error: Local<'_, Value>,
) -> Result<()> {
    ensure_rejected(scope, &writer.ready_promise, error)
}

/// The steps of the two operations above.
fn ensure_rejected(
    scope: &mut Scope<'_, '_>,
    promise: &PromiseSlot,
    error: Local<'_, Value>,
) -> Result<()> {
    // 1. If the promise's [[PromiseState]] is "pending", reject it with error.
    if promise.is_pending(scope) {
        // 3. Set its [[PromiseIsHandled]] to true: before it is rejected, so that it is never listed as unhandled.
        promise.mark_as_handled(scope);
        promise.reject(scope, error)
    } else {
        // 2. Otherwise, set the slot to a promise rejected with error. 3. Set its [[PromiseIsHandled]] to true.
        promise.set_rejected(scope, error)
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-get-desired-size>
///
/// # Errors
///
/// TypeError when the writer was released.
pub fn writable_stream_default_writer_get_desired_size(
    writer: &WritableStreamDefaultWriter,
) -> Result<Option<f64>> {
    // 1. Let stream be writer.[[stream]].
    let stream = writer.stream("used to get the desiredSize")?;
    // 2. Let state be stream.[[state]].
    match stream.state.get() {
        // 3. If state is "errored" or "erroring", return null.
        WritableStreamState::Errored | WritableStreamState::Erroring => Ok(None),
        // 4. If state is "closed", return 0.
        WritableStreamState::Closed => Ok(Some(0.0)),
        // 5. Return ! WritableStreamDefaultControllerGetDesiredSize(stream.[[controller]]).
        WritableStreamState::Writable => {
            let controller = stream.controller()?;
            Ok(Some(writable_stream_default_controller_get_desired_size(
                &controller,
            )))
        }
    }
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-release>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_writer_release(
    scope: &mut Scope<'_, '_>,
    writer: &WritableStreamDefaultWriter,
) -> Result<()> {
    // 1. Let stream be writer.[[stream]]. 2. Assert: stream is not undefined. 3. Assert: stream.[[writer]] is writer.
    writer.stream("released")?;
    // 4. Let releasedError be a new TypeError.
    let released_error = released("used to monitor the stream's state")
        .to_value(scope)
        .ok_or(Exception::Pending)?;
    // 5. Perform ! WritableStreamDefaultWriterEnsureReadyPromiseRejected(writer, releasedError).
    writable_stream_default_writer_ensure_ready_promise_rejected(scope, writer, released_error)?;
    // 6. Perform ! WritableStreamDefaultWriterEnsureClosedPromiseRejected(writer, releasedError).
    writable_stream_default_writer_ensure_closed_promise_rejected(scope, writer, released_error)?;
    let_go(writer);
    Ok(())
}

/// [`writable_stream_default_writer_release`] of a writer that no script has, and whose promises nothing waits for.
///
/// OPTIMIZATION: these are not rejected, and the error with its stack is not made.
pub fn writable_stream_default_writer_release_unobserved(
    scope: &mut Scope<'_, '_>,
    writer: &WritableStreamDefaultWriter,
) {
    writer.ready_promise.clear(scope);
    writer.closed_promise.clear(scope);
    let_go(writer);
}

/// The last steps of [`writable_stream_default_writer_release`].
fn let_go(writer: &WritableStreamDefaultWriter) {
    // 7. Set stream.[[writer]] to undefined.
    if let Some(stream) = writer.stream.get() {
        stream.writer.clear();
    }
    // 8. Set writer.[[stream]] to undefined.
    writer.stream.clear();
}

/// <https://streams.spec.whatwg.org/#writable-stream-default-writer-write>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_writer_write<'s>(
    scope: &mut Scope<'s, '_>,
    writer: Ref<'_, WritableStreamDefaultWriter>,
    chunk: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    let (resolver, promise) = new_promise(scope)?;
    let slot = PromiseSlot::of(scope, resolver);
    match write(scope, writer, chunk, slot)? {
        None => Ok(promise),
        Some(reason) => rejected(scope, reason),
    }
}

/// [`writable_stream_default_writer_write`] whose promise counts as handled, and which nobody asks for.
///
/// OPTIMIZATION: it is not made.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn writable_stream_default_writer_write_unobserved<'s>(
    scope: &mut Scope<'s, '_>,
    writer: Ref<'_, WritableStreamDefaultWriter>,
    chunk: Local<'s, Value>,
) -> Result<()> {
    let slot = PromiseSlot::new(scope)?;
    slot.mark_as_handled(scope);
    write(scope, writer, chunk, slot).map(drop)
}

/// The steps of [`writable_stream_default_writer_write`], given its promise: what another promise is rejected with, if that is the
/// result instead.
fn write<'s>(
    scope: &mut Scope<'s, '_>,
    writer: Ref<'_, WritableStreamDefaultWriter>,
    chunk: Local<'s, Value>,
    promise: PromiseSlot,
) -> Result<Option<Local<'s, Value>>> {
    // 1. Let stream be writer.[[stream]]. 2. Assert: stream is not undefined.
    let stream = writer.stream("written to")?;
    // 3. Let controller be stream.[[controller]].
    let controller = stream.controller()?;
    // 4. Let chunkSize be ! WritableStreamDefaultControllerGetChunkSize(controller, chunk).
    let chunk_size = writable_stream_default_controller_get_chunk_size(scope, controller, chunk)?;
    // 5. If stream is not equal to writer.[[stream]], return a promise rejected with a TypeError exception.
    if !writer.stream.get().is_some_and(|now| now.is_same(stream)) {
        return error(scope, &released("written to"));
    }
    // 6. Let state be stream.[[state]].
    let state = stream.state.get();
    // 7. If state is "errored", return a promise rejected with stream.[[storedError]].
    if state == WritableStreamState::Errored {
        return Ok(Some(stream.stored_error(scope)));
    }
    // 8. If ! WritableStreamCloseQueuedOrInFlight(stream) is true or state is "closed", return a promise rejected with a TypeError
    //    exception indicating that the stream is closing or closed.
    if writable_stream_close_queued_or_in_flight(scope, &stream) {
        let closing = Exception::type_error("Cannot write to a closing writable stream");
        return error(scope, &closing);
    }
    if state == WritableStreamState::Closed {
        let closed = Exception::type_error("Cannot write to a closed writable stream");
        return error(scope, &closed);
    }
    // 9. If state is "erroring", return a promise rejected with stream.[[storedError]].
    if state == WritableStreamState::Erroring {
        return Ok(Some(stream.stored_error(scope)));
    }
    // 10. Assert: state is "writable".
    // 11. Let promise be ! WritableStreamAddWriteRequest(stream).
    writable_stream_add_write_request(&stream, promise);
    // 12. Perform ! WritableStreamDefaultControllerWrite(controller, chunk, chunkSize).
    writable_stream_default_controller_write(scope, controller, chunk, chunk_size)?;
    // 13. Return promise.
    Ok(None)
}

fn error<'s>(scope: &mut Scope<'s, '_>, exception: &Exception) -> Result<Option<Local<'s, Value>>> {
    exception
        .to_value(scope)
        .ok_or(Exception::Pending)
        .map(Some)
}
