//! NANO's web-platform-tests runner: `cargo test -p nano --test wpt -- ARGS`. README.md says how to use it.
//!
//! From a selection to a verdict: `discovery` finds the tests and `meta` reads their headers, `prelude` assembles the
//! scripts of a page (with `substitution` and `resources`), `run` has one of the `engines` evaluate each page in a
//! process of its own, `results` collects what the page reports, `expectations` compares it with the committed files, and
//! `report` prints it.

mod cli;
mod discovery;
mod engines;
mod expectations;
mod meta;
mod prelude;
mod report;
mod resources;
mod results;
mod run;
mod substitution;

fn main() -> std::process::ExitCode {
    cli::main()
}
