//! The interface AbortSignal and its state: <https://dom.spec.whatwg.org/#interface-AbortSignal>
//!
//! The algorithms are in `abort.rs`; what keeps a signal alive is in `observation.rs`, timeouts are in `timeout.rs`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use nano_runtime::js::{Local, Object, Value};
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{Exception, Gc, Member, Ref, Result, Scope, Trace, Traced, WeakMember, webapi};

use super::observation::Observed;
use super::timeout::{Timeout, timeout};
use super::{AbortAlgorithm, EventTarget, create_dependent_abort_signal};
use crate::html::{EventHandlerNonNull, event_handler, set_event_handler};

/// <https://dom.spec.whatwg.org/#abortsignal>
#[webapi("dom/AbortSignal.idl")]
#[derive(Default)]
pub struct AbortSignal {
    event_target: EventTarget,
    aborted: Cell<bool>,
    abort_reason: Traced<Value>,
    /// <https://dom.spec.whatwg.org/#abortsignal-abort-algorithms>, in the order in which they were added.
    pub(super) abort_algorithms: RefCell<BTreeMap<u64, Rc<dyn AbortAlgorithm>>>,
    /// The number of algorithms at which those that became void are looked for.
    pub(super) prune_algorithms_at: Cell<usize>,
    /// <https://dom.spec.whatwg.org/#abortsignal-dependent>
    pub(super) dependent: Cell<bool>,
    /// <https://dom.spec.whatwg.org/#abortsignal-source-signals>
    pub(super) source_signals: RefCell<Vec<SourceSignal>>,
    /// <https://dom.spec.whatwg.org/#abortsignal-dependent-signals>
    pub(super) dependent_signals: RefCell<DependentSignals>,
    /// Names a dependent signal among those of its sources.
    pub(super) dependent_id: Cell<u64>,
    /// What this signal's sources know of it.
    pub(super) observed: Cell<Observed>,
    /// The timer that aborts this signal.
    #[untraced]
    pub(super) timeout: RefCell<Option<Timeout>>,
}

/// An entry of a signal's source signals.
#[derive(Trace)]
pub(super) enum SourceSignal {
    /// One that somebody else aborts, or nobody.
    Weak(WeakMember<AbortSignal>),
    /// One that a timer aborts, and would let go of. A script that only looks at the dependent signal's `aborted` sees it change.
    Timeout(Member<AbortSignal>),
}

impl SourceSignal {
    pub(super) fn new(signal: Ref<'_, AbortSignal>) -> Self {
        if signal.timeout.borrow().is_some() {
            Self::Timeout(Member::new(signal))
        } else {
            Self::Weak(WeakMember::new(signal))
        }
    }

    pub(super) fn get(&self) -> Option<Ref<'_, AbortSignal>> {
        match self {
            Self::Weak(signal) => signal.get(),
            Self::Timeout(signal) => signal.get(),
        }
    }
}

/// A signal's dependent signals.
#[derive(Default, Trace)]
pub(super) struct DependentSignals {
    /// All of them, in the order in which they were made, and some that are gone.
    pub(super) all: Vec<WeakMember<AbortSignal>>,
    /// The length of `all` at which those that are gone are looked for.
    pub(super) prune_at: usize,
    /// Those that somebody waits for, by their ids: these must not be collected.
    pub(super) observed: BTreeMap<u64, Member<AbortSignal>>,
    /// How many of `observed` have event listeners.
    pub(super) listening: usize,
}

impl AbortSignal {
    /// <https://dom.spec.whatwg.org/#abortsignal-aborted>
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.aborted.get()
    }

    /// <https://dom.spec.whatwg.org/#abortsignal-abort-reason>, `None` while the signal is not aborted.
    #[must_use]
    pub fn abort_reason<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, Value>> {
        self.abort_reason.get(scope)
    }

    /// The abort reason as an exception, `None` while the signal is not aborted: for native code that gives up.
    #[must_use]
    pub fn abort_exception(&self, scope: &Scope<'_, '_>) -> Option<Exception> {
        let reason = self.abort_reason.get(scope)?;
        Some(Exception::value(scope, reason))
    }

    pub(super) fn set_abort_reason(&self, scope: &Scope<'_, '_>, reason: Local<'_, Value>) {
        let reason = Local::new(scope, reason);
        self.abort_reason.set(scope, reason);
        self.aborted.set(true);
    }
}

/// `reason` if it is given and not undefined, otherwise a new "AbortError" DOMException.
///
/// # Errors
///
/// `Pending`, when V8 cannot make it.
pub(super) fn reason_or_abort_error<'s>(
    scope: &mut Scope<'s, '_>,
    reason: Option<Local<'_, Value>>,
) -> Result<Local<'s, Value>> {
    match reason {
        Some(reason) if !reason.is_undefined() => Ok(Local::new(scope, reason)),
        _ => Exception::dom(
            DomExceptionName::AbortError,
            "signal is aborted without reason",
        )
        .to_value(scope)
        .ok_or(Exception::Pending),
    }
}

#[webapi("dom/AbortSignal.idl")]
impl AbortSignal {
    /// <https://dom.spec.whatwg.org/#dom-abortsignal-abort>
    fn abort<'s>(scope: &mut Scope<'s, '_>, reason: Option<Local<'s, Value>>) -> Result<Self> {
        // 1. Let signal be a new AbortSignal object.
        let signal = Self::default();
        // 2. Set signal's abort reason to reason if it is given; otherwise to a new "AbortError" DOMException.
        let reason = reason_or_abort_error(scope, reason)?;
        signal.set_abort_reason(scope, reason);
        // 3. Return signal.
        Ok(signal)
    }

    /// <https://dom.spec.whatwg.org/#dom-abortsignal-timeout>
    fn timeout(scope: &mut Scope<'_, '_>, milliseconds: u64) -> Gc<Self> {
        Gc::from(timeout(scope, milliseconds))
    }

    /// <https://dom.spec.whatwg.org/#dom-abortsignal-any>
    fn any(scope: &mut Scope<'_, '_>, signals: Vec<Gc<AbortSignal>>) -> Gc<Self> {
        Gc::from(create_dependent_abort_signal(scope, &signals))
    }

    fn aborted(&self) -> bool {
        self.aborted.get()
    }

    fn reason(&self) -> &Traced<Value> {
        &self.abort_reason
    }

    /// <https://dom.spec.whatwg.org/#dom-abortsignal-throwifaborted>
    pub fn throw_if_aborted(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        match self.abort_exception(scope) {
            Some(reason) => Err(reason),
            None => Ok(()),
        }
    }

    fn onabort<'s>(this: Ref<'_, Self>, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Object>> {
        event_handler(scope, this, "abort")
    }

    fn set_onabort(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Option<EventHandlerNonNull>,
    ) {
        set_event_handler(scope, this, "abort", value);
    }
}
