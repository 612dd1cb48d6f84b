//! The line editor, on a thread of its own: keys, history, completion, input of several lines.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use nano_runtime::Engine;
use nano_runtime::repl::SyntaxChecker;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter, MatchingBracketHighlighter};
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event, EventContext,
    EventHandler, Helper, KeyEvent, RepeatCount,
};
use tokio::sync::mpsc::UnboundedSender;

use super::completion::{self, Names, Wanted};
use super::interrupt::Interrupts;
use super::screen::Screen;
use super::{Next, Request, commands, history};
use crate::failure::Failure;

const THREAD: &str = "editor";

const PROMPT: &str = "> ";

/// Entries that the history keeps.
const MOST_ENTRIES: usize = 10_000;

/// Bytes of the longest input that is worth remembering.
const LONGEST_ENTRY: usize = 64 * 1024;

/// How long completion waits for a runtime that is busy.
const PATIENCE: Duration = Duration::from_millis(700);

/// Names that completion offers at most, and the longest of them, in bytes: the editor puts all of them on the screen.
const MOST_NAMES: usize = 2_000;
const LONGEST_NAME: usize = 200;

/// Failures of the line editor in a row, each of which gets a new one.
const MOST_FAILURES: usize = 3;

/// Edits lines on a thread of its own and sends them as requests.
///
/// # Errors
///
/// The system has no thread for it.
pub fn start(
    requests: UnboundedSender<Request>,
    screen: Arc<Screen>,
    interrupts: Arc<Interrupts>,
) -> Result<(), Failure> {
    let edit = move || {
        let mut session = Session {
            requests,
            screen,
            interrupts,
            state: Arc::default(),
            history: history::path(),
        };
        session.greet();
        quiet_panics();
        let mut failures = 0;
        while failures < MOST_FAILURES
            && catch_unwind(AssertUnwindSafe(|| session.run(&mut failures))).is_err()
        {
            failures += 1;
            session.screen.close();
            session.say("The line editor cannot show this input; .load evaluates files");
        }
        // Fails when the other side has gone, which is what it would be told.
        let _ = session.requests.send(Request::End);
    };
    std::thread::Builder::new()
        .name(THREAD.into())
        .spawn(edit)
        .map(drop)
        .map_err(|error| Failure::Host(format!("cannot start the line editor: {error}")))
}

/// Keeps panics of this thread off the screen: what they mean to the user is said by [`start`].
fn quiet_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(THREAD) {
            report(panic);
        }
    }));
}

/// What the key bindings and the loop share.
#[derive(Default)]
struct State {
    /// Whether the line was empty when Ctrl-C was pressed.
    interrupted_empty: AtomicBool,
    /// Whether Ctrl-C ended something that ran meanwhile.
    interrupted_running: AtomicBool,
    /// Several lines are being written: Enter begins a new one, Ctrl-D ends the text.
    writing_text: AtomicBool,
}

/// One editor's work.
struct Session {
    requests: UnboundedSender<Request>,
    screen: Arc<Screen>,
    interrupts: Arc<Interrupts>,
    state: Arc<State>,
    /// `None` when there is to be no history, or when its file cannot be used.
    history: Option<PathBuf>,
}

impl Session {
    fn say(&self, text: &str) {
        // With stdout closed, reading the next line tells.
        let _ = self.screen.print(&format!("{text}\n"));
    }

    fn greet(&self) {
        self.say(&format!(
            "nano {} (V8 {})\nType .help for help, .exit or Ctrl-D to leave",
            env!("CARGO_PKG_VERSION"),
            Engine::v8_version().trim_end_matches("-rusty"),
        ));
    }

