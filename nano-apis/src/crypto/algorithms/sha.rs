//! SHA: <https://w3c.github.io/webcrypto/#sha>
//!
//! And what other algorithms make of a hash function: HMAC, HKDF and PBKDF2, for whichever function a script names.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::crypto::failure::Failure;
use crate::crypto::registry::Registration;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::crypto) enum Hash {
    /// SHA-1
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

// "None" in the standard's table of parameters is the dictionary Algorithm, of which the name was read before.

pub(in crate::crypto) static SHA_1: Registration = Registration {
    digest: Some(|_, _| Ok(Hash::Sha1)),
    ..Registration::new("SHA-1")
};

pub(in crate::crypto) static SHA_256: Registration = Registration {
    digest: Some(|_, _| Ok(Hash::Sha256)),
    ..Registration::new("SHA-256")
};

pub(in crate::crypto) static SHA_384: Registration = Registration {
    digest: Some(|_, _| Ok(Hash::Sha384)),
    ..Registration::new("SHA-384")
};

pub(in crate::crypto) static SHA_512: Registration = Registration {
    digest: Some(|_, _| Ok(Hash::Sha512)),
    ..Registration::new("SHA-512")
};

/// Runs `$body` with `$function` standing for the type of a hash function.
macro_rules! with_hash {
    ($hash:expr, |$function:ident| $body:expr) => {
        match $hash {
            Hash::Sha1 => {
                type $function = Sha1;
                $body
            }
            Hash::Sha256 => {
                type $function = Sha256;
                $body
            }
            Hash::Sha384 => {
                type $function = Sha384;
                $body
            }
            Hash::Sha512 => {
                type $function = Sha512;
                $body
            }
        }
    };
}

impl Hash {
    /// The recognized algorithm name.
    pub(in crate::crypto) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => SHA_1.name,
            Self::Sha256 => SHA_256.name,
            Self::Sha384 => SHA_384.name,
            Self::Sha512 => SHA_512.name,
        }
    }

    /// The `alg` of a JWK that is an HMAC key for this function.
    pub(in crate::crypto) fn jwk_hmac(self) -> &'static str {
        match self {
            Self::Sha1 => "HS1",
            Self::Sha256 => "HS256",
            Self::Sha384 => "HS384",
            Self::Sha512 => "HS512",
        }
    }

    /// The block size in bits.
    pub(in crate::crypto) fn block_bits(self) -> u32 {
        match self {
            Self::Sha1 | Self::Sha256 => 512,
            Self::Sha384 | Self::Sha512 => 1024,
        }
    }

    /// The size of a digest in bytes.
    pub(in crate::crypto) fn output_bytes(self) -> usize {
        with_hash!(self, |Function| <Function as Digest>::output_size())
    }

    /// <https://w3c.github.io/webcrypto/#sha-operations-digest>
    pub(in crate::crypto) fn digest(self, message: &[u8]) -> Vec<u8> {
        // 1. If the name member of normalizedAlgorithm is a cryptographic hash algorithm that is defined here: let result be the
        //    result of performing it on message. 3. Return result.
        with_hash!(self, |Function| Function::digest(message).to_vec())
    }

    /// The MAC Generation operation described in Section 4 of FIPS 198-1.
    pub(in crate::crypto) fn hmac(self, key: &[u8], message: &[u8]) -> Result<Vec<u8>, Failure> {
        with_hash!(self, |Function| {
            let mac = Hmac::<Function>::new_from_slice(key).map_err(|_| wrong_key())?;
            Ok(mac.chain_update(message).finalize().into_bytes().to_vec())
        })
    }

    /// Whether `signature` is the MAC of `message`, found out in constant time.
    pub(in crate::crypto) fn verify_hmac(
        self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Failure> {
        with_hash!(self, |Function| {
            let mac = Hmac::<Function>::new_from_slice(key).map_err(|_| wrong_key())?;
            Ok(mac.chain_update(message).verify_slice(signature).is_ok())
        })
    }

    /// HKDF's extract and then its expand step, described in Section 2 of RFC 5869.
    pub(in crate::crypto) fn hkdf(
        self,
        key: &[u8],
        salt: &[u8],
        info: &[u8],
        result: &mut [u8],
    ) -> Result<(), Failure> {
        with_hash!(self, |Function| {
            Hkdf::<Function>::new(Some(salt), key)
                .expand(info, result)
                .map_err(|_| Failure::operation("The length is too large for HKDF"))
        })
    }

    /// The PBKDF2 operation defined in Section 5.2 of RFC 8018.
    pub(in crate::crypto) fn pbkdf2(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        result: &mut [u8],
    ) -> Result<(), Failure> {
        with_hash!(self, |Function| {
            pbkdf2::pbkdf2::<Hmac<Function>>(password, salt, iterations, result)
                .map_err(|_| wrong_key())
        })
    }
}

/// HMAC takes keys of any length, which its types do not say.
fn wrong_key() -> Failure {
    Failure::operation("The key has the wrong length")
}
