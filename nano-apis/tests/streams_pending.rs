//! Ten thousand reads and writes that wait: they take bounded memory, keep their order, and all settle when the stream ends.

mod common;

use common::{is, with_runtime};
use nano_runtime::runtime::JsRuntime;

/// Asserts what an async function returns, that has 10,000 of something and says how they settled.
#[track_caller]
fn settle(body: &str, wanted: &str) {
    is(
        &format!(
            "(async () => {{
                const n = 10000, failure = new Error('failure');
                const each = f => Array.from({{ length: n }}, (_, i) => f(i));
                // How the promises settled, each run of the same outcome once. Numbers that count up are one outcome.
                const outcomes = async promises => {{
                    const texts = (await Promise.allSettled(promises)).map(({{ reason, value }}, i) =>
                        reason ? reason.message.split(' ')[0] : value === undefined ? 'written' : value.done ? 'done' : value.value === i || value.value[0] === i % 256 ? 'in order' : `${{value.value}}`);
                    const runs = [];
                    for (const text of texts) if (runs.at(-1)?.[0] === text) runs.at(-1)[1]++; else runs.push([text, 1]);
                    return runs.map(([text, count]) => `${{count}} ${{text}}`).join();
                }};
                {body}
            }})()"
        ),
        wanted,
    );
}

/// A stream with a controller `c`, of which 10,000 reads wait.
const READS: [&str; 3] = [
    "let c; const r = new ReadableStream({ start(controller) { c = controller } }).getReader(); const enqueue = i => c.enqueue(i), close = () => c.close(); const reads = each(() => r.read());",
    "let c; const r = new ReadableStream({ type: 'bytes', start(controller) { c = controller } }).getReader({ mode: 'byob' }); const enqueue = i => c.enqueue(new Uint8Array([i])), close = () => { c.close(); c.byobRequest?.respond(0) }; const reads = each(() => r.read(new Uint8Array(4)));",
    "let c; const r = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 4, start(controller) { c = controller } }).getReader(); const enqueue = i => c.enqueue(new Uint8Array([i])), close = () => { c.close(); c.byobRequest?.respond(0) }; const reads = each(() => r.read());",
];

#[test]
fn reads_get_their_chunks_in_order() {
    for reads in READS {
        settle(
            &format!("{reads} each(enqueue); return outcomes(reads)"),
            "10000 in order",
        );
        settle(
            &format!(
                "{reads} for (let i = 0; i < 5000; i++) enqueue(i); close(); return outcomes(reads)"
            ),
            "5000 in order,5000 done",
        );
    }
}

#[test]
fn reads_settle_when_the_stream_errors() {
    for reads in READS {
        settle(
            &format!("{reads} enqueue(0); c.error(failure); return outcomes(reads)"),
            "1 in order,9999 failure",
        );
        settle(
            &format!("{reads} r.closed.catch(() => {{}}); r.releaseLock(); return outcomes(reads)"),
            "10000 Releasing",
        );
        settle(
            &format!("{reads} r.cancel(failure); return outcomes(reads)"),
            "10000 done",
        );
    }
}

/// A sink of which 10,000 writes wait.
const WRITES: &str = "let c, wrote = 0, take; const gate = new Promise(resolve => take = resolve);
    const w = new WritableStream({ start(controller) { c = controller }, write(i) { return gate.then(() => { if (i === wrote) wrote++ }) } }).getWriter();
    w.closed.catch(() => {}); w.ready.catch(() => {});
    const writes = each(i => w.write(i));";

#[test]
fn writes_settle() {
    for (then, wanted) in [
        ("take(); writes.push(w.close())", "10001 written,10000"),
        ("c.error(failure); take()", "1 written,9999 failure,1"),
        (
            "await 0; c.error(failure); take()",
            "1 written,9999 failure,1",
        ),
        ("w.abort(failure); take()", "1 written,9999 failure,1"),
    ] {
        settle(
            &format!("{WRITES} await 0; {then}; return [await outcomes(writes), wrote].join()"),
            wanted,
        );
    }
}

