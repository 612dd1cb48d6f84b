//! Promises in slots of streams, readers, writers and controllers.
//!
//! Reactions to promises are in [`nano_runtime::react`]; nothing here knows a stream.

use std::cell::Cell;

use nano_runtime::js::{self, Local, Promise, PromiseResolver, PromiseState, Value};
use nano_runtime::promise::{rejected, resolved};
use nano_runtime::{Continuation, Exception, Result, Scope, Trace, Traced};

/// A slot for a promise and what settles it: a `[[closedPromise]]`, a `[[readyPromise]]`. At first it holds none.
///
/// It is a field of a platform object, or of what one owns. No method runs JavaScript at once, but resolving with an object reads its `then`.
///
/// OPTIMIZATION: the promise is made when somebody asks for it. Until then the slot knows what has become of it and what native code
/// does then, which nobody can tell from a promise that was there all the time, as no script could react to it.
#[derive(Default, Trace)]
pub struct PromiseSlot {
    #[untraced]
    state: Cell<State>,
    /// Of a promise that somebody has.
    resolver: Traced<PromiseResolver>,
    /// Of the rejection, in state `Rejected`.
    reason: Traced<Value>,
    /// The first reaction, in state `Pending`.
    continuation: Continuation,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// There is no promise.
    #[default]
    Empty,
    /// Somebody has the promise.
    Made,
    /// A promise that is pending, whether or not its rejection will count as handled.
    Pending { handled: bool },
    /// A promise resolved with undefined.
    Fulfilled,
    /// A promise that was rejected, which counts as handled.
    Rejected,
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

