//! What an algorithm can do: one trait for each operation, implemented by what an algorithm's parameters for it normalize to.
//!
//! <https://w3c.github.io/webcrypto/#algorithm-conventions>. An operation may run on any thread. The digest operation has no trait:
//! other algorithms name hash functions by value, so its parameters normalize to a `Hash`.

use nano_runtime::webapi;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::jwk::JsonWebKey;
use super::key::{Key, KeyUsages};

/// <https://w3c.github.io/webcrypto/#dom-keyformat>
#[webapi("crypto/SubtleCrypto.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyFormat {
    Raw,
    Spki,
    Pkcs8,
    Jwk,
}

/// A key outside of a CryptoKey, in one of the formats.
pub(super) enum KeyData {
    /// "raw", "spki" or "pkcs8"
    Bytes(Zeroizing<Vec<u8>>),
    /// "jwk"
    Jwk(Box<JsonWebKey>),
}

/// What the generate key operation makes.
pub(super) enum Generated {
    Key(Key),
    #[expect(dead_code, reason = "no algorithm with key pairs is registered yet")]
    Pair {
        public: Key,
        private: Key,
    },
}

/// How much work an operation is, where it is not as much as hashing or encrypting its input: see `work.rs` for the unit.
pub(super) trait Cost {
    /// The work for `length` bytes of input.
    fn units(&self, length: usize) -> usize {
        length
    }
}

/// The encrypt operation.
pub(super) trait Encrypt: Cost + Send {
    fn encrypt(&self, key: &Key, plaintext: Vec<u8>) -> Result<Vec<u8>, Failure>;
}

/// The decrypt operation.
pub(super) trait Decrypt: Cost + Send {
    fn decrypt(&self, key: &Key, ciphertext: Vec<u8>) -> Result<Vec<u8>, Failure>;
}

/// The sign operation.
pub(super) trait Sign: Cost + Send {
    fn sign(&self, key: &Key, message: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// The verify operation.
pub(super) trait Verify: Cost + Send {
    fn verify(&self, key: &Key, signature: &[u8], message: &[u8]) -> Result<bool, Failure>;
}

/// The derive bits operation, whose input is as long as what it is to give.
pub(super) trait DeriveBits: Cost + Send {
    /// `length` is in bits; without it the algorithm decides.
    fn derive_bits(&self, key: &Key, length: Option<u32>) -> Result<Vec<u8>, Failure>;
}

/// The get key length operation.
pub(super) trait GetKeyLength: Send {
    /// The length in bits.
    fn get_key_length(&self) -> Result<Option<u32>, Failure>;
}

/// The wrap key operation.
pub(super) trait WrapKey: Cost + Send {
    fn wrap_key(&self, key: &Key, plaintext: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// The unwrap key operation.
pub(super) trait UnwrapKey: Cost + Send {
    fn unwrap_key(&self, key: &Key, ciphertext: &[u8]) -> Result<Vec<u8>, Failure>;
}

/// The generate key operation.
pub(super) trait GenerateKey: Cost + Send {
    fn generate_key(&self, extractable: bool, usages: KeyUsages) -> Result<Generated, Failure>;
}

/// The import key operation.
pub(super) trait ImportKey: Cost + Send {
    fn import_key(
        &self,
        format: KeyFormat,
        key_data: KeyData,
        extractable: bool,
        usages: KeyUsages,
    ) -> Result<Key, Failure>;
}

/// The export key operation, which has no parameters.
pub(super) type ExportKey = fn(key: &Key, format: KeyFormat) -> Result<KeyData, Failure>;
