//! The const tables that `#[webapi]` compiles an interface into.
//!
//! They are data: which members an interface has, where each is installed and which callback runs it. Templates, the
//! global's properties and the snapshot's external references are all made from them, and nothing else lists a member.

use std::ffi::CStr;

use super::call::Call;
use super::callback::{Callback, Outcome, callback};
use super::indexed::{IndexedHandlers, IndexedProperties};
use crate::serialize::{SerializableSteps, TransferableSteps};

/// An interface or namespace as the IDL declares it.
pub struct InterfaceDef {
    /// The identifier in the IDL.
    pub name: &'static str,
    /// Where it is declared: `idl/url/URL.idl:12`.
    pub location: &'static str,
    /// The name heap snapshots show.
    pub heap_name: &'static CStr,
    /// What kind of definition it is.
    pub kind: DefKind,
    /// The interface it inherits from.
    pub parent: Option<&'static InterfaceDef>,
    /// Where the parent's value lies in this interface's value, in bytes.
    pub parent_offset: usize,
    /// The constructor; `None` for an interface without one, whose interface object throws.
    pub constructor: Option<Constructor>,
    /// The members, one list for each IDL file that declares some.
    pub members: &'static [&'static [Member]],
    /// Whether the global has a property of this name.
    pub exposed: bool,
    /// `[LegacyWindowAlias]` names.
    pub aliases: &'static [&'static str],
    /// The intrinsic that the interface prototype object inherits from, if it is not `%Object.prototype%`.
    pub prototype: Option<PrototypeIntrinsic>,
    /// Whether a namespace object inherits from an empty object, as `console` does, instead of from `Object.prototype`.
    pub empty_prototype: bool,
    /// `[Serializable]`
    pub serializable: bool,
    /// `[Transferable]`
    pub transferable: bool,
    /// The serialization and deserialization steps of a `[Serializable]` interface that implements them.
    pub serialize: Option<&'static SerializableSteps>,
    /// The transfer and transfer-receiving steps of a `[Transferable]` interface that implements them.
    pub transfer: Option<&'static TransferableSteps>,
}

/// The intrinsics that an interface prototype object can inherit from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrototypeIntrinsic {
    /// `%Error.prototype%`
    Error,
    /// `%Iterator.prototype%`
    Iterator,
    /// `%AsyncIteratorPrototype%`
    AsyncIterator,
}

/// What an [`InterfaceDef`] defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefKind {
    /// An interface.
    Interface,
    /// An interface with `[Global]`: its members stand on the global object itself.
    Global,
    /// A namespace.
    Namespace,
    /// The prototype of an iterator: it has members but no interface object.
    Iterator,
}

/// A constructor.
#[derive(Clone, Copy)]
pub struct Constructor {
    /// What runs it.
    pub callback: Callback,
    /// The `length` of the interface object.
    pub length: u8,
}

impl Constructor {
    /// A constructor that `function` runs.
    pub const fn new<F>(length: u8, function: F) -> Self
    where
        F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
    {
        Self {
            callback: callback(function),
            length,
        }
    }
}

/// Where a member is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On the interface prototype object (on the object itself, for a global or a namespace).
    Prototype,
    /// On the interface object.
    Static,
    /// `[LegacyUnforgeable]`: on every instance, not configurable.
    Instance,
}

/// A member of an interface or namespace.
pub enum Member {
    /// `const`
    Constant {
        /// The identifier.
        name: &'static str,
        /// The value.
        value: ConstantValue,
    },
    /// `attribute`
    Attribute {
        /// The identifier.
        name: &'static str,
        /// What reads it.
        getter: Callback,
        /// What writes it.
        setter: Option<Callback>,
        /// Where it is installed.
        placement: Placement,
        /// Whether a failure is a rejection: the receiver is then checked by the callback, not by V8.
        promise: bool,
    },
    /// An operation, or a method that an iterable or stringifier declaration brings.
    Operation {
        /// The identifier.
        name: PropertyName,
        /// What runs it.
        callback: Callback,
        /// The function's `length`.
        length: u8,
        /// Where it is installed.
        placement: Placement,
        /// Whether a failure is a rejection: the receiver is then checked by the callback, not by V8.
        promise: bool,
        /// Whether the property is enumerable.
        enumerable: bool,
    },
    /// A second name for an operation's function object: `[Symbol.iterator]` for `entries`.
    Alias {
        /// The second name.
        name: PropertyName,
        /// The operation it names.
        of: &'static str,
    },
    /// `getter T (unsigned long index)`: the properties that are array indices.
    Indexed {
        /// Makes the handlers that V8 calls for such a property.
        handlers: fn() -> IndexedHandlers,
    },
    /// A property taken from a realm's intrinsic `Array.prototype`: what `iterable<V>` brings.
    ArrayIntrinsic {
        /// The property's name.
        name: PropertyName,
        /// Which intrinsic.
        intrinsic: ArrayIntrinsic,
    },
}

