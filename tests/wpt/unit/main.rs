//! Unit tests of the web-platform-tests runner: `cargo test` runs them with the others, without WPT and without an engine.
//!
//! They are a program of their own because the runner's `main` is not a test harness. All of its modules are here, so that
//! what looks at every target (`cargo clippy --all-targets`) sees them; it leaves out the runner, which is no test to cargo.
#![expect(
    dead_code,
    reason = "the runner's modules, of which the tests use a part"
)]

#[path = "../cli.rs"]
mod cli;
#[path = "../discovery.rs"]
mod discovery;
#[path = "../engines.rs"]
mod engines;
#[path = "../expectations.rs"]
mod expectations;
#[path = "../meta.rs"]
mod meta;
#[path = "../prelude.rs"]
mod prelude;
#[path = "../report.rs"]
mod report;
#[path = "../resources.rs"]
mod resources;
#[path = "../results.rs"]
mod results;
#[path = "../run.rs"]
mod run;
#[path = "../substitution.rs"]
mod substitution;

mod discovery_tests;
mod expectations_tests;
mod meta_tests;
mod page_tests;
mod results_tests;
mod substitution_tests;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// A WPT folder with these files.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a file in a folder")).expect("its folder");
    fs::write(file, text).expect("the file");
}
