//! Native sources as streams, and streams as native sources: `nano_apis::streams::native`.

mod common;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use common::with_runtime;
use http_body::{Body as HttpBody, Frame};
use nano_apis::streams::native::{
    CancelSteps, NativeSource, StreamError, StreamSource, end_taken_stream,
    readable_stream_of_source, readable_stream_of_source_with, take_source,
};
use nano_apis::streams::readable::ReadableStream;
use nano_runtime::js::{Local, Value};
use nano_runtime::runtime::JsRuntime;
use nano_runtime::{Ref, Result, Scope, Shared, Trace, binding};
use tokio::sync::mpsc;

type Sender = mpsc::UnboundedSender<std::result::Result<Bytes, std::io::Error>>;

/// A source whose chunks a test sends. It counts how often it is asked, and says when it is dropped.
struct Chunks {
    receiver: mpsc::UnboundedReceiver<std::result::Result<Bytes, std::io::Error>>,
    seen: Rc<Seen>,
}

#[derive(Default)]
struct Seen {
    polls: Cell<u32>,
    dropped: Cell<u32>,
}

impl Drop for Chunks {
    fn drop(&mut self) {
        self.seen.dropped.set(self.seen.dropped.get() + 1);
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, std::io::Error>>> {
        self.seen.polls.set(self.seen.polls.get() + 1);
        let next = self.receiver.poll_recv(context);
        next.map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }
}

fn chunks() -> (Sender, Rc<Seen>, NativeSource) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let seen = Rc::<Seen>::default();
    let source = Chunks {
        receiver,
        seen: Rc::clone(&seen),
    };
    (sender, seen, NativeSource::from_source(source))
}

/// Makes the variable `stream` a stream of `source`.
fn set_stream(runtime: &JsRuntime, source: NativeSource) {
    runtime.with_scope(|scope| {
        let stream = readable_stream_of_source(scope, source).expect("a stream");
        set_variable(scope, stream);
    });
}

fn set_variable(scope: &mut Scope<'_, '_>, stream: Ref<'_, ReadableStream>) {
    let wrapper = binding::wrapper(scope, stream).expect("a wrapper");
    let key = nano_runtime::webidl::js_name(scope, "stream");
    let global = scope.get_current_context().global(scope);
    global.set(scope, key.into(), wrapper.into());
}

/// What the expression is, once the event loop has run dry.
fn run(runtime: &JsRuntime, tokio: &tokio::runtime::Runtime, source: &str) -> String {
    start(runtime, source);
    tokio
        .block_on(runtime.run_event_loop())
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    result(runtime)
}

/// Begins to evaluate an asynchronous expression, for [`result`].
fn start(runtime: &JsRuntime, source: &str) {
    let wrapped = format!(
        "globalThis.__result = 'pending'; (async () => {{ try {{ globalThis.__result = String(await ({source})) }} catch (e) {{ globalThis.__result = String(e) }} }})()"
    );
    runtime
        .run_script("test.js", &wrapped)
        .unwrap_or_else(|error| panic!("{source}: {error}"));
}

fn result(runtime: &JsRuntime) -> String {
    let value = runtime
        .run_script("result.js", "globalThis.__result")
        .expect("a result");
    runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
}

