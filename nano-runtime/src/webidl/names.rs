//! JavaScript strings made from Rust ones: names known at compile time, and any text.

use crate::js::{Local, String};

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
