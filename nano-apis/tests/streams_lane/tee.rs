//! Tees of native streams.

use std::io::Error;

use crate::common::with_runtime;
use crate::{has, next, now, script, set_source, take};

const TEE: &str = "
    globalThis.log = [];
    const note = name => [value => log.push(`${name}: ${value}`), error => log.push(`${name}! ${error}`)];
    const text = ({ value, done }) => done ? 'done' : new TextDecoder().decode(value);
    const read = reader => { reader.read().then(text).then(...note('read')); return 0 };
    const shown = () => log.splice(0).join();
    globalThis.cancelled = undefined;
    var [a, b] = source.tee();
    0";

#[test]
fn both_branches_are_native() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        for chunk in ["one", "two", "three"] {
            sender.send(Ok(chunk.into())).expect("a source");
        }
        let (mut a, mut b) = (
            take(runtime, "a").expect("a branch"),
            take(runtime, "b").expect("a branch"),
        );
        // Nobody has asked for a chunk.
        assert_eq!(seen.chunks.get(), 0);
        has(&mut a, "one");
        has(&mut a, "two");
        assert_eq!(seen.chunks.get(), 2);
        for chunk in ["one", "two", "three"] {
            has(&mut b, chunk);
        }
        assert_eq!(seen.chunks.get(), 3);
        assert_eq!(now(&mut b), Err(None));
        has(&mut a, "three");
        assert_eq!(now(&mut a), Err(None));
        drop(sender);
        assert_eq!(now(&mut a), Ok(None));
        assert_eq!(now(&mut b), Ok(None));
        let state = "[source, a, b].map(stream => stream.locked).join()";
        assert_eq!(script(runtime, tokio, state), "true,true,true");
        assert_eq!(script(runtime, tokio, "cancelled"), "undefined");
    });
}

#[test]
fn a_script_reads_one_branch_and_native_code_the_other() {
    for (native, scripts) in [("a", "b"), ("b", "a")] {
        with_runtime(|runtime, tokio| {
            let (sender, seen) = set_source(runtime);
            script(runtime, tokio, TEE);
            for chunk in ["one", "two", "three", "four"] {
                sender.send(Ok(chunk.into())).expect("a source");
            }
            let reader = format!("globalThis.reader = {scripts}.getReader(); read(reader)");
            script(runtime, tokio, &reader);
            // Of a branch whose chunks are in its queue.
            let mut lane = take(runtime, native).expect("a branch");
            has(&mut lane, "one");
            has(&mut lane, "two");
            assert_eq!(seen.chunks.get(), 2);
            assert_eq!(script(runtime, tokio, "shown()"), "read: one");
            for chunk in ["two", "three"] {
                script(runtime, tokio, "read(reader)");
                assert_eq!(script(runtime, tokio, "shown()"), format!("read: {chunk}"));
            }
            assert_eq!(seen.chunks.get(), 3);
            has(&mut lane, "three");
            // Each wakes the other, whoever waits.
            script(runtime, tokio, "read(reader); read(reader)");
            assert_eq!(script(runtime, tokio, "shown()"), "read: four");
            has(&mut lane, "four");
            assert_eq!(now(&mut lane), Err(None));
            sender.send(Ok("five".into())).expect("a source");
            assert_eq!(next(runtime, tokio, &mut lane), Some(Ok("five".into())));
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "shown()"), "read: five");
            script(runtime, tokio, "reader.closed.then(...note('closed')); 0");
            drop(sender);
            assert_eq!(next(runtime, tokio, &mut lane), None);
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "shown()"), "closed: undefined");
            script(runtime, tokio, "read(reader)");
            assert_eq!(script(runtime, tokio, "shown()"), "read: done");
        });
    }
}

#[test]
fn a_branch_is_closed_when_all_of_it_was_read() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, TEE);
        for chunk in ["one", "two"] {
            sender.send(Ok(chunk.into())).expect("a source");
        }
        drop(sender);
        let mut a = take(runtime, "a").expect("a branch");
        script(
            runtime,
            tokio,
            "globalThis.reader = b.getReader(); reader.closed.then(...note('closed')); 0",
        );
        has(&mut a, "one");
        has(&mut a, "two");
        assert_eq!(now(&mut a), Ok(None));
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "");
        script(runtime, tokio, "read(reader)");
        assert_eq!(script(runtime, tokio, "shown()"), "read: one");
        script(runtime, tokio, "read(reader)");
        assert_eq!(
            script(runtime, tokio, "log.sort(), shown()"),
            "closed: undefined,read: two"
        );
    });
}

