//! Requests that an HTTP server received and responses that it sends: `nano_apis::fetch::server`.

mod common;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use common::with_runtime;
use http::{HeaderMap, HeaderValue};
use http_body::{Body as HttpBody, Frame, SizeHint};
use nano_apis::fetch::server::{InvalidOrigin, Origin, ResponseParts};
use nano_apis::fetch::{Body, Request, Response};
use nano_runtime::js::{Local, Value};
use nano_runtime::runtime::JsRuntime;
use nano_runtime::{Ref, binding};
use tokio::sync::mpsc;

/// A body whose chunks a test sends, and which says whether anybody asked for one.
struct Chunks {
    receiver: mpsc::UnboundedReceiver<Result<Bytes, std::io::Error>>,
    polled: Rc<Cell<bool>>,
}

type Sender = mpsc::UnboundedSender<Result<Bytes, std::io::Error>>;

fn chunks() -> (Sender, Rc<Cell<bool>>, Chunks) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let polled = Rc::new(Cell::new(false));
    (sender, Rc::clone(&polled), Chunks { receiver, polled })
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.polled.set(true);
        self.receiver
            .poll_recv(context)
            .map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(10)
    }
}

fn parts(method: &str, target: &str) -> http::request::Parts {
    let mut request = http::Request::new(());
    *request.method_mut() = method.parse().expect("a method");
    *request.uri_mut() = target.parse().expect("a target");
    request
        .headers_mut()
        .append("x-a", HeaderValue::from_static("1"));
    request
        .headers_mut()
        .append("cookie", HeaderValue::from_static("c"));
    request
        .headers_mut()
        .append("x-a", HeaderValue::from_static("2"));
    request.into_parts().0
}

fn origin() -> Origin {
    Origin::new("https", "EXAMPLE.test:443").expect("an origin")
}

/// Makes `request` a variable of the script.
fn set_request(runtime: &JsRuntime, request: Request) {
    runtime.with_scope(|scope| {
        let request = binding::allocate(scope, request);
        let wrapper = binding::wrapper(scope, request).expect("a wrapper");
        let key = nano_runtime::webidl::js_name(scope, "request");
        let global = scope.get_current_context().global(scope);
        global.set(scope, key.into(), wrapper.into());
    });
}

fn run(runtime: &JsRuntime, source: &str) -> String {
    let value = runtime
        .run_script("test.js", source)
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
}

fn response<R>(
    runtime: &JsRuntime,
    source: &str,
    look: impl FnOnce(nano_runtime::Result<ResponseParts>) -> R,
) -> R {
    let value = runtime.run_script("test.js", source).expect("a response");
    runtime.with_scope(|scope| {
        let value: Local<'_, Value> = Local::new(scope, value);
        let response: Ref<'_, Response> = binding::unwrap(scope, value).expect("a response");
        look(response.take_parts(scope))
    })
}

fn get(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter();
    values
        .map(|value| value.to_str().unwrap_or("?").to_owned())
        .collect()
}

#[test]
fn a_received_request_reads_as_one_that_a_script_made() {
    with_runtime(|runtime, _| {
        set_request(
            runtime,
            Request::from_parts(parts("PATCH", "/a?b"), &origin(), None),
        );
        assert_eq!(
            run(
                runtime,
                "[request.method, request.url, request.mode, request.bodyUsed, [...request.headers].join('|')].join(' ')"
            ),
            "PATCH https://example.test/a?b cors false cookie,c|x-a,1, 2",
        );
        assert_eq!(run(runtime, "request.headers === request.headers"), "true");
        assert_eq!(
            run(
                runtime,
                "request.headers.set('x-a', '3'); request.clone().headers.get('x-a') + new Request(request).headers.get('cookie')"
            ),
            "3c",
        );
    });
}

#[test]
fn the_url_is_what_the_url_parser_makes_of_the_target() {
    for (target, wanted) in [
        ("/", "https://example.test/"),
        (
            "/plain/path.html?q=1&r=a,b",
            "https://example.test/plain/path.html?q=1&r=a,b",
        ),
        ("/a/../b/./c", "https://example.test/b/c"),
        ("/a/%2e%2E/b", "https://example.test/b"),
        ("/a/.../b..c", "https://example.test/a/.../b..c"),
        ("//other.test/x", "https://example.test//other.test/x"),
        ("/q?it's", "https://example.test/q?it%27s"),
        ("/a|b{c?d", "https://example.test/a|b%7Bc?d"),
        (
            "https://elsewhere.test/path?x",
            "https://example.test/path?x",
        ),
        ("*", "https://example.test/"),
    ] {
        with_runtime(|runtime, _| {
            set_request(
                runtime,
                Request::from_parts(parts("GET", target), &origin(), None),
            );
            assert_eq!(run(runtime, "request.url"), wanted, "{target}");
            assert_eq!(
                run(runtime, "new URL(request.url).href"),
                wanted,
                "{target}"
            );
        });
    }
}

