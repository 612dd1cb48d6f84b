//! The WebIDL conversions between JavaScript values and Rust types, one file each.
//!
//! A conversion is chosen by two types: the IDL type, spelled with the markers of [`idl`], and the Rust type an API uses for
//! it. `u8: FromJs<idl::Octet>` and `u8: FromJs<idl::Clamp<idl::Octet>>` are different conversions to one Rust type; that a
//! Rust type fits an IDL type at all is checked by the trait bound.

pub mod async_sequence;
pub mod buffer_ops;
pub mod dictionary;
pub mod enumeration;
pub mod idl;
pub mod iterator;
pub mod json;
pub mod sequence;

mod any;
mod async_iterator;
mod bigint;
mod boolean;
mod buffer_source;
mod buffer_types;
mod byte_string;
mod callback_function;
mod callback_interface;
mod dom_exception;
mod dom_exception_name;
mod dom_string;
mod float;
mod frozen_array;
mod integer;
mod interface;
mod legacy_null_to_empty_string;
mod names;
mod nullable;
mod numeric;
mod object;
mod off_stack;
mod promise;
mod quota_exceeded_error;
mod record;
mod text;
mod usv_string;
mod utf8;
mod view_type;

pub use async_iterator::AsyncIterator;
pub use async_sequence::{AsyncSequence, AsyncSequenceKind};
pub use bigint::BigInt;
pub use buffer_source::{ArrayBufferView, BufferSource};
pub use buffer_types::{array_buffer_of_bytes, array_buffer_of_vec};
pub use byte_string::ByteString;
pub use callback_function::{AsCallback, Callback, CallbackFunction, CallbackThis};
pub use callback_interface::{AsInterfaceCallback, CallbackInterface, InterfaceCallback};
pub use dictionary::{Dictionary, IntoDictionary};
pub use dom_exception::DomException;
pub use dom_exception_name::{DomExceptionName, create_dom_exception};
pub use dom_string::DomString;
pub use enumeration::Enumeration;
pub use frozen_array::{CachedFrozenArray, create_frozen_array};
pub(crate) use names::Names;
pub use names::{js_name, js_string};
pub use numeric::to_numeric;
pub use off_stack::OffStack;
pub(crate) use quota_exceeded_error::create as create_quota_exceeded_error;
pub use quota_exceeded_error::{QuotaExceededError, QuotaExceededErrorOptions};
pub use record::{Record, RecordKey};
pub use text::{new_latin1_string, new_string, new_utf16_string, to_string};
pub use usv_string::UsvString;
pub use utf8::{UnconvertedString, encode_utf8_into, utf8_to_utf16};
pub use view_type::ViewType;

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

    /// Converts an object whose iteration method was already read: a sequence in a union.
    ///
    /// # Errors
    ///
    /// As [`FromJs::from_js`].
    fn from_js_by_method(
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
        method: Local<'s, crate::js::Function>,
    ) -> Result<Self> {
        let _ = method;
        Self::from_js(scope, value)
    }
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
