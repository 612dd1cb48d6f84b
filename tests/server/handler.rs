//! Handlers that fail: the client gets a status, the log says what happened, and the server goes on.

use super::support::{Server, eventually, response, status_line};

const FAILURES: &str = "
fetch(request) {
  const { pathname } = new URL(request.url);
  switch (pathname) {
    case '/throws': throw new TypeError('thrown', { cause: new Error('why') });
    case '/rejects': return Promise.reject(new RangeError('rejected'));
    case '/async': return (async () => { await null; throw new Error('later') })();
    case '/value': throw { a: 1 };
    case '/nothing': return;
    case '/number': return Promise.resolve(7);
    case '/null': return null;
    case '/lookalike': return { status: 200, body: 'x' };
    case '/error': return Response.error();
    case '/twice': return this.shared ??= new Response('once');
    case '/thenable': return { then(resolve) { resolve(new Response('thenable')) } };
    case '/overflow': return this.fetch(request);
    case '/unhandled': Promise.reject(new Error('nobody handles this')); return new Response('ok');
    case '/timer': setTimeout(() => { throw new Error('in a timer') }); return new Promise(resolve => setTimeout(resolve, 5, new Response('ok')));
    default: return new Response('ok');
  }
}";

#[test]
fn an_error_in_the_handler_is_a_500_and_a_log_line_with_the_stack() {
    let server = Server::with_handler(FAILURES);
    assert_eq!(
        server.get("/throws?x"),
        (500, "Internal Server Error\n".into())
    );
    let log = server.logged("Caused by: Error: why");
    let url = server.url("/throws?x");
    assert!(
        log.contains(&format!("ERROR GET {url}: Uncaught TypeError: thrown\n")),
        "{log}"
    );
    assert!(log.contains("\n    at Object.fetch (file:///"), "{log}");
    assert!(log.contains("/app.mjs:6:27)\n"), "{log}");
    for (path, logged) in [
        ("/rejects", "RangeError: rejected"),
        ("/async", "Error: later"),
        ("/value", "Uncaught { a: 1 }"),
        ("/overflow", "RangeError: Maximum call stack size exceeded"),
        (
            "/nothing",
            "TypeError: The fetch handler must return a Response (or a promise of one), not undefined",
        ),
        ("/number", "(or a promise of one), not number"),
        (
            "/error",
            "TypeError: A network error cannot be sent as a response",
        ),
    ] {
        assert_eq!(server.get(path).0, 500, "{path}");
        server.logged(logged);
    }
    assert_eq!(server.get("/null").0, 500);
    assert_eq!(server.get("/lookalike").0, 500);
    assert_eq!(server.get("/"), (200, "ok".into()));
}

#[test]
fn a_response_can_be_returned_once() {
    let server = Server::with_handler(FAILURES);
    assert_eq!(server.get("/twice"), (200, "once".into()));
    assert_eq!(server.get("/twice").0, 500);
    server.logged("TypeError: body stream already read");
}

#[test]
fn an_error_that_nothing_handles_is_logged_and_no_more() {
    let mut server = Server::with_handler(FAILURES);
    assert_eq!(server.get("/unhandled"), (200, "ok".into()));
    server.logged("Uncaught (in promise) Error: nobody handles this");
    assert_eq!(server.get("/timer"), (200, "ok".into()));
    server.logged("Uncaught Error: in a timer");
    assert_eq!(server.get("/"), (200, "ok".into()));
    assert!(server.is_running());
}

#[test]
fn a_request_that_never_ends_holds_up_no_other() {
    let server = Server::with_handler(
        "fetch(request) { return request.url.endsWith('/never') ? new Promise(() => {}) : new Response('ok') }",
    );
    let mut streams: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut streams {
        std::io::Write::write_all(stream, b"GET /never HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    }
    assert_eq!(server.get("/"), (200, "ok".into()));
}

/// What a request started goes when its client goes.
#[test]
fn a_client_that_goes_away_ends_its_request() {
    let server = Server::with_handler(
        "ticks: 0,
         fetch(request) {
           if (request.url.endsWith('/ticks')) {
             const before = this.ticks;
             // Longer than a tick takes.
             return new Promise(resolve => setTimeout(() => resolve(new Response(`${before} ${this.ticks - before}`)), 50));
           }
           setInterval(() => this.ticks++, 1);
           return new Promise(() => {});
         }",
    );
    let ticks = || {
        let (_, body) = server.get("/ticks");
        let (before, more) = body.split_once(' ').unwrap();
        (before.parse::<u32>().unwrap(), more.parse::<u32>().unwrap())
    };
    let mut stream = server.connect();
    std::io::Write::write_all(&mut stream, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    eventually("the interval ticks", || ticks().1 > 0);
    drop(stream);
    eventually("the interval is gone", || ticks().1 == 0);
}

#[test]
fn a_connection_is_of_use_after_an_error() {
    let server = Server::with_handler(FAILURES);
    let mut stream = server.connect();
    for (path, status) in [
        ("/throws", "HTTP/1.1 500 Internal Server Error"),
        ("/", "HTTP/1.1 200 OK"),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: h\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        assert_eq!(status_line(&response(&mut stream)), status);
    }
}
