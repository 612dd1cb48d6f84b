//! The web APIs: plain Rust structs with `#[webapi]`, and the standards' algorithms behind them.
//!
//! One folder for each standard. What JavaScript sees of it is in `idl/`; how values cross is in `nano_runtime`.

pub mod compression;
pub mod console;
pub mod crypto;
pub mod dom;
pub mod encoding;
pub mod fetch;
pub mod file;
pub mod html;
mod install;
pub mod performance;
pub mod serve;
pub mod streams;
pub mod url;
pub mod xhr;

pub use install::{create_snapshot, interfaces, runtime_options, runtime_options_from};
