//! The interface WritableStream and its state: <https://streams.spec.whatwg.org/#ws-class>

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use nano_runtime::js::{self, Local, Object, Promise, Value};
use nano_runtime::webidl::{FromJs, idl};
use nano_runtime::{
    Continuation, Exception, Member, Ref, Result, Scope, Trace, Traced, binding, webapi,
};

use super::controller_operations::set_up_writable_stream_default_controller_from_underlying_sink;
use super::{
    UnderlyingSink, WritableStreamDefaultController, WritableStreamDefaultWriter,
    acquire_writable_stream_default_writer, is_writable_stream_locked, writable_stream_abort,
    writable_stream_close, writable_stream_close_queued_or_in_flight,
};
use crate::streams::promises::PromiseSlot;
use crate::streams::strategies::{
    QueuingStrategy, extract_high_water_mark, extract_size_algorithm,
};
use crate::streams::transform::TransformStream;

/// The values of `[[state]]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WritableStreamState {
    /// "writable"
    #[default]
    Writable,
    /// "closed"
    Closed,
    /// "erroring": it will be "errored" when what is in flight is done.
    Erroring,
    /// "errored"
    Errored,
}

/// <https://streams.spec.whatwg.org/#pending-abort-request>
#[derive(Trace)]
pub(super) struct PendingAbortRequest {
    pub(super) promise: PromiseSlot,
    pub(super) reason: Traced<Value>,
    pub(super) was_already_erroring: bool,
}

/// <https://streams.spec.whatwg.org/#writablestream>
#[webapi("streams/WritableStream.idl")]
#[derive(Default)]
pub struct WritableStream {
    pub(super) backpressure: Cell<bool>,
    pub(super) close_request: PromiseSlot,
    pub(super) controller: Member<WritableStreamDefaultController>,
    pub(in crate::streams) detached: Cell<bool>,
    pub(super) in_flight_write_request: PromiseSlot,
    pub(super) in_flight_close_request: PromiseSlot,
    pub(super) pending_abort_request: RefCell<Option<PendingAbortRequest>>,
    pub(super) state: Cell<WritableStreamState>,
    pub(super) stored_error: Traced<Value>,
    pub(super) writer: Member<WritableStreamDefaultWriter>,
    pub(super) write_requests: RefCell<VecDeque<PromiseSlot>>,
}

impl WritableStream {
    /// `[[state]]`
    #[must_use]
    pub fn state(&self) -> WritableStreamState {
        self.state.get()
    }

    /// `[[storedError]]`, undefined while there is none.
    #[must_use]
    pub fn stored_error<'s>(&self, scope: &Scope<'s, '_>) -> Local<'s, Value> {
        self.stored_error
            .get(scope)
            .unwrap_or_else(|| js::undefined(scope).into())
    }

    /// Goes on with `continuation` when the last write that was begun is settled; at once, which is in a microtask, if all are.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn upon_last_write(
        &self,
        scope: &mut Scope<'_, '_>,
        continuation: Continuation,
    ) -> Result<()> {
        if let Some(request) = self.write_requests.borrow().back() {
            return request.upon(scope, continuation);
        }
        if self.is_writing(scope) {
            return self.in_flight_write_request.upon(scope, continuation);
        }
        continuation.fulfilled(scope)
    }

    /// Whether a write was begun that is not settled.
    #[must_use]
    pub fn has_unsettled_write(&self, scope: &Scope<'_, '_>) -> bool {
        !self.write_requests.borrow().is_empty() || self.is_writing(scope)
    }

    /// The transform stream whose writable side this is.
    pub(in crate::streams) fn transform_stream(&self) -> Option<Ref<'_, TransformStream>> {
        self.controller.get()?.get().transform.get()
    }

    /// Whether it is writable, no write waits behind another, and it is not closing.
    pub(in crate::streams) fn is_writable(&self, scope: &Scope<'_, '_>) -> bool {
        self.state.get() == WritableStreamState::Writable
            && self.write_requests.borrow().is_empty()
            && !writable_stream_close_queued_or_in_flight(scope, self)
    }

    /// Whether the sink is at work on a chunk.
    pub(in crate::streams) fn is_writing(&self, scope: &Scope<'_, '_>) -> bool {
        !self.in_flight_write_request.is_empty(scope)
    }

    /// Whether it is writable, and nothing is written and not yet done with.
    pub(in crate::streams) fn is_idle(&self, scope: &Scope<'_, '_>) -> bool {
        self.is_writable(scope) && !self.is_writing(scope)
    }

    /// `[[controller]]`
    ///
    /// # Errors
    ///
    /// TypeError while the stream is being set up, when no algorithm asks for it.
    pub fn controller(&self) -> Result<Ref<'_, WritableStreamDefaultController>> {
        self.controller
            .get()
            .ok_or_else(|| Exception::type_error("The stream has no controller"))
    }
}

