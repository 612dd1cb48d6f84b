//! The event loop: operations, timers, microtasks, rejections, task scopes, termination.

mod engine_common;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use engine_common::{Log, block_on, logged, new_runtime, new_runtime_with};
use nano_runtime::error::RunError;
use nano_runtime::js::Scope;
use nano_runtime::realm::{ErrorHooks, Realm};
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::timers::TimerCallback;

fn run(runtime: &JsRuntime, source: &str) -> Result<(), RunError> {
    runtime.run_script("test.js", source)?;
    block_on(runtime.run_event_loop())
}

#[test]
fn timers_fire_by_deadline_then_by_start_with_microtasks_between() {
    let runtime = new_runtime();
    run(
        &runtime,
        "setTimeout(() => log('c'), 20);
         setTimeout(() => { log('a'); Promise.resolve().then(() => log('a2')); }, 10);
         setTimeout(() => log('b'), 10);
         setTimeout(() => log('now'), -5);
         clearTimeout(setTimeout(() => log('never'), 1));
         queueMicrotask(() => log('micro'));
         log('sync');",
    )
    .unwrap();
    assert_eq!(logged(&runtime), "sync micro now a a2 b c");
}

#[test]
fn an_interval_repeats_until_it_is_cleared() {
    let runtime = new_runtime();
    run(
        &runtime,
        "let n = 0; const id = setInterval(() => { log(n); if (++n === 3) clearTimeout(id); }, 5);",
    )
    .unwrap();
    assert_eq!(logged(&runtime), "0 1 2");
}

#[test]
fn nested_timers_are_clamped_to_four_milliseconds_after_level_five() {
    let runtime = new_runtime();
    let starts = Rc::new(RefCell::new(Vec::new()));
    fn next(starts: Rc<RefCell<Vec<tokio::time::Instant>>>, scope: &mut Scope<'_, '_>) {
        starts.borrow_mut().push(tokio::time::Instant::now());
        if starts.borrow().len() < 10 {
            let starts = Rc::clone(&starts);
            let callback = TimerCallback::Once(Box::new(move |scope: &mut Scope<'_, '_>| {
                next(starts, scope)
            }));
            Realm::from_scope(scope).start_timer(0, callback);
        }
    }
    let first = Rc::clone(&starts);
    // Time is virtual: it only moves when every task waits.
    engine_common::block_on_virtual_time(async {
        runtime.run_task(|scope| next(first, scope)).unwrap();
        runtime.run_event_loop().await.unwrap();
    });
    let starts = starts.borrow();
    let gaps: Vec<bool> = starts
        .windows(2)
        .map(|pair| pair[1] - pair[0] >= Duration::from_millis(4))
        .collect();
    assert_eq!(
        gaps,
        [false, false, false, false, false, false, true, true, true]
    );
}

#[test]
fn operations_settle_in_one_batch_before_their_microtasks() {
    let runtime = new_runtime();
    runtime.run_script("test.js", "globalThis.on = (x) => { log('op' + x); Promise.resolve().then(() => log('micro' + x)); };").unwrap();
    for name in ["1", "2"] {
        runtime
            .run_task(|scope| {
                let settle =
                    move |scope: &mut Scope<'_, '_>| engine_common::call_global(scope, "on", name);
                Realm::from_scope(scope).spawn_op(async move { settle }, true);
            })
            .unwrap();
    }
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "op1 op2 micro1 micro2");
}

#[test]
fn an_unreferenced_operation_does_not_keep_the_loop_running() {
    let runtime = new_runtime();
    runtime
        .run_task(|scope| {
            let never = async { std::future::pending::<fn(&mut Scope<'_, '_>)>().await };
            Realm::from_scope(scope).spawn_op(never, false);
        })
        .unwrap();
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(runtime.realm().pending_ops(), 1);
}

