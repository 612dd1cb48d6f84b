//! [`Utf8Text`]: bytes on their way to becoming a JavaScript string.

use bytes::Bytes;
use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::json::utf8_decode;
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Result, Scope};

/// Bytes that become a string by UTF-8 decode, which the conversion to JavaScript does: no Rust string is made.
///
/// <https://encoding.spec.whatwg.org/#utf-8-decode>
#[derive(Clone, Debug)]
pub struct Utf8Text(pub Bytes);

impl<'s> IntoJs<'s, idl::USVString> for Utf8Text {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        utf8_decode(scope, &self.0).map(Into::into)
    }
}
