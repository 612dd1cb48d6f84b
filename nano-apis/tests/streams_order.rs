//! The order in which scripts see things happen, when native microtasks run among theirs.
//!
//! Each row was recorded when every microtask of the standard's was one of V8's. Now those that follow each other share one.

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
