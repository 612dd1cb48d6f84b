//! HMAC: <https://w3c.github.io/webcrypto/#hmac>

use nano_runtime::{Result as JsResult, Scope, webapi};
use zeroize::Zeroizing;

use super::sha::Hash;
use crate::crypto::failure::Failure;
use crate::crypto::jwk::JsonWebKey;
use crate::crypto::key::{Details, Key, KeyAlgorithm, KeyHandle, KeyType, KeyUsage, KeyUsages};
use crate::crypto::normalize::{
    Algorithm, AlgorithmIdentifier, Parameters, normalize_an_algorithm,
};
use crate::crypto::operations::{
    Cost, GenerateKey, Generated, GetKeyLength, ImportKey, KeyData, KeyFormat, Sign, Verify,
};
use crate::crypto::random;
use crate::crypto::registry::Registration;

/// <https://w3c.github.io/webcrypto/#hmac-registration>
pub(in crate::crypto) static HMAC: Registration = Registration {
    sign: Some(|_, _| Ok(Box::new(Mac))),
    verify: Some(|_, _| Ok(Box::new(Mac))),
    generate_key: Some(|scope, parameters| {
        let params: HmacKeyGenParams<'_> = parameters.read(scope)?;
        Ok(Box::new(HmacParams {
            hash: normalize_an_algorithm(scope, params.hash, |row| row.digest)?.operation,
            length: params.length,
        }))
    }),
    import_key: Some(|scope, parameters| Ok(Box::new(HmacParams::import(scope, parameters)?))),
    export_key: Some(export_key),
    get_key_length: Some(|scope, parameters| Ok(Box::new(HmacParams::import(scope, parameters)?))),
    ..Registration::new("HMAC")
};

/// <https://w3c.github.io/webcrypto/#dfn-HmacImportParams>
#[webapi("crypto/HmacImportParams.idl")]
struct HmacImportParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    hash: AlgorithmIdentifier<'s>,
    length: Option<u32>,
}

/// <https://w3c.github.io/webcrypto/#dfn-HmacKeyGenParams>
#[webapi("crypto/HmacImportParams.idl")]
struct HmacKeyGenParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    hash: AlgorithmIdentifier<'s>,
    length: Option<u32>,
}

/// HmacImportParams or HmacKeyGenParams, normalized.
struct HmacParams {
    hash: Hash,
    length: Option<u32>,
}

impl HmacParams {
    fn import<'s>(scope: &mut Scope<'s, '_>, parameters: Parameters<'s>) -> JsResult<Self> {
        let params: HmacImportParams<'s> = parameters.read(scope)?;
        Ok(Self {
            hash: normalize_an_algorithm(scope, params.hash, |row| row.digest)?.operation,
            length: params.length,
        })
    }

    fn key(
        &self,
        data: Zeroizing<Vec<u8>>,
        length: u32,
        extractable: bool,
        usages: KeyUsages,
    ) -> Key {
        Key {
            key_type: KeyType::Secret,
            extractable,
            algorithm: KeyAlgorithm {
                name: HMAC.name,
                details: Details::Hmac {
                    hash: self.hash,
                    length,
                },
            },
            usages,
            handle: KeyHandle::Secret(data),
        }
    }
}

/// Clears the bits of the last byte that a key of `length` bits does not have.
///
/// <https://w3c.github.io/webcrypto/#dfn-byte-sequence-containing>
fn truncate(data: &mut Zeroizing<Vec<u8>>, length: u32) {
    let unused = length.next_multiple_of(8) - length;
    if let Some(last) = data.last_mut() {
        *last &= 0xff << unused;
    }
}

/// If usages contains an entry which is not "sign" or "verify", then throw a SyntaxError.
fn check_usages(usages: KeyUsages) -> Result<(), Failure> {
    if usages.is_subset_of(KeyUsages::of(&[KeyUsage::Sign, KeyUsage::Verify])) {
        Ok(())
    } else {
        Err(Failure::bad_usages())
    }
}

impl Cost for HmacParams {
    fn units(&self, length: usize) -> usize {
        // A script may ask for a key of half a gigabyte.
        let bytes = self.length.unwrap_or(0) as usize / 8;
        length.saturating_add(bytes)
    }
}

/// <https://w3c.github.io/webcrypto/#hmac-operations-generate-key>
impl GenerateKey for HmacParams {
    fn generate_key(&self, extractable: bool, usages: KeyUsages) -> Result<Generated, Failure> {
        // 1. If usages contains an entry which is not "sign" or "verify", then throw a SyntaxError.
        check_usages(usages)?;
        let length = match self.length {
            // 2. If the length member of normalizedAlgorithm is not present: let length be the block size in bits of the hash
            //    function identified by the hash member of normalizedAlgorithm.
            None => self.hash.block_bits(),
            // Otherwise, if the length member is non-zero: let length be equal to it.
            Some(length) if length != 0 => length,
            // Otherwise: throw an OperationError.
            Some(_) => {
                return Err(Failure::operation("The HMAC key length must not be zero"));
            }
        };
        // 3. Generate a key of length length bits. 4. If the key generation step fails, then throw an OperationError.
        let mut data = Zeroizing::new(vec![0; length.div_ceil(8) as usize]);
        random::fill(&mut data)?;
        truncate(&mut data, length);
        // 5.–15. Return a new CryptoKey.
        let key = self.key(data, length, extractable, usages);
        Ok(Generated::Key(key))
    }
}

