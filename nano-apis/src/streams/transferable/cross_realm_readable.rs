//! The readable end of a cross-realm transform.

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::react::Completion;
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace};

use super::cross_realm_messages::{
    Kind, cross_realm_transform_send_error, pack_and_post_message, send_reason_and_disentangle,
    unpack,
};
use super::data_clone_error;
use crate::html::{MessageHandler, MessagePort, disentangle, set_message_handler};
use crate::streams::promises::resolved_with_undefined;
use crate::streams::readable::{
    ReadableStream, ReadableStreamDefaultController, SourceAlgorithms, create_readable_stream,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
    readable_stream_default_controller_error,
};
use crate::streams::strategies::SizeAlgorithm;

/// What the handlers and the algorithms of a readable end close over.
#[derive(Trace)]
struct ReadableEnd {
    port: Member<MessagePort>,
    stream: Member<ReadableStream>,
}

impl ReadableEnd {
    /// The port and the stream's controller.
    fn ends(
        &self,
    ) -> Option<(
        Ref<'_, MessagePort>,
        Ref<'_, ReadableStreamDefaultController>,
    )> {
        let controller = self.stream.get()?.get().default_controller()?;
        Some((self.port.get()?, controller))
    }
}

impl MessageHandler for Shared<ReadableEnd> {
    fn message<'s>(&self, scope: &mut Scope<'s, '_>, data: Local<'s, Value>) -> Result<()> {
        let Some(end) = self.get() else { return Ok(()) };
        let (Some((port, controller)), Some((r#type, value))) = (end.ends(), unpack(scope, data))
        else {
            return Ok(());
        };
        match r#type {
            // 3.6. If type is "chunk", perform ! ReadableStreamDefaultControllerEnqueue(controller, value).
            Kind::Chunk => readable_stream_default_controller_enqueue(scope, controller, value),
            // 3.7. Otherwise, if type is "close", perform ! ReadableStreamDefaultControllerClose(controller). Disentangle port.
            Kind::Close => {
                readable_stream_default_controller_close(scope, controller)?;
                disentangle(scope, port);
                Ok(())
            }
            // 3.8. Otherwise, if type is "error", perform ! ReadableStreamDefaultControllerError(controller, value). Disentangle port.
            Kind::Error => {
                readable_stream_default_controller_error(scope, controller, value)?;
                disentangle(scope, port);
                Ok(())
            }
            Kind::Pull => Ok(()),
        }
    }

    fn message_error(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(end) = self.get() else { return Ok(()) };
        let Some((port, controller)) = end.ends() else {
            return Ok(());
        };
        // 4.1. Let error be a new "DataCloneError" DOMException.
        let error = data_clone_error("A chunk could not be deserialized.")
            .to_value(scope)
            .ok_or(Exception::Pending)?;
        // 4.2. Perform ! CrossRealmTransformSendError(port, error).
        cross_realm_transform_send_error(scope, port, error)?;
        // 4.3. Perform ! ReadableStreamDefaultControllerError(controller, error).
        readable_stream_default_controller_error(scope, controller, error)?;
        // 4.4. Disentangle port.
        disentangle(scope, port);
        Ok(())
    }
}

impl SourceAlgorithms for Shared<ReadableEnd> {
    fn pull<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        let end = self.get();
        if let Some(port) = end.as_ref().and_then(|end| end.port.get()) {
            // 7.1. Perform ! PackAndPostMessage(port, "pull", undefined).
            let undefined = js::undefined(scope).into();
            pack_and_post_message(scope, port, Kind::Pull, undefined)?;
        }
        // 7.2. Return a promise resolved with undefined.
        resolved_with_undefined(scope)
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let end = self.get();
        match end.as_ref().and_then(|end| end.port.get()) {
            // 8.1.–8.4. Post reason as an error, disentangle port, and return a promise of the result.
            Some(port) => send_reason_and_disentangle(scope, port, reason),
            None => resolved_with_undefined(scope),
        }
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-setupcrossrealmtransformreadable>
///
/// Makes the stream as well.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn set_up_cross_realm_transform_readable<'s>(
    scope: &mut Scope<'s, '_>,
    port: Ref<'_, MessagePort>,
) -> Result<Ref<'s, ReadableStream>> {
    let end = ReadableEnd {
        port: Member::new(port),
        stream: Member::empty(),
    };
    let end = Shared::new(scope, || Box::new(end));
    // 3. Add a handler for port's message event. 4. Add a handler for port's messageerror event.
    // 5. Enable port's port message queue.
    let handler = Shared::new(scope, || Box::new(end.clone()) as Box<dyn MessageHandler>);
    set_message_handler(scope, port, &handler);
    // 7. Let pullAlgorithm be the following steps. 8. Let cancelAlgorithm be the following steps.
    let algorithms = Shared::new(scope, || Box::new(end.clone()) as Box<dyn SourceAlgorithms>);
    // 1. Perform ! InitializeReadableStream(stream). 2. Let controller be a new ReadableStreamDefaultController.
    // 6. Let startAlgorithm be an algorithm that returns undefined. 9. Let sizeAlgorithm be an algorithm that returns 1.
    // 10. Perform ! SetUpReadableStreamDefaultController(stream, controller, startAlgorithm, pullAlgorithm, cancelAlgorithm, 0,
    //     sizeAlgorithm).
    let stream = create_readable_stream(
        scope,
        |_| Ok(Completion::Done),
        &algorithms,
        0.0,
        SizeAlgorithm::default(),
    )?;
    if let Some(end) = end.get() {
        end.stream.set(stream);
    }
    Ok(stream)
}
