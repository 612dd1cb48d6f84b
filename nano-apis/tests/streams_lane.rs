//! Pipes from native sources through native transforms to native consumers: nobody can tell them from others.

mod common;

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use common::{is, with_runtime};
use http_body::{Body as HttpBody, Frame};
use nano_apis::streams::native::{NativeSource, readable_stream_of_source, take_source};
use nano_apis::streams::readable::ReadableStream;
use nano_runtime::binding;
use nano_runtime::js::{Local, Value};
use nano_runtime::runtime::JsRuntime;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Chunk = Result<Bytes, std::io::Error>;

/// A source whose chunks a test sends, and that says when it is dropped.
struct Chunks(UnboundedReceiver<Chunk>, Rc<Cell<bool>>);

impl Drop for Chunks {
    fn drop(&mut self) {
        self.1.set(true);
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let next = self.0.poll_recv(context);
        next.map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }
}

/// Makes the variable `source` a stream of chunks that the test sends, and tells when they are dropped.
fn set_source(runtime: &JsRuntime) -> (UnboundedSender<Chunk>, Rc<Cell<bool>>) {
    let (sender, receiver) = unbounded_channel();
    let dropped = Rc::new(Cell::new(false));
    let source = NativeSource::from_source(Chunks(receiver, Rc::clone(&dropped)));
    runtime.with_scope(|scope| {
        let stream = readable_stream_of_source(scope, source).expect("a stream");
        let wrapper = binding::wrapper(scope, stream).expect("a wrapper");
        let key = nano_runtime::webidl::js_name(scope, "source");
        let global = scope.get_current_context().global(scope);
        global.set(scope, key.into(), wrapper.into());
    });
    (sender, dropped)
}

fn script(runtime: &JsRuntime, tokio: &Runtime, source: &str) -> String {
    let value = runtime
        .run_script("test.js", source)
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    let text = runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope));
    tokio
        .block_on(turns(runtime))
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    text
}

/// Some turns of the event loop, whether or not anything keeps it running.
async fn turns(runtime: &JsRuntime) -> Result<(), String> {
    for _ in 0..10 {
        let turn = poll_fn(|context| Poll::Ready(runtime.poll_work(context)));
        if let Poll::Ready(error) = turn.await {
            return Err(error.to_string());
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The native source of the readable stream that an expression evaluates to.
fn take(runtime: &JsRuntime, source: &str) -> Option<NativeSource> {
    let value = runtime.run_script("stream.js", source).expect("a stream");
    runtime
        .run_task(|scope| {
            let value: Local<'_, Value> = Local::new(scope, value);
            let stream = binding::unwrap::<ReadableStream>(scope, value).expect("a stream");
            take_source(scope, stream).expect("no termination")
        })
        .expect("a realm that is not retired")
}

fn next(
    runtime: &JsRuntime,
    tokio: &Runtime,
    source: &mut NativeSource,
) -> Option<Result<Bytes, String>> {
    tokio.block_on(poll_fn(|context| {
        let polled = Pin::new(&mut *source).poll_frame(context);
        if polled.is_pending() {
            let _ = runtime.poll_work(context);
        }
        polled.map(|next| {
            next.map(|frame| match frame {
                Ok(frame) => Ok(frame.into_data().unwrap_or_default()),
                Err(error) => Err(error.to_string()),
            })
        })
    }))
}

const PIPE: &str = "
    globalThis.log = [];
    globalThis.transform = new TransformStream();
    source.pipeTo(transform.writable).then(() => log.push('piped'), error => log.push(`${error}`));
    const state = () => [...log, source.locked, transform.writable.locked, transform.readable.locked].join();
    0";

#[test]
fn a_native_consumer_gets_a_native_source() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, PIPE);
        // Much later, too.
        sender.send(Ok("ab".into())).expect("a source");
        assert_eq!(script(runtime, tokio, "state()"), "true,true,false");
        let mut lane = take(runtime, "transform.readable").expect("a lane");
        sender.send(Ok("cd".into())).expect("a source");
        assert_eq!(next(runtime, tokio, &mut lane), Some(Ok("ab".into())));
        assert_eq!(next(runtime, tokio, &mut lane), Some(Ok("cd".into())));
        assert_eq!(script(runtime, tokio, "state()"), "true,true,true");
        drop(sender);
        assert_eq!(next(runtime, tokio, &mut lane), None);
        script(runtime, tokio, "0");
        // The consumer's lock is for ever, as it is with the reader of any body.
        assert_eq!(script(runtime, tokio, "state()"), "piped,false,false,true");
        let closed =
            "transform.writable.getWriter().closed.then(() => log.push('closed'), log.push)";
        script(runtime, tokio, closed);
        let closed = "source.getReader().closed.then(() => log.push('closed'), log.push)";
        script(runtime, tokio, closed);
        assert_eq!(script(runtime, tokio, "log"), "piped,closed,closed");
    });
}

