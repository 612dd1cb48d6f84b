//! HTTP/1 as it comes off the wire: keep-alive, pipelining, and requests that are no requests.

use std::io::Write;

use super::support::{Server, response, rest, status_line};

const PATH: &str = "fetch(request) { return new Response(new URL(request.url).pathname) }";

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n")
}

#[test]
fn a_connection_is_kept_alive() {
    let server = Server::with_handler(PATH);
    let mut stream = server.connect();
    for path in ["/1", "/2", "/3"] {
        stream.write_all(get(path).as_bytes()).unwrap();
        assert!(response(&mut stream).ends_with(path));
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = Server::with_handler(
        "async fetch(request) {
           const { pathname } = new URL(request.url);
           if (pathname === '/0') await new Promise(resolve => setTimeout(resolve, 5));
           return new Response(pathname);
         }",
    );
    let mut stream = server.connect();
    let requests: String = (0..20).map(|i| get(&format!("/{i}"))).collect();
    stream.write_all(requests.as_bytes()).unwrap();
    for i in 0..20 {
        assert!(response(&mut stream).ends_with(&format!("\r\n\r\n/{i}")));
    }
}

#[test]
fn a_request_may_arrive_byte_by_byte() {
    let server = Server::with_handler(PATH);
    let mut stream = server.connect();
    for byte in get("/slow").bytes() {
        stream.write_all(&[byte]).unwrap();
    }
    assert!(response(&mut stream).ends_with("/slow"));
}

#[test]
fn http_1_0_is_answered_and_closed() {
    let server = Server::with_handler("fetch(request) { return new Response(request.url) }");
    let answer = server.exchange("GET /x HTTP/1.0\r\n\r\n");
    assert_eq!(status_line(&answer), "HTTP/1.0 200 OK");
    assert!(answer.ends_with(&server.url("/x")), "{answer}");
}

#[test]
fn a_host_that_is_none_is_a_bad_request() {
    let server = Server::with_handler(PATH);
    for hosts in [
        "",
        "Host: a b\r\n",
        "Host: \r\n",
        "Host: h\r\nHost: h\r\n",
        "Host: h/path\r\n",
        "Host: user@h\r\n",
        "Host: h:99999\r\n",
        "Host: [::1\r\n",
        "Host: %\r\n",
        "Host: \u{e9}\r\n",
    ] {
        let answer = server.exchange(format!(
            "GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
        ));
        assert_eq!(
            status_line(&answer),
            "HTTP/1.1 400 Bad Request",
            "{hosts:?}"
        );
    }
    for host in ["h", "h:1", "[::1]:8000", "127.0.0.1", "EXAMPLE.com"] {
        let answer = server.exchange(format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ));
        assert_eq!(status_line(&answer), "HTTP/1.1 200 OK", "{host:?}");
    }
}

#[test]
fn what_is_no_http_is_refused() {
    let server = Server::with_handler(PATH);
    for request in [
        "frob\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        "G\0T / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: frob\r\n\r\n",
    ] {
        let answer = server.exchange(request);
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
            "{request:?}: {answer:?}"
        );
    }
    assert_eq!(server.get("/still"), (200, "/still".into()));
}

/// Every byte string is survived: a fixed sequence stands for them all.
#[test]
fn noise_does_no_harm() {
    let server = Server::with_handler(PATH);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..50 {
        let noise: Vec<u8> = (0..round * 40)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect();
        let mut stream = server.connect();
        // The server may close before all is written.
        let _ = stream.write_all(&noise);
        let _ = stream.write_all(b"\r\n\r\n");
    }
    assert_eq!(server.get("/still"), (200, "/still".into()));
}

#[test]
fn a_connect_is_refused() {
    let server = Server::with_handler(PATH);
    let answer =
        server.exchange("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nConnection: close\r\n\r\n");
    assert_eq!(status_line(&answer), "HTTP/1.1 501 Not Implemented");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::with_handler(PATH);
    let fits = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nX-A: {}\r\nConnection: close\r\n\r\n",
        "a".repeat(48 * 1024)
    );
    assert_eq!(status_line(&server.exchange(fits)), "HTTP/1.1 200 OK");
    // Sent as far as the server reads: what it leaves unread would reset the connection before the answer is seen.
    let large = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nX-A: {}",
        "a".repeat(64 * 1024)
    );
    let answer = server.exchange(&large[..64 * 1024]);
    assert_eq!(
        status_line(&answer),
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
    let many: String = (0..101).map(|i| format!("X-{i}: a\r\n")).collect();
    let answer = server.exchange(format!("GET / HTTP/1.1\r\nHost: h\r\n{many}\r\n"));
    assert_eq!(
        status_line(&answer),
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
}

#[test]
fn a_path_may_be_long() {
    let server = Server::with_handler(PATH);
    let path = format!("/{}", "a".repeat(40_000));
    let answer = server.exchange(format!(
        "GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    ));
    assert!(answer.ends_with(&path));
}

#[test]
fn a_client_that_disappears_does_no_harm() {
    let server = Server::with_handler(PATH);
    for request in [
        "",
        "G",
        "GET / HT",
        "GET / HTTP/1.1\r\nHo",
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    ] {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).unwrap();
    }
    let mut stream = server.connect();
    stream.write_all(get("/still").as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    rest(&mut stream);
    assert_eq!(server.get("/still"), (200, "/still".into()));
}

#[test]
fn ipv6_is_listened_on() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        // This machine has no IPv6.
        return;
    }
    let server = Server::with_app(
        &format!("export default {{ {PATH} }}"),
        &["--listen", "[::1]:0"],
    );
    assert!(server.address().is_ipv6());
    assert_eq!(server.get("/six"), (200, "/six".into()));
}
