//! Broadcast channels: who hears what, in which order, and what keeps them alive.

mod common;

use common::{is, with_runtime};
use nano_runtime::js::Local;
use nano_runtime::runtime::JsRuntime;

fn text(runtime: &JsRuntime, source: &str) -> String {
    let value = runtime.run_script("text.js", source).expect(source);
    runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
}

/// The text of `log` after a script ran and the event loop came to its end. Each test has channel names of its own: tests run in one process.
#[track_caller]
fn logs(source: &str, wanted: &str) {
    with_runtime(|runtime, tokio| {
        text(runtime, "globalThis.log = []");
        text(runtime, source);
        tokio.block_on(runtime.run_event_loop()).expect(source);
        assert_eq!(text(runtime, "log.join()"), wanted, "{source}");
    });
}

#[test]
fn messages_reach_all_others_of_the_name_in_order() {
    logs(
        "const [a, b, c] = Array.from('abc', id => Object.assign(new BroadcastChannel('order'), { id }));
         const other = new BroadcastChannel('order ');
         other.onmessage = () => log.push('other');
         for (const channel of [a, b, c]) channel.onmessage = e => {
             log.push(channel.id + e.data);
             Promise.resolve().then(() => log.push('m'));
             if (e.data === 3) for (const channel of [a, b, c, other]) channel.close();
         };
         b.postMessage(1); a.postMessage(2); c.postMessage(3); b.postMessage(4);
         log.push('sync');",
        "sync,a1,m,c1,m,b2,m,c2,m,a3,m",
    );
}

#[test]
fn the_event_is_of_its_interface() {
    logs(
        "const a = new BroadcastChannel('event'), b = new BroadcastChannel('event');
         b.onmessage = e => {
             log.push(e.constructor.name, e.isTrusted, e.type, e.origin, e.source, e.ports.length, e.target === b, e.data.m.get(1), e.data.u[0], b.name);
             b.close();
         };
         a.postMessage({ m: new Map([[1, 2]]), u: new Uint8Array([7]) });",
        "MessageEvent,true,message,null,,0,true,2,7,event",
    );
}

#[test]
fn what_cannot_be_posted() {
    is(
        "(() => { try { new BroadcastChannel('x').postMessage(() => {}) } catch (e) { return e.name + ': ' + e.message } })()",
        "DataCloneError: Failed to execute 'postMessage' on 'BroadcastChannel': () => {} could not be cloned.",
    );
    is(
        "(() => { const c = new BroadcastChannel('x'); c.close(); c.close(); try { c.postMessage(1) } catch (e) { return e.name + ': ' + e.message } })()",
        "InvalidStateError: Failed to execute 'postMessage' on 'BroadcastChannel': Channel is closed",
    );
    is(
        "(() => { const c = new BroadcastChannel('x'); c.postMessage({ get a() { c.close(); return 1 } }); return 'closed meanwhile' })()",
        "closed meanwhile",
    );
}

#[test]
fn listeners_keep_the_event_loop_running_until_the_channel_is_closed() {
    logs(
        "new BroadcastChannel('loop'); const b = new BroadcastChannel('loop'); b.onmessage = () => {}; b.onmessage = null;
         const c = new BroadcastChannel('loop'); c.onmessage = () => {}; setTimeout(() => { log.push('timer'); c.close() }, 5);",
        "timer",
    );
}

#[test]
fn a_listening_channel_lives_and_others_are_collected() {
    with_runtime(|runtime, tokio| {
        text(
            runtime,
            "globalThis.log = []; globalThis.refs = [];
             (() => {
                 for (let i = 0; i < 100; i++) refs.push(new WeakRef(new BroadcastChannel('life')));
                 const channel = new BroadcastChannel('life');
                 channel.onmessage = e => { log.push(e.data); channel.close() };
             })()",
        );
        for _ in 0..2 {
            runtime.with_scope(|scope| scope.low_memory_notification());
        }
        text(runtime, "new BroadcastChannel('life').postMessage('heard')");
        tokio
            .block_on(runtime.run_event_loop())
            .expect("it comes to its end");
        assert_eq!(text(runtime, "log.join()"), "heard");
        let left = text(runtime, "refs.filter(ref => ref.deref()).length");
        // A conservative scan of the stack may find one or two of them.
        assert!(left.parse::<u32>().is_ok_and(|left| left < 10), "{left}");
    });
}

#[test]
fn isolates_of_one_location_hear_each_other() {
    let listen = "globalThis.log = []; const c = new BroadcastChannel('isolates');
         c.onmessage = e => { log.push(e.data.n); if (e.data.n === 3) c.close(); else c.postMessage({ n: e.data.n + 1 }) };";
    with_runtime(|first, tokio| {
        with_runtime(|second, _| {
            with_runtime(|stranger, _| {
                let elsewhere = url::Url::parse("https://elsewhere.example/").expect("a URL");
                stranger.with_scope(|scope| nano_apis::html::set_location(scope, elsewhere));
                text(
                    stranger,
                    "globalThis.log = []; const c = new BroadcastChannel('isolates'); c.onmessage = e => log.push(e.data.n);",
                );
                text(first, listen);
                text(second, listen);
                text(first, "c.postMessage({ n: 1 })");
                tokio.block_on(async {
                    std::future::poll_fn(|cx| {
                        for _ in 0..20 {
                            for runtime in [first, second, stranger] {
                                let _running = runtime.poll_event_loop(cx);
                            }
                        }
                        std::task::Poll::Ready(())
                    })
                    .await;
                });
                assert_eq!(text(first, "log.join()"), "2");
                assert_eq!(text(second, "log.join()"), "1,3");
                assert_eq!(text(stranger, "log.join()"), "");
            });
        });
    });
}
