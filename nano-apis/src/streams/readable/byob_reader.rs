//! The interface ReadableStreamBYOBReader and its operations: <https://streams.spec.whatwg.org/#byob-reader-class>

use std::cell::RefCell;
use std::collections::VecDeque;

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::promise::new_promise;
use nano_runtime::webidl::{ArrayBufferView, ViewType};
use nano_runtime::{Exception, Ref, Result, Scope, Traced, binding, webapi};

use super::generic_reader::{
    self, GenericReader, readable_stream_reader_generic_initialize,
    readable_stream_reader_generic_release,
};
use super::operations::{Reader, is_readable_stream_locked};
use super::pull_into::readable_byte_stream_controller_pull_into;
use super::read_request::ReadIntoRequest;
use super::readable_stream::{ReadableStream, ReadableStreamState};
use crate::streams::promises::rejected_with;

/// <https://streams.spec.whatwg.org/#readablestreambyobreader>
#[webapi("streams/ReadableStreamBYOBReader.idl")]
#[derive(Default)]
pub struct ReadableStreamBYOBReader {
    pub(super) generic: GenericReader,
    pub(super) read_into_requests: RefCell<VecDeque<ReadIntoRequest>>,
}

impl ReadableStreamBYOBReader {
    /// What every reader has.
    #[must_use]
    pub fn generic(&self) -> &GenericReader {
        &self.generic
    }

    /// Takes the first of `[[readIntoRequests]]`.
    pub(super) fn next_request(&self) -> Option<ReadIntoRequest> {
        self.read_into_requests.borrow_mut().pop_front()
    }
}

/// <https://streams.spec.whatwg.org/#dictdef-readablestreambyobreaderreadoptions>
#[webapi("streams/ReadableStreamBYOBReader.idl")]
pub struct ReadableStreamBYOBReaderReadOptions {
    /// The number of elements below which the read goes on.
    pub min: u64,
}

#[webapi("streams/ReadableStreamBYOBReader.idl")]
impl ReadableStreamBYOBReader {
    /// <https://streams.spec.whatwg.org/#byob-reader-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        stream: Ref<'s, ReadableStream>,
    ) -> Result<Ref<'s, Self>> {
        // 1. Perform ? SetUpReadableStreamBYOBReader(this, stream).
        acquire_readable_stream_byob_reader(scope, stream)
    }

    /// <https://streams.spec.whatwg.org/#byob-reader-read>
    fn read<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        view: ArrayBufferView<'s>,
        options: ReadableStreamBYOBReaderReadOptions,
    ) -> Result<Local<'s, Promise>> {
        let min = match check_view(scope, view, options.min) {
            Ok(min) => min,
            Err(exception) => return rejected_with(scope, &exception),
        };
        // 8. If this.[[stream]] is undefined, return a promise rejected with a TypeError exception.
        if this.generic.stream.get().is_none() {
            return rejected_with(
                scope,
                &Exception::type_error(
                    "This readable stream reader has been released and cannot be used to read from its previous owner stream",
                ),
            );
        }
        // 9. Let promise be a new promise.
        let (resolver, promise) = new_promise(scope)?;
        // 10. Let readIntoRequest be a new read-into request whose steps settle promise.
        // 11. Perform ! ReadableStreamBYOBReaderRead(this, view, options["min"], readIntoRequest).
        let read_into_request = ReadIntoRequest::Promise(Traced::new(scope, resolver));
        readable_stream_byob_reader_read(scope, this, view, min, read_into_request)?;
        // 12. Return promise.
        Ok(promise)
    }

    /// <https://streams.spec.whatwg.org/#byob-reader-release-lock>
    fn release_lock(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. If this.[[stream]] is undefined, return.
        if this.generic.stream.get().is_none() {
            return Ok(());
        }
        // 2. Perform ! ReadableStreamBYOBReaderRelease(this).
        readable_stream_byob_reader_release(scope, this)
    }
}

/// Steps 1 to 7 of read(): `min` as a number of elements that the view has room for.
fn check_view<'s>(scope: &mut Scope<'s, '_>, view: ArrayBufferView<'s>, min: u64) -> Result<usize> {
    // 1. If view.[[ByteLength]] is 0, return a promise rejected with a TypeError exception.
    // 2. If view.[[ViewedArrayBuffer]].[[ByteLength]] is 0, return a promise rejected with a TypeError exception.
    // 3. If ! IsDetachedBuffer(view.[[ViewedArrayBuffer]]) is true, return a promise rejected with a TypeError exception.
    // A detached buffer makes the length 0, but its message is the better one.
    if view.is_detached(scope) {
        return Err(Exception::type_error(
            "This readable stream reader cannot be used to read as the view's buffer has been detached",
        ));
    }
    if view.byte_length() == 0 {
        return Err(Exception::type_error(
            "This readable stream reader cannot be used to read as the view has byte length equal to 0",
        ));
    }
    // 4. If options["min"] is 0, return a promise rejected with a TypeError exception.
    if min == 0 {
        return Err(Exception::type_error(
            "options.min must be greater than zero",
        ));
    }
    // 5. If view has a [[TypedArrayName]] internal slot: if options["min"] > view.[[ArrayLength]], a RangeError exception.
    // 6. Otherwise (i.e., it is a DataView): if options["min"] > view.[[ByteLength]], a RangeError exception.
    let length = view.byte_length() / ViewType::of(view).element_size();
    usize::try_from(min)
        .ok()
        .filter(|min| *min <= length)
        .ok_or_else(|| {
            Exception::range_error("options.min must not be larger than the view's length")
        })
}

