//! The interface File: <https://w3c.github.io/FileAPI/#file-section>

use std::time::{SystemTime, UNIX_EPOCH};

use nano_runtime::serialize::{Deserializer, Serializable, Serializer};
use nano_runtime::webidl::UsvString;
use nano_runtime::{Ref, Result, Scope, binding, webapi};

use super::blob::SerializedBlob;
use super::{Blob, BlobPart, BlobPropertyBag};

/// <https://w3c.github.io/FileAPI/#dfn-FilePropertyBag>
#[webapi("file/File.idl")]
pub struct FilePropertyBag {
    /// The members that every Blob has.
    pub blob_property_bag: BlobPropertyBag,
    /// When the file was last modified, in milliseconds since the Unix epoch.
    pub last_modified: Option<i64>,
}

/// <https://w3c.github.io/FileAPI/#file-section>
#[webapi("file/File.idl")]
#[derive(Debug)]
pub struct File {
    blob: Blob,
    name: String,
    last_modified: i64,
}

/// The current date and time, in milliseconds since the Unix epoch.
fn now() -> i64 {
    let milliseconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()),
        Err(before) => i64::try_from(before.duration().as_millis()).map(|before| -before),
    };
    milliseconds.unwrap_or(i64::MAX)
}

impl File {
    /// A file of these bytes, last modified now.
    #[must_use]
    pub fn new(blob: Blob, name: String) -> Self {
        Self {
            blob,
            name,
            last_modified: now(),
        }
    }

    /// The same file under another name.
    #[must_use]
    pub fn renamed(&self, name: String) -> Self {
        Self {
            blob: self.to_blob(),
            name,
            last_modified: self.last_modified,
        }
    }

    /// A Blob of the same bytes and type.
    fn to_blob(&self) -> Blob {
        Blob::new(self.blob.data().clone(), self.blob.media_type().to_owned())
    }

    /// The bytes and their type.
    #[must_use]
    pub fn blob(&self) -> &Blob {
        &self.blob
    }

    /// The name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.name
    }
}

#[webapi("file/File.idl")]
impl File {
    /// <https://w3c.github.io/FileAPI/#file-constructor>
    fn constructor(
        scope: &mut Scope<'_, '_>,
        file_bits: Vec<BlobPart<'_>>,
        file_name: UsvString,
        options: FilePropertyBag,
    ) -> Result<Self> {
        // 1. Let bytes be the result of processing blob parts given fileBits and options. 3. Process FilePropertyBag: the type.
        let blob = Blob::of_parts(scope, file_bits, &options.blob_property_bag)?;
        // 2. Let n be the fileName argument to the constructor. 3. If the lastModified member is provided, let d be set to the
        //    lastModified dictionary member. If it is not provided, set d to the current date and time represented as the number of
        //    milliseconds since the Unix Epoch.
        // 4. Return a new File object F.
        Ok(Self {
            blob,
            name: file_name.into_string(),
            last_modified: options.last_modified.unwrap_or_else(now),
        })
    }

    /// <https://w3c.github.io/FileAPI/#dfn-name>
    fn name(&self) -> &str {
        &self.name
    }

    /// <https://w3c.github.io/FileAPI/#dfn-lastModified>
    fn last_modified(&self) -> i64 {
        self.last_modified
    }
}

/// What a record holds of a File.
#[derive(Debug)]
pub struct SerializedFile {
    blob: SerializedBlob,
    name: String,
    last_modified: i64,
}

impl Serializable for File {
    type Serialized = SerializedFile;

    /// <https://w3c.github.io/FileAPI/#file-section>
    fn serialization_steps(
        this: Ref<'_, Self>,
        _: &mut Scope<'_, '_>,
        _: &Serializer<'_>,
    ) -> Result<Self::Serialized> {
        // 1. Set serialized.[[SnapshotState]] to value's snapshot state. 2. Set serialized.[[ByteSequence]] to value's underlying
        //    byte sequence. 3. Set serialized.[[Name]] to the value of value's name attribute. 4. Set serialized.[[LastModified]] to
        //    the value of value's lastModified attribute.
        Ok(SerializedFile {
            blob: SerializedBlob::of(&this.blob),
            name: this.name.clone(),
            last_modified: this.last_modified,
        })
    }

    /// <https://w3c.github.io/FileAPI/#file-section>
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        _: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        // 1. to 4. set them back.
        let file = Self {
            blob: serialized.blob.to_blob(),
            name: serialized.name.clone(),
            last_modified: serialized.last_modified,
        };
        Ok(binding::allocate(scope, file))
    }
}
