//! Timers, microtasks, base64, navigator, location and performance.

mod common;

use common::{eval, is};

/// Runs a script whose `log` collects what happens, and compares the log once the event loop has nothing left to do.
#[track_caller]
fn logs(source: &str, wanted: &str) {
    is(
        &format!(
            "(globalThis.log = [], (() => {{ {source} }})(), new Promise(r => setTimeout(() => r(log.join()), 20)))"
        ),
        wanted,
    );
}

#[test]
fn timers_call_functions_with_their_arguments() {
    logs(
        "setTimeout(function (...a) { log.push(this === globalThis, ...a) }, 1, 'a', 2)",
        "true,a,2",
    );
    logs(
        "setTimeout(() => log.push(2), 2); setTimeout(() => log.push(0)); setTimeout(() => log.push(1), 1)",
        "0,1,2",
    );
    is("typeof setTimeout(() => {})", "number");
    is(
        "setTimeout.length + ',' + clearTimeout.length + ',' + setInterval.length",
        "1,0,1",
    );
    is(
        "setTimeout()",
        "TypeError: Failed to execute 'setTimeout' on 'NanoGlobalScope': 1 argument required, but only 0 present.",
    );
    is("setTimeout(() => {}, 0) > 0", "true");
}

#[test]
fn timers_are_cleared_by_either_function() {
    logs("clearInterval(setTimeout(() => log.push('x')))", "");
    logs("clearTimeout(setInterval(() => log.push('x')))", "");
    logs(
        "clearTimeout(); clearTimeout(-1); clearInterval(1e9); clearTimeout(0)",
        "",
    );
    logs(
        "let n = 0; const id = setInterval(a => { log.push(a); if (++n === 3) clearInterval(id) }, 0, 'i')",
        "i,i,i",
    );
}

#[test]
fn string_handlers_are_classic_scripts() {
    logs(
        "setTimeout('var fromTimer = 1; log.push(this === globalThis)', 0); setTimeout(() => log.push(globalThis.fromTimer), 1)",
        "true,1",
    );
    logs(
        "setTimeout({ toString() { setTimeout(\"log.push('ONE')\", 0); return \"log.push('TWO')\" } }, 0)",
        "ONE,TWO",
    );
    logs(
        "const id = setInterval('log.push(1); if (log.length == 2) clearInterval(globalThis.id)', 0); globalThis.id = id",
        "1,1",
    );
    assert!(
        eval("(setTimeout('(', 0), new Promise(r => setTimeout(r, 5)))").contains("SyntaxError")
    );
}

#[test]
fn microtasks_are_queued_in_order() {
    logs(
        "Promise.resolve().then(() => log.push(1)); queueMicrotask(function () { 'use strict'; log.push(2, this === undefined, arguments.length) }); Promise.resolve().then(() => log.push(3)); log.push(0)",
        "0,1,2,true,0,3",
    );
    is(
        "queueMicrotask('x')",
        "TypeError: Failed to execute 'queueMicrotask' on 'NanoGlobalScope': parameter 1 is not of type 'Function'.",
    );
    assert!(eval("(queueMicrotask(() => { throw new Error('boo') }), 1)").contains("boo"));
}

#[test]
fn base64() {
    is("btoa('')+btoa('f')+btoa('\\xff\\x00')", "Zg==/wA=");
    is(
        "btoa('\\u0100')",
        "InvalidCharacterError: Failed to execute 'btoa' on 'NanoGlobalScope': The string to be encoded contains characters outside of the Latin1 range.",
    );
    is(
        "btoa('\\ud800')",
        "InvalidCharacterError: Failed to execute 'btoa' on 'NanoGlobalScope': The string to be encoded contains characters outside of the Latin1 range.",
    );
    is("btoa(null) + btoa(12)", "bnVsbA==MTI=");
    is(
        "btoa()",
        "TypeError: Failed to execute 'btoa' on 'NanoGlobalScope': 1 argument required, but only 0 present.",
    );
    is("atob(' Y Q\\n') + atob('/w==').charCodeAt(0)", "a255");
    is(
        "atob('YQ=')",
        "InvalidCharacterError: Failed to execute 'atob' on 'NanoGlobalScope': The string to be decoded is not correctly encoded.",
    );
    is("atob(null).length", "3");
    is("(s => atob(btoa(s)) === s)('\\xe9'.repeat(100001))", "true");
}

