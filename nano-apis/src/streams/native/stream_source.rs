//! [`StreamSource`]: any readable stream as a source of native code.
//!
//! The consumer is polled outside of JavaScript, where nothing can be read. So it only says that it wants a chunk, or that it is gone;
//! an operation of the task scope in which the stream was given out hears that, and reads or cancels.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use nano_runtime::error::UncaughtError;
use nano_runtime::js::{Local, Promise, Uint8Array, Value};
use nano_runtime::script::describe_exception;
use nano_runtime::webidl::{ArrayBufferView, DomExceptionName, FromJs, idl};
use nano_runtime::{Exception, Gc, Realm, Ref, Result, Scope, Trace};

use super::source::{ByteSource, SourceError};
use crate::streams::readable::{
    ReadRequest, ReadSteps, ReadableStream, ReadableStreamDefaultReader,
    acquire_readable_stream_default_reader, readable_stream_default_reader_read,
    readable_stream_reader_generic_cancel,
};

/// The bytes of a readable stream, read as its consumer asks: <https://fetch.spec.whatwg.org/#incrementally-read-loop>
///
/// The stream is locked from the start, and its underlying source is pulled for no chunk that the consumer has not asked for, beyond
/// what the stream's own high water mark says. A chunk that is no Uint8Array is an error, and cancels the stream with it.
///
/// Dropping this cancels the stream with an "AbortError" DOMException; [`ByteSource::cancel`] says another reason. The consumer gets
/// [`StreamOrphaned`], and does not hang, when the task scope in which it was made is cancelled.
pub struct StreamSource(Rc<Channel>);

/// What a script's stream failed with, described as the console shows it.
#[derive(Debug)]
pub struct StreamError(Box<UncaughtError>);

impl StreamError {
    /// The error.
    #[must_use]
    pub fn error(&self) -> &UncaughtError {
        &self.0
    }

    fn new(scope: &mut Scope<'_, '_>, error: Local<'_, Value>) -> Self {
        Self(Box::new(describe_exception(scope, error, None)))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for StreamError {}

/// The task scope or the realm that a stream was read in has ended before the stream.
#[derive(Clone, Copy, Debug)]
pub struct StreamOrphaned;

impl fmt::Display for StreamOrphaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what ran the stream has ended")
    }
}

impl std::error::Error for StreamOrphaned {}

/// What is between the consumer and the operation.
#[derive(Default)]
struct Channel {
    /// What locks the stream; taken when nothing is left to read.
    reader: RefCell<Option<Gc<ReadableStreamDefaultReader>>>,
    /// What was read and not consumed yet.
    item: RefCell<Option<Item>>,
    /// Whether the consumer waits for a chunk.
    wanted: Cell<bool>,
    /// Whether a read is going on.
    reading: Cell<bool>,
    /// Whether the consumer was dropped.
    gone: Cell<bool>,
    consumer: Cell<Option<Waker>>,
    operation: Cell<Option<Waker>>,
}

enum Item {
    Chunk(Bytes),
    End,
    Failed(SourceError),
}

/// What the operation has to do.
enum Step {
    Read,
    Cancel,
    /// Nothing any more.
    Finish,
}

impl Channel {
    fn is_finished(&self) -> bool {
        self.reader.borrow().is_none()
    }

    fn poll_step(&self, context: &Context<'_>) -> Poll<Step> {
        if self.is_finished() {
            Poll::Ready(Step::Finish)
        } else if self.gone.get() {
            Poll::Ready(Step::Cancel)
        } else if self.wanted.get() && !self.reading.get() {
            Poll::Ready(Step::Read)
        } else {
            self.operation.set(Some(context.waker().clone()));
            Poll::Pending
        }
    }

    fn wake_operation(&self) {
        if let Some(waker) = self.operation.take() {
            waker.wake();
        }
    }

    fn offer(&self, item: Item) {
        self.wanted.set(false);
        self.item.replace(Some(item));
        if let Some(waker) = self.consumer.take() {
            waker.wake();
        }
    }

