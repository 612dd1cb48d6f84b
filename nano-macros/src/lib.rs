//! The `#[webapi]` macro.
