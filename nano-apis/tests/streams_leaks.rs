//! 100,000 streams that close over themselves, abandoned in every state: the heap returns to its level.

mod common;

use common::with_runtime;
use nano_runtime::runtime::JsRuntime;

/// Readable streams.
const READABLE: [&str; 12] = [
    "const s = new ReadableStream({ start(c) { c.enqueue({}) }, pull() { s }, cancel() { s } })",
    "const s = new ReadableStream({ pull() { s; return never } }), r = s.getReader()",
    "const s = new ReadableStream({ pull(c) { s; r; c.enqueue({}) } }, { highWaterMark: 3 }), r = s.getReader(); r.read().then(() => r)",
    "const s = new ReadableStream({ pull() { s; r; return never } }), r = s.getReader(); r.read().then(() => s); r.closed.then(() => s)",
    "const s = new ReadableStream({ pull(c) { c.error({ s }) } }), r = s.getReader(); r.closed.catch(() => s)",
    "const s = new ReadableStream({ start(c) { c.enqueue({}); c.close() }, cancel() { s } }), r = s.getReader(); r.closed.then(() => s)",
    "const s = new ReadableStream({ cancel() { s; return never } }); s.cancel({ s }).then(() => s)",
    "const s = new ReadableStream({ pull(c) { s; c.enqueue({}) } }), [a, b] = s.tee()",
    "const s = new ReadableStream({ pull(c) { s; a; b; c.enqueue({}) } }), [a, b] = s.tee(); a.getReader().read().then(() => b)",
    "const s = new ReadableStream({ pull() { s; return never }, cancel() { a; b } }), [a, b] = s.tee(); a.cancel({ b }).then(() => b)",
    "const s = new ReadableStream({ pull(c) { s; c.enqueue({}) } }); (async () => { for await (const chunk of s) { await never; s } })()",
    "const s = ReadableStream.from({ [Symbol.asyncIterator]() { return this }, next() { s; return never } }); s.getReader().read().then(() => s)",
];

/// Readable byte streams.
const BYTES: [&str; 8] = [
    "const s = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array(8)) }, pull() { s }, cancel() { s } })",
    "const s = new ReadableStream({ type: 'bytes', pull() { s; return never } }), r = s.getReader({ mode: 'byob' })",
    "const s = new ReadableStream({ type: 'bytes', pull(c) { s; r; c.enqueue(new Uint8Array(8)) } }), r = s.getReader({ mode: 'byob' }); r.read(new Uint8Array(3)).then(() => r)",
    "const s = new ReadableStream({ type: 'bytes', pull(c) { s.request = c.byobRequest; s.c = c; return never } }), r = s.getReader({ mode: 'byob' }); r.read(new Uint8Array(8)).then(() => s)",
    "const s = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 8, pull(c) { s; s.c = c; return never } }), r = s.getReader(); r.read().then(() => s)",
    "const s = new ReadableStream({ type: 'bytes', pull(c) { c.error({ s }) } }), r = s.getReader({ mode: 'byob' }); r.read(new Uint8Array(8)).catch(() => s)",
    "const s = new ReadableStream({ type: 'bytes', pull(c) { s; c.enqueue(new Uint8Array(8)) } }), [a, b] = s.tee(); a.getReader({ mode: 'byob' }).read(new Uint8Array(3)).then(() => b)",
    "const s = new ReadableStream({ type: 'bytes', pull() { s; return never }, cancel() { a; b } }), [a, b] = s.tee(); a.cancel({ b }).then(() => b); b.getReader().read().then(() => a)",
];

/// Writable streams.
const WRITABLE: [&str; 7] = [
    "const s = new WritableStream({ write() { s }, close() { s }, abort() { s } })",
    "const s = new WritableStream({ start() { return never.then(() => s) } }), w = s.getWriter(); w.write({ s }).then(() => w); w.ready.then(() => s)",
    "const s = new WritableStream({ write() { s; return never } }), w = s.getWriter(); w.write({ s }); w.write({ w }); w.closed.then(() => s)",
    "const s = new WritableStream({ close() { s; return never } }), w = s.getWriter(); w.write({ s }); w.close().then(() => w)",
    "const s = new WritableStream({ write() { s; return never }, abort() { s } }), w = s.getWriter(); w.write({ s }).catch(() => s); w.abort({ s }).then(() => s); w.closed.catch(() => s)",
    "const s = new WritableStream({ write(chunk, c) { c.error({ s }) } }), w = s.getWriter(); w.write({ s }).catch(() => s); w.closed.catch(() => s)",
    "let signal; const s = new WritableStream({ start(c) { signal = c.signal; signal.onabort = () => s }, abort() { s; signal; return never } }); s.abort({ s }).then(() => s)",
];

/// Transform streams.
const TRANSFORM: [&str; 7] = [
    "const s = new TransformStream({ transform() { s }, flush() { s }, cancel() { s } })",
    "const s = new TransformStream({ transform(chunk, c) { s; c.enqueue(chunk) } }), w = s.writable.getWriter(), r = s.readable.getReader(); w.write({ s }).then(() => r); w.write({ w }).then(() => r); r.read().then(() => w)",
    "const s = new TransformStream({ transform() { s; return never } }), w = s.writable.getWriter(), r = s.readable.getReader(); w.write({ s }).then(() => r); r.read().then(() => w)",
    "const s = new TransformStream({ flush() { s; return never } }), w = s.writable.getWriter(); w.close().then(() => s); s.readable.getReader().read().then(() => s)",
    "const s = new TransformStream({ transform(chunk, c) { s; c.terminate() } }), w = s.writable.getWriter(); w.write({ s }).catch(() => s); w.closed.catch(() => s); s.readable.getReader().read().then(() => s)",
    "const s = new TransformStream({ transform() { throw { s } } }), w = s.writable.getWriter(); w.write({ s }).catch(() => s); w.closed.catch(() => s); s.readable.getReader().read().catch(() => s)",
    "const s = new TransformStream({ cancel() { s; return never } }); s.readable.cancel({ s }).then(() => s)",
];

