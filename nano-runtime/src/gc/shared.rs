//! [`Shared`]: a Rust value on the garbage-collected heap that has no interface of its own.

use std::any::Any;
use std::cell::OnceCell;
use std::hint::black_box;
use std::marker::PhantomData;
use std::ops::Deref;

use super::{Header, Interface, Member, Ref, Trace, Tracer};
use crate::binding::{self, InterfaceDef};
use crate::exception::{Exception, Result};
use crate::js::{Local, Object, Scope, Value};

/// An edge to a value on the garbage-collected heap: what several platform objects share, or what one holds behind a `dyn` trait and may
/// let go of while the value's own methods run.
///
/// It stands in fields, as a [`Member`] does; on the stack it is found by conservative scanning.
pub struct Shared<T: ?Sized> {
    holder: Member<Holder>,
    ty: PhantomData<T>,
}

/// A value that was looked at through a [`Shared`]; it stays alive as long as this stands on the stack.
pub struct SharedRef<'a, T: ?Sized> {
    holder: Ref<'a, Holder>,
    value: &'a T,
}

/// What holds the values of all types.
pub(crate) struct Holder {
    /// A `Box<T>` of the edge's `T`. Empty only while the value is being made.
    value: OnceCell<Box<dyn AnyTrace>>,
}

trait AnyTrace: Any + Trace {}
impl<T: Any + Trace> AnyTrace for T {}

// SAFETY: the value is the only field.
unsafe impl Trace for Holder {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.value.trace(tracer);
    }
}

static HOLDER: InterfaceDef = InterfaceDef::native("Shared", c"Shared");

// SAFETY: the table is this type's alone, and has no parent.
unsafe impl Interface for Holder {
    const DEF: &'static InterfaceDef = &HOLDER;
}

impl<T: ?Sized + Trace + 'static> Shared<T> {
    /// Puts the value that `make` boxes on the heap.
    ///
    /// What the value consists of must stand on the stack until then (captured by `make`, for example): the collector, which may run
    /// before `make` does, does not see into a box.
    pub fn new(scope: &mut Scope<'_, '_>, make: impl FnOnce() -> Box<T>) -> Self {
        let value = OnceCell::new();
        let holder = binding::allocate(scope, Holder { value });
        let value: Box<dyn AnyTrace> = Box::new(make());
        // The cell was made empty above.
        let _ = holder.get().value.set(value);
        Self::to(holder)
    }

    /// An edge to nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            holder: Member::empty(),
            ty: PhantomData,
        }
    }

    /// What stands in front of the value.
    pub(crate) fn header(&self) -> Option<&Header> {
        self.holder.get().map(Ref::header)
    }

    pub(crate) fn to(holder: Ref<'_, Holder>) -> Self {
        Self {
            holder: Member::new(holder),
            ty: PhantomData,
        }
    }

    /// The value, unless the edge leads to nothing.
    pub fn get(&self) -> Option<SharedRef<'_, T>> {
        let holder = self.holder.get()?;
        let value: &dyn Any = &**holder.get().value.get()?;
        let value = value.downcast_ref::<Box<T>>()?;
        Some(SharedRef { holder, value })
    }

    /// Makes the edge lead to where `other` leads.
    pub fn set(&self, other: &Self) {
        match other.holder.get() {
            Some(holder) => self.holder.set(holder),
            None => self.holder.clear(),
        }
    }

    /// Makes the edge lead to nothing.
    pub fn clear(&self) {
        self.holder.clear();
    }

    /// An object by which a native function finds the value again. It must not reach any script.
    pub(crate) fn object<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        self.holder
            .get()
            .and_then(|holder| binding::wrapper(scope, holder))
            .ok_or(Exception::Pending)
    }

    /// What [`Shared::object`] was asked of.
    pub(crate) fn of_object(scope: &mut Scope<'_, '_>, object: Local<'_, Value>) -> Self {
        match binding::unwrap::<Holder>(scope, object) {
            Some(holder) => Self::to(holder),
            None => Self::empty(),
        }
    }
}

impl<T: ?Sized + Trace + 'static> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self.holder.get() {
            Some(holder) => Self::to(holder),
            None => Self::empty(),
        }
    }
}

impl<T: ?Sized + Trace + 'static> Default for Shared<T> {
    fn default() -> Self {
        Self::empty()
    }
}

// SAFETY: the one edge is reported.
unsafe impl<T: ?Sized> Trace for Shared<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.holder.trace(tracer);
    }
}

impl<T: ?Sized> Deref for SharedRef<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
    }
}

impl<T: ?Sized> Drop for SharedRef<'_, T> {
    fn drop(&mut self) {
        // `value` points into a box, which the collector does not know: it is the holder that the stack has to show.
        black_box(self.holder.header());
    }
}
