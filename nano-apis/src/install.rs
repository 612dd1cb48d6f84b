//! The list of everything a global has: one line for each interface and namespace.

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::gc::Interface;
use nano_runtime::runtime::RuntimeOptions;

use crate::{fetch, html};

/// Every interface and namespace, in no particular order.
#[must_use]
pub fn interfaces() -> Vec<&'static InterfaceDef> {
    vec![
        html::NanoGlobalScope::DEF,
        nano_runtime::webidl::DomException::DEF,
        fetch::Headers::DEF,
        fetch::Request::DEF,
        fetch::Response::DEF,
    ]
}

/// Options for a runtime whose global has every API.
#[must_use]
pub fn runtime_options() -> RuntimeOptions {
    RuntimeOptions {
        global_template: Some(Box::new(|scope| binding::global_template(scope, html::NanoGlobalScope::DEF))),
        install: Some(Box::new(|scope| {
            binding::set_global(scope, html::NanoGlobalScope::default());
            binding::install_global(scope, &interfaces());
        })),
        ..RuntimeOptions::default()
    }
}
