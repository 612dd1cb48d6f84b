//! The operations of byte controllers: <https://streams.spec.whatwg.org/#rbs-controller-abstract-ops>
//!
//! Those about pull-into descriptors are in `pull_into.rs`.

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::react::when;
use nano_runtime::webidl::buffer_ops::{clone_array_buffer, new_array_buffer, transfer};
use nano_runtime::webidl::{ArrayBufferView, ViewType};
use nano_runtime::{Exception, Ref, Result, Scope, binding};

use super::byob_request::ReadableStreamBYOBRequest;
use super::byte_controller::ReadableByteStreamController;
use super::byte_queue::{ByteRange, PullInto, PullIntoFields, ReaderType};
use super::operations::{
    readable_stream_add_read_request, readable_stream_close, readable_stream_error,
    readable_stream_fulfill_read_request, readable_stream_get_num_read_into_requests,
    readable_stream_get_num_read_requests, readable_stream_has_byob_reader,
    readable_stream_has_default_reader,
};
use super::pull_into::{
    readable_byte_stream_controller_commit_pull_into_descriptor,
    readable_byte_stream_controller_enqueue_detached_pull_into_to_queue,
    readable_byte_stream_controller_process_pull_into_descriptors_using_queue,
    readable_byte_stream_controller_shift_pending_pull_into,
};
use super::read_request::ReadRequest;
use super::readable_stream::ReadableStreamState;
use crate::streams::promises::resolved_with_undefined;

/// The value that an exception stands for.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn thrown<'s>(
    scope: &mut Scope<'s, '_>,
    exception: &Exception,
) -> Result<Local<'s, Value>> {
    exception.to_value(scope).ok_or(Exception::Pending)
}

/// <https://streams.spec.whatwg.org/#rbs-controller-private-cancel>
pub(super) fn readable_byte_stream_controller_cancel_steps<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Perform ! ReadableByteStreamControllerClearPendingPullIntos(this).
    readable_byte_stream_controller_clear_pending_pull_intos(scope, controller);
    // 2. Perform ! ResetQueue(this).
    controller.queue.reset_queue();
    // 3. Let result be the result of performing this.[[cancelAlgorithm]], passing in reason.
    let result = match controller.algorithms.get() {
        Some(algorithms) => algorithms.cancel(scope, reason)?,
        None => resolved_with_undefined(scope)?,
    };
    // 4. Perform ! ReadableByteStreamControllerClearAlgorithms(this).
    readable_byte_stream_controller_clear_algorithms(controller);
    // 5. Return result.
    Ok(result)
}

