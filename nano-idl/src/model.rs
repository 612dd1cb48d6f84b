//! What the definitions of all files mean together: names resolved, partials and mixins merged, overloads grouped.
//!
//! Only the data is here. It is built by `resolve/`, checked by `check/`, printed by `print.rs`, and asked by
//! `algorithms/`. A model is only ever handed out when there was no error in it, so every name in it exists.
//! All maps are ordered by name, and everything in lists is in the order of declaration: first the definition, then
//! its partials, then the mixins that it includes; files in the order in which they were given.

use crate::ast::{Argument, Common, DictionaryField, EnumValue, Ident, Literal, Special};
use crate::diagnostic::Diagnostic;
use crate::source::{Position, SourceMap, Span};
use crate::types::Type;
use std::collections::{BTreeMap, BTreeSet};

/// All definitions, by name.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The files, for messages.
    pub sources: SourceMap,
    /// The rules that the text breaks and that cannot be insisted on; see [`crate::Severity::Warning`].
    pub warnings: Vec<Diagnostic>,
    /// Interfaces, with partials and mixins merged in.
    pub interfaces: BTreeMap<String, Interface>,
    /// Interface mixins, with their partials merged in. Their members are also in every interface that includes them.
    pub mixins: BTreeMap<String, Interface>,
    /// Namespaces, with partials merged in.
    pub namespaces: BTreeMap<String, Interface>,
    /// Callback interfaces.
    pub callback_interfaces: BTreeMap<String, Interface>,
    /// Dictionaries, with partials merged in.
    pub dictionaries: BTreeMap<String, Dictionary>,
    /// Enumerations.
    pub enums: BTreeMap<String, Enum>,
    /// Typedefs.
    pub typedefs: BTreeMap<String, Typedef>,
    /// Callback functions.
    pub callbacks: BTreeMap<String, Callback>,
}

impl PartialEq for Model {
    /// Whether both define the same, wherever it is written.
    fn eq(&self, other: &Self) -> bool {
        self.interfaces == other.interfaces
            && self.mixins == other.mixins
            && self.namespaces == other.namespaces
            && self.callback_interfaces == other.callback_interfaces
            && self.dictionaries == other.dictionaries
            && self.enums == other.enums
            && self.typedefs == other.typedefs
            && self.callbacks == other.callbacks
    }
}

impl Model {
    /// The interface with this name.
    #[must_use]
    pub fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.get(name)
    }

    /// The namespace with this name.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<&Interface> {
        self.namespaces.get(name)
    }

    /// The callback interface with this name.
    #[must_use]
    pub fn callback_interface(&self, name: &str) -> Option<&Interface> {
        self.callback_interfaces.get(name)
    }

    /// The dictionary with this name.
    #[must_use]
    pub fn dictionary(&self, name: &str) -> Option<&Dictionary> {
        self.dictionaries.get(name)
    }

    /// The enumeration with this name.
    #[must_use]
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        self.enums.get(name)
    }

    /// The typedef with this name.
    #[must_use]
    pub fn typedef(&self, name: &str) -> Option<&Typedef> {
        self.typedefs.get(name)
    }

    /// The callback function with this name.
    #[must_use]
    pub fn callback(&self, name: &str) -> Option<&Callback> {
        self.callbacks.get(name)
    }

    /// `path:line:col` of a span of this model.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.sources.position(span)
    }

    /// The line of text in which a span of this model starts.
    #[must_use]
    pub fn line(&self, span: Span) -> &str {
        self.sources.line(span)
    }
}

/// An interface, interface mixin, callback interface or namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    /// Span, comments and extended attributes of the definition itself (those of partials are in `parts`).
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// Which of the four it is.
    pub kind: InterfaceKind,
    /// The interface that it inherits from.
    pub parent: Option<Ident>,
    /// The mixins that it includes, in the order of the `includes` statements.
    pub includes: Vec<Ident>,
    /// The definitions that its members come from; the first is the definition itself.
    pub parts: Vec<Part>,
    /// Where it is exposed.
    pub exposure: Exposure,
    /// Constants.
    pub consts: Vec<Const>,
    /// Regular and static attributes.
    pub attributes: Vec<Attribute>,
    /// Named operations, regular, static and special, one entry for each name (and `static`).
    pub operations: Vec<Operation>,
    /// The getters, setters and deleters, with a name or without. Those with a name are also in `operations`.
    pub specials: Vec<SpecialOperation>,
    /// `constructor(…)`, all overloads.
    pub constructor: Option<Operation>,
    /// `[LegacyFactoryFunction=Name(…)]`, one entry for each name.
    pub factory_functions: Vec<Operation>,
    /// What makes it a string.
    pub stringifier: Option<Stringifier>,
    /// `iterable`, `async_iterable`, `maplike` or `setlike`.
    pub collection: Option<Collection>,
}

/// What an [`Interface`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterfaceKind {
    /// `interface`
    Interface,
    /// `interface mixin`
    Mixin,
    /// `callback interface`
    CallbackInterface,
    /// `namespace`
    Namespace,
}

/// A definition that members of an interface, namespace or dictionary come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The definition's span, comments and extended attributes.
    pub common: Common,
    /// The name in the definition: the interface's own, or that of the mixin.
    pub name: Ident,
    /// What kind of definition it is.
    pub kind: PartKind,
}

/// What kind of definition a [`Part`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// The definition itself.
    Definition,
    /// A partial definition.
    Partial,
    /// A mixin that is included.
    Mixin,
    /// A partial of a mixin that is included.
    PartialMixin,
}

/// What every member of an [`Interface`] has.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberInfo {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The index in [`Interface::parts`] of the definition that it comes from.
    pub part: usize,
    /// Where it is exposed.
    pub exposure: Exposure,
}

