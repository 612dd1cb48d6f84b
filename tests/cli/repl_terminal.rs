//! `nano repl` on a terminal: keys go in, a screen comes out. Every wait is for something that is printed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rexpect::process::WaitStatus;
use rexpect::session::{Options, PtySession, spawn_with_options};

use super::support::Folder;

/// What the editor writes when it begins to read a line, and when it has read one: bracketed paste on and off.
const BEGIN: &str = "\x1b[?2004h";
const END: &str = "\x1b[?2004l";

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";
const UP: &str = "\x1b[A";

/// Milliseconds until a test gives up.
const TIMEOUT: u64 = 60_000;

struct Terminal {
    session: PtySession,
    /// What was printed before the first prompt.
    greeting: String,
    /// The working folder, where nobody else has it.
    folder: Option<Folder>,
}

impl Terminal {
    fn start(folder: &Folder, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = folder.command(arguments);
        command
            .env("TERM", "xterm-256color")
            .env("NO_COLOR", "1")
            .env("NANO_REPL_HISTORY", "");
        for (name, value) in environment {
            command.env(name, value);
        }
        // Its own default is the null device.
        command.stdin(std::process::Stdio::inherit());
        let options = Options::new().timeout_ms(Some(TIMEOUT));
        let mut session = spawn_with_options(command, options).unwrap();
        let greeting = session.exp_string(BEGIN).unwrap();
        Self {
            session,
            greeting,
            folder: None,
        }
    }

    fn with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let folder = Folder::new(&[]);
        let mut terminal = Self::start(&folder, arguments, environment);
        terminal.folder = Some(folder);
        terminal
    }

    fn new() -> Self {
        Self::with(&["repl"], &[])
    }

    /// Types these keys.
    fn keys(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
    }

    /// Waits for this text.
    #[track_caller]
    fn sees(&mut self, text: &str) -> String {
        match self.session.exp_string(text) {
            Ok(before) => before,
            Err(error) => panic!("{text:?}: {error}"),
        }
    }

    /// Types a line, and returns what is printed up to the next prompt.
    #[track_caller]
    fn enter(&mut self, line: &str) -> String {
        self.keys(line);
        self.keys("\r");
        self.output()
    }

    /// What is printed between the line that is being read and the next prompt.
    #[track_caller]
    fn output(&mut self) -> String {
        self.sees(END);
        self.sees(BEGIN).trim().replace('\r', "")
    }

    /// It ends by itself, with success.
    #[track_caller]
    fn ends(&mut self) {
        self.session.exp_eof().unwrap();
        let status = self.session.process().wait().unwrap();
        assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
    }
}

#[test]
fn a_line_is_evaluated_and_its_value_printed() {
    let mut terminal = Terminal::new();
    assert!(
        terminal
            .greeting
            .starts_with(concat!("nano ", env!("CARGO_PKG_VERSION"))),
        "{}",
        terminal.greeting
    );
    assert_eq!(terminal.enter("1 + 1"), "2");
    assert_eq!(terminal.enter("_ * 2"), "4");
    assert_eq!(terminal.enter(""), "");
    assert_eq!(terminal.enter("throw 'x'"), "Uncaught \"x\"");
    assert_eq!(terminal.enter("_error"), "\"x\"");
    terminal.keys(".exit\r");
    terminal.ends();
}

#[test]
fn without_a_command_a_terminal_gets_the_repl() {
    let mut terminal = Terminal::with(&[], &[]);
    assert_eq!(terminal.enter("typeof console"), "\"object\"");
    terminal.keys(CTRL_D);
    terminal.ends();
}

#[test]
fn input_goes_on_until_it_is_complete() {
    let mut terminal = Terminal::new();
    terminal.keys("const o = {\r a: [1,\r2] }\r");
    assert_eq!(terminal.output(), "undefined");
    assert_eq!(terminal.enter("o"), "{ a: [ 1, 2 ] }");
    terminal.keys("`a\r${1}`\r");
    assert_eq!(terminal.output(), "\"a\\n1\"");
    // Nothing completes this: it is an error at once.
    assert!(
        terminal
            .enter("foo bar")
            .starts_with("Uncaught SyntaxError")
    );
}

