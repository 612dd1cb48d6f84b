//! Bodies that are streams: how they flow, and how they end.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::support::{Server, body, eventually, response, rest, status_line};

/// The bytes of a chunked body, and whether its end was seen.
fn dechunk(mut chunked: &str) -> (String, bool) {
    let mut text = String::new();
    loop {
        let Some((size, rest)) = chunked.split_once("\r\n") else {
            return (text, false);
        };
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return (text, rest == "\r\n");
        }
        let Some(chunk) = rest.get(..size) else {
            return (text + rest, false);
        };
        text.push_str(chunk);
        chunked = rest.get(size + 2..).unwrap_or_default();
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
}

/// Reads until this has come.
#[track_caller]
fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if text.contains(wanted) {
            return text.into_owned();
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "{wanted:?} does not come: {text}");
        bytes.extend_from_slice(&buffer[..count]);
    }
}

const ECHO: &str = "
async fetch(request, env, ctx) {
  const { pathname } = new URL(request.url);
  const later = value => new Promise(resolve => setTimeout(resolve, 0, value));
  const through = { '/native': b => b, '/script': b => b.pipeThrough(new TransformStream()), '/clone': () => request.clone().body,
    '/twice': b => new Response(new Response(b).body).body,
    '/tee': b => { const [x, y] = b.tee(); ctx.waitUntil(new Response(y).bytes()); return x },
    '/branch': b => { const [x, y] = b.tee(); ctx.waitUntil(Array.fromAsync(x)); return y },
    '/later': b => later(b.pipeThrough(new TransformStream()).pipeThrough(new TransformStream())),
    '/codecs': b => later(b.pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip')).tee()[1]) };
  return new Response(await through[pathname](request.body));
}";

#[test]
fn a_body_is_echoed_while_it_arrives() {
    let server = Server::with_handler(ECHO);
    for path in [
        "/native", "/script", "/clone", "/twice", "/tee", "/branch", "/later",
    ] {
        let mut stream = server.connect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // Each chunk comes back before the next one is sent.
        for chunk in ["first", "other"] {
            stream
                .write_all(format!("5\r\n{chunk}\r\n").as_bytes())
                .unwrap();
            read_until(&mut stream, chunk);
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
        assert!(rest(&mut stream).ends_with("0\r\n\r\n"), "{path}");
    }
}

#[test]
fn bodies_of_all_sizes_are_echoed_unchanged() {
    let server = Server::with_handler(ECHO);
    for path in [
        "/native", "/script", "/clone", "/twice", "/tee", "/branch", "/later", "/codecs",
    ] {
        for size in [1, 64 * 1024, 3_000_001] {
            let sent: Vec<u8> = (0..size).map(|index| (index * 31 % 251) as u8).collect();
            let mut response = server
                .agent()
                .post(server.url(path))
                .send(&sent[..])
                .unwrap();
            let received = response.body_mut().with_config().limit(1 << 30);
            assert!(received.read_to_vec().unwrap() == sent, "{path} {size}");
        }
    }
}

#[test]
fn a_native_echo_keeps_its_length() {
    let server = Server::with_handler(ECHO);
    let mut stream = server.connect();
    for _ in 0..2 {
        stream
            .write_all(b"POST /native HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody")
            .unwrap();
        let answer = response(&mut stream);
        assert!(answer.contains("content-length: 4\r\n"), "{answer}");
        assert!(answer.ends_with("body"), "{answer}");
    }
}

/// A stream that makes a chunk of 64 KiB whenever it is asked.
const ENDLESS: &str = "
fetch(request) {
  const { pathname } = new URL(request.url);
  if (pathname === '/pulled') return new Response(`${globalThis.pulled}`);
  globalThis.pulled = 0;
  return new Response(new ReadableStream({
    pull(c) { globalThis.pulled++; c.enqueue(new Uint8Array(65536)) },
    cancel(reason) { console.error(`cancelled: ${reason.name} ${request.signal.aborted} ${request.signal.reason === reason}`) },
  }));
}";

#[test]
fn a_slow_client_slows_the_stream() {
    let server = Server::with_handler(ENDLESS);
    let mut stream = server.connect();
    stream.write_all(get("/").as_bytes()).unwrap();
    read_until(&mut stream, "\r\n\r\n");
    // Only what the sockets' buffers hold is made.
    let mut last = String::new();
    eventually("the stream waits for the client", || {
        let (_, now) = server.get("/pulled");
        std::mem::replace(&mut last, now.clone()) == now
    });
    assert!(last.parse::<u64>().unwrap() < 1024, "{last}");
    // A client that goes on has the stream go on.
    let mut buffer = vec![0; 1 << 20];
    let mut left = 64 << 20;
    while left > 0 {
        left -= stream.read(&mut buffer).unwrap().min(left);
    }
    assert!(server.get("/pulled").1.parse::<u64>().unwrap() >= 1024);
}

#[test]
fn a_client_that_goes_cancels_the_stream_and_aborts_the_signal() {
    let server = Server::with_handler(ENDLESS);
    let mut stream = server.connect();
    stream.write_all(get("/").as_bytes()).unwrap();
    read_until(&mut stream, "\r\n\r\n");
    drop(stream);
    server.logged("cancelled: AbortError true true");
}

#[test]
fn a_client_that_goes_before_the_response_aborts_the_signal() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           if (request.url.endsWith('/fast')) return new Response('fast');
           request.signal.onabort = () => console.error(`aborted: ${request.signal.reason.name}`);
           console.error('begun');
           return new Promise(() => {});
         }",
    );
    let mut stream = server.connect();
    stream.write_all(get("/").as_bytes()).unwrap();
    server.logged("begun");
    drop(stream);
    server.logged("aborted: AbortError");
    // One that has its answer aborts nothing.
    server.get("/fast");
    assert_eq!(server.logged("").matches("aborted").count(), 1);
}

