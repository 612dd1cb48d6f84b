//! Callback functions: <https://webidl.spec.whatwg.org/#js-callback-function>
//!
//! [`CallbackFunction`] is any of them; `#[webapi]` puts a type of the callback's own name around it, whose `call` converts the
//! arguments and the result that the IDL declares.

use std::marker::PhantomPinned;

use super::{FromJs, IntoJs, idl};
use crate::entry::{clean_up_after_running_script, leave_script, prepare_to_run_script};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Traced, Tracer};
use crate::js::{Function, Global, Local, Object, Promise, Scope, Value};
use crate::promise::{Caught, catch_with_message, rejected};
use crate::react::Completion;
use crate::realm::Realm;

/// The callback this value of a callback function.
#[derive(Clone, Copy, Debug, Default)]
pub enum CallbackThis<'s> {
    /// `undefined`: the caller gives none.
    #[default]
    Undefined,
    /// The callback this value.
    Value(Local<'s, Value>),
}

impl<'s> CallbackThis<'s> {
    pub(super) fn get(self, scope: &Scope<'s, '_>) -> Local<'s, Value> {
        match self {
            Self::Undefined => v8::undefined(scope).into(),
            Self::Value(value) => value,
        }
    }
}

impl<'s> From<Local<'s, Value>> for CallbackThis<'s> {
    fn from(value: Local<'s, Value>) -> Self {
        Self::Value(value)
    }
}

impl<'s> From<Local<'s, Object>> for CallbackThis<'s> {
    fn from(value: Local<'s, Object>) -> Self {
        Self::Value(value.into())
    }
}

/// A callback function that a script passed in: a field of a platform object, or an argument on its way there.
///
/// As every [`Traced`] it must be owned by the stack or by a platform object. What keeps a callback in a future or in a box
/// there takes [`CallbackFunction::root`].
#[derive(Debug)]
pub struct CallbackFunction {
    object: Traced<Object>,
    /// See [`OffStack`](super::OffStack).
    _pinned: PhantomPinned,
}

