//! The methods sign and verify.

use std::sync::Arc;

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Ref, Result, Scope};

use super::check_key;
use crate::crypto::CryptoKey;
use crate::crypto::key::KeyUsage;
use crate::crypto::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::work::perform;

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-sign>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn sign<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    key: Ref<'_, CryptoKey>,
    data: BufferSource<'s>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let algorithm and key be the algorithm and key parameters passed to the sign() method, respectively.
    let key = Arc::clone(key.key());
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "sign".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.sign)?;
    // 4. Let data be the result of getting a copy of the bytes held by the data parameter.
    let data = data.to_vec(scope);
    // 5.–8. Return promise and perform the remaining steps in parallel.
    Ok(perform(normalized.operation.units(data.len()), move || {
        // 9.–10. Check the key's algorithm and usages.
        check_key(normalized.name, &key, KeyUsage::Sign)?;
        // 11. Let signature be the result of performing the sign operation specified by normalizedAlgorithm using key and with
        //     data as message. 12.–14. Resolve promise with an ArrayBuffer that contains signature.
        normalized.operation.sign(&key, &data)
    }))
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-verify>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn verify<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    key: Ref<'_, CryptoKey>,
    signature: BufferSource<'s>,
    data: BufferSource<'s>,
) -> Result<impl Future<Output = Result<bool>> + use<>> {
    // 1. Let algorithm and key be the algorithm and key parameters passed to the verify() method, respectively.
    let key = Arc::clone(key.key());
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "verify".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.verify)?;
    // 4. Let signature be the result of getting a copy of the bytes held by the signature parameter.
    let signature = signature.to_vec(scope);
    // 5. Let data be the result of getting a copy of the bytes held by the data parameter.
    let data = data.to_vec(scope);
    // 6.–9. Return promise and perform the remaining steps in parallel.
    Ok(perform(normalized.operation.units(data.len()), move || {
        // 10.–11. Check the key's algorithm and usages.
        check_key(normalized.name, &key, KeyUsage::Verify)?;
        // 12. Let result be the result of performing the verify operation specified by normalizedAlgorithm using key and
        //     signature and with data as message. 13.–14. Resolve promise with result.
        normalized.operation.verify(&key, &signature, &data)
    }))
}
