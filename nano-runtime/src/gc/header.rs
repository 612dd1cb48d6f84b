//! The header in front of every platform object, and the cast from it to the object's Rust type.

use std::cell::{Cell, OnceCell};
use std::ffi::CStr;
use std::mem::{align_of, offset_of};

use v8::cppgc::{GarbageCollected, UnsafePtr, Visitor};

use super::{Trace, Traced, Tracer};
use crate::binding::InterfaceDef;
use crate::js::Object;

/// A Rust type that implements a WebIDL interface. `#[webapi]` on the struct implements it.
///
/// # Safety
///
/// `DEF` is this type's own definition, and its `parent` and `parent_offset` name the field that holds the parent interface's type.
pub unsafe trait Interface: Trace + Sized + 'static {
    /// The interface as the IDL declares it.
    const DEF: &'static InterfaceDef;
}

/// An interface that inherits from `P`, directly or not.
pub trait DerivedFrom<P: Interface>: Interface {
    /// The part of the object that is the parent's.
    fn parent(&self) -> &P;
}

impl<T: Interface> DerivedFrom<T> for T {
    fn parent(&self) -> &T {
        self
    }
}

/// What stands in front of every platform object.
#[repr(C)]
pub struct Header {
    def: &'static InterfaceDef,
    /// The object itself, as a heap pointer: what members and roots are made from.
    this: OnceCell<UnsafePtr<Header>>,
    pub(crate) wrapper: Traced<Object>,
    has_wrapper: Cell<bool>,
}

/// A platform object as it lies on the heap.
#[repr(C)]
pub(crate) struct PlatformObject<T> {
    pub(crate) header: Header,
    pub(crate) value: T,
}

impl<T: Interface> PlatformObject<T> {
    pub(crate) fn new(value: T) -> Self {
        const {
            // The cast below and the members' type erasure count on one layout for all types.
            assert!(
                align_of::<PlatformObject<T>>() == align_of::<Header>(),
                "a platform object's fields are aligned to 8 bytes at most"
            );
            assert!(offset_of!(PlatformObject<T>, value) == size_of::<Header>());
        }
        Self {
            header: Header {
                def: T::DEF,
                this: OnceCell::new(),
                wrapper: Traced::empty(),
                has_wrapper: Cell::new(false),
            },
            value,
        }
    }
}

impl Header {
    /// The interface the object was created as.
    pub fn def(&self) -> &'static InterfaceDef {
        self.def
    }

    pub(crate) fn set_this(&self, this: UnsafePtr<Header>) {
        // A second call would be a second allocation of the same object: there is none.
        let _ = self.this.set(this);
    }

    /// The heap pointer to the object; `None` only between its allocation and its registration.
    pub(crate) fn this(&self) -> Option<&UnsafePtr<Header>> {
        self.this.get()
    }

    pub(crate) fn has_wrapper(&self) -> bool {
        self.has_wrapper.get()
    }

    pub(crate) fn mark_wrapped(&self) {
        self.has_wrapper.set(true);
    }

    /// The object as a `T`, if its interface is `T`'s or inherits from it.
    #[inline]
    pub(crate) fn cast<T: Interface>(&self) -> Option<&T> {
        let mut def = self.def;
        let mut offset = size_of::<Header>();
        loop {
            if std::ptr::eq(def, T::DEF) {
                // SAFETY: every header stands in front of a `PlatformObject` of its definition's type (`PlatformObject::new` is
                // the only constructor), whose value starts right behind it; `Interface`'s contract makes each parent offset name
                // the parent's value inside it.
                return Some(unsafe { &*std::ptr::from_ref(self).byte_add(offset).cast::<T>() });
            }
            offset += def.parent_offset;
            def = def.parent?;
        }
    }
}

// SAFETY: the wrapper and the value's own edges are reported.
unsafe impl<T: Interface> GarbageCollected for PlatformObject<T> {
    fn trace(&self, visitor: &mut Visitor) {
        let mut tracer = Tracer(visitor);
        self.header.wrapper.trace(&mut tracer);
        self.value.trace(&mut tracer);
    }

    fn get_name(&self) -> &'static CStr {
        T::DEF.heap_name
    }
}

// SAFETY: the collector dispatches on the allocated type, `PlatformObject<T>`; this implementation only lets the erased
// pointer types name `Header`, and reports the edge a header owns.
unsafe impl GarbageCollected for Header {
    fn trace(&self, visitor: &mut Visitor) {
        self.wrapper.trace(&mut Tracer(visitor));
    }

    fn get_name(&self) -> &'static CStr {
        self.def.heap_name
    }
}
