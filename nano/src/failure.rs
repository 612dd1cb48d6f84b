//! Why a command failed: the text for stderr, and the exit code.

use std::io::Write;
use std::process::ExitCode;

use nano_runtime::RunError;

/// A command's failure.
#[derive(Debug)]
pub enum Failure {
    /// JavaScript failed.
    Run(RunError),
    /// Something outside JavaScript: a file that cannot be read, a port that is taken.
    Host(String),
    /// The command line asks for something that cannot be.
    Usage(String),
    /// Whoever reads the output has gone; there is nobody to tell.
    ClosedPipe,
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run(error) => error.fmt(f),
            Self::Host(message) | Self::Usage(message) => f.write_str(message),
            Self::ClosedPipe => f.write_str("the output is closed"),
        }
    }
}

impl Failure {
    /// Says what failed, and returns the exit code.
    pub fn report(self) -> ExitCode {
        let (text, code) = match self {
            Self::Run(RunError::Told) => return ExitCode::FAILURE,
            Self::Run(error @ RunError::StalledTopLevelAwait(_)) => (error.to_string(), 13),
            Self::Run(error) => (error.to_string(), 1),
            Self::Host(message) => (format!("error: {message}"), 1),
            Self::Usage(message) => (
                format!("error: {message}\n\nFor more information, try '--help'."),
                2,
            ),
            Self::ClosedPipe => return ExitCode::SUCCESS,
        };
        // With stderr closed there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{text}");
        ExitCode::from(code)
    }
}

/// Writes to stdout; a closed pipe is a quiet end.
///
/// # Errors
///
/// `ClosedPipe`, or what the system says.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Host(format!("cannot write to stdout: {error}")),
        })
}
