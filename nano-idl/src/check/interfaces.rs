//! Interfaces as a whole: which members each kind may have, names that clash, collections and what they exclude.

use super::{Checker, is_included, what};
use crate::ast::{Ident, Special};
use crate::model::{CollectionKind, Interface, InterfaceKind, MemberInfo, Operation, Stringifier};
use crate::source::Span;
use std::collections::HashMap;

impl Checker<'_> {
    /// Checks an interface, mixin, callback interface or namespace.
    pub(super) fn interface(&mut self, interface: &Interface) {
        self.allowed_members(interface);
        self.names(interface);
        self.iterable(interface);
        self.collection_names(interface);
        if interface.kind == InterfaceKind::CallbackInterface {
            let operations = interface.operations.iter();
            let count: usize = operations.map(|operation| operation.overloads.len()).sum();
            if count != 1 {
                let message = format!(
                    "the callback interface `{}` must have exactly one operation",
                    interface.name
                );
                self.error(interface.name.span, message);
            }
        }
    }

    /// Reports a member that cannot stand where it does.
    fn refuse(&mut self, interface: &Interface, span: Span, member: &str) {
        let article = if interface.kind == InterfaceKind::Interface {
            "an"
        } else {
            "a"
        };
        let message = format!("{article} {} cannot have {member}", what(interface));
        self.error(span, message);
    }

    /// The grammar of what is between the braces: PartialInterfaceMembers, MixinMembers, CallbackInterfaceMembers,
    /// NamespaceMembers.
    fn allowed_members(&mut self, interface: &Interface) {
        use InterfaceKind::*;
        let kind = interface.kind;
        let constructor = interface.constructor.iter();
        for overload in constructor.flat_map(|it| &it.overloads) {
            let span = overload.info.common.span;
            if is_included(interface, overload.info.part) {
                continue;
            }
            if kind != Interface {
                self.refuse(interface, span, "a constructor");
            } else if overload.info.part > 0 {
                self.warn(span, "a partial interface cannot have a constructor");
            }
        }
        if kind == Interface {
            return;
        }
        for attribute in &interface.attributes {
            let span = attribute.info.common.span;
            if kind == CallbackInterface {
                self.refuse(interface, span, "attributes");
            } else if attribute.is_static {
                self.refuse(interface, span, "static attributes");
            } else if attribute.inherit {
                self.refuse(interface, span, "attributes that inherit");
            } else if kind == Namespace && !attribute.readonly {
                self.refuse(interface, span, "attributes that are not readonly");
            }
        }
        for operation in interface.operations.iter().filter(|it| it.is_static) {
            self.refuse(interface, operation.name.span, "static operations");
        }
        for special in &interface.specials {
            let member = match special.special {
                Special::Getter => "getters",
                Special::Setter => "setters",
                Special::Deleter => "deleters",
            };
            let span = special.overload.info.common.span;
            self.refuse(interface, span, member);
        }
        if let Some(stringifier) = interface.stringifier.as_ref().filter(|_| kind != Mixin) {
            let span = match stringifier {
                Stringifier::Bare(info) => info.common.span,
                Stringifier::Attribute(name) => name.span,
                Stringifier::Operation(_, overload) => overload.info.common.span,
            };
            self.refuse(interface, span, "a stringifier");
        }
        if let Some(collection) = &interface.collection {
            let member = format!("`{}`", collection.kind.keyword());
            let span = collection.info.common.span;
            self.refuse(interface, span, &member);
        }
    }

    /// Constants, attributes and operations of an interface have different names, except that operations overload, and
    /// static and regular ones may share a name.
    fn names(&mut self, interface: &Interface) {
        let mut seen: HashMap<&str, (&Ident, &'static str)> = HashMap::new();
        let operation = |it: &Operation| -> &'static str {
            if it.is_static {
                "static operation"
            } else {
                "operation"
            }
        };
        let consts = interface.consts.iter().map(|it| (&it.name, "constant"));
        let attributes = interface
            .attributes
            .iter()
            .map(|it| (&it.name, "attribute"));
        let operations = interface
            .operations
            .iter()
            .map(|it| (&it.name, operation(it)));
        let mut all: Vec<_> = consts.chain(attributes).chain(operations).collect();
        // In the order in which they are written, so that the one that comes later is reported.
        all.sort_by_key(|(name, _)| name.span.place());
        for (name, kind) in all {
            match seen.get(name.name.as_str()) {
                Some((_, first)) if kind.ends_with("operation") && first.ends_with("operation") => {
                }
                Some((first, _)) => {
                    let message = format!(
                        "the {} `{}` has a member `{name}` already",
                        what(interface),
                        interface.name
                    );
                    self.error_with_note(name.span, message, first.span, "the first is here");
                }
                None => {
                    seen.insert(&name.name, (name, kind));
                }
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-iterable>: value iterators go with indexed properties, pair iterators do
    /// not.
    fn iterable(&mut self, interface: &Interface) {
        let Some(collection) = &interface.collection else {
            return;
        };
        let span = collection.info.common.span;
        let mut specials = interface.specials.iter();
        let getter = specials.find(|it| it.special == Special::Getter && it.indexed);
        match (&collection.kind, getter) {
            (CollectionKind::Iterable { key: None, value }, Some(getter)) => {
                // SPEC BUG: "must be the same as the type returned by the indexed property getter", but the getters of
                // NodeList and its like are nullable and their iterables are not: there is a value at each index.
                let returned = self.model.expand(&getter.overload.return_type);
                if returned.non_null().kind != self.model.expand(value).non_null().kind {
                    let message = "an iterable of values holds what the indexed getter returns";
                    let other = getter.overload.return_type.span;
                    self.error_with_note(value.span, message, other, "the getter returns this");
                }
            }
            (CollectionKind::Iterable { key: None, .. }, None) => {
                let message = "an iterable of values needs an indexed property getter";
                self.error(span, message);
            }
            (_, Some(getter)) => {
                let message = format!(
                    "an interface with an indexed property getter cannot have {}",
                    match collection.kind {
                        CollectionKind::Iterable { .. } => "an iterable of pairs".to_owned(),
                        ref kind => format!("`{}`", kind.keyword()),
                    }
                );
                let other = getter.overload.info.common.span;
                self.error_with_note(span, message, other, "the getter is here");
            }
            (_, None) => {}
        }
        let ancestors = self.model.ancestors(&interface.name.name);
        for ancestor in ancestors {
            if let Some(other) = &ancestor.collection {
                let message = format!(
                    "`{}` inherits `{}` from `{}`",
                    interface.name,
                    other.kind.keyword(),
                    ancestor.name
                );
                self.error_with_note(span, message, other.info.common.span, "it is here");
            }
        }
    }

    /// The names that a collection takes, so that neither the interface nor its ancestors may have such members.
    fn collection_names(&mut self, interface: &Interface) {
        let Some(collection) = &interface.collection else {
            return;
        };
        // Those that nothing may have, and those that only an operation may have, which then takes their place.
        let (taken, replaceable): (&[&str], &[&str]) = match &collection.kind {
            CollectionKind::Iterable { .. } => (&["entries", "forEach", "keys", "values"], &[]),
            CollectionKind::AsyncIterable { .. } => (&["entries", "keys", "values"], &[]),
            CollectionKind::Maplike { readonly, .. } => (
                &["entries", "forEach", "get", "has", "keys", "size", "values"],
                if *readonly {
                    &[]
                } else {
                    &["clear", "delete", "set"]
                },
            ),
            CollectionKind::Setlike { readonly, .. } => (
                &["entries", "forEach", "has", "keys", "size", "values"],
                if *readonly {
                    &[]
                } else {
                    &["add", "clear", "delete"]
                },
            ),
        };
        let keyword = collection.kind.keyword();
        let said = collection.info.common.span;
        let mut all = self.model.ancestors(&interface.name.name);
        all.insert(0, interface);
        for owner in all {
            let consts = owner.consts.iter().map(|it| &it.name);
            let attributes = owner.attributes.iter().filter(|it| !it.is_static);
            let values = consts.chain(attributes.map(|it| &it.name));
            let values = values.map(|name| (name, true));
            let operations = owner.operations.iter().filter(|it| !it.is_static);
            let operations = operations.map(|it| (&it.name, false));
            for (name, is_value) in values.chain(operations) {
                let word = name.name.as_str();
                if taken.contains(&word) || (is_value && replaceable.contains(&word)) {
                    let message = format!("`{name}` is a name that `{keyword}` takes");
                    self.error_with_note(name.span, message, said, "it is declared here");
                }
            }
        }
    }
}

/// Every member with what all members have, in the definition that declares it.
pub(super) fn member_infos(interface: &Interface) -> Vec<&MemberInfo> {
    let mut infos: Vec<&MemberInfo> = Vec::new();
    infos.extend(interface.consts.iter().map(|it| &it.info));
    infos.extend(interface.attributes.iter().map(|it| &it.info));
    let operations = interface
        .operations
        .iter()
        .chain(interface.constructor.iter());
    for operation in operations {
        infos.extend(operation.overloads.iter().map(|it| &it.info));
    }
    let specials = interface.specials.iter().filter(|it| it.name.is_none());
    infos.extend(specials.map(|it| &it.overload.info));
    match &interface.stringifier {
        Some(Stringifier::Bare(info)) => infos.push(info),
        Some(Stringifier::Operation(None, overload)) => infos.push(&overload.info),
        _ => {}
    }
    infos.extend(interface.collection.iter().map(|it| &it.info));
    infos.retain(|info| !is_included(interface, info.part));
    infos
}
