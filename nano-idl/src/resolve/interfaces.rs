//! One interface (or mixin, callback interface, namespace) from its definition, its partials and the mixins that it
//! includes: members sorted by what they are, overloads grouped, exposure computed.

use super::{Pieces, PiecesByName};
use crate::ast::{Common, ExtAttrValue, Ident, Member, MemberKind, Modifier};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Attribute, Collection, CollectionKind, Const, Exposure, Interface, InterfaceKind, MemberInfo,
    Operation, Overload, Part, PartKind, SpecialOperation, Stringifier,
};
use crate::source::Span;
use crate::types::{Annotations, Type, TypeKind};
use std::collections::BTreeSet;

/// Merges everything that belongs to one name. `None`: there is no definition.
pub(super) fn merge(
    pieces: Pieces<Member>,
    kind: InterfaceKind,
    includes: Vec<Ident>,
    mixins: &PiecesByName<Member>,
    errors: &mut Vec<Diagnostic>,
) -> Option<Interface> {
    let first = &pieces.parts.first()?.0;
    let exposure = match (own_exposure(&first.common), kind) {
        // A mixin by itself has no host: what it says of its own is all there is.
        (own, InterfaceKind::Mixin) => own.unwrap_or(Exposure::All),
        (own, _) => own.unwrap_or(Exposure::Globals(BTreeSet::new())),
    };
    let mut interface = Interface {
        common: first.common.clone(),
        name: first.name.clone(),
        kind,
        parent: pieces.inherits,
        includes,
        parts: Vec::new(),
        exposure,
        consts: Vec::new(),
        attributes: Vec::new(),
        operations: Vec::new(),
        specials: Vec::new(),
        constructor: None,
        factory_functions: Vec::new(),
        stringifier: None,
        collection: None,
    };
    for (part, members) in pieces.parts {
        add_part(&mut interface, part, members, None, errors);
    }
    for name in interface.includes.clone() {
        let Some(mixin) = mixins.get(&name.name) else {
            continue;
        };
        let of_mixin = mixin.parts.first().map(|(part, _)| part.common.clone());
        for (part, members) in &mixin.parts {
            let mut part = part.clone();
            part.kind = match part.kind {
                PartKind::Definition => PartKind::Mixin,
                _ => PartKind::PartialMixin,
            };
            let members = members.clone();
            add_part(&mut interface, part, members, of_mixin.as_ref(), errors);
        }
    }
    add_factory_functions(&mut interface);
    // There is at most one of each, so their order in text means nothing.
    interface
        .specials
        .sort_by_key(|special| (special.special, special.indexed));
    Some(interface)
}

/// Adds the members of one definition.
fn add_part(
    interface: &mut Interface,
    part: Part,
    members: Vec<Member>,
    mixin: Option<&Common>,
    errors: &mut Vec<Diagnostic>,
) {
    let index = interface.parts.len();
    let exposures: Vec<Exposure> = members
        .iter()
        .map(|member| exposure_set(&member.common, &part, mixin, &interface.exposure))
        .collect();
    interface.parts.push(part);
    for (member, exposure) in members.into_iter().zip(exposures) {
        let info = MemberInfo {
            common: member.common,
            part: index,
            exposure,
        };
        add_member(interface, info, member.kind, errors);
    }
}

/// <https://webidl.spec.whatwg.org/#own-exposure-set>
fn own_exposure(common: &Common) -> Option<Exposure> {
    let exposed = common.ext_attrs.get("Exposed")?;
    Some(match &exposed.value {
        ExtAttrValue::Wildcard => Exposure::All,
        value => {
            let names = value.idents().into_iter();
            Exposure::Globals(names.map(|name| name.name.clone()).collect())
        }
    })
}

/// <https://webidl.spec.whatwg.org/#dfn-exposure-set> of a member. `mixin` is what the mixin says for itself, when the
/// member comes from one; `host` is the exposure set of the interface.
fn exposure_set(member: &Common, part: &Part, mixin: Option<&Common>, host: &Exposure) -> Exposure {
    // 2. Let H be C's host interface if C is an interface mixin member, or null otherwise.
    // 3.1., 4.1. and 5.2. If [Exposed] is specified on C, return the exposure set intersection of C and H.
    let intersection = |own: Exposure| match mixin {
        Some(_) => own.intersection(host),
        None => own,
    };
    // 3. The member; 4. the partial; 5. the mixin.
    let said = own_exposure(member)
        .or_else(|| match part.kind {
            PartKind::Definition => None,
            _ => own_exposure(&part.common),
        })
        .or_else(|| own_exposure(mixin?));
    match said {
        Some(own) => intersection(own),
        // 8. Return C's own exposure set (that of the interface).
        None => host.clone(),
    }
}

