//! Bodies of every size, in both directions.

use std::io::{Read, Write};

use super::support::{Server, rest, status_line};

const ECHO: &str = "
async fetch(request) {
  const { pathname } = new URL(request.url);
  if (pathname === '/echo') return new Response(await request.arrayBuffer());
  if (pathname === '/length') return new Response(`${(await request.arrayBuffer()).byteLength}`);
  if (pathname === '/ignore') return new Response('ignored');
  return new Response(new Uint8Array(Number(pathname.slice(1))).fill(97));
}";

const SIZES: [usize; 5] = [0, 1, 64 * 1024 - 1, 64 * 1024, 3_000_001];
const LARGE: usize = 256 * 1024 * 1024;

#[test]
fn bodies_come_back_unchanged() {
    let server = Server::with_handler(ECHO);
    for size in SIZES {
        let sent: Vec<u8> = (0..size).map(|index| (index * 31 % 251) as u8).collect();
        let mut response = server
            .agent()
            .post(server.url("/echo"))
            .send(&sent[..])
            .unwrap();
        assert_eq!(response.headers()["content-length"], size.to_string());
        let received = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .unwrap();
        assert!(received == sent, "{size}");
    }
}

#[test]
fn chunked_uploads_are_put_together() {
    let server = Server::with_handler(ECHO);
    for size in SIZES {
        let sent = vec![b'x'; size];
        let mut reader = sent.as_slice();
        let body = ureq::SendBody::from_reader(&mut reader);
        let mut response = server.agent().post(server.url("/echo")).send(body).unwrap();
        let received = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .unwrap();
        assert!(received == sent, "{size}");
    }
    let answer = server.exchange(
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
         3;name=value\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: t\r\n\r\n",
    );
    assert!(answer.ends_with("\r\n\r\nabcd"), "{answer}");
}

#[test]
fn a_quarter_of_a_gibibyte_goes_up_and_comes_down() {
    let server = Server::with_handler(ECHO);
    let mut reader = std::io::repeat(b'x').take(LARGE as u64);
    let body = ureq::SendBody::from_reader(&mut reader);
    let mut response = server
        .agent()
        .post(server.url("/length"))
        .send(body)
        .unwrap();
    assert_eq!(
        response.body_mut().read_to_string().unwrap(),
        LARGE.to_string()
    );

    let mut response = server
        .agent()
        .get(server.url(&format!("/{LARGE}")))
        .call()
        .unwrap();
    let mut reader = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 20];
    let mut received = 0;
    loop {
        match reader.read(&mut buffer).unwrap() {
            0 => break,
            n => {
                assert!(buffer[..n].iter().all(|&byte| byte == b'a'));
                received += n;
            }
        }
    }
    assert_eq!(received, LARGE);
}

/// What nobody reads is not taken in: the client is held back instead.
#[cfg(target_os = "linux")]
#[test]
fn a_body_that_is_not_read_is_not_buffered() {
    let server = Server::with_handler(ECHO);
    assert_eq!(server.get("/ignore").0, 200);
    let before = server.resident_mib();
    let mut stream = server.connect();
    let head = format!("POST /ignore HTTP/1.1\r\nHost: h\r\nContent-Length: {LARGE}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = vec![0; 1 << 20];
    // The server answers and closes: a client that goes on is told so by an error.
    let sent = (0..LARGE >> 20)
        .take_while(|_| stream.write_all(&chunk).is_ok())
        .count();
    assert!(sent < 64, "{sent} MiB were taken in");
    assert!(server.resident_mib() < before + 32);
    assert_eq!(server.get("/ignore").0, 200);
}

#[test]
fn an_upload_may_wait_for_100_continue() {
    let server = Server::with_handler(ECHO);
    let mut stream = server.connect();
    stream
        .write_all(b"POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n")
        .unwrap();
    let interim = super::support::response(&mut stream);
    assert_eq!(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"body").unwrap();
    let answer = rest(&mut stream);
    assert_eq!(status_line(&answer), "HTTP/1.1 200 OK");
    assert!(answer.ends_with("\r\n\r\nbody"), "{answer}");
}

#[test]
fn a_body_nobody_wants_is_not_asked_for() {
    let server = Server::with_handler(ECHO);
    let answer = server.exchange(
        "POST /ignore HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(status_line(&answer), "HTTP/1.1 200 OK");
}

#[test]
fn a_client_that_goes_away_in_the_middle_of_a_body_fails_the_read() {
    let server = Server::with_handler(
        "async fetch(request) {
           try { await request.text() } catch (error) { console.error(`read failed: ${error.name}`) }
           return new Response('late');
         }",
    );
    let mut stream = server.connect();
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
        .unwrap();
    drop(stream);
    // Either the handler sees the error or it is gone with its request; the server goes on in both cases.
    assert_eq!(server.post("/", b"whole"), (200, "late".into()));
}
