//! AES-CBC: <https://w3c.github.io/webcrypto/#aes-cbc>

use aes::{Aes128Dec, Aes128Enc, Aes192Dec, Aes192Enc, Aes256Dec, Aes256Enc};
use cbc::{Decryptor, Encryptor};
use cipher::block_padding::Pkcs7;
use cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use nano_runtime::webidl::BufferSource;
use nano_runtime::{Result as JsResult, Scope, webapi};

use super::aes::{ENCRYPTION, Generate, Import, KeyLength, Mode, with_aes};
use crate::crypto::failure::Failure;
use crate::crypto::key::Key;
use crate::crypto::normalize::{Algorithm, Parameters};
use crate::crypto::operations::{Cost, Decrypt, Encrypt};
use crate::crypto::registry::Registration;

static MODE: Mode = Mode {
    name: "AES-CBC",
    jwk: "CBC",
    usages: ENCRYPTION,
};

/// <https://w3c.github.io/webcrypto/#aes-cbc-registration>
pub(in crate::crypto) static AES_CBC: Registration = Registration {
    encrypt: Some(|scope, parameters| Ok(Box::new(AesCbc::normalize(scope, parameters)?))),
    decrypt: Some(|scope, parameters| Ok(Box::new(AesCbc::normalize(scope, parameters)?))),
    generate_key: Some(|scope, parameters| Generate::normalize(&MODE, scope, parameters)),
    import_key: Some(|_, _| Ok(Box::new(Import(&MODE)))),
    export_key: Some(|key, format| MODE.export_key(key, format)),
    get_key_length: Some(KeyLength::normalize),
    ..Registration::new(MODE.name)
};

/// <https://w3c.github.io/webcrypto/#dfn-AesCbcParams>
#[webapi("crypto/AesKeyAlgorithm.idl")]
struct AesCbcParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    iv: BufferSource<'s>,
}

/// The normalized parameters.
struct AesCbc {
    iv: Vec<u8>,
}

impl AesCbc {
    fn normalize<'s>(scope: &mut Scope<'s, '_>, parameters: Parameters<'s>) -> JsResult<Self> {
        let params: AesCbcParams<'s> = parameters.read(scope)?;
        Ok(Self {
            iv: params.iv.to_vec(scope),
        })
    }
}

impl Cost for AesCbc {}

fn wrong_iv<E>(_: E) -> Failure {
    Failure::operation("The initialization vector must be 16 bytes")
}

/// <https://w3c.github.io/webcrypto/#aes-cbc-operations-encrypt>
impl Encrypt for AesCbc {
    fn encrypt(&self, key: &Key, mut plaintext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        // 2. Let paddedPlaintext be the result of adding padding octets to plaintext according to the procedure defined in Section
        //    10.3 of RFC 2315, step 2, with a value of k of 16. The buffer has room for the padding.
        let length = plaintext.len();
        plaintext.resize(length + 16 - length % 16, 0);
        let secret = key.secret();
        with_aes!(secret, Aes128Enc, Aes192Enc, Aes256Enc, |Aes| {
            // 1. If the iv member of normalizedAlgorithm does not have a length of 16 bytes, then throw an OperationError.
            // 3. Let ciphertext be the result of performing the CBC Encryption operation described in Section 6.2 of NIST SP 800-38A.
            Encryptor::<Aes>::new_from_slices(secret, &self.iv)
                .map_err(wrong_iv)?
                .encrypt_padded::<Pkcs7>(&mut plaintext, length)
                .map_err(|_| Failure::operation("The data could not be padded"))?;
        });
        // 4. Return ciphertext.
        Ok(plaintext)
    }
}

/// <https://w3c.github.io/webcrypto/#aes-cbc-operations-decrypt>
impl Decrypt for AesCbc {
    fn decrypt(&self, key: &Key, mut ciphertext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let secret = key.secret();
        let length = with_aes!(secret, Aes128Dec, Aes192Dec, Aes256Dec, |Aes| {
            // 1. If the iv member of normalizedAlgorithm does not have a length of 16 bytes, then throw an OperationError.
            let decryptor =
                Decryptor::<Aes>::new_from_slices(secret, &self.iv).map_err(wrong_iv)?;
            // 2. If the length of ciphertext is zero or is not a multiple of 16 bytes, then throw an OperationError.
            if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(16) {
                return Err(Failure::operation(
                    "The data's length must be a multiple of 16 bytes, and not zero",
                ));
            }
            // 3. Let paddedPlaintext be the result of performing the CBC Decryption operation described in Section 6.2 of NIST SP
            //    800-38A. 4. Let p be the value of the last octet of paddedPlaintext. 5. If p is zero or greater than 16, or if any
            //    of the last p octets of paddedPlaintext have a value which is not p, then throw an OperationError.
            decryptor
                .decrypt_padded::<Pkcs7>(&mut ciphertext)
                .map_err(|_| Failure::operation("The data could not be decrypted"))?
                .len()
        });
        // 6. Let plaintext be the result of removing p octets from the end of paddedPlaintext. 7. Return plaintext.
        ciphertext.truncate(length);
        Ok(ciphertext)
    }
}
