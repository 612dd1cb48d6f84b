//! How streams with a default controller are made: <https://streams.spec.whatwg.org/#set-up-readable-stream-default-controller>

use nano_runtime::js::{Local, Value};
use nano_runtime::react::{Completion, Handlers, when};
use nano_runtime::{Ref, Result, Scope, Shared, binding};

use super::default_controller::ReadableStreamDefaultController;
use super::default_controller_operations::{
    readable_stream_default_controller_call_pull_if_needed,
    readable_stream_default_controller_error,
};
use super::readable_stream::ReadableStream;
use super::underlying_source::{
    Controller, SourceAlgorithms, UnderlyingSource, script_algorithms, start,
};
use crate::streams::strategies::SizeAlgorithm;

/// <https://streams.spec.whatwg.org/#create-readable-stream>
///
/// # Errors
///
/// What `start_algorithm` throws.
pub fn create_readable_stream<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    start_algorithm: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Completion<'s>>,
    algorithms: &Shared<dyn SourceAlgorithms>,
    high_water_mark: f64,
    size_algorithm: SizeAlgorithm,
) -> Result<Ref<'s, ReadableStream>> {
    // 1.–2. The defaults are the caller's to give.
    // 3. Assert: ! IsNonNegativeNumber(highWaterMark) is true.
    // 4. Let stream be a new ReadableStream. 5. Perform ! InitializeReadableStream(stream).
    let stream = binding::allocate(scope, ReadableStream::default());
    // 6. Let controller be a new ReadableStreamDefaultController.
    let controller = new_controller(scope, high_water_mark, size_algorithm);
    // 7. Perform ? SetUpReadableStreamDefaultController(stream, controller, startAlgorithm, pullAlgorithm, cancelAlgorithm,
    //    highWaterMark, sizeAlgorithm).
    set_up_readable_stream_default_controller(
        scope,
        stream,
        controller,
        start_algorithm,
        algorithms,
    )?;
    // 8. Return stream.
    Ok(stream)
}

fn new_controller<'s>(
    scope: &mut Scope<'s, '_>,
    strategy_hwm: f64,
    strategy_size_algorithm: SizeAlgorithm,
) -> Ref<'s, ReadableStreamDefaultController> {
    let controller = ReadableStreamDefaultController {
        strategy_hwm,
        strategy_size_algorithm,
        ..ReadableStreamDefaultController::default()
    };
    binding::allocate(scope, controller)
}

/// What happens when the promise of the start algorithm is fulfilled.
fn started(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableStreamDefaultController>,
) -> Result<()> {
    // 11.1. Set controller.[[started]] to true.
    controller.started.set(true);
    // 11.2. Assert: controller.[[pulling]] is false. 11.3. Assert: controller.[[pullAgain]] is false.
    // 11.4. Perform ! ReadableStreamDefaultControllerCallPullIfNeeded(controller).
    readable_stream_default_controller_call_pull_if_needed(scope, controller)
}

/// <https://streams.spec.whatwg.org/#set-up-readable-stream-default-controller>
///
/// The controller comes with its high water mark and its size algorithm.
fn set_up_readable_stream_default_controller<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    stream: Ref<'_, ReadableStream>,
    controller: Ref<'_, ReadableStreamDefaultController>,
    start_algorithm: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Completion<'s>>,
    algorithms: &Shared<dyn SourceAlgorithms>,
) -> Result<()> {
    // 1. Assert: stream.[[controller]] is undefined.
    // 2. Set controller.[[stream]] to stream.
    controller.stream.set(stream);
    // 3. Perform ! ResetQueue(controller).
    // 4. Set controller.[[started]], controller.[[closeRequested]], controller.[[pullAgain]], and controller.[[pulling]] to false.
    // 5. Set controller.[[strategySizeAlgorithm]] to sizeAlgorithm and controller.[[strategyHWM]] to highWaterMark.
    // 6. Set controller.[[pullAlgorithm]] to pullAlgorithm. 7. Set controller.[[cancelAlgorithm]] to cancelAlgorithm.
    controller.algorithms.set(algorithms);
    // 8. Set stream.[[controller]] to controller.
    stream.default_controller.set(controller);
    // 9. Let startResult be the result of performing startAlgorithm. (This might throw an exception.)
    // 10. Let startPromise be a promise resolved with startResult.
    let start_promise = start_algorithm(scope)?;
    // 11. Upon fulfillment of startPromise, …
    // 12. Upon rejection of startPromise with reason r, perform ! ReadableStreamDefaultControllerError(controller, r).
    when(
        scope,
        start_promise,
        controller,
        &Handlers::default(),
        started,
        readable_stream_default_controller_error,
    )
}

/// <https://streams.spec.whatwg.org/#set-up-readable-stream-default-controller-from-underlying-source>
pub(super) fn set_up_readable_stream_default_controller_from_underlying_source<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    underlying_source: Local<'s, Value>,
    underlying_source_dict: UnderlyingSource,
    high_water_mark: f64,
    size_algorithm: SizeAlgorithm,
) -> Result<()> {
    // 1. Let controller be a new ReadableStreamDefaultController.
    let controller = new_controller(scope, high_water_mark, size_algorithm);
    // 2. Let startAlgorithm be an algorithm that returns undefined.
    // 3. Let pullAlgorithm be an algorithm that returns a promise resolved with undefined.
    // 4. Let cancelAlgorithm be an algorithm that returns a promise resolved with undefined.
    // 5.–7. If underlyingSourceDict has "start", "pull" and "cancel", these invoke them.
    let UnderlyingSource {
        start: start_callback,
        pull,
        cancel,
        ..
    } = underlying_source_dict;
    let algorithms = script_algorithms(
        scope,
        underlying_source,
        pull,
        cancel,
        Controller::Default(controller),
    );
    // 8. Perform ? SetUpReadableStreamDefaultController(stream, controller, startAlgorithm, pullAlgorithm, cancelAlgorithm,
    //    highWaterMark, sizeAlgorithm).
    let start_algorithm = |scope: &mut Scope<'s, '_>| {
        let start_result = start(
            scope,
            underlying_source,
            start_callback.as_ref(),
            Controller::Default(controller),
        )?;
        Completion::of(scope, start_result)
    };
    set_up_readable_stream_default_controller(
        scope,
        stream,
        controller,
        start_algorithm,
        &algorithms,
    )
}
