//! ReadableStreamPipeTo: <https://streams.spec.whatwg.org/#readable-stream-pipe-to>
//!
//! The state of a pipe hangs on the promises of its reader and writer and on its read request; nothing roots it.

use std::cell::Cell;
use std::rc::Rc;

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::react::{Reaction, upon};
use nano_runtime::steps::queue_shared_steps;
use nano_runtime::{Continuation, Exception, Member, Ref, Result, Scope, Shared, Trace, Traced};

use crate::dom::{
    AbortAlgorithm, AbortAlgorithmId, AbortSignal, add_abort_algorithm, remove_abort_algorithm,
};
use crate::streams::lane::defer;
use crate::streams::native::append_chunk;
use crate::streams::promises::{PromiseSlot, resolved_with_undefined};
use crate::streams::readable::{
    ReadRequest, ReadSteps, ReadableStream, ReadableStreamDefaultReader, ReadableStreamState,
    StreamPipeOptions, acquire_readable_stream_default_reader, readable_stream_cancel,
    readable_stream_default_reader_read, readable_stream_default_reader_release_unobserved,
};
use crate::streams::writable::{
    ReadySteps, WritableStream, WritableStreamDefaultWriter, WritableStreamState,
    acquire_writable_stream_default_writer, writable_stream_abort,
    writable_stream_close_queued_or_in_flight,
    writable_stream_default_writer_close_with_error_propagation,
    writable_stream_default_writer_get_desired_size,
    writable_stream_default_writer_release_unobserved,
    writable_stream_default_writer_write_unobserved,
};

/// What a shutdown performs once everything that was read is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Action {
    /// A shutdown without an action.
    #[default]
    Nothing,
    /// WritableStreamAbort(dest, error)
    AbortDest,
    /// ReadableStreamCancel(source, error)
    CancelSource,
    /// WritableStreamDefaultWriterCloseWithErrorPropagation(writer)
    CloseDest,
    /// The actions of the abort algorithm.
    Signal,
}

/// What a read is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Read {
    /// There is none.
    #[default]
    None,
    /// It was begun, and the call has not returned yet.
    Beginning,
    /// The chunk came before the call returned.
    DoneAtOnce,
    /// The source has no chunk yet.
    Pending,
}

/// What the steps of a pipe share.
#[derive(Default, Trace)]
pub(super) struct Pipe {
    source: Member<ReadableStream>,
    dest: Member<WritableStream>,
    reader: Member<ReadableStreamDefaultReader>,
    writer: Member<WritableStreamDefaultWriter>,
    prevent_close: bool,
    prevent_abort: bool,
    prevent_cancel: bool,
    signal: Member<AbortSignal>,
    #[untraced]
    abort_algorithm: Cell<Option<AbortAlgorithmId>>,
    shutting_down: Cell<bool>,
    #[untraced]
    read: Cell<Read>,
    /// A chunk that was read and is written in a microtask: a source's enqueue() must not call a sink's write().
    unwritten: Traced<Value>,
    /// The steps of a read request, and those for when the writer is ready: one of each serves all chunks.
    read_steps: Shared<dyn ReadSteps>,
    ready_steps: Shared<dyn ReadySteps>,
    #[untraced]
    action: Cell<Action>,
    /// The error of the shutdown, if it has one.
    has_error: Cell<bool>,
    error: Traced<Value>,
    promise: PromiseSlot,
}

fn no_pipe() -> Exception {
    Exception::type_error("The pipe was not set up")
}

