//! A native source taken out of its stream: what was bytes for scripts is bytes for native code again.

use bytes::Bytes;
use nano_runtime::js::{Local, Value};
use nano_runtime::{Ref, Result, Scope};

use super::source::NativeSource;
use crate::streams::lane;
use crate::streams::readable::{
    ReadableStream, ReadableStreamState, acquire_readable_stream_default_reader,
    is_readable_stream_locked, readable_byte_stream_controller_close,
    readable_byte_stream_controller_error, readable_stream_default_reader_release,
};

/// Takes the source out of a stream that [`readable_stream_of_source`](super::readable_stream_of_source) made and nobody reads. What
/// is left in the stream's queue comes first.
///
/// The stream is then locked and disturbed, as it is while an algorithm of a standard reads it, and no script can see more of it than
/// that. Where a script sees it again afterwards, because the algorithm releases its reader at the end (a pipe does),
/// [`end_taken_stream`] is due then.
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
    let source = match stream.transform_stream() {
        Some(transform) => lane::take(scope, transform)?,
        None => {
            let source = take_native(scope, stream);
            if let Some(controller) = stream.byte_controller()
                && source.is_some()
            {
                controller.algorithms().clear();
            }
            source
        }
    };
    let Some(source) = source else {
        return Ok(None);
    };
    acquire_readable_stream_default_reader(scope, stream)?;
    stream.set_disturbed();
    Ok(Some(source))
}

/// Takes the source out of a stream of bytes that has not ended, and leaves its lock to the caller.
pub(in crate::streams) fn take_native(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Option<NativeSource> {
    let controller = stream.byte_controller()?;
    if controller.is_close_requested() || controller.has_pending_pull_intos() {
        return None;
    }
    let source = {
        let algorithms = controller.algorithms().get();
        let native = algorithms.as_ref().and_then(|found| found.as_native());
        native?.take()?
    };
    let queued = controller.take_queued_bytes(scope);
    Some(source.after(Bytes::from(queued)))
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
