//! PBKDF2: <https://w3c.github.io/webcrypto/#pbkdf2>

use nano_runtime::webapi;
use nano_runtime::webidl::BufferSource;

use super::kdf::{Import, NoLength, bytes_of};
use super::sha::Hash;
use crate::crypto::failure::Failure;
use crate::crypto::key::Key;
use crate::crypto::normalize::{Algorithm, AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::operations::{Cost, DeriveBits};
use crate::crypto::registry::Registration;

/// <https://w3c.github.io/webcrypto/#pbkdf2-registration>
pub(in crate::crypto) static PBKDF2: Registration = Registration {
    derive_bits: Some(|scope, parameters| {
        let params: Pbkdf2Params<'_> = parameters.read(scope)?;
        Ok(Box::new(Pbkdf2 {
            salt: params.salt.to_vec(scope),
            iterations: params.iterations,
            hash: normalize_an_algorithm(scope, params.hash, |row| row.digest)?.operation,
        }))
    }),
    import_key: Some(|_, _| Ok(Box::new(Import(PBKDF2.name)))),
    get_key_length: Some(|_, _| Ok(Box::new(NoLength))),
    ..Registration::new("PBKDF2")
};

/// <https://w3c.github.io/webcrypto/#dfn-Pbkdf2Params>
#[webapi("crypto/Pbkdf2Params.idl")]
struct Pbkdf2Params<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    salt: BufferSource<'s>,
    iterations: u32,
    hash: AlgorithmIdentifier<'s>,
}

/// The normalized parameters.
struct Pbkdf2 {
    salt: Vec<u8>,
    iterations: u32,
    hash: Hash,
}

impl Cost for Pbkdf2 {
    fn units(&self, length: usize) -> usize {
        // Each iteration hashes two blocks of the hash function for each block of the output.
        let blocks = length / self.hash.output_bytes() + 1;
        let block = 2 * self.hash.block_bits() as usize / 8;
        blocks
            .saturating_mul(block)
            .saturating_mul(self.iterations as usize)
            .saturating_add(self.salt.len().saturating_mul(blocks))
    }
}

/// <https://w3c.github.io/webcrypto/#pbkdf2-operations-derive-bits>
impl DeriveBits for Pbkdf2 {
    fn derive_bits(&self, key: &Key, length: Option<u32>) -> Result<Vec<u8>, Failure> {
        // 1. If length is null or is not a multiple of 8, then throw an OperationError.
        let bytes = bytes_of(length)?;
        // 2. If the iterations member of normalizedAlgorithm is zero, then throw an OperationError.
        if self.iterations == 0 {
            return Err(Failure::operation("The iterations must not be zero"));
        }
        // 3. If length is zero, return an empty byte sequence.
        // 4. Let prf be the MAC Generation function described in Section 4 of FIPS 198-1 using the hash function described by the
        //    hash member of normalizedAlgorithm.
        // 5. Let result be the result of performing the PBKDF2 operation defined in Section 5.2 of RFC 8018. 6. If the key
        //    derivation operation fails, then throw an OperationError. 7. Return result.
        let mut result = vec![0; bytes];
        if bytes != 0 {
            self.hash
                .pbkdf2(key.secret(), &self.salt, self.iterations, &mut result)?;
        }
        Ok(result)
    }
}
