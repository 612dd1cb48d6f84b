//! Marker types that spell IDL types in Rust: `idl::Sequence<idl::USVString>` is `sequence<USVString>`.
//!
//! They are never constructed. The generator writes them from the IDL; conversions are implemented for them.

use std::marker::PhantomData;

use crate::js::{Local, Value};

/// What the conversions ask an IDL type, whatever Rust type stands for it.
pub trait IdlType {
    /// Whether the conversion to the nullable type `Self?` makes `value` null.
    #[inline]
    fn converts_to_null(value: Local<'_, Value>) -> bool {
        value.is_null_or_undefined()
    }
}

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident $(<$($param:ident),+>)? $({$($body:tt)*})?),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name $(<$($param),+>)? (PhantomData<($($($param,)+)?)>);

        impl $(<$($param),+>)? IdlType for $name $(<$($param),+>)? { $($($body)*)? }
    )* };
}

/// Of a type that includes `undefined`, only null is null.
macro_rules! includes_undefined {
    () => {
        #[inline]
        fn converts_to_null(value: Local<'_, Value>) -> bool {
            value.is_null()
        }
    };
}

markers! {
    /// `undefined`
    Undefined { includes_undefined!(); },
    /// `any`
    Any,
    /// `boolean`
    Boolean,
    /// `byte`
    Byte,
    /// `octet`
    Octet,
    /// `short`
    Short,
    /// `unsigned short`
    UnsignedShort,
    /// `long`
    Long,
    /// `unsigned long`
    UnsignedLong,
    /// `long long`
    LongLong,
    /// `unsigned long long`
    UnsignedLongLong,
    /// `float`
    Float,
    /// `unrestricted float`
    UnrestrictedFloat,
    /// `double`
    Double,
    /// `unrestricted double`
    UnrestrictedDouble,
    /// `bigint`
    Bigint,
    /// `DOMString`
    DOMString,
    /// `USVString`
    USVString,
    /// `ByteString`
    ByteString,
    /// `object`
    Object,
    /// `symbol`
    Symbol,
    /// An interface; which one is the Rust type's business.
    Interface,
    /// A dictionary; which one is the Rust type's business.
    Dictionary,
    /// An enumeration; which one is the Rust type's business.
    Enumeration,
    /// A callback function; which one is the Rust type's business.
    CallbackFunction,
    /// A callback interface; which one is the Rust type's business.
    CallbackInterface,
    /// A union; which one is the Rust type's business.
    Union,
    /// A union that includes `undefined`
    UnionWithUndefined { includes_undefined!(); },
    /// `T?`
    Nullable<T>,
    /// `sequence<T>`
    Sequence<T>,
    /// `async_sequence<T>`
    AsyncSequence<T>,
    /// `FrozenArray<T>`
    FrozenArray<T>,
    /// `ObservableArray<T>`
    ObservableArray<T>,
    /// `record<K, V>`
    Record<K, V>,
    /// `Promise<T>`
    Promise<T>,
    /// `[Clamp] T`
    Clamp<T>,
    /// `[EnforceRange] T`
    EnforceRange<T>,
    /// `[LegacyNullToEmptyString] T`
    LegacyNullToEmptyString<T>,
    /// `[AllowShared] T`
    AllowShared<T>,
    /// `[AllowResizable] T`
    AllowResizable<T>,
    /// `[LegacyTreatNonObjectAsNull]` on a callback function
    LegacyTreatNonObjectAsNull<T> {
        #[inline]
        fn converts_to_null(value: Local<'_, Value>) -> bool {
            !value.is_object()
        }
    },
    /// `ArrayBuffer`
    ArrayBuffer,
    /// `SharedArrayBuffer`
    SharedArrayBuffer,
    /// `DataView`
    DataView,
    /// `Int8Array`
    Int8Array,
    /// `Int16Array`
    Int16Array,
    /// `Int32Array`
    Int32Array,
    /// `Uint8Array`
    Uint8Array,
    /// `Uint16Array`
    Uint16Array,
    /// `Uint32Array`
    Uint32Array,
    /// `Uint8ClampedArray`
    Uint8ClampedArray,
    /// `BigInt64Array`
    BigInt64Array,
    /// `BigUint64Array`
    BigUint64Array,
    /// `Float16Array`
    Float16Array,
    /// `Float32Array`
    Float32Array,
    /// `Float64Array`
    Float64Array,
    /// `ArrayBufferView`: any typed array or a DataView
    ArrayBufferView,
    /// `BufferSource`: an ArrayBuffer or a view of one
    BufferSource,
}

/// A callback function with `[LegacyTreatNonObjectAsNull]`: an event handler.
pub type AnyObjectCallback = LegacyTreatNonObjectAsNull<CallbackFunction>;
