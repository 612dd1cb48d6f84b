//! The interface TransformStreamDefaultController and its state: <https://streams.spec.whatwg.org/#ts-default-controller-class>

use std::cell::Cell;

use nano_runtime::js::{self, Function, Local, Promise, Value};
use nano_runtime::promise::{catch, rejected};
use nano_runtime::react::Completion;
use nano_runtime::webidl::CallbackFunction;
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Traced, binding, webapi};

use super::{
    ByteTransform, NativeTransformer, TransformStream, transform_stream_default_controller_enqueue,
    transform_stream_default_controller_error, transform_stream_default_controller_terminate,
};
use crate::streams::promises::{PromiseSlot, resolved_with_undefined};
use crate::streams::readable::readable_stream_default_controller_get_desired_size;

/// <https://streams.spec.whatwg.org/#transformstreamdefaultcontroller>
#[webapi("streams/TransformStreamDefaultController.idl")]
#[derive(Default)]
pub struct TransformStreamDefaultController {
    pub(super) finish_promise: PromiseSlot,
    pub(super) stream: Member<TransformStream>,
    pub(super) transformer: Traced<Value>,
    /// What `[[transformAlgorithm]]` calls. An empty slot stands for the algorithm that passes chunks on.
    pub(super) transform: Traced<Function>,
    /// What `[[flushAlgorithm]]` calls. An empty slot stands for an algorithm that returns a promise resolved with undefined.
    pub(super) flush: Traced<Function>,
    /// What `[[cancelAlgorithm]]` calls.
    pub(super) cancel: Traced<Function>,
    /// What these call instead when the transformer is native code.
    pub(super) native: Shared<dyn NativeTransformer>,
    /// Whether native code transforms the bytes, and these algorithms have nothing to do: `streams/lane`.
    pub(super) taken: Cell<bool>,
}

impl TransformStreamDefaultController {
    /// `[[stream]]`
    ///
    /// # Errors
    ///
    /// None: a controller is made with its stream.
    pub fn stream(&self) -> Result<Ref<'_, TransformStream>> {
        self.stream
            .get()
            .ok_or_else(|| Exception::type_error("The controller has no stream"))
    }

    /// Whether a chunk of bytes becomes chunks of bytes here without JavaScript.
    pub(in crate::streams) fn is_of_bytes(&self, scope: &Scope<'_, '_>) -> bool {
        match self.native.get() {
            Some(native) => native.is_of_bytes(),
            // One that passes chunks on, and whose controller no script has.
            None => {
                let transformer = self.transformer.get(scope);
                transformer.is_some_and(|transformer| transformer.is_null_or_undefined())
            }
        }
    }

    /// Whether the transformer is in the middle of a chunk, and waits.
    pub(in crate::streams) fn is_paused(&self) -> bool {
        self.native.get().is_some_and(|native| native.is_paused())
    }

    /// Takes away what transforms the bytes, with what is left of a chunk that it is in the middle of; `None` if bytes are passed on.
    pub(in crate::streams) fn take_bytes(&self) -> Option<(Box<dyn ByteTransform>, Vec<u8>)> {
        self.taken.set(true);
        self.native.get()?.take_bytes()
    }

    /// Performs `[[transformAlgorithm]]`.
    pub(super) fn transform_algorithm<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<Completion<'s>> {
        if this.taken.get() {
            return Ok(Completion::Done);
        }
        if let Some(transform) = this.transform.get(scope) {
            let controller = binding::wrapper(scope, this).ok_or(Exception::Pending)?;
            let transformer = this.transformer(scope).into();
            return CallbackFunction::new(scope, transform).call_completion(
                scope,
                transformer,
                &[chunk, controller.into()],
            );
        }
        native_completion(scope, |scope| match this.native.get() {
            Some(native) => native.transform(scope, this, chunk),
            None => transform_stream_default_controller_enqueue(scope, this, chunk).map(|()| None),
        })
    }

    /// Performs `[[flushAlgorithm]]`.
    pub(super) fn flush_algorithm<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Completion<'s>> {
        if this.taken.get() {
            return Ok(Completion::Done);
        }
        if let Some(flush) = this.flush.get(scope) {
            let controller = binding::wrapper(scope, this).ok_or(Exception::Pending)?;
            let transformer = this.transformer(scope).into();
            return CallbackFunction::new(scope, flush).call_completion(
                scope,
                transformer,
                &[controller.into()],
            );
        }
        match this.native.get() {
            Some(native) => native_completion(scope, |scope| native.flush(scope, this)),
            None => Ok(Completion::Done),
        }
    }

    /// Performs `[[cancelAlgorithm]]`.
    pub(super) fn cancel_algorithm<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        match self.cancel.get(scope) {
            Some(cancel) => self.invoke(scope, cancel, &[reason]),
            None => resolved_with_undefined(scope),
        }
    }

    /// Invokes a member of the transformer.
    fn invoke<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        function: Local<'s, Function>,
        arguments: &[Local<'s, Value>],
    ) -> Result<Local<'s, Promise>> {
        let this = self.transformer(scope);
        CallbackFunction::new(scope, function).call_promise(scope, this.into(), arguments)
    }

    fn transformer<'s>(&self, scope: &Scope<'s, '_>) -> Local<'s, Value> {
        let transformer = self.transformer.get(scope);
        transformer.unwrap_or_else(|| js::undefined(scope).into())
    }
}

/// What comes of an algorithm that is native code.
fn native_completion<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    algorithm: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Option<Local<'s, Promise>>>,
) -> Result<Completion<'s>> {
    match catch(scope, algorithm) {
        Ok(Some(promise)) => Ok(Completion::Promise(promise)),
        Ok(None) => Ok(Completion::Done),
        Err(Some(reason)) => rejected(scope, reason).map(Completion::Promise),
        Err(None) => Err(Exception::Pending),
    }
}

#[webapi("streams/TransformStreamDefaultController.idl")]
impl TransformStreamDefaultController {
    /// <https://streams.spec.whatwg.org/#ts-default-controller-desired-size>
    fn desired_size(&self) -> Result<Option<f64>> {
        // 1. Let readableController be this.[[stream]].[[readable]].[[controller]].
        let stream = self.stream()?;
        let readable_controller = stream.readable_controller()?;
        // 2. Return ! ReadableStreamDefaultControllerGetDesiredSize(readableController).
        Ok(readable_stream_default_controller_get_desired_size(
            &readable_controller,
        ))
    }

    /// <https://streams.spec.whatwg.org/#ts-default-controller-enqueue>
    fn enqueue<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        chunk: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. Perform ? TransformStreamDefaultControllerEnqueue(this, chunk).
        let chunk = chunk.unwrap_or_else(|| js::undefined(scope).into());
        transform_stream_default_controller_enqueue(scope, this, chunk)
    }

    /// <https://streams.spec.whatwg.org/#ts-default-controller-error>
    fn error<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        reason: Option<Local<'s, Value>>,
    ) -> Result<()> {
        // 1. Perform ? TransformStreamDefaultControllerError(this, e).
        let reason = reason.unwrap_or_else(|| js::undefined(scope).into());
        transform_stream_default_controller_error(scope, this, reason)
    }

    /// <https://streams.spec.whatwg.org/#ts-default-controller-terminate>
    fn terminate(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. Perform ? TransformStreamDefaultControllerTerminate(this).
        transform_stream_default_controller_terminate(scope, this)
    }
}
