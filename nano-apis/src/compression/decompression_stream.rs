//! The interface DecompressionStream: <https://compression.spec.whatwg.org/#decompression-stream>

use nano_runtime::{Ref, Result, Scope, webapi};

use super::CompressionFormat;
use crate::streams::readable::ReadableStream;
use crate::streams::transform::{ByteTransformer, GenericTransformStream, set_up_transform_stream};
use crate::streams::writable::WritableStream;

/// <https://compression.spec.whatwg.org/#decompressionstream>
#[webapi("compression/DecompressionStream.idl")]
pub struct DecompressionStream {
    transform: GenericTransformStream,
}

#[webapi("compression/DecompressionStream.idl")]
impl DecompressionStream {
    /// <https://compression.spec.whatwg.org/#dom-decompressionstream-decompressionstream>
    fn constructor(scope: &mut Scope<'_, '_>, format: CompressionFormat) -> Result<Self> {
        // 1. If format is unsupported in DecompressionStream, then throw a TypeError. (All are supported.)
        // 2. Set this's format to format.
        // 3. Let transformAlgorithm be … decompress and enqueue a chunk. 4. Let flushAlgorithm be … decompress flush and enqueue.
        let transformer = ByteTransformer::shared(scope, format.decompressor());
        // 5. Set this's transform to a new TransformStream.
        // 6. Set up this's transform with transformAlgorithm set to transformAlgorithm and flushAlgorithm set to flushAlgorithm.
        let transform_stream = set_up_transform_stream(scope, transformer)?;
        Ok(Self {
            transform: GenericTransformStream::new(transform_stream),
        })
    }
}

#[webapi("streams/GenericTransformStream.idl")]
impl DecompressionStream {
    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-readable>
    fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        self.transform.readable()
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-writable>
    fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        self.transform.writable()
    }
}
