//! IDL types as the marker types of `nano_runtime::webidl::idl`.

use nano_idl::{BufferKind, Type, TypeKind};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::Idl;

/// `idl::Sequence<idl::USVString>` for `sequence<USVString>`.
pub(crate) fn marker(idl: &Idl, ty: &Type) -> TokenStream {
    let ty = idl.model.expand(ty);
    let inner = |ty: &Type| marker(idl, ty);
    let plain = match &ty.kind {
        TypeKind::Nullable(ty) => {
            let ty = inner(ty);
            quote!(idl::Nullable<#ty>)
        }
        TypeKind::Sequence(ty) => wrap("Sequence", &inner(ty)),
        TypeKind::AsyncSequence(ty) => wrap("AsyncSequence", &inner(ty)),
        TypeKind::FrozenArray(ty) => wrap("FrozenArray", &inner(ty)),
        TypeKind::ObservableArray(ty) => wrap("ObservableArray", &inner(ty)),
        TypeKind::Promise(ty) => wrap("Promise", &inner(ty)),
        TypeKind::Record(key, value) => {
            let (key, value) = (inner(key), inner(value));
            quote!(idl::Record<#key, #value>)
        }
        TypeKind::Union(_) => return union(idl, &ty),
        TypeKind::Callback(name) if takes_any_object(idl, name) => {
            quote!(idl::AnyObjectCallback)
        }
        other => {
            let name = Ident::new(simple(other), Span::call_site());
            quote!(idl::#name)
        }
    };
    annotated(&ty, plain)
}

/// `[LegacyTreatNonObjectAsNull]`
pub(crate) fn takes_any_object(idl: &Idl, callback: &str) -> bool {
    let callback = idl.model.callback(callback);
    callback.is_some_and(|callback| callback.common.ext_attrs.has("LegacyTreatNonObjectAsNull"))
}

fn wrap(name: &str, inner: &TokenStream) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(idl::#name<#inner>)
}

fn annotated(ty: &Type, mut plain: TokenStream) -> TokenStream {
    // The annotations of a nullable type are its inner type's as well, where they count.
    if matches!(ty.kind, TypeKind::Nullable(_)) {
        return plain;
    }
    let a = &ty.annotations;
    for (set, name) in [
        (a.clamp, "Clamp"),
        (a.enforce_range, "EnforceRange"),
        (a.legacy_null_to_empty_string, "LegacyNullToEmptyString"),
        (a.allow_resizable, "AllowResizable"),
        (a.allow_shared, "AllowShared"),
    ] {
        if set {
            plain = wrap(name, &plain);
        }
    }
    plain
}

/// A union of buffer types has a conversion of its own; any other is a Rust enum's business.
fn union(idl: &Idl, ty: &Type) -> TokenStream {
    let members = idl.model.flattened_members(ty);
    let kinds: Vec<BufferKind> = members
        .iter()
        .filter_map(|member| match &member.kind {
            TypeKind::Buffer(kind) => Some(*kind),
            _ => None,
        })
        .collect();
    let nullable = idl.model.includes_nullable(ty);
    let buffer =
        kinds.len() == members.len() && kinds.iter().filter(|kind| kind.is_view()).count() == 13;
    let mut marker = if !buffer {
        quote!(idl::Union)
    } else if kinds.contains(&BufferKind::ArrayBuffer) {
        quote!(idl::BufferSource)
    } else {
        quote!(idl::ArrayBufferView)
    };
    if buffer {
        let resizable = ty.annotations.allow_resizable
            || members
                .iter()
                .all(|member| member.annotations.allow_resizable);
        let shared = ty.annotations.allow_shared
            || kinds.contains(&BufferKind::SharedArrayBuffer)
            || members.iter().all(|member| member.annotations.allow_shared);
        for (set, name) in [(resizable, "AllowResizable"), (shared, "AllowShared")] {
            if set {
                marker = wrap(name, &marker);
            }
        }
    }
    if nullable {
        wrap("Nullable", &marker)
    } else {
        marker
    }
}

fn simple(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Any => "Any",
        TypeKind::Undefined => "Undefined",
        TypeKind::Boolean => "Boolean",
        TypeKind::Byte => "Byte",
        TypeKind::Octet => "Octet",
        TypeKind::Short => "Short",
        TypeKind::UnsignedShort => "UnsignedShort",
        TypeKind::Long => "Long",
        TypeKind::UnsignedLong => "UnsignedLong",
        TypeKind::LongLong => "LongLong",
        TypeKind::UnsignedLongLong => "UnsignedLongLong",
        TypeKind::Float => "Float",
        TypeKind::UnrestrictedFloat => "UnrestrictedFloat",
        TypeKind::Double => "Double",
        TypeKind::UnrestrictedDouble => "UnrestrictedDouble",
        TypeKind::BigInt => "Bigint",
        TypeKind::DomString => "DOMString",
        TypeKind::ByteString => "ByteString",
        TypeKind::UsvString => "USVString",
        TypeKind::Object => "Object",
        TypeKind::Symbol => "Symbol",
        TypeKind::Buffer(kind) => kind.name(),
        TypeKind::Interface(_) => "Interface",
        TypeKind::Dictionary(_) => "Dictionary",
        TypeKind::Enum(_) => "Enumeration",
        TypeKind::Callback(_) => "CallbackFunction",
        TypeKind::CallbackInterface(_) => "CallbackInterface",
        // Handled by the caller, or gone from a resolved model.
        TypeKind::Sequence(_)
        | TypeKind::AsyncSequence(_)
        | TypeKind::FrozenArray(_)
        | TypeKind::ObservableArray(_)
        | TypeKind::Promise(_)
        | TypeKind::Record(..)
        | TypeKind::Union(_)
        | TypeKind::Nullable(_)
        | TypeKind::Typedef(_)
        | TypeKind::Unresolved(_) => "Any",
    }
}

/// Whether a type is `Promise<T>`, and its `T`.
pub(crate) fn promised(idl: &Idl, ty: &Type) -> Option<Type> {
    match idl.model.expand(ty).kind {
        TypeKind::Promise(inner) => Some(*inner),
        _ => None,
    }
}
