//! The syntax of WebIDL as it stands in one file: definitions, members, arguments, extended attributes, literals.
//!
//! <https://webidl.spec.whatwg.org/#idl-grammar>. Types are in `types.rs`; what the definitions of all files mean
//! together is in `model.rs`. Equality ignores places (see [`Span`]).

use crate::source::Span;
use crate::types::Type;
use std::fmt;

/// An identifier, without the leading underscore that escapes it in text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

impl Ident {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.name == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        self.name == *other
    }
}

/// What every definition and every member has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Common {
    /// The whole text, extended attributes included.
    pub span: Span,
    /// The comments right above it, without comment markers.
    pub doc: Option<String>,
    /// The extended attributes before it, in order.
    pub ext_attrs: ExtAttrs,
}

/// A list of extended attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExtAttrs(pub Vec<ExtAttr>);

impl ExtAttrs {
    /// The first with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ExtAttr> {
        self.0.iter().find(|attr| attr.name.name == name)
    }

    /// Whether one has this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The identifier or string that the attribute with this name takes: `Forward` for `[PutForwards=Forward]`.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        match &self.get(name)?.value {
            ExtAttrValue::Ident(ident) => Some(&ident.name),
            ExtAttrValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, ExtAttr> {
        self.0.iter()
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-extended-attribute>
#[derive(Clone, Debug, PartialEq)]
pub struct ExtAttr {
    /// The name.
    pub name: Ident,
    /// What stands after the name.
    pub value: ExtAttrValue,
    /// The whole attribute.
    pub span: Span,
}

/// The forms that an extended attribute takes.
#[derive(Clone, Debug, PartialEq)]
pub enum ExtAttrValue {
    /// `[Replaceable]`
    None,
    /// `[PutForwards=name]`
    Ident(Ident),
    /// `[Reflect="popover"]`
    String(String),
    /// `[X=2]`
    Integer(i128),
    /// `[X=0.5]`
    Decimal(f64),
    /// `[Exposed=*]`
    Wildcard,
    /// `[Exposed=(Window,Worker)]`, `[X=("a","b")]`, `[X=(1,2)]`, `[X=(0.5,1.0)]`: each item in one of the four
    /// forms above.
    List(Vec<ExtAttrValue>),
    /// `[LegacyConstructor(DOMString x)]`
    Arguments(Vec<Argument>),
    /// `[LegacyFactoryFunction=Image(DOMString src)]`
    NamedArguments(Ident, Vec<Argument>),
}

impl ExtAttrValue {
    /// The identifiers of the identifier form or of a list of identifiers; nothing for other forms.
    #[must_use]
    pub fn idents(&self) -> Vec<&Ident> {
        match self {
            ExtAttrValue::Ident(ident) => vec![ident],
            ExtAttrValue::List(items) => items.iter().flat_map(ExtAttrValue::idents).collect(),
            _ => Vec::new(),
        }
    }
}

/// A constant or default value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `undefined`
    Undefined,
    /// `true`, `false`
    Boolean(bool),
    /// An integer in decimal, octal or hexadecimal.
    Integer(i128),
    /// A decimal, `Infinity`, `-Infinity` or `NaN`.
    Float(Float),
    /// `"text"`
    String(String),
    /// `[]`
    EmptySequence,
    /// `{}`
    EmptyDictionary,
}

/// A floating-point literal that equals itself even when it is NaN.
#[derive(Clone, Copy, Debug)]
pub struct Float(pub f64);

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

/// <https://webidl.spec.whatwg.org/#prod-Argument>
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// The type; in a model its annotations include those of the argument's own extended attributes.
    pub ty: Type,
    /// Whether `optional` stands before it.
    pub optional: bool,
    /// Whether `...` stands after its type.
    pub variadic: bool,
    /// The value after `=`.
    pub default: Option<Literal>,
}

/// One definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// What it defines.
    pub kind: DefinitionKind,
}

/// What a definition defines.
#[derive(Clone, Debug, PartialEq)]
pub enum DefinitionKind {
    /// `interface X : Y { … };` and `partial interface X { … };`
    Interface {
        /// The name.
        name: Ident,
        /// Whether it is partial.
        partial: bool,
        /// The name after the colon.
        inherits: Option<Ident>,
        /// The members.
        members: Vec<Member>,
    },
    /// `interface mixin X { … };` and `partial interface mixin X { … };`
    Mixin {
        /// The name.
        name: Ident,
        /// Whether it is partial.
        partial: bool,
        /// The members.
        members: Vec<Member>,
    },
    /// `callback interface X { … };`
    CallbackInterface {
        /// The name.
        name: Ident,
        /// The members.
        members: Vec<Member>,
    },
    /// `namespace x { … };` and `partial namespace x { … };`
    Namespace {
        /// The name.
        name: Ident,
        /// Whether it is partial.
        partial: bool,
        /// The members.
        members: Vec<Member>,
    },
    /// `dictionary X : Y { … };` and `partial dictionary X { … };`
    Dictionary {
        /// The name.
        name: Ident,
        /// Whether it is partial.
        partial: bool,
        /// The name after the colon.
        inherits: Option<Ident>,
        /// The members.
        members: Vec<DictionaryField>,
    },
    /// `enum X { … };`
    Enum {
        /// The name.
        name: Ident,
        /// The values.
        values: Vec<EnumValue>,
    },
    /// `typedef T X;`
    Typedef {
        /// The new name.
        name: Ident,
        /// The type that it names.
        ty: Type,
    },
    /// `callback X = T (…);` and `callback constructor X = T (…);`
    Callback {
        /// The name.
        name: Ident,
        /// Whether it is called with `new`.
        constructor: bool,
        /// The return type.
        return_type: Type,
        /// The arguments.
        arguments: Vec<Argument>,
    },
    /// `X includes Y;`
    Includes {
        /// The interface.
        target: Ident,
        /// The mixin.
        mixin: Ident,
    },
}

