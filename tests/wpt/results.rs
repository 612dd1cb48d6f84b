//! What one run of a URL gave, put together from the records that the prelude's reporter sends.
//!
//! The records are JSON, one a line, on a channel of their own: a test may print what it likes.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The status of a subtest, with testharness's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0
    Pass,
    /// 1
    Fail,
    /// 2: it started and did not end.
    Timeout,
    /// 3: it never started.
    NotRun,
    /// 4: it needs an optional feature that the engine says it lacks.
    PreconditionFailed,
}

impl Status {
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Pass,
            1 => Self::Fail,
            2 => Self::Timeout,
            3 => Self::NotRun,
            4 => Self::PreconditionFailed,
            _ => return None,
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Timeout => "TIMEOUT",
            Self::NotRun => "NOTRUN",
            Self::PreconditionFailed => "PRECONDITION_FAILED",
        })
    }
}

/// How the page as a whole ended: testharness's own statuses, and `Crash` for a process that did not live to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Harness {
    /// Every subtest reported.
    Ok,
    /// Something failed outside of the subtests.
    Error,
    /// The deadline passed, or the event loop drained, with subtests still to report.
    Timeout,
    /// The page as a whole needs an optional feature.
    PreconditionFailed,
    /// The process ended by a signal, or with a failure before the page was complete.
    Crash,
}

impl Harness {
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Ok,
            1 => Self::Error,
            2 => Self::Timeout,
            3 => Self::PreconditionFailed,
            _ => return None,
        })
    }
}

impl fmt::Display for Harness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "OK",
            Self::Error => "ERROR",
            Self::Timeout => "TIMEOUT",
            Self::PreconditionFailed => "PRECONDITION_FAILED",
            Self::Crash => "CRASH",
        })
    }
}

/// One subtest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtest {
    /// Its name, unique in a page unless the harness status is an error.
    pub name: String,
    /// Its final status, or the latest one known when the page did not complete.
    pub status: Status,
    /// Why it did not pass.
    pub message: Option<String>,
}

/// One run of a URL.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How the page ended.
    pub harness: Harness,
    /// Why it did not end well.
    pub message: Option<String>,
    /// The subtests, in the order of their creation.
    pub subtests: Vec<Subtest>,
    /// The wall time of the run.
    pub elapsed: Duration,
    /// The end of what the process wrote to stderr.
    pub stderr: String,
}

impl Outcome {
    /// An outcome without a run: the URL could not even be prepared or started.
    pub fn not_started(message: String) -> Self {
        Outcome {
            harness: Harness::Crash,
            message: Some(message),
            subtests: Vec::new(),
            elapsed: Duration::ZERO,
            stderr: String::new(),
        }
    }

    /// How many subtests have this status.
    pub fn count(&self, status: Status) -> usize {
        self.subtests
            .iter()
            .filter(|subtest| subtest.status == status)
            .count()
    }

    /// Whether the page completed without an error, with one subtest at least, and all of them passed.
    pub fn is_clean(&self) -> bool {
        self.harness == Harness::Ok
            && !self.subtests.is_empty()
            && self.count(Status::Pass) == self.subtests.len()
    }
}

/// One line of the channel.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Record {
    State {
        state: usize,
        name: String,
        status: u8,
    },
    Result {
        result: usize,
        name: String,
        status: u8,
        message: Option<String>,
    },
    Final {
        r#final: String,
        status: u8,
        message: Option<String>,
    },
    Complete {
        complete: u8,
        message: Option<String>,
        stack: Option<String>,
    },
}

/// Collects the records of one page.
#[derive(Debug, Default)]
pub struct Collector {
    known: BTreeMap<usize, Subtest>,
    finals: Vec<Subtest>,
    complete: Option<(Harness, Option<String>)>,
}

impl Collector {
    /// Takes one line in.
    ///
    /// # Errors
    /// A line that is not one of the reporter's records: the channel is broken and nothing after it can be trusted.
    pub fn record(&mut self, line: &str) -> Result<(), String> {
        let broken = || format!("not a record of the reporter: {line}");
        match serde_json::from_str(line).map_err(|_| broken())? {
            Record::State {
                state,
                name,
                status,
            } => {
                let status = Status::from_code(status).ok_or_else(broken)?;
                self.known.insert(
                    state,
                    Subtest {
                        name,
                        status,
                        message: None,
                    },
                );
            }
            Record::Result {
                result,
                name,
                status,
                message,
            } => {
                let status = Status::from_code(status).ok_or_else(broken)?;
                self.known.insert(
                    result,
                    Subtest {
                        name,
                        status,
                        message,
                    },
                );
            }
            Record::Final {
                r#final,
                status,
                message,
            } => {
                let status = Status::from_code(status).ok_or_else(broken)?;
                self.finals.push(Subtest {
                    name: r#final,
                    status,
                    message,
                });
            }
            Record::Complete {
                complete,
                message,
                stack,
            } => {
                let harness = Harness::from_code(complete).ok_or_else(broken)?;
                let message = match (message, stack) {
                    (Some(message), Some(stack)) if harness != Harness::Ok => {
                        Some(format!("{message}\n{stack}"))
                    }
                    (message, _) => message,
                };
                self.complete = Some((harness, message));
            }
        }
        Ok(())
    }

    /// Whether the page has reported everything.
    pub fn is_complete(&self) -> bool {
        self.complete.is_some()
    }

    /// The harness status, its message, and the subtests.
    ///
    /// For a page that did not complete, `otherwise` says how it ended, and the subtests are what is known of them: a
    /// result, or that they started (TIMEOUT), or that they exist (NOTRUN). It is what testharness's own `timeout()`
    /// would have reported.
    pub fn finish(
        self,
        otherwise: impl FnOnce() -> (Harness, Option<String>),
    ) -> (Harness, Option<String>, Vec<Subtest>) {
        match self.complete {
            Some((harness, message)) => (harness, message, self.finals),
            None => {
                let (harness, message) = otherwise();
                (harness, message, self.known.into_values().collect())
            }
        }
    }
}
