//! What a handler sees of a request, and what a client sees of a response.

use super::support::Server;

const MIRROR: &str = "
async fetch(request, env, ctx) {
  const { method, url } = request;
  return Response.json({
    method, url,
    headers: [...request.headers],
    body: await request.text(),
    env, context: `${ctx}`, self: this.name,
    arguments: arguments.length,
  });
},
name: 'the default export',
";

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_handler_sees_all_of_a_request() {
    let server = Server::with_app(
        &format!("export default {{ {MIRROR} }}"),
        &["--env", "KEY=a=b", "--env", "EMPTY="],
    );
    let (status, body) = server.get("/a/../b%20c?d=e&f#g");
    assert_eq!(status, 200);
    let seen = json(&body);
    assert_eq!(seen["method"], "GET");
    assert_eq!(seen["url"], server.url("/b%20c?d=e&f"));
    assert_eq!(
        seen["env"],
        serde_json::json!({ "KEY": "a=b", "EMPTY": "" })
    );
    assert_eq!(seen["context"], "[object ExecutionContext]");
    assert_eq!(seen["self"], "the default export");
    assert_eq!(seen["arguments"], 3);
    assert_eq!(seen["body"], "");
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
        let request = format!(
            "{method} /x HTTP/1.1\r\nHost: h:8\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"
        );
        let answer = server.exchange(request);
        let seen = json(super::support::body(&answer));
        assert_eq!(seen["method"], method);
        assert_eq!(seen["url"], "http://h:8/x");
        assert_eq!(seen["body"], "body");
        let headers = seen["headers"].as_array().unwrap();
        assert!(
            headers.contains(&serde_json::json!(["x-a", "1, 2"])),
            "{headers:?}"
        );
    }
}

#[test]
fn the_target_may_be_in_absolute_form() {
    let server = Server::with_handler("fetch(request) { return new Response(request.url) }");
    let answer = server.exchange(
        "GET http://example.com/x?y HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
    );
    assert!(
        answer.ends_with("\r\n\r\nhttp://example.com/x?y"),
        "{answer}"
    );
    let answer =
        server.exchange("OPTIONS * HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n");
    assert!(answer.ends_with("\r\n\r\nhttp://example.com/"), "{answer}");
}

#[test]
fn a_response_arrives_as_it_was_made() {
    let server = Server::with_handler(
        "fetch() {
           const headers = new Headers([['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2; Path=/'], ['X-One', '1'], ['X-One', '2']]);
           for (let i = 0; i < 300; i++) headers.append(`X-Many-${i}`, 'v'.repeat(100));
           return new Response('made', { status: 418, statusText: 'Short and stout', headers });
         }",
    );
    let answer = server.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    let head = answer.split_once("\r\n\r\n").unwrap().0;
    assert!(
        head.starts_with("HTTP/1.1 418 Short and stout\r\n"),
        "{head}"
    );
    let lines: Vec<String> = head.lines().map(str::to_ascii_lowercase).collect();
    let has = |line: &str| lines.iter().any(|other| other == line);
    assert!(
        has("set-cookie: a=1") && has("set-cookie: b=2; path=/"),
        "{head}"
    );
    assert!(has("x-one: 1, 2"), "{head}");
    assert!(
        has("content-length: 4") && has("content-type: text/plain;charset=utf-8"),
        "{head}"
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("x-many-"))
            .count(),
        300
    );
    assert!(
        lines.iter().any(|line| line.starts_with("date: ")),
        "{head}"
    );
    assert!(answer.ends_with("\r\n\r\nmade"));
}

#[test]
fn responses_without_a_body() {
    let server = Server::with_handler(
        "fetch(request) {
           const { pathname } = new URL(request.url);
           if (pathname === '/redirect') return Response.redirect('http://example.com/there', 307);
           return new Response(null, { status: Number(pathname.slice(1)) });
         }",
    );
    for (path, status, length) in [
        ("/204", "204 No Content", false),
        ("/304", "304 Not Modified", false),
        ("/200", "200 OK", true),
        ("/redirect", "307 Temporary Redirect", true),
    ] {
        let answer = server.exchange(format!(
            "GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{answer}"
        );
        assert_eq!(answer.contains("content-length: 0\r\n"), length, "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[test]
fn head_gets_the_head_of_what_get_gets() {
    let server = Server::with_handler(
        "fetch() { return new Response('12345', { headers: { 'x-a': 'b' } }) }",
    );
    let answer = server.exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert!(
        answer.contains("content-length: 5\r\n") && answer.contains("x-a: b\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn a_default_export_that_is_a_function_is_a_handler() {
    let server = Server::with_app(
        "export default async request => new Response(await request.text())",
        &[],
    );
    assert_eq!(server.post("/", b"x"), (200, "x".into()));
}

#[test]
fn an_application_may_await_before_it_serves() {
    let server = Server::with_app(
        "const started = await new Promise(resolve => setTimeout(resolve, 5, 'yes'));
         export default { fetch() { return new Response(started) } }",
        &[],
    );
    assert_eq!(server.get("/"), (200, "yes".into()));
}
