//! IDL types: their kinds, and the annotations that change how they convert.
//!
//! The same type stands in syntax and in a model. In syntax a name is [`TypeKind::Unresolved`]; the resolver turns it
//! into what the name means, so that no model holds one. Expanding typedefs and asking about types is in
//! `algorithms/`.

use crate::ast::ExtAttrs;
use crate::source::Span;

/// <https://webidl.spec.whatwg.org/#idl-types>
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// The annotations that apply to it. In syntax these come from `ext_attrs`; in a model also from the argument,
    /// member or typedef that it stands in, and [`crate::Model::expand`] adds those of every typedef, nullable and
    /// union around it.
    pub annotations: Annotations,
    /// The extended attributes written in front of it inside a type: `sequence<[Clamp] octet>`.
    pub ext_attrs: ExtAttrs,
    /// Where it stands.
    pub span: Span,
}

impl Type {
    /// The type inside, if this is nullable; otherwise the type itself.
    #[must_use]
    pub fn non_null(&self) -> &Type {
        match &self.kind {
            TypeKind::Nullable(inner) => inner,
            _ => self,
        }
    }

    /// Whether it is written with `?`. Unlike [`crate::Model::includes_nullable`] this looks at the type alone.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        matches!(self.kind, TypeKind::Nullable(_))
    }

    /// Whether it is `undefined`.
    #[must_use]
    pub fn is_undefined(&self) -> bool {
        self.kind == TypeKind::Undefined
    }
}

/// <https://webidl.spec.whatwg.org/#extended-attributes-applicable-to-types>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Annotations {
    /// `[Clamp]`
    pub clamp: bool,
    /// `[EnforceRange]`
    pub enforce_range: bool,
    /// `[AllowShared]`
    pub allow_shared: bool,
    /// `[AllowResizable]`
    pub allow_resizable: bool,
    /// `[LegacyNullToEmptyString]`
    pub legacy_null_to_empty_string: bool,
}

impl Annotations {
    /// The annotations among these extended attributes.
    #[must_use]
    pub fn of(ext_attrs: &ExtAttrs) -> Self {
        Self {
            clamp: ext_attrs.has("Clamp"),
            enforce_range: ext_attrs.has("EnforceRange"),
            allow_shared: ext_attrs.has("AllowShared"),
            allow_resizable: ext_attrs.has("AllowResizable"),
            legacy_null_to_empty_string: ext_attrs.has("LegacyNullToEmptyString"),
        }
    }

    /// Those of either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            clamp: self.clamp || other.clamp,
            enforce_range: self.enforce_range || other.enforce_range,
            allow_shared: self.allow_shared || other.allow_shared,
            allow_resizable: self.allow_resizable || other.allow_resizable,
            legacy_null_to_empty_string: self.legacy_null_to_empty_string
                || other.legacy_null_to_empty_string,
        }
    }
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `any`
    Any,
    /// `undefined`
    Undefined,
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
    BigInt,
    /// `DOMString`
    DomString,
    /// `ByteString`
    ByteString,
    /// `USVString`
    UsvString,
    /// `object`
    Object,
    /// `symbol`
    Symbol,
    /// A buffer type.
    Buffer(BufferKind),
    /// `sequence<T>`
    Sequence(Box<Type>),
    /// `async_sequence<T>`
    AsyncSequence(Box<Type>),
    /// `FrozenArray<T>`
    FrozenArray(Box<Type>),
    /// `ObservableArray<T>`
    ObservableArray(Box<Type>),
    /// `Promise<T>`
    Promise(Box<Type>),
    /// `record<K, V>`; the key is one of the three string types.
    Record(Box<Type>, Box<Type>),
    /// `(A or B)`, as written: members may be unions again (see [`crate::Model::flattened_members`]).
    Union(Vec<Type>),
    /// `T?`
    Nullable(Box<Type>),
    /// An interface.
    Interface(String),
    /// A dictionary.
    Dictionary(String),
    /// An enumeration.
    Enum(String),
    /// A callback function.
    Callback(String),
    /// A callback interface.
    CallbackInterface(String),
    /// A typedef; [`crate::Model::expand`] leaves none.
    Typedef(String),
    /// A name in syntax; no model holds one.
    Unresolved(String),
}

