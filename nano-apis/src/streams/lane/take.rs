//! The source of a transform stream's readable side, for native code.

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::{Exception, Gc, Ref, Result, Scope};

use super::ends::{Lane, Owner, gone};
use super::source::Ended;
use crate::streams::native::{
    NativeSource, append_chunk, close_taken, error_taken, put_back, take_rest,
};
use crate::streams::readable::{ReadableStream, ReadableStreamState, readable_stream_cancel};
use crate::streams::transform::{
    TransformStream, transform_stream_default_controller_error, transform_stream_unblock_write,
};

/// Takes the source out of the readable side of `stream`, if all that is in there came from native code: see the module. The caller
/// locks the readable side. `None` when it cannot be taken now: the transformer is at work on another thread, or the end is being
/// written.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(in crate::streams) fn take(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
) -> Result<Option<NativeSource>> {
    let Some(pipe) = stream.pipe.get() else {
        return Ok(None);
    };
    let readable = stream.readable_side()?;
    if readable.state() != ReadableStreamState::Readable {
        return Ok(None);
    }
    if readable.is_close_requested() {
        // The transform stream has done its work: all that comes is in its queue.
        let queued = readable.take_queued_bytes(scope);
        return Ok(Some(NativeSource::Bytes(queued.into())));
    }
    let (dest, controller) = (pipe.dest()?, stream.controller()?);
    // A chunk is in the writable side only while it waits for the readable side.
    let waits = stream.write_waits.get();
    let is_quiet =
        dest.is_writable(scope) && (waits || controller.is_paused() || !dest.is_writing(scope));
    if !is_quiet || !controller.is_of_bytes(scope) {
        return Ok(None);
    }
    let source = pipe.source()?;
    let rest = if !pipe.is_shutting_down() {
        take_rest(scope, source)?
    } else if pipe.is_closing() {
        Some(NativeSource::empty())
    } else {
        None
    };
    let Some(rest) = rest else {
        return Ok(None);
    };
    let unwritten = pipe.take_unwritten(scope);
    stream.deferred_pipe.clear();
    let (transform, mut unfinished) = controller.take_bytes().unzip();
    if waits && let Some(chunk) = dest.controller()?.chunk_in_flight(scope) {
        append_chunk(scope, chunk, unfinished.get_or_insert_default());
    }
    let input = rest
        .after(unwritten.into())
        .after(unfinished.unwrap_or_default().into());
    let queued = readable.take_queued_bytes(scope);
    let owner = Stage {
        source: Gc::from(source),
        transform: Gc::from(stream),
    };
    let lane = Lane::new(scope, input, transform, queued, Box::new(owner));
    Ok(Some(NativeSource::Source(Box::pin(lane))))
}

/// A pipe and the transform stream that it leads to.
struct Stage {
    /// The source of the pipe.
    source: Gc<ReadableStream>,
    transform: Gc<TransformStream>,
}

impl Owner for Stage {
    /// Has the pipe see how its source ended, or the source how the pipe did.
    fn ended(&self, scope: &mut Scope<'_, '_>, ended: Ended) -> Result<()> {
        let (source, stream) = (self.source.as_ref(), self.transform.as_ref());
        // A source that is a transform stream itself ends by a stage of its own, unless it had done its work before.
        let is_stage = source.transform_stream().is_some() && !source.is_close_requested();
        match ended {
            Ended::Complete => {
                if !is_stage {
                    close_taken(scope, source)?;
                }
                // The chunk that waited, if there was one, is transformed.
                transform_stream_unblock_write(scope, stream)
            }
            Ended::SourceFailed(exception) => {
                if !is_stage {
                    let error = exception.to_value(scope).ok_or(Exception::Pending)?;
                    error_taken(scope, source, error)?;
                }
                transform_stream_unblock_write(scope, stream)
            }
            Ended::TransformFailed(failed, rest) => {
                put_back(source, rest);
                let error = failed
                    .exception()
                    .to_value(scope)
                    .ok_or(Exception::Pending)?;
                transform_stream_default_controller_error(scope, stream.controller()?, error)
            }
            Ended::Dropped(rest) => {
                let reason = gone(scope)?;
                let cancelled = self.cancel(scope, rest, reason)?;
                cancelled.mark_as_handled();
                Ok(())
            }
        }
    }

    fn put_back(&self, rest: NativeSource) {
        put_back(self.source.as_ref(), rest);
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        rest: NativeSource,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        self.put_back(rest);
        readable_stream_cancel(scope, self.transform.readable_side()?, reason)
    }
}
