//! The conversions of buffer types: <https://webidl.spec.whatwg.org/#js-buffer-source-types>

use bytes::{Bytes, BytesMut};

use super::buffer_source::{ArrayBufferView, BufferSource, is_resizable};
use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::js::{self, ArrayBuffer, Local, Scope, SharedArrayBuffer, Uint8Array, Value};

/// The extended attributes associated with a buffer type.
#[derive(Clone, Copy, Default)]
struct Allow {
    shared: bool,
    resizable: bool,
}

const NONE: Allow = Allow {
    shared: false,
    resizable: false,
};
const SHARED: Allow = Allow {
    shared: true,
    ..NONE
};
const RESIZABLE: Allow = Allow {
    resizable: true,
    ..NONE
};
const BOTH: Allow = Allow {
    shared: true,
    resizable: true,
};

#[cold]
fn must_not_be(name: &str, what: &str) -> Exception {
    Exception::type_error(format!("The provided {name} value must not be {what}."))
}

/// <https://webidl.spec.whatwg.org/#js-ArrayBuffer>
fn array_buffer<'s>(value: Local<'s, Value>, allow: Allow) -> Result<Local<'s, ArrayBuffer>> {
    // 1. If V is not an Object, or V does not have an [[ArrayBufferData]] internal slot, then throw a TypeError.
    // 2. If IsSharedArrayBuffer(V) is true, then throw a TypeError. (V8's ArrayBuffers are those that are not shared.)
    let buffer =
        Local::<ArrayBuffer>::try_from(value).map_err(|_| Exception::not_of_type("ArrayBuffer"))?;
    // 3. If the conversion is not to a type associated with [AllowResizable], and IsFixedLengthArrayBuffer(V) is false, then
    //    throw a TypeError.
    if !allow.resizable && is_resizable(buffer) {
        return Err(must_not_be("ArrayBuffer", "resizable"));
    }
    // 4. Return a reference to the same object as V.
    Ok(buffer)
}

/// <https://webidl.spec.whatwg.org/#js-SharedArrayBuffer>
fn shared_array_buffer<'s>(
    value: Local<'s, Value>,
    allow: Allow,
) -> Result<Local<'s, SharedArrayBuffer>> {
    // 1.–2. If V is not an Object with an [[ArrayBufferData]] internal slot, or not shared, then throw a TypeError.
    let buffer = Local::<SharedArrayBuffer>::try_from(value)
        .map_err(|_| Exception::not_of_type("SharedArrayBuffer"))?;
    // 3. If the conversion is not to a type associated with [AllowResizable], and IsFixedLengthArrayBuffer(V) is false, then
    //    throw a TypeError.
    if !allow.resizable && buffer.get_backing_store().is_resizable_by_user_javascript() {
        return Err(must_not_be("SharedArrayBuffer", "resizable"));
    }
    // 4. Return a reference to the same object as V.
    Ok(buffer)
}

/// The last steps of the conversions to DataView and to typed array types.
fn checked_view<'s>(
    scope: &mut Scope<'s, '_>,
    view: ArrayBufferView<'s>,
    name: &str,
    allow: Allow,
) -> Result<()> {
    // A small typed array without a buffer of its own is neither shared nor resizable.
    if let Some(buffer) = view.existing_buffer(scope) {
        // 2. If the conversion is not to a type associated with [AllowShared], and IsSharedArrayBuffer(V.[[ViewedArrayBuffer]])
        //    is true, then throw a TypeError.
        if !allow.shared && buffer.is_shared_array_buffer() {
            return Err(must_not_be(name, "shared"));
        }
        // 3. If the conversion is not to a type associated with [AllowResizable], and
        //    IsFixedLengthArrayBuffer(V.[[ViewedArrayBuffer]]) is false, then throw a TypeError.
        if !allow.resizable && is_resizable(buffer) {
            return Err(must_not_be(name, "resizable"));
        }
    }
    // 4. Return a reference to the same object as V.
    Ok(())
}

fn array_buffer_view<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    allow: Allow,
) -> Result<ArrayBufferView<'s>> {
    let view = Local::<js::ArrayBufferView>::try_from(value)
        .map_err(|_| Exception::not_of_type("ArrayBufferView"))?;
    let view = ArrayBufferView(view);
    checked_view(scope, view, "ArrayBufferView", allow)?;
    Ok(view)
}

