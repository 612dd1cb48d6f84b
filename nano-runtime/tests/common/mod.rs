//! What the tests of the WebIDL conversions share: a fresh realm for each test, and conversions of evaluated source text.

#![allow(dead_code, reason = "each test binary uses its own part")]

use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::{Local, Scope, Script, String as JsString, Value};
use nano_runtime::promise::catch;
use nano_runtime::webidl::{FromJs, IntoJs};
use nano_runtime::{Exception, JsRuntime, Result, RuntimeOptions};

/// Runs `body` in a new realm.
pub fn with_scope<R>(body: impl FnOnce(&mut Scope<'_, '_>) -> R) -> R {
    new_runtime(RuntimeOptions::default()).with_scope(|scope| {
        nano_runtime::webidl::iterator::note_array_iteration(scope);
        body(scope)
    })
}

/// A new realm with `gc()`.
pub fn new_runtime(options: RuntimeOptions) -> JsRuntime {
    // The test harness runs tests on threads that are no descendants of the one that gets here first.
    let engine = Options {
        expose_gc: true,
        any_thread: true,
        ..Options::default()
    };
    Engine::init(&engine).expect("the flags are V8's");
    JsRuntime::new(options).expect("a realm without modules has nothing to fail at")
}

/// Evaluates a script.
pub fn eval<'s>(scope: &mut Scope<'s, '_>, source: &str) -> Result<Local<'s, Value>> {
    let source = JsString::new(scope, source).expect("test sources are short");
    let script = Script::compile(scope, source, None).ok_or(Exception::Pending)?;
    script.run(scope).ok_or(Exception::Pending)
}

/// Evaluates `source` and converts its value; an exception comes back as its text.
pub fn convert<'s, I, T: FromJs<'s, I>>(
    scope: &mut Scope<'s, '_>,
    source: &str,
) -> Result<T, String> {
    attempt(scope, |scope| {
        let value = eval(scope, source)?;
        T::from_js(scope, value)
    })
}

/// Runs `body`; an exception comes back as its text.
pub fn attempt<'s, 'i, T>(
    scope: &mut Scope<'s, 'i>,
    body: impl FnOnce(&mut Scope<'s, 'i>) -> Result<T>,
) -> Result<T, String> {
    catch(scope, body).map_err(|value| match value {
        Some(value) => value.to_rust_string_lossy(scope),
        None => "termination".to_owned(),
    })
}

/// Evaluates `source` and converts its value, which must work.
#[track_caller]
pub fn ok<'s, I, T: FromJs<'s, I>>(scope: &mut Scope<'s, '_>, source: &str) -> T {
    match convert::<I, T>(scope, source) {
        Ok(value) => value,
        Err(error) => panic!("{source}: {error}"),
    }
}

/// Evaluates `source` and converts its value, which must fail: the exception's text.
#[track_caller]
pub fn err<'s, I, T: FromJs<'s, I>>(scope: &mut Scope<'s, '_>, source: &str) -> String {
    match convert::<I, T>(scope, source) {
        Ok(_) => panic!("{source} was converted"),
        Err(error) => error,
    }
}

/// Converts to JavaScript and calls the function that `test` evaluates to with the value: the text of what it returns.
#[track_caller]
pub fn shown<'s, I, T: IntoJs<'s, I>>(scope: &mut Scope<'s, '_>, value: T, test: &str) -> String {
    let shown = attempt(scope, |scope| {
        let value = value.into_js(scope)?;
        let function = eval(scope, test)?;
        let function = Local::<v8::Function>::try_from(function).expect("`test` is a function");
        let undefined = v8::undefined(scope).into();
        let result = function
            .call(scope, undefined, &[value])
            .ok_or(Exception::Pending)?;
        Ok(result.to_rust_string_lossy(scope))
    });
    match shown {
        Ok(text) => text,
        Err(error) => panic!("{error}"),
    }
}

/// The text of what `source` evaluates to.
#[track_caller]
pub fn text(scope: &mut Scope<'_, '_>, source: &str) -> String {
    let text = attempt(scope, |scope| {
        Ok(eval(scope, source)?.to_rust_string_lossy(scope))
    });
    match text {
        Ok(text) => text,
        Err(error) => panic!("{source}: {error}"),
    }
}
