//! A model as IDL text. Resolving that text gives an equal model.
//!
//! Definitions come sorted by kind and name, members sorted by kind; each partial stays a definition of its own, and
//! mixins stay apart, because extended attributes and exposure depend on where a member is declared. This file prints
//! definitions and members; `types.rs` prints types, literals, arguments and extended attributes.

mod types;

use crate::ast::{Argument, Common, Ident};
use crate::model::{
    Attribute, CollectionKind, Interface, InterfaceKind, MemberInfo, Model, Overload, Part,
    PartKind, Stringifier,
};
use types::{argument_list, ext_attr_list, literal, name};

/// Prints a model as IDL text.
#[must_use]
pub fn print(model: &Model) -> String {
    let mut printer = Printer::default();
    printer.small_definitions(model);
    for dictionary in model.dictionaries.values() {
        printer.dictionary(dictionary);
    }
    let interfaces = model.callback_interfaces.values();
    let interfaces = interfaces.chain(model.mixins.values());
    let interfaces = interfaces.chain(model.namespaces.values());
    for interface in interfaces.chain(model.interfaces.values()) {
        printer.interface(interface);
    }
    for interface in model.interfaces.values() {
        for mixin in &interface.includes {
            let line = format!("{} includes {};", name(&interface.name), name(mixin));
            printer.line("", &line);
        }
    }
    printer.out
}

/// The text so far.
#[derive(Default)]
struct Printer {
    out: String,
}

