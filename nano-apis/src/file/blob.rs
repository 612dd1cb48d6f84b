//! The interface Blob: <https://w3c.github.io/FileAPI/#blob-section>

use std::future::Future;

use bytes::Bytes;
use nano_runtime::gc::ExternalMemory;
use nano_runtime::serialize::{Deserializer, Serializable, Serializer};
use nano_runtime::webidl::DomString;
use nano_runtime::{Ref, Result, Scope, binding, webapi};

use super::parts::process_blob_parts;
use super::{BlobData, BlobPart, EndingType};
use crate::encoding::Utf8Text;
use crate::fetch::Body;
use crate::streams::native::readable_stream_of_source;
use crate::streams::readable::ReadableStream;

/// <https://w3c.github.io/FileAPI/#dfn-BlobPropertyBag>
#[webapi("file/Blob.idl")]
pub struct BlobPropertyBag {
    /// The type of the Blob.
    pub type_: DomString,
    /// What becomes of line endings in strings.
    pub endings: EndingType,
}

/// <https://w3c.github.io/FileAPI/#blob-section>
#[webapi("file/Blob.idl")]
#[derive(Debug)]
pub struct Blob {
    #[untraced]
    data: BlobData,
    type_: String,
    /// What of the bytes came with this Blob; the rest is counted where it came from.
    memory: ExternalMemory,
}

/// A type as Blobs have it: the empty string if any character is outside U+0020 to U+007E, and otherwise lower-cased.
fn normalize_type(type_: &DomString) -> String {
    match type_.as_str() {
        Some(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
            text.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}

impl Blob {
    /// A Blob of bytes that another one brought. `type_` is used as it stands.
    #[must_use]
    pub fn sharing(data: BlobData, type_: String) -> Self {
        Self {
            data,
            type_,
            memory: ExternalMemory::default(),
        }
    }

    /// The first Blob of these bytes. `type_` is used as it stands.
    #[must_use]
    pub fn owning(scope: &mut Scope<'_, '_>, bytes: Bytes, type_: String) -> Self {
        Self {
            memory: ExternalMemory::new(scope, bytes.len() as u64),
            data: bytes.into(),
            type_,
        }
    }

    /// The bytes.
    #[must_use]
    pub fn data(&self) -> &BlobData {
        &self.data
    }

    /// The media type; empty when it is not known.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.type_
    }

    /// <https://w3c.github.io/FileAPI/#constructorBlob>
    pub(super) fn of_parts(
        scope: &mut Scope<'_, '_>,
        parts: Vec<BlobPart<'_>>,
        options: &BlobPropertyBag,
    ) -> Result<Self> {
        // 2. Let bytes be the result of processing blob parts given blobParts and options.
        let (bytes, new) = process_blob_parts(scope, parts, options.endings)?;
        // 3. If the type member of the options argument is not the empty string: let t be it; if t contains any characters outside
        //    the range U+0020 to U+007E, then set t to the empty string; convert every character in t to ASCII lowercase.
        // 4. Return a Blob object referring to bytes as its associated byte sequence, with its size set to the length of bytes, and
        //    its type set to the value of t from the substeps above.
        Ok(Self {
            data: bytes,
            type_: normalize_type(&options.type_),
            memory: ExternalMemory::new(scope, new),
        })
    }

    /// <https://w3c.github.io/FileAPI/#blob-get-stream> and reading all bytes from it.
    fn read_all(&self) -> impl Future<Output = Result<Bytes>> + use<> {
        let data = self.data.clone();
        async move { data.to_bytes() }
    }
}

#[webapi("file/Blob.idl")]
impl Blob {
    fn constructor(
        scope: &mut Scope<'_, '_>,
        blob_parts: Option<Vec<BlobPart<'_>>>,
        options: BlobPropertyBag,
    ) -> Result<Self> {
        // 1. If invoked with zero parameters, return a new Blob object consisting of 0 bytes, with size set to 0, and with type set
        //    to the empty string.
        Self::of_parts(scope, blob_parts.unwrap_or_default(), &options)
    }

    /// <https://w3c.github.io/FileAPI/#dfn-size>
    fn size(&self) -> u64 {
        self.data.size()
    }

    /// <https://w3c.github.io/FileAPI/#dfn-type>
    fn type_(&self) -> &str {
        &self.type_
    }

    /// <https://w3c.github.io/FileAPI/#dfn-slice>
    fn slice(&self, start: Option<i64>, end: Option<i64>, content_type: Option<DomString>) -> Self {
        slice_blob(self, start, end, content_type.as_ref())
    }

    /// <https://w3c.github.io/FileAPI/#dom-blob-stream>
    fn stream<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Ref<'s, ReadableStream>> {
        // 1. Return the result of calling get stream on this.
        get_stream(scope, self)
    }

    /// <https://w3c.github.io/FileAPI/#dom-blob-text>
    fn text(&self) -> impl Future<Output = Result<Utf8Text>> + 'static + use<> {
        let bytes = self.read_all();
        async move { bytes.await.map(Utf8Text) }
    }

    /// <https://w3c.github.io/FileAPI/#dom-blob-arraybuffer>
    fn array_buffer(&self) -> impl Future<Output = Result<Bytes>> + 'static + use<> {
        self.read_all()
    }

    /// <https://w3c.github.io/FileAPI/#dom-blob-bytes>
    fn bytes(&self) -> impl Future<Output = Result<Bytes>> + 'static + use<> {
        self.read_all()
    }
}

