//! The algorithms, one a file: its registration and its operations.

mod aes;
pub(super) mod aes_gcm;
pub(super) mod sha;
