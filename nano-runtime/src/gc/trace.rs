//! [`Trace`]: how the garbage collector walks a platform object's fields.
//!
//! Implementations for plain data are here; `#[webapi]` and `#[derive(Trace)]` write those of structs and enums.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use bytes::Bytes;

/// What [`Trace::trace`] reports edges to.
pub struct Tracer<'v>(pub(crate) &'v mut v8::cppgc::Visitor);

/// A value whose edges into the garbage-collected heap can be reported.
///
/// # Safety
///
/// `trace` reports every [`Member`](super::Member), [`WeakMember`](super::WeakMember) and [`Traced`](super::Traced) the value
/// owns: one left out dangles after the next collection. It reaches no other garbage-collected object and runs no JavaScript.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a platform object",
    label = "this field cannot be traced",
    note = "a root (`Gc`, `Global`) in a platform object would leak: use `Member` for platform objects and `Traced` for JavaScript values",
    note = "derive `Trace` on your own types; mark a field of plain foreign data with `#[untraced]`"
)]
pub unsafe trait Trace {
    /// Reports every edge the value owns.
    fn trace(&self, tracer: &mut Tracer<'_>);
}

macro_rules! leaf {
    ($($ty:ty),* $(,)?) => { $(
        // SAFETY: plain data has no edges.
        unsafe impl Trace for $ty {
            fn trace(&self, _: &mut Tracer<'_>) {}
        }
    )* };
}

leaf!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    String,
    str,
    Bytes,
    std::time::Instant,
    std::time::Duration,
    std::time::SystemTime,
);

// SAFETY: a static string has no edges.
unsafe impl Trace for &'static str {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

// SAFETY: a static table has no edges.
unsafe impl Trace for &'static encoding_rs::Encoding {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

// SAFETY: a marker has no edges.
unsafe impl<T: ?Sized> Trace for std::marker::PhantomData<T> {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

// SAFETY: a function pointer has no edges.
unsafe impl<A, R> Trace for fn(A) -> R {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

macro_rules! each {
    ($($ty:ident<T>),* $(,)?) => { $(
        // SAFETY: every element is traced.
        unsafe impl<T: Trace> Trace for $ty<T> {
            fn trace(&self, tracer: &mut Tracer<'_>) {
                for element in self {
                    element.trace(tracer);
                }
            }
        }
    )* };
}

each!(Vec<T>, VecDeque<T>);

// SAFETY: the value, if any, is traced.
unsafe impl<T: Trace> Trace for Option<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        if let Some(value) = self {
            value.trace(tracer);
        }
    }
}

// SAFETY: every element is traced.
unsafe impl<T: Trace> Trace for [T] {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        for element in self {
            element.trace(tracer);
        }
    }
}

// SAFETY: every element is traced.
unsafe impl<T: Trace, const N: usize> Trace for [T; N] {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        for element in self {
            element.trace(tracer);
        }
    }
}

// SAFETY: the pointee is owned by the box and traced.
unsafe impl<T: Trace + ?Sized> Trace for Box<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        (**self).trace(tracer);
    }
}

// SAFETY: each owner reports the shared value's edges; reporting an edge twice is harmless.
unsafe impl<T: Trace + ?Sized> Trace for Rc<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        (**self).trace(tracer);
    }
}

// SAFETY: keys and values are traced.
unsafe impl<K: Trace, V: Trace, S> Trace for HashMap<K, V, S> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        for (key, value) in self {
            key.trace(tracer);
            value.trace(tracer);
        }
    }
}

// SAFETY: keys and values are traced.
unsafe impl<K: Trace, V: Trace> Trace for BTreeMap<K, V> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        for (key, value) in self {
            key.trace(tracer);
            value.trace(tracer);
        }
    }
}

// SAFETY: every element is traced.
unsafe impl<T: Trace, S> Trace for HashSet<T, S> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        for element in self {
            element.trace(tracer);
        }
    }
}

// SAFETY: a `Copy` value can own no edge: every edge type has a destructor.
unsafe impl<T: Copy> Trace for Cell<T> {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

// SAFETY: the value, if any, is traced.
unsafe impl<T: Trace> Trace for OnceCell<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        if let Some(value) = self.get() {
            value.trace(tracer);
        }
    }
}

// SAFETY: the value is traced, whether or not it is borrowed.
unsafe impl<T: Trace> Trace for RefCell<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        // SAFETY: marking is atomic and on this thread, so whoever holds a mutable borrow is suspended at an allocation of
        // V8 or cppgc, outside any method of the value: its fields are in a consistent state and nobody writes to them meanwhile.
        unsafe { (*self.as_ptr()).trace(tracer) }
    }
}

macro_rules! tuple {
    ($($name:ident),+) => {
        // SAFETY: every field is traced.
        unsafe impl<$($name: Trace),+> Trace for ($($name,)+) {
            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn trace(&self, tracer: &mut Tracer<'_>) {
                let ($($name,)+) = self;
                $($name.trace(tracer);)+
            }
        }
    };
}

tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
