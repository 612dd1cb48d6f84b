//! `object` and `symbol`: <https://webidl.spec.whatwg.org/#js-object>

use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::js::{Local, Object, Scope, Symbol, Value};

impl<'s> FromJs<'s, idl::Object> for Local<'s, Object> {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not an Object, then throw a TypeError.
        // 2. Return the IDL object value that is a reference to the same object as V.
        Local::<Object>::try_from(value).map_err(|_| Exception::not_of_type("object"))
    }
}

/// <https://webidl.spec.whatwg.org/#js-symbol>
impl<'s> FromJs<'s, idl::Symbol> for Local<'s, Symbol> {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not a Symbol, then throw a TypeError.
        // 2. Return the IDL symbol value that is a reference to the same symbol as V.
        Local::<Symbol>::try_from(value).map_err(|_| Exception::not_of_type("symbol"))
    }
}

impl<'s> IntoJs<'s, idl::Object> for Local<'s, Object> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.into())
    }
}

impl<'s> IntoJs<'s, idl::Symbol> for Local<'s, Symbol> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.into())
    }
}
