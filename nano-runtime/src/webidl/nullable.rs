//! `T?`: <https://webidl.spec.whatwg.org/#js-nullable-type>

use super::idl::{self, IdlType};
use super::{FromJs, IntoJs};
use crate::exception::Result;
use crate::js::{Function, Local, Scope, Value};

impl<'s, I: IdlType, T: FromJs<'s, I>> FromJs<'s, idl::Nullable<I>> for Option<T> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not an Object, and the type is a nullable callback function that is annotated with
        //    [LegacyTreatNonObjectAsNull], then return null.
        // 2. Otherwise, if V is undefined, and T includes undefined, return the unique undefined value.
        // 3. Otherwise, if V is null or undefined, then return null.
        if I::converts_to_null(value) {
            return Ok(None);
        }
        // 4. Otherwise, return the result of converting V to T.
        T::from_js(scope, value).map(Some)
    }

    fn from_js_by_method(
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
        method: Local<'s, Function>,
    ) -> Result<Self> {
        T::from_js_by_method(scope, value, method).map(Some)
    }
}

impl<'s, I, T: IntoJs<'s, I>> IntoJs<'s, idl::Nullable<I>> for Option<T> {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        match self {
            Some(value) => value.into_js(scope),
            None => Ok(v8::null(scope).into()),
        }
    }

    #[inline]
    fn into_return(
        self,
        scope: &mut Scope<'s, '_>,
        slot: &mut v8::ReturnValue<'_, Value>,
    ) -> Result<()> {
        if let Some(value) = self {
            value.into_return(scope, slot)
        } else {
            slot.set_null();
            Ok(())
        }
    }
}
