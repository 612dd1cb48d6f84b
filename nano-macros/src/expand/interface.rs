//! A struct: the interface's table, and the traits that make the struct a platform object.

use nano_idl::model::{Interface, InterfaceKind};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ItemStruct;

use super::{Input, callback, dictionary};
use crate::diagnostics::Errors;
use crate::signature::last_segment;
use crate::{names, trace};

/// Expands a struct: an interface or namespace, a dictionary, a callback.
pub(super) fn structure(input: &Input, item: ItemStruct, errors: &mut Errors) -> TokenStream {
    let model = &input.idl.model;
    if let Some(interface) = input.interface(&item.ident) {
        return platform_object(input, interface, item, errors);
    }
    if let Some((name, definition)) = input.find(&model.dictionaries, &item.ident) {
        return dictionary::dictionary(input, name, definition, item, errors);
    }
    if let Some((_, definition)) = input.find(&model.callbacks, &item.ident) {
        return callback::function(input, definition, &item, errors);
    }
    if let Some((_, definition)) = input.find(&model.callback_interfaces, &item.ident) {
        return callback::interface(input, definition, &item, errors);
    }
    let defined = model
        .interfaces
        .keys()
        .chain(model.namespaces.keys())
        .chain(model.dictionaries.keys());
    let defined = defined
        .chain(model.callbacks.keys())
        .chain(model.callback_interfaces.keys());
    let hint = names::nearest(&item.ident.to_string(), defined.map(String::as_str));
    let hint = hint
        .map(|near| format!("; did you mean `{}`?", names::camel(near)))
        .unwrap_or_default();
    errors.at(
        &item.ident,
        format_args!("the IDL defines no `{}`{hint}", input.name_of(&item.ident)),
    );
    strip_owned(item)
}

