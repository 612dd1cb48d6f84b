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
}
