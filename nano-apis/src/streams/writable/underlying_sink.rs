//! The dictionary UnderlyingSink: <https://streams.spec.whatwg.org/#dictdef-underlyingsink>

use nano_runtime::js::{Function, Local, Value};
use nano_runtime::webapi;

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
