//! Typed slots: one value of each type, added but never removed, so that references to values stay valid while others are added.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// One value of each type.
///
/// ```
/// let map = nano_runtime::type_map::TypeMap::default();
/// let counter = map.get_or_default::<std::cell::Cell<u32>>();
/// counter.set(3);
/// assert_eq!(map.get::<std::cell::Cell<u32>>().map(|c| c.get()), Some(3));
/// ```
#[derive(Default)]
pub struct TypeMap {
    values: RefCell<HashMap<TypeId, Box<dyn Any>, BuildHasherDefault<TypeIdHasher>>>,
}

impl TypeMap {
    /// The value of type `T`, if there is one.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        let pointer: *const T = self
            .values
            .borrow()
            .get(&TypeId::of::<T>())?
            .downcast_ref::<T>()?;
        // SAFETY: the value is boxed, so it does not move when the map grows, and no value is removed or replaced while
        // the map lives, which is at least as long as the borrow of `self`.
        Some(unsafe { &*pointer })
    }

    /// The value of type `T`, made by `make` if there is none. `make` may use the map; the first value stored wins.
    pub fn get_or_insert_with<T: 'static>(&self, make: impl FnOnce() -> T) -> &T {
        if let Some(value) = self.get::<T>() {
            return value;
        }
        let made: Box<dyn Any> = Box::new(make());
        let pointer: *const dyn Any = {
            let mut values = self.values.borrow_mut();
            &**values.entry(TypeId::of::<T>()).or_insert(made)
        };
        // SAFETY: as in `get`. The entry under the id of `T` is a `T`.
        unsafe { &*pointer.cast::<T>() }
    }

    /// The value of type `T`, its default if there was none.
    pub fn get_or_default<T: Default + 'static>(&self) -> &T {
        self.get_or_insert_with(T::default)
    }
}

impl std::fmt::Debug for TypeMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypeMap")
            .field("len", &self.values.borrow().len())
            .finish()
    }
}

/// `TypeId`s are hashes already.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = self.0.rotate_left(5) ^ u64::from_ne_bytes(word);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
