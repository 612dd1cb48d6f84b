//! [`BodySlot`]: the body of a Request or Response.
//!
//! A body that no script has looked at is native bytes, and has no stream object. It gets one when a script asks for it; that stream
//! is native too, so that its source can be taken out again when native code is to have the body.

use std::cell::{Cell, RefCell};

use nano_runtime::{Exception, Member, Ref, Result, Scope, Trace};

use super::body::Body;
use crate::streams::native::{StreamSource, readable_stream_of_source, take_source};
use crate::streams::pipe::readable_stream_pipe_to_unobserved;
use crate::streams::readable::{
    ReadableStream, StreamPipeOptions, acquire_readable_stream_default_reader,
    is_readable_stream_locked,
};
use crate::streams::tee::readable_stream_tee;
use crate::streams::transform::create_an_identity_transform_stream;

/// A body as it comes out of a [`BodySlot`], or goes into one.
pub enum BodyContent<'a> {
    /// Bytes that are native code's.
    Native(Body),
    /// A stream that a script sees.
    Stream(Ref<'a, ReadableStream>),
}

impl BodyContent<'_> {
    /// The body as native code reads it: the stream, if there is one, is locked, and read in the current task scope.
    ///
    /// # Errors
    ///
    /// TypeError when the stream is locked.
    pub(super) fn into_body(self, scope: &mut Scope<'_, '_>) -> Result<Body> {
        match self {
            Self::Native(body) => Ok(body),
            Self::Stream(stream) => {
                StreamSource::new(scope, stream).map(|source| Body::Source(Box::pin(source)))
            }
        }
    }

    /// Whether the body's source, in the standard's sense, is null: whether the body is more than bytes in memory.
    pub(super) fn has_null_source(&self) -> bool {
        matches!(self, Self::Stream(_) | Self::Native(Body::Source(_)))
    }
}

/// The body of a Request or Response, null or not.
#[derive(Default, Trace)]
pub(super) struct BodySlot {
    state: RefCell<State>,
    /// The body's stream, once somebody has seen it.
    stream: Member<ReadableStream>,
    null_source: Cell<bool>,
}

#[derive(Default, Trace)]
enum State {
    /// No body.
    #[default]
    Null,
    /// A body without a stream object.
    Untouched(#[untraced] Body),
    /// A body whose stream is the slot's.
    Stream,
    /// A body that native code has taken, so that its stream is locked and disturbed. Nobody has asked for it yet.
    Taken,
}

impl BodySlot {
    pub(super) fn new(body: Option<Body>) -> Self {
        Self::of_content(body.map(BodyContent::Native))
    }

    pub(super) fn of_content(content: Option<BodyContent<'_>>) -> Self {
        let slot = Self::default();
        slot.set(content);
        slot
    }

    fn set(&self, content: Option<BodyContent<'_>>) {
        self.null_source
            .set(content.as_ref().is_some_and(BodyContent::has_null_source));
        let state = match content {
            None => State::Null,
            Some(BodyContent::Native(body)) => State::Untouched(body),
            Some(BodyContent::Stream(stream)) => {
                self.stream.set(stream);
                State::Stream
            }
        };
        self.state.replace(state);
    }

    /// Whether there is no body.
    pub(super) fn is_null(&self) -> bool {
        matches!(*self.state.borrow(), State::Null)
    }

    /// Whether the body is not null and its stream is disturbed: <https://fetch.spec.whatwg.org/#dom-body-bodyused>
    pub(super) fn is_used(&self) -> bool {
        match &*self.state.borrow() {
            State::Null | State::Untouched(_) => false,
            State::Stream => self
                .stream
                .get()
                .is_some_and(|stream| stream.is_disturbed()),
            State::Taken => true,
        }
    }

    /// <https://fetch.spec.whatwg.org/#body-unusable>
    pub(super) fn is_unusable(&self) -> bool {
        match &*self.state.borrow() {
            State::Null | State::Untouched(_) => false,
            State::Stream => self
                .stream
                .get()
                .is_some_and(|stream| stream.is_disturbed() || is_readable_stream_locked(&stream)),
            State::Taken => true,
        }
    }

    /// Whether the body's source, in the standard's sense, is null.
    pub(super) fn has_null_source(&self) -> bool {
        self.null_source.get()
    }

