//! The mixin Body, for Request and Response: <https://fetch.spec.whatwg.org/#body-mixin>

use std::future::Future;

use bytes::Bytes;
use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::json::parse_json_bytes_to_value;
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Gc, Ref, Result, Scope, webapi};

use super::body::BodySlot;
use super::form_data::{ParsedFormData, parse_form_data};
use super::mime_type::extract_a_mime_type;
use super::{Request, Response};
use crate::encoding::Utf8Text;
use crate::file::Blob;

/// <https://fetch.spec.whatwg.org/#concept-body-consume-body>
///
/// `convert` is 'convertBytesToJSValue': it names what to make of the bytes, and the conversion of that to JavaScript does the
/// rest. Where one of them fails, the promise is rejected.
fn consume_body<T: 'static, F>(
    object: &BodySlot,
    convert: F,
) -> Result<impl Future<Output = Result<T>> + use<T, F>>
where
    F: FnOnce(Bytes) -> Result<T> + 'static,
{
    // 1. If object is unusable, then return a promise rejected with a TypeError.
    let body = object.take()?;
    // 2. Let promise be a new promise. 3. and 4. what failure and success do with it: the binding settles it.
    Ok(async move {
        let bytes = match body {
            // 5. If object's body is null, then run successSteps with an empty byte sequence.
            None => Bytes::new(),
            // 6. Otherwise, fully read object's body given successSteps, errorSteps, and object's relevant global object.
            Some(body) => body.fully_read().await?,
        };
        convert(bytes)
    })
    // 7. Return promise.
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
                consume_body(self.body_slot(), Ok)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-blob>
            fn blob(this: Ref<'_, Self>) -> Result<impl Future<Output = Result<Blob>> + use<>> {
                let object = Gc::from(this);
                consume_body(this.get().body_slot(), move |bytes| {
                    // A Blob whose contents are bytes and whose type attribute is the result of get the MIME type with this: the
                    // empty string if that is null, and otherwise the result of serializing it.
                    let mime_type = object.header_list().with_list(extract_a_mime_type);
                    let mime_type = mime_type.map(|mime| mime.to_string()).unwrap_or_default();
                    Ok(Blob::new(bytes.into(), mime_type))
                })
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-bytes>
            fn bytes(&self) -> Result<impl Future<Output = Result<Bytes>> + use<>> {
                consume_body(self.body_slot(), Ok)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-formdata>
            fn form_data(
                this: Ref<'_, Self>,
            ) -> Result<impl Future<Output = Result<ParsedFormData>> + use<>> {
                let object = Gc::from(this);
                consume_body(this.get().body_slot(), move |bytes| {
                    // 1. Let mimeType be the result of get the MIME type with this. 2. to 4.
                    let mime_type = object.header_list().with_list(extract_a_mime_type);
                    parse_form_data(&bytes, mime_type.as_ref())
                })
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-json>
            fn json(&self) -> Result<impl Future<Output = Result<Json>> + use<>> {
                consume_body(self.body_slot(), |bytes| Ok(Json(bytes)))
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-text>
            fn text(&self) -> Result<impl Future<Output = Result<Utf8Text>> + use<>> {
                consume_body(self.body_slot(), |bytes| Ok(Utf8Text(bytes)))
            }
        }
    };
}

includes_body!(Request);
includes_body!(Response);
