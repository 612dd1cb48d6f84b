//! Signals that a timer aborts: <https://dom.spec.whatwg.org/#dom-abortsignal-timeout>
//!
//! A timer keeps its signal alive, and the event loop running, only for those that wait for the signal: the signal's root follows
//! `observation.rs`. As in Deno, a signal without listeners for its event lets the event loop end.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use nano_runtime::gc::WeakGc;
use nano_runtime::timers::{TimerCallback, TimerId};
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{Exception, Gc, Realm, Ref, Scope, binding};

use super::observation::Observed;
use super::{AbortSignal, signal_abort};

/// A signal's side of its timer.
pub(super) struct Timeout {
    timer: Rc<Cell<Option<TimerId>>>,
    root: Weak<Root>,
    /// Where the timer is left when the signal is gone.
    orphans: Rc<Orphans>,
}

/// A timer's side: dropped with it.
struct Root {
    signal: WeakGc<AbortSignal>,
    /// The same signal, while somebody waits for it.
    strong: RefCell<Option<Gc<AbortSignal>>>,
    timer: Rc<Cell<Option<TimerId>>>,
}

/// The timers whose signals have been collected. A destructor cannot reach the realm, so the next call of `timeout` clears them.
#[derive(Default)]
struct Orphans(RefCell<Vec<TimerId>>);

/// A realm's [`Orphans`].
#[derive(Default)]
struct Timeouts(Rc<Orphans>);

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            self.orphans.0.borrow_mut().push(timer);
        }
    }
}

/// The longest delay that one timer has, in milliseconds.
const LONGEST_DELAY: i32 = i32::MAX;

/// <https://dom.spec.whatwg.org/#dom-abortsignal-timeout>
pub(super) fn timeout<'s>(scope: &mut Scope<'s, '_>, milliseconds: u64) -> Ref<'s, AbortSignal> {
    let realm = Realm::from_scope(scope);
    let orphans = Rc::clone(&realm.state::<Timeouts>().0);
    let forgotten = std::mem::take(&mut *orphans.0.borrow_mut());
    for timer in forgotten {
        realm.timers().clear(timer);
    }
    // 1. Let signal be a new AbortSignal object.
    let signal = binding::allocate(scope, AbortSignal::default());
    // 2.–3. Run steps after a timeout given global, "AbortSignal-timeout", milliseconds, and the steps of `fired`.
    let root = Rc::new(Root {
        signal: WeakGc::from(signal),
        strong: RefCell::default(),
        timer: Rc::default(),
    });
    *signal.timeout.borrow_mut() = Some(Timeout {
        timer: Rc::clone(&root.timer),
        root: Rc::downgrade(&root),
        orphans,
    });
    start(realm, root, milliseconds);
    // 4. Return signal.
    signal
}

fn start(realm: &Realm, root: Rc<Root>, milliseconds: u64) {
    let delay = i32::try_from(milliseconds).unwrap_or(LONGEST_DELAY);
    let rest = milliseconds - u64::try_from(delay).unwrap_or(milliseconds);
    let handle = Rc::clone(&root.timer);
    let listening =
        root.strong.borrow().as_ref().is_some_and(|signal| {
            Observed::with_dependents(signal.as_ref()) == Observed::Listeners
        });
    let callback = TimerCallback::Once(Box::new(move |scope: &mut Scope<'_, '_>| {
        root.timer.set(None);
        if rest > 0 {
            start(Realm::from_scope(scope), root, rest);
        } else {
            fired(scope, &root);
        }
    }));
    // No timer starts for a request that is over: its signal is never aborted.
    let timer = realm.start_native_timer(delay, callback);
    if let Some(timer) = timer {
        realm.timers().set_keep_alive(timer, listening);
    }
    handle.set(timer);
}

/// The steps of `AbortSignal.timeout`: signal abort with a new "TimeoutError" DOMException.
fn fired(scope: &mut Scope<'_, '_>, root: &Root) {
    let Some(signal) = root.signal.upgrade() else {
        return;
    };
    let reason = Exception::dom(DomExceptionName::TimeoutError, "signal timed out").to_value(scope);
    // An error is a termination, which the event loop sees.
    let _ = signal_abort(scope, signal.as_ref(), reason);
}

/// Has the timer of a signal, if it has one, hold the signal and the event loop as those that wait for the signal need it.
pub(super) fn update_root(scope: &mut Scope<'_, '_>, signal: Ref<'_, AbortSignal>) {
    let timeout = signal.timeout.borrow();
    let Some(timeout) = timeout.as_ref() else {
        return;
    };
    let Some(root) = timeout.root.upgrade() else {
        return;
    };
    let observed = Observed::with_dependents(signal);
    if let Some(timer) = timeout.timer.get() {
        Realm::from_scope(scope)
            .timers()
            .set_keep_alive(timer, observed == Observed::Listeners);
    }
    let needed = observed != Observed::No;
    let mut strong = root.strong.borrow_mut();
    if strong.is_some() != needed {
        *strong = needed.then(|| Gc::from(signal));
    }
}

/// Lets the timer of a signal that was aborted go.
pub(super) fn cancel(signal: Ref<'_, AbortSignal>) {
    let timeout = signal.timeout.borrow_mut().take();
    drop(timeout);
}
