//! AES-CTR: <https://w3c.github.io/webcrypto/#aes-ctr>

use aes::{Aes128Enc, Aes192Enc, Aes256Enc};
use cipher::consts::U16;
use cipher::{BlockCipherEncrypt, BlockSizeUser, KeyInit, KeyIvInit, StreamCipher};
use ctr::Ctr128BE;
use nano_runtime::webidl::BufferSource;
use nano_runtime::{Result as JsResult, Scope, webapi};

use super::aes::{ENCRYPTION, Generate, Import, KeyLength, Mode, with_aes};
use crate::crypto::failure::Failure;
use crate::crypto::key::Key;
use crate::crypto::normalize::{Algorithm, Parameters};
use crate::crypto::operations::{Cost, Decrypt, Encrypt};
use crate::crypto::registry::Registration;

static MODE: Mode = Mode {
    name: "AES-CTR",
    jwk: "CTR",
    usages: ENCRYPTION,
};

/// <https://w3c.github.io/webcrypto/#aes-ctr-registration>
pub(in crate::crypto) static AES_CTR: Registration = Registration {
    encrypt: Some(|scope, parameters| Ok(Box::new(AesCtr::normalize(scope, parameters)?))),
    decrypt: Some(|scope, parameters| Ok(Box::new(AesCtr::normalize(scope, parameters)?))),
    generate_key: Some(|scope, parameters| Generate::normalize(&MODE, scope, parameters)),
    import_key: Some(|_, _| Ok(Box::new(Import(&MODE)))),
    export_key: Some(|key, format| MODE.export_key(key, format)),
    get_key_length: Some(KeyLength::normalize),
    ..Registration::new(MODE.name)
};

/// <https://w3c.github.io/webcrypto/#dfn-AesCtrParams>
#[webapi("crypto/AesKeyAlgorithm.idl")]
struct AesCtrParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    counter: BufferSource<'s>,
    length: u8,
}

/// The normalized parameters.
struct AesCtr {
    counter: Vec<u8>,
    length: u8,
}

impl AesCtr {
    fn normalize<'s>(scope: &mut Scope<'s, '_>, parameters: Parameters<'s>) -> JsResult<Self> {
        let params: AesCtrParams<'s> = parameters.read(scope)?;
        Ok(Self {
            counter: params.counter.to_vec(scope),
            length: params.length,
        })
    }

    /// Encrypts or decrypts in place, which are the same.
    fn apply(&self, key: &Key, data: &mut [u8]) -> Result<(), Failure> {
        // 1. If the counter member of normalizedAlgorithm does not have a length of 16 bytes, then throw an OperationError.
        let counter = <[u8; 16]>::try_from(self.counter.as_slice())
            .map_err(|_| Failure::operation("The counter must be 16 bytes"))?;
        // 2. If the length member of normalizedAlgorithm is zero or is greater than 128, then throw an OperationError.
        if !(1..=128).contains(&self.length) {
            return Err(Failure::operation(
                "The counter's length must be between 1 and 128 bits",
            ));
        }
        // 3. Perform the CTR Encryption (or Decryption) operation described in Section 6.5 of NIST SP 800-38A, with length as the
        //    parameter m to the standard counter block incrementing function defined in Appendix B.1: the last m bits of the block
        //    count, modulo 2^m, and those in front of them stay as they are.
        let secret = key.secret();
        with_aes!(secret, Aes128Enc, Aes192Enc, Aes256Enc, |Aes| {
            count::<Aes>(secret, u128::from_be_bytes(counter), self.length, data)
        })
    }
}

/// Counter mode with a counter of `length` bits.
fn count<C>(key: &[u8], counter: u128, length: u8, data: &mut [u8]) -> Result<(), Failure>
where
    C: KeyInit + BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let most = u128::MAX >> (128 - u32::from(length));
    // The standard leaves it to SP 800-38A that no counter block is used twice.
    let blocks = data.len().div_ceil(16) as u128;
    if blocks > 0 && blocks - 1 > most {
        return Err(Failure::operation(
            "The data is too long for a counter of that length",
        ));
    }
    // The blocks up to the one where the counter bits are all ones, and those after it, where they begin at zero.
    let before_wrap = (most - (counter & most)).saturating_add(1);
    let split = usize::try_from(before_wrap)
        .ok()
        .and_then(|blocks| blocks.checked_mul(16))
        .map_or(data.len(), |bytes| bytes.min(data.len()));
    let (first, second) = data.split_at_mut(split);
    for (counter, part) in [(counter, first), (counter & !most, second)] {
        Ctr128BE::<C>::new_from_slices(key, &counter.to_be_bytes())
            .map_err(|_| Failure::operation("The key has the wrong length"))?
            .try_apply_keystream(part)
            .map_err(|_| Failure::operation("The data is too long"))?;
    }
    Ok(())
}

impl Cost for AesCtr {}

/// <https://w3c.github.io/webcrypto/#aes-ctr-operations-encrypt>
impl Encrypt for AesCtr {
    fn encrypt(&self, key: &Key, mut plaintext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.apply(key, &mut plaintext)?;
        Ok(plaintext)
    }
}

/// <https://w3c.github.io/webcrypto/#aes-ctr-operations-decrypt>
impl Decrypt for AesCtr {
    fn decrypt(&self, key: &Key, mut ciphertext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.apply(key, &mut ciphertext)?;
        Ok(ciphertext)
    }
}
