//! AES-KW: <https://w3c.github.io/webcrypto/#aes-kw>

use aes::{Aes128, Aes192, Aes256};
use aes_kw::{AesKw as KeyWrap, KeyInit};

use super::aes::{Generate, Import, KeyLength, Mode, with_aes};
use crate::crypto::failure::Failure;
use crate::crypto::key::{Key, KeyUsage, KeyUsages};
use crate::crypto::operations::{Cost, UnwrapKey, WrapKey};
use crate::crypto::registry::Registration;

static MODE: Mode = Mode {
    name: "AES-KW",
    jwk: "KW",
    usages: KeyUsages::of(&[KeyUsage::WrapKey, KeyUsage::UnwrapKey]),
};

/// <https://w3c.github.io/webcrypto/#aes-kw-registration>
pub(in crate::crypto) static AES_KW: Registration = Registration {
    wrap_key: Some(|_, _| Ok(Box::new(AesKw))),
    unwrap_key: Some(|_, _| Ok(Box::new(AesKw))),
    generate_key: Some(|scope, parameters| Generate::normalize(&MODE, scope, parameters)),
    import_key: Some(|_, _| Ok(Box::new(Import(&MODE)))),
    export_key: Some(|key, format| MODE.export_key(key, format)),
    get_key_length: Some(KeyLength::normalize),
    ..Registration::new(MODE.name)
};

/// The wrap key and unwrap key operations, which have no parameters.
struct AesKw;

impl Cost for AesKw {
    fn units(&self, length: usize) -> usize {
        // Each of its blocks is encrypted six times, one after the other.
        length.saturating_mul(12)
    }
}

fn wrong_key<E>(_: E) -> Failure {
    Failure::operation("The key has the wrong length")
}

/// <https://w3c.github.io/webcrypto/#aes-kw-operations-wrap-key>
impl WrapKey for AesKw {
    fn wrap_key(&self, key: &Key, plaintext: &[u8]) -> Result<Vec<u8>, Failure> {
        // 1. If plaintext is not a multiple of 64 bits in length, then throw an OperationError.
        if !plaintext.len().is_multiple_of(8) {
            return Err(Failure::operation(
                "The length of the key data must be a multiple of 8 bytes for AES-KW",
            ));
        }
        // 2. Let ciphertext be the result of performing the Key Wrap operation described in Section 2.2.1 of RFC 3394 with plaintext
        //    as the plaintext to be wrapped and using the default Initial Value defined in Section 2.2.3.1 of the same document.
        let secret = key.secret();
        let mut ciphertext = vec![0; plaintext.len() + 8];
        with_aes!(secret, Aes128, Aes192, Aes256, |Aes| {
            KeyWrap::<Aes>::new_from_slice(secret)
                .map_err(wrong_key)?
                .wrap_key(plaintext, &mut ciphertext)
                .map_err(|_| Failure::operation("The key could not be wrapped"))?;
        });
        // 3. Return ciphertext.
        Ok(ciphertext)
    }
}

/// <https://w3c.github.io/webcrypto/#aes-kw-operations-unwrap-key>
impl UnwrapKey for AesKw {
    fn unwrap_key(&self, key: &Key, ciphertext: &[u8]) -> Result<Vec<u8>, Failure> {
        // 1. Let plaintext be the result of performing the Key Unwrap operation described in Section 2.2.2 of RFC 3394 with
        //    ciphertext as the input ciphertext and using the default Initial Value defined in Section 2.2.3.1 of the same document.
        // 2. If the Key Unwrap operation returns an error, then throw an OperationError.
        let secret = key.secret();
        let mut plaintext = vec![0; ciphertext.len().saturating_sub(8)];
        with_aes!(secret, Aes128, Aes192, Aes256, |Aes| {
            KeyWrap::<Aes>::new_from_slice(secret)
                .map_err(wrong_key)?
                .unwrap_key(ciphertext, &mut plaintext)
                .map_err(|_| Failure::operation("The key could not be unwrapped"))?;
        });
        // 3. Return plaintext.
        Ok(plaintext)
    }
}
