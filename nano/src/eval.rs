//! `nano eval`: the value of a piece of code.

use std::io::IsTerminal;

use nano_apis::console::inspect::{InspectOptions, inspect};
use nano_runtime::js::Local;

use crate::cli;
use crate::failure::{Failure, print};
use crate::host;

/// Evaluates the code, awaits a promise, runs what it started, and prints the value.
///
/// # Errors
///
/// An uncaught error.
pub fn eval(options: &cli::Eval) -> Result<(), Failure> {
    host::start_engine(&options.engine, &[])?;
    host::with_runtime(options.engine.location.clone(), async |runtime| {
        if options.engine.location.is_none() {
            runtime.realm().set_location(host::working_folder()?);
        }
        let value = runtime.run_script("eval", &options.code)?;
        let value = runtime.settled(value).await?;
        let text = runtime.with_scope(|scope| {
            let value = Local::new(scope, value);
            if value.is_string() {
                return value.to_rust_string_lossy(scope);
            }
            inspect(
                scope,
                value,
                &InspectOptions {
                    colors: colors(),
                    ..InspectOptions::default()
                },
            )
        });
        print(&format!("{text}\n"))?;
        Ok(runtime.run_event_loop().await?)
    })
}

/// Colours are for people: on a terminal, unless they say no.
pub fn colors() -> bool {
    std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
