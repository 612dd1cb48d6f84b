//! `ByteString`: <https://webidl.spec.whatwg.org/#js-ByteString>

use std::fmt;
use std::ops::Deref;

use v8::ValueViewData;

use super::text::{new_latin1_string, to_string, with_units};
use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Tracer};
use crate::js::{Local, Scope, Value};

/// A string of bytes, each of which is a code unit of the JavaScript string.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ByteString(Vec<u8>);

impl ByteString {
    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for ByteString {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for ByteString {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ByteString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl From<Vec<u8>> for ByteString {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for ByteString {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<ByteString> for Vec<u8> {
    fn from(string: ByteString) -> Self {
        string.0
    }
}

impl PartialEq<[u8]> for ByteString {
    fn eq(&self, other: &[u8]) -> bool {
        self.0 == other
    }
}

impl PartialEq<str> for ByteString {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for ByteString {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

// SAFETY: plain data has no edges.
unsafe impl Trace for ByteString {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl<'s> FromJs<'s, idl::ByteString> for ByteString {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let x be ? ToString(V).
        let x = to_string(scope, value)?;
        // 2. If the value of any element of x is greater than 255, then throw a TypeError.
        // 3. Return an IDL ByteString value whose length is the length of x, and where the value of each element is the value
        //    of the corresponding element of x.
        let bytes = with_units(scope, x, |units| match units {
            ValueViewData::OneByte(bytes) => Some(bytes.to_vec()),
            // V8 may hold a string as UTF-16 although Latin-1 would do.
            ValueViewData::TwoByte(units) => units.iter().map(|&u| u8::try_from(u).ok()).collect(),
        });
        bytes
            .map(Self)
            .ok_or_else(|| Exception::type_error("String contains non ISO-8859-1 code point."))
    }
}

macro_rules! into_js {
    ($($ty:ty),*) => { $(
        impl<'s> IntoJs<'s, idl::ByteString> for $ty {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                let bytes: &[u8] = self.as_ref();
                Ok(new_latin1_string(scope, bytes)?.into())
            }
        }
    )* };
}

into_js!(ByteString, &ByteString, &[u8], bytes::Bytes);
