//! [`ExternalMemory`]: tells V8 of memory off its heap that an object keeps alive.
//!
//! Without it the collector sees a small object where there are megabytes, and lets them pile up.

use std::cell::Cell;
use std::rc::Rc;

use super::{Trace, Tracer};
use crate::js::Scope;
use crate::realm::Realm;

/// Bytes off V8's heap that live as long as the platform object that has this as a field.
#[derive(Debug, Default)]
pub struct ExternalMemory {
    charge: Option<Charge>,
}

#[derive(Debug)]
struct Charge {
    bytes: i64,
    account: Rc<Account>,
}

/// What was freed and V8 has not been told yet: a finalizer runs inside the collector and may not call V8.
#[derive(Debug, Default)]
struct Account {
    freed: Cell<i64>,
}

impl ExternalMemory {
    /// Memory of so many bytes. V8 may collect garbage at once.
    #[must_use]
    pub fn new(scope: &mut Scope<'_, '_>, bytes: u64) -> Self {
        // Beyond this no memory is.
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if bytes == 0 {
            return Self::default();
        }
        let account = Rc::clone(Realm::from_scope(scope).state::<Rc<Account>>());
        let change = bytes.saturating_sub(account.freed.take());
        scope.adjust_amount_of_external_allocated_memory(change);
        Self {
            charge: Some(Charge { bytes, account }),
        }
    }
}

// SAFETY: it has no edges.
unsafe impl Trace for ExternalMemory {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Drop for ExternalMemory {
    fn drop(&mut self) {
        if let Some(Charge { bytes, account }) = self.charge.take() {
            account.freed.set(account.freed.get().saturating_add(bytes));
        }
    }
}
