//! The web APIs: plain Rust structs with `#[webapi]`, and the standards' algorithms behind them.
//!
//! One folder for each standard. What JavaScript sees of it is in `idl/`; how values cross is in `nano_runtime`.

pub mod crypto;
pub mod html;
mod install;

pub use install::{interfaces, runtime_options};
