//! What keeps event targets and signals alive, and what does not.

mod common;

use common::with_runtime;
use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::Local;
use nano_runtime::runtime::JsRuntime;

/// The values of scripts, run one after another as tasks with a full collection between them.
fn steps(scripts: &[&str]) -> String {
    with_gc(|runtime, tokio| {
        let mut last = String::new();
        for source in scripts {
            let value = runtime.run_script("test.js", source).expect(source);
            last = runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope));
            tokio.block_on(runtime.run_event_loop()).expect(source);
            collect(runtime);
        }
        last
    })
}

fn with_gc<T>(body: impl FnOnce(&JsRuntime, &tokio::runtime::Runtime) -> T) -> T {
    let options = Options {
        expose_gc: true,
        any_thread: true,
        ..Options::default()
    };
    Engine::init(&options).expect("the flags are V8's");
    with_runtime(body)
}

/// Collects from an empty stack, so that nothing on it is taken for a handle.
fn collect(runtime: &JsRuntime) {
    for _ in 0..2 {
        runtime.with_scope(|scope| scope.low_memory_notification());
    }
}

fn heap(runtime: &JsRuntime) -> usize {
    collect(runtime);
    runtime.with_scope(|scope| {
        let statistics = scope.get_heap_statistics();
        statistics.used_heap_size() + statistics.external_memory()
    })
}

/// Bytes by which the heap grew while `source` ran for the second time.
fn growth(prepare: &str, source: &str) -> usize {
    with_gc(|runtime, _| {
        runtime.run_script("prepare.js", prepare).expect(prepare);
        let run = || drop(runtime.run_script("test.js", source).expect(source));
        run();
        let before = heap(runtime);
        run();
        heap(runtime).saturating_sub(before)
    })
}

#[test]
fn dependent_signals_of_a_signal_that_lives_leave_nothing() {
    let grown = growth(
        "const source = new AbortController()",
        "for (let i = 0; i < 20000; i++) AbortSignal.any([source.signal])",
    );
    assert!(grown < 500_000, "{grown} bytes");
}

#[test]
fn timeouts_that_nobody_waits_for_leave_nothing() {
    let grown = growth(
        "",
        "for (let i = 0; i < 20000; i++) AbortSignal.timeout(1e9 + i)",
    );
    assert!(grown < 500_000, "{grown} bytes");
}

#[test]
fn targets_and_listeners_of_a_signal_that_lives_leave_nothing() {
    let grown = growth(
        "const c = new AbortController()",
        "for (let i = 0; i < 20000; i++) { const t = new EventTarget; t.addEventListener('x', () => t, c) }",
    );
    assert!(grown < 500_000, "{grown} bytes");
}

#[test]
fn a_cycle_through_a_listener_is_collected() {
    let grown = growth(
        "",
        "for (let i = 0; i < 20000; i++) { const t = new EventTarget; t.addEventListener('x', () => t); t.self = t }",
    );
    assert!(grown < 500_000, "{grown} bytes");
}

#[test]
fn a_dependent_signal_with_a_listener_stays() {
    let log = steps(&[
        "var log = [], c = new AbortController; AbortSignal.any([c.signal]).onabort = e => log.push('fired'); AbortSignal.any([AbortSignal.any([c.signal])]).addEventListener('abort', () => log.push('too'))",
        "c.abort()",
        "log.join()",
    ]);
    assert_eq!(log, "fired,too");
}

#[test]
fn a_dependent_signal_without_listeners_goes() {
    let gone = steps(&[
        "var c = new AbortController, refs = Array.from({ length: 100 }, () => new WeakRef(AbortSignal.any([c.signal]))); const listen = s => { s.onabort = () => {}; s.onabort = null }; refs.forEach(ref => listen(ref.deref()))",
        "",
        "refs.filter(ref => !ref.deref()).length > 90",
    ]);
    assert_eq!(gone, "true");
}

#[test]
fn a_timeout_reaches_those_that_wait_for_it() {
    let log = steps(&[
        "var log = []; AbortSignal.timeout(30).onabort = () => log.push('timeout'); AbortSignal.any([AbortSignal.timeout(30)]).onabort = () => log.push('any'); var held = AbortSignal.any([AbortSignal.timeout(30)]); gc()",
        "log.join() + held.aborted",
    ]);
    assert_eq!(log, "timeout,anytrue");
}

#[test]
fn a_timeout_that_nobody_waits_for_lets_the_event_loop_end() {
    let aborted = steps(&[
        "var s = AbortSignal.timeout(1e9); const f = () => {}; s.addEventListener('abort', f); s.removeEventListener('abort', f)",
        "s.aborted",
    ]);
    assert_eq!(aborted, "false");
}
