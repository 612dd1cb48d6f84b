//! Steps that a microtask runs on an object of the garbage-collected heap: a function item and an edge, which allocate nothing.
//!
//! Microtasks that are closures are in `microtasks.rs`; what waits for promises is in `react.rs`.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;

use crate::binding::{self, InterfaceDef};
use crate::exception::{Exception, Result};
use crate::gc::{ErasedMember, Gc, Header, Holder, Interface, Ref, Shared, Trace, Tracer};
use crate::js::{Function, Global, Local, Scope};
use crate::realm::Realm;

/// What one microtask does to its object.
type Steps = fn(&mut Scope<'_, '_>, &Header) -> Result<()>;

/// The steps that V8 has been asked to run, in the order in which it will: its queue is first in, first out, and each call of
/// the one function that is queued there stands for the front of this one.
#[derive(Default)]
struct Queue(RefCell<VecDeque<(Steps, ErasedMember)>>);

// SAFETY: every object in the queue is reported.
unsafe impl Trace for Queue {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        // SAFETY: marking is atomic and on this thread: whoever borrows the queue is not in the middle of changing it.
        for (_, object) in unsafe { &*self.0.as_ptr() } {
            object.trace(tracer);
        }
    }
}

static QUEUE: InterfaceDef = InterfaceDef::native("Steps", c"Steps");

// SAFETY: the table is this type's alone, and has no parent.
unsafe impl Interface for Queue {
    const DEF: &'static InterfaceDef = &QUEUE;
}

/// A realm's queue, made when it is first needed, and the function that runs its front.
#[derive(Default)]
pub(crate) struct StepsQueue(OnceCell<(Gc<Queue>, Global<Function>)>);

impl StepsQueue {
    fn push(&self, scope: &mut Scope<'_, '_>, object: &Header, steps: Steps) -> Result<()> {
        let (queue, function) = match self.0.get() {
            Some(made) => made,
            None => {
                let queue = Gc::from(binding::allocate(scope, Queue::default()));
                let function = Function::builder(run_front).build(scope);
                let function = Global::new(scope, function.ok_or(Exception::Pending)?);
                self.0.get_or_init(|| (queue, function))
            }
        };
        queue
            .0
            .borrow_mut()
            .push_back((steps, ErasedMember::new(object)));
        let function = Local::new(scope, function);
        scope.enqueue_microtask(function);
        Ok(())
    }

    /// Forgets all steps.
    pub(crate) fn clear(&self) {
        if let Some((queue, _)) = self.0.get() {
            queue.0.borrow_mut().clear();
        }
    }
}

fn run_front<'s>(
    scope: &mut Scope<'s, '_>,
    _: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    let realm = Realm::from_scope(scope);
    let front = realm
        .steps
        .0
        .get()
        .and_then(|(queue, _)| queue.0.borrow_mut().pop_front());
    let Some((steps, object)) = front else { return };
    let Some(header) = object.header() else {
        return;
    };
    if let Some(Err(exception)) = realm.guard(|| steps(scope, header)) {
        exception.throw(scope);
    }
}

/// A value of `F`, of which there is only one.
pub(crate) fn function_item<F: Copy>() -> F {
    const {
        assert!(
            size_of::<F>() == 0,
            "the steps are a function item, not a closure with captures"
        )
    };
    // SAFETY: `F` is zero-sized, and whoever names the type here was given a value of it, so it is inhabited.
    unsafe { std::mem::transmute_copy::<(), F>(&()) }
}

/// Queues a microtask that runs `steps`, a function item, on `object`. What they throw is reported; most throw nothing.
///
/// It runs when a reaction to a promise that is settled already would run.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn queue_steps<T, F>(scope: &mut Scope<'_, '_>, object: Ref<'_, T>, steps: F) -> Result<()>
where
    T: Interface,
    F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
{
    fn run<T, F>(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()>
    where
        T: Interface,
        F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
    {
        match Ref::from_header(header) {
            Some(object) => function_item::<F>()(scope, object),
            None => Ok(()),
        }
    }
    let _ = steps;
    let realm = Realm::from_scope(scope);
    realm.steps.push(scope, object.header(), run::<T, F>)
}

/// [`queue_steps`] on a shared value.
///
/// # Errors
///
/// As [`queue_steps`].
pub fn queue_shared_steps<T, F>(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<T>,
    steps: F,
) -> Result<()>
where
    T: Trace + ?Sized + 'static,
    F: Fn(&mut Scope<'_, '_>, &Shared<T>) -> Result<()> + Copy,
{
    fn run<T, F>(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()>
    where
        T: Trace + ?Sized + 'static,
        F: Fn(&mut Scope<'_, '_>, &Shared<T>) -> Result<()> + Copy,
    {
        match Ref::<Holder>::from_header(header) {
            Some(holder) => function_item::<F>()(scope, &Shared::to(holder)),
            None => Ok(()),
        }
    }
    let _ = steps;
    let realm = Realm::from_scope(scope);
    match shared.header() {
        Some(header) => realm.steps.push(scope, header, run::<T, F>),
        None => Ok(()),
    }
}
