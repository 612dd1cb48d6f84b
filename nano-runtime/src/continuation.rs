//! [`Continuation`]: what native code does once something is settled for which no promise need be made.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::exception::{Exception, Result};
use crate::gc::{ErasedMember, Header, Holder, Interface, Ref, Shared, Trace, Tracer};
use crate::js::{Local, Promise, PromiseState, Scope, Value};
use crate::react::{Completion, Microtasks, Reaction, upon};
use crate::steps::{Steps, function_item, queue, run_on, run_on_shared};

/// The steps for when it failed.
type RejectedSteps = for<'s> fn(&mut Scope<'s, '_>, &Header, Local<'s, Value>) -> Result<()>;

/// The steps for either outcome. There is one of these for each pair of function items.
struct Outcomes {
    fulfilled: Steps,
    rejected: RejectedSteps,
    /// Runs `fulfilled` one microtask later, and two.
    after: [Steps; 2],
}

/// Two function items, one for each outcome, and the object that they are run on. At first it does nothing.
///
/// It is a field, as a [`Member`](crate::Member) is. What the steps throw is reported; most throw nothing.
///
/// OPTIMIZATION: it stands for a reaction to a promise that native code alone would have. Such a promise, the functions that are called
/// back, and the promise that reacting to it gives, need not be made: the microtask is queued when the promise would be settled.
#[derive(Default)]
pub struct Continuation {
    object: ErasedMember,
    outcomes: Cell<Option<&'static Outcomes>>,
}

impl Continuation {
    /// Steps on a platform object.
    pub fn on<T, F, R>(object: Ref<'_, T>, fulfilled: F, rejected: R) -> Self
    where
        T: Interface,
        F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
        R: for<'a> Fn(&mut Scope<'a, '_>, Ref<'_, T>, Local<'a, Value>) -> Result<()> + Copy,
    {
        let _ = (fulfilled, rejected);
        Self {
            object: ErasedMember::new(object.header()),
            outcomes: Cell::new(Some(Of::<OnObject<T, F, R>>::OUTCOMES)),
        }
    }

    /// Steps on a shared value.
    pub fn on_shared<T, F, R>(shared: &Shared<T>, fulfilled: F, rejected: R) -> Self
    where
        T: Trace + ?Sized + 'static,
        F: Fn(&mut Scope<'_, '_>, &Shared<T>) -> Result<()> + Copy,
        R: for<'a> Fn(&mut Scope<'a, '_>, &Shared<T>, Local<'a, Value>) -> Result<()> + Copy,
    {
        let _ = (fulfilled, rejected);
        match shared.header() {
            Some(header) => Self {
                object: ErasedMember::new(header),
                outcomes: Cell::new(Some(Of::<OnShared<T, F, R>>::OUTCOMES)),
            },
            None => Self::default(),
        }
    }

    /// Whether it does nothing.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outcomes.get().is_none()
    }

    /// Takes the place of what was there.
    #[inline]
    pub fn set(&self, other: &Self) {
        self.object.set(other.object.header());
        self.outcomes.set(other.outcomes.get());
    }

    /// What is there, which is there no longer.
    #[inline]
    #[must_use]
    pub fn take(&self) -> Self {
        let taken = Self::default();
        if !self.is_empty() {
            taken.set(self);
            self.clear();
        }
        taken
    }

    /// Has it do nothing.
    #[inline]
    pub fn clear(&self) {
        self.object.set(None);
        self.outcomes.set(None);
    }

    /// Queues a microtask for when all went well.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    #[inline]
    pub fn fulfilled(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.queue(scope, |outcomes| outcomes.fulfilled)
    }

    fn queue(
        &self,
        scope: &mut Scope<'_, '_>,
        steps: impl FnOnce(&'static Outcomes) -> Steps,
    ) -> Result<()> {
        match (self.object.header(), self.outcomes.get()) {
            (Some(header), Some(outcomes)) => queue(scope, header, steps(outcomes)),
            _ => Ok(()),
        }
    }

    /// Follows a promise, whose rejection counts as handled.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn upon(self, scope: &mut Scope<'_, '_>, promise: Local<'_, Promise>) -> Result<()> {
        if promise.state() == PromiseState::Fulfilled {
            // The reaction to it is a microtask that is queued at once.
            return self.fulfilled(scope);
        }
        if self.is_empty() {
            promise.mark_as_handled();
            return Ok(());
        }
        upon(scope, promise, self)
    }

    /// Follows an algorithm.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn when(self, scope: &mut Scope<'_, '_>, completion: Completion<'_>) -> Result<()> {
        match completion {
            Completion::Done => self.fulfilled(scope),
            Completion::Promise(promise) => self.upon(scope, promise),
            Completion::After(Microtasks::One) => self.queue(scope, |outcomes| outcomes.after[0]),
            Completion::After(Microtasks::Two) => self.queue(scope, |outcomes| outcomes.after[1]),
            Completion::Later => Ok(()),
        }
    }
}

