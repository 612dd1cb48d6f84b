//! The interface ReadableByteStreamController: <https://streams.spec.whatwg.org/#rbs-controller-class>
//!
//! Its operations are in `byte_controller_operations.rs` and `pull_into.rs`.

use std::cell::Cell;

use nano_runtime::js::{self, Local, Value};
use nano_runtime::react::Handlers;
use nano_runtime::webidl::{ArrayBufferView, BufferSource};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, webapi};

use super::byob_request::ReadableStreamBYOBRequest;
use super::byte_controller_operations::{
    readable_byte_stream_controller_close, readable_byte_stream_controller_enqueue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_get_byob_request,
    readable_byte_stream_controller_get_desired_size,
};
use super::byte_queue::{ByteQueue, PendingPullIntos};
use super::readable_stream::{ReadableStream, ReadableStreamState};
use super::underlying_source::SourceAlgorithms;

/// <https://streams.spec.whatwg.org/#readablebytestreamcontroller>
#[webapi("streams/ReadableByteStreamController.idl")]
#[derive(Default)]
pub struct ReadableByteStreamController {
    pub(super) auto_allocate_chunk_size: Option<u64>,
    pub(super) byob_request: Member<ReadableStreamBYOBRequest>,
    pub(super) pull_handlers: Handlers,
    /// The cancel and pull algorithms.
    pub(super) algorithms: Shared<dyn SourceAlgorithms>,
    pub(super) close_requested: Cell<bool>,
    pub(super) pull_again: Cell<bool>,
    pub(super) pulling: Cell<bool>,
    pub(super) pending_pull_intos: PendingPullIntos,
    pub(super) queue: ByteQueue,
    pub(super) started: Cell<bool>,
    pub(super) strategy_hwm: f64,
    pub(super) stream: Member<ReadableStream>,
}

impl ReadableByteStreamController {
    /// Whether `[[pendingPullIntos]]` is not empty.
    pub(in crate::streams) fn has_pending_pull_intos(&self) -> bool {
        !self.pending_pull_intos.is_empty()
    }

    /// The cancel and pull algorithms.
    pub(in crate::streams) fn algorithms(&self) -> &Shared<dyn SourceAlgorithms> {
        &self.algorithms
    }

    /// Takes a copy of all bytes out of `[[queue]]`.
    pub(in crate::streams) fn take_queued_bytes(&self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.queue.total_size());
        while let Some(entry) = self.queue.take(scope, usize::MAX) {
            BufferSource::Buffer(entry.buffer).with_bytes(scope, |buffer| {
                let end = entry.byte_offset.saturating_add(entry.byte_length);
                bytes.extend_from_slice(buffer.get(entry.byte_offset..end).unwrap_or_default());
            });
        }
        bytes
    }

    /// Whether `[[queue]]` is not empty.
    pub(in crate::streams) fn has_queued_bytes(&self) -> bool {
        self.queue.total_size() > 0
    }

    /// Whether `[[closeRequested]]` is true.
    pub(in crate::streams) fn is_close_requested(&self) -> bool {
        self.close_requested.get()
    }

    /// Whether `[[closeRequested]]` is true or the stream's state is not "readable", and how Chrome says it.
    fn check_open(&self, what: &str) -> Result<()> {
        if self.close_requested.get() {
            return Err(Exception::type_error(format!(
                "Cannot {what} a readable stream that has already been requested to be closed"
            )));
        }
        let stream = self.stream.get();
        if stream.is_none_or(|stream| stream.state.get() != ReadableStreamState::Readable) {
            return Err(Exception::type_error(format!(
                "Cannot {what} a readable stream that is not readable"
            )));
        }
        Ok(())
    }
}

#[webapi("streams/ReadableByteStreamController.idl")]
impl ReadableByteStreamController {
    /// <https://streams.spec.whatwg.org/#rbs-controller-byob-request>
    fn byob_request<'s>(
        this: Ref<'s, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Option<Ref<'s, ReadableStreamBYOBRequest>>> {
        // 1. Return ! ReadableByteStreamControllerGetBYOBRequest(this).
        readable_byte_stream_controller_get_byob_request(scope, this)
    }

    /// <https://streams.spec.whatwg.org/#rbs-controller-desired-size>
    fn desired_size(&self) -> Option<f64> {
        // 1. Return ! ReadableByteStreamControllerGetDesiredSize(this).
        readable_byte_stream_controller_get_desired_size(self)
    }

    /// <https://streams.spec.whatwg.org/#rbs-controller-close>
    fn close(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. If this.[[closeRequested]] is true, throw a TypeError exception.
        // 2. If this.[[stream]].[[state]] is not "readable", throw a TypeError exception.
        this.check_open("close")?;
        // 3. Perform ? ReadableByteStreamControllerClose(this).
        readable_byte_stream_controller_close(scope, this)
    }

    /// <https://streams.spec.whatwg.org/#rbs-controller-enqueue>
    fn enqueue<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: ArrayBufferView<'s>,
    ) -> Result<()> {
        // 1. If chunk.[[ByteLength]] is 0, throw a TypeError exception.
        if chunk.byte_length() == 0 {
            return Err(Exception::type_error("chunk is an empty view"));
        }
        // 2. If chunk.[[ViewedArrayBuffer]].[[ByteLength]] is 0, throw a TypeError exception.
        // 3. If this.[[closeRequested]] is true, throw a TypeError exception.
        // 4. If this.[[stream]].[[state]] is not "readable", throw a TypeError exception.
        this.check_open("enqueue into")?;
        // 5. Return ? ReadableByteStreamControllerEnqueue(this, chunk).
        readable_byte_stream_controller_enqueue(scope, this, chunk)
    }

    /// <https://streams.spec.whatwg.org/#rbs-controller-error>
    fn error<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        e: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. Perform ! ReadableByteStreamControllerError(this, e).
        let e = e.unwrap_or_else(|| js::undefined(scope).into());
        readable_byte_stream_controller_error(scope, this, e)
    }
}
