//! A bare engine for the tests of other crates: a context, a scope and `eval`.
//!
//! No event loop, no modules, no web APIs: those are tested through the runtime proper.

use std::sync::Once;

use v8::{Local, Value};

use crate::js::Scope;

/// Runs `f` in a fresh isolate and context.
pub fn with_context<R>(f: impl FnOnce(&mut Scope<'_, '_>) -> R) -> R {
    static START: Once = Once::new();
    START.call_once(|| {
        // Test threads are siblings, not children, of the one that happens to initialise V8.
        let platform = v8::new_unprotected_default_platform(1, false).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
    let isolate = &mut v8::Isolate::new(v8::CreateParams::default());
    v8::scope!(let scope, isolate);
    let context = v8::Context::new(scope, v8::ContextOptions::default());
    let scope = &mut v8::ContextScope::new(scope, context);
    f(scope)
}

/// The completion value of `source` run as a classic script.
///
/// # Panics
/// When it does not compile or throws: the test that gave it is at fault.
pub fn eval<'s>(scope: &mut Scope<'s, '_>, source: &str) -> Local<'s, Value> {
    let result = crate::reflect::catch(scope, |scope| {
        let source = v8::String::new(scope, source)?;
        v8::Script::compile(scope, source, None)?.run(scope)
    });
    match result {
        Ok(Some(value)) => value,
        Err(Some(error)) => panic!("{}", error.to_rust_string_lossy(scope)),
        _ => panic!("no value"),
    }
}
