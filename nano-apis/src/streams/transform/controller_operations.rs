//! Abstract operations on controllers: <https://streams.spec.whatwg.org/#ts-default-controller-abstract-ops>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::catch;
use nano_runtime::react::{Completion, Microtasks, Reaction, react};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Trace, Traced, binding};

use super::operations::{
    transform_stream_error, transform_stream_error_writable_and_unblock_write,
    transform_stream_set_backpressure,
};
use super::{TransformStream, TransformStreamDefaultController, Transformer};
use crate::streams::readable::{
    Chunk, readable_stream_default_controller_can_close_or_enqueue,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
    readable_stream_default_controller_has_backpressure,
};

/// <https://streams.spec.whatwg.org/#set-up-transform-stream-default-controller>
pub(super) fn set_up_transform_stream_default_controller<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    controller: TransformStreamDefaultController,
) -> Ref<'s, TransformStreamDefaultController> {
    // 1. Assert: stream implements TransformStream. 2. Assert: stream.[[controller]] is undefined.
    let controller = binding::allocate(scope, controller);
    // 3. Set controller.[[stream]] to stream.
    controller.stream.set(stream);
    // 4. Set stream.[[controller]] to controller.
    stream.controller.set(controller);
    // 5. Set controller.[[transformAlgorithm]] to transformAlgorithm. 6. Set controller.[[flushAlgorithm]] to flushAlgorithm.
    // 7. Set controller.[[cancelAlgorithm]] to cancelAlgorithm. (It was made with them.)
    controller
}

