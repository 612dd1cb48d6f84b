//! The interface CryptoKey: <https://w3c.github.io/webcrypto/#cryptokey-interface>

use std::sync::Arc;

use nano_runtime::js::{Local, Object};
use nano_runtime::serialize::{Deserializer, Serializable, Serializer};
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Exception, Ref, Result, Scope, Traced, binding, webapi};

use super::key::{Key, KeyType};

/// <https://w3c.github.io/webcrypto/#cryptokey-interface>
#[webapi("crypto/CryptoKey.idl")]
pub struct CryptoKey {
    #[untraced]
    key: Arc<Key>,
    /// `[[algorithm_cached]]`
    algorithm: Traced<Object>,
    /// `[[usages_cached]]`
    usages: Traced<Object>,
}

impl CryptoKey {
    /// An object for `key`.
    pub(super) fn new(key: Arc<Key>) -> Self {
        Self {
            key,
            algorithm: Traced::empty(),
            usages: Traced::empty(),
        }
    }

    /// The key.
    pub(super) fn key(&self) -> &Arc<Key> {
        &self.key
    }
}

#[webapi("crypto/CryptoKey.idl")]
impl CryptoKey {
    /// <https://w3c.github.io/webcrypto/#dom-cryptokey-type>
    fn type_(&self) -> KeyType {
        self.key.key_type
    }

    /// <https://w3c.github.io/webcrypto/#dom-cryptokey-extractable>
    fn extractable(&self) -> bool {
        self.key.extractable
    }

    /// <https://w3c.github.io/webcrypto/#dom-cryptokey-algorithm>
    fn algorithm<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        cached(scope, &self.algorithm, |scope| {
            self.key.algorithm.to_object(scope)
        })
    }

    /// <https://w3c.github.io/webcrypto/#dom-cryptokey-usages>
    fn usages<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Object>> {
        cached(scope, &self.usages, |scope| {
            let usages: Vec<_> = self.key.usages.iter().collect();
            let array = IntoJs::<idl::Sequence<idl::Enumeration>>::into_js(usages, scope)?;
            Local::<Object>::try_from(array).map_err(|_| Exception::not_of_type("object"))
        })
    }
}

/// What a record holds of a CryptoKey: its internal slots, which no script can change, so that they are shared.
pub struct SerializedCryptoKey(Arc<Key>);

impl Serializable for CryptoKey {
    type Serialized = SerializedCryptoKey;

    /// <https://w3c.github.io/webcrypto/#cryptokey-interface-clone>
    fn serialization_steps(
        this: Ref<'_, Self>,
        _: &mut Scope<'_, '_>,
        _: &Serializer<'_>,
    ) -> Result<Self::Serialized> {
        // 1.–5. Set serialized.[[Type]], [[Extractable]], [[Algorithm]], [[Usages]] and [[Handle]] to those of value.
        Ok(SerializedCryptoKey(Arc::clone(&this.key)))
    }

    /// <https://w3c.github.io/webcrypto/#cryptokey-interface-clone>
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        _: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        // 1.–5. Initialize the internal slots of value to those of serialized.
        Ok(binding::allocate(
            scope,
            Self::new(Arc::clone(&serialized.0)),
        ))
    }
}

/// <https://w3c.github.io/webcrypto/#concept-cached-object>
fn cached<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    slot: &Traced<Object>,
    convert: impl FnOnce(&mut Scope<'s, 'i>) -> Result<Local<'s, Object>>,
) -> Result<Local<'s, Object>> {
    // 1. If the [[slot_cached]] internal slot of object is undefined: set it to the result of performing type conversion to a
    //    JavaScript object to the contents of the [[slot]] internal slot of object.
    if let Some(object) = slot.get(scope) {
        return Ok(object);
    }
    let object = convert(scope)?;
    slot.set(scope, object);
    // 2. Return the contents of the [[slot_cached]] internal slot of object.
    Ok(object)
}
