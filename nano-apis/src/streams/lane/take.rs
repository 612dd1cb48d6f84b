//! The source of a transform stream's readable side, for native code.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{Exception, Gc, Realm, Ref, Result, Scope};

use super::defer::is_untouched;
use super::source::{Ended, Link, Transformed};
use crate::streams::native::{ByteSource, NativeSource, SourceError, take_native};
use crate::streams::readable::{
    ReadableStream, readable_byte_stream_controller_close, readable_byte_stream_controller_error,
    readable_stream_cancel,
};
use crate::streams::transform::{TransformStream, transform_stream_default_controller_error};

/// Takes the source out of the readable side of `stream`, if a pipe is deferred that leads there: see the module. The caller locks
/// the readable side.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(in crate::streams) fn take(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
) -> Result<Option<NativeSource>> {
    take_from(scope, stream, true)
}

/// [`take`]; `outermost` says that it is for the consumer, not for another pipe.
fn take_from(
    scope: &mut Scope<'_, '_>,
    stream: Ref<'_, TransformStream>,
    outermost: bool,
) -> Result<Option<NativeSource>> {
    let Some(pipe) = stream.deferred_pipe.get() else {
        return Ok(None);
    };
    if pipe.is_shutting_down() || !is_untouched(scope, &*pipe.dest()?, &stream)? {
        return Ok(None);
    }
    let source = pipe.source()?;
    let input = match source.transform_stream() {
        Some(before) => take_from(scope, before, false)?,
        None => take_native(scope, source),
    };
    let Some(input) = input else {
        return Ok(None);
    };
    let transform = stream.controller()?.take_bytes();
    let ends = Rc::new(Ends {
        link: Link::default(),
        streams: RefCell::new(Some(Streams {
            source: Gc::from(source),
            transform: Gc::from(stream),
            outermost,
        })),
    });
    stream.deferred_pipe.clear();
    wait(scope, Ending(Rc::clone(&ends)));
    let transformed = Lane(Transformed::new(input, transform, ends));
    Ok(Some(NativeSource::Source(Box::pin(transformed))))
}

/// What a source and the operation that waits for its end share.
struct Ends {
    link: Link,
    /// What is ended with the source; taken when that is done, or by nobody's business any more.
    streams: RefCell<Option<Streams>>,
}

impl AsRef<Link> for Rc<Ends> {
    fn as_ref(&self) -> &Link {
        &self.link
    }
}

struct Streams {
    /// The source of the pipe.
    source: Gc<ReadableStream>,
    /// Where it leads.
    transform: Gc<TransformStream>,
    outermost: bool,
}

/// The operation's share: with it the roots go.
struct Ending(Rc<Ends>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.streams.take();
    }
}

fn wait(scope: &mut Scope<'_, '_>, ending: Ending) {
    let operation = async move {
        let ended = poll_fn(|context| ending.0.link.poll(context)).await;
        move |scope: &mut Scope<'_, '_>| {
            let streams = ending.0.streams.take();
            if let Some(streams) = streams {
                // What fails is a termination: nobody is left to see it.
                let _ = streams.end(scope, ended);
            }
        }
    };
    // Whoever reads the source keeps the event loop running.
    Realm::from_scope(scope).spawn_op(operation, false);
}

impl Streams {
    /// Has the pipe see how its source ended, or the source how the pipe did.
    fn end(&self, scope: &mut Scope<'_, '_>, ended: Ended) -> Result<()> {
        // When the source is a transform stream itself, that has an operation of its own.
        let bytes = self.source.byte_controller();
        match (ended, bytes) {
            (Ended::Complete, Some(controller)) => {
                readable_byte_stream_controller_close(scope, controller)
            }
            (Ended::SourceFailed(exception), Some(controller)) => {
                let error = exception.to_value(scope).ok_or(Exception::Pending)?;
                readable_byte_stream_controller_error(scope, controller, error)
            }
            (Ended::Complete | Ended::SourceFailed(_), None) => Ok(()),
            (Ended::TransformFailed(failed, rest), _) => {
                self.put_back(rest);
                let error = failed
                    .exception()
                    .to_value(scope)
                    .ok_or(Exception::Pending)?;
                let controller = self.transform.controller()?;
                transform_stream_default_controller_error(scope, controller, error)
            }
            (Ended::Dropped(rest), _) => {
                self.put_back(rest);
                if !self.outermost {
                    return Ok(());
                }
                let reason = Exception::dom(
                    DomExceptionName::AbortError,
                    "The consumer of the stream has gone away",
                );
                let reason = reason.to_value(scope).ok_or(Exception::Pending)?;
                self.cancel(scope, reason)
                    .map(|promise| promise.mark_as_handled())
            }
        }
    }

    /// Gives the source's stream what is left, so that the standard's algorithms can cancel it.
    fn put_back(&self, rest: NativeSource) {
        if let Some(controller) = self.source.byte_controller()
            && let Some(algorithms) = controller.algorithms().get()
            && let Some(native) = algorithms.as_native()
        {
            native.put_back(rest);
        }
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        readable_stream_cancel(scope, self.transform.readable_side()?, reason)
    }
}

/// What a consumer gets.
struct Lane(Transformed<Rc<Ends>>);

impl HttpBody for Lane {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, SourceError>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }
}

impl ByteSource for Lane {
    fn cancel<'s>(
        mut self: Pin<Box<Self>>,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (input, streams) = (self.0.take_input(), self.0.link().streams.take());
        let Some((input, streams)) = input.zip(streams) else {
            return Ok(None);
        };
        streams.put_back(input);
        streams.cancel(scope, reason).map(Some)
    }
}
