//! Pipes from native sources through native transforms to native consumers, and tees: nobody can tell them from others.

#[path = "../common/mod.rs"]
mod common;
mod later;
mod pipes;
mod scripts;
mod tee;

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use nano_apis::streams::native::{
    CancelSteps, NativeSource, readable_stream_of_source_with, take_source,
};
use nano_apis::streams::readable::ReadableStream;
use nano_runtime::js::{Local, Value};
use nano_runtime::runtime::JsRuntime;
use nano_runtime::{Ref, Scope, Shared, Trace, binding};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Chunk = Result<Bytes, std::io::Error>;

/// A source whose chunks a test sends, and that says how many were taken, and when it is dropped.
struct Chunks(UnboundedReceiver<Chunk>, Rc<Seen>);

#[derive(Default)]
struct Seen {
    chunks: Cell<usize>,
    dropped: Cell<bool>,
}

impl Drop for Chunks {
    fn drop(&mut self) {
        self.1.dropped.set(true);
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
        if let Poll::Ready(Some(_)) = next {
            self.1.chunks.set(self.1.chunks.get() + 1);
        }
        next.map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }
}

/// Notes with what reason a script cancels the stream, in the variable `cancelled`.
#[derive(Trace)]
struct Note {}

impl CancelSteps for Note {
    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> nano_runtime::Result<()> {
        let key = nano_runtime::webidl::js_name(scope, "cancelled");
        let global = scope.get_current_context().global(scope);
        global.set(scope, key.into(), reason);
        Ok(())
    }
}

/// Makes the variable `source` a stream of chunks that the test sends, and tells what becomes of them.
fn set_source(runtime: &JsRuntime) -> (UnboundedSender<Chunk>, Rc<Seen>) {
    let (sender, receiver) = unbounded_channel();
    let seen = Rc::<Seen>::default();
    let source = NativeSource::from_source(Chunks(receiver, Rc::clone(&seen)));
    runtime.with_scope(|scope| {
        let note = Shared::new(scope, || Box::new(Note {}) as Box<dyn CancelSteps>);
        let stream = readable_stream_of_source_with(scope, source, &note).expect("a stream");
        set_variable(scope, stream);
    });
    (sender, seen)
}

/// Makes the variable `source` a stream.
fn set_variable(scope: &mut Scope<'_, '_>, stream: Ref<'_, ReadableStream>) {
    let wrapper = binding::wrapper(scope, stream).expect("a wrapper");
    let key = nano_runtime::webidl::js_name(scope, "source");
    let global = scope.get_current_context().global(scope);
    global.set(scope, key.into(), wrapper.into());
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

/// What a source has right now, without the event loop: no JavaScript runs. `Err(None)` when it has nothing yet.
fn now(source: &mut NativeSource) -> Result<Option<String>, Option<String>> {
    let mut context = Context::from_waker(Waker::noop());
    match Pin::new(source).poll_frame(&mut context) {
        Poll::Pending => Err(None),
        Poll::Ready(None) => Ok(None),
        Poll::Ready(Some(Ok(frame))) => {
            let bytes = frame.into_data().unwrap_or_default();
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Poll::Ready(Some(Err(error))) => Err(Some(error.to_string())),
    }
}

/// [`now`], which has a chunk.
#[track_caller]
fn has(source: &mut NativeSource, chunk: &str) {
    assert_eq!(now(source), Ok(Some(chunk.to_owned())));
}
