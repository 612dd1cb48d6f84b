//! Bodies: <https://fetch.spec.whatwg.org/#bodies>
//!
//! What a body is, where its bytes come from, how it is cloned and read to its end. The mixin that scripts see is
//! `body_mixin.rs`; how a body is made of a script's value is `body_init.rs`.

use std::cell::RefCell;
use std::future::poll_fn;

use bytes::{Bytes, BytesMut};
use nano_runtime::{Exception, Result, Trace};

use super::tee;
use crate::file::BlobData;
use crate::streams::native::{NativeSource, unreadable};

/// The bytes of a body that nobody has begun to read.
pub type Body = NativeSource;

impl Body {
    /// <https://fetch.spec.whatwg.org/#concept-body-clone>
    ///
    /// Bytes are shared. A source is read once for all its clones, as far as the one that is ahead asks, and what the others
    /// have not read yet is kept for them.
    #[must_use]
    pub fn clone_body(&mut self) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Self::Parts(parts) => Self::Parts(parts.clone()),
            Self::Source(_) => {
                let source = std::mem::replace(self, Self::empty());
                let (ours, theirs) = tee::tee(source);
                *self = Self::Source(Box::pin(ours));
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
            let frame = frame.map_err(|error| unreadable(&error))?;
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
