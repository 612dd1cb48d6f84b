//! What the tests of other crates need of the engine: a scope and `eval`.

use v8::{Local, Value};

use crate::js::Scope;
use crate::runtime::{JsRuntime, RuntimeOptions};

/// Runs `f` in a fresh runtime without any web API.
///
/// # Panics
/// If there is no engine to be had.
pub fn with_context<R>(f: impl FnOnce(&mut Scope<'_, '_>) -> R) -> R {
    match JsRuntime::new(RuntimeOptions::default()) {
        Ok(runtime) => runtime.with_scope(f),
        Err(error) => panic!("{error}"),
    }
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
