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