/// Server-sent events: a chunk now and then, until the client goes.
#[test]
fn events_are_sent_until_the_client_goes() {
    let server = Server::with_handler(
        "fetch(request) {
           let interval, count = 0;
           return new Response(new ReadableStream({
             start(c) { interval = setInterval(() => c.enqueue(new TextEncoder().encode(`data: ${++count}\\n\\n`)), 5) },
             cancel(reason) { clearInterval(interval); console.error(`closed: ${reason.message}`) },
           }), { headers: { 'content-type': 'text/event-stream' } });
         }",
    );
    let mut stream = server.connect();
    stream.write_all(get("/").as_bytes()).unwrap();
    let text = read_until(&mut stream, "data: 3\n\n");
    assert!(
        text.contains("content-type: text/event-stream\r\n"),
        "{text}"
    );
    assert!(text.contains("data: 1\n\n"), "{text}");
    drop(stream);
    server.logged("closed: The client has gone away");
}

#[test]
fn cancelling_may_take_its_time() {
    let server = Server::with_handler(
        "fetch(request) {
           return new Response(new ReadableStream({
             pull(c) { c.enqueue(new Uint8Array(65536)) },
             async cancel() { await new Promise(resolve => setTimeout(resolve, 20)); console.error('cleaned up') },
           }));
         }",
    );
    let mut stream = server.connect();
    stream.write_all(get("/").as_bytes()).unwrap();
    read_until(&mut stream, "\r\n\r\n");
    drop(stream);
    server.logged("cleaned up");
}

