//! Abstract operations on transform streams: <https://streams.spec.whatwg.org/#ts-abstract-ops>

use nano_runtime::js::{Local, Value};
use nano_runtime::promise::resolved;
use nano_runtime::react::{Completion, Microtasks};
use nano_runtime::steps::queue_steps;
use nano_runtime::{Member, Ref, Result, Scope, Shared, binding};

use super::controller_operations::{
    set_up_transform_stream_default_controller,
    transform_stream_default_controller_clear_algorithms,
};
use super::default_sinks::write_waiting;
use super::default_sources::TransformSource;
use super::{Identity, NativeTransformer, TransformStream, TransformStreamDefaultController};
use crate::streams::readable::{
    SourceAlgorithms, create_readable_stream, readable_stream_default_controller_error,
    readable_stream_default_controller_fulfill_pull,
};
use crate::streams::strategies::SizeAlgorithm;
use crate::streams::writable::{
    SinkAlgorithms, create_writable_stream, writable_stream_default_controller_error_if_needed,
};

/// A transform stream whose transformer is native code, with the default strategies.
///
/// <https://streams.spec.whatwg.org/#transformstream-set-up>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn set_up_transform_stream<'s>(
    scope: &mut Scope<'s, '_>,
    transformer: Shared<dyn NativeTransformer>,
) -> Result<Ref<'s, TransformStream>> {
    // 1. Let writableHighWaterMark be 1. 2. Let writableSizeAlgorithm be an algorithm that returns 1.
    // 3. Let readableHighWaterMark be 0. 4. Let readableSizeAlgorithm be an algorithm that returns 1.
    // 5.–7. The algorithms' wrappers: what the controller makes of the transformer.
    // 8. Let startPromise be a promise resolved with undefined.
    let start_promise = Completion::Done;
    // 9. Perform ! InitializeTransformStream(stream, startPromise, writableHighWaterMark, writableSizeAlgorithm,
    //    readableHighWaterMark, readableSizeAlgorithm).
    let stream = binding::allocate(scope, TransformStream::default());
    initialize_transform_stream(
        scope,
        stream,
        start_promise,
        (1.0, SizeAlgorithm::default()),
        (0.0, SizeAlgorithm::default()),
    )?;
    // 10. Let controller be a new TransformStreamDefaultController.
    // 11. Perform ! SetUpTransformStreamDefaultController(stream, controller, transformAlgorithmWrapper, flushAlgorithmWrapper,
    //     cancelAlgorithmWrapper).
    let controller = TransformStreamDefaultController {
        native: transformer,
        ..TransformStreamDefaultController::default()
    };
    set_up_transform_stream_default_controller(scope, stream, controller);
    Ok(stream)
}

/// <https://streams.spec.whatwg.org/#transformstream-create-an-identity-transformstream>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn create_an_identity_transform_stream<'s>(
    scope: &mut Scope<'s, '_>,
) -> Result<Ref<'s, TransformStream>> {
    // 1. Let transformStream be a new TransformStream.
    // 2. Set up transformStream with transformAlgorithm set to an algorithm which, given chunk, enqueues chunk in transformStream.
    // 3. Return transformStream.
    let transformer = Shared::new(scope, || {
        Box::new(Identity {}) as Box<dyn NativeTransformer>
    });
    set_up_transform_stream(scope, transformer)
}

