//! `FrozenArray<T>`: <https://webidl.spec.whatwg.org/#js-frozen-array>

use v8::IntegrityLevel;

use super::sequence::to_array;
use super::{FromJs, IntoJs, OffStack, idl};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Traced, Tracer};
use crate::js::{Array, Function, Local, Scope, Value};

impl<'s, I, T: FromJs<'s, I> + OffStack> FromJs<'s, idl::FrozenArray<I>> for Vec<T> {
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let values be the result of converting V to IDL type sequence<T>.
        // 2. Return the result of creating a frozen array from values. (Made when it goes back to JavaScript.)
        <Vec<T> as FromJs<'s, idl::Sequence<I>>>::from_js(scope, value)
    }

    fn from_js_by_method(
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
        method: Local<'s, Function>,
    ) -> Result<Self> {
        <Vec<T> as FromJs<'s, idl::Sequence<I>>>::from_js_by_method(scope, value, method)
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-create-frozen-array>
///
/// # Errors
///
/// What an element's conversion throws.
pub fn create_frozen_array<'s, I, T: IntoJs<'s, I>>(
    scope: &mut Scope<'s, '_>,
    values: impl IntoIterator<Item = T>,
) -> Result<Local<'s, Array>> {
    // 1. Let array be the result of converting the sequence of values of type T to a JavaScript value.
    let array = to_array(scope, values)?;
    // 2. Perform ! SetIntegrityLevel(array, "frozen").
    array
        .set_integrity_level(scope, IntegrityLevel::Frozen)
        .ok_or(Exception::Pending)?;
    // 3. Return array.
    Ok(array)
}

/// A new frozen array. An attribute that has to return the same array each time keeps it in a [`CachedFrozenArray`].
impl<'s, I, T: IntoJs<'s, I>> IntoJs<'s, idl::FrozenArray<I>> for Vec<T> {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(create_frozen_array(scope, self)?.into())
    }
}

/// An array that was frozen when it was made.
impl<'s, I> IntoJs<'s, idl::FrozenArray<I>> for Local<'s, Array> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.into())
    }
}

/// The value of a `FrozenArray<T>` attribute: the same array until the object says that its value changed.
#[derive(Debug, Default)]
pub struct CachedFrozenArray(Traced<Array>);

impl CachedFrozenArray {
    /// No array yet.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The array; one of `values` is made when there is none.
    ///
    /// # Errors
    ///
    /// What an element's conversion throws.
    pub fn get_or_create<'s, I, T: IntoJs<'s, I>>(
        &self,
        scope: &mut Scope<'s, '_>,
        values: impl FnOnce() -> Vec<T>,
    ) -> Result<Local<'s, Array>> {
        if let Some(array) = self.0.get(scope) {
            return Ok(array);
        }
        let array = create_frozen_array(scope, values())?;
        self.0.set(scope, array);
        Ok(array)
    }

    /// Forgets the array, because its value changed.
    pub fn clear(&self, scope: &Scope<'_, '_>) {
        self.0.clear(scope);
    }
}

// SAFETY: the one edge is reported.
unsafe impl Trace for CachedFrozenArray {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.0.trace(tracer);
    }
}
