//! `iterable`, `async_iterable`, `maplike`, `setlike` and indexed getters: the members that these declarations bring.

use nano_idl::Type;
use nano_idl::model::{Collection, CollectionKind, SpecialOperation};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{GenericArgument, PathArguments};

use super::members::{
    Block, Expansion, Placement, function_name, invocation, invocation_in, operation_entry,
};
use super::types::marker;
use crate::diagnostics::Errors;
use crate::names;
use crate::pair::{Pairs, Slot};
use crate::signature::{Asyncness, Method};

/// A member that one helper of `nano_runtime::binding` implements.
fn helper(block: &Block<'_>, name: &str, length: usize, helper: &str, out: &mut Expansion) {
    let (rust, interface) = (block.rust, block.name());
    let function = function_name(name, "");
    let helper = names::ident(helper);
    out.functions.extend(quote! {
        fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Operation(#interface, #name));
            binding::#helper::<#rust>(call)
        }
    });
    let entry = operation_entry(name, length, &function, Placement::Prototype, false);
    out.entries.extend(entry);
}

/// `iterable<K, V>`: <https://webidl.spec.whatwg.org/#js-iterable>
pub(super) fn pairs(
    block: &Block<'_>,
    declared: &Collection,
    method: &Method,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let CollectionKind::Iterable {
        key: Some(key),
        value,
    } = &declared.kind
    else {
        return;
    };
    let idl = &block.input.idl;
    if method.parameters.len() != 1 {
        errors.with_idl(
            &method.tokens,
            idl,
            declared.info.common.span,
            "`value_pair` takes an `index: usize` and returns `Option<(K, V)>`",
        );
    }
    let rust = block.rust;
    let iterator = format!("{} Iterator", block.name());
    let heap_name = heap_name(&iterator);
    let (key, value) = (marker(idl, key), marker(idl, value));
    let pair = invocation_in(block, method, &quote!(scope), &quote!(index));
    let question = method.fallible.then(|| quote!(?));
    out.functions.extend(quote! {
        static ITERATOR_MEMBERS: [Entry; 1] = binding::pair_iterator_members::<#rust>();
        static ITERATOR: binding::InterfaceDef =
            binding::InterfaceDef::iterator(#iterator, #heap_name, binding::PrototypeIntrinsic::Iterator, &[&ITERATOR_MEMBERS]);
        impl binding::PairIterable for #rust {
            const ITERATOR: &'static binding::InterfaceDef = &ITERATOR;

            fn pair<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut nano_runtime::Scope<'s, '_>,
                index: usize,
            ) -> nano_runtime::Result<Option<binding::Pair<'s>>> {
                let Some((key, value)) = #pair #question else { return Ok(None) };
                let key = webidl::IntoJs::<#key>::into_js(key, scope)?;
                let value = webidl::IntoJs::<#value>::into_js(value, scope)?;
                Ok(Some(binding::Pair { key, value }))
            }
        }
    });
    helper(block, "entries", 0, "pair_entries", out);
    helper(block, "forEach", 1, "pair_for_each", out);
    helper(block, "keys", 0, "pair_keys", out);
    helper(block, "values", 0, "pair_values", out);
    out.entries
        .extend(quote!(Entry::alias(PropertyName::Iterator, "entries"),));
}

fn heap_name(name: &str) -> Literal {
    Literal::c_string(&std::ffi::CString::new(name).unwrap_or_default())
}

/// `iterable<V>`: the array's own methods.
pub(super) fn values(declared: &Collection) -> TokenStream {
    let CollectionKind::Iterable { key: None, .. } = &declared.kind else {
        return TokenStream::new();
    };
    quote! {
        Entry::intrinsic(PropertyName::Name("entries"), binding::ArrayIntrinsic::Entries),
        Entry::intrinsic(PropertyName::Name("forEach"), binding::ArrayIntrinsic::ForEach),
        Entry::intrinsic(PropertyName::Name("keys"), binding::ArrayIntrinsic::Keys),
        Entry::intrinsic(PropertyName::Name("values"), binding::ArrayIntrinsic::Values),
        Entry::intrinsic(PropertyName::Iterator, binding::ArrayIntrinsic::Values),
    }
}

