//! Abandoned streams are collected, whatever state they were left in.

mod common;

use common::with_runtime;
use nano_runtime::js::Local;

/// Makes streams in a loop, each over an object of its own, and says how many of those objects are left after a collection.
fn left_of(kind: &str) -> u32 {
    with_runtime(|runtime, tokio| {
        let source = format!(
            "globalThis.refs = []; globalThis.track = o => (refs.push(new WeakRef(o)), o);
             (async () => {{ for (let i = 0; i < 200; i++) {{ ({kind})(track({{}})); await 0; await 0; }} }})(); 0"
        );
        runtime.run_script("make.js", &source).expect(kind);
        tokio.block_on(runtime.run_event_loop()).expect(kind);
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
            tokio.block_on(runtime.run_event_loop()).expect(kind);
        }
        let left = runtime
            .run_script("count.js", "refs.filter(ref => ref.deref()).length")
            .expect(kind);
        runtime.with_scope(|scope| {
            Local::new(scope, left)
                .uint32_value(scope)
                .unwrap_or(u32::MAX)
        })
    })
}

/// A conservative scan of the stack may find one or two of them.
#[track_caller]
fn is_collected(kind: &str) {
    let left = left_of(kind);
    assert!(left < 10, "{left} of 200 are left: {kind}");
}

#[test]
fn a_writable_stream_whose_sink_closes_over_it() {
    is_collected("o => { const s = new WritableStream({ write() { s; o } }) }");
}

#[test]
fn a_writer_with_a_write_that_never_settles() {
    is_collected(
        "o => { const s = new WritableStream({ write() { s; w; o; return new Promise(() => {}) } }); const w = s.getWriter(); w.write(1); w.write(2) }",
    );
}

#[test]
fn an_errored_writable_stream() {
    is_collected(
        "o => { const s = new WritableStream({ start(c) { c.error(o) }, abort() { s } }); s.getWriter() }",
    );
}

#[test]
fn a_half_read_transform_stream() {
    is_collected(
        "o => { const t = new TransformStream({ transform(c, k) { t; o; k.enqueue(c) } }); const w = t.writable.getWriter(); w.write(1); w.write(2); t.readable.getReader().read() }",
    );
}

#[test]
fn a_pipe_to_a_sink_that_never_takes_a_chunk() {
    is_collected(
        "o => { const r = new ReadableStream({ pull(c) { r; w; o; c.enqueue(1) } }); const w = new WritableStream({ write() { r; w; return new Promise(() => {}) } }); r.pipeTo(w) }",
    );
}

#[test]
fn a_pipe_from_a_source_that_never_has_a_chunk() {
    is_collected(
        "o => { const r = new ReadableStream({ pull() { r; w; o } }); const w = new WritableStream({ write() { r; w } }); r.pipeTo(w, { signal: new AbortController().signal }) }",
    );
}

#[test]
fn a_text_encoder_stream() {
    is_collected(
        "o => { const e = new TextEncoderStream(); e.o = o; e.writable.e = e; e.writable.getWriter().write('x') }",
    );
}

#[test]
fn readable_streams_whose_source_never_settles() {
    for kind in [
        "o => { const s = new ReadableStream({ pull() { s; o; return new Promise(() => {}) } }) }",
        "o => { const s = new ReadableStream({ start() { return new Promise(() => { s; o }) } }) }",
        "o => { const s = new ReadableStream({ pull() { s; o; return new Promise(() => {}) } }); s.getReader().read().then(() => s) }",
        "o => { let s; s = new ReadableStream({ start(c) { c.error(o) }, cancel() { s } }); s.getReader() }",
    ] {
        is_collected(kind);
    }
}

#[test]
fn a_byte_stream_with_a_pending_view() {
    is_collected(
        "o => { const s = new ReadableStream({ type: 'bytes', pull(c) { s; o; c.byobRequest; return new Promise(() => {}) } }); s.getReader({ mode: 'byob' }).read(new Uint8Array(8)) }",
    );
}

#[test]
fn a_teed_stream_of_which_one_branch_is_read() {
    for kind in [
        "o => { const s = new ReadableStream({ pull(c) { s; o; c.enqueue(1) } }); const [a, b] = s.tee(); a.getReader().read().then(() => b) }",
        "o => { const s = new ReadableStream({ type: 'bytes', pull() { s; o; return new Promise(() => {}) } }); const [a, b] = s.tee(); a.getReader({ mode: 'byob' }).read(new Uint8Array(8)).then(() => b) }",
    ] {
        is_collected(kind);
    }
}

#[test]
fn a_stream_over_an_iterator_that_never_yields() {
    is_collected(
        "o => { const s = ReadableStream.from({ [Symbol.asyncIterator]: () => ({ next() { s; o; return new Promise(() => {}) } }) }); (async () => { for await (const chunk of s) o })() }",
    );
}

#[test]
fn bodies_that_nobody_can_finish_reading() {
    for kind in [
        "o => { const s = new ReadableStream({ pull() { s; o; return new Promise(() => {}) } }); new Response(s).text().then(() => s) }",
        "o => { const r = new Response(new ReadableStream({ pull() { r; o; return new Promise(() => {}) } })); r.clone().text().then(() => r) }",
        "o => { const r = new Response('x'); r.body.o = o; r.body.r = r; r.body.getReader().read().then(() => r) }",
        "o => { const s = new Blob(['x']).stream(); s.o = o; s.s = s; new Response(s).clone() }",
    ] {
        is_collected(kind);
    }
}

/// How much more memory V8 has for handles after `body` ran, in bytes.
fn handles_after(body: &str) -> usize {
    with_runtime(|runtime, tokio| {
        let used =
            || runtime.with_scope(|scope| scope.get_heap_statistics().used_global_handles_size());
        let run = |times: u32| {
            let source =
                format!("(async () => {{ for (let i = 0; i < {times}; i++) {{ {body} }} }})(); 0");
            runtime.run_script("run.js", &source).expect(body);
            tokio.block_on(runtime.run_event_loop()).expect(body);
        };
        // What is made once, and with it the first block of handles.
        run(1);
        let before = used();
        run(5_000);
        used().saturating_sub(before)
    })
}

/// No collection is needed for that: a handle that stays keeps what it leads to alive through all of the young generation.
#[test]
fn what_went_through_a_stream_leaves_no_handles() {
    for body in [
        "await reader.read()",
        "await writer.write({})",
        "queued.enqueue({}); await queue.read()",
        "await bytes.read(new Uint8Array(1))",
    ] {
        let body = format!(
            "globalThis.reader ??= new ReadableStream({{ pull(c) {{ c.enqueue({{}}) }} }}).getReader();
             globalThis.writer ??= new WritableStream().getWriter();
             globalThis.queue ??= new ReadableStream({{ start(c) {{ globalThis.queued = c }} }}).getReader();
             globalThis.bytes ??= new ReadableStream({{ type: 'bytes', pull(c) {{ c.enqueue(new Uint8Array(2)) }} }}).getReader({{ mode: 'byob' }});
             {body}"
        );
        let grown = handles_after(&body);
        assert!(grown < 5_000, "{grown} bytes of handles: {body}");
    }
}

#[test]
fn a_callback_that_ran_leaves_no_handles() {
    let grown = handles_after("await new Promise(resolve => queueMicrotask(resolve))");
    assert!(grown < 5_000, "{grown} bytes of handles");
}
