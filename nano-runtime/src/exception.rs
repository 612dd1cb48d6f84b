//! [`Exception`]: how an API says that it failed, without touching V8.
//!
//! An API returns `Result<T, Exception>`; only the bindings throw. What a JavaScript program sees (the class, the message with
//! its `Failed to execute …` prefix) is decided when the exception leaves the member that failed.

use std::borrow::Cow;

use crate::js::{Global, Local, Scope, Value};
use crate::webidl::{
    DomExceptionName, QuotaExceededErrorOptions, create_dom_exception, create_quota_exceeded_error,
};

/// The result of whatever can throw.
pub type Result<T, E = Exception> = std::result::Result<T, E>;

/// A JavaScript exception that was not thrown yet, or (`Pending`) that V8 already holds.
///
/// It is a word: results that hold one are returned in registers, and those that hold none are dropped by a test.
#[derive(Debug)]
pub enum Exception {
    /// V8 already holds the exception, or is terminating: return at once.
    Pending,
    /// What is to be thrown.
    Thrown(Box<Thrown>),
}

/// What an API throws.
#[derive(Debug)]
pub enum Thrown {
    /// One of ECMAScript's own error classes.
    Error(ErrorClass, Cow<'static, str>),
    /// A DOMException: <https://webidl.spec.whatwg.org/#idl-DOMException>.
    Dom(DomExceptionName, Cow<'static, str>),
    /// A QuotaExceededError: <https://webidl.spec.whatwg.org/#quotaexceedederror>.
    QuotaExceeded(Cow<'static, str>, QuotaExceededErrorOptions),
    /// A value that is not a platform object (or buffer, or function) of the type named here. It becomes a TypeError whose
    /// message says which argument was at fault.
    NotOfType(&'static str),
    /// Any JavaScript value: what a callback threw, an abort reason.
    Value(Global<Value>),
}

/// The ECMAScript error classes that APIs throw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `RangeError`
    RangeError,
    /// `SyntaxError`
    SyntaxError,
    /// `ReferenceError`
    ReferenceError,
}

impl From<Thrown> for Exception {
    #[cold]
    fn from(thrown: Thrown) -> Self {
        Self::Thrown(Box::new(thrown))
    }
}

impl Exception {
    #[cold]
    fn of_class(class: ErrorClass, message: impl Into<Cow<'static, str>>) -> Self {
        Thrown::Error(class, message.into()).into()
    }

    /// A TypeError.
    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_class(ErrorClass::TypeError, message)
    }

    /// A RangeError.
    pub fn range_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_class(ErrorClass::RangeError, message)
    }

    /// A SyntaxError (ECMAScript's, not the DOMException of that name).
    pub fn syntax_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_class(ErrorClass::SyntaxError, message)
    }

    /// A plain Error.
    pub fn error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::of_class(ErrorClass::Error, message)
    }

    /// A DOMException.
    pub fn dom(name: DomExceptionName, message: impl Into<Cow<'static, str>>) -> Self {
        Thrown::Dom(name, message.into()).into()
    }

    /// A QuotaExceededError, with the quota and the amount that was asked for where the standard gives them.
    pub fn quota_exceeded(
        message: impl Into<Cow<'static, str>>,
        options: QuotaExceededErrorOptions,
    ) -> Self {
        Thrown::QuotaExceeded(message.into(), options).into()
    }

    /// A TypeError about a value that is not of the type named here: see [`Thrown::NotOfType`].
    #[must_use]
    pub fn not_of_type(name: &'static str) -> Self {
        Thrown::NotOfType(name).into()
    }

    /// `value`, to be thrown as it is.
    pub fn value(scope: &Scope<'_, '_>, value: Local<'_, Value>) -> Self {
        Thrown::Value(Global::new(scope, value)).into()
    }

    /// Puts `prefix` before the message of an error made in Rust; a value that JavaScript made stays as it is.
    #[must_use]
    pub fn with_prefix(self, prefix: impl FnOnce() -> String) -> Self {
        let Self::Thrown(thrown) = self else {
            return self;
        };
        match *thrown {
            Thrown::Error(class, message) => {
                Self::of_class(class, format!("{}{message}", prefix()))
            }
            Thrown::Dom(name, message) => Self::dom(name, format!("{}{message}", prefix())),
            Thrown::QuotaExceeded(message, options) => {
                Self::quota_exceeded(format!("{}{message}", prefix()), options)
            }
            Thrown::NotOfType(name) => {
                Self::type_error(format!("{}{}", prefix(), not_of_type(name)))
            }
            value @ Thrown::Value(_) => value.into(),
        }
    }

    /// The message of an exception about argument `index` (from 0).
    #[must_use]
    pub fn for_argument(self, index: usize) -> Self {
        if let Self::Thrown(thrown) = &self
            && let Thrown::NotOfType(name) = **thrown
        {
            return Self::type_error(format!("parameter {} is not of type '{name}'.", index + 1));
        }
        self
    }

    /// The JavaScript value to throw, or `None` when V8 already holds it.
    pub fn to_value<'s>(&self, scope: &mut Scope<'s, '_>) -> Option<Local<'s, Value>> {
        let Self::Thrown(thrown) = self else {
            return None;
        };
        Some(match &**thrown {
            Thrown::Error(class, message) => error_of_class(scope, *class, message),
            Thrown::NotOfType(name) => {
                error_of_class(scope, ErrorClass::TypeError, &not_of_type(name))
            }
            Thrown::Dom(name, message) => create_dom_exception(scope, *name, message),
            Thrown::QuotaExceeded(message, options) => {
                create_quota_exceeded_error(scope, message, *options)
            }
            Thrown::Value(value) => Local::new(scope, value),
        })
    }

    /// Throws the exception in V8. The caller returns to V8 at once.
    pub fn throw(&self, scope: &mut Scope<'_, '_>) {
        if let Some(value) = self.to_value(scope) {
            scope.throw_exception(value);
        }
    }
}

fn not_of_type(name: &str) -> String {
    format!("The provided value is not of type '{name}'.")
}

fn error_of_class<'s>(
    scope: &mut Scope<'s, '_>,
    class: ErrorClass,
    message: &str,
) -> Local<'s, Value> {
    let message = crate::webidl::js_string(scope, message);
    match class {
        ErrorClass::Error => v8::Exception::error(scope, message),
        ErrorClass::TypeError => v8::Exception::type_error(scope, message),
        ErrorClass::RangeError => v8::Exception::range_error(scope, message),
        ErrorClass::SyntaxError => v8::Exception::syntax_error(scope, message),
        ErrorClass::ReferenceError => v8::Exception::reference_error(scope, message),
    }
}
