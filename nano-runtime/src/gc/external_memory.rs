//! [`ExternalMemory`]: tells V8 of memory off its heap that an object keeps alive.
//!
//! Without it the collector sees a small object where there are megabytes, and lets them pile up.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;

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
    account: Arc<Account>,
}

/// What was freed and V8 has not been told yet: a finalizer runs inside the collector and may not call V8, and bytes may be dropped
/// on any thread.
#[derive(Debug, Default)]
struct Account {
    freed: AtomicI64,
}

/// Bytes with their charge.
struct Charged {
    bytes: Bytes,
    #[expect(dead_code, reason = "held for its destructor")]
    memory: ExternalMemory,
}

impl AsRef<[u8]> for Charged {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Fewer bytes are not worth a charge of their own: the object that holds them is collected soon enough for its own size.
const WORTH_CHARGING: usize = 4096;

impl ExternalMemory {
    /// Memory of so many bytes. V8 may collect garbage at once.
    #[must_use]
    pub fn new(scope: &mut Scope<'_, '_>, bytes: u64) -> Self {
        // Beyond this no memory is.
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        if bytes == 0 {
            return Self::default();
        }
        let account = Arc::clone(Realm::from_scope(scope).state::<Arc<Account>>());
        let change = bytes.saturating_sub(account.freed.swap(0, Ordering::Relaxed));
        scope.adjust_amount_of_external_allocated_memory(change);
        Self {
            charge: Some(Charge { bytes, account }),
        }
    }

    /// The same bytes, charged until the last of those who share them lets them go.
    #[must_use]
    pub fn of_bytes(scope: &mut Scope<'_, '_>, bytes: Bytes) -> Bytes {
        if bytes.len() < WORTH_CHARGING {
            return bytes;
        }
        let memory = Self::new(scope, bytes.len() as u64);
        Bytes::from_owner(Charged { bytes, memory })
    }
}

// SAFETY: it has no edges.
unsafe impl Trace for ExternalMemory {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl Drop for ExternalMemory {
    fn drop(&mut self) {
        if let Some(Charge { bytes, account }) = self.charge.take() {
            account.freed.fetch_add(bytes, Ordering::Relaxed);
        }
    }
}
