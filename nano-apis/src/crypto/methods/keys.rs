//! The methods generateKey, importKey and exportKey.

use std::sync::Arc;

use nano_runtime::webidl::{BufferSource, DomString};
use nano_runtime::{Exception, Ref, Result, Scope, webapi};
use zeroize::Zeroizing;

use crate::crypto::CryptoKey;
use crate::crypto::failure::Failure;
use crate::crypto::jwk::JsonWebKey;
use crate::crypto::key::{KeyUsage, KeyUsages};
use crate::crypto::normalize::{AlgorithmIdentifier, normalize_an_algorithm};
use crate::crypto::operations::{Generated, KeyData, KeyFormat};
use crate::crypto::registry;
use crate::crypto::work::perform;

/// The keyData of importKey.
#[webapi("crypto/SubtleCrypto.idl", union = "(BufferSource or JsonWebKey)")]
#[expect(
    clippy::large_enum_variant,
    reason = "it is an argument, used up at once"
)]
pub(in crate::crypto) enum ImportedKeyData<'s> {
    BufferSource(BufferSource<'s>),
    JsonWebKey(JsonWebKey),
}

/// What exportKey gives.
#[webapi("crypto/SubtleCrypto.idl", union = "(ArrayBuffer or JsonWebKey)")]
#[expect(
    clippy::large_enum_variant,
    reason = "it is a return value, used up at once"
)]
pub(in crate::crypto) enum ExportedKey {
    ArrayBuffer(Vec<u8>),
    JsonWebKey(JsonWebKey),
}

/// What generateKey gives.
#[webapi("crypto/SubtleCrypto.idl", union = "(CryptoKey or CryptoKeyPair)")]
pub(in crate::crypto) enum GeneratedKey {
    CryptoKey(CryptoKey),
    CryptoKeyPair(CryptoKeyPair),
}