    /// A slot with a promise that somebody has.
    #[must_use]
    pub fn of<'s>(scope: &Scope<'s, '_>, resolver: Local<'s, PromiseResolver>) -> Self {
        Self {
            state: Cell::new(State::Made),
            resolver: Traced::new(scope, resolver),
            ..Self::default()
        }
    }

    fn set(&self, scope: &Scope<'_, '_>, state: State) {
        match self.state.replace(state) {
            State::Made => self.resolver.clear(scope),
            State::Rejected => self.reason.clear(scope),
            // What reacts to a promise that nobody can settle any more has nothing to wait for.
            State::Pending { .. } => self.continuation.clear(),
            _ => {}
        }
    }

    /// Puts a new pending promise into the slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_new(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        self.set(scope, State::Pending { handled: false });
        Ok(())
    }

    /// Puts a promise resolved with undefined into the slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_resolved(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        self.set(scope, State::Fulfilled);
        Ok(())
    }

    /// Puts a promise rejected with `reason` into the slot. Its rejection counts as handled, as the standard has it wherever it
    /// makes such a promise for a slot.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::new`].
    pub fn set_rejected(&self, scope: &mut Scope<'_, '_>, reason: Local<'_, Value>) -> Result<()> {
        let reason = Local::new(scope, reason);
        self.set(scope, State::Rejected);
        self.reason.set(scope, reason);
        Ok(())
    }

    /// Puts what another slot holds into this one, and empties the other.
    pub fn take_from(&self, scope: &Scope<'_, '_>, other: &Self) {
        let state = other.state.replace(State::Empty);
        self.set(scope, state);
        // Each state has one field that is not empty.
        match state {
            State::Made => self.resolver.swap(&other.resolver),
            State::Rejected => self.reason.swap(&other.reason),
            State::Pending { .. } if !other.continuation.is_empty() => {
                self.continuation.set(&other.continuation.take());
            }
            _ => {}
        }
    }

    /// What the slot holds, which it does no longer: to settle a promise for the last time. A slot keeps a promise, and with it the value,
    /// as long as its owner is there.
    #[must_use]
    pub fn take(&self, scope: &Scope<'_, '_>) -> Self {
        let taken = Self::default();
        taken.take_from(scope, self);
        taken
    }

    /// Empties the slot.
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        self.set(scope, State::Empty);
    }

    /// Whether the slot holds no promise.
    pub fn is_empty(&self, _: &Scope<'_, '_>) -> bool {
        self.state.get() == State::Empty
    }

    /// The promise's resolver, if the slot holds a promise.
    fn resolver<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<Local<'s, PromiseResolver>> {
        let state = self.state.get();
        match state {
            State::Empty => return None,
            State::Made => return self.resolver.get(scope),
            _ => {}
        }
        // `None` when the isolate is being terminated.
        let resolver = PromiseResolver::new(scope)?;
        match state {
            State::Fulfilled => {
                resolver.resolve(scope, js::undefined(scope).into())?;
            }
            State::Rejected => {
                resolver.get_promise(scope).mark_as_handled();
                resolver.reject(scope, self.reason.get(scope)?)?;
            }
            State::Pending { handled: true } => resolver.get_promise(scope).mark_as_handled(),
            _ => {}
        }
        let continuation = self.continuation.take();
        self.set(scope, State::Made);
        self.resolver.set(scope, resolver);
        if !continuation.is_empty() {
            let promise = resolver.get_promise(scope);
            continuation.upon(scope, promise).ok()?;
        }
        Some(resolver)
    }

    /// The promise, if the slot holds one.
    pub fn get<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Promise>> {
        Some(self.resolver(scope)?.get_promise(scope))
    }

    /// The promise.
    ///
    /// # Errors
    ///
    /// TypeError when the slot is empty, which the standard's algorithms rule out wherever they name the promise.
    pub fn promise<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        self.get(scope)
            .ok_or_else(|| Exception::type_error("There is no promise to wait for"))
    }

    /// Reacts to the promise, whose rejection counts as handled.
    ///
    /// # Errors
    ///
    /// As [`PromiseSlot::promise`].
    pub fn upon(&self, scope: &mut Scope<'_, '_>, continuation: Continuation) -> Result<()> {
        match self.state.get() {
            State::Pending { .. } if self.continuation.is_empty() => {
                self.state.set(State::Pending { handled: true });
                self.continuation.set(&continuation);
                Ok(())
            }
            State::Fulfilled => continuation.fulfilled(scope),
            _ => {
                let promise = self.promise(scope)?;
                continuation.upon(scope, promise)
            }
        }
    }

    /// Whether the promise is neither fulfilled nor rejected; false without one.
    pub fn is_pending(&self, scope: &mut Scope<'_, '_>) -> bool {
        match self.state.get() {
            State::Pending { .. } => true,
            State::Made => self
                .get(scope)
                .is_some_and(|promise| promise.state() == PromiseState::Pending),
            _ => false,
        }
    }

    /// Resolves the promise; nothing happens if it is resolved already, or there is none.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn resolve(&self, scope: &mut Scope<'_, '_>, value: Local<'_, Value>) -> Result<()> {
        match self.state.get() {
            State::Pending { .. } if value.is_undefined() => {
                self.state.set(State::Fulfilled);
                self.continuation.take().fulfilled(scope)
            }
            State::Pending { .. } | State::Made => match self.resolver(scope) {
                Some(resolver) => settled(resolver.resolve(scope, value)),
                None => Err(Exception::Pending),
            },
            _ => Ok(()),
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
        match self.state.get() {
            State::Pending { handled: true } if self.continuation.is_empty() => {
                self.set_rejected(scope, reason)
            }
            // A rejection that nobody handles is reported, with the promise.
            State::Pending { .. } | State::Made => match self.resolver(scope) {
                Some(resolver) => settled(resolver.reject(scope, reason)),
                None => Err(Exception::Pending),
            },
            _ => Ok(()),
        }
    }

    /// Sets the promise's `[[PromiseIsHandled]]` to true: its rejection is not reported.
    pub fn mark_as_handled(&self, scope: &mut Scope<'_, '_>) {
        match self.state.get() {
            State::Pending { .. } => self.state.set(State::Pending { handled: true }),
            State::Made => {
                if let Some(promise) = self.get(scope) {
                    promise.mark_as_handled();
                }
            }
            _ => {}
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
