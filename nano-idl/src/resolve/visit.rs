//! Reaching every type and every argument of a definition, those in extended attributes included.

use crate::ast::{
    Argument, Common, Definition, DefinitionKind, ExtAttrValue, ExtAttrs, Member, MemberKind,
};
use crate::types::{Type, TypeKind};

/// What is visited: a type as a whole (its parts are the visitor's), or an argument.
enum Item<'a> {
    Type(&'a mut Type),
    Argument(&'a mut Argument),
}

/// Visits every type that stands somewhere in its own right: parts of a type are not visited, except the arguments of
/// extended attributes in it.
pub(super) fn types(definition: &mut Definition, visit: &mut dyn FnMut(&mut Type)) {
    walk(definition, &mut |item| {
        if let Item::Type(ty) = item {
            visit(ty);
        }
    });
}

/// Visits every argument.
pub(super) fn arguments(definition: &mut Definition, visit: &mut dyn FnMut(&mut Argument)) {
    walk(definition, &mut |item| {
        if let Item::Argument(argument) = item {
            visit(argument);
        }
    });
}

type Visit<'v> = &'v mut dyn FnMut(Item<'_>);

fn walk(definition: &mut Definition, visit: Visit<'_>) {
    walk_common(&mut definition.common, visit);
    match &mut definition.kind {
        DefinitionKind::Interface { members, .. }
        | DefinitionKind::Mixin { members, .. }
        | DefinitionKind::CallbackInterface { members, .. }
        | DefinitionKind::Namespace { members, .. } => {
            for member in members {
                walk_member(member, visit);
            }
        }
        DefinitionKind::Dictionary { members, .. } => {
            for member in members {
                walk_common(&mut member.common, visit);
                walk_type(&mut member.ty, visit);
            }
        }
        DefinitionKind::Typedef { ty, .. } => walk_type(ty, visit),
        DefinitionKind::Callback {
            return_type,
            arguments,
            ..
        } => {
            walk_type(return_type, visit);
            walk_arguments(arguments, visit);
        }
        DefinitionKind::Enum { .. } | DefinitionKind::Includes { .. } => {}
    }
}

fn walk_common(common: &mut Common, visit: Visit<'_>) {
    walk_ext_attrs(&mut common.ext_attrs, visit);
}

fn walk_ext_attrs(ext_attrs: &mut ExtAttrs, visit: Visit<'_>) {
    for attribute in &mut ext_attrs.0 {
        match &mut attribute.value {
            ExtAttrValue::Arguments(arguments) | ExtAttrValue::NamedArguments(_, arguments) => {
                walk_arguments(arguments, visit);
            }
            _ => {}
        }
    }
}

fn walk_arguments(arguments: &mut [Argument], visit: Visit<'_>) {
    for argument in arguments {
        walk_common(&mut argument.common, visit);
        walk_type(&mut argument.ty, visit);
        visit(Item::Argument(argument));
    }
}

fn walk_type(ty: &mut Type, visit: Visit<'_>) {
    walk_type_ext_attrs(ty, visit);
    visit(Item::Type(ty));
}

/// The extended attributes in a type, at any depth.
fn walk_type_ext_attrs(ty: &mut Type, visit: Visit<'_>) {
    walk_ext_attrs(&mut ty.ext_attrs, visit);
    match &mut ty.kind {
        TypeKind::Sequence(inner)
        | TypeKind::AsyncSequence(inner)
        | TypeKind::FrozenArray(inner)
        | TypeKind::ObservableArray(inner)
        | TypeKind::Promise(inner)
        | TypeKind::Nullable(inner) => walk_type_ext_attrs(inner, visit),
        TypeKind::Record(key, value) => {
            walk_type_ext_attrs(key, visit);
            walk_type_ext_attrs(value, visit);
        }
        TypeKind::Union(members) => {
            for member in members {
                walk_type_ext_attrs(member, visit);
            }
        }
        _ => {}
    }
}

fn walk_member(member: &mut Member, visit: Visit<'_>) {
    walk_common(&mut member.common, visit);
    match &mut member.kind {
        MemberKind::Const { ty, .. } | MemberKind::Attribute { ty, .. } => walk_type(ty, visit),
        MemberKind::Operation {
            return_type,
            arguments,
            ..
        } => {
            walk_type(return_type, visit);
            walk_arguments(arguments, visit);
        }
        MemberKind::Constructor { arguments } => walk_arguments(arguments, visit),
        MemberKind::Stringifier => {}
        MemberKind::Iterable { key, value } => {
            key.iter_mut().for_each(|key| walk_type(key, visit));
            walk_type(value, visit);
        }
        MemberKind::AsyncIterable {
            key,
            value,
            arguments,
        } => {
            key.iter_mut().for_each(|key| walk_type(key, visit));
            walk_type(value, visit);
            walk_arguments(arguments, visit);
        }
        MemberKind::Maplike { key, value, .. } => {
            walk_type(key, visit);
            walk_type(value, visit);
        }
        MemberKind::Setlike { value, .. } => walk_type(value, visit),
    }
}
