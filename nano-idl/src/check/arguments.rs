//! Arguments of operations, constructors, callbacks and async iterables.

use super::Checker;
use super::types::Place;
use crate::ast::{Argument, Ident};
use crate::diagnostic::Diagnostic;
use crate::types::{Type, TypeKind};

impl Checker<'_> {
    /// Checks the arguments of one declaration.
    pub(super) fn arguments(&mut self, arguments: &[Argument]) {
        self.unique(arguments.iter().map(|argument| &argument.name), "argument");
        for (index, argument) in arguments.iter().enumerate() {
            let rest = arguments.get(index + 1..).unwrap_or(&[]);
            self.argument(argument, rest);
        }
    }

    /// Checks one argument; `rest` follows it.
    fn argument(&mut self, argument: &Argument, rest: &[Argument]) {
        let name = &argument.name;
        self.ty(&argument.ty, Place::Argument);
        if argument.variadic && !rest.is_empty() {
            self.error(name.span, "only the last argument can be variadic");
        }
        let required = rest.iter().find(|next| !next.optional && !next.variadic);
        if let Some(required) = required.filter(|_| argument.optional) {
            let message = format!(
                "`{name}` is optional, but `{}` after it is not",
                required.name
            );
            let warning = Diagnostic::new(name.span, message).warning();
            self.errors
                .push(warning.note(required.name.span, "this argument is required"));
        }
        if let Some(default) = &argument.default {
            self.literal(default, &argument.ty, argument.common.span);
        }
        if required.is_none() && self.is_optional_dictionary(&argument.ty) {
            // "… then the argument must be specified as optional and have a default value provided."
            if !argument.optional && !argument.variadic {
                let message =
                    format!("`{name}` must be optional: its dictionary requires no member");
                let help = format!("write `optional {} {name} = {{}}`", argument.ty);
                self.errors
                    .push(Diagnostic::new(name.span, message).help(help));
            } else if argument.optional && argument.default.is_none() {
                let message = format!("`{name}` needs a default value");
                let help = format!("write `optional {} {name} = {{}}`", argument.ty);
                self.errors
                    .push(Diagnostic::new(name.span, message).help(help));
            }
        }
    }

    /// Whether a type is a dictionary without required members, or a union with one.
    fn is_optional_dictionary(&self, ty: &Type) -> bool {
        let members = self.model.flattened_members(ty);
        members.iter().any(|member| match &member.kind {
            TypeKind::Dictionary(name) => !self.model.has_required_members(name),
            _ => false,
        })
    }

    /// Reports the names that come more than once.
    pub(super) fn unique<'a>(&mut self, names: impl IntoIterator<Item = &'a Ident>, what: &str) {
        let mut seen = std::collections::HashMap::new();
        for name in names {
            if let Some(first) = seen.get(name.name.as_str()) {
                let message = format!("there are two {what}s `{name}`");
                self.error_with_note(name.span, message, *first, "the first is here");
            } else {
                seen.insert(name.name.as_str(), name.span);
            }
        }
    }
}
