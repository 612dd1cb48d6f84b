//! The list of everything a global has: one line for each interface and namespace.

use std::rc::Rc;

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::gc::Interface;
use nano_runtime::runtime::RuntimeOptions;

use crate::{dom, hr_time, html};

/// Every interface and namespace, in no particular order.
#[must_use]
pub fn interfaces() -> Vec<&'static InterfaceDef> {
    vec![
        html::NanoGlobalScope::DEF,
        nano_runtime::webidl::DomException::DEF,
        dom::Event::DEF,
        dom::CustomEvent::DEF,
        dom::EventTarget::DEF,
        dom::AbortController::DEF,
        dom::AbortSignal::DEF,
        html::ErrorEvent::DEF,
        html::PromiseRejectionEvent::DEF,
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
            hr_time::start(scope);
            nano_runtime::webidl::set_reporter(scope, html::report_an_exception);
        })),
        error_hooks: Some(Rc::new(html::GlobalErrorEvents)),
        ..RuntimeOptions::default()
    }
}
