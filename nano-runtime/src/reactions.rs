//! Native code that waits for a promise.

use std::cell::RefCell;

use slab::Slab;
use v8::Local;

use crate::js::Scope;
use crate::realm::Realm;

/// The outcome of a promise: its value, or the reason of its rejection.
pub type Settled<'s> = Result<Local<'s, v8::Value>, Local<'s, v8::Value>>;

/// What is done with the outcome of a promise.
pub type Reaction = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Settled<'s>)>;

/// The reactions that wait.
#[derive(Default)]
pub(crate) struct Reactions {
    waiting: RefCell<Slab<Reaction>>,
}

impl Reactions {
    pub(crate) fn clear(&self) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        drop(waiting);
    }
}

impl Realm {
    /// Runs `reaction` in a microtask once `promise` is settled, and marks the promise as handled.
    ///
    /// `reaction` and what it holds stay in the realm until then: for promises of the realm itself, such as those of module
    /// evaluations, not for one per request.
    pub fn on_settled(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, v8::Promise>,
        reaction: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Settled<'s>) + 'static,
    ) {
        let key = self
            .reactions
            .waiting
            .borrow_mut()
            .insert(Box::new(reaction));
        let data = v8::Number::new(scope, key as f64).into();
        let functions = v8::Function::builder(fulfilled)
            .data(data)
            .build(scope)
            .zip(v8::Function::builder(rejected).data(data).build(scope));
        let attached =
            functions.and_then(|(fulfilled, rejected)| promise.then2(scope, fulfilled, rejected));
        if attached.is_none() {
            // Only a termination prevents it, after which nothing settles any more.
            let reaction = self.reactions.waiting.borrow_mut().try_remove(key);
            drop(reaction);
        }
    }
}

fn fulfilled<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    react(scope, &arguments, Ok);
}

fn rejected<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    react(scope, &arguments, Err);
}

fn react<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: &v8::FunctionCallbackArguments<'s>,
    outcome: fn(Local<'s, v8::Value>) -> Settled<'s>,
) {
    let realm = Realm::from_scope(scope);
    let key = arguments.data().number_value(scope).unwrap_or(-1.0);
    // The key was a `usize`; the comparison rejects what is not one any more.
    let reaction = (key >= 0.0)
        .then(|| {
            realm
                .reactions
                .waiting
                .borrow_mut()
                .try_remove(key as usize)
        })
        .flatten();
    if let Some(reaction) = reaction {
        realm.guard(|| reaction(scope, outcome(arguments.get(0))));
    }
}