#[test]
fn an_error_cuts_the_response_off_and_is_logged() {
    let server = Server::with_handler(
        "fetch(request) {
           let count = 0;
           return new Response(new ReadableStream({
             pull(c) { if (count++) throw new RangeError('no more'); c.enqueue(new TextEncoder().encode('some')) },
           }));
         }",
    );
    let answer = server.exchange(get("/broken?"));
    assert_eq!(status_line(&answer), "HTTP/1.1 200 OK");
    assert_eq!(dechunk(body(&answer)), ("some".into(), false));
    // The stack is the last that is written of it.
    let log = server.logged("app.mjs:5:");
    assert!(
        log.contains("GET http://h/broken?: the response's body failed: RangeError: no more"),
        "{log}"
    );
    assert_eq!(
        log.matches("no more").count(),
        2,
        "the message and the line: {log}"
    );

    let server = Server::with_handler(
        "fetch(request) { return new Response(new ReadableStream({ start(c) { c.enqueue('text') } })) }",
    );
    let answer = server.exchange(get("/"));
    assert_eq!(dechunk(body(&answer)), (String::new(), false));
    server.logged("TypeError: Received a chunk that is not a Uint8Array");
}

#[test]
fn a_stream_for_head_is_cancelled() {
    let server = Server::with_handler(
        "fetch(request) {
           request.signal.onabort = () => console.error('aborted');
           return new Response(new ReadableStream({
             pull() { console.error('pulled') },
             cancel(reason) { console.error(`cancelled: ${reason.message}`) },
           }, { highWaterMark: 0 }), { headers: { 'x-a': 'b' } });
         }",
    );
    let answer = server.exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert_eq!(status_line(&answer), "HTTP/1.1 200 OK");
    assert!(
        answer.contains("x-a: b\r\n") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
    let log = server.logged("cancelled: The response to HEAD has no body");
    assert!(!log.contains("aborted") && !log.contains("pulled"), "{log}");
}

const DECLARED: &str = "
fetch(request) {
  const { pathname } = new URL(request.url);
  const length = Number(pathname.slice(1));
  let count = 0;
  const body = new ReadableStream({
    async pull(c) {
      await null;
      if (count++ < 2) c.enqueue(new TextEncoder().encode('12345')); else { c.close(); console.error('closed') }
    },
    cancel(reason) { console.error(`cancelled: ${reason.message}`) },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { 'content-length': `${length}` } });
}";

#[test]
fn a_declared_length_is_kept() {
    let server = Server::with_handler(DECLARED);
    let mut stream = server.connect();
    for _ in 0..2 {
        stream
            .write_all(b"GET /10 HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        let answer = response(&mut stream);
        assert!(answer.contains("content-length: 10\r\n"), "{answer}");
        assert!(answer.ends_with("1234512345"), "{answer}");
    }
    // A stream that closes after its last chunk is not cancelled.
    eventually("both streams are closed", || {
        server.logged("closed").matches("closed").count() == 2
    });
    assert!(!server.logged("").contains("cancelled"));
}

#[test]
fn a_wrong_declared_length_is_an_error() {
    let server = Server::with_handler(DECLARED);
    let answer = server.exchange(get("/11"));
    assert!(answer.contains("content-length: 11\r\n"), "{answer}");
    assert_eq!(body(&answer), "1234512345");
    server.logged("it ended after 10 of 11 bytes (Content-Length)");
    // The chunk that is too much does not reach the client.
    let answer = server.exchange(get("/7"));
    assert_eq!(body(&answer), "12345");
    server.logged("it is longer than 7 bytes (Content-Length)");
    server.logged("cancelled: The response has failed");
    let answer = server.exchange(get("/5"));
    assert_eq!(body(&answer), "12345");
    server.logged("it is longer than 5 bytes (Content-Length)");
    server.logged("cancelled: The response is longer than its Content-Length");

    let server = Server::with_handler(
        "fetch() { return new Response('12345', { headers: { 'content-length': '3' } }) }",
    );
    let answer = server.exchange(get("/"));
    assert!(answer.contains("content-length: 5\r\n"), "{answer}");
    assert_eq!(body(&answer), "12345");
}

#[test]
fn a_branch_of_a_body_outlives_the_response() {
    let server = Server::with_handler(
        "fetch(request, env, ctx) {
           const [a, b] = request.body.tee();
           ctx.waitUntil((async () => {
             let size = 0;
             for await (const chunk of b) { size += chunk.length; await new Promise(resolve => setTimeout(resolve, 1)) }
             console.error(`the branch had ${size} bytes`);
           })());
           return new Response(a);
         }",
    );
    let sent = vec![b'x'; 1_000_000];
    let mut answer = server
        .agent()
        .post(server.url("/"))
        .send(&sent[..])
        .unwrap();
    assert!(answer.body_mut().read_to_vec().unwrap() == sent);
    server.logged("the branch had 1000000 bytes");
}