    /// Reads and sends lines until the end of the input, or until there is nobody to send them to.
    fn run(&mut self, failures: &mut usize) {
        let mut editor = match self.editor() {
            Ok(editor) => editor,
            Err(error) => return self.say(&format!("cannot edit lines here: {error}")),
        };
        let mut leaving = false;
        loop {
            let prompt = if self.writing_text() { "" } else { PROMPT };
            self.screen.open();
            let line = editor.readline(prompt);
            self.screen.close();
            *failures = 0;
            let was_leaving = std::mem::take(&mut leaving);
            let was_writing = self.state.writing_text.swap(false, Ordering::Relaxed);
            match line {
                Ok(line) => {
                    self.remember(&mut editor, &line);
                    match self.evaluate(line) {
                        Some(Next::Read) => {}
                        Some(Next::ReadText) => {
                            self.say("// Ctrl-D evaluates, Ctrl-C discards");
                            self.state.writing_text.store(true, Ordering::Relaxed);
                        }
                        Some(Next::Leave) | None => return,
                    }
                }
                Err(ReadlineError::Interrupted) => {
                    if self
                        .state
                        .interrupted_running
                        .swap(false, Ordering::Relaxed)
                    {
                        self.say("Interrupted");
                        continue;
                    }
                    let empty = self.state.interrupted_empty.load(Ordering::Relaxed);
                    if !empty || was_writing {
                        continue;
                    }
                    if was_leaving {
                        return;
                    }
                    self.say("(Ctrl-C again leaves, as do Ctrl-D and .exit)");
                    leaving = true;
                }
                // The terminal has changed.
                Err(ReadlineError::Signal(_)) => {}
                // The end of the input, or a terminal that has gone.
                Err(_) => return,
            }
        }
    }

    fn writing_text(&self) -> bool {
        self.state.writing_text.load(Ordering::Relaxed)
    }

    /// `None` when there is nobody who would evaluate it.
    fn evaluate(&self, line: String) -> Option<Next> {
        let (answer, answered) = sync_channel(1);
        self.requests.send(Request::Input(line, answer)).ok()?;
        answered.recv().ok()
    }

    fn editor(&mut self) -> rustyline::Result<Editor<Keys, DefaultHistory>> {
        let config = Config::builder()
            .max_history_size(MOST_ENTRIES)?
            .history_ignore_dups(true)?
            .completion_type(CompletionType::List)
            .bracketed_paste(true)
            .build();
        let mut editor = Editor::with_config(config)?;
        // Without an isolate of its own, each line is taken for complete.
        let checker = SyntaxChecker::new().ok();
        editor.set_helper(Some(Keys {
            requests: self.requests.clone(),
            checker,
            brackets: MatchingBracketHighlighter::new(),
            colors: self.screen.colors(),
            state: Arc::clone(&self.state),
        }));
        for (key, handler) in [
            (KeyEvent::ctrl('c'), Key::Interrupt),
            (KeyEvent::ctrl('d'), Key::EndOfText),
            (KeyEvent::from('\t'), Key::Tab),
        ] {
            let handler = KeyHandler {
                key: handler,
                state: Arc::clone(&self.state),
                interrupts: Arc::clone(&self.interrupts),
            };
            editor.bind_sequence(key, EventHandler::Conditional(Box::new(handler)));
        }
        // Fails on a terminal without cursor movement: output goes where the cursor is.
        if let Ok(printer) = editor.create_external_printer() {
            self.screen.print_above_with(printer);
        }
        if let Some(path) = &self.history
            && let Err(error) = editor.load_history(path)
            && !is_missing(&error)
        {
            self.say(&format!(
                "The history is not kept: cannot read {}: {error}",
                path.display()
            ));
            self.history = None;
        }
        Ok(editor)
    }

    /// Puts a line into the history and its file. The first failure is told and is the last.
    fn remember(&mut self, editor: &mut Editor<Keys, DefaultHistory>, line: &str) {
        let line = line.trim_end();
        if line.is_empty() || line.len() > LONGEST_ENTRY {
            return;
        }
        let Some(path) = &self.history else {
            // The arrow keys work without a file.
            let _ = editor.add_history_entry(line);
            return;
        };
        let kept = editor
            .add_history_entry(line)
            .and_then(|_| Ok(history::make_folder(path)?))
            .and_then(|()| editor.append_history(path));
        if let Err(error) = kept {
            self.say(&format!(
                "The history is not kept: cannot write {}: {error}",
                path.display()
            ));
            self.history = None;
        }
    }
}

