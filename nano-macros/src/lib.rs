//! `#[webapi]`: pairs what the IDL declares with Rust items and expands to calls of `nano_runtime::binding`.
//!
//! ```text
//! attribute + item --model.rs--> IDL definition --pair.rs--> (member, method) pairs --check.rs--> --expand/--> tokens
//! ```
//!
//! No interface is named here. What an expansion does at run time is in `nano_runtime::{binding, webidl}`; what IDL means
//! is in `nano-idl`. See `docs/adding-an-api.md` for how the attribute is used.

mod check;
mod diagnostics;
mod expand;
mod expansions;
mod model;
mod names;
mod pair;
mod signature;
#[cfg(test)]
mod tests;
mod trace;

use proc_macro::TokenStream;

/// Makes a Rust item the implementation of an IDL definition.
///
/// `#[webapi("area/File.idl")]` names the IDL file below `idl/`. On a `struct` it implements the interface, namespace,
/// dictionary, callback or callback interface of that name (case and underscores aside); on an `enum`, the enumeration or
/// the union typedef of that name; on an `impl` block, the members that this file declares for the type's interface, one
/// method for each.
#[proc_macro_attribute]
pub fn webapi(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site().file();
    expand::webapi(attribute.into(), item.into(), &source).into()
}

/// Implements `Trace` for a struct or enum that stands inside a platform object: every field is traced, except one marked
/// `#[untraced]`, which must be plain data of a foreign type.
#[proc_macro_derive(Trace, attributes(untraced))]
pub fn derive_trace(item: TokenStream) -> TokenStream {
    trace::derive(item.into()).into()
}
