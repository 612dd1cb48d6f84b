//! `USVString`: <https://webidl.spec.whatwg.org/#js-USVString>

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use super::{DomString, FromJs, idl};
use crate::exception::Result;
use crate::gc::{Trace, Tracer};
use crate::js::{Local, Scope, Value};

/// A string of Unicode scalar values.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UsvString(String);

impl UsvString {
    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for UsvString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for UsvString {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for UsvString {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UsvString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UsvString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<String> for UsvString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for UsvString {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Cow<'_, str>> for UsvString {
    fn from(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }
}

/// Lone surrogates become U+FFFD.
impl From<DomString> for UsvString {
    fn from(text: DomString) -> Self {
        Self(text.into_string_lossy())
    }
}

impl From<UsvString> for String {
    fn from(text: UsvString) -> Self {
        text.0
    }
}

impl PartialEq<str> for UsvString {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for UsvString {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

// SAFETY: plain data has no edges.
unsafe impl Trace for UsvString {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl<'s> FromJs<'s, idl::USVString> for UsvString {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        <String as FromJs<'s, idl::USVString>>::from_js(scope, value).map(Self)
    }
}
