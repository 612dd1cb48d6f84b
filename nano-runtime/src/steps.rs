//! Steps that a microtask runs on an object of the garbage-collected heap: a function item and an edge, which allocate nothing.
//!
//! Microtasks that are closures are in `microtasks.rs`; what waits for promises is in `react.rs`.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;

use crate::binding::{self, InterfaceDef};
use crate::exception::{Exception, Result};
use crate::gc::{ErasedMember, Gc, Header, Holder, Interface, Ref, Shared, Trace, Tracer};
use crate::js::{Function, Global, Local, Scope};
use crate::microtask_queue::MicrotaskQueue;
use crate::realm::Realm;
use crate::task_scope::{RawTaskScope, current_raw};

/// What one microtask does to its object.
pub(crate) type Steps = fn(&mut Scope<'_, '_>, &Header) -> Result<()>;

/// One microtask of the standards.
struct Entry {
    steps: Steps,
    object: ErasedMember,
    /// Whether V8 was asked for a microtask for it; else it shares that of the entry before it.
    is_first: bool,
}

/// The steps that V8 has been asked to run, in the order in which it will: its queue is first in, first out, and each call of
/// the one function that is queued there stands for the front of this one, and for what shares its microtask.
#[derive(Default)]
struct Queue(RefCell<VecDeque<Entry>>);

// SAFETY: every object in the queue is reported.
unsafe impl Trace for Queue {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        // SAFETY: marking is atomic and on this thread: whoever borrows the queue is not in the middle of changing it.
        for entry in unsafe { &*self.0.as_ptr() } {
            entry.object.trace(tracer);
        }
    }
}

static QUEUE: InterfaceDef = InterfaceDef::native("Steps", c"Steps");

// SAFETY: the table is this type's alone, and has no parent.
unsafe impl Interface for Queue {
    const DEF: &'static InterfaceDef = &QUEUE;
}

/// A realm's queue, which is made when it is first needed.
///
/// OPTIMIZATION: of microtasks that follow each other, with none of a script's in between, V8 is asked for one. Whether there is one in
/// between is asked of V8's own queue, so what scripts see is the order of the standards. A pipe whose ends call scripts at
/// once, for example, takes one microtask of V8's for all chunks.
#[derive(Default)]
pub(crate) struct StepsQueue {
    made: OnceCell<Made>,
    /// How many of V8's microtasks have not begun.
    waiting: Cell<usize>,
    /// The last of these, while there are any: the task scope that it runs in, and how many V8 had been asked for with it.
    last: Cell<Option<(RawTaskScope, usize)>>,
    /// The task scope of the one that runs.
    running: Cell<Option<RawTaskScope>>,
}

struct Made {
    entries: Gc<Queue>,
    function: Global<Function>,
    microtasks: MicrotaskQueue,
}