/// Looks at the stream that an expression evaluates to.
fn with_stream<R>(
    runtime: &JsRuntime,
    source: &str,
    look: impl FnOnce(&mut Scope<'_, '_>, Ref<'_, ReadableStream>) -> R,
) -> R {
    let value = runtime.run_script("stream.js", source).expect("a stream");
    runtime
        .run_task(|scope| {
            let value: Local<'_, Value> = Local::new(scope, value);
            let stream = binding::unwrap::<ReadableStream>(scope, value).expect("a stream");
            look(scope, stream)
        })
        .expect("a realm that is not retired")
}

/// The stream that an expression evaluates to, for native code.
fn consume(runtime: &JsRuntime, source: &str) -> StreamSource {
    with_stream(runtime, source, |scope, stream| {
        StreamSource::new(scope, stream).expect("the stream is not locked")
    })
}

/// The next chunk while the event loop runs, `None` at the end.
fn next(
    runtime: &JsRuntime,
    tokio: &tokio::runtime::Runtime,
    source: &mut (impl HttpBody<Data = Bytes, Error: std::fmt::Display> + Unpin),
) -> Option<std::result::Result<String, String>> {
    tokio.block_on(poll_fn(|context| {
        let polled = Pin::new(&mut *source).poll_frame(context);
        if polled.is_pending() {
            let _ = runtime.poll_work(context);
            return Poll::Pending;
        }
        polled.map(|next| {
            next.map(|frame| match frame {
                Ok(frame) => Ok(
                    String::from_utf8_lossy(&frame.into_data().unwrap_or_default()).into_owned(),
                ),
                Err(error) => Err(error.to_string()),
            })
        })
    }))
}

fn source_of(text: &'static str) -> NativeSource {
    NativeSource::Bytes(Bytes::from_static(text.as_bytes()))
}

#[test]
fn a_source_is_polled_when_somebody_reads_and_not_before() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        set_stream(runtime, source);
        sender.send(Ok("ab".into())).expect("the source is there");
        assert_eq!(
            run(runtime, tokio, "[stream.locked, stream.constructor.name]"),
            "false,ReadableStream"
        );
        assert_eq!(seen.polls.get(), 0);
        let read = "(globalThis.reader ??= stream.getReader()).read().then(r => r.done + ':' + r.value?.constructor.name + ':' + r.value)";
        assert_eq!(run(runtime, tokio, read), "false:Uint8Array:97,98");
        assert_eq!(seen.polls.get(), 1);
        // Empty chunks are no chunks.
        start(runtime, read);
        for chunk in ["", "c"] {
            sender.send(Ok(chunk.into())).expect("the source is there");
        }
        tokio.block_on(runtime.run_event_loop()).expect("a chunk");
        assert_eq!(result(runtime), "false:Uint8Array:99");
        start(runtime, read);
        drop(sender);
        tokio.block_on(runtime.run_event_loop()).expect("the end");
        assert_eq!(result(runtime), "true:undefined:undefined");
        assert_eq!(seen.dropped.get(), 1);
        assert_eq!(run(runtime, tokio, "reader.closed"), "undefined");
    });
}

#[test]
fn views_are_filled_whatever_the_chunks_are() {
    with_runtime(|runtime, tokio| {
        let parts = ["a", "bcd", "", "efgh", "i"].map(Bytes::from_static_str);
        set_stream(runtime, NativeSource::Parts(parts.into_iter().collect()));
        let read = "(async () => {
            const reader = stream.getReader({ mode: 'byob' }), all = [];
            let view = new Uint8Array(4);
            for (;;) {
                const { done, value } = await reader.read(view, { min: 2 });
                if (done) return all.join() + ';' + value.byteLength;
                all.push(new TextDecoder().decode(value));
                view = new Uint8Array(value.buffer);
            }
        })()";
        // The last byte alone does not fill the minimum, so that closing hands it out as it is.
        assert_eq!(run(runtime, tokio, read), "abcd,efgh;1");
    });
}

trait FromStaticStr {
    fn from_static_str(text: &'static str) -> Self;
}

impl FromStaticStr for Bytes {
    fn from_static_str(text: &'static str) -> Self {
        Self::from_static(text.as_bytes())
    }
}

#[test]
fn a_large_piece_that_others_hold_comes_in_chunks() {
    with_runtime(|runtime, tokio| {
        let bytes = Bytes::from(vec![7; 200_000]);
        set_stream(runtime, NativeSource::Bytes(bytes.clone()));
        let lengths = "Array.fromAsync(stream, chunk => chunk.length)";
        assert_eq!(run(runtime, tokio, lengths), "65536,65536,65536,3392");
        assert_eq!(bytes.len(), 200_000);
        // What is the stream's alone is not copied.
        set_stream(runtime, NativeSource::Bytes(Bytes::from(vec![7; 200_000])));
        assert_eq!(run(runtime, tokio, lengths), "200000");
    });
}

#[test]
fn a_source_that_fails_errors_its_stream() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        set_stream(runtime, source);
        sender.send(Ok("ab".into())).expect("the source is there");
        sender
            .send(Err(std::io::Error::other("gone")))
            .expect("the source is there");
        assert_eq!(
            run(runtime, tokio, "Array.fromAsync(stream)"),
            "TypeError: The body could not be read: gone"
        );
        assert_eq!(seen.dropped.get(), 1);
    });
}

