//! UTF-8 into buffers and out of them, for text that an API need not hold in Rust.

use v8::{ValueViewData, simdutf};

use super::buffer_ops::write_view;
use super::text::{to_string, with_units};
use super::{ArrayBufferView, FromJs, IntoJs, idl};
use crate::exception::Result;
use crate::js::{self, Local, Scope, Uint8Array, Value};

/// A USVString argument that is still V8's string: for APIs that may need little of it, or nothing but to write it somewhere.
#[derive(Clone, Copy, Debug)]
pub struct UnconvertedString<'s>(Local<'s, js::String>);

impl<'s> FromJs<'s, idl::USVString> for UnconvertedString<'s> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        to_string(scope, value).map(Self)
    }
}

/// Writes as much of the text to `destination` as fits, each lone surrogate as U+FFFD, and says how many code units were read
/// and how many bytes written.
///
/// # Errors
///
/// RangeError when V8 cannot allocate the buffer of a small typed array, which has none until someone asks.
pub fn encode_utf8_into<'s>(
    scope: &mut Scope<'s, '_>,
    source: UnconvertedString<'s>,
    destination: Local<'s, Uint8Array>,
) -> Result<(usize, usize)> {
    let view = ArrayBufferView(destination.into());
    let length = view.byte_length();
    if length == 0 {
        return Ok((0, 0));
    }
    if view.is_shared(scope) {
        // A code unit becomes three bytes at most.
        let room = length.min(source.0.length().saturating_mul(3));
        let mut bytes = vec![0; room];
        let (read, written) = encode(scope, source, &mut bytes);
        write_view(scope, view, bytes.get(..written).unwrap_or_default(), 0)?;
        return Ok((read, written));
    }
    // The data of a small typed array moves off V8's heap here; after that it stays where it is.
    view.buffer(scope)?;
    let data = view.local().data().cast::<u8>();
    // SAFETY: the view covers `length` bytes at `data`, which its handle keeps alive; only JavaScript on this thread, which
    // cannot run before the slice is gone, could detach the buffer, and Rust holds no other reference to its bytes.
    let bytes = unsafe { std::slice::from_raw_parts_mut(data, length) };
    Ok(encode(scope, source, bytes))
}

fn encode(
    scope: &mut Scope<'_, '_>,
    source: UnconvertedString<'_>,
    bytes: &mut [u8],
) -> (usize, usize) {
    let string = Local::new(scope, source.0);
    with_units(scope, string, |units| match units {
        ValueViewData::OneByte(units) => {
            encoding_rs::mem::convert_latin1_to_utf8_partial(units, bytes)
        }
        ValueViewData::TwoByte(units) => {
            encoding_rs::mem::convert_utf16_to_utf8_partial(units, bytes)
        }
    })
}

/// The code units of UTF-8, or `None` when it is malformed.
#[must_use]
pub fn utf8_to_utf16(bytes: &[u8]) -> Option<Vec<u16>> {
    if cfg!(target_endian = "big") {
        return Some(std::str::from_utf8(bytes).ok()?.encode_utf16().collect());
    }
    let mut units = vec![0; bytes.len()];
    // SAFETY: UTF-8 has a byte at least for each code unit, so there is room for all of them.
    let result = unsafe { simdutf::convert_utf8_to_utf16le_with_errors(bytes, &mut units) };
    if !result.is_ok() {
        return None;
    }
    units.truncate(result.count);
    Some(units)
}

/// A string that is JavaScript's already.
macro_rules! into_itself {
    ($($marker:ident),*) => { $(
        impl<'s> IntoJs<'s, idl::$marker> for Local<'s, js::String> {
            #[inline]
            fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                Ok(self.into())
            }
        }
    )* };
}

into_itself!(DOMString, USVString);
