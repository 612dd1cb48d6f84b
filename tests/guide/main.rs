//! What the documents promise, done: the worked example of `docs/adding-an-api.md`, the commands of `README.md`, the code of all.
//!
//! Whether what documents name is there is a rule of `tests/tidy.rs`.

mod adding_an_api;
mod blocks;
mod checkout;
mod markdown;
#[path = "../server/support.rs"]
#[allow(dead_code, reason = "what only the server's own tests need")]
mod support;
#[cfg(unix)]
mod tour;

use std::path::Path;

/// The repository's folder.
fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A file of the repository.
#[track_caller]
fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}
