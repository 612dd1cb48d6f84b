//! AES-GCM: <https://w3c.github.io/webcrypto/#aes-gcm>
//!
//! The mode is put together from its two parts, counter mode and GHASH, because Web Crypto allows an initialization vector and a
//! tag of any length, which no interface fixed at compile time can.

use aes::{Aes128Enc, Aes192Enc, Aes256Enc};
use cipher::StreamCipherCoreWrapper;
use cipher::consts::U16;
use cipher::{Block, BlockCipherEncrypt, BlockSizeUser, InnerIvInit, KeyInit, StreamCipher};
use ctr::CtrCore;
use ctr::flavors::Ctr32BE;
use ghash::GHash;
use ghash::universal_hash::UniversalHash;
use nano_runtime::webidl::BufferSource;
use nano_runtime::{Result as JsResult, Scope, webapi};
use subtle::ConstantTimeEq;

use super::aes::{ENCRYPTION, Generate, Import, KeyLength, Mode, with_aes};
use crate::crypto::failure::Failure;
use crate::crypto::key::Key;
use crate::crypto::normalize::{Algorithm, Parameters};
use crate::crypto::operations::{Cost, Decrypt, Encrypt};
use crate::crypto::registry::Registration;

static MODE: Mode = Mode {
    name: "AES-GCM",
    jwk: "GCM",
    usages: ENCRYPTION,
};

/// <https://w3c.github.io/webcrypto/#aes-gcm-registration>
pub(in crate::crypto) static AES_GCM: Registration = Registration {
    encrypt: Some(|scope, parameters| Ok(Box::new(AesGcm::normalize(scope, parameters)?))),
    decrypt: Some(|scope, parameters| Ok(Box::new(AesGcm::normalize(scope, parameters)?))),
    generate_key: Some(|scope, parameters| Generate::normalize(&MODE, scope, parameters)),
    import_key: Some(|_, _| Ok(Box::new(Import(&MODE)))),
    export_key: Some(|key, format| MODE.export_key(key, format)),
    get_key_length: Some(KeyLength::normalize),
    ..Registration::new(MODE.name)
};

/// <https://w3c.github.io/webcrypto/#dfn-AesGcmParams>
#[webapi("crypto/AesKeyAlgorithm.idl")]
struct AesGcmParams<'s> {
    #[expect(dead_code, reason = "the name was matched before")]
    algorithm: Algorithm,
    iv: BufferSource<'s>,
    additional_data: Option<BufferSource<'s>>,
    tag_length: Option<u8>,
}

/// The normalized parameters.
struct AesGcm {
    iv: Vec<u8>,
    additional_data: Vec<u8>,
    tag_length: Option<u8>,
}

impl AesGcm {
    fn normalize<'s>(scope: &mut Scope<'s, '_>, parameters: Parameters<'s>) -> JsResult<Self> {
        let params: AesGcmParams<'s> = parameters.read(scope)?;
        Ok(Self {
            iv: params.iv.to_vec(scope),
            additional_data: params
                .additional_data
                .map(|data| data.to_vec(scope))
                .unwrap_or_default(),
            tag_length: params.tag_length,
        })
    }

    /// The tag's length in bytes.
    fn tag_length(&self) -> Result<usize, Failure> {
        match self.tag_length {
            // If the tagLength member of normalizedAlgorithm is not present: let tagLength be 128.
            None => Ok(16),
            // If it is one of 32, 64, 96, 104, 112, 120 or 128: let tagLength be equal to it.
            Some(bits @ (32 | 64 | 96 | 104 | 112 | 120 | 128)) => Ok(usize::from(bits / 8)),
            // Otherwise: throw an OperationError.
            Some(bits) => Err(Failure::operation(format!(
                "The tag length {bits} is invalid: must be 32, 64, 96, 104, 112, 120, or 128 bits"
            ))),
        }
    }
}

impl Cost for AesGcm {
    fn units(&self, length: usize) -> usize {
        length
            .saturating_add(self.iv.len())
            .saturating_add(self.additional_data.len())
    }
}

/// The most bytes of plaintext.
///
/// SPEC BUG: the standard has 2^39 - 256 bytes. That is NIST SP 800-38D's limit in bits, beyond which the counter would repeat.
const MOST_PLAINTEXT: u64 = (1 << 36) - 32;

/// <https://w3c.github.io/webcrypto/#aes-gcm-operations-encrypt>
impl Encrypt for AesGcm {
    fn encrypt(&self, key: &Key, mut plaintext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        // 1. If plaintext has a length greater than 2^39 - 256 bytes, then throw an OperationError.
        if plaintext.len() as u64 > MOST_PLAINTEXT {
            return Err(Failure::operation("The data is too large"));
        }
        // 2.–3. If iv or additionalData has a length greater than 2^64 - 1 bytes, then throw an OperationError: none has.
        // 4. Let tagLength be the tagLength member of normalizedAlgorithm, or 128.
        let tag_length = self.tag_length()?;
        // 5. Let additionalData be the additionalData member of normalizedAlgorithm if present or an empty byte sequence otherwise.
        // 6. Let C and T be the outputs that result from performing the Authenticated Encryption Function described in Section 7.1
        //    of NIST SP 800-38D.
        let secret = key.secret();
        let tag = with_aes!(secret, Aes128Enc, Aes192Enc, Aes256Enc, |Aes| {
            Gcm::<Aes>::new(secret)?.encrypt(&self.iv, &self.additional_data, &mut plaintext)?
        });
        // 7. Let ciphertext be equal to C | T. 8. Return ciphertext.
        plaintext.extend_from_slice(&tag[..tag_length]);
        Ok(plaintext)
    }
}

