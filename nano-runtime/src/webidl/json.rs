//! JSON between bytes and JavaScript values, as the Infra Standard defines it: <https://infra.spec.whatwg.org/#json>

use bytes::Bytes;

use super::text::{is_ascii, new_latin1_string, new_string, new_utf16_string, to_utf8};
use super::utf8_to_utf16;
use crate::exception::{Exception, Result};
use crate::js::{self, Local, Scope, Value};

/// <https://encoding.spec.whatwg.org/#utf-8-decode>, into a JavaScript string.
///
/// # Errors
///
/// RangeError when the text has more code units than V8 allows.
pub fn utf8_decode<'s>(scope: &mut Scope<'s, '_>, bytes: &[u8]) -> Result<Local<'s, js::String>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if is_ascii(bytes) {
        return new_latin1_string(scope, bytes);
    }
    if encoding_rs::mem::is_utf8_latin1(bytes) {
        let text = String::from_utf8_lossy(bytes);
        return new_latin1_string(scope, &encoding_rs::mem::encode_latin1_lossy(&text));
    }
    match utf8_to_utf16(bytes) {
        Some(units) => new_utf16_string(scope, &units),
        None => new_string(scope, &String::from_utf8_lossy(bytes)),
    }
}

/// <https://infra.spec.whatwg.org/#parse-json-bytes-to-a-javascript-value>
///
/// # Errors
///
/// What `JSON.parse` throws (`Pending`).
pub fn parse_json_bytes_to_value<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: &[u8],
) -> Result<Local<'s, Value>> {
    // 1. Let string be the result of running UTF-8 decode on bytes.
    let string = utf8_decode(scope, bytes)?;
    // 2. Return the result of parsing a JSON string to an Infra value given string: ? Call(%JSON.parse%, undefined, « string »).
    v8::json::parse(scope, string).ok_or(Exception::Pending)
}

/// <https://infra.spec.whatwg.org/#serialize-a-javascript-value-to-json-bytes>
///
/// # Errors
///
/// TypeError when the value has no JSON text; what `JSON.stringify` throws (`Pending`).
pub fn serialize_value_to_json_bytes(
    scope: &mut Scope<'_, '_>,
    value: Local<'_, Value>,
) -> Result<Bytes> {
    // 1. Let result be ? Call(%JSON.stringify%, undefined, « value »).
    let result = v8::json::stringify(scope, value).ok_or(Exception::Pending)?;
    let text = to_utf8(scope, result);
    // 2. If result is undefined, then throw a TypeError. V8's API has ToString'ed it, and `undefined` is no JSON text.
    if text == "undefined" {
        return Err(Exception::type_error("The data is not JSON serializable"));
    }
    // 3. Assert: result is a string. 4. Return UTF-8 encode of result.
    Ok(text.into())
}