#[test]
fn a_keep_alive_holds_the_loop_until_it_is_dropped() {
    let runtime = new_runtime();
    let keep_alive = runtime.realm().keep_alive();
    block_on(async {
        let waited =
            tokio::time::timeout(Duration::from_millis(20), runtime.run_event_loop()).await;
        assert!(waited.is_err());
        drop(keep_alive);
        runtime.run_event_loop().await.unwrap();
    });
}

#[test]
fn work_started_from_outside_wakes_the_loop() {
    let runtime = Rc::new(new_runtime());
    block_on(async {
        let keep_alive = runtime.realm().keep_alive();
        let driver = {
            let runtime = Rc::clone(&runtime);
            async move { runtime.run_event_loop().await }
        };
        let outside = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            runtime
                .run_script("later.js", "setTimeout(() => log('timer'), 1)")
                .unwrap();
            runtime
                .run_task(|scope| {
                    Realm::from_scope(scope).spawn_blocking(
                        || 6 * 7,
                        |scope, answer| {
                            engine_common::call_global(scope, "log", &answer.unwrap().to_string())
                        },
                    );
                })
                .unwrap();
            while logged(&runtime).split(' ').count() < 2 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(keep_alive);
        };
        let (result, ()) = tokio::join!(driver, outside);
        result.unwrap();
    });
    let mut words: Vec<_> = logged(&runtime).split(' ').map(str::to_owned).collect();
    words.sort();
    assert_eq!(words, ["42", "timer"]);
}

#[test]
fn an_exception_in_a_timer_ends_the_run_and_later_ones_still_run() {
    let runtime = new_runtime();
    let error = run(
        &runtime,
        "setTimeout(() => { throw new TypeError('bad') }, 0); setTimeout(() => log('after'), 1);",
    )
    .unwrap_err();
    let RunError::Uncaught(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.message, "TypeError: bad");
    assert_eq!(
        error
            .location
            .as_ref()
            .map(|l| (l.file.as_str(), l.line, l.column)),
        Some(("test.js", 1, 20))
    );
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "after");
}

#[test]
fn an_exception_in_a_microtask_is_reported_and_the_next_one_runs() {
    let runtime = new_runtime();
    let error = run(&runtime, "queueMicrotask(() => { throw new RangeError('micro') }); queueMicrotask(() => log('next'));").unwrap_err();
    assert!(
        matches!(&error, RunError::Uncaught(error) if error.message == "RangeError: micro"),
        "{error:?}"
    );
    assert_eq!(logged(&runtime), "next");
}

#[test]
fn native_microtasks_keep_their_place_among_javascript_ones() {
    let runtime = new_runtime();
    runtime
        .run_script("test.js", "globalThis.before = (x) => log(x)")
        .unwrap();
    runtime
        .run_task(|scope| {
            let realm = Realm::from_scope(scope);
            nano_runtime::script::run_script(
                scope,
                "a.js",
                "Promise.resolve().then(() => log('js1'))",
            )
            .unwrap();
            realm.queue_microtask(scope, |scope| {
                engine_common::call_global(scope, "log", "native")
            });
            nano_runtime::script::run_script(
                scope,
                "b.js",
                "Promise.resolve().then(() => log('js2'))",
            )
            .unwrap();
            assert_eq!(logged_in(scope), "");
        })
        .unwrap();
    assert_eq!(logged(&runtime), "js1 native js2");
}

fn logged_in(scope: &mut Scope<'_, '_>) -> String {
    Realm::from_scope(scope).state::<Log>().text()
}

#[test]
fn an_unhandled_rejection_ends_the_run_and_a_handled_one_does_not() {
    let runtime = new_runtime();
    run(&runtime, "(async () => { try { await Promise.reject(1) } catch { log('caught') } })(); const p = Promise.reject(2); p.catch(() => {});").unwrap();
    assert_eq!(logged(&runtime), "caught");
    let error = run(
        &runtime,
        "Promise.reject(new Error('no', { cause: new TypeError('why') }))",
    )
    .unwrap_err();
    let RunError::UnhandledRejection(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.message, "Error: no");
    assert_eq!(error.cause.unwrap().message, "TypeError: why");
}

