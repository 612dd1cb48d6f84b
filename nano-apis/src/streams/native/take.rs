//! A native source taken out of its stream: what was bytes for scripts is bytes for native code again.

use bytes::Bytes;
use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::{Ref, Result, Scope, Shared};

use super::source::NativeSource;
use crate::streams::lane::{self, AsBranch};
use crate::streams::readable::{
    ReadableStream, ReadableStreamState, acquire_readable_stream_default_reader,
    is_readable_stream_locked, readable_byte_stream_controller_close,
    readable_byte_stream_controller_error, readable_stream_cancel, readable_stream_close,
    readable_stream_default_controller_close, readable_stream_default_controller_error,
    readable_stream_default_reader_release,
};

/// Takes the source out of a stream that [`readable_stream_of_source`](super::readable_stream_of_source) made and nobody reads. What
/// is left in the stream's queue comes first.
///
/// The stream is then locked and disturbed, as it is while an algorithm of a standard reads it, and no script can see more of it than
/// that. Where a script sees it again afterwards, because the algorithm releases its reader at the end (a pipe does),
/// [`end_taken_stream`] is due then.
///
/// A branch of such a stream's `tee()` is one too, and so is the readable side behind pipes from such streams through codecs.
///
/// `None` when the stream is a script's, is locked, has ended, or has begun to fill a view: [`StreamSource`](super::StreamSource)
/// reads every stream. A stream that is disturbed is not refused: what that means is the caller's algorithm's business.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn take_source(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<Option<NativeSource>> {
    if is_readable_stream_locked(&stream) || stream.state() != ReadableStreamState::Readable {
        return Ok(None);
    }
    let Some(source) = take_rest(scope, stream)? else {
        return Ok(None);
    };
    // Nobody asks a source of native code for anything any more.
    if let Some(algorithms) = stream.algorithms()
        && algorithms
            .get()
            .is_some_and(|found| found.as_native().is_some())
    {
        algorithms.clear();
    }
    acquire_readable_stream_default_reader(scope, stream)?;
    stream.set_disturbed();
    Ok(Some(source))
}

/// Whether all that ever was in a stream is bytes that native code made, and no script has had.
pub(in crate::streams) fn is_native(stream: Ref<'_, ReadableStream>) -> bool {
    if let Some(transform) = stream.transform_stream() {
        return transform.pipe.get().is_some();
    }
    let algorithms = stream.algorithms().and_then(Shared::get);
    algorithms.is_some_and(|found| match found.as_branch() {
        Some(AsBranch(branch)) => branch.is_native(),
        None => found.as_native().is_some(),
    })
}

/// Takes what is left out of a stream that is native in this sense, and leaves its lock to the caller: who reads it reads no more.
/// What is in the stream's queue comes first. `None` when it cannot be taken now.
pub(in crate::streams) fn take_rest(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<Option<NativeSource>> {
    if stream.state() != ReadableStreamState::Readable {
        return Ok(None);
    }
    if let Some(transform) = stream.transform_stream() {
        return lane::take(scope, transform);
    }
    let Some(algorithms) = stream.algorithms().and_then(Shared::get) else {
        return Ok(None);
    };
    if let Some(AsBranch(branch)) = algorithms.as_branch() {
        return branch.take(scope);
    }
    let (Some(native), Some(controller)) = (algorithms.as_native(), stream.byte_controller())
    else {
        return Ok(None);
    };
    if controller.is_close_requested() || controller.has_pending_pull_intos() {
        return Ok(None);
    }
    let Some(source) = native.take() else {
        return Ok(None);
    };
    let queued = controller.take_queued_bytes(scope);
    Ok(Some(source.after(Bytes::from(queued))))
}

/// Gives a stream what is left of its source, so that the standard's algorithms can cancel it.
pub(in crate::streams) fn put_back(stream: Ref<'_, ReadableStream>, rest: NativeSource) {
    if stream.transform_stream().is_some() {
        return rest.put_back();
    }
    if let Some(algorithms) = stream.algorithms().and_then(Shared::get) {
        if let Some(native) = algorithms.as_native() {
            native.put_back(rest);
        } else if let Some(AsBranch(branch)) = algorithms.as_branch() {
            branch.put_back(rest);
        }
    }
}

/// ReadableStreamCancel(stream, reason) for a stream of whose source this is left.
pub(in crate::streams) fn cancel_taken<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    rest: NativeSource,
    reason: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    if stream.transform_stream().is_none() {
        put_back(stream, rest);
    } else if let Some(promise) = rest.cancel(scope, reason)? {
        return Ok(promise);
    }
    readable_stream_cancel(scope, stream, reason)
}

/// Closes a stream whose source was taken.
pub(in crate::streams) fn close_taken(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<()> {
    if stream.state() != ReadableStreamState::Readable {
        return Ok(());
    }
    if stream.is_close_requested() {
        // The queue was taken with the source: this is what happens when its last chunk is read.
        if let Some(algorithms) = stream.algorithms() {
            algorithms.clear();
        }
        return readable_stream_close(scope, stream);
    }
    if let Some(controller) = stream.byte_controller() {
        return readable_byte_stream_controller_close(scope, controller);
    }
    match stream.default_controller() {
        Some(controller) => readable_stream_default_controller_close(scope, controller),
        None => Ok(()),
    }
}

/// Errors a stream whose source was taken.
pub(in crate::streams) fn error_taken<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    error: Local<'s, Value>,
) -> Result<()> {
    if let Some(controller) = stream.byte_controller() {
        return readable_byte_stream_controller_error(scope, controller, error);
    }
    match stream.default_controller() {
        Some(controller) => readable_stream_default_controller_error(scope, controller, error),
        None => Ok(()),
    }
}

/// Ends a stream whose source was taken, as the source has ended: the stream is closed, or errored, and is not locked any more.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn end_taken_stream<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    ended: Result<(), Local<'s, Value>>,
) -> Result<()> {
    if let Some(controller) = stream.byte_controller() {
        match ended {
            Ok(()) => readable_byte_stream_controller_close(scope, controller)?,
            Err(error) => readable_byte_stream_controller_error(scope, controller, error)?,
        }
    }
    match stream.default_reader() {
        Some(reader) => readable_stream_default_reader_release(scope, reader),
        None => Ok(()),
    }
}