#[test]
fn origins_are_hosts_and_nothing_more() {
    for (scheme, authority, wanted) in [
        ("http", "localhost:80", "http://localhost"),
        ("http", "127.1:8080", "http://127.0.0.1:8080"),
        ("https", "[::1]:8443", "https://[::1]:8443"),
        ("https", "b\u{fc}cher.test", "https://xn--bcher-kva.test"),
    ] {
        let origin = Origin::new(scheme, authority);
        assert_eq!(origin.as_ref().map(Origin::as_str), Ok(wanted));
    }
    for authority in [
        "", "a b", "a/b", "u@a", "a?b", "a#b", "a:99999", "a\\b", "a\tb", ":80", "%00",
    ] {
        assert_eq!(
            Origin::new("http", authority),
            Err(InvalidOrigin),
            "{authority}"
        );
    }
}

#[test]
fn a_received_body_is_read_when_asked_for() {
    with_runtime(|runtime, tokio| {
        let (sender, polled, body) = chunks();
        let body = Body::from_source(body);
        set_request(
            runtime,
            Request::from_parts(parts("POST", "/"), &origin(), Some(body)),
        );
        assert_eq!(
            run(
                runtime,
                "request.headers.get('x-a') + request.url + request.bodyUsed"
            ),
            "1, 2https://example.test/false"
        );
        assert!(!polled.get());
        sender.send(Ok("{\"a\"".into())).expect("a reader");
        run(
            runtime,
            "request.json().then(v => { globalThis.log = v.a }); request.bodyUsed",
        );
        assert!(polled.get());
        for chunk in ["", ":", "[1]}"] {
            sender.send(Ok(chunk.into())).expect("a reader");
        }
        drop(sender);
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        assert_eq!(run(runtime, "log + ' ' + request.bodyUsed"), "1 true");
    });
}

#[test]
fn clones_of_a_received_body_share_its_source() {
    with_runtime(|runtime, tokio| {
        let (sender, _, body) = chunks();
        let body = Body::from_source(body);
        set_request(
            runtime,
            Request::from_parts(parts("POST", "/"), &origin(), Some(body)),
        );
        run(
            runtime,
            "globalThis.log = []; globalThis.b = request.clone(); globalThis.c = b.clone();
             request.text().then(t => log.push('a' + t)); b.text().then(t => log.push('b' + t)); 0",
        );
        sender.send(Ok("one ".into())).expect("a reader");
        sender.send(Ok("two".into())).expect("a reader");
        drop(sender);
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        assert_eq!(run(runtime, "log.sort().join()"), "aone two,bone two");
        run(runtime, "c.text().then(t => log.push('c' + t)); 0");
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        assert_eq!(run(runtime, "log.join()"), "aone two,bone two,cone two");
    });
}

#[test]
fn a_failing_source_rejects_every_reader() {
    with_runtime(|runtime, tokio| {
        let (sender, _, body) = chunks();
        let body = Body::from_source(body);
        set_request(
            runtime,
            Request::from_parts(parts("POST", "/"), &origin(), Some(body)),
        );
        run(
            runtime,
            "globalThis.log = []; let b = request.clone(); request.text().catch(e => log.push(e)); b.json().catch(e => log.push(e.name)); 0",
        );
        sender.send(Ok("[".into())).expect("a reader");
        sender
            .send(Err(std::io::Error::other("cut off")))
            .expect("a reader");
        tokio.block_on(runtime.run_event_loop()).expect("no error");
        assert_eq!(
            run(runtime, "log.sort().join()"),
            "TypeError,TypeError: The body could not be read: cut off",
        );
    });
}

#[test]
fn a_dropped_reader_does_not_strand_the_others() {
    use std::future::poll_fn;

    let tokio = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("tokio starts");
    tokio.block_on(async {
        let (sender, _, body) = chunks();
        let mut first = Body::from_source(body);
        let second = first.clone_body();
        let local = tokio::task::LocalSet::new();
        local
            .run_until(async {
                let reader = tokio::task::spawn_local(second.fully_read());
                tokio::task::yield_now().await;
                // The source remembers the waker of whoever polled last.
                let pending = poll_fn(|context| {
                    Poll::Ready(Pin::new(&mut first).poll_frame(context).is_pending())
                });
                assert!(pending.await);
                drop(first);
                sender.send(Ok("all".into())).expect("a reader");
                drop(sender);
                let bytes = reader.await.expect("no panic").expect("bytes");
                assert_eq!(bytes, "all");
            })
            .await;
    });
}

