//! What takes chunks: the dictionary UnderlyingSink of scripts, and the trait for native code.
//!
//! <https://streams.spec.whatwg.org/#underlying-sink-api>

use nano_runtime::js::{Function, Local, Promise, Value};
use nano_runtime::{Result, Scope, Trace, webapi};

/// <https://streams.spec.whatwg.org/#dictdef-underlyingsink>
#[webapi("streams/WritableStream.idl")]
pub struct UnderlyingSink<'s> {
    /// Runs when the stream is made.
    pub start: Option<Local<'s, Function>>,
    /// Takes one chunk.
    pub write: Option<Local<'s, Function>>,
    /// Runs after the last chunk.
    pub close: Option<Local<'s, Function>>,
    /// Runs instead of `close` when the stream ends early.
    pub abort: Option<Local<'s, Function>>,
    /// Reserved: it must not exist.
    pub r#type: Option<Local<'s, Value>>,
}

/// The write, close and abort algorithms of a sink that is native code.
pub trait NativeSink: Trace {
    /// The write algorithm.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated: a failure is a rejected promise.
    fn write<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        chunk: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>>;

    /// The close algorithm.
    ///
    /// # Errors
    ///
    /// As [`NativeSink::write`].
    fn close<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>>;

    /// The abort algorithm.
    ///
    /// # Errors
    ///
    /// As [`NativeSink::write`].
    fn abort<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>>;
}
