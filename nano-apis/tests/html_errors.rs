//! Event handlers, uncaught errors and unhandled rejections.

mod common;

use common::{eval, is};

#[test]
fn event_handlers_are_listeners() {
    is(
        "(() => { const s = new AbortController().signal; const f = () => {}; s.onabort = f; const r = [s.onabort === f]; s.onabort = 5; r.push(s.onabort); const o = {}; s.onabort = o; r.push(s.onabort === o); return r })()",
        "true,,true",
    );
    is(
        "(() => { const c = new AbortController, log = []; c.signal.onabort = () => log.push(1); c.signal.addEventListener('abort', () => log.push(2)); c.signal.onabort = () => log.push(3); c.abort(); return log })()",
        "3,2",
    );
    is(
        "(() => { const c = new AbortController, log = []; c.signal.onabort = () => log.push(1); c.signal.addEventListener('abort', () => log.push(2)); c.signal.onabort = null; c.signal.onabort = () => log.push(3); c.abort(); return log })()",
        "2,3",
    );
    is(
        "(() => { onunhandledrejection = e => false; const e = new Event('unhandledrejection', { cancelable: true }); return dispatchEvent(e) })()",
        "false",
    );
}

#[test]
fn onerror_takes_five_arguments_and_true_handles_the_error() {
    is(
        "(() => { let r; onerror = function (...a) { r = [this === self, a.length, a[0], a[1], a[2] > 0, a[3] > 0, a[4].message]; return true }; reportError(new Error('m')); return r })()",
        "true,5,Uncaught Error: m,test.js,true,true,m",
    );
    is(
        "(() => { let r; onerror = (...a) => { r = a.length; return false }; const e = new Event('error', { cancelable: true }); return [dispatchEvent(e), r] })()",
        "false,1",
    );
    is(
        "(() => { onerror = () => true; return dispatchEvent(new ErrorEvent('error', { cancelable: true, error: 1 })) })()",
        "false",
    );
    is(
        "(() => { onerror = () => false; return dispatchEvent(new ErrorEvent('error', { cancelable: true })) })()",
        "true",
    );
}

#[test]
fn error_events_have_the_attributes_of_their_dictionary() {
    is(
        "(e => [e.message, e.filename, e.lineno, e.colno, e.error, e instanceof Event])(new ErrorEvent('error', { message: 'm', filename: 'f\\ud800', lineno: 3, colno: 4, error: null }))",
        "m,f\u{fffd},3,4,,true",
    );
    is("typeof new ErrorEvent('error').error", "undefined");
    is(
        "new PromiseRejectionEvent('x', { reason: 1 })",
        "TypeError: Failed to construct 'PromiseRejectionEvent': Failed to read the 'promise' property from 'PromiseRejectionEventInit': required member promise is undefined.",
    );
    is(
        "(p => new PromiseRejectionEvent('x', { promise: p }).promise === p)({})",
        "true",
    );
}

#[test]
fn an_error_that_no_listener_cancels_ends_the_run() {
    let text = eval("(reportError(new Error('first')), 'goes on')");
    assert!(text.starts_with("Uncaught Error: first"), "{text}");
    let text = eval("(onerror = e => {}, reportError(7), 'goes on')");
    assert!(text.contains("Uncaught 7"), "{text}");
}

#[test]
fn an_error_in_an_error_listener_is_not_given_to_the_listeners() {
    let text =
        eval("(onerror = () => { throw new Error('inner') }, reportError(new Error('outer')))");
    assert!(text.contains("inner"), "{text}");
    is(
        "(() => { let n = 0; addEventListener('error', e => { n++; e.preventDefault() }); addEventListener('error', e => { if (n < 9) n++; }); reportError(1); return n })()",
        "2",
    );
}

#[test]
fn unhandled_rejections_are_events() {
    is(
        "new Promise(resolve => { const p = Promise.reject(7); onunhandledrejection = e => { e.preventDefault(); resolve([e.promise === p, e.reason, e.isTrusted, e.cancelable, e.type]) } })",
        "true,7,true,true,unhandledrejection",
    );
    is(
        "new Promise(resolve => { const p = Promise.reject(7); onunhandledrejection = e => { e.preventDefault(); setTimeout(() => p.catch(() => {})) }; onrejectionhandled = e => resolve([e.promise === p, e.reason, e.cancelable, e.type]) })",
        "true,7,false,rejectionhandled",
    );
    is(
        "(onunhandledrejection = e => globalThis.__result = 'reported', Promise.reject(1).catch(() => 'handled'))",
        "handled",
    );
    let text = eval("(Promise.reject(new Error('lost')), 1)");
    assert!(text.contains("lost"), "{text}");
}

#[test]
fn errors_of_microtasks_and_timers_are_reported() {
    is(
        "new Promise(resolve => { onerror = (m, f, l, c, e) => { resolve(e); return true }; queueMicrotask(() => { throw 'm' }) })",
        "m",
    );
    is(
        "new Promise(resolve => { onerror = (m, f, l, c, e) => { resolve(e); return true }; setTimeout(() => { throw 't' }) })",
        "t",
    );
}

#[test]
fn reporting_runs_no_getter() {
    is(
        "(() => { let n = 0; onerror = () => true; reportError({ get name() { n++ }, get message() { n++ }, get stack() { n++ } }); return n })()",
        "0",
    );
}
