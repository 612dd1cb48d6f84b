//! Iterating an async sequence: <https://webidl.spec.whatwg.org/#js-async-iterable>
//!
//! The standard's operations react to promises. What stands before the reaction is a method of [`AsyncIterator`] that returns
//! the promise to react to; what the reaction does is a function of the same name with `_steps`.

use std::marker::PhantomPinned;

use super::FromJs;
use super::async_sequence::{AsyncSequence, AsyncSequenceKind};
use super::iterator::{IteratorRecord, get_method};
use super::names::js_name;
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Traced, Tracer};
use crate::js::{Boolean, Function, Local, Object, Promise, Scope, Value};
use crate::promise::{catching, resolved};

/// An opened async sequence: <https://webidl.spec.whatwg.org/#async-iterator>
///
/// As every [`Traced`] it must be owned by the stack or by a platform object.
#[derive(Debug)]
pub struct AsyncIterator {
    iterator: Traced<Object>,
    next_method: Traced<Value>,
    kind: AsyncSequenceKind,
    /// See [`OffStack`](super::OffStack).
    _pinned: PhantomPinned,
}

// SAFETY: both edges are reported.
unsafe impl Trace for AsyncIterator {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.iterator.trace(tracer);
        self.next_method.trace(tracer);
    }
}

impl<'s> AsyncSequence<'s> {
    /// <https://webidl.spec.whatwg.org/#async-sequence-open>
    ///
    /// # Errors
    ///
    /// What the method or the getter of `next` throws; TypeError when the method's result is not an object.
    pub fn open(self, scope: &mut Scope<'s, '_>) -> Result<AsyncIterator> {
        // 1. Let iterator be ? GetIteratorFromMethod(object, method); of a "sync" sequence,
        //    CreateAsyncFromSyncIterator(iterator), which is done below in each operation.
        let record = IteratorRecord::from_method(scope, self.object, self.method)?;
        Ok(AsyncIterator {
            iterator: Traced::new(scope, record.iterator()),
            next_method: Traced::new(scope, record.next_method()),
            kind: self.kind,
            _pinned: PhantomPinned,
        })
    }
}

#[cold]
fn not_an_object() -> Exception {
    Exception::type_error("The iterator's result is not an object.")
}

fn as_object<'s>(value: Local<'s, Value>) -> Result<Local<'s, Object>> {
    Local::<Object>::try_from(value).map_err(|_| not_an_object())
}

/// IteratorComplete(result)
fn complete<'s>(scope: &mut Scope<'s, '_>, result: Local<'s, Object>) -> Result<bool> {
    let key = js_name(scope, "done").into();
    let done = result.get(scope, key).ok_or(Exception::Pending)?;
    Ok(done.boolean_value(scope))
}

/// IteratorValue(result)
fn value_of<'s>(scope: &mut Scope<'s, '_>, result: Local<'s, Object>) -> Result<Local<'s, Value>> {
    let key = js_name(scope, "value").into();
    result.get(scope, key).ok_or(Exception::Pending)
}

impl AsyncIterator {
    /// <https://webidl.spec.whatwg.org/#async-iterator-next>, up to the reaction, which is [`AsyncIterator::next_steps`].
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn next<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        catching(scope, |scope| {
            let iterator = self.iterator(scope)?;
            // 1. Let nextResult be IteratorNext(iterator's underlying record).
            let next = self
                .next_method
                .get(scope)
                .and_then(|next| Local::<Function>::try_from(next).ok())
                .ok_or_else(|| {
                    Exception::type_error("The iterator's next property is not a function")
                })?;
            let result = next
                .call(scope, iterator.into(), &[])
                .ok_or(Exception::Pending)?;
            let result = as_object(result)?;
            match self.kind {
                // 3. Let nextPromise be a promise resolved with nextResult.[[Value]].
                AsyncSequenceKind::Async => resolved(scope, result.into()),
                AsyncSequenceKind::Sync => continuation(scope, result, Some(iterator)),
            }
        })
    }

    /// The fulfillment steps of [`AsyncIterator::next`], given its promise's value: `None` is the end of iteration.
    ///
    /// # Errors
    ///
    /// TypeError when the value is not an object; what its getters or the conversion throw.
    pub fn next_steps<'s, I, T: FromJs<'s, I>>(
        scope: &mut Scope<'s, '_>,
        iter_result: Local<'s, Value>,
    ) -> Result<Option<T>> {
        // 1. If iterResult is not an Object, throw a TypeError.
        let result = as_object(iter_result)?;
        // 2.–3. Let done be ? IteratorComplete(iterResult).
        // 4. If done is true, then return end of iteration.
        if complete(scope, result)? {
            return Ok(None);
        }
        // 5. Let V be ? IteratorValue(iterResult).
        let value = value_of(scope, result)?;
        // 6. Return the result of converting V to an IDL value of type T.
        T::from_js(scope, value).map(Some)
    }

    /// <https://webidl.spec.whatwg.org/#async-iterator-close>, up to the reaction, which is [`AsyncIterator::close_steps`].
    /// `None` when there is nothing to wait for.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn close<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let mut nothing = false;
        let promise = catching(scope, |scope| {
            let iterator = self.iterator(scope)?;
            // 3.–4. Let returnMethod be GetMethod(iteratorObj, "return").
            let key = js_name(scope, "return").into();
            let method = get_method(scope, iterator, key, || {
                "The iterator's return property is not a function".into()
            })?;
            // 5. If returnMethod is undefined, return a promise resolved with undefined.
            let Some(method) = method else {
                nothing = true;
                let undefined = v8::undefined(scope).into();
                return resolved(scope, undefined);
            };
            // 6.–7. Let returnResult be Call(returnMethod, iteratorObj, « reason »).
            let result = method
                .call(scope, iterator.into(), &[reason])
                .ok_or(Exception::Pending)?;
            match self.kind {
                // 8. Let returnPromise be a promise resolved with returnResult.[[Value]].
                AsyncSequenceKind::Async => resolved(scope, result),
                AsyncSequenceKind::Sync => {
                    let result = as_object(result)?;
                    continuation(scope, result, None)
                }
            }
        })?;
        Ok((!nothing).then_some(promise))
    }

    /// The fulfillment steps of [`AsyncIterator::close`], given its promise's value.
    ///
    /// # Errors
    ///
    /// TypeError when the value is not an object.
    pub fn close_steps(result: Local<'_, Value>) -> Result<()> {
        // 1. If returnPromiseResult is not an Object, throw a TypeError.
        // 2. Return undefined.
        as_object(result).map(|_| ())
    }

    fn iterator<'s>(&self, scope: &Scope<'s, '_>) -> Result<Local<'s, Object>> {
        // A slot of an iterator is never emptied.
        self.iterator.get(scope).ok_or_else(not_an_object)
    }
}

