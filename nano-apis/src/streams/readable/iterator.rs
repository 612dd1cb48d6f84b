//! Asynchronous iteration: <https://streams.spec.whatwg.org/#rs-asynciterator>

use std::cell::Cell;

use nano_runtime::binding::NextPromise;
use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::promise::resolved;
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace, binding};

use super::default_reader::{
    ReadableStreamDefaultReader, acquire_readable_stream_default_reader,
    readable_stream_default_reader_read, readable_stream_default_reader_release,
};
use super::generic_reader::readable_stream_reader_generic_cancel;
use super::read_request::{NewReadRequest, ReadRequest, ReadSteps};
use super::readable_stream::ReadableStream;
use crate::streams::promises::PromiseSlot;

/// What an iterator keeps.
#[derive(Trace)]
pub struct IteratorState {
    reader: Member<ReadableStreamDefaultReader>,
    prevent_cancel: bool,
    /// The read request: one read follows the other.
    request: NextRequest,
}

/// The read request's steps, and the same for those who call them.
#[derive(Trace)]
struct NextRequest {
    steps: Shared<NextSteps>,
    read_steps: Shared<dyn ReadSteps>,
}

impl NextRequest {
    fn new(scope: &mut Scope<'_, '_>, reader: Ref<'_, ReadableStreamDefaultReader>) -> Self {
        let steps = NextSteps {
            reader: Member::new(reader),
            promise: PromiseSlot::default(),
            in_call: Cell::new(false),
        };
        let steps = Shared::new(scope, || Box::new(steps));
        let read_steps = steps.clone();
        let read_steps = Shared::new(scope, || Box::new(read_steps) as Box<dyn ReadSteps>);
        Self { steps, read_steps }
    }
}

/// The asynchronous iterator initialization steps.
pub(super) fn initialize(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
    prevent_cancel: bool,
) -> Result<IteratorState> {
    // 1. Let reader be ? AcquireReadableStreamDefaultReader(stream).
    let reader = acquire_readable_stream_default_reader(scope, stream)?;
    // 2. Set iterator's reader to reader.
    // 3. Let preventCancel be args[0]["preventCancel"]. 4. Set iterator's prevent cancel to preventCancel.
    Ok(IteratorState {
        reader: Member::new(reader),
        prevent_cancel,
        request: NextRequest::new(scope, reader),
    })
}

/// The read request of [`next`].
#[derive(Trace)]
struct NextSteps {
    reader: Member<ReadableStreamDefaultReader>,
    promise: PromiseSlot,
    /// Whether [`next`] has not returned.
    in_call: Cell<bool>,
}

impl NextSteps {
    fn release(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        match self.reader.get() {
            Some(reader) => readable_stream_default_reader_release(scope, reader),
            None => Ok(()),
        }
    }
}

impl ReadSteps for Shared<NextSteps> {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        // 1. Resolve promise with chunk.
        self.get()
            .map_or(Ok(()), |steps| steps.promise.resolve(scope, chunk))
    }

    fn close(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(steps) = self.get() else {
            return Ok(());
        };
        // 1. Perform ! ReadableStreamDefaultReaderRelease(reader).
        steps.release(scope)?;
        // 2. Resolve promise with end of iteration.
        let end = binding::end_of_iteration(scope);
        steps.promise.resolve(scope, end)
    }

    fn error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()> {
        let Some(steps) = self.get() else {
            return Ok(());
        };
        // 1. Perform ! ReadableStreamDefaultReaderRelease(reader).
        steps.release(scope)?;
        // 2. Reject promise with e.
        steps.promise.reject(scope, e)
    }
}

/// The get the next iteration result steps.
pub(super) fn next<'s>(
    scope: &mut Scope<'s, '_>,
    state: &IteratorState,
) -> Result<NextPromise<'s>> {
    // 1. Let reader be iterator's reader. 2. Assert: reader.[[stream]] is not undefined.
    let Some((reader, steps)) = state.reader.get().zip(state.request.steps.get()) else {
        let end = binding::end_of_iteration(scope);
        return resolved(scope, end).map(NextPromise::Promise);
    };
    if steps.in_call.get() {
        // The source's pull() asks for the chunk after the one that it is asked for.
        let request = NextRequest::new(scope, reader);
        return next_by(scope, reader, &request);
    }
    next_by(scope, reader, &state.request)
}

fn next_by<'s>(
    scope: &mut Scope<'s, '_>,
    reader: Ref<'_, ReadableStreamDefaultReader>,
    request: &NextRequest,
) -> Result<NextPromise<'s>> {
    let steps = request.steps.get().ok_or(Exception::Pending)?;
    // 3. Let promise be a new promise.
    steps.promise.set_new(scope)?;
    // 4. Let readRequest be a new read request.
    let mut chunk = None;
    let read_request = ReadRequest::Steps(request.read_steps.clone());
    let read_request = NewReadRequest::AtOnce(&mut chunk, read_request);
    // 5. Perform ! ReadableStreamDefaultReaderRead(this, readRequest).
    steps.in_call.set(true);
    let read = readable_stream_default_reader_read(scope, reader, read_request);
    steps.in_call.set(false);
    read?;
    // 6. Return promise.
    match chunk {
        Some(chunk) => Ok(NextPromise::ResolvedWith(chunk)),
        None => steps.promise.promise(scope).map(NextPromise::Promise),
    }
}

/// The asynchronous iterator return steps.
pub(super) fn return_steps<'s>(
    scope: &mut Scope<'s, '_>,
    state: &IteratorState,
    arg: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 1. Let reader be iterator's reader.
    // 2. Assert: reader.[[stream]] is not undefined. 3. Assert: reader.[[readRequests]] is empty.
    if let Some(reader) = state.reader.get() {
        // 4. If iterator's prevent cancel is false:
        if !state.prevent_cancel {
            // 4.1. Let result be ! ReadableStreamReaderGenericCancel(reader, arg).
            let result = readable_stream_reader_generic_cancel(scope, &reader.generic, arg)?;
            // 4.2. Perform ! ReadableStreamDefaultReaderRelease(reader).
            readable_stream_default_reader_release(scope, reader)?;
            // 4.3. Return result.
            return Ok(result);
        }
        // 5. Perform ! ReadableStreamDefaultReaderRelease(reader).
        readable_stream_default_reader_release(scope, reader)?;
    }
    // 6. Return a promise resolved with undefined.
    let undefined = js::undefined(scope).into();
    resolved(scope, undefined)
}