/// <https://w3c.github.io/webcrypto/#dfn-CryptoKeyPair>
#[webapi("crypto/CryptoKey.idl")]
pub(in crate::crypto) struct CryptoKeyPair {
    public_key: Option<CryptoKey>,
    private_key: Option<CryptoKey>,
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-generateKey>
///
/// # Errors
///
/// What normalizing the algorithm throws.
pub(in crate::crypto) fn generate_key<'s>(
    scope: &mut Scope<'s, '_>,
    algorithm: AlgorithmIdentifier<'s>,
    extractable: bool,
    usages: &[KeyUsage],
) -> Result<impl Future<Output = Result<GeneratedKey>> + use<>> {
    // 1. Let algorithm, extractable and usages be the parameters passed to the generateKey() method, respectively.
    let usages = KeyUsages::of(usages);
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "generateKey".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.generate_key)?;
    // 4.–7. Return promise and perform the remaining steps in parallel.
    let work = perform(normalized.operation.units(0), move || {
        // 8. Let result be the result of performing the generate key operation specified by normalizedAlgorithm using extractable
        //    and usages.
        let generated = normalized.operation.generate_key(extractable, usages)?;
        // 9. If the [[type]] internal slot of result is "secret" or "private" and usages is empty, or the [[usages]] internal slot
        //    of the privateKey attribute of result is the empty sequence, then throw a SyntaxError.
        let key = match &generated {
            Generated::Key(key) => key,
            Generated::Pair { private, .. } => private,
        };
        if key.wants_usages() && key.usages.is_empty() {
            return Err(Failure::no_usages());
        }
        Ok(generated)
    });
    // 10.–12. Resolve promise with result, converted to a JavaScript object.
    Ok(async move {
        Ok(match work.await? {
            Generated::Key(key) => GeneratedKey::CryptoKey(CryptoKey::new(Arc::new(key))),
            Generated::Pair { public, private } => GeneratedKey::CryptoKeyPair(CryptoKeyPair {
                public_key: Some(CryptoKey::new(Arc::new(public))),
                private_key: Some(CryptoKey::new(Arc::new(private))),
            }),
        })
    })
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-importKey>
///
/// # Errors
///
/// What normalizing the algorithm throws; TypeError when the format and the type of the data do not belong together.
pub(in crate::crypto) fn import_key<'s>(
    scope: &mut Scope<'s, '_>,
    format: KeyFormat,
    key_data: ImportedKeyData<'s>,
    algorithm: AlgorithmIdentifier<'s>,
    extractable: bool,
    usages: &[KeyUsage],
) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
    // 1. Let format, algorithm, extractable and usages be the parameters passed to the importKey() method, respectively.
    let usages = KeyUsages::of(usages);
    // 2.–3. Let normalizedAlgorithm be the result of normalizing an algorithm, with alg set to algorithm and op set to "importKey".
    let normalized = normalize_an_algorithm(scope, algorithm, |row| row.import_key)?;
    let (key_data, length) = match (format, key_data) {
        // 4. If format is equal to the string "jwk": if the keyData parameter is not a JsonWebKey dictionary, throw a TypeError;
        //    let keyData be it.
        (KeyFormat::Jwk, ImportedKeyData::JsonWebKey(jwk)) => {
            let length = jwk.k.as_ref().map_or(0, DomString::utf16_length);
            (KeyData::Jwk(Box::new(jwk)), length)
        }
        (KeyFormat::Jwk, ImportedKeyData::BufferSource(_)) => {
            return Err(Exception::type_error(
                "Key data must be an object for JWK import",
            ));
        }
        // Otherwise: if the keyData parameter is a JsonWebKey dictionary, throw a TypeError; let keyData be the result of getting a
        // copy of the bytes held by it.
        (_, ImportedKeyData::JsonWebKey(_)) => {
            return Err(Exception::type_error(
                "Key data must be a BufferSource for non-JWK formats",
            ));
        }
        (_, ImportedKeyData::BufferSource(source)) => {
            let bytes = Zeroizing::new(source.to_vec(scope));
            let length = bytes.len();
            (KeyData::Bytes(bytes), length)
        }
    };
    // 5.–8. Return promise and perform the remaining steps in parallel.
    let work = perform(normalized.operation.units(length), move || {
        // 9. Let result be the CryptoKey object that results from performing the import key operation specified by
        //    normalizedAlgorithm using keyData, format, extractable and usages.
        let key = normalized
            .operation
            .import_key(format, key_data, extractable, usages)?;
        // 10. If the [[type]] internal slot of result is "secret" or "private" and usages is empty, then throw a SyntaxError.
        if key.wants_usages() && usages.is_empty() {
            return Err(Failure::no_usages());
        }
        // 11. Set the [[extractable]] internal slot of result to extractable. 12. Set the [[usages]] internal slot of result to the
        //     normalized value of usages. The operation did so.
        Ok(key)
    });
    // 13.–15. Resolve promise with result, converted to a JavaScript object.
    Ok(async move { Ok(CryptoKey::new(Arc::new(work.await?))) })
}

/// <https://w3c.github.io/webcrypto/#SubtleCrypto-method-exportKey>
pub(in crate::crypto) fn export_key(
    format: KeyFormat,
    key: Ref<'_, CryptoKey>,
) -> impl Future<Output = Result<ExportedKey>> + use<> {
    // 1. Let format and key be the format and key parameters passed to the exportKey() method, respectively.
    let key = Arc::clone(key.key());
    // 2.–5. Return promise and perform the remaining steps in parallel.
    let work = perform(0, move || {
        // 6. If the name member of the [[algorithm]] internal slot of key does not identify a registered algorithm that supports
        //    the export key operation, then throw a NotSupportedError.
        let export = registry::find(key.algorithm.name)
            .and_then(|row| row.export_key)
            .ok_or_else(Failure::no_export)?;
        // 7. If the [[extractable]] internal slot of key is false, then throw an InvalidAccessError.
        if !key.extractable {
            return Err(Failure::not_extractable());
        }
        // 8. Let result be the result of performing the export key operation specified by the [[algorithm]] internal slot of key
        //    using key and format.
        export(&key, format)
    });
    // 9.–11. Resolve promise with result, converted to a JavaScript object or an ArrayBuffer that contains it.
    async move {
        Ok(match work.await? {
            KeyData::Bytes(mut bytes) => ExportedKey::ArrayBuffer(std::mem::take(&mut *bytes)),
            KeyData::Jwk(jwk) => ExportedKey::JsonWebKey(*jwk),
        })
    }
}
