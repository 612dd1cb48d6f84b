//! `DOMString`: <https://webidl.spec.whatwg.org/#js-DOMString>

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use v8::ValueViewData;

use super::text::{
    latin1_to_string, new_string, new_utf16_string, to_string, utf16_to_string, with_units,
};
use super::{FromJs, IntoJs, UsvString, idl};
use crate::exception::Result;
use crate::gc::{Trace, Tracer};
use crate::js::{Local, Scope, Value};

/// A string of UTF-16 code units, lone surrogates included.
///
/// Nearly every string is well-formed, and is held as UTF-8: [`DomString::as_str`] lends it at no cost.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DomString(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// Without lone surrogates.
    Utf8(String),
    /// With at least one lone surrogate: so each string has one representation, and equality is that of the fields.
    Utf16(Vec<u16>),
}

impl DomString {
    /// The string of these code units.
    #[must_use]
    pub fn from_utf16(units: &[u16]) -> Self {
        match utf16_to_string(units) {
            Some(text) => Self(Repr::Utf8(text)),
            None => Self(Repr::Utf16(units.to_vec())),
        }
    }

    /// The text, or `None` when a lone surrogate makes it something else than text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::Utf8(text) => Some(text),
            Repr::Utf16(_) => None,
        }
    }

    /// The text, each lone surrogate replaced with U+FFFD.
    ///
    /// <https://infra.spec.whatwg.org/#javascript-string-convert>
    #[must_use]
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Utf8(text) => Cow::Borrowed(text),
            Repr::Utf16(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// As [`DomString::to_string_lossy`], without a copy where none is needed.
    #[must_use]
    pub fn into_string_lossy(self) -> String {
        match self.0 {
            Repr::Utf8(text) => text,
            Repr::Utf16(units) => String::from_utf16_lossy(&units),
        }
    }

    /// The code units.
    pub fn utf16(&self) -> impl Iterator<Item = u16> + '_ {
        let (text, units) = match &self.0 {
            Repr::Utf8(text) => (text.as_str(), [].as_slice()),
            Repr::Utf16(units) => ("", units.as_slice()),
        };
        text.encode_utf16().chain(units.iter().copied())
    }

    /// The number of code units, JavaScript's `length`.
    #[must_use]
    pub fn utf16_length(&self) -> usize {
        match &self.0 {
            Repr::Utf8(text) => v8::simdutf::utf16_length_from_utf8(text.as_bytes()),
            Repr::Utf16(units) => units.len(),
        }
    }

    /// Whether there are no code units.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_str().is_some_and(str::is_empty)
    }
}

impl Default for DomString {
    fn default() -> Self {
        Self(Repr::Utf8(String::new()))
    }
}

impl fmt::Debug for DomString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

impl From<String> for DomString {
    fn from(text: String) -> Self {
        Self(Repr::Utf8(text))
    }
}

impl From<&str> for DomString {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<UsvString> for DomString {
    fn from(text: UsvString) -> Self {
        text.into_string().into()
    }
}

impl PartialEq<str> for DomString {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for DomString {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// By code units, as JavaScript's `<` compares.
impl Ord for DomString {
    fn cmp(&self, other: &Self) -> Ordering {
        self.utf16().cmp(other.utf16())
    }
}

impl PartialOrd for DomString {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

// SAFETY: plain data has no edges.
unsafe impl Trace for DomString {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl<'s> FromJs<'s, idl::DOMString> for DomString {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is null and the conversion is to a type associated with [LegacyNullToEmptyString]: another conversion.
        // 2. Let x be ? ToString(V).
        let x = to_string(scope, value)?;
        // 3. Return the IDL DOMString value that represents the same sequence of code units as x.
        Ok(with_units(scope, x, |units| match units {
            ValueViewData::OneByte(bytes) => Self(Repr::Utf8(latin1_to_string(bytes))),
            ValueViewData::TwoByte(units) => Self::from_utf16(units),
        }))
    }
}

impl<'s> IntoJs<'s, idl::DOMString> for &DomString {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        let string = match &self.0 {
            Repr::Utf8(text) => new_string(scope, text)?,
            Repr::Utf16(units) => new_utf16_string(scope, units)?,
        };
        Ok(string.into())
    }
}

impl<'s> IntoJs<'s, idl::DOMString> for DomString {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        IntoJs::<idl::DOMString>::into_js(&self, scope)
    }
}
