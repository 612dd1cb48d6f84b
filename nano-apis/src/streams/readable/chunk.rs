//! [`Chunk`]: what is enqueued: a value, or bytes that become one.

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Result, Scope};

/// A chunk on its way into a readable stream.
pub enum Chunk<'s> {
    /// Any value.
    Value(Local<'s, Value>),
    /// A new Uint8Array over these bytes.
    ///
    /// OPTIMIZATION: it is not made when native code that waits for a chunk takes the bytes.
    Bytes(Vec<u8>),
}

impl<'s> Chunk<'s> {
    /// The value.
    ///
    /// # Errors
    ///
    /// RangeError for more bytes than V8 allows.
    pub fn into_value(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Bytes(bytes) => IntoJs::<idl::Uint8Array>::into_js(bytes, scope),
        }
    }
}

impl<'s> From<Local<'s, Value>> for Chunk<'s> {
    fn from(value: Local<'s, Value>) -> Self {
        Self::Value(value)
    }
}

impl From<Vec<u8>> for Chunk<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}