// SAFETY: the one edge is reported.
unsafe impl Trace for Continuation {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.object.trace(tracer);
    }
}

impl Reaction for Continuation {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        if let (Some(header), Some(outcomes)) = (self.object.header(), self.outcomes.get()) {
            (outcomes.fulfilled)(scope, header)?;
        }
        Ok(None)
    }

    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        match (self.object.header(), self.outcomes.get()) {
            (Some(header), Some(outcomes)) => {
                (outcomes.rejected)(scope, header, reason).map(|()| None)
            }
            _ => Err(Exception::value(scope, reason)),
        }
    }
}

/// What a pair of function items does to an object.
trait Pair {
    const FULFILLED: Steps;
    fn rejected<'s>(
        scope: &mut Scope<'s, '_>,
        header: &Header,
        reason: Local<'s, Value>,
    ) -> Result<()>;
}

/// A pair on a platform object.
struct OnObject<T, F, R>(PhantomData<(T, F, R)>);

impl<T, F, R> Pair for OnObject<T, F, R>
where
    T: Interface,
    F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
    R: for<'a> Fn(&mut Scope<'a, '_>, Ref<'_, T>, Local<'a, Value>) -> Result<()> + Copy,
{
    const FULFILLED: Steps = run_on::<T, F>;

    fn rejected<'s>(
        scope: &mut Scope<'s, '_>,
        header: &Header,
        reason: Local<'s, Value>,
    ) -> Result<()> {
        match Ref::from_header(header) {
            Some(object) => function_item::<R>()(scope, object, reason),
            None => Ok(()),
        }
    }
}

/// A pair on a shared value.
struct OnShared<T: ?Sized, F, R>(PhantomData<(F, R)>, PhantomData<T>);

impl<T, F, R> Pair for OnShared<T, F, R>
where
    T: Trace + ?Sized + 'static,
    F: Fn(&mut Scope<'_, '_>, &Shared<T>) -> Result<()> + Copy,
    R: for<'a> Fn(&mut Scope<'a, '_>, &Shared<T>, Local<'a, Value>) -> Result<()> + Copy,
{
    const FULFILLED: Steps = run_on_shared::<T, F>;

    fn rejected<'s>(
        scope: &mut Scope<'s, '_>,
        header: &Header,
        reason: Local<'s, Value>,
    ) -> Result<()> {
        match Ref::<Holder>::from_header(header) {
            Some(holder) => function_item::<R>()(scope, &Shared::to(holder), reason),
            None => Ok(()),
        }
    }
}

/// The outcomes of a pair.
struct Of<P>(PhantomData<P>);

impl<P: Pair> Of<P> {
    const OUTCOMES: &'static Outcomes = &Outcomes {
        fulfilled: P::FULFILLED,
        rejected: P::rejected,
        after: [Self::after_one, Self::after_two],
    };

    fn after_one(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()> {
        queue(scope, header, P::FULFILLED)
    }

    fn after_two(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()> {
        queue(scope, header, Self::after_one)
    }
}
