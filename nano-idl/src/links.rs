//! Where a standard defines what the IDL declares: the link that stands in a comment, and the anchors of members, which
//! follow from it by the conventions of the tools that standards are written with.
//!
//! A link in a member's own comment comes first, so that a text states what its convention does not give.

use crate::ast::Common;
use crate::model::{Model, Part};
use crate::source::FileId;

/// What a member is, as far as its anchor depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberSort {
    /// An attribute, and a constant.
    Attribute,
    /// An attribute that holds an event handler: `onabort`.
    EventHandler,
    /// An operation.
    Operation,
    /// A member of a dictionary.
    Field,
}

impl Model {
    /// The link to the section that defines something: that of its own comment, otherwise the first of its file.
    #[must_use]
    pub fn definition_link(&self, common: &Common) -> Option<String> {
        let own = common.doc.as_deref().and_then(first_link);
        own.or_else(|| self.file_link(common.span.file))
    }

    /// The first link in the comments that a file opens with.
    fn file_link(&self, file: FileId) -> Option<String> {
        let text = self.sources.file(file)?.text();
        let comments = text.lines().take_while(|line| line.starts_with("//"));
        comments.filter_map(first_link).next()
    }

    /// The link to a member that a definition declares. `None`: its standard follows no convention.
    #[must_use]
    pub fn member_link(
        &self,
        part: &Part,
        common: &Common,
        name: &str,
        sort: MemberSort,
    ) -> Option<String> {
        if let Some(link) = common.doc.as_deref().and_then(first_link) {
            return Some(link);
        }
        let section = self.definition_link(&part.common)?;
        let owner = self.interface(&part.name.name);
        if owner.is_some_and(|owner| !owner.global_names().is_empty()) {
            // The global is this program's own: what it has, standards give to theirs.
            return Some(section);
        }
        let (page, fragment) = section.split_once('#').unwrap_or((&section, ""));
        let anchor = anchor(page, fragment, &part.name.name, name, sort)?;
        Some(format!("{page}#{anchor}"))
    }
}

/// The anchor of a member on its standard's page. `fragment` is that of the section which defines `owner`.
fn anchor(page: &str, fragment: &str, owner: &str, name: &str, sort: MemberSort) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let usual = format!("dom-{}-{lower}", owner.to_ascii_lowercase());
    let on = |host: &str| page.starts_with(host);
    if fragment.is_empty() {
        // The link is to a whole standard, in which each member has a section of its own.
        return Some(lower);
    }
    if on("https://streams.spec.whatwg.org/") && sort != MemberSort::Field {
        // `#rs-class` has `#rs-get-reader`.
        let class = fragment.strip_suffix("-class");
        let class = class.or_else(|| fragment.strip_suffix("-mixin"));
        return Some(class.map_or(usual, |class| format!("{class}-{}", kebab(name))));
    }
    if on("https://w3c.github.io/webcrypto/") {
        return match sort {
            MemberSort::Operation => Some(format!("{owner}-method-{name}")),
            MemberSort::Attribute | MemberSort::EventHandler => Some(usual),
            MemberSort::Field => None,
        };
    }
    match sort {
        MemberSort::EventHandler if on("https://html.spec.whatwg.org/") => {
            Some(format!("handler-{}-{lower}", owner.to_ascii_lowercase()))
        }
        _ => Some(usual),
    }
}

/// `getReader` as `get-reader`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && index > 0 {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// The first link in a text.
fn first_link(text: &str) -> Option<String> {
    let from = text.find("https://")?;
    let rest = text.get(from..)?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '`'));
    let link = rest.get(..end.unwrap_or(rest.len()))?;
    Some(link.trim_end_matches(['.', ',']).to_owned())
}

/// What a comment says in sentences. Links are not sentences, nor are the headings by which standards group members.
#[must_use]
pub fn prose(doc: Option<&str>) -> Option<String> {
    let lines = doc?.lines().filter(|line| first_link(line).is_none());
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim();
    let sentence = text.ends_with('.') && text.starts_with(|c: char| c.is_uppercase());
    sentence.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{MemberSort, prose};

    /// The link of the first member of the first interface.
    fn link(text: &str, sort: MemberSort) -> Option<String> {
        let model = crate::resolve(&[("a.idl", text)]).unwrap();
        let interface = model.interfaces.values().next().unwrap();
        let operation = interface.operations.first();
        let (common, name) = match operation {
            Some(operation) => (&operation.overloads[0].info.common, &operation.name),
            None => {
                let attribute = &interface.attributes[0];
                (&attribute.info.common, &attribute.name)
            }
        };
        model.member_link(&interface.parts[0], common, &name.name, sort)
    }

    #[test]
    fn anchors_follow_each_standards_convention() {
        for (section, expected) in [
            (
                "https://x.example/#thing",
                "https://x.example/#dom-thing-getwide",
            ),
            (
                "https://streams.spec.whatwg.org/#t-class",
                "https://streams.spec.whatwg.org/#t-get-wide",
            ),
            (
                "https://streams.spec.whatwg.org/#t",
                "https://streams.spec.whatwg.org/#dom-thing-getwide",
            ),
            (
                "https://w3c.github.io/webcrypto/#thing-interface",
                "https://w3c.github.io/webcrypto/#Thing-method-getWide",
            ),
            (
                "Source: X Standard (https://x.example/)",
                "https://x.example/#getwide",
            ),
        ] {
            let text =
                format!("// {section}\n[Exposed=*] interface Thing {{ undefined getWide(); }};");
            assert_eq!(
                link(&text, MemberSort::Operation).as_deref(),
                Some(expected)
            );
        }
        let text = "// https://html.spec.whatwg.org/multipage/x.html#y\n\n[Exposed=*] interface Thing { attribute any onwide; };";
        assert_eq!(
            link(text, MemberSort::EventHandler).as_deref(),
            Some("https://html.spec.whatwg.org/multipage/x.html#handler-thing-onwide")
        );
    }

    #[test]
    fn a_members_own_link_comes_first() {
        let text = "// https://x.example/#thing\n[Exposed=*] interface Thing {\n  // https://y.example/#z\n  undefined f();\n};";
        assert_eq!(
            link(text, MemberSort::Operation).as_deref(),
            Some("https://y.example/#z")
        );
    }

    #[test]
    fn prose_is_sentences() {
        assert_eq!(
            prose(Some("https://x.example/\nWhat it is.\nAnd more.")).as_deref(),
            Some("What it is.\nAnd more.")
        );
        assert_eq!(prose(Some("timers")), None);
        assert_eq!(prose(Some("https://x.example/")), None);
        assert_eq!(prose(None), None);
    }
}