#[test]
fn reads_of_a_transform_stream_settle() {
    let transform = "const t = new TransformStream({ transform(i, c) { if (i === failure) throw i; c.enqueue(i) } }), r = t.readable.getReader(), w = t.writable.getWriter();
        w.closed.catch(() => {}); w.ready.catch(() => {}); const reads = each(() => r.read());";
    for (then, wanted) in [
        ("each(i => w.write(i))", "10000 in order"),
        ("w.write(0); w.write(1); w.close()", "2 in order,9998 done"),
        (
            "w.write(0); w.write(failure).catch(() => {})",
            "1 in order,9999 failure",
        ),
        ("w.abort(failure)", "10000 failure"),
        ("r.cancel()", "10000 done"),
    ] {
        settle(
            &format!("{transform} {then}; return outcomes(reads)"),
            wanted,
        );
    }
}

#[test]
fn writes_to_a_transform_stream_settle() {
    let transform = "const t = new TransformStream(), r = t.readable.getReader(), w = t.writable.getWriter();
        w.closed.catch(() => {}); w.ready.catch(() => {}); r.closed.catch(() => {}); const writes = each(i => w.write(i)); await 0;";
    for (then, wanted) in [
        ("each(() => r.read())", "10000 written"),
        (
            "r.read(); await new Promise(resolve => setTimeout(resolve)); r.cancel(failure)",
            "1 written,9999 failure",
        ),
        ("w.abort(failure)", "10000 failure"),
    ] {
        settle(
            &format!("{transform} {then}; return outcomes(writes)"),
            wanted,
        );
    }
}

#[test]
fn reads_behind_a_pipe_settle() {
    for (source, chunk) in [
        (
            "new ReadableStream({ start(controller) { c = controller } })",
            "i",
        ),
        (
            "new ReadableStream({ type: 'bytes', start(controller) { c = controller } })",
            "new Uint8Array([i])",
        ),
    ] {
        let piped = format!(
            "let c; const r = {source}.pipeThrough(new TransformStream()).pipeThrough(new TransformStream()).getReader(); const enqueue = i => c.enqueue({chunk});
             const reads = each(() => r.read());"
        );
        for (then, wanted) in [
            ("each(enqueue)", "10000 in order"),
            ("enqueue(0); c.close()", "1 in order,9999 done"),
            ("c.error(failure)", "10000 failure"),
            ("r.cancel()", "10000 done"),
        ] {
            settle(&format!("{piped} {then}; return outcomes(reads)"), wanted);
        }
    }
}

fn heap(runtime: &JsRuntime) -> usize {
    for _ in 0..2 {
        runtime.with_scope(|scope| scope.low_memory_notification());
    }
    runtime.with_scope(|scope| {
        let statistics = scope.get_heap_statistics();
        statistics.used_heap_size() + statistics.external_memory()
    })
}

#[test]
fn what_waits_takes_bounded_memory_and_leaves_none() {
    for (begin, end) in [
        (
            "let c; const r = new ReadableStream({ start(controller) { c = controller } }).getReader(), f = () => r.read()",
            "c.close()",
        ),
        (
            "let c; const r = new ReadableStream({ type: 'bytes', start(controller) { c = controller } }).getReader({ mode: 'byob' }), f = () => r.read(new Uint8Array(8))",
            "c.close(); c.byobRequest.respond(0)",
        ),
        (
            "let c, take; const gate = new Promise(resolve => take = resolve), w = new WritableStream({ start(controller) { c = controller }, write() { return gate } }).getWriter(), f = () => w.write(0)",
            "for (const p of [w.ready, w.closed]) p.catch(() => {}); c.error(); take()",
        ),
    ] {
        with_runtime(|runtime, tokio| {
            let run = |source: &str| {
                drop(runtime.run_script("test.js", source).expect(source));
                tokio.block_on(runtime.run_event_loop()).expect(source);
            };
            run(begin);
            let wait = "for (let i = 0; i < 10000; i++) f().catch(() => {})";
            run("for (let i = 0; i < 10; i++) f().catch(() => {})");
            let level = heap(runtime);
            run(wait);
            let waiting = heap(runtime).saturating_sub(level);
            run(end);
            let left = heap(runtime).saturating_sub(level);
            // A promise with its two reactions, and what settles it.
            assert!(waiting < 10_000 * 1_000, "{waiting} bytes: {begin}");
            assert!(left < 100_000, "{left} bytes are left: {begin}");
        });
    }
}
