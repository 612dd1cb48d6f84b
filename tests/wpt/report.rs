//! What a run prints: the table of directories, the differences from the expectations, and the last line.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use crate::discovery::TestUrl;
use crate::expectations::Mismatch;
use crate::results::{Harness, Outcome, Status};

/// How much of a subtest's message a line shows, in characters.
const MESSAGE_SHOWN: usize = 400;

/// The figures of one row.
#[derive(Debug, Default, Clone)]
struct Row {
    files: BTreeSet<String>,
    unclean: BTreeSet<String>,
    urls: usize,
    pass: usize,
    fail: usize,
    timeout: usize,
    not_run: usize,
    total: usize,
    elapsed: Duration,
}

impl Row {
    fn add(&mut self, test: &TestUrl, outcome: &Outcome) {
        self.files.insert(test.path.clone());
        if !outcome.is_clean() {
            self.unclean.insert(test.path.clone());
        }
        self.urls += 1;
        self.pass += outcome.count(Status::Pass);
        self.fail += outcome.count(Status::Fail) + outcome.count(Status::PreconditionFailed);
        self.timeout += outcome.count(Status::Timeout);
        self.not_run += outcome.count(Status::NotRun);
        self.total += outcome.subtests.len();
        self.elapsed += outcome.elapsed;
    }

    fn cells(&self, name: &str) -> [String; 10] {
        [
            name.to_owned(),
            self.files.len().to_string(),
            (self.files.len() - self.unclean.len()).to_string(),
            self.urls.to_string(),
            self.pass.to_string(),
            self.fail.to_string(),
            self.timeout.to_string(),
            self.not_run.to_string(),
            self.total.to_string(),
            format!("{:.1}", self.elapsed.as_secs_f64()),
        ]
    }
}

/// The table: a row for each selection, or for each directory when there is only one selection, and one for all.
///
/// `seconds` are those of the processes, added up; with several jobs that is more than the wall time.
pub fn table(tests: &[TestUrl], outcomes: &[Outcome]) -> String {
    let selections: BTreeSet<&str> = tests.iter().map(|test| test.selection.as_str()).collect();
    let mut rows: Vec<(String, Row)> = Vec::new();
    let mut all = Row::default();
    for (test, outcome) in tests.iter().zip(outcomes) {
        let name = if selections.len() > 1 {
            &test.selection
        } else {
            test.directory()
        };
        let position = rows
            .iter()
            .position(|(row, _)| row == name)
            .unwrap_or_else(|| {
                rows.push((name.to_owned(), Row::default()));
                rows.len() - 1
            });
        rows[position].1.add(test, outcome);
        all.add(test, outcome);
    }
    let heads = [
        "directory",
        "files",
        "clean",
        "urls",
        "pass",
        "fail",
        "timeout",
        "notrun",
        "total",
        "seconds",
    ];
    let mut cells = vec![heads.map(str::to_owned)];
    cells.extend(rows.iter().map(|(name, row)| row.cells(name)));
    cells.push(all.cells("all"));
    align(&cells)
}

fn align(rows: &[[String; 10]]) -> String {
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = rows
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or_default();
            let _ = if column == 0 {
                write!(text, "{cell:<width$}")
            } else {
                write!(text, "  {cell:>width$}")
            };
        }
        text.push('\n');
    }
    text
}

/// The subtests of one URL that did not pass, with their messages, and what else went wrong.
pub fn failures(test: &TestUrl, outcome: &Outcome) -> String {
    let mut text = String::new();
    if outcome.harness != Harness::Ok {
        let message = outcome.message.as_deref().unwrap_or("no message");
        let _ = writeln!(text, "  harness {}: {message}", outcome.harness);
        if !outcome.stderr.trim().is_empty() {
            let _ = writeln!(text, "  stderr: {}", indented(outcome.stderr.trim_end()));
        }
    }
    for subtest in &outcome.subtests {
        if subtest.status != Status::Pass {
            let message = shortened(subtest.message.as_deref().unwrap_or_default());
            let _ = writeln!(text, "  {} {}: {message}", subtest.status, subtest.name);
        }
    }
    if !text.is_empty() {
        text.insert_str(0, &format!("{}\n", test.key()));
    }
    text
}

/// The differences of one URL from its expectation.
pub fn mismatches(key: &str, mismatches: &[Mismatch], outcome: Option<&Outcome>) -> String {
    let mut text = format!("{key}\n");
    for mismatch in mismatches {
        let _ = writeln!(text, "  {}", shortened(&mismatch.to_string()));
    }
    let crashed = outcome.filter(|outcome| outcome.harness == Harness::Crash);
    if let Some(outcome) = crashed.filter(|outcome| !outcome.stderr.trim().is_empty()) {
        let _ = writeln!(text, "  stderr: {}", indented(outcome.stderr.trim_end()));
    }
    text
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(MESSAGE_SHOWN).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    indented(short.trim_end())
}