#[webapi("streams/ReadableStreamGenericReader.idl")]
impl ReadableStreamBYOBReader {
    /// <https://streams.spec.whatwg.org/#generic-reader-closed>
    fn closed<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. Return this.[[closedPromise]].
        self.generic.closed_promise.promise(scope)
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Option<Local<'s, Value>>,
    ) -> Result<Local<'s, Promise>> {
        generic_reader::cancel(scope, &self.generic, reason)
    }
}

/// <https://streams.spec.whatwg.org/#acquire-readable-stream-byob-reader>
///
/// # Errors
///
/// TypeError when the stream is locked, or is no byte stream.
pub fn acquire_readable_stream_byob_reader<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<Ref<'s, ReadableStreamBYOBReader>> {
    // 1. Let reader be a new ReadableStreamBYOBReader.
    let reader = binding::allocate(scope, ReadableStreamBYOBReader::default());
    // 2. Perform ? SetUpReadableStreamBYOBReader(reader, stream).
    set_up_readable_stream_byob_reader(scope, reader, stream)?;
    // 3. Return reader.
    Ok(reader)
}

/// <https://streams.spec.whatwg.org/#set-up-readable-stream-byob-reader>
fn set_up_readable_stream_byob_reader(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamBYOBReader>,
    stream: Ref<'_, ReadableStream>,
) -> Result<()> {
    // 1. If ! IsReadableStreamLocked(stream) is true, throw a TypeError exception.
    if is_readable_stream_locked(&stream) {
        return Err(Exception::type_error(
            "ReadableStreamBYOBReader constructor can only accept readable streams that are not yet locked to a reader",
        ));
    }
    // 2. If stream.[[controller]] does not implement ReadableByteStreamController, throw a TypeError exception.
    if stream.byte_controller.get().is_none() {
        return Err(Exception::type_error(
            "Cannot use a BYOB reader with a non-byte stream",
        ));
    }
    // 3. Perform ! ReadableStreamReaderGenericInitialize(reader, stream).
    // 4. Set reader.[[readIntoRequests]] to a new empty list.
    readable_stream_reader_generic_initialize(scope, Reader::Byob(reader), stream)
}

/// <https://streams.spec.whatwg.org/#readable-stream-byob-reader-read>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_byob_reader_read<'s>(
    scope: &mut Scope<'s, '_>,
    reader: Ref<'_, ReadableStreamBYOBReader>,
    view: ArrayBufferView<'s>,
    min: usize,
    read_into_request: ReadIntoRequest,
) -> Result<()> {
    // 1. Let stream be reader.[[stream]].
    // 2. Assert: stream is not undefined.
    let Some(stream) = reader.generic.stream.get() else {
        return Ok(());
    };
    // 3. Set stream.[[disturbed]] to true.
    stream.disturbed.set(true);
    // 4. If stream.[[state]] is "errored", perform readIntoRequest's error steps given stream.[[storedError]].
    if stream.state.get() == ReadableStreamState::Errored {
        let error = stream.stored_error(scope);
        return read_into_request.error_steps(scope, error);
    }
    // 5. Otherwise, perform ! ReadableByteStreamControllerPullInto(stream.[[controller]], view, min, readIntoRequest).
    match stream.byte_controller.get() {
        Some(controller) => readable_byte_stream_controller_pull_into(
            scope,
            controller,
            view,
            min,
            read_into_request,
        ),
        None => Ok(()),
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablestreambyobreaderrelease>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_byob_reader_release(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamBYOBReader>,
) -> Result<()> {
    // 1. Perform ! ReadableStreamReaderGenericRelease(reader).
    readable_stream_reader_generic_release(scope, &reader.generic)?;
    // 2. Let e be a new TypeError exception.
    let e = Exception::type_error("Releasing BYOB reader")
        .to_value(scope)
        .ok_or(Exception::Pending)?;
    // 3. Perform ! ReadableStreamBYOBReaderErrorReadIntoRequests(reader, e).
    readable_stream_byob_reader_error_read_into_requests(scope, reader, e)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablestreambyobreadererrorreadintorequests>
pub(super) fn readable_stream_byob_reader_error_read_into_requests<'s>(
    scope: &mut Scope<'s, '_>,
    reader: Ref<'_, ReadableStreamBYOBReader>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Let readIntoRequests be reader.[[readIntoRequests]].
    // 2. Set reader.[[readIntoRequests]] to a new empty list.
    // 3. For each readIntoRequest of readIntoRequests, perform readIntoRequest's error steps, given e.
    // They stay in the list, where they are traced, until it is their turn: nobody appends to it, as the stream is errored or gone.
    while let Some(read_into_request) = reader.next_request() {
        read_into_request.error_steps(scope, e)?;
    }
    Ok(())
}
