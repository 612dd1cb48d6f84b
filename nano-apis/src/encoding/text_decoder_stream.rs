//! The interface TextDecoderStream: <https://encoding.spec.whatwg.org/#interface-textdecoderstream>

use std::rc::Rc;

use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::webidl::{BufferSource, DomString, FromJs, idl};
use nano_runtime::{Ref, Result, Scope, Shared, Trace, webapi};

use super::TextDecoderOptions;
use super::decoder::{Decoded, StreamingDecoder};
use crate::streams::readable::ReadableStream;
use crate::streams::transform::{
    GenericTransformStream, NativeTransformer, TransformStreamDefaultController,
    set_up_transform_stream, transform_stream_default_controller_enqueue,
};
use crate::streams::writable::WritableStream;

/// <https://encoding.spec.whatwg.org/#textdecoderstream>
#[webapi("encoding/TextDecoderStream.idl")]
pub struct TextDecoderStream {
    #[untraced]
    decoder: Rc<StreamingDecoder>,
    transform: GenericTransformStream,
}

/// The transform and flush algorithms.
#[derive(Trace)]
struct DecodingTransformer {
    #[untraced]
    decoder: Rc<StreamingDecoder>,
}

impl DecodingTransformer {
    /// Decodes `bytes`, and enqueues the result unless it is empty.
    fn decode(
        &self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        decoded: Decoded,
    ) -> Result<()> {
        let output_chunk = decoded.into_js_string(scope)?;
        if output_chunk.length() == 0 {
            return Ok(());
        }
        let output_chunk: Local<'_, Value> = output_chunk.into();
        transform_stream_default_controller_enqueue(scope, controller, output_chunk)
    }
}

impl NativeTransformer for DecodingTransformer {
    /// <https://encoding.spec.whatwg.org/#decode-and-enqueue-a-chunk>
    fn transform<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        // 1. Let bufferSource be the result of converting chunk to an AllowSharedBufferSource.
        let buffer_source = <BufferSource<'s> as FromJs<
            's,
            idl::AllowShared<idl::BufferSource>,
        >>::from_js(scope, chunk)?;
        // 2. Push a copy of bufferSource to decoder's I/O queue. 3. Let output be the I/O queue of scalar values.
        // 4. While true: process the queue; at its end, let outputChunk be the result of running serialize I/O queue, and enqueue it
        //    if it is not the empty string. If result is error, throw a TypeError.
        let decoded = buffer_source.with_bytes(scope, |bytes| self.decoder.decode(bytes, true))?;
        self.decode(scope, controller, decoded)?;
        Ok(None)
    }

    /// <https://encoding.spec.whatwg.org/#flush-and-enqueue>
    fn flush<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let decoded = self.decoder.decode(&[], false)?;
        self.decode(scope, controller, decoded)?;
        Ok(None)
    }
}

#[webapi("encoding/TextDecoderStream.idl")]
impl TextDecoderStream {
    /// <https://encoding.spec.whatwg.org/#dom-textdecoderstream>
    fn constructor(
        scope: &mut Scope<'_, '_>,
        label: DomString,
        options: TextDecoderOptions,
    ) -> Result<Self> {
        // 1.–7. Those of TextDecoder's constructor.
        let decoder =
            StreamingDecoder::new(&label.to_string_lossy(), options.fatal, options.ignore_bom)?;
        let decoder = Rc::new(decoder);
        // 8. Let transformAlgorithm be … decode and enqueue a chunk. 9. Let flushAlgorithm be … flush and enqueue.
        let transformer = DecodingTransformer {
            decoder: Rc::clone(&decoder),
        };
        let transformer: Shared<dyn NativeTransformer> = Shared::new(scope, || {
            Box::new(transformer) as Box<dyn NativeTransformer>
        });
        // 10. Let transformStream be a new TransformStream.
        // 11. Set up transformStream with transformAlgorithm set to transformAlgorithm and flushAlgorithm set to flushAlgorithm.
        let transform_stream = set_up_transform_stream(scope, transformer)?;
        // 12. Set this's transform to transformStream.
        Ok(Self {
            decoder,
            transform: GenericTransformStream::new(transform_stream),
        })
    }
}

#[webapi("encoding/TextDecoderCommon.idl")]
impl TextDecoderStream {
    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-encoding>
    fn encoding(&self) -> String {
        self.decoder.encoding()
    }

    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-fatal>
    fn fatal(&self) -> bool {
        self.decoder.fatal()
    }

    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-ignorebom>
    fn ignore_bom(&self) -> bool {
        self.decoder.ignore_bom()
    }
}

#[webapi("streams/GenericTransformStream.idl")]
impl TextDecoderStream {
    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-readable>
    fn readable(&self) -> Result<Ref<'_, ReadableStream>> {
        self.transform.readable()
    }

    /// <https://streams.spec.whatwg.org/#dom-generictransformstream-writable>
    fn writable(&self) -> Result<Ref<'_, WritableStream>> {
        self.transform.writable()
    }
}
