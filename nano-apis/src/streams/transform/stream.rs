//! The interface TransformStream and its state: <https://streams.spec.whatwg.org/#ts-class>

use std::cell::Cell;

use nano_runtime::js::{self, Local, Object, Value};
use nano_runtime::react::Completion;
use nano_runtime::webidl::{CallbackFunction, FromJs, idl};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, binding, webapi};

use super::controller_operations::set_up_transform_stream_default_controller_from_transformer;
use super::operations::initialize_transform_stream;
use super::{TransformStreamDefaultController, Transformer};
use crate::streams::pipe::Pipe;
use crate::streams::promises::PromiseSlot;
use crate::streams::readable::{ReadableStream, ReadableStreamDefaultController};
use crate::streams::strategies::{
    QueuingStrategy, extract_high_water_mark, extract_size_algorithm,
};
use crate::streams::writable::WritableStream;

/// <https://streams.spec.whatwg.org/#transformstream>
#[webapi("streams/TransformStream.idl")]
#[derive(Default)]
pub struct TransformStream {
    pub(in crate::streams) backpressure: Cell<bool>,
    pub(in crate::streams) backpressure_change_promise: PromiseSlot,
    /// Whether a write and whether a pull waits for `[[backpressureChangePromise]]` to be resolved.
    ///
    /// OPTIMIZATION: they do without the promise.
    pub(in crate::streams) write_waits: Cell<bool>,
    pub(super) pull_waits: Cell<bool>,
    pub(super) controller: Member<TransformStreamDefaultController>,
    pub(in crate::streams) detached: Cell<bool>,
    pub(in crate::streams) readable: Member<ReadableStream>,
    pub(in crate::streams) writable: Member<WritableStream>,
    /// The pipe into the writable side, if all that ever was in this stream came by it from native code: `streams/lane`.
    pub(in crate::streams) pipe: Shared<Pipe>,
    /// The same pipe while it waits for somebody who wants a chunk.
    pub(in crate::streams) deferred_pipe: Shared<Pipe>,
}

fn not_set_up() -> Exception {
    Exception::type_error("The transform stream was not set up")
}

/// An object of a stream that was set up has all of these: their errors are for nobody.
#[allow(clippy::missing_errors_doc, reason = "said above, once")]
impl TransformStream {
    /// `[[readable]]`
    pub fn readable_side(&self) -> Result<Ref<'_, ReadableStream>> {
        self.readable.get().ok_or_else(not_set_up)
    }

    /// `[[writable]]`
    pub fn writable_side(&self) -> Result<Ref<'_, WritableStream>> {
        self.writable.get().ok_or_else(not_set_up)
    }

    /// `[[controller]]`
    pub fn controller(&self) -> Result<Ref<'_, TransformStreamDefaultController>> {
        self.controller.get().ok_or_else(not_set_up)
    }

    /// `[[readable]].[[controller]]`
    pub(super) fn readable_controller(&self) -> Result<Ref<'_, ReadableStreamDefaultController>> {
        let readable = self.readable_side()?;
        readable.get().default_controller().ok_or_else(not_set_up)
    }
}

#[webapi("streams/TransformStream.idl")]
impl TransformStream {
    /// <https://streams.spec.whatwg.org/#ts-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        transformer: Option<Local<'s, Object>>,
        writable_strategy: QueuingStrategy<'s>,
        readable_strategy: QueuingStrategy<'s>,
    ) -> Result<Ref<'s, Self>> {
        // 1. If transformer is missing, set it to null.
        let transformer: Local<'s, Value> =
            transformer.map_or_else(|| js::null(scope).into(), Into::into);
        // 2. Let transformerDict be transformer, converted to an IDL value of type Transformer.
        let transformer_dict =
            <Transformer<'s> as FromJs<'s, idl::Dictionary>>::from_js(scope, transformer)?;
        // 3. If transformerDict["readableType"] exists, throw a RangeError exception.
        if transformer_dict.readable_type.is_some() {
            return Err(Exception::range_error("Invalid readableType was specified"));
        }
        // 4. If transformerDict["writableType"] exists, throw a RangeError exception.
        if transformer_dict.writable_type.is_some() {
            return Err(Exception::range_error("Invalid writableType was specified"));
        }
        // 5. Let readableHighWaterMark be ? ExtractHighWaterMark(readableStrategy, 0).
        let readable_high_water_mark = extract_high_water_mark(&readable_strategy, 0.0)?;
        // 6. Let readableSizeAlgorithm be ! ExtractSizeAlgorithm(readableStrategy).
        let readable_size_algorithm = extract_size_algorithm(scope, &readable_strategy);
        // 7. Let writableHighWaterMark be ? ExtractHighWaterMark(writableStrategy, 1).
        let writable_high_water_mark = extract_high_water_mark(&writable_strategy, 1.0)?;
        // 8. Let writableSizeAlgorithm be ! ExtractSizeAlgorithm(writableStrategy).
        let writable_size_algorithm = extract_size_algorithm(scope, &writable_strategy);
        // 9. Let startPromise be a new promise. (Without a start function it is resolved before anything reacts to it.)
        let start = PromiseSlot::new(scope)?;
        let start_promise = match transformer_dict.start {
            Some(_) => Completion::Promise(start.promise(scope)?),
            None => Completion::Done,
        };
        // 10. Perform ! InitializeTransformStream(this, startPromise, writableHighWaterMark, writableSizeAlgorithm,
        //     readableHighWaterMark, readableSizeAlgorithm).
        let this = binding::allocate(scope, Self::default());
        initialize_transform_stream(
            scope,
            this,
            start_promise,
            (writable_high_water_mark, writable_size_algorithm),
            (readable_high_water_mark, readable_size_algorithm),
        )?;
        // 11. Perform ? SetUpTransformStreamDefaultControllerFromTransformer(this, transformer, transformerDict).
        let controller = set_up_transform_stream_default_controller_from_transformer(
            scope,
            this,
            transformer,
            &transformer_dict,
        );
        match transformer_dict.start {
            // 12. If transformerDict["start"] exists, then resolve startPromise with the result of invoking
            //     transformerDict["start"] with argument list « this.[[controller]] » and callback this value transformer.
            Some(callback) => {
                let argument = binding::wrapper(scope, controller).ok_or(Exception::Pending)?;
                let result = CallbackFunction::new(scope, callback).call(
                    scope,
                    transformer.into(),
                    &[argument.into()],
                )?;
                start.resolve(scope, result)?;
            }
            // 13. Otherwise, resolve startPromise with undefined.
            None => start.resolve_undefined(scope)?,
        }
        Ok(this)
    }

    /// <https://streams.spec.whatwg.org/#ts-readable>
    fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        // 1. Return this.[[readable]].
        self.readable_side()
    }

    /// <https://streams.spec.whatwg.org/#ts-writable>
    fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        // 1. Return this.[[writable]].
        self.writable_side()
    }
}
