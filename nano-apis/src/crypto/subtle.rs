//! The interface SubtleCrypto: <https://w3c.github.io/webcrypto/#subtlecrypto-interface>
//!
//! The methods' steps are in `methods`.

use nano_runtime::webidl::BufferSource;
use nano_runtime::{Ref, Result, Scope, webapi};

use super::CryptoKey;
use super::key::KeyUsage;
use super::methods::{self, ExportedKey, GeneratedKey, ImportedKeyData};
use super::normalize::AlgorithmIdentifier;
use super::operations::KeyFormat;

/// <https://w3c.github.io/webcrypto/#subtlecrypto-interface>
#[webapi("crypto/SubtleCrypto.idl")]
pub struct SubtleCrypto {}

#[webapi("crypto/SubtleCrypto.idl")]
impl SubtleCrypto {
    fn encrypt<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        key: Ref<'_, CryptoKey>,
        data: BufferSource<'s>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::encrypt(scope, algorithm, key, data)
    }

    fn decrypt<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        key: Ref<'_, CryptoKey>,
        data: BufferSource<'s>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::decrypt(scope, algorithm, key, data)
    }

    fn sign<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        key: Ref<'_, CryptoKey>,
        data: BufferSource<'s>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::sign(scope, algorithm, key, data)
    }

    fn verify<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        key: Ref<'_, CryptoKey>,
        signature: BufferSource<'s>,
        data: BufferSource<'s>,
    ) -> Result<impl Future<Output = Result<bool>> + use<>> {
        methods::verify(scope, algorithm, key, signature, data)
    }

    fn digest<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        data: BufferSource<'s>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::digest(scope, algorithm, data)
    }

    fn generate_key<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        extractable: bool,
        key_usages: Vec<KeyUsage>,
    ) -> Result<impl Future<Output = Result<GeneratedKey>> + use<>> {
        methods::generate_key(scope, algorithm, extractable, &key_usages)
    }

    fn derive_key<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        base_key: Ref<'_, CryptoKey>,
        derived_key_type: AlgorithmIdentifier<'s>,
        extractable: bool,
        key_usages: Vec<KeyUsage>,
    ) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
        methods::derive_key(
            scope,
            algorithm,
            base_key,
            derived_key_type,
            extractable,
            &key_usages,
        )
    }

    fn derive_bits<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        algorithm: AlgorithmIdentifier<'s>,
        base_key: Ref<'_, CryptoKey>,
        length: Option<u32>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::derive_bits(scope, algorithm, base_key, length)
    }

    fn import_key<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        format: KeyFormat,
        key_data: ImportedKeyData<'s>,
        algorithm: AlgorithmIdentifier<'s>,
        extractable: bool,
        key_usages: Vec<KeyUsage>,
    ) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
        methods::import_key(scope, format, key_data, algorithm, extractable, &key_usages)
    }

    fn export_key(
        &self,
        format: KeyFormat,
        key: Ref<'_, CryptoKey>,
    ) -> impl Future<Output = Result<ExportedKey>> + use<> {
        methods::export_key(format, key)
    }

    fn wrap_key<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        format: KeyFormat,
        key: Ref<'_, CryptoKey>,
        wrapping_key: Ref<'_, CryptoKey>,
        wrap_algorithm: AlgorithmIdentifier<'s>,
    ) -> Result<impl Future<Output = Result<Vec<u8>>> + use<>> {
        methods::wrap_key(scope, format, key, wrapping_key, wrap_algorithm)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the standard's method has as many"
    )]
    fn unwrap_key<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        format: KeyFormat,
        wrapped_key: BufferSource<'s>,
        unwrapping_key: Ref<'_, CryptoKey>,
        unwrap_algorithm: AlgorithmIdentifier<'s>,
        unwrapped_key_algorithm: AlgorithmIdentifier<'s>,
        extractable: bool,
        key_usages: Vec<KeyUsage>,
    ) -> Result<impl Future<Output = Result<CryptoKey>> + use<>> {
        methods::unwrap_key(
            scope,
            format,
            wrapped_key,
            unwrapping_key,
            unwrap_algorithm,
            unwrapped_key_algorithm,
            extractable,
            &key_usages,
        )
    }
}
