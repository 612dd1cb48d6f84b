//! What a Rust method looks like to the generator: receiver, scope, arguments, result.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{FnArg, ImplItemFn, Pat, ReturnType, Type};

/// How a method takes the platform object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Receiver {
    /// `&self`
    Reference,
    /// `this: Ref<'_, Self>`, for a method that needs the object's wrapper or makes edges to it.
    Handle,
    /// None: a static member, a constructor, a namespace's member.
    None,
}

/// What a method's result is, besides its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asyncness {
    /// The value itself.
    Sync,
    /// `async fn`
    Async,
    /// A function that returns `impl Future`.
    Future,
}

/// A parameter that stands for an IDL argument.
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// A method of an `impl` block.
pub(crate) struct Method {
    pub(crate) name: Ident,
    pub(crate) receiver: Receiver,
    pub(crate) scope: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) asyncness: Asyncness,
    /// Whether it returns `Result`.
    pub(crate) fallible: bool,
    /// The success type; `None` for `()`.
    pub(crate) output: Option<Type>,
    /// `#[overload("name")]`: the operation this method is an overload of.
    pub(crate) overload_of: Option<String>,
    pub(crate) tokens: TokenStream,
}

impl Method {
    pub(crate) fn parse(function: &ImplItemFn, self_type: &Type) -> Self {
        let signature = &function.sig;
        let mut receiver = Receiver::None;
        let mut scope = false;
        let mut parameters = Vec::new();
        for (index, input) in signature.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(_) => receiver = Receiver::Reference,
                FnArg::Typed(typed) => {
                    let name = match &*typed.pat {
                        Pat::Ident(pattern) => pattern.ident.clone(),
                        _ => {
                            Ident::new(&format!("argument{index}"), proc_macro2::Span::call_site())
                        }
                    };
                    if index == 0
                        && last_segment(&typed.ty).is_some_and(|name| name == "Ref")
                        && name == "this"
                    {
                        receiver = Receiver::Handle;
                    } else if is_scope(&typed.ty) {
                        scope = true;
                    } else {
                        let ty = in_callback(&typed.ty, self_type);
                        parameters.push(Parameter {
                            name: bare(&name),
                            ty,
                        });
                    }
                }
            }
        }
        let (fallible, output) = match &signature.output {
            ReturnType::Default => (false, None),
            ReturnType::Type(_, ty) => match result_of(ty) {
                Some(inner) => (true, non_unit(inner)),
                None => (false, non_unit(ty)),
            },
        };
        let future = output.as_ref().and_then(future_output);
        let (asyncness, fallible, output) = match future {
            _ if signature.asyncness.is_some() => (Asyncness::Async, fallible, output),
            Some(_) => (Asyncness::Future, fallible, output),
            None => (Asyncness::Sync, fallible, output),
        };
        Self {
            name: signature.ident.clone(),
            receiver,
            scope,
            parameters,
            asyncness,
            fallible,
            output: output.map(|ty| in_callback(&ty, self_type)),
            overload_of: overload_attribute(function),
            tokens: quote!(#signature),
        }
    }
}

/// A parameter's name as a local variable: `_unused` is a local that is used.
fn bare(name: &Ident) -> Ident {
    let text = name.to_string();
    let trimmed = text.trim_start_matches('_');
    if trimmed.is_empty() || trimmed == text {
        name.clone()
    } else {
        Ident::new(trimmed, name.span())
    }
}

fn overload_attribute(function: &ImplItemFn) -> Option<String> {
    let attribute = function
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("overload"))?;
    attribute
        .parse_args::<syn::LitStr>()
        .ok()
        .map(|name| name.value())
}

/// The last segment of a path type.
pub(crate) fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Reference(reference) => last_segment(&reference.elem),
        _ => None,
    }
}

fn is_scope(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if last_segment(&reference.elem).is_some_and(|name| name == "Scope"))
}

fn result_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != "Result" {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

fn future_output(ty: &Type) -> Option<()> {
    let Type::ImplTrait(bounds) = ty else {
        return None;
    };
    bounds.bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound
            .path
            .segments
            .last()
            .filter(|last| last.ident == "Future")
            .map(|_| ()),
        _ => None,
    })
}

fn non_unit(ty: &Type) -> Option<Type> {
    match ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => None,
        other => Some(other.clone()),
    }
}

/// A type as a generated function can write it: named lifetimes are inferred, `Self` is spelled out.
fn in_callback(ty: &Type, self_type: &Type) -> Type {
    struct Rewrite<'a>(&'a Type);
    impl VisitMut for Rewrite<'_> {
        fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
            if lifetime.ident != "static" {
                *lifetime = syn::Lifetime::new("'_", lifetime.span());
            }
        }

        fn visit_type_mut(&mut self, ty: &mut Type) {
            if matches!(ty, Type::Path(path) if path.path.is_ident("Self")) {
                *ty = self.0.clone();
            }
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Rewrite(self_type).visit_type_mut(&mut ty);
    ty
}
