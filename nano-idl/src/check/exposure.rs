//! `[Exposed]`, `[SecureContext]` and `[CrossOriginIsolated]`: where each must and must not stand, and that nothing is
//! exposed where its surroundings are not.

use super::interfaces::member_infos;
use super::{Checker, is_included};
use crate::ast::{Common, ExtAttr};
use crate::diagnostic::Diagnostic;
use crate::model::{Exposure, Interface, InterfaceKind, MemberInfo};
use crate::source::Span;
use crate::suggest::closest_within;
use std::collections::BTreeSet;

/// What a member and the definition that it stands in may not both have.
const SHORTHANDS: [&str; 2] = ["SecureContext", "CrossOriginIsolated"];

impl Checker<'_> {
    /// Checks where an interface and its members are exposed.
    pub(super) fn exposure(&mut self, interface: &Interface) {
        let attributes = &interface.common.ext_attrs;
        let must = match interface.kind {
            InterfaceKind::Interface | InterfaceKind::Namespace => true,
            // "Callback interfaces which have constants declared on them must be annotated with an [Exposed]".
            InterfaceKind::CallbackInterface => !interface.consts.is_empty(),
            InterfaceKind::Mixin => false,
        };
        if must && !attributes.has("Exposed") {
            let message = format!("`{}` does not say where it is exposed", interface.name);
            let help = "add [Exposed=*] or [Exposed=(…)]";
            self.errors
                .push(Diagnostic::new(interface.name.span, message).help(help));
        }
        for (index, part) in interface.parts.iter().enumerate() {
            if is_included(interface, index) {
                continue;
            }
            self.globals(&part.common);
            let own = part.common.ext_attrs.get("Exposed");
            if let Some(own) = own.filter(|_| index > 0) {
                let message = "this partial is exposed where the whole is not";
                // Media Capture Extensions has such partials.
                if !self.is_subset(&part_exposure(own), &interface.exposure) {
                    self.warn(own.span, message);
                }
            }
        }
        for info in member_infos(interface) {
            self.globals(&info.common);
            self.member_exposure(interface, info);
        }
        self.inherited_exposure(interface);
    }

    /// What a member says of its own.
    fn member_exposure(&mut self, interface: &Interface, info: &MemberInfo) {
        let Some(part) = interface.parts.get(info.part) else {
            return;
        };
        if let Some(own) = info.common.ext_attrs.get("Exposed") {
            // "… must not be specified both on a member, and on the partial definition the member is declared on."
            if let Some(outer) = part
                .common
                .ext_attrs
                .get("Exposed")
                .filter(|_| info.part > 0)
            {
                let message = "[Exposed] is on this member and on its partial definition";
                self.error_with_note(own.span, message, outer.span, "the definition has it here");
            }
            let message = "this member is exposed where its interface is not";
            self.subset(own, &part_exposure(own), &interface.exposure, message);
        }
        for name in SHORTHANDS {
            let own = info.common.ext_attrs.get(name);
            let outer = part.common.ext_attrs.get(name);
            if let (Some(own), Some(outer)) = (own, outer) {
                let message = format!("[{name}] is on this member and on its definition");
                let error = Diagnostic::new(own.span, message).warning();
                self.errors
                    .push(error.note(outer.span, "the definition has it here"));
            }
        }
    }

    /// An interface is exposed only where the one that it inherits from is.
    fn inherited_exposure(&mut self, interface: &Interface) {
        let Some(name) = &interface.parent else {
            return;
        };
        let Some(parent) = self.model.interface(&name.name) else {
            return;
        };
        let attributes = &interface.common.ext_attrs;
        if let Some(own) = attributes.get("Exposed") {
            let message = format!("`{}` is exposed where its parent is not", interface.name);
            self.subset(own, &interface.exposure, &parent.exposure, &message);
        }
        for it in SHORTHANDS {
            if parent.common.ext_attrs.has(it) && !attributes.has(it) {
                let message = format!("`{name}` has [{it}], so what inherits from it must too");
                self.warn(name.span, message);
            }
        }
    }

    /// Reports an exposure that is no subset of another.
    fn subset(&mut self, at: &ExtAttr, inner: &Exposure, outer: &Exposure, message: &str) {
        if !self.is_subset(inner, outer) {
            self.error(at.span, message);
        }
    }

    /// Whether an exposure is a subset of another. Names that are global names of no interface here are not compared:
    /// an implementation that lacks a global still uses the standards' text as it stands.
    fn is_subset(&self, inner: &Exposure, outer: &Exposure) -> bool {
        let (Some(inner), Some(outer)) = (self.interfaces_of(inner), self.interfaces_of(outer))
        else {
            return true;
        };
        match (inner, outer) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(inner), Some(outer)) => inner.is_subset(&outer),
        }
    }

    /// The global interfaces of an exposure: `Some(None)` all, `None` not known.
    fn interfaces_of(&self, exposure: &Exposure) -> Option<Option<BTreeSet<&str>>> {
        let names = match exposure {
            Exposure::All => return Some(None),
            Exposure::Globals(names) => names,
        };
        let mut interfaces = BTreeSet::new();
        for name in names {
            interfaces.extend(self.globals.get(name.as_str())?);
        }
        Some(Some(interfaces))
    }

    /// "Each of the identifiers mentioned must be a global name of some interface and be unique." A name that is not
    /// is reported only when it looks like a misspelt one (see [`Self::is_subset`]).
    fn globals(&mut self, common: &Common) {
        let Some(exposed) = common.ext_attrs.get("Exposed") else {
            return;
        };
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for name in exposed.value.idents() {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == name.name) {
                let message = format!("`{name}` is there twice");
                self.error_with_note(name.span, message, *first, "the first is here");
            }
            seen.push((&name.name, name.span));
            if self.globals.contains_key(name.name.as_str()) {
                continue;
            }
            if let Some(close) = closest_within(&name.name, self.globals.keys().copied(), 1) {
                let message = format!("there is no global `{name}`");
                let help = format!("did you mean `{close}`?");
                self.errors
                    .push(Diagnostic::new(name.span, message).help(help));
            }
        }
    }
}

/// What an `[Exposed]` says.
fn part_exposure(exposed: &ExtAttr) -> Exposure {
    match &exposed.value {
        crate::ast::ExtAttrValue::Wildcard => Exposure::All,
        value => {
            let names = value.idents().into_iter();
            Exposure::Globals(names.map(|name| name.name.clone()).collect())
        }
    }
}
