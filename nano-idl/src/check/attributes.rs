//! Extended attributes of interfaces and attributes that exclude or need something else.
//!
//! Their forms, and what each may stand on at all, are in `forms.rs`.

use super::{Checker, is_included};
use crate::ast::{ExtAttr, Ident, Special};
use crate::model::{Attribute, Interface, InterfaceKind};
use crate::suggest::did_you_mean;
use crate::types::TypeKind;
use std::collections::{HashMap, HashSet};

impl Checker<'_> {
    /// Checks the extended attributes of an interface and of its attributes.
    pub(super) fn attributes(&mut self, interface: &Interface) {
        self.of_interface(interface);
        for attribute in &interface.attributes {
            if !is_included(interface, attribute.info.part) {
                self.of_attribute_member(interface, attribute);
            }
        }
        self.unforgeable(interface);
    }

    fn of_interface(&mut self, interface: &Interface) {
        if interface.kind != InterfaceKind::Interface {
            return;
        }
        let name = &interface.name;
        let has = |attribute: &str| interface.ext_attr(attribute).is_some();
        let named = |special: Special| {
            let mut specials = interface.specials.iter();
            specials.any(|it| it.special == special && !it.indexed)
        };
        let ancestors = self.model.ancestors(&name.name);
        if let Some(global) = interface.ext_attr("Global") {
            let indexed = interface.specials.iter().any(|it| it.indexed);
            let problems = [
                (named(Special::Setter), "a named property setter"),
                (indexed, "indexed properties"),
                (interface.constructor.is_some(), "a constructor"),
                (has("LegacyOverrideBuiltIns"), "[LegacyOverrideBuiltIns]"),
                (has("LegacyFactoryFunction"), "[LegacyFactoryFunction]"),
            ];
            for (_, problem) in problems.iter().filter(|(there, _)| *there) {
                let message = format!("a [Global] interface cannot have {problem}");
                self.error(global.span, message);
            }
        }
        for ancestor in &ancestors {
            let theirs = |attribute: &str| ancestor.ext_attr(attribute).is_some();
            if theirs("Global") {
                let message = format!(
                    "`{name}` cannot inherit from the global `{}`",
                    ancestor.name
                );
                self.error(name.span, message);
            }
            if has("Global") && theirs("LegacyOverrideBuiltIns") {
                let message = format!(
                    "the global `{name}` inherits [LegacyOverrideBuiltIns] from `{}`",
                    ancestor.name
                );
                self.error(name.span, message);
            }
            let unenumerable = "LegacyUnenumerableNamedProperties";
            if let Some(attribute) = interface
                .ext_attr(unenumerable)
                .filter(|_| theirs(unenumerable))
            {
                let message = format!(
                    "`{name}` inherits [{unenumerable}] from `{}`",
                    ancestor.name
                );
                self.error(attribute.span, message);
            }
        }
        if let Some(attribute) = interface.ext_attr("LegacyNoInterfaceObject") {
            let is_static = interface.operations.iter().any(|it| it.is_static);
            if interface.constructor.is_some() || is_static {
                let message =
                    "[LegacyNoInterfaceObject] leaves no place for constructors and statics";
                self.error(attribute.span, message);
            }
        } else if let Some(parent) = ancestors.first()
            && parent.ext_attr("LegacyNoInterfaceObject").is_some()
        {
            let message = format!(
                "`{}` has [LegacyNoInterfaceObject], so `{name}` cannot inherit from it without",
                parent.name
            );
            self.error(name.span, message);
        }
        for needy in [
            "LegacyOverrideBuiltIns",
            "LegacyUnenumerableNamedProperties",
        ] {
            if let Some(attribute) = interface
                .ext_attr(needy)
                .filter(|_| !named(Special::Getter))
            {
                let message = format!("[{needy}] needs a named property getter");
                self.error(attribute.span, message);
            }
        }
        if let Some(namespace) = interface.ext_attr("LegacyNamespace")
            && let Some(target) = interface.common.ext_attrs.value("LegacyNamespace")
            && self.model.namespace(target).is_none()
        {
            let message = format!("there is no namespace `{target}`");
            let mut error = crate::diagnostic::Diagnostic::new(namespace.span, message);
            error.help = did_you_mean(target, self.model.namespaces.keys().map(String::as_str));
            self.errors.push(error);
        }
    }

    /// `[LegacyWindowAlias]` and `[LegacyFactoryFunction]` make properties of the global object, as interfaces do: no
    /// two of different interfaces may have the same name, and no alias may come twice.
    pub(super) fn global_properties(&mut self) {
        let model = self.model;
        let visible = |it: &&Interface| it.ext_attr("LegacyNoInterfaceObject").is_none();
        let interfaces = model.interfaces.values().filter(visible);
        let mut taken: HashMap<&str, &Ident> =
            interfaces.map(|it| (it.name.as_str(), &it.name)).collect();
        for interface in model.interfaces.values() {
            let alias = interface.ext_attr("LegacyWindowAlias");
            let aliases = alias.into_iter().flat_map(|it| it.value.idents());
            let factories = interface.factory_functions.iter().map(|it| &it.name);
            for name in aliases.chain(factories) {
                if let Some(first) = taken.insert(&name.name, name) {
                    let message = format!("there is another global property `{name}`");
                    self.error_with_note(name.span, message, first.span, "it is here");
                }
            }
        }
    }

    fn of_attribute_member(&mut self, interface: &Interface, attribute: &Attribute) {
        let own = &attribute.info.common.ext_attrs;
        let expanded = self.model.expand(&attribute.ty);
        let promise = matches!(expanded.kind, TypeKind::Promise(_));
        // Each changes what assigning does, so no two can be there, and they make no sense on what can be assigned.
        let setters = ["PutForwards", "Replaceable", "LegacyLenientSetter"];
        let present: Vec<&ExtAttr> = setters.iter().filter_map(|name| own.get(name)).collect();
        if let [first, second, ..] = present.as_slice() {
            let message = format!("[{}] and [{}] exclude each other", first.name, second.name);
            self.error(second.span, message);
        }
        let namespace = interface.kind == InterfaceKind::Namespace;
        for it in &present {
            let problem = if !attribute.readonly {
                "needs a readonly attribute"
            } else if attribute.is_static {
                "cannot be on a static attribute"
            } else if namespace {
                "cannot be on an attribute of a namespace"
            } else if promise {
                "cannot be on an attribute whose type is a promise"
            } else {
                continue;
            };
            self.error(it.span, format!("[{}] {problem}", it.name));
        }
        for name in ["LegacyLenientThis", "LegacyUnforgeable", "Unscopable"] {
            if let Some(it) = own.get(name).filter(|_| attribute.is_static || namespace) {
                let what = if namespace {
                    "an attribute of a namespace"
                } else {
                    "a static attribute"
                };
                self.error(it.span, format!("[{name}] cannot be on {what}"));
            }
        }
        if let Some(it) = own.get("SameObject") {
            let object = matches!(
                expanded.non_null().kind,
                TypeKind::Interface(_)
                    | TypeKind::Object
                    | TypeKind::Buffer(_)
                    | TypeKind::FrozenArray(_)
                    | TypeKind::ObservableArray(_)
                    | TypeKind::Unresolved(_)
            );
            if !attribute.readonly || !object {
                let message = "[SameObject] needs a readonly attribute whose type is an object";
                self.warn(it.span, message);
            }
        }
        if own.has("PutForwards") {
            self.put_forwards(interface, attribute);
        }
    }

    /// <https://webidl.spec.whatwg.org/#PutForwards>: the attribute that is assigned to exists, and following it never
    /// comes back.
    fn put_forwards(&mut self, interface: &Interface, attribute: &Attribute) {
        let mut seen = HashSet::new();
        let mut owner = interface;
        let mut at = attribute;
        let start = attribute.info.common.ext_attrs.get("PutForwards");
        let span = start.map_or(attribute.name.span, |it| it.span);
        while let Some(target) = at.info.common.ext_attrs.value("PutForwards") {
            if !seen.insert((owner.name.name.as_str(), at.name.name.as_str())) {
                self.error(span, "[PutForwards] leads back to this attribute");
                return;
            }
            let expanded = self.model.expand(&at.ty);
            let TypeKind::Interface(name) = &expanded.non_null().kind else {
                if !matches!(expanded.non_null().kind, TypeKind::Unresolved(_)) {
                    self.error(
                        span,
                        "[PutForwards] needs an attribute whose type is an interface",
                    );
                }
                return;
            };
            let Some(next) = self.model.interface(name) else {
                return;
            };
            let mut all = self.model.ancestors(name);
            all.insert(0, next);
            let found = all
                .iter()
                .find_map(|it| Some((*it, it.attribute(target, false)?)));
            let Some((holder, found)) = found else {
                let message = format!("`{name}` has no attribute `{target}` to forward to");
                let names = all.iter().flat_map(|it| &it.attributes);
                let mut error = crate::diagnostic::Diagnostic::new(span, message);
                error.help = did_you_mean(target, names.map(|it| it.name.as_str()));
                self.errors.push(error);
                return;
            };
            (owner, at) = (holder, found);
        }
    }

    /// "If an attribute or operation X is unforgeable on an interface A, and A is one of the inherited interfaces of
    /// another interface B, then B must not have a regular attribute or non-static operation with the same identifier."
    fn unforgeable(&mut self, interface: &Interface) {
        for ancestor in self.model.ancestors(&interface.name.name) {
            let attributes = ancestor.attributes.iter();
            let attributes = attributes
                .filter(|it| it.info.common.ext_attrs.has("LegacyUnforgeable"))
                .map(|it| &it.name);
            let operations = ancestor.operations.iter().filter(|operation| {
                let mut overloads = operation.overloads.iter();
                overloads.any(|it| it.info.common.ext_attrs.has("LegacyUnforgeable"))
            });
            let operations = operations.map(|it| &it.name);
            for name in attributes.chain(operations) {
                let attribute = interface.attribute(&name.name, false).map(|it| &it.name);
                let operation = interface.operation(&name.name, false).map(|it| &it.name);
                if let Some(own) = attribute.or(operation) {
                    let message = format!("`{name}` is unforgeable on `{}`", ancestor.name);
                    self.error_with_note(own.span, message, name.span, "it is declared here");
                }
            }
        }
    }
}