/// Where something is exposed: <https://webidl.spec.whatwg.org/#dfn-exposure-set>
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// `[Exposed=*]`
    All,
    /// The global names.
    Globals(BTreeSet<String>),
}

impl Exposure {
    /// Whether it is exposed where the global object has this name (that of its `[Global]`).
    #[must_use]
    pub fn includes(&self, global: &str) -> bool {
        match self {
            Exposure::All => true,
            Exposure::Globals(names) => names.contains(global),
        }
    }

    /// What is exposed in both.
    #[must_use]
    pub fn intersection(&self, other: &Exposure) -> Exposure {
        match (self, other) {
            (Exposure::All, exposure) | (exposure, Exposure::All) => exposure.clone(),
            (Exposure::Globals(a), Exposure::Globals(b)) => {
                Exposure::Globals(a.intersection(b).cloned().collect())
            }
        }
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Const {
    /// Span, comments, extended attributes, origin, exposure.
    pub info: MemberInfo,
    /// The name.
    pub name: Ident,
    /// The type.
    pub ty: Type,
    /// The value.
    pub value: Literal,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Span, comments, extended attributes, origin, exposure.
    pub info: MemberInfo,
    /// The name.
    pub name: Ident,
    /// The type, with the annotations of the attribute's own extended attributes.
    pub ty: Type,
    /// Whether it is `readonly`.
    pub readonly: bool,
    /// Whether it is `static`.
    pub is_static: bool,
    /// Whether it is `inherit`: its getter is that of the attribute of the same name of an ancestor.
    pub inherit: bool,
    /// Whether it is the `stringifier` too.
    pub stringifier: bool,
}

/// All overloads of a named operation, of the constructor, or of a legacy factory function.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The name; for a constructor that of the interface.
    pub name: Ident,
    /// Whether it is `static`. Static and regular operations of the same name are two entries.
    pub is_static: bool,
    /// The overloads, in the order of declaration; at least one.
    pub overloads: Vec<Overload>,
}

/// One declaration of an operation or constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct Overload {
    /// Span, comments, extended attributes, origin, exposure.
    pub info: MemberInfo,
    /// The return type, with the annotations of the operation's own extended attributes; `undefined` for a
    /// constructor.
    pub return_type: Type,
    /// The arguments.
    pub arguments: Vec<Argument>,
    /// Whether it is a getter, setter or deleter too.
    pub special: Option<Special>,
    /// Whether it is the `stringifier` too.
    pub stringifier: bool,
}

/// A getter, setter or deleter.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecialOperation {
    /// Getter, setter or deleter.
    pub special: Special,
    /// Whether the property name is an index (`unsigned long`) or a string.
    pub indexed: bool,
    /// The name, if it is an operation too.
    pub name: Option<Ident>,
    /// The declaration.
    pub overload: Overload,
}

/// <https://webidl.spec.whatwg.org/#idl-stringifiers>
#[derive(Clone, Debug, PartialEq)]
pub enum Stringifier {
    /// `stringifier;`: prose says what it returns.
    Bare(MemberInfo),
    /// The attribute with this name.
    Attribute(Ident),
    /// The operation: without a name it is here only.
    Operation(Option<Ident>, Overload),
}

/// `iterable`, `async_iterable`, `maplike` or `setlike`: an interface has at most one.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Span, comments, extended attributes, origin, exposure.
    pub info: MemberInfo,
    /// Which.
    pub kind: CollectionKind,
}

/// Which [`Collection`] it is.
#[derive(Clone, Debug, PartialEq)]
pub enum CollectionKind {
    /// `iterable<value>` and `iterable<key, value>`
    Iterable {
        /// The key type of a pair iterator.
        key: Option<Type>,
        /// The value type.
        value: Type,
    },
    /// `async_iterable<value>(arguments)` and `async_iterable<key, value>(arguments)`
    AsyncIterable {
        /// The key type of a pair iterator.
        key: Option<Type>,
        /// The value type.
        value: Type,
        /// The arguments of `values`, `entries` and `keys`.
        arguments: Vec<Argument>,
    },
    /// `maplike<key, value>`
    Maplike {
        /// Whether it is `readonly`.
        readonly: bool,
        /// The key type.
        key: Type,
        /// The value type.
        value: Type,
    },
    /// `setlike<value>`
    Setlike {
        /// Whether it is `readonly`.
        readonly: bool,
        /// The value type.
        value: Type,
    },
}

impl CollectionKind {
    /// The keyword.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Iterable { .. } => "iterable",
            Self::AsyncIterable { .. } => "async_iterable",
            Self::Maplike { .. } => "maplike",
            Self::Setlike { .. } => "setlike",
        }
    }
}

/// A dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct Dictionary {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// The dictionary that it inherits from.
    pub parent: Option<Ident>,
    /// The definitions that its members come from; the first is the definition itself.
    pub parts: Vec<Part>,
    /// Its own members in the order of declaration; in the order of reading and with those of its ancestors they are
    /// [`Model::dictionary_members`].
    pub members: Vec<DictionaryMember>,
}

/// A member of a dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryMember {
    /// The member.
    pub field: DictionaryField,
    /// The index in [`Dictionary::parts`] of the definition that it comes from.
    pub part: usize,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// The values, in order.
    pub values: Vec<EnumValue>,
}

/// A typedef.
#[derive(Clone, Debug, PartialEq)]
pub struct Typedef {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The new name.
    pub name: Ident,
    /// The type, with the annotations of the typedef's own extended attributes.
    pub ty: Type,
}

/// A callback function.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// Whether it is called with `new`.
    pub constructor: bool,
    /// The return type.
    pub return_type: Type,
    /// The arguments.
    pub arguments: Vec<Argument>,
}
