//! Pipes that wait until somebody wants a chunk.

use std::task::Poll;

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::react::{Reaction, upon};
use nano_runtime::{Gc, Realm, Ref, Result, Scope, Shared, Trace};

use crate::streams::native::is_native;
use crate::streams::pipe::{Pipe, next_read};
use crate::streams::readable::{
    ReadableStream, ReadableStreamState, readable_stream_default_controller_get_desired_size,
};
use crate::streams::transform::TransformStream;
use crate::streams::writable::WritableStream;

/// Whether the pipe need not begin yet: see the module. Also notes which pipe is one from native code.
///
/// OPTIMIZATION: the standard reads a chunk at once, which then waits in the transform stream. Here it waits in the source, where no
/// script sees it. A source that turns out to have no chunk begins the pipe, because its end is seen without any reader.
pub(in crate::streams) fn defer(scope: &mut Scope<'_, '_>, shared: &Shared<Pipe>) -> Result<bool> {
    let Some(pipe) = shared.get() else {
        return Ok(false);
    };
    if !pipe.has_no_options() || pipe.is_shutting_down() {
        return Ok(false);
    }
    let (source, dest) = (pipe.source()?, pipe.dest()?);
    let Some(stream) = dest.transform_stream() else {
        return Ok(false);
    };
    if !is_native(source) || !is_untouched(scope, &dest, &stream)? {
        return Ok(false);
    }
    stream.pipe.set(shared);
    if !watch(scope, &source, stream) {
        return Ok(false);
    }
    stream.deferred_pipe.set(shared);
    let wanted = stream.backpressure_change_promise.promise(scope)?;
    upon(scope, wanted, Begin(shared.clone()))?;
    Ok(true)
}

/// Whether a transform stream is one of bytes in which there is nothing, and of which nobody wants anything yet.
fn is_untouched(
    scope: &mut Scope<'_, '_>,
    dest: &WritableStream,
    stream: &TransformStream,
) -> Result<bool> {
    let readable = stream.readable_side()?;
    let Some(controller) = readable.default_controller() else {
        return Ok(false);
    };
    // Nothing is in the readable side's queue, and it is neither closing nor does it want more of its own accord.
    let wants_nothing = readable.state() == ReadableStreamState::Readable
        && readable_stream_default_controller_get_desired_size(&controller) == Some(0.0)
        && controller.is_plain()
        && stream.backpressure.get();
    Ok(wants_nothing
        && dest.is_idle(scope)
        && dest.controller()?.is_plain()
        && stream.controller()?.is_of_bytes(scope))
}

/// Whether the source is native and has a chunk, or may get one: then an operation begins the pipe if it does not.
fn watch(
    scope: &mut Scope<'_, '_>,
    source: &ReadableStream,
    stream: Ref<'_, TransformStream>,
) -> bool {
    if let Some(before) = source.transform_stream() {
        if before.deferred_pipe.get().is_none() {
            return false;
        }
        // What comes of the chunk that the first pipe has may be an end or a failure, which is seen without any reader.
        let stream = Gc::from(stream);
        let operation = async move { move |scope: &mut Scope<'_, '_>| begin(scope, &stream) };
        // All that begins with it is over when anything else runs, so that what flows can be taken.
        return Realm::from_scope(scope)
            .spawn_task(operation, true)
            .is_some();
    }
    let Some(controller) = source.byte_controller() else {
        return false;
    };
    if controller.is_close_requested() || controller.has_pending_pull_intos() {
        return false;
    }
    let algorithms = controller.algorithms().get();
    let Some(native) = algorithms.as_ref().and_then(|found| found.as_native()) else {
        return false;
    };
    if native.is_pulling(scope) {
        return false;
    }
    match native.peek() {
        Poll::Ready(has_chunk) => has_chunk || controller.has_queued_bytes(),
        Poll::Pending => {
            let stream = Gc::from(stream);
            native.watch(scope, move |scope, has_chunk| {
                if !has_chunk {
                    begin(scope, &stream);
                }
            });
            true
        }
    }
}

/// Begins the pipe that a stream waits for, if it still does.
fn begin(scope: &mut Scope<'_, '_>, stream: &TransformStream) {
    let pipe = stream.deferred_pipe.clone();
    stream.deferred_pipe.clear();
    if pipe.get().is_some() {
        // What fails is a termination: nobody is left to see it.
        let _ = next_read(scope, &pipe);
    }
}

/// The transform stream wants a chunk, or has ended.
#[derive(Trace)]
struct Begin(Shared<Pipe>);

impl Reaction for Begin {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        if let Some(pipe) = self.0.get()
            && let Some(stream) = pipe.dest()?.transform_stream()
        {
            begin(scope, &stream);
        }
        Ok(None)
    }
}
