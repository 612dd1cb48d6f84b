//! What transforms chunks: the dictionary Transformer of scripts, and the trait for native code.
//!
//! <https://streams.spec.whatwg.org/#transformer-api>

use nano_runtime::js::{Function, Local, Promise, Value};
use nano_runtime::{Ref, Result, Scope, Trace, webapi};

use super::{
    ByteTransform, TransformStreamDefaultController, transform_stream_default_controller_enqueue,
};

/// <https://streams.spec.whatwg.org/#dictdef-transformer>
#[webapi("streams/TransformStream.idl")]
pub struct Transformer<'s> {
    /// Runs when the stream is made.
    pub start: Option<Local<'s, Function>>,
    /// Takes one chunk.
    pub transform: Option<Local<'s, Function>>,
    /// Runs after the last chunk.
    pub flush: Option<Local<'s, Function>>,
    /// Runs when either side ends early.
    pub cancel: Option<Local<'s, Function>>,
    /// Reserved: it must not exist.
    pub readable_type: Option<Local<'s, Value>>,
    /// Reserved: it must not exist.
    pub writable_type: Option<Local<'s, Value>>,
}

/// <https://streams.spec.whatwg.org/#identity-transform-stream>: chunks go through as they are.
#[derive(Trace)]
pub struct Identity {}

impl NativeTransformer for Identity {
    fn transform<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        transform_stream_default_controller_enqueue(scope, controller, chunk)?;
        Ok(None)
    }

    fn flush<'s>(
        &self,
        _: &mut Scope<'s, '_>,
        _: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<Option<Local<'s, Promise>>> {
        Ok(None)
    }

    fn is_of_bytes(&self) -> bool {
        true
    }
}

/// A transformer that is native code. Its steps are done when they return, or when the promise that they return is settled.
pub trait NativeTransformer: Trace {
    /// The transformAlgorithm of <https://streams.spec.whatwg.org/#transformstream-set-up>.
    ///
    /// # Errors
    ///
    /// What the stream is errored with.
    fn transform<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
        chunk: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>>;

    /// The flushAlgorithm.
    ///
    /// # Errors
    ///
    /// What the stream is errored with.
    fn flush<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<Option<Local<'s, Promise>>>;

    /// Whether this is nothing but a [`ByteTransform`] that can be taken now, or passes chunks on.
    fn is_of_bytes(&self) -> bool {
        false
    }

    /// Whether it is in the middle of a chunk, and waits.
    fn is_paused(&self) -> bool {
        false
    }

    /// Takes the [`ByteTransform`], with what is left of a chunk that it waits in the middle of; `None` if chunks are passed on. The
    /// transformer is given nothing from then on.
    fn take_bytes(&self) -> Option<(Box<dyn ByteTransform>, Vec<u8>)> {
        None
    }

    /// Neither algorithm is performed any more: the stream ended, or is ending. A flush may still be under way.
    fn cleared(&self) {}
}
