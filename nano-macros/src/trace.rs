//! `Trace` for structs and enums: every field is traced, one after another.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields};

use crate::diagnostics::Errors;

/// `#[derive(Trace)]`
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item) {
        Ok(input) => implement(&input),
        Err(error) => error.to_compile_error(),
    }
}

/// `unsafe impl Trace` for a struct or enum.
pub(crate) fn implement(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let name = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(syn::parse_quote!(::nano_runtime::gc::Trace));
    }
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let arms = match &input.data {
        Data::Struct(data) => vec![arm(&quote!(Self), &data.fields, &mut errors)],
        Data::Enum(data) => data
            .variants
            .iter()
            .map(|variant| {
                let ident = &variant.ident;
                arm(&quote!(Self::#ident), &variant.fields, &mut errors)
            })
            .collect(),
        Data::Union(data) => {
            errors.at(data.union_token, "a Rust union cannot be traced");
            Vec::new()
        }
    };
    if let Some(errors) = errors.into_tokens() {
        return errors;
    }
    let body = if arms.is_empty() {
        quote!(match *self {})
    } else {
        quote!(match self { #(#arms)* })
    };
    quote! {
        // SAFETY: every field is traced, except those that hold plain data.
        unsafe impl #impl_generics ::nano_runtime::gc::Trace for #name #type_generics #clause {
            fn trace(&self, tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
                let _ = &tracer;
                #body
            }
        }
    }
}

fn arm(path: &TokenStream, fields: &Fields, errors: &mut Errors) -> TokenStream {
    let mut patterns = Vec::new();
    let mut calls = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let ty = &field.ty;
        let binding = format_ident!("field{index}");
        if field
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("untraced"))
        {
            let text = quote!(#ty).to_string();
            let edge = ["Gc", "Global", "Member", "WeakMember", "Traced"]
                .into_iter()
                .find(|edge| {
                    text.split(|c: char| !c.is_alphanumeric() && c != '_')
                        .any(|word| word == *edge)
                });
            if let Some(edge) = edge {
                errors.at(ty, format!("a field with a `{edge}` cannot be #[untraced]: the collector would not see the edge"));
            }
            continue;
        }
        let member = field.ident.as_ref().map_or_else(
            || {
                let index = syn::Index::from(index);
                quote!(#index)
            },
            |ident| quote!(#ident),
        );
        patterns.push(quote!(#member: #binding));
        calls.push(quote_spanned!(ty.span()=> ::nano_runtime::gc::Trace::trace(#binding, tracer);));
    }
    quote!(#path { #(#patterns,)* .. } => { #(#calls)* })
}
