//! Native code that waits for a promise.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use v8::Local;

use crate::js::Scope;
use crate::realm::Realm;
use crate::task_scope::{Members, TaskScopeId};

/// The outcome of a promise: its value, or the reason of its rejection.
type Settled<'s> = Result<Local<'s, v8::Value>, Local<'s, v8::Value>>;

/// What is done with the outcome of a promise.
pub type Reaction = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Settled<'s>)>;

/// The reactions that wait. Each belongs to a task scope, with which it is dropped.
#[derive(Default)]
pub(crate) struct Reactions {
    /// By serial number: JavaScript may hold on to that of one that was dropped.
    waiting: RefCell<HashMap<u64, Waiting>>,
    members: Members<u64>,
    last: Cell<u64>,
}

struct Waiting {
    reaction: Reaction,
    scope: TaskScopeId,
    /// Where the scope lists this reaction.
    position: usize,
}

impl Reactions {
    fn add(&self, scope: TaskScopeId, reaction: Reaction) -> u64 {
        let serial = self.last.get() + 1;
        self.last.set(serial);
        let position = self.members.add(scope, serial);
        let waiting = Waiting {
            reaction,
            scope,
            position,
        };
        self.waiting.borrow_mut().insert(serial, waiting);
        serial
    }

    fn take(&self, serial: u64) -> Option<Reaction> {
        let mut all = self.waiting.borrow_mut();
        let waiting = all.remove(&serial)?;
        let moved = self.members.remove(waiting.scope, waiting.position);
        if let Some(moved) = moved.and_then(|moved| all.get_mut(&moved)) {
            moved.position = waiting.position;
        }
        Some(waiting.reaction)
    }

    /// Drops the reactions of a scope.
    pub(crate) fn cancel_scope(&self, scope: TaskScopeId) {
        for serial in self.members.take(scope) {
            let waiting = self.waiting.borrow_mut().remove(&serial);
            // Outside the borrow: what a reaction holds may do anything when it is dropped.
            drop(waiting);
        }
    }

    pub(crate) fn clear(&self) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        drop(waiting);
    }
}

impl Realm {
    /// Runs `reaction` in a microtask once `promise` is settled, and marks the promise as handled.
    ///
    /// `reaction` and what it holds stay in the realm until then, or until the current task scope is cancelled.
    pub fn on_settled(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, v8::Promise>,
        reaction: impl for<'s, 'i> FnOnce(
            &mut Scope<'s, 'i>,
            Result<Local<'s, v8::Value>, Local<'s, v8::Value>>,
        ) + 'static,
    ) {
        let serial = self
            .reactions
            .add(crate::task_scope::current(scope), Box::new(reaction));
        // A double holds every serial number that a realm lives to see.
        let data = v8::Number::new(scope, serial as f64).into();
        let functions = v8::Function::builder(fulfilled)
            .data(data)
            .build(scope)
            .zip(v8::Function::builder(rejected).data(data).build(scope));
        let attached =
            functions.and_then(|(fulfilled, rejected)| promise.then2(scope, fulfilled, rejected));
        if attached.is_none() {
            // Only a termination prevents it, after which nothing settles any more.
            drop(self.reactions.take(serial));
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
    let serial = arguments.data().number_value(scope).unwrap_or(0.0);
    let reaction = realm.reactions.take(serial as u64);
    if let Some(reaction) = reaction {
        realm.guard(|| reaction(scope, outcome(arguments.get(0))));
    }
}
