//! The examples, and the commands that README.md prints.

use std::process::Command;

use super::support::{Server, repository};

/// A server of an example.
fn example(name: &str) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
    let file = repository().join("examples").join(name);
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--workers", "1"])
        .arg(file);
    Server::start(command, None)
}

#[test]
fn hello() {
    let server = example("hello.js");
    assert_eq!(server.get("/"), (200, "Hello from NANO at /\n".into()));
    assert_eq!(
        server.get("/a/b?c"),
        (200, "Hello from NANO at /a/b\n".into())
    );
}

#[test]
fn json_api() {
    let server = example("json-api.js");
    let created = r#"{"id":1,"text":"buy milk"}"#;
    assert_eq!(
        server.post("/notes", br#"{"text":"buy milk"}"#),
        (201, created.into())
    );
    assert_eq!(server.get("/notes/1"), (200, created.into()));
    assert_eq!(server.get("/notes"), (200, format!("[{created}]")));
    assert_eq!(server.post("/notes", b"frob").0, 400);
    assert_eq!(server.post("/notes", b"null").0, 422);
    assert_eq!(server.post("/notes/1", b"").0, 405);
    let deleted = server
        .agent()
        .delete(server.url("/notes/1"))
        .call()
        .unwrap();
    assert_eq!(deleted.status(), 204);
    assert_eq!(server.get("/notes/1").0, 404);
}

#[test]
fn aes_gcm() {
    let server = example("aes-gcm.js");
    let encrypt = || {
        let mut response = server
            .agent()
            .post(server.url("/encrypt"))
            .send("a secret")
            .unwrap();
        response.body_mut().read_to_vec().unwrap()
    };
    let mut message = encrypt();
    // Nonce, ciphertext, tag.
    assert_eq!(message.len(), 12 + 8 + 16);
    assert_ne!(message, encrypt());
    assert_eq!(server.post("/decrypt", &message), (200, "a secret".into()));
    message[15] ^= 1;
    assert_eq!(server.post("/decrypt", &message).0, 400);
    assert_eq!(server.post("/decrypt", b"short").0, 400);
}

#[test]
fn shortener() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--workers", "1"])
        .args(["--env", "SECRET=a"])
        .arg(repository().join("examples/shortener.js"));
    let server = Server::start(command, None);
    let (status, body) = server.post("/links", br#"{"url":"https://example.org/long"}"#);
    let created: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (status, &created["url"], &created["visits"]),
        (201, &"https://example.org/long".into(), &0.into())
    );
    let link = created["link"].as_str().unwrap();
    let path = link.strip_prefix(&server.url("")).unwrap();
    // The name of the same URL is the same, and that of another one another.
    assert_eq!(
        server
            .post("/links", br#"{"url":"https://example.org/long"}"#)
            .1,
        body
    );
    assert!(
        !server
            .post("/links", br#"{"url":"https://example.org/"}"#)
            .1
            .contains(path)
    );
    let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let response = server.exchange(&head).to_ascii_lowercase();
    assert!(response.starts_with("http/1.1 302 "), "{response}");
    assert!(
        response.contains("\r\nlocation: https://example.org/long\r\n"),
        "{response}"
    );
    let (_, body) = server.get(&format!("/links{path}"));
    assert!(body.ends_with(r#""visits":1}"#), "{body}");
    for wrong in [&b"frob"[..], b"null", b"{}", br#"{"url":"javascript:1"}"#] {
        assert_eq!(server.post("/links", wrong).0, 422);
    }
    assert_eq!(server.get("/links").0, 405);
    assert_eq!((server.get("/").0, server.get("/links/gone").0), (404, 404));
}

#[test]
fn the_shortener_wants_a_secret() {
    assert_eq!(example("shortener.js").get("/").0, 500);
}

/// From npm, without a bundler. CI installs the package and sets the variable.
#[test]
fn hono() {
    if !repository().join("examples/hono/node_modules").is_dir() {
        assert!(
            std::env::var_os("NANO_WANT_NPM").is_none(),
            "NANO_WANT_NPM is set: run `npm ci --prefix examples/hono` first"
        );
        return;
    }
    let server = example("hono/app.js");
    assert_eq!(server.get("/"), (200, "Books are at /books\n".into()));
    let book = r#"{"id":1,"title":"Die Verwandlung","author":"Franz Kafka"}"#;
    assert_eq!(server.get("/books/1"), (200, book.into()));
    assert_eq!(server.get("/books"), (200, format!("[{book}]")));
    let (status, body) = server.post("/books", br#"{"title":"a","author":"b"}"#);
    assert_eq!(
        (status, body.as_str()),
        (201, r#"{"id":2,"title":"a","author":"b"}"#)
    );
    let error = |text: &str| format!(r#"{{"error":"{text}"}}"#);
    assert_eq!(
        server.get("/books/9"),
        (404, error("there is no such book"))
    );
    assert_eq!(
        server.get("/books/a"),
        (404, error("there is nothing here"))
    );
    assert_eq!(
        server.post("/books", b"frob"),
        (422, error("a book has a title and an author"))
    );
    let head = server
        .exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n");
    assert!(
        head.to_ascii_lowercase().contains("x-request-id: mine"),
        "{head}"
    );
}

/// The line that starts a server, with the binary that is built already and a port that is free.
#[test]
fn the_readmes_server_starts_and_answers() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let arguments = readme
        .lines()
        .find_map(|line| line.strip_prefix("    cargo run --release -p nano -- serve "))
        .expect("README.md has a line that starts a server");
    assert!(
        !arguments.contains(['\'', '"', '$', '\\']),
        "a line for every shell: {arguments}"
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
    command
        .arg("serve")
        .args(arguments.split_whitespace())
        .current_dir(repository());
    // The README's URL is the one of the default address.
    assert!(readme.contains("curl http://127.0.0.1:8000/\n"));
    assert!(!arguments.contains("--listen"));
    let help = Command::new(env!("CARGO_BIN_EXE_nano"))
        .args(["serve", "--help"])
        .output()
        .unwrap();
    assert!(
        String::from_utf8(help.stdout)
            .unwrap()
            .contains("[default: 127.0.0.1:8000]")
    );
    command.args(["--listen", "127.0.0.1:0"]);
    let server = Server::start(command, None);
    assert_eq!(server.get("/"), (200, "Hello from NANO at /\n".into()));
}

/// The commands in the README's table are the ones there are.
#[test]
fn the_readmes_commands_exist() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let commands: Vec<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `nano "))
        .filter_map(|line| line.split_whitespace().next())
        .map(|command| command.trim_end_matches('`'))
        .collect();
    assert!(commands.contains(&"serve"), "{commands:?}");
    for command in commands {
        let help = Command::new(env!("CARGO_BIN_EXE_nano"))
            .args([command, "--help"])
            .output()
            .unwrap();
        assert!(help.status.success(), "nano {command}");
    }
}
