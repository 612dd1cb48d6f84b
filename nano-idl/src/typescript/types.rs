//! IDL types as TypeScript types.
//!
//! The same IDL type is written in two ways: what a script may pass (any iterable for a `sequence`, a value or a promise
//! of it for a `Promise`) is more than what it gets. Which of the two a named type needs is found by walking everything
//! that is exposed.

use std::collections::BTreeSet;

use crate::ast::Argument;
use crate::model::{CollectionKind, Interface, InterfaceKind, MemberInfo};
use crate::types::{BufferKind, Type, TypeKind};

use super::Generator;

/// Where a type stands, seen from a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// The script passes it.
    Passed,
    /// The script gets it.
    Got,
    /// Both: it is written so that it fits either way.
    Both,
}

impl Use {
    fn flipped(self) -> Self {
        match self {
            Self::Passed => Self::Got,
            Self::Got => Self::Passed,
            Self::Both => Self::Both,
        }
    }
}

/// Which names are passed, and which are got.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    seen: BTreeSet<(String, Use)>,
}

impl Uses {
    /// How a dictionary, typedef or callback is used. What nothing uses by name is what prose has people pass.
    pub(super) fn of(&self, name: &str) -> Use {
        let seen = |at| self.seen.contains(&(name.to_owned(), at));
        match (seen(Use::Passed), seen(Use::Got)) {
            (true, true) => Use::Both,
            (false, true) => Use::Got,
            _ => Use::Passed,
        }
    }

    /// Whether anything uses the name.
    pub(super) fn any(&self, name: &str) -> bool {
        [Use::Passed, Use::Got]
            .into_iter()
            .any(|at| self.seen.contains(&(name.to_owned(), at)))
    }
}

