//! The interface AbortController: <https://dom.spec.whatwg.org/#interface-abortcontroller>

use nano_runtime::js::{Local, Value};
use nano_runtime::{Exception, Member, Ref, Result, Scope, binding, webapi};

use super::{AbortSignal, signal_abort};

/// <https://dom.spec.whatwg.org/#abortcontroller>
#[webapi("dom/AbortController.idl")]
pub struct AbortController {
    signal: Member<AbortSignal>,
}

impl AbortController {
    /// A controller with a new signal, for native code that aborts.
    #[must_use]
    pub fn new(scope: &mut Scope<'_, '_>) -> Self {
        let signal = binding::allocate(scope, AbortSignal::default());
        Self {
            signal: Member::new(signal),
        }
    }

    /// <https://dom.spec.whatwg.org/#abortcontroller-signal-abort>
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn signal_abort(
        &self,
        scope: &mut Scope<'_, '_>,
        reason: Option<Local<'_, Value>>,
    ) -> Result<()> {
        match self.signal.get() {
            Some(signal) => signal_abort(scope, signal, reason),
            None => Ok(()),
        }
    }
}

#[webapi("dom/AbortController.idl")]
impl AbortController {
    fn constructor(scope: &mut Scope<'_, '_>) -> Self {
        Self::new(scope)
    }

    /// The signal.
    pub fn signal(&self) -> Result<Ref<'_, AbortSignal>> {
        // A controller is made with a signal and keeps it.
        self.signal.get().ok_or(Exception::Pending)
    }

    fn abort<'s>(&self, scope: &mut Scope<'s, '_>, reason: Option<Local<'s, Value>>) -> Result<()> {
        self.signal_abort(scope, reason)
    }
}
