//! The console of a whole process: what goes to which stream, and readers that go away.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn nano() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
    command
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/js/console"))
        .stdin(Stdio::null());
    command
}

/// Text as the process wrote it, but for the folder it ran in.
fn text(bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/js/console");
    let folder = folder.canonicalize().unwrap();
    String::from_utf8_lossy(bytes).replace(&format!("file://{}/", folder.display()), "")
}

#[track_caller]
fn succeeded(output: &Output) {
    assert!(
        output.status.success(),
        "{}: {}",
        output.status,
        text(&output.stderr)
    );
}

#[test]
fn messages_go_to_their_streams() {
    let output = nano().args(["run", "main.mjs"]).output().unwrap();
    succeeded(&output);
    assert_eq!(
        text(&output.stdout),
        "\
[Module: null prototype] {
  default: [class K],
  f: [Function: f],
  unset: undefined,
  x: 1
}
[Module: null prototype] { later: <uninitialized> }
[ [Module: null prototype] { later: 1 } ]
[class Registered]
{
  error: TypeError: outer
      at fails (main.mjs:17:9)
      at async main.mjs:21:3 {
    [cause]: RangeError: inner
        at fails (main.mjs:17:41)
        at async main.mjs:21:3
  }
}
group
  on stdout
┌─────────┬───┬────────┐
│ (index) │ a │ b      │
├─────────┼───┼────────┤
│ 0       │ 1 │        │
│ 1       │   │ \"日本\" │
└─────────┴───┴────────┘
Promise { <pending> } Registered {}
"
    );
    assert_eq!(
        text(&output.stderr),
        "  on stderr
  in two lines
  { to: \"stderr\" }
Assertion failed: later is 1
Trace: where
    at main.mjs:34:9
"
    );
}

#[test]
fn a_reader_that_goes_away_does_no_harm() {
    let program = "for (let i = 0; i < 20000; i++) console.log('line', i); console.error('done')";
    let mut child = nano()
        .args(["eval", program])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert_eq!(first, "line 0\n");
    let output = child.wait_with_output().unwrap();
    assert!(
        text(&output.stderr).starts_with("done\n"),
        "{}",
        text(&output.stderr)
    );
    assert!(!text(&output.stderr).contains("panicked"));
}
