//! `btoa` and `atob`: <https://html.spec.whatwg.org/multipage/webappapis.html#atob>
//!
//! The codecs themselves are nano-runtime's, shared with everything else that speaks base64.

use nano_runtime::base64::{encode, forgiving_decode};
use nano_runtime::webidl::{ByteString, DomExceptionName, DomString};
use nano_runtime::{Exception, Result};

/// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-btoa>
///
/// # Errors
///
/// InvalidCharacterError when a code point of `data` is greater than U+00FF.
pub(super) fn btoa(data: &DomString) -> Result<String> {
    // The btoa(data) method must throw an "InvalidCharacterError" DOMException if data contains any character whose code point is
    // greater than U+00FF. Otherwise, the user agent must convert data to a byte sequence whose nth byte is the eight-bit
    // representation of the nth code point of data, and then must apply forgiving-base64 encode to that byte sequence.
    let text = data.as_str().ok_or_else(not_latin1)?;
    if text.is_ascii() {
        return Ok(encode(text.as_bytes()));
    }
    if !encoding_rs::mem::is_str_latin1(text) {
        return Err(not_latin1());
    }
    Ok(encode(&encoding_rs::mem::encode_latin1_lossy(text)))
}

#[cold]
fn not_latin1() -> Exception {
    Exception::dom(
        DomExceptionName::InvalidCharacterError,
        "The string to be encoded contains characters outside of the Latin1 range.",
    )
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-atob>
///
/// # Errors
///
/// InvalidCharacterError when `data` is not correctly encoded.
pub(super) fn atob(data: &DomString) -> Result<ByteString> {
    // 1. Let decodedData be the result of running forgiving-base64 decode on data.
    // 2. If decodedData is failure, then throw an "InvalidCharacterError" DOMException.
    // 3. Return decodedData.
    data.as_str()
        .and_then(|text| forgiving_decode(text.as_bytes()))
        .map(ByteString::from)
        .ok_or_else(|| {
            Exception::dom(
                DomExceptionName::InvalidCharacterError,
                "The string to be decoded is not correctly encoded.",
            )
        })
}
