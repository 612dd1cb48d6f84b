//! Transferred streams: chunks, errors and backpressure cross over, and abandoned ones are collected.

mod common;

use common::{is, with_runtime};
use nano_runtime::js::Local;

/// Asserts what an async function that has `transfer` returns.
#[track_caller]
fn gives(body: &str, wanted: &str) {
    is(
        &format!(
            "(async () => {{
                const transfer = value => structuredClone(value, {{ transfer: [value] }});
                const tick = () => new Promise(resolve => setTimeout(resolve));
                {body}
            }})()"
        ),
        wanted,
    );
}

#[test]
fn a_readable_stream_goes_over() {
    gives(
        "const source = ReadableStream.from(['a', { b: 1 }, new Uint8Array([7])]);
         const stream = transfer(source), chunks = [];
         for await (const chunk of stream) chunks.push(chunk);
         return [stream !== source, stream instanceof ReadableStream, source.locked, chunks[0], chunks[1].b, chunks[2][0]].join();",
        "true,true,false,a,1,7",
    );
}

#[test]
fn a_byte_stream_goes_over_as_a_stream_of_chunks() {
    gives(
        "const stream = transfer(new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2])); c.close() } }));
         try { stream.getReader({ mode: 'byob' }) } catch (e) { return [e.name, (await stream.getReader().read()).value].join() }",
        "TypeError,1,2",
    );
}

#[test]
fn a_writable_stream_goes_over() {
    gives(
        "const events = [];
         const writer = transfer(new WritableStream({ write(c) { events.push(c.n) }, close() { events.push('close') } })).getWriter();
         writer.write({ n: 1 }); writer.write({ n: 2 });
         await writer.close();
         while (!events.includes('close')) await tick();
         return events.join();",
        "1,2,close",
    );
}

#[test]
fn a_transform_stream_goes_over_with_both_sides() {
    gives(
        "const source = new TransformStream({ transform(chunk, c) { c.enqueue(chunk.toUpperCase()) }, flush(c) { c.enqueue('.') } });
         const stream = transfer(source);
         const locked = [source.readable.locked, source.writable.locked, stream.readable.locked, stream.writable.locked];
         const chunks = [];
         for await (const chunk of ReadableStream.from(['a', 'b']).pipeThrough(stream)) chunks.push(chunk);
         return [locked, stream.constructor.name, chunks].join();",
        "true,true,false,false,TransformStream,A,B,.",
    );
}

#[test]
fn a_stream_goes_over_twice() {
    gives(
        "const chunks = [];
         for await (const chunk of transfer(transfer(ReadableStream.from([1, 2, 3])))) chunks.push(chunk);
         return chunks.join();",
        "1,2,3",
    );
}

#[test]
fn a_stream_goes_over_a_port() {
    gives(
        "const { port1, port2 } = new MessageChannel();
         const stream = ReadableStream.from([1, 2, 3]);
         port1.postMessage({ stream }, [stream]);
         const event = await new Promise(resolve => port2.onmessage = resolve);
         port2.close();
         const chunks = [];
         for await (const chunk of event.data.stream) chunks.push(chunk);
         return [event.ports.length, chunks].join();",
        "0,1,2,3",
    );
}

#[test]
fn errors_and_reasons_go_over() {
    gives(
        "const failed = transfer(new ReadableStream({ pull() { throw new RangeError('oh') } })).getReader();
         let cancelled, aborted;
         const source = transfer(new ReadableStream({ cancel(reason) { cancelled = reason } }));
         const sink = transfer(new WritableStream({ abort(reason) { aborted = reason } }));
         await source.cancel('enough'); await sink.abort('stop');
         while (!cancelled || !aborted) await tick();
         return [await failed.read().catch(e => `${e instanceof RangeError} ${e.message}`), cancelled, aborted].join();",
        "true oh,enough,stop",
    );
    gives(
        "const writer = transfer(new WritableStream({ write() { throw new TypeError('full') } })).getWriter();
         writer.write(1);
         return await writer.closed.catch(e => e.message);",
        "full",
    );
}

#[test]
fn a_chunk_that_cannot_be_cloned_fails_both_sides() {
    gives(
        "let controller;
         const source = new ReadableStream({ start(c) { controller = c }, cancel(e) { cancelled = e } });
         let cancelled;
         const reader = transfer(source).getReader();
         controller.enqueue(() => {});
         const seen = await reader.read().catch(e => e.name);
         return [seen, cancelled.name, controller.desiredSize].join();",
        "DataCloneError,DataCloneError,0",
    );
}

