//! Definitions as declarations: `interface X`, `declare var X`, `type X`, and the members of the global.

use std::fmt::Write as _;

use crate::ast::Common;
use crate::links::prose;
use crate::model::{Callback, Dictionary, Interface};

use super::Generator;
use super::line::{Doc, Line, Shape};
use super::refine::Whole;
use super::types::{Use, is_reserved};

/// The text so far.
#[derive(Default)]
struct Writer {
    out: String,
    indent: &'static str,
}

impl Writer {
    fn line(&mut self, text: &str) {
        for line in text.lines() {
            let indent = if line.is_empty() { "" } else { self.indent };
            let _ = writeln!(self.out, "{indent}{line}");
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A comment for what follows, if there is something to say.
    fn doc(&mut self, doc: &Doc) {
        let mut lines: Vec<String> = Vec::new();
        if let Some(text) = &doc.text {
            lines.extend(text.lines().map(str::to_owned));
        }
        if let Some(default) = &doc.default {
            lines.push(format!("@default {default}"));
        }
        if let Some(link) = &doc.link {
            lines.push(format!("@see {link}"));
        }
        match lines.as_slice() {
            [] => {}
            [line] => self.line(&format!("/** {line} */")),
            lines => {
                self.line("/**");
                for line in lines {
                    self.line(format!(" * {line}").trim_end());
                }
                self.line(" */");
            }
        }
    }

    /// A member, with one more level of indentation.
    fn member(&mut self, line: &Line) {
        let outer = self.indent;
        self.indent = if outer.is_empty() { "  " } else { "    " };
        self.doc(&line.doc);
        self.line(&line.text());
        self.indent = outer;
    }

    /// A block of members.
    fn block<'a>(&mut self, head: &str, lines: impl IntoIterator<Item = &'a Line>, end: &str) {
        self.line(&format!("{head} {{"));
        for line in lines {
            self.member(line);
        }
        self.line(&format!("}}{end}"));
        self.blank();
    }

    /// Text that a refinement gives.
    fn whole(&mut self, text: &str) {
        let end = if text.ends_with('}') && !text.starts_with("type ") {
            ""
        } else {
            ";"
        };
        self.line(&format!("{text}{end}"));
        self.blank();
    }
}

impl Generator<'_> {
    /// All declarations.
    pub(super) fn declarations(&self) -> String {
        let mut writer = Writer::default();
        let model = self.model;
        for extra in &self.refinements.extra {
            writer.doc(&Doc {
                text: extra.doc.clone(),
                ..Doc::default()
            });
            // `declare interface` and `interface` mean the same where everything is declared.
            let text = self.substitute(&extra.text, &extra.name);
            let plain = ["interface ", "type "]
                .iter()
                .any(|word| text.starts_with(word));
            let declare = if plain { "" } else { "declare " };
            writer.whole(&format!("{declare}{text}"));
        }
        for dictionary in model.dictionaries.values() {
            self.dictionary(dictionary, &mut writer);
        }
        let holders = self.namespace_holders();
        for interface in model.interfaces.values().filter(|i| self.is_declared(i)) {
            if interface
                .common
                .ext_attrs
                .value("LegacyNamespace")
                .is_none()
            {
                self.interface(interface, &mut writer);
            }
        }
        for namespace in model
            .namespaces
            .values()
            .filter(|n| self.exposes(&n.exposure))
        {
            if holders.contains(&namespace.name.name.as_str()) {
                self.holder(namespace, &mut writer);
            } else {
                writer.doc(&self.definition_doc(&namespace.name.name, &namespace.common));
                let head = format!("declare var {}:", namespace.name);
                writer.block(&head, &self.lines(namespace), ";");
            }
        }
        for interface in model.callback_interfaces.values() {
            self.callback_interface(interface, &mut writer);
        }
        for callback in model.callbacks.values() {
            self.callback(callback, &mut writer);
        }
        for typedef in model.typedefs.values() {
            let name = &typedef.name.name;
            self.small(name, &typedef.common, &mut writer, || {
                format!("type {name} = {}", self.ty(&typedef.ty, self.uses.of(name)))
            });
        }
        for found in model.enums.values() {
            let name = &found.name.name;
            self.small(name, &found.common, &mut writer, || {
                format!("type {name} = {}", enum_text(found))
            });
        }
        for interface in model.interfaces.values() {
            if !interface.global_names().is_empty() {
                self.global(interface, &mut writer);
            }
        }
        format!("{}\n", writer.out.trim_end())
    }