    /// Nothing is read any more.
    fn finish(&self, item: Item) -> Option<Gc<ReadableStreamDefaultReader>> {
        let reader = self.reader.take();
        if reader.is_some() {
            self.offer(item);
            self.wake_operation();
        }
        reader
    }
}

/// The operation's end of the channel. Dropped before its time, with its task scope or its realm, it tells the consumer.
struct Operation(Rc<Channel>);

impl Drop for Operation {
    fn drop(&mut self) {
        drop(self.0.finish(Item::Failed(Box::new(StreamOrphaned))));
    }
}

impl Operation {
    /// Waits in the current task scope for what the consumer says next.
    fn wait(self, scope: &mut Scope<'_, '_>) {
        let operation = async move {
            let step = poll_fn(|context| self.0.poll_step(context)).await;
            move |scope: &mut Scope<'_, '_>| self.act(scope, &step)
        };
        Realm::from_scope(scope).spawn_op(operation, false);
    }

    fn act(self, scope: &mut Scope<'_, '_>, step: &Step) {
        // What fails below is a termination, which drops this operation.
        let done = match step {
            Step::Finish => Ok(()),
            Step::Read => read(scope, &self.0),
            Step::Cancel => abandon(scope, &self.0),
        };
        if done.is_ok() && !self.0.is_finished() {
            self.wait(scope);
        }
    }
}

/// One round of <https://fetch.spec.whatwg.org/#incrementally-read-loop>
fn read(scope: &mut Scope<'_, '_>, channel: &Rc<Channel>) -> Result<()> {
    let reader = channel.reader.borrow().clone();
    let Some(reader) = reader else {
        return Ok(());
    };
    channel.reading.set(true);
    // 1. Let readRequest be the following read request.
    let steps = Steps(Rc::clone(channel));
    let read_request = ReadRequest::steps(scope, || Box::new(steps));
    // 2. Read a chunk from reader given readRequest.
    readable_stream_default_reader_read(scope, reader.as_ref(), read_request)
}

#[derive(Trace)]
struct Steps(#[untraced] Rc<Channel>);

impl ReadSteps for Steps {
    /// "chunk steps, given chunk"
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        let channel = &self.0;
        channel.reading.set(false);
        // 1. Let continueAlgorithm be null. 2. If chunk is not a Uint8Array object, then set continueAlgorithm to this step: run
        //    processBodyError given a TypeError.
        let Some(view) = view_of_chunk(scope, chunk)? else {
            let error = not_bytes().to_value(scope).ok_or(Exception::Pending)?;
            let item = Item::Failed(Box::new(StreamError::new(scope, error)));
            return match channel.finish(item) {
                Some(reader) => cancel(scope, &reader, error).map(|_| ()),
                None => Ok(()),
            };
        };
        // 3. Otherwise: 1. Let bytes be a copy of chunk.
        let bytes = view.to_vec(scope);
        self.bytes(scope, bytes)
    }

    /// "chunk steps, given chunk", a Uint8Array that nobody else has
    fn bytes(&self, _: &mut Scope<'_, '_>, bytes: Vec<u8>) -> Result<()> {
        let (channel, bytes) = (&self.0, Bytes::from(bytes));
        channel.reading.set(false);
        // 3.2. Set continueAlgorithm to: run processBodyChunk given bytes, then perform
        //    the incrementally-read loop. 4. Queue a fetch task given continueAlgorithm.
        if bytes.is_empty() {
            // Nothing to consume: the next chunk is wanted instead.
            channel.wake_operation();
        } else {
            channel.offer(Item::Chunk(bytes));
            // Whoever was gone while this was read has yet to be heard.
            channel.wake_operation();
        }
        Ok(())
    }

    /// "close steps": queue a fetch task given processEndOfBody.
    fn close(&self, _: &mut Scope<'_, '_>) -> Result<()> {
        drop(self.0.finish(Item::End));
        Ok(())
    }

    /// "error steps, given e": queue a fetch task to run processBodyError given e.
    fn error<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()> {
        if !self.0.is_finished() {
            let error = StreamError::new(scope, e);
            drop(self.0.finish(Item::Failed(Box::new(error))));
        }
        Ok(())
    }
}

