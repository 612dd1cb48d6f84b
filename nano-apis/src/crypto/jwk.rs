//! JSON Web Keys: <https://w3c.github.io/webcrypto/#JsonWebKey-dictionary>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nano_runtime::webapi;
use nano_runtime::webidl::DomString;
use serde_json::Value;
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

    /// The key as JSON text, as JSON.stringify would have it in the context of a new global object.
    pub(super) fn to_json(&self) -> String {
        let text = |value: &Option<DomString>| {
            value
                .as_ref()
                .map(|value| Value::from(value.to_string_lossy().into_owned()))
        };
        let key_ops = self.key_ops.as_ref().map(|key_ops| {
            let values = key_ops.iter().map(|op| op.to_string_lossy().into_owned());
            Value::from_iter(values)
        });
        let oth = self.oth.as_ref().map(|oth| {
            let primes = oth.iter().map(|prime| {
                let members = [("d", &prime.d), ("r", &prime.r), ("t", &prime.t)];
                let members = members.map(|(name, value)| (name, text(value)));
                Value::from_iter(present(members))
            });
            Value::from_iter(primes)
        });
        let members = [
            ("alg", text(&self.alg)),
            ("crv", text(&self.crv)),
            ("d", text(&self.d)),
            ("dp", text(&self.dp)),
            ("dq", text(&self.dq)),
            ("e", text(&self.e)),
            ("ext", self.ext.map(Value::from)),
            ("k", text(&self.k)),
            ("key_ops", key_ops),
            ("kty", text(&self.kty)),
            ("n", text(&self.n)),
            ("oth", oth),
            ("p", text(&self.p)),
            ("q", text(&self.q)),
            ("qi", text(&self.qi)),
            ("use", text(&self.use_)),
            ("x", text(&self.x)),
            ("y", text(&self.y)),
        ];
        Value::from_iter(present(members)).to_string()
    }

    /// <https://w3c.github.io/webcrypto/#concept-parse-a-jwk>
    ///
    /// # Errors
    ///
    /// DataError for what is not the JSON text of an object with a `kty`.
    pub(super) fn parse(data: &[u8]) -> Result<Self, Failure> {
        // 1. Let data be the sequence of bytes to be parsed.
        // 2. Let json be the Unicode string that results from interpreting data according to UTF-8. 3. Convert json to UTF-16.
        let json = Zeroizing::new(String::from_utf8_lossy(data).into_owned());
        // 4. Let result be the object literal that results from executing the JSON.parse internal function in the context of a new
        //    global object, with text argument set to a JavaScript String containing json.
        let Ok(Value::Object(result)) = serde_json::from_str(&json) else {
            return Err(Failure::data(
                "The unwrapped key is not the JSON text of an object",
            ));
        };
        // 5. Let key be the result of converting result to the IDL dictionary type of JsonWebKey.
        let text = |member: &str| result.get(member).map(to_dom_string);
        let key = Self {
            kty: text("kty"),
            use_: text("use"),
            key_ops: result.get("key_ops").map(to_strings).transpose()?,
            alg: text("alg"),
            ext: result.get("ext").map(to_boolean),
            crv: text("crv"),
            x: text("x"),
            y: text("y"),
            d: text("d"),
            n: text("n"),
            e: text("e"),
            p: text("p"),
            q: text("q"),
            dp: text("dp"),
            dq: text("dq"),
            qi: text("qi"),
            oth: result.get("oth").map(to_primes).transpose()?,
            k: text("k"),
        };
        // 6. If the kty field of key is not defined, then throw a DataError. 7. Return key.
        if key.kty.is_none() {
            return Err(Failure::data("The unwrapped JWK has no \"kty\" member"));
        }
        Ok(key)
    }
}

fn present<const N: usize>(
    members: [(&'static str, Option<Value>); N],
) -> impl Iterator<Item = (&'static str, Value)> {
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
}

// The WebIDL conversions of JSON values, in the context of a global object that no script has changed.

/// ToString
fn to_dom_string(value: &Value) -> DomString {
    fn text(value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::Array(elements) => elements
                .iter()
                .map(|element| match element {
                    Value::Null => String::new(),
                    other => text(other),
                })
                .collect::<Vec<_>>()
                .join(","),
            Value::Object(_) => "[object Object]".to_owned(),
        }
    }
    text(value).into()
}

/// ToBoolean
fn to_boolean(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

fn to_strings(value: &Value) -> Result<Vec<DomString>, Failure> {
    let elements = value
        .as_array()
        .ok_or_else(|| Failure::type_error("The JWK \"key_ops\" member is not a sequence"))?;
    Ok(elements.iter().map(to_dom_string).collect())
}

fn to_primes(value: &Value) -> Result<Vec<RsaOtherPrimesInfo>, Failure> {
    let elements = value
        .as_array()
        .ok_or_else(|| Failure::type_error("The JWK \"oth\" member is not a sequence"))?;
    let prime = |element: &Value| {
        let text = |member: &str| element.get(member).map(to_dom_string);
        match element {
            Value::Null | Value::Array(_) | Value::Object(_) => Ok(RsaOtherPrimesInfo {
                r: text("r"),
                d: text("d"),
                t: text("t"),
            }),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(Failure::type_error(
                "An element of the JWK \"oth\" member is not an object",
            )),
        }
    };
    elements.iter().map(prime).collect()
}