impl Pipe {
    pub(super) fn source(&self) -> Result<Ref<'_, ReadableStream>> {
        self.source.get().ok_or_else(no_pipe)
    }

    pub(super) fn dest(&self) -> Result<Ref<'_, WritableStream>> {
        self.dest.get().ok_or_else(no_pipe)
    }

    /// Whether all states are propagated, and there is no signal.
    pub(super) fn has_no_options(&self) -> bool {
        let prevented = self.prevent_close || self.prevent_abort || self.prevent_cancel;
        !prevented && self.signal.get().is_none()
    }

    pub(super) fn is_shutting_down(&self) -> bool {
        self.shutting_down.get()
    }

    /// Whether the source has closed, and all that is left to do is to write what was read and to close the destination.
    pub(super) fn is_closing(&self) -> bool {
        self.shutting_down.get() && self.action.get() == Action::CloseDest && !self.has_error.get()
    }

    /// Takes the bytes that were read and not yet written, for native code that has taken the source.
    pub(super) fn take_unwritten(&self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(chunk) = self.unwritten.take(scope) {
            append_chunk(scope, chunk, &mut bytes);
        }
        bytes
    }

    fn reader(&self) -> Result<Ref<'_, ReadableStreamDefaultReader>> {
        self.reader.get().ok_or_else(no_pipe)
    }

    fn writer(&self) -> Result<Ref<'_, WritableStreamDefaultWriter>> {
        self.writer.get().ok_or_else(no_pipe)
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-pipe-to>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_pipe_to<'s>(
    scope: &mut Scope<'s, '_>,
    source: Ref<'_, ReadableStream>,
    dest: Ref<'_, WritableStream>,
    options: &StreamPipeOptions<'_>,
) -> Result<Local<'s, Promise>> {
    let pipe = begin(scope, source, dest, options)?;
    // 16. Return promise.
    pipe.get().ok_or_else(no_pipe)?.promise.promise(scope)
}

/// [`readable_stream_pipe_to`] whose promise counts as handled, and which nobody asks for.
///
/// OPTIMIZATION: it is not made.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_pipe_to_unobserved(
    scope: &mut Scope<'_, '_>,
    source: Ref<'_, ReadableStream>,
    dest: Ref<'_, WritableStream>,
    options: &StreamPipeOptions<'_>,
) -> Result<()> {
    let pipe = begin(scope, source, dest, options)?;
    pipe.get()
        .ok_or_else(no_pipe)?
        .promise
        .mark_as_handled(scope);
    Ok(())
}

/// The steps of [`readable_stream_pipe_to`] until it returns.
fn begin(
    scope: &mut Scope<'_, '_>,
    source: Ref<'_, ReadableStream>,
    dest: Ref<'_, WritableStream>,
    options: &StreamPipeOptions<'_>,
) -> Result<Shared<Pipe>> {
    // 1.–4. Assert: the types are right. 5. If signal was not given, let signal be undefined.
    // 6. Assert: ! IsReadableStreamLocked(source) is false. 7. Assert: ! IsWritableStreamLocked(dest) is false.
    // 8. If source.[[controller]] implements ReadableByteStreamController, let reader be either … AcquireReadableStreamBYOBReader or
    //    AcquireReadableStreamDefaultReader(source), at the user agent's discretion.
    // 9. Otherwise, let reader be ! AcquireReadableStreamDefaultReader(source).
    let reader = acquire_readable_stream_default_reader(scope, source)?;
    // 10. Let writer be ! AcquireWritableStreamDefaultWriter(dest).
    let writer = acquire_writable_stream_default_writer(scope, dest)?;
    // 11. Set source.[[disturbed]] to true.
    source.set_disturbed();
    // 12. Let shuttingDown be false. 13. Let promise be a new promise.
    let state = Pipe {
        source: Member::new(source),
        dest: Member::new(dest),
        reader: Member::new(reader),
        writer: Member::new(writer),
        prevent_close: options.prevent_close,
        prevent_abort: options.prevent_abort,
        prevent_cancel: options.prevent_cancel,
        signal: options.signal.into(),
        promise: PromiseSlot::new(scope)?,
        ..Pipe::default()
    };
    let pipe = Shared::new(scope, || Box::new(state));
    let read_steps = PipeRead(pipe.clone());
    let read_steps: Shared<dyn ReadSteps> =
        Shared::new(scope, || Box::new(read_steps) as Box<dyn ReadSteps>);
    let ready_steps = Ready(pipe.clone());
    let ready_steps: Shared<dyn ReadySteps> =
        Shared::new(scope, || Box::new(ready_steps) as Box<dyn ReadySteps>);
    if let Some(pipe) = pipe.get() {
        pipe.read_steps.set(&read_steps);
        pipe.ready_steps.set(&ready_steps);
    }
    // 14. If signal is not undefined,
    if let Some(signal) = options.signal {
        // 14.2. If signal is aborted, perform abortAlgorithm and return promise.
        if let Some(error) = signal.abort_reason(scope) {
            shutdown(scope, &pipe, Action::Signal, Some(error))?;
            return Ok(pipe);
        }
        // 14.3. Add abortAlgorithm to signal.
        let algorithm = Rc::new(PipeAbort(pipe.clone()));
        let id = add_abort_algorithm(scope, signal, algorithm);
        if let Some(pipe) = pipe.get() {
            pipe.abort_algorithm.set(id);
        }
    }
    // 15. In parallel but not really: read all chunks from source and write them to dest.
    propagate(scope, &pipe)?;
    if !defer(scope, &pipe)? {
        next_read(scope, &pipe)?;
    }
    Ok(pipe)
}