/// <https://streams.spec.whatwg.org/#initialize-transform-stream>
///
/// Each side's strategy is its high water mark and its size algorithm.
pub(super) fn initialize_transform_stream<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    start_promise: Completion<'s>,
    (writable_high_water_mark, writable_size_algorithm): (f64, SizeAlgorithm),
    (readable_high_water_mark, readable_size_algorithm): (f64, SizeAlgorithm),
) -> Result<()> {
    // 1. Let startAlgorithm be an algorithm that returns startPromise. (Each side has a promise of its own resolved with that.)
    let resolved_with_start_promise = |scope: &mut Scope<'s, '_>| match start_promise {
        Completion::Promise(promise) => resolved(scope, promise.into()).map(Completion::Promise),
        // The promise that follows another one is fulfilled two microtasks after it.
        _ => Ok(Completion::After(Microtasks::Two)),
    };
    // 2. Let writeAlgorithm be … TransformStreamDefaultSinkWriteAlgorithm(stream, chunk).
    // 3. Let abortAlgorithm be … TransformStreamDefaultSinkAbortAlgorithm(stream, reason).
    // 4. Let closeAlgorithm be … TransformStreamDefaultSinkCloseAlgorithm(stream).
    let sink = SinkAlgorithms {
        transform: Some(stream),
        ..SinkAlgorithms::default()
    };
    // 5. Set stream.[[writable]] to ! CreateWritableStream(startAlgorithm, writeAlgorithm, closeAlgorithm, abortAlgorithm,
    //    writableHighWaterMark, writableSizeAlgorithm).
    let writable_start_promise = resolved_with_start_promise(scope)?;
    let writable = create_writable_stream(
        scope,
        writable_start_promise,
        &sink,
        writable_high_water_mark,
        writable_size_algorithm,
    )?;
    stream.writable.set(writable);
    // 6. Let pullAlgorithm be … TransformStreamDefaultSourcePullAlgorithm(stream).
    // 7. Let cancelAlgorithm be … TransformStreamDefaultSourceCancelAlgorithm(stream, reason).
    let source: Shared<dyn SourceAlgorithms> = Shared::new(scope, || {
        Box::new(TransformSource {
            stream: Member::new(stream),
        }) as Box<dyn SourceAlgorithms>
    });
    // 8. Set stream.[[readable]] to ! CreateReadableStream(startAlgorithm, pullAlgorithm, cancelAlgorithm, readableHighWaterMark,
    //    readableSizeAlgorithm).
    let readable = create_readable_stream(
        scope,
        resolved_with_start_promise,
        &source,
        readable_high_water_mark,
        readable_size_algorithm,
    )?;
    stream.readable.set(readable);
    readable.set_transform_stream(stream);
    // 9. Set stream.[[backpressure]] and stream.[[backpressureChangePromise]] to undefined.
    // 10. Perform ! TransformStreamSetBackpressure(stream, true).
    // 11. Set stream.[[controller]] to undefined.
    transform_stream_set_backpressure(scope, stream, true)
}

/// <https://streams.spec.whatwg.org/#transform-stream-error>
pub(super) fn transform_stream_error<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Perform ! ReadableStreamDefaultControllerError(stream.[[readable]].[[controller]], e).
    readable_stream_default_controller_error(scope, stream.readable_controller()?, e)?;
    // 2. Perform ! TransformStreamErrorWritableAndUnblockWrite(stream, e).
    transform_stream_error_writable_and_unblock_write(scope, stream, e)
}

/// <https://streams.spec.whatwg.org/#transform-stream-error-writable-and-unblock-write>
pub(super) fn transform_stream_error_writable_and_unblock_write<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, TransformStream>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Perform ! TransformStreamDefaultControllerClearAlgorithms(stream.[[controller]]).
    let controller = stream.controller()?;
    transform_stream_default_controller_clear_algorithms(scope, &controller);
    // 2. Perform ! WritableStreamDefaultControllerErrorIfNeeded(stream.[[writable]].[[controller]], e).
    let writable = stream.writable_side()?;
    writable_stream_default_controller_error_if_needed(scope, writable.controller()?, e)?;
    // 3. Perform ! TransformStreamUnblockWrite(stream).
    transform_stream_unblock_write(scope, stream)
}

/// <https://streams.spec.whatwg.org/#transform-stream-set-backpressure>
pub(super) fn transform_stream_set_backpressure(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
    backpressure: bool,
) -> Result<()> {
    // 1. Assert: stream.[[backpressure]] is not backpressure.
    // 2. If stream.[[backpressureChangePromise]] is not undefined, resolve stream.[[backpressureChangePromise]] with undefined.
    stream
        .backpressure_change_promise
        .resolve_undefined(scope)?;
    if stream.write_waits.replace(false) {
        queue_steps(scope, stream, write_waiting)?;
    }
    if stream.pull_waits.replace(false) {
        readable_stream_default_controller_fulfill_pull(scope, stream.readable_controller()?)?;
    }
    // 3. Set stream.[[backpressureChangePromise]] to a new promise.
    stream.backpressure_change_promise.set_new(scope)?;
    // 4. Set stream.[[backpressure]] to backpressure.
    stream.backpressure.set(backpressure);
    Ok(())
}

/// <https://streams.spec.whatwg.org/#transform-stream-unblock-write>
pub(in crate::streams) fn transform_stream_unblock_write(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
) -> Result<()> {
    // 1. If stream.[[backpressure]] is true, perform ! TransformStreamSetBackpressure(stream, false).
    if stream.backpressure.get() {
        transform_stream_set_backpressure(scope, stream, false)?;
    }
    Ok(())
}
