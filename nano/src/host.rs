//! What the commands share: V8, tokio, a runtime with every API.

use std::path::Path;
use std::rc::Rc;

use nano_runtime::modules::FileLoader;
use nano_runtime::{Engine, JsRuntime};
use url::Url;

use crate::cli;
use crate::failure::Failure;

/// Starts V8. The first thing a command does: V8 wants to be started before there is any other thread.
///
/// `flags` are the command's own choices for V8; those of the command line come after them and win.
///
/// # Errors
///
/// A flag V8 does not know.
pub fn start_engine(options: &cli::Engine, flags: &[&str]) -> Result<(), Failure> {
    let options = nano_runtime::engine::Options {
        expose_gc: options.expose_gc,
        flags: flags
            .iter()
            .map(|flag| (*flag).to_owned())
            .chain(options.v8_flags.iter().cloned())
            .collect(),
        ..Default::default()
    };
    Engine::init(&options)
        .map(|_| ())
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// Runs `body` on a single-threaded tokio runtime, with a JavaScript runtime that has every API.
///
/// # Errors
///
/// What `body` returns; the system's refusal of what tokio needs.
pub fn with_runtime(
    location: Option<Url>,
    body: impl AsyncFnOnce(&JsRuntime) -> Result<(), Failure>,
) -> Result<(), Failure> {
    tokio()?.block_on(async {
        let mut options = nano_apis::runtime_options();
        options.loader = Some(Rc::new(FileLoader));
        let runtime = JsRuntime::new(options)?;
        if let Some(location) = location {
            runtime.with_scope(|scope| nano_apis::html::set_location(scope, location));
        }
        body(&runtime).await
    })
}

/// A tokio runtime for this thread.
///
/// # Errors
///
/// The system's refusal of what it needs.
pub fn tokio() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Host(format!("cannot start the event loop: {error}")))
}

/// The URL of the working directory: what the imports of code without a file resolve against.
///
/// # Errors
///
/// The directory is gone, or has no URL.
pub fn working_folder() -> Result<Url, Failure> {
    let folder = std::env::current_dir()
        .map_err(|error| Failure::Host(format!("cannot tell the working directory: {error}")))?;
    Url::from_directory_path(&folder)
        .map_err(|()| Failure::Host(format!("{} has no file URL", folder.display())))
}

/// The URL of a module to start with.
///
/// # Errors
///
/// There is no such file, or it is a folder.
pub fn module_url(path: &Path) -> Result<Url, Failure> {
    // Anything that can be read will do, a pipe too.
    let reason = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => "it is a folder".to_string(),
        Ok(_) => return file_url(path),
        Err(error) => error.to_string(),
    };
    Err(Failure::Host(format!(
        "cannot read {}: {reason}",
        path.display()
    )))
}

/// A file's URL.
///
/// # Errors
///
/// The working directory is gone.
pub fn file_url(path: &Path) -> Result<Url, Failure> {
    let absolute = std::path::absolute(path)
        .map_err(|error| Failure::Host(format!("{}: {error}", path.display())))?;
    Url::from_file_path(&absolute)
        .map_err(|()| Failure::Host(format!("{} has no file URL", absolute.display())))
}

/// A source file's text; bytes that are not UTF-8 are replaced, a byte order mark is dropped.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_source(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::Host(format!("cannot read {}: {error}", path.display())))?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    Ok(String::from_utf8_lossy(bytes).into_owned())
}