/// <https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation>; `close` is the iterator when closeIterator is true.
fn continuation<'s>(
    scope: &mut Scope<'s, '_>,
    result: Local<'s, Object>,
    close: Option<Local<'s, Object>>,
) -> Result<Local<'s, Promise>> {
    // 3.–4. Let done be ? IteratorComplete(result).
    let done = complete(scope, result)?;
    // 5.–6. Let value be ? IteratorValue(result).
    let value = value_of(scope, result)?;
    let close = close.filter(|_| !done);
    // 7. Let valueWrapper be ? PromiseResolve(%Promise%, value).
    // FIXME: PromiseResolve hands a native promise on as it is; V8's API has only the resolution of a new promise, which
    // settles two microtasks later. (So step 8, closing the iterator when PromiseResolve throws, has no occasion.)
    let wrapper = resolved(scope, value)?;
    // 9.–10. onFulfilled returns CreateIteratorResultObject(v, done).
    let data = Boolean::new(scope, done).into();
    let on_fulfilled = Function::builder(unwrap)
        .data(data)
        .build(scope)
        .ok_or(Exception::Pending)?;
    // 11.–13. If done is true or closeIterator is false, onRejected is undefined; else it closes the iterator.
    // 14. Perform PerformPromiseThen(valueWrapper, onFulfilled, onRejected, promiseCapability).
    let promise = match close {
        None => wrapper.then(scope, on_fulfilled),
        Some(iterator) => {
            let on_rejected = Function::builder(close_and_throw)
                .data(iterator.into())
                .build(scope)
                .ok_or(Exception::Pending)?;
            wrapper.then2(scope, on_fulfilled, on_rejected)
        }
    };
    promise.ok_or(Exception::Pending)
}

/// CreateIteratorResultObject of a value, and of the `done` that the function was made with.
fn unwrap<'s>(
    scope: &mut Scope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut slot: v8::ReturnValue<'_, Value>,
) {
    let result = Object::new(scope);
    for (name, value) in [("value", args.get(0)), ("done", args.data())] {
        let key = js_name(scope, name).into();
        // It fails for no new object but when the isolate is being terminated.
        if result.create_data_property(scope, key, value).is_none() {
            return;
        }
    }
    slot.set(result.into());
}

/// Closes the iterator that the function was made with, and throws the reason again:
/// IteratorClose(syncIteratorRecord, ThrowCompletion(error)).
fn close_and_throw<'s>(
    scope: &mut Scope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_, Value>,
) {
    if let Ok(iterator) = Local::<Object>::try_from(args.data()) {
        let closed = crate::promise::catch(scope, |scope| {
            let key = js_name(scope, "return").into();
            let method = get_method(scope, iterator, key, || {
                "The iterator's return property is not a function".into()
            })?;
            match method {
                Some(method) => method
                    .call(scope, iterator.into(), &[])
                    .map(|_| ())
                    .ok_or(Exception::Pending),
                None => Ok(()),
            }
        });
        // The completion that is thrown wins over what closing throws; a termination wins over both.
        if let Err(None) = closed {
            return;
        }
    }
    let reason = args.get(0);
    scope.throw_exception(reason);
}
