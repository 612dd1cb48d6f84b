//! Asynchronous iterators: what `async_iterable<…>` brings.
//! <https://webidl.spec.whatwg.org/#js-asynchronous-iterable>
//!
//! The interface's Rust type makes the state of an iterator and gets its next value; the queue of calls, the iterator
//! results and the prototype are here, generic over that type. Synchronous iterators are in `iterable.rs`.

use std::cell::Cell;
use std::marker::PhantomData;

use super::call::{Call, Site};
use super::callback::{Callback, Outcome, callback};
use super::def::{InterfaceDef, Member};
use super::iterable::{IterationKind, iterator_result};
use super::results::promise_of_iteration;
use super::wrap;
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Member as Edge, Ref, Trace, Traced, Tracer};
use crate::js::{
    Array, Function, Global, Local, Object, Promise, PromiseResolver, PromiseState, Scope, Symbol,
    Value,
};
use crate::promise::{catch, catching, new_promise, rejected, resolved, settle};
use crate::realm::Realm;
use crate::steps::queue_steps;
use crate::webidl::{IntoJs, idl};

/// An interface with `async_iterable<…>`. `#[webapi]` implements it from the methods `async_iterator`,
/// `async_iterator_next` and, if there is one, `async_iterator_return`.
pub trait AsyncIterable: Interface {
    /// What an iterator keeps between calls; it is traced with the iterator.
    type State: Trace + 'static;

    /// The asynchronous iterator prototype object's table.
    const ITERATOR: &'static InterfaceDef;

    /// Whether the declaration is one of pairs: the next values are then arrays of a key and a value.
    const PAIRS: bool;

    /// <https://webidl.spec.whatwg.org/#dfn-get-the-next-iteration-result>
    ///
    /// The promise is fulfilled with the next value, or with [`end_of_iteration`].
    ///
    /// # Errors
    ///
    /// What the method throws; it becomes a rejection.
    fn next<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        state: &Self::State,
    ) -> Result<NextPromise<'s>>;

    /// <https://webidl.spec.whatwg.org/#asynchronous-iterator-return>
    ///
    /// Only called when the interface has the algorithm.
    ///
    /// # Errors
    ///
    /// What the method throws; it becomes a rejection.
    fn return_steps<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        state: &Self::State,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let _ = (this, state);
        resolved(scope, value)
    }
}

/// The promise for the next value of an iteration, which no script sees.
#[derive(Clone, Copy, Debug)]
pub enum NextPromise<'s> {
    /// It is this one.
    Promise(Local<'s, Promise>),
    /// It is one resolved with this value, which has to be no [`end_of_iteration`].
    ///
    /// OPTIMIZATION: it need not be made.
    ResolvedWith(Local<'s, Value>),
}

impl<'s> From<Local<'s, Promise>> for NextPromise<'s> {
    fn from(promise: Local<'s, Promise>) -> Self {
        Self::Promise(promise)
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-default-asynchronous-iterator-object>
struct AsyncIterator<T: AsyncIterable> {
    target: Edge<T>,
    state: T::State,
    kind: IterationKind,
    is_finished: Cell<bool>,
    /// Null is an empty slot.
    ongoing_promise: Traced<Promise>,
    /// The reactions to the promises for the next values, made when first needed.
    on_fulfilled: Traced<Function>,
    on_rejected: Traced<Function>,
    /// What runs when a value that was there at once was awaited, made when first needed.
    on_settled: Traced<Function>,
    /// A next value that waits for its microtask, and what its promise is resolved by.
    next: Traced<Value>,
    resolver: Traced<PromiseResolver>,
}

// SAFETY: all fields that can hold edges are reported.
unsafe impl<T: AsyncIterable> Trace for AsyncIterator<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.target.trace(tracer);
        self.state.trace(tracer);
        self.ongoing_promise.trace(tracer);
        self.on_fulfilled.trace(tracer);
        self.on_rejected.trace(tracer);
        self.on_settled.trace(tracer);
        self.next.trace(tracer);
        self.resolver.trace(tracer);
    }
}

// SAFETY: the table is made for this type alone: one for each interface.
unsafe impl<T: AsyncIterable> Interface for AsyncIterator<T> {
    const DEF: &'static InterfaceDef = T::ITERATOR;
}

/// <https://webidl.spec.whatwg.org/#end-of-iteration>: the value that says that there is no next one. No script ever sees it.
#[must_use]
pub fn end_of_iteration<'s>(scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
    /// Only a value that nothing else can be equal to will do.
    struct EndOfIteration(Global<Symbol>);

    let end = Realm::from_scope(scope)
        .states()
        .get_or_insert_with(|| EndOfIteration(Global::new(scope, Symbol::new(scope, None))));
    Local::new(scope, &end.0).into()
}

