//! What all AES algorithms have in common: keys, and their import, export and generation.
//!
//! The standard repeats these steps for each mode, with other names in them: <https://w3c.github.io/webcrypto/#aes-gcm-operations>

use nano_runtime::webapi;
use nano_runtime::{Result as JsResult, Scope};
use zeroize::Zeroizing;

use crate::crypto::failure::Failure;
use crate::crypto::jwk::JsonWebKey;
use crate::crypto::key::{Details, Key, KeyAlgorithm, KeyHandle, KeyType, KeyUsage, KeyUsages};
use crate::crypto::normalize::{Algorithm, Parameters};
use crate::crypto::operations::{
    Cost, GenerateKey, Generated, GetKeyLength, ImportKey, KeyData, KeyFormat,
};
use crate::crypto::random;

/// <https://w3c.github.io/webcrypto/#dfn-AesKeyGenParams>
#[webapi("crypto/AesKeyAlgorithm.idl")]
pub(in crate::crypto) struct AesKeyGenParams {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    length: u16,
}

/// <https://w3c.github.io/webcrypto/#dfn-AesDerivedKeyParams>
#[webapi("crypto/AesKeyAlgorithm.idl")]
pub(in crate::crypto) struct AesDerivedKeyParams {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    length: u16,
}

/// A mode of AES, as far as keys differ by mode.
#[derive(Debug)]
pub(in crate::crypto) struct Mode {
    /// The recognized algorithm name.
    pub(in crate::crypto) name: &'static str,
    /// What follows the key's length in a JWK's `alg`: `GCM` of `A128GCM`.
    pub(in crate::crypto) jwk: &'static str,
    /// What its keys may be used for.
    pub(in crate::crypto) usages: KeyUsages,
}

/// The usages of keys that encrypt.
pub(in crate::crypto) const ENCRYPTION: KeyUsages = KeyUsages::of(&[
    KeyUsage::Encrypt,
    KeyUsage::Decrypt,
    KeyUsage::WrapKey,
    KeyUsage::UnwrapKey,
]);

impl Mode {
    /// If usages contains an entry which is not one of the mode's, then throw a SyntaxError.
    fn check_usages(&self, usages: KeyUsages) -> Result<(), Failure> {
        if usages.is_subset_of(self.usages) {
            Ok(())
        } else {
            Err(Failure::bad_usages())
        }
    }

    fn jwk_alg(&self, bytes: usize) -> String {
        format!("A{}{}", bytes * 8, self.jwk)
    }

    fn key(
        &self,
        data: Zeroizing<Vec<u8>>,
        length: u16,
        extractable: bool,
        usages: KeyUsages,
    ) -> Key {
        Key {
            key_type: KeyType::Secret,
            extractable,
            algorithm: KeyAlgorithm {
                name: self.name,
                details: Details::Aes { length },
            },
            usages,
            handle: KeyHandle::Secret(data),
        }
    }

    /// The export key operation: <https://w3c.github.io/webcrypto/#aes-gcm-operations-export-key>
    ///
    /// # Errors
    ///
    /// NotSupportedError for the formats of public and private keys.
    pub(in crate::crypto) fn export_key(
        &self,
        key: &Key,
        format: KeyFormat,
    ) -> Result<KeyData, Failure> {
        match format {
            // If format is "raw": let result be a byte sequence containing the raw octets of the key.
            KeyFormat::Raw => Ok(KeyData::Bytes(Zeroizing::new(key.secret().to_vec()))),
            // If format is "jwk": let result be a new JsonWebKey dictionary with kty, k, alg, key_ops and ext.
            KeyFormat::Jwk => {
                let alg = self.jwk_alg(key.secret().len());
                Ok(KeyData::Jwk(Box::new(JsonWebKey::of_secret(key, alg))))
            }
            // Otherwise: throw a NotSupportedError.
            KeyFormat::Spki | KeyFormat::Pkcs8 => Err(Failure::format_not_supported()),
        }
    }
}

/// The generate key operation of a mode.
pub(in crate::crypto) struct Generate {
    mode: &'static Mode,
    length: u16,
}

impl Generate {
    /// Reads its parameters.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    pub(in crate::crypto) fn normalize<'s>(
        mode: &'static Mode,
        scope: &mut Scope<'s, '_>,
        parameters: Parameters<'s>,
    ) -> JsResult<Box<dyn GenerateKey>> {
        let length = parameters.read::<AesKeyGenParams>(scope)?.length;
        Ok(Box::new(Self { mode, length }))
    }
}

impl Cost for Generate {}