#[derive(Default)]
struct Recorder {
    events: RefCell<Vec<String>>,
    handle: Cell<bool>,
}

impl ErrorHooks for Recorder {
    fn error(
        &self,
        scope: &mut Scope<'_, '_>,
        error: nano_runtime::js::Local<'_, nano_runtime::js::Value>,
        _: Option<nano_runtime::js::Local<'_, nano_runtime::js::Message>>,
    ) -> bool {
        let text = error.to_rust_string_lossy(scope);
        self.events.borrow_mut().push(format!("error {text}"));
        self.handle.get()
    }

    fn unhandled_rejection(
        &self,
        scope: &mut Scope<'_, '_>,
        _: nano_runtime::js::Local<'_, nano_runtime::js::Promise>,
        reason: nano_runtime::js::Local<'_, nano_runtime::js::Value>,
    ) -> bool {
        let text = reason.to_rust_string_lossy(scope);
        self.events.borrow_mut().push(format!("unhandled {text}"));
        self.handle.get()
    }

    fn rejection_handled(
        &self,
        scope: &mut Scope<'_, '_>,
        _: nano_runtime::js::Local<'_, nano_runtime::js::Promise>,
        reason: nano_runtime::js::Local<'_, nano_runtime::js::Value>,
    ) {
        let text = reason.to_rust_string_lossy(scope);
        self.events.borrow_mut().push(format!("handled {text}"));
    }
}

#[test]
fn hooks_see_errors_and_late_handlers() {
    let hooks = Rc::new(Recorder::default());
    hooks.handle.set(true);
    let runtime = new_runtime_with(RuntimeOptions {
        error_hooks: Some(hooks.clone()),
        ..RuntimeOptions::default()
    });
    run(
        &runtime,
        "const p = Promise.reject('late'); setTimeout(() => p.catch(() => {}), 1); setTimeout(() => { throw 'x' }, 2);
         queueMicrotask(() => { throw 'y' });",
    )
    .unwrap();
    assert_eq!(
        *hooks.events.borrow(),
        ["error y", "unhandled late", "handled late", "error x"]
    );
}

#[test]
fn a_late_handler_is_found_among_many_rejections() {
    let hooks = Rc::new(Recorder::default());
    hooks.handle.set(true);
    let runtime = new_runtime_with(RuntimeOptions {
        error_hooks: Some(hooks.clone()),
        ..RuntimeOptions::default()
    });
    // Handled first in, first out within one checkpoint: quadratic if each were searched for.
    run(&runtime, "const all = []; for (let i = 0; i < 100000; i++) all.push(Promise.reject(i)); Promise.allSettled(all).then(() => log('done'));").unwrap();
    assert_eq!(logged(&runtime), "done");
    assert!(hooks.events.borrow().is_empty());
}

