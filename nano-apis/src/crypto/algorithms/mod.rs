//! The algorithms, one a file: its registration and its operations.

pub(super) mod sha;
