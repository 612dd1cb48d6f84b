//! The mixin Body, for Request and Response: <https://fetch.spec.whatwg.org/#body-mixin>

use nano_runtime::js::{Local, Promise};
use nano_runtime::{Ref, Result, Scope, webapi};

use super::body_slot::BodySlot;
use super::consume::{BodyOwner, Package, consume_body};
use super::headers::LazyHeaders;
use super::{Request, Response};
use crate::streams::readable::ReadableStream;

macro_rules! includes_body {
    ($owner:ident) => {
        impl BodyOwner for $owner {
            fn body_slot(&self) -> &BodySlot {
                &self.body
            }

            fn header_list(&self) -> &LazyHeaders {
                &self.headers
            }
        }

        #[webapi("fetch/Body.idl")]
        impl $owner {
            /// <https://fetch.spec.whatwg.org/#dom-body-body>
            fn body<'s>(
                this: Ref<'s, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Option<Ref<'s, ReadableStream>>> {
                // 1. Let body be this's body. 2. If body is null, then return null. 3. Return body's stream.
                this.get().body.stream(scope)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-bodyused>
            fn body_used(&self) -> bool {
                self.body.is_used()
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-arraybuffer>
            fn array_buffer<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::ArrayBuffer)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-blob>
            fn blob<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::Blob)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-bytes>
            fn bytes<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::Bytes)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-formdata>
            fn form_data<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::FormData)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-json>
            fn json<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::Json)
            }

            /// <https://fetch.spec.whatwg.org/#dom-body-text>
            fn text<'s>(
                this: Ref<'_, Self>,
                scope: &mut Scope<'s, '_>,
            ) -> Result<Local<'s, Promise>> {
                consume_body(scope, this, Package::Text)
            }
        }
    };
}

includes_body!(Request);
includes_body!(Response);
