//! The steps of SubtleCrypto's methods: <https://w3c.github.io/webcrypto/#subtlecrypto-interface-methods>
//!
//! Each function runs a method's steps up to the point where the standard goes on in parallel; what it returns is the rest.

mod cipher;
mod derive;
mod digest;
mod keys;
mod sign;
mod wrap;

pub(super) use cipher::{decrypt, encrypt};
pub(super) use derive::{derive_bits, derive_key};
pub(super) use digest::digest;
pub(super) use keys::{
    ExportedKey, GeneratedKey, ImportedKeyData, export_key, generate_key, import_key,
};
pub(super) use sign::{sign, verify};
pub(super) use wrap::{unwrap_key, wrap_key};

use super::failure::Failure;
use super::key::{Key, KeyUsage};

/// The checks that every method makes which uses a key.
///
/// # Errors
///
/// InvalidAccessError when the key is for another algorithm, or may not be used so.
fn check_key(name: &str, key: &Key, usage: KeyUsage) -> Result<(), Failure> {
    // If the name member of normalizedAlgorithm is not equal to the name attribute of the [[algorithm]] internal slot of key then
    // throw an InvalidAccessError.
    if name != key.algorithm.name {
        return Err(Failure::invalid_access(
            "key.algorithm does not match that of operation",
        ));
    }
    // If the [[usages]] internal slot of key does not contain an entry that is the method's, then throw an InvalidAccessError.
    if !key.usages.contains(usage) {
        return Err(Failure::invalid_access(
            "key.usages does not permit this operation",
        ));
    }
    Ok(())
}
