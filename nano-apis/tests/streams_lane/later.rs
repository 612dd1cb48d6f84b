//! Pipes and chains of pipes that native code takes at any time.

use std::io::Error;

use nano_apis::streams::native::{NativeSource, StreamSource, readable_stream_of_source};
use nano_apis::streams::readable::ReadableStream;
use nano_runtime::js::{Local, Value};
use nano_runtime::runtime::JsRuntime;
use nano_runtime::{Scope, binding};
use tokio::runtime::Runtime;

use crate::common::with_runtime;
use crate::{has, next, now, script, set_source, set_variable, take};

/// Two transform streams that pass bytes on, and the promises of the pipes that lead to them.
const CHAIN: &str = "
    globalThis.log = [];
    globalThis.first = new TransformStream();
    globalThis.second = new TransformStream();
    const note = name => [() => log.push(name), error => log.push(`${name}! ${error}`)];
    source.pipeTo(first.writable).then(...note('one'));
    first.readable.pipeTo(second.writable).then(...note('two'));
    const locks = () => [source, first.writable, first.readable, second.writable].map(stream => stream.locked).join();
    0";

/// The rest of a source that has all that it needs.
fn rest(runtime: &JsRuntime, tokio: &Runtime, source: &mut NativeSource) -> String {
    let mut text = String::new();
    while let Some(chunk) = next(runtime, tokio, source) {
        let chunk = chunk.unwrap_or_else(|error| panic!("{error} after {text:?}"));
        text.push_str(&String::from_utf8_lossy(&chunk));
    }
    text
}

#[test]
fn a_chain_is_native_however_far_its_pipes_have_come() {
    for sent in 0..5 {
        with_runtime(|runtime, tokio| {
            let (sender, seen) = set_source(runtime);
            script(runtime, tokio, CHAIN);
            for index in 0..sent {
                sender
                    .send(Ok(format!("{index};").into()))
                    .expect("a source");
                script(runtime, tokio, "0");
            }
            // No chunk is read but those for which there is room before a reader.
            assert_eq!(seen.chunks.get(), sent.min(2), "{sent}");
            let mut chain = take(runtime, "second.readable").expect("a chain");
            sender.send(Ok("more".into())).expect("a source");
            let mut text = String::new();
            while let Ok(Some(chunk)) = now(&mut chain) {
                text.push_str(&chunk);
            }
            let before: String = (0..sent).map(|index| format!("{index};")).collect();
            assert_eq!(text, before + "more");
            assert_eq!(
                script(runtime, tokio, "locks()"),
                "true,true,true,true",
                "{sent}"
            );
            drop(sender);
            assert_eq!(now(&mut chain), Ok(None));
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "log"), "one,two", "{sent}");
            assert_eq!(script(runtime, tokio, "locks()"), "false,false,false,false");
            let closed = "for (const { writable } of [first, second]) writable.getWriter().closed.then(...note('closed')); 0";
            script(runtime, tokio, closed);
            assert_eq!(script(runtime, tokio, "log"), "one,two,closed,closed");
        });
    }
}

#[test]
fn a_chain_whose_source_has_ended_is_native() {
    for sent in 1..4 {
        with_runtime(|runtime, tokio| {
            let (sender, _) = set_source(runtime);
            script(runtime, tokio, CHAIN);
            for index in 0..sent {
                sender
                    .send(Ok(format!("{index};").into()))
                    .expect("a source");
            }
            drop(sender);
            // The end is seen as far as there is room for what comes before it.
            let one_has_ended = if sent == 1 { "one" } else { "" };
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "log"), one_has_ended);
            let mut chain = take(runtime, "second.readable").expect("a chain");
            let wanted: String = (0..sent).map(|index| format!("{index};")).collect();
            assert_eq!(rest(runtime, tokio, &mut chain), wanted);
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "log"), "one,two");
            assert_eq!(script(runtime, tokio, "locks()"), "false,false,false,false");
        });
    }
}

