//! Whether a resolved model keeps the rules of the standard.
//!
//! Every member is checked once, in the definition that declares it: those of a mixin with the mixin. What an
//! interface and its mixins are together (names that clash, overloads across definitions) is checked per interface.

mod arguments;
mod attributes;
mod definitions;
mod exposure;
mod forms;
mod interfaces;
mod json;
mod literals;
mod members;
mod operations;
mod types;

use crate::diagnostic::Diagnostic;
use crate::model::{Interface, InterfaceKind, Model, PartKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// All that is wrong with a model. It may hold unresolved types; nothing is concluded from those.
pub(crate) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut globals: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for interface in model.interfaces.values() {
        for name in interface.global_names() {
            globals
                .entry(name)
                .or_default()
                .insert(interface.name.as_str());
        }
    }
    let mut checker = Checker {
        model,
        globals,
        errors: Vec::new(),
    };
    checker.definitions();
    for interface in all_interfaces(model) {
        checker.interface(interface);
        checker.members(interface);
        checker.operations(interface);
        checker.exposure(interface);
        checker.attributes(interface);
    }
    checker.forms();
    checker.global_properties();
    checker.errors
}

/// Interfaces, mixins, callback interfaces and namespaces.
fn all_interfaces(model: &Model) -> impl Iterator<Item = &Interface> {
    let interfaces = model.interfaces.values();
    let interfaces = interfaces.chain(model.mixins.values());
    let interfaces = interfaces.chain(model.namespaces.values());
    interfaces.chain(model.callback_interfaces.values())
}

/// The state of checking.
struct Checker<'m> {
    model: &'m Model,
    /// The interfaces that declare each global name.
    globals: BTreeMap<&'m str, BTreeSet<&'m str>>,
    errors: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Reports an error.
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(span, message));
    }

    /// Reports the break of a rule that texts of published standards break too.
    fn warn(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(span, message).warning());
    }

    /// Reports an error with another place that matters.
    fn error_with_note(
        &mut self,
        span: Span,
        message: impl Into<String>,
        other: Span,
        note: impl Into<String>,
    ) {
        self.errors
            .push(Diagnostic::new(span, message).note(other, note));
    }
}

/// Whether a part of an interface is declared by a mixin that it includes, and so checked with that.
fn is_included(interface: &Interface, part: usize) -> bool {
    let part = interface.parts.get(part);
    part.is_some_and(|part| matches!(part.kind, PartKind::Mixin | PartKind::PartialMixin))
}

/// What an interface is called in messages.
fn what(interface: &Interface) -> &'static str {
    match interface.kind {
        InterfaceKind::Interface => "interface",
        InterfaceKind::Mixin => "mixin",
        InterfaceKind::CallbackInterface => "callback interface",
        InterfaceKind::Namespace => "namespace",
    }
}
