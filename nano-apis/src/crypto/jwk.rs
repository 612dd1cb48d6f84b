//! JSON Web Keys: <https://w3c.github.io/webcrypto/#JsonWebKey-dictionary>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nano_runtime::webapi;
use nano_runtime::webidl::DomString;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::key::{Key, KeyUsage, KeyUsages};

/// <https://w3c.github.io/webcrypto/#dfn-RsaOtherPrimesInfo>
#[webapi("crypto/JsonWebKey.idl")]
#[derive(Debug)]
pub(super) struct RsaOtherPrimesInfo {
    r: Option<DomString>,
    d: Option<DomString>,
    t: Option<DomString>,
}

/// <https://w3c.github.io/webcrypto/#dfn-JsonWebKey>
#[webapi("crypto/JsonWebKey.idl")]
#[derive(Debug, Default)]
pub(super) struct JsonWebKey {
    pub(super) kty: Option<DomString>,
    pub(super) use_: Option<DomString>,
    pub(super) key_ops: Option<Vec<DomString>>,
    pub(super) alg: Option<DomString>,
    pub(super) ext: Option<bool>,
    pub(super) crv: Option<DomString>,
    pub(super) x: Option<DomString>,
    pub(super) y: Option<DomString>,
    pub(super) d: Option<DomString>,
    pub(super) n: Option<DomString>,
    pub(super) e: Option<DomString>,
    pub(super) p: Option<DomString>,
    pub(super) q: Option<DomString>,
    pub(super) dp: Option<DomString>,
    pub(super) dq: Option<DomString>,
    pub(super) qi: Option<DomString>,
    pub(super) oth: Option<Vec<RsaOtherPrimesInfo>>,
    pub(super) k: Option<DomString>,
}

impl JsonWebKey {
    /// A JWK of a secret key, with the members `kty`, `k`, `key_ops` and `ext`.
    pub(super) fn of_secret(key: &Key, alg: String) -> Self {
        Self {
            kty: Some("oct".into()),
            k: Some(URL_SAFE_NO_PAD.encode(key.secret()).into()),
            alg: Some(alg.into()),
            key_ops: Some(
                key.usages
                    .iter()
                    .map(|usage| nano_runtime::webidl::Enumeration::as_str(&usage).into())
                    .collect(),
            ),
            ext: Some(key.extractable),
            ..Self::default()
        }
    }

    /// The bytes of a secret key: the steps that every symmetric algorithm's import begins with.
    ///
    /// # Errors
    ///
    /// DataError when `kty` is not "oct" or `k` is not what JSON Web Algorithms, section 6.4, asks for.
    pub(super) fn secret(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        // If the kty field of jwk is not "oct", then throw a DataError.
        if self.kty.as_ref().is_none_or(|kty| *kty != "oct") {
            return Err(Failure::data(
                "The JWK \"kty\" member must be \"oct\" for a secret key",
            ));
        }
        // If jwk does not meet the requirements of Section 6.4 of JSON Web Algorithms, then throw a DataError.
        // Let data be the byte sequence obtained by decoding the k field of jwk.
        self.k
            .as_ref()
            .and_then(DomString::as_str)
            .and_then(|k| URL_SAFE_NO_PAD.decode(k).ok())
            .map(Zeroizing::new)
            .ok_or_else(|| {
                Failure::data("The JWK \"k\" member is missing or not base64url encoded")
            })
    }

    /// The check of `alg`.
    ///
    /// # Errors
    ///
    /// DataError when the member is present and is not `wanted`.
    pub(super) fn check_alg(&self, wanted: &str) -> Result<(), Failure> {
        if self.alg.as_ref().is_some_and(|alg| *alg != wanted) {
            return Err(Failure::data(
                "The JWK \"alg\" member is inconsistent with that specified by the Web Crypto call",
            ));
        }
        Ok(())
    }

    /// The checks of `use`, `key_ops` and `ext`, which every algorithm's import ends with.
    ///
    /// # Errors
    ///
    /// DataError when one of the members is present and does not allow what the script asks for.
    pub(super) fn check(
        &self,
        usage_of_key: &str,
        extractable: bool,
        usages: KeyUsages,
    ) -> Result<(), Failure> {
        // If usages is non-empty and the use field of jwk is present and is not "enc" (or "sig"), then throw a DataError.
        if !usages.is_empty() && self.use_.as_ref().is_some_and(|used| *used != usage_of_key) {
            return Err(Failure::data(
                "The JWK \"use\" member is inconsistent with that specified by the Web Crypto call",
            ));
        }
        // If the key_ops field of jwk is present, and is invalid according to the requirements of JSON Web Key (its values are
        // unique) or does not contain all of the specified usages values, then throw a DataError.
        if let Some(key_ops) = &self.key_ops {
            let unique = key_ops
                .iter()
                .enumerate()
                .all(|(index, op)| !key_ops.iter().take(index).any(|earlier| earlier == op));
            if !unique {
                return Err(Failure::data(
                    "The JWK \"key_ops\" member has a value twice",
                ));
            }
            let allowed: Vec<KeyUsage> = key_ops
                .iter()
                .filter_map(|op| KeyUsage::named(op.as_str()?))
                .collect();
            if !usages.is_subset_of(KeyUsages::of(&allowed)) {
                return Err(Failure::data(
                    "The JWK \"key_ops\" member is inconsistent with that specified by the Web Crypto call",
                ));
            }
        }
        // If the ext field of jwk is present and has the value false and extractable is true, then throw a DataError.
        if self.ext == Some(false) && extractable {
            return Err(Failure::data(
                "The JWK \"ext\" member is inconsistent with that specified by the Web Crypto call",
            ));
        }
        Ok(())
    }
}
