//! The `nano` binary: what it is asked to do, and the exit code it ends with.
//!
//! 0 is success, 1 an uncaught error, 2 a wrong command line, 13 a top-level `await` that nothing can resolve.

mod cli;
mod eval;
mod failure;
mod host;
mod run;
mod serve;

use std::process::ExitCode;

use clap::Parser;

/// Requests make and free many small objects. With the C library's allocator a worker's thread asks the kernel again and again for
/// a page that it has just given back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The entry point.
fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let result = match cli.command {
        cli::Command::Serve(options) => serve::serve(&options),
        cli::Command::Run(options) => run::run(&options),
        cli::Command::Eval(options) => eval::eval(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
