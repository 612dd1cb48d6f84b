//! `toJSON`: <https://webidl.spec.whatwg.org/#idl-tojson-operation>

use super::{Checker, is_included};
use crate::model::{Interface, Operation};
use crate::types::{Type, TypeKind};
use std::collections::HashSet;

impl Checker<'_> {
    /// Checks that `toJSON` takes nothing and returns what JSON can hold, and that nothing else is `[Default]`.
    pub(super) fn json_operation(&mut self, interface: &Interface, operation: &Operation) {
        let is_it = operation.name == "toJSON" && !operation.is_static;
        for overload in &operation.overloads {
            if is_included(interface, overload.info.part) {
                continue;
            }
            let default = overload.info.common.ext_attrs.get("Default");
            if let Some(default) = default.filter(|_| !is_it) {
                self.error(default.span, "only `toJSON` can be [Default]");
            }
            if !is_it {
                continue;
            }
            if let Some(argument) = overload.arguments.first() {
                self.error(argument.common.span, "`toJSON` takes no arguments");
            }
            let ty = &overload.return_type;
            if !self.is_json(&self.model.expand(ty), &mut HashSet::new()) {
                let message = format!("`toJSON` returns a JSON type, which `{}` is not", ty.kind);
                self.error(ty.span, message);
            }
        }
        if is_it && let [_, second, ..] = operation.overloads.as_slice() {
            self.error(second.info.common.span, "`toJSON` cannot be overloaded");
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-json-types>, of an expanded type. `seen` holds the dictionaries and
    /// interfaces that are being looked at, which add nothing when they come again.
    fn is_json(&self, ty: &Type, seen: &mut HashSet<String>) -> bool {
        match &ty.kind {
            kind if kind.is_numeric() || kind.is_string() => true,
            TypeKind::Boolean | TypeKind::Object | TypeKind::Unresolved(_) => true,
            TypeKind::Nullable(inner)
            | TypeKind::Sequence(inner)
            | TypeKind::FrozenArray(inner)
            | TypeKind::Record(_, inner) => self.is_json(inner, seen),
            TypeKind::Union(members) => members.iter().all(|member| self.is_json(member, seen)),
            TypeKind::Dictionary(name) => {
                let levels = self.model.dictionary_members(name);
                !seen.insert(name.clone())
                    || levels
                        .iter()
                        .flat_map(|level| &level.members)
                        .all(|member| self.is_json(&self.model.expand(&member.field.ty), seen))
            }
            TypeKind::Interface(name) => {
                let own = self.model.interface(name);
                let mut all = own.into_iter().chain(self.model.ancestors(name));
                all.any(|it| it.operation("toJSON", false).is_some())
            }
            _ => false,
        }
    }
}
