//! The WebIDL conversions between JavaScript values and Rust types, one file each.
//!
//! A conversion is chosen by two types: the IDL type, spelled with the markers of [`idl`], and the Rust type an API uses for
//! it. `u8: FromJs<idl::Octet>` and `u8: FromJs<idl::Clamp<idl::Octet>>` are different conversions to one Rust type; that a
//! Rust type fits an IDL type at all is checked by the trait bound.

pub mod idl;

mod dom_exception;
mod dom_exception_name;
mod names;

pub use dom_exception_name::{DomExceptionName, create_dom_exception};
pub use names::{js_name, js_string};

use crate::exception::Result;
use crate::js::{Local, Scope, Value};

/// Converts a JavaScript value to this Rust type by the rules of IDL type `I`.
///
/// <https://webidl.spec.whatwg.org/#js-type-mapping>
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Rust type for the IDL type `{I}`",
    label = "the IDL declares `{I}` here"
)]
pub trait FromJs<'s, I>: Sized {
    /// Converts `value`.
    ///
    /// # Errors
    ///
    /// What the conversion throws: a TypeError or RangeError of its own, or what JavaScript code run by it threw (`Pending`).
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self>;
}

/// Converts this Rust value to a JavaScript value by the rules of IDL type `I`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Rust type for the IDL type `{I}`",
    label = "the IDL declares `{I}` here"
)]
pub trait IntoJs<'s, I>: Sized {
    /// Converts the value.
    ///
    /// # Errors
    ///
    /// `RangeError` where V8 cannot make the value (a string or buffer beyond its limits).
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>>;

    /// Converts the value into a callback's return slot.
    ///
    /// # Errors
    ///
    /// As [`IntoJs::into_js`].
    #[inline]
    fn into_return(
        self,
        scope: &mut Scope<'s, '_>,
        slot: &mut v8::ReturnValue<'_, Value>,
    ) -> Result<()> {
        let value = self.into_js(scope)?;
        slot.set(value);
        Ok(())
    }
}
