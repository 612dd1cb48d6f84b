//! HKDF: <https://w3c.github.io/webcrypto/#hkdf>

use nano_runtime::webapi;
use nano_runtime::webidl::BufferSource;

use super::kdf::{Import, NoLength, bytes_of};
use super::sha::Hash;
use crate::crypto::failure::Failure;
use crate::crypto::key::Key;
use crate::crypto::normalize::{Algorithm, AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::operations::{Cost, DeriveBits};
use crate::crypto::registry::Registration;

/// <https://w3c.github.io/webcrypto/#hkdf-registration>
pub(in crate::crypto) static HKDF: Registration = Registration {
    derive_bits: Some(|scope, parameters| {
        let params: HkdfParams<'_> = parameters.read(scope)?;
        Ok(Box::new(Hkdf {
            hash: normalize_an_algorithm(scope, params.hash, |row| row.digest)?.operation,
            salt: params.salt.to_vec(scope),
            info: params.info.to_vec(scope),
        }))
    }),
    import_key: Some(|_, _| Ok(Box::new(Import(HKDF.name)))),
    get_key_length: Some(|_, _| Ok(Box::new(NoLength))),
    ..Registration::new("HKDF")
};

/// <https://w3c.github.io/webcrypto/#dfn-HkdfParams>
#[webapi("crypto/HkdfParams.idl")]
struct HkdfParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    hash: AlgorithmIdentifier<'s>,
    salt: BufferSource<'s>,
    info: BufferSource<'s>,
}

/// The normalized parameters.
struct Hkdf {
    hash: Hash,
    salt: Vec<u8>,
    info: Vec<u8>,
}

impl Cost for Hkdf {
    fn units(&self, length: usize) -> usize {
        // Each block of the output hashes `info` again; there are 255 blocks at most.
        let blocks = (length / self.hash.output_bytes()).min(255) + 1;
        self.salt
            .len()
            .saturating_add(self.info.len().saturating_mul(blocks))
            .saturating_add(length)
    }
}

/// <https://w3c.github.io/webcrypto/#hkdf-operations-derive-bits>
impl DeriveBits for Hkdf {
    fn derive_bits(&self, key: &Key, length: Option<u32>) -> Result<Vec<u8>, Failure> {
        // 1. If length is null or is not a multiple of 8, then throw an OperationError.
        let bytes = bytes_of(length)?;
        // RFC 5869, section 2.3: L is at most 255 * HashLen. Asked before so much is allocated.
        if bytes > 255 * self.hash.output_bytes() {
            return Err(Failure::operation("The length is too large for HKDF"));
        }
        // 2. Let keyDerivationKey be the secret represented by the [[handle]] internal slot of key.
        // 3. Let result be the result of performing the HKDF extract and then the HKDF expand step described in Section 2 of
        //    RFC 5869. 4. If the key derivation operation fails, then throw an OperationError. 5. Return result.
        let mut result = vec![0; bytes];
        self.hash
            .hkdf(key.secret(), &self.salt, &self.info, &mut result)?;
        Ok(result)
    }
}
