//! Attributes and stringifiers.

use nano_idl::TypeKind;
use nano_idl::model::Attribute;
use proc_macro2::TokenStream;
use quote::quote;

use super::members::{Block, Expansion, function_name, invocation, modifiers, placement, receiver};
use super::operation::result;
use super::types::{marker, promised};
use crate::check;
use crate::diagnostics::Errors;
use crate::model::Idl;
use crate::signature::{Method, last_segment};

/// Expands an attribute: a getter, a setter unless it is readonly, and the table entry.
///
/// `setter` is `None` for an attribute without one, `Some(None)` for one that an extended attribute generates.
pub(super) fn attribute(
    block: &Block<'_>,
    attribute: &Attribute,
    getter: &Method,
    setter: Option<Option<&Method>>,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let idl = &block.input.idl;
    let name = attribute.name.as_str();
    let interface = block.name();
    let promise = promised(idl, &attribute.ty).is_some();
    let function = function_name(name, "_getter");
    let receiver = receiver(block, attribute.is_static);
    if !getter.parameters.is_empty() {
        errors.with_idl(
            &getter.tokens,
            idl,
            attribute.name.span,
            format_args!("the getter of `{name}` takes no arguments"),
        );
    }
    check_type(block, attribute, getter, errors);
    let value = invocation(block, getter, &TokenStream::new());
    let value = result(
        block,
        getter,
        &attribute.ty,
        &value,
        (name, attribute.name.span),
        out,
        errors,
    );
    let body = if is_kept(idl, attribute, getter) {
        let marker = marker(idl, &attribute.ty);
        let value = invocation(block, getter, &TokenStream::new());
        let value = if getter.fallible {
            value
        } else {
            quote!(Ok(#value))
        };
        quote!(#receiver call.same_object::<#marker, _>(#name, |call| #value))
    } else if promise {
        quote!(call.promise(|call| { #receiver #value }))
    } else {
        quote!(#receiver #value)
    };
    out.functions.extend(quote! {
        fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Getter(#interface, #name));
            #body
        }
    });
    let setter = match setter {
        None => TokenStream::new(),
        Some(method) => {
            let function_name = function_name(name, "_setter");
            let body = match method {
                Some(method) => assignment(block, attribute, method, &receiver, out, errors),
                None => generated_assignment(attribute),
            };
            out.functions.extend(quote! {
                fn #function_name(call: &mut Call<'_, '_, '_>) -> Outcome {
                    call.at(Site::Setter(#interface, #name));
                    #body
                }
            });
            quote!(.with_setter(#function_name))
        }
    };
    let placement = placement(block, attribute.is_static, &attribute.info.common.ext_attrs);
    let modifiers = modifiers(placement, promise);
    out.entries
        .extend(quote!(Entry::attribute(#name, #function)#setter #modifiers,));
}

/// What has to be said about an attribute's type before it is expanded.
fn check_type(block: &Block<'_>, attribute: &Attribute, getter: &Method, errors: &mut Errors) {
    let idl = &block.input.idl;
    match &idl.model.expand(&attribute.ty).non_null().kind {
        TypeKind::ObservableArray(_) => errors.with_idl(
            &getter.tokens,
            idl,
            attribute.name.span,
            format_args!(
                "`{}` is an ObservableArray, which #[webapi] cannot expand: declare a setlike or FrozenArray",
                attribute.name
            ),
        ),
        TypeKind::FrozenArray(_)
            if !is_kept(idl, attribute, getter)
                && getter
                    .output
                    .as_ref()
                    .and_then(last_segment)
                    .is_some_and(|name| name == "Vec") =>
        {
            errors.with_idl(
                &getter.tokens,
                idl,
                attribute.name.span,
                format_args!(
                    "`{}` is the same array until its value changes: keep it in a `CachedFrozenArray` and return `Local<'s, Array>`, or declare it [SameObject]",
                    attribute.name
                ),
            );
        }
        _ => {}
    }
}

/// Whether the binding keeps the value: `[SameObject]` on what is no platform object, which keeps itself, nor a JavaScript value
/// that the API keeps.
fn is_kept(idl: &Idl, attribute: &Attribute, getter: &Method) -> bool {
    attribute.info.common.ext_attrs.has("SameObject")
        && !matches!(
            idl.model.expand(&attribute.ty).non_null().kind,
            TypeKind::Interface(_) | TypeKind::Promise(_)
        )
        && getter
            .output
            .as_ref()
            .and_then(last_segment)
            .is_some_and(|name| name != "Local")
}

/// <https://webidl.spec.whatwg.org/#dfn-attribute-setter>
fn assignment(
    block: &Block<'_>,
    attribute: &Attribute,
    method: &Method,
    receiver: &TokenStream,
    out: &mut Expansion,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &block.input.idl;
    let [parameter] = method.parameters.as_slice() else {
        errors.with_idl(
            &method.tokens,
            idl,
            attribute.name.span,
            format_args!("the setter of `{}` takes the new value", attribute.name),
        );
        return TokenStream::new();
    };
    let (value, ty) = (&parameter.name, &parameter.ty);
    check::new_value(idl, parameter, attribute, errors);
    out.check(check::names(
        idl,
        ty,
        &attribute.ty,
        attribute.name.span,
        &format!("the new value of `{}`", attribute.name),
    ));
    let marker = marker(idl, &attribute.ty);
    let invocation = invocation(block, method, &quote!(#value));
    let question = method.fallible.then(|| quote!(?));
    // An enumeration's setter ignores what is no value of it.
    let conversion = if matches!(idl.model.expand(&attribute.ty).kind, TypeKind::Enum(_)) {
        quote!(let Some(#value) = call.new_enumeration_value::<#ty>()? else { return Ok(()) };)
    } else {
        quote!(let #value: #ty = call.new_value::<#marker, _>()?;)
    };
    quote! {
        #receiver
        #conversion
        #invocation #question;
        Ok(())
    }
}

/// `[PutForwards]`, `[Replaceable]` and `[LegacyLenientSetter]`.
fn generated_assignment(attribute: &Attribute) -> TokenStream {
    let name = attribute.name.as_str();
    let attrs = &attribute.info.common.ext_attrs;
    if let Some(target) = attrs.value("PutForwards") {
        quote!(call.put_forwards(#name, #target))
    } else if attrs.has("Replaceable") {
        quote!(call.replace(#name))
    } else {
        // V8 has checked the receiver.
        quote!(Ok(()))
    }
}

/// `stringifier;`: the method is `toString`.
pub(super) fn stringifier(block: &Block<'_>, method: &Method, out: &mut Expansion) {
    let interface = block.name();
    let receiver = receiver(block, false);
    let invocation = invocation(block, method, &TokenStream::new());
    let question = method.fallible.then(|| quote!(?));
    out.functions.extend(quote! {
        fn to_string(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Operation(#interface, "toString"));
            #receiver
            let value = #invocation #question;
            call.ret::<idl::DOMString, _>(value)
        }
    });
    out.entries.extend(to_string_entry(&quote!(to_string)));
}

/// `stringifier attribute`: `toString` reads the attribute.
pub(super) fn stringifier_of(name: &str, out: &mut Expansion) {
    let getter = function_name(name, "_getter");
    out.entries.extend(to_string_entry(&quote!(#getter)));
}

fn to_string_entry(function: &TokenStream) -> TokenStream {
    quote!(Entry::operation("toString", 0, #function),)
}
