//! [`Failure`]: an error of an operation, which may have run on another thread.

use std::borrow::Cow;

use nano_runtime::Exception;
use nano_runtime::webidl::DomExceptionName;

/// The DOMException, or now and then the TypeError, that an operation throws.
///
/// Unlike an [`Exception`] it can hold no JavaScript value, so it crosses threads.
#[derive(Debug)]
pub(super) struct Failure {
    /// `None` is a TypeError.
    name: Option<DomExceptionName>,
    message: Cow<'static, str>,
}

impl Failure {
    fn new(name: DomExceptionName, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: Some(name),
            message: message.into(),
        }
    }

    /// An OperationError.
    pub(super) fn operation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::OperationError, message)
    }

    /// A TypeError.
    pub(super) fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: None,
            message: message.into(),
        }
    }

    /// A SyntaxError.
    pub(super) fn syntax(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(DomExceptionName::SyntaxError, message)
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

    /// The NotSupportedError of a key whose algorithm has no export key operation.
    pub(super) fn no_export() -> Self {
        Self::not_supported("The algorithm does not support exporting keys")
    }

    /// The InvalidAccessError of a key that must not leave.
    pub(super) fn not_extractable() -> Self {
        Self::invalid_access("key is not extractable")
    }

    /// The SyntaxError of usages that keys of an algorithm do not have.
    pub(super) fn bad_usages() -> Self {
        Self::syntax("Cannot create a key using the specified key usages.")
    }

    /// The SyntaxError of a secret or private key without usages.
    pub(super) fn no_usages() -> Self {
        Self::syntax("Usages cannot be empty when creating a key.")
    }
}

impl From<Failure> for Exception {
    fn from(failure: Failure) -> Self {
        match failure.name {
            Some(name) => Self::dom(name, failure.message),
            None => Self::type_error(failure.message),
        }
    }
}