#[test]
fn values_are_painted() {
    let mut terminal = Terminal::with(&["repl"], &[("NO_COLOR", "")]);
    assert_eq!(terminal.enter("({ a: 1 })"), "{ a: \x1b[33m1\x1b[39m }");
}

#[test]
fn ctrl_c_ends_a_loop_and_the_repl_goes_on() {
    let mut terminal = Terminal::new();
    assert_eq!(terminal.enter("let kept = 7"), "undefined");
    for endless in [
        "console.log('g' + 'o'); for (;;);",
        "await null; console.log('g' + 'o'); for (;;);",
        "console.log('g' + 'o'); await new Promise(() => setTimeout(() => {}, 1e9));",
        "({ [Symbol.for('nodejs.util.inspect.custom')]() { console.log('g' + 'o'); for (;;); } })",
    ] {
        terminal.keys(endless);
        terminal.keys("\r");
        terminal.sees(END);
        terminal.sees("go\r\n");
        terminal.keys(CTRL_C);
        let output = terminal.sees(BEGIN);
        assert!(
            output.contains("Interrupted") || endless.starts_with("({"),
            "{output:?}"
        );
        assert_eq!(terminal.enter("kept"), "7");
    }
}

#[test]
fn ctrl_c_ends_a_timer_that_loops_while_a_line_is_edited() {
    let mut terminal = Terminal::new();
    terminal.enter("let kept = 7; setTimeout(() => { console.log('g' + 'o'); for (;;); }, 10); 0");
    terminal.sees("go");
    terminal.keys(CTRL_C);
    assert_eq!(terminal.output(), "Interrupted");
    assert_eq!(terminal.enter("kept"), "7");
}

#[test]
fn ctrl_c_discards_a_line_and_the_second_on_an_empty_one_leaves() {
    let mut terminal = Terminal::new();
    terminal.keys("globalThis.x = {");
    terminal.keys(CTRL_C);
    assert_eq!(terminal.output(), "");
    assert_eq!(terminal.enter("typeof x"), "\"undefined\"");
    terminal.keys(CTRL_C);
    assert!(terminal.output().contains("Ctrl-C again leaves"));
    assert_eq!(terminal.enter("1"), "1");
    terminal.keys(CTRL_C);
    assert!(terminal.output().contains("Ctrl-C again leaves"));
    terminal.keys(CTRL_C);
    terminal.ends();
}

#[test]
fn tab_completes() {
    let mut terminal = Terminal::new();
    terminal.enter(
        "let hits = 0; let subject = { onlyName: 'found', get trap() { hits++ } }; let deep = { subject }",
    );
    assert_eq!(terminal.enter("'text'.padSt\t.name"), "\"padStart\"");
    assert_eq!(terminal.enter("deep.subject.onl\t"), "\"found\"");
    assert_eq!(terminal.enter("structuredCl\t.name"), "\"structuredClone\"");
    assert_eq!(terminal.enter("subj\t.onlyName"), "\"found\"");
    terminal.enter("const url = new URL('http://a/b')");
    assert_eq!(
        terminal.enter("url.searchParams.toStr\t.name"),
        "\"toString\""
    );
    // Two of them list what there is.
    terminal.keys("subject.\t\t");
    terminal.keys(CTRL_C);
    let listed = terminal.sees(END);
    for name in ["hasOwnProperty", "onlyName", "trap"] {
        assert!(listed.contains(name), "{listed}");
    }
    terminal.sees(BEGIN);
    terminal.keys("subject.trap.\t\t");
    terminal.keys(CTRL_C);
    terminal.output();
    assert_eq!(terminal.enter("hits"), "0");
    terminal.keys(".ex\t\r");
    terminal.ends();
}