/// Step 14.1: the abort algorithm.
#[derive(Trace)]
struct PipeAbort(Shared<Pipe>);

impl AbortAlgorithm for PipeAbort {
    fn run(&self, scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) {
        // 14.1.1. Let error be signal's abort reason.
        let error = signal.abort_reason(scope);
        // 14.1.5. Shutdown with an action consisting of getting a promise to wait for all of the actions in actions, and with error.
        // What fails is a termination: nobody is left to see it.
        let _ = shutdown(scope, &self.0, Action::Signal, error);
    }

    fn is_void(&self) -> bool {
        self.0
            .get()
            .is_none_or(|pipe| pipe.abort_algorithm.get().is_none())
    }
}

/// Error and close states are propagated, in this order.
fn propagate(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    let (source, dest) = (pipe.source()?, pipe.dest()?);
    // 1. Errors must be propagated forward: if source.[[state]] is or becomes "errored".
    if source.state() == ReadableStreamState::Errored {
        let error = source.stored_error(scope);
        return source_errored(scope, shared, error);
    }
    // 2. Errors must be propagated backward: if dest.[[state]] is or becomes "errored".
    if dest.state() == WritableStreamState::Errored {
        let error = dest.stored_error(scope);
        return dest_errored(scope, shared, error);
    }
    // 3. Closing must be propagated forward: if source.[[state]] is or becomes "closed".
    if source.state() == ReadableStreamState::Closed {
        return source_closed(scope, shared);
    }
    // 4. Closing must be propagated backward: if ! WritableStreamCloseQueuedOrInFlight(dest) is true or dest.[[state]] is "closed".
    if writable_stream_close_queued_or_in_flight(scope, &dest)
        || dest.state() == WritableStreamState::Closed
    {
        // 4.1. Assert: no chunks have been read or written. 4.2. Let destClosed be a new TypeError.
        let dest_closed = Exception::type_error("The destination stream closed")
            .to_value(scope)
            .ok_or(Exception::Pending)?;
        // 4.3. If preventCancel is false, shutdown with an action of ReadableStreamCancel(source, destClosed) and with destClosed.
        // 4.4. Otherwise, shutdown with destClosed.
        return dest_errored(scope, shared, dest_closed);
    }
    let continuation = Continuation::on_shared(shared, source_closed, source_errored);
    let reader = pipe.reader()?;
    reader.generic().closed_promise.upon(scope, continuation)?;
    let continuation = Continuation::on_shared(shared, dest_closed, dest_errored);
    pipe.writer()?.upon_closed(scope, continuation)
}

