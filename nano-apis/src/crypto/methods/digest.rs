//! The digest method.

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Result, Scope};

use crate::crypto::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::work::perform;

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-digest>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn digest<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    data: BufferSource<'s>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let algorithm be the algorithm parameter passed to the digest() method.
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "digest".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.digest)?;
    // 4. Let data be the result of getting a copy of the bytes held by the data parameter.
    let data = data.to_vec(scope);
    // 5.–8. Return promise and perform the remaining steps in parallel.
    // 9. Let digest be the result of performing the digest operation specified by normalizedAlgorithm, with data as message.
    // 10.–12. Resolve promise with an ArrayBuffer that contains digest.
    Ok(perform(data.len(), move || {
        Ok(normalized.operation.digest(&data))
    }))
}