struct Told(Rc<RefCell<String>>);

// The steps hold no edge.
#[derive(Trace)]
struct Tell(#[untraced] Told);

impl CancelSteps for Tell {
    fn cancel<'s>(&self, scope: &mut Scope<'s, '_>, reason: Local<'s, Value>) -> Result<()> {
        *self.0.0.borrow_mut() = reason.to_rust_string_lossy(scope);
        Ok(())
    }
}

#[test]
fn cancelling_drops_the_source_and_tells_its_owner() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        let told = Rc::<RefCell<String>>::default();
        runtime.with_scope(|scope| {
            let steps = Tell(Told(Rc::clone(&told)));
            let steps = Shared::new(scope, || Box::new(steps) as Box<dyn CancelSteps>);
            let stream = readable_stream_of_source_with(scope, source, &steps).expect("a stream");
            set_variable(scope, stream);
        });
        // While a read waits for the source.
        start(
            runtime,
            "globalThis.reader = stream.getReader(), globalThis.read = reader.read(), 0",
        );
        let cancel = "reader.cancel('why').then(() => read).then(r => r.done)";
        assert_eq!(run(runtime, tokio, cancel), "true");
        assert_eq!(*told.borrow(), "why");
        assert_eq!(seen.dropped.get(), 1);
        assert!(sender.send(Ok("x".into())).is_err());
    });
}

#[test]
fn an_abandoned_stream_drops_its_source() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        set_stream(runtime, source);
        sender.send(Ok("ab".into())).expect("the source is there");
        assert_eq!(
            run(
                runtime,
                tokio,
                "stream.getReader().read().then(r => r.value)"
            ),
            "97,98"
        );
        run(runtime, tokio, "delete globalThis.stream");
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
        }
        assert_eq!(seen.dropped.get(), 1);
    });
}

#[test]
fn a_read_that_waits_keeps_its_stream() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        set_stream(runtime, source);
        start(runtime, "stream.getReader().read().then(r => r.value)");
        runtime
            .run_script("forget.js", "delete globalThis.stream")
            .expect("a script");
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
        }
        assert_eq!(seen.dropped.get(), 0);
        sender.send(Ok("ab".into())).expect("the source is there");
        tokio.block_on(runtime.run_event_loop()).expect("a chunk");
        assert_eq!(result(runtime), "97,98");
    });
}

#[test]
fn reads_end_with_the_task_scope_of_the_stream() {
    with_runtime(|runtime, tokio| {
        let (_sender, seen, source) = chunks();
        let scope_id = runtime.realm().open_scope();
        runtime
            .run_task_in(scope_id, |scope| {
                let stream = readable_stream_of_source(scope, source).expect("a stream");
                set_variable(scope, stream);
            })
            .expect("a task");
        // It is read by somebody else: the source is still the request's.
        start(runtime, "stream.getReader().read()");
        runtime
            .run_script("forget.js", "delete globalThis.stream")
            .expect("a script");
        assert!(runtime.realm().pending_ops() > 0);
        runtime.cancel_scope(scope_id);
        assert_eq!(runtime.realm().pending_ops(), 0);
        tokio.block_on(runtime.run_event_loop()).expect("nothing");
        assert_eq!(result(runtime), "pending");
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
        }
        assert_eq!(seen.dropped.get(), 1);
    });
}

