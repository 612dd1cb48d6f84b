//! Message channels: what arrives, in which order, what is transferred, and what keeps the event loop running.

mod common;

use common::{is, with_runtime};
use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::Local;
use nano_runtime::runtime::JsRuntime;

/// The text of `log` after a script ran and the event loop came to its end.
fn log_of(source: &str) -> String {
    with_gc(|runtime, tokio| {
        runtime
            .run_script("prepare.js", "globalThis.log = []")
            .expect("a script");
        runtime.run_script("test.js", source).expect(source);
        tokio.block_on(runtime.run_event_loop()).expect(source);
        text(runtime, "log.join()")
    })
}

fn text(runtime: &JsRuntime, source: &str) -> String {
    let value = runtime.run_script("text.js", source).expect(source);
    runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
}

fn with_gc<T>(body: impl FnOnce(&JsRuntime, &tokio::runtime::Runtime) -> T) -> T {
    let options = Options {
        expose_gc: true,
        any_thread: true,
        ..Options::default()
    };
    Engine::init(&options).expect("the flags are V8's");
    with_runtime(body)
}

#[track_caller]
fn logs(source: &str, wanted: &str) {
    assert_eq!(log_of(source), wanted, "{source}");
}

fn heap(runtime: &JsRuntime) -> usize {
    for _ in 0..2 {
        runtime.with_scope(|scope| scope.low_memory_notification());
    }
    runtime.with_scope(|scope| {
        let statistics = scope.get_heap_statistics();
        statistics.used_heap_size() + statistics.external_memory()
    })
}

#[test]
fn messages_arrive_in_order_each_as_a_task() {
    logs(
        "const { port1, port2 } = new MessageChannel();
         port2.onmessage = e => {
             log.push(e.data.n);
             Promise.resolve().then(() => log.push('m' + e.data.n));
             if (e.data.n === 3) port2.close();
         };
         for (let n = 1; n <= 3; n++) port1.postMessage({ n });
         log.push('sync');",
        "sync,1,m1,2,m2,3,m3",
    );
}

#[test]
fn messages_of_two_ports_are_tasks_of_their_own() {
    logs(
        "for (const n of ['a', 'b', 'c']) {
             const { port1, port2 } = new MessageChannel();
             port2.onmessage = e => {
                 log.push(e.data);
                 Promise.resolve().then(() => log.push('m' + e.data));
                 port2.close();
             };
             port1.postMessage(n);
         }",
        "a,ma,b,mb,c,mc",
    );
}

#[test]
fn the_queue_waits_for_start() {
    logs(
        "const { port1, port2 } = new MessageChannel();
         port2.addEventListener('message', e => { log.push(e.data); port2.close() });
         port1.postMessage('x');
         setTimeout(() => { log.push('start'); port2.start() }, 5);",
        "start,x",
    );
}

#[test]
fn the_event_is_of_its_interface() {
    logs(
        "const { port1, port2 } = new MessageChannel();
         port2.onmessage = e => {
             log.push(e instanceof MessageEvent, e.isTrusted, e.type, e.origin === '', e.lastEventId === '', e.source,
                 e.target === port2, e.ports.length, Object.isFrozen(e.ports), e.ports === e.ports, e.cancelable);
             port2.close();
         };
         port1.postMessage(1)",
        "true,true,message,true,true,,true,0,true,true,false",
    );
}

#[test]
fn message_events_can_be_made() {
    is(
        "(e => [e.data, e.origin, e.lastEventId, e.source, e.ports.length, e.isTrusted].join())(new MessageEvent('x'))",
        ",,,,0,false",
    );
    is(
        "(c => (e => [e.data, e.origin, e.source === c.port1, e.ports[0] === c.port2].join())(new MessageEvent('x', { data: 1, origin: 'o', source: c.port1, ports: [c.port2] })))(new MessageChannel())",
        "1,o,true,true",
    );
    is(
        "(e => { const before = e.ports; e.initMessageEvent('y', true, true, 2, 'p', 'id', null, [new MessageChannel().port1]); return [e.type, e.bubbles, e.data, e.origin, e.lastEventId, e.ports.length, before === e.ports].join() })(new MessageEvent('x'))",
        "y,true,2,p,id,1,false",
    );
    is(
        "(() => { try { new MessageEvent('x', { source: {} }) } catch (e) { return e.name } })()",
        "TypeError",
    );
}