impl Generator<'_> {
    /// Follows every type that the exposed members of an interface or namespace name.
    pub(super) fn walk_interface(&self, interface: &Interface, uses: &mut Uses) {
        // What a script is called with, it gets; what it is asked for, it passes.
        let flipped = interface.kind == InterfaceKind::CallbackInterface;
        let exposed = |info: &MemberInfo| flipped || self.exposes(&info.exposure);
        for attribute in interface.attributes.iter().filter(|a| exposed(&a.info)) {
            self.walk(&attribute.ty, Use::Got, uses);
            if !attribute.readonly {
                self.walk(&attribute.ty, Use::Passed, uses);
            }
        }
        let operations = interface.operations.iter().chain(&interface.constructor);
        let operations = operations.chain(&interface.factory_functions);
        let named = operations.flat_map(|operation| &operation.overloads);
        let special = interface.specials.iter().map(|special| &special.overload);
        for overload in named.chain(special).filter(|o| exposed(&o.info)) {
            let passed = if flipped { Use::Got } else { Use::Passed };
            self.walk(&overload.return_type, passed.flipped(), uses);
            self.walk_arguments(&overload.arguments, passed, uses);
        }
        match interface.collection.as_ref().map(|found| &found.kind) {
            Some(CollectionKind::Iterable { key, value }) => {
                for ty in key.iter().chain([value]) {
                    self.walk(ty, Use::Got, uses);
                }
            }
            Some(CollectionKind::AsyncIterable {
                key,
                value,
                arguments,
            }) => {
                for ty in key.iter().chain([value]) {
                    self.walk(ty, Use::Got, uses);
                }
                self.walk_arguments(arguments, Use::Passed, uses);
            }
            Some(CollectionKind::Maplike { key, value, .. }) => {
                for ty in [key, value] {
                    self.walk(ty, Use::Got, uses);
                    self.walk(ty, Use::Passed, uses);
                }
            }
            Some(CollectionKind::Setlike { value, .. }) => {
                self.walk(value, Use::Got, uses);
                self.walk(value, Use::Passed, uses);
            }
            None => {}
        }
    }

    fn walk_arguments(&self, arguments: &[Argument], at: Use, uses: &mut Uses) {
        for argument in arguments {
            self.walk(&argument.ty, at, uses);
        }
    }

    fn walk(&self, ty: &Type, at: Use, uses: &mut Uses) {
        match &ty.kind {
            TypeKind::Sequence(inner)
            | TypeKind::AsyncSequence(inner)
            | TypeKind::FrozenArray(inner)
            | TypeKind::ObservableArray(inner)
            | TypeKind::Promise(inner)
            | TypeKind::Nullable(inner) => self.walk(inner, at, uses),
            TypeKind::Record(key, value) => {
                self.walk(key, at, uses);
                self.walk(value, at, uses);
            }
            TypeKind::Union(members) => {
                for member in members {
                    self.walk(member, at, uses);
                }
            }
            kind => {
                let Some(name) = kind.name() else { return };
                if uses.seen.insert((name.to_owned(), at)) {
                    self.walk_definition(name, at, uses);
                }
            }
        }
    }

    fn walk_definition(&self, name: &str, at: Use, uses: &mut Uses) {
        let model = self.model;
        if let Some(typedef) = model.typedef(name) {
            self.walk(&typedef.ty, at, uses);
        } else if let Some(dictionary) = model.dictionary(name) {
            for member in &dictionary.members {
                self.walk(&member.field.ty, at, uses);
            }
            if let Some(parent) = &dictionary.parent
                && uses.seen.insert((parent.name.clone(), at))
            {
                self.walk_definition(&parent.name, at, uses);
            }
        } else if let Some(callback) = model.callback(name) {
            self.walk(&callback.return_type, at, uses);
            self.walk_arguments(&callback.arguments, at.flipped(), uses);
        } else if let Some(interface) = model.callback_interface(name) {
            self.walk_interface(interface, uses);
        } else if let Some(interface) = model.interface(name)
            && !self.exposes(&interface.exposure)
        {
            // Nothing installs it, but something is of its type.
            self.walk_interface(interface, uses);
        }
    }

    /// A type.
    pub(crate) fn ty(&self, ty: &Type, at: Use) -> String {
        let members = self.members(ty, at);
        match members.as_slice() {
            // Parentheses are for an intersection that stands among others.
            [only] if only.starts_with('(') && only.ends_with(')') => {
                only.get(1..only.len() - 1).unwrap_or(only).to_owned()
            }
            members => members.join(" | "),
        }
    }

    /// What a function returns: nothing is `void`.
    pub(crate) fn result(&self, ty: &Type, at: Use) -> String {
        if ty.is_undefined() {
            return "void".to_owned();
        }
        self.ty(ty, at)
    }

    /// A list of arguments, with parentheses.
    pub(crate) fn arguments(&self, arguments: &[Argument], at: Use) -> String {
        let required = |argument: &Argument| !argument.optional && !argument.variadic;
        let last_required = arguments.iter().rposition(required);
        let list = arguments.iter().enumerate().map(|(index, argument)| {
            let name = parameter_name(&argument.name.name);
            if argument.variadic {
                return format!("...{name}: {}", self.array(&argument.ty, at));
            }
            let ty = self.ty(&argument.ty, at);
            match argument.optional {
                // In TypeScript only the last parameters can be left out.
                true if last_required.is_some_and(|last| index < last) => {
                    format!("{name}: {ty} | undefined")
                }
                true => format!("{name}?: {ty}"),
                false => format!("{name}: {ty}"),
            }
        });
        let list: Vec<String> = list.collect();
        format!("({})", list.join(", "))
    }

    /// The members of the union that a type is, in the order of IDL, `null` last.
    fn members(&self, ty: &Type, at: Use) -> Vec<String> {
        let mut members = Vec::new();
        self.collect(ty, at, &mut members);
        if let Some(index) = members.iter().position(|member| member == "null") {
            let null = members.remove(index);
            members.push(null);
        }
        members
    }

    fn collect(&self, ty: &Type, at: Use, members: &mut Vec<String>) {
        let text = match &ty.kind {
            TypeKind::Nullable(inner) => {
                self.collect(inner, at, members);
                "null".to_owned()
            }
            TypeKind::Union(types) => {
                for ty in types {
                    self.collect(ty, at, members);
                }
                return;
            }
            TypeKind::Promise(inner) if at == Use::Passed => {
                let inner = self.result(inner, at);
                let promise = format!("PromiseLike<{inner}>");
                if inner != "any" {
                    add(members, inner);
                    add(members, promise);
                    return;
                }
                inner
            }
            TypeKind::AsyncSequence(inner) if at == Use::Passed => {
                let inner = self.ty(inner, at);
                add(members, format!("AsyncIterable<{inner}>"));
                if inner == "any" {
                    "Iterable<any>".to_owned()
                } else {
                    format!("Iterable<{inner} | PromiseLike<{inner}>>")
                }
            }
            TypeKind::Typedef(name) => {
                let known = self.refinements.library.get(name);
                if known.is_none() && ty.annotations.allow_shared {
                    // The name stands for memory that is not shared.
                    self.collect(&self.model.expand(ty), at, members);
                    return;
                }
                match known.and_then(Option::as_ref) {
                    Some(argument) if !ty.annotations.allow_shared => format!("{name}<{argument}>"),
                    _ => name.clone(),
                }
            }
            _ => self.single(ty, at),
        };
        add(members, text);
    }

    /// A type that is no union.
    fn single(&self, ty: &Type, at: Use) -> String {
        let text = match &ty.kind {
            TypeKind::Any => "any",
            TypeKind::Undefined => "undefined",
            TypeKind::Boolean => "boolean",
            TypeKind::BigInt => "bigint",
            TypeKind::DomString | TypeKind::ByteString | TypeKind::UsvString => "string",
            TypeKind::Object => "object",
            TypeKind::Symbol => "symbol",
            kind if kind.is_numeric() => "number",
            TypeKind::Buffer(kind) => return buffer(*kind, ty.annotations.allow_shared),
            TypeKind::Sequence(inner) if at == Use::Passed => {
                return self.iterable(inner, at);
            }
            TypeKind::Sequence(inner) | TypeKind::ObservableArray(inner) => {
                return self.array(inner, at);
            }
            TypeKind::AsyncSequence(inner) => {
                return format!("AsyncIterable<{}>", self.ty(inner, at));
            }
            TypeKind::FrozenArray(inner) => {
                return format!("ReadonlyArray<{}>", self.ty(inner, at));
            }
            TypeKind::Promise(inner) => return format!("Promise<{}>", self.result(inner, at)),
            TypeKind::Record(_, value) => {
                return format!("Record<string, {}>", self.ty(value, at));
            }
            TypeKind::Interface(name) => return self.interface_type(name),
            kind => kind.name().unwrap_or("never"),
        };
        text.to_owned()
    }

    fn array(&self, inner: &Type, at: Use) -> String {
        let members = self.members(inner, at);
        let text = members.join(" | ");
        let simple = members.len() == 1 && !text.contains(['&', ' ']) || text.ends_with('>');
        if simple && members.len() == 1 {
            format!("{text}[]")
        } else {
            format!("({text})[]")
        }
    }

    /// `Iterable<T>`. A sequence is converted from objects only, but a string is an iterable of strings.
    fn iterable(&self, inner: &Type, at: Use) -> String {
        let text = format!("Iterable<{}>", self.ty(inner, at));
        let members = self.model.flattened_members(inner);
        let takes_strings = members.iter().any(|member| {
            matches!(
                member.kind,
                TypeKind::Any | TypeKind::DomString | TypeKind::ByteString | TypeKind::UsvString
            )
        });
        if takes_strings {
            format!("({text} & object)")
        } else {
            text
        }
    }

    /// The name of an interface. A global object also has what ECMAScript puts there.
    fn interface_type(&self, name: &str) -> String {
        let interface = self.model.interface(name);
        let namespace =
            interface.and_then(|interface| interface.common.ext_attrs.value("LegacyNamespace"));
        if let Some(namespace) = namespace {
            return format!("{namespace}.{name}");
        }
        if interface.is_some_and(|interface| !interface.global_names().is_empty()) {
            return format!("({name} & typeof globalThis)");
        }
        name.to_owned()
    }
}

fn add(members: &mut Vec<String>, text: String) {
    if !members.contains(&text) {
        members.push(text);
    }
}

/// A buffer type: TypeScript's take the type of their memory.
fn buffer(kind: BufferKind, shared: bool) -> String {
    let name = kind.name();
    if kind.is_view() && !shared {
        format!("{name}<{}>", BufferKind::ArrayBuffer.name())
    } else {
        name.to_owned()
    }
}

/// The name of a parameter, which must not be one of TypeScript's reserved words.
fn parameter_name(name: &str) -> String {
    let reserved = is_reserved(name);
    let escape = if reserved { "_" } else { "" };
    format!("{}{escape}", name.replace('-', "_"))
}

/// <https://tc39.es/ecma262/#prod-ReservedWord>
pub(super) fn is_reserved(name: &str) -> bool {
    const WORDS: &str = " await break case catch class const continue debugger default delete do else enum export extends \
        false finally for function if import in instanceof new null return super switch this throw true try typeof var \
        void while with yield implements interface let package private protected public static ";
    WORDS.contains(&format!(" {name} "))
}