impl CallbackFunction {
    /// The callback that calls `function`.
    #[must_use]
    pub fn new<'s>(scope: &Scope<'s, '_>, function: Local<'s, Function>) -> Self {
        Self::of_object(scope, function.into())
    }

    fn of_object<'s>(scope: &Scope<'s, '_>, object: Local<'s, Object>) -> Self {
        Self {
            object: Traced::new(scope, object),
            _pinned: PhantomPinned,
        }
    }

    /// The JavaScript object. With `[LegacyTreatNonObjectAsNull]` it need not be callable.
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

    /// Invokes the callback, and hands back what it returns.
    ///
    /// <https://webidl.spec.whatwg.org/#invoke-a-callback-function>
    ///
    /// No borrow of a `RefCell` may be held: the callback can call back into any API.
    ///
    /// # Errors
    ///
    /// `Thrown::Value` with what the callback threw: it is caught, and V8 has no exception pending. `Pending` only when the
    /// isolate is being terminated.
    pub fn call<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Value>> {
        caught(scope, |scope| self.call_uncaught(scope, this, args))
    }

    /// As [`CallbackFunction::call`], with the result converted to the callback's return type.
    ///
    /// # Errors
    ///
    /// As [`CallbackFunction::call`]; what the conversion throws comes back in the same way.
    pub fn call_returning<'s, I, R: FromJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<R> {
        caught(scope, |scope| {
            let value = self.call_uncaught(scope, this, args)?;
            // 13. Set completion to the result of converting callResult.[[Value]] to the operation's return type.
            R::from_js(scope, value)
        })
    }

    /// Invokes a callback whose return type is a promise type: whatever it throws becomes a rejected promise.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn call_promise<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Promise>> {
        promise_of(scope, |scope| {
            let value = self.call_uncaught(scope, this, args)?;
            <Local<'s, Promise> as FromJs<'s, idl::Promise<idl::Any>>>::from_js(scope, value)
        })
    }

    /// [`CallbackFunction::call_promise`] for a promise whose value nobody looks at.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn call_completion<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Completion<'s>> {
        match running_script(scope, |scope| self.call_uncaught(scope, this, args)) {
            Ok(value) => Completion::of(scope, value),
            Err(Some(caught)) => rejected(scope, caught.value).map(Completion::Promise),
            Err(None) => Err(Exception::Pending),
        }
    }

    /// Invokes the callback with "report" as its exception behaviour. `None` when it threw.
    ///
    /// <https://html.spec.whatwg.org/#report-the-exception>
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn invoke_and_report<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Option<Local<'s, Value>>> {
        reported(scope, |scope| self.call_uncaught(scope, this, args))
    }

    fn call_uncaught<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        this: CallbackThis<'s>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Value>> {
        // 1. Let completion be an uninitialized variable.
        // 2. If thisArg was not given, let thisArg be undefined.
        let this = this.get(scope);
        // 3. Let F be the JavaScript object corresponding to callable.
        let f = self.object.get(scope);
        // 4. If IsCallable(F) is false, then return the result of converting undefined to the return type. (Only with
        //    [LegacyTreatNonObjectAsNull].)
        let Some(f) = f.and_then(|f| Local::<Function>::try_from(f).ok()) else {
            return Ok(v8::undefined(scope).into());
        };
        // 5.–9. The realm, its settings object and the callback context are the one realm there is. What is prepared here is cleaned
        //       up, with its microtask checkpoint, by `running_script`.
        // 10. Let jsArgs be the result of converting args to a JavaScript arguments list: the caller did.
        // 11. Let callResult be Completion(Call(F, thisArg, jsArgs)).
        // 12. If callResult is an abrupt completion, set completion to callResult and jump to the step labeled return.
        f.call(scope, this, args).ok_or(Exception::Pending)
    }

    /// Constructs with the callback.
    ///
    /// <https://webidl.spec.whatwg.org/#construct-a-callback-function>
    ///
    /// # Errors
    ///
    /// As [`CallbackFunction::call`]; TypeError when it is not a constructor.
    pub fn construct<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        args: &[Local<'s, Value>],
    ) -> Result<Local<'s, Object>> {
        caught(scope, |scope| {
            // 1. Let completion be an uninitialized variable.
            // 2. Let F be the JavaScript object corresponding to callable.
            // 3. If IsConstructor(F) is false, throw a TypeError exception.
            let f = self
                .object
                .get(scope)
                .filter(|f| f.is_constructor())
                .and_then(|f| Local::<Function>::try_from(f).ok())
                .ok_or_else(|| {
                    Exception::type_error("The provided callback is not a constructor.")
                })?;
            // 10. Let callResult be Completion(Construct(F, jsArgs)).
            f.new_instance(scope, args).ok_or(Exception::Pending)
        })
    }
}

/// Runs the steps of an invocation that call JavaScript, from 'prepare to run script' to 'clean up after running script': V8 has no
/// exception pending afterwards.
///
/// <https://webidl.spec.whatwg.org/#invoke-a-callback-function>, and the same steps of the other algorithms.
///
/// # Errors
///
/// What `body` throws; `None` when the isolate is being terminated.
pub(super) fn running_script<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> std::result::Result<T, Option<Caught<'s>>> {
    // Prepare to run script with relevant settings.
    prepare_to_run_script();
    let completion = catch_with_message(scope, body);
    if matches!(completion, Err(None)) {
        leave_script();
        return completion;
    }
    // Clean up after running script with relevant settings.
    match clean_up_after_running_script(scope) {
        Ok(()) => completion,
        Err(_) => Err(None),
    }
}