#[webapi("streams/WritableStream.idl")]
impl WritableStream {
    /// <https://streams.spec.whatwg.org/#ws-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        underlying_sink: Option<Local<'s, Object>>,
        strategy: QueuingStrategy<'s>,
    ) -> Result<Ref<'s, Self>> {
        // 1. If underlyingSink is missing, set it to null.
        let underlying_sink: Local<'s, Value> =
            underlying_sink.map_or_else(|| js::null(scope).into(), Into::into);
        // 2. Let underlyingSinkDict be underlyingSink, converted to an IDL value of type UnderlyingSink.
        let underlying_sink_dict =
            <UnderlyingSink<'s> as FromJs<'s, idl::Dictionary>>::from_js(scope, underlying_sink)?;
        // 3. If underlyingSinkDict["type"] exists, throw a RangeError exception.
        if underlying_sink_dict.r#type.is_some() {
            return Err(Exception::range_error("Invalid type is specified"));
        }
        // 4. Perform ! InitializeWritableStream(this).
        let this = binding::allocate(scope, Self::default());
        // 5. Let sizeAlgorithm be ! ExtractSizeAlgorithm(strategy).
        let size_algorithm = extract_size_algorithm(scope, &strategy);
        // 6. Let highWaterMark be ? ExtractHighWaterMark(strategy, 1).
        let high_water_mark = extract_high_water_mark(&strategy, 1.0)?;
        // 7. Perform ? SetUpWritableStreamDefaultControllerFromUnderlyingSink(this, underlyingSink, underlyingSinkDict,
        //    highWaterMark, sizeAlgorithm).
        set_up_writable_stream_default_controller_from_underlying_sink(
            scope,
            this,
            underlying_sink,
            &underlying_sink_dict,
            high_water_mark,
            size_algorithm,
        )?;
        Ok(this)
    }

    /// <https://streams.spec.whatwg.org/#ws-locked>
    fn locked(&self) -> bool {
        // 1. Return ! IsWritableStreamLocked(this).
        is_writable_stream_locked(self)
    }

    /// <https://streams.spec.whatwg.org/#ws-abort>
    fn abort<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        reason: Option<Local<'s, Value>>,
    ) -> Result<Local<'s, Promise>> {
        // 1. If ! IsWritableStreamLocked(this) is true, return a promise rejected with a TypeError exception.
        if is_writable_stream_locked(&this) {
            return Err(Exception::type_error("Cannot abort a locked stream"));
        }
        // 2. Return ! WritableStreamAbort(this, reason).
        let reason = reason.unwrap_or_else(|| js::undefined(scope).into());
        writable_stream_abort(scope, this, reason)
    }

    /// <https://streams.spec.whatwg.org/#ws-close>
    fn close<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. If ! IsWritableStreamLocked(this) is true, return a promise rejected with a TypeError exception.
        if is_writable_stream_locked(&this) {
            return Err(Exception::type_error("Cannot close a locked stream"));
        }
        // 2. If ! WritableStreamCloseQueuedOrInFlight(this) is true, return a promise rejected with a TypeError exception.
        if writable_stream_close_queued_or_in_flight(scope, &this) {
            return Err(Exception::type_error(
                "Cannot close an already-closing stream",
            ));
        }
        // 3. Return ! WritableStreamClose(this).
        writable_stream_close(scope, this)
    }

    /// <https://streams.spec.whatwg.org/#ws-get-writer>
    fn get_writer<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, WritableStreamDefaultWriter>> {
        // 1. Return ? AcquireWritableStreamDefaultWriter(this).
        acquire_writable_stream_default_writer(scope, this)
    }
}
