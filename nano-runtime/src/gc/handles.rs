//! [`Ref`], [`Gc`], [`Member`] and [`WeakMember`]: the handles to platform objects.

use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use v8::cppgc::{self, UnsafePtr};

use super::{DerivedFrom, Header, Interface, Trace, Tracer};

/// A platform object on the stack: an argument, a receiver, a local.
///
/// Copying it is free. The collector finds it by scanning the stack, so it must not be stored anywhere else.
pub struct Ref<'a, T> {
    header: &'a Header,
    value: &'a T,
}

impl<T> Clone for Ref<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ref<'_, T> {}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

impl<'a, T: Interface> Ref<'a, T> {
    /// The object behind `header`, if it is a `T` or inherits from one.
    pub(crate) fn from_header(header: &'a Header) -> Option<Self> {
        Some(Self {
            header,
            value: header.cast::<T>()?,
        })
    }

    /// The header in front of the object.
    pub fn header(self) -> &'a Header {
        self.header
    }

    /// The object, for as long as the handle is valid.
    pub fn get(self) -> &'a T {
        self.value
    }

    /// The same object as one of its parent interfaces.
    pub fn upcast<P: Interface>(self) -> Ref<'a, P>
    where
        T: DerivedFrom<P>,
    {
        Ref {
            header: self.header,
            value: self.value.parent(),
        }
    }

    /// The same object as a more derived interface, if it is one.
    pub fn downcast<D: Interface>(self) -> Option<Ref<'a, D>> {
        Ref::from_header(self.header)
    }

    /// Whether both handles reach the same object.
    pub fn is_same<U>(self, other: Ref<'_, U>) -> bool {
        std::ptr::eq(self.header, other.header)
    }
}

fn heap_pointer(header: &Header) -> &UnsafePtr<Header> {
    header
        .this()
        .expect("a handle to a platform object is only made after the object was registered")
}

/// A root: a handle that keeps its object alive wherever it stands.
///
/// For futures and other owners off the garbage-collected heap. A platform object cannot hold one.
pub struct Gc<T> {
    root: cppgc::Persistent<Header>,
    value: NonNull<T>,
}

impl<T: Interface> Gc<T> {
    /// The object as a stack handle.
    pub fn as_ref(&self) -> Ref<'_, T> {
        // `get` is `None` only for an empty root, and none is made.
        let header = self.root.get().expect("a root is never empty");
        Ref {
            header,
            value: self,
        }
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the root keeps the object alive, and objects do not move.
        unsafe { self.value.as_ref() }
    }
}

impl<T: Interface> Clone for Gc<T> {
    fn clone(&self) -> Self {
        Self::from(self.as_ref())
    }
}

impl<T: Interface> From<Ref<'_, T>> for Gc<T> {
    fn from(object: Ref<'_, T>) -> Self {
        Self {
            root: cppgc::Persistent::new(heap_pointer(object.header)),
            value: NonNull::from(object.value),
        }
    }
}

/// A handle that stands anywhere, does not keep its object alive, and is empty once the object is gone.
///
/// For futures, timers and other owners off the garbage-collected heap.
pub struct WeakGc<T> {
    inner: cppgc::WeakPersistent<Header>,
    ty: PhantomData<T>,
}

impl<T: Interface> WeakGc<T> {
    /// The object, if it is still there.
    pub fn upgrade(&self) -> Option<Gc<T>> {
        Ref::from_header(self.inner.get()?).map(Gc::from)
    }
}

impl<T: Interface> From<Ref<'_, T>> for WeakGc<T> {
    fn from(object: Ref<'_, T>) -> Self {
        Self {
            inner: cppgc::WeakPersistent::new(heap_pointer(object.header)),
            ty: PhantomData,
        }
    }
}

/// An edge from one platform object to another: a field that keeps its target alive.
///
/// It is the target's address: where marking is atomic, the collector has no need to hear of an edge before it is traced.
pub struct Member<T> {
    inner: ErasedMember,
    ty: PhantomData<T>,
}

/// An edge to a platform object of any interface.
pub(crate) struct ErasedMember(Cell<*const Header>);

impl Default for ErasedMember {
    fn default() -> Self {
        Self(Cell::new(std::ptr::null()))
    }
}

