//! The names of DOMExceptions and their legacy codes, and how the runtime makes a DOMException.
//!
//! The interface itself is `dom_exception.rs`.

use crate::js::{Local, Scope, Value};

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident => $code:literal),* $(,)?) => {
        /// <https://webidl.spec.whatwg.org/#dfn-error-names-table>
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum DomExceptionName { $($(#[$doc])* $variant),* }

        impl DomExceptionName {
            /// The name as JavaScript sees it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),* }
            }

            /// The legacy code of an error name, 0 for a name without one.
            pub fn code_of(name: &str) -> u16 {
                match name { $(stringify!($variant) => $code,)* _ => 0 }
            }
        }
    };
}

names! {
    /// The index is not in the allowed range.
    IndexSizeError => 1,
    /// The operation would yield an incorrect node tree.
    HierarchyRequestError => 3,
    /// The object is in the wrong document.
    WrongDocumentError => 4,
    /// The string contains invalid characters.
    InvalidCharacterError => 5,
    /// The object can not be modified.
    NoModificationAllowedError => 7,
    /// The object can not be found here.
    NotFoundError => 8,
    /// The operation is not supported.
    NotSupportedError => 9,
    /// The attribute is in use by another element.
    InUseAttributeError => 10,
    /// The object is in an invalid state.
    InvalidStateError => 11,
    /// The string did not match the expected pattern.
    SyntaxError => 12,
    /// The object can not be modified in this way.
    InvalidModificationError => 13,
    /// The operation is not allowed by namespaces in XML.
    NamespaceError => 14,
    /// The object does not support the operation or argument.
    InvalidAccessError => 15,
    /// The type of the object does not match the expected type.
    TypeMismatchError => 17,
    /// The operation is insecure.
    SecurityError => 18,
    /// A network error occurred.
    NetworkError => 19,
    /// The operation was aborted.
    AbortError => 20,
    /// The given URL does not match another URL.
    URLMismatchError => 21,
    /// The quota has been exceeded.
    QuotaExceededError => 22,
    /// The operation timed out.
    TimeoutError => 23,
    /// The supplied node is incorrect or has an incorrect ancestor for this operation.
    InvalidNodeTypeError => 24,
    /// The object can not be cloned.
    DataCloneError => 25,
    /// The encoding operation (either encoded or decoding) failed.
    EncodingError => 0,
    /// The I/O read operation failed.
    NotReadableError => 0,
    /// The operation failed for an unknown transient reason.
    UnknownError => 0,
    /// A mutation operation in a transaction failed because a constraint was not satisfied.
    ConstraintError => 0,
    /// Provided data is inadequate.
    DataError => 0,
    /// A request was placed against a transaction which is currently not active, or which is finished.
    TransactionInactiveError => 0,
    /// The mutating operation was attempted in a "readonly" transaction.
    ReadOnlyError => 0,
    /// An attempt was made to open a database using a lower version than the existing version.
    VersionError => 0,
    /// The operation failed for an operation-specific reason.
    OperationError => 0,
    /// The request is not allowed by the user agent or the platform in the current context.
    NotAllowedError => 0,
    /// The user opted out of the process.
    OptOutError => 0,
}

/// Makes a DOMException with the given name and message, its `stack` captured here.
///
/// <https://webidl.spec.whatwg.org/#dfn-create-exception>
pub fn create_dom_exception<'s>(
    scope: &mut Scope<'s, '_>,
    name: DomExceptionName,
    message: &str,
) -> Local<'s, Value> {
    super::dom_exception::create(scope, name.as_str(), message)
}
