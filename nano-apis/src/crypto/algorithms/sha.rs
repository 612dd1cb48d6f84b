//! SHA: <https://w3c.github.io/webcrypto/#sha>

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

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

impl Hash {
    /// The recognized algorithm name.
    pub(in crate::crypto) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// <https://w3c.github.io/webcrypto/#sha-operations-digest>
    pub(in crate::crypto) fn digest(self, message: &[u8]) -> Vec<u8> {
        // 1. If the name member of normalizedAlgorithm is a cryptographic hash algorithm that is defined here: let result be the
        //    result of performing it on message. 3. Return result.
        match self {
            Self::Sha1 => Sha1::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}