#[test]
fn an_unread_source_is_taken_out_again() {
    with_runtime(|runtime, tokio| {
        let (sender, seen, source) = chunks();
        set_stream(runtime, source);
        let mut taken = with_stream(runtime, "stream", |scope, stream| {
            let taken = take_source(scope, stream).expect("no termination");
            assert!(stream.is_disturbed());
            assert!(
                take_source(scope, stream)
                    .expect("no termination")
                    .is_none()
            );
            taken.expect("a native stream")
        });
        assert_eq!(run(runtime, tokio, "stream.locked"), "true");
        sender.send(Ok("ab".into())).expect("the source is there");
        drop(sender);
        assert_eq!(next(runtime, tokio, &mut taken), Some(Ok("ab".into())));
        assert_eq!(next(runtime, tokio, &mut taken), None);
        drop(taken);
        assert_eq!(seen.dropped.get(), 1);
        // What pipes ends the stream as its source ended.
        with_stream(runtime, "stream", |scope, stream| {
            end_taken_stream(scope, stream, Ok(())).expect("no termination");
        });
        let state = "[stream.locked, await stream.getReader().closed]";
        assert_eq!(run(runtime, tokio, state), "false,");

        set_stream(runtime, source_of("ab"));
        with_stream(runtime, "stream", |scope, stream| {
            assert!(
                take_source(scope, stream)
                    .expect("no termination")
                    .is_some()
            );
            let reason = nano_runtime::js::undefined(scope).into();
            end_taken_stream(scope, stream, Err(reason)).expect("no termination");
        });
        let state = "stream.getReader().closed.catch(e => 'failed: ' + e)";
        assert_eq!(run(runtime, tokio, state), "failed: undefined");
    });
}

#[test]
fn what_is_left_in_the_queue_is_taken_first() {
    with_runtime(|runtime, tokio| {
        let parts = ["abcdef", "g"].map(Bytes::from_static_str);
        set_stream(runtime, NativeSource::Parts(parts.into_iter().collect()));
        let read = "(async () => {
            const reader = stream.getReader({ mode: 'byob' });
            const { value } = await reader.read(new Uint8Array(2));
            reader.releaseLock();
            return value;
        })()";
        assert_eq!(run(runtime, tokio, read), "97,98");
        let mut taken = with_stream(runtime, "stream", |scope, stream| {
            let taken = take_source(scope, stream).expect("no termination");
            taken.expect("a native stream")
        });
        assert_eq!(next(runtime, tokio, &mut taken), Some(Ok("cdef".into())));
        assert_eq!(next(runtime, tokio, &mut taken), Some(Ok("g".into())));
        assert_eq!(next(runtime, tokio, &mut taken), None);
    });
}

#[test]
fn streams_of_scripts_and_locked_or_ended_ones_are_not_taken() {
    with_runtime(|runtime, tokio| {
        for (make, source) in [
            ("new ReadableStream({ type: 'bytes' })", source_of("a")),
            ("new ReadableStream()", source_of("a")),
            ("stream.getReader(), stream", source_of("a")),
            ("stream.cancel(), stream", source_of("a")),
        ] {
            set_stream(runtime, source);
            with_stream(runtime, make, |scope, stream| {
                let taken = take_source(scope, stream).expect("no termination");
                assert!(taken.is_none(), "{make}");
            });
        }
        let _ = tokio;
    });
}

/// A script's stream that notes how often it is pulled.
const COUNTING: &str = "globalThis.log = []; new ReadableStream({
    pull(c) {
        log.push('pull');
        if (log.length > 3) c.close(); else c.enqueue(new TextEncoder().encode('chunk' + log.length));
    },
    cancel(reason) { log.push('cancel ' + reason) },
}, { highWaterMark: 0 })";

/// The log when the operations that were woken have been settled.
const LATER: &str = "new Promise(resolve => setTimeout(resolve)).then(() => log)";

#[test]
fn a_stream_is_pulled_as_its_consumer_asks() {
    with_runtime(|runtime, tokio| {
        let mut source = consume(runtime, COUNTING);
        assert_eq!(run(runtime, tokio, "log.length"), "0");
        assert_eq!(next(runtime, tokio, &mut source), Some(Ok("chunk1".into())));
        assert_eq!(run(runtime, tokio, "log.length"), "1");
        assert_eq!(next(runtime, tokio, &mut source), Some(Ok("chunk2".into())));
        assert_eq!(next(runtime, tokio, &mut source), Some(Ok("chunk3".into())));
        assert!(!source.is_end_stream());
        assert_eq!(next(runtime, tokio, &mut source), None);
        assert!(source.is_end_stream());
        assert_eq!(next(runtime, tokio, &mut source), None);
        drop(source);
        assert_eq!(run(runtime, tokio, "log"), "pull,pull,pull,pull");
        assert_eq!(runtime.realm().pending_ops(), 0);
    });
}

