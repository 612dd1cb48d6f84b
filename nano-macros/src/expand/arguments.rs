//! The arguments of a call, converted from left to right.

use nano_idl::{Argument, Literal};
use proc_macro2::{Literal as RustLiteral, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Input;
use super::members::Expansion;
use super::types::marker;
use crate::check;
use crate::diagnostics::Errors;
use crate::signature::{Asyncness, Method};

/// One `let` for each argument. An argument count that differs from the IDL's is an error.
pub(super) fn convert(
    input: &Input,
    method: &Method,
    arguments: &[Argument],
    out: &mut Expansion,
    errors: &mut Errors,
) -> TokenStream {
    if method.parameters.len() != arguments.len() {
        let span = arguments
            .first()
            .map_or_else(Default::default, |argument| argument.name.span);
        let message = format!(
            "`{}` takes {} argument{}, but the IDL declares {}",
            method.name,
            method.parameters.len(),
            if method.parameters.len() == 1 {
                ""
            } else {
                "s"
            },
            arguments.len()
        );
        if arguments.is_empty() {
            errors.at(&method.tokens, message);
        } else {
            errors.with_idl(&method.tokens, &input.idl, span, message);
        }
        return TokenStream::new();
    }
    let mut statements = TokenStream::new();
    for (index, (parameter, argument)) in method.parameters.iter().zip(arguments).enumerate() {
        check::argument(&input.idl, parameter, argument, errors);
        let name = &parameter.name;
        let ty = &parameter.ty;
        let bare = if argument.variadic || (argument.optional && argument.default.is_none()) {
            check::element(ty)
        } else {
            ty
        };
        out.check(check::names(
            &input.idl,
            bare,
            &argument.ty,
            argument.name.span,
            &format!("argument `{}`", argument.name),
        ));
        if method.asyncness == Asyncness::Async {
            out.check(check::off_stack(ty));
        }
        let marker = marker(&input.idl, &argument.ty);
        let index = RustLiteral::usize_unsuffixed(index);
        let span = ty.span();
        let call = if argument.variadic {
            quote_spanned!(span=> call.rest::<#marker, _>(#index)?)
        } else if let Some(default) = &argument.default {
            let default = literal(default);
            quote_spanned!(span=> call.arg_or::<#marker, _, _>(#index, #default)?)
        } else if argument.optional {
            quote_spanned!(span=> call.optional::<#marker, _>(#index)?)
        } else {
            quote_spanned!(span=> call.arg::<#marker, _>(#index)?)
        };
        statements.extend(quote!(let #name: #ty = #call;));
    }
    statements
}

/// How many arguments a call must have.
pub(super) fn required(arguments: &[Argument]) -> usize {
    arguments
        .iter()
        .take_while(|argument| !argument.optional && !argument.variadic)
        .count()
}

/// The names of the converted arguments, as the method's arguments.
pub(super) fn names(method: &Method) -> TokenStream {
    let names = method
        .parameters
        .iter()
        .map(|parameter| parameter.name.to_token_stream());
    quote!(#(#names),*)
}

/// A default value as the helpers of `binding::DefaultValue` take it.
pub(super) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::Null => quote!(binding::Null),
        Literal::Undefined => quote!(()),
        Literal::Boolean(value) => quote!(#value),
        Literal::Integer(value) => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "JavaScript numbers are doubles; IDL integers beyond 2^53 do not occur as defaults"
            )]
            let value = RustLiteral::f64_suffixed(*value as f64);
            quote!(#value)
        }
        Literal::Float(value) if value.0.is_nan() => quote!(f64::NAN),
        Literal::Float(value) if value.0.is_infinite() && value.0 > 0.0 => quote!(f64::INFINITY),
        Literal::Float(value) if value.0.is_infinite() => quote!(f64::NEG_INFINITY),
        Literal::Float(value) => {
            let value = RustLiteral::f64_suffixed(value.0);
            quote!(#value)
        }
        Literal::String(value) => quote!(#value),
        Literal::EmptySequence => quote!(binding::Empty::Sequence),
        Literal::EmptyDictionary => quote!(binding::Empty::Dictionary),
    }
}
