//! [`Traced`]: a JavaScript value in a field of a platform object.

use std::cell::UnsafeCell;
use std::marker::PhantomPinned;

use super::{Trace, Tracer};
use crate::js::{Local, Scope};

/// A slot for a JavaScript value, traced through the object that owns it.
///
/// It stands in a field of a platform object (or of a struct that derives [`Trace`] and is owned by one). On the stack it is
/// found by conservative scanning; in a future or a box it is not, and a [`Global`](crate::js::Global) is the handle to use.
/// It is not `Unpin`, which is how [`OffStack`](crate::webidl::OffStack) knows.
pub struct Traced<T>(UnsafeCell<v8::TracedReference<T>>, PhantomPinned);

impl<T> Traced<T> {
    /// An empty slot.
    pub fn empty() -> Self {
        Self(UnsafeCell::new(v8::TracedReference::empty()), PhantomPinned)
    }

    /// A slot that holds `value`.
    pub fn new<'s>(scope: &Scope<'s, '_>, value: Local<'s, T>) -> Self {
        Self(
            UnsafeCell::new(v8::TracedReference::new(scope, value)),
            PhantomPinned,
        )
    }

    /// The value, or `None` for an empty slot.
    pub fn get<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, T>> {
        // SAFETY: the slot is only touched on the isolate's thread, and no reference into it outlives a call of this type's methods.
        unsafe { (*self.0.get()).get(scope) }
    }

    /// Puts `value` into the slot.
    pub fn set<'s>(&self, scope: &Scope<'s, '_>, value: Local<'s, T>) {
        // SAFETY: as in `get`.
        unsafe { (*self.0.get()).reset(scope, Some(value)) }
    }

    /// Empties the slot.
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        // SAFETY: as in `get`.
        unsafe { (*self.0.get()).reset(scope, None) }
    }

    /// Exchanges what two slots hold.
    pub fn swap(&self, other: &Self) {
        if !std::ptr::eq(self, other) {
            // SAFETY: as in `get`; the slots are two, and a reference may lie anywhere that is traced.
            unsafe { std::ptr::swap(self.0.get(), other.0.get()) }
        }
    }

    /// Whether the slot is empty.
    pub fn is_empty(&self, scope: &Scope<'_, '_>) -> bool {
        self.get(scope).is_none()
    }
}

impl<T> Default for Traced<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T> std::fmt::Debug for Traced<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Traced")
    }
}

// SAFETY: the one edge is reported.
unsafe impl<T> Trace for Traced<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        // SAFETY: marking is atomic and on this thread, so no method of this type is running.
        tracer.0.trace(unsafe { &*self.0.get() });
    }
}
