//! Aborting ongoing activities: <https://dom.spec.whatwg.org/#aborting-ongoing-activities>
//!
//! The algorithms over AbortSignal objects. Native code waits for a signal with [`add_abort_algorithm`].

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

use nano_runtime::js::{Local, Value};
use nano_runtime::{Gc, Realm, Ref, Result, Scope, Trace, WeakMember, binding};

use super::abort_signal::{SourceSignal, reason_or_abort_error};
use super::{AbortSignal, EventInit, fire_event, observation};

/// What is done when a signal is aborted: an algorithm of its set of abort algorithms.
///
/// It belongs to the signal, so it is traced: edges to platform objects are `Member`s, JavaScript values are `Traced`. Whoever adds
/// one takes it away when there is nothing to abort any more.
pub trait AbortAlgorithm: Trace {
    /// Runs the algorithm, once; the signal has its abort reason.
    fn run(&self, scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>);

    /// Whether there is nothing left to do: the signal may drop the algorithm.
    fn is_void(&self) -> bool {
        false
    }
}

/// What [`AbortSteps`] runs.
type Steps = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Ref<'_, AbortSignal>)>;

/// A closure as an abort algorithm, for steps that reach nothing on the garbage-collected heap, such as a channel to a future.
///
/// What is captured is not traced: a root (`Gc`, `Global`) lives until the steps ran or were removed.
#[derive(Trace)]
pub struct AbortSteps {
    #[untraced]
    steps: RefCell<Option<Steps>>,
}

impl AbortSteps {
    /// The algorithm that runs `steps`.
    pub fn new(
        steps: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>, Ref<'_, AbortSignal>) + 'static,
    ) -> Self {
        Self {
            steps: RefCell::new(Some(Box::new(steps))),
        }
    }
}

impl AbortAlgorithm for AbortSteps {
    fn run(&self, scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) {
        let steps = self.steps.borrow_mut().take();
        if let Some(steps) = steps {
            steps(scope, signal);
        }
    }
}

/// Names an abort algorithm of a signal, for [`remove_abort_algorithm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbortAlgorithmId(u64);

/// What a realm numbers its abort algorithms and dependent signals with.
#[derive(Default)]
struct LastId(Cell<u64>);

fn new_id(scope: &Scope<'_, '_>) -> u64 {
    let last = &Realm::from_scope(scope).state::<LastId>().0;
    last.set(last.get() + 1);
    last.get()
}

/// Fewer algorithms, or dependent signals, than this are not searched for dead ones.
const LEAST_TO_PRUNE: usize = 16;

/// Adds an algorithm to a signal; `None`, and the algorithm is dropped, when the signal is aborted already.
///
/// <https://dom.spec.whatwg.org/#abortsignal-add>
pub fn add_abort_algorithm(
    scope: &mut Scope<'_, '_>,
    signal: Ref<'_, AbortSignal>,
    algorithm: Rc<dyn AbortAlgorithm>,
) -> Option<AbortAlgorithmId> {
    // 1. If signal is aborted, then return.
    if signal.is_aborted() {
        return None;
    }
    if signal.abort_algorithms.borrow().len()
        >= signal.prune_algorithms_at.get().max(LEAST_TO_PRUNE)
    {
        let mut algorithms = std::mem::take(&mut *signal.abort_algorithms.borrow_mut());
        algorithms.retain(|_, algorithm| !algorithm.is_void());
        signal.prune_algorithms_at.set(algorithms.len() * 2);
        *signal.abort_algorithms.borrow_mut() = algorithms;
    }
    // 2. Append algorithm to signal's abort algorithms.
    let id = new_id(scope);
    signal.abort_algorithms.borrow_mut().insert(id, algorithm);
    observation::changed(scope, signal);
    Some(AbortAlgorithmId(id))
}

/// Takes an algorithm away from a signal; nothing happens if it ran or is not there.
///
/// <https://dom.spec.whatwg.org/#abortsignal-remove>
pub fn remove_abort_algorithm(
    scope: &mut Scope<'_, '_>,
    signal: Ref<'_, AbortSignal>,
    id: AbortAlgorithmId,
) {
    // Dropped with nothing borrowed: its destructor may come back.
    let removed = signal.abort_algorithms.borrow_mut().remove(&id.0);
    if removed.is_some() {
        observation::changed(scope, signal);
    }
}

