//! `boolean`: <https://webidl.spec.whatwg.org/#js-boolean>

use super::idl;
use super::{FromJs, IntoJs};
use crate::exception::Result;
use crate::js::{Boolean, Local, Scope, Value};

impl<'s> FromJs<'s, idl::Boolean> for bool {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let x be the result of computing ToBoolean(V).
        // 2. Return the IDL boolean value that is the one that represents the same truth value as x.
        Ok(value.boolean_value(scope))
    }
}

impl<'s> IntoJs<'s, idl::Boolean> for bool {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(Boolean::new(scope, self).into())
    }

    #[inline]
    fn into_return(
        self,
        _: &mut Scope<'s, '_>,
        slot: &mut v8::ReturnValue<'_, Value>,
    ) -> Result<()> {
        slot.set_bool(self);
        Ok(())
    }
}
