//! Pairs the members that an IDL file declares with the methods of an `impl` block: one method for each, none left over.

use nano_idl::model::{
    Attribute, Collection, CollectionKind, Interface, MemberInfo, Operation, Overload,
    SpecialOperation, Stringifier,
};
use nano_idl::{Ident as IdlIdent, Span};

use crate::diagnostics::Errors;
use crate::model::Idl;
use crate::names;
use crate::signature::{Method, Receiver};

/// What a method implements.
pub(crate) enum Slot<'m> {
    /// One overload of the constructor, at this index.
    Constructor(&'m Operation, usize),
    /// Reading an attribute.
    Getter(&'m Attribute),
    /// Writing an attribute.
    Setter(&'m Attribute),
    /// One overload of an operation, at this index.
    Operation(&'m Operation, usize),
    /// `stringifier;`
    Stringifier,
    /// `getter T (unsigned long index)` without a name of its own.
    IndexedGetter(&'m SpecialOperation),
    /// `iterable<K, V>`: the pair at an index.
    Pair(&'m Collection),
    /// `async iterable<…>`: the initialization steps, the next value, and (optional) the return steps.
    AsyncIterator(&'m Collection, &'static str),
    /// `maplike` and `setlike`: the backing collection.
    Backing(&'m Collection),
}

/// The members of one file, each with the method that implements it (an index into the methods).
pub(crate) struct Pairs<'m> {
    pub(crate) slots: Vec<(Slot<'m>, Option<usize>)>,
}

/// A slot that needs a method: the Rust name to write, the IDL line, and whether it may be left out.
struct Wanted<'m> {
    slot: Slot<'m>,
    name: String,
    span: Span,
    optional: bool,
}

impl<'m> Pairs<'m> {
    pub(crate) fn find(
        idl: &'m Idl,
        interface: &'m Interface,
        path: &str,
        methods: &[Method],
        errors: &mut Errors,
        at: &syn::Type,
    ) -> Self {
        let here = |info: &MemberInfo| {
            interface
                .parts
                .get(info.part)
                .is_some_and(|part| idl.path_of(part.common.span) == path)
                && idl.exposes(&info.exposure)
        };
        let wanted = wanted(interface, &here);
        let mut used = vec![false; methods.len()];
        let mut slots = Vec::new();
        for Wanted {
            slot,
            name,
            span,
            optional,
        } in wanted
        {
            let found = candidates(interface, methods, &name, &slot).find(|&index| !used[index]);
            match found {
                Some(index) => {
                    used[index] = true;
                    slots.push((slot, Some(index)));
                }
                None if optional => slots.push((slot, None)),
                None => errors.with_idl(
                    at,
                    idl,
                    span,
                    format_args!(
                        "no method `{name}` implements this member of `{}`",
                        interface.name
                    ),
                ),
            }
        }
        for (method, _) in methods.iter().zip(used).filter(|(_, used)| !used) {
            let names = slots.iter().filter_map(|(slot, _)| slot_name(slot));
            let hint = names::nearest(&method.name.to_string(), names)
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            errors.at(
                &method.name,
                format_args!(
                    "`{}` is not declared for `{}` in {path}{hint}",
                    method.name, interface.name
                ),
            );
        }
        Self { slots }
    }
}

fn slot_name<'m>(slot: &Slot<'m>) -> Option<&'m str> {
    match slot {
        Slot::Getter(attribute) | Slot::Setter(attribute) => Some(attribute.name.as_str()),
        Slot::Operation(operation, _) => Some(operation.name.as_str()),
        _ => None,
    }
}

/// The methods that can stand for a slot, in source order: those of its name, and those marked as an overload of it.
fn candidates<'a>(
    interface: &'a Interface,
    methods: &'a [Method],
    name: &'a str,
    slot: &'a Slot<'_>,
) -> impl Iterator<Item = usize> + 'a {
    methods
        .iter()
        .enumerate()
        .filter(move |(_, method)| match (&method.overload_of, slot) {
            (Some(of), Slot::Operation(operation, _)) => {
                *of == operation.name.name && is_static_enough(interface, operation, method)
            }
            (Some(of), Slot::Constructor(..)) => of == "constructor",
            (Some(_), _) => false,
            (None, Slot::Operation(operation, _)) => {
                names::matches(&method.name, name) && is_static_enough(interface, operation, method)
            }
            (None, _) => names::matches(&method.name, name),
        })
        .map(|(index, _)| index)
}

/// Where a static and a regular operation have the same name, the receiver tells their methods apart.
fn is_static_enough(interface: &Interface, operation: &Operation, method: &Method) -> bool {
    let twin = interface.operations.iter().any(|other| {
        other.name.name == operation.name.name && other.is_static != operation.is_static
    });
    !twin || operation.is_static == (method.receiver == Receiver::None)
}

fn wanted<'m>(interface: &'m Interface, here: &dyn Fn(&MemberInfo) -> bool) -> Vec<Wanted<'m>> {
    let mut wanted = Vec::new();
    let mut want = |slot, name: &str, span, optional| {
        wanted.push(Wanted {
            slot,
            name: names::snake(name),
            span,
            optional,
        });
    };
    if let Some(constructor) = &interface.constructor {
        for (index, overload) in constructor
            .overloads
            .iter()
            .enumerate()
            .filter(|(_, overload)| here(&overload.info))
        {
            want(
                Slot::Constructor(constructor, index),
                "constructor",
                overload.info.common.span,
                false,
            );
        }
    }
    for attribute in interface
        .attributes
        .iter()
        .filter(|attribute| here(&attribute.info))
    {
        let span = attribute.name.span;
        want(
            Slot::Getter(attribute),
            attribute.name.as_str(),
            span,
            false,
        );
        let attrs = &attribute.info.common.ext_attrs;
        let generated = attrs.has("PutForwards")
            || attrs.has("Replaceable")
            || attrs.has("LegacyLenientSetter");
        if !attribute.readonly || generated {
            let name = format!("set_{}", names::snake(attribute.name.as_str()));
            want(Slot::Setter(attribute), &name, span, generated);
        }
    }
    for operation in &interface.operations {
        for (index, overload) in operation
            .overloads
            .iter()
            .enumerate()
            .filter(|(_, overload)| here(&overload.info))
        {
            want(
                Slot::Operation(operation, index),
                operation.name.as_str(),
                operation_span(&operation.name, overload),
                false,
            );
        }
    }
    for special in &interface.specials {
        if special.indexed && special.name.is_none() && here(&special.overload.info) {
            want(
                Slot::IndexedGetter(special),
                "indexed_getter",
                special.overload.info.common.span,
                false,
            );
        }
    }
    match &interface.stringifier {
        Some(Stringifier::Bare(info)) if here(info) => {
            want(Slot::Stringifier, "stringifier", info.common.span, false)
        }
        Some(Stringifier::Operation(None, overload)) if here(&overload.info) => {
            want(
                Slot::Stringifier,
                "stringifier",
                overload.info.common.span,
                false,
            );
        }
        _ => {}
    }
    if let Some(collection) = &interface.collection
        && here(&collection.info)
    {
        let span = collection.info.common.span;
        match &collection.kind {
            CollectionKind::Iterable { key: Some(_), .. } => {
                want(Slot::Pair(collection), "value_pair", span, false)
            }
            CollectionKind::Iterable { key: None, .. } => {}
            CollectionKind::AsyncIterable { .. } => {
                want(
                    Slot::AsyncIterator(collection, "init"),
                    "async_iterator",
                    span,
                    false,
                );
                want(
                    Slot::AsyncIterator(collection, "next"),
                    "async_iterator_next",
                    span,
                    false,
                );
                want(
                    Slot::AsyncIterator(collection, "return"),
                    "async_iterator_return",
                    span,
                    true,
                );
            }
            CollectionKind::Maplike { .. } | CollectionKind::Setlike { .. } => {
                want(Slot::Backing(collection), "backing", span, false);
            }
        }
    }
    wanted
}

fn operation_span(name: &IdlIdent, overload: &Overload) -> Span {
    if overload.info.common.span == Span::default() {
        name.span
    } else {
        overload.info.common.span
    }
}