#[test]
fn ports_and_buffers_are_transferred() {
    logs(
        "const a = new MessageChannel(), b = new MessageChannel(), buffer = new ArrayBuffer(8);
         b.port1.onmessage = e => { log.push(e.data); b.port1.close() };
         a.port2.onmessage = e => {
             const [port] = e.ports;
             log.push(e.ports.length, e.data.port === port, e.data.buffer.byteLength, port !== b.port2);
             port.postMessage('back');
             a.port2.close();
         };
         a.port1.postMessage({ port: b.port2, buffer }, { transfer: [buffer, b.port2] });
         b.port2.postMessage('lost');
         log.push(buffer.byteLength);",
        "0,1,true,8,true,back",
    );
}

#[test]
fn queued_messages_travel_with_a_port() {
    logs(
        "const a = new MessageChannel(), b = new MessageChannel();
         b.port1.postMessage(1);
         a.port1.postMessage(null, [b.port2]);
         b.port1.postMessage(2);
         a.port2.onmessage = e => {
             a.port2.close();
             b.port1.postMessage(3);
             e.ports[0].onmessage = e => { log.push(e.data); if (e.data === 3) e.target.close() };
         };",
        "1,2,3",
    );
}

#[test]
fn a_port_can_be_transferred_while_it_receives() {
    logs(
        "const a = new MessageChannel();
         a.port1.postMessage(1); a.port1.postMessage(2); a.port1.postMessage(3);
         const receive = e => {
             log.push(e.data);
             if (e.data === 3) return e.target.close();
             structuredClone(e.target, { transfer: [e.target] }).onmessage = receive;
         };
         a.port2.onmessage = receive;",
        "1,2,3",
    );
}

#[test]
fn both_ports_of_a_channel_can_be_transferred() {
    logs(
        "const a = new MessageChannel();
         const [x, y] = structuredClone([a.port1, a.port2], { transfer: [a.port1, a.port2] });
         y.onmessage = e => { log.push(e.data); y.close() };
         x.postMessage('through');",
        "through",
    );
}

#[test]
fn what_cannot_be_sent() {
    let refused = |call: &str, wanted: &str| {
        is(
            &format!(
                "(() => {{ const c = new MessageChannel(), d = new MessageChannel(); try {{ {call} }} catch (e) {{ return e.name + ': ' + e.message }} }})()"
            ),
            wanted,
        );
    };
    refused(
        "c.port1.postMessage(1, [c.port1])",
        "DataCloneError: Failed to execute 'postMessage' on 'MessagePort': Port at index 0 contains the source port.",
    );
    refused(
        "c.port1.postMessage(1, [d.port1, d.port1])",
        "DataCloneError: Failed to execute 'postMessage' on 'MessagePort': MessagePort at index 1 is a duplicate of an earlier MessagePort.",
    );
    refused(
        "d.port1.close(); c.port1.postMessage(1, [d.port1])",
        "DataCloneError: Failed to execute 'postMessage' on 'MessagePort': MessagePort at index 0 is already detached.",
    );
    refused(
        "c.port1.postMessage(() => {})",
        "DataCloneError: Failed to execute 'postMessage' on 'MessagePort': () => {} could not be cloned.",
    );
    refused(
        "c.port1.postMessage()",
        "TypeError: Failed to execute 'postMessage' on 'MessagePort': 1 argument required, but only 0 present.",
    );
    refused(
        "c.port1.postMessage(d.port1); return 'sent'",
        "DataCloneError: Failed to execute 'postMessage' on 'MessagePort': A MessagePort could not be cloned because it was not transferred.",
    );
}

#[test]
fn a_message_that_takes_its_own_target_along_is_lost() {
    logs(
        "const c = new MessageChannel();
         c.port1.onclose = () => log.push('close');
         c.port1.onmessage = () => log.push('message');
         c.port1.postMessage('x', [c.port2]);
         try { structuredClone(c.port2, { transfer: [c.port2] }) } catch (e) { log.push(e.name) }",
        "DataCloneError,close",
    );
}

#[test]
fn ports_in_each_others_queues_are_lost() {
    logs(
        "const a = new MessageChannel(), b = new MessageChannel();
         a.port1.onclose = () => log.push('a'); b.port1.onclose = () => log.push('b');
         a.port1.postMessage('x', [b.port2]);
         b.port1.postMessage('y', [a.port2]);",
        "a,b",
    );
    logs(
        "const channels = ['a', 'b', 'c'].map(name => Object.assign(new MessageChannel(), { name }));
         for (const c of channels) c.port1.onclose = () => log.push(c.name);
         const [a, b, c] = channels, stream = new TransformStream();
         a.port1.postMessage('x', [b.port2, stream]);
         b.port1.postMessage('y', [c.port2]);
         log.push('so far');
         c.port1.postMessage('z', [a.port2]);",
        "so far,a,b,c",
    );
}

