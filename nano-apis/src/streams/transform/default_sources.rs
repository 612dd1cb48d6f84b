//! Default sources: <https://streams.spec.whatwg.org/#transform-stream-default-sources>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::react::{Completion, Reaction, upon};
use nano_runtime::{Member, Ref, Result, Scope, Trace, Traced};

use super::TransformStream;
use super::controller_operations::transform_stream_default_controller_clear_algorithms;
use super::default_sinks::begin_to_finish;
use super::operations::{transform_stream_set_backpressure, transform_stream_unblock_write};
use crate::streams::promises::resolved_with_undefined;
use crate::streams::readable::SourceAlgorithms;
use crate::streams::writable::{
    WritableStreamState, writable_stream_default_controller_error_if_needed,
};

/// The pull and cancel algorithms of a transform stream's readable side.
#[derive(Trace)]
pub(super) struct TransformSource {
    pub(super) stream: Member<TransformStream>,
}

impl SourceAlgorithms for TransformSource {
    fn pull_completion<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Completion<'s>> {
        match self.stream.get() {
            Some(stream) => transform_stream_default_source_pull_algorithm(scope, stream),
            None => Ok(Completion::Done),
        }
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        match self.stream.get() {
            Some(stream) => transform_stream_default_source_cancel_algorithm(scope, stream, reason),
            None => resolved_with_undefined(scope),
        }
    }
}

/// What follows the cancel algorithm when the readable side is cancelled.
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
        let (controller, writable) = (stream.controller()?, stream.writable_side()?);
        // 7.1.1. If writable.[[state]] is "errored", reject controller.[[finishPromise]] with writable.[[storedError]].
        if writable.state() == WritableStreamState::Errored {
            let stored_error = writable.stored_error(scope);
            controller.finish_promise.reject(scope, stored_error)?;
        } else {
            // 7.1.2. Otherwise: Perform ! WritableStreamDefaultControllerErrorIfNeeded(writable.[[controller]], reason). Perform
            //        ! TransformStreamUnblockWrite(stream). Resolve controller.[[finishPromise]] with undefined.
            writable_stream_default_controller_error_if_needed(
                scope,
                writable.controller()?,
                reason,
            )?;
            transform_stream_unblock_write(scope, stream)?;
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
            // 7.2.1. Perform ! WritableStreamDefaultControllerErrorIfNeeded(writable.[[controller]], r).
            let writable = stream.writable_side()?;
            writable_stream_default_controller_error_if_needed(scope, writable.controller()?, r)?;
            // 7.2.2. Perform ! TransformStreamUnblockWrite(stream).
            transform_stream_unblock_write(scope, stream)?;
            // 7.2.3. Reject controller.[[finishPromise]] with r.
            stream.controller()?.finish_promise.reject(scope, r)?;
        }
        Ok(None)
    }
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-source-cancel>
fn transform_stream_default_source_cancel_algorithm<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let controller be stream.[[controller]]. 3. Let writable be stream.[[writable]].
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

/// <https://streams.spec.whatwg.org/#transform-stream-default-source-pull>
fn transform_stream_default_source_pull_algorithm<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
) -> Result<Completion<'s>> {
    // 1. Assert: stream.[[backpressure]] is true. 2. Assert: stream.[[backpressureChangePromise]] is not undefined.
    // 3. Perform ! TransformStreamSetBackpressure(stream, false).
    transform_stream_set_backpressure(scope, stream, false)?;
    // 4. Return stream.[[backpressureChangePromise]].
    stream.pull_waits.set(true);
    Ok(Completion::Later)
}
