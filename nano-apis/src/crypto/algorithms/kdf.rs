//! What HKDF and PBKDF2 have in common: keys that only derive, which come as raw bytes and cannot be exported.

use crate::crypto::failure::Failure;
use crate::crypto::key::{Details, Key, KeyAlgorithm, KeyHandle, KeyType, KeyUsage, KeyUsages};
use crate::crypto::operations::{Cost, GetKeyLength, ImportKey, KeyData, KeyFormat};

/// The import key operation of the algorithm with this name.
pub(super) struct Import(pub(super) &'static str);

impl Cost for Import {}

/// <https://w3c.github.io/webcrypto/#hkdf-operations-import-key> and
/// <https://w3c.github.io/webcrypto/#pbkdf2-operations-import-key>
impl ImportKey for Import {
    fn import_key(
        &self,
        format: KeyFormat,
        key_data: KeyData,
        extractable: bool,
        usages: KeyUsages,
    ) -> Result<Key, Failure> {
        // 1. If format is not "raw", throw a NotSupportedError.
        let (KeyFormat::Raw, KeyData::Bytes(data)) = (format, key_data) else {
            return Err(Failure::format_not_supported());
        };
        // 2. If usages contains a value that is not "deriveKey" or "deriveBits", then throw a SyntaxError.
        if !usages.is_subset_of(KeyUsages::of(&[KeyUsage::DeriveKey, KeyUsage::DeriveBits])) {
            return Err(Failure::bad_usages());
        }
        // 3. If extractable is not false, then throw a SyntaxError.
        if extractable {
            return Err(Failure::syntax("Key derivation keys cannot be extractable"));
        }
        // 4.–9. Return a new CryptoKey representing keyData.
        Ok(Key {
            key_type: KeyType::Secret,
            extractable,
            algorithm: KeyAlgorithm {
                name: self.0,
                details: Details::None,
            },
            usages,
            handle: KeyHandle::Secret(data),
        })
    }
}

/// <https://w3c.github.io/webcrypto/#hkdf-operations-get-key-length> and
/// <https://w3c.github.io/webcrypto/#pbkdf2-operations-get-key-length>
pub(super) struct NoLength;

impl GetKeyLength for NoLength {
    fn get_key_length(&self) -> Result<Option<u32>, Failure> {
        // 1. Return null.
        Ok(None)
    }
}

/// If length is null or is not a multiple of 8, then throw an OperationError: the length in bytes.
pub(super) fn bytes_of(length: Option<u32>) -> Result<usize, Failure> {
    match length {
        Some(bits) if bits.is_multiple_of(8) => Ok(bits as usize / 8),
        Some(_) => Err(Failure::operation(
            "The length must be a multiple of 8 bits",
        )),
        None => Err(Failure::operation("The length must be given")),
    }
}
