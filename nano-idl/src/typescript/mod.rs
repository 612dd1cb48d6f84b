//! TypeScript declarations of what a model exposes to the global that it declares.
//!
//! [`typescript`] is the entry. `types.rs` turns IDL types into TypeScript's, `members.rs` and `collections.rs` members
//! into the lines of `line.rs`, and `declare.rs` definitions into declarations. `refine.rs` reads what is told more
//! precisely than IDL can, `apply.rs` puts it in. The Markdown reference is made from the same lines.

mod apply;
mod collections;
mod declare;
mod line;
mod members;
mod refine;
mod types;

use crate::model::{Exposure, Interface, Model};

pub(crate) use declare::enum_text;
pub(crate) use line::{Doc, Line, Shape};
pub use refine::Refinements;
pub(crate) use types::Use;
use types::Uses;

/// A `.d.ts` for TypeScript 5.9 or newer, with the library of ES2024 or newer and without `dom`.
///
/// # Errors
///
/// What the refinements name and the model does not have.
pub fn typescript(model: &Model, refinements: &Refinements) -> Result<String, String> {
    Ok(Generator::new(model, refinements)?.declarations())
}

/// A model, on its way to TypeScript.
pub(crate) struct Generator<'a> {
    pub(crate) model: &'a Model,
    pub(crate) refinements: &'a Refinements,
    uses: Uses,
}

impl<'a> Generator<'a> {
    /// # Errors
    ///
    /// What the refinements name and the model does not have.
    pub(crate) fn new(model: &'a Model, refinements: &'a Refinements) -> Result<Self, String> {
        let mut generator = Self {
            model,
            refinements,
            uses: Uses::default(),
        };
        let mut uses = Uses::default();
        let interfaces = model.interfaces.values().chain(model.namespaces.values());
        for interface in interfaces.filter(|interface| generator.exposes(&interface.exposure)) {
            generator.walk_interface(interface, &mut uses);
        }
        generator.uses = uses;
        let problems = generator.problems();
        if problems.is_empty() {
            Ok(generator)
        } else {
            Err(problems.join("\n"))
        }
    }

    /// Whether a global of the model has what is exposed there. A model without a global has everything.
    pub(crate) fn exposes(&self, exposure: &Exposure) -> bool {
        self.model.exposes(exposure)
    }

    /// Whether an interface is declared: it is exposed, or something exposed is of its type.
    pub(crate) fn is_declared(&self, interface: &Interface) -> bool {
        self.exposes(&interface.exposure) || self.uses.any(&interface.name.name)
    }

    /// What refinements name and the model does not have.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let model = self.model;
        for (name, refined) in &self.refinements.interfaces {
            let interface = model.interface(name).or_else(|| model.mixins.get(name));
            let interface = interface.or_else(|| model.namespace(name));
            let interface = interface.or_else(|| model.callback_interface(name));
            let lines = match (interface, model.dictionary(name)) {
                (Some(interface), _) => self.unrefined(interface),
                (None, Some(dictionary)) => self.fields(dictionary),
                (None, None) => {
                    problems.push(format!("there is no `{name}` to refine"));
                    continue;
                }
            };
            for member in &refined.members {
                if !lines.iter().any(|line| apply::is_of(member, line)) {
                    let place = if member.is_static { "static " } else { "" };
                    let member = format!("{place}{}", member.name);
                    problems.push(format!("`{name}` has no member `{member}` to refine"));
                }
            }
        }
        let known = |name: &str| model.definition_common(name).is_some();
        let replaced = self.refinements.replaced.keys();
        for name in replaced.chain(self.refinements.library.keys()) {
            if !known(name) {
                problems.push(format!("there is no `{name}` to refine"));
            }
        }
        for extra in self
            .refinements
            .extra
            .iter()
            .filter(|extra| known(&extra.name))
        {
            problems.push(format!("the model has a `{}`: refine it", extra.name));
        }
        problems.extend(self.unknown_descendants());
        problems
    }

    /// The members that a refinement may name: an interface's own and those it inherits.
    fn unrefined(&self, interface: &Interface) -> Vec<Line> {
        let ancestors = self.model.ancestors(&interface.name.name);
        let all = [interface].into_iter().chain(ancestors);
        all.flat_map(|interface| self.lines(interface)).collect()
    }

    /// A refinement's text, for the interface that it stands in.
    pub(crate) fn substitute(&self, text: &str, this: &str) -> String {
        let mut out = text.replace("$this", this);
        while let Some((before, rest)) = out.split_once(DESCENDANTS) {
            let (name, after) = rest.split_once(')').unwrap_or((rest, ""));
            let union = self.descendants(name).join(" | ");
            out = format!("{before}{union}{after}");
        }
        out
    }

    /// A dictionary and all that inherit from it.
    fn descendants(&self, name: &str) -> Vec<&str> {
        let dictionaries = self.model.dictionaries.keys();
        let inherits = |candidate: &&String| {
            let levels = self.model.dictionary_members(candidate);
            levels.iter().any(|level| level.dictionary.name == name)
        };
        let mut all: Vec<&str> = dictionaries.filter(inherits).map(String::as_str).collect();
        all.sort_by_key(|candidate| *candidate != name);
        all
    }

    fn unknown_descendants(&self) -> Vec<String> {
        let refinements = self.refinements;
        let members = refinements.interfaces.values();
        let members = members.flat_map(|refined| &refined.members);
        let whole = refinements.replaced.values().chain(&refinements.extra);
        let texts = members.map(|member| &member.rest);
        let texts = texts.chain(whole.map(|whole| &whole.text));
        texts
            .flat_map(|text| text.split(DESCENDANTS).skip(1))
            .filter_map(|rest| Some(rest.split_once(')')?.0))
            .filter(|name| self.model.dictionary(name).is_none())
            .map(|name| format!("there is no dictionary `{name}` for $descendants"))
            .collect()
    }
}

const DESCENDANTS: &str = "$descendants(";
