//! Enumerations: <https://webidl.spec.whatwg.org/#js-enumeration>

use v8::ValueViewData;

use super::names::js_name;
use super::text::{latin1_to_string, to_string, utf16_to_string_lossy, with_units};
use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::js::{self, Local, Scope, Value};

/// A Rust enum that stands for an IDL enumeration. `#[webapi]` writes the implementation.
pub trait Enumeration: Sized {
    /// The enumeration's identifier.
    const NAME: &'static str;

    /// The variant with this value.
    fn from_str(value: &str) -> Option<Self>;

    /// The variant's value.
    fn as_str(&self) -> &'static str;
}

impl<'s, T: Enumeration> FromJs<'s, idl::Enumeration> for T {
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let S be the result of calling ? ToString(V).
        let s = to_string(scope, value)?;
        // 2. If S is not one of E's enumeration values, then throw a TypeError.
        // 3. Return the enumeration value of type E that is equal to S.
        variant(scope, s).ok_or_else(|| not_a_value::<T>(scope, s))
    }
}

/// The conversion for an attribute's setter, which ignores a string that is not one of the values.
///
/// <https://webidl.spec.whatwg.org/#dfn-attribute-setter>
///
/// # Errors
///
/// What ToString throws.
pub fn for_setter<'s, T: Enumeration>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Option<T>> {
    // 1. Let S be ? ToString(V).
    let s = to_string(scope, value)?;
    // 2. If S is not one of the enumeration's values, then return undefined.
    Ok(variant(scope, s))
}

fn variant<'s, T: Enumeration>(
    scope: &mut Scope<'s, '_>,
    string: Local<'s, js::String>,
) -> Option<T> {
    with_units(scope, string, |units| match units {
        ValueViewData::OneByte(bytes) if bytes.is_ascii() => {
            T::from_str(std::str::from_utf8(bytes).ok()?)
        }
        ValueViewData::OneByte(bytes) => T::from_str(&latin1_to_string(bytes)),
        ValueViewData::TwoByte(units) => T::from_str(&String::from_utf16(units).ok()?),
    })
}

#[cold]
fn not_a_value<'s, T: Enumeration>(
    scope: &mut Scope<'s, '_>,
    string: Local<'s, js::String>,
) -> Exception {
    let text = with_units(scope, string, |units| match units {
        ValueViewData::OneByte(bytes) => latin1_to_string(bytes),
        ValueViewData::TwoByte(units) => utf16_to_string_lossy(units),
    });
    Exception::type_error(format!(
        "The provided value '{text}' is not a valid enum value of type {}.",
        T::NAME
    ))
}

impl<'s, T: Enumeration> IntoJs<'s, idl::Enumeration> for T {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(js_name(scope, self.as_str()).into())
    }
}