#[test]
fn the_task_scope_follows_promises() {
    let runtime = new_runtime();
    let (one, two) = (runtime.realm().open_scope(), runtime.realm().open_scope());
    runtime.run_script("test.js", "let resolve; globalThis.shared = new Promise((r) => resolve = r); globalThis.resolve = resolve;
        globalThis.wait = async (name) => { await shared; log(name + currentScope()); await null; log(name + currentScope()); };").unwrap();
    runtime
        .run_task_in(one, |scope| engine_common::call_global(scope, "wait", "a"))
        .unwrap();
    runtime
        .run_task_in(two, |scope| engine_common::call_global(scope, "wait", "b"))
        .unwrap();
    runtime
        .run_task_in(two, |scope| {
            engine_common::call_global(scope, "resolve", "")
        })
        .unwrap();
    assert_eq!(logged(&runtime), "a1 b2 a1 b2");
    assert_eq!(
        runtime.with_scope(|scope| Realm::from_scope(scope).current_task_scope()),
        TaskScopeId::ROOT
    );
}

struct DropFlag(Rc<Cell<u32>>);

impl Drop for DropFlag {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn cancelling_a_scope_drops_its_operations_and_timers_and_what_is_started_later() {
    let runtime = new_runtime();
    let dropped = Rc::new(Cell::new(0));
    let id = runtime.realm().open_scope();
    let start = |scope: &mut Scope<'_, '_>| {
        let flag = DropFlag(Rc::clone(&dropped));
        let op = async move {
            let _flag = flag;
            std::future::pending::<fn(&mut Scope<'_, '_>)>().await
        };
        Realm::from_scope(scope).spawn_op(op, true);
        let flag = DropFlag(Rc::clone(&dropped));
        let callback = TimerCallback::Once(Box::new(move |_: &mut Scope<'_, '_>| drop(flag)));
        Realm::from_scope(scope).start_timer(1_000_000, callback);
    };
    runtime.run_task_in(id, start).unwrap();
    assert_eq!(dropped.get(), 0);
    runtime.cancel_scope(id);
    assert_eq!(dropped.get(), 2);
    runtime.run_task_in(id, start).unwrap();
    assert_eq!(dropped.get(), 4);
    block_on(runtime.run_event_loop()).unwrap();
}

#[test]
fn a_termination_from_another_thread_stops_a_loop_and_retires_the_realm() {
    let runtime = new_runtime();
    let handle = runtime.handle();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        handle.terminate()
    });
    assert_eq!(
        runtime.run_script("loop.js", "for (;;) {}").unwrap_err(),
        RunError::Terminated
    );
    assert!(thread.join().unwrap());
    assert_eq!(
        runtime.run_script("after.js", "1").unwrap_err(),
        RunError::Terminated
    );
    assert_eq!(
        block_on(runtime.run_event_loop()).unwrap_err(),
        RunError::Terminated
    );
    let handle = runtime.handle();
    drop(runtime);
    assert!(!handle.terminate());
}

#[test]
fn a_termination_stops_endless_microtasks() {
    let runtime = new_runtime();
    let handle = runtime.handle();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(30));
        handle.terminate()
    });
    assert_eq!(
        run(&runtime, "function f() { Promise.resolve().then(f) } f()").unwrap_err(),
        RunError::Terminated
    );
}

#[test]
fn a_panic_in_native_code_retires_the_realm() {
    let runtime = new_runtime();
    let error = runtime.run_task(|_| panic!("native bug")).unwrap_err();
    assert_eq!(error, RunError::Panicked("native bug".to_owned()));
    assert_eq!(runtime.run_script("after.js", "1").unwrap_err(), error);
}

#[test]
fn a_panic_in_an_operation_retires_the_realm() {
    let runtime = new_runtime();
    runtime
        .run_task(|scope| {
            let op = async {
                if true {
                    panic!("op bug")
                } else {
                    |_: &mut Scope<'_, '_>| {}
                }
            };
            Realm::from_scope(scope).spawn_op(op, true);
        })
        .unwrap();
    assert_eq!(
        block_on(runtime.run_event_loop()).unwrap_err(),
        RunError::Panicked("op bug".to_owned())
    );
}

#[test]
fn webassembly_compiles_in_the_background_and_keeps_the_loop_running() {
    let runtime = new_runtime();
    run(&runtime, "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then((m) => log(m instanceof WebAssembly.Module))").unwrap();
    assert_eq!(logged(&runtime), "true");
}

#[test]
fn a_script_error_says_where_it_was_thrown() {
    let runtime = new_runtime();
    let error = runtime
        .run_script("file:///a.js", "let a;\n  a.b.c;\n")
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "Uncaught TypeError: Cannot read properties of undefined (reading 'b')\n  a.b.c;\n    ^\n    at file:///a.js:2:5"
    );
    let error = runtime
        .run_script("file:///b.js", "let = 1 +;")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("Uncaught SyntaxError: Unexpected token ';'\nlet = 1 +;\n         ^"),
        "{error}"
    );
    assert_eq!(
        runtime
            .run_script("c.js", "throw { a: 1 }")
            .unwrap_err()
            .to_string(),
        "Uncaught {\"a\":1}\nthrow { a: 1 }\n^\n    at c.js:1:1"
    );
}

