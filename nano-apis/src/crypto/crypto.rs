//! The interface Crypto, and the global's attribute of that type. The algorithms are in `random.rs`.

use std::cell::OnceCell;

use nano_runtime::webidl::ArrayBufferView;
use nano_runtime::{Gc, Realm, Ref, Result, Scope, binding, webapi};

use super::{SubtleCrypto, random};
use crate::html::NanoGlobalScope;

/// <https://w3c.github.io/webcrypto/#crypto-interface>
#[webapi("crypto/Crypto.idl")]
pub struct Crypto {}

#[webapi("crypto/Crypto.idl")]
impl Crypto {
    /// <https://w3c.github.io/webcrypto/#Crypto-attribute-subtle>
    fn subtle<'i>(&self, scope: &mut Scope<'_, 'i>) -> Ref<'i, SubtleCrypto> {
        Singletons::get(scope).1
    }

    /// <https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues>
    fn get_random_values<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        array: ArrayBufferView<'s>,
    ) -> Result<ArrayBufferView<'s>> {
        random::get_random_values(scope, array)
    }

    /// <https://w3c.github.io/webcrypto/#Crypto-method-randomUUID>
    fn random_uuid(&self) -> Result<String> {
        random::generate_a_random_uuid()
    }
}

/// The realm's one Crypto object, and the SubtleCrypto object that is its attribute.
#[derive(Default)]
struct Singletons(OnceCell<(Gc<Crypto>, Gc<SubtleCrypto>)>);

impl Singletons {
    fn get<'i>(scope: &mut Scope<'_, 'i>) -> (Ref<'i, Crypto>, Ref<'i, SubtleCrypto>) {
        let (crypto, subtle) = Realm::from_scope(scope).state::<Self>().0.get_or_init(|| {
            (
                Gc::from(binding::allocate(scope, Crypto {})),
                Gc::from(binding::allocate(scope, SubtleCrypto {})),
            )
        });
        (crypto.as_ref(), subtle.as_ref())
    }
}

#[webapi("crypto/Crypto.idl")]
impl NanoGlobalScope {
    /// <https://w3c.github.io/webcrypto/#dom-windoworworkerglobalscope-crypto>
    fn crypto<'i>(&self, scope: &mut Scope<'_, 'i>) -> Ref<'i, Crypto> {
        Singletons::get(scope).0
    }
}
