//! The web APIs.

pub mod console;
