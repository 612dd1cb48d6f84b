//! Default values of optional arguments and dictionary members, as the IDL writes them.
//!
//! The generator emits the literal; which Rust value it becomes is decided by the conversion to the argument's type, so a
//! default and the same value passed by a script are never told apart.

use crate::exception::Result;
use crate::js::{Local, Scope, Value};
use crate::webidl::{FromJs, js_name};

/// A literal that an IDL default value can be.
pub trait DefaultValue<'s, I, T> {
    /// The value of type `T` the literal stands for.
    ///
    /// # Errors
    ///
    /// What its conversion throws; a checked model has no default that does not convert.
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T>;
}

/// `= null`
#[derive(Clone, Copy, Debug)]
pub struct Null;

/// `= {}` and `= []`
#[derive(Clone, Copy, Debug)]
pub enum Empty {
    /// `{}`
    Dictionary,
    /// `[]`
    Sequence,
}

fn convert<'s, I, T: FromJs<'s, I>>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<T> {
    T::from_js(scope, value)
}

impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for Null {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = v8::null(scope).into();
        convert(scope, value)
    }
}

impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for Empty {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = match self {
            Self::Dictionary => v8::undefined(scope).into(),
            Self::Sequence => v8::Array::new(scope, 0).into(),
        };
        convert(scope, value)
    }
}

impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for bool {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = v8::Boolean::new(scope, self).into();
        convert(scope, value)
    }
}

impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for f64 {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = v8::Number::new(scope, self).into();
        convert(scope, value)
    }
}

impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for &'static str {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = js_name(scope, self).into();
        convert(scope, value)
    }
}

/// `= undefined`
impl<'s, I, T: FromJs<'s, I>> DefaultValue<'s, I, T> for () {
    fn make(self, scope: &mut Scope<'s, '_>) -> Result<T> {
        let value = v8::undefined(scope).into();
        T::from_js(scope, value)
    }
}
