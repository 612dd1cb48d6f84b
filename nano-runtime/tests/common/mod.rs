//! What the tests of the WebIDL conversions share: a fresh isolate for each test, and conversions of evaluated source text.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Once;

use nano_runtime::js::{Context, Local, Scope, Script, String as JsString, Value};
use nano_runtime::promise::catch;
use nano_runtime::webidl::{FromJs, IntoJs};
use nano_runtime::{Exception, Result};

/// Runs `body` in a new isolate with a garbage-collected heap like the engine's.
pub fn with_scope(body: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>)) {
    static START: Once = Once::new();
    START.call_once(|| {
        v8::V8::set_flags_from_string("--expose-gc");
        // The test harness runs tests on threads that are no descendants of the one that gets here first.
        let platform = v8::new_unprotected_default_platform(1, false).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
    let heap = v8::cppgc::Heap::create(
        v8::V8::get_current_platform(),
        v8::cppgc::HeapCreateParams {
            marking_support: v8::cppgc::MarkingType::Atomic,
            sweeping_support: v8::cppgc::SweepingType::Atomic,
        },
    );
    let mut isolate = v8::Isolate::new(v8::CreateParams::default().cpp_heap(heap));
    v8::scope!(let scope, &mut isolate);
    let context = Context::new(scope, v8::ContextOptions::default());
    let scope = &mut v8::ContextScope::new(scope, context);
    body(scope);
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
