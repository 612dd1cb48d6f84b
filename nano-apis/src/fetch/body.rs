//! Bodies: <https://fetch.spec.whatwg.org/#bodies>
//!
//! What a body is, where its bytes come from, how it is cloned and read to its end. The mixin that scripts see is
//! `body_mixin.rs`; how a body is made of a script's value is `body_init.rs`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use nano_runtime::{Exception, Result, Trace};

use super::tee;
use crate::file::BlobData;

/// Why the bytes of a native source could not be read.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// Where the bytes of a body come from when they are not all in memory: an HTTP connection, a file.
///
/// It is polled on the thread of its realm, and dropped when nobody can read it any more.
pub type Source = Pin<Box<dyn HttpBody<Data = Bytes, Error = SourceError>>>;

/// The bytes of a body that nobody has begun to read.
pub enum Body {
    /// All of them.
    Bytes(Bytes),
    /// All of them, in parts that others may share: a Blob's, a FormData's.
    Parts(VecDeque<Bytes>),
    /// What a native source will yield.
    Source(Source),
}

impl Body {
    /// A body that `source` yields.
    pub fn from_source<B>(source: B) -> Self
    where
        B: HttpBody<Data = Bytes> + 'static,
        B::Error: Into<SourceError>,
    {
        Self::Source(Box::pin(Boxed(Box::pin(source))))
    }

    /// <https://fetch.spec.whatwg.org/#concept-body-clone>
    ///
    /// Bytes are shared. A source is read once for all its clones, as far as the one that is ahead asks, and what the others
    /// have not read yet is kept for them.
    #[must_use]
    pub fn clone_body(&mut self) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Self::Parts(parts) => Self::Parts(parts.clone()),
            Self::Source(source) => {
                let empty: Source = Box::pin(Empty);
                let (ours, theirs) = tee::tee(std::mem::replace(source, empty));
                *source = Box::pin(ours);
                Self::Source(Box::pin(theirs))
            }
        }
    }

    /// <https://fetch.spec.whatwg.org/#body-fully-read>
    ///
    /// # Errors
    ///
    /// TypeError when the source fails, RangeError when parts do not fit in memory as one.
    pub async fn fully_read(self) -> Result<Bytes> {
        let mut source = match self {
            Self::Bytes(bytes) => return Ok(bytes),
            Self::Parts(parts) => return BlobData::new(parts.into())?.to_bytes(),
            Self::Source(source) => source,
        };
        // One chunk stays as it is; several are put together.
        let mut first = Bytes::new();
        let mut all = BytesMut::new();
        while let Some(frame) = poll_fn(|context| source.as_mut().poll_frame(context)).await {
            let frame = frame.map_err(|error| {
                Exception::type_error(format!("The body could not be read: {error}"))
            })?;
            let Ok(chunk) = frame.into_data() else {
                continue;
            };
            if !all.is_empty() {
                all.extend_from_slice(&chunk);
            } else if first.is_empty() {
                first = chunk;
            } else if !chunk.is_empty() {
                all.reserve(first.len() + chunk.len());
                all.extend_from_slice(&first);
                all.extend_from_slice(&chunk);
            }
        }
        Ok(if all.is_empty() { first } else { all.freeze() })
    }
}

/// A Blob's bytes, which are shared.
impl From<&BlobData> for Body {
    fn from(data: &BlobData) -> Self {
        match data.parts() {
            [] => Self::Bytes(Bytes::new()),
            [part] => Self::Bytes(part.clone()),
            parts => Self::Parts(parts.iter().cloned().collect()),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

/// As an HTTP library writes it.
impl HttpBody for Body {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        match self.get_mut() {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Parts(parts) => Poll::Ready(parts.pop_front().map(|part| Ok(Frame::data(part)))),
            Self::Source(source) => source.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Parts(parts) => parts.is_empty(),
            Self::Source(source) => source.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            // Their sum fits: the Blob or the FormData that they are of made sure.
            Self::Parts(parts) => {
                SizeHint::with_exact(parts.iter().map(|part| part.len() as u64).sum())
            }
            Self::Source(source) => source.size_hint(),
        }
    }
}

/// A source with its error boxed.
struct Boxed<B>(Pin<Box<B>>);

impl<B> HttpBody for Boxed<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<SourceError>,
{
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        self.0.as_mut().poll_frame(context).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// What stands for a source while it is being moved.
struct Empty;

impl HttpBody for Empty {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        Poll::Ready(None)
    }
}

/// The body of a Request or Response, null or not, and whether somebody has begun to read it.
#[derive(Default, Trace)]
pub(super) struct BodySlot(RefCell<State>);

#[derive(Default, Trace)]
enum State {
    /// No body.
    #[default]
    Null,
    /// A body that nobody has begun to read.
    Untouched(#[untraced] Body),
    /// A body whose stream is disturbed.
    Used,
}

impl BodySlot {
    pub(super) fn new(body: Option<Body>) -> Self {
        Self(RefCell::new(body.map_or(State::Null, State::Untouched)))
    }

    /// Whether there is no body.
    pub(super) fn is_null(&self) -> bool {
        matches!(*self.0.borrow(), State::Null)
    }

    /// Whether the body is not null and its stream is disturbed: <https://fetch.spec.whatwg.org/#dom-body-bodyused>
    pub(super) fn is_used(&self) -> bool {
        matches!(*self.0.borrow(), State::Used)
    }

    /// <https://fetch.spec.whatwg.org/#body-unusable>
    pub(super) fn is_unusable(&self) -> bool {
        self.is_used()
    }

    /// Whether the body is not all in memory: its source, in the standard's sense, is null.
    pub(super) fn has_null_source(&self) -> bool {
        matches!(*self.0.borrow(), State::Untouched(Body::Source(_)))
    }

    /// Takes the body out; the slot's is used from now on. `None` for a null body, which stays null.
    ///
    /// # Errors
    ///
    /// TypeError when the body is unusable.
    pub(super) fn take(&self) -> Result<Option<Body>> {
        let mut state = self.0.borrow_mut();
        if matches!(*state, State::Null) {
            return Ok(None);
        }
        match std::mem::replace(&mut *state, State::Used) {
            State::Null => Ok(None),
            State::Untouched(body) => Ok(Some(body)),
            State::Used => Err(Exception::type_error("body stream already read")),
        }
    }

    /// A clone of the body: <https://fetch.spec.whatwg.org/#concept-body-clone>. The caller has made sure that it is usable.
    pub(super) fn clone_body(&self) -> Self {
        Self(RefCell::new(match &mut *self.0.borrow_mut() {
            State::Null => State::Null,
            State::Untouched(body) => State::Untouched(body.clone_body()),
            State::Used => State::Used,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_yielded_as_they_are() {
        let parts: Vec<Bytes> = vec!["ab".into(), "c".into()];
        let data = BlobData::new(parts.clone()).expect("three bytes");
        let mut body = Body::from(&data);
        assert_eq!(body.size_hint().exact(), Some(3));
        let mut context = Context::from_waker(std::task::Waker::noop());
        for part in &parts {
            assert!(!body.is_end_stream());
            let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) else {
                panic!("a part is there at once");
            };
            let chunk = frame.into_data().expect("it has no trailers");
            assert!(std::ptr::eq(&*chunk, &**part), "the part is shared");
        }
        assert!(body.is_end_stream());
        assert!(matches!(
            Pin::new(&mut body).poll_frame(&mut context),
            Poll::Ready(None)
        ));
    }
}