fn strip_owned(mut item: ItemStruct) -> TokenStream {
    strip(&mut item);
    quote!(#item)
}

/// Removes the attributes that only the macro understands.
pub(super) fn strip(item: &mut ItemStruct) {
    for field in &mut item.fields {
        field
            .attrs
            .retain(|attribute| !attribute.path().is_ident("untraced"));
    }
}

fn platform_object(
    input: &Input,
    interface: &Interface,
    mut item: ItemStruct,
    errors: &mut Errors,
) -> TokenStream {
    let Input {
        idl, dependency, ..
    } = input;
    let trace = trace::implement(&syn::DeriveInput::from(item.clone()), errors);
    strip(&mut item);
    let rust = &item.ident;
    let name = interface.name.as_str();
    let heap_name = Literal::c_string(&std::ffi::CString::new(name).unwrap_or_default());
    let position = idl.model.position(interface.name.span);
    let location = format!("{}:{}", position.path, position.line);
    let attrs = &interface.common.ext_attrs;
    let kind = match interface.kind {
        InterfaceKind::Namespace => "Namespace",
        _ if attrs.has("Global") => "Global",
        _ => "Interface",
    };
    let kind = Ident::new(kind, Span::call_site());
    let members = files(input, interface).into_iter().map(|path| {
        let list = names::members_const(&path);
        quote!(#rust::#list)
    });
    let constructor = match constructor_file(input, interface) {
        Some(_) => quote!(Some(#rust::CONSTRUCTOR)),
        None => quote!(None),
    };
    let (parent, offset, derived) = parent(input, interface, &item, errors);
    let prototype = match &input.attribute.prototype {
        Some(prototype) if prototype.value() == "Error" => {
            quote!(Some(binding::PrototypeIntrinsic::Error))
        }
        Some(other) => {
            errors.at(other, "the known intrinsic prototype is \"Error\"");
            quote!(None)
        }
        None => quote!(None),
    };
    let empty_prototype = input.attribute.empty_prototype;
    let exposed = idl.exposes(&interface.exposure) && !attrs.has("LegacyNoInterfaceObject");
    let aliases = attrs
        .get("LegacyWindowAlias")
        .filter(|_| idl.has_window_aliases())
        .map(|attribute| attribute.value.idents())
        .unwrap_or_default();
    let aliases = aliases.iter().map(|alias| alias.as_str());
    let (serializable, transferable) = (attrs.has("Serializable"), attrs.has("Transferable"));
    // Whether the type implements the traits is for the compiler to find out.
    let steps = |marked: bool, name: &str| {
        let name = format_ident!("{name}");
        if marked {
            quote!({ use ::nano_runtime::serialize::{Probe, Unmarked as _}; Probe::<#rust>::#name })
        } else {
            quote!(None)
        }
    };
    let (serialize, transfer) = (
        steps(serializable, "SERIALIZABLE"),
        steps(transferable, "TRANSFERABLE"),
    );
    quote! {
        #item
        #trace
        #derived
        const _: () = {
            use ::nano_runtime::{binding, gc};
            #dependency
            static DEF: binding::InterfaceDef = binding::InterfaceDef {
                name: #name,
                location: #location,
                heap_name: #heap_name,
                kind: binding::DefKind::#kind,
                parent: #parent,
                parent_offset: #offset,
                constructor: #constructor,
                members: &[#(#members),*],
                exposed: #exposed,
                aliases: &[#(#aliases),*],
                prototype: #prototype,
                empty_prototype: #empty_prototype,
                serializable: #serializable,
                transferable: #transferable,
                serialize: #serialize,
                transfer: #transfer,
            };
            impl binding::Named for #rust {
                const IDL_NAME: &'static str = #name;
            }

            // SAFETY: the table was made for this type, and the parent's offset is that of the field that holds the parent.
            unsafe impl gc::Interface for #rust {
                const DEF: &'static binding::InterfaceDef = &DEF;
            }
        };
    }
}

/// The files that declare members of an interface: its own, its partials', its mixins'.
fn files(input: &Input, interface: &Interface) -> Vec<String> {
    let idl = &input.idl;
    let mut used = vec![false; interface.parts.len()];
    let mut mark = |info: &nano_idl::MemberInfo| {
        if idl.exposes(&info.exposure)
            && let Some(used) = used.get_mut(info.part)
        {
            *used = true;
        }
    };
    interface
        .consts
        .iter()
        .for_each(|member| mark(&member.info));
    interface
        .attributes
        .iter()
        .for_each(|member| mark(&member.info));
    interface
        .operations
        .iter()
        .flat_map(|operation| &operation.overloads)
        .for_each(|overload| mark(&overload.info));
    interface
        .collection
        .iter()
        .for_each(|collection| mark(&collection.info));
    interface
        .specials
        .iter()
        .for_each(|special| mark(&special.overload.info));
    match &interface.stringifier {
        Some(nano_idl::Stringifier::Bare(info)) => mark(info),
        Some(nano_idl::Stringifier::Operation(_, overload)) => mark(&overload.info),
        Some(nano_idl::Stringifier::Attribute(_)) | None => {}
    }
    let mut files = Vec::new();
    for (part, _) in interface.parts.iter().zip(used).filter(|(_, used)| *used) {
        let path = idl.path_of(part.common.span);
        if !files.contains(&path) {
            files.push(path);
        }
    }
    files
}

/// The file that declares the constructor, if one is exposed.
pub(super) fn constructor_file(input: &Input, interface: &Interface) -> Option<String> {
    let constructor = interface.constructor.as_ref()?;
    let overload = constructor
        .overloads
        .iter()
        .find(|overload| input.idl.exposes(&overload.info.exposure))?;
    interface
        .parts
        .get(overload.info.part)
        .map(|part| input.idl.path_of(part.common.span))
}

/// The parent's table, where its value lies in the struct, and the upcast.
fn parent(
    input: &Input,
    interface: &Interface,
    item: &ItemStruct,
    errors: &mut Errors,
) -> (TokenStream, TokenStream, TokenStream) {
    let nothing = (quote!(None), quote!(0), TokenStream::new());
    let Some(parent) = &interface.parent else {
        return nothing;
    };
    let field = item.fields.iter().find(|field| {
        last_segment(&field.ty).is_some_and(|name| names::matches(name, parent.as_str()))
    });
    let Some(field) = field else {
        let message = format!(
            "`{}` inherits from `{parent}`: the struct needs a field `{}: {}`",
            interface.name,
            names::snake(parent.as_str()),
            names::camel(parent.as_str())
        );
        errors.with_idl(&item.ident, &input.idl, parent.span, message);
        return nothing;
    };
    let rust = &item.ident;
    let ty = &field.ty;
    let member = field
        .ident
        .clone()
        .unwrap_or_else(|| format_ident!("parent"));
    let derived = quote! {
        impl ::nano_runtime::gc::DerivedFrom<#ty> for #rust {
            fn parent(&self) -> &#ty {
                &self.#member
            }
        }
    };
    (
        quote!(Some(<#ty as gc::Interface>::DEF)),
        quote!(::core::mem::offset_of!(#rust, #member)),
        derived,
    )
}
