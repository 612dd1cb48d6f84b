//! A Rust enum: an IDL enumeration, or a union.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemEnum;

use super::{Input, union};
use crate::diagnostics::Errors;
use crate::names;

/// Expands an enum.
pub(super) fn enumeration(input: &Input, item: ItemEnum, errors: &mut Errors) -> TokenStream {
    let model = &input.idl.model;
    if let Some(text) = &input.attribute.union {
        return match input.idl.parse_type(&text.value()) {
            Ok(ty) => union::union(input, &ty, &text.value(), &item, errors),
            Err(message) => {
                errors.at(text, message);
                quote!(#item)
            }
        };
    }
    if let Some((name, definition)) = input.find(&model.enums, &item.ident) {
        return values(input, name, definition, &item, errors);
    }
    if let Some((name, definition)) = input.find(&model.typedefs, &item.ident) {
        return union::union(input, &definition.ty, name, &item, errors);
    }
    let defined = model
        .enums
        .keys()
        .chain(model.typedefs.keys())
        .map(String::as_str);
    let hint = names::nearest(&item.ident.to_string(), defined)
        .map(|near| format!("; did you mean `{}`?", names::camel(near)));
    errors.at(
        &item.ident,
        format_args!(
            "the IDL defines no enum or union `{}`{}",
            item.ident,
            hint.unwrap_or_default()
        ),
    );
    quote!(#item)
}

/// <https://webidl.spec.whatwg.org/#js-enumeration>
fn values(
    input: &Input,
    name: &str,
    definition: &nano_idl::Enum,
    item: &ItemEnum,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &input.idl;
    let mut texts = Vec::new();
    let mut idents = Vec::new();
    for value in &definition.values {
        let wanted = if value.value.is_empty() {
            "Empty"
        } else {
            value.value.as_str()
        };
        match item
            .variants
            .iter()
            .find(|variant| names::matches(&variant.ident, wanted))
        {
            Some(variant) => {
                texts.push(value.value.clone());
                idents.push(&variant.ident);
            }
            None => errors.with_idl(
                &item.ident,
                idl,
                value.span,
                format_args!(
                    "no variant `{}` stands for \"{}\" of `{name}`",
                    names::camel(wanted),
                    value.value
                ),
            ),
        }
    }
    for variant in &item.variants {
        if !idents.contains(&&variant.ident) {
            errors.at(
                &variant.ident,
                format_args!("`{name}` has no such value in the IDL"),
            );
        }
    }
    let rust = &item.ident;
    let dependency = &input.dependency;
    quote! {
        #item
        const _: () = {
            use ::nano_runtime::{binding, webidl};
            #dependency
            impl binding::Named for #rust {
                const IDL_NAME: &'static str = #name;
            }

            impl webidl::Enumeration for #rust {
                const NAME: &'static str = #name;

                fn from_str(value: &str) -> Option<Self> {
                    Some(match value {
                        #(#texts => Self::#idents,)*
                        _ => return None,
                    })
                }

                fn as_str(&self) -> &'static str {
                    match self {
                        #(Self::#idents => #texts,)*
                    }
                }
            }
        };
    }
}
