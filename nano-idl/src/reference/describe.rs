//! One definition or one member, as IDL: partials and mixins merged, with what it inherits and who uses it.

use std::fmt::Write as _;

use crate::ast::{Argument, Common};
use crate::links::prose;
use crate::model::{
    CollectionKind, Dictionary, Interface, InterfaceKind, MemberInfo, Model, Part, PartKind,
    Stringifier,
};
use crate::types::{Type, TypeKind};

use super::{NotFound, names, not_found};

/// What `name` is: a definition (`Blob`), a member (`Blob.size`), or a member of the global. Case does not count where
/// nothing else differs.
///
/// # Errors
///
/// There is nothing of this name.
pub fn describe(model: &Model, name: &str) -> Result<String, NotFound> {
    let same = |candidate: &str| candidate.eq_ignore_ascii_case(name);
    let exact = names(model).find(|(_, candidate)| *candidate == name);
    let found = exact.or_else(|| names(model).find(|(_, candidate)| same(candidate)));
    if let Some((kind, found)) = found {
        return Ok(definition(model, kind, found));
    }
    if let Some((owner, member)) = name.split_once('.') {
        let owner = interface_named(model, owner).ok_or_else(|| {
            let suggestion = closest_definition(model, owner).suggestion;
            NotFound {
                suggestion: suggestion.map(|owner| format!("{owner}.{member}")),
            }
        })?;
        return members_named(model, &[owner], member).map_err(|mut error| {
            let suggestion = error.suggestion.take();
            error.suggestion = suggestion.map(|member| format!("{}.{member}", owner.name));
            error
        });
    }
    let globals: Vec<&Interface> = model
        .interfaces
        .values()
        .filter(|interface| !interface.global_names().is_empty())
        .collect();
    let close = closest_definition(model, name);
    members_named(model, &globals, name).map_err(|error| NotFound {
        suggestion: close.suggestion.or(error.suggestion),
    })
}

fn closest_definition(model: &Model, name: &str) -> NotFound {
    not_found(name, names(model).map(|(_, name)| name))
}

/// The interface, mixin, namespace or callback interface with a name, whatever its case.
fn interface_named<'a>(model: &'a Model, name: &str) -> Option<&'a Interface> {
    let mut all = interfaces(model);
    all.find(|interface| interface.name.name.eq_ignore_ascii_case(name))
}

/// Everything that has members which are called.
fn interfaces(model: &Model) -> impl Iterator<Item = &Interface> {
    let maps = [
        &model.interfaces,
        &model.mixins,
        &model.namespaces,
        &model.callback_interfaces,
    ];
    maps.into_iter().flat_map(|map| map.values())
}

/// A member of an interface: its name, if it has one, and where it stands.
struct Member<'a> {
    name: Option<&'a str>,
    info: &'a MemberInfo,
}

/// The members in the order of their definitions.
fn members(interface: &Interface) -> Vec<Member<'_>> {
    fn named<'a>(name: &'a str, info: &'a MemberInfo) -> Member<'a> {
        Member {
            name: Some(name),
            info,
        }
    }
    let mut all: Vec<Member<'_>> = Vec::new();
    all.extend(
        interface
            .consts
            .iter()
            .map(|c| named(&c.name.name, &c.info)),
    );
    all.extend(
        interface
            .attributes
            .iter()
            .map(|a| named(&a.name.name, &a.info)),
    );
    for operation in &interface.operations {
        let overloads = operation.overloads.iter();
        all.extend(overloads.map(|overload| named(&operation.name.name, &overload.info)));
    }
    let constructors = interface.constructor.iter().flat_map(|c| &c.overloads);
    all.extend(constructors.map(|overload| named("constructor", &overload.info)));
    let unnamed = |info| Member { name: None, info };
    let specials = interface.specials.iter().filter(|s| s.name.is_none());
    all.extend(specials.map(|special| unnamed(&special.overload.info)));
    match &interface.stringifier {
        Some(Stringifier::Bare(info)) => all.push(unnamed(info)),
        Some(Stringifier::Operation(None, overload)) => all.push(unnamed(&overload.info)),
        _ => {}
    }
    all.extend(
        interface
            .collection
            .iter()
            .map(|found| unnamed(&found.info)),
    );
    all.sort_by_key(|member| (member.info.part, member.info.common.span.start));
    all
}

