//! Unions: which member of a union a value is, asked of `binding::select` with one table.

use std::collections::BTreeSet;

use nano_idl::{BufferKind, Type, TypeKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Fields, ItemEnum};

use super::Input;
use super::types::marker;
use crate::check;
use crate::diagnostics::Errors;
use crate::model::Idl;
use crate::names;

/// A member of a union as a variant of a Rust enum: the names it may have, and its type.
struct Variant {
    names: Vec<String>,
    ty: Type,
}

/// The members of a union, nested unions flattened; a union of buffer types counts as one member.
fn variants(idl: &Idl, ty: &Type, out: &mut Vec<Variant>) {
    match &ty.kind {
        TypeKind::Nullable(inner) => variants(idl, inner, out),
        TypeKind::Union(members) if !is_buffers(idl, ty) => {
            members.iter().for_each(|member| variants(idl, member, out))
        }
        TypeKind::Union(_) => out.push(Variant {
            names: vec!["BufferSource".into(), "ArrayBufferView".into()],
            ty: ty.clone(),
        }),
        TypeKind::Typedef(name) => {
            let expanded = idl.model.expand(ty);
            match expanded.non_null().kind {
                TypeKind::Union(_) if !is_buffers(idl, ty) => variants(idl, &expanded, out),
                _ => {
                    let mut names = vec![name.clone()];
                    names.extend(type_names(&expanded));
                    out.push(Variant {
                        names,
                        ty: ty.clone(),
                    });
                }
            }
        }
        _ => out.push(Variant {
            names: type_names(ty),
            ty: ty.clone(),
        }),
    }
}

fn is_buffers(idl: &Idl, ty: &Type) -> bool {
    let members = idl.model.flattened_members(&idl.model.expand(ty));
    members.len() > 2
        && members
            .iter()
            .all(|member| matches!(member.kind, TypeKind::Buffer(_)))
}

/// <https://webidl.spec.whatwg.org/#dfn-type-name>, and the keyword where that is what people write.
fn type_names(ty: &Type) -> Vec<String> {
    let with = |ty: &Type, suffix: &str| -> Vec<String> {
        let inner = type_names(ty)
            .into_iter()
            .map(|name| format!("{name}{suffix}"));
        inner.chain([suffix.to_string()]).collect()
    };
    match &ty.kind {
        TypeKind::DomString => vec!["String".into(), "DOMString".into()],
        TypeKind::UsvString => vec!["USVString".into(), "String".into()],
        TypeKind::ByteString => vec!["ByteString".into()],
        TypeKind::Sequence(element) => with(element, "Sequence"),
        TypeKind::AsyncSequence(element) => with(element, "AsyncSequence"),
        TypeKind::FrozenArray(element) => with(element, "FrozenArray"),
        TypeKind::Promise(value) => with(value, "Promise"),
        TypeKind::Record(key, value) => {
            let values = with(value, "Record");
            let keys = type_names(key);
            keys.iter()
                .flat_map(|key| values.iter().map(move |value| format!("{key}{value}")))
                .chain(["Record".into()])
                .collect()
        }
        TypeKind::Nullable(ty) => type_names(ty),
        TypeKind::Buffer(kind) => vec![kind.name().into()],
        TypeKind::Interface(name)
        | TypeKind::Dictionary(name)
        | TypeKind::Enum(name)
        | TypeKind::Callback(name)
        | TypeKind::CallbackInterface(name)
        | TypeKind::Typedef(name)
        | TypeKind::Unresolved(name) => vec![name.clone()],
        _ => vec![ty.kind.to_string()],
    }
}