fn source_errored<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Pipe>,
    error: Local<'s, Value>,
) -> Result<()> {
    // 1.1. If preventAbort is false, shutdown with an action of WritableStreamAbort(dest, source.[[storedError]]) and with
    //      source.[[storedError]]. 1.2. Otherwise, shutdown with source.[[storedError]].
    let prevented = shared.get().ok_or_else(no_pipe)?.prevent_abort;
    let action = if prevented {
        Action::Nothing
    } else {
        Action::AbortDest
    };
    shutdown(scope, shared, action, Some(error))
}

/// The pipe closed it itself.
fn dest_closed(_: &mut Scope<'_, '_>, _: &Shared<Pipe>) -> Result<()> {
    Ok(())
}

fn dest_errored<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Pipe>,
    error: Local<'s, Value>,
) -> Result<()> {
    // 2.1. If preventCancel is false, shutdown with an action of ReadableStreamCancel(source, dest.[[storedError]]) and with
    //      dest.[[storedError]]. 2.2. Otherwise, shutdown with dest.[[storedError]].
    let prevented = shared.get().ok_or_else(no_pipe)?.prevent_cancel;
    let action = if prevented {
        Action::Nothing
    } else {
        Action::CancelSource
    };
    shutdown(scope, shared, action, Some(error))
}

fn source_closed(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    // 3.1. If preventClose is false, shutdown with an action of WritableStreamDefaultWriterCloseWithErrorPropagation(writer).
    // 3.2. Otherwise, shutdown.
    let prevented = shared.get().ok_or_else(no_pipe)?.prevent_close;
    let action = if prevented {
        Action::Nothing
    } else {
        Action::CloseDest
    };
    shutdown(scope, shared, action, None)
}

/// Reads while the destination wants chunks. Backpressure must be enforced: nothing is read while the desired size is less than or
/// equal to zero, or null.
pub(super) fn next_read(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    // Shutdown must stop activity: no further reads.
    while !pipe.shutting_down.get() && pipe.read.get() == Read::None {
        let writer = pipe.writer()?;
        match writable_stream_default_writer_get_desired_size(&writer)? {
            Some(desired_size) if desired_size > 0.0 => {}
            _ => {
                writer.wait_until_ready(&pipe.ready_steps);
                return Ok(());
            }
        }
        pipe.read.set(Read::Beginning);
        let request = ReadRequest::Steps(pipe.read_steps.clone());
        readable_stream_default_reader_read(scope, pipe.reader()?, request)?;
        match pipe.read.get() {
            // The chunk came at once, so that nobody's enqueue() is on the stack.
            Read::DoneAtOnce => {
                pipe.read.set(Read::None);
                write_unwritten(scope, &pipe)?;
            }
            Read::Beginning => pipe.read.set(Read::Pending),
            Read::None | Read::Pending => {}
        }
    }
    Ok(())
}

/// The writer is ready for another chunk.
#[derive(Trace)]
struct Ready(Shared<Pipe>);

impl ReadySteps for Ready {
    fn ready(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        next_read(scope, &self.0)
    }
}

/// The read request of a pipe.
#[derive(Trace)]
struct PipeRead(Shared<Pipe>);

impl ReadSteps for PipeRead {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        let Some(pipe) = self.0.get() else {
            return Ok(());
        };
        pipe.unwritten.set(scope, chunk);
        if pipe.read.get() == Read::Beginning {
            pipe.read.set(Read::DoneAtOnce);
            return Ok(());
        }
        queue_shared_steps(scope, &self.0, write_chunk)
    }

    fn close(&self, _: &mut Scope<'_, '_>) -> Result<()> {
        // The reader's closed promise tells. No other read is begun.
        self.ended();
        Ok(())
    }

    fn error<'s>(&self, _: &mut Scope<'s, '_>, _: Local<'s, Value>) -> Result<()> {
        self.ended();
        Ok(())
    }
}

impl PipeRead {
    fn ended(&self) {
        if let Some(pipe) = self.0.get() {
            pipe.read.set(Read::Pending);
        }
    }
}

/// A chunk that came from enqueue() is written.
fn write_chunk(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    write_unwritten(scope, &pipe)?;
    pipe.read.set(Read::None);
    next_read(scope, shared)
}

