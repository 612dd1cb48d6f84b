//! The order in which scripts see things happen, when native microtasks run among theirs.
//!
//! Each row was recorded when every microtask of the standard's was one of V8's, and every promise of the standard's was made. Now
//! those that follow each other share one, and promises that only native code waits for are not made.

mod common;

use common::is;

/// Counts `t1`, `t2`, … into the log, one in each microtask after the other.
const PRELUDE: &str = "const log = [], tick = name => { log.push(name) };
    const ticks = (i, n) => queueMicrotask(() => { tick('t' + i); if (i < n) ticks(i + 1, n) });
    const source = last => { let left = 3; return new ReadableStream({ pull(c) {
        tick('pull'); if (left--) c.enqueue(left); else c.close(); last?.() } }) };";

#[track_caller]
fn logs(body: &str, wanted: &str) {
    is(
        &format!("(async () => {{ {PRELUDE} {body}; return log.join(' ') }})()"),
        wanted,
    );
}

#[test]
fn a_pipe_with_microtasks_of_its_ends_in_between() {
    logs(
        "const sink = new WritableStream({ write(x) { tick('write' + x); queueMicrotask(() => tick('written')) }, close() { tick('close') } });
         const piped = source(() => queueMicrotask(() => tick('pulled'))).pipeTo(sink);
         ticks(1, 12); await piped; tick('piped')",
        "pull t1 write2 pulled pull t2 written pulled t3 pull write1 t4 pulled written t5 pull write0 t6 pulled written t7 close t8 t9 t10 piped",
    );
}

#[test]
fn a_pipe_whose_ends_queue_nothing() {
    logs(
        "const sink = new WritableStream({ write(x) { tick('write' + x) }, close() { tick('close') } });
         const piped = source().pipeTo(sink);
         ticks(1, 12); await piped; tick('piped')",
        "pull t1 write2 pull t2 t3 pull write1 t4 t5 pull write0 t6 t7 close t8 t9 t10 piped",
    );
}

#[test]
fn a_transform_between_a_script_and_a_source() {
    logs(
        "const transform = new TransformStream({ transform(x, c) { tick('transform' + x); c.enqueue(x); Promise.resolve().then(() => tick('then')) }, flush() { tick('flush') } });
         ticks(1, 16); for await (const x of source().pipeThrough(transform)) tick('got' + x); tick('end')",
        "t1 pull t2 pull t3 transform2 t4 then t5 got2 t6 t7 pull transform1 t8 then t9 got1 t10 pull transform0 t11 then t12 got0 t13 flush t14 t15 t16 end",
    );
}

#[test]
fn both_branches_of_a_tee() {
    logs(
        "const [a, b] = source().tee(); ticks(1, 8);
         const read = async (name, stream) => { const reader = stream.getReader(); for (;;) { const { done, value } = await reader.read(); tick(name + value); if (done) break } };
         await Promise.all([read('a', a), read('b', b)])",
        "pull t1 pull t2 pull a2 b2 t3 pull a1 b1 t4 a0 b0 t5 aundefined bundefined t6 t7",
    );
}

#[test]
fn two_pipes_at_once() {
    logs(
        "const sink = name => new WritableStream({ write(x) { tick(name + x) } });
         ticks(1, 8); await Promise.all([source().pipeTo(sink('a')), source().pipeTo(sink('b'))])",
        "t1 pull pull t2 a2 pull b2 pull t3 t4 pull a1 pull b1 t5 t6 pull a0 pull b0 t7 t8",
    );
}

#[test]
fn pipes_that_fail() {
    logs(
        "const sink = new WritableStream({ write(x) { tick('write' + x); if (x === 1) throw 'bad' }, abort() { tick('abort') } });
         ticks(1, 20); await source().pipeTo(sink).catch(tick); tick('end')",
        "t1 pull t2 write2 pull t3 t4 pull write1 t5 t6 t7 t8 t9 bad t10 end",
    );
    logs(
        "const s = new ReadableStream({ pull(c) { tick('pull'); c.error('bad') } }); ticks(1, 20);
         const sink = new WritableStream({ abort(r) { tick('abort' + r) } });
         await s.pipeTo(sink).catch(tick); tick('end')",
        "pull t1 t2 abortbad t3 t4 t5 bad t6 end",
    );
    logs(
        "const c = new AbortController(); c.abort('early'); ticks(1, 12);
         const sink = new WritableStream({ abort(r) { tick('abort' + r) } });
         await source().pipeTo(sink, { signal: c.signal }).catch(tick); tick('end')",
        "t1 pull abortearly t2 t3 t4 t5 early t6 end",
    );
}

#[test]
fn streams_of_native_code_start_and_end_as_those_of_scripts() {
    logs(
        "const text = new ReadableStream({ start(c) { c.enqueue('abc'); c.close() } }); ticks(1, 40);
         const through = text.pipeThrough(new TextEncoderStream()).pipeThrough(new TextDecoderStream());
         for await (const x of through) tick(x); tick('end')",
        "t1 t2 t3 t4 t5 t6 t7 abc t8 t9 t10 t11 t12 t13 t14 end",
    );
    logs(
        "const bytes = new ReadableStream({ start(c) { c.enqueue(new Uint8Array(9)); c.close() } }); ticks(1, 60);
         const through = bytes.pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'));
         for await (const x of through) tick('got' + x.length); tick('end')",
        "t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11 got9 t12 t13 t14 t15 end",
    );
}

#[test]
fn a_cancel_while_the_flush_of_a_close_is_under_way() {
    logs(
        "let go; const t = new TransformStream({ flush() { tick('flush'); return new Promise(r => go = r) } });
         const w = t.writable.getWriter(); ticks(1, 30); for (let i = 0; i < 4; i++) await 0;
         const closed = w.close().then(() => tick('closed')); for (let i = 0; i < 3; i++) await 0;
         const cancelled = t.readable.cancel('why').then(() => tick('cancelled')); await 0;
         go(); await closed; await cancelled",
        "t1 t2 t3 t4 flush t5 t6 t7 t8 t9 t10 t11 t12 closed cancelled t13 t14",
    );
}

#[test]
fn a_pull_that_asks_for_the_next_chunk_itself() {
    logs(
        "let n = 0; const s = new ReadableStream({ pull(c) {
             if (++n === 1) i.next().then(r => tick('inner' + r.value));
             c.enqueue(n); if (n > 3) c.close() } }, { highWaterMark: 0 });
         const i = s[Symbol.asyncIterator](); for (let i = 0; i < 3; i++) await 0;
         i.next().then(r => tick('outer' + r.value)); await new Promise(r => setTimeout(r));
         tick('then' + (await i.next()).value)",
        "outer1 inner2 then3",
    );
}
