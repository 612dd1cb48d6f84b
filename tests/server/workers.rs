//! Several workers on one port.

use super::support::{Server, eventually};

#[test]
fn workers_share_the_port_and_nothing_else() {
    let server = Server::with_app(
        "const id = Math.random(); let count = 0;
         export default { fetch() { return Response.json([id, ++count], { headers: { connection: 'close' } }) } }",
        &["--workers", "3"],
    );
    let mut counts = std::collections::HashMap::<String, u64>::new();
    eventually("every worker has answered", || {
        let (status, body) = server.get("/");
        assert_eq!(status, 200);
        let seen: (serde_json::Value, u64) = serde_json::from_str(&body).unwrap();
        let count = counts.entry(seen.0.to_string()).or_default();
        *count += 1;
        assert_eq!(*count, seen.1);
        counts.len() == 3
    });
}

#[test]
fn many_clients_at_once_are_all_answered() {
    let server = Server::with_app(
        "export default { async fetch(request) { await new Promise(resolve => setTimeout(resolve, 1)); return new Response(await request.text()) } }",
        &["--workers", "2"],
    );
    std::thread::scope(|scope| {
        for client in 0..16 {
            let server = &server;
            scope.spawn(move || {
                for request in 0..20 {
                    let body = format!("{client} {request}");
                    assert_eq!(server.post("/", body.as_bytes()), (200, body));
                }
            });
        }
    });
}