/// The IDL type of an `Option` that is the next value of an `async_iterable<T>`, or the end of the iteration.
#[derive(Debug)]
pub struct NextValue<T>(PhantomData<T>);

impl<'s, I, T: IntoJs<'s, I>> IntoJs<'s, NextValue<I>> for Option<T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        match self {
            Some(value) => value.into_js(scope),
            None => Ok(end_of_iteration(scope)),
        }
    }
}

/// The IDL type of an `Option` that is the next pair of an `async_iterable<K, V>`, or the end of the iteration.
#[derive(Debug)]
pub struct NextPair<K, V>(PhantomData<(K, V)>);

impl<'s, I, J, K: IntoJs<'s, I>, V: IntoJs<'s, J>> IntoJs<'s, NextPair<I, J>> for Option<(K, V)> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        match self {
            Some((key, value)) => {
                let (key, value) = (key.into_js(scope)?, value.into_js(scope)?);
                Ok(Array::new_with_elements(scope, &[key, value]).into())
            }
            None => Ok(end_of_iteration(scope)),
        }
    }
}

/// The members of `T`'s asynchronous iterator prototype object, for an interface without return steps.
pub const fn async_iterator_members<T: AsyncIterable>() -> [Member; 1] {
    [Member::operation("next", 0, next::<T>).returns_promise()]
}

/// The members of `T`'s asynchronous iterator prototype object, for an interface with return steps.
pub const fn async_iterator_members_with_return<T: AsyncIterable>() -> [Member; 2] {
    [
        Member::operation("next", 0, next::<T>).returns_promise(),
        Member::operation("return", 1, return_method::<T>).returns_promise(),
    ]
}

/// Returns a new iterator over `this` with the state that the initialization steps made.
fn iterate<'s, T: AsyncIterable>(
    call: &mut Call<'_, 's, '_>,
    this: Ref<'_, T>,
    state: T::State,
    kind: IterationKind,
) -> Outcome {
    let iterator = AsyncIterator {
        target: Edge::new(this),
        state,
        kind,
        is_finished: Cell::new(false),
        ongoing_promise: Traced::empty(),
        on_fulfilled: Traced::empty(),
        on_rejected: Traced::empty(),
        on_settled: Traced::empty(),
        next: Traced::empty(),
        resolver: Traced::empty(),
    };
    let iterator = wrap::allocate(call.scope(), iterator);
    call.ret::<idl::Interface, _>(iterator)
}

/// `entries(…)`
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn async_entries<T: AsyncIterable>(
    call: &mut Call<'_, '_, '_>,
    this: Ref<'_, T>,
    state: T::State,
) -> Outcome {
    iterate(call, this, state, IterationKind::Entries)
}

/// `keys(…)`
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn async_keys<T: AsyncIterable>(
    call: &mut Call<'_, '_, '_>,
    this: Ref<'_, T>,
    state: T::State,
) -> Outcome {
    iterate(call, this, state, IterationKind::Keys)
}

/// `values(…)`
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn async_values<T: AsyncIterable>(
    call: &mut Call<'_, '_, '_>,
    this: Ref<'_, T>,
    state: T::State,
) -> Outcome {
    iterate(call, this, state, IterationKind::Values)
}

/// The method `next`: <https://webidl.spec.whatwg.org/#js-asynchronous-iterator-prototype-object>
fn next<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    call.at(Site::Operation(T::ITERATOR.name, "next"));
    // 2. to 5. and 8. A receiver that is no such iterator is a rejection.
    call.promise(|call| {
        let object = call.receiver::<AsyncIterator<T>>()?;
        let this = call.this();
        let scope = call.scope();
        // 10. Let ongoingPromise be object's ongoing promise.
        let promise = match object.ongoing_promise.get(scope) {
            // 11. If ongoingPromise is not null, run nextSteps once it is settled.
            Some(ongoing) => after(scope, ongoing, callback(next_after::<T>), this.into())?,
            // 12. Otherwise, run them now.
            None => next_steps(scope, object)?,
        };
        object.ongoing_promise.set(scope, promise);
        // 13. Return object's ongoing promise.
        Ok(promise)
    })
}

/// `onSettled` of `next`.
fn next_after<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let object = data::<T>(call)?;
    let promise = next_steps(call.scope(), object)?;
    call.ret::<idl::Promise<idl::Any>, _>(promise)
}