#[test]
fn a_response_comes_apart() {
    with_runtime(|runtime, _| {
        let source = "new Response('h\u{e9}', { status: 201, statusText: 'Made', headers: [['X-B', '1'], ['Set-Cookie', 'a'], ['set-cookie', 'b']] })";
        response(runtime, source, |parts| {
            let parts = parts.expect("parts");
            assert_eq!(parts.status, 201);
            assert_eq!(parts.reason.as_deref(), Some(&b"Made"[..]));
            assert_eq!(get(&parts.headers, "set-cookie"), ["a", "b"]);
            assert_eq!(
                get(&parts.headers, "content-type"),
                ["text/plain;charset=UTF-8"]
            );
            assert!(matches!(parts.body, Some(Body::Bytes(bytes)) if bytes == "h\u{e9}"));
        });
        response(
            runtime,
            "(r => { r.headers.set('x', 'y'); return r })(new Response(null, { status: 204 }))",
            |parts| {
                let parts = parts.expect("parts");
                assert!(parts.body.is_none() && parts.reason.is_none());
                assert_eq!(get(&parts.headers, "x"), ["y"]);
            },
        );
    });
}

#[test]
fn a_body_goes_from_source_to_response_untouched() {
    with_runtime(|runtime, tokio| {
        let (sender, polled, body) = chunks();
        let body = Body::from_source(body);
        set_request(
            runtime,
            Request::from_parts(parts("POST", "/"), &origin(), Some(body)),
        );
        let body = runtime.with_scope(|scope| {
            let value = runtime
                .run_script("test.js", "new Request(request, { method: 'PUT' })")
                .expect("a request");
            let value: Local<'_, Value> = Local::new(scope, value);
            let request: Ref<'_, Request> = binding::unwrap(scope, value).expect("a request");
            request.take_body(scope).expect("usable").expect("a body")
        });
        assert!(!polled.get());
        assert_eq!(body.size_hint().exact(), Some(10));
        sender.send(Ok("0123456789".into())).expect("a reader");
        drop(sender);
        assert_eq!(
            tokio.block_on(body.fully_read()).expect("bytes"),
            "0123456789"
        );
        assert_eq!(run(runtime, "request.bodyUsed"), "true");
    });
}

#[test]
fn what_cannot_be_sent_is_an_error() {
    with_runtime(|runtime, _| {
        for source in [
            "Response.error()",
            "new Response('', { headers: { a: '\\x01' } })",
            "new Response('', { headers: { ['n'.repeat(70000)]: '' } })",
            "(r => (r.text(), r))(new Response('x'))",
        ] {
            assert!(
                response(runtime, source, |parts| parts.is_err()),
                "{source}"
            );
        }
    });
}

#[test]
fn a_client_that_goes_away_aborts_the_signals() {
    for touch in ["", "request.signal.onabort = () => log.push('event');"] {
        with_runtime(|runtime, _| {
            let request = Request::from_parts(parts("GET", "/"), &origin(), None);
            set_request(runtime, request);
            run(
                runtime,
                &format!("globalThis.log = []; {touch} globalThis.copy = new Request(request); 0"),
            );
            runtime.with_scope(|scope| {
                let value = runtime.run_script("test.js", "request").expect("a request");
                let value: Local<'_, Value> = Local::new(scope, value);
                let request: Ref<'_, Request> = binding::unwrap(scope, value).expect("a request");
                request.abort(scope, None).expect("no termination");
            });
            let event = if touch.is_empty() { "" } else { "event" };
            assert_eq!(
                run(
                    runtime,
                    "[log, request.signal.aborted, request.signal.reason.name, copy.signal.aborted].join()"
                ),
                format!("{event},true,AbortError,true"),
            );
        });
    }
}

#[test]
fn a_reader_that_waits_is_not_woken_by_itself() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Wake, Waker};

    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let (sender, _, body) = chunks();
    let mut first = Body::from_source(body);
    let mut second = first.clone_body();
    let counts = [(); 2].map(|()| Arc::new(Count(AtomicUsize::new(0))));
    let wakers = counts
        .each_ref()
        .map(|count| Waker::from(Arc::clone(count)));
    for _ in 0..2 {
        for (body, waker) in [&mut first, &mut second].into_iter().zip(&wakers) {
            let next = Pin::new(body).poll_frame(&mut Context::from_waker(waker));
            assert!(next.is_pending());
        }
    }
    let woken = || {
        counts
            .each_ref()
            .map(|count| count.0.load(Ordering::Relaxed))
    };
    assert_eq!(woken(), [0, 0]);
    // The source wakes the one that asked last, and that one, when it reads, the other.
    sender.send(Ok("x".into())).expect("a reader");
    assert_eq!(woken(), [0, 1]);
    let next = Pin::new(&mut second).poll_frame(&mut Context::from_waker(Waker::noop()));
    assert!(next.is_ready());
    assert_eq!(woken()[0], 1);
}
