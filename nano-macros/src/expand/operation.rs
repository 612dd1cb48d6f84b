//! Operations and constructors.

use nano_idl::model::{Operation, Overload};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::arguments::{convert, names, required};
use super::members::{
    Block, Expansion, check_receiver, function_name, invocation, method_path, operation_entry,
    placement, receiver,
};
use super::overload;
use super::types::{marker, promised};
use crate::check;
use crate::diagnostics::Errors;
use crate::pair::{Pairs, Slot};
use crate::signature::{Asyncness, Method, Receiver};

/// An exposed overload, its index among all of the operation's, and its method.
pub(super) struct Paired<'a> {
    pub(super) index: usize,
    pub(super) declared: &'a Overload,
    method: &'a Method,
}

/// The exposed overloads of an operation or constructor that this file declares.
fn overloads<'a>(
    block: &'a Block<'_>,
    operation: &'a Operation,
    pairs: &'a Pairs<'_>,
) -> Vec<Paired<'a>> {
    pairs
        .slots
        .iter()
        .filter_map(|(slot, method)| match slot {
            Slot::Operation(other, index) | Slot::Constructor(other, index)
                if std::ptr::eq(*other, operation) =>
            {
                Some(Paired {
                    index: *index,
                    declared: operation.overloads.get(*index)?,
                    method: block.methods.get((*method)?)?,
                })
            }
            _ => None,
        })
        .collect()
}

/// The steps behind the receiver: the argument count and the only overload, or the choice among several.
fn body(
    block: &Block<'_>,
    operation: &Operation,
    overloads: &[Paired<'_>],
    steps: &[TokenStream],
) -> TokenStream {
    match (overloads, steps) {
        ([only], [steps]) => {
            let required = require(required(&only.declared.arguments));
            quote!(#required #steps)
        }
        _ => overload::choose(&block.input.idl, operation, overloads, steps),
    }
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
    let Some(first) = overloads.first().map(|first| first.declared) else {
        return;
    };
    let name = operation.name.as_str();
    let interface = block.name();
    // A regular operation may have the same name.
    let suffix = if operation.is_static { "_static" } else { "" };
    let function = function_name(name, suffix);
    let promise = promised(&block.input.idl, &first.return_type).is_some();
    let site = quote!(call.at(Site::Operation(#interface, #name)););
    let receiver = receiver(block, operation.is_static);
    for paired in &overloads {
        check_receiver(block, operation, paired.method, errors);
    }
    let steps: Vec<TokenStream> = overloads
        .iter()
        .map(|paired| steps(block, paired.declared, paired.method, name, out, errors))
        .collect();
    let body = body(block, operation, &overloads, &steps);
    let body = quote!(#receiver #body);
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
    let placement = placement(block, operation.is_static, &first.info.common.ext_attrs);
    let entry = operation_entry(name, operation.length(), &function, placement, promise);
    out.entries.extend(entry);
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
    out: &mut Expansion,
    errors: &mut Errors,
) -> TokenStream {
    let conversions = convert(block.input, method, &declared.arguments, out, errors);
    let invocation = invocation(block, method, &names(method));
    let result = result(
        block,
        method,
        &declared.return_type,
        &invocation,
        (name, declared.info.common.span),
        out,
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
    (name, span): (&str, nano_idl::Span),
    out: &mut Expansion,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &block.input.idl;
    let mut check_names = |ty: &nano_idl::Type| {
        if let Some(output) = &method.output {
            out.check(check::names(
                idl,
                output,
                ty,
                span,
                &format!("the value of `{name}`"),
            ));
        }
    };
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
        check_names(ty);
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
            if method.fallible {
                invocation.clone()
            } else {
                quote!(Ok(#invocation))
            }
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
            check_names(&inner);
            let (root, invocation) = match method.receiver {
                Receiver::None => (TokenStream::new(), invocation.clone()),
                Receiver::Reference | Receiver::Handle => {
                    let this = if method.receiver == Receiver::Handle {
                        quote!(this.as_ref())
                    } else {
                        quote!(&this)
                    };
                    let path = method_path(block, method);
                    let arguments = method.parameters.iter().map(|parameter| &parameter.name);
                    (
                        quote!(let this = call.root(this);),
                        quote!(#path(#this #(, #arguments)*)),
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
    out: &mut Expansion,
    errors: &mut Errors,
) -> (TokenStream, TokenStream) {
    let overloads = overloads(block, operation, pairs);
    let interface = block.name();
    let steps: Vec<TokenStream> = overloads
        .iter()
        .map(|paired| {
            let method = paired.method;
            if method.receiver != Receiver::None {
                errors.with_idl(
                    &method.tokens,
                    &block.input.idl,
                    paired.declared.info.common.span,
                    "a constructor takes no `self` and returns `Self`",
                );
            }
            let arguments = &paired.declared.arguments;
            let conversions = convert(block.input, method, arguments, out, errors);
            let invocation = invocation(block, method, &names(method));
            let question = method.fallible.then(|| quote!(?));
            quote! {
                #conversions
                let object = #invocation #question;
                call.construct(object)
            }
        })
        .collect();
    let body = body(block, operation, &overloads, &steps);
    let length = Literal::u8_unsuffixed(u8::try_from(operation.length()).unwrap_or(u8::MAX));
    let function = quote! {
        fn constructor(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Constructor(#interface));
            call.require_new()?;
            #body
        }
    };
    let entry = quote! {
        #[doc(hidden)]
        pub const CONSTRUCTOR: binding::Constructor = binding::Constructor::new(#length, constructor);
    };
    (function, entry)
}
