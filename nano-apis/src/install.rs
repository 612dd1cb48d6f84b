//! The list of everything a global has: one line for each interface and namespace.

use std::borrow::Cow;
use std::rc::Rc;

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::gc::Interface;
use nano_runtime::runtime::RuntimeOptions;

use nano_runtime::snapshot::{self, SnapshotOptions};
use nano_runtime::{RunError, Scope};

/// Every interface and namespace, in no particular order.
#[must_use]
pub fn interfaces() -> Vec<&'static InterfaceDef> {
    vec![
        crate::compression::CompressionStream::DEF,
        crate::compression::DecompressionStream::DEF,
        crate::console::ConsoleNamespace::DEF,
        crate::crypto::Crypto::DEF,
        crate::crypto::CryptoKey::DEF,
        crate::crypto::SubtleCrypto::DEF,
        crate::dom::AbortController::DEF,
        crate::dom::AbortSignal::DEF,
        crate::dom::CustomEvent::DEF,
        crate::dom::Event::DEF,
        crate::dom::EventTarget::DEF,
        crate::encoding::TextDecoder::DEF,
        crate::encoding::TextDecoderStream::DEF,
        crate::encoding::TextEncoder::DEF,
        crate::encoding::TextEncoderStream::DEF,
        crate::fetch::Headers::DEF,
        crate::fetch::Request::DEF,
        crate::fetch::Response::DEF,
        crate::file::Blob::DEF,
        crate::file::File::DEF,
        crate::file::FileReader::DEF,
        crate::html::BroadcastChannel::DEF,
        crate::html::ErrorEvent::DEF,
        crate::html::MessageChannel::DEF,
        crate::html::MessageEvent::DEF,
        crate::html::MessagePort::DEF,
        crate::html::NanoGlobalScope::DEF,
        crate::html::Navigator::DEF,
        crate::html::PromiseRejectionEvent::DEF,
        crate::html::WorkerLocation::DEF,
        crate::performance::Performance::DEF,
        crate::serve::ExecutionContext::DEF,
        crate::streams::readable::ReadableByteStreamController::DEF,
        crate::streams::readable::ReadableStream::DEF,
        crate::streams::readable::ReadableStreamBYOBReader::DEF,
        crate::streams::readable::ReadableStreamBYOBRequest::DEF,
        crate::streams::readable::ReadableStreamDefaultController::DEF,
        crate::streams::readable::ReadableStreamDefaultReader::DEF,
        crate::streams::strategies::ByteLengthQueuingStrategy::DEF,
        crate::streams::strategies::CountQueuingStrategy::DEF,
        crate::streams::transform::TransformStream::DEF,
        crate::streams::transform::TransformStreamDefaultController::DEF,
        crate::streams::writable::WritableStream::DEF,
        crate::streams::writable::WritableStreamDefaultController::DEF,
        crate::streams::writable::WritableStreamDefaultWriter::DEF,
        crate::url::Url::DEF,
        crate::url::UrlSearchParams::DEF,
        crate::xhr::FormData::DEF,
        crate::xhr::ProgressEvent::DEF,
        nano_runtime::webidl::DomException::DEF,
        nano_runtime::webidl::QuotaExceededError::DEF,
    ]
}

/// Options for a runtime whose global has every API.
#[must_use]
pub fn runtime_options() -> RuntimeOptions {
    RuntimeOptions {
        global_template: Some(Box::new(|scope| {
            binding::global_template(scope, crate::html::NanoGlobalScope::DEF)
        })),
        install: Some(Box::new(|scope| {
            binding::install_global(scope, &interfaces());
            install_state(scope);
        })),
        error_hooks: Some(Rc::new(crate::html::GlobalErrorEvents::default())),
        ..RuntimeOptions::default()
    }
}

/// A startup snapshot that holds every template, for [`runtime_options_from`].
///
/// # Errors
///
/// Another isolate exists in the process.
pub fn create_snapshot() -> Result<Vec<u8>, RunError> {
    snapshot::create(SnapshotOptions {
        external_references: Cow::Owned(binding::external_references(&interfaces())),
        global_template: Some(Box::new(|scope| {
            binding::global_template(scope, crate::html::NanoGlobalScope::DEF)
        })),
        install: Box::new(|scope| binding::install_in_snapshot(scope, &interfaces())),
    })
}

/// Options for a runtime that starts from a snapshot of this process.
#[must_use]
pub fn runtime_options_from(snapshot: &'static [u8]) -> RuntimeOptions {
    let mut options = RuntimeOptions {
        install: Some(Box::new(|scope| {
            binding::restore(scope, &interfaces());
            install_state(scope);
        })),
        error_hooks: Some(Rc::new(crate::html::GlobalErrorEvents::default())),
        ..RuntimeOptions::default()
    };
    options.isolate.snapshot = Some(Cow::Borrowed(snapshot));
    options.isolate.external_references =
        Some(Cow::Owned(binding::external_references(&interfaces())));
    options
}

/// What every global has beside its properties, and what no snapshot can hold.
fn install_state(scope: &mut Scope<'_, '_>) {
    crate::performance::start(scope);
    binding::set_global(scope, crate::html::NanoGlobalScope::default());
}
