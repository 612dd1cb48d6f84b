//! Whether a Rust type fits an IDL type, as far as the names tell. What the names do not tell, the trait bound does.

use nano_idl::{Argument, Span, Type as IdlType, TypeKind};
use syn::{GenericArgument, PathArguments, Type};

use crate::diagnostics::Errors;
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
        | TypeKind::ObservableArray(_)
        | TypeKind::Promise(_) => &[],
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
