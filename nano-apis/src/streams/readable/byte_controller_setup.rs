//! How streams with a byte controller are made: <https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller>

use nano_runtime::js::{Local, Value};
use nano_runtime::react::{Completion, Handlers, when};
use nano_runtime::{Exception, Ref, Result, Scope, Shared, binding};

use super::byte_controller::ReadableByteStreamController;
use super::byte_controller_operations::{
    readable_byte_stream_controller_call_pull_if_needed, readable_byte_stream_controller_error,
};
use super::readable_stream::ReadableStream;
use super::underlying_source::{
    Controller, SourceAlgorithms, UnderlyingSource, script_algorithms, start,
};

/// <https://streams.spec.whatwg.org/#abstract-opdef-createreadablebytestream>
///
/// # Errors
///
/// What `start_algorithm` throws.
pub fn create_readable_byte_stream<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    start_algorithm: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Local<'s, Value>>,
    algorithms: &Shared<dyn SourceAlgorithms>,
) -> Result<Ref<'s, ReadableStream>> {
    // 1. Let stream be a new ReadableStream. 2. Perform ! InitializeReadableStream(stream).
    let stream = binding::allocate(scope, ReadableStream::default());
    // 3. Let controller be a new ReadableByteStreamController.
    let controller = binding::allocate(scope, ReadableByteStreamController::default());
    // 4. Perform ? SetUpReadableByteStreamController(stream, controller, startAlgorithm, pullAlgorithm, cancelAlgorithm, 0,
    //    undefined).
    set_up_readable_byte_stream_controller(scope, stream, controller, start_algorithm, algorithms)?;
    // 5. Return stream.
    Ok(stream)
}

/// What happens when the promise of the start algorithm is fulfilled.
fn started(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 16.1. Set controller.[[started]] to true.
    controller.started.set(true);
    // 16.2. Assert: controller.[[pulling]] is false. 16.3. Assert: controller.[[pullAgain]] is false.
    // 16.4. Perform ! ReadableByteStreamControllerCallPullIfNeeded(controller).
    readable_byte_stream_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller>
///
/// The controller comes with its high water mark and its auto-allocate chunk size.
fn set_up_readable_byte_stream_controller<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    stream: Ref<'_, ReadableStream>,
    controller: Ref<'_, ReadableByteStreamController>,
    start_algorithm: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Local<'s, Value>>,
    algorithms: &Shared<dyn SourceAlgorithms>,
) -> Result<()> {
    // 1. Assert: stream.[[controller]] is undefined.
    // 2. If autoAllocateChunkSize is not undefined: assert that it is a positive integer.
    // 3. Set controller.[[stream]] to stream.
    controller.stream.set(stream);
    // 4. Set controller.[[pullAgain]] and controller.[[pulling]] to false.
    // 5. Set controller.[[byobRequest]] to null.
    // 6. Perform ! ResetQueue(controller).
    // 7. Set controller.[[closeRequested]] and controller.[[started]] to false.
    // 8. Set controller.[[strategyHWM]] to highWaterMark.
    // 9. Set controller.[[pullAlgorithm]] to pullAlgorithm. 10. Set controller.[[cancelAlgorithm]] to cancelAlgorithm.
    controller.algorithms.set(algorithms);
    // 11. Set controller.[[autoAllocateChunkSize]] to autoAllocateChunkSize.
    // 12. Set controller.[[pendingPullIntos]] to a new empty list.
    // 13. Set stream.[[controller]] to controller.
    stream.byte_controller.set(controller);
    // 14. Let startResult be the result of performing startAlgorithm.
    let start_result = start_algorithm(scope)?;
    // 15. Let startPromise be a promise resolved with startResult.
    let start_promise = Completion::of(scope, start_result)?;
    // 16. Upon fulfillment of startPromise, …
    // 17. Upon rejection of startPromise with reason r, perform ! ReadableByteStreamControllerError(controller, r).
    when(
        scope,
        start_promise,
        controller,
        &Handlers::default(),
        started,
        readable_byte_stream_controller_error,
    )
}

/// <https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller-from-underlying-source>
pub(super) fn set_up_readable_byte_stream_controller_from_underlying_source<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    underlying_source: Local<'s, Value>,
    underlying_source_dict: UnderlyingSource,
    high_water_mark: f64,
) -> Result<()> {
    // 2. Let startAlgorithm be an algorithm that returns undefined.
    // 3. Let pullAlgorithm be an algorithm that returns a promise resolved with undefined.
    // 4. Let cancelAlgorithm be an algorithm that returns a promise resolved with undefined.
    // 5.–7. If underlyingSourceDict has "start", "pull" and "cancel", these invoke them.
    let UnderlyingSource {
        start: start_callback,
        pull,
        cancel,
        auto_allocate_chunk_size,
        ..
    } = underlying_source_dict;
    // 8. Let autoAllocateChunkSize be underlyingSourceDict["autoAllocateChunkSize"], if it exists, or undefined otherwise.
    // 9. If autoAllocateChunkSize is 0, then throw a TypeError exception.
    if auto_allocate_chunk_size == Some(0) {
        return Err(Exception::type_error("autoAllocateChunkSize cannot be 0"));
    }
    // 1. Let controller be a new ReadableByteStreamController.
    let controller = binding::allocate(
        scope,
        ReadableByteStreamController {
            auto_allocate_chunk_size,
            strategy_hwm: high_water_mark,
            ..ReadableByteStreamController::default()
        },
    );
    let algorithms = script_algorithms(
        scope,
        underlying_source,
        pull,
        cancel,
        Controller::Byte(controller),
    );
    // 10. Perform ? SetUpReadableByteStreamController(stream, controller, startAlgorithm, pullAlgorithm, cancelAlgorithm,
    //     highWaterMark, autoAllocateChunkSize).
    let start_algorithm = |scope: &mut Scope<'s, '_>| {
        start(
            scope,
            underlying_source,
            start_callback.as_ref(),
            Controller::Byte(controller),
        )
    };
    set_up_readable_byte_stream_controller(scope, stream, controller, start_algorithm, &algorithms)
}