impl TypeKind {
    /// <https://webidl.spec.whatwg.org/#dfn-integer-type>
    #[must_use]
    pub fn is_integer(&self) -> bool {
        matches!(
            self,
            Self::Byte
                | Self::Octet
                | Self::Short
                | Self::UnsignedShort
                | Self::Long
                | Self::UnsignedLong
                | Self::LongLong
                | Self::UnsignedLongLong
        )
    }

    /// <https://webidl.spec.whatwg.org/#dfn-numeric-type>
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.is_integer()
            || matches!(
                self,
                Self::Float | Self::UnrestrictedFloat | Self::Double | Self::UnrestrictedDouble
            )
    }

    /// <https://webidl.spec.whatwg.org/#dfn-primitive-type>
    #[must_use]
    pub fn is_primitive(&self) -> bool {
        self.is_numeric() || matches!(self, Self::Boolean | Self::BigInt)
    }

    /// <https://webidl.spec.whatwg.org/#dfn-string-type>: the three string types and enumerations.
    #[must_use]
    pub fn is_string(&self) -> bool {
        matches!(
            self,
            Self::DomString | Self::ByteString | Self::UsvString | Self::Enum(_)
        )
    }

    /// The name of the definition that the type refers to.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Interface(name)
            | Self::Dictionary(name)
            | Self::Enum(name)
            | Self::Callback(name)
            | Self::CallbackInterface(name)
            | Self::Typedef(name)
            | Self::Unresolved(name) => Some(name),
            _ => None,
        }
    }
}

/// <https://webidl.spec.whatwg.org/#idl-buffer-source-types>. `ArrayBufferView` and `BufferSource` are typedefs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum BufferKind {
    ArrayBuffer,
    SharedArrayBuffer,
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
    Float64Array,
}

impl BufferKind {
    /// Every kind, in the order of the standard.
    pub const ALL: [BufferKind; 15] = [
        Self::ArrayBuffer,
        Self::SharedArrayBuffer,
        Self::DataView,
        Self::Int8Array,
        Self::Int16Array,
        Self::Int32Array,
        Self::Uint8Array,
        Self::Uint16Array,
        Self::Uint32Array,
        Self::Uint8ClampedArray,
        Self::BigInt64Array,
        Self::BigUint64Array,
        Self::Float16Array,
        Self::Float32Array,
        Self::Float64Array,
    ];

    /// The name in IDL and in JavaScript.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ArrayBuffer => "ArrayBuffer",
            Self::SharedArrayBuffer => "SharedArrayBuffer",
            Self::DataView => "DataView",
            Self::Int8Array => "Int8Array",
            Self::Int16Array => "Int16Array",
            Self::Int32Array => "Int32Array",
            Self::Uint8Array => "Uint8Array",
            Self::Uint16Array => "Uint16Array",
            Self::Uint32Array => "Uint32Array",
            Self::Uint8ClampedArray => "Uint8ClampedArray",
            Self::BigInt64Array => "BigInt64Array",
            Self::BigUint64Array => "BigUint64Array",
            Self::Float16Array => "Float16Array",
            Self::Float32Array => "Float32Array",
            Self::Float64Array => "Float64Array",
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-typed-array-type>
    #[must_use]
    pub fn is_typed_array(self) -> bool {
        !matches!(
            self,
            Self::ArrayBuffer | Self::SharedArrayBuffer | Self::DataView
        )
    }

    /// <https://webidl.spec.whatwg.org/#dfn-buffer-view-type>
    #[must_use]
    pub fn is_view(self) -> bool {
        !matches!(self, Self::ArrayBuffer | Self::SharedArrayBuffer)
    }
}
