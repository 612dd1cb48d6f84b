//! Where console output goes.
//!
//! The standard's Printer is implementation-defined; here it is a trait, so that tests and a server's log can take the output
//! instead of the process's streams. What the text says is decided elsewhere.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// What kind of message it is: the standard's `logLevel` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "each variant is named after the method that logs with it"
)]
pub enum Level {
    Assert,
    Count,
    CountReset,
    Debug,
    Dir,
    Dirxml,
    Error,
    Group,
    GroupCollapsed,
    Info,
    Log,
    Table,
    TimeEnd,
    TimeLog,
    Trace,
    Warn,
    /// The console itself complains, for instance of an unknown label.
    ReportWarning,
}

/// One of the process's output streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Level {
    /// Failures, warnings and traces go to standard error, everything else to standard output.
    pub fn stream(self) -> Stream {
        match self {
            Level::Assert
            | Level::Error
            | Level::Trace
            | Level::Warn
            | Level::ReportWarning
            | Level::CountReset => Stream::Stderr,
            _ => Stream::Stdout,
        }
    }
}

/// Takes finished console messages.
pub trait Printer {
    /// One message, without a line feed at its end; it may have several lines, already indented by their group.
    ///
    /// There is nobody to tell when it cannot be written: implementations drop it then.
    fn print(&self, level: Level, text: &str);

    /// Whether messages of `level` may contain ANSI colours.
    fn colors(&self, level: Level) -> bool {
        let _ = level;
        false
    }

    /// `console.clear()`.
    fn clear(&self) {}
}

/// Prints to the process's standard output and standard error, in colour on terminals unless `NO_COLOR` is set.
#[derive(Debug)]
pub struct StdPrinter {
    stdout: Terminal,
    stderr: Terminal,
}

#[derive(Clone, Copy, Debug)]
struct Terminal {
    is_terminal: bool,
    colors: bool,
}

impl Default for StdPrinter {
    fn default() -> Self {
        StdPrinter {
            stdout: Terminal::detect(io::stdout().is_terminal()),
            stderr: Terminal::detect(io::stderr().is_terminal()),
        }
    }
}

impl Terminal {
    fn detect(is_terminal: bool) -> Terminal {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Terminal {
            is_terminal,
            colors: is_terminal && !no_color && !dumb,
        }
    }
}

impl StdPrinter {
    fn terminal(&self, stream: Stream) -> Terminal {
        match stream {
            Stream::Stdout => self.stdout,
            Stream::Stderr => self.stderr,
        }
    }
}

impl Printer for StdPrinter {
    fn print(&self, level: Level, text: &str) {
        let mut line = String::with_capacity(text.len() + 1);
        line.push_str(text);
        line.push('\n');
        match level.stream() {
            Stream::Stdout => write(&mut io::stdout().lock(), line.as_bytes()),
            Stream::Stderr => write(&mut io::stderr().lock(), line.as_bytes()),
        }
    }

    fn colors(&self, level: Level) -> bool {
        self.terminal(level.stream()).colors
    }

    fn clear(&self) {
        if self.stdout.is_terminal {
            // Cursor to the top left corner, then erase from there on.
            write(&mut io::stdout().lock(), b"\x1b[1;1H\x1b[0J");
        }
    }
}

/// Writes all of `bytes`, waiting where the stream is non-blocking and full. Gives up on a reader that has gone.
fn write(stream: &mut dyn Write, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return,
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_millis(1))
            }
            Err(_) => return,
        }
    }
    while let Err(error) = stream.flush() {
        match error.kind() {
            io::ErrorKind::Interrupted => {}
            io::ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(1)),
            _ => return,
        }
    }
}
