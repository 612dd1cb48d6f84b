//! Reactions to promises that root nothing: <https://webidl.spec.whatwg.org/#dfn-perform-steps-once-promise-is-settled>
//!
//! [`Realm::on_settled`](crate::realm::Realm::on_settled) keeps its closure in the realm until the promise is settled. A [`Reaction`]
//! is an object on the garbage-collected heap that only the promise reaches: a promise that nobody can settle any more is
//! collected with its reactions and with what they hold.

use crate::exception::{Exception, Result};
use crate::gc::{Shared, Trace};
use crate::js::{Function, Local, Promise, Scope, Value};
use crate::realm::Realm;

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
    let fulfilled = Function::builder(on_fulfilled).data(data).build(scope);
    let rejected = Function::builder(on_rejected).data(data).build(scope);
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
