//! What each URL is expected to give: the committed files, their comparison with a run, and their update.
//!
//! One JSON file per top directory of WPT, keyed by path and variant. A URL without an entry must pass whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::discovery::{self, TestUrl};
use crate::results::{Harness, Outcome, Status};

/// The entry of one URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Expectation {
    /// The URL is not run.
    Skip {
        /// Why.
        skip: String,
    },
    /// The URL does not pass whole.
    Run {
        /// How its page ends.
        harness: Harness,
        /// Why it ends so; only for a status other than OK.
        #[serde(skip_serializing_if = "Option::is_none")]
        harness_reason: Option<String>,
        /// How many subtests report.
        count: usize,
        /// The subtests that do not pass, each with the reason.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        failing: BTreeMap<String, String>,
    },
}

impl Expectation {
    /// The parts of the entry that still want a reason.
    fn unreasoned(&self) -> Vec<&str> {
        match self {
            Self::Skip { skip } if skip.trim().is_empty() => vec!["skip"],
            Self::Skip { .. } => Vec::new(),
            Self::Run {
                harness,
                harness_reason,
                failing,
                ..
            } => {
                let mut missing: Vec<&str> = failing
                    .iter()
                    .filter(|(_, reason)| reason.trim().is_empty())
                    .map(|(name, _)| name.as_str())
                    .collect();
                let unexplained = harness_reason
                    .as_ref()
                    .is_none_or(|reason| reason.trim().is_empty());
                if *harness != Harness::Ok && unexplained {
                    missing.push("harness_reason");
                }
                missing
            }
        }
    }
}

/// A difference between a run and what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The page ended in another way.
    Harness {
        /// The entry's status.
        expected: Harness,
        /// The run's.
        actual: Harness,
        /// The run's message.
        message: Option<String>,
    },
    /// Another number of subtests reported.
    Count {
        /// The entry's number.
        expected: usize,
        /// The run's.
        actual: usize,
    },
    /// No subtest reported although the page ended well.
    Empty,
    /// A subtest that is not listed did not pass.
    Failure {
        /// The subtest.
        name: String,
        /// What it did instead.
        status: Status,
        /// Its message.
        message: Option<String>,
    },
    /// A listed subtest passed.
    Pass(String),
    /// A listed subtest did not report.
    Absent(String),
    /// Everything passed, so the entry has nothing left to say.
    Needless,
    /// A part of the entry has no reason.
    NoReason(String),
    /// The entry is for a test that WPT does not have, or not with this variant.
    NoFile,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Harness {
                expected,
                actual,
                message,
            } => {
                write!(f, "harness status {actual} instead of {expected}")?;
                message
                    .as_ref()
                    .map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Count { expected, actual } => {
                write!(f, "{actual} subtests instead of {expected}")
            }
            Self::Empty => f.write_str("no subtest reported"),
            Self::Failure {
                name,
                status,
                message,
            } => {
                write!(f, "{status} {name}")?;
                message
                    .as_ref()
                    .map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Pass(name) => write!(f, "passes, but is listed as failing: {name}"),
            Self::Absent(name) => write!(f, "is listed as failing, but never reported: {name}"),
            Self::Needless => f.write_str("passes whole, but has an entry"),
            Self::NoReason(part) => write!(f, "the entry gives no reason for: {part}"),
            Self::NoFile => f.write_str("has an entry, but WPT has no such test"),
        }
    }
}

/// The differences between an outcome and its entry, if it has one.
pub fn compare(expectation: Option<&Expectation>, outcome: &Outcome) -> Vec<Mismatch> {
    let nothing = BTreeMap::new();
    let (harness, count, failing) = match expectation {
        Some(Expectation::Run {
            harness,
            count,
            failing,
            ..
        }) => (*harness, Some(*count), failing),
        Some(Expectation::Skip { .. }) | None => (Harness::Ok, None, &nothing),
    };
    let mut mismatches = Vec::new();
    if outcome.harness != harness {
        mismatches.push(Mismatch::Harness {
            expected: harness,
            actual: outcome.harness,
            message: outcome.message.clone(),
        });
    }
    let reported = outcome.subtests.len();
    if let Some(expected) = count.filter(|count| *count != reported) {
        mismatches.push(Mismatch::Count {
            expected,
            actual: reported,
        });
    } else if count.is_none() && reported == 0 && outcome.harness == Harness::Ok {
        mismatches.push(Mismatch::Empty);
    }

    let not_passing = not_passing(outcome);
    for subtest in &outcome.subtests {
        if subtest.status != Status::Pass && !failing.contains_key(&subtest.name) {
            mismatches.push(Mismatch::Failure {
                name: subtest.name.clone(),
                status: subtest.status,
                message: subtest.message.clone(),
            });
        }
    }
    let names: BTreeSet<&str> = outcome
        .subtests
        .iter()
        .map(|subtest| subtest.name.as_str())
        .collect();
    for name in failing.keys() {
        if !names.contains(name.as_str()) {
            mismatches.push(Mismatch::Absent(name.clone()));
        } else if !not_passing.contains(name.as_str()) {
            mismatches.push(Mismatch::Pass(name.clone()));
        }
    }
    if mismatches.is_empty() && expectation.is_some() && outcome.is_clean() {
        mismatches.push(Mismatch::Needless);
    }
    if let Some(expectation) = expectation {
        for part in expectation.unreasoned() {
            mismatches.push(Mismatch::NoReason(part.to_owned()));
        }
    }
    mismatches
}