/// Writes the chunk that was read and not yet written, if there is one.
fn write_unwritten(scope: &mut Scope<'_, '_>, pipe: &Pipe) -> Result<()> {
    let Some(chunk) = pipe.unwritten.take(scope) else {
        return Ok(());
    };
    let Some(writer) = pipe.writer.get() else {
        return Ok(());
    };
    if writer.is_released() {
        return Ok(());
    }
    // Its rejection is the destination's error.
    writable_stream_default_writer_write_unobserved(scope, writer, chunk)
}

/// Shutdown with an action and an error: <https://streams.spec.whatwg.org/#rs-pipeTo-shutdown-with-action>, or without an action:
/// <https://streams.spec.whatwg.org/#rs-pipeTo-shutdown>
fn shutdown<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Pipe>,
    action: Action,
    error: Option<Local<'s, Value>>,
) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    // 1. If shuttingDown is true, abort these substeps. 2. Set shuttingDown to true.
    if pipe.shutting_down.replace(true) {
        return Ok(());
    }
    pipe.action.set(action);
    if let Some(error) = error {
        pipe.has_error.set(true);
        pipe.error.set(scope, error);
    }
    // 3. If dest.[[state]] is "writable" and ! WritableStreamCloseQueuedOrInFlight(dest) is false,
    let dest = pipe.dest()?;
    if dest.state() == WritableStreamState::Writable
        && !writable_stream_close_queued_or_in_flight(scope, &dest)
    {
        // 3.1. If any chunks have been read but not yet written, write them to dest.
        // 3.2. Wait until every chunk that has been read has been written (i.e. the corresponding promises have settled).
        return wait_for_writes(scope, shared);
    }
    perform_action(scope, shared)
}

/// Waits for the last write, and for those that begin meanwhile.
fn wait_for_writes(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    let continuation = Continuation::on_shared(shared, write_settled, write_failed);
    pipe.dest()?.upon_last_write(scope, continuation)
}

/// The last write that there was is settled.
fn write_settled(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    write_unwritten(scope, &pipe)?;
    if pipe.dest()?.has_unsettled_write(scope) {
        return wait_for_writes(scope, shared);
    }
    perform_action(scope, shared)
}

fn write_failed<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Pipe>,
    _: Local<'s, Value>,
) -> Result<()> {
    write_settled(scope, shared)
}

/// The rest of a shutdown.
fn perform_action(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    let error = match pipe.error.get(scope) {
        Some(error) => error,
        None => js::undefined(scope).into(),
    };
    // 5. Upon fulfillment of p, finalize, passing along originalError if it was given.
    // 6. Upon rejection of p with reason newError, finalize with newError.
    let continuation = Continuation::on_shared(shared, action_done, action_failed);
    // 4. Let p be the result of performing action.
    let p = match pipe.action.get() {
        Action::Nothing => return finalize(scope, &pipe),
        Action::AbortDest => writable_stream_abort(scope, pipe.dest()?, error)?,
        Action::CancelSource => readable_stream_cancel(scope, pipe.source()?, error)?,
        Action::CloseDest => {
            let writer = pipe.writer()?;
            return writable_stream_default_writer_close_with_error_propagation(
                scope,
                &writer,
                continuation,
            );
        }
        Action::Signal => abort_actions(scope, &pipe, error)?,
    };
    continuation.upon(scope, p)
}

