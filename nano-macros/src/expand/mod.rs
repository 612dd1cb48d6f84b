//! From paired items to tokens. One file for each kind of item; a member expands to one short function.

mod arguments;
mod attribute;
mod callback;
mod collection;
mod dictionary;
mod enumeration;
mod interface;
mod members;
mod operation;
mod overload;
mod types;
mod union;

use std::sync::Arc;

use nano_idl::model::Interface;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Item, LitStr, Token};

use crate::diagnostics::Errors;
use crate::model::Idl;
use crate::{expansions, names};

/// What stands between the parentheses of `#[webapi(…)]`.
pub(crate) struct Attribute {
    path: LitStr,
    /// `prototype = "Error"`: the intrinsic that the interface prototype object inherits from.
    prototype: Option<LitStr>,
    /// `empty_prototype`: a namespace object whose prototype is an empty object.
    empty_prototype: bool,
    /// `union = "(A or B)"`: the union without a name that an enum stands for.
    union: Option<LitStr>,
    /// `name = "Name"`: the definition's name, where the Rust name does not tell.
    name: Option<LitStr>,
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attribute = Self {
            path: input.parse()?,
            prototype: None,
            empty_prototype: false,
            union: None,
            name: None,
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = if input.peek(Token![union]) {
                input.parse::<Token![union]>()?;
                Ident::new("union", input.span())
            } else {
                input.parse::<Ident>()?
            };
            if key == "empty_prototype" {
                attribute.empty_prototype = true;
                continue;
            }
            input.parse::<Token![=]>()?;
            let value: LitStr = input.parse()?;
            match key.to_string().as_str() {
                "prototype" => attribute.prototype = Some(value),
                "union" => attribute.union = Some(value),
                "name" => attribute.name = Some(value),
                other => {
                    return Err(syn::Error::new(
                        key.span(),
                        format!(
                            "unknown option `{other}`: `prototype`, `empty_prototype`, `union` and `name` are known"
                        ),
                    ));
                }
            }
        }
        Ok(attribute)
    }
}

/// What every expansion needs to know.
pub(crate) struct Input {
    pub(crate) idl: Arc<Idl>,
    pub(crate) attribute: Attribute,
    /// The file as the model shows it.
    pub(crate) path: String,
    /// `const _: &[u8] = include_bytes!(…)`: a change to the file rebuilds the crate.
    pub(crate) dependency: TokenStream,
}

impl Input {
    /// The name a Rust item stands for.
    fn name_of(&self, rust: &Ident) -> String {
        self.attribute
            .name
            .as_ref()
            .map_or_else(|| rust.to_string(), LitStr::value)
    }

    /// The definition in `map` that a Rust item stands for.
    fn find<'m, T>(
        &self,
        map: &'m std::collections::BTreeMap<String, T>,
        rust: &Ident,
    ) -> Option<(&'m str, &'m T)> {
        let wanted = names::fold(&self.name_of(rust));
        map.iter()
            .find(|(name, _)| names::fold(name) == wanted)
            .map(|(name, definition)| (name.as_str(), definition))
    }

    /// The interface or namespace that a Rust type stands for.
    fn interface(&self, rust: &Ident) -> Option<&Interface> {
        let model = &self.idl.model;
        self.find(&model.interfaces, rust)
            .or_else(|| self.find(&model.namespaces, rust))
            .map(|(_, interface)| interface)
    }
}

/// `#[webapi]` in the Rust file `source`.
pub(crate) fn webapi(attribute: TokenStream, item: TokenStream, source: &str) -> TokenStream {
    let expanded = expand(Idl::load(), attribute.clone(), item.clone());
    let (tokens, error) = match expanded.and_then(|expanded| to_file(expanded, attribute, source)) {
        Ok(expanded) => expanded,
        // The item itself stays, so that what uses it does not fail as well.
        Err(error) => (without_helpers(item), Some(error)),
    };
    let error = error.map(|error| error.to_compile_error());
    quote!(#tokens #error)
}

/// Moves the expansion to a file, if that is asked for. One with errors stays: they stand at the author's lines.
fn to_file(
    (tokens, error): (TokenStream, Option<syn::Error>),
    attribute: TokenStream,
    source: &str,
) -> syn::Result<(TokenStream, Option<syn::Error>)> {
    match expansions::folder() {
        Some(folder) if error.is_none() => {
            let idl = syn::parse2::<Attribute>(attribute)?.path.value();
            Ok((expansions::include(&folder, source, &idl, tokens)?, None))
        }
        _ => Ok((tokens, error)),
    }
}

/// What an item expands to, and what is wrong with it. `Err` when nothing can be said about the item itself.
pub(crate) fn expand(
    idl: Result<Arc<Idl>, String>,
    attribute: TokenStream,
    item: TokenStream,
) -> syn::Result<(TokenStream, Option<syn::Error>)> {
    let attribute: Attribute = syn::parse2(attribute)?;
    let idl = idl.map_err(|message| syn::Error::new(attribute.path.span(), message))?;
    let Some((path, full)) = idl.file(&attribute.path.value()) else {
        let wanted = attribute.path.value();
        let hint = names::nearest(&wanted, idl.files())
            .map(|near| format!("; did you mean \"{near}\"?"))
            .unwrap_or_default();
        return Err(syn::Error::new(
            attribute.path.span(),
            format!("there is no IDL file \"{wanted}\"{hint}"),
        ));
    };
    let full = full.display().to_string();
    let dependency = quote!(
        const _: &[u8] = ::core::include_bytes!(#full);
    );
    let input = Input {
        idl,
        attribute,
        path,
        dependency,
    };
    let mut errors = Errors::default();
    let tokens = match syn::parse2::<Item>(item)? {
        Item::Struct(item) => interface::structure(&input, item, &mut errors),
        Item::Enum(item) => enumeration::enumeration(&input, item, &mut errors),
        Item::Impl(item) => members::block(&input, item, &mut errors),
        other => {
            errors.at(
                other,
                "#[webapi] stands on a struct, an enum or an impl block",
            );
            TokenStream::new()
        }
    };
    Ok((tokens, errors.into_error()))
}

/// An item as the compiler may see it: without the attributes that only `#[webapi]` understands.
fn without_helpers(item: TokenStream) -> TokenStream {
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(mut item)) => {
            interface::strip(&mut item);
            quote!(#item)
        }
        Ok(Item::Impl(mut item)) => {
            members::strip(&mut item);
            quote!(#item)
        }
        _ => item,
    }
}
