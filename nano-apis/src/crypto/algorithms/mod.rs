//! The algorithms, one a file: its registration and its operations.

mod aes;
pub(super) mod aes_cbc;
pub(super) mod aes_ctr;
pub(super) mod aes_gcm;
pub(super) mod aes_kw;
pub(super) mod hkdf;
pub(super) mod hmac;
mod kdf;
pub(super) mod pbkdf2;
pub(super) mod sha;
