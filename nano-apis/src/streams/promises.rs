//! Promises in slots of streams, readers, writers and controllers.
//!
//! Reactions to promises are in [`nano_runtime::react`]; nothing here knows a stream.

use nano_runtime::js::{self, Local, Promise, PromiseResolver, PromiseState, Value};
use nano_runtime::promise::{new_promise, rejected, resolved};
use nano_runtime::{Exception, Result, Scope, Trace, Traced};

/// A slot for a promise and what settles it: a `[[closedPromise]]`, a `[[readyPromise]]`. At first it holds none.
///
/// It is a field of a platform object, or of what one owns. No method runs JavaScript at once, but resolving with an object reads its `then`.
#[derive(Debug, Default, Trace)]
pub struct PromiseSlot {
    resolver: Traced<PromiseResolver>,
}

impl PromiseSlot {
    /// A slot with a new promise.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn new(scope: &mut Scope<'_, '_>) -> Result<Self> {
        let slot = Self::default();
        slot.set_new(scope)?;
        Ok(slot)
    }

    /// Puts a new pending promise into the slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_new(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let (resolver, _) = new_promise(scope)?;
        self.resolver.set(scope, resolver);
        Ok(())
    }

    /// Puts a promise resolved with undefined into the slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_resolved(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        self.set_new(scope)?;
        self.resolve_undefined(scope)
    }

    /// Puts a promise rejected with `reason` into the slot. Its rejection counts as handled, as the standard has it wherever it
    /// makes such a promise for a slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_rejected(&self, scope: &mut Scope<'_, '_>, reason: Local<'_, Value>) -> Result<()> {
        self.set_new(scope)?;
        self.mark_as_handled(scope);
        self.reject(scope, reason)
    }

    /// Puts what another slot holds into this one, and empties the other.
    pub fn take_from(&self, scope: &Scope<'_, '_>, other: &Self) {
        match other.resolver.get(scope) {
            Some(resolver) => self.resolver.set(scope, resolver),
            None => self.resolver.clear(scope),
        }
        other.resolver.clear(scope);
    }

    /// Empties the slot.
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        self.resolver.clear(scope);
    }

    /// Whether the slot holds no promise.
    pub fn is_empty(&self, scope: &Scope<'_, '_>) -> bool {
        self.resolver.is_empty(scope)
    }

    /// The promise, if the slot holds one.
    pub fn get<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, Promise>> {
        let resolver = self.resolver.get(scope)?;
        Some(resolver.get_promise(scope))
    }

    /// The promise.
    ///
    /// # Errors
    ///
    /// TypeError when the slot is empty, which the standard's algorithms rule out wherever they name the promise.
    pub fn promise<'s>(&self, scope: &Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        self.get(scope)
            .ok_or_else(|| Exception::type_error("There is no promise to wait for"))
    }

    /// Whether the promise is neither fulfilled nor rejected; false without one.
    pub fn is_pending(&self, scope: &Scope<'_, '_>) -> bool {
        self.get(scope)
            .is_some_and(|promise| promise.state() == PromiseState::Pending)
    }

    /// Resolves the promise; nothing happens if it is resolved already, or there is none.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn resolve(&self, scope: &mut Scope<'_, '_>, value: Local<'_, Value>) -> Result<()> {
        match self.resolver.get(scope) {
            Some(resolver) => settled(resolver.resolve(scope, value)),
            None => Ok(()),
        }
    }

    /// [`PromiseSlot::resolve`] with undefined.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn resolve_undefined(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let undefined = js::undefined(scope).into();
        self.resolve(scope, undefined)
    }

    /// Rejects the promise; nothing happens if it is resolved already, or there is none.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn reject(&self, scope: &mut Scope<'_, '_>, reason: Local<'_, Value>) -> Result<()> {
        match self.resolver.get(scope) {
            Some(resolver) => settled(resolver.reject(scope, reason)),
            None => Ok(()),
        }
    }

    /// Sets the promise's `[[PromiseIsHandled]]` to true: its rejection is not reported.
    pub fn mark_as_handled(&self, scope: &Scope<'_, '_>) {
        if let Some(promise) = self.get(scope) {
            promise.mark_as_handled();
        }
    }
}

fn settled(result: Option<bool>) -> Result<()> {
    result.map(|_| ()).ok_or(Exception::Pending)
}

/// A promise resolved with undefined.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn resolved_with_undefined<'s>(scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
    let undefined = js::undefined(scope).into();
    resolved(scope, undefined)
}

/// A promise rejected with what `exception` stands for.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn rejected_with<'s>(
    scope: &mut Scope<'s, '_>,
    exception: &Exception,
) -> Result<Local<'s, Promise>> {
    let reason = exception.to_value(scope).ok_or(Exception::Pending)?;
    rejected(scope, reason)
}
