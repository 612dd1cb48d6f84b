//! What keeps an AbortSignal alive that no script holds: <https://dom.spec.whatwg.org/#abort-signal-garbage-collection>
//!
//! A dependent signal is held weakly by its sources, and a signal with a timeout weakly by its timer, until somebody waits for it: then
//! the edges are strong.

use nano_runtime::webidl::DomString;
use nano_runtime::{Member, Ref, Scope};

use super::abort_signal::AbortSignal;
use super::{EventTarget, timeout};
use crate::html;

/// Who waits for a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Observed {
    /// Nobody.
    #[default]
    No,
    /// Native code, through an abort algorithm.
    Algorithms,
    /// A script, through a listener for its event.
    Listeners,
}

impl Observed {
    fn of(signal: Ref<'_, AbortSignal>) -> Self {
        let target: Ref<'_, EventTarget> = signal.upcast();
        if target.has_listeners("abort") {
            Self::Listeners
        } else if signal.abort_algorithms.borrow().is_empty() {
            Self::No
        } else {
            Self::Algorithms
        }
    }

    /// The same, with the signals that depend on `signal` counted in.
    pub(super) fn with_dependents(signal: Ref<'_, AbortSignal>) -> Self {
        let dependents = signal.dependent_signals.borrow();
        let through = if dependents.listening > 0 {
            Self::Listeners
        } else if dependents.observed.is_empty() {
            Self::No
        } else {
            Self::Algorithms
        };
        through.max(Self::of(signal))
    }
}

/// Called when a listener of type `type_` was added to or removed from any event target.
pub(super) fn listeners_changed(
    scope: &mut Scope<'_, '_>,
    target: Ref<'_, EventTarget>,
    type_: &DomString,
) {
    if let Some(signal) = target.downcast::<AbortSignal>()
        && *type_ == "abort"
    {
        changed(scope, signal);
    }
    html::listeners_changed(scope, target, type_);
    html::broadcast_listeners_changed(scope, target, type_);
}

/// Called when a signal's listeners or abort algorithms changed.
pub(super) fn changed(scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) {
    if signal.is_aborted() {
        return;
    }
    if signal.dependent.get() {
        set_observed(scope, signal, Observed::of(signal));
    } else {
        timeout::update_root(scope, signal);
    }
}

/// Called when a signal has been aborted: nothing needs to be kept alive for it any more.
pub(super) fn aborted(scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) {
    set_observed(scope, signal, Observed::No);
    let sources = std::mem::take(&mut *signal.source_signals.borrow_mut());
    drop(sources);
    timeout::cancel(signal);
}

/// Tells a dependent signal's sources who waits for it.
fn set_observed(scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>, now: Observed) {
    let before = signal.observed.replace(now);
    if before == now {
        return;
    }
    let id = signal.dependent_id.get();
    for source in signal.source_signals.borrow().iter() {
        let Some(source) = source.get() else { continue };
        {
            let mut dependents = source.dependent_signals.borrow_mut();
            let dependents = &mut *dependents;
            let was = dependents.observed.contains_key(&id);
            // The lists of a source that is being aborted have been emptied already.
            if was && before == Observed::Listeners {
                dependents.listening -= 1;
            }
            if now == Observed::No {
                dependents.observed.remove(&id);
            } else if !source.is_aborted() {
                dependents.observed.insert(id, Member::new(signal));
                if now == Observed::Listeners {
                    dependents.listening += 1;
                }
            }
        }
        timeout::update_root(scope, source);
    }
}
