//! The interface ReadableStreamDefaultController: <https://streams.spec.whatwg.org/#rs-default-controller-class>
//!
//! Its operations are in `default_controller_operations.rs`.

use std::cell::Cell;

use nano_runtime::js::{self, Local, Value};
use nano_runtime::react::Handlers;
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, webapi};

use super::default_controller_operations::{
    readable_stream_default_controller_can_close_or_enqueue,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
    readable_stream_default_controller_error, readable_stream_default_controller_get_desired_size,
};
use super::readable_stream::ReadableStream;
use super::underlying_source::SourceAlgorithms;
use crate::streams::native::append_chunk;
use crate::streams::queue_with_sizes::QueueWithSizes;
use crate::streams::strategies::SizeAlgorithm;

/// <https://streams.spec.whatwg.org/#readablestreamdefaultcontroller>
#[webapi("streams/ReadableStreamDefaultController.idl")]
#[derive(Default)]
pub struct ReadableStreamDefaultController {
    /// The cancel and pull algorithms.
    pub(super) algorithms: Shared<dyn SourceAlgorithms>,
    pub(super) close_requested: Cell<bool>,
    pub(super) pull_handlers: Handlers,
    pub(super) pull_again: Cell<bool>,
    pub(super) pulling: Cell<bool>,
    pub(super) queue: QueueWithSizes,
    pub(super) started: Cell<bool>,
    pub(super) strategy_hwm: f64,
    pub(super) strategy_size_algorithm: SizeAlgorithm,
    pub(super) stream: Member<ReadableStream>,
}

impl ReadableStreamDefaultController {
    /// Whether its strategy runs no script.
    pub(in crate::streams) fn is_plain(&self) -> bool {
        self.strategy_size_algorithm.is_default()
    }

    /// Takes a copy of all bytes out of `[[queue]]`; chunks that are none are left out.
    pub(super) fn take_queued_bytes(&self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.queue.dequeue_value(scope) {
            append_chunk(scope, chunk, &mut bytes);
        }
        bytes
    }
}

#[webapi("streams/ReadableStreamDefaultController.idl")]
impl ReadableStreamDefaultController {
    /// <https://streams.spec.whatwg.org/#rs-default-controller-desired-size>
    fn desired_size(&self) -> Option<f64> {
        // 1. Return ! ReadableStreamDefaultControllerGetDesiredSize(this).
        readable_stream_default_controller_get_desired_size(self)
    }

    /// <https://streams.spec.whatwg.org/#rs-default-controller-close>
    fn close(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(this) is false, throw a TypeError exception.
        if !readable_stream_default_controller_can_close_or_enqueue(&this) {
            return Err(Exception::type_error(if this.close_requested.get() {
                "Cannot close a readable stream that has already been requested to be closed"
            } else {
                "Cannot close an errored or closed readable stream"
            }));
        }
        // 2. Perform ! ReadableStreamDefaultControllerClose(this).
        readable_stream_default_controller_close(scope, this)
    }

    /// <https://streams.spec.whatwg.org/#rs-default-controller-enqueue>
    fn enqueue<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(this) is false, throw a TypeError exception.
        if !readable_stream_default_controller_can_close_or_enqueue(&this) {
            return Err(Exception::type_error(if this.close_requested.get() {
                "Cannot enqueue a chunk into a readable stream that is closed or has been requested to be closed"
            } else {
                "Cannot enqueue a chunk into an errored or closed readable stream"
            }));
        }
        // 2. Perform ? ReadableStreamDefaultControllerEnqueue(this, chunk).
        let chunk = chunk.unwrap_or_else(|| js::undefined(scope).into());
        readable_stream_default_controller_enqueue(scope, this, chunk)
    }

    /// <https://streams.spec.whatwg.org/#rs-default-controller-error>
    fn error<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        e: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. Perform ! ReadableStreamDefaultControllerError(this, e).
        let e = e.unwrap_or_else(|| js::undefined(scope).into());
        readable_stream_default_controller_error(scope, this, e)
    }
}
