//! AbortController and AbortSignal.

mod common;

use common::is;

#[test]
fn abort_sets_the_reason_and_fires_once() {
    is(
        "(() => { const c = new AbortController, s = c.signal, log = []; s.onabort = e => log.push(e.type, e.target === s, e.isTrusted, s.reason.name); c.abort(); c.abort(); return [log, s.aborted, c.signal === s] })()",
        "abort,true,true,AbortError,true,true",
    );
    is(
        "(() => { const c = new AbortController; c.abort(null); return String(c.signal.reason) })()",
        "null",
    );
    is("AbortSignal.abort('why').throwIfAborted()", "why");
    is(
        "AbortSignal.abort().reason",
        "AbortError: signal is aborted without reason",
    );
    is("new AbortSignal", "TypeError: Illegal constructor");
    is("new AbortController().signal.throwIfAborted()", "undefined");
}

#[test]
fn a_signal_removes_listeners() {
    is(
        "(() => { const t = new EventTarget, c = new AbortController; let n = 0; t.addEventListener('x', () => n++, { signal: c.signal }); t.dispatchEvent(new Event('x')); c.abort(); t.dispatchEvent(new Event('x')); t.addEventListener('x', () => n++, c); t.dispatchEvent(new Event('x')); return n })()",
        "1",
    );
    is(
        "new EventTarget().addEventListener('x', null, { signal: null })",
        "TypeError: Failed to execute 'addEventListener' on 'EventTarget': Failed to read the 'signal' property from 'AddEventListenerOptions': The provided value is not of type 'AbortSignal'.",
    );
}

#[test]
fn any_follows_its_sources() {
    is(
        "(() => { const c = new AbortController, d = new AbortController; let s = AbortSignal.any([c.signal, d.signal, c.signal]); s = AbortSignal.any([s]); const log = []; s.onabort = () => log.push(s.reason); d.abort('d'); c.abort('c'); return log })()",
        "d",
    );
    is("AbortSignal.any([]).aborted", "false");
    is(
        "AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason",
        "1",
    );
    is(
        "(() => { const c = new AbortController, log = []; const s = [c.signal]; s.push(AbortSignal.any([s[0]])); s.push(AbortSignal.any([s[1]])); s.forEach((x, i) => x.addEventListener('abort', () => log.push(i, s.every(y => y.aborted)))); c.abort(); return log })()",
        "0,true,1,true,2,true",
    );
}

#[test]
fn timeouts_abort() {
    is(
        "new Promise(resolve => { const s = AbortSignal.timeout(1); s.onabort = () => resolve(s.reason) })",
        "TimeoutError: signal timed out",
    );
    is(
        "new Promise(resolve => { const s = AbortSignal.any([AbortSignal.timeout(1), new AbortController().signal]); s.onabort = () => resolve(s.reason) })",
        "TimeoutError: signal timed out",
    );
    is(
        "AbortSignal.timeout(-1)",
        "TypeError: Failed to execute 'timeout' on 'AbortSignal': Value is outside the 'unsigned long long' value range.",
    );
    is("AbortSignal.timeout(2 ** 53 - 1).aborted", "false");
}

#[test]
fn no_script_clears_the_timer_of_a_signal() {
    is(
        "new Promise(resolve => { AbortSignal.timeout(1).onabort = () => resolve('fired'); for (let id = -99; id < 99; id++) clearTimeout(id) })",
        "fired",
    );
}