/// `getter T (unsigned long index)`: <https://webidl.spec.whatwg.org/#js-legacy-platform-objects>
pub(super) fn indexed(
    block: &Block<'_>,
    special: &SpecialOperation,
    method: &Method,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let idl = &block.input.idl;
    let span = special.overload.info.common.span;
    let Some(length) = block
        .methods
        .iter()
        .find(|method| names::matches(&method.name, "length"))
    else {
        errors.with_idl(
            &method.tokens,
            idl,
            span,
            "an indexed getter needs the attribute `length` in the same block: the indices below it are those that there are",
        );
        return;
    };
    if method.parameters.len() != 1 {
        errors.with_idl(
            &method.tokens,
            idl,
            span,
            "an indexed getter takes an `index: u32`",
        );
        return;
    }
    let rust = block.rust;
    let scope = quote!(scope);
    let ok = |method: &Method, value: TokenStream| match method.fallible {
        true => value,
        false => quote!(Ok(#value)),
    };
    let length = ok(
        length,
        invocation_in(block, length, &scope, &TokenStream::new()),
    );
    let item = invocation_in(block, method, &scope, &quote!(index));
    let question = method.fallible.then(|| quote!(?));
    let marker = marker(idl, &special.overload.return_type);
    out.functions.extend(quote! {
        impl binding::IndexedProperties for #rust {
            fn length(this: gc::Ref<'_, Self>, scope: &mut nano_runtime::Scope<'_, '_>) -> nano_runtime::Result<u32> {
                let _ = &scope;
                #length
            }

            fn item<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut nano_runtime::Scope<'s, '_>,
                index: u32,
            ) -> nano_runtime::Result<js::Local<'s, js::Value>> {
                let value = #item #question;
                webidl::IntoJs::<#marker>::into_js(value, scope)
            }
        }
    });
    out.entries.extend(quote!(Entry::indexed::<#rust>(),));
}

/// `async_iterable<…>`: <https://webidl.spec.whatwg.org/#js-asynchronous-iterable>
pub(super) fn async_iterator(
    block: &Block<'_>,
    declared: &Collection,
    pairs: &Pairs<'_>,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let CollectionKind::AsyncIterable {
        key,
        value,
        arguments,
    } = &declared.kind
    else {
        return;
    };
    let idl = &block.input.idl;
    let span = declared.info.common.span;
    let method = |step: &str| {
        pairs.slots.iter().find_map(|(slot, method)| match slot {
            Slot::AsyncIterator(_, name) if *name == step => block.methods.get((*method)?),
            _ => None,
        })
    };
    let (Some(init), Some(next)) = (method("init"), method("next")) else {
        return;
    };
    let return_method = method("return");
    for (method, parameters) in [(Some(next), 1), (return_method, 2)] {
        let Some(method) = method else { continue };
        if method.parameters.len() != parameters || method.asyncness == Asyncness::Async {
            errors.with_idl(
                &method.tokens,
                idl,
                span,
                format_args!(
                    "`{}` takes the iterator's state by reference{} and returns `Result<Local<'s, Promise>>` or `Result<impl Future + 'static>`",
                    method.name,
                    if parameters == 2 { ", the value that was passed," } else { "" }
                ),
            );
            return;
        }
    }
    let rust = block.rust;
    let interface = block.name();
    let iterator = format!("{interface} AsyncIterator");
    let heap_name = heap_name(&iterator);
    let next_type = match key {
        Some(key) => {
            let (key, value) = (marker(idl, key), marker(idl, value));
            quote!(binding::NextPair<#key, #value>)
        }
        None => {
            let value = marker(idl, value);
            quote!(binding::NextValue<#value>)
        }
    };
    let next_steps = promise_of(block, next, &quote!(state), &next_type);
    let return_steps = return_method.map(|method| {
        let steps = promise_of(block, method, &quote!(state, value), &quote!(idl::Any));
        quote! {
            fn return_steps<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut nano_runtime::Scope<'s, '_>,
                state: &Self::State,
                value: js::Local<'s, js::Value>,
            ) -> nano_runtime::Result<js::Local<'s, js::Promise>> {
                #steps
            }
        }
    });
    let (count, members) = if return_method.is_some() {
        (2usize, quote!(async_iterator_members_with_return))
    } else {
        (1, quote!(async_iterator_members))
    };
    let count = Literal::usize_unsuffixed(count);
    let is_pairs = key.is_some();
    let state = init.output.iter();
    out.functions.extend(quote! {
        static ASYNC_ITERATOR_MEMBERS: [Entry; #count] = binding::#members::<#rust>();
        static ASYNC_ITERATOR: binding::InterfaceDef =
            binding::InterfaceDef::iterator(#iterator, #heap_name, binding::PrototypeIntrinsic::AsyncIterator, &[&ASYNC_ITERATOR_MEMBERS]);
        impl binding::AsyncIterable for #rust {
            type State = (#(#state)*);
            const ITERATOR: &'static binding::InterfaceDef = &ASYNC_ITERATOR;
            const PAIRS: bool = #is_pairs;

            fn next<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut nano_runtime::Scope<'s, '_>,
                state: &Self::State,
            ) -> nano_runtime::Result<binding::NextPromise<'s>> {
                let promise = { #next_steps };
                promise.map(binding::NextPromise::from)
            }

            #return_steps
        }
    });
    let methods: &[&str] = if is_pairs {
        &["entries", "keys", "values"]
    } else {
        &["values"]
    };
    let conversions = super::arguments::convert(block.input, init, arguments, out, errors);
    let state = invocation(block, init, &super::arguments::names(init));
    let question = init.fallible.then(|| quote!(?));
    for name in methods {
        let function = function_name(name, "");
        let helper = format_ident!("async_{name}");
        out.functions.extend(quote! {
            fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
                call.at(Site::Operation(#interface, #name));
                let this = call.receiver::<#rust>()?;
                #conversions
                let state = #state #question;
                binding::#helper(call, this, state)
            }
        });
        let entry = operation_entry(name, 0, &function, Placement::Prototype, false);
        out.entries.extend(entry);
    }
    let of = if is_pairs { "entries" } else { "values" };
    out.entries
        .extend(quote!(Entry::alias(PropertyName::AsyncIterator, #of),));
}

/// The promise that a step of an asynchronous iterator returns, or that of the future that it returns.
fn promise_of(
    block: &Block<'_>,
    method: &Method,
    arguments: &TokenStream,
    marker: &TokenStream,
) -> TokenStream {
    let invocation = invocation_in(block, method, &quote!(scope), arguments);
    let question = method.fallible.then(|| quote!(?));
    match method.asyncness {
        Asyncness::Future => quote! {
            let future = #invocation #question;
            nano_runtime::promise::spawn::<#marker, _>(scope, future)
        },
        _ if method.fallible => invocation,
        _ => quote!(Ok(#invocation)),
    }
}

/// `maplike` and `setlike`: <https://webidl.spec.whatwg.org/#js-maplike>, <https://webidl.spec.whatwg.org/#js-setlike>
pub(super) fn backing(
    block: &Block<'_>,
    declared: &Collection,
    method: &Method,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let (prefix, holder, types, readonly) = match &declared.kind {
        CollectionKind::Maplike {
            readonly,
            key,
            value,
        } => ("map", "MapEntries", vec![key, value], *readonly),
        CollectionKind::Setlike { readonly, value } => {
            ("set", "SetEntries", vec![value], *readonly)
        }
        _ => return,
    };
    let Some(rust_types) = entry_types(method, holder, types.len()) else {
        let wanted = if prefix == "map" {
            "MapEntries<K, V>"
        } else {
            "SetEntries<T>"
        };
        errors.with_idl(
            &method.tokens,
            &block.input.idl,
            declared.info.common.span,
            format_args!("`backing` returns the field that holds the entries: `fn backing(&self) -> &{wanted}`"),
        );
        return;
    };
    implement(block, prefix, &types, &rust_types, method, out);
    let interface = block.name();
    let rust = block.rust;
    let size = format_ident!("{prefix}_size");
    out.functions.extend(quote! {
        fn size_getter(call: &mut Call<'_, '_, '_>) -> Outcome {
            call.at(Site::Getter(#interface, "size"));
            binding::#size::<#rust>(call)
        }
    });
    out.entries
        .extend(quote!(Entry::attribute("size", size_getter),));
    let reading: &[(&str, usize)] = match prefix {
        "map" => &[
            ("entries", 0),
            ("forEach", 1),
            ("get", 1),
            ("has", 1),
            ("keys", 0),
            ("values", 0),
        ],
        _ => &[("entries", 0), ("forEach", 1), ("has", 1), ("values", 0)],
    };
    let writing: &[(&str, usize)] = match prefix {
        _ if readonly => &[],
        "map" => &[("set", 2), ("delete", 1), ("clear", 0)],
        _ => &[("add", 1), ("delete", 1), ("clear", 0)],
    };
    for (name, length) in reading.iter().chain(writing) {
        // The interface may have its own way to write.
        let own = block
            .interface
            .operations
            .iter()
            .any(|operation| operation.name.as_str() == *name && !operation.is_static);
        if !own {
            let runtime = format!("{prefix}_{}", names::snake(name));
            helper(block, name, *length, &runtime, out);
        }
    }
    out.entries.extend(match prefix {
        "map" => quote!(Entry::alias(PropertyName::Iterator, "entries"),),
        _ => quote! {
            Entry::alias(PropertyName::Name("keys"), "values"),
            Entry::alias(PropertyName::Iterator, "values"),
        },
    });
}

/// The impl that says where the entries are and of which types.
fn implement(
    block: &Block<'_>,
    prefix: &str,
    types: &[&Type],
    rust_types: &[syn::Type],
    method: &Method,
    out: &mut Expansion,
) {
    let idl = &block.input.idl;
    let rust = block.rust;
    let entries = invocation_in(block, method, &TokenStream::new(), &TokenStream::new());
    let markers: Vec<TokenStream> = types.iter().map(|ty| marker(idl, ty)).collect();
    out.functions.extend(match (prefix, markers.as_slice(), rust_types) {
        ("map", [idl_key, idl_value], [key, value]) => quote! {
            impl binding::Maplike for #rust {
                type IdlKey = #idl_key;
                type IdlValue = #idl_value;
                type Key = #key;
                type Value = #value;

                fn entries<'a>(this: gc::Ref<'a, Self>) -> &'a binding::MapEntries<#key, #value> {
                    #entries
                }
            }
        },
        (_, [idl_value, ..], [value, ..]) => quote! {
            impl binding::Setlike for #rust {
                type IdlValue = #idl_value;
                type Value = #value;

                fn entries<'a>(this: gc::Ref<'a, Self>) -> &'a binding::SetEntries<#value> {
                    #entries
                }
            }
        },
        _ => TokenStream::new(),
    });
}

/// `K` and `V` of a method that returns `&MapEntries<K, V>`.
fn entry_types(method: &Method, holder: &str, count: usize) -> Option<Vec<syn::Type>> {
    let Some(syn::Type::Reference(reference)) = &method.output else {
        return None;
    };
    let syn::Type::Path(path) = &*reference.elem else {
        return None;
    };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    let types: Vec<syn::Type> = arguments
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        })
        .collect();
    (segment.ident == holder && types.len() == count && !method.scope).then_some(types)
}