impl ErasedMember {
    pub(crate) fn new(header: &Header) -> Self {
        Self(Cell::new(header))
    }

    /// Makes the edge lead to this object, or to nothing.
    pub(crate) fn set(&self, header: Option<&Header>) {
        self.0
            .set(header.map_or(std::ptr::null(), std::ptr::from_ref));
    }

    /// What stands in front of the object.
    #[inline]
    pub(crate) fn header(&self) -> Option<&Header> {
        // SAFETY: the edge is traced (its owner could not hold it otherwise) or stands on the stack, so the object is alive, and objects
        // do not move.
        unsafe { self.0.get().as_ref() }
    }
}

// SAFETY: the one edge is reported.
unsafe impl Trace for ErasedMember {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        if let Some(header) = self.header() {
            tracer.0.trace(&cppgc::Member::new(heap_pointer(header)));
        }
    }
}

impl<T: Interface> Member<T> {
    /// An edge to nothing.
    pub fn empty() -> Self {
        Self {
            inner: ErasedMember::default(),
            ty: PhantomData,
        }
    }

    /// An edge to `object`.
    pub fn new(object: Ref<'_, T>) -> Self {
        Self {
            inner: ErasedMember::new(object.header),
            ty: PhantomData,
        }
    }

    /// The object the edge leads to, if any.
    #[inline]
    pub fn get(&self) -> Option<Ref<'_, T>> {
        Ref::from_header(self.inner.header()?)
    }

    /// Makes the edge lead to `object`.
    pub fn set(&self, object: Ref<'_, T>) {
        self.inner.set(Some(object.header));
    }

    /// Makes the edge lead to nothing.
    pub fn clear(&self) {
        self.inner.set(None);
    }
}

// SAFETY: the one edge is reported.
unsafe impl<T> Trace for Member<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.inner.trace(tracer);
    }
}

/// An edge that does not keep its target alive, and is empty once the target is gone.
pub struct WeakMember<T> {
    inner: UnsafeCell<cppgc::WeakMember<Header>>,
    ty: PhantomData<T>,
}

impl<T: Interface> WeakMember<T> {
    /// An edge to nothing.
    pub fn empty() -> Self {
        Self {
            inner: UnsafeCell::new(cppgc::WeakMember::empty()),
            ty: PhantomData,
        }
    }

    /// An edge to `object`.
    pub fn new(object: Ref<'_, T>) -> Self {
        Self {
            inner: UnsafeCell::new(cppgc::WeakMember::new(heap_pointer(object.header))),
            ty: PhantomData,
        }
    }

    /// The object the edge leads to, if any.
    pub fn get(&self) -> Option<Ref<'_, T>> {
        // SAFETY: only this thread touches the slot, which is empty once the object is gone.
        Ref::from_header(unsafe { (*self.inner.get()).get() }?)
    }

    /// Makes the edge lead to `object`.
    pub fn set(&self, object: Ref<'_, T>) {
        // SAFETY: no reference into the cell outlives a method of this type, and only this thread touches it.
        unsafe { (*self.inner.get()).set(heap_pointer(object.header)) }
    }

    /// Makes the edge lead to nothing.
    pub fn clear(&self) {
        // SAFETY: as in `set`.
        unsafe { *self.inner.get() = cppgc::WeakMember::empty() }
    }
}

// SAFETY: the one edge is reported.
unsafe impl<T> Trace for WeakMember<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        // SAFETY: marking is atomic and on this thread, so no method of this type is running.
        tracer.0.trace(unsafe { &*self.inner.get() });
    }
}

macro_rules! edge_from {
    ($name:ident) => {
        impl<T: Interface> Default for $name<T> {
            fn default() -> Self {
                Self::empty()
            }
        }

        impl<T: Interface> From<Ref<'_, T>> for $name<T> {
            fn from(object: Ref<'_, T>) -> Self {
                Self::new(object)
            }
        }

        impl<T: Interface> From<Option<Ref<'_, T>>> for $name<T> {
            fn from(object: Option<Ref<'_, T>>) -> Self {
                object.map_or_else(Self::empty, Self::new)
            }
        }
    };
}

edge_from!(Member);
edge_from!(WeakMember);
