//! `setlike<T>`: <https://webidl.spec.whatwg.org/#js-setlike>
//!
//! The set entries are those of an ECMAScript Set, which no script can reach; see `maplike.rs`.

use std::marker::PhantomData;

use super::call::Call;
use super::callback::Outcome;
use super::iterable::IterationKind;
use super::maplike::{Iteration, for_each, ret_size};
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Ref, Trace, Traced, Tracer};
use crate::js::{Local, Scope, Set, Value};
use crate::webidl::{FromJs, IntoJs, idl};

/// The set entries of an object whose interface is setlike: a field of its struct.
#[derive(Debug)]
pub struct SetEntries<T> {
    /// Made when the first entry is.
    set: Traced<Set>,
    types: PhantomData<fn() -> T>,
}

impl<T> Default for SetEntries<T> {
    fn default() -> Self {
        Self {
            set: Traced::empty(),
            types: PhantomData,
        }
    }
}

impl<T> SetEntries<T> {
    /// No entries.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    fn set<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Set> {
        match self.set.get(scope) {
            Some(set) => set,
            None => {
                let set = Set::new(scope);
                self.set.set(scope, set);
                set
            }
        }
    }
}

// SAFETY: the one edge is reported.
unsafe impl<T> Trace for SetEntries<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.set.trace(tracer);
    }
}

/// An interface that is setlike. `#[webapi]` implements it from the method `backing`.
///
/// Native code changes the entries by the provided methods: `Fonts::add_entry(this, scope, value)`.
pub trait Setlike: Interface {
    /// The value type in the IDL.
    type IdlValue;
    /// The value type in Rust.
    type Value: for<'s> FromJs<'s, Self::IdlValue> + for<'s> IntoJs<'s, Self::IdlValue>;

    /// <https://webidl.spec.whatwg.org/#dfn-set-entries>
    fn entries<'a>(this: Ref<'a, Self>) -> &'a SetEntries<Self::Value>;

    /// Whether there is such an entry.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    fn has_entry(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Self::Value,
    ) -> Result<bool> {
        let value = value.into_js(scope)?;
        let set = Self::entries(this).set(scope);
        set.has(scope, value).ok_or(Exception::Pending)
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    fn add_entry(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>, value: Self::Value) -> Result<()> {
        let value = value.into_js(scope)?;
        let set = Self::entries(this).set(scope);
        set.add(scope, value).ok_or(Exception::Pending)?;
        Ok(())
    }

    /// Removes an entry; whether there was one.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    fn remove_entry(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        value: Self::Value,
    ) -> Result<bool> {
        let value = value.into_js(scope)?;
        let set = Self::entries(this).set(scope);
        set.delete(scope, value).ok_or(Exception::Pending)
    }

    /// Removes every entry.
    fn clear_entries(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) {
        Self::entries(this).set(scope).clear();
    }
}

/// Argument 0: converted to the IDL type and back.
fn value<'s, T: Setlike>(call: &mut Call<'_, 's, '_>) -> Result<Local<'s, Value>> {
    let value = call.arg::<T::IdlValue, T::Value>(0)?;
    value.into_js(call.scope())
}

fn receiver<'s, T: Setlike>(
    call: &mut Call<'_, 's, '_>,
    required: usize,
) -> Result<Local<'s, Set>> {
    let this = call.receiver::<T>()?;
    call.require(required)?;
    Ok(T::entries(this).set(call.scope()))
}

/// `size`: <https://webidl.spec.whatwg.org/#js-set-size>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn set_size<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let set = receiver::<T>(call, 0)?;
    ret_size(call, set.size())
}

/// `has(value)`: <https://webidl.spec.whatwg.org/#js-set-has>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn set_has<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let set = receiver::<T>(call, 1)?;
    let value = value::<T>(call)?;
    let has = set.has(call.scope(), value).ok_or(Exception::Pending)?;
    call.ret::<idl::Boolean, _>(has)
}

/// `add(value)`: <https://webidl.spec.whatwg.org/#js-set-add>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn set_add<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let set = receiver::<T>(call, 1)?;
    // -0 becomes +0 by Set's own rule.
    let value = value::<T>(call)?;
    set.add(call.scope(), value).ok_or(Exception::Pending)?;
    let this = call.this();
    call.ret::<idl::Object, _>(this)
}

/// `delete(value)`: <https://webidl.spec.whatwg.org/#js-set-delete>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn set_delete<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let set = receiver::<T>(call, 1)?;
    let value = value::<T>(call)?;
    let deleted = set.delete(call.scope(), value).ok_or(Exception::Pending)?;
    call.ret::<idl::Boolean, _>(deleted)
}

/// `clear()`: <https://webidl.spec.whatwg.org/#js-set-clear>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn set_clear<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    receiver::<T>(call, 0)?.clear();
    Ok(())
}

/// `entries()`: <https://webidl.spec.whatwg.org/#js-set-entries>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn set_entries<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Entries)
}

/// `values()`, which is also `keys()` and `[Symbol.iterator]()`: <https://webidl.spec.whatwg.org/#js-set-values>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn set_values<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Values)
}

fn iterate<T: Setlike>(call: &mut Call<'_, '_, '_>, kind: IterationKind) -> Outcome {
    let set = receiver::<T>(call, 0)?;
    let iterator = Iteration::set(call.scope())?.iterator(call.scope(), set.into(), kind)?;
    call.ret::<idl::Object, _>(iterator)
}

/// `forEach(callback, thisArg)`: <https://webidl.spec.whatwg.org/#js-set-forEach>
///
/// # Errors
///
/// TypeError for a wrong receiver or callback; what the callback throws.
pub fn set_for_each<T: Setlike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let set = receiver::<T>(call, 1)?;
    let iteration = Iteration::set(call.scope())?;
    for_each(call, set.into(), iteration)
}