#[test]
fn navigator() {
    is(
        "navigator.language === new Intl.NumberFormat().resolvedOptions().locale",
        "true",
    );
    is("navigator.userAgent", "NANO");
    is(
        "navigator === navigator && navigator instanceof Navigator",
        "true",
    );
    is("navigator.hardwareConcurrency > 0", "true");
    is(
        "navigator.languages === navigator.languages && Object.isFrozen(navigator.languages) && navigator.languages[0] === navigator.language",
        "true",
    );
    is("new Navigator", "TypeError: Illegal constructor");
    is(
        "Object.prototype.toString.call(navigator)",
        "[object Navigator]",
    );
}

#[test]
fn without_a_location() {
    is(
        "typeof location + origin + isSecureContext + crossOriginIsolated",
        "undefinednulltruetrue",
    );
    is("(origin = 3, origin)", "3");
}

#[test]
fn with_a_location() {
    common::with_runtime(|runtime, _| {
        let url = "https://a.example:8443/x/y?q#h".parse().expect("a URL");
        runtime.with_scope(|scope| nano_apis::html::set_location(scope, url));
        let source = "[String(location), location.href, location.origin, location.protocol, location.host, location.hostname, location.port, location.pathname, location.search, location.hash, origin, location === location, location instanceof WorkerLocation].join(' ')";
        let value = runtime.run_script("a.js", source).expect("it runs");
        let text = runtime.with_scope(|scope| {
            nano_runtime::js::Local::new(scope, value).to_rust_string_lossy(scope)
        });
        assert_eq!(
            text,
            "https://a.example:8443/x/y?q#h https://a.example:8443/x/y?q#h https://a.example:8443 https: a.example:8443 a.example 8443 /x/y ?q #h https://a.example:8443 true true"
        );
    });
}

#[test]
fn performance() {
    is(
        "(log => (performance.addEventListener('x', e => log.push(e.target === performance)), performance.dispatchEvent(new Event('x')), log.join()))([])",
        "true",
    );
    is(
        "performance === performance && performance instanceof Performance",
        "true",
    );
    is(
        "typeof performance.now() + (performance.now() >= 0)",
        "numbertrue",
    );
    is(
        "Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 10000",
        "true",
    );
    is(
        "JSON.stringify(performance.toJSON()) === JSON.stringify({ timeOrigin: performance.timeOrigin })",
        "true",
    );
    is(
        "Object.getOwnPropertyDescriptor(globalThis, 'performance').get.call({})",
        "TypeError: Illegal invocation",
    );
    is(
        "Object.getOwnPropertyDescriptor(globalThis, 'performance').get.call(undefined) === performance",
        "true",
    );
    is("(performance = 1, performance)", "1");
}

#[test]
fn a_microtask_belongs_to_the_request_that_queued_it() {
    common::with_runtime(|runtime, tokio| {
        let request = runtime.realm().open_scope();
        let source = "queueMicrotask(() => setTimeout(() => globalThis.fired = true))";
        let run = |scope: &mut nano_runtime::Scope<'_, '_>| {
            nano_runtime::script::run_script(scope, "a.js", source).map(|_| ())
        };
        runtime
            .run_task_in(request, run)
            .expect("alive")
            .expect("it runs");
        runtime.cancel_scope(request);
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        let fired = runtime
            .run_script("b.js", "globalThis.fired === undefined")
            .expect("it runs");
        runtime.with_scope(|scope| assert!(nano_runtime::js::Local::new(scope, fired).is_true()));
    });
}