#[test]
fn output_appears_above_the_line_that_is_edited() {
    let mut terminal = Terminal::new();
    terminal.enter("setTimeout(() => console.log('tick' + 'ed'), 200); 0");
    terminal.keys("20 + ");
    terminal.sees("ticked\r\n");
    assert_eq!(terminal.enter("1"), "21");
    for (line, told) in [
        (
            "setTimeout(() => { throw 'late' + 'r' }); 0",
            "Uncaught \"later\"",
        ),
        (
            "setTimeout(() => Promise.reject('lo' + 'st')); 0",
            "Uncaught (in promise) \"lost\"",
        ),
    ] {
        // It may come before the prompt does.
        if !terminal.enter(line).contains(told) {
            terminal.sees(told);
        }
    }
    assert_eq!(terminal.enter("1"), "1");
}

#[test]
fn a_text_of_several_lines_can_be_written() {
    let mut terminal = Terminal::new();
    assert!(terminal.enter(".editor").contains("Ctrl-D evaluates"));
    terminal.keys("let q = 20\rq + 1\r");
    terminal.keys(CTRL_D);
    assert_eq!(terminal.output(), "21");
    assert_eq!(terminal.enter("q"), "20");
}

#[test]
fn a_paste_is_one_input() {
    let mut terminal = Terminal::new();
    terminal.keys("\x1b[200~let a = 1\nlet b = 2\na + b\x1b[201~");
    assert_eq!(terminal.enter(""), "3");
}

fn history(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_history_is_kept() {
    let folder = Folder::new(&[]);
    let state = folder.path().join("state");
    let variables = [
        ("XDG_STATE_HOME", state.to_str().unwrap()),
        ("NANO_REPL_HISTORY", ""),
    ];
    // The empty variable wins: nothing is written.
    let mut terminal = Terminal::start(&folder, &["repl"], &variables);
    assert_eq!(terminal.enter("1"), "1");
    assert_eq!(terminal.enter(UP), "1");
    terminal.keys(CTRL_D);
    terminal.ends();
    assert!(!state.exists());

    let file = folder.path().join("a/b/history");
    let variables = [("NANO_REPL_HISTORY", file.to_str().unwrap())];
    let mut terminal = Terminal::start(&folder, &["repl"], &variables);
    assert_eq!(terminal.enter("40 + 2"), "42");
    terminal.keys("[\r1]\r");
    assert_eq!(terminal.output(), "[ 1 ]");
    terminal.keys(CTRL_D);
    terminal.ends();
    assert!(history(&file).contains("40 + 2"));
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let mut terminal = Terminal::start(&folder, &["repl"], &variables);
    assert_eq!(terminal.enter(UP), "[ 1 ]");
    assert_eq!(terminal.enter("\x1240 +"), "42");
    terminal.keys(CTRL_D);
    terminal.ends();
}

#[test]
fn a_history_that_cannot_be_written_is_no_failure() {
    let variables = [("NANO_REPL_HISTORY", "/dev/null/history")];
    let mut terminal = Terminal::with(&["repl"], &variables);
    let told = format!("{}{}", terminal.greeting.clone(), terminal.enter("1"));
    assert_eq!(told.matches("The history is not kept").count(), 1, "{told}");
    assert_eq!(terminal.enter("2"), "2");
    assert_eq!(terminal.enter(&format!("{UP}{UP}")), "1");
}

#[test]
fn a_terminal_without_cursor_movement_will_do() {
    let folder = Folder::new(&[]);
    let mut command = folder.command(&["repl"]);
    command
        .env("TERM", "dumb")
        .env("NANO_REPL_HISTORY", "")
        .stdin(std::process::Stdio::inherit());
    let options = Options::new().timeout_ms(Some(TIMEOUT));
    let mut session = spawn_with_options(command, options).unwrap();
    session.exp_string("> ").unwrap();
    session.send("20 +\r1\r").unwrap();
    session.flush().unwrap();
    session.exp_string("21\r\n> ").unwrap();
    session.send(CTRL_D).unwrap();
    session.flush().unwrap();
    session.exp_eof().unwrap();
}
