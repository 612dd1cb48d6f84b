//! `nano run`: an ES module, or classic scripts in one global.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::rc::Rc;

use nano_apis::html::GlobalErrorEvents;
use nano_runtime::{JsRuntime, RunError, host_function};

use crate::cli;
use crate::failure::Failure;
use crate::host;

/// Runs the files until nothing is left to do.
///
/// # Errors
///
/// An uncaught error, a file that cannot be read, a wrong combination of options.
pub fn run(options: &cli::Run) -> Result<(), Failure> {
    host::start_engine(&options.engine, &[])?;
    if options.classic {
        return classic(options);
    }
    let [file] = options.files.as_slice() else {
        return Err(Failure::Usage(
            "one module is run at a time; --classic runs several scripts".into(),
        ));
    };
    let url = host::module_url(file)?;
    host::with_runtime(options.engine.location.clone(), async |runtime| {
        prepare(runtime, options)?;
        Ok(runtime.run_main_module(&url).await?)
    })
}

fn classic(options: &cli::Run) -> Result<(), Failure> {
    let scripts = options
        .files
        .iter()
        .map(|file| Ok((host::file_url(file)?.into(), host::read_source(file)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    host::with_runtime(options.engine.location.clone(), async |runtime| {
        prepare(runtime, options)?;
        runtime.run_classic_scripts(&scripts)?;
        Ok(runtime.run_event_loop().await?)
    })
}

/// Has the runtime tell of errors, and gives it what the options ask for.
fn prepare(runtime: &JsRuntime, options: &cli::Run) -> Result<(), Failure> {
    let hooks = GlobalErrorEvents { unhandled: tell };
    runtime.realm().set_error_hooks(Rc::new(hooks));
    match &options.report {
        Some(path) => define_report(runtime, path),
        None => Ok(()),
    }
}

/// Prints an uncaught error as it happens. It ends the run, but only when the task is over, which may have more of them: a script and
/// the script after it, one microtask and another.
fn tell(error: RunError) -> Option<RunError> {
    // With stderr closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{error}");
    Some(RunError::Told)
}

/// Defines `report(text)`: a channel of its own for a test harness, beside stdout and stderr.
fn define_report(runtime: &JsRuntime, path: &Path) -> Result<(), Failure> {
    let open = |options: &mut OpenOptions| options.open(path);
    // A pipe can be written but not appended to everywhere.
    let file = open(OpenOptions::new().append(true).create(true))
        .or_else(|_| open(OpenOptions::new().write(true)))
        .map_err(|error| Failure::Host(format!("cannot write to {}: {error}", path.display())))?;
    let file = RefCell::new(file);
    runtime.with_scope(|scope| {
        host_function::define(scope, "report", move |line| {
            write_line(&mut file.borrow_mut(), line)
                .map_err(|error| format!("cannot report: {error}"))
        });
    });
    Ok(())
}

fn write_line(file: &mut File, line: &str) -> std::io::Result<()> {
    file.write_all(format!("{line}\n").as_bytes())
}