/// `BufferSource` is `(ArrayBufferView or ArrayBuffer)`; with `[AllowShared]` it is `AllowSharedBufferSource`.
fn buffer_source<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    allow: Allow,
) -> Result<BufferSource<'s>> {
    if value.is_array_buffer_view() {
        return array_buffer_view(scope, value, allow).map(BufferSource::View);
    }
    if value.is_array_buffer() {
        return array_buffer(value, allow).map(BufferSource::Buffer);
    }
    if allow.shared && value.is_shared_array_buffer() {
        return shared_array_buffer(value, allow).map(BufferSource::Shared);
    }
    Err(Exception::type_error(
        "The provided value is not of type '(ArrayBuffer or ArrayBufferView)'.",
    ))
}

/// Implements a conversion for the four combinations of extended attributes.
macro_rules! with_allowances {
    ($ty:ty, $marker:ident, |$scope:ident, $value:ident, $allow:ident| $body:expr) => {
        with_allowances!(@impl $ty, idl::$marker, NONE, |$scope, $value, $allow| $body);
        with_allowances!(@impl $ty, idl::AllowShared<idl::$marker>, SHARED, |$scope, $value, $allow| $body);
        with_allowances!(@impl $ty, idl::AllowResizable<idl::$marker>, RESIZABLE, |$scope, $value, $allow| $body);
        with_allowances!(@impl $ty, idl::AllowShared<idl::AllowResizable<idl::$marker>>, BOTH, |$scope, $value, $allow| $body);
        with_allowances!(@impl $ty, idl::AllowResizable<idl::AllowShared<idl::$marker>>, BOTH, |$scope, $value, $allow| $body);
    };
    (@impl $ty:ty, $marker:ty, $allowed:expr, |$scope:ident, $value:ident, $allow:ident| $body:expr) => {
        impl<'s> FromJs<'s, $marker> for $ty {
            fn from_js($scope: &mut Scope<'s, '_>, $value: Local<'s, Value>) -> Result<Self> {
                let $allow = $allowed;
                $body
            }
        }
    };
}

with_allowances!(
    Local<'s, ArrayBuffer>,
    ArrayBuffer,
    |_scope, value, allow| array_buffer(value, allow)
);
with_allowances!(
    Local<'s, SharedArrayBuffer>,
    SharedArrayBuffer,
    |_scope, value, allow| shared_array_buffer(value, allow)
);
with_allowances!(
    ArrayBufferView<'s>,
    ArrayBufferView,
    |scope, value, allow| array_buffer_view(scope, value, allow)
);
with_allowances!(
    Local<'s, js::ArrayBufferView>,
    ArrayBufferView,
    |scope, value, allow| array_buffer_view(scope, value, allow).map(ArrayBufferView::local)
);
with_allowances!(BufferSource<'s>, BufferSource, |scope, value, allow| {
    buffer_source(scope, value, allow)
});

/// The types that "get a copy of the bytes held by the buffer source" gives.
macro_rules! copies {
    ($($ty:ty),*) => { $(
        with_allowances!($ty, BufferSource, |scope, value, allow| {
            Ok(buffer_source(scope, value, allow)?.to_vec(scope).into())
        });
        with_allowances!($ty, ArrayBufferView, |scope, value, allow| {
            Ok(array_buffer_view(scope, value, allow)?.to_vec(scope).into())
        });
        with_allowances!($ty, ArrayBuffer, |scope, value, allow| {
            Ok(BufferSource::Buffer(array_buffer(value, allow)?).to_vec(scope).into())
        });
        with_allowances!($ty, Uint8Array, |scope, value, allow| {
            let view = uint8_array(scope, value, allow)?;
            Ok(ArrayBufferView(view.into()).to_vec(scope).into())
        });
    )* };
}

fn uint8_array<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    allow: Allow,
) -> Result<Local<'s, Uint8Array>> {
    let view =
        Local::<Uint8Array>::try_from(value).map_err(|_| Exception::not_of_type("Uint8Array"))?;
    checked_view(scope, ArrayBufferView(view.into()), "Uint8Array", allow)?;
    Ok(view)
}

copies!(Vec<u8>, Bytes);

/// Converts a value to JavaScript that is a JavaScript value already.
macro_rules! into_itself {
    ($ty:ty, $marker:ident, |$this:ident| $value:expr) => {
        into_itself!(@impl $ty, idl::$marker, |$this| $value);
        into_itself!(@impl $ty, idl::AllowShared<idl::$marker>, |$this| $value);
        into_itself!(@impl $ty, idl::AllowResizable<idl::$marker>, |$this| $value);
    };
    (@impl $ty:ty, $marker:ty, |$this:ident| $value:expr) => {
        impl<'s> IntoJs<'s, $marker> for $ty {
            #[inline]
            fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                let $this = self;
                Ok($value)
            }
        }
    };
}

