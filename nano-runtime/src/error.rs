//! What can end the run of a realm, as values that outlive the isolate.
//!
//! Turning a JavaScript exception into an [`UncaughtError`] is done in `script.rs`.

use std::fmt;

/// Why a realm stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError {
    /// An exception that nothing caught and no handler took care of.
    Uncaught(Box<UncaughtError>),
    /// A rejected promise that nothing handled.
    UnhandledRejection(Box<UncaughtError>),
    /// A module or script could not be loaded, or it does not compile.
    Load(Box<UncaughtError>),
    /// The event loop ran dry while a top-level `await` of these modules was pending. Node ends with exit code 13 then.
    StalledTopLevelAwait(Vec<Location>),
    /// The isolate was terminated from outside.
    Terminated,
    /// An error that [`ErrorHooks::unhandled`](crate::realm::ErrorHooks::unhandled) has told of in its own way.
    Told,
    /// Native code panicked below JavaScript; the isolate is not to be used any more.
    Panicked(String),
    /// A startup snapshot could not be made.
    Snapshot(&'static str),
    /// V8 was started with flags it does not know.
    Engine(crate::engine::UnknownFlags),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Uncaught(error) | RunError::Load(error) => write!(f, "Uncaught {error}"),
            RunError::UnhandledRejection(error) => write!(f, "Uncaught (in promise) {error}"),
            RunError::StalledTopLevelAwait(locations) => {
                f.write_str("Top-level await promise never resolved")?;
                locations
                    .iter()
                    .try_for_each(|location| write!(f, "\n{location}"))
            }
            RunError::Terminated => f.write_str("Execution was terminated"),
            RunError::Told => f.write_str("An error was not caught"),
            RunError::Panicked(message) => write!(f, "Internal error: {message}"),
            RunError::Snapshot(reason) => write!(f, "Cannot make a startup snapshot: {reason}"),
            RunError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

impl From<crate::engine::UnknownFlags> for RunError {
    fn from(error: crate::engine::UnknownFlags) -> Self {
        RunError::Engine(error)
    }
}

/// A place in a script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// The URL or name of the script.
    pub file: String,
    /// Counted from 1; 0 if unknown.
    pub line: usize,
    /// Counted from 1; 0 if unknown.
    pub column: usize,
    /// The text of that line, empty if unknown.
    pub source_line: String,
}

impl Location {
    /// The source line with a caret below the column, each line indented by `indent`.
    fn write_excerpt(&self, f: &mut fmt::Formatter<'_>, indent: &str) -> fmt::Result {
        // A minified file is one line that would fill the screen.
        const LONGEST: usize = 240;
        if self.source_line.trim().is_empty() || self.source_line.len() > LONGEST {
            return Ok(());
        }
        write!(f, "\n{indent}{}", self.source_line.trim_end())?;
        if self.column > 0 {
            // Tabs are kept, so that the caret stands where the terminal shows the column.
            let padding: String = self
                .source_line
                .chars()
                .take(self.column - 1)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            write!(f, "\n{indent}{padding}^")?;
        }
        Ok(())
    }

    fn write_position(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("    at ")?;
        self.write_position(f)?;
        self.write_excerpt(f, "    ")
    }
}

/// A JavaScript exception, described as the console shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UncaughtError {
    /// `TypeError: x is not a function`, or the text of a thrown value that is no error.
    pub message: String,
    /// The lines `    at f (file:///a.js:1:2)`, empty if there are none.
    pub stack: String,
    /// Where it was thrown, if known.
    pub location: Option<Location>,
    /// The error's `cause`, described likewise.
    pub cause: Option<Box<UncaughtError>>,
    /// The errors of an `AggregateError`.
    pub errors: Vec<UncaughtError>,
}

impl UncaughtError {
    /// An error that is no JavaScript value.
    #[must_use]
    pub fn from_message(message: impl Into<String>) -> Self {
        UncaughtError {
            message: message.into(),
            ..UncaughtError::default()
        }
    }
}

impl fmt::Display for UncaughtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(location) = &self.location {
            location.write_excerpt(f, "")?;
        }
        if !self.stack.is_empty() {
            write!(f, "\n{}", self.stack)?;
        } else if let Some(location) = self
            .location
            .as_ref()
            .filter(|location| !location.file.is_empty())
        {
            f.write_str("\n    at ")?;
            location.write_position(f)?;
        }
        for error in &self.errors {
            write!(f, "\n    [error] {}", indented(error))?;
        }
        if let Some(cause) = &self.cause {
            write!(f, "\nCaused by: {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for UncaughtError {}

fn indented(error: &UncaughtError) -> String {
    error.to_string().replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_prints_with_its_line_its_stack_and_its_cause() {
        let error = UncaughtError {
            message: "TypeError: x is not a function".to_owned(),
            stack: "    at file:///a.js:2:3".to_owned(),
            location: Some(Location {
                file: "file:///a.js".to_owned(),
                line: 2,
                column: 3,
                source_line: "\t x();".to_owned(),
            }),
            cause: Some(Box::new(UncaughtError::from_message("Error: why"))),
            errors: vec![UncaughtError::from_message("one\ntwo")],
        };
        assert_eq!(
            RunError::Uncaught(Box::new(error)).to_string(),
            "Uncaught TypeError: x is not a function\n\t x();\n\t ^\n    at file:///a.js:2:3\n    [error] one\n    two\nCaused by: Error: why"
        );
    }

    #[test]
    fn a_location_stands_in_for_a_missing_stack() {
        let location = Location {
            file: "a.js".to_owned(),
            line: 4,
            column: 0,
            source_line: String::new(),
        };
        let error = UncaughtError {
            location: Some(location),
            ..UncaughtError::from_message("7")
        };
        assert_eq!(error.to_string(), "7\n    at a.js:4");
    }
}
