//! Callback interfaces: <https://webidl.spec.whatwg.org/#js-callback-interface>

use std::marker::PhantomPinned;

use super::callback_function::{CallbackThis, caught, promise_of, reported};
use super::names::js_name;
use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Traced, Tracer};
use crate::js::{Function, Global, Local, Object, Promise, Scope, Value};

/// An object of a callback interface that a script passed in: a function, or an object whose method is called.
///
/// As every [`Traced`] it must be owned by the stack or by a platform object; [`CallbackInterface::root`] is for elsewhere.
#[derive(Debug)]
pub struct CallbackInterface {
    object: Traced<Object>,
    /// See [`OffStack`](super::OffStack).
    _pinned: PhantomPinned,
}

impl CallbackInterface {
    /// The callback that `object` is.
    #[must_use]
    pub fn new<'s>(scope: &Scope<'s, '_>, object: Local<'s, Object>) -> Self {
        Self {
            object: Traced::new(scope, object),
            _pinned: PhantomPinned,
        }
    }

    /// The JavaScript object.
    #[must_use]
    pub fn object<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, Object>> {
        self.object.get(scope)
    }

    /// A root for the JavaScript object.
    #[must_use]
    pub fn root(&self, scope: &Scope<'_, '_>) -> Option<Global<Object>> {
        self.object
            .get(scope)
            .map(|object| Global::new(scope, object))
    }

    /// Whether both are references to the same JavaScript object.
    #[must_use]
    pub fn is_same(&self, scope: &Scope<'_, '_>, other: &Self) -> bool {
        self.object.get(scope) == other.object.get(scope)
    }

    /// Calls the operation `name` on the object.
    ///
    /// <https://webidl.spec.whatwg.org/#call-a-user-objects-operation>
    ///
    /// No borrow of a `RefCell` may be held: the callback can call back into any API.
    ///
    /// # Errors
    ///
    /// `Thrown::Value` with what was thrown, as [`CallbackFunction::call`](super::CallbackFunction::call).
    pub fn call<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Value>> {
        caught(scope, |scope| self.call_uncaught(scope, name, this, args))
    }

    /// As [`CallbackInterface::call`], with the result converted to the operation's return type.
    ///
    /// # Errors
    ///
    /// As [`CallbackInterface::call`]; what the conversion throws comes back in the same way.
    pub fn call_returning<'s, I, R: FromJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<R> {
        caught(scope, |scope| {
            let value = self.call_uncaught(scope, name, this, args)?;
            R::from_js(scope, value)
        })
    }

    /// Calls an operation whose return type is a promise type: whatever it throws becomes a rejected promise.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn call_promise<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Promise>> {
        promise_of(scope, |scope| {
            let value = self.call_uncaught(scope, name, this, args)?;
            <Local<'s, Promise> as FromJs<'s, idl::Promise<idl::Any>>>::from_js(scope, value)
        })
    }

    /// Calls the operation and reports what it throws. `None` when it threw.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn invoke_and_report<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Option<Local<'s, Value>>> {
        reported(scope, |scope| self.call_uncaught(scope, name, this, args))
    }

    fn call_uncaught<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        name: &'static str,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Value>> {
        // 1. Let completion be an uninitialized variable.
        // 2. If thisArg was not given, let thisArg be undefined.
        let mut this = this.get(scope);
        // 3. Let O be the JavaScript object corresponding to value.
        let Some(o) = self.object.get(scope) else {
            return Ok(v8::undefined(scope).into());
        };
        // 4.–8. The realm, its settings object and the callback context are the one realm there is.
        // 9. Let X be O.
        // 10. If IsCallable(O) is false, then:
        let x = if let Ok(function) = Local::<Function>::try_from(o) {
            function
        } else {
            // 1. Let getResult be Completion(Get(O, opName)).
            // 2. If getResult is an abrupt completion, set completion to getResult and jump to the step labeled return.
            let key = js_name(scope, name);
            let method = o.get(scope, key.into()).ok_or(Exception::Pending)?;
            // 3. Set X to getResult.[[Value]].
            // 4. If IsCallable(X) is false, then set completion to a new TypeError, and jump to the step labeled return.
            // 5. Set thisArg to O (overriding the provided value).
            this = o.into();
            Local::<Function>::try_from(method).map_err(|_| {
                Exception::type_error(format!(
                    "The provided callback is not a function and has no callable '{name}' property."
                ))
            })?
        };
        // 11.–13. Let callResult be Completion(Call(X, thisArg, jsArgs)).
        x.call(scope, this, args).ok_or(Exception::Pending)
    }
}

/// A type around [`CallbackInterface`], for one callback interface of the IDL. `#[webapi]` writes the implementation.
pub trait InterfaceCallback: AsInterfaceCallback + Sized {
    /// Puts the type around a callback.
    fn from_callback(callback: CallbackInterface) -> Self;
}

/// What has a [`CallbackInterface`] inside.
pub trait AsInterfaceCallback {
    /// The callback inside.
    fn as_callback(&self) -> &CallbackInterface;
}

impl InterfaceCallback for CallbackInterface {
    #[inline]
    fn from_callback(callback: CallbackInterface) -> Self {
        callback
    }
}

impl<T: AsInterfaceCallback> AsInterfaceCallback for &T {
    #[inline]
    fn as_callback(&self) -> &CallbackInterface {
        (**self).as_callback()
    }
}

impl AsInterfaceCallback for CallbackInterface {
    #[inline]
    fn as_callback(&self) -> &CallbackInterface {
        self
    }
}

impl<'s, T: InterfaceCallback> FromJs<'s, idl::CallbackInterface> for T {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not an Object, then throw a TypeError.
        let object =
            Local::<Object>::try_from(value).map_err(|_| Exception::not_of_type("Object"))?;
        // 2. Return the IDL callback interface type value that represents a reference to V, with the incumbent settings
        //    object as the callback context.
        Ok(T::from_callback(CallbackInterface::new(scope, object)))
    }
}

/// The object itself.
impl<'s> FromJs<'s, idl::CallbackInterface> for Local<'s, Object> {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        Local::<Object>::try_from(value).map_err(|_| Exception::not_of_type("Object"))
    }
}

impl<'s> IntoJs<'s, idl::CallbackInterface> for Local<'s, Object> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.into())
    }
}

impl<'s, T: AsInterfaceCallback> IntoJs<'s, idl::CallbackInterface> for T {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        let object = self.as_callback().object(scope);
        Ok(object.map_or_else(|| v8::null(scope).into(), Into::into))
    }
}

// SAFETY: the one edge is reported.
unsafe impl Trace for CallbackInterface {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.object.trace(tracer);
    }
}