fn is_missing(error: &ReadlineError) -> bool {
    matches!(error, ReadlineError::Io(error) if error.kind() == std::io::ErrorKind::NotFound)
}

/// What the editor asks about the line.
struct Keys {
    requests: UnboundedSender<Request>,
    checker: Option<SyntaxChecker>,
    brackets: MatchingBracketHighlighter,
    colors: bool,
    state: Arc<State>,
}

impl Helper for Keys {}

impl Hinter for Keys {
    type Hint = String;
}

impl Validator for Keys {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        let goes_on = self.state.writing_text.load(Ordering::Relaxed)
            || commands::parse(input).is_none()
                && self
                    .checker
                    .as_ref()
                    .is_some_and(|checker| checker.is_incomplete(input));
        Ok(if goes_on {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

impl Highlighter for Keys {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        if self.colors {
            self.brackets.highlight(line, pos)
        } else {
            Cow::Borrowed(line)
        }
    }

    fn highlight_char(&self, line: &str, pos: usize, kind: CmdKind) -> bool {
        self.colors && self.brackets.highlight_char(line, pos, kind)
    }
}

impl Completer for Keys {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let before = line.get(..pos).unwrap_or(line);
        let (prefix, candidates) = match completion::wanted(before) {
            None => return Ok((pos, Vec::new())),
            Some(Wanted::Command(prefix)) => (prefix, commands::WORDS.map(str::to_owned).to_vec()),
            Some(Wanted::Name(names, prefix)) => (prefix, self.names(names)),
        };
        let is_command = prefix.starts_with('.');
        let mut candidates: Vec<String> = candidates
            .into_iter()
            .filter(|name| name.starts_with(prefix) && name.len() <= LONGEST_NAME)
            .filter(|name| is_command || completion::is_identifier(name))
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.truncate(MOST_NAMES);
        Ok((pos - prefix.len(), candidates))
    }
}

impl Keys {
    fn names(&self, names: Names) -> Vec<String> {
        let (answer, answered) = sync_channel(1);
        if self.requests.send(Request::Names(names, answer)).is_err() {
            return Vec::new();
        }
        answered.recv_timeout(PATIENCE).unwrap_or_default()
    }
}

/// The keys that mean something else here than in other line editors.
enum Key {
    Interrupt,
    EndOfText,
    Tab,
}

struct KeyHandler {
    key: Key,
    state: Arc<State>,
    interrupts: Arc<Interrupts>,
}

impl ConditionalEventHandler for KeyHandler {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        match self.key {
            Key::Interrupt => {
                self.state
                    .interrupted_empty
                    .store(context.line().is_empty(), Ordering::Relaxed);
                self.state
                    .interrupted_running
                    .store(self.interrupts.key(), Ordering::Relaxed);
                Some(Cmd::Interrupt)
            }
            Key::EndOfText => self
                .state
                .writing_text
                .load(Ordering::Relaxed)
                .then_some(Cmd::AcceptLine),
            // Where a line begins there is nothing to complete, and much to indent.
            Key::Tab => {
                let before = context.line().get(..context.pos())?;
                let line = before.rsplit('\n').next()?;
                line.trim().is_empty().then(|| Cmd::Insert(1, "  ".into()))
            }
        }
    }
}

/// How the terminal was before a line editor touched it.
pub struct TerminalState {
    #[cfg(unix)]
    saved: Option<rustix::termios::Termios>,
}

impl TerminalState {
    pub fn save() -> Self {
        Self {
            #[cfg(unix)]
            saved: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    /// Makes it so again, when the REPL ends while a line is being edited.
    pub fn restore(&self) {
        #[cfg(unix)]
        if let Some(saved) = &self.saved {
            // There is nothing else to try.
            let _ = rustix::termios::tcsetattr(
                std::io::stdin(),
                rustix::termios::OptionalActions::Now,
                saved,
            );
        }
    }
}
