//! [`Pool`]: contexts that nobody uses at the moment.

use std::sync::{Mutex, PoisonError};

/// How many contexts are kept of each kind.
const MOST_KEPT: usize = 8;

/// Contexts that nobody uses.
///
/// OPTIMIZATION: one is some hundred kilobytes that are written when it is made, and that the operating system gives and takes each
/// time.
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    pub(super) fn keep(&self, context: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.push(context);
        }
    }
}
