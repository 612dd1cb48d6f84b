//! The interface ReadableStreamBYOBRequest: <https://streams.spec.whatwg.org/#rs-byob-request-class>

use nano_runtime::js::{Local, Uint8Array};
use nano_runtime::webidl::ArrayBufferView;
use nano_runtime::{Exception, Member, Ref, Result, Scope, Traced, webapi};

use super::byte_controller::ReadableByteStreamController;
use super::pull_into::{
    readable_byte_stream_controller_respond, readable_byte_stream_controller_respond_with_new_view,
};

/// <https://streams.spec.whatwg.org/#readablestreambyobrequest>
#[webapi("streams/ReadableStreamBYOBRequest.idl")]
#[derive(Default)]
pub struct ReadableStreamBYOBRequest {
    pub(super) controller: Member<ReadableByteStreamController>,
    pub(super) view: Traced<Uint8Array>,
}

impl ReadableStreamBYOBRequest {
    /// `[[view]]`
    pub(in crate::streams) fn view_on_stack<'s>(
        &self,
        scope: &Scope<'s, '_>,
    ) -> Option<Local<'s, Uint8Array>> {
        self.view.get(scope)
    }
}

#[cold]
fn invalidated() -> Exception {
    Exception::type_error("This BYOB request has been invalidated")
}

#[cold]
fn detached() -> Exception {
    Exception::type_error("ArrayBuffer is detached")
}

#[webapi("streams/ReadableStreamBYOBRequest.idl")]
impl ReadableStreamBYOBRequest {
    /// <https://streams.spec.whatwg.org/#rs-byob-request-view>
    fn view<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Uint8Array>> {
        // 1. Return this.[[view]].
        self.view.get(scope)
    }

    /// <https://streams.spec.whatwg.org/#rs-byob-request-respond>
    fn respond(&self, scope: &mut Scope<'_, '_>, bytes_written: u64) -> Result<()> {
        // 1. If this.[[controller]] is undefined, throw a TypeError exception.
        let controller = self.controller.get().ok_or_else(invalidated)?;
        // 2. If ! IsDetachedBuffer(this.[[view]].[[ArrayBuffer]]) is true, throw a TypeError exception.
        let view = self.view.get(scope).ok_or_else(invalidated)?;
        if view
            .buffer(scope)
            .is_some_and(|buffer| buffer.was_detached())
        {
            return Err(detached());
        }
        // 3. Assert: this.[[view]].[[ByteLength]] > 0.
        // 4. Assert: this.[[view]].[[ViewedArrayBuffer]].[[ByteLength]] > 0.
        // 5. Perform ? ReadableByteStreamControllerRespond(this.[[controller]], bytesWritten).
        readable_byte_stream_controller_respond(scope, controller, bytes_written)
    }

    /// <https://streams.spec.whatwg.org/#rs-byob-request-respond-with-new-view>
    fn respond_with_new_view<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        view: ArrayBufferView<'s>,
    ) -> Result<()> {
        // 1. If this.[[controller]] is undefined, throw a TypeError exception.
        let controller = this.controller.get().ok_or_else(invalidated)?;
        // 2. If ! IsDetachedBuffer(view.[[ViewedArrayBuffer]]) is true, throw a TypeError exception.
        if view.is_detached(scope) {
            return Err(detached());
        }
        // 3. Return ? ReadableByteStreamControllerRespondWithNewView(this.[[controller]], view).
        readable_byte_stream_controller_respond_with_new_view(scope, controller, view)
    }
}