/// `nextSteps`
fn next_steps<'s, T: AsyncIterable>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, AsyncIterator<T>>,
) -> Result<Local<'s, Promise>> {
    // 2. If object's is finished is true, then return a promise resolved with the last result.
    let target = object.target.get();
    let Some(target) = target.filter(|_| !object.is_finished.get()) else {
        let undefined = v8::undefined(scope).into();
        let result = iterator_result(scope, undefined, true)?;
        return resolved(scope, result.into());
    };
    // 4. Let nextPromise be the result of getting the next iteration result with object's target and object.
    let next_promise = match catch(scope, |scope| T::next(target, scope, &object.state)) {
        Ok(NextPromise::Promise(promise)) => promise,
        // A promise for a promise takes longer than `await`, which takes the promise itself.
        Ok(NextPromise::ResolvedWith(value)) if T::PAIRS || value.is_promise() => {
            resolved(scope, value)?
        }
        Ok(NextPromise::ResolvedWith(value)) => return next_at_once(scope, object, value),
        Err(Some(reason)) => rejected(scope, reason)?,
        Err(None) => return Err(Exception::Pending),
    };
    // 5. to 9. Let the result be nextPromise's reaction.
    if next_promise.state() == PromiseState::Fulfilled {
        // OPTIMIZATION: a reaction to a promise that is fulfilled is a microtask that is queued at once.
        let (resolver, promise) = new_promise(scope)?;
        object.next.set(scope, next_promise.result(scope));
        object.resolver.set(scope, resolver);
        queue_steps(scope, object, next_fulfilled_at_once::<T>)?;
        return Ok(promise);
    }
    let functions = object.on_fulfilled.get(scope);
    let (on_fulfilled, on_rejected) = match functions.zip(object.on_rejected.get(scope)) {
        Some(functions) => functions,
        None => {
            let data = wrap::wrapper(scope, object)
                .ok_or(Exception::Pending)?
                .into();
            let on_fulfilled = function(scope, callback(next_fulfilled::<T>), data)?;
            let on_rejected = function(scope, callback(next_rejected::<T>), data)?;
            object.on_fulfilled.set(scope, on_fulfilled);
            object.on_rejected.set(scope, on_rejected);
            (on_fulfilled, on_rejected)
        }
    };
    // 10. Return nextPromiseCapability.[[Promise]].
    next_promise
        .then2(scope, on_fulfilled, on_rejected)
        .ok_or(Exception::Pending)
}

/// `nextSteps` from step 5 on, where nextPromise is one resolved with `value`, which is no promise.
fn next_at_once<'s, T: AsyncIterable>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, AsyncIterator<T>>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    let on_settled = match object.on_settled.get(scope) {
        Some(function) => function,
        None => {
            let data = wrap::wrapper(scope, object)
                .ok_or(Exception::Pending)?
                .into();
            let on_settled = function(scope, callback(settled_at_once::<T>), data)?;
            object.on_settled.set(scope, on_settled);
            on_settled
        }
    };
    promise_of_iteration(scope, value, on_settled)
}

/// What `fulfillSteps` and, given true, `rejectSteps` of `nextSteps` do to the iterator.
fn settled_at_once<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let object = data::<T>(call)?;
    // 1. Set object's ongoing promise to null.
    object.ongoing_promise.clear(call.scope());
    // 2. Set object's is finished to true.
    if call.value(0).is_true() {
        object.is_finished.set(true);
    }
    Ok(())
}

/// `fulfillSteps` of `nextSteps` as a microtask.
fn next_fulfilled_at_once<T: AsyncIterable>(
    scope: &mut Scope<'_, '_>,
    object: Ref<'_, AsyncIterator<T>>,
) -> Result<()> {
    let (next, resolver) = (object.next.take(scope), object.resolver.take(scope));
    let Some((next, resolver)) = next.zip(resolver) else {
        return Ok(());
    };
    let result = fulfill_steps(scope, object, next);
    settle::<idl::Object, _>(scope, resolver, result);
    Ok(())
}

/// `fulfillSteps` of `nextSteps` as a reaction.
fn next_fulfilled<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let object = data::<T>(call)?;
    let next = call.value(0);
    let result = fulfill_steps(call.scope(), object, next)?;
    call.ret::<idl::Object, _>(result)
}

/// `fulfillSteps` of `nextSteps`, given `next`.
fn fulfill_steps<'s, T: AsyncIterable>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, AsyncIterator<T>>,
    next: Local<'s, Value>,
) -> Result<Local<'s, Object>> {
    // 1. Set object's ongoing promise to null.
    object.ongoing_promise.clear(scope);
    // 2. If next is end of iteration, then the iteration is finished.
    if next.strict_equals(end_of_iteration(scope)) {
        object.is_finished.set(true);
        let undefined = v8::undefined(scope).into();
        return iterator_result(scope, undefined, true);
    }
    // 3. and 4. Otherwise, return the iterator result for next and kind.
    let index = match object.kind {
        IterationKind::Keys if T::PAIRS => Some(0),
        IterationKind::Values if T::PAIRS => Some(1),
        _ => None,
    };
    let value = match (index, Local::<Array>::try_from(next)) {
        (Some(index), Ok(pair)) => pair.get_index(scope, index).ok_or(Exception::Pending)?,
        _ => next,
    };
    iterator_result(scope, value, false)
}

