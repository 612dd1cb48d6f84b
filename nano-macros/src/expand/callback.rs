//! Callback functions and callback interfaces: a struct around the JavaScript object, with a typed `invoke`.

use nano_idl::model::{Callback, Interface};
use nano_idl::{Argument, Type, TypeKind};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Fields, ItemStruct};

use super::Input;
use super::types::{marker, promised};
use crate::diagnostics::Errors;

/// `callback Name = …`: <https://webidl.spec.whatwg.org/#js-callback-function>
pub(super) fn function(
    input: &Input,
    definition: &Callback,
    item: &ItemStruct,
    errors: &mut Errors,
) -> TokenStream {
    let holder = quote!(webidl::CallbackFunction);
    let kind = if definition
        .common
        .ext_attrs
        .has("LegacyTreatNonObjectAsNull")
    {
        quote!(idl::LegacyTreatNonObjectAsNull<idl::CallbackFunction>)
    } else {
        quote!(idl::CallbackFunction)
    };
    let name = definition.name.as_str();
    let call = quote!(self.0.invoke(scope, this, &arguments));
    expand(
        input,
        item,
        &holder,
        &kind,
        name,
        &definition.arguments,
        &definition.return_type,
        &call,
        errors,
    )
}

/// `callback interface Name { … }`: <https://webidl.spec.whatwg.org/#js-callback-interfaces>
pub(super) fn interface(
    input: &Input,
    definition: &Interface,
    item: &ItemStruct,
    errors: &mut Errors,
) -> TokenStream {
    let Some((operation, overload)) = definition
        .operations
        .first()
        .and_then(|operation| Some((operation, operation.overloads.first()?)))
    else {
        errors.at(&item.ident, "a callback interface has one operation");
        return quote!(#item);
    };
    let holder = quote!(webidl::CallbackInterface);
    let name = operation.name.as_str();
    let call = quote!(self.0.invoke(scope, #name, this, &arguments));
    expand(
        input,
        item,
        &holder,
        &quote!(idl::CallbackInterface),
        definition.name.as_str(),
        &overload.arguments,
        &overload.return_type,
        &call,
        errors,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "one template for both kinds of callback"
)]
fn expand(
    input: &Input,
    item: &ItemStruct,
    holder: &TokenStream,
    kind: &TokenStream,
    name: &str,
    arguments: &[Argument],
    return_type: &Type,
    call: &TokenStream,
    errors: &mut Errors,
) -> TokenStream {
    if !matches!(item.fields, Fields::Unit) {
        errors.at(
            &item.fields,
            "a callback is declared as `pub struct Name;`: the macro gives it its field",
        );
    }
    let idl = &input.idl;
    let (attrs, vis, rust) = (&item.attrs, &item.vis, &item.ident);
    let (plain, variadic): (Vec<&Argument>, Vec<&Argument>) =
        arguments.iter().partition(|argument| !argument.variadic);
    let types: Vec<_> = (0..plain.len())
        .map(|index| format_ident!("A{index}"))
        .collect();
    let values: Vec<_> = (0..plain.len())
        .map(|index| format_ident!("argument{index}"))
        .collect();
    let markers: Vec<_> = plain
        .iter()
        .map(|argument| marker(idl, &argument.ty))
        .collect();
    let (rest_parameter, rest_values) = match variadic.first() {
        Some(rest) => {
            let marker = marker(idl, &rest.ty);
            (
                quote!(, rest: Vec<impl webidl::IntoJs<'s, #marker>>),
                quote!(for value in rest { arguments.push(webidl::IntoJs::<#marker>::into_js(value, scope)?); }),
            )
        }
        None => Default::default(),
    };
    let (output, result) = match (
        &idl.model.expand(return_type).kind,
        promised(idl, return_type),
    ) {
        (TypeKind::Undefined, _) => (quote!(()), quote!(#call.map(|_| ()))),
        (_, Some(_)) => (
            quote!(nano_runtime::js::Local<'s, nano_runtime::js::Promise>),
            quote!(webidl::promise_of(scope, |scope| #call)),
        ),
        _ => {
            let marker = marker(idl, return_type);
            (
                quote!(R),
                quote!({ let value = #call?; webidl::convert_result::<#marker, R>(scope, value) }),
            )
        }
    };
    let generic_result = match (
        &idl.model.expand(return_type).kind,
        promised(idl, return_type),
    ) {
        (TypeKind::Undefined, _) | (_, Some(_)) => TokenStream::new(),
        _ => {
            let marker = marker(idl, return_type);
            quote!(, R: webidl::FromJs<'s, #marker>)
        }
    };
    let doc = format!(
        "Calls the `{name}`.\n\n# Errors\n\nWhat the callback throws, or what a conversion throws."
    );
    let dependency = &input.dependency;
    quote! {
        #(#attrs)*
        #vis struct #rust(::nano_runtime::#holder);

        const _: () = {
            use ::nano_runtime::{self, gc, webidl};
            use ::nano_runtime::webidl::idl;
            #dependency
            // SAFETY: the one field is traced.
            unsafe impl gc::Trace for #rust {
                fn trace(&self, tracer: &mut gc::Tracer<'_>) {
                    gc::Trace::trace(&self.0, tracer);
                }
            }

            impl<'s> webidl::FromJs<'s, #kind> for #rust {
                fn from_js(
                    scope: &mut nano_runtime::Scope<'s, '_>,
                    value: nano_runtime::js::Local<'s, nano_runtime::js::Value>,
                ) -> nano_runtime::Result<Self> {
                    <#holder as webidl::FromJs<'s, #kind>>::from_js(scope, value).map(Self)
                }
            }

            impl<'s> webidl::IntoJs<'s, #kind> for &#rust {
                fn into_js(self, scope: &mut nano_runtime::Scope<'s, '_>) -> nano_runtime::Result<nano_runtime::js::Local<'s, nano_runtime::js::Value>> {
                    self.0.to_js(scope)
                }
            }

            impl #rust {
                #[doc = #doc]
                #[allow(dead_code, reason = "some callbacks are only stored, or called without conversions")]
                pub fn invoke<'s #(, #types: webidl::IntoJs<'s, #markers>)* #generic_result>(
                    &self,
                    scope: &mut nano_runtime::Scope<'s, '_>,
                    this: webidl::CallbackThis<'s>
                    #(, #values: #types)*
                    #rest_parameter
                ) -> nano_runtime::Result<#output> {
                    #[allow(unused_mut, reason = "only a variadic callback adds to it")]
                    let mut arguments = vec![#(webidl::IntoJs::<#markers>::into_js(#values, scope)?),*];
                    #rest_values
                    #result
                }

                /// The callback object itself.
                #[allow(dead_code, reason = "not every callback is looked into")]
                pub fn object(&self) -> &#holder {
                    &self.0
                }
            }
        };
    }
}