#[test]
fn a_consumer_that_goes_cancels_the_stream() {
    with_runtime(|runtime, tokio| {
        let mut source = consume(runtime, COUNTING);
        assert_eq!(next(runtime, tokio, &mut source), Some(Ok("chunk1".into())));
        drop(source);
        assert_eq!(
            run(runtime, tokio, LATER),
            "pull,cancel AbortError: The consumer of the stream has gone away"
        );
        // Also while it waits for a chunk.
        let pending =
            "globalThis.log = []; new ReadableStream({ cancel(reason) { log.push(reason.name) } })";
        let mut source = consume(runtime, pending);
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut source).poll_frame(&mut context).is_pending());
        assert_eq!(run(runtime, tokio, "log.length"), "0");
        drop(source);
        assert_eq!(run(runtime, tokio, LATER), "AbortError");
        assert_eq!(runtime.realm().pending_ops(), 0);
    });
}

#[test]
fn a_reason_can_be_given_to_cancel() {
    with_runtime(|runtime, tokio| {
        let source = consume(runtime, COUNTING);
        let promise = runtime
            .run_task(|scope| {
                let reason = nano_runtime::webidl::js_string(scope, "why").into();
                let source = NativeSource::Source(Box::pin(source));
                source
                    .cancel(scope, reason)
                    .expect("no termination")
                    .is_some()
            })
            .expect("a task");
        assert!(promise);
        assert_eq!(run(runtime, tokio, "log"), "cancel why");
    });
}

#[test]
fn errors_of_a_stream_are_described_to_its_consumer() {
    with_runtime(|runtime, tokio| {
        let failing = "new ReadableStream({ pull() { throw new RangeError('no more') } })";
        let mut source = consume(runtime, failing);
        let frame = tokio.block_on(poll_fn(|context| {
            let polled = Pin::new(&mut source).poll_frame(context);
            let _ = runtime.poll_work(context);
            polled
        }));
        let error = frame.expect("an error").expect_err("an error");
        let error = error.downcast::<StreamError>().expect("a script's error");
        assert_eq!(error.error().message, "RangeError: no more");
        assert!(error.to_string().contains("stream.js:1"), "{error}");

        let strings = "globalThis.log = []; new ReadableStream({ start(c) { c.enqueue('text') }, cancel(e) { log.push(e) } })";
        let mut source = consume(runtime, strings);
        let failed = next(runtime, tokio, &mut source).expect("an error");
        let wanted = "TypeError: Received a chunk that is not a Uint8Array";
        assert!(failed.expect_err("an error").starts_with(wanted));
        assert_eq!(next(runtime, tokio, &mut source), None);
        assert_eq!(run(runtime, tokio, "log"), wanted);
    });
}

#[test]
fn a_consumer_is_told_when_its_task_scope_ends() {
    with_runtime(|runtime, tokio| {
        let scope_id = runtime.realm().open_scope();
        let make = "globalThis.log = []; new ReadableStream({ cancel() { log.push('cancel') } })";
        let value = runtime.run_script("stream.js", make).expect("a stream");
        let mut source = runtime
            .run_task_in(scope_id, |scope| {
                let value: Local<'_, Value> = Local::new(scope, value);
                let stream = binding::unwrap::<ReadableStream>(scope, value).expect("a stream");
                StreamSource::new(scope, stream).expect("the stream is not locked")
            })
            .expect("a task");
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut source).poll_frame(&mut context).is_pending());
        run(runtime, tokio, "0");
        runtime.cancel_scope(scope_id);
        assert!(
            next(runtime, tokio, &mut source)
                .expect("an error")
                .is_err()
        );
        assert_eq!(next(runtime, tokio, &mut source), None);
    });
}
