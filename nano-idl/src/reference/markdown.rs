//! The reference in Markdown: an index, and a page for each folder of IDL. Types are TypeScript's, as applications see
//! them; each member links to its definition in the standard.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::ast::Common;
use crate::model::{Dictionary, Interface, Model};
use crate::typescript::{Doc, Generator, Line, Refinements, Shape, Use, enum_text};

use super::names;

/// A file of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name: `url.md`, and `README.md` for the index.
    pub name: String,
    /// Markdown.
    pub text: String,
}

/// What writes the pages anew.
const COMMAND: &str = "nano idl --markdown docs/reference";

/// From the pages to the folder that the paths of the model's files are relative to.
const ROOT: &str = "../..";

/// The pages of the reference, for the folder `docs/reference`.
///
/// # Errors
///
/// What the refinements name and the model does not have.
pub fn markdown(model: &Model, refinements: &Refinements) -> Result<Vec<Page>, String> {
    let generator = Generator::new(model, refinements)?;
    let writer = Writer {
        generator: &generator,
        note: format!("<!-- Written by `{COMMAND}`. -->\n\n"),
    };
    let mut areas: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, name) in names(model) {
        if let Some(common) = model.definition_common(name) {
            areas.entry(area(model, common)).or_default().push(name);
        }
    }
    let mut pages = vec![writer.index(&areas)];
    for (area, names) in &mut areas {
        // Interfaces and namespaces first, and each group by name.
        names.sort_by_key(|name| (writer.rank(name), name.to_lowercase()));
        pages.push(writer.page(area, names));
    }
    Ok(pages)
}

/// The folder that a definition's file is in.
fn area<'a>(model: &'a Model, common: &Common) -> &'a str {
    let file = model.sources.file(common.span.file);
    let path = file.map_or("", |file| file.path());
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.rsplit_once('/').map_or(folder, |(_, last)| last)
}

struct Writer<'a> {
    generator: &'a Generator<'a>,
    note: String,
}

