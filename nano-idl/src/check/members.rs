//! Members one by one: constants, attributes, special operations, stringifiers, collections.

use super::types::Place;
use super::{Checker, is_included};
use crate::ast::{Argument, Special};
use crate::model::{
    Attribute, CollectionKind, Const, Interface, InterfaceKind, SpecialOperation, Stringifier,
};
use crate::types::{Type, TypeKind};

impl Checker<'_> {
    /// Checks all members that are no operations.
    pub(super) fn members(&mut self, interface: &Interface) {
        for constant in &interface.consts {
            if !is_included(interface, constant.info.part) {
                self.constant(constant);
            }
        }
        for attribute in &interface.attributes {
            if !is_included(interface, attribute.info.part) {
                self.attribute(interface, attribute);
            }
        }
        for special in &interface.specials {
            if !is_included(interface, special.overload.info.part) {
                self.special(special);
            }
        }
        self.special_operations(interface);
        self.stringifier(interface);
        if let Some(collection) = &interface.collection {
            self.collection_types(&collection.kind);
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-constants>
    fn constant(&mut self, constant: &Const) {
        let name = &constant.name;
        if ["length", "name", "prototype"].contains(&name.as_str()) {
            self.error(name.span, format!("a constant cannot be called `{name}`"));
        }
        self.ty(&constant.ty, Place::Const);
        self.literal(&constant.value, &constant.ty, constant.info.common.span);
    }

    /// <https://webidl.spec.whatwg.org/#idl-attributes>
    fn attribute(&mut self, interface: &Interface, attribute: &Attribute) {
        let name = &attribute.name;
        let span = name.span;
        self.ty(&attribute.ty, Place::Attribute);
        if attribute.is_static && name.name == "prototype" {
            self.error(span, "a static attribute cannot be called `prototype`");
        }
        let expanded = self.model.expand(&attribute.ty);
        match &expanded.kind {
            TypeKind::Promise(_) if !attribute.readonly => {
                self.error(
                    span,
                    "an attribute whose type is a promise must be readonly",
                );
            }
            TypeKind::ObservableArray(_)
                if attribute.is_static || interface.kind == InterfaceKind::Namespace =>
            {
                let message = "only a regular attribute of an interface is an observable array";
                self.error(attribute.ty.span, message);
            }
            _ => {}
        }
        if attribute.readonly && (expanded.annotations.clamp || expanded.annotations.enforce_range)
        {
            let message = "[Clamp] and [EnforceRange] mean nothing on a readonly attribute";
            self.error(attribute.ty.span, message);
        }
        if attribute.inherit {
            self.inherited_getter(interface, attribute, &expanded);
        }
    }

    /// "The attribute whose getter is being inherited must be of the same type as the inheriting attribute."
    fn inherited_getter(&mut self, interface: &Interface, attribute: &Attribute, ty: &Type) {
        let name = &attribute.name;
        let ancestors = self.model.ancestors(&interface.name.name);
        let mut inherited = ancestors
            .iter()
            .filter_map(|ancestor| ancestor.attribute(&name.name, false));
        match inherited.next() {
            None => {
                let message = format!("no ancestor has an attribute `{name}` to inherit from");
                self.error(name.span, message);
            }
            Some(other) if self.model.expand(&other.ty).kind != ty.kind => {
                let message = format!("`{name}` has another type in the ancestor");
                self.error_with_note(name.span, message, other.name.span, "it is declared here");
            }
            Some(_) => {}
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-special-operations>: the arguments of one.
    fn special(&mut self, special: &SpecialOperation) {
        let keyword = special.special.keyword();
        let span = special.overload.info.common.span;
        let arguments = &special.overload.arguments;
        let wanted = if special.special == Special::Setter {
            2
        } else {
            1
        };
        if arguments.len() != wanted {
            let plural = if wanted == 1 { "" } else { "s" };
            let message = format!("a {keyword} takes {wanted} argument{plural}");
            self.error(span, message);
            return;
        }
        let optional = |argument: &&Argument| argument.optional || argument.variadic;
        if let Some(argument) = arguments.iter().find(optional) {
            let message = format!("the arguments of a {keyword} are required");
            self.error(argument.common.span, message);
        }
        let Some(key) = arguments.first() else {
            return;
        };
        let named = self.model.expand(&key.ty).kind == TypeKind::DomString;
        if special.special == Special::Deleter && !named {
            self.error(key.ty.span, "the argument of a deleter is a DOMString");
        } else if !special.indexed && !named {
            let message =
                format!("the first argument of a {keyword} is an unsigned long or a DOMString");
            self.error(key.ty.span, message);
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-special-operations>: how many there may be, and which need which.
    fn special_operations(&mut self, interface: &Interface) {
        let specials = interface.specials.iter();
        for (index, special) in specials.enumerate() {
            let span = special.overload.info.common.span;
            let variety = if special.indexed {
                "an indexed"
            } else {
                "a named"
            };
            let same = |other: &&SpecialOperation| {
                other.special == special.special && other.indexed == special.indexed
            };
            let mut before = interface.specials.iter().take(index);
            if let Some(first) = before.find(same) {
                let message = format!(
                    "`{}` has {variety} property {} already",
                    interface.name,
                    special.special.keyword()
                );
                let other = first.overload.info.common.span;
                self.error_with_note(span, message, other, "the first is here");
            }
            // SPEC BUG: "it must also have a getter of that variety"; HTMLOptionsCollection inherits its getter.
            let mut owners = self.model.ancestors(&interface.name.name);
            owners.push(interface);
            let mut all = owners.iter().flat_map(|it| &it.specials);
            let has_getter =
                all.any(|it| it.special == Special::Getter && it.indexed == special.indexed);
            if special.special != Special::Getter && !has_getter {
                let message = format!(
                    "{variety} property {} needs {variety} property getter",
                    special.special.keyword()
                );
                self.error(span, message);
            }
            if special.special == Special::Getter && special.indexed {
                self.length_attribute(interface, span);
            }
        }
    }

    /// "Interfaces that support indexed properties must define an integer-typed attribute named length."
    fn length_attribute(&mut self, interface: &Interface, span: crate::source::Span) {
        let mut owners = self.model.ancestors(&interface.name.name);
        owners.push(interface);
        let mut owners = owners.into_iter();
        let length = owners.find_map(|it| it.attribute("length", false));
        let integer = length.is_some_and(|it| self.model.expand(&it.ty).kind.is_integer());
        if !integer {
            let message = format!(
                "`{}` has an indexed property getter, so it needs an integer attribute `length`",
                interface.name
            );
            self.error(span, message);
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-stringifiers>
    fn stringifier(&mut self, interface: &Interface) {
        let string = |ty: &Type| {
            let kind = self.model.expand(ty).kind;
            matches!(
                kind,
                TypeKind::DomString | TypeKind::UsvString | TypeKind::Unresolved(_)
            )
        };
        let wrong = match &interface.stringifier {
            Some(Stringifier::Attribute(name)) => {
                let attribute = interface.attribute(&name.name, false);
                let ty = attribute.map(|attribute| &attribute.ty);
                ty.filter(|ty| !string(ty))
            }
            Some(Stringifier::Operation(_, overload)) => {
                if let Some(argument) = overload.arguments.first() {
                    self.error(argument.common.span, "a stringifier takes no arguments");
                }
                Some(&overload.return_type).filter(|ty| !string(ty))
            }
            Some(Stringifier::Bare(_)) | None => None,
        };
        if let Some(ty) = wrong {
            self.error(ty.span, "a stringifier is a DOMString or a USVString");
        }
    }

    /// The types of iterable, async_iterable, maplike and setlike.
    fn collection_types(&mut self, kind: &CollectionKind) {
        match kind {
            CollectionKind::Iterable { key, value } => {
                key.iter().for_each(|key| self.ty(key, Place::Other));
                self.ty(value, Place::Other);
            }
            CollectionKind::AsyncIterable {
                key,
                value,
                arguments,
            } => {
                key.iter().for_each(|key| self.ty(key, Place::Other));
                self.ty(value, Place::Other);
                self.arguments(arguments);
                for argument in arguments {
                    if !argument.optional && !argument.variadic {
                        let message = "the arguments of async_iterable must be optional";
                        self.error(argument.name.span, message);
                    }
                }
            }
            CollectionKind::Maplike { key, value, .. } => {
                self.ty(key, Place::Other);
                self.ty(value, Place::Other);
            }
            CollectionKind::Setlike { value, .. } => self.ty(value, Place::Other),
        }
    }
}