/// <https://w3c.github.io/webcrypto/#aes-gcm-operations-decrypt>
impl Decrypt for AesGcm {
    fn decrypt(&self, key: &Key, mut ciphertext: Vec<u8>) -> Result<Vec<u8>, Failure> {
        // 1. Let tagLength be the tagLength member of normalizedAlgorithm, or 128.
        let tag_length = self.tag_length()?;
        // 2. If ciphertext has a length in bits less than tagLength, then throw an OperationError.
        let Some(length) = ciphertext.len().checked_sub(tag_length) else {
            return Err(Failure::operation("The provided data is too small"));
        };
        // 3.–4. If iv or additionalData has a length greater than 2^64 - 1 bytes, then throw an OperationError: none has.
        // 5. Let tag be the last tagLength bits of ciphertext.
        // 6. Let actualCiphertext be the result of removing the last tagLength bits from ciphertext.
        let tag = ciphertext.split_off(length);
        // 7. Let additionalData be the additionalData member of normalizedAlgorithm if present or an empty byte sequence otherwise.
        // 8. Perform the Authenticated Decryption Function described in Section 7.2 of NIST SP 800-38D.
        let secret = key.secret();
        with_aes!(secret, Aes128Enc, Aes192Enc, Aes256Enc, |Aes| {
            Gcm::<Aes>::new(secret)?.decrypt(
                &self.iv,
                &self.additional_data,
                &mut ciphertext,
                &tag,
            )?;
        });
        // If the result of the algorithm is the indication of inauthenticity, "FAIL": throw an OperationError.
        // Otherwise: let plaintext be the output P of the Authenticated Decryption Function. 9. Return plaintext.
        Ok(ciphertext)
    }
}

/// Galois/Counter Mode: <https://doi.org/10.6028/NIST.SP.800-38D>
struct Gcm<C> {
    cipher: C,
    ghash: GHash,
}

/// Counter mode with a counter of 32 bits.
type Counter<'a, C> = StreamCipherCoreWrapper<CtrCore<&'a C, Ctr32BE>>;

/// How many bytes are encrypted and then hashed at a time, so that they are in the cache the second time: a multiple of a block.
const CHUNK: usize = 16 * 1024;

impl<C> Gcm<C>
where
    C: KeyInit + BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    fn new(key: &[u8]) -> Result<Self, Failure> {
        let cipher = C::new_from_slice(key)
            .map_err(|_| Failure::operation("The key has the wrong length"))?;
        let mut h = Block::<C>::default();
        cipher.encrypt_block(&mut h);
        let ghash = GHash::new(&h);
        Ok(Self { cipher, ghash })
    }

    /// The counter mode of the data, and what masks the tag: the encrypted pre-counter block.
    fn start(&self, iv: &[u8]) -> (Counter<'_, C>, [u8; 16]) {
        // 2. Define a block, J0: if len(IV) = 96, then let J0 = IV || 0^31 || 1.
        let mut j0 = Block::<C>::default();
        if let Ok(iv) = <&[u8; 12]>::try_from(iv) {
            j0[..12].copy_from_slice(iv);
            j0[15] = 1;
        } else {
            // Otherwise let J0 = GHASH(IV, filled up with zeros to a multiple of 128 bits, || 0^64 || [len(IV)]64).
            let mut ghash = self.ghash.clone();
            ghash.update_padded(iv);
            ghash.update(&[lengths(0, iv.len())]);
            j0.copy_from_slice(&ghash.finalize());
        }
        // 3. GCTR begins with inc32(J0); the tag is masked with the block before, CIPH(J0).
        let mut counter =
            StreamCipherCoreWrapper::from_core(CtrCore::inner_iv_init(&self.cipher, &j0));
        let mut mask = [0; 16];
        counter.apply_keystream(&mut mask);
        (counter, mask)
    }

    /// Section 7.1, the Authenticated Encryption Function, in place: the whole tag.
    fn encrypt(
        &self,
        iv: &[u8],
        additional_data: &[u8],
        data: &mut [u8],
    ) -> Result<[u8; 16], Failure> {
        let (mut counter, mask) = self.start(iv);
        let mut ghash = self.ghash.clone();
        ghash.update_padded(additional_data);
        for chunk in data.chunks_mut(CHUNK) {
            counter
                .try_apply_keystream(chunk)
                .map_err(|_| Failure::operation("The data is too large"))?;
            ghash.update_padded(chunk);
        }
        ghash.update(&[lengths(additional_data.len(), data.len())]);
        Ok(masked(ghash, mask))
    }

    /// Section 7.2, the Authenticated Decryption Function, in place.
    fn decrypt(
        &self,
        iv: &[u8],
        additional_data: &[u8],
        data: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Failure> {
        let (mut counter, mask) = self.start(iv);
        let mut ghash = self.ghash.clone();
        ghash.update_padded(additional_data);
        ghash.update_padded(data);
        ghash.update(&[lengths(additional_data.len(), data.len())]);
        let wanted = masked(ghash, mask);
        // The plaintext of data that is not authentic comes into being nowhere.
        if !bool::from(wanted[..tag.len()].ct_eq(tag)) {
            return Err(Failure::operation("The data could not be authenticated"));
        }
        counter
            .try_apply_keystream(data)
            .map_err(|_| Failure::operation("The data is too large"))
    }
}

/// `[len(A)]64 || [len(C)]64`, the lengths in bits.
fn lengths(additional_data: usize, data: usize) -> ghash::Block {
    let bits = ((additional_data as u128 * 8) << 64) | (data as u128 * 8);
    ghash::Block::from(bits.to_be_bytes())
}

fn masked(ghash: GHash, mask: [u8; 16]) -> [u8; 16] {
    let mut tag = mask;
    for (byte, hash) in tag.iter_mut().zip(ghash.finalize()) {
        *byte ^= hash;
    }
    tag
}
