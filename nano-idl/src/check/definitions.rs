//! Dictionaries, enumerations, typedefs and callbacks.

use super::Checker;
use super::types::Place;
use crate::ast::Ident;
use crate::model::{Dictionary, Enum};
use crate::types::{Type, TypeKind};
use std::collections::{BTreeSet, HashMap};

impl Checker<'_> {
    /// Checks all definitions that have no operations.
    pub(super) fn definitions(&mut self) {
        let model = self.model;
        for typedef in model.typedefs.values() {
            self.ty(&typedef.ty, Place::Other);
            // SPEC BUG: "The Type must not be the identifier of the same or another typedef", but Web Cryptography
            // renames one, and no harm comes from it.
        }
        for definition in model.enums.values() {
            self.enumeration(definition);
        }
        for callback in model.callbacks.values() {
            self.ty(&callback.return_type, Place::Other);
            self.arguments(&callback.arguments);
        }
        for dictionary in model.dictionaries.values() {
            self.dictionary(dictionary);
        }
        self.dictionaries_in_themselves();
    }

    /// <https://webidl.spec.whatwg.org/#idl-enums>
    fn enumeration(&mut self, definition: &Enum) {
        let mut seen = HashMap::new();
        for value in &definition.values {
            if let Some(first) = seen.insert(&value.value, value.span) {
                let message = format!(
                    "\"{}\" is a value of `{}` already",
                    value.value, definition.name
                );
                self.error_with_note(value.span, message, first, "the first is here");
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-dictionaries>
    fn dictionary(&mut self, dictionary: &Dictionary) {
        for member in &dictionary.members {
            let field = &member.field;
            self.ty(&field.ty, Place::DictionaryMember);
            if let Some(default) = &field.default {
                self.literal(default, &field.ty, field.common.span);
            }
        }
        // "The identifier of a dictionary member must not be the same as that of another dictionary member defined on
        // the dictionary or on that dictionary's inherited dictionaries."
        let levels = self.model.dictionary_members(&dictionary.name.name);
        let inherited = levels.iter().rev().skip(1);
        let mut names: HashMap<&str, &Ident> = inherited
            .flat_map(|level| &level.members)
            .map(|member| (member.field.name.name.as_str(), &member.field.name))
            .collect();
        for member in &dictionary.members {
            let name = &member.field.name;
            if let Some(first) = names.insert(&name.name, name) {
                let message = format!("`{}` has a member `{name}` already", dictionary.name);
                self.error_with_note(name.span, message, first.span, "the first is here");
            }
        }
    }

    /// "The type of a dictionary member must not include the dictionary it appears on."
    ///
    /// A dictionary includes those that its members' types include, inherited members too, and a type that is a
    /// dictionary includes its ancestors. So what must not be is a circle of such steps.
    fn dictionaries_in_themselves(&mut self) {
        let model = self.model;
        let mut steps: HashMap<&str, Vec<(String, &Ident)>> = HashMap::new();
        for dictionary in model.dictionaries.values() {
            let list = steps.entry(&dictionary.name.name).or_default();
            for member in &dictionary.members {
                let mut names = BTreeSet::new();
                included(&model.expand(&member.field.ty), &mut names);
                list.extend(names.into_iter().map(|name| (name, &member.field.name)));
            }
            if let Some(parent) = &dictionary.parent {
                list.push((parent.name.clone(), parent));
            }
        }
        for dictionary in model.dictionaries.values() {
            for member in &dictionary.members {
                let mut names = BTreeSet::new();
                included(&model.expand(&member.field.ty), &mut names);
                // All dictionaries that can be reached from this member.
                let mut reached: BTreeSet<&str> = BTreeSet::new();
                let mut pending: Vec<String> = names.into_iter().collect();
                while let Some(name) = pending.pop() {
                    let Some((name, next)) = steps.get_key_value(name.as_str()) else {
                        continue;
                    };
                    if reached.insert(name) {
                        pending.extend(next.iter().map(|(name, _)| name.clone()));
                    }
                }
                if reached.contains(dictionary.name.name.as_str()) {
                    let message = format!(
                        "`{}` includes itself: the type of `{}` includes it",
                        dictionary.name, member.field.name
                    );
                    self.warn(member.field.ty.span, message);
                }
            }
        }
    }
}

/// The dictionaries that an expanded type includes by itself.
fn included(ty: &Type, names: &mut BTreeSet<String>) {
    match &ty.kind {
        TypeKind::Dictionary(name) => {
            names.insert(name.clone());
        }
        TypeKind::Nullable(inner)
        | TypeKind::Sequence(inner)
        | TypeKind::FrozenArray(inner)
        | TypeKind::Record(_, inner) => included(inner, names),
        TypeKind::Union(members) => members.iter().for_each(|member| included(member, names)),
        _ => {}
    }
}