impl DefinitionKind {
    /// The name that is defined, or for `includes` the interface.
    #[must_use]
    pub fn name(&self) -> &Ident {
        match self {
            Self::Interface { name, .. }
            | Self::Mixin { name, .. }
            | Self::CallbackInterface { name, .. }
            | Self::Namespace { name, .. }
            | Self::Dictionary { name, .. }
            | Self::Enum { name, .. }
            | Self::Typedef { name, .. }
            | Self::Callback { name, .. }
            | Self::Includes { target: name, .. } => name,
        }
    }

    /// The words that start the definition, for messages.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self {
            Self::Interface { partial: false, .. } => "interface",
            Self::Interface { .. } => "partial interface",
            Self::Mixin { partial: false, .. } => "interface mixin",
            Self::Mixin { .. } => "partial interface mixin",
            Self::CallbackInterface { .. } => "callback interface",
            Self::Namespace { partial: false, .. } => "namespace",
            Self::Namespace { .. } => "partial namespace",
            Self::Dictionary { partial: false, .. } => "dictionary",
            Self::Dictionary { .. } => "partial dictionary",
            Self::Enum { .. } => "enum",
            Self::Typedef { .. } => "typedef",
            Self::Callback { .. } => "callback",
            Self::Includes { .. } => "includes statement",
        }
    }
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The value.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// The comments above it.
    pub doc: Option<String>,
}

/// <https://webidl.spec.whatwg.org/#dfn-dictionary-member>
#[derive(Clone, Debug, PartialEq)]
pub struct DictionaryField {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// The name.
    pub name: Ident,
    /// The type; in a model its annotations include those of the member's own extended attributes.
    pub ty: Type,
    /// Whether `required` stands before it.
    pub required: bool,
    /// The value after `=`.
    pub default: Option<Literal>,
}

/// A member of an interface, mixin, callback interface or namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Span, comments and extended attributes.
    pub common: Common,
    /// What it is.
    pub kind: MemberKind,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberKind {
    /// `const T X = 1;`
    Const {
        /// The name.
        name: Ident,
        /// The type.
        ty: Type,
        /// The value.
        value: Literal,
    },
    /// `readonly attribute T x;`
    Attribute {
        /// The name.
        name: Ident,
        /// The type.
        ty: Type,
        /// Whether `readonly` stands before it.
        readonly: bool,
        /// What stands before it besides.
        modifier: Modifier,
    },
    /// `T f(…);`
    Operation {
        /// The name; special operations may have none.
        name: Option<Ident>,
        /// The return type.
        return_type: Type,
        /// The arguments.
        arguments: Vec<Argument>,
        /// `static` or `stringifier`.
        modifier: Modifier,
        /// `getter`, `setter` or `deleter`.
        special: Option<Special>,
    },
    /// `constructor(…);`
    Constructor {
        /// The arguments.
        arguments: Vec<Argument>,
    },
    /// `stringifier;`
    Stringifier,
    /// `iterable<V>;` and `iterable<K, V>;`
    Iterable {
        /// The key type of a pair iterator.
        key: Option<Type>,
        /// The value type.
        value: Type,
    },
    /// `async_iterable<V>(…);`, `async_iterable<K, V>(…);` and the same with `async iterable`
    AsyncIterable {
        /// The key type of a pair iterator.
        key: Option<Type>,
        /// The value type.
        value: Type,
        /// The arguments.
        arguments: Vec<Argument>,
    },
    /// `readonly maplike<K, V>;`
    Maplike {
        /// Whether `readonly` stands before it.
        readonly: bool,
        /// The key type.
        key: Type,
        /// The value type.
        value: Type,
    },
    /// `readonly setlike<V>;`
    Setlike {
        /// Whether `readonly` stands before it.
        readonly: bool,
        /// The value type.
        value: Type,
    },
}

/// `static`, `stringifier` or `inherit` before an attribute or operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modifier {
    /// None of them.
    #[default]
    None,
    /// `static`
    Static,
    /// `stringifier`
    Stringifier,
    /// `inherit`
    Inherit,
}

/// <https://webidl.spec.whatwg.org/#dfn-special-operation>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Special {
    /// `getter`
    Getter,
    /// `setter`
    Setter,
    /// `deleter`
    Deleter,
}

impl Special {
    /// The keyword.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Special::Getter => "getter",
            Special::Setter => "setter",
            Special::Deleter => "deleter",
        }
    }
}

/// The definitions of one file, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ast {
    /// The definitions.
    pub definitions: Vec<Definition>,
}