/// <https://w3c.github.io/webcrypto/#hmac-operations-import-key>
impl ImportKey for HmacParams {
    fn import_key(
        &self,
        format: KeyFormat,
        key_data: KeyData,
        extractable: bool,
        usages: KeyUsages,
    ) -> Result<Key, Failure> {
        // 1. Let keyData be the key data to be imported.
        // 2. If usages contains an entry which is not "sign" or "verify", then throw a SyntaxError.
        check_usages(usages)?;
        // 3. Let hash be the hash member of normalizedAlgorithm.
        let mut data = match (format, key_data) {
            // 4. If format is "raw": let data be keyData.
            (KeyFormat::Raw, KeyData::Bytes(data)) => data,
            // If format is "jwk":
            (KeyFormat::Jwk, KeyData::Jwk(jwk)) => {
                // 1.–4. Let data be the byte sequence obtained by decoding the k field of jwk.
                let data = jwk.secret()?;
                // 5.–6. If the alg field of jwk is present and is not the name that belongs to hash, then throw a DataError.
                jwk.check_alg(self.hash.jwk_hmac())?;
                // 7.–9. Check use, key_ops and ext.
                jwk.check("sig", extractable, usages)?;
                data
            }
            // Otherwise: throw a NotSupportedError.
            _ => return Err(Failure::format_not_supported()),
        };
        // 5. Let length be the length in bits of data.
        let Some(mut length) = u32::try_from(data.len())
            .ok()
            .and_then(|bytes| bytes.checked_mul(8))
        else {
            return Err(Failure::data("HMAC key data must be less than 2^32 bits"));
        };
        // 6. If length is zero then throw a DataError.
        if length == 0 {
            return Err(Failure::data("HMAC key data must not be empty"));
        }
        // 7. If the length member of normalizedAlgorithm is present: if it is greater than length, or less than or equal to length
        //    minus eight: throw a DataError. Otherwise: set length equal to it.
        if let Some(wanted) = self.length {
            if wanted > length || wanted <= length - 8 {
                return Err(Failure::data(
                    "The optional HMAC key length must be shorter than the key data, and by no more than 7 bits.",
                ));
            }
            length = wanted;
        }
        // 8.–14. Return a new CryptoKey representing an HMAC key with the first length bits of data.
        truncate(&mut data, length);
        Ok(self.key(data, length, extractable, usages))
    }
}

/// <https://w3c.github.io/webcrypto/#hmac-operations-get-key-length>
impl GetKeyLength for HmacParams {
    fn get_key_length(&self) -> Result<Option<u32>, Failure> {
        match self.length {
            // 1. If the length member of normalizedDerivedKeyAlgorithm is not present: let length be the block size in bits of the
            //    hash function identified by the hash member.
            None => Ok(Some(self.hash.block_bits())),
            // Otherwise, if the length member is non-zero: let length be equal to it. 2. Return length.
            Some(length) if length != 0 => Ok(Some(length)),
            // Otherwise: throw a TypeError.
            Some(_) => Err(Failure::type_error("The HMAC key length must not be zero")),
        }
    }
}

/// <https://w3c.github.io/webcrypto/#hmac-operations-export-key>
fn export_key(key: &Key, format: KeyFormat) -> Result<KeyData, Failure> {
    match format {
        // 4. If format is "raw": let result be data.
        KeyFormat::Raw => Ok(KeyData::Bytes(Zeroizing::new(key.secret().to_vec()))),
        // If format is "jwk": let result be a new JsonWebKey dictionary with kty, k, alg, key_ops and ext.
        KeyFormat::Jwk => {
            let alg = hash_of(key)?.jwk_hmac().to_owned();
            Ok(KeyData::Jwk(Box::new(JsonWebKey::of_secret(key, alg))))
        }
        // Otherwise: throw a NotSupportedError.
        KeyFormat::Spki | KeyFormat::Pkcs8 => Err(Failure::format_not_supported()),
    }
}

/// The hash attribute of the `[[algorithm]]` internal slot of key.
fn hash_of(key: &Key) -> Result<Hash, Failure> {
    match key.algorithm.details {
        Details::Hmac { hash, .. } => Ok(hash),
        _ => Err(Failure::invalid_access("The key is not an HMAC key")),
    }
}

/// The sign and verify operations, which have no parameters.
struct Mac;

impl Cost for Mac {}

/// <https://w3c.github.io/webcrypto/#hmac-operations-sign>
impl Sign for Mac {
    fn sign(&self, key: &Key, message: &[u8]) -> Result<Vec<u8>, Failure> {
        // 1. Let mac be the result of performing the MAC Generation operation described in Section 4 of FIPS 198-1. 2. Return mac.
        hash_of(key)?.hmac(key.secret(), message)
    }
}

/// <https://w3c.github.io/webcrypto/#hmac-operations-verify>
impl Verify for Mac {
    fn verify(&self, key: &Key, signature: &[u8], message: &[u8]) -> Result<bool, Failure> {
        // 1. Let mac be the result of performing the MAC Generation operation described in Section 4 of FIPS 198-1.
        // 2. Return true if mac is equal to signature and false otherwise, in constant time.
        hash_of(key)?.verify_hmac(key.secret(), message, signature)
    }
}
