//! The list of everything a global has: one line for each interface and namespace.

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::gc::Interface;
use nano_runtime::runtime::RuntimeOptions;

use crate::{crypto, html};

/// Every interface and namespace, in no particular order.
#[must_use]
pub fn interfaces() -> Vec<&'static InterfaceDef> {
    vec![
        crypto::Crypto::DEF,
        crypto::CryptoKey::DEF,
        crypto::SubtleCrypto::DEF,
        html::NanoGlobalScope::DEF,
        nano_runtime::webidl::DomException::DEF,
        nano_runtime::webidl::QuotaExceededError::DEF,
    ]
}

/// Options for a runtime whose global has every API.
#[must_use]
pub fn runtime_options() -> RuntimeOptions {
    RuntimeOptions {
        global_template: Some(Box::new(|scope| {
            binding::global_template(scope, html::NanoGlobalScope::DEF)
        })),
        install: Some(Box::new(|scope| {
            binding::set_global(scope, html::NanoGlobalScope::default());
            binding::install_global(scope, &interfaces());
        })),
        ..RuntimeOptions::default()
    }
}