/// <https://streams.spec.whatwg.org/#rbs-controller-private-pull>
pub(super) fn readable_byte_stream_controller_pull_steps(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    read_request: ReadRequest,
) -> Result<()> {
    // 1. Let stream be this.[[stream]].
    // 2. Assert: ! ReadableStreamHasDefaultReader(stream) is true.
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 3. If this.[[queueTotalSize]] > 0,
    if controller.queue.total_size() > 0 {
        // 3.1. Assert: ! ReadableStreamGetNumReadRequests(stream) is 0.
        // 3.2. Perform ! ReadableByteStreamControllerFillReadRequestFromQueue(this, readRequest). 3.3. Return.
        return readable_byte_stream_controller_fill_read_request_from_queue(
            scope,
            controller,
            &read_request,
        );
    }
    // 4. Let autoAllocateChunkSize be this.[[autoAllocateChunkSize]].
    // 5. If autoAllocateChunkSize is not undefined,
    if let Some(auto_allocate_chunk_size) = controller.auto_allocate_chunk_size {
        // 5.1. Let buffer be Construct(%ArrayBuffer%, « autoAllocateChunkSize »).
        let buffer = match new_array_buffer(scope, auto_allocate_chunk_size) {
            Ok(buffer) => buffer,
            // 5.2. If buffer is an abrupt completion, perform readRequest's error steps, given buffer.[[Value]], and return.
            Err(exception) => {
                let error = thrown(scope, &exception)?;
                return read_request.error_steps(scope, error);
            }
        };
        // 5.3. Let pullIntoDescriptor be a new pull-into descriptor.
        let length = buffer.byte_length();
        let fields = PullIntoFields {
            buffer_byte_length: length,
            byte_offset: 0,
            byte_length: length,
            bytes_filled: 0,
            minimum_fill: 1,
            view_type: ViewType::Uint8Array,
            reader_type: ReaderType::Default,
        };
        // 5.4. Append pullIntoDescriptor to this.[[pendingPullIntos]].
        let descriptor = PullInto { buffer, fields };
        controller.pending_pull_intos.push(scope, descriptor);
    }
    // 6. Perform ! ReadableStreamAddReadRequest(stream, readRequest).
    readable_stream_add_read_request(stream, read_request);
    // 7. Perform ! ReadableByteStreamControllerCallPullIfNeeded(this).
    readable_byte_stream_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontroller-releasesteps>
pub(super) fn readable_byte_stream_controller_release_steps(
    controller: Ref<'_, ReadableByteStreamController>,
) {
    // 1. If this.[[pendingPullIntos]] is not empty, set the first's reader type to "none", and the list to « the first ».
    controller.pending_pull_intos.release();
}

/// What happens when the promise of the pull algorithm is fulfilled.
fn pulled(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 7.1. Set controller.[[pulling]] to false.
    controller.pulling.set(false);
    // 7.2. If controller.[[pullAgain]] is true, set it to false and perform
    //      ! ReadableByteStreamControllerCallPullIfNeeded(controller).
    if controller.pull_again.replace(false) {
        readable_byte_stream_controller_call_pull_if_needed(scope, controller)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-call-pull-if-needed>
pub(super) fn readable_byte_stream_controller_call_pull_if_needed(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // OPTIMIZATION: whether a pull algorithm that does nothing was performed makes no difference.
    let algorithms = controller.algorithms.get();
    let Some(algorithms) = algorithms.filter(|algorithms| algorithms.pulls()) else {
        return Ok(());
    };
    // 1. Let shouldPull be ! ReadableByteStreamControllerShouldCallPull(controller).
    // 2. If shouldPull is false, return.
    if !readable_byte_stream_controller_should_call_pull(&controller) {
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
    // 8. Upon rejection of pullPromise with reason e, perform ! ReadableByteStreamControllerError(controller, e).
    when(
        scope,
        pull_promise,
        controller,
        &controller.pull_handlers,
        pulled,
        readable_byte_stream_controller_error,
    )
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-clear-algorithms>
pub(super) fn readable_byte_stream_controller_clear_algorithms(
    controller: Ref<'_, ReadableByteStreamController>,
) {
    // 1. Set controller.[[pullAlgorithm]] to undefined. 2. Set controller.[[cancelAlgorithm]] to undefined.
    controller.algorithms.clear();
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-clear-pending-pull-intos>
fn readable_byte_stream_controller_clear_pending_pull_intos(
    scope: &Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) {
    // 1. Perform ! ReadableByteStreamControllerInvalidateBYOBRequest(controller).
    readable_byte_stream_controller_invalidate_byob_request(scope, controller);
    // 2. Set controller.[[pendingPullIntos]] to a new empty list.
    controller.pending_pull_intos.clear();
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-close>
///
/// # Errors
///
/// TypeError when an element of a pending view is only partly filled.
pub fn readable_byte_stream_controller_close(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 2. If controller.[[closeRequested]] is true or stream.[[state]] is not "readable", return.
    if controller.close_requested.get() || stream.state.get() != ReadableStreamState::Readable {
        return Ok(());
    }
    // 3. If controller.[[queueTotalSize]] > 0, set controller.[[closeRequested]] to true, and return.
    if controller.queue.total_size() > 0 {
        controller.close_requested.set(true);
        return Ok(());
    }
    // 4. If controller.[[pendingPullIntos]] is not empty,
    // 4.1. Let firstPendingPullInto be controller.[[pendingPullIntos]][0].
    if let Some(first) = controller.pending_pull_intos.first(scope) {
        // 4.2. If the remainder after dividing firstPendingPullInto's bytes filled by its element size is not 0,
        if !first
            .fields
            .bytes_filled
            .is_multiple_of(first.fields.element_size())
        {
            // 4.2.1. Let e be a new TypeError exception.
            let e = thrown(
                scope,
                &Exception::type_error("Insufficient bytes to fill elements in the given buffer"),
            )?;
            // 4.2.2. Perform ! ReadableByteStreamControllerError(controller, e). 4.2.3. Throw e.
            readable_byte_stream_controller_error(scope, controller, e)?;
            return Err(Exception::value(scope, e));
        }
    }
    // 5. Perform ! ReadableByteStreamControllerClearAlgorithms(controller).
    readable_byte_stream_controller_clear_algorithms(controller);
    // 6. Perform ! ReadableStreamClose(stream).
    readable_stream_close(scope, stream)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-enqueue>
///
/// # Errors
///
/// TypeError when the chunk's buffer, or that of a pending view, is detached or cannot be transferred.
pub fn readable_byte_stream_controller_enqueue<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    chunk: ArrayBufferView<'s>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 2. If controller.[[closeRequested]] is true or stream.[[state]] is not "readable", return.
    if controller.close_requested.get() || stream.state.get() != ReadableStreamState::Readable {
        return Ok(());
    }
    // 3. Let buffer be chunk.[[ViewedArrayBuffer]].
    // 4. Let byteOffset be chunk.[[ByteOffset]]. 5. Let byteLength be chunk.[[ByteLength]].
    let buffer = chunk.buffer(scope)?;
    let (byte_offset, byte_length) = (chunk.byte_offset(), chunk.byte_length());
    // 6. If ! IsDetachedBuffer(buffer) is true, throw a TypeError exception.
    // 7. Let transferredBuffer be ? TransferArrayBuffer(buffer).
    let transferred = ByteRange {
        buffer: transfer(scope, buffer)?,
        byte_offset,
        byte_length,
    };
    // 8. If controller.[[pendingPullIntos]] is not empty,
    // 8.1. Let firstPendingPullInto be controller.[[pendingPullIntos]][0].
    if let Some(first) = controller.pending_pull_intos.first(scope) {
        // 8.2. If ! IsDetachedBuffer(firstPendingPullInto's buffer) is true, throw a TypeError exception.
        if first.buffer.was_detached() {
            return Err(Exception::type_error(
                "The BYOB request's buffer has been detached and so cannot be filled with an enqueued chunk",
            ));
        }
        // 8.3. Perform ! ReadableByteStreamControllerInvalidateBYOBRequest(controller).
        readable_byte_stream_controller_invalidate_byob_request(scope, controller);
        // 8.4. Set firstPendingPullInto's buffer to ! TransferArrayBuffer(firstPendingPullInto's buffer).
        let buffer = transfer(scope, first.buffer)?;
        controller
            .pending_pull_intos
            .set_first_buffer(scope, buffer);
        // 8.5. If firstPendingPullInto's reader type is "none", perform
        //      ? ReadableByteStreamControllerEnqueueDetachedPullIntoToQueue(controller, firstPendingPullInto).
        if first.fields.reader_type == ReaderType::None {
            let first = PullInto { buffer, ..first };
            readable_byte_stream_controller_enqueue_detached_pull_into_to_queue(
                scope, controller, first,
            )?;
        }
    }
    // 9. If ! ReadableStreamHasDefaultReader(stream) is true,
    if readable_stream_has_default_reader(&stream) {
        // 9.1. Perform ! ReadableByteStreamControllerProcessReadRequestsUsingQueue(controller).
        readable_byte_stream_controller_process_read_requests_using_queue(scope, controller)?;
        // 9.2. If ! ReadableStreamGetNumReadRequests(stream) is 0,
        if readable_stream_get_num_read_requests(&stream) == 0 {
            // 9.2.1. Assert: controller.[[pendingPullIntos]] is empty.
            // 9.2.2. Perform ! ReadableByteStreamControllerEnqueueChunkToQueue(controller, transferredBuffer, byteOffset,
            //        byteLength).
            controller.queue.push(scope, transferred);
        } else {
            // 9.3. Otherwise,
            // 9.3.1. Assert: controller.[[queue]] is empty.
            // 9.3.2. If controller.[[pendingPullIntos]] is not empty, perform
            //        ! ReadableByteStreamControllerShiftPendingPullInto(controller).
            if !controller.pending_pull_intos.is_empty() {
                readable_byte_stream_controller_shift_pending_pull_into(controller);
            }
            // 9.3.3. Let transferredView be ! Construct(%Uint8Array%, « transferredBuffer, byteOffset, byteLength »).
            let transferred_view = ViewType::Uint8Array.construct(
                scope,
                transferred.buffer,
                byte_offset,
                byte_length,
            )?;
            // 9.3.4. Perform ! ReadableStreamFulfillReadRequest(stream, transferredView, false).
            readable_stream_fulfill_read_request(scope, stream, transferred_view.into(), false)?;
        }
    } else if readable_stream_has_byob_reader(&stream) {
        // 10. Otherwise, if ! ReadableStreamHasBYOBReader(stream) is true,
        // 10.1. Perform ! ReadableByteStreamControllerEnqueueChunkToQueue(controller, transferredBuffer, byteOffset, byteLength).
        controller.queue.push(scope, transferred);
        // 10.2. Let filledPullIntos be the result of performing
        //       ! ReadableByteStreamControllerProcessPullIntoDescriptorsUsingQueue(controller).
        let filled = readable_byte_stream_controller_process_pull_into_descriptors_using_queue(
            scope, controller,
        )?;
        // 10.3. For each filledPullInto of filledPullIntos, perform
        //       ! ReadableByteStreamControllerCommitPullIntoDescriptor(stream, filledPullInto).
        for filled in filled {
            readable_byte_stream_controller_commit_pull_into_descriptor(scope, stream, filled)?;
        }
    } else {
        // 11. Otherwise,
        // 11.1. Assert: ! IsReadableStreamLocked(stream) is false.
        // 11.2. Perform ! ReadableByteStreamControllerEnqueueChunkToQueue(controller, transferredBuffer, byteOffset, byteLength).
        controller.queue.push(scope, transferred);
    }
    // 12. Perform ! ReadableByteStreamControllerCallPullIfNeeded(controller).
    readable_byte_stream_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerenqueueclonedchunktoqueue>
pub(super) fn readable_byte_stream_controller_enqueue_cloned_chunk_to_queue(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    range: ByteRange<'_>,
) -> Result<()> {
    // 1. Let cloneResult be CloneArrayBuffer(buffer, byteOffset, byteLength, %ArrayBuffer%).
    let buffer = Local::new(scope, range.buffer);
    match clone_array_buffer(scope, buffer, range.byte_offset, range.byte_length) {
        // 3. Perform ! ReadableByteStreamControllerEnqueueChunkToQueue(controller, cloneResult.[[Value]], 0, byteLength).
        Ok(buffer) => {
            let range = ByteRange {
                buffer,
                byte_offset: 0,
                byte_length: range.byte_length,
            };
            controller.queue.push(scope, range);
            Ok(())
        }
        // 2. If cloneResult is an abrupt completion, perform ! ReadableByteStreamControllerError(controller,
        //    cloneResult.[[Value]]), and return cloneResult.
        Err(exception) => {
            let error = thrown(scope, &exception)?;
            readable_byte_stream_controller_error(scope, controller, error)?;
            Err(Exception::value(scope, error))
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-error>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_byte_stream_controller_error<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
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
    // 3. Perform ! ReadableByteStreamControllerClearPendingPullIntos(controller).
    readable_byte_stream_controller_clear_pending_pull_intos(scope, controller);
    // 4. Perform ! ResetQueue(controller).
    controller.queue.reset_queue();
    // 5. Perform ! ReadableByteStreamControllerClearAlgorithms(controller).
    readable_byte_stream_controller_clear_algorithms(controller);
    // 6. Perform ! ReadableStreamError(stream, e).
    readable_stream_error(scope, stream, e)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerfillreadrequestfromqueue>
fn readable_byte_stream_controller_fill_read_request_from_queue(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    read_request: &ReadRequest,
) -> Result<()> {
    // 1. Assert: controller.[[queueTotalSize]] > 0.
    // 2. Let entry be controller.[[queue]][0]. 3. Remove entry from controller.[[queue]].
    // 4. Set controller.[[queueTotalSize]] to controller.[[queueTotalSize]] − entry's byte length.
    let Some(entry) = controller.queue.take(scope, usize::MAX) else {
        return Ok(());
    };
    // 5. Perform ! ReadableByteStreamControllerHandleQueueDrain(controller).
    readable_byte_stream_controller_handle_queue_drain(scope, controller)?;
    // 6. Let view be ! Construct(%Uint8Array%, « entry's buffer, entry's byte offset, entry's byte length »).
    let view = ViewType::Uint8Array.construct(
        scope,
        entry.buffer,
        entry.byte_offset,
        entry.byte_length,
    )?;
    // 7. Perform readRequest's chunk steps, given view.
    read_request.chunk_steps(scope, view.into())
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollergetbyobrequest>
///
/// # Errors
///
/// TypeError when the pending view's buffer is detached, which the other operations rule out.
pub fn readable_byte_stream_controller_get_byob_request<'a>(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'a, ReadableByteStreamController>,
) -> Result<Option<Ref<'a, ReadableStreamBYOBRequest>>> {
    // 1. If controller.[[byobRequest]] is null and controller.[[pendingPullIntos]] is not empty,
    if controller.byob_request.get().is_none()
        && let Some(first) = controller.pending_pull_intos.first(scope)
    {
        // 1.1. Let firstDescriptor be controller.[[pendingPullIntos]][0].
        // 1.2. Let view be ! Construct(%Uint8Array%, « firstDescriptor's buffer, firstDescriptor's byte offset + firstDescriptor's
        //      bytes filled, firstDescriptor's byte length − firstDescriptor's bytes filled »).
        let fields = first.fields;
        let view = nano_runtime::js::Uint8Array::new(
            scope,
            first.buffer,
            fields.byte_offset + fields.bytes_filled,
            fields.byte_length - fields.bytes_filled,
        )
        .ok_or_else(|| Exception::range_error("Invalid typed array length"))?;
        // 1.3. Let byobRequest be a new ReadableStreamBYOBRequest.
        let byob_request = binding::allocate(scope, ReadableStreamBYOBRequest::default());
        // 1.4. Set byobRequest.[[controller]] to controller. 1.5. Set byobRequest.[[view]] to view.
        byob_request.controller.set(controller);
        byob_request.view.set(scope, view);
        // 1.6. Set controller.[[byobRequest]] to byobRequest.
        controller.byob_request.set(byob_request);
    }
    // 2. Return controller.[[byobRequest]].
    Ok(controller.get().byob_request.get())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-get-desired-size>
pub(super) fn readable_byte_stream_controller_get_desired_size(
    controller: &ReadableByteStreamController,
) -> Option<f64> {
    // 1. Let state be controller.[[stream]].[[state]].
    match controller.stream.get()?.state.get() {
        // 2. If state is "errored", return null.
        ReadableStreamState::Errored => None,
        // 3. If state is "closed", return 0.
        ReadableStreamState::Closed => Some(0.0),
        // 4. Return controller.[[strategyHWM]] − controller.[[queueTotalSize]].
        ReadableStreamState::Readable => {
            Some(controller.strategy_hwm - controller.queue.total_size() as f64)
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-handle-queue-drain>
pub(super) fn readable_byte_stream_controller_handle_queue_drain(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 1. Assert: controller.[[stream]].[[state]] is "readable".
    // 2. If controller.[[queueTotalSize]] is 0 and controller.[[closeRequested]] is true,
    if controller.queue.total_size() == 0 && controller.close_requested.get() {
        // 2.1. Perform ! ReadableByteStreamControllerClearAlgorithms(controller).
        readable_byte_stream_controller_clear_algorithms(controller);
        // 2.2. Perform ! ReadableStreamClose(controller.[[stream]]).
        match controller.stream.get() {
            Some(stream) => readable_stream_close(scope, stream),
            None => Ok(()),
        }
    } else {
        // 3. Otherwise, perform ! ReadableByteStreamControllerCallPullIfNeeded(controller).
        readable_byte_stream_controller_call_pull_if_needed(scope, controller)
    }
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-invalidate-byob-request>
pub(super) fn readable_byte_stream_controller_invalidate_byob_request(
    scope: &Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) {
    // 1. If controller.[[byobRequest]] is null, return.
    if let Some(byob_request) = controller.byob_request.get() {
        // 2. Set controller.[[byobRequest]].[[controller]] to undefined.
        byob_request.controller.clear();
        // 3. Set controller.[[byobRequest]].[[view]] to null.
        byob_request.view.clear(scope);
    }
    // 4. Set controller.[[byobRequest]] to null.
    controller.byob_request.clear();
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerprocessreadrequestsusingqueue>
fn readable_byte_stream_controller_process_read_requests_using_queue(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 1. Let reader be controller.[[stream]].[[reader]].
    // 2. Assert: reader implements ReadableStreamDefaultReader.
    let stream = controller.stream.get();
    let Some(reader) = stream.and_then(|stream| stream.get().default_reader.get()) else {
        return Ok(());
    };
    // 3. While reader.[[readRequests]] is not empty,
    // 3.1. If controller.[[queueTotalSize]] is 0, return.
    while controller.queue.total_size() > 0 {
        // 3.2. Let readRequest be reader.[[readRequests]][0]. 3.3. Remove readRequest from reader.[[readRequests]].
        let Some(read_request) = reader.next_request() else {
            break;
        };
        // 3.4. Perform ! ReadableByteStreamControllerFillReadRequestFromQueue(controller, readRequest).
        readable_byte_stream_controller_fill_read_request_from_queue(
            scope,
            controller,
            &read_request,
        )?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-should-call-pull>
fn readable_byte_stream_controller_should_call_pull(
    controller: &ReadableByteStreamController,
) -> bool {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return false;
    };
    // 2. If stream.[[state]] is not "readable", return false.
    // 3. If controller.[[closeRequested]] is true, return false.
    // 4. If controller.[[started]] is false, return false.
    if stream.state.get() != ReadableStreamState::Readable
        || controller.close_requested.get()
        || !controller.started.get()
    {
        return false;
    }
    // 5. If ! ReadableStreamHasDefaultReader(stream) is true and ! ReadableStreamGetNumReadRequests(stream) > 0, return true.
    // 6. If ! ReadableStreamHasBYOBReader(stream) is true and ! ReadableStreamGetNumReadIntoRequests(stream) > 0, return true.
    if readable_stream_get_num_read_requests(&stream) > 0
        || readable_stream_get_num_read_into_requests(&stream) > 0
    {
        return true;
    }
    // 7. Let desiredSize be ! ReadableByteStreamControllerGetDesiredSize(controller).
    // 8. Assert: desiredSize is not null. 9. If desiredSize > 0, return true. 10. Return false.
    readable_byte_stream_controller_get_desired_size(controller).is_some_and(|size| size > 0.0)
}
