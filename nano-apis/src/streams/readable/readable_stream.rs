//! The interface ReadableStream and its dictionaries: <https://streams.spec.whatwg.org/#rs-class>
//!
//! The abstract operations are in `operations.rs`.

use std::cell::Cell;

use nano_runtime::binding::NextPromise;
use nano_runtime::js::{Local, Object, Promise, Value};
use nano_runtime::webidl::{AsyncSequence, FromJs, idl};
use nano_runtime::{Exception, Gc, Member, Ref, Result, Scope, Shared, Traced, binding, webapi};

use super::byob_reader::{ReadableStreamBYOBReader, acquire_readable_stream_byob_reader};
use super::byte_controller::ReadableByteStreamController;
use super::byte_controller_setup::set_up_readable_byte_stream_controller_from_underlying_source;
use super::default_controller::ReadableStreamDefaultController;
use super::default_controller_setup::set_up_readable_stream_default_controller_from_underlying_source;
use super::default_reader::{ReadableStreamDefaultReader, acquire_readable_stream_default_reader};
use super::iterator::{self, IteratorState};
use super::operations::{is_readable_stream_locked, readable_stream_cancel};
use super::underlying_source::{ReadableStreamType, SourceAlgorithms, UnderlyingSource};
use crate::dom::AbortSignal;
use crate::streams::from::readable_stream_from_iterable;
use crate::streams::pipe::{readable_stream_pipe_to, readable_stream_pipe_to_unobserved};
use crate::streams::promises::rejected_with;
use crate::streams::strategies::{
    QueuingStrategy, extract_high_water_mark, extract_size_algorithm,
};
use crate::streams::tee::readable_stream_tee;
use crate::streams::transform::TransformStream;
use crate::streams::writable::{WritableStream, is_writable_stream_locked};

/// <https://streams.spec.whatwg.org/#readablestream-state>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadableStreamState {
    /// "readable"
    #[default]
    Readable,
    /// "closed"
    Closed,
    /// "errored"
    Errored,
}

/// <https://streams.spec.whatwg.org/#readablestream>
///
/// Its `[[controller]]` is one of two fields, its `[[reader]]` one of two or neither.
#[webapi("streams/ReadableStream.idl")]
#[derive(Default)]
pub struct ReadableStream {
    /// The transform stream whose readable side this is.
    transform_stream: Member<TransformStream>,
    pub(super) default_controller: Member<ReadableStreamDefaultController>,
    pub(super) byte_controller: Member<ReadableByteStreamController>,
    pub(super) default_reader: Member<ReadableStreamDefaultReader>,
    pub(super) byob_reader: Member<ReadableStreamBYOBReader>,
    pub(in crate::streams) detached: Cell<bool>,
    pub(super) disturbed: Cell<bool>,
    pub(super) state: Cell<ReadableStreamState>,
    pub(super) stored_error: Traced<Value>,
}

impl ReadableStream {
    /// `[[state]]`
    #[must_use]
    pub fn state(&self) -> ReadableStreamState {
        self.state.get()
    }

    /// Sets `[[disturbed]]` to true.
    pub fn set_disturbed(&self) {
        self.disturbed.set(true);
    }