#[test]
fn an_unreferenced_timer_fires_only_while_something_else_keeps_the_loop_running() {
    let runtime = new_runtime();
    let timer = |scope: &mut Scope<'_, '_>, delay, text: &'static str| {
        let callback = TimerCallback::Once(Box::new(move |scope: &mut Scope<'_, '_>| {
            engine_common::call_global(scope, "log", text);
        }));
        Realm::from_scope(scope)
            .start_timer(delay, callback)
            .unwrap()
    };
    runtime
        .run_task(|scope| {
            let (early, late) = (timer(scope, 1, "early"), timer(scope, 100_000, "late"));
            let timers = Realm::from_scope(scope).timers();
            timers.set_keep_alive(early, false);
            timers.set_keep_alive(late, false);
            assert!(!timers.keeps_alive(early) && timers.exists(late));
            timer(scope, 5, "referenced");
        })
        .unwrap();
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "early referenced");
}

#[test]
fn a_cancelled_operation_is_dropped_and_does_not_settle() {
    let runtime = new_runtime();
    let dropped = Rc::new(Cell::new(0));
    runtime
        .run_task(|scope| {
            let flag = DropFlag(Rc::clone(&dropped));
            let op = async move {
                move |scope: &mut Scope<'_, '_>| {
                    drop(flag);
                    engine_common::call_global(scope, "log", "settled");
                }
            };
            let realm = Realm::from_scope(scope);
            let id = realm.spawn_op(op, true).unwrap();
            assert!(realm.cancel_op(id) && !realm.cancel_op(id));
            assert_eq!(dropped.get(), 1);
        })
        .unwrap();
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "");
}

/// Throws in the error listener itself, and lets the realm run on.
#[derive(Default)]
struct ThrowingListener {
    calls: Cell<u32>,
    unhandled: RefCell<Vec<String>>,
}

impl ErrorHooks for ThrowingListener {
    fn error(
        &self,
        scope: &mut Scope<'_, '_>,
        _: nano_runtime::js::Local<'_, nano_runtime::js::Value>,
        _: Option<nano_runtime::js::Local<'_, nano_runtime::js::Message>>,
    ) -> bool {
        self.calls.set(self.calls.get() + 1);
        let message = v8::String::new(scope, "in the listener").unwrap();
        let error = v8::Exception::error(scope, message);
        Realm::from_scope(scope).report_exception(scope, error, None);
        false
    }

    fn unhandled(&self, error: RunError) -> Option<RunError> {
        let text = error.to_string();
        self.unhandled
            .borrow_mut()
            .push(text.lines().next().unwrap_or_default().to_owned());
        None
    }
}

#[test]
fn an_error_in_an_error_listener_is_not_given_to_it_and_the_realm_may_run_on() {
    let hooks = Rc::new(ThrowingListener::default());
    let runtime = new_runtime_with(RuntimeOptions {
        error_hooks: Some(hooks.clone()),
        ..RuntimeOptions::default()
    });
    run(
        &runtime,
        "setTimeout(() => { throw new Error('first') }, 0); setTimeout(() => log('on'), 1); Promise.reject(3)",
    )
    .unwrap();
    assert_eq!(hooks.calls.get(), 1);
    assert_eq!(
        *hooks.unhandled.borrow(),
        [
            "Uncaught (in promise) 3",
            "Uncaught Error: in the listener",
            "Uncaught Error: first"
        ]
    );
    assert_eq!(logged(&runtime), "on");
}

#[test]
fn blocking_work_that_panics_is_an_error_value() {
    let runtime = new_runtime();
    runtime
        .run_task(|scope| {
            let work = || -> u32 { panic!("in the pool") };
            Realm::from_scope(scope).spawn_blocking(work, |scope, result| {
                engine_common::call_global(scope, "log", &result.unwrap_err().to_string());
            });
        })
        .unwrap();
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "an internal computation failed");
}
