//! The const tables that `#[webapi]` compiles an interface into.
//!
//! They are data: which members an interface has, where each is installed and which callback runs it. Templates, the
//! global's properties and the snapshot's external references are all made from them, and nothing else lists a member.

use std::ffi::CStr;

use super::callback::Callback;
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
    /// A property taken from a realm's intrinsic `Array.prototype`: what `iterable<V>` brings.
    ArrayIntrinsic {
        /// The property's name.
        name: PropertyName,
        /// Which intrinsic.
        intrinsic: ArrayIntrinsic,
    },
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
            name,
            location: "",
            heap_name,
            kind: DefKind::Iterator,
            parent: None,
            parent_offset: 0,
            constructor: None,
            members,
            exposed: false,
            aliases: &[],
            prototype: Some(prototype),
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