/// `rejectSteps` of `nextSteps`, given `reason`.
fn next_rejected<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let object = data::<T>(call)?;
    let reason = call.value(0);
    let scope = call.scope();
    // 1. Set object's ongoing promise to null.
    object.ongoing_promise.clear(scope);
    // 2. Set object's is finished to true.
    object.is_finished.set(true);
    // 3. Throw reason.
    scope.throw_exception(reason);
    Err(Exception::Pending)
}

/// The method `return`: <https://webidl.spec.whatwg.org/#js-asynchronous-iterator-prototype-object>
fn return_method<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    call.at(Site::Operation(T::ITERATOR.name, "return"));
    // 2. to 7. A receiver that is no such iterator is a rejection.
    call.promise(|call| {
        let object = call.receiver::<AsyncIterator<T>>()?;
        let (this, value) = (call.this(), call.value(0));
        let scope = call.scope();
        // 9. Let ongoingPromise be object's ongoing promise.
        let promise = match object.ongoing_promise.get(scope) {
            // 10. If ongoingPromise is not null, run returnSteps once it is settled.
            Some(ongoing) => {
                let data = Array::new_with_elements(scope, &[this.into(), value]).into();
                after(scope, ongoing, callback(return_after::<T>), data)?
            }
            // 11. Otherwise, run them now.
            None => return_steps(scope, object, value)?,
        };
        object.ongoing_promise.set(scope, promise);
        // 12. to 15. The result is value, and it is the last.
        let on_fulfilled = function(scope, callback(return_fulfilled), value)?;
        promise.then(scope, on_fulfilled).ok_or(Exception::Pending)
    })
}

/// `onSettled` of `return`.
fn return_after<T: AsyncIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let data = call.data();
    let scope = call.scope();
    let data = Local::<Array>::try_from(data).map_err(|_| Exception::Pending)?;
    let object = data.get_index(scope, 0).ok_or(Exception::Pending)?;
    let value = data.get_index(scope, 1).ok_or(Exception::Pending)?;
    let object = wrap::unwrap(scope, object).ok_or(Exception::Pending)?;
    let promise = return_steps::<T>(scope, object, value)?;
    call.ret::<idl::Promise<idl::Any>, _>(promise)
}

/// `returnSteps`
fn return_steps<'s, T: AsyncIterable>(
    scope: &mut Scope<'s, '_>,
    object: Ref<'_, AsyncIterator<T>>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    // 2. If object's is finished is true, then return a promise resolved with the last result.
    // 3. Set object's is finished to true.
    let target = object.target.get();
    let was_finished = object.is_finished.replace(true);
    let Some(target) = target.filter(|_| !was_finished) else {
        let result = iterator_result(scope, value, true)?;
        return resolved(scope, result.into());
    };
    // 4. Return the result of running the asynchronous iterator return algorithm for interface.
    catching(scope, |scope| {
        T::return_steps(target, scope, &object.state, value)
    })
}

/// `fulfillSteps` of `return`: the value that was passed, and that it is the last.
fn return_fulfilled(call: &mut Call<'_, '_, '_>) -> Outcome {
    let value = call.data();
    let result = iterator_result(call.scope(), value, true)?;
    call.ret::<idl::Object, _>(result)
}

/// The iterator that a reaction belongs to.
fn data<'s, T: AsyncIterable>(call: &mut Call<'_, 's, '_>) -> Result<Ref<'s, AsyncIterator<T>>> {
    let data = call.data();
    // The reactions are made here, with the iterator's wrapper.
    wrap::unwrap(call.scope(), data).ok_or(Exception::Pending)
}

/// A promise for what `steps` return once `ongoing` is settled, however it is.
fn after<'s>(
    scope: &mut Scope<'s, '_>,
    ongoing: Local<'s, Promise>,
    steps: Callback,
    data: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    let on_settled = function(scope, steps, data)?;
    ongoing
        .then2(scope, on_settled, on_settled)
        .ok_or(Exception::Pending)
}

fn function<'s>(
    scope: &mut Scope<'s, '_>,
    steps: Callback,
    data: Local<'s, Value>,
) -> Result<Local<'s, Function>> {
    Function::builder_raw(steps.0)
        .data(data)
        .length(1)
        .constructor_behavior(v8::ConstructorBehavior::Throw)
        .build(scope)
        .ok_or(Exception::Pending)
}