impl Writer<'_> {
    fn model(&self) -> &Model {
        self.generator.model
    }

    /// Which group of a page a definition is in.
    fn rank(&self, name: &str) -> u8 {
        let model = self.model();
        match () {
            () if model.interface(name).is_some() || model.namespace(name).is_some() => 0,
            () if model.mixins.contains_key(name) => 3,
            () if model.dictionary(name).is_some() => 1,
            () => 2,
        }
    }

    fn index(&self, areas: &BTreeMap<&str, Vec<&str>>) -> Page {
        let mut text = format!(
            "{}# Reference\n\nEverything that scripts see beside ECMAScript itself, by the folder of `idl/` that declares it. `nano idl NAME` prints the same as\nWebIDL, `nano types` for TypeScript.\n\n",
            self.note
        );
        for (area, names) in areas {
            let _ = writeln!(text, "## [{area}]({area}.md)\n");
            let objects = names.iter().filter(|name| self.rank(name) == 0);
            let mut objects: Vec<&str> = objects.copied().collect();
            objects.sort_by_key(|name| name.to_lowercase());
            for name in &objects {
                let common = self.model().definition_common(name);
                let doc = common.map(|common| self.generator.definition_doc(name, common));
                let prose = doc.and_then(|doc| doc.text).unwrap_or_default();
                let colon = if prose.is_empty() { "" } else { ": " };
                let prose = prose.replace('\n', " ");
                let _ = writeln!(text, "- [{name}]({area}.md#{}){colon}{prose}", slug(name));
            }
            if objects.is_empty() {
                text.push_str("Types only.\n");
            }
            text.push('\n');
        }
        for global in self.model().interfaces.values() {
            if !global.global_names().is_empty() {
                self.global(global, &mut text);
            }
        }
        let extra = &self.generator.refinements.extra;
        if !extra.is_empty() {
            text.push_str("\n## TypeScript's own\n\n`nano types` also declares, for the types of programs:\n\n");
            for whole in extra {
                let _ = write!(text, "- `{}`", whole.name);
                let first = whole.doc.as_deref().and_then(|doc| doc.lines().next());
                let _ = writeln!(
                    text,
                    "{}",
                    first.map(|doc| format!(": {doc}")).unwrap_or_default()
                );
            }
        }
        Page {
            name: "README.md".to_owned(),
            text,
        }
    }

    /// The functions and variables of the global.
    fn global(&self, global: &Interface, text: &mut String) {
        text.push_str("## Globals\n\n");
        let ancestors = self.model().ancestors(&global.name.name);
        let mut done: BTreeSet<String> = BTreeSet::new();
        let mut items: BTreeMap<String, String> = BTreeMap::new();
        for level in [global].into_iter().chain(ancestors) {
            for line in self.generator.lines(level) {
                if !line.is_static && done.insert(line.name.clone()) {
                    items.insert(line.name.to_lowercase(), linked(&line.name, &line.doc));
                }
            }
        }
        let items: Vec<String> = items.into_values().collect();
        let _ = writeln!(text, "{}", items.join(", "));
    }

    fn page(&self, area: &str, names: &[&str]) -> Page {
        let mut text = format!("{}# The {area} reference\n", self.note);
        for name in names {
            let _ = write!(text, "\n## {name}\n\n");
            self.definition(name, &mut text);
        }
        Page {
            name: format!("{area}.md"),
            text,
        }
    }

    fn definition(&self, name: &str, text: &mut String) {
        let (model, generator) = (self.model(), self.generator);
        let Some(common) = model.definition_common(name) else {
            return;
        };
        let doc = generator.definition_doc(name, common);
        let kind = names(model).find(|(_, other)| *other == name);
        let kind = kind.map_or("", |(kind, _)| kind);
        let mut facts = vec![kind.to_owned()];
        if let Some(interface) = model.interface(name) {
            self.interface_facts(interface, &mut facts);
        }
        let parent = model
            .dictionary(name)
            .and_then(|found| found.parent.as_ref());
        facts
            .extend(parent.map(|parent| format!("inherits from {}", self.reference(&parent.name))));
        let _ = write!(text, "{}.", sentence(&facts.join(", ")));
        if let Some(link) = &doc.link {
            let _ = write!(text, " [Standard]({link}),");
        }
        let path = model.position(common.span).path;
        let _ = writeln!(text, " [{path}]({ROOT}/{path}).");
        if let Some(doc) = &doc.text {
            let _ = write!(text, "\n{doc}\n");
        }
        text.push('\n');
        if let Some(replacement) = generator.replacement(name) {
            code(&replacement, text);
        } else if let Some(interface) = self.interface(name) {
            self.members(interface, text);
        } else if let Some(dictionary) = model.dictionary(name) {
            self.fields(dictionary, text);
        } else if let Some(found) = model.enumeration(name) {
            code(&format!("type {name} = {}", enum_text(found)), text);
        } else if let Some(typedef) = model.typedef(name) {
            let ty = generator.ty(&typedef.ty, Use::Passed);
            code(&format!("type {name} = {ty}"), text);
        } else if let Some(callback) = model.callback(name) {
            let ty = generator.callback_text(callback);
            code(&format!("type {name} = {ty}"), text);
        }
    }

    fn interface(&self, name: &str) -> Option<&Interface> {
        let model = self.model();
        let found = model.interface(name).or_else(|| model.namespace(name));
        found
            .or_else(|| model.mixins.get(name))
            .or_else(|| model.callback_interface(name))
    }

    /// Inheritance, and what can be done with its objects.
    fn interface_facts(&self, interface: &Interface, facts: &mut Vec<String>) {
        if let Some(parent) = &interface.parent {
            facts.push(format!("inherits from {}", self.reference(&parent.name)));
        }
        let mixins = interface.includes.iter();
        facts.extend(mixins.map(|mixin| format!("includes {}", self.reference(&mixin.name))));
        if interface.is_serializable() {
            facts.push("serializable".to_owned());
        }
        if interface.is_transferable() {
            facts.push("transferable".to_owned());
        }
        if !self.generator.exposes(&interface.exposure) {
            facts.push("not exposed here".to_owned());
        }
    }

    /// A link to a definition of the model.
    fn reference(&self, name: &str) -> String {
        let model = self.model();
        match model.definition_common(name) {
            Some(common) => format!("[{name}]({}.md#{})", area(model, common), slug(name)),
            None => name.to_owned(),
        }
    }

    fn members(&self, interface: &Interface, text: &mut String) {
        let lines = self.generator.lines(interface);
        if lines.is_empty() {
            text.push_str("It has no members of its own.\n");
            return;
        }
        text.push_str("| member | type |\n|---|---|\n");
        // Constants are many and say little: one line for all.
        let (constants, others): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.is_constant);
        for line in others {
            let (marks, ty) = shape(&line);
            let place = if line.is_static && line.name != "constructor" {
                "static "
            } else {
                ""
            };
            let name = linked(&line.name, &line.doc);
            let prose = line
                .doc
                .text
                .as_deref()
                .map(|text| format!("<br>{}", text.replace('\n', " ")));
            let _ = writeln!(
                text,
                "| {place}{marks}{name} | {}{} |",
                cell(&ty),
                prose.unwrap_or_default()
            );
        }
        if !constants.is_empty() {
            let items = constants.iter().map(|line| match &line.shape {
                Shape::Property { ty, .. } => format!("`{}` = {ty}", line.name),
                _ => format!("`{}`", line.name),
            });
            let items: Vec<String> = items.collect();
            let _ = writeln!(text, "\nConstants: {}", items.join(", "));
        }
    }

    fn fields(&self, dictionary: &Dictionary, text: &mut String) {
        let lines = self.generator.fields(dictionary);
        if lines.is_empty() {
            text.push_str("It has no members of its own.\n");
            return;
        }
        text.push_str("| member | type | default |\n|---|---|---|\n");
        for line in lines {
            let (_, ty) = shape(&line);
            let optional = matches!(line.shape, Shape::Property { optional: true, .. });
            let default = match &line.doc.default {
                Some(default) => cell(default),
                None if optional => String::new(),
                None => "required".to_owned(),
            };
            let _ = writeln!(
                text,
                "| {} | {} | {default} |",
                linked(&line.name, &line.doc),
                cell(&ty)
            );
        }
    }
}

/// What stands before a member's name, and its type.
fn shape(line: &Line) -> (&'static str, String) {
    match &line.shape {
        Shape::Property { readonly, ty, .. } => {
            let readonly = if *readonly { "readonly " } else { "" };
            (readonly, ty.clone())
        }
        Shape::Accessor { get, set } => ("", format!("{get} (set: {set})")),
        Shape::Method(_) => ("", line.text().trim_end_matches(';').to_owned()),
        Shape::Index(text) => ("", text.clone()),
    }
}

/// A name, with a link to its definition.
fn linked(name: &str, doc: &Doc) -> String {
    let name = if name.is_empty() { "[index]" } else { name };
    match &doc.link {
        Some(link) => format!("[`{name}`]({link})"),
        None => format!("`{name}`"),
    }
}

/// Code in a cell of a table.
fn cell(code: &str) -> String {
    let tick = if code.contains('`') { "``" } else { "`" };
    format!("{tick}{}{tick}", code.replace('|', "\\|"))
}

fn code(text: &str, out: &mut String) {
    let _ = write!(out, "```ts\n{text}\n```\n");
}

/// The anchor of a heading.
fn slug(name: &str) -> String {
    name.to_lowercase()
}

/// With a capital in front.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