#[test]
fn a_read_that_waits_goes_on_when_the_other_branch_becomes_native() {
    for (native, scripts) in [("a", "b"), ("b", "a")] {
        with_runtime(|runtime, tokio| {
            let (sender, _) = set_source(runtime);
            script(runtime, tokio, TEE);
            let reads = format!(
                "globalThis.reader = {scripts}.getReader(); read(reader); read(reader); read(reader)"
            );
            script(runtime, tokio, &reads);
            let mut lane = take(runtime, native).expect("a branch");
            assert_eq!(script(runtime, tokio, "shown()"), "");
            for chunk in ["one", "two"] {
                sender.send(Ok(chunk.into())).expect("a source");
            }
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "shown()"), "read: one,read: two");
            has(&mut lane, "one");
            has(&mut lane, "two");
            drop(sender);
            assert_eq!(now(&mut lane), Ok(None));
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "shown()"), "read: done");
        });
    }
}

#[test]
fn buffers_of_a_script_are_filled() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, TEE);
        let mut a = take(runtime, "a").expect("a branch");
        sender.send(Ok("abcde".into())).expect("a source");
        has(&mut a, "abcde");
        let read = "globalThis.reader = b.getReader({ mode: 'byob' });
            const fill = min => { reader.read(new Uint8Array(4), { min }).then(text).then(...note('read')); return 0 }; fill(1)";
        script(runtime, tokio, read);
        assert_eq!(script(runtime, tokio, "shown()"), "read: abcd");
        script(runtime, tokio, "fill(3)");
        sender.send(Ok("fgh".into())).expect("a source");
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "read: efgh");
        script(runtime, tokio, "fill(1)");
        drop(sender);
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "read: done");
        has(&mut a, "fgh");
        assert_eq!(now(&mut a), Ok(None));
    });
}

#[test]
fn a_buffer_that_is_being_filled_is_the_script_s() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, TEE);
        let read = "b.getReader({ mode: 'byob' }).read(new Uint8Array(4)).then(text).then(...note('read')); 0";
        script(runtime, tokio, read);
        assert!(take(runtime, "a").is_none());
        sender.send(Ok("abc".into())).expect("a source");
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "read: abc");
        let mut a = take(runtime, "a").expect("a branch");
        has(&mut a, "abc");
    });
}

#[test]
fn cancelling_both_branches_cancels_the_source_with_both_reasons() {
    let gone = "AbortError: The consumer of the stream has gone away";
    for (first, second, reasons) in [
        ("a", "b", format!("{gone},why")),
        ("b", "a", format!("why,{gone}")),
    ] {
        // The script cancels first, and last.
        for script_is_first in [true, false] {
            with_runtime(|runtime, tokio| {
                let (sender, seen) = set_source(runtime);
                script(runtime, tokio, TEE);
                let cancel = format!("{second}.cancel('why').then(...note('cancelled')); 0");
                let mut lane = take(runtime, first).expect("a branch");
                sender.send(Ok("one".into())).expect("a source");
                has(&mut lane, "one");
                if script_is_first {
                    script(runtime, tokio, &cancel);
                    // The other branch goes on.
                    sender.send(Ok("two".into())).expect("a source");
                    has(&mut lane, "two");
                    assert_eq!(script(runtime, tokio, "cancelled"), "undefined");
                    drop(lane);
                    script(runtime, tokio, "0");
                } else {
                    drop(lane);
                    script(runtime, tokio, "0");
                    assert_eq!(script(runtime, tokio, "cancelled"), "undefined");
                    assert!(!seen.dropped.get());
                    script(runtime, tokio, &cancel);
                }
                assert_eq!(script(runtime, tokio, "cancelled.join()"), reasons);
                assert_eq!(script(runtime, tokio, "shown()"), "cancelled: undefined");
                assert!(seen.dropped.get());
            });
        }
    }
}

