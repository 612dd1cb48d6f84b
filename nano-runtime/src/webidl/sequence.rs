//! `sequence<T>`: <https://webidl.spec.whatwg.org/#js-sequence>

use super::iterator::{IteratorRecord, get_method};
use super::{FromJs, IntoJs, OffStack, idl};
use crate::exception::{Exception, Result};
use crate::js::{Array, Function, Local, Object, Scope, Symbol, Value};

impl<'s, I, T: FromJs<'s, I> + OffStack> FromJs<'s, idl::Sequence<I>> for Vec<T> {
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not an Object, then throw a TypeError.
        let Ok(object) = Local::<Object>::try_from(value) else {
            return Err(Exception::type_error(
                "The provided value cannot be converted to a sequence.",
            ));
        };
        // 2. Let method be ? GetMethod(V, %Symbol.iterator%).
        let method = iterator_method(scope, object)?;
        // 3. If method is undefined, then throw a TypeError.
        let method = method.ok_or_else(|| {
            Exception::type_error("The object must have a callable @@iterator property.")
        })?;
        // 4. Return the result of creating a sequence from V and method.
        from_method(scope, object, method)
    }

    fn from_js_by_method(
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
        method: Local<'s, Function>,
    ) -> Result<Self> {
        let object = Local::<Object>::try_from(value).map_err(|_| {
            Exception::type_error("The provided value cannot be converted to a sequence.")
        })?;
        from_method(scope, object, method)
    }
}

/// ? GetMethod(object, %Symbol.iterator%)
///
/// # Errors
///
/// What the property's getter throws; TypeError when the property is neither callable nor null nor undefined.
pub fn iterator_method<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'s, Object>,
) -> Result<Option<Local<'s, Function>>> {
    let key = Symbol::get_iterator(scope).into();
    get_method(scope, object, key, || {
        "The object must have a callable @@iterator property.".into()
    })
}

/// <https://webidl.spec.whatwg.org/#create-sequence-from-iterable>
///
/// # Errors
///
/// What the iterator or an element's conversion throws.
pub fn from_method<'s, I, T: FromJs<'s, I> + OffStack>(
    scope: &mut Scope<'s, '_>,
    iterable: Local<'s, Object>,
    method: Local<'s, Function>,
) -> Result<Vec<T>> {
    // 1. Let iteratorRecord be ? GetIteratorFromMethod(iterable, method).
    let mut iterator = IteratorRecord::from_method(scope, iterable, method)?;
    // 2. Initialize i to be 0.
    let mut sequence = Vec::new();
    // OPTIMIZATION: nobody sees whether the realm's own iterator of an array is asked, or the array.
    if let Some(array) = iterator.plain_array(scope, iterable, method) {
        let mut index = 0;
        // A conversion may change the array: its length counts anew in each step.
        while index < array.length() {
            let next = array.get_index(scope, index).ok_or(Exception::Pending)?;
            sequence.push(T::from_js(scope, next)?);
            index += 1;
        }
        return Ok(sequence);
    }
    // 3. Repeat:
    //    1. Let next be ? IteratorStepValue(iteratorRecord).
    //    2. If next is done, then return the sequence.
    while let Some(next) = iterator.step_value(scope)? {
        // 3. Initialize Sᵢ to the result of converting next to T.
        // 4. Set i to i + 1.
        sequence.push(T::from_js(scope, next)?);
    }
    Ok(sequence)
}

/// The JavaScript array of the elements.
///
/// # Errors
///
/// What an element's conversion throws; RangeError for more elements than an array can have.
pub(super) fn to_array<'s, I, T: IntoJs<'s, I>>(
    scope: &mut Scope<'s, '_>,
    elements: impl IntoIterator<Item = T>,
) -> Result<Local<'s, Array>> {
    // 1.–3. Convert each element and put it at its index in a new array.
    let elements = elements
        .into_iter()
        .map(|element| element.into_js(scope))
        .collect::<Result<Vec<_>>>()?;
    if u32::try_from(elements.len()).is_err() {
        return Err(Exception::range_error("Invalid array length"));
    }
    // 4. Return A.
    Ok(Array::new_with_elements(scope, &elements))
}

impl<'s, I, T: IntoJs<'s, I>> IntoJs<'s, idl::Sequence<I>> for Vec<T> {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(to_array(scope, self)?.into())
    }
}

impl<'s, I, T: IntoJs<'s, I>, const N: usize> IntoJs<'s, idl::Sequence<I>> for [T; N] {
    #[inline]
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(to_array(scope, self)?.into())
    }
}
