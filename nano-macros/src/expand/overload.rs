//! Overload resolution: <https://webidl.spec.whatwg.org/#dfn-overload-resolution-algorithm>
//!
//! What can be decided from the IDL is decided here; what depends on a value is asked of `binding::select` at run time.

use nano_idl::Optionality;
use nano_idl::model::Operation;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::operation::Paired;
use super::union::kinds;
use crate::model::Idl;

/// Chooses an overload by the number of arguments, then by the distinguishing argument, and runs its steps.
pub(super) fn choose(
    idl: &Idl,
    operation: &Operation,
    overloads: &[Paired<'_>],
    steps: &[TokenStream],
) -> TokenStream {
    let maximum = overloads
        .iter()
        .map(|overload| overload.declared.arguments.len())
        .max()
        .unwrap_or(0);
    let mut set = operation.effective_overload_set(0);
    // What is not exposed has no method.
    set.retain(|item| {
        overloads
            .iter()
            .any(|overload| overload.index == item.overload)
    });
    let minimum = set.iter().map(|item| item.types.len()).min().unwrap_or(0);
    let mut arms = TokenStream::new();
    for count in minimum..=maximum {
        let items: Vec<_> = set
            .iter()
            .filter(|item| item.types.len() == count)
            .cloned()
            .collect();
        let pattern = Literal::usize_unsuffixed(count);
        match items.as_slice() {
            // A count between those that overloads take: the next smaller arm's arguments would be missing.
            [] => arms.extend(quote!(#pattern => return Err(call.no_overload()),)),
            [only] => {
                let index = Literal::usize_unsuffixed(only.overload);
                arms.extend(quote!(#pattern => #index,));
            }
            several => {
                let Some(distinguishing) = idl.model.distinguishing_argument_index(several) else {
                    continue;
                };
                let candidates = several.iter().map(|item| {
                    let index = Literal::usize_unsuffixed(item.overload);
                    let ty = item.types.get(distinguishing);
                    let kinds = ty.map(|ty| kinds(idl, ty)).unwrap_or_default();
                    let optional =
                        item.optionality.get(distinguishing) == Some(&Optionality::Optional);
                    super::union::candidate(&index, &kinds, optional)
                });
                let distinguishing = Literal::usize_unsuffixed(distinguishing);
                arms.extend(
                    quote!(#pattern => call.choose(#distinguishing, &[#(#candidates),*])?,),
                );
            }
        }
    }
    let bodies = overloads.iter().zip(steps).map(|(overload, steps)| {
        let index = Literal::usize_unsuffixed(overload.index);
        quote!(#index => { #steps })
    });
    let minimum = (minimum > 0).then(|| {
        let minimum = Literal::usize_unsuffixed(minimum);
        quote!(call.require(#minimum)?;)
    });
    let maximum = Literal::usize_unsuffixed(maximum);
    quote! {
        #minimum
        let chosen: usize = match call.length().min(#maximum) {
            #arms
            _ => return Err(call.no_overload()),
        };
        match chosen {
            #(#bodies)*
            _ => Err(call.no_overload()),
        }
    }
}
