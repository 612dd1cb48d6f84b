//! The interface ReadableStreamDefaultReader and its operations: <https://streams.spec.whatwg.org/#default-reader-class>

use std::cell::RefCell;
use std::collections::VecDeque;

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::{Exception, Ref, Result, Scope, binding, webapi};

use super::byte_controller_operations::readable_byte_stream_controller_pull_steps;
use super::default_controller_operations::readable_stream_default_controller_pull_steps;
use super::generic_reader::{
    self, GenericReader, readable_stream_reader_generic_initialize,
    readable_stream_reader_generic_release, readable_stream_reader_generic_release_unobserved,
};
use super::operations::{Reader, is_readable_stream_locked};
use super::read_request::{NewReadRequest, ReadRequest};
use super::readable_stream::{ReadableStream, ReadableStreamState};
use crate::streams::promises::rejected_with;

/// <https://streams.spec.whatwg.org/#readablestreamdefaultreader>
#[webapi("streams/ReadableStreamDefaultReader.idl")]
#[derive(Default)]
pub struct ReadableStreamDefaultReader {
    pub(super) generic: GenericReader,
    pub(super) read_requests: RefCell<VecDeque<ReadRequest>>,
}

impl ReadableStreamDefaultReader {
    /// What every reader has.
    #[must_use]
    pub fn generic(&self) -> &GenericReader {
        &self.generic
    }

    /// Takes the first of `[[readRequests]]`.
    pub(super) fn next_request(&self) -> Option<ReadRequest> {
        self.read_requests.borrow_mut().pop_front()
    }
}

#[webapi("streams/ReadableStreamDefaultReader.idl")]
impl ReadableStreamDefaultReader {
    /// <https://streams.spec.whatwg.org/#default-reader-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        stream: Ref<'s, ReadableStream>,
    ) -> Result<Ref<'s, Self>> {
        // 1. Perform ? SetUpReadableStreamDefaultReader(this, stream).
        acquire_readable_stream_default_reader(scope, stream)
    }

    /// <https://streams.spec.whatwg.org/#default-reader-read>
    fn read<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        // 1. If this.[[stream]] is undefined, return a promise rejected with a TypeError exception.
        if this.generic.stream.get().is_none() {
            return rejected_with(
                scope,
                &Exception::type_error(
                    "This readable stream reader has been released and cannot be used to read from its previous owner stream",
                ),
            );
        }
        // 2. Let promise be a new promise. (It is made when it is known whether it has to wait.)
        let mut promise = None;
        // 3. Let readRequest be a new read request whose steps settle promise.
        // 4. Perform ! ReadableStreamDefaultReaderRead(this, readRequest).
        readable_stream_default_reader_read(scope, this, NewReadRequest::Promise(&mut promise))?;
        // 5. Return promise.
        promise.ok_or(Exception::Pending)
    }

    /// <https://streams.spec.whatwg.org/#default-reader-release-lock>
    fn release_lock(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<()> {
        // 1. If this.[[stream]] is undefined, return.
        if this.generic.stream.get().is_none() {
            return Ok(());
        }
        // 2. Perform ! ReadableStreamDefaultReaderRelease(this).
        readable_stream_default_reader_release(scope, this)
    }
}

#[webapi("streams/ReadableStreamGenericReader.idl")]
impl ReadableStreamDefaultReader {
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

/// <https://streams.spec.whatwg.org/#acquire-readable-stream-reader>
///
/// # Errors
///
/// TypeError when the stream is locked.
pub fn acquire_readable_stream_default_reader<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<Ref<'s, ReadableStreamDefaultReader>> {
    // 1. Let reader be a new ReadableStreamDefaultReader.
    let reader = binding::allocate(scope, ReadableStreamDefaultReader::default());
    // 2. Perform ? SetUpReadableStreamDefaultReader(reader, stream).
    set_up_readable_stream_default_reader(scope, reader, stream)?;
    // 3. Return reader.
    Ok(reader)
}

