//! `Promise<T>`: <https://webidl.spec.whatwg.org/#js-promise>

use super::{FromJs, IntoJs, idl};
use crate::exception::Result;
use crate::js::{Local, Promise, Scope, Value};
use crate::promise::resolved;

impl<'s, I> FromJs<'s, idl::Promise<I>> for Local<'s, Promise> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let promiseCapability be ? NewPromiseCapability(%Promise%).
        // 2. Perform ? Call(promiseCapability.[[Resolve]], undefined, « V »).
        // 3. Return promiseCapability.
        resolved(scope, value)
    }
}

impl<'s, I> IntoJs<'s, idl::Promise<I>> for Local<'s, Promise> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.into())
    }
}