/// Steps 14.1.2 to 14.1.5: the actions of the abort algorithm, and the promise to wait for all of them.
fn abort_actions<'s>(
    scope: &mut Scope<'s, '_>,
    pipe: &Pipe,
    error: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 14.1.2. Let actions be an empty ordered set.
    let mut actions = Vec::new();
    // 14.1.3. If preventAbort is false, append the following action to actions:
    if !pipe.prevent_abort {
        // 14.1.3.1. If dest.[[state]] is "writable", return ! WritableStreamAbort(dest, error).
        // 14.1.3.2. Otherwise, return a promise resolved with undefined.
        let dest = pipe.dest()?;
        actions.push(if dest.state() == WritableStreamState::Writable {
            writable_stream_abort(scope, dest, error)?
        } else {
            resolved_with_undefined(scope)?
        });
    }
    // 14.1.4. If preventCancel is false, append the following action to actions:
    if !pipe.prevent_cancel {
        // 14.1.4.1. If source.[[state]] is "readable", return ! ReadableStreamCancel(source, error).
        // 14.1.4.2. Otherwise, return a promise resolved with undefined.
        let source = pipe.source()?;
        actions.push(if source.state() == ReadableStreamState::Readable {
            readable_stream_cancel(scope, source, error)?
        } else {
            resolved_with_undefined(scope)?
        });
    }
    wait_for_all(scope, &actions)
}

/// What waits for several promises.
#[derive(Trace)]
struct WaitForAll {
    pending: Cell<usize>,
    promise: PromiseSlot,
}

/// One of several promises that are waited for.
#[derive(Trace)]
struct OneOfAll(Shared<WaitForAll>);

impl Reaction for OneOfAll {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        if let Some(all) = self.0.get() {
            all.pending.set(all.pending.get().saturating_sub(1));
            if all.pending.get() == 0 {
                all.promise.resolve_undefined(scope)?;
            }
        }
        Ok(None)
    }

    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        if let Some(all) = self.0.get() {
            all.promise.reject(scope, reason)?;
        }
        Ok(None)
    }
}

/// <https://webidl.spec.whatwg.org/#waiting-for-all-promise>, of promises for undefined.
fn wait_for_all<'s>(
    scope: &mut Scope<'s, '_>,
    promises: &[Local<'s, Promise>],
) -> Result<Local<'s, Promise>> {
    if promises.is_empty() {
        return resolved_with_undefined(scope);
    }
    let promise = PromiseSlot::new(scope)?;
    let result = promise.promise(scope)?;
    let state = WaitForAll {
        pending: Cell::new(promises.len()),
        promise,
    };
    let all = Shared::new(scope, || Box::new(state));
    for promise in promises {
        upon(scope, *promise, OneOfAll(all.clone()))?;
    }
    Ok(result)
}

/// The action of a shutdown is done.
fn action_done(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<()> {
    finalize(scope, &*shared.get().ok_or_else(no_pipe)?)
}

fn action_failed<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Pipe>,
    new_error: Local<'s, Value>,
) -> Result<()> {
    let pipe = shared.get().ok_or_else(no_pipe)?;
    pipe.has_error.set(true);
    pipe.error.set(scope, new_error);
    finalize(scope, &pipe)
}

/// <https://streams.spec.whatwg.org/#rs-pipeTo-finalize>
fn finalize(scope: &mut Scope<'_, '_>, pipe: &Pipe) -> Result<()> {
    // 1. Perform ! WritableStreamDefaultWriterRelease(writer).
    let writer = pipe.writer()?;
    writable_stream_default_writer_release_unobserved(scope, &writer);
    // 2. If reader implements ReadableStreamBYOBReader, perform … 3. Otherwise, perform
    //    ! ReadableStreamDefaultReaderRelease(reader).
    readable_stream_default_reader_release_unobserved(scope, pipe.reader()?)?;
    // 4. If signal is not undefined, remove abortAlgorithm from signal.
    if let Some(signal) = pipe.signal.get()
        && let Some(id) = pipe.abort_algorithm.take()
    {
        remove_abort_algorithm(scope, signal, id);
    }
    // 5. If error was given, reject promise with error. 6. Otherwise, resolve promise with undefined.
    if pipe.has_error.get() {
        let error = match pipe.error.get(scope) {
            Some(error) => error,
            None => js::undefined(scope).into(),
        };
        pipe.promise.reject(scope, error)
    } else {
        pipe.promise.resolve_undefined(scope)
    }
}