    /// `[[controller]]`, if it is one of bytes.
    #[must_use]
    pub fn byte_controller(&self) -> Option<Ref<'_, ReadableByteStreamController>> {
        self.byte_controller.get()
    }

    /// The pull and cancel algorithms of `[[controller]]`.
    pub(in crate::streams) fn algorithms(&self) -> Option<&Shared<dyn SourceAlgorithms>> {
        if let Some(controller) = self.byte_controller.get() {
            return Some(&controller.get().algorithms);
        }
        let controller = self.default_controller.get()?;
        Some(&controller.get().algorithms)
    }

    /// Whether `[[closeRequested]]` of `[[controller]]` is true.
    pub(in crate::streams) fn is_close_requested(&self) -> bool {
        let default = self.default_controller.get();
        let byte = self.byte_controller.get();
        default.is_some_and(|controller| controller.close_requested.get())
            || byte.is_some_and(|controller| controller.close_requested.get())
    }

    /// Takes a copy of all bytes out of the queue of `[[controller]]`, whose chunks are bytes.
    pub(in crate::streams) fn take_queued_bytes(&self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        match self.byte_controller.get() {
            Some(controller) => controller.take_queued_bytes(scope),
            None => self
                .default_controller
                .get()
                .map_or_else(Vec::new, |controller| controller.take_queued_bytes(scope)),
        }
    }

    /// `[[storedError]]`
    pub fn stored_error<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
        let error = self.stored_error.get(scope);
        error.unwrap_or_else(|| nano_runtime::js::undefined(scope).into())
    }

    /// `[[controller]]`, if it is one of chunks.
    #[must_use]
    pub fn default_controller(&self) -> Option<Ref<'_, ReadableStreamDefaultController>> {
        self.default_controller.get()
    }

    /// The transform stream whose readable side this is.
    pub(in crate::streams) fn transform_stream(&self) -> Option<Ref<'_, TransformStream>> {
        self.transform_stream.get()
    }

    /// Says which transform stream this is the readable side of.
    pub(in crate::streams) fn set_transform_stream(&self, stream: Ref<'_, TransformStream>) {
        self.transform_stream.set(stream);
    }

    /// `[[reader]]`, if it is one of chunks.
    #[must_use]
    pub fn default_reader(&self) -> Option<Ref<'_, ReadableStreamDefaultReader>> {
        self.default_reader.get()
    }

    /// <https://streams.spec.whatwg.org/#is-readable-stream-disturbed>
    #[must_use]
    pub fn is_disturbed(&self) -> bool {
        self.disturbed.get()
    }
}

/// <https://streams.spec.whatwg.org/#typedefdef-readablestreamreader>
#[webapi("streams/ReadableStream.idl")]
pub enum ReadableStreamReader<'s> {
    /// A reader of chunks.
    ReadableStreamDefaultReader(Ref<'s, ReadableStreamDefaultReader>),
    /// A reader into buffers.
    ReadableStreamBYOBReader(Ref<'s, ReadableStreamBYOBReader>),
}

/// <https://streams.spec.whatwg.org/#enumdef-readablestreamreadermode>
#[webapi("streams/ReadableStream.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadableStreamReaderMode {
    /// "byob"
    Byob,
}

/// <https://streams.spec.whatwg.org/#dictdef-readablestreamgetreaderoptions>
#[webapi("streams/ReadableStream.idl")]
pub struct ReadableStreamGetReaderOptions {
    /// `mode`
    pub mode: Option<ReadableStreamReaderMode>,
}

/// <https://streams.spec.whatwg.org/#dictdef-readablestreamiteratoroptions>
#[webapi("streams/ReadableStream.idl")]
pub struct ReadableStreamIteratorOptions {
    /// Whether the stream is left open when the iteration ends early.
    pub prevent_cancel: bool,
}

/// <https://streams.spec.whatwg.org/#dictdef-readablewritablepair>
#[webapi("streams/ReadableStream.idl")]
pub struct ReadableWritablePair<'s> {
    /// Where the result comes from.
    pub readable: Ref<'s, ReadableStream>,
    /// Where the chunks go.
    pub writable: Ref<'s, WritableStream>,
}

/// <https://streams.spec.whatwg.org/#dictdef-streampipeoptions>
#[webapi("streams/ReadableStream.idl")]
#[derive(Default)]
pub struct StreamPipeOptions<'s> {
    /// Whether the destination is left open when the source closes.
    pub prevent_close: bool,
    /// Whether the destination is left alone when the source errors.
    pub prevent_abort: bool,
    /// Whether the source is left alone when the destination closes or errors.
    pub prevent_cancel: bool,
    /// What ends the piping.
    pub signal: Option<Ref<'s, AbortSignal>>,
}

