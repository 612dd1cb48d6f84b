//! [`NativeSource`]: bytes in memory or to come, as native code has them.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::{Exception, Result, Scope};

use super::share::SharedError;
use crate::streams::lane::TransformFailed;

/// Why the bytes of a native source could not be read.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// Bytes that arrive: an HTTP connection's, a file's.
///
/// It is polled on the thread of its realm, and dropped when nobody can read it any more. An [`HttpBody`] of bytes becomes one by
/// [`NativeSource::from_source`].
pub type Source = Pin<Box<dyn ByteSource>>;

/// What a [`Source`] points to.
pub trait ByteSource: HttpBody<Data = Bytes, Error = SourceError> {
    /// Ends the source because its consumer has lost interest, for `reason`. Without steps of its own it is dropped, which is how a
    /// source is abandoned where nobody has a scope or a reason.
    ///
    /// The promise, if there is one, is settled when the source has cleaned up after itself.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    fn cancel<'s>(
        self: Pin<Box<Self>>,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let _ = (scope, reason);
        Ok(None)
    }

    /// Gives what is left of it back to the stream that it was taken out of, if that is where it comes from: whoever has that stream
    /// cancels it.
    fn put_back(self: Pin<Box<Self>>) {}
}

/// What scripts see of the error of a source.
#[must_use]
pub fn unreadable(error: &SourceError) -> Exception {
    let mut original: &(dyn std::error::Error + 'static) = &**error;
    while let Some(shared) = original.downcast_ref::<SharedError>() {
        original = shared.get();
    }
    if let Some(failed) = original.downcast_ref::<TransformFailed>() {
        return failed.exception();
    }
    Exception::type_error(format!("The body could not be read: {error}"))
}

/// Bytes that nobody has begun to read.
pub enum NativeSource {
    /// All of them.
    Bytes(Bytes),
    /// All of them, in parts that others may share: a Blob's, a FormData's.
    Parts(VecDeque<Bytes>),
    /// What a source will yield.
    Source(Source),
}

impl NativeSource {
    /// What `source` yields.
    pub fn from_source<B>(source: B) -> Self
    where
        B: HttpBody<Data = Bytes> + 'static,
        B::Error: Into<SourceError>,
    {
        Self::Source(Box::pin(Boxed(Box::pin(source))))
    }

    /// Nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::Bytes(Bytes::new())
    }

    /// Ends it: see [`ByteSource::cancel`].
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn cancel<'s>(
        self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        match self {
            Self::Bytes(_) | Self::Parts(_) => Ok(None),
            Self::Source(source) => source.cancel(scope, reason),
        }
    }

    /// Ends it as its stream will: see [`ByteSource::put_back`].
    pub(super) fn put_back(self) {
        if let Self::Source(source) = self {
            source.put_back();
        }
    }

    /// The same bytes after these.
    pub(in crate::streams) fn after(self, first: Bytes) -> Self {
        if first.is_empty() {
            return self;
        }
        match self {
            Self::Bytes(bytes) => Self::Parts([first, bytes].into()),
            Self::Parts(mut parts) => {
                parts.push_front(first);
                Self::Parts(parts)
            }
            Self::Source(rest) => Self::Source(Box::pin(Prefixed { first, rest })),
        }
    }
}

impl From<Bytes> for NativeSource {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Source> for NativeSource {
    fn from(source: Source) -> Self {
        Self::Source(source)
    }
}

/// As an HTTP library writes it.
impl HttpBody for NativeSource {
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

impl<B> ByteSource for Boxed<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<SourceError>,
{
}

/// A source before which other bytes come.
struct Prefixed {
    first: Bytes,
    rest: Source,
}

impl HttpBody for Prefixed {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        if self.first.is_empty() {
            return self.rest.as_mut().poll_frame(context);
        }
        let first = std::mem::take(&mut self.first);
        Poll::Ready(Some(Ok(Frame::data(first))))
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_empty() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (first, rest) = (self.first.len() as u64, self.rest.size_hint());
        let mut hint = SizeHint::new();
        // The upper bound first: a lower bound may not pass it.
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(first));
        }
        hint.set_lower(rest.lower().saturating_add(first));
        hint
    }
}

impl ByteSource for Prefixed {
    fn cancel<'s>(
        self: Pin<Box<Self>>,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        Pin::into_inner(self).rest.cancel(scope, reason)
    }

    fn put_back(self: Pin<Box<Self>>) {
        Pin::into_inner(self).rest.put_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut source: NativeSource) -> Vec<Bytes> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut chunks = Vec::new();
        while !source.is_end_stream() {
            let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut source).poll_frame(&mut context)
            else {
                panic!("a chunk is there at once");
            };
            chunks.push(frame.into_data().expect("it has no trailers"));
        }
        let end = Pin::new(&mut source).poll_frame(&mut context);
        assert!(matches!(end, Poll::Ready(None)));
        chunks
    }

    #[test]
    fn parts_are_yielded_as_they_are() {
        let parts: Vec<Bytes> = vec!["ab".into(), "c".into()];
        let source = NativeSource::Parts(parts.iter().cloned().collect());
        assert_eq!(source.size_hint().exact(), Some(3));
        for (chunk, part) in all(source).iter().zip(&parts) {
            assert!(std::ptr::eq(&**chunk, &**part), "the part is shared");
        }
    }

    #[test]
    fn bytes_can_be_put_before_every_kind() {
        let parts = || NativeSource::Parts(["b".into(), "c".into()].into());
        for source in [
            NativeSource::Bytes("bc".into()),
            parts(),
            NativeSource::from_source(parts()),
        ] {
            let source = source.after("a".into());
            assert_eq!(source.size_hint().exact(), Some(3));
            assert_eq!(all(source).concat(), b"abc");
        }
    }
}