/// <https://streams.spec.whatwg.org/#set-up-readable-stream-default-reader>
fn set_up_readable_stream_default_reader(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
    stream: Ref<'_, ReadableStream>,
) -> Result<()> {
    // 1. If ! IsReadableStreamLocked(stream) is true, throw a TypeError exception.
    if is_readable_stream_locked(&stream) {
        return Err(Exception::type_error(
            "ReadableStreamDefaultReader constructor can only accept readable streams that are not yet locked to a reader",
        ));
    }
    // 2. Perform ! ReadableStreamReaderGenericInitialize(reader, stream).
    // 3. Set reader.[[readRequests]] to a new empty list.
    readable_stream_reader_generic_initialize(scope, Reader::Default(reader), stream)
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-reader-read>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_reader_read<'a, 's: 'a>(
    scope: &mut Scope<'s, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
    read_request: impl Into<NewReadRequest<'a, 's>>,
) -> Result<()> {
    let read_request = read_request.into();
    // 1. Let stream be reader.[[stream]].
    // 2. Assert: stream is not undefined.
    let Some(stream) = reader.generic.stream.get() else {
        return Ok(());
    };
    // 3. Set stream.[[disturbed]] to true.
    stream.disturbed.set(true);
    match stream.state.get() {
        // 4. If stream.[[state]] is "closed", perform readRequest's close steps.
        ReadableStreamState::Closed => read_request.into_request(scope)?.close_steps(scope),
        // 5. Otherwise, if stream.[[state]] is "errored", perform readRequest's error steps given stream.[[storedError]].
        ReadableStreamState::Errored => {
            let error = stream.stored_error(scope);
            read_request.into_request(scope)?.error_steps(scope, error)
        }
        // 6. Otherwise,
        // 6.1. Assert: stream.[[state]] is "readable".
        ReadableStreamState::Readable => {
            // 6.2. Perform ! stream.[[controller]].[[PullSteps]](readRequest).
            if let Some(controller) = stream.default_controller.get() {
                readable_stream_default_controller_pull_steps(scope, controller, read_request)
            } else if let Some(controller) = stream.byte_controller.get() {
                let read_request = read_request.into_request(scope)?;
                readable_byte_stream_controller_pull_steps(scope, controller, read_request)
            } else {
                Ok(())
            }
        }
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-default-reader-release>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_reader_release(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
) -> Result<()> {
    // 1. Perform ! ReadableStreamReaderGenericRelease(reader).
    readable_stream_reader_generic_release(scope, &reader.generic)?;
    error_read_requests_of_released(scope, reader)
}

/// [`readable_stream_default_reader_release`] of a reader that no script has, and whose closed promise nothing waits for.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_default_reader_release_unobserved(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
) -> Result<()> {
    readable_stream_reader_generic_release_unobserved(scope, &reader.generic);
    error_read_requests_of_released(scope, reader)
}

/// The last steps of [`readable_stream_default_reader_release`].
fn error_read_requests_of_released(
    scope: &mut Scope<'_, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
) -> Result<()> {
    if reader.read_requests.borrow().is_empty() {
        return Ok(());
    }
    // 2. Let e be a new TypeError exception.
    let e = Exception::type_error("Releasing Default reader")
        .to_value(scope)
        .ok_or(Exception::Pending)?;
    // 3. Perform ! ReadableStreamDefaultReaderErrorReadRequests(reader, e).
    readable_stream_default_reader_error_read_requests(scope, reader, e)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaultreadererrorreadrequests>
pub(super) fn readable_stream_default_reader_error_read_requests<'s>(
    scope: &mut Scope<'s, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
    e: Local<'s, Value>,
) -> Result<()> {
    // 1. Let readRequests be reader.[[readRequests]].
    // 2. Set reader.[[readRequests]] to a new empty list.
    // 3. For each readRequest of readRequests, perform readRequest's error steps, given e.
    // They stay in the list, where they are traced, until it is their turn: nobody appends to it, as the stream is errored or gone.
    while let Some(read_request) = reader.next_request() {
        read_request.error_steps(scope, e)?;
    }
    Ok(())
}
