//! What a model holds, for people: [`describe`] one definition or member as IDL, [`list`] all, and [`markdown`] pages.
//!
//! Nothing here is coloured or printed: [`highlight`] says which pieces of IDL text are what.

mod describe;
mod highlight;
mod markdown;

use crate::model::Model;
use crate::suggest::closest;

pub use describe::describe;
pub use highlight::{Piece, highlight};
pub use markdown::{Page, markdown};

/// A definition, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The words that a definition of its kind starts with.
    pub kind: &'static str,
    /// The name.
    pub name: &'a str,
    /// The standard's definition.
    pub link: Option<String>,
}

/// Every definition, by name without regard to case.
#[must_use]
pub fn list(model: &Model) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = names(model)
        .map(|(kind, name)| Entry {
            kind,
            name,
            link: model
                .definition_common(name)
                .and_then(|common| model.definition_link(common)),
        })
        .collect();
    entries.sort_by_key(|entry| (entry.name.to_lowercase(), entry.name));
    entries
}

/// The kind and name of every definition.
fn names(model: &Model) -> impl Iterator<Item = (&'static str, &str)> {
    fn of<'a, T>(
        kind: &'static str,
        map: &'a std::collections::BTreeMap<String, T>,
    ) -> impl Iterator<Item = (&'static str, &'a str)> {
        map.keys().map(move |name| (kind, name.as_str()))
    }
    of("interface", &model.interfaces)
        .chain(of("interface mixin", &model.mixins))
        .chain(of("namespace", &model.namespaces))
        .chain(of("callback interface", &model.callback_interfaces))
        .chain(of("dictionary", &model.dictionaries))
        .chain(of("enum", &model.enums))
        .chain(of("typedef", &model.typedefs))
        .chain(of("callback", &model.callbacks))
}

/// There is nothing of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// The name that may have been meant.
    pub suggestion: Option<String>,
}

/// The name closest to a misspelt one.
fn not_found<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> NotFound {
    NotFound {
        suggestion: closest(name, candidates).map(str::to_owned),
    }
}
