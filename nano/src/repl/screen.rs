//! Where output goes: straight to stdout, or above the prompt while a line is being edited.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use nano_apis::console::{Level, Printer, StdPrinter, Stream};
use rustyline::ExternalPrinter;

use crate::failure::{Failure, print};

/// The terminal, shared by the thread that runs JavaScript and the one that edits lines.
pub struct Screen {
    interactive: bool,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// A line is being edited.
    open: bool,
    /// Counts the printers that were given.
    printers: usize,
    /// Whether the last of them works.
    printing: bool,
    /// What is to be printed above the line.
    above: String,
}

impl Screen {
    pub fn new(interactive: bool) -> Self {
        Self {
            interactive,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints text that ends with a line feed.
    ///
    /// # Errors
    ///
    /// As [`print()`].
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut state = self.lock();
        if state.open && state.printing {
            state.above.push_str(text);
            self.changed.notify_one();
            return Ok(());
        }
        print(text)
    }

    /// Has `printer` print above the line that is edited between [`Screen::open`] and [`Screen::close`], instead of any printer before
    /// it.
    ///
    /// A printer blocks while its editor does not read, so it has a thread of its own.
    pub fn print_above_with(self: &Arc<Self>, mut printer: impl ExternalPrinter + Send + 'static) {
        let mut state = self.lock();
        state.printers += 1;
        state.printing = true;
        let number = state.printers;
        drop(state);
        self.changed.notify_all();
        let screen = Arc::clone(self);
        let forward = move || {
            loop {
                let wait = |state: &mut State| {
                    state.printers == number && (!state.open || state.above.is_empty())
                };
                let state = screen.changed.wait_while(screen.lock(), wait);
                let mut state = state.unwrap_or_else(PoisonError::into_inner);
                if state.printers != number {
                    return;
                }
                let text = std::mem::take(&mut state.above);
                drop(state);
                if printer.print(text).is_err() {
                    let mut state = screen.lock();
                    state.printing &= state.printers != number;
                    return;
                }
            }
        };
        let spawned = std::thread::Builder::new()
            .name("printer".into())
            .spawn(forward);
        if spawned.is_err() {
            self.lock().printing = false;
        }
    }

    /// A line is about to be edited.
    pub fn open(&self) {
        self.lock().open = true;
        self.changed.notify_all();
    }

    /// The line has been edited. What waited to be printed above it follows it.
    pub fn close(&self) {
        let mut state = self.lock();
        state.open = false;
        let rest = std::mem::take(&mut state.above);
        if !rest.is_empty() {
            // The next output tells of a closed stdout.
            let _ = print(&rest);
        }
    }

    /// Whether a person looks at it.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether values are painted.
    pub fn colors(&self) -> bool {
        StdPrinter::default().colors(Level::Log)
    }
}

/// The console's printer.
pub struct ScreenPrinter {
    screen: Arc<Screen>,
    direct: StdPrinter,
    stderr_is_terminal: bool,
}

impl ScreenPrinter {
    pub fn new(screen: Arc<Screen>) -> Self {
        use std::io::IsTerminal;
        Self {
            screen,
            direct: StdPrinter::default(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
        }
    }
}

impl Printer for ScreenPrinter {
    fn print(&self, level: Level, text: &str) {
        let elsewhere = level.stream() == Stream::Stderr && !self.stderr_is_terminal;
        if !self.screen.interactive || elsewhere {
            self.direct.print(level, text);
        } else {
            // There is nobody to tell.
            let _ = self.screen.print(&format!("{text}\n"));
        }
    }

    fn colors(&self, level: Level) -> bool {
        self.direct.colors(level)
    }

    fn clear(&self) {
        self.direct.clear();
    }
}
