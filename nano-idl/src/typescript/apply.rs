//! Members with those replaced that refinements name.

use crate::model::Interface;

use super::Generator;
use super::line::{Line, Shape};
use super::refine::{Refined, RefinedMember};

impl Generator<'_> {
    /// The lines with those replaced that refinements of the interface or of its mixins name.
    pub(super) fn refined(&self, interface: &Interface, lines: Vec<Line>) -> Vec<Line> {
        let own = [&interface.name].into_iter().chain(&interface.includes);
        let refined: Vec<&Refined> = own
            .filter_map(|name| self.refinements.interfaces.get(&name.name))
            .collect();
        let mut lines = self.replaced(&interface.name.name, refined.clone(), lines);
        // An inherited member may be refined for the interface that inherits it.
        for member in refined.iter().flat_map(|refined| &refined.members) {
            let known = |line: &&Line| is_of(member, line);
            let inherited = self.model.ancestors(&interface.name.name);
            let inherited = inherited.into_iter().flat_map(|parent| self.lines(parent));
            let inherited: Vec<Line> = inherited.collect();
            if lines.iter().any(|line| is_of(member, line)) {
                continue;
            }
            if let Some(line) = inherited.iter().find(known) {
                let again = refined.iter().flat_map(|refined| &refined.members);
                let again = again.filter(|other| other.name == member.name);
                let added =
                    again.map(|member| self.refined_line(&interface.name.name, member, line));
                let added: Vec<Line> = added.collect();
                lines.extend(added);
            }
        }
        lines
    }

    pub(super) fn replaced(
        &self,
        name: &str,
        refined: Vec<&Refined>,
        lines: Vec<Line>,
    ) -> Vec<Line> {
        let mut out: Vec<Line> = Vec::new();
        let mut done: Vec<(String, bool)> = Vec::new();
        for line in lines {
            let members: Vec<&RefinedMember> = refined
                .iter()
                .map(|refined| refined.members.iter().filter(|member| is_of(member, &line)))
                .map(Iterator::collect)
                .find(|members: &Vec<_>| !members.is_empty())
                .unwrap_or_default();
            if members.is_empty() {
                out.push(line);
                continue;
            }
            let key = (line.name.clone(), line.is_static);
            if !done.contains(&key) {
                done.push(key);
                out.extend(
                    members
                        .into_iter()
                        .map(|member| self.refined_line(name, member, &line)),
                );
            }
        }
        out
    }

    /// A refined member in the place of `line`.
    fn refined_line(&self, interface: &str, member: &RefinedMember, line: &Line) -> Line {
        let rest = self.substitute(&member.rest, interface);
        let optional = rest.starts_with('?') && !rest.starts_with("?(");
        let shape = match rest.trim_start_matches('?').strip_prefix(':') {
            Some(ty) => Shape::Property {
                readonly: member.readonly,
                optional,
                ty: ty.trim().to_owned(),
            },
            None => Shape::Method(rest),
        };
        let mut doc = line.doc.clone();
        if member.doc.is_some() {
            doc.text.clone_from(&member.doc);
        }
        Line {
            shape,
            doc,
            ..line.clone()
        }
    }
}

/// Whether a refinement is one of this member.
pub(super) fn is_of(member: &RefinedMember, line: &Line) -> bool {
    let is_static = member.is_static || member.name == "constructor";
    member.name == line.name && is_static == line.is_static
}