/// What a request started lives until its body was sent, and no longer.
#[test]
fn a_request_lives_until_its_body_was_sent() {
    let server = Server::with_handler(
        "fetch(request) {
           if (request.url.endsWith('/probe')) return new Promise(resolve => setTimeout(resolve, 60, new Response('probed')));
           let count = 0;
           return new Response(new ReadableStream({
             start(c) {
               const interval = setInterval(() => {
                 if (count++ < 3) return c.enqueue(new TextEncoder().encode(`${count}`));
                 clearInterval(interval);
                 setTimeout(() => console.error('too late'), 20);
                 c.close();
               }, 5);
             },
           }));
         }",
    );
    assert_eq!(server.get("/"), (200, "123".into()));
    assert_eq!(server.get("/probe"), (200, "probed".into()));
    assert!(!server.logged("").contains("too late"));
}

#[cfg(unix)]
#[test]
fn a_server_that_stops_waits_for_streams() {
    let mut server = Server::with_handler(
        "fetch(request) {
           let count = 0;
           return new Response(new ReadableStream({
             async pull(c) {
               await new Promise(resolve => setTimeout(resolve, 20));
               if (count++ < 5) c.enqueue(new TextEncoder().encode(`${count}`)); else c.close();
             },
           }));
         }",
    );
    let mut stream = server.connect();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        .unwrap();
    let begun = read_until(&mut stream, "\r\n\r\n");
    server.signal(rustix::process::Signal::TERM);
    let answer = begun + &rest(&mut stream);
    assert_eq!(dechunk(body(&answer)), ("12345".into(), true));
    assert_eq!(server.ended().code(), Some(0));
}

/// A slow handler holds its client back.
#[cfg(target_os = "linux")]
#[test]
fn a_slow_handler_slows_the_upload() {
    const SIZE: usize = 256 << 20;
    let server = Server::with_handler(
        "async fetch(request) {
           const { pathname } = new URL(request.url);
           if (pathname === '/go') { globalThis.go(); return new Response() }
           const going = new Promise(resolve => { globalThis.go = resolve });
           const reader = request.body.getReader();
           let size = (await reader.read()).value.length;
           console.error('begun');
           await going;
           for (;;) {
             const { done, value } = await reader.read();
             if (done) return new Response(`${size}`);
             size += value.length;
           }
         }",
    );
    let mut stream = server.connect();
    let mut writing = stream.try_clone().unwrap();
    let written = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let before = server.resident_mib();
    let writer = std::thread::spawn({
        let written = std::sync::Arc::clone(&written);
        move || {
            let head = format!(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {SIZE}\r\nConnection: close\r\n\r\n"
            );
            writing.write_all(head.as_bytes()).unwrap();
            let chunk = vec![0; 1 << 16];
            for _ in 0..SIZE / chunk.len() {
                writing.write_all(&chunk).unwrap();
                written.fetch_add(chunk.len(), std::sync::atomic::Ordering::Relaxed);
            }
        }
    });
    server.logged("begun");
    let mut last = usize::MAX;
    eventually("the client is held back", || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let now = written.load(std::sync::atomic::Ordering::Relaxed);
        std::mem::replace(&mut last, now) == now
    });
    assert!(last < 64 << 20, "{last} bytes were taken in");
    assert!(server.resident_mib() < before + 32);
    assert_eq!(server.get("/go").0, 200);
    assert!(rest(&mut stream).ends_with(&SIZE.to_string()));
    writer.join().unwrap();
}