/// The members with a name, of interfaces and of those that they inherit from.
fn members_named(model: &Model, of: &[&Interface], name: &str) -> Result<String, NotFound> {
    let mut seen: Vec<&str> = Vec::new();
    let mut out = String::new();
    for interface in of {
        let ancestors = model.ancestors(&interface.name.name);
        for level in [*interface].into_iter().chain(ancestors) {
            for member in members(level) {
                let Some(found) = member.name else { continue };
                seen.push(found);
                if found.eq_ignore_ascii_case(name) {
                    member_alone(model, level, &member, &mut out);
                }
            }
        }
    }
    if out.is_empty() {
        return Err(not_found(name, seen.into_iter()));
    }
    Ok(out)
}

/// A member outside of its definition.
fn member_alone(model: &Model, interface: &Interface, member: &Member<'_>, out: &mut String) {
    let info = member.info;
    let Some(part) = interface.parts.get(info.part) else {
        return;
    };
    let kind = match interface.operation(member.name.unwrap_or(""), false) {
        Some(_) => crate::links::MemberSort::Operation,
        None => crate::links::MemberSort::Attribute,
    };
    let link = member
        .name
        .and_then(|name| model.member_link(part, &info.common, name, kind));
    for link in link.iter() {
        let _ = writeln!(out, "// {link}");
    }
    let _ = writeln!(
        out,
        "// {}, {}",
        place(model, &info.common),
        part_text(part, &interface.name.name)
    );
    let _ = writeln!(out, "{};", source(model, &info.common, ""));
}

/// `interface X`, `mixin Y of X`
fn part_text(part: &Part, interface: &str) -> String {
    match part.kind {
        PartKind::Definition => format!("a member of {interface}"),
        PartKind::Partial => format!("a member of {interface}, in a partial definition"),
        PartKind::Mixin => format!("a member of {interface} by the mixin {}", part.name),
        PartKind::PartialMixin => {
            format!(
                "a member of {interface} by the mixin {}, in a partial definition",
                part.name
            )
        }
    }
}

/// `idl/file/Blob.idl:3`
fn place(model: &Model, common: &Common) -> String {
    let position = model.position(common.span);
    format!("{}:{}", position.path, position.line)
}