impl StepsQueue {
    fn made(&self, scope: &mut Scope<'_, '_>) -> Result<&Made> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let entries = Gc::from(binding::allocate(scope, Queue::default()));
        let function = Function::builder(run_front).build(scope);
        let function = Global::new(scope, function.ok_or(Exception::Pending)?);
        let microtasks = MicrotaskQueue::of(scope);
        Ok(self.made.get_or_init(|| Made {
            entries,
            function,
            microtasks,
        }))
    }

    fn push(&self, scope: &mut Scope<'_, '_>, object: &Header, steps: Steps) -> Result<()> {
        let made = self.made(scope)?;
        let task_scope = current_raw(scope);
        let waiting = made.microtasks.waiting();
        let shares = if self.running.get() == Some(task_scope) && waiting == Some(0) {
            // What is pushed now runs next, when what runs now is done.
            true
        } else {
            if waiting.is_some_and(|waiting| waiting < self.waiting.get()) {
                // V8 forgot its microtasks, as it does when a script is terminated.
                self.clear();
            }
            // If V8 was asked for none since, what is pushed now runs right behind the last.
            self.last.get().is_some_and(|(last_scope, queued)| {
                last_scope == task_scope && made.microtasks.queued() == Some(queued)
            })
        };
        let entry = Entry {
            steps,
            object: ErasedMember::new(object),
            is_first: !shares,
        };
        made.entries.0.borrow_mut().push_back(entry);
        if !shares {
            self.enqueue(scope, made, task_scope);
        }
        Ok(())
    }

    /// Asks V8 for a microtask.
    fn enqueue(&self, scope: &mut Scope<'_, '_>, made: &Made, task_scope: RawTaskScope) {
        let function = Local::new(scope, &made.function);
        scope.enqueue_microtask(function);
        self.waiting.set(self.waiting.get() + 1);
        let queued = made.microtasks.queued();
        self.last.set(queued.map(|queued| (task_scope, queued)));
    }

    /// Runs the front of the queue, and what shares its microtask.
    fn run_front(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(made) = self.made.get() else {
            return Ok(());
        };
        self.waiting.set(self.waiting.get().saturating_sub(1));
        if self.waiting.get() == 0 {
            self.last.set(None);
        }
        let entries = &made.entries.0;
        let mut next = entries.borrow_mut().pop_front();
        while let Some(entry) = next {
            // One chain of steps can run for ever: what each makes goes with it.
            v8::scope!(let scope, scope);
            if let Some(header) = entry.object.header() {
                (entry.steps)(scope, header)?;
            }
            next = entries.borrow_mut().pop_front_if(|next| !next.is_first);
        }
        Ok(())
    }

    /// Has V8 run what is left of a microtask that failed.
    fn go_on(&self, scope: &mut Scope<'_, '_>) {
        let Some(made) = self.made.get() else { return };
        let rest = match made.entries.0.borrow_mut().front_mut() {
            Some(front) if !front.is_first => {
                front.is_first = true;
                true
            }
            _ => false,
        };
        if rest {
            let task_scope = current_raw(scope);
            self.enqueue(scope, made, task_scope);
        }
    }

    /// Forgets all steps.
    pub(crate) fn clear(&self) {
        if let Some(made) = self.made.get() {
            made.entries.0.borrow_mut().clear();
        }
        self.waiting.set(0);
        self.last.set(None);
    }
}

fn run_front<'s>(
    scope: &mut Scope<'s, '_>,
    _: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    let realm = Realm::from_scope(scope);
    let queue = &realm.steps;
    queue.running.set(Some(current_raw(scope)));
    let ran = realm.guard(|| queue.run_front(scope));
    queue.running.set(None);
    if let Some(Err(exception)) = ran {
        queue.go_on(scope);
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
    let _ = steps;
    queue(scope, object.header(), run_on::<T, F>)
}

/// Queues a microtask.
pub(crate) fn queue(scope: &mut Scope<'_, '_>, object: &Header, steps: Steps) -> Result<()> {
    let realm = Realm::from_scope(scope);
    realm.steps.push(scope, object, steps)
}

/// Runs a function item on a platform object.
pub(crate) fn run_on<T, F>(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()>
where
    T: Interface,
    F: Fn(&mut Scope<'_, '_>, Ref<'_, T>) -> Result<()> + Copy,
{
    match Ref::from_header(header) {
        Some(object) => function_item::<F>()(scope, object),
        None => Ok(()),
    }
}

/// Runs a function item on a shared value.
pub(crate) fn run_on_shared<T, F>(scope: &mut Scope<'_, '_>, header: &Header) -> Result<()>
where
    T: Trace + ?Sized + 'static,
    F: Fn(&mut Scope<'_, '_>, &Shared<T>) -> Result<()> + Copy,
{
    match Ref::<Holder>::from_header(header) {
        Some(holder) => function_item::<F>()(scope, &Shared::to(holder)),
        None => Ok(()),
    }
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
    let _ = steps;
    match shared.header() {
        Some(header) => queue(scope, header, run_on_shared::<T, F>),
        None => Ok(()),
    }
}
