//! Working with readable streams, and interfacing with controllers: <https://streams.spec.whatwg.org/#rs-abstract-ops>
//!
//! How streams are made is with each controller; tee, pipe and from have files of their own.

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::rejected;
use nano_runtime::react::{Reaction, react};
use nano_runtime::{Ref, Result, Scope, Trace};

use super::byob_reader::ReadableStreamBYOBReader;
use super::byte_controller_operations::readable_byte_stream_controller_cancel_steps;
use super::chunk::Chunk;
use super::default_controller_operations::readable_stream_default_controller_cancel_steps;
use super::default_reader::{
    ReadableStreamDefaultReader, readable_stream_default_reader_error_read_requests,
};
use super::generic_reader::GenericReader;
use super::read_request::{ReadIntoRequest, ReadRequest};
use super::readable_stream::{ReadableStream, ReadableStreamState};
use crate::streams::promises::resolved_with_undefined;

/// A stream's `[[reader]]`.
#[derive(Clone, Copy)]
pub(super) enum Reader<'a> {
    Default(Ref<'a, ReadableStreamDefaultReader>),
    Byob(Ref<'a, ReadableStreamBYOBReader>),
}

impl<'a> Reader<'a> {
    pub(super) fn of(stream: &'a ReadableStream) -> Option<Self> {
        let default = stream.default_reader.get().map(Reader::Default);
        default.or_else(|| stream.byob_reader.get().map(Reader::Byob))
    }

    pub(super) fn generic(self) -> &'a GenericReader {
        match self {
            Self::Default(reader) => &reader.get().generic,
            Self::Byob(reader) => &reader.get().generic,
        }
    }
}

/// <https://streams.spec.whatwg.org/#is-readable-stream-locked>
#[must_use]
pub fn is_readable_stream_locked(stream: &ReadableStream) -> bool {
    // 1. If stream.[[reader]] is undefined, return false. 2. Return true.
    Reader::of(stream).is_some()
}

/// <https://streams.spec.whatwg.org/#readable-stream-add-read-into-request>
pub(super) fn readable_stream_add_read_into_request(
    stream: Ref<'_, ReadableStream>,
    read_request: ReadIntoRequest,
) {
    // 1. Assert: stream.[[reader]] implements ReadableStreamBYOBReader.
    // 2. Assert: stream.[[state]] is "readable" or "closed".
    // 3. Append readRequest to stream.[[reader]].[[readIntoRequests]].
    if let Some(reader) = stream.byob_reader.get() {
        reader
            .read_into_requests
            .borrow_mut()
            .push_back(read_request);
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-add-read-request>
pub(super) fn readable_stream_add_read_request(
    stream: Ref<'_, ReadableStream>,
    read_request: ReadRequest,
) {
    // 1. Assert: stream.[[reader]] implements ReadableStreamDefaultReader.
    // 2. Assert: stream.[[state]] is "readable".
    // 3. Append readRequest to stream.[[reader]].[[readRequests]].
    if let Some(reader) = stream.default_reader.get() {
        reader.read_requests.borrow_mut().push_back(read_request);
    }
}

/// The fulfillment steps at the end of [`readable_stream_cancel`]: they return undefined.
#[derive(Trace)]
struct ReturnUndefined {}

impl Reaction for ReturnUndefined {}

/// <https://streams.spec.whatwg.org/#readable-stream-cancel>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_cancel<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Set stream.[[disturbed]] to true.
    stream.disturbed.set(true);
    match stream.state.get() {
        // 2. If stream.[[state]] is "closed", return a promise resolved with undefined.
        ReadableStreamState::Closed => return resolved_with_undefined(scope),
        // 3. If stream.[[state]] is "errored", return a promise rejected with stream.[[storedError]].
        ReadableStreamState::Errored => {
            let error = stream.stored_error(scope);
            return rejected(scope, error);
        }
        ReadableStreamState::Readable => {}
    }
    // 4. Perform ! ReadableStreamClose(stream).
    readable_stream_close(scope, stream)?;
    // 5. Let reader be stream.[[reader]].
    // 6. If reader is not undefined and reader implements ReadableStreamBYOBReader,
    if let Some(reader) = stream.byob_reader.get() {
        // 6.1. Let readIntoRequests be reader.[[readIntoRequests]].
        // 6.2. Set reader.[[readIntoRequests]] to an empty list.
        // 6.3. For each readIntoRequest of readIntoRequests, perform readIntoRequest's close steps, given undefined.
        while let Some(read_into_request) = reader.next_request() {
            read_into_request.close_steps(scope, None)?;
        }
    }
    // 7. Let sourceCancelPromise be ! stream.[[controller]].[[CancelSteps]](reason).
    let source_cancel_promise = if let Some(controller) = stream.default_controller.get() {
        readable_stream_default_controller_cancel_steps(scope, controller, reason)?
    } else if let Some(controller) = stream.byte_controller.get() {
        readable_byte_stream_controller_cancel_steps(scope, controller, reason)?
    } else {
        return resolved_with_undefined(scope);
    };
    // 8. Return the result of reacting to sourceCancelPromise with a fulfillment step that returns undefined.
    react(scope, source_cancel_promise, ReturnUndefined {})
}

/// <https://streams.spec.whatwg.org/#readable-stream-close>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_close(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is "readable".
    // 2. Set stream.[[state]] to "closed".
    stream.state.set(ReadableStreamState::Closed);
    // 3. Let reader be stream.[[reader]].
    // 4. If reader is undefined, return.
    let Some(reader) = Reader::of(stream.get()) else {
        return Ok(());
    };
    // 5. Resolve reader.[[closedPromise]] with undefined.
    reader.generic().closed_promise.resolve_undefined(scope)?;
    // 6. If reader implements ReadableStreamDefaultReader,
    if let Reader::Default(reader) = reader {
        // 6.1. Let readRequests be reader.[[readRequests]].
        // 6.2. Set reader.[[readRequests]] to an empty list.
        // 6.3. For each readRequest of readRequests, perform readRequest's close steps.
        while let Some(read_request) = reader.next_request() {
            read_request.close_steps(scope)?;
        }
    }
    Ok(())
}

