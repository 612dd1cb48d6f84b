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
    if definition.constructor {
        errors.with_idl(
            &item.ident,
            &input.idl,
            definition.name.span,
            "#[webapi] has no `callback constructor`: only functions that are called",
        );
    }
    let kind = Kind {
        holder: quote!(webidl::CallbackFunction),
        wrapper: quote!(webidl::Callback),
        access: quote!(webidl::AsCallback),
        operation: None,
        name: definition.name.as_str(),
    };
    expand(
        input,
        item,
        &kind,
        &definition.arguments,
        &definition.return_type,
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
    let operation = definition.operations.first();
    let Some((operation, overload)) = operation.and_then(|it| Some((it, it.overloads.first()?)))
    else {
        errors.at(&item.ident, "a callback interface has one operation");
        return quote!(#item);
    };
    let kind = Kind {
        holder: quote!(webidl::CallbackInterface),
        wrapper: quote!(webidl::InterfaceCallback),
        access: quote!(webidl::AsInterfaceCallback),
        operation: Some(operation.name.as_str()),
        name: definition.name.as_str(),
    };
    expand(
        input,
        item,
        &kind,
        &overload.arguments,
        &overload.return_type,
        errors,
    )
}

/// What tells the two kinds of callback apart.
struct Kind<'a> {
    /// The runtime's type around the JavaScript object.
    holder: TokenStream,
    /// The trait that gives the named type its conversions.
    wrapper: TokenStream,
    /// The trait that reaches the JavaScript object.
    access: TokenStream,
    /// The operation that is called, for a callback interface.
    operation: Option<&'a str>,
    name: &'a str,
}

fn expand(
    input: &Input,
    item: &ItemStruct,
    kind: &Kind<'_>,
    arguments: &[Argument],
    return_type: &Type,
    errors: &mut Errors,
) -> TokenStream {
    if !matches!(item.fields, Fields::Unit) {
        errors.at(
            &item.fields,
            "a callback is declared as `pub struct Name;`: the macro gives it its field",
        );
    }
    let Kind {
        holder,
        wrapper,
        access,
        operation,
        name,
    } = kind;
    let idl = &input.idl;
    let (attrs, vis, rust) = (&item.attrs, &item.vis, &item.ident);
    let (plain, rest): (Vec<&Argument>, Vec<&Argument>) =
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
    let (rest_parameter, rest_values, mutable) = match rest.first() {
        Some(rest) => {
            let marker = marker(idl, &rest.ty);
            (
                quote!(, rest: Vec<impl webidl::IntoJs<'s, #marker>>),
                quote!(for value in rest { arguments.push(webidl::IntoJs::<#marker>::into_js(value, scope)?); }),
                quote!(mut),
            )
        }
        None => Default::default(),
    };
    let collect = (!rest.is_empty()).then(|| quote!(vec!));
    let operation = operation.map(|operation| quote!(#operation,));
    let undefined = matches!(idl.model.expand(return_type).kind, TypeKind::Undefined);
    let (generic, output, call) = if promised(idl, return_type).is_some() {
        (
            TokenStream::new(),
            quote!(nano_runtime::js::Local<'s, nano_runtime::js::Promise>),
            quote!(self.0.call_promise(scope, #operation this, &arguments)),
        )
    } else if undefined {
        (
            TokenStream::new(),
            quote!(()),
            quote!(self.0.call(scope, #operation this, &arguments).map(|_| ())),
        )
    } else {
        let marker = marker(idl, return_type);
        (
            quote!(, R: webidl::FromJs<'s, #marker>),
            quote!(R),
            quote!(self.0.call_returning::<#marker, R>(scope, #operation this, &arguments)),
        )
    };
    let doc = format!(
        "Invokes the `{name}` with its arguments converted.\n\n# Errors\n\nWhat the callback or a conversion throws."
    );
    let dependency = &input.dependency;
    quote! {
        #(#attrs)*
        #[derive(Debug)]
        #vis struct #rust(::nano_runtime::#holder);

        const _: () = {
            use ::nano_runtime::{self, binding, gc, webidl};
            use ::nano_runtime::webidl::idl;
            #dependency
            impl binding::Named for #rust {
                const IDL_NAME: &'static str = #name;
            }

            // SAFETY: the one field is traced.
            unsafe impl gc::Trace for #rust {
                fn trace(&self, tracer: &mut gc::Tracer<'_>) {
                    gc::Trace::trace(&self.0, tracer);
                }
            }

            impl #wrapper for #rust {
                fn from_callback(callback: #holder) -> Self {
                    Self(callback)
                }
            }

            impl #access for #rust {
                fn as_callback(&self) -> &#holder {
                    &self.0
                }
            }

            impl #rust {
                #[doc = #doc]
                #[allow(clippy::too_many_arguments, reason = "it has the callback's arguments")]
                #[allow(dead_code, reason = "some callbacks are only stored, or called without conversions")]
                pub fn invoke<'s #(, #types: webidl::IntoJs<'s, #markers>)* #generic>(
                    &self,
                    scope: &mut nano_runtime::Scope<'s, '_>,
                    this: webidl::CallbackThis<'s>
                    #(, #values: #types)*
                    #rest_parameter
                ) -> nano_runtime::Result<#output> {
                    let #mutable arguments = #collect[#(webidl::IntoJs::<#markers>::into_js(#values, scope)?),*];
                    #rest_values
                    #call
                }
            }
        };
    }
}
