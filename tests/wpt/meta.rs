//! The `// META: key=value` lines that open a `.any.js` test, and what they mean for this runner.
//!
//! Which files are tests is `discovery`'s business; where a script's path points is `scripts`'.

use std::time::Duration;

/// The globals of `META: global` that a server runtime's global can stand for.
const GLOBALS_WE_ARE: [&str; 4] = ["window", "dedicatedworker", "worker", "jsshell"];

/// What the leading META lines of one test file say.
///
/// <https://web-platform-tests.org/writing-tests/testharness.html#specifying-test-metadata>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The globals the test is written for. Without a `global` line: `window` and `dedicatedworker`.
    pub globals: Vec<String>,
    /// The URL suffixes (`?…` or `#…`) the test is run with, one run each; one empty suffix without a `variant` line.
    pub variants: Vec<String>,
    /// The scripts to run before the test, in order, as the file spells them.
    pub scripts: Vec<String>,
    /// The name testharness gives to unnamed subtests.
    pub title: Option<String>,
    /// Whether the file asks for the long deadline.
    pub long: bool,
}

impl Meta {
    /// Reads the leading run of META lines of `source`; the first line of any other kind ends it.
    pub fn parse(source: &str) -> Self {
        let mut meta = Meta {
            globals: Vec::new(),
            variants: Vec::new(),
            scripts: Vec::new(),
            title: None,
            long: false,
        };
        for line in source.trim_start_matches('\u{feff}').lines() {
            let Some((key, value)) = meta_line(line) else {
                break;
            };
            match key {
                "global" => meta
                    .globals
                    .extend(value.split(',').map(|global| global.trim().to_owned())),
                "variant" => meta.variants.push(value.to_owned()),
                "script" => meta.scripts.push(value.to_owned()),
                "title" => meta.title = Some(value.to_owned()),
                "timeout" => meta.long = value == "long",
                _ => {}
            }
        }
        if meta.globals.is_empty() {
            meta.globals = vec!["window".to_owned(), "dedicatedworker".to_owned()];
        }
        if meta.variants.is_empty() {
            meta.variants.push(String::new());
        }
        meta
    }

    /// Whether the test is written for a global that this runner provides.
    pub fn runs_here(&self) -> bool {
        self.globals
            .iter()
            .any(|global| GLOBALS_WE_ARE.contains(&global.as_str()))
    }

    /// How long the test may run before it counts as timed out: WPT's 10 s, or 60 s for `timeout=long`.
    pub fn deadline(&self) -> Duration {
        Duration::from_secs(if self.long { 60 } else { 10 })
    }

    /// Whether the test is driven by idlharness, which needs to know what its global is.
    pub fn uses_idlharness(&self) -> bool {
        self.scripts
            .iter()
            .any(|script| script.ends_with("/idlharness.js"))
    }
}

/// Splits `// META: key=value`, or returns `None` when the line is something else.
fn meta_line(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("//")?.trim_start();
    let (key, value) = rest.strip_prefix("META:")?.trim_start().split_once('=')?;
    Some((key.trim(), value.trim()))
}
