//! Whether a Rust type fits an IDL type, as far as the names tell. What the names do not tell, the trait bound does.

use nano_idl::model::Attribute;
use nano_idl::{Argument, Span, Type as IdlType, TypeKind};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{GenericArgument, PathArguments, Type};

use crate::diagnostics::{Errors, excerpt};
use crate::model::Idl;
use crate::signature::{Parameter, last_segment};

/// The Rust types that belong to one IDL type and to no other kind.
const KNOWN: &[&str] = &[
    "bool",
    "i8",
    "u8",
    "i16",
    "u16",
    "i32",
    "u32",
    "i64",
    "u64",
    "f32",
    "f64",
    "DomString",
    "UsvString",
    "ByteString",
    "Vec",
    "Record",
    "usize",
    "isize",
    "i128",
    "u128",
    "char",
    "Option",
];

fn accepted(idl: &Idl, ty: &IdlType) -> Option<&'static [&'static str]> {
    Some(match idl.model.expand(ty).kind {
        TypeKind::Boolean => &["bool"],
        TypeKind::Byte => &["i8"],
        TypeKind::Octet => &["u8"],
        TypeKind::Short => &["i16"],
        TypeKind::UnsignedShort => &["u16"],
        TypeKind::Long => &["i32"],
        TypeKind::UnsignedLong => &["u32"],
        TypeKind::LongLong => &["i64"],
        TypeKind::UnsignedLongLong => &["u64"],
        TypeKind::Float | TypeKind::UnrestrictedFloat => &["f32"],
        TypeKind::Double | TypeKind::UnrestrictedDouble => &["f64"],
        TypeKind::DomString => &["DomString"],
        TypeKind::UsvString => &["UsvString"],
        TypeKind::ByteString => &["ByteString"],
        TypeKind::Sequence(_) | TypeKind::FrozenArray(_) | TypeKind::Buffer(_) => &["Vec"],
        TypeKind::Record(..) => &["Record"],
        TypeKind::Nullable(_) => &["Option"],
        TypeKind::Any
        | TypeKind::Undefined
        | TypeKind::BigInt
        | TypeKind::Object
        | TypeKind::Symbol
        | TypeKind::Interface(_)
        | TypeKind::Dictionary(_)
        | TypeKind::Enum(_)
        | TypeKind::Callback(_)
        | TypeKind::CallbackInterface(_)
        | TypeKind::AsyncSequence(_)
        | TypeKind::Promise(_) => &[],
        // Has an error of its own.
        TypeKind::ObservableArray(_) => return None,
        TypeKind::Union(_) | TypeKind::Typedef(_) | TypeKind::Unresolved(_) => return None,
    })
}

/// Whether `rust` is known to belong to another IDL type than `ty`.
fn misfit(idl: &Idl, rust: &Type, ty: &IdlType) -> bool {
    let Some(name) = last_segment(rust).map(ToString::to_string) else {
        return false;
    };
    match accepted(idl, ty) {
        Some(accepted) => KNOWN.contains(&name.as_str()) && !accepted.contains(&name.as_str()),
        None => false,
    }
}

/// Checks a parameter against its argument.
pub(crate) fn argument(idl: &Idl, parameter: &Parameter, argument: &Argument, errors: &mut Errors) {
    let wraps = argument.variadic || (argument.optional && argument.default.is_none());
    let wrapper = if argument.variadic { "Vec" } else { "Option" };
    let ty = if wraps {
        if last_segment(&parameter.ty).is_none_or(|name| name != wrapper) {
            let what = if argument.variadic {
                "variadic"
            } else {
                "optional without a default"
            };
            errors.with_idl(
                &parameter.ty,
                idl,
                argument.name.span,
                format_args!(
                    "`{}` is {what} in the IDL: its Rust type is `{wrapper}<…>`",
                    argument.name
                ),
            );
            return;
        }
        element(&parameter.ty)
    } else {
        &parameter.ty
    };
    if misfit(idl, ty, &argument.ty) {
        mismatch(
            idl,
            ty,
            &format!("argument `{}`", argument.name),
            &argument.ty,
            argument.name.span,
            errors,
        );
    }
}

/// Checks the parameter of a setter against the attribute.
pub(crate) fn new_value(
    idl: &Idl,
    parameter: &Parameter,
    attribute: &Attribute,
    errors: &mut Errors,
) {
    if misfit(idl, &parameter.ty, &attribute.ty) {
        mismatch(
            idl,
            &parameter.ty,
            &format!("the new value of `{}`", attribute.name),
            &attribute.ty,
            attribute.name.span,
            errors,
        );
    }
}

/// Checks a method's result against the IDL's.
pub(crate) fn output(
    idl: &Idl,
    rust: Option<&Type>,
    ty: &IdlType,
    member: &str,
    span: Span,
    errors: &mut Errors,
) {
    let Some(rust) = rust else { return };
    // A string may be returned as any Rust string type.
    let text = matches!(
        idl.model.expand(ty).non_null().kind,
        TypeKind::DomString | TypeKind::UsvString | TypeKind::ByteString
    );
    if !text && misfit(idl, rust, ty) {
        mismatch(
            idl,
            rust,
            &format!("the value of `{member}`"),
            ty,
            span,
            errors,
        );
    }
}

