//! The IDL that this binary was built from, as a model, and what TypeScript is told beyond it.

use nano_idl::{Model, Refinements};

use crate::failure::Failure;

/// The files of `idl/`: paths and texts.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/idl.rs"));

/// The model of all that scripts see.
///
/// # Errors
///
/// Errors of the IDL. The build would have failed for them.
pub fn model() -> Result<Model, Failure> {
    nano_idl::resolve(FILES).map_err(|errors| Failure::Host(errors.to_string()))
}

/// What is said more precisely in TypeScript.
///
/// # Errors
///
/// What cannot be read.
pub fn refinements() -> Result<Refinements, Failure> {
    Refinements::parse(include_str!("refinements.d.ts"))
        .map_err(|error| Failure::Host(format!("nano/src/refinements.d.ts: {error}")))
}
