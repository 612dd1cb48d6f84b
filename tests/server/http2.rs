//! HTTP/2 without TLS, by prior knowledge.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::support::Server;

type Client = SendRequest<Full<Bytes>>;

/// Runs `body` with a connection to the server.
fn with_client(server: &Server, body: impl AsyncFnOnce(Client)) {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tokio.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.address())
            .await
            .unwrap();
        let (client, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        body(client).await;
    });
}

async fn send(client: &mut Client, request: Request<Full<Bytes>>) -> Response<Bytes> {
    let (parts, body) = client.send_request(request).await.unwrap().into_parts();
    Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
}

fn request(method: &str, path: &str, body: &'static [u8]) -> Request<Full<Bytes>> {
    let uri = format!("http://example.com{path}");
    Request::builder()
        .method(method)
        .uri(uri)
        .body(Full::new(Bytes::from_static(body)))
        .unwrap()
}

#[test]
fn requests_are_answered_on_one_connection() {
    let server = Server::with_handler(
        "async fetch(request) {
           const { pathname } = new URL(request.url);
           if (pathname === '/slow') await new Promise(resolve => setTimeout(resolve, 20));
           if (pathname === '/throws') throw new Error('x');
           return new Response(`${request.method} ${request.url} ${await request.text()}`, { statusText: 'Ignored' });
         }",
    );
    with_client(&server, async |mut client| {
        let response = send(&mut client, request("POST", "/a?b", b"body")).await;
        assert_eq!(
            (response.version(), response.status().as_u16()),
            (Version::HTTP_2, 200)
        );
        assert_eq!(response.body(), "POST http://example.com/a?b body");
        assert_eq!(
            send(&mut client, request("GET", "/throws", b""))
                .await
                .status(),
            500
        );
        // The slow one does not hold up the other.
        let slow = client.send_request(request("GET", "/slow", b""));
        let fast = send(&mut client, request("GET", "/fast", b"")).await;
        assert_eq!(fast.body(), "GET http://example.com/fast ");
        assert_eq!(slow.await.unwrap().status(), 200);
    });
}

#[test]
fn head_has_no_body() {
    let server = Server::with_handler("fetch() { return new Response('12345') }");
    with_client(&server, async |mut client| {
        let response = send(&mut client, request("HEAD", "/", b"")).await;
        assert_eq!(response.headers()["content-length"], "5");
        assert!(response.body().is_empty());
    });
}

#[test]
fn streams_flow_and_fail_on_their_own() {
    let server = Server::with_handler(
        "fetch(request) {
           if (request.url.endsWith('/echo')) return new Response(request.body);
           let count = 0;
           return new Response(new ReadableStream({
             pull(c) { if (count++) throw new Error('no more'); c.enqueue(new TextEncoder().encode('some')) },
             cancel() { console.error('cancelled') },
           }));
         }",
    );
    with_client(&server, async |mut client| {
        let response = send(&mut client, request("POST", "/echo", b"body")).await;
        assert_eq!(response.body(), "body");
        let response = client.send_request(request("GET", "/", b"")).await.unwrap();
        let error = response.into_body().collect().await.unwrap_err();
        let error = std::error::Error::source(&error).map(ToString::to_string);
        assert!(
            error
                .as_deref()
                .is_some_and(|error| error.contains("stream error")),
            "{error:?}"
        );
        server.logged("GET http://example.com/: the response's body failed: Error: no more");
        // The connection goes on.
        let response = send(&mut client, request("POST", "/echo", b"body")).await;
        assert_eq!(response.body(), "body");
        let head = send(&mut client, request("HEAD", "/", b"")).await;
        assert!(head.body().is_empty());
        server.logged("cancelled");
    });
}

#[test]
fn a_client_that_resets_a_stream_cancels_it() {
    let server = Server::with_handler(
        "fetch(request) {
           if (request.url.endsWith('/ok')) return new Response('ok');
           return new Response(new ReadableStream({
             pull(c) { c.enqueue(new Uint8Array(1000)) },
             cancel(reason) { console.error(`cancelled: ${reason.message} ${request.signal.aborted}`) },
           }));
         }",
    );
    with_client(&server, async |mut client| {
        let response = client.send_request(request("GET", "/", b"")).await.unwrap();
        let mut body = response.into_body();
        assert!(body.frame().await.unwrap().unwrap().is_data());
        drop(body);
        let response = send(&mut client, request("GET", "/ok", b"")).await;
        assert_eq!(response.body(), "ok");
    });
    server.logged("cancelled: The client has gone away true");
}

#[test]
fn large_bodies_go_both_ways() {
    static LARGE: [u8; 3_000_000] = [b'x'; 3_000_000];
    let server = Server::with_handler(
        "async fetch(request) { return new Response(await request.arrayBuffer()) }",
    );
    with_client(&server, async |mut client| {
        let response = send(&mut client, request("POST", "/", &LARGE)).await;
        assert!(response.body() == &LARGE[..]);
    });
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::with_handler("fetch() { return new Response('ok') }");
    with_client(&server, async |mut client| {
        let mut large = request("GET", "/", b"");
        let value = hyper::header::HeaderValue::from_str(&"a".repeat(80 * 1024)).unwrap();
        large.headers_mut().insert("x-large", value);
        match client.send_request(large).await {
            Ok(response) => assert_eq!(response.status(), 431),
            // A client that knows the server's limit does not send it at all.
            Err(error) => assert!(!error.is_closed(), "{error:?}"),
        }
        assert_eq!(
            send(&mut client, request("GET", "/", b"")).await.body(),
            "ok"
        );
    });
}

/// The requests on a connection are finished before it is closed.
#[cfg(unix)]
#[test]
fn a_request_in_flight_is_answered_when_the_server_stops() {
    let mut server = Server::with_handler(
        "fetch() { console.error('begun'); return new Promise(resolve => setTimeout(resolve, 300, new Response('slow'))) }",
    );
    with_client(&server, async |mut client| {
        let answer = client.send_request(request("GET", "/", b""));
        let answer = tokio::spawn(answer);
        tokio::task::yield_now().await;
        while !server.logged("").contains("begun") {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        server.signal(rustix::process::Signal::TERM);
        let response = answer.await.unwrap().unwrap();
        assert_eq!(
            response.into_body().collect().await.unwrap().to_bytes(),
            "slow"
        );
    });
    assert_eq!(server.ended().code(), Some(0));
}
