//! Ending the JavaScript that runs without ending its realm: what Ctrl-C does in a REPL.
//!
//! To end it for good is [`crate::runtime::RuntimeHandle::terminate`]; what a realm does about either is in `realm.rs`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether the JavaScript that is running is to be ended.
#[derive(Default)]
pub(crate) struct Interrupt {
    requested: AtomicBool,
    /// Held while the request and V8's own flag change together.
    changing: Mutex<()>,
}

impl Interrupt {
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for the end of what runs; false if the isolate is gone.
    pub(crate) fn request(&self, isolate: &v8::IsolateHandle) -> bool {
        let _changing = self.lock();
        self.requested.store(true, Ordering::Release);
        isolate.terminate_execution()
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Acquire)
    }

    /// What was to end has ended. A request that came too late for it must not end what runs next.
    pub(crate) fn finish(&self, isolate: &v8::Isolate) {
        // Every task ends here, nearly none was interrupted.
        if self.is_requested() {
            let _changing = self.lock();
            self.requested.store(false, Ordering::Release);
            isolate.cancel_terminate_execution();
        }
    }
}
