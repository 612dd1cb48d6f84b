//! Rejected promises that nothing handles.
//!
//! <https://html.spec.whatwg.org/multipage/webappapis.html#unhandled-promise-rejections>: V8 tells when a promise is rejected
//! without a handler and when a handler is added afterwards. What is still unhandled after a microtask checkpoint is given to
//! the realm's [`crate::realm::ErrorHooks`].

use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZeroI32;

use smallvec::SmallVec;
use v8::{Global, Local};

use crate::js::Scope;
use crate::realm::Realm;
use crate::task_scope::TaskScopeId;

/// The rejected promises of a realm.
#[derive(Default)]
pub(crate) struct Rejections {
    about_to_be_notified: RefCell<Pending>,
    outstanding: RefCell<Outstanding>,
    /// Promises that were reported and have since been handled.
    handled_late: RefCell<Vec<(Global<v8::Promise>, Global<v8::Value>)>>,
}

/// HTML's *about-to-be-notified rejected promises list*, with an index so that taking a promise out does not search it.
#[derive(Default)]
struct Pending {
    promises: Vec<Option<(Global<v8::Promise>, Global<v8::Value>)>>,
    by_hash: HashMap<NonZeroI32, SmallVec<[usize; 1]>>,
}

impl Pending {
    fn add(
        &mut self,
        scope: &Scope<'_, '_>,
        promise: Local<'_, v8::Promise>,
        reason: Local<'_, v8::Value>,
    ) {
        self.by_hash
            .entry(promise.get_identity_hash())
            .or_default()
            .push(self.promises.len());
        self.promises.push(Some((
            Global::new(scope, promise),
            Global::new(scope, reason),
        )));
    }

    /// Removes `promise`; false if it is not here.
    fn remove(&mut self, promise: Local<'_, v8::Promise>) -> bool {
        let hash = promise.get_identity_hash();
        let Some(indices) = self.by_hash.get_mut(&hash) else {
            return false;
        };
        let promises = &self.promises;
        let found = indices.iter().position(
            |index| matches!(promises.get(*index), Some(Some((global, _))) if *global == promise),
        );
        let Some(found) = found else { return false };
        let index = indices.swap_remove(found);
        if indices.is_empty() {
            self.by_hash.remove(&hash);
        }
        if let Some(slot) = self.promises.get_mut(index) {
            *slot = None;
        }
        // Keeps a loop that rejects and handles within one checkpoint from growing the list.
        while let Some(None) = self.promises.last() {
            self.promises.pop();
        }
        true
    }
}

/// HTML's *outstanding rejected promises weak set*, with the reasons it needs for `rejectionhandled`.
#[derive(Default)]
struct Outstanding {
    by_hash: HashMap<NonZeroI32, SmallVec<[v8::Weak<v8::Promise>; 1]>>,
    count: usize,
    prune_at: usize,
}

impl Outstanding {
    fn add(&mut self, isolate: &mut v8::Isolate, promise: Local<'_, v8::Promise>) {
        if self.count >= self.prune_at.max(64) {
            self.by_hash.retain(|_, promises| {
                promises.retain(|promise| !promise.is_empty());
                !promises.is_empty()
            });
            self.count = self.by_hash.values().map(SmallVec::len).sum();
            self.prune_at = self.count * 2;
        }
        self.by_hash
            .entry(promise.get_identity_hash())
            .or_default()
            .push(v8::Weak::new(isolate, promise));
        self.count += 1;
    }

    fn remove(&mut self, scope: &mut Scope<'_, '_>, promise: Local<'_, v8::Promise>) -> bool {
        let hash = promise.get_identity_hash();
        let Some(promises) = self.by_hash.get_mut(&hash) else {
            return false;
        };
        let found = promises
            .iter()
            .position(|weak| weak.to_local(scope).is_some_and(|local| local == promise));
        let Some(found) = found else { return false };
        promises.swap_remove(found);
        self.count -= 1;
        if promises.is_empty() {
            self.by_hash.remove(&hash);
        }
        true
    }
}

impl Rejections {
    /// Whether hooks are still to be told of any promise.
    pub(crate) fn has_pending(&self) -> bool {
        !self.about_to_be_notified.borrow().promises.is_empty()
            || !self.handled_late.borrow().is_empty()
    }

