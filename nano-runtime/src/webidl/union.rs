//! What the conversion to a union asks: <https://webidl.spec.whatwg.org/#js-union>
//!
//! The generated conversion of a union asks these questions in the standard's order, and leaves out those about types that
//! the union does not have:
//!
//! 1. undefined: [`is_undefined`]
//! 2. a nullable type, and a dictionary of null or undefined: [`is_null_or_undefined`]
//! 3. an interface: [`platform_object`]; a platform object that is none of them can still be an `object`: [`is_platform_object`]
//! 4. buffers and views: [`is_array_buffer`], [`is_shared_array_buffer`], [`is_data_view`], [`is_typed_array`],
//!    [`is_array_buffer_view`]
//! 5. a callback function: [`is_callable`]
//! 6. of any other object ([`as_object`]): an async sequence ([`async_sequence`](super::async_sequence::from_object), unless the
//!    union has a string type and [`has_string_data`]), a sequence ([`iterator_method`](super::sequence::iterator_method) and
//!    [`from_method`](super::sequence::from_method)), then a dictionary, a record, a callback interface or `object` by its own
//!    conversion
//! 7. a primitive of a type that the union has: [`is_boolean`], [`is_number`], [`is_bigint`]
//! 8. any string type, or else numeric and bigint ([`to_numeric`]), numeric, boolean, bigint, by its own conversion
//! 9. [`no_match`]

use crate::binding::unwrap;
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Ref};
use crate::js::{Local, Object, Scope, Value};

/// Whether V is undefined.
#[inline]
#[must_use]
pub fn is_undefined(value: Local<'_, Value>) -> bool {
    value.is_undefined()
}

/// Whether V is null or undefined.
#[inline]
#[must_use]
pub fn is_null_or_undefined(value: Local<'_, Value>) -> bool {
    value.is_null_or_undefined()
}

/// V as a platform object that implements `T`.
#[inline]
pub fn platform_object<'s, T: Interface>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Option<Ref<'s, T>> {
    unwrap(scope, value)
}

/// Whether V is a platform object, of whatever interface.
#[inline]
#[must_use]
pub fn is_platform_object(value: Local<'_, Value>) -> bool {
    as_object(value).is_some_and(|object| object.is_api_wrapper())
}

/// Whether V has an `[[ArrayBufferData]]` slot and is not shared.
#[inline]
#[must_use]
pub fn is_array_buffer(value: Local<'_, Value>) -> bool {
    value.is_array_buffer()
}

/// Whether V has an `[[ArrayBufferData]]` slot and is shared.
#[inline]
#[must_use]
pub fn is_shared_array_buffer(value: Local<'_, Value>) -> bool {
    value.is_shared_array_buffer()
}

/// Whether V has a `[[DataView]]` slot.
#[inline]
#[must_use]
pub fn is_data_view(value: Local<'_, Value>) -> bool {
    value.is_data_view()
}

/// Whether V is a typed array or a DataView: the types of the typedef ArrayBufferView.
#[inline]
#[must_use]
pub fn is_array_buffer_view(value: Local<'_, Value>) -> bool {
    value.is_array_buffer_view()
}

/// Whether V has a `[[TypedArrayName]]` slot with this value.
#[must_use]
pub fn is_typed_array(value: Local<'_, Value>, name: &str) -> bool {
    value.is_typed_array()
        && Local::try_from(value).is_ok_and(|view| super::ArrayBufferView(view).type_name() == name)
}

/// IsCallable(V)
#[inline]
#[must_use]
pub fn is_callable(value: Local<'_, Value>) -> bool {
    value.is_function()
}

/// V as an Object.
#[inline]
#[must_use]
pub fn as_object<'s>(value: Local<'s, Value>) -> Option<Local<'s, Object>> {
    Local::<Object>::try_from(value).ok()
}

/// Whether V has a `[[StringData]]` slot: it is a String object.
#[inline]
#[must_use]
pub fn has_string_data(value: Local<'_, Value>) -> bool {
    value.is_string_object()
}

/// Whether V is a Boolean.
#[inline]
#[must_use]
pub fn is_boolean(value: Local<'_, Value>) -> bool {
    value.is_boolean()
}

/// Whether V is a Number.
#[inline]
#[must_use]
pub fn is_number(value: Local<'_, Value>) -> bool {
    value.is_number()
}

/// Whether V is a BigInt.
#[inline]
#[must_use]
pub fn is_bigint(value: Local<'_, Value>) -> bool {
    value.is_big_int()
}

/// ToNumeric(V), for unions that have both a numeric type and bigint: the result is a Number or a BigInt.
///
/// <https://webidl.spec.whatwg.org/#js-convert-to-numeric>
///
/// # Errors
///
/// What ToPrimitive throws, and TypeError for a symbol.
pub fn to_numeric<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Value>> {
    super::numeric::to_numeric(scope, value)
}

/// The TypeError of a value that converts to none of the union's types; `ty` is the union as Chrome writes it:
/// `(A or B)`.
#[cold]
#[must_use]
pub fn no_match(ty: &str) -> Exception {
    Exception::type_error(format!("The provided value is not of type '{ty}'."))
}