#[test]
fn the_failure_of_a_source_is_the_pipe_s() {
    with_runtime(|runtime, tokio| {
        let (sender, dropped) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender.send(Ok("ab".into())).expect("a source");
        let mut lane = take(runtime, "transform.readable").expect("a lane");
        sender
            .send(Err(std::io::Error::other("gone")))
            .expect("a source");
        assert_eq!(next(runtime, tokio, &mut lane), Some(Ok("ab".into())));
        assert_eq!(next(runtime, tokio, &mut lane), Some(Err("gone".into())));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "state()"),
            "TypeError: The body could not be read: gone,false,false,true"
        );
        assert!(dropped.get());
    });
}

#[test]
fn a_consumer_that_goes_away_cancels_the_source() {
    with_runtime(|runtime, tokio| {
        let (sender, dropped) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender.send(Ok("ab".into())).expect("a source");
        drop(take(runtime, "transform.readable").expect("a lane"));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "state()"),
            "AbortError: The consumer of the stream has gone away,false,false,true"
        );
        assert!(dropped.get());
    });
}

#[test]
fn what_is_wrong_with_the_bytes_cancels_the_source() {
    with_runtime(|runtime, tokio| {
        let (sender, dropped) = set_source(runtime);
        let pipe = PIPE.replace("new TransformStream()", "new DecompressionStream('gzip')");
        script(runtime, tokio, &pipe);
        sender.send(Ok("no gzip".into())).expect("a source");
        let mut lane = take(runtime, "transform.readable").expect("a lane");
        let error = "The compressed data was not valid.";
        assert_eq!(next(runtime, tokio, &mut lane), Some(Err(error.into())));
        assert_eq!(next(runtime, tokio, &mut lane), None);
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "state()"),
            format!("TypeError: {error},false,false,true")
        );
        assert!(dropped.get());
    });
}

#[test]
fn the_end_of_an_empty_source_is_seen_without_a_reader() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, PIPE);
        drop(sender);
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "state()"), "piped,false,false,false");
        assert!(take(runtime, "transform.readable").is_none());
    });
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender
            .send(Err(std::io::Error::other("gone")))
            .expect("a source");
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "state()"),
            "TypeError: The body could not be read: gone,false,false,false"
        );
    });
}

#[test]
fn a_script_that_cancels_cancels_the_source() {
    with_runtime(|runtime, tokio| {
        let (sender, dropped) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender.send(Ok("ab".into())).expect("a source");
        script(
            runtime,
            tokio,
            "transform.readable.cancel('why').then(() => log.push('cancelled'))",
        );
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "log.sort()"), "cancelled,why");
        assert!(dropped.get());
    });
}

#[test]
fn a_pipe_that_nobody_reads_is_collected() {
    with_runtime(|runtime, tokio| {
        let (sender, dropped) = set_source(runtime);
        sender.send(Ok("ab".into())).expect("a source");
        script(
            runtime,
            tokio,
            "source.pipeThrough(new CompressionStream('gzip')); delete globalThis.source",
        );
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
            script(runtime, tokio, "0");
        }
        assert!(dropped.get());
    });
}

#[test]
fn what_a_script_could_see_is_left_to_the_ordinary_pipe() {
    for pipe in [
        "source.pipeTo(transform.writable, { preventClose: true })",
        "source.pipeTo(transform.writable, { preventAbort: true })",
        "source.pipeTo(transform.writable, { preventCancel: true })",
        "source.pipeTo(transform.writable, { signal: new AbortController().signal })",
        "(transform = new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk) } }), source.pipeTo(transform.writable))",
        "(transform = new TransformStream({ start() {} }), source.pipeTo(transform.writable))",
        "(transform = new TransformStream(undefined, { size() { return 1 } }), source.pipeTo(transform.writable))",
        "(transform = new TransformStream(undefined, undefined, { highWaterMark: 1 }), source.pipeTo(transform.writable))",
        "(writer = transform.writable.getWriter(), writer.write(1), writer.releaseLock(), source.pipeTo(transform.writable))",
        "(source.pipeTo(transform.writable), setTimeout(() => { reader = transform.readable.getReader(); reader.read().catch(() => {}); reader.releaseLock() }), null)",
    ] {
        with_runtime(|runtime, tokio| {
            let (sender, _) = set_source(runtime);
            sender.send(Ok("ab".into())).expect("a source");
            let source = format!(
                "var transform = new TransformStream(), writer, reader; {pipe}?.catch(() => {{}})"
            );
            script(runtime, tokio, &source);
            assert!(take(runtime, "transform.readable").is_none(), "{pipe}");
        });
    }
}

