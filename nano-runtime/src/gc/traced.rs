//! [`Traced`]: a JavaScript value in a field of a platform object.

use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::marker::PhantomPinned;
use std::mem::ManuallyDrop;

use super::{Trace, Tracer};
use crate::js::{Local, Scope};

/// A slot for a JavaScript value, traced through the object that owns it.
///
/// It stands in a field of a platform object (or of a struct that derives [`Trace`] and is owned by one). On the stack it is
/// found by conservative scanning; in a future or a box it is not, and a [`Global`](crate::js::Global) is the handle to use.
/// It is not `Unpin`, which is how [`OffStack`](crate::webidl::OffStack) knows.
#[repr(C)]
pub struct Traced<T> {
    /// The crate's type is made of bytes. On the stack, the collector looks at aligned words.
    _aligned: [*const (); 0],
    /// V8's own destructor of the handle does nothing: see `drop`.
    reference: UnsafeCell<ManuallyDrop<v8::TracedReference<T>>>,
    _pinned: PhantomPinned,
}

impl<T> Traced<T> {
    /// An empty slot.
    #[inline]
    pub fn empty() -> Self {
        // SAFETY: an empty handle is a null address: see `is_empty`.
        let reference = unsafe { std::mem::zeroed::<v8::TracedReference<T>>() };
        Self {
            _aligned: [],
            reference: UnsafeCell::new(ManuallyDrop::new(reference)),
            _pinned: PhantomPinned,
        }
    }

    /// A slot that holds `value`.
    #[inline]
    pub fn new<'s>(scope: &Scope<'s, '_>, value: Local<'s, T>) -> Self {
        let slot = Self::empty();
        slot.set(scope, value);
        slot
    }

    /// The value, or `None` for an empty slot.
    #[inline]
    pub fn get<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, T>> {
        if self.is_empty() {
            return None;
        }
        // SAFETY: the slot is only touched on the isolate's thread, and no reference into it outlives a call of this type's methods.
        unsafe { (*self.reference.get()).get(scope) }
    }

    /// The value, which the slot holds no longer.
    #[inline]
    pub fn take<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, T>> {
        let value = self.get(scope);
        self.clear(scope);
        value
    }

    /// Puts `value` into the slot.
    pub fn set<'s>(&self, scope: &Scope<'s, '_>, value: Local<'s, T>) {
        // SAFETY: as in `get`.
        unsafe { (*self.reference.get()).reset(scope, Some(value)) }
    }

    /// Empties the slot.
    #[inline]
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        if !self.is_empty() {
            // SAFETY: as in `get`.
            unsafe { (*self.reference.get()).reset(scope, None) }
        }
    }

    /// Exchanges what two slots hold.
    pub fn swap(&self, other: &Self) {
        if !std::ptr::eq(self, other) {
            // SAFETY: as in `get`; the slots are two, and a reference may lie anywhere that is traced.
            unsafe { std::ptr::swap(self.reference.get(), other.reference.get()) }
        }
    }

    /// Whether the slot is empty.
    #[inline]
    pub fn is_empty(&self) -> bool {
        const {
            assert!(size_of::<v8::TracedReference<T>>() == size_of::<*const ()>());
        }
        // SAFETY: the handle is the address of a node, or null, in V8 and so in the bytes of the crate's type, which is as large (checked
        // above) and aligned by this type. Only this thread writes it.
        unsafe { self.reference.get().cast::<*const ()>().read().is_null() }
    }
}

unsafe extern "C" {
    /// `v8::TracedReference::Reset(v8::Isolate*, const v8::Local&)`, which the crate binds only for those who have a scope. Without a
    /// value the isolate is not looked at.
    fn v8__TracedReference__Reset(
        this: *mut v8::TracedReference<v8::Data>,
        isolate: *const c_void,
        value: *const v8::Data,
    );
}

/// The slot's value can be collected from now on.
///
/// V8's own destructor leaves that to the next collection of the whole heap. Until then the value would survive every collection of
/// the young generation, be copied and promoted by them, and keep what it reaches: each chunk of a stream, each promise for one.
impl<T> Drop for Traced<T> {
    #[inline]
    fn drop(&mut self) {
        if self.is_empty() {
            return;
        }
        let this: &mut v8::TracedReference<T> = self.reference.get_mut();
        // SAFETY: all instances of the handle have one layout, a pointer to a node of the isolate. An owner lives on the isolate's stack or
        // heap, so the node is there: the heap's destructors are the last to run, before the isolate's nodes go. While they run for a
        // collection, which has freed the nodes of what is dead, V8 ignores the call.
        unsafe {
            v8__TracedReference__Reset(
                std::ptr::from_mut(this).cast(),
                std::ptr::null(),
                std::ptr::null(),
            );
        }
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
        let reference: &v8::TracedReference<T> = unsafe { &*self.reference.get() };
        tracer.0.trace(reference);
    }
}