    /// What is said about a definition.
    pub(crate) fn definition_doc(&self, name: &str, common: &Common) -> Doc {
        let refined = self.refinements.interfaces.get(name);
        let refined = refined.and_then(|refined| refined.doc.clone());
        Doc {
            text: refined.or_else(|| prose(common.doc.as_deref())),
            default: None,
            link: self.model.definition_link(common),
        }
    }

    /// The text that replaces a whole definition.
    pub(crate) fn replacement(&self, name: &str) -> Option<String> {
        let whole: &Whole = self.refinements.replaced.get(name)?;
        Some(self.substitute(&whole.text, name))
    }

    /// A definition of one statement, unless TypeScript's own library has it.
    fn small(&self, name: &str, common: &Common, writer: &mut Writer, text: impl Fn() -> String) {
        if self.refinements.library.contains_key(name) {
            return;
        }
        let mut doc = self.definition_doc(name, common);
        let replaced = self.refinements.replaced.get(name);
        if let Some(text) = replaced.and_then(|whole| whole.doc.clone()) {
            doc.text = Some(text);
        }
        writer.doc(&doc);
        writer.whole(&self.replacement(name).unwrap_or_else(text));
    }

    /// `interface X<T> extends Y`
    fn head(&self, name: &str, parent: Option<&str>) -> String {
        let refined = self.refinements.interfaces.get(name);
        let extends = refined.and_then(|refined| refined.extends.as_deref());
        let extends = extends.or(parent);
        let extends = extends.map(|parent| format!(" extends {parent}"));
        format!(
            "interface {name}{}{}",
            self.parameters(name),
            extends.unwrap_or_default()
        )
    }

    fn dictionary(&self, dictionary: &Dictionary, writer: &mut Writer) {
        let name = &dictionary.name.name;
        if self.replacement(name).is_some() {
            self.small(name, &dictionary.common, writer, String::new);
            return;
        }
        writer.doc(&self.definition_doc(name, &dictionary.common));
        let parent = dictionary
            .parent
            .as_ref()
            .map(|parent| parent.name.as_str());
        writer.block(&self.head(name, parent), &self.fields(dictionary), "");
    }

    /// The interface, and the interface object if there is one.
    fn interface(&self, interface: &Interface, writer: &mut Writer) {
        let name = &interface.name.name;
        let doc = self.definition_doc(name, &interface.common);
        let lines = self.lines(interface);
        writer.doc(&doc);
        let parent = interface.parent.as_ref().map(|parent| parent.name.as_str());
        let members = lines
            .iter()
            .filter(|line| !line.is_static || line.is_constant);
        writer.block(&self.head(name, parent), members, "");
        let has_object = interface.ext_attr("LegacyNoInterfaceObject").is_none();
        if !has_object || !self.exposes(&interface.exposure) {
            return;
        }
        writer.doc(&doc);
        let var = if writer.indent.is_empty() {
            "declare var"
        } else {
            "var"
        };
        let prototype = Shape::Property {
            readonly: false,
            optional: false,
            ty: name.clone(),
        };
        let mut object = vec![Line::new("prototype", prototype)];
        if !lines.iter().any(|line| line.name == "constructor") {
            // It cannot be called, and still stands on the right of `instanceof`.
            object.push(method(
                "[Symbol.hasInstance]",
                format!("(value: unknown): value is {name}"),
            ));
        }
        object.extend(lines.iter().filter(|line| line.is_static).cloned());
        writer.block(&format!("{var} {name}:"), &object, ";");
        for factory in &interface.factory_functions {
            let overloads = factory.overloads.iter();
            let overloads = overloads.map(|overload| {
                let arguments = self.arguments(&overload.arguments, Use::Passed);
                method("constructor", format!("{arguments}: {name}"))
            });
            let lines: Vec<Line> = overloads.collect();
            writer.block(&format!("{var} {}:", factory.name), &lines, ";");
        }
    }

