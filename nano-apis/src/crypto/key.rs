//! [`Key`]: a cryptographic key, as operations see it on any thread. What a script sees of it is `crypto_key.rs`.

use nano_runtime::js::{Local, Object};
use nano_runtime::webidl::{Enumeration, dictionary::Writer, idl};
use nano_runtime::{Result, Scope, webapi};
use zeroize::Zeroizing;

use super::algorithms::sha::Hash;

/// <https://w3c.github.io/webcrypto/#dom-keytype>
#[webapi("crypto/CryptoKey.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyType {
    Public,
    Private,
    Secret,
}

/// <https://w3c.github.io/webcrypto/#dom-keyusage>
#[webapi("crypto/CryptoKey.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyUsage {
    Encrypt,
    Decrypt,
    Sign,
    Verify,
    DeriveKey,
    DeriveBits,
    WrapKey,
    UnwrapKey,
}

/// The recognized key usage values, in the standard's order.
const RECOGNIZED: [KeyUsage; 8] = [
    KeyUsage::Encrypt,
    KeyUsage::Decrypt,
    KeyUsage::Sign,
    KeyUsage::Verify,
    KeyUsage::DeriveKey,
    KeyUsage::DeriveBits,
    KeyUsage::WrapKey,
    KeyUsage::UnwrapKey,
];

/// The normalized value of a usages list: a set, listed in the order of the recognized key usage values.
///
/// <https://w3c.github.io/webcrypto/#concept-normalized-usages>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyUsages(u8);

impl KeyUsages {
    /// The set of these usages.
    pub(super) const fn of(usages: &[KeyUsage]) -> Self {
        let mut set = 0;
        let mut rest = usages;
        while let [first, tail @ ..] = rest {
            set |= 1 << *first as u8;
            rest = tail;
        }
        Self(set)
    }

    /// Whether `usage` is in the set.
    pub(super) fn contains(self, usage: KeyUsage) -> bool {
        self.0 & Self::of(&[usage]).0 != 0
    }

    /// Whether every usage in this set is in `other`.
    pub(super) fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is no usage.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The usages in order.
    pub(super) fn iter(self) -> impl Iterator<Item = KeyUsage> {
        RECOGNIZED
            .into_iter()
            .filter(move |usage| self.contains(*usage))
    }
}

/// The `[[algorithm]]` of a key: the dictionary KeyAlgorithm or one that inherits from it.
#[derive(Clone, Debug)]
pub(super) struct KeyAlgorithm {
    /// The recognized algorithm name.
    pub(super) name: &'static str,
    /// The members of the dictionary that inherits.
    pub(super) details: Details,
}

/// The members that a dictionary adds to KeyAlgorithm.
#[derive(Clone, Debug)]
pub(super) enum Details {
    /// None.
    None,
    /// AesKeyAlgorithm
    Aes {
        /// The key's length in bits.
        length: u16,
    },
    /// HmacKeyAlgorithm
    Hmac {
        /// The inner hash function.
        hash: Hash,
        /// The key's length in bits.
        length: u32,
    },
}

impl KeyAlgorithm {
    /// Type conversion to a JavaScript object.
    ///
    /// # Errors
    ///
    /// `Pending` when V8 is terminating.
    pub(super) fn to_object<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        let writer = Writer::new(scope);
        writer.member::<idl::DOMString, _>(scope, "name", self.name)?;
        match &self.details {
            Details::None => {}
            Details::Aes { length } => {
                writer.member::<idl::UnsignedShort, _>(scope, "length", *length)?;
            }
            Details::Hmac { hash, length } => {
                let inner = Writer::new(scope);
                inner.member::<idl::DOMString, _>(scope, "name", hash.name())?;
                writer.member::<idl::Object, _>(scope, "hash", inner.object())?;
                writer.member::<idl::UnsignedLong, _>(scope, "length", *length)?;
            }
        }
        Ok(writer.object())
    }
}

/// The `[[handle]]` of a key: its material, which is overwritten with zeros when the last owner drops it.
pub(super) enum KeyHandle {
    /// The bytes of a secret key.
    Secret(Zeroizing<Vec<u8>>),
}

/// The internal slots of a CryptoKey.
///
/// <https://w3c.github.io/webcrypto/#cryptokey-interface-internal-slots>
pub(super) struct Key {
    pub(super) key_type: KeyType,
    pub(super) extractable: bool,
    pub(super) algorithm: KeyAlgorithm,
    pub(super) usages: KeyUsages,
    pub(super) handle: KeyHandle,
}

impl Key {
    /// The bytes of a secret key.
    pub(super) fn secret(&self) -> &[u8] {
        match &self.handle {
            KeyHandle::Secret(bytes) => bytes,
        }
    }

    /// Whether a script that made it without usages has made a mistake: secret and private keys are good for nothing then.
    pub(super) fn wants_usages(&self) -> bool {
        matches!(self.key_type, KeyType::Secret | KeyType::Private)
    }
}

impl KeyUsage {
    /// The usage with this value.
    pub(super) fn named(value: &str) -> Option<Self> {
        <Self as Enumeration>::from_str(value)
    }
}
