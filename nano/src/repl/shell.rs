//! Evaluates input, prints what comes of it, and keeps `_` and `_error`.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use nano_apis::console::inspect::{InspectOptions, inspect};
use nano_apis::console::{Console, Level, Printer};
use nano_apis::html::GlobalErrorEvents;
use nano_runtime::error::{Location, UncaughtError};
use nano_runtime::js::{
    Global, Local, Message, Promise, PropertyAttribute, String as JsString, Value,
};
use nano_runtime::realm::ErrorHooks;
use nano_runtime::reflect::{self, Slot};
use nano_runtime::repl::{Outcome, Place, ReplSession};
use nano_runtime::{JsRuntime, RunError, Scope};

use super::Next;
use super::commands::{self, Command, HELP};
use super::completion::Names;
use super::interrupt::Interrupts;
use super::screen::{Screen, ScreenPrinter};
use crate::failure::Failure;
use crate::host;

/// Words of the language that begin an expression or a statement.
const WORDS: [&str; 29] = [
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "delete",
    "else",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "switch",
    "this",
    "throw",
    "true",
    "typeof",
    "var",
    "while",
];

/// What is said after Ctrl-C, which is only heard on a terminal. That has shown the key.
const INTERRUPTED: &str = "\nInterrupted\n";

/// What an input did.
pub enum Done {
    /// It is done with.
    Next(Next),
    /// It asked for a new global.
    Clear,
}

/// The REPL of one global.
pub struct Shell<'r> {
    runtime: &'r JsRuntime,
    session: ReplSession<'r>,
    screen: Arc<Screen>,
    interrupts: &'r Interrupts,
    last: Variable,
    last_error: Variable,
    /// What was evaluated, for `.save`.
    inputs: RefCell<Vec<String>>,
}

impl<'r> Shell<'r> {
    pub fn new(runtime: &'r JsRuntime, screen: &Arc<Screen>, interrupts: &'r Interrupts) -> Self {
        interrupts.set_runtime(runtime.handle());
        let printer = Rc::new(ScreenPrinter::new(Arc::clone(screen)));
        runtime
            .realm()
            .set_error_hooks(Rc::new(Hooks(Rc::clone(&printer))));
        let shell = Self {
            runtime,
            session: ReplSession::new(runtime),
            screen: Arc::clone(screen),
            interrupts,
            last: Variable::new("_"),
            last_error: Variable::new("_error"),
            inputs: RefCell::default(),
        };
        runtime.with_scope(|scope| {
            Console::current(scope).set_printer(printer);
            let undefined: Local<'_, Value> = nano_runtime::js::undefined(scope).into();
            shell.last.set(scope, undefined);
            shell.last_error.set(scope, undefined);
        });
        shell
    }

    /// Does what the input says and prints what comes of it.
    ///
    /// # Errors
    ///
    /// Stdout is closed, or native code panicked.
    pub async fn input(&self, input: &str) -> Result<Done, Failure> {
        let next = match commands::parse(input) {
            None if input.trim().is_empty() => Next::Read,
            None => {
                self.inputs.borrow_mut().push(input.to_owned());
                self.evaluate(input).await?;
                Next::Read
            }
            Some(Command::Clear) => return Ok(Done::Clear),
            Some(Command::Exit) => Next::Leave,
            Some(Command::Editor) => Next::ReadText,
            Some(Command::Help) => {
                self.screen.print(HELP)?;
                Next::Read
            }
            Some(Command::Load(file)) => {
                match host::read_source(Path::new(file)) {
                    Ok(source) => {
                        self.inputs.borrow_mut().push(source.clone());
                        self.evaluate(&source).await?;
                    }
                    Err(failure) => self.screen.print(&format!("{failure}\n"))?,
                }
                Next::Read
            }
            Some(Command::Save(file)) => {
                let text: String = self
                    .inputs
                    .borrow()
                    .iter()
                    .flat_map(|input| [input.trim_end_matches('\n'), "\n"])
                    .collect();
                let said = match std::fs::write(file, text) {
                    Ok(()) => format!("Saved to {file}\n"),
                    Err(error) => format!("cannot write {file}: {error}\n"),
                };
                self.screen.print(&said)?;
                Next::Read
            }
            Some(Command::Wrong(what)) => {
                self.screen.print(&format!("{what}\n"))?;
                Next::Read
            }
        };
        Ok(Done::Next(next))
    }

    async fn evaluate(&self, source: &str) -> Result<(), Failure> {
        let Some(mut evaluating) = self.interrupts.evaluating() else {
            self.runtime.run_task(|_| ())?;
            return self.screen.print(INTERRUPTED);
        };
        let evaluation = self.session.start(source)?;
        let outcome = loop {
            let ended = tokio::select! {
                biased;
                () = evaluating.interrupted() => Ok(Outcome::Interrupted),
                ended = poll_fn(|cx| self.session.poll(&evaluation, cx)) => ended,
            };
            match ended {
                Ok(outcome) => break outcome,
                Err(error) if self.runtime.realm().retired().is_some() => return Err(error.into()),
                // Reported where it arose.
                Err(_) => {}
            }
        };
        // An interrupt that came while nothing ran ends here.
        self.runtime.run_task(|_| ())?;
        let text = self
            .runtime
            .run_task(|scope| self.describe(scope, source, outcome))?;
        self.screen.print(&text)?;
        Ok(())
    }

