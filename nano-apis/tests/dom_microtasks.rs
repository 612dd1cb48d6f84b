//! The microtask checkpoint after each callback that no script called: 'clean up after running script'.

mod common;

use std::rc::Rc;

use common::with_runtime;
use nano_apis::dom::{EventInit, EventTarget, fire_event};
use nano_runtime::js::Local;
use nano_runtime::{JsRuntime, binding, host_function};

const PREPARE: &str =
    "globalThis.log = []; globalThis.later = text => queueMicrotask(() => log.push(text))";

fn log_of(runtime: &JsRuntime) -> String {
    let value = runtime
        .run_script("log.js", "log.join()")
        .expect("a script");
    runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
}

/// The text of `log` after a script ran and the event loop came to its end.
#[track_caller]
fn logs(source: &str, wanted: &str) {
    let log = with_runtime(|runtime, tokio| {
        runtime.run_script("prepare.js", PREPARE).expect("a script");
        runtime.run_script("test.js", source).expect(source);
        tokio.block_on(runtime.run_event_loop()).expect(source);
        log_of(runtime)
    });
    assert_eq!(log, wanted, "{source}");
}

#[test]
fn microtasks_run_between_the_listeners_of_an_event_of_native_code() {
    logs(
        "const { port1, port2 } = new MessageChannel;
         port2.addEventListener('message', () => { log.push(1); later('a') });
         port2.addEventListener('message', { handleEvent() { log.push(2); Promise.resolve().then(() => later('b')) } });
         port2.onmessage = () => { log.push(3); later('c'); port2.close() };
         port1.postMessage(0)",
        "1,a,2,b,3,c",
    );
    logs(
        "const signal = AbortSignal.timeout(0);
         signal.onabort = () => { log.push(1); later('a') };
         signal.addEventListener('abort', () => log.push(2))",
        "1,a,2",
    );
}

#[test]
fn a_script_on_the_stack_has_them_wait() {
    for fire in [
        "target.dispatchEvent(new Event('x'))",
        "[0].forEach(() => target.dispatchEvent(new Event('x')))",
        "const controller = new AbortController; controller.signal.onabort = () => target.dispatchEvent(new Event('x')); controller.abort()",
        "reportError(0)",
    ] {
        for run in [
            "(f => f())",
            "(f => setTimeout(f))",
            "(f => Promise.resolve().then(f))",
            "(f => { AbortSignal.timeout(0).onabort = f })",
        ] {
            logs(
                &format!(
                    "const target = new EventTarget;
                     const listen = (target, type) => {{
                         target.addEventListener(type, event => {{ event.preventDefault(); log.push(1); later('a') }});
                         target.addEventListener(type, () => log.push(2));
                     }};
                     listen(target, 'x');
                     listen(globalThis, 'error');
                     {run}(() => {{ {fire}; log.push(3) }})"
                ),
                "1,2,3,a",
            );
        }
    }
}

#[test]
fn a_native_function_that_native_code_calls_is_a_script_too() {
    logs(
        "const target = new EventTarget;
         target.addEventListener('x', () => { log.push(1); later('a') });
         target.addEventListener('x', () => log.push(2));
         setTimeout(target.dispatchEvent.bind(target, new Event('x')))",
        "1,2,a",
    );
}

#[test]
fn microtasks_do_not_nest() {
    logs(
        "const target = new EventTarget;
         queueMicrotask(() => {
             log.push(1);
             later('a');
             queueMicrotask(target.dispatchEvent.bind(target, new Event('x')));
         });
         target.addEventListener('x', () => { log.push(2); later('b') });
         target.addEventListener('x', () => log.push(3))",
        "1,a,2,3,b",
    );
}

#[test]
fn what_listeners_and_their_microtasks_throw_is_reported() {
    logs(
        "const { port1, port2 } = new MessageChannel;
         globalThis.onerror = message => { log.push(message); return true };
         port2.addEventListener('message', () => { queueMicrotask(() => { throw 'microtask' }); throw 'listener' });
         port2.addEventListener('message', () => { log.push('second'); port2.close() });
         port2.start();
         port1.postMessage(0)",
        "Uncaught microtask,Uncaught listener,second",
    );
}

#[test]
fn a_rejection_that_another_listener_handles_is_no_unhandled_one() {
    logs(
        "const { port1, port2 } = new MessageChannel;
         let rejected;
         globalThis.onunhandledrejection = () => log.push('unhandled');
         port2.addEventListener('message', () => { rejected = Promise.reject(7); later('microtask') });
         port2.addEventListener('message', () => { rejected.catch(e => log.push(e)); port2.close() });
         port2.start();
         port1.postMessage(0)",
        "microtask,7",
    );
}

#[test]
fn scripts_of_another_isolate_do_not_count() {
    let listen = "const target = new EventTarget;
        target.addEventListener('x', () => { log.push(1); later('a') });
        target.addEventListener('x', () => log.push(2));
        target";
    with_runtime(|outer, _| {
        let inner =
            Rc::new(JsRuntime::new(nano_apis::runtime_options()).expect("the APIs install"));
        inner.run_script("prepare.js", PREPARE).expect("a script");
        let target = inner.run_script("listen.js", listen).expect("a script");
        let other = Rc::clone(&inner);
        outer.with_scope(|scope| {
            host_function::define(scope, "fire", move |_| {
                let fired = other.run_task(|scope| {
                    let target = Local::new(scope, &target);
                    let target = binding::unwrap::<EventTarget>(scope, target);
                    fire_event(scope, "x", target.expect("a target"), EventInit::default())
                });
                assert!(matches!(fired, Ok(Ok(true))));
                Ok(())
            });
        });
        outer.run_script("prepare.js", PREPARE).expect("a script");
        let script = format!(
            "{listen}.dispatchEvent(new Event('x')); fire(''); target.dispatchEvent(new Event('x'))"
        );
        outer.run_script("test.js", &script).expect("a script");
        assert_eq!(log_of(&inner), "1,a,2");
        assert_eq!(log_of(outer), "1,2,1,2,a,a");
    });
}

#[test]
fn what_the_next_listener_starts_still_belongs_to_the_task_scope() {
    with_runtime(|runtime, tokio| {
        runtime.run_script("prepare.js", PREPARE).expect("a script");
        // The microtask is that of another task scope.
        let script = "const target = new EventTarget;
            const { promise, resolve } = Promise.withResolvers();
            promise.then(() => log.push('a'));
            target.addEventListener('x', () => resolve());
            target.addEventListener('x', () => setTimeout(() => log.push('timer')));
            target";
        let target = runtime.run_script("test.js", script).expect("a script");
        let id = runtime.realm().open_scope();
        let fired = runtime.run_task_in(id, |scope| {
            let target = Local::new(scope, &target);
            let target = binding::unwrap::<EventTarget>(scope, target);
            fire_event(scope, "x", target.expect("a target"), EventInit::default())
        });
        assert!(matches!(fired, Ok(Ok(true))));
        runtime.cancel_scope(id);
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        assert_eq!(log_of(runtime), "a");
    });
}