#[test]
fn what_cannot_be_transferred() {
    for (value, wanted) in [
        (
            "(s => (s.getReader(), s))(new ReadableStream())",
            "Cannot transfer a locked stream",
        ),
        (
            "(s => (s.getWriter(), s))(new WritableStream())",
            "Cannot transfer a locked stream",
        ),
        (
            "(s => (s.readable.getReader(), s))(new TransformStream())",
            "Cannot transfer a locked stream",
        ),
        (
            "(s => (s.writable.getWriter(), s))(new TransformStream())",
            "Cannot transfer a locked stream",
        ),
        (
            "(s => (transfer(s), s))(new ReadableStream())",
            "ReadableStream at index 0 is already detached.",
        ),
        (
            "(s => (transfer(s), s))(new WritableStream())",
            "WritableStream at index 0 is already detached.",
        ),
        (
            "(s => (transfer(s), s))(new TransformStream())",
            "TransformStream at index 0 is already detached.",
        ),
    ] {
        gives(
            &format!(
                "try {{ transfer({value}) }} catch (e) {{ return e.name + ': ' + e.message }}"
            ),
            &format!(
                "DataCloneError: Failed to execute 'structuredClone' on 'NanoGlobalScope': {wanted}"
            ),
        );
    }
    // The side that was transferred on its own is not locked any more.
    gives(
        "const s = new TransformStream();
         transfer(s.readable).cancel(); s.writable.getWriter().closed.catch(() => {});
         while (s.readable.locked) await tick();
         s.writable.locked && 0;
         try { transfer(s) } catch (e) { return e.name }",
        "DataCloneError",
    );
    gives(
        "try { structuredClone(new WritableStream()) } catch (e) { return e.message }",
        "Failed to execute 'structuredClone' on 'NanoGlobalScope': A WritableStream could not be cloned because it was not transferred.",
    );
}

#[test]
fn a_waiting_stream_does_not_keep_the_event_loop_running() {
    with_runtime(|runtime, tokio| {
        let source = "const transfer = value => structuredClone(value, { transfer: [value] });
            globalThis.kept = [new ReadableStream(), new WritableStream(), new TransformStream()].map(transfer);
            kept[0].getReader().read(); kept[1].getWriter().write(1);
            globalThis.channel = new MessageChannel();
            for (const stream of [new ReadableStream(), new WritableStream(), new TransformStream()]) channel.port1.postMessage(0, [stream]);";
        runtime.run_script("test.js", source).expect(source);
        tokio
            .block_on(runtime.run_event_loop())
            .expect("it comes to its end");
    });
}

/// Makes 200 abandoned streams, each over an object of its own; asserts that these objects are collected.
#[track_caller]
fn is_collected(kind: &str) {
    let left = with_runtime(|runtime, tokio| {
        let source = format!(
            "globalThis.refs = []; globalThis.track = o => (refs.push(new WeakRef(o)), o);
             globalThis.transfer = value => structuredClone(value, {{ transfer: [value] }});
             (async () => {{ for (let i = 0; i < 200; i++) {{ ({kind})(track({{}})); await new Promise(r => setTimeout(r)) }} }})(); 0"
        );
        runtime.run_script("make.js", &source).expect(kind);
        tokio.block_on(runtime.run_event_loop()).expect(kind);
        for _ in 0..4 {
            runtime.with_scope(|scope| scope.low_memory_notification());
            tokio.block_on(runtime.run_event_loop()).expect(kind);
        }
        let left = runtime
            .run_script("count.js", "refs.filter(ref => ref.deref()).length")
            .expect(kind);
        runtime.with_scope(|scope| Local::new(scope, left).uint32_value(scope))
    });
    // A conservative scan of the stack may find one or two of them.
    assert!(
        left.is_some_and(|left| left < 10),
        "{left:?} of 200 are left: {kind}"
    );
}

#[test]
fn abandoned_streams_are_collected() {
    for kind in [
        "o => { const s = new ReadableStream({ pull() { s; t; o; return new Promise(() => {}) } }); const t = transfer(s) }",
        "o => { const s = new ReadableStream({ pull(c) { s; t; o; c.enqueue(1) } }); const t = transfer(s); t.getReader().read() }",
        "o => { const s = new WritableStream({ write() { s; t; o; return new Promise(() => {}) } }); const t = transfer(s); const w = t.getWriter(); w.write(1); w.write(2) }",
        "o => { const s = new TransformStream({ transform(chunk, c) { s; t; o; c.enqueue(chunk) } }); const t = transfer(s); t.writable.getWriter().write(1); t.readable.getReader().read() }",
        "o => { const s = new ReadableStream({ pull(c) { s; t; o; c.error(o) } }); const t = transfer(transfer(s)); t.getReader().read().catch(() => {}) }",
    ] {
        is_collected(kind);
    }
}

#[test]
fn a_stream_in_a_message_that_nobody_reads_is_collected() {
    for kind in [
        "o => { const s = new ReadableStream({ pull() { s; o } }); new MessageChannel().port1.postMessage(s, [s]) }",
        "o => { const c = new MessageChannel(); const s = new ReadableStream({ pull() { s; c; o } }); c.port1.postMessage(s, [s]) }",
        "o => { const c = new MessageChannel(); const s = new WritableStream({ write() { s; c; o } }); c.port1.postMessage(s, [s]) }",
        "o => { const c = new MessageChannel(); const s = new TransformStream({ transform() { s; c; o } }); c.port1.postMessage(s, [s]) }",
        "o => { const c = new MessageChannel(), d = new MessageChannel(); const s = new ReadableStream({ pull() { s; c; d; o } }); c.port1.postMessage(s, [s]); d.port1.postMessage(0, [c.port2]) }",
        "o => { const c = new MessageChannel(), d = new MessageChannel(); const s = new ReadableStream({ pull() { s; c; d; o } }); d.port1.postMessage(0, [c.port2]); c.port1.postMessage(s, [s]) }",
        "o => { const c = new MessageChannel(), d = new MessageChannel(); const s = new ReadableStream({ pull() { s; d; o } }); c.port1.postMessage(s, [s]); d.port1.postMessage(0, [structuredClone(c.port2, { transfer: [c.port2] })]) }",
    ] {
        is_collected(kind);
    }
}