/// The check of the interface, dictionary, enumeration, callback or union in `ty`, if there is one: that the Rust type at its
/// place stands for this definition and no other. `what` begins the message.
pub(crate) fn names(
    idl: &Idl,
    rust: &Type,
    ty: &IdlType,
    span: Span,
    what: &str,
) -> Option<NameCheck> {
    let (rust, wanted) = named(idl, rust, ty)?;
    let text = idl.model.sources.text(ty.span);
    let excerpt = excerpt(idl, span);
    let message = format!("{what} is `{text}` in the IDL\n{excerpt}");
    let key = (rust.to_token_stream().to_string(), wanted.clone());
    let assertion = quote_spanned!(rust.span()=> const _: () = binding::expect_named(NameOf::<#rust>::IDL_NAME, #wanted, #message););
    Some(NameCheck { key, assertion })
}

/// Whether a future may own an argument: an `async` method's arguments lie where the garbage collector does not look.
pub(crate) fn off_stack(rust: &Type) -> Option<NameCheck> {
    let key = (rust.to_token_stream().to_string(), "OffStack".to_string());
    let assertion =
        quote_spanned!(rust.span()=> const _: () = binding::expect_off_stack::<#rust>(););
    Some(NameCheck { key, assertion })
}

/// A constant assertion, and what it is about: the Rust type and the name.
pub(crate) struct NameCheck {
    pub(crate) key: (String, String),
    pub(crate) assertion: TokenStream,
}

/// The Rust type at the place of the one name in `ty`, and the name.
fn named(idl: &Idl, rust: &Type, ty: &IdlType) -> Option<(Type, String)> {
    let ty = idl.model.expand(ty);
    let is = |wanted: &str| last_segment(rust).is_some_and(|name| name == wanted);
    match &ty.kind {
        TypeKind::Nullable(inner) if is("Option") => named(idl, element(rust), inner),
        TypeKind::Nullable(inner) => named(idl, rust, inner),
        TypeKind::Sequence(inner) | TypeKind::FrozenArray(inner) if is("Vec") => {
            named(idl, element(rust), inner)
        }
        TypeKind::Record(_, value) if is("Record") => named(idl, last_argument(rust)?, value),
        TypeKind::Interface(name)
        | TypeKind::Dictionary(name)
        | TypeKind::Enum(name)
        | TypeKind::Callback(name)
        | TypeKind::CallbackInterface(name) => Some((leaf(rust)?, name.clone())),
        // Unions of buffer types have Rust types of their own.
        TypeKind::Union(_)
            if idl
                .model
                .flattened_members(&ty)
                .iter()
                .all(|member| matches!(member.kind, TypeKind::Buffer(_))) =>
        {
            None
        }
        TypeKind::Union(_) => Some((leaf(rust)?, union_text(idl, &ty))),
        _ => None,
    }
}

/// The members of a union as one text, however it is written: `(A or B)`.
pub(crate) fn union_text(idl: &Idl, ty: &IdlType) -> String {
    let mut members: Vec<String> = idl
        .model
        .flattened_members(&idl.model.expand(ty))
        .iter()
        .map(|member| idl.model.expand(member).non_null().kind.to_string())
        .collect();
    members.sort();
    members.dedup();
    format!("({})", members.join(" or "))
}

/// `T` of a handle to a `T`, with lifetimes that a constant can name. `None` for what is no name: `impl Trait`, a tuple.
fn leaf(ty: &Type) -> Option<Type> {
    struct Static;
    impl VisitMut for Static {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            *lifetime = syn::Lifetime::new("'static", lifetime.span());
        }
    }
    let mut ty = match ty {
        Type::Reference(reference) => &*reference.elem,
        other => other,
    };
    if last_segment(ty)
        .is_some_and(|name| ["Ref", "Gc", "Member"].iter().any(|handle| name == handle))
    {
        ty = last_argument(ty)?;
    }
    if !matches!(ty, Type::Path(_)) {
        return None;
    }
    let mut ty = ty.clone();
    Static.visit_type_mut(&mut ty);
    Some(ty)
}

/// `V` of `Record<K, V>`, `T` of `Ref<'_, T>`.
fn last_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.last()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

fn mismatch(idl: &Idl, rust: &Type, what: &str, ty: &IdlType, span: Span, errors: &mut Errors) {
    let wanted = match accepted(idl, ty) {
        Some([name]) => format!(": its Rust type is `{name}`"),
        _ => String::new(),
    };
    let text = idl.model.sources.text(ty.span);
    errors.with_idl(
        rust,
        idl,
        span,
        format_args!("{what} is `{text}` in the IDL{wanted}"),
    );
}

/// `T` of `Option<T>` or `Vec<T>`; the type itself for anything else.
pub(crate) fn element(ty: &Type) -> &Type {
    let Type::Path(path) = ty else { return ty };
    let Some(segment) = path.path.segments.last() else {
        return ty;
    };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return ty;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => inner,
        _ => ty,
    }
}