/// The text of a definition or member as it was written, its semicolon left out.
fn source(model: &Model, common: &Common, indent: &str) -> String {
    let text = model.sources.text(common.span).trim_end();
    let text = text.strip_suffix(';').unwrap_or(text);
    let first = model.sources.line(common.span);
    let margin = first.len() - first.trim_start().len();
    let lines = text.lines().enumerate().map(|(index, line)| {
        // The first line begins at the span, the others where they stand in the file.
        let space = line.len() - line.trim_start().len();
        let from = if index == 0 { 0 } else { margin.min(space) };
        format!("{indent}{}", line.get(from..).unwrap_or(line))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines above a definition: what it is, the standard's, and ours.
fn opening(model: &Model, common: &Common, out: &mut String) {
    if let Some(prose) = prose(common.doc.as_deref()) {
        for line in prose.lines() {
            let _ = writeln!(out, "// {line}");
        }
    }
    if let Some(link) = model.definition_link(common) {
        let _ = writeln!(out, "// {link}");
    }
    let _ = writeln!(out, "// {}", place(model, common));
}

fn definition(model: &Model, kind: &str, name: &str) -> String {
    let mut out = String::new();
    let Some(common) = model.definition_common(name) else {
        return out;
    };
    opening(model, common, &mut out);
    let interface = interfaces(model).find(|interface| interface.name == *name);
    if let Some(interface) = interface {
        self::interface(model, kind, interface, &mut out);
    } else if let Some(dictionary) = model.dictionary(name) {
        self::dictionary(model, dictionary, &mut out);
    } else {
        let _ = writeln!(out, "{};", source(model, common, ""));
    }
    let users = users(model, name);
    if !users.is_empty() {
        wrapped("used by", &users, &mut out);
    }
    out
}

/// `interface X : Y {`, with its extended attributes.
fn head(model: &Model, common: &Common, head: &str, out: &mut String) {
    let attributes: Vec<String> = common
        .ext_attrs
        .iter()
        .map(|attribute| model.sources.text(attribute.span).to_owned())
        .collect();
    if !attributes.is_empty() {
        let _ = writeln!(out, "[{}]", attributes.join(", "));
    }
    let _ = writeln!(out, "{head} {{");
}

fn interface(model: &Model, kind: &str, interface: &Interface, out: &mut String) {
    let name = &interface.name.name;
    let parent = interface.parent.as_ref();
    let inherits = parent.map_or_else(String::new, |parent| format!(" : {parent}"));
    head(
        model,
        &interface.common,
        &format!("{kind} {name}{inherits}"),
        out,
    );
    let mut part = 0;
    for member in members(interface) {
        if member.info.part != part {
            part = member.info.part;
            section(model, interface.parts.get(part), out);
        }
        let _ = writeln!(out, "{};", source(model, &member.info.common, "  "));
    }
    out.push_str("};\n");
    for ancestor in model.ancestors(name) {
        let mut names: Vec<String> = Vec::new();
        for member in members(ancestor) {
            let name = member.name.filter(|name| *name != "constructor");
            names.extend(
                name.filter(|name| !names.iter().any(|n| n == name))
                    .map(str::to_owned),
            );
        }
        let at = place(model, &ancestor.common);
        wrapped(
            &format!("inherited from {} ({at})", ancestor.name),
            &names,
            out,
        );
    }
    let heirs = model.interfaces.values().filter(|other| {
        let parent = other.parent.as_ref();
        parent.is_some_and(|parent| parent.name == *name)
            || other.includes.contains(&interface.name)
    });
    let heirs: Vec<String> = heirs.map(|heir| heir.name.name.clone()).collect();
    if !heirs.is_empty() {
        let how = match interface.kind {
            InterfaceKind::Mixin => "included by",
            _ => "inherited by",
        };
        wrapped(how, &heirs, out);
    }
    if interface.kind != InterfaceKind::Mixin
        && interface.kind != InterfaceKind::CallbackInterface
        && !model.exposes(&interface.exposure)
    {
        out.push_str("// not exposed on this global\n");
    }
}

/// Where the members come from that follow.
fn section(model: &Model, part: Option<&Part>, out: &mut String) {
    let Some(part) = part else { return };
    let what = match part.kind {
        PartKind::Definition => return,
        PartKind::Partial => "partial".to_owned(),
        PartKind::Mixin => format!("mixin {}", part.name),
        PartKind::PartialMixin => format!("partial mixin {}", part.name),
    };
    let _ = writeln!(out, "\n  // {what} ({})", place(model, &part.common));
}

fn dictionary(model: &Model, dictionary: &Dictionary, out: &mut String) {
    let levels = model.dictionary_members(&dictionary.name.name);
    let parent = dictionary.parent.as_ref();
    let inherits = parent.map_or_else(String::new, |parent| format!(" : {parent}"));
    let first = format!("dictionary {}{inherits}", dictionary.name);
    head(model, &dictionary.common, &first, out);
    let mut part = 0;
    for member in &dictionary.members {
        if member.part != part {
            part = member.part;
            section(model, dictionary.parts.get(part), out);
        }
        let _ = writeln!(out, "{};", source(model, &member.field.common, "  "));
    }
    let ancestors = levels.iter().rev().skip(1);
    for level in ancestors {
        let from = level.dictionary;
        let _ = writeln!(
            out,
            "\n  // inherited from {} ({})",
            from.name,
            place(model, &from.common)
        );
        for member in &from.members {
            let _ = writeln!(out, "{};", source(model, &member.field.common, "  "));
        }
    }
    out.push_str("};\n");
}

/// A comment that lists names, in lines of at most 100 characters.
fn wrapped(title: &str, names: &[String], out: &mut String) {
    let colon = if names.is_empty() { "" } else { ":" };
    let mut line = format!("// {title}{colon}");
    for (index, name) in names.iter().enumerate() {
        let comma = if index + 1 < names.len() { "," } else { "" };
        if line.len() + name.len() + 2 > 100 {
            let _ = writeln!(out, "{line}");
            line = "//  ".to_owned();
        }
        let _ = write!(line, " {name}{comma}");
    }
    let _ = writeln!(out, "{line}");
}

/// The definitions and members whose types name a definition.
fn users(model: &Model, name: &str) -> Vec<String> {
    let mut users: Vec<String> = Vec::new();
    let mut add = |user: String, is_user: bool| {
        if is_user && !users.contains(&user) {
            users.push(user);
        }
    };
    let argued = |arguments: &[Argument]| arguments.iter().any(|a| names_type(&a.ty, name));
    for interface in interfaces(model) {
        // What comes from a mixin is listed as the mixin's.
        let own = |info: &MemberInfo| {
            let part = interface.parts.get(info.part);
            part.is_some_and(|part| matches!(part.kind, PartKind::Definition | PartKind::Partial))
        };
        let of = &interface.name;
        for attribute in interface.attributes.iter().filter(|a| own(&a.info)) {
            add(
                format!("{of}.{}", attribute.name),
                names_type(&attribute.ty, name),
            );
        }
        for (called, operation) in interface
            .operations
            .iter()
            .map(|operation| (operation.name.name.as_str(), operation))
            .chain(
                interface
                    .constructor
                    .iter()
                    .map(|found| ("constructor", found)),
            )
        {
            for overload in operation.overloads.iter().filter(|o| own(&o.info)) {
                let used = names_type(&overload.return_type, name) || argued(&overload.arguments);
                add(format!("{of}.{called}"), used);
            }
        }
        if let Some(collection) = interface.collection.iter().find(|c| own(&c.info)) {
            let used = match &collection.kind {
                CollectionKind::Iterable { key, value } => {
                    key.iter().chain([value]).any(|ty| names_type(ty, name))
                }
                CollectionKind::AsyncIterable {
                    key,
                    value,
                    arguments,
                } => key.iter().chain([value]).any(|ty| names_type(ty, name)) || argued(arguments),
                CollectionKind::Maplike { key, value, .. } => {
                    names_type(key, name) || names_type(value, name)
                }
                CollectionKind::Setlike { value, .. } => names_type(value, name),
            };
            add(format!("{of}[{}]", collection.kind.keyword()), used);
        }
    }
    for dictionary in model.dictionaries.values() {
        for member in &dictionary.members {
            let field = &member.field;
            add(
                format!("{}.{}", dictionary.name, field.name),
                names_type(&field.ty, name),
            );
        }
        let parent = dictionary.parent.as_ref();
        add(
            dictionary.name.name.clone(),
            parent.is_some_and(|parent| parent.name == *name),
        );
    }
    for typedef in model.typedefs.values() {
        add(typedef.name.name.clone(), names_type(&typedef.ty, name));
    }
    for callback in model.callbacks.values() {
        let used = names_type(&callback.return_type, name) || argued(&callback.arguments);
        add(callback.name.name.clone(), used);
    }
    users
}

/// Whether a type names a definition, however deep.
fn names_type(ty: &Type, name: &str) -> bool {
    match &ty.kind {
        TypeKind::Sequence(inner)
        | TypeKind::AsyncSequence(inner)
        | TypeKind::FrozenArray(inner)
        | TypeKind::ObservableArray(inner)
        | TypeKind::Promise(inner)
        | TypeKind::Nullable(inner) => names_type(inner, name),
        TypeKind::Record(key, value) => names_type(key, name) || names_type(value, name),
        TypeKind::Union(members) => members.iter().any(|member| names_type(member, name)),
        kind => kind.name() == Some(name),
    }
}