/// <https://w3c.github.io/FileAPI/#blob-get-stream>
///
/// OPTIMIZATION: the bytes are enqueued as the stream is read, and not at all where native code takes them out again.
fn get_stream<'s>(scope: &mut Scope<'s, '_>, blob: &Blob) -> Result<Ref<'s, ReadableStream>> {
    readable_stream_of_source(scope, Body::from(&blob.data))
}

/// <https://w3c.github.io/FileAPI/#slice-blob>
fn slice_blob(
    blob: &Blob,
    start: Option<i64>,
    end: Option<i64>,
    content_type: Option<&DomString>,
) -> Blob {
    // 1. Let originalSize be blob's size.
    let original_size = blob.data.size();
    let relative = |position: i64| {
        if position < 0 {
            original_size.saturating_sub(position.unsigned_abs())
        } else {
            original_size.min(position.unsigned_abs())
        }
    };
    // 2. The start parameter, if non-null, is a byte point: a negative one counts from the end. If it is null, let relativeStart be 0.
    let relative_start = start.map_or(0, relative);
    // 3. The end parameter likewise. If it is null, let relativeEnd be originalSize.
    let relative_end = end.map_or(original_size, relative);
    // 4. The contentType parameter, normalized as in the constructor. If it is null, let relativeContentType be the empty string.
    let relative_content_type = content_type.map(normalize_type).unwrap_or_default();
    // 5. Let span be max((relativeEnd - relativeStart), 0).
    let relative_end = relative_end.max(relative_start);
    // 6. Return a new Blob object S: it refers to span consecutive bytes from blob, beginning with the byte at byte-order position
    //    relativeStart; its size is span; its type is relativeContentType.
    Blob::sharing(
        blob.data.slice(relative_start, relative_end),
        relative_content_type,
    )
}

/// What a record holds of a Blob: its snapshot state and its byte sequence, which no script can change, so that they are shared.
#[derive(Debug)]
pub struct SerializedBlob {
    data: BlobData,
    type_: String,
}

impl SerializedBlob {
    pub(super) fn of(blob: &Blob) -> Self {
        Self {
            data: blob.data.clone(),
            type_: blob.type_.clone(),
        }
    }

    pub(super) fn to_blob(&self) -> Blob {
        Blob::sharing(self.data.clone(), self.type_.clone())
    }
}

impl Serializable for Blob {
    type Serialized = SerializedBlob;

    /// <https://w3c.github.io/FileAPI/#blob-section>
    fn serialization_steps(
        this: Ref<'_, Self>,
        _: &mut Scope<'_, '_>,
        _: &Serializer<'_>,
    ) -> Result<Self::Serialized> {
        // 1. Set serialized.[[SnapshotState]] to value's snapshot state. 2. Set serialized.[[ByteSequence]] to value's underlying
        //    byte sequence.
        Ok(SerializedBlob::of(&this))
    }

    /// <https://w3c.github.io/FileAPI/#blob-section>
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        _: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        // 1. Set value's snapshot state to serialized.[[SnapshotState]]. 2. Set value's underlying byte sequence to
        //    serialized.[[ByteSequence]].
        Ok(binding::allocate(scope, serialized.to_blob()))
    }
}