/// A chunk of bytes; `None` if it is no Uint8Array.
pub(crate) fn view_of_chunk<'s>(
    scope: &mut Scope<'s, '_>,
    chunk: Local<'s, Value>,
) -> Result<Option<ArrayBufferView<'s>>> {
    type AnyView = idl::AllowShared<idl::AllowResizable<idl::ArrayBufferView>>;
    if Local::<Uint8Array>::try_from(chunk).is_err() {
        return Ok(None);
    }
    <ArrayBufferView<'s> as FromJs<'s, AnyView>>::from_js(scope, chunk).map(Some)
}

/// Appends a chunk of bytes, which native code made, to others.
pub(in crate::streams) fn append_chunk(
    scope: &mut Scope<'_, '_>,
    chunk: Local<'_, Value>,
    bytes: &mut Vec<u8>,
) {
    let chunk = Local::new(scope, chunk);
    if let Ok(Some(view)) = view_of_chunk(scope, chunk) {
        view.with_bytes(scope, |chunk| bytes.extend_from_slice(chunk));
    }
}

/// What a stream of bytes fails with when a chunk is something else.
#[cold]
pub(crate) fn not_bytes() -> Exception {
    Exception::type_error("Received a chunk that is not a Uint8Array")
}

fn cancel<'s>(
    scope: &mut Scope<'s, '_>,
    reader: &ReadableStreamDefaultReader,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    let promise = readable_stream_reader_generic_cancel(scope, reader.generic(), reason)?;
    promise.mark_as_handled();
    Ok(promise)
}

/// Cancels the stream of a consumer that was dropped.
fn abandon(scope: &mut Scope<'_, '_>, channel: &Channel) -> Result<()> {
    let Some(reader) = channel.finish(Item::End) else {
        return Ok(());
    };
    let reason = Exception::dom(
        DomExceptionName::AbortError,
        "The consumer of the stream has gone away",
    );
    let reason = reason.to_value(scope).ok_or(Exception::Pending)?;
    cancel(scope, &reader, reason).map(|_| ())
}

impl StreamSource {
    /// Locks `stream`. It belongs to the current task scope.
    ///
    /// # Errors
    ///
    /// TypeError when the stream is locked.
    pub fn new(scope: &mut Scope<'_, '_>, stream: Ref<'_, ReadableStream>) -> Result<Self> {
        let reader = acquire_readable_stream_default_reader(scope, stream)?;
        let channel = Rc::new(Channel::default());
        channel.reader.replace(Some(Gc::from(reader)));
        Operation(Rc::clone(&channel)).wait(scope);
        Ok(Self(channel))
    }
}

impl Drop for StreamSource {
    fn drop(&mut self) {
        self.0.gone.set(true);
        self.0.wake_operation();
    }
}

impl HttpBody for StreamSource {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        let channel = &self.0;
        match channel.item.take() {
            Some(Item::Chunk(bytes)) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            Some(Item::Failed(error)) => Poll::Ready(Some(Err(error))),
            Some(Item::End) => Poll::Ready(None),
            None if channel.is_finished() => Poll::Ready(None),
            None => {
                channel.consumer.set(Some(context.waker().clone()));
                if !channel.wanted.replace(true) {
                    channel.wake_operation();
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        let item = self.0.item.borrow();
        self.0.is_finished() && matches!(*item, None | Some(Item::End))
    }
}

impl ByteSource for StreamSource {
    fn cancel<'s>(
        self: Pin<Box<Self>>,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        match self.0.finish(Item::End) {
            Some(reader) => cancel(scope, &reader, reason).map(Some),
            None => Ok(None),
        }
    }
}
