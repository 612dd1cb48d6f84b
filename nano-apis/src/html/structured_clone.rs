//! `structuredClone`: <https://html.spec.whatwg.org/multipage/structured-data.html#structured-cloning>
//!
//! The algorithms that make records and values of them are nano-runtime's.

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::serialize::{
    structured_deserialize_with_transfer, structured_serialize_with_transfer,
};
use nano_runtime::{Result, Scope, webapi};

/// <https://html.spec.whatwg.org/multipage/web-messaging.html#structuredserializeoptions>
#[webapi("html/StructuredSerializeOptions.idl")]
pub struct StructuredSerializeOptions<'s> {
    /// What is moved instead of copied.
    pub transfer: Vec<Local<'s, Object>>,
}

/// <https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone>
///
/// # Errors
///
/// A "DataCloneError" DOMException, and whatever a getter in the value throws.
pub(super) fn structured_clone<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    options: &StructuredSerializeOptions<'s>,
) -> Result<Local<'s, Value>> {
    // OPTIMIZATION: a primitive value is its own clone; a symbol is none.
    if options.transfer.is_empty() && !value.is_object() && !value.is_symbol() {
        return Ok(value);
    }
    // 1. Let serialized be ? StructuredSerializeWithTransfer(value, options["transfer"]).
    let serialized = structured_serialize_with_transfer(scope, value, &options.transfer)?;
    // 2. Let deserializeRecord be ? StructuredDeserializeWithTransfer(serialized, this's relevant realm).
    let (deserialized, _) = structured_deserialize_with_transfer(scope, serialized)?;
    // 3. Return deserializeRecord.[[Deserialized]].
    Ok(deserialized)
}