#[webapi("streams/ReadableStream.idl")]
impl ReadableStream {
    /// <https://streams.spec.whatwg.org/#rs-constructor>
    fn constructor<'s>(
        scope: &mut Scope<'s, '_>,
        underlying_source: Option<Local<'s, Object>>,
        strategy: QueuingStrategy<'s>,
    ) -> Result<Ref<'s, Self>> {
        // 1. If underlyingSource is missing, set it to null.
        // 2. Let underlyingSourceDict be underlyingSource, converted to an IDL value of type UnderlyingSource.
        let underlying_source: Local<'s, Value> = match underlying_source {
            Some(source) => source.into(),
            None => nano_runtime::js::undefined(scope).into(),
        };
        let dictionary =
            <UnderlyingSource as FromJs<'s, idl::Dictionary>>::from_js(scope, underlying_source)?;
        // 3. Perform ! InitializeReadableStream(this).
        let stream = binding::allocate(scope, Self::default());
        // 4. If underlyingSourceDict["type"] is "bytes":
        if dictionary.r#type == Some(ReadableStreamType::Bytes) {
            // 4.1. If strategy["size"] exists, throw a RangeError exception.
            if strategy.size.is_some() {
                return Err(Exception::range_error(
                    "Cannot create byte stream with size() defined on the strategy",
                ));
            }
            // 4.2. Let highWaterMark be ? ExtractHighWaterMark(strategy, 0).
            let high_water_mark = extract_high_water_mark(&strategy, 0.0)?;
            // 4.3. Perform ? SetUpReadableByteStreamControllerFromUnderlyingSource(this, underlyingSource,
            //      underlyingSourceDict, highWaterMark).
            set_up_readable_byte_stream_controller_from_underlying_source(
                scope,
                stream,
                underlying_source,
                dictionary,
                high_water_mark,
            )?;
        } else {
            // 5. Otherwise,
            // 5.1. Assert: underlyingSourceDict["type"] does not exist.
            // 5.2. Let sizeAlgorithm be ! ExtractSizeAlgorithm(strategy).
            let size_algorithm = extract_size_algorithm(scope, &strategy);
            // 5.3. Let highWaterMark be ? ExtractHighWaterMark(strategy, 1).
            let high_water_mark = extract_high_water_mark(&strategy, 1.0)?;
            // 5.4. Perform ? SetUpReadableStreamDefaultControllerFromUnderlyingSource(this, underlyingSource,
            //      underlyingSourceDict, highWaterMark, sizeAlgorithm).
            set_up_readable_stream_default_controller_from_underlying_source(
                scope,
                stream,
                underlying_source,
                dictionary,
                high_water_mark,
                size_algorithm,
            )?;
        }
        Ok(stream)
    }

    /// <https://streams.spec.whatwg.org/#rs-from>
    fn from<'s>(
        scope: &mut Scope<'s, '_>,
        async_iterable: AsyncSequence<'s>,
    ) -> Result<Ref<'s, Self>> {
        readable_stream_from_iterable(scope, async_iterable)
    }

    /// <https://streams.spec.whatwg.org/#rs-locked>
    fn locked(&self) -> bool {
        is_readable_stream_locked(self)
    }

    /// <https://streams.spec.whatwg.org/#rs-cancel>
    fn cancel<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        reason: Option<Local<'s, Value>>,
    ) -> Result<Local<'s, Promise>> {
        // 1. If ! IsReadableStreamLocked(this) is true, return a promise rejected with a TypeError exception.
        if is_readable_stream_locked(&this) {
            return rejected_with(
                scope,
                &Exception::type_error("Cannot cancel a locked stream"),
            );
        }
        // 2. Return ! ReadableStreamCancel(this, reason).
        let reason = reason.unwrap_or_else(|| nano_runtime::js::undefined(scope).into());
        readable_stream_cancel(scope, this, reason)
    }

    /// <https://streams.spec.whatwg.org/#rs-get-reader>
    fn get_reader<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        options: ReadableStreamGetReaderOptions,
    ) -> Result<ReadableStreamReader<'s>> {
        match options.mode {
            // 1. If options["mode"] does not exist, return ? AcquireReadableStreamDefaultReader(this).
            None => acquire_readable_stream_default_reader(scope, this)
                .map(ReadableStreamReader::ReadableStreamDefaultReader),
            // 2. Assert: options["mode"] is "byob".
            // 3. Return ? AcquireReadableStreamBYOBReader(this).
            Some(ReadableStreamReaderMode::Byob) => {
                acquire_readable_stream_byob_reader(scope, this)
                    .map(ReadableStreamReader::ReadableStreamBYOBReader)
            }
        }
    }

    /// <https://streams.spec.whatwg.org/#rs-pipe-through>
    fn pipe_through<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        transform: ReadableWritablePair<'s>,
        options: StreamPipeOptions<'s>,
    ) -> Result<Ref<'s, ReadableStream>> {
        // 1. If ! IsReadableStreamLocked(this) is true, throw a TypeError exception.
        if is_readable_stream_locked(&this) {
            return Err(Exception::type_error("Cannot pipe a locked stream"));
        }
        // 2. If ! IsWritableStreamLocked(transform["writable"]) is true, throw a TypeError exception.
        if is_writable_stream_locked(&transform.writable) {
            return Err(Exception::type_error("parameter 1's 'writable' is locked"));
        }
        // 3. Let signal be options["signal"] if it exists, or undefined otherwise.
        // 4. Let promise be ! ReadableStreamPipeTo(this, transform["writable"], options["preventClose"],
        //    options["preventAbort"], options["preventCancel"], signal).
        // 5. Set promise.[[PromiseIsHandled]] to true.
        readable_stream_pipe_to_unobserved(scope, this, transform.writable, &options)?;
        // 6. Return transform["readable"].
        Ok(transform.readable)
    }

    /// <https://streams.spec.whatwg.org/#rs-pipe-to>
    fn pipe_to<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        destination: Ref<'s, WritableStream>,
        options: StreamPipeOptions<'s>,
    ) -> Result<Local<'s, Promise>> {
        // 1. If ! IsReadableStreamLocked(this) is true, return a promise rejected with a TypeError exception.
        if is_readable_stream_locked(&this) {
            return rejected_with(scope, &Exception::type_error("Cannot pipe a locked stream"));
        }
        // 2. If ! IsWritableStreamLocked(destination) is true, return a promise rejected with a TypeError exception.
        if is_writable_stream_locked(&destination) {
            return rejected_with(
                scope,
                &Exception::type_error("Cannot pipe to a locked stream"),
            );
        }
        // 3. Let signal be options["signal"] if it exists, or undefined otherwise.
        // 4. Return ! ReadableStreamPipeTo(this, destination, options["preventClose"], options["preventAbort"],
        //    options["preventCancel"], signal).
        readable_stream_pipe_to(scope, this, destination, &options)
    }

    /// <https://streams.spec.whatwg.org/#rs-tee>
    fn tee(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<Vec<Gc<ReadableStream>>> {
        // 1. Return ? ReadableStreamTee(this, false).
        let [branch1, branch2] = readable_stream_tee(scope, this, false)?;
        Ok(vec![Gc::from(branch1), Gc::from(branch2)])
    }

    /// <https://streams.spec.whatwg.org/#rs-asynciterator>, the initialization steps.
    fn async_iterator(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        options: ReadableStreamIteratorOptions,
    ) -> Result<IteratorState> {
        iterator::initialize(scope, this, options.prevent_cancel)
    }

    /// <https://streams.spec.whatwg.org/#rs-asynciterator>, to get the next iteration result.
    fn async_iterator_next<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
    ) -> Result<NextPromise<'s>> {
        iterator::next(scope, state)
    }

    /// <https://streams.spec.whatwg.org/#rs-asynciterator>, the return steps.
    fn async_iterator_return<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        state: &IteratorState,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        iterator::return_steps(scope, state, value)
    }
}