into_itself!(Local<'s, ArrayBuffer>, ArrayBuffer, |buffer| buffer.into());
into_itself!(Local<'s, SharedArrayBuffer>, SharedArrayBuffer, |buffer| {
    buffer.into()
});
into_itself!(Local<'s, js::ArrayBufferView>, ArrayBufferView, |view| view
    .into());
into_itself!(ArrayBufferView<'s>, ArrayBufferView, |view| view.0.into());
into_itself!(BufferSource<'s>, BufferSource, |source| source.value());

/// A view as an ArrayBufferView. The `v8` crate has no such conversion from a Float16Array.
macro_rules! upcast {
    (Float16Array, $view:expr) => {
        // SAFETY: a Float16Array is an ArrayBufferView.
        unsafe { Local::<js::ArrayBufferView>::cast_unchecked($view) }
    };
    ($name:ident, $view:expr) => {
        $view.into()
    };
}

/// <https://webidl.spec.whatwg.org/#js-buffer-source-types>, for DataView and each typed array type.
macro_rules! views {
    ($($name:ident),*) => { $(
        with_allowances!(Local<'s, v8::$name>, $name, |scope, value, allow| {
            // 1. If V is not an Object, or V does not have an internal slot with the type's name, then throw a TypeError.
            let view = Local::<v8::$name>::try_from(value)
                .map_err(|_| Exception::not_of_type(stringify!($name)))?;
            let any: Local<'_, js::ArrayBufferView> = upcast!($name, view);
            checked_view(scope, ArrayBufferView(any), stringify!($name), allow)?;
            Ok(view)
        });
        into_itself!(Local<'s, v8::$name>, $name, |view| {
            let any: Local<'_, js::ArrayBufferView> = upcast!($name, view);
            any.into()
        });
    )* };
}

views!(
    DataView,
    Int8Array,
    Int16Array,
    Int32Array,
    Uint8Array,
    Uint16Array,
    Uint32Array,
    Uint8ClampedArray,
    BigInt64Array,
    BigUint64Array,
    Float16Array,
    Float32Array,
    Float64Array
);

#[cold]
fn allocation_failed() -> Exception {
    Exception::range_error("Array buffer allocation failed")
}

/// A new ArrayBuffer over the vector's own memory.
///
/// # Errors
///
/// RangeError for more bytes than V8 allows.
pub fn array_buffer_of_vec<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: Vec<u8>,
) -> Result<Local<'s, ArrayBuffer>> {
    if bytes.is_empty() {
        return Ok(ArrayBuffer::new(scope, 0));
    }
    if bytes.len() > js::TypedArray::MAX_BYTE_LENGTH {
        return Err(allocation_failed());
    }
    let store = ArrayBuffer::new_backing_store_from_vec(bytes).make_shared();
    Ok(ArrayBuffer::with_backing_store(scope, &store))
}

/// A new ArrayBuffer over the bytes' own memory when nobody else holds it, of a copy when somebody does: a script may write
/// to it.
///
/// # Errors
///
/// RangeError for more bytes than V8 allows.
pub fn array_buffer_of_bytes<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: Bytes,
) -> Result<Local<'s, ArrayBuffer>> {
    if bytes.is_empty() {
        return Ok(ArrayBuffer::new(scope, 0));
    }
    if bytes.len() > js::TypedArray::MAX_BYTE_LENGTH {
        return Err(allocation_failed());
    }
    match bytes.try_into_mut() {
        Ok(bytes) => {
            let bytes: Box<BytesMut> = Box::new(bytes);
            let store = ArrayBuffer::new_backing_store_from_bytes(bytes).make_shared();
            Ok(ArrayBuffer::with_backing_store(scope, &store))
        }
        Err(bytes) => array_buffer_of_vec(scope, bytes.to_vec()),
    }
}

fn uint8_array_of<'s>(
    scope: &mut Scope<'s, '_>,
    buffer: Local<'s, ArrayBuffer>,
) -> Result<Local<'s, Value>> {
    let length = buffer.byte_length();
    Uint8Array::new(scope, buffer, 0, length)
        .map(Into::into)
        .ok_or_else(allocation_failed)
}

macro_rules! into_new_buffer {
    ($($ty:ty: $new:ident;)*) => { $(
        impl<'s> IntoJs<'s, idl::ArrayBuffer> for $ty {
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                Ok($new(scope, self)?.into())
            }
        }

        impl<'s> IntoJs<'s, idl::Uint8Array> for $ty {
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                let buffer = $new(scope, self)?;
                uint8_array_of(scope, buffer)
            }
        }
    )* };
}

into_new_buffer! {
    Vec<u8>: array_buffer_of_vec;
    Bytes: array_buffer_of_bytes;
}
