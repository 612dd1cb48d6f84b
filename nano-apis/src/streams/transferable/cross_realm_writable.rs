//! The writable end of a cross-realm transform.

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::react::{Completion, Reaction, react};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace, Traced};

use super::cross_realm_messages::{
    Kind, cross_realm_transform_send_error, pack_and_post_message,
    pack_and_post_message_handling_error, send_reason_and_disentangle, unpack,
};
use super::data_clone_error;
use crate::html::{MessageHandler, MessagePort, disentangle, set_message_handler};
use crate::streams::promises::{PromiseSlot, resolved_with_undefined};
use crate::streams::strategies::SizeAlgorithm;
use crate::streams::writable::{
    NativeSink, SinkAlgorithms, WritableStream, create_writable_stream,
    writable_stream_default_controller_error_if_needed,
};

/// What the handlers and the algorithms of a writable end close over.
#[derive(Trace)]
struct WritableEnd {
    port: Member<MessagePort>,
    stream: Member<WritableStream>,
    /// backpressurePromise; the empty slot is undefined.
    backpressure_promise: PromiseSlot,
}

impl WritableEnd {
    /// If backpressurePromise is not undefined, resolve it with undefined, and set it to undefined.
    fn relieve_backpressure(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        self.backpressure_promise.resolve_undefined(scope)?;
        self.backpressure_promise.clear(scope);
        Ok(())
    }

    fn error_if_needed<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        error: Local<'s, Value>,
    ) -> Result<()> {
        match self.stream.get() {
            Some(stream) => writable_stream_default_controller_error_if_needed(
                scope,
                stream.controller()?,
                error,
            ),
            None => Ok(()),
        }
    }
}

impl MessageHandler for Shared<WritableEnd> {
    fn message<'s>(&self, scope: &mut Scope<'s, '_>, data: Local<'s, Value>) -> Result<()> {
        let Some(end) = self.get() else { return Ok(()) };
        let Some((r#type, value)) = unpack(scope, data) else {
            return Ok(());
        };
        match r#type {
            // 4.6. If type is "pull", resolve backpressurePromise and set it to undefined.
            Kind::Pull => end.relieve_backpressure(scope),
            // 4.7. Otherwise, if type is "error", perform ! WritableStreamDefaultControllerErrorIfNeeded(controller, value), and resolve
            //      backpressurePromise and set it to undefined.
            Kind::Error => {
                end.error_if_needed(scope, value)?;
                end.relieve_backpressure(scope)
            }
            Kind::Chunk | Kind::Close => Ok(()),
        }
    }

    fn message_error(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(end) = self.get() else { return Ok(()) };
        let Some(port) = end.port.get() else {
            return Ok(());
        };
        // 5.1. Let error be a new "DataCloneError" DOMException.
        let error = data_clone_error("The reason could not be deserialized.")
            .to_value(scope)
            .ok_or(Exception::Pending)?;
        // 5.2. Perform ! CrossRealmTransformSendError(port, error).
        cross_realm_transform_send_error(scope, port, error)?;
        // 5.3. Perform ! WritableStreamDefaultControllerErrorIfNeeded(controller, error).
        end.error_if_needed(scope, error)?;
        // 5.4. Disentangle port.
        disentangle(scope, port);
        Ok(())
    }
}

/// A write that waits for backpressure to be relieved.
#[derive(Trace)]
struct WaitingWrite {
    end: Shared<WritableEnd>,
    chunk: Traced<Value>,
}

impl Reaction for WaitingWrite {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (Some(end), Some(chunk)) = (self.end.get(), self.chunk.get(scope)) else {
            return Ok(None);
        };
        let Some(port) = end.port.get() else {
            return Ok(None);
        };
        // 8.2.1. Set backpressurePromise to a new promise.
        end.backpressure_promise.set_new(scope)?;
        // 8.2.2. Let result be PackAndPostMessageHandlingError(port, "chunk", chunk).
        match pack_and_post_message_handling_error(scope, port, Kind::Chunk, chunk) {
            // 8.2.3. If result is an abrupt completion, disentangle port, and return a promise rejected with result.[[Value]].
            Err(Some(error)) => {
                disentangle(scope, port);
                Err(Exception::value(scope, error))
            }
            Err(None) => Err(Exception::Pending),
            // 8.2.4. Otherwise, return a promise resolved with undefined.
            Ok(()) => Ok(None),
        }
    }
}

impl NativeSink for Shared<WritableEnd> {
    fn write<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let Some(end) = self.get() else {
            return resolved_with_undefined(scope);
        };
        // 8.1. If backpressurePromise is undefined, set backpressurePromise to a promise resolved with undefined.
        if end.backpressure_promise.is_empty(scope) {
            end.backpressure_promise.set_resolved(scope)?;
        }
        // 8.2. Return the result of reacting to backpressurePromise with the fulfillment steps.
        let backpressure_promise = end.backpressure_promise.promise(scope)?;
        let reaction = WaitingWrite {
            end: self.clone(),
            chunk: Traced::new(scope, chunk),
        };
        react(scope, backpressure_promise, reaction)
    }

    fn close<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        let end = self.get();
        if let Some(port) = end.as_ref().and_then(|end| end.port.get()) {
            // 9.1. Perform ! PackAndPostMessage(port, "close", undefined).
            let undefined = js::undefined(scope).into();
            pack_and_post_message(scope, port, Kind::Close, undefined)?;
            // 9.2. Disentangle port.
            disentangle(scope, port);
        }
        // 9.3. Return a promise resolved with undefined.
        resolved_with_undefined(scope)
    }

    fn abort<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let end = self.get();
        match end.as_ref().and_then(|end| end.port.get()) {
            // 10.1.–10.4. Post reason as an error, disentangle port, and return a promise of the result.
            Some(port) => send_reason_and_disentangle(scope, port, reason),
            None => resolved_with_undefined(scope),
        }
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformwritable>
///
/// Makes the stream as well.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn set_up_cross_realm_transform_writable<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
) -> Result<Ref<'s, WritableStream>> {
    // 3. Let backpressurePromise be a new promise.
    let end = WritableEnd {
        port: Member::new(port),
        stream: Member::empty(),
        backpressure_promise: PromiseSlot::new(scope)?,
    };
    let end = Shared::new(scope, || Box::new(end));
    // 4. Add a handler for port's message event. 5. Add a handler for port's messageerror event.
    // 6. Enable port's port message queue.
    let handler = Shared::new(scope, || Box::new(end.clone()) as Box<dyn MessageHandler>);
    set_message_handler(scope, port, &handler);
    // 8. Let writeAlgorithm be … 9. Let closeAlgorithm be … 10. Let abortAlgorithm be the following steps.
    let algorithms = SinkAlgorithms {
        native: Shared::new(scope, || Box::new(end.clone()) as Box<dyn NativeSink>),
        ..SinkAlgorithms::default()
    };
    // 1. Perform ! InitializeWritableStream(stream). 2. Let controller be a new WritableStreamDefaultController.
    // 7. Let startAlgorithm be an algorithm that returns undefined. 11. Let sizeAlgorithm be an algorithm that returns 1.
    // 12. Perform ! SetUpWritableStreamDefaultController(stream, controller, startAlgorithm, writeAlgorithm, closeAlgorithm,
    //     abortAlgorithm, 1, sizeAlgorithm).
    let stream = create_writable_stream(
        scope,
        Completion::Done,
        &algorithms,
        1.0,
        SizeAlgorithm::default(),
    )?;
    if let Some(end) = end.get() {
        end.stream.set(stream);
    }
    Ok(stream)
}
