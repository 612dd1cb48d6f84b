//! A request leaves nothing behind, whatever its handler did.
#![cfg(target_os = "linux")]

use std::io::Write;

use super::support::{Server, eventually, response};

/// Each request leaves a promise that is never settled, a timer far away, an interval, and a megabyte that all of them hold.
const LEAVES: &str = "
fetch() {
  const held = new Uint8Array(1 << 20).fill(1);
  let settle;
  const pending = new Promise(resolve => { settle = resolve });
  (async () => { await pending; console.log(held) })();
  setTimeout(() => settle(held), 1e9);
  setInterval(() => held, 1e9);
  return new Response('ok');
}";

fn memory_returns(requests: u32, most_mib: u64) {
    let server = Server::with_handler(LEAVES);
    let mut stream = server.connect();
    let mut request = || {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        assert!(response(&mut stream).ends_with("ok"));
    };
    (0..20).for_each(|_| request());
    let before = server.resident_mib();
    (0..requests).for_each(|_| request());
    eventually("the memory is given back", || {
        request();
        server.resident_mib() < before + most_mib
    });
}

#[test]
fn memory_returns_after_requests_that_left_work_behind() {
    memory_returns(400, 100);
}

#[test]
#[ignore = "the same with 10,000 requests: takes half a minute"]
fn memory_returns_after_ten_thousand_requests() {
    memory_returns(10_000, 100);
}

/// So do requests that end because the client goes.
#[test]
fn memory_returns_after_clients_that_gave_up() {
    let server = Server::with_handler(
        "fetch(request) {
           if (request.url.endsWith('/ok')) return new Response('ok');
           const held = new Uint8Array(1 << 20).fill(1);
           return new Promise(resolve => setTimeout(() => resolve(new Response(held)), 1e9));
         }",
    );
    assert_eq!(server.get("/ok").0, 200);
    let before = server.resident_mib();
    for _ in 0..300 {
        let mut stream = server.connect();
        stream
            .write_all(b"GET /never HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
    }
    eventually("the memory is given back", || {
        drop({
            let mut stream = server.connect();
            stream
                .write_all(b"GET /never HTTP/1.1\r\nHost: h\r\n\r\n")
                .unwrap();
            stream
        });
        assert_eq!(server.get("/ok").0, 200);
        server.resident_mib() < before + 100
    });
}

/// So do streams whose clients go, in whatever state they are.
#[test]
fn memory_returns_after_streams_that_were_cut_off() {
    let server = Server::with_handler(
        "fetch(request) {
           const { pathname } = new URL(request.url);
           if (pathname === '/ok') return new Response('ok');
           const held = new Uint8Array(1 << 20).fill(1);
           if (pathname === '/echo') return new Response(request.body.pipeThrough(new TransformStream({ transform() { held } })));
           return new Response(new ReadableStream({
             start(c) { c.enqueue(held.slice(0, 10)); setInterval(() => held, 1e9) },
             pull() { return new Promise(() => { held }) },
           }));
         }",
    );
    let abandon = || {
        for request in [
            "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf",
        ] {
            server.connect().write_all(request.as_bytes()).unwrap();
        }
        assert_eq!(server.get("/ok").0, 200);
    };
    (0..20).for_each(|_| abandon());
    let before = server.resident_mib();
    (0..200).for_each(|_| abandon());
    eventually("the memory is given back", || {
        abandon();
        server.resident_mib() < before + 100
    });
}
