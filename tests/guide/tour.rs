//! The tour of `README.md`: its `console` blocks, command by command, and what they print.
//!
//! As printed, with these exceptions. `nano` is the program that this test was built with, so the build and the change of the
//! path are passed over. A server listens on a free port instead of 8000, which may be taken; the commands that follow are
//! pointed to it. `npm ci` is left to whoever runs the tests: without the packages that it installs, the rest of its block is
//! skipped, unless `NANO_WANT_NPM` is set, as CI does.

use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use tempfile::TempDir;

use super::markdown;
use super::support::Server;
use super::{read, repository};

/// The address that the README prints.
const ADDRESS: &str = "127.0.0.1:8000";

/// A shell in a folder that looks like the checkout; what the commands write stays in it.
struct Shell {
    folder: TempDir,
    server: Option<Server>,
}

impl Shell {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let examples = repository().join("examples").canonicalize().unwrap();
        std::os::unix::fs::symlink(examples, folder.path().join("examples")).unwrap();
        Self {
            folder,
            server: None,
        }
    }

    fn command(&self, line: &str) -> Command {
        let built = Path::new(env!("CARGO_BIN_EXE_nano")).parent().unwrap();
        let rest = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .env("PATH", format!("{}:{rest}", built.display()))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command line, and compares what it prints. False if what follows in its block needs what is not there.
    fn run(&mut self, command: &markdown::Command) -> bool {
        let line = command.line.as_str();
        if line == "cargo build --release -p nano" || line.starts_with("PATH=") {
            return true;
        }
        if line == "npm ci --prefix examples/hono" {
            return hono_is_installed();
        }
        if let Some(serve) = line.strip_suffix(" &") {
            assert!(serve.starts_with("nano serve "), "{line}");
            // It ends when it is asked to; the shell's process is its own.
            let serve = self.command(&format!("exec {serve} --listen 127.0.0.1:0"));
            self.server = Some(Server::start(serve, None));
            assert_eq!(command.output, format!("Listening on http://{ADDRESS}/\n"));
            return true;
        }
        if line == "kill $!" {
            let mut server = self.server.take().expect("a server to end");
            server.signal(Signal::TERM);
            assert!(server.ended().success());
            return true;
        }
        let address = self
            .server
            .as_ref()
            .map_or_else(|| ADDRESS.to_owned(), |server| server.address().to_string());
        let output = self
            .command(&line.replace(ADDRESS, &address))
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).replace(&address, ADDRESS);
        assert!(output.status.success(), "{line}: {output:?}");
        // A body may end without a newline, a block cannot.
        assert_eq!(printed.trim_end(), command.output.trim_end(), "{line}");
        true
    }
}

/// Whether the packages of `examples/hono` are there.
fn hono_is_installed() -> bool {
    let installed = repository()
        .join("examples/hono/node_modules/hono")
        .is_dir();
    assert!(
        installed || std::env::var_os("NANO_WANT_NPM").is_none(),
        "NANO_WANT_NPM is set: run `npm ci --prefix examples/hono` first"
    );
    installed
}

#[test]
fn every_command_of_the_readme_prints_what_it_says() {
    let mut shell = Shell::new();
    let mut count = 0;
    for block in markdown::blocks(&read("README.md")) {
        if block.language != "console" {
            continue;
        }
        for command in markdown::commands(&block.text) {
            if !shell.run(&command) {
                break;
            }
            count += 1;
        }
        assert!(
            shell.server.is_none(),
            "a block ends the server that it starts"
        );
    }
    assert!(count >= 20, "only {count} commands were run");
}
