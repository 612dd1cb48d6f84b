//! The text of JavaScript strings, read without detours and written without loss: what the string types share.

use std::borrow::Cow;

use v8::{NewStringType, ValueView, ValueViewData, simdutf};

use super::idl;
use super::{FromJs, IntoJs};
use crate::exception::{Exception, Result};
use crate::js::{self, Local, Scope, Value};

/// ToString, without the conversion where there is nothing to convert.
///
/// # Errors
///
/// What the conversion throws: a symbol's TypeError, or an exception of a `toString` method.
#[inline]
pub fn to_string<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Local<'s, js::String>> {
    match Local::<js::String>::try_from(value) {
        Ok(string) => Ok(string),
        Err(_) => value.to_string(scope).ok_or(Exception::Pending),
    }
}

/// Lends `read` the string's code units as V8 holds them: Latin-1 bytes or UTF-16.
#[inline]
pub(super) fn with_units<'s, R>(
    scope: &mut Scope<'s, '_>,
    string: Local<'s, js::String>,
    read: impl FnOnce(ValueViewData<'_>) -> R,
) -> R {
    // No allocation on V8's heap happens while the view is alive: `read` is not given the scope.
    let view = ValueView::new(scope, string);
    read(view.data())
}

/// Below this length a call of simdutf costs more than it saves.
const SIMD_FROM: usize = 64;

/// As [`SIMD_FROM`], for UTF-16.
const UTF16_SIMD_FROM: usize = 16;

#[inline]
pub(super) fn is_ascii(bytes: &[u8]) -> bool {
    if bytes.len() < SIMD_FROM {
        bytes.is_ascii()
    } else {
        simdutf::validate_ascii(bytes)
    }
}

/// Latin-1 bytes as text.
#[inline]
pub(super) fn latin1_to_string(bytes: &[u8]) -> String {
    if is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return unsafe { String::from_utf8_unchecked(bytes.to_vec()) };
    }
    encoding_rs::mem::decode_latin1(bytes).into_owned()
}

/// UTF-16 as text, or `None` when it has a lone surrogate.
pub(super) fn utf16_to_string(units: &[u16]) -> Option<String> {
    if cfg!(target_endian = "big") || units.len() < UTF16_SIMD_FROM {
        return String::from_utf16(units).ok();
    }
    if !simdutf::validate_utf16le(units) {
        return None;
    }
    let mut utf8 = vec![0; simdutf::utf8_length_from_utf16le(units)];
    // SAFETY: the input was validated and the output has the length that simdutf computed for it.
    let written = unsafe { simdutf::convert_valid_utf16le_to_utf8(units, &mut utf8) };
    utf8.truncate(written);
    // SAFETY: simdutf writes UTF-8.
    Some(unsafe { String::from_utf8_unchecked(utf8) })
}

/// UTF-16 as text, each lone surrogate replaced with U+FFFD.
///
/// <https://infra.spec.whatwg.org/#javascript-string-convert>
pub(super) fn utf16_to_string_lossy(units: &[u16]) -> String {
    utf16_to_string(units).unwrap_or_else(|| String::from_utf16_lossy(units))
}

/// The string's text, each lone surrogate replaced with U+FFFD.
#[inline]
pub(super) fn to_utf8<'s>(scope: &mut Scope<'s, '_>, string: Local<'s, js::String>) -> String {
    with_units(scope, string, |units| match units {
        ValueViewData::OneByte(bytes) => latin1_to_string(bytes),
        ValueViewData::TwoByte(units) => utf16_to_string_lossy(units),
    })
}

#[cold]
pub(super) fn too_long() -> Exception {
    Exception::range_error("Invalid string length")
}

/// A JavaScript string with the same text.
///
/// # Errors
///
/// RangeError when the text has more code units than V8 allows.
#[inline]
pub fn new_string<'s>(scope: &Scope<'s, '_>, text: &str) -> Result<Local<'s, js::String>> {
    match js::String::new_from_utf8(scope, text.as_bytes(), NewStringType::Normal) {
        Some(string) => Ok(string),
        None => new_long_string(scope, text),
    }
}

/// V8 refuses UTF-8 by its length in bytes, although what counts is the length in code units.
#[cold]
fn new_long_string<'s>(scope: &Scope<'s, '_>, text: &str) -> Result<Local<'s, js::String>> {
    let length = simdutf::utf16_length_from_utf8(text.as_bytes());
    if length > js::String::MAX_LENGTH {
        return Err(too_long());
    }
    let mut units = vec![0; length];
    // SAFETY: the text is UTF-8 and the output has the length that simdutf computed for it.
    unsafe { simdutf::convert_valid_utf8_to_utf16le(text.as_bytes(), &mut units) };
    if cfg!(target_endian = "big") {
        units
            .iter_mut()
            .for_each(|unit| *unit = u16::from_le(*unit));
    }
    new_utf16_string(scope, &units)
}

/// A JavaScript string of these code units.
///
/// # Errors
///
/// RangeError when they are more than V8 allows.
pub fn new_utf16_string<'s>(scope: &Scope<'s, '_>, units: &[u16]) -> Result<Local<'s, js::String>> {
    js::String::new_from_two_byte(scope, units, NewStringType::Normal).ok_or_else(too_long)
}

/// A JavaScript string with a code unit for each byte.
///
/// # Errors
///
/// RangeError when they are more than V8 allows.
pub fn new_latin1_string<'s>(scope: &Scope<'s, '_>, bytes: &[u8]) -> Result<Local<'s, js::String>> {
    js::String::new_from_one_byte(scope, bytes, NewStringType::Normal).ok_or_else(too_long)
}

/// Implements the conversion to JavaScript for a type that gives `&str`, as each of the given IDL types.
macro_rules! into_js_as_str {
    ($($ty:ty: $($marker:ident),*;)*) => { $($(
        impl<'s> IntoJs<'s, idl::$marker> for $ty {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                let text: &str = self.as_ref();
                Ok(new_string(scope, text)?.into())
            }

            #[inline]
            fn into_return(
                self,
                scope: &mut Scope<'s, '_>,
                slot: &mut v8::ReturnValue<'_, Value>,
            ) -> Result<()> {
                let text: &str = self.as_ref();
                if text.is_empty() {
                    slot.set_empty_string();
                } else {
                    slot.set(new_string(scope, text)?.into());
                }
                Ok(())
            }
        }
    )*)* };
}

into_js_as_str! {
    &str: DOMString, USVString;
    String: DOMString, USVString;
    &String: DOMString, USVString;
    Cow<'_, str>: DOMString, USVString;
    Box<str>: DOMString, USVString;
    std::cell::Ref<'_, str>: DOMString, USVString;
    super::UsvString: DOMString, USVString;
    &super::UsvString: DOMString, USVString;
}

/// <https://webidl.spec.whatwg.org/#js-USVString>
impl<'s> FromJs<'s, idl::USVString> for String {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let string be the result of converting V to a DOMString.
        let string = to_string(scope, value)?;
        // 2. Return an IDL USVString value that is the result of converting string to a sequence of scalar values.
        Ok(to_utf8(scope, string))
    }
}