    /// What to print, with a line feed at its end. Sets `_` and `_error`.
    fn describe(&self, scope: &mut Scope<'_, '_>, source: &str, outcome: Outcome) -> String {
        let colors = self.screen.colors();
        match outcome {
            Outcome::Value(value) => {
                let value = Local::new(scope, value);
                let note = self.last.set(scope, value);
                format!("{note}{}\n", text_of(scope, value, colors))
            }
            Outcome::Thrown(error, place) => {
                let error = Local::new(scope, error);
                let note = self.last_error.set(scope, error);
                let text = text_of(scope, error, colors);
                // An error without a stack is in brackets where it is a value.
                let text = match text
                    .strip_prefix('[')
                    .and_then(|text| text.strip_suffix(']'))
                {
                    Some(text) if error.is_native_error() => text,
                    _ => &text,
                };
                let text = match place {
                    Some(place) if text.starts_with("SyntaxError") => excerpt(source, place, text),
                    _ => text.to_owned(),
                };
                let hint = hint(&text);
                format!("{note}Uncaught {text}\n{hint}")
            }
            Outcome::Interrupted => INTERRUPTED.to_owned(),
            Outcome::Stalled => {
                "The await can never end: nothing is left that could resolve it\n".to_owned()
            }
        }
    }

    /// Names for completion.
    pub fn names(&self, names: &Names) -> Vec<String> {
        match names {
            Names::Variables => {
                let mut names = self.session.variable_names();
                names.extend(WORDS.map(str::to_owned));
                names
            }
            Names::Properties(expression) => self.session.property_names(expression),
        }
    }
}

fn text_of(scope: &mut Scope<'_, '_>, value: Local<'_, Value>, colors: bool) -> String {
    let options = InspectOptions {
        colors,
        ..InspectOptions::default()
    };
    inspect(scope, value, &options)
}

/// A message with the line it is about.
fn excerpt(source: &str, place: Place, message: &str) -> String {
    let location = Location {
        line: place.line + 1,
        column: place.column + 1,
        source_line: source
            .lines()
            .nth(place.line)
            .unwrap_or_default()
            .to_owned(),
        ..Location::default()
    };
    UncaughtError {
        location: Some(location),
        ..UncaughtError::from_message(message)
    }
    .to_string()
}

/// What to write instead, where V8's message does not say.
fn hint(text: &str) -> &'static str {
    if text.starts_with("SyntaxError: Cannot use import statement") {
        "Here modules are imported with await import(\"…\")\n"
    } else {
        ""
    }
}

/// `_` or `_error`: a property of the global that is the REPL's until the program assigns to it.
struct Variable {
    name: &'static str,
    value: RefCell<Option<Global<Value>>>,
    taken: Cell<bool>,
}

impl Variable {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            value: RefCell::default(),
            taken: Cell::new(false),
        }
    }

    /// Gives it a value. Returns what the user is to be told.
    fn set(&self, scope: &mut Scope<'_, '_>, value: Local<'_, Value>) -> String {
        if self.taken.get() {
            return String::new();
        }
        let global = scope.get_current_context().global(scope);
        let Some(key) = JsString::new(scope, self.name) else {
            return String::new();
        };
        let previous = self.value.borrow().clone();
        if let Some(previous) = previous {
            let ours = match reflect::own_property(scope, global, key.into()).map(|own| own.slot) {
                Some(Slot::Data(current)) => current.same_value(Local::new(scope, previous)),
                _ => false,
            };
            if !ours {
                self.taken.set(true);
                return format!("{} is the program's from now on\n", self.name);
            }
        }
        // A frozen global keeps what it has.
        let set = reflect::catch(scope, |scope| {
            global.define_own_property(scope, key.into(), value, PropertyAttribute::DONT_ENUM)
        });
        if matches!(set, Ok(Some(true))) {
            *self.value.borrow_mut() = Some(Global::new(scope, value));
        }
        String::new()
    }
}

/// Prints what nothing handles and goes on.
struct Hooks(Rc<ScreenPrinter>);

impl Hooks {
    fn print(&self, scope: &mut Scope<'_, '_>, prefix: &str, value: Local<'_, Value>) {
        let text = text_of(scope, value, self.0.colors(Level::Error));
        self.0.print(Level::Error, &format!("{prefix} {text}"));
    }
}

impl ErrorHooks for Hooks {
    fn error(
        &self,
        scope: &mut Scope<'_, '_>,
        error: Local<'_, Value>,
        message: Option<Local<'_, Message>>,
    ) -> bool {
        if !GlobalErrorEvents::default().error(scope, error, message) {
            self.print(scope, "Uncaught", error);
        }
        true
    }

    fn unhandled_rejection(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, Promise>,
        reason: Local<'_, Value>,
    ) -> bool {
        if !GlobalErrorEvents::default().unhandled_rejection(scope, promise, reason) {
            self.print(scope, "Uncaught (in promise)", reason);
        }
        true
    }

    fn rejection_handled(
        &self,
        scope: &mut Scope<'_, '_>,
        promise: Local<'_, Promise>,
        reason: Local<'_, Value>,
    ) {
        GlobalErrorEvents::default().rejection_handled(scope, promise, reason);
    }

    fn describe(&self, scope: &mut Scope<'_, '_>, value: Local<'_, Value>) -> Option<String> {
        GlobalErrorEvents::default().describe(scope, value)
    }

    fn unhandled(&self, error: RunError) -> Option<RunError> {
        self.0.print(Level::Error, &error.to_string());
        None
    }
}
