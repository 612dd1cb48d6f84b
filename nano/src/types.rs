//! `nano types`: TypeScript declarations of all that scripts see.

use crate::cli;
use crate::failure::{Failure, print};
use crate::model::{model, refinements};

/// Prints the declarations, or writes them to a file.
///
/// # Errors
///
/// The file cannot be written.
pub fn types(options: &cli::Types) -> Result<(), Failure> {
    let declarations = nano_idl::typescript(&model()?, &refinements()?)
        .map_err(|error| Failure::Host(format!("nano/src/refinements.d.ts: {error}")))?;
    let text = format!("{}{declarations}", header());
    match &options.out {
        Some(path) => std::fs::write(path, text)
            .map_err(|error| Failure::Host(format!("cannot write {}: {error}", path.display()))),
        None => print(&text),
    }
}

/// How the declarations are used.
fn header() -> String {
    format!(
        "// What scripts see in NANO {}, for TypeScript 5.9 or newer. Written by `nano types`.
//
// It stands in for TypeScript's `dom`, so a tsconfig.json names the libraries that it wants beside it:
//
//     {{ \"compilerOptions\": {{ \"lib\": [\"es2024\"], \"target\": \"es2024\", \"module\": \"esnext\", \"types\": [] }} }}

",
        env!("CARGO_PKG_VERSION")
    )
}
