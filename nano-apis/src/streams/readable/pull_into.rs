//! Reads into buffers that a consumer brought: the operations of byte controllers about pull-into descriptors.
//!
//! <https://streams.spec.whatwg.org/#rbs-controller-abstract-ops>

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::buffer_ops::{copy_data_block_bytes, transfer};
use nano_runtime::webidl::{ArrayBufferView, ViewType};
use nano_runtime::{Exception, Ref, Result, Scope};

use super::byte_controller::ReadableByteStreamController;
use super::byte_controller_operations::{
    readable_byte_stream_controller_call_pull_if_needed,
    readable_byte_stream_controller_enqueue_cloned_chunk_to_queue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_handle_queue_drain,
    readable_byte_stream_controller_invalidate_byob_request, thrown,
};
use super::byte_queue::{ByteRange, PullInto, PullIntoFields, ReaderType};
use super::operations::{
    readable_stream_add_read_into_request, readable_stream_fulfill_read_into_request,
    readable_stream_fulfill_read_request, readable_stream_get_num_read_into_requests,
    readable_stream_has_byob_reader,
};
use super::read_request::ReadIntoRequest;
use super::readable_stream::{ReadableStream, ReadableStreamState};

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-commit-pull-into-descriptor>
pub(super) fn readable_byte_stream_controller_commit_pull_into_descriptor(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
    descriptor: PullInto<'_>,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is not "errored".
    // 2. Assert: pullIntoDescriptor.reader type is not "none".
    // 3. Let done be false.
    // 4. If stream.[[state]] is "closed", assert that the bytes filled are whole elements, and set done to true.
    let done = stream.state.get() == ReadableStreamState::Closed;
    // 5. Let filledView be ! ReadableByteStreamControllerConvertPullIntoDescriptor(pullIntoDescriptor).
    let filled_view =
        readable_byte_stream_controller_convert_pull_into_descriptor(scope, descriptor)?;
    if descriptor.fields.reader_type == ReaderType::Default {
        // 6. If pullIntoDescriptor's reader type is "default", perform ! ReadableStreamFulfillReadRequest(stream, filledView, done).
        readable_stream_fulfill_read_request(scope, stream, filled_view.into(), done)
    } else {
        // 7. Otherwise, perform ! ReadableStreamFulfillReadIntoRequest(stream, filledView, done).
        readable_stream_fulfill_read_into_request(scope, stream, filled_view, done)
    }
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-convert-pull-into-descriptor>
fn readable_byte_stream_controller_convert_pull_into_descriptor<'s>(
    scope: &mut Scope<'s, '_>,
    descriptor: PullInto<'_>,
) -> Result<Local<'s, Value>> {
    // 1. Let bytesFilled be pullIntoDescriptor's bytes filled. 2. Let elementSize be pullIntoDescriptor's element size.
    let PullIntoFields {
        bytes_filled,
        byte_offset,
        view_type,
        ..
    } = descriptor.fields;
    // 3. Assert: bytesFilled ≤ pullIntoDescriptor's byte length. 4. Assert: the remainder after dividing it by elementSize is 0.
    // 5. Let buffer be ! TransferArrayBuffer(pullIntoDescriptor's buffer).
    let buffer = Local::new(scope, descriptor.buffer);
    let buffer = transfer(scope, buffer)?;
    // 6. Return ! Construct(pullIntoDescriptor's view constructor, « buffer, pullIntoDescriptor's byte offset,
    //    bytesFilled ÷ elementSize »).
    view_type.construct(
        scope,
        buffer,
        byte_offset,
        bytes_filled / view_type.element_size(),
    )
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerenqueuedetachedpullintotoqueue>
pub(super) fn readable_byte_stream_controller_enqueue_detached_pull_into_to_queue(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    descriptor: PullInto<'_>,
) -> Result<()> {
    // 1. Assert: pullIntoDescriptor's reader type is "none".
    // 2. If pullIntoDescriptor's bytes filled > 0, perform ? ReadableByteStreamControllerEnqueueClonedChunkToQueue(controller,
    //    pullIntoDescriptor's buffer, pullIntoDescriptor's byte offset, pullIntoDescriptor's bytes filled).
    if descriptor.fields.bytes_filled > 0 {
        let range = ByteRange {
            buffer: descriptor.buffer,
            byte_offset: descriptor.fields.byte_offset,
            byte_length: descriptor.fields.bytes_filled,
        };
        readable_byte_stream_controller_enqueue_cloned_chunk_to_queue(scope, controller, range)?;
    }
    // 3. Perform ! ReadableByteStreamControllerShiftPendingPullInto(controller).
    readable_byte_stream_controller_shift_pending_pull_into(controller);
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-fill-pull-into-descriptor-from-queue>
///
/// `descriptor` is filled; the caller keeps its copy in `[[pendingPullIntos]]`, if there is one, in step.
fn readable_byte_stream_controller_fill_pull_into_descriptor_from_queue(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    descriptor: &mut PullInto<'_>,
) -> Result<bool> {
    let fields = &mut descriptor.fields;
    let queue = &controller.queue;
    // 1. Let maxBytesToCopy be min(controller.[[queueTotalSize]], pullIntoDescriptor's byte length − pullIntoDescriptor's bytes
    //    filled).
    let max_bytes_to_copy = queue
        .total_size()
        .min(fields.byte_length - fields.bytes_filled);
    // 2. Let maxBytesFilled be pullIntoDescriptor's bytes filled + maxBytesToCopy.
    let max_bytes_filled = fields.bytes_filled + max_bytes_to_copy;
    // 3. Let totalBytesToCopyRemaining be maxBytesToCopy.
    let mut total_bytes_to_copy_remaining = max_bytes_to_copy;
    // 4. Let ready be false.
    let mut ready = false;
    // 5. Assert: ! IsDetachedBuffer(pullIntoDescriptor's buffer) is false.
    // 6. Assert: pullIntoDescriptor's bytes filled < pullIntoDescriptor's minimum fill.
    // 7. Let remainderBytes be the remainder after dividing maxBytesFilled by pullIntoDescriptor's element size.
    // 8. Let maxAlignedBytes be maxBytesFilled − remainderBytes.
    let max_aligned_bytes = max_bytes_filled - max_bytes_filled % fields.element_size();
    // 9. If maxAlignedBytes ≥ pullIntoDescriptor's minimum fill,
    if max_aligned_bytes >= fields.minimum_fill {
        // 9.1. Set totalBytesToCopyRemaining to maxAlignedBytes − pullIntoDescriptor's bytes filled. 9.2. Set ready to true.
        total_bytes_to_copy_remaining = max_aligned_bytes - fields.bytes_filled;
        ready = true;
    }
    // 10. Let queue be controller.[[queue]].
    // 11. While totalBytesToCopyRemaining > 0,
    while total_bytes_to_copy_remaining > 0 {
        // 11.1. Let headOfQueue be queue[0].
        // 11.2. Let bytesToCopy be min(totalBytesToCopyRemaining, headOfQueue's byte length).
        // 11.9.–11.11. Take them out of the queue.
        let Some(head) = queue.take(scope, total_bytes_to_copy_remaining) else {
            break;
        };
        // 11.3. Let destStart be pullIntoDescriptor's byte offset + pullIntoDescriptor's bytes filled.
        let dest_start = fields.byte_offset + fields.bytes_filled;
        // 11.4.–11.7. Assert: ! CanCopyDataBlockBytes(descriptorBuffer, destStart, queueBuffer, queueByteOffset, bytesToCopy).
        // 11.8. Perform ! CopyDataBlockBytes(descriptorBuffer.[[ArrayBufferData]], destStart, queueBuffer.[[ArrayBufferData]],
        //       queueByteOffset, bytesToCopy).
        copy_data_block_bytes(
            scope,
            descriptor.buffer,
            dest_start,
            head.buffer,
            head.byte_offset,
            head.byte_length,
        )?;
        // 11.12. Perform ! ReadableByteStreamControllerFillHeadPullIntoDescriptor(controller, bytesToCopy, pullIntoDescriptor).
        fields.bytes_filled += head.byte_length;
        // 11.13. Set totalBytesToCopyRemaining to totalBytesToCopyRemaining − bytesToCopy.
        total_bytes_to_copy_remaining -= head.byte_length;
    }
    // 12. If ready is false, assert that the queue is empty and the descriptor is filled, but not enough.
    // 13. Return ready.
    Ok(ready)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontrollerprocesspullintodescriptorsusingqueue>
pub(super) fn readable_byte_stream_controller_process_pull_into_descriptors_using_queue<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<Vec<PullInto<'s>>> {
    // 1. Assert: controller.[[closeRequested]] is false.
    // 2. Let filledPullIntos be a new empty list.
    let mut filled_pull_intos = Vec::new();
    // 3. While controller.[[pendingPullIntos]] is not empty,
    // 3.1. If controller.[[queueTotalSize]] is 0, then break.
    while controller.queue.total_size() > 0 {
        // 3.2. Let pullIntoDescriptor be controller.[[pendingPullIntos]][0].
        let Some(mut descriptor) = controller.pending_pull_intos.first(scope) else {
            break;
        };
        let before = descriptor.fields.bytes_filled;
        // 3.3. If ! ReadableByteStreamControllerFillPullIntoDescriptorFromQueue(controller, pullIntoDescriptor) is true,
        let ready = readable_byte_stream_controller_fill_pull_into_descriptor_from_queue(
            scope,
            controller,
            &mut descriptor,
        )?;
        if ready {
            // 3.3.1. Perform ! ReadableByteStreamControllerShiftPendingPullInto(controller).
            readable_byte_stream_controller_shift_pending_pull_into(controller);
            // 3.3.2. Append pullIntoDescriptor to filledPullIntos.
            filled_pull_intos.push(descriptor);
        } else {
            let size = descriptor.fields.bytes_filled - before;
            controller.pending_pull_intos.fill_first(size);
        }
    }
    // 4. Return filledPullIntos.
    Ok(filled_pull_intos)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-pull-into>
pub(super) fn readable_byte_stream_controller_pull_into<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    view: ArrayBufferView<'s>,
    min: usize,
    read_into_request: ReadIntoRequest,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 2. Let elementSize be 1. 3. Let ctor be %DataView%. 4. If view has a [[TypedArrayName]] internal slot, set both to its.
    let ctor = ViewType::of(view);
    // 5. Let minimumFill be min × elementSize.
    // 6.–7. Assert: minimumFill ≥ 0 and minimumFill ≤ view.[[ByteLength]], and whole elements.
    let minimum_fill = min.saturating_mul(ctor.element_size());
    // 8. Let byteOffset be view.[[ByteOffset]]. 9. Let byteLength be view.[[ByteLength]].
    let (byte_offset, byte_length) = (view.byte_offset(), view.byte_length());
    // 10. Let bufferResult be TransferArrayBuffer(view.[[ViewedArrayBuffer]]).
    let buffer_result = view
        .buffer(scope)
        .and_then(|buffer| transfer(scope, buffer));
    // 11. If bufferResult is an abrupt completion, perform readIntoRequest's error steps, given bufferResult.[[Value]], and return.
    let buffer = match buffer_result {
        // 12. Let buffer be bufferResult.[[Value]].
        Ok(buffer) => buffer,
        Err(exception) => {
            let error = thrown(scope, &exception)?;
            return read_into_request.error_steps(scope, error);
        }
    };
    // 13. Let pullIntoDescriptor be a new pull-into descriptor.
    let fields = PullIntoFields {
        buffer_byte_length: buffer.byte_length(),
        byte_offset,
        byte_length,
        bytes_filled: 0,
        minimum_fill,
        view_type: ctor,
        reader_type: ReaderType::Byob,
    };
    let mut descriptor = PullInto { buffer, fields };
    // 14. If controller.[[pendingPullIntos]] is not empty,
    if !controller.pending_pull_intos.is_empty() {
        // 14.1. Append pullIntoDescriptor to controller.[[pendingPullIntos]].
        controller.pending_pull_intos.push(scope, descriptor);
        // 14.2. Perform ! ReadableStreamAddReadIntoRequest(stream, readIntoRequest). 14.3. Return.
        readable_stream_add_read_into_request(stream, read_into_request);
        return Ok(());
    }
    // 15. If stream.[[state]] is "closed",
    if stream.state.get() == ReadableStreamState::Closed {
        // 15.1. Let emptyView be ! Construct(ctor, « pullIntoDescriptor's buffer, pullIntoDescriptor's byte offset, 0 »).
        let empty_view = ctor.construct(scope, buffer, byte_offset, 0)?;
        // 15.2. Perform readIntoRequest's close steps, given emptyView. 15.3. Return.
        return read_into_request.close_steps(scope, Some(empty_view));
    }
    // 16. If controller.[[queueTotalSize]] > 0,
    if controller.queue.total_size() > 0 {
        // 16.1. If ! ReadableByteStreamControllerFillPullIntoDescriptorFromQueue(controller, pullIntoDescriptor) is true,
        let ready = readable_byte_stream_controller_fill_pull_into_descriptor_from_queue(
            scope,
            controller,
            &mut descriptor,
        )?;
        if ready {
            // 16.1.1. Let filledView be ! ReadableByteStreamControllerConvertPullIntoDescriptor(pullIntoDescriptor).
            let filled_view =
                readable_byte_stream_controller_convert_pull_into_descriptor(scope, descriptor)?;
            // 16.1.2. Perform ! ReadableByteStreamControllerHandleQueueDrain(controller).
            readable_byte_stream_controller_handle_queue_drain(scope, controller)?;
            // 16.1.3. Perform readIntoRequest's chunk steps, given filledView. 16.1.4. Return.
            return read_into_request.chunk_steps(scope, filled_view);
        }
        // 16.2. If controller.[[closeRequested]] is true,
        if controller.close_requested.get() {
            // 16.2.1. Let e be a TypeError exception.
            let e = thrown(
                scope,
                &Exception::type_error("Insufficient bytes to fill elements in the given buffer"),
            )?;
            // 16.2.2. Perform ! ReadableByteStreamControllerError(controller, e).
            readable_byte_stream_controller_error(scope, controller, e)?;
            // 16.2.3. Perform readIntoRequest's error steps, given e. 16.2.4. Return.
            return read_into_request.error_steps(scope, e);
        }
    }
    // 17. Append pullIntoDescriptor to controller.[[pendingPullIntos]].
    controller.pending_pull_intos.push(scope, descriptor);
    // 18. Perform ! ReadableStreamAddReadIntoRequest(stream, readIntoRequest).
    readable_stream_add_read_into_request(stream, read_into_request);
    // 19. Perform ! ReadableByteStreamControllerCallPullIfNeeded(controller).
    readable_byte_stream_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond>
///
/// # Errors
///
/// TypeError or RangeError when the number of bytes does not fit the state or the view.
pub fn readable_byte_stream_controller_respond(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    bytes_written: u64,
) -> Result<()> {
    // 1. Assert: controller.[[pendingPullIntos]] is not empty.
    // 2. Let firstDescriptor be controller.[[pendingPullIntos]][0].
    let (Some(first), Some(stream)) = (
        controller.pending_pull_intos.first(scope),
        controller.stream.get(),
    ) else {
        return Ok(());
    };
    // 3. Let state be controller.[[stream]].[[state]].
    if stream.state.get() == ReadableStreamState::Closed {
        // 4. If state is "closed", if bytesWritten is not 0, throw a TypeError exception.
        if bytes_written != 0 {
            return Err(Exception::type_error("bytesWritten is not 0"));
        }
    } else {
        // 5. Otherwise,
        // 5.1. Assert: state is "readable".
        // 5.2. If bytesWritten is 0, throw a TypeError exception.
        if bytes_written == 0 {
            return Err(Exception::type_error("bytesWritten is 0"));
        }
    }
    // 5.3. If firstDescriptor's bytes filled + bytesWritten > firstDescriptor's byte length, throw a RangeError exception.
    let room = first.fields.byte_length - first.fields.bytes_filled;
    let bytes_written = usize::try_from(bytes_written)
        .ok()
        .filter(|written| *written <= room)
        .ok_or_else(|| {
            Exception::range_error(
                "available read buffer is too small for specified number of bytes",
            )
        })?;
    // 6. Set firstDescriptor's buffer to ! TransferArrayBuffer(firstDescriptor's buffer).
    let buffer = transfer(scope, first.buffer)?;
    controller
        .pending_pull_intos
        .set_first_buffer(scope, buffer);
    // 7. Perform ? ReadableByteStreamControllerRespondInternal(controller, bytesWritten).
    readable_byte_stream_controller_respond_internal(scope, controller, bytes_written)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-in-closed-state>
fn readable_byte_stream_controller_respond_in_closed_state(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    first: PullInto<'_>,
) -> Result<()> {
    // 1. Assert: the remainder after dividing firstDescriptor's bytes filled by firstDescriptor's element size is 0.
    // 2. If firstDescriptor's reader type is "none", perform ! ReadableByteStreamControllerShiftPendingPullInto(controller).
    if first.fields.reader_type == ReaderType::None {
        readable_byte_stream_controller_shift_pending_pull_into(controller);
    }
    // 3. Let stream be controller.[[stream]].
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 4. If ! ReadableStreamHasBYOBReader(stream) is true,
    if readable_stream_has_byob_reader(&stream) {
        // 4.1. Let filledPullIntos be a new empty list.
        let mut filled_pull_intos = Vec::new();
        // 4.2. While filledPullIntos's size < ! ReadableStreamGetNumReadIntoRequests(stream),
        while filled_pull_intos.len() < readable_stream_get_num_read_into_requests(&stream) {
            // 4.2.1. Let pullIntoDescriptor be ! ReadableByteStreamControllerShiftPendingPullInto(controller).
            let Some(descriptor) = controller.pending_pull_intos.first(scope) else {
                break;
            };
            readable_byte_stream_controller_shift_pending_pull_into(controller);
            // 4.2.2. Append pullIntoDescriptor to filledPullIntos.
            filled_pull_intos.push(descriptor);
        }
        // 4.3. For each filledPullInto of filledPullIntos, perform
        //      ! ReadableByteStreamControllerCommitPullIntoDescriptor(stream, filledPullInto).
        for filled in filled_pull_intos {
            readable_byte_stream_controller_commit_pull_into_descriptor(scope, stream, filled)?;
        }
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-in-readable-state>
fn readable_byte_stream_controller_respond_in_readable_state(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    bytes_written: usize,
    mut descriptor: PullInto<'_>,
) -> Result<()> {
    let Some(stream) = controller.stream.get() else {
        return Ok(());
    };
    // 1. Assert: pullIntoDescriptor's bytes filled + bytesWritten ≤ pullIntoDescriptor's byte length.
    // 2. Perform ! ReadableByteStreamControllerFillHeadPullIntoDescriptor(controller, bytesWritten, pullIntoDescriptor).
    descriptor.fields.bytes_filled += bytes_written;
    controller.pending_pull_intos.fill_first(bytes_written);
    // 3. If pullIntoDescriptor's reader type is "none",
    if descriptor.fields.reader_type == ReaderType::None {
        // 3.1. Perform ? ReadableByteStreamControllerEnqueueDetachedPullIntoToQueue(controller, pullIntoDescriptor).
        readable_byte_stream_controller_enqueue_detached_pull_into_to_queue(
            scope, controller, descriptor,
        )?;
        // 3.2.–3.3. Commit what the queue fills. 3.4. Return.
        let filled = readable_byte_stream_controller_process_pull_into_descriptors_using_queue(
            scope, controller,
        )?;
        for filled in filled {
            readable_byte_stream_controller_commit_pull_into_descriptor(scope, stream, filled)?;
        }
        return Ok(());
    }
    // 4. If pullIntoDescriptor's bytes filled < pullIntoDescriptor's minimum fill, return.
    if descriptor.fields.bytes_filled < descriptor.fields.minimum_fill {
        return Ok(());
    }
    // 5. Perform ! ReadableByteStreamControllerShiftPendingPullInto(controller).
    readable_byte_stream_controller_shift_pending_pull_into(controller);
    // 6. Let remainderSize be the remainder after dividing pullIntoDescriptor's bytes filled by pullIntoDescriptor's element size.
    let remainder_size = descriptor.fields.bytes_filled % descriptor.fields.element_size();
    // 7. If remainderSize > 0,
    if remainder_size > 0 {
        // 7.1. Let end be pullIntoDescriptor's byte offset + pullIntoDescriptor's bytes filled.
        let end = descriptor.fields.byte_offset + descriptor.fields.bytes_filled;
        // 7.2. Perform ? ReadableByteStreamControllerEnqueueClonedChunkToQueue(controller, pullIntoDescriptor's buffer,
        //      end − remainderSize, remainderSize).
        let range = ByteRange {
            buffer: descriptor.buffer,
            byte_offset: end - remainder_size,
            byte_length: remainder_size,
        };
        readable_byte_stream_controller_enqueue_cloned_chunk_to_queue(scope, controller, range)?;
    }
    // 8. Set pullIntoDescriptor's bytes filled to pullIntoDescriptor's bytes filled − remainderSize.
    descriptor.fields.bytes_filled -= remainder_size;
    // 9. Let filledPullIntos be the result of performing
    //    ! ReadableByteStreamControllerProcessPullIntoDescriptorsUsingQueue(controller).
    let filled = readable_byte_stream_controller_process_pull_into_descriptors_using_queue(
        scope, controller,
    )?;
    // 10. Perform ! ReadableByteStreamControllerCommitPullIntoDescriptor(controller.[[stream]], pullIntoDescriptor).
    readable_byte_stream_controller_commit_pull_into_descriptor(scope, stream, descriptor)?;
    // 11. For each filledPullInto of filledPullIntos, perform
    //     ! ReadableByteStreamControllerCommitPullIntoDescriptor(controller.[[stream]], filledPullInto).
    for filled in filled {
        readable_byte_stream_controller_commit_pull_into_descriptor(scope, stream, filled)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-internal>
fn readable_byte_stream_controller_respond_internal(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    bytes_written: usize,
) -> Result<()> {
    // 1. Let firstDescriptor be controller.[[pendingPullIntos]][0].
    let (Some(first), Some(stream)) = (
        controller.pending_pull_intos.first(scope),
        controller.stream.get(),
    ) else {
        return Ok(());
    };
    // 2. Assert: ! CanTransferArrayBuffer(firstDescriptor's buffer) is true.
    // 3. Perform ! ReadableByteStreamControllerInvalidateBYOBRequest(controller).
    readable_byte_stream_controller_invalidate_byob_request(scope, controller);
    // 4. Let state be controller.[[stream]].[[state]].
    if stream.state.get() == ReadableStreamState::Closed {
        // 5. If state is "closed",
        // 5.1. Assert: bytesWritten is 0.
        // 5.2. Perform ! ReadableByteStreamControllerRespondInClosedState(controller, firstDescriptor).
        readable_byte_stream_controller_respond_in_closed_state(scope, controller, first)?;
    } else {
        // 6. Otherwise,
        // 6.1. Assert: state is "readable". 6.2. Assert: bytesWritten > 0.
        // 6.3. Perform ? ReadableByteStreamControllerRespondInReadableState(controller, bytesWritten, firstDescriptor).
        readable_byte_stream_controller_respond_in_readable_state(
            scope,
            controller,
            bytes_written,
            first,
        )?;
    }
    // 7. Perform ! ReadableByteStreamControllerCallPullIfNeeded(controller).
    readable_byte_stream_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-with-new-view>
///
/// # Errors
///
/// TypeError or RangeError when the view does not fit the state or the requested one.
pub fn readable_byte_stream_controller_respond_with_new_view<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    view: ArrayBufferView<'s>,
) -> Result<()> {
    // 1. Assert: controller.[[pendingPullIntos]] is not empty.
    // 2. Assert: ! IsDetachedBuffer(view.[[ViewedArrayBuffer]]) is false.
    // 3. Let firstDescriptor be controller.[[pendingPullIntos]][0].
    let (Some(first), Some(stream)) = (
        controller.pending_pull_intos.first(scope),
        controller.stream.get(),
    ) else {
        return Ok(());
    };
    let view_byte_length = view.byte_length();
    // 4. Let state be controller.[[stream]].[[state]].
    if stream.state.get() == ReadableStreamState::Closed {
        // 5. If state is "closed", if view.[[ByteLength]] is not 0, throw a TypeError exception.
        if view_byte_length != 0 {
            return Err(Exception::type_error("view's byte length is not 0"));
        }
    } else {
        // 6. Otherwise, assert that state is "readable"; if view.[[ByteLength]] is 0, throw a TypeError exception.
        if view_byte_length == 0 {
            return Err(Exception::type_error("view's byte length is 0"));
        }
    }
    let fields = first.fields;
    let buffer = view.buffer(scope)?;
    // 7. If firstDescriptor's byte offset + firstDescriptor's bytes filled is not view.[[ByteOffset]], throw a RangeError exception.
    if fields.byte_offset + fields.bytes_filled != view.byte_offset() {
        return Err(Exception::range_error(
            "view's byte offset doesn't match BYOB request",
        ));
    }
    // 8. If firstDescriptor's buffer byte length is not view.[[ViewedArrayBuffer]].[[ByteLength]], throw a RangeError exception.
    if fields.buffer_byte_length != buffer.byte_length() {
        return Err(Exception::range_error(
            "view's buffer's byte length doesn't match BYOB request's buffer's byte length",
        ));
    }
    // 9. If firstDescriptor's bytes filled + view.[[ByteLength]] > firstDescriptor's byte length, throw a RangeError exception.
    if view_byte_length > fields.byte_length - fields.bytes_filled {
        return Err(Exception::range_error(
            "view's byte length overflows BYOB request",
        ));
    }
    // 10. Let viewByteLength be view.[[ByteLength]].
    // 11. Set firstDescriptor's buffer to ? TransferArrayBuffer(view.[[ViewedArrayBuffer]]).
    let buffer = transfer(scope, buffer)?;
    controller
        .pending_pull_intos
        .set_first_buffer(scope, buffer);
    // 12. Perform ? ReadableByteStreamControllerRespondInternal(controller, viewByteLength).
    readable_byte_stream_controller_respond_internal(scope, controller, view_byte_length)
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-controller-shift-pending-pull-into>
///
/// Who wants the descriptor has asked for the first one before.
pub(super) fn readable_byte_stream_controller_shift_pending_pull_into(
    controller: Ref<'_, ReadableByteStreamController>,
) {
    // 1. Assert: controller.[[byobRequest]] is null.
    // 2. Let descriptor be controller.[[pendingPullIntos]][0]. 3. Remove descriptor from controller.[[pendingPullIntos]].
    controller.pending_pull_intos.shift();
    // 4. Return descriptor.
}