    /// The namespaces that interfaces are in.
    fn namespace_holders(&self) -> Vec<&str> {
        let interfaces = self.model.interfaces.values();
        interfaces
            .filter_map(|interface| interface.common.ext_attrs.value("LegacyNamespace"))
            .collect()
    }

    /// A namespace that has interfaces in it.
    fn holder(&self, namespace: &Interface, writer: &mut Writer) {
        writer.doc(&self.definition_doc(&namespace.name.name, &namespace.common));
        writer.line(&format!("declare namespace {} {{", namespace.name));
        writer.indent = "  ";
        for line in self.lines(namespace) {
            self.value("", &line, writer);
        }
        let interfaces = self
            .model
            .interfaces
            .values()
            .filter(|i| self.is_declared(i));
        for interface in interfaces {
            let inside = interface.common.ext_attrs.value("LegacyNamespace");
            if inside.is_some_and(|name| namespace.name == name) {
                self.interface(interface, writer);
            }
        }
        writer.indent = "";
        writer.line("}");
        writer.blank();
    }

    /// A function or variable.
    fn value(&self, declare: &str, line: &Line, writer: &mut Writer) {
        if is_reserved(&line.name) {
            return;
        }
        let text = match &line.shape {
            Shape::Method(rest) => format!("{declare}function {}{rest};", line.name),
            Shape::Property { ty, .. } | Shape::Accessor { get: ty, .. } => {
                format!("{declare}var {}: {ty};", line.name)
            }
            Shape::Index(_) => return,
        };
        writer.doc(&line.doc);
        writer.line(&text);
        writer.blank();
    }

    fn callback_interface(&self, interface: &Interface, writer: &mut Writer) {
        let name = &interface.name.name;
        let text = || {
            let mut forms: Vec<String> = Vec::new();
            for line in self.lines(interface) {
                if let Shape::Method(rest) = &line.shape {
                    let (arguments, result) = rest.split_once("): ").unwrap_or((rest, "void"));
                    forms.push(format!("({arguments}) => {result})"));
                    forms.push(format!("{{ {} }}", line.text()));
                }
            }
            format!(
                "type {name}{} = {}",
                self.parameters(name),
                forms.join(" | ")
            )
        };
        self.small(name, &interface.common, writer, text);
        if interface.consts.is_empty() {
            return;
        }
        let lines = self.lines(interface);
        let constants = lines.iter().filter(|line| line.is_constant);
        writer.block(&format!("declare var {name}:"), constants, ";");
    }

    fn callback(&self, callback: &Callback, writer: &mut Writer) {
        let name = &callback.name.name;
        self.small(name, &callback.common, writer, || {
            format!("type {name} = {}", self.callback_text(callback))
        });
    }

    /// `(a: A) => B`
    pub(crate) fn callback_text(&self, callback: &Callback) -> String {
        let at = self.uses.of(&callback.name.name);
        let arguments = match at {
            Use::Passed => Use::Got,
            Use::Got => Use::Passed,
            Use::Both => Use::Both,
        };
        let new = if callback.constructor { "new " } else { "" };
        let arguments = self.arguments(&callback.arguments, arguments);
        format!(
            "{new}{arguments} => {}",
            self.result(&callback.return_type, at)
        )
    }

    /// The members of the global object, its ancestors' included, as functions and variables.
    fn global(&self, interface: &Interface, writer: &mut Writer) {
        let ancestors = self.model.ancestors(&interface.name.name);
        let mut done: Vec<String> = Vec::new();
        for level in [interface].into_iter().chain(ancestors) {
            let lines = self.lines(level);
            for line in lines.iter().filter(|line| !line.is_static) {
                // A level's own members hide those of the levels below.
                if !done.contains(&line.name) && line.name != "toString" {
                    self.value("declare ", line, writer);
                }
            }
            done.extend(lines.into_iter().map(|line| line.name));
        }
    }
}

fn method(name: &str, rest: String) -> Line {
    Line::new(name, Shape::Method(rest))
}

/// `"a" | "b"`
pub(crate) fn enum_text(found: &crate::model::Enum) -> String {
    let values = found.values.iter();
    let values: Vec<String> = values.map(|value| format!("\"{}\"", value.value)).collect();
    if values.is_empty() {
        return "never".to_owned();
    }
    values.join(" | ")
}