/// Sorts a member into the interface.
fn add_member(
    interface: &mut Interface,
    info: MemberInfo,
    kind: MemberKind,
    errors: &mut Vec<Diagnostic>,
) {
    let span = info.common.span;
    match kind {
        MemberKind::Const { name, ty, value } => interface.consts.push(Const {
            info,
            name,
            ty,
            value,
        }),
        MemberKind::Attribute {
            name,
            ty,
            readonly,
            modifier,
        } => {
            if modifier == Modifier::Stringifier {
                let stringifier = Stringifier::Attribute(name.clone());
                set_stringifier(interface, stringifier, span, errors);
            }
            interface.attributes.push(Attribute {
                info,
                name,
                ty,
                readonly,
                is_static: modifier == Modifier::Static,
                inherit: modifier == Modifier::Inherit,
                stringifier: modifier == Modifier::Stringifier,
            });
        }
        MemberKind::Operation {
            name,
            return_type,
            arguments,
            modifier,
            special,
        } => {
            let overload = Overload {
                info,
                return_type,
                arguments,
                special,
                stringifier: modifier == Modifier::Stringifier,
            };
            if overload.stringifier {
                let stringifier = Stringifier::Operation(name.clone(), overload.clone());
                set_stringifier(interface, stringifier, span, errors);
            }
            if let Some(special) = special {
                interface.specials.push(SpecialOperation {
                    special,
                    indexed: is_indexed(&overload),
                    name: name.clone(),
                    overload: overload.clone(),
                });
            }
            if let Some(name) = name {
                let is_static = modifier == Modifier::Static;
                add_overload(&mut interface.operations, name, is_static, overload);
            }
        }
        MemberKind::Constructor { arguments } => {
            let overload = Overload {
                return_type: undefined(span),
                info,
                arguments,
                special: None,
                stringifier: false,
            };
            let name = interface.name.clone();
            let constructor = interface.constructor.get_or_insert_with(|| Operation {
                name,
                is_static: false,
                overloads: Vec::new(),
            });
            constructor.overloads.push(overload);
        }
        MemberKind::Stringifier => {
            set_stringifier(interface, Stringifier::Bare(info), span, errors);
        }
        MemberKind::Iterable { key, value } => {
            set_collection(
                interface,
                info,
                CollectionKind::Iterable { key, value },
                errors,
            );
        }
        MemberKind::AsyncIterable {
            key,
            value,
            arguments,
        } => {
            let kind = CollectionKind::AsyncIterable {
                key,
                value,
                arguments,
            };
            set_collection(interface, info, kind, errors);
        }
        MemberKind::Maplike {
            readonly,
            key,
            value,
        } => {
            let kind = CollectionKind::Maplike {
                readonly,
                key,
                value,
            };
            set_collection(interface, info, kind, errors);
        }
        MemberKind::Setlike { readonly, value } => {
            let kind = CollectionKind::Setlike { readonly, value };
            set_collection(interface, info, kind, errors);
        }
    }
}

/// Whether a special operation is for indices: its first argument is an `unsigned long`. The checks refuse what is
/// neither that nor a string.
fn is_indexed(overload: &Overload) -> bool {
    let first = overload.arguments.first();
    first.is_some_and(|argument| argument.ty.kind == TypeKind::UnsignedLong)
}

/// Adds an overload to the operation of its name, or makes one.
fn add_overload(operations: &mut Vec<Operation>, name: Ident, is_static: bool, overload: Overload) {
    let known = operations
        .iter_mut()
        .find(|operation| operation.name == name && operation.is_static == is_static);
    match known {
        Some(operation) => operation.overloads.push(overload),
        None => operations.push(Operation {
            name,
            is_static,
            overloads: vec![overload],
        }),
    }
}

/// On a given interface, there must exist at most one stringifier.
fn set_stringifier(
    interface: &mut Interface,
    stringifier: Stringifier,
    span: Span,
    errors: &mut Vec<Diagnostic>,
) {
    match &interface.stringifier {
        None => interface.stringifier = Some(stringifier),
        Some(first) => {
            let first = match first {
                Stringifier::Bare(info) => info.common.span,
                Stringifier::Attribute(name) => name.span,
                Stringifier::Operation(_, overload) => overload.info.common.span,
            };
            let message = format!("`{}` has two stringifiers", interface.name);
            let error = Diagnostic::new(span, message);
            errors.push(error.note(first, "the first is here"));
        }
    }
}

/// An interface has at most one declaration of iterable, async_iterable, maplike or setlike.
fn set_collection(
    interface: &mut Interface,
    info: MemberInfo,
    kind: CollectionKind,
    errors: &mut Vec<Diagnostic>,
) {
    match &interface.collection {
        None => interface.collection = Some(Collection { info, kind }),
        Some(first) => {
            let message = format!(
                "`{}` is {} already, so it cannot be {}",
                interface.name,
                first.kind.keyword(),
                kind.keyword()
            );
            let error = Diagnostic::new(info.common.span, message);
            errors.push(error.note(first.info.common.span, "that is said here"));
        }
    }
}

/// `[LegacyFactoryFunction=Name(…)]`: <https://webidl.spec.whatwg.org/#LegacyFactoryFunction>
fn add_factory_functions(interface: &mut Interface) {
    let mut functions = Vec::new();
    for attribute in interface.common.ext_attrs.iter() {
        let ExtAttrValue::NamedArguments(name, arguments) = &attribute.value else {
            continue;
        };
        if attribute.name != "LegacyFactoryFunction" {
            continue;
        }
        let common = Common {
            span: attribute.span,
            ..Common::default()
        };
        let overload = Overload {
            info: MemberInfo {
                common,
                part: 0,
                exposure: interface.exposure.clone(),
            },
            return_type: Type {
                kind: TypeKind::Interface(interface.name.name.clone()),
                ..undefined(attribute.span)
            },
            arguments: arguments.clone(),
            special: None,
            stringifier: false,
        };
        add_overload(&mut functions, name.clone(), false, overload);
    }
    interface.factory_functions = functions;
}

/// `undefined`, for what returns nothing.
fn undefined(span: Span) -> Type {
    Type {
        kind: TypeKind::Undefined,
        annotations: Annotations::default(),
        ext_attrs: crate::ast::ExtAttrs::default(),
        span,
    }
}