/// <https://streams.spec.whatwg.org/#set-up-transform-stream-default-controller-from-transformer>
pub(super) fn set_up_transform_stream_default_controller_from_transformer<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    transformer: Local<'s, Value>,
    transformer_dict: &Transformer<'s>,
) -> Ref<'s, TransformStreamDefaultController> {
    fn traced<'s, T>(scope: &Scope<'s, '_>, value: Option<Local<'s, T>>) -> Traced<T> {
        value.map_or_else(Traced::empty, |value| Traced::new(scope, value))
    }
    // 1. Let controller be a new TransformStreamDefaultController.
    let controller = TransformStreamDefaultController {
        transformer: Traced::new(scope, transformer),
        // 2. Let transformAlgorithm be …: Let result be TransformStreamDefaultControllerEnqueue(controller, chunk). If result is an
        //    abrupt completion, return a promise rejected with result.[[Value]]. Otherwise, return a promise resolved with undefined.
        // 5. If transformerDict["transform"] exists, set transformAlgorithm to an algorithm which takes an argument chunk and
        //    returns the result of invoking transformerDict["transform"] with argument list « chunk, controller » and callback
        //    this value transformer.
        transform: traced(scope, transformer_dict.transform),
        // 3. Let flushAlgorithm be an algorithm which returns a promise resolved with undefined.
        // 6. If transformerDict["flush"] exists, … with argument list « controller ».
        flush: traced(scope, transformer_dict.flush),
        // 4. Let cancelAlgorithm be an algorithm which returns a promise resolved with undefined.
        // 7. If transformerDict["cancel"] exists, … with argument list « reason ».
        cancel: traced(scope, transformer_dict.cancel),
        ..TransformStreamDefaultController::default()
    };
    // 8. Perform ! SetUpTransformStreamDefaultController(stream, controller, transformAlgorithm, flushAlgorithm, cancelAlgorithm).
    set_up_transform_stream_default_controller(scope, stream, controller)
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-controller-clear-algorithms>
pub(super) fn transform_stream_default_controller_clear_algorithms(
    scope: &Scope<'_, '_>,
    controller: &TransformStreamDefaultController,
) {
    // 1. Set controller.[[transformAlgorithm]] to undefined.
    controller.transform.clear(scope);
    // 2. Set controller.[[flushAlgorithm]] to undefined.
    controller.flush.clear(scope);
    // 3. Set controller.[[cancelAlgorithm]] to undefined.
    controller.cancel.clear(scope);
    controller.transformer.clear(scope);
    if let Some(native) = controller.native.get() {
        native.cleared();
    }
    controller.native.clear();
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-controller-enqueue>
///
/// # Errors
///
/// TypeError when the readable side is closing, closed or errored; what the readable side's size function threw.
pub fn transform_stream_default_controller_enqueue<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, TransformStreamDefaultController>,
    chunk: impl Into<Chunk<'s>>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 2. Let readableController be stream.[[readable]].[[controller]].
    let readable_controller = stream.readable_controller()?;
    // 3. If ! ReadableStreamDefaultControllerCanCloseOrEnqueue(readableController) is false, throw a TypeError exception.
    if !readable_stream_default_controller_can_close_or_enqueue(&readable_controller) {
        return Err(Exception::type_error(
            "Readable side is not in a state that permits enqueue",
        ));
    }
    // 4. Let enqueueResult be ReadableStreamDefaultControllerEnqueue(readableController, chunk).
    let enqueue_result = catch(scope, |scope| {
        readable_stream_default_controller_enqueue(scope, readable_controller, chunk)
    });
    // 5. If enqueueResult is an abrupt completion,
    if let Err(error) = enqueue_result {
        // 5.1. Perform ! TransformStreamErrorWritableAndUnblockWrite(stream, enqueueResult.[[Value]]).
        let error = error.ok_or(Exception::Pending)?;
        transform_stream_error_writable_and_unblock_write(scope, stream, error)?;
        // 5.2. Throw stream.[[readable]].[[storedError]].
        let stored_error = stream.readable_side()?.stored_error(scope);
        return Err(Exception::value(scope, stored_error));
    }
    // 6. Let backpressure be ! ReadableStreamDefaultControllerHasBackpressure(readableController).
    let backpressure = readable_stream_default_controller_has_backpressure(&readable_controller);
    // 7. If backpressure is not stream.[[backpressure]],
    if backpressure != stream.backpressure.get() {
        // 7.1. Assert: backpressure is true. 7.2. Perform ! TransformStreamSetBackpressure(stream, true).
        transform_stream_set_backpressure(scope, stream, true)?;
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-controller-error>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn transform_stream_default_controller_error<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, TransformStreamDefaultController>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Perform ! TransformStreamError(controller.[[stream]], e).
    let stream = controller.stream()?;
    transform_stream_error(scope, stream, e)
}

/// The reaction to a transform's rejection.
#[derive(Trace)]
struct AfterTransform {
    stream: Member<TransformStream>,
}

impl Reaction for AfterTransform {
    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 2.1. Perform ! TransformStreamError(controller.[[stream]], r).
        if let Some(stream) = self.stream.get() {
            transform_stream_error(scope, stream, reason)?;
        }
        // 2.2. Throw r.
        Err(Exception::value(scope, reason))
    }
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-controller-perform-transform>
pub(super) fn transform_stream_default_controller_perform_transform<'s>(
    scope: &mut Scope<'s, '_>,
    controller: Ref<'_, TransformStreamDefaultController>,
    chunk: Local<'s, Value>,
) -> Result<Completion<'s>> {
    // 1. Let transformPromise be the result of performing controller.[[transformAlgorithm]], passing chunk.
    let transform_promise =
        TransformStreamDefaultController::transform_algorithm(controller, scope, chunk)?;
    // 2. Return the result of reacting to transformPromise with the following rejection steps given the argument r: …
    match transform_promise {
        Completion::Promise(promise) => {
            let reaction = AfterTransform {
                stream: Member::new(controller.stream()?),
            };
            react(scope, promise, reaction).map(Completion::Promise)
        }
        _ => Ok(Completion::After(Microtasks::One)),
    }
}

/// <https://streams.spec.whatwg.org/#transform-stream-default-controller-terminate>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn transform_stream_default_controller_terminate(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, TransformStreamDefaultController>,
) -> Result<()> {
    // 1. Let stream be controller.[[stream]].
    let stream = controller.stream()?;
    // 2. Let readableController be stream.[[readable]].[[controller]].
    let readable_controller = stream.readable_controller()?;
    // 3. Perform ! ReadableStreamDefaultControllerClose(readableController).
    readable_stream_default_controller_close(scope, readable_controller)?;
    // 4. Let error be a TypeError exception indicating that the stream has been terminated.
    let error = Exception::type_error("The transform stream has been terminated")
        .to_value(scope)
        .ok_or(Exception::Pending)?;
    // 5. Perform ! TransformStreamErrorWritableAndUnblockWrite(stream, error).
    transform_stream_error_writable_and_unblock_write(scope, stream, error)
}
