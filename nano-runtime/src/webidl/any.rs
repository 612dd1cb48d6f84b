//! `any` and `undefined`, and the owned handles (`Global`, `Traced`) of every type that converts to a `Local`.

use super::idl;
use super::{FromJs, IntoJs};
use crate::exception::Result;
use crate::gc::Traced;
use crate::js::{Global, Local, Scope, Value};

/// <https://webidl.spec.whatwg.org/#js-any>
impl<'s> FromJs<'s, idl::Any> for Local<'s, Value> {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        Ok(value)
    }
}

impl<'s> IntoJs<'s, idl::Any> for Local<'s, Value> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self)
    }
}

/// <https://webidl.spec.whatwg.org/#js-undefined>
impl<'s> FromJs<'s, idl::Undefined> for () {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, _: Local<'s, Value>) -> Result<Self> {
        // 1. Return the unique undefined value.
        Ok(())
    }
}

impl<'s> IntoJs<'s, idl::Undefined> for () {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(v8::undefined(scope).into())
    }

    #[inline]
    fn into_return(self, _: &mut Scope<'s, '_>, _: &mut v8::ReturnValue<'_, Value>) -> Result<()> {
        // A slot that nobody wrote to holds undefined.
        Ok(())
    }
}

/// A root, for futures and other owners off the garbage-collected heap.
impl<'s, I, T> FromJs<'s, I> for Global<T>
where
    Local<'s, T>: FromJs<'s, I>,
{
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        let local = <Local<'s, T> as FromJs<'s, I>>::from_js(scope, value)?;
        Ok(Global::new(scope, local))
    }
}

impl<'s, I, T> IntoJs<'s, I> for Global<T>
where
    Local<'s, T>: IntoJs<'s, I>,
{
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Local::new(scope, self).into_js(scope)
    }
}

/// A slot for a field of a platform object.
impl<'s, I, T> FromJs<'s, I> for Traced<T>
where
    Local<'s, T>: FromJs<'s, I>,
{
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        let local = <Local<'s, T> as FromJs<'s, I>>::from_js(scope, value)?;
        Ok(Traced::new(scope, local))
    }
}

/// An empty slot is `undefined`.
impl<'s, I, T> IntoJs<'s, I> for Traced<T>
where
    Local<'s, T>: IntoJs<'s, I>,
{
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        (&self).into_js(scope)
    }
}

/// An empty slot is `undefined`.
impl<'s, I, T> IntoJs<'s, I> for &Traced<T>
where
    Local<'s, T>: IntoJs<'s, I>,
{
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        match self.get(scope) {
            Some(value) => value.into_js(scope),
            None => Ok(v8::undefined(scope).into()),
        }
    }
}
