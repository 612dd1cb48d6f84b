//! The methods wrapKey and unwrapKey.

use std::sync::Arc;

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Exception, Ref, Result, Scope, promise};
use zeroize::Zeroizing;

use super::check_key;
use crate::crypto::CryptoKey;
use crate::crypto::failure::Failure;
use crate::crypto::jwk::JsonWebKey;
use crate::crypto::key::{Key, KeyUsage, KeyUsages};
use crate::crypto::normalize::{AlgorithmIdentifier, Normalized, normalize_an_algorithm};
use crate::crypto::operations::{Decrypt, Encrypt, KeyData, KeyFormat, UnwrapKey, WrapKey};
use crate::crypto::registry::{self, Normalize, Registration};
use crate::crypto::work::perform;

/// An algorithm normalized for one operation, or else for another.
enum Either<A, B> {
    First(Normalized<A>),
    Second(Normalized<B>),
}

/// Let normalizedAlgorithm be the result of normalizing an algorithm, with op set to one operation; if an error occurred, let it be
/// the result with op set to another.
fn normalize_for_either<'s, A, B>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    first: impl FnOnce(&Registration) -> Option<Normalize<A>>,
    second: impl FnOnce(&Registration) -> Option<Normalize<B>>,
) -> Result<Either<A, B>> {
    let again = algorithm.clone();
    // What a getter of the parameters threw the first time counts for nothing.
    match promise::catch(scope, |scope| {
        normalize_an_algorithm(scope, algorithm, first)
    }) {
        Ok(normalized) => Ok(Either::First(normalized)),
        Err(Some(_)) => normalize_an_algorithm(scope, again, second).map(Either::Second),
        Err(None) => Err(Exception::Pending),
    }
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-wrapKey>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn wrap_key<'s>(
    scope: &mut Scope<'s, '_>,
    format: KeyFormat,
    key: Ref<'_, CryptoKey>,
    wrapping_key: Ref<'_, CryptoKey>,
    algorithm: AlgorithmIdentifier<'s>,
) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
    // 1. Let format, key, wrappingKey and algorithm be the parameters passed to the wrapKey() method, respectively.
    let (key, wrapping_key) = (Arc::clone(key.key()), Arc::clone(wrapping_key.key()));
    // 2.–4. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "wrapKey",
    //       or else to "encrypt".
    let normalized = normalize_for_either(scope, algorithm, |row| row.wrap_key, |row| row.encrypt)?;
    let units = match &normalized {
        Either::First(wrap) => wrap.operation.units(0),
        Either::Second(encrypt) => encrypt.operation.units(0),
    };
    // 5.–8. Return promise and perform the remaining steps in parallel.
    Ok(perform(units, move || match normalized {
        Either::First(wrap) => {
            let bytes = exported_to_wrap(format, &key, &wrapping_key, wrap.name)?;
            // 15. If normalizedAlgorithm supports the wrap key operation: let result be the result of performing it using
            //     wrappingKey as key and bytes as plaintext.
            WrapKey::wrap_key(&*wrap.operation, &wrapping_key, &bytes)
        }
        Either::Second(encrypt) => {
            let mut bytes = exported_to_wrap(format, &key, &wrapping_key, encrypt.name)?;
            // Otherwise, if normalizedAlgorithm supports the encrypt operation: let result be the result of performing it using
            // wrappingKey as key and bytes as plaintext. 16.–18. Resolve promise with an ArrayBuffer that contains result.
            let bytes = std::mem::take(&mut *bytes);
            Encrypt::encrypt(&*encrypt.operation, &wrapping_key, bytes)
        }
    }))
}

