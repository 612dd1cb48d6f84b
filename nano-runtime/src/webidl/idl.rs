//! Marker types that spell IDL types in Rust: `idl::Sequence<idl::USVString>` is `sequence<USVString>`.
//!
//! They are never constructed. The generator writes them from the IDL; conversions are implemented for them.

use std::marker::PhantomData;

macro_rules! markers {
    ($($(#[$doc:meta])* $name:ident $(<$($param:ident),+>)?),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name $(<$($param),+>)? (PhantomData<($($($param,)+)?)>);
    )* };
}

markers! {
    /// `undefined`
    Undefined,
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
    LegacyTreatNonObjectAsNull<T>,
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
