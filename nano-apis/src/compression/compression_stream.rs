//! The interface CompressionStream: <https://compression.spec.whatwg.org/#compression-stream>

use nano_runtime::{Ref, Result, Scope, webapi};

use super::CompressionFormat;
use crate::streams::readable::ReadableStream;
use crate::streams::transform::{ByteTransformer, GenericTransformStream, set_up_transform_stream};
use crate::streams::writable::WritableStream;

/// <https://compression.spec.whatwg.org/#compressionstream>
#[webapi("compression/CompressionStream.idl")]
pub struct CompressionStream {
    transform: GenericTransformStream,
}

#[webapi("compression/CompressionStream.idl")]
impl CompressionStream {
    /// <https://compression.spec.whatwg.org/#dom-compressionstream-compressionstream>
    fn constructor(scope: &mut Scope<'_, '_>, format: CompressionFormat) -> Result<Self> {
        // 1. If format is unsupported in CompressionStream, then throw a TypeError. (All are supported.)
        // 2. Set this's format to format.
        // 3. Let transformAlgorithm be … compress and enqueue a chunk. 4. Let flushAlgorithm be … compress flush and enqueue.
        let transformer = ByteTransformer::shared(scope, format.compressor());
        // 5. Set this's transform to a new TransformStream.
        // 6. Set up this's transform with transformAlgorithm set to transformAlgorithm and flushAlgorithm set to flushAlgorithm.
        let transform_stream = set_up_transform_stream(scope, transformer)?;
        Ok(Self {
            transform: GenericTransformStream::new(transform_stream),
        })
    }
}

#[webapi("streams/GenericTransformStream.idl")]
impl CompressionStream {
    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-readable>
    fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        self.transform.readable()
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-writable>
    fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        self.transform.writable()
    }
}
