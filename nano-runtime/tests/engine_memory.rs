//! What a request leaves unfinished is freed with its task scope. Alone in its process, as it measures the process.

mod engine_common;

use engine_common::{block_on, new_runtime};
use nano_runtime::js::Scope;
use nano_runtime::realm::Realm;
use nano_runtime::runtime::JsRuntime;
use nano_runtime::timers::TimerCallback;
use v8::Global;

const REQUESTS: usize = if cfg!(debug_assertions) {
    2_000
} else {
    10_000
};
const MEGABYTE: usize = 1 << 20;

/// The resident set of this process in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<usize>()
        .unwrap()
        * 1024
}

fn heap(runtime: &JsRuntime) -> usize {
    runtime.with_scope(|scope| {
        let isolate: &mut v8::Isolate = scope;
        isolate.low_memory_notification();
        let statistics = isolate.get_heap_statistics();
        statistics.used_heap_size() + statistics.external_memory()
    })
}

#[test]
fn ten_thousand_requests_that_never_finish_leave_nothing() {
    let runtime = new_runtime();
    // Each request waits for ever with a megabyte of its own, in a closure of a promise that a native operation would settle.
    runtime
        .run_script(
            "handler.js",
            "globalThis.handle = (operation) => {
               const body = new Uint8Array(1 << 20).fill(1);
               const never = new Promise(() => {});
               (async () => { await never; body[0] = 1; })();
               (async () => { await operation; body[1] = 1; })();
               return () => body;
             };",
        )
        .unwrap();
    // The allocator keeps what the first requests needed at once, so the process is measured after them.
    let _ = requests(&runtime, REQUESTS / 10);
    let before = (heap(&runtime), resident());
    let most = requests(&runtime, REQUESTS);
    assert_eq!(runtime.realm().pending_ops(), 0);
    block_on(runtime.run_event_loop()).unwrap();
    let after = (heap(&runtime), resident());
    println!(
        "heap {} -> {}, resident {} -> {} (at most {})",
        before.0, after.0, before.1, after.1, most
    );
    assert!(
        after.0 < before.0 + MEGABYTE,
        "heap {} -> {}",
        before.0,
        after.0
    );
    assert!(
        after.1 < before.1 + 32 * MEGABYTE,
        "resident {} -> {}",
        before.1,
        after.1
    );
    assert!(
        most < before.1 + 256 * MEGABYTE,
        "resident {} -> {}",
        before.1,
        most
    );
}

/// Serves and abandons requests; returns the largest resident set seen.
fn requests(runtime: &JsRuntime, count: usize) -> usize {
    let mut most = 0;
    for _ in 0..count {
        let id = runtime.realm().open_scope();
        runtime.run_task_in(id, request).unwrap();
        block_on_ready(runtime);
        runtime.cancel_scope(id);
        most = most.max(resident());
    }
    most
}

fn request(scope: &mut Scope<'_, '_>) {
    let resolver = v8::PromiseResolver::new(scope).unwrap();
    let promise = resolver.get_promise(scope);
    let global = scope.get_current_context().global(scope);
    let key = v8::String::new(scope, "handle").unwrap();
    let handle =
        v8::Local::<v8::Function>::try_from(global.get(scope, key.into()).unwrap()).unwrap();
    let body = handle
        .call(scope, global.into(), &[promise.into()])
        .unwrap();
    let (resolver, body, native) = (
        Global::new(scope, resolver),
        Global::new(scope, body),
        vec![1_u8; MEGABYTE],
    );
    let realm = Realm::from_scope(scope);
    let op = async move {
        std::future::pending::<()>().await;
        move |scope: &mut Scope<'_, '_>| {
            let resolver = v8::Local::new(scope, &resolver);
            let length = v8::Number::new(scope, native.len() as f64);
            resolver.resolve(scope, length.into());
        }
    };
    realm.spawn_op(op, true);
    let callback = TimerCallback::Repeat(Box::new(move |scope: &mut Scope<'_, '_>| {
        v8::Local::new(scope, &body);
    }));
    realm.start_timer(1_000_000, callback);
}

/// Has the event loop see the operation once.
fn block_on_ready(runtime: &JsRuntime) {
    block_on(async {
        let poll = std::future::poll_fn(|cx| {
            assert!(runtime.poll_event_loop(cx).is_pending());
            std::task::Poll::Ready(())
        });
        poll.await;
    });
}
