//! A script's value as a body: <https://fetch.spec.whatwg.org/#bodyinit-unions>

use bytes::Bytes;
use nano_runtime::{Ref, webapi};

use super::body::Body;
use crate::url::UrlSearchParams;

/// <https://fetch.spec.whatwg.org/#bodyinit>
#[webapi("fetch/Body.idl")]
pub enum BodyInit<'s> {
    /// A copy of a buffer's bytes.
    BufferSource(Bytes),
    /// Names and values, serialized.
    UrlSearchParams(Ref<'s, UrlSearchParams>),
    /// A string.
    UsvString(String),
}

/// <https://fetch.spec.whatwg.org/#body-with-type>
pub struct BodyWithType {
    /// The body.
    pub body: Body,
    /// Its type, for a `Content-Type` header.
    pub content_type: Option<Bytes>,
}

/// <https://fetch.spec.whatwg.org/#concept-bodyinit-extract>
#[must_use]
pub fn extract(object: BodyInit<'_>) -> BodyWithType {
    // 1. to 5. are about streams. 6. Let action be null. 7. Let source be null. 8. Let length be null. 9. Let type be null.
    // 10. Switch on object:
    let (source, content_type) = match object {
        // Set source to a copy of the bytes held by object.
        BodyInit::BufferSource(bytes) => (bytes, None),
        // Set source to the result of running the application/x-www-form-urlencoded serializer with object's list. Set type to
        // `application/x-www-form-urlencoded;charset=UTF-8`.
        BodyInit::UrlSearchParams(params) => (
            Bytes::from(params.serialize()),
            Some("application/x-www-form-urlencoded;charset=UTF-8"),
        ),
        // Set source to the UTF-8 encoding of object. Set type to `text/plain;charset=UTF-8`.
        BodyInit::UsvString(text) => (Bytes::from(text), Some("text/plain;charset=UTF-8")),
    };
    // 11. to 13. If source is a byte sequence, then set action to a step that returns source and length to source's length, …
    // 14. and 15. Return (body, type).
    BodyWithType {
        body: Body::Bytes(source),
        content_type: content_type.map(|text| Bytes::from_static(text.as_bytes())),
    }
}
