//! The standard's `supportedAlgorithms`: <https://w3c.github.io/webcrypto/#algorithm-normalization-internal>
//!
//! A [`Registration`] is one algorithm: its name, and for each operation that it supports how parameters for it are read. What is
//! read is the operation itself, ready to run on any thread.

use nano_runtime::{Result, Scope};

use super::algorithms::sha::{self, Hash};
use super::algorithms::{aes_cbc, aes_ctr, aes_gcm, aes_kw, hkdf, hmac, pbkdf2};
use super::normalize::Parameters;
use super::operations::{
    Decrypt, DeriveBits, Encrypt, ExportKey, GenerateKey, GetKeyLength, ImportKey, Sign, UnwrapKey,
    Verify, WrapKey,
};

/// Converts parameters to the algorithm's IDL dictionary for an operation, and that to the operation.
pub(super) type Normalize<T> = for<'s, 'i> fn(&mut Scope<'s, 'i>, Parameters<'s>) -> Result<T>;

/// One algorithm: a row for each operation it supports.
///
/// <https://w3c.github.io/webcrypto/#dfn-define-an-algorithm>
pub(super) struct Registration {
    /// The recognized algorithm name.
    pub(super) name: &'static str,
    /// The encrypt operation.
    pub(super) encrypt: Option<Normalize<Box<dyn Encrypt>>>,
    /// The decrypt operation.
    pub(super) decrypt: Option<Normalize<Box<dyn Decrypt>>>,
    /// The digest operation.
    pub(super) digest: Option<Normalize<Hash>>,
    /// The sign operation.
    pub(super) sign: Option<Normalize<Box<dyn Sign>>>,
    /// The verify operation.
    pub(super) verify: Option<Normalize<Box<dyn Verify>>>,
    /// The derive bits operation.
    pub(super) derive_bits: Option<Normalize<Box<dyn DeriveBits>>>,
    /// The get key length operation.
    pub(super) get_key_length: Option<Normalize<Box<dyn GetKeyLength>>>,
    /// The wrap key operation.
    pub(super) wrap_key: Option<Normalize<Box<dyn WrapKey>>>,
    /// The unwrap key operation.
    pub(super) unwrap_key: Option<Normalize<Box<dyn UnwrapKey>>>,
    /// The generate key operation.
    pub(super) generate_key: Option<Normalize<Box<dyn GenerateKey>>>,
    /// The import key operation.
    pub(super) import_key: Option<Normalize<Box<dyn ImportKey>>>,
    /// The export key operation.
    pub(super) export_key: Option<ExportKey>,
}

impl Registration {
    /// An algorithm without any operation, to be filled in with those it supports.
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            encrypt: None,
            decrypt: None,
            digest: None,
            sign: None,
            verify: None,
            derive_bits: None,
            get_key_length: None,
            wrap_key: None,
            unwrap_key: None,
            generate_key: None,
            import_key: None,
            export_key: None,
        }
    }
}

/// Every algorithm that NANO has.
static SUPPORTED_ALGORITHMS: &[&Registration] = &[
    &aes_cbc::AES_CBC,
    &aes_ctr::AES_CTR,
    &aes_gcm::AES_GCM,
    &aes_kw::AES_KW,
    &hkdf::HKDF,
    &hmac::HMAC,
    &pbkdf2::PBKDF2,
    &sha::SHA_1,
    &sha::SHA_256,
    &sha::SHA_384,
    &sha::SHA_512,
];

/// The algorithm whose name is a case-insensitive match for `name`.
pub(super) fn find(name: &str) -> Option<&'static Registration> {
    SUPPORTED_ALGORITHMS
        .iter()
        .copied()
        .find(|registration| registration.name.eq_ignore_ascii_case(name))
}
