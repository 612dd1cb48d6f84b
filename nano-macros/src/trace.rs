//! `Trace` for structs and enums: every field is traced, one after another.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Member, Type, Variant};

use crate::diagnostics::Errors;

/// `#[derive(Trace)]`
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item) {
        Ok(input) => {
            let mut errors = Errors::default();
            let tokens = implement(&input, &mut errors);
            errors.into_tokens().unwrap_or(tokens)
        }
        Err(error) => error.to_compile_error(),
    }
}

/// `unsafe impl Trace` for a struct or enum.
pub(crate) fn implement(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let name = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(syn::parse_quote!(::nano_runtime::gc::Trace));
    }
    let (impl_generics, type_generics, clause) = generics.split_for_impl();
    let body = match &input.data {
        Data::Struct(data) => {
            let fields = traced(&data.fields, errors);
            let calls = fields.iter().map(|(member, ty)| {
                quote_spanned!(ty.span()=> ::nano_runtime::gc::Trace::trace(&self.#member, tracer);)
            });
            quote!(#(#calls)*)
        }
        Data::Enum(data) if data.variants.is_empty() => quote!(match *self {}),
        Data::Enum(data) => {
            let arms: Vec<TokenStream> = data
                .variants
                .iter()
                .map(|variant| arm(variant, errors))
                .collect();
            quote!(match self { #(#arms)* })
        }
        Data::Union(data) => {
            errors.at(data.union_token, "a Rust union cannot be traced");
            TokenStream::new()
        }
    };
    let is_used = body.to_string().contains("tracer");
    let tracer = Ident::new(if is_used { "tracer" } else { "_" }, Span::call_site());
    quote! {
        // SAFETY: every field is traced, except those that hold plain data.
        unsafe impl #impl_generics ::nano_runtime::gc::Trace for #name #type_generics #clause {
            fn trace(&self, #tracer: &mut ::nano_runtime::gc::Tracer<'_>) {
                #body
            }
        }
    }
}

/// The fields that are traced, as they are named.
fn traced<'a>(fields: &'a Fields, errors: &mut Errors) -> Vec<(Member, &'a Type)> {
    let mut traced = Vec::new();
    for (field, member) in fields.iter().zip(fields.members()) {
        let ty = &field.ty;
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
        traced.push((member, ty));
    }
    traced
}

fn arm(variant: &Variant, errors: &mut Errors) -> TokenStream {
    let ident = &variant.ident;
    let fields = traced(&variant.fields, errors);
    let bindings: Vec<Ident> = (0..fields.len())
        .map(|index| format_ident!("field{index}"))
        .collect();
    let members = fields.iter().map(|(member, _)| member);
    let calls = bindings.iter().zip(&fields).map(|(binding, (_, ty))| {
        quote_spanned!(ty.span()=> ::nano_runtime::gc::Trace::trace(#binding, tracer);)
    });
    quote!(Self::#ident { #(#members: #bindings,)* .. } => { #(#calls)* })
}
