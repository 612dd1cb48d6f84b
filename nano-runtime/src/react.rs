//! Reactions to promises that root nothing: <https://webidl.spec.whatwg.org/#dfn-perform-steps-once-promise-is-settled>
//!
//! [`Realm::on_settled`](crate::realm::Realm::on_settled) keeps its closure in the realm until the promise is settled. A [`Reaction`]
//! is an object on the garbage-collected heap that only the promise reaches: a promise that nobody can settle any more is
//! collected with its reactions and with what they hold.

use crate::binding::{self, Call};
use crate::continuation::Continuation;
use crate::exception::{Exception, Result};
use crate::gc::{Header, Interface, Ref, Shared, Trace, Traced};
use crate::js::{ConstructorBehavior, Function, Local, Promise, PromiseState, Scope, Value};
use crate::realm::Realm;
use crate::steps::{function_item, queue_steps};

/// The steps that are run when a promise is settled, and what they close over.
///
/// Its fields are edges as those of a platform object: `Member`, `Traced`.
pub trait Reaction: Trace {
    /// The steps for when the promise was fulfilled with `value`.
    ///
    /// `None` stands for undefined, a promise for what the resulting promise follows.
    ///
    /// # Errors
    ///
    /// What the steps throw: the resulting promise is rejected with it.
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let _ = (scope, value);
        Ok(None)
    }

    /// The steps for when the promise was rejected with `reason`. Without any, the resulting promise is rejected with it too.
    ///
    /// # Errors
    ///
    /// As [`Reaction::fulfilled`].
    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        Err(Exception::value(scope, reason))
    }
}

/// Reacts to a promise, whose rejection counts as handled: the resulting promise.
///
/// <https://webidl.spec.whatwg.org/#dfn-perform-steps-once-promise-is-settled>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn react<'s>(
    scope: &mut Scope<'s, '_>,
    promise: Local<'_, Promise>,
    reaction: impl Reaction + 'static,
) -> Result<Local<'s, Promise>> {
    let reaction: Shared<dyn Reaction> =
        Shared::new(scope, || Box::new(reaction) as Box<dyn Reaction>);
    let data = reaction.object(scope)?.into();
    // No constructors: those would have prototypes.
    let fulfilled = Function::builder(on_fulfilled)
        .data(data)
        .constructor_behavior(ConstructorBehavior::Throw)
        .build(scope);
    let rejected = Function::builder(on_rejected)
        .data(data)
        .constructor_behavior(ConstructorBehavior::Throw)
        .build(scope);
    let (fulfilled, rejected) = fulfilled.zip(rejected).ok_or(Exception::Pending)?;
    promise
        .then2(scope, fulfilled, rejected)
        .map(|promise| Local::new(scope, promise))
        .ok_or(Exception::Pending)
}

/// Reacts to a promise, and nobody asks for the resulting promise.
///
/// <https://webidl.spec.whatwg.org/#upon-fulfillment>, <https://webidl.spec.whatwg.org/#upon-rejection>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn upon(
    scope: &mut Scope<'_, '_>,
    promise: Local<'_, Promise>,
    reaction: impl Reaction + 'static,
) -> Result<()> {
    react(scope, promise, reaction)?.mark_as_handled();
    Ok(())
}

/// How far an algorithm has come whose result is a promise in the standard.
#[derive(Clone, Copy, Debug)]
pub enum Completion<'s> {
    /// It is done: the promise is one resolved with undefined, or with another value that is no thenable and that nobody looks at.
    ///
    /// OPTIMIZATION: no such promise is made. A reaction to it runs in the next microtask, and so do the steps of [`when`].
    Done,
    /// It is done when this promise is.
    Promise(Local<'s, Promise>),
    /// It will be done, as [`Completion::Done`] is, after so many microtasks, one of which queues the next.
    After(Microtasks),
    /// It is done when whoever returned this runs the steps of [`when`] itself.
    Later,
}

/// A number of microtasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Microtasks {
    /// 1
    One,
    /// 2
    Two,
}

impl<'s> Completion<'s> {
    /// A promise resolved with `value`, which nobody looks at.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn of(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        if value.is_object() {
            crate::promise::resolved(scope, value).map(Self::Promise)
        } else {
            Ok(Self::Done)
        }
    }

    /// The promise.
    ///
    /// # Errors
    ///
    /// TypeError for what is done later without one; `Pending`, when the isolate is being terminated.
    pub fn promise(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        match self {
            Self::Promise(promise) => Ok(promise),
            Self::Later | Self::After(_) => Err(Exception::type_error(
                "The algorithm is done later, without a promise",
            )),
            Self::Done => {
                let undefined = v8::undefined(scope).into();
                crate::promise::resolved(scope, undefined)
            }
        }
    }
}

