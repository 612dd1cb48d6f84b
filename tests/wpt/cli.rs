//! The command line: what to run, in which engine, and what becomes of the results.

use std::collections::BTreeSet;
use std::fs;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::discovery::{self, TestUrl};
use crate::engines::{Engine, Kind};
use crate::expectations::{self, Expectations};
use crate::report;
use crate::results::Outcome;
use crate::run::Runner;

/// Runs web-platform-tests and compares the results with tests/wpt/expectations.
#[derive(Debug, Parser)]
#[command(name = "wpt")]
pub struct Arguments {
    /// Folders (`url`), a folder's own files (`encoding/*`) or tests (`url/historical.any.js`) of WPT. Without any:
    /// what suite.json lists.
    selections: Vec<String>,
    /// The WPT folder. Without it: what NANO_WPT_DIR names, else the one that tests/wpt/get prints.
    #[arg(long, value_name = "DIR")]
    wpt: Option<PathBuf>,
    /// Only the URLs whose path or variant contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How many processes at a time. Without it: one per core.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Write what the run gave to the expectations. New failures get an empty reason, with which no run passes.
    #[arg(long)]
    update: bool,
    /// The runtime. Others than NANO are measured only, unless --expectations names files to compare them with.
    #[arg(long, value_enum, default_value = "nano")]
    engine: Kind,
    /// The folder of the expectation files.
    #[arg(long, value_name = "DIR")]
    expectations: Option<PathBuf>,
    /// Multiply every deadline with this, for slow builds.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    patience: u32,
    /// List the failing subtests with their messages.
    #[arg(long, short)]
    verbose: bool,
}

/// Runs the program: 0 when every URL met its expectation, 1 when one did not, 2 when it could not run.
pub fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("wpt: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool> {
    let sources = sources();
    let root = wpt_folder(arguments, &sources)?;
    let selections = if arguments.selections.is_empty() {
        suite(&sources)?
    } else {
        arguments.selections.clone()
    };
    let mut tests = discovery::discover(&root, &selections)?;
    let tops: BTreeSet<String> = tests.iter().map(|test| test.top().to_owned()).collect();
    if let Some(filter) = &arguments.filter {
        tests.retain(|test| test.key().contains(filter.as_str()));
        if tests.is_empty() {
            bail!("no URL contains {filter}");
        }
    }

    let folder = expectations_folder(arguments, &sources)?;
    let mut expectations = match &folder {
        Some(folder) => Expectations::load(folder, &tops)?,
        None => Expectations::default(),
    };
    let found = tests.len();
    tests.retain(|test| expectations.skip(test).is_none());
    let skipped = found - tests.len();

    let engine = Engine::new(arguments.engine, &sources);
    let started = Instant::now();
    let outcomes = run_tests(arguments, &root, &engine, &tests);
    let elapsed = started.elapsed();

    if arguments.verbose {
        for (test, outcome) in tests.iter().zip(&outcomes) {
            print!("{}", report::failures(test, outcome));
        }
    }
    print!("{}", report::table(&tests, &outcomes));
    println!(
        "{} in {:.1} s, {skipped} URLs skipped",
        arguments.engine.name(),
        elapsed.as_secs_f64()
    );
    let Some(folder) = folder else {
        let clean = outcomes.iter().filter(|outcome| outcome.is_clean()).count();
        println!("wpt: {clean} clean, {} not", outcomes.len() - clean);
        return Ok(true);
    };
    if arguments.update {
        for (test, outcome) in tests.iter().zip(&outcomes) {
            expectations.update(test, outcome);
        }
        expectations.prune(&root)?;
        expectations.save(&folder)?;
    }
    judge(&root, &tests, &outcomes, &expectations)
}

/// Prints the differences from the expectations and the last line; whether there are none.
fn judge(
    root: &Path,
    tests: &[TestUrl],
    outcomes: &[Outcome],
    expectations: &Expectations,
) -> Result<bool> {
    let mut failed = 0;
    for (test, outcome) in tests.iter().zip(outcomes) {
        let mismatches = expectations::compare(expectations.get(test), outcome);
        if !mismatches.is_empty() {
            failed += 1;
            let key = test.key();
            println!("{}", report::mismatches(&key, &mismatches, Some(outcome)));
        }
    }
    let passed = tests.len() - failed;
    for (key, mismatch) in expectations.stale(root)? {
        failed += 1;
        println!("{}", report::mismatches(&key, &[mismatch], None));
    }
    println!("wpt: {passed} passed, {failed} failed");
    Ok(failed == 0)
}

fn run_tests(
    arguments: &Arguments,
    root: &Path,
    engine: &Engine,
    tests: &[TestUrl],
) -> Vec<Outcome> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let runner = Runner {
        root,
        engine,
        jobs: arguments.jobs.unwrap_or(cores),
        patience: arguments.patience,
    };
    let finished = AtomicUsize::new(0);
    let terminal = std::io::stderr().is_terminal();
    let outcomes = runner.run_all(tests, &|test, _| {
        let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
        if terminal {
            // Progress is a convenience: a terminal that has gone away is no reason to stop.
            let _ = write!(
                std::io::stderr(),
                "\r\x1b[K[{finished}/{}] {}",
                tests.len(),
                test.key()
            );
        }
    });
    if terminal {
        eprint!("\r\x1b[K");
    }
    outcomes
}

/// This program's own folder in the repository.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/wpt")
}

/// The selections of suite.json.
fn suite(sources: &Path) -> Result<Vec<String>> {
    let path = sources.join("suite.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is no list of selections", path.display()))
}

fn expectations_folder(arguments: &Arguments, sources: &Path) -> Result<Option<PathBuf>> {
    match (&arguments.expectations, arguments.engine) {
        (Some(folder), _) => Ok(Some(folder.clone())),
        (None, Kind::Nano) => Ok(Some(sources.join("expectations"))),
        (None, _) if arguments.update => {
            bail!("the expectations are NANO's: --update needs --expectations for another engine")
        }
        (None, _) => Ok(None),
    }
}

fn wpt_folder(arguments: &Arguments, sources: &Path) -> Result<PathBuf> {
    let named = arguments
        .wpt
        .clone()
        .or_else(|| std::env::var_os("NANO_WPT_DIR").map(PathBuf::from));
    let folder = match named {
        Some(folder) => folder,
        None => fetched(&sources.join("get"))?,
    };
    // Scripts reach the engines by their path, whose working directory is another one.
    let folder =
        fs::canonicalize(&folder).with_context(|| format!("no folder {}", folder.display()))?;
    if !folder.join("resources/testharness.js").is_file() {
        bail!("{} has no resources/testharness.js", folder.display());
    }
    Ok(folder)
}

/// Runs `get`, which prints the folder of its WPT snapshot, after downloading it if need be.
fn fetched(get: &Path) -> Result<PathBuf> {
    let output = Command::new(get)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {}", get.display()))?;
    if !output.status.success() {
        bail!("{} ended with {}", get.display(), output.status);
    }
    let printed = String::from_utf8(output.stdout).context("get printed no path")?;
    Ok(PathBuf::from(printed.trim_end()))
}