/// <https://streams.spec.whatwg.org/#readable-stream-error>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_error<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Assert: stream.[[state]] is "readable".
    // 2. Set stream.[[state]] to "errored".
    stream.state.set(ReadableStreamState::Errored);
    // 3. Set stream.[[storedError]] to e.
    stream.stored_error.set(scope, e);
    // 4. Let reader be stream.[[reader]].
    // 5. If reader is undefined, return.
    let Some(reader) = Reader::of(stream.get()) else {
        return Ok(());
    };
    let closed_promise = &reader.generic().closed_promise;
    // 6. Reject reader.[[closedPromise]] with e.
    // 7. Set reader.[[closedPromise]].[[PromiseIsHandled]] to true.
    // The two change places, so that the rejection is never noted as unhandled.
    closed_promise.mark_as_handled(scope);
    closed_promise.reject(scope, e)?;
    match reader {
        // 8. If reader implements ReadableStreamDefaultReader, perform ! ReadableStreamDefaultReaderErrorReadRequests(reader, e).
        Reader::Default(reader) => {
            readable_stream_default_reader_error_read_requests(scope, reader, e)
        }
        // 9. Otherwise, perform ! ReadableStreamBYOBReaderErrorReadIntoRequests(reader, e).
        Reader::Byob(reader) => {
            super::byob_reader::readable_stream_byob_reader_error_read_into_requests(
                scope, reader, e,
            )
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-fulfill-read-into-request>
pub(super) fn readable_stream_fulfill_read_into_request<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    chunk: Local<'s, Value>,
    done: bool,
) -> Result<()> {
    // 1. Assert: ! ReadableStreamHasBYOBReader(stream) is true.
    // 2. Let reader be stream.[[reader]].
    // 3. Assert: reader.[[readIntoRequests]] is not empty.
    // 4. Let readIntoRequest be reader.[[readIntoRequests]][0].
    // 5. Remove readIntoRequest from reader.[[readIntoRequests]].
    let reader = stream.byob_reader.get();
    let Some(read_into_request) = reader.and_then(|reader| reader.next_request()) else {
        return Ok(());
    };
    if done {
        // 6. If done is true, perform readIntoRequest's close steps, given chunk.
        read_into_request.close_steps(scope, Some(chunk))
    } else {
        // 7. Otherwise, perform readIntoRequest's chunk steps, given chunk.
        read_into_request.chunk_steps(scope, chunk)
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-fulfill-read-request>
pub(super) fn readable_stream_fulfill_read_request<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    chunk: Chunk<'s>,
    done: bool,
) -> Result<()> {
    // 1. Assert: ! ReadableStreamHasDefaultReader(stream) is true.
    // 2. Let reader be stream.[[reader]].
    // 3. Assert: reader.[[readRequests]] is not empty.
    // 4. Let readRequest be reader.[[readRequests]][0].
    // 5. Remove readRequest from reader.[[readRequests]].
    let reader = stream.default_reader.get();
    let Some(read_request) = reader.and_then(|reader| reader.next_request()) else {
        return Ok(());
    };
    if done {
        // 6. If done is true, perform readRequest's close steps.
        read_request.close_steps(scope)
    } else {
        // 7. Otherwise, perform readRequest's chunk steps, given chunk.
        read_request.chunk_steps(scope, chunk)
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-get-num-read-into-requests>
pub(super) fn readable_stream_get_num_read_into_requests(stream: &ReadableStream) -> usize {
    // 1. Assert: ! ReadableStreamHasBYOBReader(stream) is true.
    // 2. Return stream.[[reader]].[[readIntoRequests]]'s size.
    let reader = stream.byob_reader.get();
    reader.map_or(0, |reader| reader.read_into_requests.borrow().len())
}

/// <https://streams.spec.whatwg.org/#readable-stream-get-num-read-requests>
pub(super) fn readable_stream_get_num_read_requests(stream: &ReadableStream) -> usize {
    // 1. Assert: ! ReadableStreamHasDefaultReader(stream) is true.
    // 2. Return stream.[[reader]].[[readRequests]]'s size.
    let reader = stream.default_reader.get();
    reader.map_or(0, |reader| reader.read_requests.borrow().len())
}

/// <https://streams.spec.whatwg.org/#readable-stream-has-byob-reader>
pub(super) fn readable_stream_has_byob_reader(stream: &ReadableStream) -> bool {
    // 1. Let reader be stream.[[reader]]. 2. If reader is undefined, return false.
    // 3. If reader implements ReadableStreamBYOBReader, return true. 4. Return false.
    stream.byob_reader.get().is_some()
}

/// <https://streams.spec.whatwg.org/#readable-stream-has-default-reader>
pub(super) fn readable_stream_has_default_reader(stream: &ReadableStream) -> bool {
    // 1. Let reader be stream.[[reader]]. 2. If reader is undefined, return false.
    // 3. If reader implements ReadableStreamDefaultReader, return true. 4. Return false.
    stream.default_reader.get().is_some()
}
