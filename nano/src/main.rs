//! The `nano` binary: what it is asked to do, and the exit code it ends with.
//!
//! 0 is success, 1 an uncaught error, 2 a wrong command line, 13 a top-level `await` that nothing can resolve.

mod cli;
mod eval;
mod failure;
mod host;
mod idl;
mod model;
mod repl;
mod run;
mod serve;
mod types;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use nano_runtime::allocator::{self, Allocator};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// The entry point.
fn main() -> ExitCode {
    allocator::set_up();
    let cli = cli::Cli::parse();
    let result = match cli.command {
        Some(cli::Command::Serve(options)) => serve::serve(&options),
        Some(cli::Command::Run(options)) => run::run(&options),
        Some(cli::Command::Eval(options)) => eval::eval(&options),
        Some(cli::Command::Repl(options)) => repl::repl(&options),
        Some(cli::Command::Types(options)) => types::types(&options),
        Some(cli::Command::Idl(options)) => idl::idl(&options),
        None if repl::is_interactive() => repl::repl(&cli::Repl::default()),
        None => {
            // Nobody is there to be asked what to do. With stderr closed, nobody is there to be told either.
            let help = cli::Cli::command().render_help();
            let _ = write!(std::io::stderr(), "{help}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
