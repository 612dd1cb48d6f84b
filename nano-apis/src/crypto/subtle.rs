//! The interface SubtleCrypto: <https://w3c.github.io/webcrypto/#subtlecrypto-interface>
//!
//! Each method's steps up to the point where the standard goes on in parallel run at once, the rest is the future that the method
//! returns.

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Result, Scope, webapi};

use super::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use super::work::perform;

/// <https://w3c.github.io/webcrypto/#subtlecrypto-interface>
#[webapi("crypto/SubtleCrypto.idl")]
pub struct SubtleCrypto {}

#[webapi("crypto/SubtleCrypto.idl")]
impl SubtleCrypto {
    /// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-digest>
    fn digest<'s>(
        &self,
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
}