#[test]
fn a_source_that_fails_ends_a_chain() {
    for sent in 0..3 {
        with_runtime(|runtime, tokio| {
            let (sender, seen) = set_source(runtime);
            script(runtime, tokio, CHAIN);
            for _ in 0..sent {
                sender.send(Ok("ab".into())).expect("a source");
                script(runtime, tokio, "0");
            }
            let mut chain = take(runtime, "second.readable").expect("a chain");
            sender.send(Err(Error::other("gone"))).expect("a source");
            let mut text = String::new();
            let error = loop {
                match next(runtime, tokio, &mut chain) {
                    Some(Ok(chunk)) => text.push_str(&String::from_utf8_lossy(&chunk)),
                    Some(Err(error)) => break error,
                    None => panic!("it fails"),
                }
            };
            assert_eq!((&*text, &*error), (&*"ab".repeat(sent), "gone"));
            script(runtime, tokio, "0");
            assert_eq!(
                script(runtime, tokio, "log.join(';')"),
                "one! TypeError: The body could not be read: gone;two! TypeError: The body could not be read: gone"
            );
            assert!(seen.dropped.get());
        });
    }
}

#[test]
fn a_consumer_that_goes_cancels_all_of_a_chain() {
    for sent in 0..4 {
        with_runtime(|runtime, tokio| {
            let (sender, seen) = set_source(runtime);
            script(runtime, tokio, CHAIN);
            for _ in 0..sent {
                sender.send(Ok("ab".into())).expect("a source");
                script(runtime, tokio, "0");
            }
            drop(take(runtime, "second.readable").expect("a chain"));
            script(runtime, tokio, "0");
            let error = "AbortError: The consumer of the stream has gone away";
            assert_eq!(
                script(runtime, tokio, "log.sort().join(';')"),
                format!("one! {error};two! {error}")
            );
            assert_eq!(script(runtime, tokio, "`${cancelled}`"), error);
            assert!(seen.dropped.get());
        });
    }
}

#[test]
fn what_is_wrong_with_the_bytes_is_the_whole_chain_s_error() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(
            runtime,
            tokio,
            &CHAIN.replace(
                "globalThis.second = new TransformStream()",
                "globalThis.second = new DecompressionStream('gzip')",
            ),
        );
        sender.send(Ok("no gzip".into())).expect("a source");
        script(runtime, tokio, "0");
        let mut chain = take(runtime, "second.readable").expect("a chain");
        let error = "The compressed data was not valid.";
        assert_eq!(now(&mut chain), Err(Some(error.to_owned())));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "log.sort().join(';')"),
            format!("one! TypeError: {error};two! TypeError: {error}")
        );
        assert_eq!(
            script(runtime, tokio, "`${cancelled}`"),
            format!("TypeError: {error}")
        );
        assert!(seen.dropped.get());
    });
}

#[test]
fn codecs_that_have_begun_go_on() {
    for sent in 0..4 {
        with_runtime(|runtime, tokio| {
            let (sender, _) = set_source(runtime);
            let chain = "globalThis.end = source.pipeThrough(new CompressionStream('gzip'))
                .pipeThrough(new TransformStream()).pipeThrough(new DecompressionStream('gzip')); 0";
            script(runtime, tokio, chain);
            let parts: Vec<String> = (0..5u32)
                .map(|part| {
                    (0..3000)
                        .map(|index| format!("{} ", part * index * index))
                        .collect()
                })
                .collect();
            for (index, part) in parts.iter().enumerate() {
                if index == sent {
                    script(runtime, tokio, "0");
                }
                sender.send(Ok(part.clone().into())).expect("a source");
            }
            let mut end = take(runtime, "end").expect("a chain");
            drop(sender);
            assert!(rest(runtime, tokio, &mut end) == parts.concat(), "{sent}");
        });
    }
}

#[test]
fn a_codec_that_has_ended_is_only_its_queue() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        let chain = CHAIN.replace(
            "globalThis.first = new TransformStream()",
            "globalThis.first = new CompressionStream('gzip')",
        );
        script(runtime, tokio, &chain);
        sender.send(Ok("text".into())).expect("a source");
        drop(sender);
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "log"), "one");
        let mut chain = take(runtime, "second.readable").expect("a chain");
        let gzipped = next(runtime, tokio, &mut chain).expect("a header");
        assert!(gzipped.expect("a header").starts_with(&[31, 139]));
        while let Some(chunk) = next(runtime, tokio, &mut chain) {
            assert!(chunk.is_ok());
        }
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "log"), "one,two");
        assert_eq!(script(runtime, tokio, "locks()"), "false,false,false,false");
    });
}

