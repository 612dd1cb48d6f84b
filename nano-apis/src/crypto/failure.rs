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
}

impl From<Failure> for Exception {
    fn from(failure: Failure) -> Self {
        Self::dom(failure.name, failure.message)
    }
}
