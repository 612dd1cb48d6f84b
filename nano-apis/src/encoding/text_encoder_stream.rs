//! The interface TextEncoderStream: <https://encoding.spec.whatwg.org/#interface-textencoderstream>

use std::cell::Cell;

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::webidl::{DomString, FromJs, idl};
use nano_runtime::{Ref, Result, Scope, Shared, Trace, webapi};

use crate::streams::readable::ReadableStream;
use crate::streams::transform::{
    GenericTransformStream, NativeTransformer, TransformStreamDefaultController,
    set_up_transform_stream, transform_stream_default_controller_enqueue,
};
use crate::streams::writable::WritableStream;

/// <https://encoding.spec.whatwg.org/#textencoderstream>
#[webapi("encoding/TextEncoderStream.idl")]
pub struct TextEncoderStream {
    transform: GenericTransformStream,
}

/// The transform and flush algorithms.
#[derive(Default, Trace)]
struct EncodingTransformer {
    /// <https://encoding.spec.whatwg.org/#textencoderstream-pending-high-surrogate>
    pending_high_surrogate: Cell<Option<u16>>,
}

impl NativeTransformer for EncodingTransformer {
    /// <https://encoding.spec.whatwg.org/#encode-and-enqueue-a-chunk>
    fn transform<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 1. Let input be the result of converting chunk to a DOMString.
        let input = <DomString as FromJs<'s, idl::DOMString>>::from_js(scope, chunk)?;
        // 2. Convert input to an I/O queue of code units. 3. Let output be the I/O queue of bytes « end-of-queue ».
        // 4. While true: let item be the result of reading from input; convert it by "convert code unit to scalar value" and encode it.
        let mut units: Vec<u16> = Vec::new();
        units.extend(self.pending_high_surrogate.take());
        units.extend(input.utf16());
        // A high surrogate at the end waits for what follows it in another chunk.
        if let Some(last @ 0xD800..=0xDBFF) = units.last().copied() {
            units.pop();
            self.pending_high_surrogate.set(Some(last));
        }
        let output = String::from_utf16_lossy(&units).into_bytes();
        // 4.2.2. If output is not empty, enqueue a Uint8Array of its bytes.
        if !output.is_empty() {
            transform_stream_default_controller_enqueue(scope, controller, output)?;
        }
        Ok(None)
    }

    /// <https://encoding.spec.whatwg.org/#encode-and-flush>
    fn flush<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 1. If encoder's pending high surrogate is non-null, then enqueue « 0xEF, 0xBF, 0xBD », U+FFFD in UTF-8.
        if self.pending_high_surrogate.take().is_some() {
            transform_stream_default_controller_enqueue(scope, controller, vec![0xEF, 0xBF, 0xBD])?;
        }
        Ok(None)
    }
}

#[webapi("encoding/TextEncoderStream.idl")]
impl TextEncoderStream {
    /// <https://encoding.spec.whatwg.org/#dom-textencoderstream>
    fn constructor(scope: &mut Scope<'_, '_>) -> Result<Self> {
        // 1. Set this's encoder to an instance of the UTF-8 encoder.
        // 2. Let transformAlgorithm be … encode and enqueue a chunk. 3. Let flushAlgorithm be … encode and flush.
        let transformer: Shared<dyn NativeTransformer> = Shared::new(scope, || {
            Box::new(EncodingTransformer::default()) as Box<dyn NativeTransformer>
        });
        // 4. Let transformStream be a new TransformStream.
        // 5. Set up transformStream with transformAlgorithm set to transformAlgorithm and flushAlgorithm set to flushAlgorithm.
        let transform_stream = set_up_transform_stream(scope, transformer)?;
        // 6. Set this's transform to transformStream.
        Ok(Self {
            transform: GenericTransformStream::new(transform_stream),
        })
    }
}

#[webapi("encoding/TextEncoderCommon.idl")]
impl TextEncoderStream {
    /// <https://encoding.spec.whatwg.org/#dom-textencoder-encoding>
    fn encoding(&self) -> &'static str {
        "utf-8"
    }
}

#[webapi("streams/GenericTransformStream.idl")]
impl TextEncoderStream {
    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-readable>
    fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        self.transform.readable()
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-writable>
    fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        self.transform.writable()
    }
}
