//! The callback functions that WebIDL defines for every standard: <https://webidl.spec.whatwg.org/#idl-Function>

use nano_runtime::js::{self, Local};
use nano_runtime::webidl::AsCallback;
use nano_runtime::{Exception, Result, Scope, webapi};

/// <https://webidl.spec.whatwg.org/#Function>
#[webapi("webidl/BufferSource.idl")]
pub struct Function;

/// <https://webidl.spec.whatwg.org/#VoidFunction>
#[webapi("webidl/BufferSource.idl")]
pub struct VoidFunction;

/// The JavaScript function behind a callback.
///
/// # Errors
///
/// None that JavaScript can reach: only what is callable becomes a callback function.
pub(super) fn js_function<'s>(
    scope: &Scope<'s, '_>,
    callback: &impl AsCallback,
) -> Result<Local<'s, js::Function>> {
    callback
        .as_callback()
        .object(scope)
        .and_then(|object| Local::<js::Function>::try_from(object).ok())
        .ok_or_else(|| Exception::not_of_type("Function"))
}
