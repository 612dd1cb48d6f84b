//! The `nano` binary: what it is asked to do, and the exit code it ends with.
//!
//! 0 is success, 1 an uncaught error, 2 a wrong command line, 13 a top-level `await` that nothing can resolve.

mod cli;
mod eval;
mod failure;
mod host;
mod idl;
mod model;
mod run;
mod serve;
mod types;

use std::process::ExitCode;

use clap::Parser;

/// The entry point.
fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let result = match cli.command {
        cli::Command::Serve(options) => serve::serve(&options),
        cli::Command::Run(options) => run::run(&options),
        cli::Command::Eval(options) => eval::eval(&options),
        cli::Command::Types(options) => types::types(&options),
        cli::Command::Idl(options) => idl::idl(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
