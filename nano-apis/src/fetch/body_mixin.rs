//! The mixin Body, for Request and Response: <https://fetch.spec.whatwg.org/#body-mixin>

use std::future::Future;

use bytes::Bytes;
use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::json::{parse_json_bytes_to_value, utf8_decode};
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Result, Scope, webapi};

use super::body::BodySlot;
use super::{Request, Response};

/// <https://fetch.spec.whatwg.org/#concept-body-consume-body>
///
/// `convert` is 'convertBytesToJSValue': it names what to make of the bytes, and the conversion of that to JavaScript does the
/// rest. Where it throws, the promise is rejected.
fn consume_body<T: 'static>(
    object: &BodySlot,
    convert: fn(Bytes) -> T,
) -> Result<impl Future<Output = Result<T>> + use<T>> {
    // 1. If object is unusable, then return a promise rejected with a TypeError.
    let body = object.take()?;
    // 2. Let promise be a new promise. 3. and 4. what failure and success do with it: the binding settles it.
    Ok(async move {
        match body {
            // 5. If object's body is null, then run successSteps with an empty byte sequence.
            None => Ok(convert(Bytes::new())),
            // 6. Otherwise, fully read object's body given successSteps, errorSteps, and object's relevant global object.
            Some(body) => body.fully_read().await.map(convert),
        }
    })
    // 7. Return promise.
}

/// Bytes that become a string by UTF-8 decode.
struct Text(Bytes);

impl<'s> IntoJs<'s, idl::USVString> for Text {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        utf8_decode(scope, &self.0).map(Into::into)
    }
}

/// Bytes that become a value by parsing them as JSON.
struct Json(Bytes);

impl<'s> IntoJs<'s, idl::Any> for Json {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        parse_json_bytes_to_value(scope, &self.0)
    }
}

macro_rules! includes_body {
    ($owner:ident) => {
        #[webapi("fetch/Body.idl")]
        impl $owner {
            /// <https://fetch.spec.whatwg.org/#dom-body-bodyused>
            fn body_used(&self) -> bool {
                self.body_slot().is_used()
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-arraybuffer>
            fn array_buffer(&self) -> Result<impl Future<Output = Result<Bytes>> + use<>> {
                consume_body(self.body_slot(), |bytes| bytes)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-bytes>
            fn bytes(&self) -> Result<impl Future<Output = Result<Bytes>> + use<>> {
                consume_body(self.body_slot(), |bytes| bytes)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-json>
            fn json(&self) -> Result<impl Future<Output = Result<Json>> + use<>> {
                consume_body(self.body_slot(), Json)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-text>
            fn text(&self) -> Result<impl Future<Output = Result<Text>> + use<>> {
                consume_body(self.body_slot(), Text)
            }
        }
    };
}

includes_body!(Request);
includes_body!(Response);
