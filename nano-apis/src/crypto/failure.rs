//! [`Failure`]: an error of an operation, which may have run on another thread.

use std::borrow::Cow;

use nano_runtime::Exception;
use nano_runtime::webidl::DomExceptionName;

/// The DOMException that an operation throws.
///
/// Unlike an [`Exception`] it can hold no JavaScript value, so it crosses threads.
#[derive(Debug)]
pub(super) struct Failure {
    name: DomExceptionName,
    message: Cow<'static, str>,
}

impl Failure {
    fn new(name: DomExceptionName, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name,
            message: message.into(),
        }
    }

    /// An OperationError.
    pub(super) fn operation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::OperationError, message)
    }

    /// A DataError.
    pub(super) fn data(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::DataError, message)
    }

    /// An InvalidAccessError.
    pub(super) fn invalid_access(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::InvalidAccessError, message)
    }

    /// A NotSupportedError.
    pub(super) fn not_supported(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::NotSupportedError, message)
    }

    /// The NotSupportedError of a format that keys of an algorithm do not have.
    pub(super) fn format_not_supported() -> Self {
        Self::not_supported("The key format is not supported by the algorithm")
    }

    /// The SyntaxError of usages that keys of an algorithm do not have.
    pub(super) fn bad_usages() -> Self {
        Self::new(
            DomExceptionName::SyntaxError,
            "Cannot create a key using the specified key usages.",
        )
    }

    /// The SyntaxError of a secret or private key without usages.
    pub(super) fn no_usages() -> Self {
        Self::new(
            DomExceptionName::SyntaxError,
            "Usages cannot be empty when creating a key.",
        )
    }
}

impl From<Failure> for Exception {
    fn from(failure: Failure) -> Self {
        Self::dom(failure.name, failure.message)
    }
}
