//! Bodies: <https://fetch.spec.whatwg.org/#bodies>
//!
//! What a body is that no script has touched, how it is cloned and read to its end. The field of a Request or Response, where a body
//! may also be a stream, is `body_slot.rs`; the mixin that scripts see is `body_mixin.rs`; how a body is made of a script's value is
//! `body_init.rs`.

use std::future::poll_fn;

use bytes::{Bytes, BytesMut};
use nano_runtime::Result;

use crate::file::BlobData;
use crate::streams::native::{NativeSource, share, unreadable};

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
                let (ours, theirs) = share(source);
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