    /// The body's stream: <https://fetch.spec.whatwg.org/#dom-body-body>
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub(super) fn stream(
        &self,
        scope: &mut Scope<'_, '_>,
    ) -> Result<Option<Ref<'_, ReadableStream>>> {
        let state = std::mem::take(&mut *self.state.borrow_mut());
        match state {
            State::Null => return Ok(None),
            State::Stream => {}
            State::Untouched(body) => {
                let stream = readable_stream_of_source(scope, body)?;
                self.stream.set(stream);
            }
            State::Taken => {
                // OPTIMIZATION: who has the source will read it to its end, and never release the stream; no script can tell this
                // one from that.
                let stream = readable_stream_of_source(scope, Body::empty())?;
                acquire_readable_stream_default_reader(scope, stream)?;
                stream.set_disturbed();
                self.stream.set(stream);
            }
        }
        self.state.replace(State::Stream);
        Ok(self.stream.get())
    }

    /// Takes the body for who reads it to its end; the slot's is unusable from then on. `None` for a null body, which stays null.
    ///
    /// A stream is not locked yet: the caller does it, at once.
    ///
    /// # Errors
    ///
    /// TypeError when the body is unusable.
    pub(super) fn take(&self, scope: &mut Scope<'_, '_>) -> Result<Option<BodyContent<'_>>> {
        {
            let mut state = self.state.borrow_mut();
            match &mut *state {
                State::Null => return Ok(None),
                State::Taken => return Err(already_read()),
                State::Untouched(_) => {
                    let taken = std::mem::replace(&mut *state, State::Taken);
                    return Ok(match taken {
                        State::Untouched(body) => Some(BodyContent::Native(body)),
                        _ => None,
                    });
                }
                State::Stream => {}
            }
        }
        let Some(stream) = self.stream.get() else {
            return Ok(None);
        };
        if stream.is_disturbed() {
            return Err(already_read());
        }
        if is_readable_stream_locked(&stream) {
            return Err(Exception::type_error("body stream is locked"));
        }
        Ok(Some(match take_source(scope, stream)? {
            Some(body) => BodyContent::Native(body),
            None => BodyContent::Stream(stream),
        }))
    }

    /// A clone of the body: <https://fetch.spec.whatwg.org/#concept-body-clone>
    ///
    /// # Errors
    ///
    /// TypeError when the body is unusable, which the caller has ruled out.
    pub(super) fn clone_body(&self, scope: &mut Scope<'_, '_>) -> Result<Self> {
        let taken = match self.take(scope)? {
            None => return Ok(Self::default()),
            Some(taken) => taken,
        };
        // 1. Let « out1, out2 » be the result of teeing body's stream. 2. Set body's stream to out1.
        // 3. Return a body whose stream is out2 and other members are copied from body.
        let null_source = self.null_source.get();
        let clone = match taken {
            // OPTIMIZATION: what is native is teed natively. (Then out1 gets an object when a script asks for it.)
            BodyContent::Native(mut body) => {
                let clone = body.clone_body();
                self.stream.clear();
                self.set(Some(BodyContent::Native(body)));
                Self::new(Some(clone))
            }
            BodyContent::Stream(stream) => {
                let [out1, out2] = readable_stream_tee(scope, stream, true)?;
                self.set(Some(BodyContent::Stream(out1)));
                Self::of_content(Some(BodyContent::Stream(out2)))
            }
        };
        self.null_source.set(null_source);
        clone.null_source.set(null_source);
        Ok(clone)
    }

    /// The body for another object, while the slot's own becomes unusable: <https://fetch.spec.whatwg.org/#body-create-a-proxy>
    ///
    /// # Errors
    ///
    /// TypeError when the body is unusable.
    pub(super) fn create_a_proxy(&self, scope: &mut Scope<'_, '_>) -> Result<Self> {
        let null_source = self.null_source.get();
        let proxy = match self.take(scope)? {
            None => return Ok(Self::default()),
            Some(BodyContent::Native(body)) => Self::new(Some(body)),
            Some(BodyContent::Stream(stream)) => {
                let proxy = create_a_proxy(scope, stream)?;
                Self::of_content(Some(BodyContent::Stream(proxy)))
            }
        };
        proxy.null_source.set(null_source);
        Ok(proxy)
    }
}

#[cold]
fn already_read() -> Exception {
    Exception::type_error("body stream already read")
}

/// <https://streams.spec.whatwg.org/#readablestream-create-a-proxy>
fn create_a_proxy<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<Ref<'s, ReadableStream>> {
    // 1. Let identityTransform be the result of creating an identity TransformStream.
    let identity_transform = create_an_identity_transform_stream(scope)?;
    // 2. Return the result of stream piped through identityTransform.
    let writable = identity_transform.get().writable_side()?;
    readable_stream_pipe_to_unobserved(scope, stream, writable, &StreamPipeOptions::default())?;
    identity_transform.get().readable_side()
}