/// Runs `body` and turns what JavaScript threw in it into a value: V8 has no exception pending afterwards.
///
/// # Errors
///
/// What `body` throws; `Pending` only when the isolate is being terminated.
pub(super) fn caught<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> Result<T> {
    match running_script(scope, body) {
        Ok(value) => Ok(value),
        Err(Some(caught)) => Err(Exception::value(scope, caught.value)),
        Err(None) => Err(Exception::Pending),
    }
}

/// The last step of an invocation whose return type is a promise type: an abrupt completion becomes a rejected promise.
pub(super) fn promise_of<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Local<'s, Promise>>,
) -> Result<Local<'s, Promise>> {
    match running_script(scope, body) {
        Ok(promise) => Ok(promise),
        Err(Some(caught)) => rejected(scope, caught.value),
        Err(None) => Err(Exception::Pending),
    }
}

/// Runs `body` and reports what it throws; `None` when it threw.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn reported<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> Result<Option<T>> {
    match running_script(scope, body) {
        Ok(value) => Ok(Some(value)),
        Err(Some(Caught { value, message })) => {
            Realm::from_scope(scope).report_exception(scope, value, message);
            Ok(None)
        }
        Err(None) => Err(Exception::Pending),
    }
}

/// A type around [`CallbackFunction`], for one callback function of the IDL. `#[webapi]` writes the implementation.
pub trait Callback: AsCallback + Sized {
    /// Puts the type around a callback.
    fn from_callback(callback: CallbackFunction) -> Self;
}

/// What has a [`CallbackFunction`] inside.
pub trait AsCallback {
    /// The callback inside.
    fn as_callback(&self) -> &CallbackFunction;
}

impl Callback for CallbackFunction {
    #[inline]
    fn from_callback(callback: CallbackFunction) -> Self {
        callback
    }
}

impl<T: AsCallback> AsCallback for &T {
    #[inline]
    fn as_callback(&self) -> &CallbackFunction {
        (**self).as_callback()
    }
}

impl AsCallback for CallbackFunction {
    #[inline]
    fn as_callback(&self) -> &CallbackFunction {
        self
    }
}

impl<'s, T: Callback> FromJs<'s, idl::CallbackFunction> for T {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If the result of calling IsCallable(V) is false and the callback function is not annotated with
        //    [LegacyTreatNonObjectAsNull], then throw a TypeError.
        let function =
            Local::<Function>::try_from(value).map_err(|_| Exception::not_of_type("Function"))?;
        // 2. Return the IDL callback function type value that represents a reference to the same object that V represents,
        //    with the incumbent settings object as the callback context.
        Ok(T::from_callback(CallbackFunction::new(scope, function)))
    }
}

impl<'s, T: Callback> FromJs<'s, idl::LegacyTreatNonObjectAsNull<idl::CallbackFunction>> for T {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // As above. That V is not an object is dealt with by the nullable type around this one.
        let object =
            Local::<Object>::try_from(value).map_err(|_| Exception::not_of_type("Function"))?;
        Ok(T::from_callback(CallbackFunction::of_object(scope, object)))
    }
}

/// The function itself: for a callback that is called at once, and as a `Global` for one that a future keeps.
impl<'s> FromJs<'s, idl::CallbackFunction> for Local<'s, Function> {
    #[inline]
    fn from_js(_: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        Local::<Function>::try_from(value).map_err(|_| Exception::not_of_type("Function"))
    }
}

macro_rules! into_js {
    ($($marker:ty),*) => { $(
        impl<'s, T: AsCallback> IntoJs<'s, $marker> for T {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                let object = self.as_callback().object(scope);
                Ok(object.map_or_else(|| v8::null(scope).into(), Into::into))
            }
        }

        impl<'s> IntoJs<'s, $marker> for Local<'s, Object> {
            #[inline]
            fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                Ok(self.into())
            }
        }
    )* };
}

into_js!(
    idl::CallbackFunction,
    idl::LegacyTreatNonObjectAsNull<idl::CallbackFunction>
);

// SAFETY: the one edge is reported.
unsafe impl Trace for CallbackFunction {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.object.trace(tracer);
    }
}
