//! The methods deriveBits and deriveKey.

use std::sync::Arc;

use nano_runtime::{Ref, Result, Scope};
use zeroize::Zeroizing;

use super::check_key;
use crate::crypto::CryptoKey;
use crate::crypto::failure::Failure;
use crate::crypto::key::{KeyUsage, KeyUsages};
use crate::crypto::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::operations::{KeyData, KeyFormat};
use crate::crypto::work::perform;

/// How many bytes the derive bits operation is asked for; none when it decides.
fn bytes(length: Option<u32>) -> usize {
    length.map_or(0, |bits| bits.div_ceil(8) as usize)
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-deriveBits>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn derive_bits<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    base_key: Ref<'_, CryptoKey>,
    length: Option<u32>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let algorithm, baseKey and length, be the parameters passed to the deriveBits() method, respectively.
    let base_key = Arc::clone(base_key.key());
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "deriveBits".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.derive_bits)?;
    // 4.–7. Return promise and perform the remaining steps in parallel.
    Ok(perform(
        normalized.operation.units(bytes(length)),
        move || {
            // 8.–9. Check the key's algorithm and usages.
            check_key(normalized.name, &base_key, KeyUsage::DeriveBits)?;
            // 10. Let bits be the result of performing the derive bits operation specified by normalizedAlgorithm using baseKey
            //     and length. 11.–13. Resolve promise with an ArrayBuffer that contains bits.
            normalized.operation.derive_bits(&base_key, length)
        },
    ))
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-deriveKey>
///
/// # Errors
///
/// What normalizing one of the algorithms throws.
pub(in crate::crypto) fn derive_key<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    base_key: Ref<'_, CryptoKey>,
    derived_key_type: AlgorithmIdentifier<'s>,
    extractable: bool,
    usages: &[KeyUsage],
) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
    // 1. Let algorithm, baseKey, derivedKeyType, extractable and usages be the parameters passed to the deriveKey() method.
    let base_key = Arc::clone(base_key.key());
    let usages = KeyUsages::of(usages);
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "deriveBits".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.derive_bits)?;
    // 4.–5. Let normalizedDerivedKeyAlgorithmImport be the result of normalizing an algorithm, with alg set to derivedKeyType and
    //       op set to "importKey".
    let import = normalize_an_algorithm(scope, derived_key_type.clone(), |row| row.import_key)?;
    // 6.–7. Let normalizedDerivedKeyAlgorithmLength be the result of normalizing an algorithm, with alg set to derivedKeyType and
    //       op set to "get key length".
    let length = normalize_an_algorithm(scope, derived_key_type, |row| row.get_key_length)?;
    // 12. Let length be the result of performing the get key length algorithm specified by normalizedDerivedKeyAlgorithmLength. It
    //     says how much work there is, so it is asked already; an error has to wait.
    let length = length.operation.get_key_length();
    let units = length
        .as_ref()
        .map_or(0, |length| normalized.operation.units(bytes(*length)));
    // 8.–9. Return promise and perform the remaining steps in parallel.
    let work = perform(units, move || {
        // 10.–11. Check the key's algorithm and usages.
        check_key(normalized.name, &base_key, KeyUsage::DeriveKey)?;
        // 13. Let secret be the result of performing the derive bits operation specified by normalizedAlgorithm using key and
        //     length.
        let secret = normalized.operation.derive_bits(&base_key, length?)?;
        // 14. Let result be the result of performing the import key operation specified by normalizedDerivedKeyAlgorithmImport
        //     using "raw" as format, secret as keyData, and using extractable and usages.
        let data = KeyData::Bytes(Zeroizing::new(secret));
        let key = import
            .operation
            .import_key(KeyFormat::Raw, data, extractable, usages)?;
        // 15. If the [[type]] internal slot of result is "secret" or "private" and usages is empty, then throw a SyntaxError.
        if key.wants_usages() && usages.is_empty() {
            return Err(Failure::no_usages());
        }
        // 16. Set the [[extractable]] internal slot of result to extractable. 17. Set the [[usages]] internal slot of result to the
        //     normalized value of usages. The operation did so.
        Ok(key)
    });
    // 18.–20. Resolve promise with result, converted to a JavaScript object.
    Ok(async move { Ok(CryptoKey::new(Arc::new(work.await?))) })
}