/// The entry an outcome needs, or `None` when it passed whole. Reasons that `known` gives are kept; new ones are empty,
/// and a run fails until somebody has written them.
pub fn updated(known: Option<&Expectation>, outcome: &Outcome) -> Option<Expectation> {
    if outcome.is_clean() {
        return None;
    }
    let nothing = BTreeMap::new();
    let (old_harness, old_reason, old_failing) = match known {
        Some(Expectation::Run {
            harness,
            harness_reason,
            failing,
            ..
        }) => (Some(*harness), harness_reason.clone(), failing),
        _ => (None, None, &nothing),
    };
    let harness_reason = (outcome.harness != Harness::Ok).then(|| {
        old_reason
            .filter(|_| old_harness == Some(outcome.harness))
            .unwrap_or_default()
    });
    let failing = not_passing(outcome)
        .into_iter()
        .map(|name| {
            let reason = old_failing.get(name).cloned().unwrap_or_default();
            (name.to_owned(), reason)
        })
        .collect();
    Some(Expectation::Run {
        harness: outcome.harness,
        harness_reason,
        count: outcome.subtests.len(),
        failing,
    })
}

fn not_passing(outcome: &Outcome) -> BTreeSet<&str> {
    outcome
        .subtests
        .iter()
        .filter(|subtest| subtest.status != Status::Pass)
        .map(|subtest| subtest.name.as_str())
        .collect()
}

/// The entries of some top directories.
#[derive(Debug, Default)]
pub struct Expectations {
    files: BTreeMap<String, BTreeMap<String, Expectation>>,
}

impl Expectations {
    /// Reads the files of these top directories; a directory without a file has no entries.
    ///
    /// # Errors
    /// A file that cannot be read, is not of this format, or holds an entry of another directory.
    pub fn load(folder: &Path, tops: &BTreeSet<String>) -> Result<Self> {
        let mut files = BTreeMap::new();
        for top in tops {
            let path = folder.join(format!("{top}.json"));
            if !path.exists() {
                continue;
            }
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let entries: BTreeMap<String, Expectation> = serde_json::from_str(&text)
                .with_context(|| format!("{} is no expectation file", path.display()))?;
            if let Some(stray) = entries
                .keys()
                .find(|key| discovery::top_directory(key) != top)
            {
                anyhow::bail!("{}: {stray} belongs to another file", path.display());
            }
            files.insert(top.clone(), entries);
        }
        Ok(Expectations { files })
    }

    /// The entry of a URL.
    pub fn get(&self, test: &TestUrl) -> Option<&Expectation> {
        self.files.get(test.top())?.get(&test.key())
    }

    /// Why a URL is not run, if it is not.
    pub fn skip(&self, test: &TestUrl) -> Option<&str> {
        match self.get(test)? {
            Expectation::Skip { skip } => Some(skip),
            Expectation::Run { .. } => None,
        }
    }

    /// Takes the outcome of a run in, as [`updated`] says.
    pub fn update(&mut self, test: &TestUrl, outcome: &Outcome) {
        let entry = updated(self.get(test), outcome);
        let file = self.files.entry(test.top().to_owned()).or_default();
        match entry {
            Some(entry) => {
                file.insert(test.key(), entry);
            }
            None => {
                file.remove(&test.key());
            }
        }
    }

    /// The problems that no run would show: entries without a test, and skips without a reason.
    pub fn stale(&self, root: &Path) -> Result<Vec<(String, Mismatch)>> {
        let mut stale = Vec::new();
        for (key, expectation) in self.files.values().flatten() {
            if !exists(root, key)? {
                stale.push((key.clone(), Mismatch::NoFile));
            }
            if matches!(expectation, Expectation::Skip { .. }) {
                for part in expectation.unreasoned() {
                    stale.push((key.clone(), Mismatch::NoReason(part.to_owned())));
                }
            }
        }
        Ok(stale)
    }

    /// Drops the entries without a test.
    pub fn prune(&mut self, root: &Path) -> Result<()> {
        for (key, mismatch) in self.stale(root)? {
            if let (Mismatch::NoFile, Some(file)) =
                (mismatch, self.files.get_mut(discovery::top_directory(&key)))
            {
                file.remove(&key);
            }
        }
        Ok(())
    }

    /// Writes the files back, without the ones that have become empty.
    pub fn save(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for (top, entries) in &self.files {
            let path = folder.join(format!("{top}.json"));
            if !entries.is_empty() {
                let mut text = serde_json::to_string_pretty(entries)?;
                text.push('\n');
                fs::write(&path, text)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            } else if path.exists() {
                fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Whether WPT has the test of a key, with the key's variant.
fn exists(root: &Path, key: &str) -> Result<bool> {
    let path = key.split(['?', '#']).next().unwrap_or(key);
    if !discovery::is_test(path) || !root.join(path).is_file() {
        return Ok(false);
    }
    Ok(discovery::runs_of(root, path, "")?
        .iter()
        .any(|run| run.key() == key))
}