impl Printer {
    /// A line.
    fn line(&mut self, indent: &str, text: &str) {
        self.out.push_str(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Comments and extended attributes, each on lines of their own.
    fn common(&mut self, indent: &str, common: &Common) {
        self.doc(indent, common.doc.as_deref());
        if !common.ext_attrs.0.is_empty() {
            self.line(indent, &ext_attr_list(&common.ext_attrs));
        }
    }

    /// Comments.
    fn doc(&mut self, indent: &str, doc: Option<&str>) {
        for line in doc.into_iter().flat_map(|doc| doc.split('\n')) {
            let space = if line.is_empty() { "" } else { " " };
            self.line(indent, &format!("//{space}{line}"));
        }
    }

    /// Typedefs, enumerations and callbacks.
    fn small_definitions(&mut self, model: &Model) {
        for typedef in model.typedefs.values() {
            self.common("", &typedef.common);
            let line = format!("typedef {} {};\n", typedef.ty, name(&typedef.name));
            self.line("", &line);
        }
        for definition in model.enums.values() {
            self.common("", &definition.common);
            self.line("", &format!("enum {} {{", name(&definition.name)));
            for value in &definition.values {
                self.doc("  ", value.doc.as_deref());
                self.line("  ", &format!("\"{}\",", value.value));
            }
            self.line("", "};\n");
        }
        for callback in model.callbacks.values() {
            self.common("", &callback.common);
            let constructor = if callback.constructor {
                "constructor "
            } else {
                ""
            };
            let line = format!(
                "callback {constructor}{} = {} {};\n",
                name(&callback.name),
                callback.return_type,
                argument_list("", &callback.arguments)
            );
            self.line("", &line);
        }
    }

    /// A dictionary and its partials.
    fn dictionary(&mut self, dictionary: &crate::model::Dictionary) {
        for (index, part) in dictionary.parts.iter().enumerate() {
            self.open("dictionary", part, dictionary.parent.as_ref());
            let members = dictionary.members.iter();
            for member in members.filter(|member| member.part == index) {
                let field = &member.field;
                self.common("  ", &field.common);
                let required = if field.required { "required " } else { "" };
                let mut line = format!("{required}{} {}", field.ty, name(&field.name));
                if let Some(default) = &field.default {
                    line.push_str(&format!(" = {}", literal(default)));
                }
                self.line("  ", &format!("{line};"));
            }
            self.line("", "};\n");
        }
    }

    /// The first line of a definition with members, and what stands above it.
    fn open(&mut self, keyword: &str, part: &Part, parent: Option<&Ident>) {
        self.common("", &part.common);
        let first = part.kind == PartKind::Definition;
        let partial = if first { "" } else { "partial " };
        let inherits = match parent {
            Some(parent) if first => format!(" : {}", name(parent)),
            _ => String::new(),
        };
        let line = format!("{partial}{keyword} {}{inherits} {{", name(&part.name));
        self.line("", &line);
    }

    /// An interface, mixin, callback interface or namespace, and its partials. What comes from mixins is printed with
    /// those.
    fn interface(&mut self, interface: &Interface) {
        let keyword = match interface.kind {
            InterfaceKind::Interface => "interface",
            InterfaceKind::Mixin => "interface mixin",
            InterfaceKind::CallbackInterface => "callback interface",
            InterfaceKind::Namespace => "namespace",
        };
        for (index, part) in interface.parts.iter().enumerate() {
            if matches!(part.kind, PartKind::Mixin | PartKind::PartialMixin) {
                continue;
            }
            self.open(keyword, part, interface.parent.as_ref());
            self.members(interface, index);
            self.line("", "};\n");
        }
    }

    /// The members that come from one definition.
    fn members(&mut self, interface: &Interface, part: usize) {
        for constant in &interface.consts {
            let value = literal(&constant.value);
            let line = format!("const {} {} = {value}", constant.ty, name(&constant.name));
            self.member(&constant.info, part, &line);
        }
        for attribute in &interface.attributes {
            self.attribute(attribute, part);
        }
        let constructor = interface.constructor.iter();
        for overload in constructor.flat_map(|constructor| &constructor.overloads) {
            let arguments = argument_list("  ", &overload.arguments);
            self.member(&overload.info, part, &format!("constructor{arguments}"));
        }
        for operation in &interface.operations {
            for overload in &operation.overloads {
                self.overload(Some(&operation.name), operation.is_static, overload, part);
            }
        }
        for special in &interface.specials {
            if special.name.is_none() {
                self.overload(None, false, &special.overload, part);
            }
        }
        match &interface.stringifier {
            Some(Stringifier::Bare(info)) => self.member(info, part, "stringifier"),
            Some(Stringifier::Operation(None, overload)) => {
                self.overload(None, false, overload, part);
            }
            // Printed with the attribute or operation.
            Some(Stringifier::Attribute(_) | Stringifier::Operation(Some(_), _)) | None => {}
        }
        if let Some(collection) = &interface.collection {
            self.member(&collection.info, part, &collection_text(&collection.kind));
        }
    }

    /// A member with its comments and extended attributes, if it comes from this part.
    fn member(&mut self, info: &MemberInfo, part: usize, text: &str) {
        if info.part == part {
            self.common("  ", &info.common);
            self.line("  ", &format!("{text};"));
        }
    }

    fn attribute(&mut self, attribute: &Attribute, part: usize) {
        let mut words = String::new();
        let flags = [
            (attribute.is_static, "static "),
            (attribute.stringifier, "stringifier "),
            (attribute.inherit, "inherit "),
            (attribute.readonly, "readonly "),
        ];
        for (_, word) in flags.into_iter().filter(|(set, _)| *set) {
            words.push_str(word);
        }
        let line = format!(
            "{words}attribute {} {}",
            attribute.ty,
            name(&attribute.name)
        );
        self.member(&attribute.info, part, &line);
    }

    fn overload(
        &mut self,
        operation: Option<&Ident>,
        is_static: bool,
        overload: &Overload,
        part: usize,
    ) {
        let mut words = String::new();
        if is_static {
            words.push_str("static ");
        }
        if overload.stringifier {
            words.push_str("stringifier ");
        }
        if let Some(special) = overload.special {
            words.push_str(special.keyword());
            words.push(' ');
        }
        let line = format!(
            "{words}{} {}{}",
            overload.return_type,
            operation.map(name).unwrap_or_default(),
            argument_list("  ", &overload.arguments)
        );
        self.member(&overload.info, part, &line);
    }
}

/// `iterable<K, V>` and its siblings.
fn collection_text(kind: &CollectionKind) -> String {
    let keyword = kind.keyword();
    let arguments = |arguments: &[Argument]| {
        if arguments.is_empty() {
            String::new()
        } else {
            argument_list("  ", arguments)
        }
    };
    let read = |readonly: &bool| if *readonly { "readonly " } else { "" };
    match kind {
        CollectionKind::Iterable { key: None, value } => format!("{keyword}<{value}>"),
        CollectionKind::Iterable {
            key: Some(key),
            value,
        } => format!("{keyword}<{key}, {value}>"),
        CollectionKind::AsyncIterable {
            key: None,
            value,
            arguments: list,
        } => format!("{keyword}<{value}>{}", arguments(list)),
        CollectionKind::AsyncIterable {
            key: Some(key),
            value,
            arguments: list,
        } => format!("{keyword}<{key}, {value}>{}", arguments(list)),
        CollectionKind::Maplike {
            readonly,
            key,
            value,
        } => format!("{}{keyword}<{key}, {value}>", read(readonly)),
        CollectionKind::Setlike { readonly, value } => {
            format!("{}{keyword}<{value}>", read(readonly))
        }
    }
}