impl Member {
    /// A constant.
    pub const fn constant(name: &'static str, value: ConstantValue) -> Self {
        Self::Constant { name, value }
    }

    /// A readonly attribute.
    pub const fn attribute<F>(name: &'static str, getter: F) -> Self
    where
        F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
    {
        Self::Attribute {
            name,
            getter: callback(getter),
            setter: None,
            placement: Placement::Prototype,
            promise: false,
        }
    }

    /// An operation.
    pub const fn operation<F>(name: &'static str, length: u8, function: F) -> Self
    where
        F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
    {
        Self::Operation {
            name: PropertyName::Name(name),
            callback: callback(function),
            length,
            placement: Placement::Prototype,
            promise: false,
            enumerable: true,
        }
    }

    /// A second name for the operation `of`.
    pub const fn alias(name: PropertyName, of: &'static str) -> Self {
        Self::Alias { name, of }
    }

    /// A property that an interface with `iterable<V>` shares with arrays.
    pub const fn intrinsic(name: PropertyName, intrinsic: ArrayIntrinsic) -> Self {
        Self::ArrayIntrinsic { name, intrinsic }
    }

    /// The properties that are array indices.
    pub const fn indexed<T: IndexedProperties>() -> Self {
        Self::Indexed {
            handlers: super::indexed::handlers::<T>,
        }
    }

    /// The attribute with a setter.
    #[must_use]
    pub const fn with_setter<F>(mut self, function: F) -> Self
    where
        F: Fn(&mut Call<'_, '_, '_>) -> Outcome + Copy,
    {
        if let Self::Attribute { setter, .. } = &mut self {
            *setter = Some(callback(function));
        }
        self
    }

    /// The member with failures that are rejections.
    #[must_use]
    pub const fn returns_promise(mut self) -> Self {
        if let Self::Attribute { promise, .. } | Self::Operation { promise, .. } = &mut self {
            *promise = true;
        }
        self
    }

    /// The member on the interface object.
    #[must_use]
    pub const fn on_interface_object(self) -> Self {
        self.placed(Placement::Static)
    }

    /// The member on every instance, not configurable: `[LegacyUnforgeable]`.
    #[must_use]
    pub const fn unforgeable(self) -> Self {
        self.placed(Placement::Instance)
    }

    const fn placed(mut self, wanted: Placement) -> Self {
        if let Self::Attribute { placement, .. } | Self::Operation { placement, .. } = &mut self {
            *placement = wanted;
        }
        self
    }
}

/// The value of a constant.
#[derive(Clone, Copy, Debug)]
pub enum ConstantValue {
    /// `boolean`
    Boolean(bool),
    /// An integer or floating-point type.
    Number(f64),
}

/// A property key known at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyName {
    /// A string.
    Name(&'static str),
    /// `Symbol.iterator`
    Iterator,
    /// `Symbol.asyncIterator`
    AsyncIterator,
}

/// The intrinsics that value iterables share with arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayIntrinsic {
    /// `%Array.prototype.entries%`
    Entries,
    /// `%Array.prototype.forEach%`
    ForEach,
    /// `%Array.prototype.keys%`
    Keys,
    /// `%Array.prototype.values%`
    Values,
}

impl InterfaceDef {
    /// The table of an iterator prototype object.
    pub const fn iterator(
        name: &'static str,
        heap_name: &'static CStr,
        prototype: PrototypeIntrinsic,
        members: &'static [&'static [Member]],
    ) -> Self {
        Self {
            kind: DefKind::Iterator,
            members,
            prototype: Some(prototype),
            ..Self::native(name, heap_name)
        }
    }

    /// The table of a heap object that scripts never see: it has no members, and no IDL declares it.
    pub(crate) const fn native(name: &'static str, heap_name: &'static CStr) -> Self {
        Self {
            name,
            location: "",
            heap_name,
            kind: DefKind::Interface,
            parent: None,
            parent_offset: 0,
            constructor: None,
            members: &[],
            exposed: false,
            aliases: &[],
            prototype: None,
            empty_prototype: false,
            serializable: false,
            transferable: false,
            serialize: None,
            transfer: None,
        }
    }

    /// Whether this or an interface it inherits from has the given identifier.
    pub fn implements(&'static self, name: &str) -> bool {
        let mut def = Some(self);
        while let Some(current) = def {
            if current.name == name {
                return true;
            }
            def = current.parent;
        }
        false
    }

    /// Every member, in the order of declaration.
    pub fn members(&self) -> impl Iterator<Item = &'static Member> {
        self.members.iter().flat_map(|list| list.iter())
    }

    /// Whether this is `other` or inherits from it.
    pub fn inherits_from(&'static self, other: &'static InterfaceDef) -> bool {
        let mut def = Some(self);
        while let Some(current) = def {
            if std::ptr::eq(current, other) {
                return true;
            }
            def = current.parent;
        }
        false
    }
}
