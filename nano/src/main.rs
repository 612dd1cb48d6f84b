//! The `nano` binary.

/// The entry point.
fn main() {}