/// Makes the variable `source` a stream of native code that reads the stream of a script, which notes why it is cancelled.
fn set_scripts_source(runtime: &JsRuntime, tokio: &Runtime) {
    let stream = "globalThis.pulled = new ReadableStream({
        pull(c) { c.enqueue(new TextEncoder().encode('chunk')) },
        cancel(reason) { globalThis.cancelled = reason } }, { highWaterMark: 0 }); 0";
    script(runtime, tokio, stream);
    let value = runtime.run_script("stream.js", "pulled").expect("a stream");
    let read = |scope: &mut Scope<'_, '_>| {
        let value: Local<'_, Value> = Local::new(scope, value);
        let stream = binding::unwrap::<ReadableStream>(scope, value).expect("a stream");
        let source = StreamSource::new(scope, stream).expect("the stream is not locked");
        let source = NativeSource::Source(Box::pin(source));
        let stream = readable_stream_of_source(scope, source).expect("a stream");
        set_variable(scope, stream);
    };
    runtime.run_task(read).expect("a realm that is not retired");
}

#[test]
fn the_source_learns_why_it_is_cancelled() {
    let gone = "AbortError: The consumer of the stream has gone away";
    let invalid = "TypeError: The compressed data was not valid.";
    for (streams, consumer, cancelled) in [
        (
            "end = source.pipeThrough(new TransformStream()).pipeThrough(new TransformStream())",
            "end",
            gone.to_owned(),
        ),
        (
            "end = source.pipeThrough(new TransformStream()).pipeThrough(new DecompressionStream('gzip'))",
            "end",
            invalid.to_owned(),
        ),
        (
            "[end, other] = source.tee(), other.cancel('why')",
            "end",
            format!("{gone},why"),
        ),
        (
            "[other, end] = source.pipeThrough(new TransformStream()).tee(), other.cancel('why')",
            "end",
            format!("why,{gone}"),
        ),
    ] {
        with_runtime(|runtime, tokio| {
            set_scripts_source(runtime, tokio);
            script(runtime, tokio, &format!("var end, other; {streams}; 0"));
            let mut end = take(runtime, consumer).expect(streams);
            let _ = next(runtime, tokio, &mut end);
            drop(end);
            script(runtime, tokio, "0");
            assert_eq!(
                script(runtime, tokio, "`${cancelled}`"),
                cancelled,
                "{streams}"
            );
        });
    }
}

#[test]
fn what_waits_for_room_in_the_middle_of_a_chunk_goes_on() {
    with_runtime(|runtime, tokio| {
        // Some kibibytes that decompress to sixteen mebibytes.
        let (sender, _) = set_source(runtime);
        let compress = "globalThis.bytes = new Response(new Blob([new Uint8Array(16 << 20)]).stream().pipeThrough(new CompressionStream('gzip'))).bytes();
            bytes.then(value => { globalThis.bytes = value }); 0";
        script(runtime, tokio, compress);
        tokio.block_on(runtime.run_event_loop()).expect("gzip");
        let bytes = script(runtime, tokio, "bytes.join()");
        let bytes: Vec<u8> = bytes
            .split(',')
            .map(|byte| byte.parse().expect("a byte"))
            .collect();
        let chain = "globalThis.end = source.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TransformStream()); 0";
        script(runtime, tokio, chain);
        sender.send(Ok(bytes.into())).expect("a source");
        // The decompressor works on another thread, until a mebibyte is there.
        let mut end = loop {
            script(runtime, tokio, "0");
            if let Some(end) = take(runtime, "end") {
                break end;
            }
        };
        drop(sender);
        let text = rest(runtime, tokio, &mut end);
        assert_eq!(text.len(), 16 << 20);
    });
}

#[test]
fn a_pipe_that_a_script_had_begun_to_read_is_native() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        let read = "globalThis.log = [];
            globalThis.readable = source.pipeThrough(new TransformStream());
            globalThis.reader = readable.getReader();
            reader.read().then(({ value }) => log.push(value));
            reader.read().catch(error => log.push(error.name)); 0";
        script(runtime, tokio, read);
        sender.send(Ok("a".into())).expect("a source");
        script(runtime, tokio, "0");
        script(runtime, tokio, "reader.releaseLock()");
        assert_eq!(script(runtime, tokio, "log"), "97,TypeError");
        sender.send(Ok("b".into())).expect("a source");
        script(runtime, tokio, "0");
        let mut rest = take(runtime, "readable").expect("a native stream");
        sender.send(Ok("c".into())).expect("a source");
        has(&mut rest, "b");
        has(&mut rest, "c");
    });
}
