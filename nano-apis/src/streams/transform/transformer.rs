//! What transforms chunks: the dictionary Transformer of scripts, and the trait for native code.
//!
//! <https://streams.spec.whatwg.org/#transformer-api>

use nano_runtime::js::{Function, Local, Value};
use nano_runtime::{Ref, Result, Scope, Trace, webapi};

use super::{TransformStreamDefaultController, transform_stream_default_controller_enqueue};

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
    ) -> Result<()> {
        transform_stream_default_controller_enqueue(scope, controller, chunk)
    }

    fn flush(
        &self,
        _: &mut Scope<'_, '_>,
        _: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<()> {
        Ok(())
    }
}

/// A transformer that is native code. Its steps are done when they return.
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
    ) -> Result<()>;

    /// The flushAlgorithm.
    ///
    /// # Errors
    ///
    /// What the stream is errored with.
    fn flush(
        &self,
        scope: &mut Scope<'_, '_>,
        controller: Ref<'_, TransformStreamDefaultController>,
    ) -> Result<()>;
}
