//! A pipe from a native source into a transform stream.

use crate::common::with_runtime;
use crate::{next, script, set_source, take};

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
        let (sender, seen) = set_source(runtime);
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
        assert!(seen.dropped.get());
    });
}

#[test]
fn a_consumer_that_goes_away_cancels_the_source() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender.send(Ok("ab".into())).expect("a source");
        drop(take(runtime, "transform.readable").expect("a lane"));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "state()"),
            "AbortError: The consumer of the stream has gone away,false,false,true"
        );
        assert!(seen.dropped.get());
    });
}

#[test]
fn what_is_wrong_with_the_bytes_cancels_the_source() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
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
        assert!(seen.dropped.get());
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
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, PIPE);
        sender.send(Ok("ab".into())).expect("a source");
        script(
            runtime,
            tokio,
            "transform.readable.cancel('why').then(() => log.push('cancelled'))",
        );
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "log.sort()"), "cancelled,why");
        assert!(seen.dropped.get());
    });
}

#[test]
fn a_pipe_that_nobody_reads_is_collected() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
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
        assert!(seen.dropped.get());
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
