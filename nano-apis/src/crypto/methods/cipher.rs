//! The methods encrypt and decrypt.

use std::sync::Arc;

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Ref, Result, Scope};

use super::check_key;
use crate::crypto::CryptoKey;
use crate::crypto::key::KeyUsage;
use crate::crypto::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::work::perform;

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-encrypt>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn encrypt<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    key: Ref<'_, CryptoKey>,
    data: BufferSource<'s>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let algorithm and key be the algorithm and key parameters passed to the encrypt() method, respectively.
    let key = Arc::clone(key.key());
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "encrypt".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.encrypt)?;
    // 4. Let data be the result of getting a copy of the bytes held by the data parameter.
    let data = data.to_vec(scope);
    // 5.–8. Return promise and perform the remaining steps in parallel.
    Ok(perform(normalized.operation.units(data.len()), move || {
        // 9.–10. Check the key's algorithm and usages.
        check_key(normalized.name, &key, KeyUsage::Encrypt)?;
        // 11. Let ciphertext be the result of performing the encrypt operation specified by normalizedAlgorithm using key and
        //     with data as plaintext. 12.–14. Resolve promise with an ArrayBuffer that contains ciphertext.
        normalized.operation.encrypt(&key, data)
    }))
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-decrypt>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn decrypt<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    key: Ref<'_, CryptoKey>,
    data: BufferSource<'s>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let algorithm and key be the algorithm and key parameters passed to the decrypt() method, respectively.
    let key = Arc::clone(key.key());
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "decrypt".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.decrypt)?;
    // 4. Let data be the result of getting a copy of the bytes held by the data parameter.
    let data = data.to_vec(scope);
    // 5.–8. Return promise and perform the remaining steps in parallel.
    Ok(perform(normalized.operation.units(data.len()), move || {
        // 9.–10. Check the key's algorithm and usages.
        check_key(normalized.name, &key, KeyUsage::Decrypt)?;
        // 11. Let plaintext be the result of performing the decrypt operation specified by normalizedAlgorithm using key and
        //     with data as ciphertext. 12.–14. Resolve promise with an ArrayBuffer that contains plaintext.
        normalized.operation.decrypt(&key, data)
    }))
}
