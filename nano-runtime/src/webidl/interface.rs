//! Interface types: <https://webidl.spec.whatwg.org/#js-interface>

use super::{FromJs, IntoJs, idl};
use crate::binding::{allocate, unwrap, wrapper};
use crate::exception::{Exception, Result};
use crate::gc::{Gc, Interface, Member, Ref};
use crate::js::{Local, Scope, Value};

impl<'s, T: Interface> FromJs<'s, idl::Interface> for Ref<'s, T> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V implements I, then return the IDL interface type value that represents a reference to that platform object.
        // 2. Throw a TypeError.
        unwrap(scope, value).ok_or_else(|| Exception::not_of_type(T::DEF.name))
    }
}

impl<'s, T: Interface> FromJs<'s, idl::Interface> for Gc<T> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        Ref::<T>::from_js(scope, value).map(Gc::from)
    }
}

impl<'s, T: Interface> FromJs<'s, idl::Interface> for Member<T> {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        Ref::<T>::from_js(scope, value).map(Member::from)
    }
}

impl<'s, T: Interface> IntoJs<'s, idl::Interface> for Ref<'_, T> {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        wrapper(scope, self)
            .map(Into::into)
            .ok_or(Exception::Pending)
    }
}

impl<'s, T: Interface> IntoJs<'s, idl::Interface> for &Gc<T> {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        self.as_ref().into_js(scope)
    }
}

impl<'s, T: Interface> IntoJs<'s, idl::Interface> for Gc<T> {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        self.as_ref().into_js(scope)
    }
}

/// A new object.
impl<'s, T: Interface> IntoJs<'s, idl::Interface> for T {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        allocate(scope, self).into_js(scope)
    }
}
