//! `[LegacyNullToEmptyString]`: <https://webidl.spec.whatwg.org/#LegacyNullToEmptyString>

use std::borrow::Cow;

use super::{DomString, FromJs, IntoJs, UsvString, idl};
use crate::exception::Result;
use crate::js::{Local, Scope, Value};

macro_rules! from_js {
    ($($marker:ident: $($ty:ty),*;)*) => { $($(
        impl<'s> FromJs<'s, idl::LegacyNullToEmptyString<idl::$marker>> for $ty {
            #[inline]
            fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
                // Step 1 of the DOMString conversion: If V is null, then return the empty string.
                if value.is_null() {
                    return Ok(Self::default());
                }
                <$ty as FromJs<'s, idl::$marker>>::from_js(scope, value)
            }
        }
    )*)* };
}

from_js! {
    DOMString: DomString;
    USVString: UsvString, String;
}

macro_rules! into_js {
    ($($marker:ident: $($ty:ty),*;)*) => { $($(
        impl<'s> IntoJs<'s, idl::LegacyNullToEmptyString<idl::$marker>> for $ty {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                <$ty as IntoJs<'s, idl::$marker>>::into_js(self, scope)
            }
        }
    )*)* };
}

into_js! {
    DOMString: DomString, &DomString, UsvString, &UsvString, String, &str, Cow<'_, str>;
    USVString: UsvString, &UsvString, String, &str, Cow<'_, str>;
}