/// A member of a union or an overload, as `binding::select` takes it.
pub(super) fn candidate(index: &Literal, kinds: &[TokenStream], optional: bool) -> TokenStream {
    let optional = optional.then(|| quote!(.optional()));
    quote!(binding::Candidate::new(#index, &[#(#kinds),*])#optional)
}

/// What `binding::select` must know of a type, as `binding::Kind` values.
pub(super) fn kinds(idl: &Idl, ty: &Type) -> Vec<TokenStream> {
    let expanded = idl.model.expand(ty);
    let mut kinds = Vec::new();
    if idl.model.includes_nullable(&expanded) {
        kinds.push(quote!(binding::Kind::Nullable));
    }
    let members = match &expanded.non_null().kind {
        TypeKind::Union(_) => idl.model.flattened_members(&expanded),
        _ => vec![expanded.non_null().clone()],
    };
    let buffers: BTreeSet<BufferKind> = members
        .iter()
        .filter_map(|member| match member.kind {
            TypeKind::Buffer(kind) => Some(kind),
            _ => None,
        })
        .collect();
    let all_views = buffers.iter().filter(|kind| kind.is_view()).count() == 13;
    if all_views {
        kinds.push(quote!(binding::Kind::ArrayBufferView));
    }
    for buffer in buffers.iter().filter(|kind| !(all_views && kind.is_view())) {
        let name = buffer.name();
        kinds.push(quote!(binding::Kind::Buffer(#name)));
    }
    kinds.extend(members.iter().filter_map(|member| kind(idl, member)));
    kinds
}

fn kind(idl: &Idl, ty: &Type) -> Option<TokenStream> {
    Some(match &ty.kind {
        TypeKind::Buffer(_) => return None,
        TypeKind::Undefined => quote!(binding::Kind::Undefined),
        TypeKind::Any | TypeKind::Promise(_) => quote!(binding::Kind::Any),
        TypeKind::Boolean => quote!(binding::Kind::Boolean),
        TypeKind::BigInt => quote!(binding::Kind::BigInt),
        TypeKind::DomString | TypeKind::ByteString | TypeKind::UsvString | TypeKind::Enum(_) => {
            quote!(binding::Kind::String)
        }
        TypeKind::Symbol => quote!(binding::Kind::Symbol),
        TypeKind::Object => quote!(binding::Kind::Object),
        TypeKind::Interface(name) => quote!(binding::Kind::Interface(#name)),
        TypeKind::Callback(name) => {
            let callback = idl.model.callback(name);
            if callback
                .is_some_and(|callback| callback.common.ext_attrs.has("LegacyTreatNonObjectAsNull"))
            {
                quote!(binding::Kind::Dictionary)
            } else {
                quote!(binding::Kind::Callback)
            }
        }
        TypeKind::Sequence(_) | TypeKind::FrozenArray(_) | TypeKind::ObservableArray(_) => {
            quote!(binding::Kind::Sequence)
        }
        TypeKind::AsyncSequence(_) => quote!(binding::Kind::AsyncSequence),
        TypeKind::Dictionary(_) => quote!(binding::Kind::Dictionary),
        TypeKind::Record(..) | TypeKind::CallbackInterface(_) => quote!(binding::Kind::Record),
        TypeKind::Byte
        | TypeKind::Octet
        | TypeKind::Short
        | TypeKind::UnsignedShort
        | TypeKind::Long
        | TypeKind::UnsignedLong
        | TypeKind::LongLong
        | TypeKind::UnsignedLongLong
        | TypeKind::Float
        | TypeKind::UnrestrictedFloat
        | TypeKind::Double
        | TypeKind::UnrestrictedDouble => quote!(binding::Kind::Number),
        TypeKind::Union(_)
        | TypeKind::Nullable(_)
        | TypeKind::Typedef(_)
        | TypeKind::Unresolved(_) => return None,
    })
}

/// An enum that stands for a union: one variant for each member.
///
/// <https://webidl.spec.whatwg.org/#js-union>
pub(super) fn union(
    input: &Input,
    ty: &Type,
    name: &str,
    item: &ItemEnum,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &input.idl;
    let mut members = Vec::new();
    variants(idl, ty, &mut members);
    let mut candidates = Vec::new();
    let mut arms = Vec::new();
    let mut back = Vec::new();
    let mut used = vec![false; item.variants.len()];
    for (index, member) in members.iter().enumerate() {
        let index = Literal::usize_unsuffixed(index);
        let found = item.variants.iter().position(|variant| {
            member
                .names
                .iter()
                .any(|name| names::matches(&variant.ident, name))
        });
        let Some(position) = found else {
            let wanted = member
                .names
                .first()
                .map(|name| names::camel(name))
                .unwrap_or_default();
            errors.with_idl(
                &item.ident,
                idl,
                member.ty.span,
                format_args!("no variant `{wanted}` stands for this member of the union"),
            );
            continue;
        };
        used[position] = true;
        let variant = &item.variants[position];
        let ident = &variant.ident;
        let marker = marker(idl, &member.ty);
        let kinds = kinds(idl, &member.ty);
        candidates.push(candidate(&index, &kinds, false));
        match &variant.fields {
            Fields::Unit => {
                arms.push(quote!(Some(selected) if selected.index == #index => Ok(Self::#ident),));
                back.push(quote!(Self::#ident => webidl::IntoJs::<#marker>::into_js((), scope),));
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let ty = &fields.unnamed[0].ty;
                arms.push(quote! {
                    Some(selected) if selected.index == #index => selected.convert::<#marker, #ty>(scope, value).map(Self::#ident),
                });
                back.push(quote!(Self::#ident(value) => webidl::IntoJs::<#marker>::into_js(value, scope),));
            }
            other => errors.with_idl(
                other,
                idl,
                member.ty.span,
                "a variant of a union holds one value: `Name(Type)`",
            ),
        }
    }
    for (variant, _) in item.variants.iter().zip(used).filter(|(_, used)| !used) {
        errors.at(
            &variant.ident,
            format_args!("`{name}` has no member of this name"),
        );
    }
    let members_text = check::union_text(idl, ty);
    let rust = &item.ident;
    let (generics, lifetime) = lifetimes(&item.generics);
    let from = is_read(idl, ty).then(|| {
        quote! {
            const CANDIDATES: &[binding::Candidate] = &[#(#candidates),*];
            impl<#lifetime> webidl::FromJs<#lifetime, idl::Union> for #rust #generics {
                fn from_js(
                    scope: &mut nano_runtime::Scope<#lifetime, '_>,
                    value: js::Local<#lifetime, js::Value>,
                ) -> nano_runtime::Result<Self> {
                    match binding::select(scope, value, CANDIDATES)? {
                        #(#arms)*
                        _ => Err(nano_runtime::Exception::not_of_type(#name)),
                    }
                }
            }
        }
    });
    let returned = returned(idl, ty);
    let back = returned.then(|| {
        quote! {
            impl<#lifetime> webidl::IntoJs<#lifetime, idl::Union> for #rust #generics {
                fn into_js(self, scope: &mut nano_runtime::Scope<#lifetime, '_>) -> nano_runtime::Result<js::Local<#lifetime, js::Value>> {
                    match self { #(#back)* }
                }
            }
        }
    });
    let dependency = &input.dependency;
    quote! {
        #item
        const _: () = {
            use ::nano_runtime::{self, binding, js, webidl};
            use ::nano_runtime::webidl::idl;
            #dependency
            impl #generics binding::Named for #rust #generics {
                const IDL_NAME: &'static str = #members_text;
            }

            #from
            #back
        };
    }
}

/// A Rust item's one lifetime, or the one its impls are generic over.
pub(super) fn lifetimes(generics: &syn::Generics) -> (TokenStream, syn::Lifetime) {
    match generics.lifetimes().next() {
        Some(parameter) => {
            let lifetime = parameter.lifetime.clone();
            (quote!(<#lifetime>), lifetime)
        }
        None => (
            TokenStream::new(),
            syn::Lifetime::new("'s", proc_macro2::Span::call_site()),
        ),
    }
}

/// Whether a value of this type goes to JavaScript anywhere in the IDL.
pub(super) fn returned(idl: &Idl, ty: &Type) -> bool {
    let wanted = idl.model.expand(ty);
    let model = &idl.model;
    let contains = |candidate: &Type| contains(idl, candidate, &wanted.kind, 0);
    let interfaces = model
        .interfaces
        .values()
        .chain(model.namespaces.values())
        .chain(model.mixins.values());
    interfaces
        .clone()
        .flat_map(|interface| &interface.attributes)
        .any(|attribute| contains(&attribute.ty))
        || interfaces
            .flat_map(|interface| &interface.operations)
            .flat_map(|operation| &operation.overloads)
            .any(|overload| contains(&overload.return_type))
        || model
            .callbacks
            .values()
            .flat_map(|callback| &callback.arguments)
            .any(|argument| contains(&argument.ty))
}

/// Whether a value of this type comes from JavaScript anywhere in the IDL, as an argument, an attribute's new value, a member of a
/// dictionary or what a callback returns.
///
/// A dictionary that no IDL mentions so may be read all the same, from an `object`: see [`is_read`].
fn taken(idl: &Idl, ty: &Type) -> bool {
    let wanted = idl.model.expand(ty);
    let model = &idl.model;
    let contains = |candidate: &Type| contains(idl, candidate, &wanted.kind, 0);
    let mut interfaces = model
        .interfaces
        .values()
        .chain(model.namespaces.values())
        .chain(model.mixins.values())
        .chain(model.callback_interfaces.values());
    interfaces.any(|interface| {
        let writable = interface
            .attributes
            .iter()
            .any(|attribute| !attribute.readonly && contains(&attribute.ty));
        writable
            || interface
                .constructor
                .iter()
                .chain(&interface.operations)
                .flat_map(|operation| &operation.overloads)
                .flat_map(|overload| &overload.arguments)
                .any(|argument| contains(&argument.ty))
    }) || model.callback_interfaces.values().any(|interface| {
        interface
            .operations
            .iter()
            .flat_map(|operation| &operation.overloads)
            .any(|overload| contains(&overload.return_type))
    }) || model
        .callbacks
        .values()
        .any(|callback| contains(&callback.return_type))
        || model
            .dictionaries
            .values()
            .flat_map(|dictionary| &dictionary.members)
            .any(|member| contains(&member.field.ty))
}

/// Whether a Rust type for this dictionary or union must be readable from JavaScript: all must but those that are only returned, so
/// that these may hold what cannot be read, such as new objects.
pub(super) fn is_read(idl: &Idl, ty: &Type) -> bool {
    !returned(idl, ty) || taken(idl, ty)
}

fn contains(idl: &Idl, ty: &Type, wanted: &TypeKind, depth: usize) -> bool {
    if depth > 8 {
        return false;
    }
    let ty = idl.model.expand(ty);
    let inner = |ty: &Type| contains(idl, ty, wanted, depth + 1);
    ty.kind == *wanted
        || match &ty.kind {
            TypeKind::Nullable(ty)
            | TypeKind::Sequence(ty)
            | TypeKind::FrozenArray(ty)
            | TypeKind::ObservableArray(ty)
            | TypeKind::AsyncSequence(ty)
            | TypeKind::Promise(ty) => inner(ty),
            TypeKind::Record(_, value) => inner(value),
            TypeKind::Union(members) => members.iter().any(inner),
            TypeKind::Dictionary(name) => idl.model.dictionary(name).is_some_and(|dictionary| {
                dictionary
                    .members
                    .iter()
                    .any(|member| inner(&member.field.ty))
            }),
            _ => false,
        }
}