/// <https://w3c.github.io/webcrypto/#aes-gcm-operations-generate-key>
impl GenerateKey for Generate {
    fn generate_key(&self, extractable: bool, usages: KeyUsages) -> Result<Generated, Failure> {
        // 1. If usages contains an entry which is not one of the mode's, then throw a SyntaxError.
        self.mode.check_usages(usages)?;
        // 2. If the length member of normalizedAlgorithm is not equal to one of 128, 192 or 256, then throw an OperationError.
        if !matches!(self.length, 128 | 192 | 256) {
            return Err(Failure::operation(
                "AES key length must be 128, 192, or 256 bits",
            ));
        }
        // 3. Generate an AES key of that length. 4. If the key generation step fails, then throw an OperationError.
        let mut data = Zeroizing::new(vec![0; usize::from(self.length / 8)]);
        random::fill(&mut data)?;
        // 5.–12. Return a new CryptoKey.
        let key = self.mode.key(data, self.length, extractable, usages);
        Ok(Generated::Key(key))
    }
}

/// The import key operation of a mode, which has no parameters.
pub(in crate::crypto) struct Import(pub(in crate::crypto) &'static Mode);

impl Cost for Import {}

/// <https://w3c.github.io/webcrypto/#aes-gcm-operations-import-key>
impl ImportKey for Import {
    fn import_key(
        &self,
        format: KeyFormat,
        key_data: KeyData,
        extractable: bool,
        usages: KeyUsages,
    ) -> Result<Key, Failure> {
        // 1. If usages contains an entry which is not one of the mode's, then throw a SyntaxError.
        self.0.check_usages(usages)?;
        let data = match (format, key_data) {
            // 2. If format is "raw": let data be keyData.
            (KeyFormat::Raw, KeyData::Bytes(data)) => data,
            // If format is "jwk":
            (KeyFormat::Jwk, KeyData::Jwk(jwk)) => {
                // 1.–4. Let data be the byte sequence obtained by decoding the k field of jwk.
                let data = jwk.secret()?;
                // 5. If the length in bits of data is 128, 192 or 256: if the alg field of jwk is present, and is not the name
                //    that belongs to the length, then throw a DataError. Otherwise: throw a DataError, as below.
                if matches!(data.len(), 16 | 24 | 32) {
                    jwk.check_alg(&self.0.jwk_alg(data.len()))?;
                }
                // 6.–8. Check use, key_ops and ext.
                jwk.check("enc", extractable, usages)?;
                data
            }
            // Otherwise: throw a NotSupportedError.
            _ => return Err(Failure::format_not_supported()),
        };
        // If the length in bits of data is not 128, 192 or 256 then throw a DataError.
        let length = match data.len() {
            16 => 128,
            24 => 192,
            32 => 256,
            _ => {
                return Err(Failure::data("AES key data must be 128, 192, or 256 bits"));
            }
        };
        // 3.–8. Return a new CryptoKey.
        Ok(self.0.key(data, length, extractable, usages))
    }
}

/// The get key length operation of every mode.
pub(in crate::crypto) struct KeyLength(u16);

impl KeyLength {
    /// Reads its parameters.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    pub(in crate::crypto) fn normalize<'s>(
        scope: &mut Scope<'s, '_>,
        parameters: Parameters<'s>,
    ) -> JsResult<Box<dyn GetKeyLength>> {
        let length = parameters.read::<AesDerivedKeyParams>(scope)?.length;
        Ok(Box::new(Self(length)))
    }
}

/// <https://w3c.github.io/webcrypto/#aes-gcm-operations-get-key-length>
impl GetKeyLength for KeyLength {
    fn get_key_length(&self) -> Result<Option<u32>, Failure> {
        // 1. If the length member of normalizedDerivedKeyAlgorithm is not 128, 192 or 256, then throw an OperationError.
        if !matches!(self.0, 128 | 192 | 256) {
            return Err(Failure::operation(
                "AES key length must be 128, 192, or 256 bits",
            ));
        }
        // 2. Return the length member of normalizedDerivedKeyAlgorithm.
        Ok(Some(u32::from(self.0)))
    }
}

/// Runs `$body` with `$cipher` standing for the type of AES that a key of these bytes is for.
macro_rules! with_aes {
    ($key:expr, $aes128:ty, $aes192:ty, $aes256:ty, |$cipher:ident| $body:expr) => {
        match $key.len() {
            16 => {
                type $cipher = $aes128;
                $body
            }
            24 => {
                type $cipher = $aes192;
                $body
            }
            _ => {
                type $cipher = $aes256;
                $body
            }
        }
    };
}
pub(super) use with_aes;