/// What a script logs when `stream` makes a stream of bytes: natively, and otherwise.
#[track_caller]
fn same(body: &str, wanted: &str) {
    for stream in [
        // Of one chunk, and of several.
        "bytes => new Blob([bytes]).stream()",
        "bytes => new Blob([bytes.slice(0, 9), bytes.slice(9, 10), bytes.slice(10)]).stream()",
        "bytes => new Response(bytes).body",
        "bytes => { const chunks = [bytes.slice(0, 9), bytes.slice(9)].filter(chunk => chunk.length);
                    return new ReadableStream({ type: 'bytes', pull(c) {
                        if (chunks.length) c.enqueue(chunks.shift()); else { c.close(); c.byobRequest?.respond(0) } } }) }",
    ] {
        let source = format!(
            "(async () => {{
                const stream = {stream};
                const text = 'the quick brown fox jumps over the lazy dog; '.repeat(3), log = [];
                const bytes = new TextEncoder().encode(text);
                const gzipped = new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
                const show = value => value === text ? 'text' : String(value);
                const settled = (name, promise) => promise.then(value => log.push(`${{name}}: ${{show(value)}}`), error => log.push(`${{name}}! ${{error}}`));
                const states = (...streams) => log.push(streams.map(stream => stream.locked).join());
                const turns = async count => {{ while (count--) await new Promise(resolve => setTimeout(resolve)) }};
                {body}
                return log.join('; ');
            }})()"
        );
        is(&source, wanted);
    }
}

#[test]
fn bodies_through_transforms() {
    same(
        "await settled('one', new Response(stream(gzipped).pipeThrough(new DecompressionStream('gzip'))).text());
         await settled('two', new Response(stream(bytes).pipeThrough(new CompressionStream('brotli')).pipeThrough(new DecompressionStream('brotli'))).text());
         await settled('three', new Response(stream(bytes).pipeThrough(new TransformStream()).pipeThrough(new CompressionStream('deflate')).pipeThrough(new DecompressionStream('deflate'))).text());
         await settled('empty', new Response(stream(new Uint8Array()).pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text());
         await settled('decoded', Array.fromAsync(stream(gzipped).pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream())).then(parts => parts.join('')));",
        "one: text; two: text; three: text; empty: ; decoded: text",
    );
}

#[test]
fn states_of_all_that_takes_part() {
    same(
        "const source = stream(gzipped), transform = new DecompressionStream('gzip');
         const piped = settled('piped', source.pipeTo(transform.writable));
         states(source, transform.writable, transform.readable);
         await turns(3);
         const response = new Response(transform.readable);
         states(transform.readable);
         log.push(response.bodyUsed);
         const read = settled('read', response.text());
         log.push(response.bodyUsed);
         states(source, transform.writable, transform.readable);
         await read; await piped; await turns(1);
         log.splice(-2, 2, ...log.slice(-2).sort());
         states(source, transform.writable, transform.readable);
         await settled('writer', transform.writable.getWriter().closed);
         await settled('reader', source.getReader().read().then(({ done }) => done));
         await settled('again', response.text());
         log.push(response.body === transform.readable)",
        "true,true,false; false; false; true; true,true,true; piped: undefined; read: text; false,false,true; writer: undefined; reader: true; again! TypeError: Failed to execute 'text' on 'Response': body stream already read; true",
    );
}

#[test]
fn failures_reach_both_ends() {
    for (input, error) in [
        ("gzipped.slice(0, -3)", "Compressed input was truncated."),
        (
            "new Uint8Array([...gzipped, 7])",
            "Junk found after end of compressed data.",
        ),
        ("bytes", "The compressed data was not valid."),
    ] {
        same(
            &format!(
                "const source = stream({input}), transform = new DecompressionStream('gzip'), next = new TransformStream();
                 const all = [
                     settled('1', source.pipeTo(transform.writable)),
                     settled('2', transform.readable.pipeTo(next.writable)),
                     settled('3', new Response(next.readable).text()),
                 ];
                 await Promise.all(all); await turns(2);
                 log.sort();
                 states(source, transform.writable, transform.readable, next.writable);
                 await settled('writer', transform.writable.getWriter().closed);"
            ),
            &format!(
                "1! TypeError: {error}; 2! TypeError: {error}; 3! TypeError: {error}; false,false,false,false; writer! TypeError: {error}"
            ),
        );
    }
}

#[test]
fn scripts_as_readers() {
    same(
        "const reader = stream(gzipped).pipeThrough(new TransformStream()).pipeThrough(new DecompressionStream('gzip')).getReader();
         let out = '';
         for (let read; !(read = await reader.read()).done;) out += new TextDecoder().decode(read.value);
         log.push(show(out));
         const [one, two] = stream(gzipped).pipeThrough(new DecompressionStream('gzip')).tee();
         await settled('one', new Response(one).text());
         await settled('two', new Response(two).text());
         const byob = stream(gzipped).pipeThrough(new DecompressionStream('gzip'));
         try { byob.getReader({ mode: 'byob' }) } catch (error) { log.push(error.name) }",
        "text; one: text; two: text; TypeError",
    );
}

#[test]
fn clones_of_bodies() {
    same(
        "const response = new Response(stream(gzipped).pipeThrough(new DecompressionStream('gzip')));
         const clone = response.clone();
         await settled('clone', clone.text());
         await settled('original', response.text());",
        "clone: text; original: text",
    );
}

#[test]
fn a_lock_is_a_lock() {
    same(
        "const readable = stream(gzipped).pipeThrough(new DecompressionStream('gzip'));
         const reader = readable.getReader();
         try { new Response(readable) } catch (error) { log.push(error.name) }
         reader.releaseLock();
         await settled('free', new Response(readable).text());",
        "TypeError; free: text",
    );
}