#[test]
fn consumers_that_both_go_cancel_the_source_once() {
    with_runtime(|runtime, tokio| {
        let (_sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        let lanes = [take(runtime, "a"), take(runtime, "b")];
        assert!(lanes.iter().all(Option::is_some));
        drop(lanes);
        script(runtime, tokio, "0");
        let gone = "AbortError: The consumer of the stream has gone away";
        assert_eq!(
            script(runtime, tokio, "cancelled.join()"),
            format!("{gone},{gone}")
        );
        assert!(seen.dropped.get());
    });
}

#[test]
fn a_consumer_that_goes_leaves_the_other_branch() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        let (a, b) = (take(runtime, "a"), take(runtime, "b"));
        drop(a);
        script(runtime, tokio, "0");
        sender.send(Ok("one".into())).expect("a source");
        let mut b = b.expect("a branch");
        has(&mut b, "one");
        assert!(!seen.dropped.get());
        drop(sender);
        assert_eq!(now(&mut b), Ok(None));
        drop(b);
        script(runtime, tokio, "0");
        // It had ended by then.
        assert_eq!(script(runtime, tokio, "cancelled"), "undefined");
    });
    // A script's.
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        sender.send(Ok("one".into())).expect("a source");
        drop(take(runtime, "a").expect("a branch"));
        script(
            runtime,
            tokio,
            "globalThis.reader = b.getReader(); read(reader); read(reader)",
        );
        assert_eq!(script(runtime, tokio, "shown()"), "read: one");
        drop(sender);
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "read: done");
        assert!(seen.dropped.get());
        assert_eq!(script(runtime, tokio, "cancelled"), "undefined");
    });
}

#[test]
fn a_cancelled_branch_is_done_when_the_source_ends() {
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, TEE);
        let mut a = take(runtime, "a").expect("a branch");
        script(
            runtime,
            tokio,
            "b.cancel('why').then(...note('cancelled')); 0",
        );
        assert_eq!(script(runtime, tokio, "shown()"), "");
        drop(sender);
        assert_eq!(now(&mut a), Ok(None));
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "shown()"), "cancelled: undefined");
    });
}

#[test]
fn a_failure_reaches_both_branches() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        let mut a = take(runtime, "a").expect("a branch");
        script(
            runtime,
            tokio,
            "globalThis.reader = b.getReader(); read(reader); read(reader); reader.closed.catch(error => log.push(error.name)); 0",
        );
        sender.send(Ok("one".into())).expect("a source");
        sender.send(Err(Error::other("gone"))).expect("a source");
        has(&mut a, "one");
        assert_eq!(now(&mut a), Err(Some("gone".to_owned())));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "log.sort(), shown()"),
            "TypeError,read! TypeError: The body could not be read: gone,read: one"
        );
        assert!(seen.dropped.get());
    });
    // Nobody reads the other branch.
    with_runtime(|runtime, tokio| {
        let (sender, _) = set_source(runtime);
        script(runtime, tokio, TEE);
        let mut a = take(runtime, "a").expect("a branch");
        sender.send(Err(Error::other("gone"))).expect("a source");
        assert_eq!(now(&mut a), Err(Some("gone".to_owned())));
        script(runtime, tokio, "0");
        script(
            runtime,
            tokio,
            "b.getReader().closed.catch(error => log.push(error.message)); 0",
        );
        assert_eq!(
            script(runtime, tokio, "shown()"),
            "The body could not be read: gone"
        );
    });
}

#[test]
fn what_comes_of_a_codec_is_teed_natively() {
    // At once, and when the codec has begun.
    for turns in 0..3 {
        with_runtime(|runtime, tokio| {
            let (sender, seen) = set_source(runtime);
            let tee = TEE.replace(
                "source.tee()",
                "source.pipeThrough(new TransformStream()).tee()",
            );
            script(runtime, tokio, &tee);
            for chunk in ["one", "two"].into_iter().take(turns) {
                sender.send(Ok(chunk.into())).expect("a source");
                script(runtime, tokio, "0");
            }
            let mut a = take(runtime, "a").expect("a branch");
            let mut b = take(runtime, "b").expect("a branch");
            for chunk in ["one", "two"].into_iter().skip(turns) {
                sender.send(Ok(chunk.into())).expect("a source");
            }
            drop(sender);
            for branch in [&mut a, &mut b] {
                let mut text = String::new();
                while let Ok(Some(chunk)) = now(branch) {
                    text.push_str(&chunk);
                }
                assert_eq!(text, "onetwo", "{turns}");
            }
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "source.locked"), "false");
            assert!(seen.dropped.get());
        });
    }
}