/// Aborts a signal. Without a reason, or with undefined, it is a new "AbortError" DOMException.
///
/// <https://dom.spec.whatwg.org/#abortsignal-signal-abort>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn signal_abort(
    scope: &mut Scope<'_, '_>,
    signal: Ref<'_, AbortSignal>,
    reason: Option<Local<'_, Value>>,
) -> Result<()> {
    // 1. If signal is aborted, then return.
    if signal.is_aborted() {
        return Ok(());
    }
    // 2. Set signal's abort reason to reason if it is given; otherwise to a new "AbortError" DOMException.
    let reason = reason_or_abort_error(scope, reason)?;
    signal.set_abort_reason(scope, reason);
    // 3. Let dependentSignalsToAbort be a new list.
    let mut dependent_signals_to_abort: Vec<Gc<AbortSignal>> = Vec::new();
    // 4. For each dependentSignal of signal's dependent signals:
    let dependents = std::mem::take(&mut *signal.dependent_signals.borrow_mut());
    // The list is not traced any more: no allocation on the heap may come before the roots below.
    for dependent_signal in dependents.all.iter().filter_map(WeakMember::get) {
        // 4.1. If dependentSignal is not aborted, then:
        if !dependent_signal.is_aborted() {
            dependent_signals_to_abort.push(Gc::from(dependent_signal));
        }
    }
    drop(dependents);
    for dependent_signal in &dependent_signals_to_abort {
        // 4.1.1. Set dependentSignal's abort reason to signal's abort reason.
        dependent_signal.set_abort_reason(scope, reason);
    }
    // 5. Run the abort steps for signal.
    run_the_abort_steps(scope, signal)?;
    // 6. For each dependentSignal of dependentSignalsToAbort, run the abort steps for dependentSignal.
    for dependent_signal in &dependent_signals_to_abort {
        run_the_abort_steps(scope, dependent_signal.as_ref())?;
    }
    Ok(())
}

/// <https://dom.spec.whatwg.org/#run-the-abort-steps>
fn run_the_abort_steps(scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) -> Result<()> {
    observation::aborted(scope, signal);
    // 1. For each algorithm of signal's abort algorithms: run algorithm.
    // The set only shrinks meanwhile, and the algorithm that runs stays in it, so that it is traced.
    let mut next = 0;
    loop {
        let found = signal
            .abort_algorithms
            .borrow()
            .range(next..)
            .next()
            .map(|(id, algorithm)| (*id, Rc::clone(algorithm)));
        let Some((id, algorithm)) = found else { break };
        next = id + 1;
        algorithm.run(scope, signal);
    }
    // 2. Empty signal's abort algorithms.
    let done = std::mem::take(&mut *signal.abort_algorithms.borrow_mut());
    drop(done);
    // 3. Fire an event named abort at signal.
    fire_event(scope, "abort", signal, EventInit::default()).map(|_| ())
}

/// A signal that is aborted when any of `signals` is.
///
/// <https://dom.spec.whatwg.org/#create-a-dependent-abort-signal>
pub fn create_dependent_abort_signal<'s>(
    scope: &mut Scope<'s, '_>,
    signals: &[Gc<AbortSignal>],
) -> Ref<'s, AbortSignal> {
    // 1. Let resultSignal be a new object implementing signalInterface using realm.
    let result_signal = binding::allocate(scope, AbortSignal::default());
    // 2. For each signal of signals: if signal is aborted, then set resultSignal's abort reason to signal's abort reason and
    //    return resultSignal.
    for signal in signals {
        if let Some(reason) = signal.abort_reason(scope) {
            result_signal.set_abort_reason(scope, reason);
            return result_signal;
        }
    }
    // 3. Set resultSignal's dependent to true.
    result_signal.dependent.set(true);
    result_signal.dependent_id.set(new_id(scope));
    // 4. For each signal of signals:
    let mut known = HashSet::new();
    for signal in signals {
        if !signal.dependent.get() {
            // 4.1. If signal's dependent is false: append signal to resultSignal's source signals, and resultSignal to signal's
            //      dependent signals.
            link(signal.as_ref(), result_signal, &mut known);
        } else {
            // 4.2. Otherwise, for each sourceSignal of signal's source signals: the same.
            for source_signal in signal.source_signals.borrow().iter() {
                if let Some(source_signal) = source_signal.get() {
                    link(source_signal, result_signal, &mut known);
                }
            }
        }
    }
    // 5. Return resultSignal.
    result_signal
}

/// Makes `result_signal` depend on `source_signal`, unless it does.
fn link(
    source_signal: Ref<'_, AbortSignal>,
    result_signal: Ref<'_, AbortSignal>,
    known: &mut HashSet<usize>,
) {
    if !known.insert(std::ptr::from_ref(source_signal.header()).addr()) {
        return;
    }
    result_signal
        .source_signals
        .borrow_mut()
        .push(SourceSignal::new(source_signal));
    let mut dependents = source_signal.dependent_signals.borrow_mut();
    if dependents.all.len() >= dependents.prune_at.max(LEAST_TO_PRUNE) {
        dependents
            .all
            .retain(|signal| signal.get().is_some_and(|signal| !signal.is_aborted()));
        dependents.prune_at = dependents.all.len() * 2;
    }
    dependents.all.push(WeakMember::new(result_signal));
}