#[test]
fn a_port_that_waits_in_a_queue_can_be_sent_anything_else() {
    logs(
        "const a = new MessageChannel(), b = new MessageChannel(), c = new MessageChannel();
         a.port1.postMessage('x', [b.port2]);
         b.port1.postMessage('y', [c.port2, a.port1]);
         a.port2.onmessage = e => {
             log.push(e.data);
             a.port2.close();
             e.ports[0].onmessage = e => { log.push(e.data, e.ports.length); e.target.close() };
         };",
        "x,y,2",
    );
}

#[test]
fn a_port_whose_other_is_on_its_way_lives() {
    // b.port1 listens, and nothing but the message that has b.port2 leads to it.
    for way in [
        "setTimeout(() => receive(a.port2))",
        "setTimeout(() => receive(hop(a.port2)))",
        "const d = new MessageChannel(); d.port1.postMessage(0, [a.port2]); gc(); hop(d.port2).onmessage = e => { e.target.close(); receive(e.ports[0]) }",
    ] {
        logs(
            &format!(
                "const hop = port => structuredClone(port, {{ transfer: [port] }});
                 const receive = port => {{
                     gc();
                     port.onmessage = e => {{ port.close(); e.ports[0].postMessage('arrived'); gc(); }};
                 }};
                 (() => {{
                     const a = new MessageChannel();
                     (() => {{
                         const b = new MessageChannel();
                         b.port1.onmessage = e => {{ log.push(e.data); e.target.close() }};
                         a.port1.postMessage(0, [b.port2]);
                     }})();
                     {way};
                 }})();
                 gc();"
            ),
            "arrived",
        );
    }
}

#[test]
fn close_is_fired_at_the_other_port_after_the_messages() {
    logs(
        "const { port1, port2 } = new MessageChannel();
         port1.onclose = () => log.push('own');
         port2.onmessage = e => log.push(e.data);
         port2.onclose = e => log.push(e.type, e.constructor.name, e.isTrusted);
         port1.postMessage('last');
         port1.close();
         port1.postMessage('too late'); port2.postMessage('nowhere');",
        "last,close,Event,true",
    );
}

#[test]
fn a_port_that_closes_itself_still_gets_what_was_sent() {
    logs(
        "const { port1, port2 } = new MessageChannel();
         port2.onmessage = e => { log.push(e.data); port2.close() };
         port1.postMessage(1); port1.postMessage(2);",
        "1,2",
    );
}

#[test]
fn listeners_for_messages_keep_the_event_loop_running() {
    let keeps_running = |source: &str| {
        with_gc(|runtime, tokio| {
            runtime.run_script("test.js", source).expect(source);
            tokio.block_on(async {
                let mut run = std::pin::pin!(runtime.run_event_loop());
                std::future::poll_fn(|cx| {
                    // Messages that are under way are delivered in the first polls.
                    for _ in 0..8 {
                        if run.as_mut().poll(cx).is_ready() {
                            return std::task::Poll::Ready(false);
                        }
                    }
                    std::task::Poll::Ready(true)
                })
                .await
            })
        })
    };
    let channel =
        "globalThis.c = new MessageChannel(); const { port1, port2 } = c; const f = () => {};";
    for (source, wanted) in [
        ("", false),
        ("port1.start()", false),
        ("port1.addEventListener('message', f)", false),
        ("port1.addEventListener('message', f); port1.start()", true),
        ("port1.onmessage = f", true),
        ("port1.onmessage = f; port1.onmessage = null", false),
        ("port1.onclose = f", false),
        ("port1.onmessage = f; port1.close()", false),
        ("port1.onmessage = f; port2.close()", false),
        (
            "port1.onmessage = f; port2.postMessage(1); port2.close()",
            false,
        ),
        (
            "port1.onmessage = f; port2.onmessage = f; port2.close()",
            false,
        ),
        (
            "port1.onmessage = f; globalThis.d = structuredClone(port2, { transfer: [port2] })",
            true,
        ),
        (
            "port1.onmessage = f; structuredClone(port2, { transfer: [port2] }).close()",
            false,
        ),
        (
            "port1.onmessage = f; structuredClone(port1, { transfer: [port1] })",
            false,
        ),
    ] {
        let source = format!("{{ {channel} {source} }}");
        assert_eq!(keeps_running(&source), wanted, "{source}");
    }
}