/// Streams of native code.
const NATIVE: [&str; 7] = [
    "const s = new Blob(['x']).stream(), [a, b] = s.tee(); s.a = a; a.cancel({ b }).then(() => b); b.s = s",
    "const s = new Blob(['x']).stream(), [a, b] = s.tee(); a.cancel({ b }).then(() => b); b.cancel({ a }).then(() => s)",
    "const s = new Blob(['x']).stream(), [a, b] = s.tee(), r = new Response(a); b.r = r; b.getReader().read().then(() => r)",
    "const s = new Blob(['x']).stream(), [a, b] = s.tee(); b.cancel({ a, s }).then(() => a); new Response(a).text().then(() => b)",
    "const s = new Blob(['x']).stream(), [a, b] = s.tee(), [c, d] = a.tee(); c.cancel({ b, d }); new Response(b).text().then(() => d)",
    "const s = new Blob(['x']).stream().pipeThrough(new CompressionStream('gzip')), [a, b] = s.tee(); b.cancel({ a, s }).then(() => a)",
    "const s = new Blob(['x']).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new TransformStream()); s.s = s",
];

/// Pipes and transferred streams.
const COMBINED: [&str; 6] = [
    "const s = new ReadableStream({ pull(c) { s; w; c.enqueue({}) } }), w = new WritableStream({ write() { s; w; return never } }); s.pipeTo(w).then(() => s)",
    "const s = new ReadableStream({ pull() { s; w; return never } }), w = new WritableStream({ write() { s; w } }); s.pipeTo(w, { signal: new AbortController().signal }).then(() => w)",
    "const s = new ReadableStream({ pull(c) { s; w; c.error({ s }) } }), w = new WritableStream({ abort() { s; w; return never } }); s.pipeTo(w).then(() => s)",
    "const s = new ReadableStream({ pull(c) { s; t; c.enqueue({}) } }), t = s.pipeThrough(new TransformStream({ transform(chunk, c) { s; t; c.enqueue(chunk) } })); t.getReader().read().then(() => t)",
    "const s = new ReadableStream({ pull(c) { s; t; c.enqueue(1) } }), t = transfer(s); t.getReader().read().then(() => t)",
    "const s = new WritableStream({ write() { s; t; return never } }), t = transfer(s), w = t.getWriter(); w.write(1); w.write(2).then(() => s)",
];

const KINDS: usize =
    READABLE.len() + BYTES.len() + WRITABLE.len() + TRANSFORM.len() + NATIVE.len() + COMBINED.len();

/// How many of each kind, so that they are 100,000 together.
const OF_EACH: usize = 100_000usize.div_ceil(KINDS);

/// How many are there before garbage is collected.
const BATCH: usize = OF_EACH.div_ceil(6);

fn heap(runtime: &JsRuntime) -> usize {
    for _ in 0..2 {
        runtime.with_scope(|scope| scope.low_memory_notification());
    }
    runtime.with_scope(|scope| {
        let statistics = scope.get_heap_statistics();
        statistics.used_heap_size() + statistics.external_memory()
    })
}

/// In each of `kinds`, sources, sinks and transformers close over the streams that they belong to.
#[track_caller]
fn leave_nothing(kinds: &[&str]) {
    with_runtime(|runtime, tokio| {
        let prepare =
            "globalThis.transfer = value => structuredClone(value, { transfer: [value] }); 0";
        runtime.run_script("prepare.js", prepare).expect(prepare);
        for body in kinds {
            let source = format!(
                "for (let i = 0; i < {BATCH}; i++) (() => {{ const never = new Promise(() => {{}}); {body} }})(); 0"
            );
            let batch = || {
                runtime.run_script("abandon.js", &source).expect(body);
                tokio.block_on(runtime.run_event_loop()).expect(body);
                let heap = heap(runtime);
                // Ports that were collected let go of their operations.
                tokio.block_on(runtime.run_event_loop()).expect(body);
                heap
            };
            // What is made once and not for each stream (code, also by the optimizing compiler, when it likes; shapes of objects) makes
            // one batch grow, and what a collection finds out later makes one shrink. Streams that stay make each of them grow.
            let levels: Vec<usize> = (0..OF_EACH.div_ceil(BATCH)).map(|_| batch()).collect();
            let mut grown: Vec<usize> = levels
                .windows(2)
                .map(|pair| pair[1].saturating_sub(pair[0]))
                .collect();
            grown.sort_unstable();
            // The smallest object for each stream would be more.
            let median = grown[grown.len() / 2];
            assert!(median < 20 * BATCH, "{median} bytes a batch: {body}");
        }
    });
}

#[test]
fn abandoned_readable_streams() {
    leave_nothing(&READABLE);
}

#[test]
fn abandoned_byte_streams() {
    leave_nothing(&BYTES);
}

#[test]
fn abandoned_writable_streams() {
    leave_nothing(&WRITABLE);
}

#[test]
fn abandoned_transform_streams() {
    leave_nothing(&TRANSFORM);
}

#[test]
fn abandoned_streams_of_native_code() {
    leave_nothing(&NATIVE);
}

#[test]
fn abandoned_pipes_and_transferred_streams() {
    leave_nothing(&COMBINED);
}

#[test]
#[should_panic(expected = "bytes a batch: (globalThis")]
fn a_leak_of_a_small_object_is_noticed() {
    leave_nothing(&["(globalThis.kept ??= []).push({}); never"]);
}