/// Steps 9 to 14 of wrapKey: the bytes to wrap.
fn exported_to_wrap(
    format: KeyFormat,
    key: &Key,
    wrapping_key: &Key,
    algorithm: &str,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // 9.–10. Check the wrapping key's algorithm and usages.
    check_key(algorithm, wrapping_key, KeyUsage::WrapKey)?;
    // 11. If the algorithm identified by the [[algorithm]] internal slot of key does not support the export key operation, then
    //     throw a NotSupportedError.
    let export = registry::find(key.algorithm.name)
        .and_then(|row| row.export_key)
        .ok_or_else(Failure::no_export)?;
    // 12. If the [[extractable]] internal slot of key is false, then throw an InvalidAccessError.
    if !key.extractable {
        return Err(Failure::not_extractable());
    }
    // 13. Let exportedKey be the result of performing the export key operation specified by the [[algorithm]] internal slot of key
    //     using key and format.
    // 14. If format is equal to the string "jwk": let json be the result of representing exportedKey as a UTF-16 string conforming
    //     to the JSON grammar, and bytes the result of UTF-8 encoding json. Otherwise: let bytes be exportedKey.
    Ok(match export(key, format)? {
        KeyData::Bytes(bytes) => bytes,
        KeyData::Jwk(jwk) => Zeroizing::new(jwk.to_json().into_bytes()),
    })
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-unwrapKey>
///
/// # Errors
///
/// What normalizing one of the algorithms throws.
#[expect(
    clippy::too_many_arguments,
    reason = "the standard's method has as many"
)]
pub(in crate::crypto) fn unwrap_key<'s>(
    scope: &mut Scope<'s, '_>,
    format: KeyFormat,
    wrapped_key: BufferSource<'s>,
    unwrapping_key: Ref<'_, CryptoKey>,
    algorithm: AlgorithmIdentifier<'s>,
    unwrapped_key_algorithm: AlgorithmIdentifier<'s>,
    extractable: bool,
    usages: &[KeyUsage],
) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
    // 1. Let format, unwrappingKey, algorithm, unwrappedKeyAlgorithm, extractable and usages, be the parameters passed to the
    //    unwrapKey() method, respectively.
    let unwrapping_key = Arc::clone(unwrapping_key.key());
    let usages = KeyUsages::of(usages);
    // 2.–4. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "unwrapKey",
    //       or else to "decrypt".
    let normalized =
        normalize_for_either(scope, algorithm, |row| row.unwrap_key, |row| row.decrypt)?;
    // 5.–6. Let normalizedKeyAlgorithm be the result of normalizing an algorithm, with alg set to unwrappedKeyAlgorithm and op set
    //       to "importKey".
    let import = normalize_an_algorithm(scope, unwrapped_key_algorithm, |row| row.import_key)?;
    // 7. Let wrappedKey be the result of getting a copy of the bytes held by the wrappedKey parameter.
    let wrapped_key = wrapped_key.to_vec(scope);
    let units = match &normalized {
        Either::First(unwrap) => unwrap.operation.units(wrapped_key.len()),
        Either::Second(decrypt) => decrypt.operation.units(wrapped_key.len()),
    };
    let units = units.saturating_add(import.operation.units(wrapped_key.len()));
    // 8.–11. Return promise and perform the remaining steps in parallel.
    let work = perform(units, move || {
        let bytes = match normalized {
            // 14. If normalizedAlgorithm supports an unwrap key operation: let bytes be the result of performing it using
            //     unwrappingKey as key and wrappedKey as ciphertext.
            Either::First(unwrap) => {
                // 12.–13. Check the unwrapping key's algorithm and usages.
                check_key(unwrap.name, &unwrapping_key, KeyUsage::UnwrapKey)?;
                UnwrapKey::unwrap_key(&*unwrap.operation, &unwrapping_key, &wrapped_key)?
            }
            // Otherwise, if normalizedAlgorithm supports a decrypt operation: let bytes be the result of performing it using
            // unwrappingKey as key and wrappedKey as ciphertext.
            Either::Second(decrypt) => {
                check_key(decrypt.name, &unwrapping_key, KeyUsage::UnwrapKey)?;
                Decrypt::decrypt(&*decrypt.operation, &unwrapping_key, wrapped_key)?
            }
        };
        let bytes = Zeroizing::new(bytes);
        // 15. If format is equal to the string "jwk": let key be the result of parsing bytes as a JWK. Otherwise: let key be bytes.
        let key_data = match format {
            KeyFormat::Jwk => KeyData::Jwk(Box::new(JsonWebKey::parse(&bytes)?)),
            KeyFormat::Raw | KeyFormat::Spki | KeyFormat::Pkcs8 => KeyData::Bytes(bytes),
        };
        // 16. Let result be the result of performing the import key operation specified by normalizedKeyAlgorithm using format,
        //     usages and extractable and with key as keyData.
        let key = import
            .operation
            .import_key(format, key_data, extractable, usages)?;
        // 17. If the [[type]] internal slot of result is "secret" or "private" and usages is empty, then throw a SyntaxError.
        if key.wants_usages() && usages.is_empty() {
            return Err(Failure::no_usages());
        }
        // 18. Set the [[extractable]] internal slot of result to extractable. 19. Set the [[usages]] internal slot of result to the
        //     normalized value of usages. The operation did so.
        Ok(key)
    });
    // 20.–22. Resolve promise with result, converted to a JavaScript object.
    Ok(async move { Ok(CryptoKey::new(Arc::new(work.await?))) })
}
