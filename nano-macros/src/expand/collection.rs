//! `iterable`, `async iterable`, `maplike` and `setlike`: the members that these declarations bring.

use nano_idl::model::{Collection, CollectionKind};
use proc_macro2::TokenStream;
use quote::quote;

use super::members::{Block, Expansion, invocation};
use super::types::marker;
use crate::diagnostics::Errors;
use crate::pair::{Pairs, Slot};
use crate::signature::Method;

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
    let pair = invocation(block, method, &quote!(index))
        .to_string()
        .replace("call . scope ()", "scope");
    let pair: TokenStream = pair.parse().unwrap_or_default();
    let question = method.fallible.then(|| quote!(?));
    out.functions.extend(quote! {
        static ITERATOR_MEMBERS: [Member; 1] = binding::pair_iterator_members::<#rust>();
        static ITERATOR: binding::InterfaceDef =
            binding::InterfaceDef::iterator(#iterator, #heap_name, binding::PrototypeIntrinsic::Iterator, &[&ITERATOR_MEMBERS]);
        impl binding::PairIterable for #rust {
            const ITERATOR: &'static binding::InterfaceDef = &ITERATOR;

            fn pair<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut ::nano_runtime::Scope<'s, '_>,
                index: usize,
            ) -> ::nano_runtime::Result<Option<binding::Pair<'s>>> {
                let Some((key, value)) = #pair #question else { return Ok(None) };
                let key = webidl::IntoJs::<#key>::into_js(key, scope)?;
                let value = webidl::IntoJs::<#value>::into_js(value, scope)?;
                Ok(Some(binding::Pair { key, value }))
            }
        }
    });
    let interface = block.name();
    for (name, length) in [("entries", 0u8), ("forEach", 1), ("keys", 0), ("values", 0)] {
        let function = super::members::function_name(name, "");
        let helper = crate::names::ident(&format!("pair_{}", crate::names::snake(name)));
        out.functions.extend(quote! {
            fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
                call.at(Site::Operation(#interface, #name));
                binding::#helper::<#rust>(call)
            }
        });
        out.entries.extend(quote! {
            Member::Operation {
                name: PropertyName::Name(#name),
                callback: binding::callback(#function),
                length: #length,
                placement: Placement::Prototype,
                promise: false,
                enumerable: true,
            },
        });
    }
    out.entries.extend(quote!(Member::Alias {
        name: PropertyName::Iterator,
        of: "entries"
    },));
}

fn heap_name(name: &str) -> proc_macro2::Literal {
    proc_macro2::Literal::c_string(&std::ffi::CString::new(name).unwrap_or_default())
}

/// `iterable<V>`: the array's own methods.
pub(super) fn values(declared: &Collection) -> TokenStream {
    let CollectionKind::Iterable { key: None, .. } = &declared.kind else {
        return TokenStream::new();
    };
    quote! {
        Member::ArrayIntrinsic { name: PropertyName::Name("entries"), intrinsic: binding::ArrayIntrinsic::Entries },
        Member::ArrayIntrinsic { name: PropertyName::Name("forEach"), intrinsic: binding::ArrayIntrinsic::ForEach },
        Member::ArrayIntrinsic { name: PropertyName::Name("keys"), intrinsic: binding::ArrayIntrinsic::Keys },
        Member::ArrayIntrinsic { name: PropertyName::Name("values"), intrinsic: binding::ArrayIntrinsic::Values },
        Member::ArrayIntrinsic { name: PropertyName::Iterator, intrinsic: binding::ArrayIntrinsic::Values },
    }
}

/// `async iterable<…>`: <https://webidl.spec.whatwg.org/#js-asynchronous-iterable>
pub(super) fn async_iterator(
    block: &Block<'_>,
    declared: &Collection,
    pairs: &Pairs<'_>,
    out: &mut Expansion,
    errors: &mut Errors,
) {
    let CollectionKind::AsyncIterable { key, arguments, .. } = &declared.kind else {
        return;
    };
    let method = |step: &str| {
        pairs.slots.iter().find_map(|(slot, method)| match slot {
            Slot::AsyncIterator(_, name) if *name == step => block.methods.get((*method)?),
            _ => None,
        })
    };
    let (Some(init), Some(next)) = (method("init"), method("next")) else {
        return;
    };
    let rust = block.rust;
    let interface = block.name();
    let iterator = format!("{interface} AsyncIterator");
    let conversions = super::arguments::convert(block.input, init, arguments, errors);
    let init = invocation(block, init, &super::arguments::names(init));
    let next_name = &next.name;
    let has_return = method("return").is_some();
    let return_steps = method("return").map(|method| {
        let name = &method.name;
        quote! {
            fn return_steps<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut ::nano_runtime::Scope<'s, '_>,
                state: gc::Ref<'_, binding::AsyncIteratorState<Self>>,
                value: ::nano_runtime::js::Local<'s, ::nano_runtime::js::Value>,
            ) -> ::nano_runtime::Result<::nano_runtime::js::Local<'s, ::nano_runtime::js::Promise>> {
                <#rust>::#name(this, scope, state.state(), value)
            }
        }
    });
    let members = if has_return {
        quote!(binding::ASYNC_ITERATOR_MEMBERS_WITH_RETURN)
    } else {
        quote!(binding::ASYNC_ITERATOR_MEMBERS)
    };
    out.functions.extend(quote! {
        static ASYNC_ITERATOR: binding::InterfaceDef = binding::InterfaceDef::async_iterator(#iterator, &[#members::<#rust>]);
        impl binding::AsyncIterable for #rust {
            const ITERATOR: &'static binding::InterfaceDef = &ASYNC_ITERATOR;

            fn next<'s>(
                this: gc::Ref<'_, Self>,
                scope: &mut ::nano_runtime::Scope<'s, '_>,
                state: gc::Ref<'_, binding::AsyncIteratorState<Self>>,
            ) -> ::nano_runtime::Result<::nano_runtime::js::Local<'s, ::nano_runtime::js::Promise>> {
                <#rust>::#next_name(this, scope, state.state())
            }

            #return_steps
        }
    });
    let pair_kinds: &[&str] = if key.is_some() {
        &["entries", "keys", "values"]
    } else {
        &["values"]
    };
    for name in pair_kinds {
        let function = super::members::function_name(name, "");
        out.functions.extend(quote! {
            fn #function(call: &mut Call<'_, '_, '_>) -> Outcome {
                call.at(Site::Operation(#interface, #name));
                let this = call.receiver::<#rust>()?;
                #conversions
                let state = #init?;
                binding::async_iterate::<#rust>(call, this, state)
            }
        });
        out.entries.extend(quote! {
            Member::Operation {
                name: PropertyName::Name(#name),
                callback: binding::callback(#function),
                length: 0,
                placement: Placement::Prototype,
                promise: false,
                enumerable: true,
            },
        });
    }
    let of = pair_kinds.first().copied().unwrap_or("values");
    out.entries
        .extend(quote!(Member::Alias { name: PropertyName::AsyncIterator, of: #of },));
}

/// `maplike` and `setlike`: <https://webidl.spec.whatwg.org/#js-maplike>, <https://webidl.spec.whatwg.org/#js-setlike>
pub(super) fn backing(
    block: &Block<'_>,
    declared: &Collection,
    method: &Method,
    out: &mut Expansion,
) {
    let _ = (block, declared, method, out);
}
