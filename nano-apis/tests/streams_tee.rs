//! The branches of a tee are independent: <https://streams.spec.whatwg.org/#readable-stream-tee>

mod common;

use common::is;

/// Asserts what an async function returns for the stream of chunks and for the byte stream: both have a `source` of 1,000 chunks, whose
/// cancellations are counted, two branches, and functions to read these.
#[track_caller]
fn gives(body: &str, wanted: &str) {
    for (kind, chunk) in [
        ("undefined", "i"),
        ("'bytes'", "new Uint8Array([i, i >> 8])"),
    ] {
        is(
            &format!(
                "(async () => {{
                    const n = 1000, cancelled = [];
                    let i = 0, pulls = 0, c;
                    const source = new ReadableStream({{
                        type: {kind},
                        start(controller) {{ c = controller }},
                        pull() {{ pulls++; if (i < n) {{ c.enqueue({chunk}); i++ }} else c.close() }},
                        cancel(reason) {{ cancelled.push(reason); return 'ignored' }},
                    }}, {{ highWaterMark: 0 }});
                    const [a, b] = source.tee();
                    const number = chunk => typeof chunk === 'number' ? chunk : chunk[0] + 256 * chunk[1];
                    // The number of chunks that came in order.
                    const readAll = async branch => {{
                        let count = 0;
                        for await (const chunk of branch) if (number(chunk) === count) count++;
                        return count;
                    }};
                    const read = async reader => {{ const {{ value, done }} = await reader.read(); return done ? 'done' : number(value) }};
                    {body}
                }})()"
            ),
            wanted,
        );
    }
}

#[test]
fn one_branch_is_read_to_the_end_and_then_the_other() {
    gives(
        "return [source.locked, await readAll(a), pulls, await readAll(b), pulls, cancelled.length].join()",
        "true,1000,1001,1000,1001,0",
    );
    gives(
        "return [await readAll(b), pulls, await readAll(a), pulls].join()",
        "1000,1001,1000,1001",
    );
}

#[test]
fn both_branches_are_read_in_turns() {
    gives(
        "const x = a.getReader(), y = b.getReader(), seen = [];
         seen.push(await read(x), await read(x), await read(y), await read(x), await read(y), await read(y), await read(y));
         return seen.join()",
        "0,1,0,2,1,2,3",
    );
    gives(
        "return (await Promise.all([readAll(a), readAll(b)])).join()",
        "1000,1000",
    );
}

#[test]
fn cancelling_one_branch_leaves_the_other() {
    for (one, other) in [("a", "b"), ("b", "a")] {
        gives(
            &format!(
                "{one}.cancel('early');
                 return [await readAll({other}), cancelled.length].join()"
            ),
            "1000,0",
        );
        gives(
            &format!(
                "const r = {one}.getReader();
                 await read(r); await read(r);
                 r.cancel('midway');
                 return [await read(r), await readAll({other}), cancelled.length].join()"
            ),
            "done,1000,0",
        );
    }
}

#[test]
fn cancelling_both_branches_cancels_the_source_once_with_both_reasons() {
    for (first, second) in [("a", "b"), ("b", "a")] {
        gives(
            &format!(
                "const r = {second}.getReader();
                 await read(r);
                 let settled = false;
                 const one = {first}.cancel('{first}').then(value => (settled = true, value));
                 await read(r);
                 const before = [settled, cancelled.length];
                 const values = await Promise.all([one, r.cancel('{second}')]);
                 await {first}.cancel('again');
                 return [before, cancelled.length, Array.isArray(cancelled[0]), cancelled[0].join('+'), values.join('+')].join()"
            ),
            "false,0,1,true,a+b,+",
        );
    }
}

#[test]
fn a_cancel_that_fails_rejects_both() {
    gives(
        "const bad = new ReadableStream({ type: source.type, cancel() { throw 'no' } }).tee();
         return (await Promise.allSettled(bad.map(branch => branch.cancel()))).map(({ reason }) => reason).join()",
        "no,no",
    );
}

#[test]
fn an_error_reaches_both_branches_at_once() {
    gives(
        "const x = a.getReader(), y = b.getReader();
         await read(x);
         c.error('broken');
         const closed = await Promise.allSettled([x.closed, y.closed]);
         // What was queued for the other branch is gone with the error.
         return [...closed, ...await Promise.allSettled([x.read(), y.read()])].map(({ reason }) => reason).join()",
        "broken,broken,broken,broken",
    );
}

#[test]
fn branches_of_chunks_share_them_and_branches_of_bytes_do_not() {
    is(
        "(async () => {
             const chunk = {}, [a, b] = ReadableStream.from([chunk]).tee();
             const [x, y] = await Promise.all([a.getReader().read(), b.getReader().read()]);
             return [x.value === chunk, y.value === chunk].join();
         })()",
        "true,true",
    );
    is(
        "(async () => {
             const [a, b] = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3])); c.close() } }).tee();
             const x = await a.getReader({ mode: 'byob' }).read(new Uint8Array(2));
             x.value[0] = 9;
             const y = await b.getReader().read();
             return [x.value, y.value].join('|');
         })()",
        "9,2|1,2",
    );
}

#[test]
fn a_branch_of_bytes_is_read_into_buffers_while_the_other_is_not() {
    is(
        "(async () => {
             let i = 0;
             const [a, b] = new ReadableStream({ type: 'bytes', pull(c) {
                 if (i === 100) { c.close(); c.byobRequest?.respond(0); return }
                 const view = c.byobRequest?.view;
                 if (view) { new Uint8Array(view.buffer, view.byteOffset)[0] = i++; c.byobRequest.respond(1) }
                 else c.enqueue(new Uint8Array([i++]));
             } }).tee();
             const into = async (branch, size) => {
                 const reader = branch.getReader({ mode: 'byob' });
                 let bytes = [];
                 for (let view = new Uint8Array(size);;) {
                     const { value, done } = await reader.read(view);
                     if (done) return bytes.every((byte, index) => byte === index) && bytes.length;
                     bytes.push(...value);
                     view = new Uint8Array(value.buffer);
                 }
             };
             return [await into(a, 3), await into(b, 7)].join();
         })()",
        "100,100",
    );
}