/// The functions by which a platform object waits for promises again and again: a field of it. They are made when first needed.
#[derive(Debug, Default, nano_macros::Trace)]
pub struct Handlers {
    fulfilled: Traced<Function>,
    rejected: Traced<Function>,
}

impl Handlers {
    fn get<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: &Header,
        fulfilled: v8::FunctionCallback,
        rejected: v8::FunctionCallback,
    ) -> Result<(Local<'s, Function>, Local<'s, Function>)> {
        if let Some(made) = self.fulfilled.get(scope).zip(self.rejected.get(scope)) {
            return Ok(made);
        }
        let data = binding::header_wrapper(scope, object)
            .ok_or(Exception::Pending)?
            .into();
        let fulfilled = Function::builder_raw(fulfilled)
            .data(data)
            .constructor_behavior(ConstructorBehavior::Throw)
            .build(scope);
        let rejected = Function::builder_raw(rejected)
            .data(data)
            .constructor_behavior(ConstructorBehavior::Throw)
            .build(scope);
        let (fulfilled, rejected) = fulfilled.zip(rejected).ok_or(Exception::Pending)?;
        self.fulfilled.set(scope, fulfilled);
        self.rejected.set(scope, rejected);
        Ok((fulfilled, rejected))
    }
}

/// Has `object` run one of two function items when an algorithm is done. `handlers` is a field of `object` that stands for this pair
/// of functions alone. The steps throw nothing; an error is `Pending`, when the isolate is being terminated.
///
/// <https://webidl.spec.whatwg.org/#upon-fulfillment>, <https://webidl.spec.whatwg.org/#upon-rejection>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn when<'s, T, F, R>(
    scope: &mut Scope<'s, '_>,
    completion: Completion<'s>,
    object: Ref<'_, T>,
    handlers: &Handlers,
    fulfilled: F,
    rejected: R,
) -> Result<()>
where
    T: Interface,
    F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
    R: for<'a> Fn(&mut Scope<'a, '_>, Ref<'_, T>, Local<'a, Value>) -> Result<()> + Copy,
{
    let promise = match completion {
        Completion::Promise(promise) if promise.state() != PromiseState::Fulfilled => promise,
        // The reaction to a promise that is fulfilled is a microtask that is queued at once.
        Completion::Promise(_) | Completion::Done => return queue_steps(scope, object, fulfilled),
        _ => return Continuation::on(object, fulfilled, rejected).when(scope, completion),
    };
    let (on_fulfilled, on_rejected) = handlers.get(
        scope,
        object.header(),
        binding::callback(handle_fulfilled::<T, F>).0,
        binding::callback(handle_rejected::<T, R>).0,
    )?;
    promise
        .then2(scope, on_fulfilled, on_rejected)
        .ok_or(Exception::Pending)?;
    Ok(())
}

fn handle_fulfilled<T, F>(call: &mut Call<'_, '_, '_>) -> Result<()>
where
    T: Interface,
    F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
{
    let data = call.data();
    match binding::unwrap::<T>(call.scope(), data) {
        Some(object) => function_item::<F>()(call.scope(), object),
        None => Ok(()),
    }
}

fn handle_rejected<T, R>(call: &mut Call<'_, '_, '_>) -> Result<()>
where
    T: Interface,
    R: for<'a> Fn(&mut Scope<'a, '_>, Ref<'_, T>, Local<'a, Value>) -> Result<()> + Copy,
{
    let (data, reason) = (call.data(), call.value(0));
    match binding::unwrap::<T>(call.scope(), data) {
        Some(object) => function_item::<R>()(call.scope(), object, reason),
        None => Ok(()),
    }
}

fn on_fulfilled<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    slot: v8::ReturnValue<'_>,
) {
    run(scope, &arguments, slot, |reaction, scope, value| {
        reaction.fulfilled(scope, value)
    });
}

fn on_rejected<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    slot: v8::ReturnValue<'_>,
) {
    run(scope, &arguments, slot, |reaction, scope, reason| {
        reaction.rejected(scope, reason)
    });
}

fn run<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    arguments: &v8::FunctionCallbackArguments<'s>,
    mut slot: v8::ReturnValue<'_>,
    steps: impl FnOnce(
        &dyn Reaction,
        &mut Scope<'s, 'i>,
        Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>>,
) {
    let reaction = Shared::<dyn Reaction>::of_object(scope, arguments.data());
    let Some(reaction) = reaction.get() else {
        return;
    };
    let realm = Realm::from_scope(scope);
    match realm.guard(|| steps(&*reaction, scope, arguments.get(0))) {
        Some(Ok(Some(promise))) => slot.set(promise.into()),
        Some(Ok(None)) | None => {}
        Some(Err(exception)) => exception.throw(scope),
    }
}
