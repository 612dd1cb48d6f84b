//! Operations and constructors.

use nano_idl::model::{Operation, Overload};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::arguments::{convert, names, required};
use super::members::{Block, Expansion, check_receiver, function_name, invocation, receiver};
use super::overload;
use super::types::{marker, promised};
use crate::check;
use crate::diagnostics::Errors;
use crate::pair::{Pairs, Slot};
use crate::signature::{Asyncness, Method, Receiver};

/// The exposed overloads of an operation that this file declares, each with its method.
fn overloads<'a>(
    block: &'a Block<'_>,
    operation: &'a Operation,
    pairs: &'a Pairs<'_>,
) -> Vec<(&'a Overload, &'a Method)> {
    pairs
        .slots
        .iter()
        .filter_map(|(slot, method)| match slot {
            Slot::Operation(other, index) if other.name.name == operation.name.name => Some((
                operation.overloads.get(*index)?,
                block.methods.get((*method)?)?,
            )),
            _ => None,
        })
        .collect()
}

/// Expands an operation: one function, or one for each overload and one that chooses.
pub(super) fn operation(
    block: &Block<'_>,
    operation: &Operation,
    pairs: &Pairs<'_>,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let overloads = overloads(block, operation, pairs);
    let Some((first, _)) = overloads.first() else {
        return;
    };
    let name = operation.name.as_str();
    let interface = block.name();
    let function = function_name(name, "");
    let promise = promised(&block.input.idl, &first.return_type).is_some();
    let attrs = &first.info.common.ext_attrs;
    let site = quote!(call.at(Site::Operation(#interface, #name)););
    let receiver = receiver(block, operation.is_static);
    for (_, method) in &overloads {
        check_receiver(block, operation, method, errors);
    }
    let steps: Vec<TokenStream> = overloads
        .iter()
        .map(|(declared, method)| steps(block, declared, method, name, errors))
        .collect();
    let body = match steps.as_slice() {
        [only] => {
            let required = require(required(&first.arguments));
            quote!(#receiver #required #only)
        }
        _ => {
            let choice = overload::choose(&block.input.idl, operation, &overloads, &steps);
            quote!(#receiver #choice)
        }
    };
    let body = if promise {
        quote!(call.promise(|call| { #body }))
    } else {
        body
    };
    out.functions.extend(quote! {
        fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
            #site
            #body
        }
    });
    let length = Literal::u8_unsuffixed(u8::try_from(operation.length()).unwrap_or(u8::MAX));
    let placement = placement(
        operation.is_static,
        attrs.has("LegacyUnforgeable") || block.interface.common.ext_attrs.has("LegacyUnforgeable"),
    );
    out.entries.extend(quote! {
        Member::Operation {
            name: PropertyName::Name(#name),
            callback: binding::callback(#function),
            length: #length,
            placement: Placement::#placement,
            promise: #promise,
            enumerable: true,
        },
    });
}

/// Where a member is installed.
pub(super) fn placement(is_static: bool, unforgeable: bool) -> Ident {
    let name = match (is_static, unforgeable) {
        (true, _) => "Static",
        (false, true) => "Instance",
        (false, false) => "Prototype",
    };
    Ident::new(name, proc_macro2::Span::call_site())
}

fn require(required: usize) -> TokenStream {
    if required == 0 {
        return TokenStream::new();
    }
    let required = Literal::usize_unsuffixed(required);
    quote!(call.require(#required)?;)
}

/// The steps of one overload behind the argument count: the conversions, the method, the result.
fn steps(
    block: &Block<'_>,
    declared: &Overload,
    method: &Method,
    name: &str,
    errors: &mut Errors,
) -> TokenStream {
    let input = block.input;
    let conversions = convert(input, method, &declared.arguments, errors);
    let invocation = invocation(block, method, &names(method));
    let result = result(
        block,
        method,
        &declared.return_type,
        &invocation,
        name,
        declared.info.common.span,
        errors,
    );
    quote!(#conversions #result)
}

/// From the method's value to JavaScript's, or for a promise type to the promise.
pub(super) fn result(
    block: &Block<'_>,
    method: &Method,
    ty: &nano_idl::Type,
    invocation: &TokenStream,
    name: &str,
    span: nano_idl::Span,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &block.input.idl;
    let Some(inner) = promised(idl, ty) else {
        if method.asyncness != Asyncness::Sync {
            errors.with_idl(
                &method.tokens,
                idl,
                span,
                format_args!("`{name}` is no promise in the IDL: its method cannot be async"),
            );
        }
        check::output(idl, method.output.as_ref(), ty, name, span, errors);
        let question = method.fallible.then(|| quote!(?));
        let marker = marker(idl, ty);
        return match &method.output {
            None => quote!(#invocation #question; Ok(())),
            Some(_) => quote!(let value = #invocation #question; call.ret::<#marker, _>(value)),
        };
    };
    let marker = marker(idl, &inner);
    match method.asyncness {
        Asyncness::Sync => {
            let question = method.fallible.then(|| quote!(?));
            quote!(let promise = #invocation #question; Ok(promise))
        }
        Asyncness::Future => {
            let question = method.fallible.then(|| quote!(?));
            quote!(let future = #invocation #question; call.spawn::<#marker, _>(future))
        }
        Asyncness::Async => {
            if method.scope {
                errors.at(&method.tokens, "an `async fn` cannot keep a scope: return `Result<impl Future<…> + 'static>` instead");
            }
            check::output(idl, method.output.as_ref(), &inner, name, span, errors);
            let (root, invocation) = match method.receiver {
                Receiver::None => (TokenStream::new(), invocation.clone()),
                Receiver::Reference => {
                    let rust = block.rust;
                    let (method, arguments) = (&method.name, names(method));
                    (
                        quote!(let this = call.root(this);),
                        quote!(<#rust>::#method(&this, #arguments)),
                    )
                }
                Receiver::Handle => {
                    let rust = block.rust;
                    let (method, arguments) = (&method.name, names(method));
                    (
                        quote!(let this = call.root(this);),
                        quote!(<#rust>::#method(this.as_ref(), #arguments)),
                    )
                }
            };
            let future = if method.fallible {
                quote!(#invocation.await)
            } else {
                quote!(Ok(#invocation.await))
            };
            quote!(#root call.spawn::<#marker, _>(async move { #future }))
        }
    }
}

/// Expands a constructor: its function, and the const that the interface's table takes it from.
pub(super) fn constructor(
    block: &Block<'_>,
    operation: &Operation,
    pairs: &Pairs<'_>,
    errors: &mut Errors,
) -> (TokenStream, TokenStream) {
    let method = pairs.slots.iter().find_map(|(slot, method)| match slot {
        Slot::Constructor(_) => block.methods.get((*method)?),
        _ => None,
    });
    let (Some(method), Some(declared)) = (method, operation.overloads.first()) else {
        return Default::default();
    };
    let interface = block.name();
    if method.receiver != Receiver::None {
        errors.at(
            &method.tokens,
            "a constructor takes no `self` and returns `Self`",
        );
    }
    let arguments = &declared.arguments;
    let required = require(required(arguments));
    let conversions = convert(block.input, method, arguments, errors);
    let invocation = invocation(block, method, &names(method));
    let question = method.fallible.then(|| quote!(?));
    let length = Literal::u8_unsuffixed(u8::try_from(operation.length()).unwrap_or(u8::MAX));
    let function = quote! {
        fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Constructor(#interface));
            call.require_new()?;
            #required
            #conversions
            let object = #invocation #question;
            call.construct(object)
        }
    };
    let entry = quote! {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor { callback: binding::callback(constructor), length: #length };
    };
    (function, entry)
}