    pub(crate) fn clear(&self) {
        *self.about_to_be_notified.borrow_mut() = Pending::default();
        *self.outstanding.borrow_mut() = Outstanding::default();
        self.handled_late.borrow_mut().clear();
    }
}

impl Realm {
    /// <https://html.spec.whatwg.org/multipage/webappapis.html#the-hostpromiserejectiontracker-implementation>
    fn host_promise_rejection_tracker(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, v8::Promise>,
        event: v8::PromiseRejectEvent,
        reason: Option<Local<'_, v8::Value>>,
    ) {
        let rejections = &self.rejections;
        match event {
            // Step 5: "reject".
            v8::PromiseRejectEvent::PromiseRejectWithNoHandler => {
                let reason = reason.unwrap_or_else(|| v8::undefined(scope).into());
                rejections
                    .about_to_be_notified
                    .borrow_mut()
                    .add(scope, promise, reason);
            }
            // Step 6: "handle".
            v8::PromiseRejectEvent::PromiseHandlerAddedAfterReject => {
                if rejections.about_to_be_notified.borrow_mut().remove(promise) {
                    return;
                }
                if rejections.outstanding.borrow_mut().remove(scope, promise) {
                    let reason = promise.result(scope);
                    let entry = (Global::new(scope, promise), Global::new(scope, reason));
                    rejections.handled_late.borrow_mut().push(entry);
                }
            }
            // Settling a settled promise has no effect that a program could miss.
            v8::PromiseRejectEvent::PromiseRejectAfterResolved
            | v8::PromiseRejectEvent::PromiseResolveAfterResolved => {}
        }
    }

    /// <https://html.spec.whatwg.org/multipage/webappapis.html#notify-about-rejected-promises>
    ///
    /// Runs directly after a checkpoint instead of in a task of its own: a promise that is handled only by a later task is reported,
    /// as in other server-side runtimes. True if any hook was called, which may have queued microtasks.
    pub(crate) fn notify_about_rejected_promises(&self, scope: &mut Scope<'_, '_>) -> bool {
        let mut notified = false;
        let late = std::mem::take(&mut *self.rejections.handled_late.borrow_mut());
        for (promise, reason) in late {
            notified = true;
            self.run_steps(scope, TaskScopeId::ROOT, |scope| {
                let (promise, reason) = (Local::new(scope, promise), Local::new(scope, reason));
                Realm::from_scope(scope)
                    .hooks()
                    .rejection_handled(scope, promise, reason);
            });
        }
        // Steps 1 to 3.
        let list = std::mem::take(&mut *self.rejections.about_to_be_notified.borrow_mut());
        // Step 4.
        for (promise, reason) in list.promises.into_iter().flatten() {
            notified = true;
            self.run_steps(scope, TaskScopeId::ROOT, |scope| {
                let realm = Realm::from_scope(scope);
                let (promise, reason) = (Local::new(scope, promise), Local::new(scope, reason));
                // Step 4.1.1.
                if promise.has_handler() {
                    return;
                }
                // Steps 4.1.2 and 4.1.3.
                let handled = realm.hooks().unhandled_rejection(scope, promise, reason);
                // Step 4.1.4.
                if !promise.has_handler() {
                    let isolate: &mut v8::Isolate = scope;
                    realm
                        .rejections
                        .outstanding
                        .borrow_mut()
                        .add(isolate, promise);
                }
                // "If notHandled is true, then the user agent may report the rejection to a developer console": here it ends the run.
                if !handled && !promise.has_handler() {
                    let error = crate::script::describe_exception(scope, reason, None);
                    realm.unhandled(crate::error::RunError::UnhandledRejection(Box::new(error)));
                }
            });
        }
        notified
    }
}

/// V8's promise reject callback.
pub(crate) unsafe extern "C" fn promise_reject_callback(message: v8::PromiseRejectMessage<'_>) {
    // SAFETY: V8 called back with this message on the isolate's thread; the scope ends with this function.
    v8::callback_scope!(unsafe scope, &message);
    let Some(realm) = Realm::try_from_scope(scope) else {
        return;
    };
    realm.guard(|| {
        realm.host_promise_rejection_tracker(
            scope,
            message.get_promise(),
            message.get_event(),
            message.get_value(),
        );
    });
}
