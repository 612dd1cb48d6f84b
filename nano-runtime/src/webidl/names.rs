//! JavaScript strings made from Rust ones: names known at compile time, and any text.

use std::cell::RefCell;
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use v8::Eternal;

use crate::js::{Local, Scope, String};
use crate::realm::Realm;

/// The names that a realm's bindings have read or written properties by, as V8 holds them: to find one by its text costs V8 as
/// much as the property itself.
#[derive(Default)]
pub(crate) struct Names {
    /// By the address and length of the constant. The program has only so many; the handles live as long as the isolate.
    by_constant: RefCell<HashMap<(usize, usize), Eternal<String>, FxBuildHasher>>,
}

/// [`js_name`], kept by the realm.
pub(super) fn property_name<'s>(
    scope: &mut Scope<'s, '_>,
    name: &'static str,
) -> Local<'s, String> {
    let mut names = Realm::from_scope(scope).names.by_constant.borrow_mut();
    let kept = names
        .entry((name.as_ptr().addr(), name.len()))
        .or_insert_with(|| {
            let kept = Eternal::empty();
            kept.set(scope, js_name(scope, name));
            kept
        });
    // It was set above, this time or an earlier one.
    kept.get(scope).unwrap_or_else(|| js_name(scope, name))
}

/// An internalized string for a name known at compile time (ASCII).
pub fn js_name<'s>(scope: &v8::PinScope<'s, '_, ()>, name: &'static str) -> Local<'s, String> {
    // Names are far below V8's limit, the only reason for `None`.
    String::new_from_utf8(scope, name.as_bytes(), v8::NewStringType::Internalized)
        .unwrap_or_else(|| String::empty(scope))
}

/// A JavaScript string with the same text. One beyond V8's limit (2^29 - 24 code units) becomes the empty string: for messages,
/// where nothing better can be done; API results go through the conversions, which throw.
pub fn js_string<'s>(scope: &v8::PinScope<'s, '_, ()>, text: &str) -> Local<'s, String> {
    String::new(scope, text).unwrap_or_else(|| String::empty(scope))
}