#[test]
fn a_script_reads_what_comes_of_a_codec_beside_native_code() {
    for turns in 0..3 {
        with_runtime(|runtime, tokio| {
            let (sender, _) = set_source(runtime);
            let tee = TEE.replace(
                "source.tee()",
                "source.pipeThrough(new TransformStream()).tee()",
            );
            script(runtime, tokio, &tee);
            for chunk in ["one", "two"].into_iter().take(turns) {
                sender.send(Ok(chunk.into())).expect("a source");
                script(runtime, tokio, "0");
            }
            let mut a = take(runtime, "a").expect("a branch");
            script(runtime, tokio, "globalThis.reader = b.getReader(); 0");
            for chunk in ["one", "two"].into_iter().skip(turns) {
                sender.send(Ok(chunk.into())).expect("a source");
            }
            for _ in 0..3 {
                script(runtime, tokio, "read(reader)");
            }
            assert_eq!(script(runtime, tokio, "shown()"), "read: one,read: two");
            let mut text = String::new();
            while let Ok(Some(chunk)) = now(&mut a) {
                text.push_str(&chunk);
            }
            assert_eq!(text, "onetwo");
            drop(sender);
            assert_eq!(now(&mut a), Ok(None));
            script(runtime, tokio, "0");
            assert_eq!(script(runtime, tokio, "shown()"), "read: done");
        });
    }
}

#[test]
fn what_is_wrong_with_the_bytes_reaches_both_branches() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        let tee = TEE.replace(
            "source.tee()",
            "source.pipeThrough(new DecompressionStream('gzip')).tee()",
        );
        script(runtime, tokio, &tee);
        let mut a = take(runtime, "a").expect("a branch");
        script(runtime, tokio, "read(b.getReader())");
        sender.send(Ok("no gzip".into())).expect("a source");
        let error = "The compressed data was not valid.";
        assert_eq!(next(runtime, tokio, &mut a), Some(Err(error.into())));
        script(runtime, tokio, "0");
        assert_eq!(
            script(runtime, tokio, "shown()"),
            format!("read! TypeError: {error}")
        );
        assert!(seen.dropped.get());
    });
}

#[test]
fn branches_are_piped_and_teed_natively() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        let more = "globalThis.piped = a.pipeThrough(new TransformStream()).pipeThrough(new TransformStream());
            var [c, d] = b.tee(); 0";
        script(runtime, tokio, more);
        sender.send(Ok("one".into())).expect("a source");
        script(runtime, tokio, "0");
        let mut ends = ["piped", "c", "d"].map(|end| take(runtime, end).expect(end));
        sender.send(Ok("two".into())).expect("a source");
        drop(sender);
        for end in &mut ends {
            let mut text = String::new();
            while let Ok(Some(chunk)) = now(end) {
                text.push_str(&chunk);
            }
            assert_eq!(text, "onetwo");
            assert_eq!(now(end), Ok(None));
        }
        script(runtime, tokio, "0");
        assert_eq!(script(runtime, tokio, "a.locked"), "false");
        assert!(seen.dropped.get());
    });
}

#[test]
fn all_that_hangs_on_a_tee_is_cancelled_with_it() {
    with_runtime(|runtime, tokio| {
        let (sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        let more = "a.pipeThrough(new TransformStream(), {}); globalThis.piped = new TransformStream();
            var [a2, b2] = b.tee(); a2.pipeTo(piped.writable).catch(error => log.push(error.name)); 0";
        script(
            runtime,
            tokio,
            &more.replace(
                "a.pipeThrough(new TransformStream(), {});",
                "a.cancel('a');",
            ),
        );
        sender.send(Ok("one".into())).expect("a source");
        let ends = ["piped.readable", "b2"].map(|end| take(runtime, end));
        assert!(ends.iter().all(Option::is_some));
        drop(ends);
        script(runtime, tokio, "0");
        let gone = "AbortError: The consumer of the stream has gone away";
        assert_eq!(
            script(runtime, tokio, "cancelled.flat().join()"),
            format!("a,{gone},{gone}")
        );
        assert_eq!(script(runtime, tokio, "shown()"), "AbortError");
        assert!(seen.dropped.get());
    });
}

#[test]
fn an_abandoned_branch_is_collected() {
    with_runtime(|runtime, tokio| {
        let (_sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        // The reason of one branch holds the other, and native code has come and gone.
        drop(take(runtime, "a").expect("a branch"));
        script(runtime, tokio, "0");
        script(runtime, tokio, "a = b = source = undefined; 0");
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
            script(runtime, tokio, "0");
        }
        assert!(seen.dropped.get());
    });
    with_runtime(|runtime, tokio| {
        let (_sender, seen) = set_source(runtime);
        script(runtime, tokio, TEE);
        script(
            runtime,
            tokio,
            "a.cancel({ b }); a = b = source = undefined; 0",
        );
        for _ in 0..3 {
            runtime.with_scope(|scope| scope.low_memory_notification());
            script(runtime, tokio, "0");
        }
        assert!(seen.dropped.get());
    });
}
