//! Dictionaries: a struct with one field for each member, and one for the dictionary it inherits from.

use nano_idl::model::Dictionary;
use nano_idl::{Type, TypeKind};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Field, ItemStruct};

use super::Input;
use super::arguments::literal;
use super::types::marker;
use super::union::{is_read, lifetimes, returned};
use crate::check;
use crate::diagnostics::Errors;
use crate::names;
use crate::signature::last_segment;

/// <https://webidl.spec.whatwg.org/#js-dictionary>
pub(super) fn dictionary(
    input: &Input,
    name: &str,
    definition: &Dictionary,
    item: ItemStruct,
    errors: &mut Errors,
) -> TokenStream {
    let idl = &input.idl;
    let mut used = vec![false; item.fields.len()];
    let mut find = |wanted: &dyn Fn(&Field) -> bool| {
        let position = item.fields.iter().position(wanted)?;
        used[position] = true;
        item.fields.iter().nth(position)
    };
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    let mut fields = Vec::new();
    let mut checks = TokenStream::new();
    if let Some(parent) = &definition.parent {
        let field = find(&|field| {
            last_segment(&field.ty).is_some_and(|ty| names::matches(ty, parent.as_str()))
        });
        match field {
            Some(field) => {
                let (ident, ty) = (&field.ident, &field.ty);
                reads.push(
                    quote!(let #ident = <#ty as webidl::Dictionary<'_>>::read(scope, reader.inherited(<#ty as webidl::Dictionary<'_>>::NAME))?;),
                );
                writes.push(quote!(webidl::IntoDictionary::write(self.#ident, scope, writer)?;));
                fields.push(quote!(#ident));
            }
            None => errors.with_idl(
                &item.ident,
                idl,
                parent.span,
                format_args!(
                    "`{name}` inherits: the struct needs a field `{}: {}`",
                    names::snake(parent.as_str()),
                    names::camel(parent.as_str())
                ),
            ),
        }
    }
    // 4.1. members in lexicographical order.
    let mut members: Vec<_> = definition
        .members
        .iter()
        .map(|member| &member.field)
        .collect();
    members.sort_by(|a, b| a.name.name.cmp(&b.name.name));
    for member in members {
        let key = member.name.as_str();
        let Some(field) = find(&|field| {
            field
                .ident
                .as_ref()
                .is_some_and(|ident| names::matches(ident, key))
        }) else {
            let wanted = names::snake(key);
            errors.with_idl(
                &item.ident,
                idl,
                member.name.span,
                format_args!("no field `{wanted}` stands for this member of `{name}`"),
            );
            continue;
        };
        let ident = &field.ident;
        let ty = &field.ty;
        let marker = marker(idl, &member.ty);
        let bare = if member.required || member.default.is_some() {
            ty
        } else {
            check::element(ty)
        };
        let name_check = check::names(idl, bare, &member.ty, member.name.span, &format!("`{key}`"));
        checks.extend(name_check.map(|check| check.assertion));
        let span = ty.span();
        fields.push(quote!(#ident));
        if member.required {
            reads.push(
                quote_spanned!(span=> let #ident: #ty = reader.required::<#marker, _>(scope, #key)?;),
            );
            writes.push(
                quote_spanned!(span=> writer.member::<#marker, _>(scope, #key, self.#ident)?;),
            );
        } else if let Some(default) = &member.default {
            let default = literal(default);
            reads.push(quote_spanned!(span=> let #ident: #ty = reader.with_default::<#marker, _, _>(scope, #key, #default)?;));
            writes.push(
                quote_spanned!(span=> writer.member::<#marker, _>(scope, #key, self.#ident)?;),
            );
        } else {
            if last_segment(ty).is_none_or(|ty| ty != "Option") {
                errors.with_idl(
                    ty,
                    idl,
                    member.name.span,
                    format_args!("`{key}` may be missing: its Rust type is `Option<…>`"),
                );
                continue;
            }
            reads.push(quote_spanned!(span=> let #ident: #ty = reader.optional::<#marker, _>(scope, #key)?;));
            writes.push(quote_spanned!(span=> if let Some(value) = self.#ident { writer.member::<#marker, _>(scope, #key, value)?; }));
        }
    }
    for (field, _) in item.fields.iter().zip(used).filter(|(_, used)| !used) {
        errors.at(
            &field.ident,
            format_args!("`{name}` has no member of this name in the IDL"),
        );
    }
    let rust = &item.ident;
    let (generics, lifetime) = lifetimes(&item.generics);
    let ty = Type {
        kind: TypeKind::Dictionary(name.to_string()),
        annotations: Default::default(),
        ext_attrs: Default::default(),
        span: definition.name.span,
    };
    let is_returned = returned(idl, &ty)
        || idl.model.dictionaries.values().any(|child| {
            child.parent.as_ref().is_some_and(|parent| parent == name)
                && returned(
                    idl,
                    &Type {
                        kind: TypeKind::Dictionary(child.name.name.clone()),
                        ..ty.clone()
                    },
                )
        });
    let write = is_returned.then(|| {
        quote! {
            impl<#lifetime> webidl::IntoDictionary<#lifetime> for #rust #generics {
                fn write(self, scope: &mut nano_runtime::Scope<#lifetime, '_>, writer: webidl::dictionary::Writer<#lifetime>) -> nano_runtime::Result<()> {
                    #(#writes)*
                    Ok(())
                }
            }
        }
    });
    let children = idl
        .model
        .dictionaries
        .values()
        .filter(|child| child.parent.as_ref().is_some_and(|parent| parent == name));
    let is_read = is_read(idl, &ty)
        || children.into_iter().any(|child| {
            is_read(
                idl,
                &Type {
                    kind: TypeKind::Dictionary(child.name.name.clone()),
                    ..ty.clone()
                },
            )
        });
    let read = is_read.then(|| {
        quote! {
            impl<#lifetime> webidl::Dictionary<#lifetime> for #rust #generics {
                const NAME: &'static str = #name;

                fn read(scope: &mut nano_runtime::Scope<#lifetime, '_>, reader: webidl::dictionary::Reader<#lifetime>) -> nano_runtime::Result<Self> {
                    #(#reads)*
                    Ok(Self { #(#fields),* })
                }
            }
        }
    });
    let dependency = &input.dependency;
    quote! {
        #item
        const _: () = {
            use ::nano_runtime::{self, binding, webidl};
            use ::nano_runtime::binding::{AnyName, NameOf};
            use ::nano_runtime::webidl::idl;
            #dependency
            impl #generics binding::Named for #rust #generics {
                const IDL_NAME: &'static str = #name;
            }

            #read
            #write
            #checks
        };
    }
}
