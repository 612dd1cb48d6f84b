//! Compile errors that show both places: the Rust item (by span) and the IDL line (in the text). All are reported at once.

use nano_idl::Span as IdlSpan;
use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::model::Idl;

/// Collects errors, so that one build shows all of them.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// An error at a Rust item.
    pub(crate) fn at(&mut self, item: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(item, message));
    }

    /// An error at a Rust item that an IDL line explains.
    pub(crate) fn with_idl(
        &mut self,
        item: impl ToTokens,
        idl: &Idl,
        span: IdlSpan,
        message: impl std::fmt::Display,
    ) {
        self.push(syn::Error::new_spanned(
            item,
            format!("{message}\n{}", excerpt(idl, span)),
        ));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// The errors, if there are any.
    pub(crate) fn into_error(self) -> Option<syn::Error> {
        self.0
    }

    /// The errors as tokens, if there are any.
    pub(crate) fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(|errors| errors.to_compile_error())
    }
}

/// The IDL line with its place, as rustc shows code.
pub(crate) fn excerpt(idl: &Idl, span: IdlSpan) -> String {
    let position = idl.model.position(span);
    // A type that stands in the attribute has no line in a file.
    if position.path.is_empty() {
        return String::new();
    }
    let number = position.line.to_string();
    let gutter = " ".repeat(number.len());
    let line = idl.model.line(span);
    format!("{gutter}--> {position}\n{gutter} |\n{number} | {line}")
}
