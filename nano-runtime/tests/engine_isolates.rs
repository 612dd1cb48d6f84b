//! Many isolates: created, used and dropped in any order on one thread and on several.

mod engine_common;

use std::task::{Context, Poll, Waker};

use engine_common::{block_on, logged, new_runtime};
use nano_runtime::js::Scope;
use nano_runtime::realm::Realm;
use nano_runtime::runtime::JsRuntime;
use v8::Global;

/// A small generator, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }
}

/// Leaves work of every kind unfinished.
fn leave_work(runtime: &JsRuntime, random: &mut Random) {
    runtime
        .run_script(
            "work.js",
            "globalThis.pending ??= [];
             pending.push(new Promise(() => {}), WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
             pending.push((async () => { await pending[0]; })());
             setTimeout(() => log('timer'), 1000); setInterval(() => log('interval'), 3);
             import('data:text/javascript,await new Promise(() => {})').catch(() => {});
             new FinalizationRegistry(() => {}).register({}, 1);",
        )
        .unwrap();
    let scope_id = runtime.realm().open_scope();
    runtime
        .run_task_in(scope_id, |scope| {
            let value = nano_runtime::script::run_script(
                scope,
                "value.js",
                "({ big: new Uint8Array(1000) })",
            )
            .unwrap();
            let value = Global::new(scope, value);
            let realm = Realm::from_scope(scope);
            let op = async move {
                let _held = value;
                std::future::pending::<fn(&mut Scope<'_, '_>)>().await
            };
            realm.spawn_op(op, true);
            realm.spawn_op(
                async {
                    |scope: &mut Scope<'_, '_>| engine_common::call_global(scope, "log", "op")
                },
                true,
            );
        })
        .unwrap();
    match random.below(4) {
        0 => runtime.cancel_scope(scope_id),
        1 => poll(runtime),
        2 => {
            runtime.run_script("gc.js", "gc()").unwrap();
        }
        // A microtask that never gets to run.
        _ => runtime.with_scope(|scope| {
            let value: v8::Local<'_, v8::Value> = v8::Object::new(scope).into();
            let value = Global::new(scope, value);
            Realm::from_scope(scope).queue_microtask(scope, move |_| drop(value));
        }),
    }
}

fn poll(runtime: &JsRuntime) {
    assert!(matches!(
        runtime.poll_event_loop(&mut Context::from_waker(Waker::noop())),
        Poll::Pending
    ));
}

fn churn(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let mut alive: Vec<JsRuntime> = Vec::new();
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _guard = tokio.enter();
    let mut created = 0;
    while created < rounds || !alive.is_empty() {
        if created < rounds && alive.len() < 8 && (alive.is_empty() || random.below(2) == 0) {
            alive.push(new_runtime());
            created += 1;
        } else if random.below(3) == 0 || created == rounds {
            let runtime = alive.swap_remove(random.below(alive.len()));
            // Now and then one is dropped while another is in use.
            match alive.first() {
                Some(other) if random.below(2) == 0 => other.with_scope(|_| drop(runtime)),
                _ => drop(runtime),
            }
        } else {
            let runtime = &alive[random.below(alive.len())];
            leave_work(runtime, &mut random);
        }
    }
}

const ROUNDS: usize = if cfg!(debug_assertions) { 150 } else { 1_000 };

#[test]
fn isolates_are_created_and_dropped_in_random_order_on_one_thread() {
    engine_common::init();
    churn(0x9E37_79B9_7F4A_7C15, ROUNDS);
}

#[test]
fn isolates_are_created_and_dropped_in_random_order_on_several_threads() {
    engine_common::init();
    std::thread::scope(|scope| {
        for seed in 1..=4 {
            scope.spawn(move || churn(seed * 0x0123_4567_89AB_CDEF, ROUNDS / 4));
        }
    });
}

#[test]
fn two_isolates_alternate_on_a_thread_and_nest() {
    let (one, two) = (new_runtime(), new_runtime());
    for i in 0..100 {
        let (runtime, other) = if i % 2 == 0 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        runtime
            .run_script(
                "x.js",
                "globalThis.n = (globalThis.n ?? 0) + 1; setTimeout(() => n++, 0)",
            )
            .unwrap();
        runtime.with_scope(|_| {
            other
                .run_script("y.js", "globalThis.n = (globalThis.n ?? 0) + 10")
                .unwrap();
        });
    }
    for runtime in [&one, &two] {
        block_on(runtime.run_event_loop()).unwrap();
        runtime.run_script("z.js", "log(n)").unwrap();
        assert_eq!(logged(runtime), "600");
    }
}

#[test]
fn an_isolate_outlives_no_thread_but_its_handles_do() {
    let (handle, global) = std::thread::spawn(|| {
        let runtime = new_runtime();
        let global = runtime.run_script("x.js", "({})").unwrap();
        (runtime.handle(), global)
    })
    .join()
    .unwrap();
    assert!(!handle.terminate());
    handle.wake();
    drop(global);
}

#[test]
fn state_may_use_the_realm_while_the_runtime_is_dropped() {
    #[derive(Default)]
    struct Held(std::cell::RefCell<Option<(Global<v8::Value>, nano_runtime::realm::KeepAlive)>>);
    let runtime = new_runtime();
    let value = runtime.run_script("x.js", "({})").unwrap();
    let keep_alive = runtime.realm().keep_alive();
    *runtime.realm().state::<Held>().0.borrow_mut() = Some((value, keep_alive));
    struct SpawnsOnDrop(v8::UnsafeRawIsolatePtr);
    impl Drop for SpawnsOnDrop {
        fn drop(&mut self) {
            // SAFETY: operations are dropped while their isolate is alive and entered.
            let isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(self.0) };
            let realm = Realm::from_isolate(&isolate).unwrap();
            let refused = realm.spawn_op(async { |_: &mut Scope<'_, '_>| {} }, true);
            assert!(refused.is_none());
        }
    }
    runtime
        .run_task(|scope| {
            // SAFETY: see `drop`.
            let held = SpawnsOnDrop(unsafe { scope.as_raw_isolate_ptr() });
            let op = async move {
                let _held = held;
                std::future::pending::<fn(&mut Scope<'_, '_>)>().await
            };
            Realm::from_scope(scope).spawn_op(op, true);
        })
        .unwrap();
    drop(runtime);
}