#[test]
fn a_message_under_way_keeps_its_port() {
    logs(
        "(() => {
             const { port1, port2 } = new MessageChannel();
             port2.onmessage = e => { log.push(e.data); e.target.close() };
             port1.postMessage('kept');
         })();
         gc(); gc();",
        "kept",
    );
}

#[test]
fn a_listening_port_lives_as_long_as_the_other() {
    with_gc(|runtime, tokio| {
        let turn = || {
            for _ in 0..4 {
                tokio.block_on(async {
                    std::future::poll_fn(|cx| {
                        let _running = runtime.poll_event_loop(cx);
                        std::task::Poll::Ready(())
                    })
                    .await;
                });
            }
        };
        let prepare = "globalThis.log = []; globalThis.kept = (() => {
            const { port1, port2 } = new MessageChannel();
            port2.onmessage = e => log.push(e.data);
            port2.onclose = () => log.push('close');
            return port1;
        })()";
        runtime.run_script("test.js", prepare).expect("a script");
        heap(runtime);
        text(runtime, "kept.postMessage('still there')");
        turn();
        assert_eq!(text(runtime, "log.join()"), "still there");
        // Nothing reaches the pair any more, though both listen.
        text(runtime, "kept.onmessage = () => {}; kept = null");
        turn();
        heap(runtime);
        tokio
            .block_on(runtime.run_event_loop())
            .expect("it comes to its end");
    });
}

#[test]
fn close_is_fired_when_the_other_port_is_collected() {
    with_gc(|runtime, tokio| {
        let prepare = "globalThis.log = []; globalThis.kept = (() => {
            const { port1 } = new MessageChannel();
            port1.onmessage = () => {};
            port1.onclose = () => log.push('close');
            return port1;
        })()";
        runtime.run_script("test.js", prepare).expect("a script");
        heap(runtime);
        tokio
            .block_on(runtime.run_event_loop())
            .expect("it comes to its end");
        assert_eq!(text(runtime, "log.join()"), "close");
    });
}

#[test]
fn channels_that_nothing_reaches_leave_nothing() {
    let sources = [
        "for (let i = 0; i < 100000; i++) new MessageChannel()",
        "for (let i = 0; i < 100000; i++) { const { port1, port2 } = new MessageChannel(); port1.onmessage = port2.onmessage = () => port1 }",
        "for (let i = 0; i < 20000; i++) { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => {}; port2.close() }",
        "for (let i = 0; i < 20000; i++) { const { port1, port2 } = new MessageChannel(); port1.postMessage('x'.repeat(99), [new MessageChannel().port1]) }",
        "for (let i = 0; i < 5000; i++) { const a = new MessageChannel(), b = new MessageChannel(); b.port1.onmessage = () => { a; b }; a.port1.postMessage(0, [b.port2]) }",
        "for (let i = 0; i < 5000; i++) { const { port1, port2 } = new MessageChannel(); structuredClone([port1, port2], { transfer: [port1, port2] }) }",
    ];
    for source in sources {
        let grown = with_gc(|runtime, tokio| {
            let run = || {
                runtime.run_script("test.js", source).expect(source);
                // Once for the ports, once more for what their operations let go.
                for _ in 0..2 {
                    heap(runtime);
                    tokio.block_on(async {
                        std::future::poll_fn(|cx| {
                            for _ in 0..4 {
                                let _running = runtime.poll_event_loop(cx);
                            }
                            std::task::Poll::Ready(())
                        })
                        .await;
                    });
                }
            };
            run();
            let before = heap(runtime);
            run();
            let grown = heap(runtime).saturating_sub(before);
            tokio
                .block_on(runtime.run_event_loop())
                .expect("it comes to its end");
            grown
        });
        assert!(grown < 500_000, "{grown} bytes: {source}");
    }
}

#[test]
fn ports_nested_in_messages_do_not_use_up_the_stack() {
    is(
        "(() => {
             let inner = new MessageChannel();
             for (let i = 0; i < 50000; i++) {
                 const outer = new MessageChannel();
                 outer.port1.postMessage(null, [inner.port2]);
                 inner = outer;
             }
             return 'done';
         })()",
        "done",
    );
}
