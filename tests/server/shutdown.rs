//! How a server stops.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::TcpStream;

use rustix::process::Signal;

use super::support::{Server, eventually, response, rest, status_line};

const SLOW: &str = "
fetch(request) {
  if (request.url.endsWith('/never')) { console.error('begun'); return new Promise(() => {}) }
  if (!request.url.endsWith('/slow')) return new Response('fast');
  console.error('begun');
  return new Promise(resolve => setTimeout(resolve, 300, new Response('slow')));
}";

#[test]
fn a_request_in_flight_is_answered() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = Server::with_handler(SLOW);
        let mut stream = server.connect();
        stream
            .write_all(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        server.logged("begun");
        server.signal(signal);
        let answer = rest(&mut stream);
        assert_eq!(status_line(&answer), "HTTP/1.1 200 OK");
        assert!(
            answer.contains("connection: close\r\n") && answer.ends_with("slow"),
            "{answer}"
        );
        assert_eq!(server.ended().code(), Some(0));
    }
}

#[test]
fn an_idle_connection_does_not_hold_it_up() {
    let mut server = Server::with_handler(SLOW);
    let mut stream = server.connect();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        .unwrap();
    assert!(response(&mut stream).ends_with("fast"));
    let _unused = server.connect();
    server.signal(Signal::TERM);
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.ended().code(), Some(0));
}

/// Connections that the kernel had established when the signal came are answered too.
#[test]
fn a_request_that_has_arrived_is_answered() {
    let mut server = Server::with_handler(
        "fetch(request) {
           if (request.url.endsWith('/busy')) { console.error('begun'); const end = Date.now() + 300; while (Date.now() < end); }
           return new Response('answered', { headers: { connection: 'close' } });
         }",
    );
    let mut busy = server.connect();
    busy.write_all(b"GET /busy HTTP/1.1\r\nHost: h\r\n\r\n")
        .unwrap();
    server.logged("begun");
    let mut streams: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                .unwrap();
            stream
        })
        .collect();
    server.signal(Signal::TERM);
    for stream in streams.iter_mut().chain([&mut busy]) {
        let answer = rest(stream);
        assert!(answer.ends_with("answered"), "{answer:?}");
    }
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130)] {
        let mut server = Server::with_handler(SLOW);
        let mut stream = server.connect();
        stream
            .write_all(b"GET /never HTTP/1.1\r\nHost: h\r\n\r\n")
            .unwrap();
        server.logged("begun");
        server.signal(signal);
        // It has noticed the first when it takes no connection any more.
        let address = server.address();
        eventually("the port is closed", || {
            TcpStream::connect(address).is_err()
        });
        assert!(server.is_running());
        server.signal(signal);
        assert_eq!(server.ended().code(), Some(code));
    }
}

#[test]
fn work_given_to_wait_until_is_finished() {
    let mut server = Server::with_handler(
        "fetch(request, env, ctx) {
           ctx.waitUntil(new Promise(resolve => setTimeout(resolve, 200)).then(() => console.error('work is done')));
           return new Response('at once');
         }",
    );
    assert_eq!(server.get("/"), (200, "at once".into()));
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    server.logged("work is done");
}

#[test]
fn a_port_is_free_again_at_once() {
    let mut server = Server::with_handler(SLOW);
    let address = server.address().to_string();
    assert_eq!(server.get("/"), (200, "fast".into()));
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
    let next = Server::with_app(
        &format!("export default {{ {SLOW} }}"),
        &["--workers", "2", "--listen", &address],
    );
    assert_eq!(next.address().to_string(), address);
    assert_eq!(next.get("/"), (200, "fast".into()));
}
