//! What both kinds of reader have: <https://streams.spec.whatwg.org/#generic-reader-mixin>

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Trace};

use super::byte_controller_operations::readable_byte_stream_controller_release_steps;
use super::operations::{Reader, readable_stream_cancel};
use super::readable_stream::{ReadableStream, ReadableStreamState};
use crate::streams::promises::{PromiseSlot, rejected_with};

/// The internal slots of ReadableStreamGenericReader.
#[derive(Default, Trace)]
pub struct GenericReader {
    /// `[[closedPromise]]`
    pub closed_promise: PromiseSlot,
    /// `[[stream]]`
    pub stream: Member<ReadableStream>,
}

/// <https://streams.spec.whatwg.org/#generic-reader-cancel>
pub(super) fn cancel<'s>(
    scope: &mut Scope<'s, '_>,
    reader: &GenericReader,
    reason: Option<Local<'s, Value>>,
) -> Result<Local<'s, Promise>> {
    // 1. If this.[[stream]] is undefined, return a promise rejected with a TypeError exception.
    if reader.stream.get().is_none() {
        return rejected_with(
            scope,
            &Exception::type_error(
                "This readable stream reader has been released and cannot be used to cancel its previous owner stream",
            ),
        );
    }
    // 2. Return ! ReadableStreamReaderGenericCancel(this, reason).
    let reason = reason.unwrap_or_else(|| nano_runtime::js::undefined(scope).into());
    readable_stream_reader_generic_cancel(scope, reader, reason)
}

/// <https://streams.spec.whatwg.org/#readable-stream-reader-generic-cancel>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_reader_generic_cancel<'s>(
    scope: &mut Scope<'s, '_>,
    reader: &GenericReader,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let stream be reader.[[stream]].
    // 2. Assert: stream is not undefined.
    let stream = reader
        .stream
        .get()
        .ok_or_else(|| Exception::type_error("The reader was released"))?;
    // 3. Return ! ReadableStreamCancel(stream, reason).
    readable_stream_cancel(scope, stream, reason)
}

/// <https://streams.spec.whatwg.org/#readable-stream-reader-generic-initialize>
pub(super) fn readable_stream_reader_generic_initialize(
    scope: &mut Scope<'_, '_>,
    reader: Reader<'_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<()> {
    let generic = reader.generic();
    // 1. Set reader.[[stream]] to stream.
    generic.stream.set(stream);
    // 2. Set stream.[[reader]] to reader.
    match reader {
        Reader::Default(reader) => stream.default_reader.set(reader),
        Reader::Byob(reader) => stream.byob_reader.set(reader),
    }
    match stream.state.get() {
        // 3. If stream.[[state]] is "readable", set reader.[[closedPromise]] to a new promise.
        ReadableStreamState::Readable => generic.closed_promise.set_new(scope),
        // 4. Otherwise, if stream.[[state]] is "closed", set reader.[[closedPromise]] to a promise resolved with undefined.
        ReadableStreamState::Closed => generic.closed_promise.set_resolved(scope),
        // 5. Otherwise, set reader.[[closedPromise]] to a promise rejected with stream.[[storedError]], and its
        //    [[PromiseIsHandled]] to true.
        ReadableStreamState::Errored => {
            let error = stream.stored_error(scope);
            generic.closed_promise.set_rejected(scope, error)
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-reader-generic-release>
pub(super) fn readable_stream_reader_generic_release(
    scope: &mut Scope<'_, '_>,
    reader: &GenericReader,
) -> Result<()> {
    // 1. Let stream be reader.[[stream]].
    // 2. Assert: stream is not undefined. 3. Assert: stream.[[reader]] is reader.
    let Some(stream) = reader.stream.get() else {
        return Ok(());
    };
    let e = Exception::type_error("Releasing Default reader")
        .to_value(scope)
        .ok_or(Exception::Pending)?;
    if stream.state.get() == ReadableStreamState::Readable {
        // 4. If stream.[[state]] is "readable", reject reader.[[closedPromise]] with a TypeError exception.
        // 6. Set reader.[[closedPromise]].[[PromiseIsHandled]] to true.
        reader.closed_promise.mark_as_handled(scope);
        reader.closed_promise.reject(scope, e)?;
    } else {
        // 5. Otherwise, set reader.[[closedPromise]] to a promise rejected with a TypeError exception. (And step 6.)
        reader.closed_promise.set_rejected(scope, e)?;
    }
    let_go(reader);
    Ok(())
}

/// [`readable_stream_reader_generic_release`] of a reader that no script has, and whose closed promise nothing waits for.
///
/// OPTIMIZATION: that is not rejected, and the error with its stack is not made.
pub(super) fn readable_stream_reader_generic_release_unobserved(
    scope: &mut Scope<'_, '_>,
    reader: &GenericReader,
) {
    reader.closed_promise.clear(scope);
    let_go(reader);
}

/// The last steps of [`readable_stream_reader_generic_release`].
fn let_go(reader: &GenericReader) {
    let Some(stream) = reader.stream.get() else {
        return;
    };
    // 7. Perform ! stream.[[controller]].[[ReleaseSteps]](). (Those of a default controller do nothing.)
    if let Some(controller) = stream.byte_controller.get() {
        readable_byte_stream_controller_release_steps(controller);
    }
    // 8. Set stream.[[reader]] to undefined.
    stream.default_reader.clear();
    stream.byob_reader.clear();
    // 9. Set reader.[[stream]] to undefined.
    reader.stream.clear();
}
