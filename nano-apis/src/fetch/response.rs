//! The interface Response: <https://fetch.spec.whatwg.org/#response-class>

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::json::serialize_value_to_json_bytes;
use nano_runtime::webidl::{ByteString, UsvString};
use nano_runtime::{Exception, Ref, Result, Scope, webapi};

use super::base_url::parse_url;
use super::body::Body;
use super::body_init::{BodyInit, BodyWithType, extract};
use super::body_slot::{BodyContent, BodySlot};
use super::guard::{Guard, HeadersInit, fill};
use super::header_list::HeaderList;
use super::headers::{Headers, LazyHeaders};
use crate::url::UrlRecord;

/// <https://fetch.spec.whatwg.org/#responsetype>
#[webapi("fetch/Response.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseType {
    /// Same-origin.
    Basic,
    /// Cross-origin, allowed by CORS.
    Cors,
    /// Made by a script, or by a runtime without CORS.
    #[default]
    Default,
    /// A network error.
    Error,
    /// Cross-origin, in mode `no-cors`.
    Opaque,
    /// A redirect that was not followed.
    OpaqueRedirect,
}

/// <https://fetch.spec.whatwg.org/#responseinit>
#[webapi("fetch/Response.idl")]
#[derive(Debug)]
pub struct ResponseInit {
    /// `status`
    pub status: u16,
    /// `statusText`
    pub status_text: ByteString,
    /// `headers`
    pub headers: Option<HeadersInit>,
}

/// <https://fetch.spec.whatwg.org/#response-class>
#[webapi("fetch/Response.idl")]
pub struct Response {
    #[untraced]
    kind: ResponseType,
    /// <https://fetch.spec.whatwg.org/#concept-response-url-list>
    #[untraced]
    url_list: Vec<UrlRecord>,
    pub(super) status: u16,
    pub(super) status_message: Bytes,
    pub(super) headers: LazyHeaders,
    pub(super) body: BodySlot,
}

/// <https://fetch.spec.whatwg.org/#null-body-status>
fn is_null_body_status(status: u16) -> bool {
    matches!(status, 101 | 103 | 204 | 205 | 304)
}

/// <https://fetch.spec.whatwg.org/#redirect-status>
fn is_redirect_status(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether bytes match the reason-phrase token production: <https://httpwg.org/specs/rfc9112.html#status.line>
fn is_reason_phrase(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..))
}

/// <https://fetch.spec.whatwg.org/#initialize-a-response>, as far as it concerns the init: the headers that it gives.
fn check_init(init: &ResponseInit) -> Result<HeaderList> {
    // 1. If init["status"] is not in the range 200 to 599, inclusive, then throw a RangeError.
    if !(200..=599).contains(&init.status) {
        return Err(Exception::range_error(format!(
            "The status provided ({}) is outside the range [200, 599].",
            init.status
        )));
    }
    // 2. If init["statusText"] is not the empty string and does not match the reason-phrase token production, then throw a
    //    TypeError.
    if !is_reason_phrase(&init.status_text) {
        return Err(Exception::type_error("Invalid statusText"));
    }
    // 3. and 4. set the status and the status message.
    // 5. If init["headers"] exists, then fill response's headers with init["headers"].
    let mut headers = HeaderList::default();
    if let Some(given) = &init.headers {
        fill(&mut headers, Guard::Response, given)?;
    }
    Ok(headers)
}

/// <https://fetch.spec.whatwg.org/#initialize-a-response>
fn initialize_a_response(
    scope: &mut Scope<'_, '_>,
    init: ResponseInit,
    body: Option<BodyWithType<'_>>,
) -> Result<Response> {
    // 1. to 5.
    let mut headers = check_init(&init)?;
    // 6. If body is non-null, then:
    let mut content = None;
    if let Some(body) = body {
        let BodyWithType { body, content_type } = body.charged(scope);
        // 1. If response's status is a null body status, then throw a TypeError.
        if is_null_body_status(init.status) {
            return Err(Exception::type_error(
                "Response with null body status cannot have body",
            ));
        }
        // 2. Set response's body to body's body.
        content = Some(body);
        // 3. If body's type is non-null and response's header list does not contain `Content-Type`, then append
        //    (`Content-Type`, body's type) to response's header list.
        if let Some(content_type) = content_type {
            let name = CONTENT_TYPE.into();
            if !headers.contains(&name) {
                headers.append(name, content_type);
            }
        }
    }
    Ok(Response {
        kind: ResponseType::Default,
        url_list: Vec::new(),
        status: init.status,
        status_message: init.status_text.into_bytes().into(),
        headers: LazyHeaders::new(headers, Guard::Response),
        body: BodySlot::of_content(content),
    })
}

impl Response {
    /// A response from outside JavaScript: <https://fetch.spec.whatwg.org/#create-a-response-object>
    ///
    /// `url_list` is the response's URL list, `headers` its header list as `guard` protects it.
    #[must_use]
    pub fn create(
        kind: ResponseType,
        url_list: Vec<UrlRecord>,
        status: u16,
        status_message: Bytes,
        headers: HeaderList,
        guard: Guard,
        body: Option<Body>,
    ) -> Self {
        Self {
            kind,
            url_list,
            status,
            status_message,
            headers: LazyHeaders::new(headers, guard),
            body: BodySlot::new(body),
        }
    }

    /// Whether this is a network error: <https://fetch.spec.whatwg.org/#concept-network-error>
    #[must_use]
    pub fn is_network_error(&self) -> bool {
        self.kind == ResponseType::Error
    }
}

#[webapi("fetch/Response.idl")]
impl Response {
    /// <https://fetch.spec.whatwg.org/#dom-response>
    fn constructor(
        scope: &mut Scope<'_, '_>,
        body: Option<BodyInit<'_>>,
        init: ResponseInit,
    ) -> Result<Self> {
        // 1. Set this's response to a new response.
        // 2. Set this's headers to a new Headers object whose header list is this's response's and guard is "response".
        // 3. Let bodyWithType be null.
        // 4. If body is non-null, then set bodyWithType to the result of extracting body.
        let body_with_type = body.map(|body| extract(body, false)).transpose()?;
        // 5. Perform initialize a response given this, init, and bodyWithType.
        initialize_a_response(scope, init, body_with_type)
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-error>
    fn error() -> Self {
        // The result of creating a Response object, given a new network error and "immutable".
        Self::create(
            ResponseType::Error,
            Vec::new(),
            0,
            Bytes::new(),
            HeaderList::default(),
            Guard::Immutable,
            None,
        )
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-redirect>
    fn redirect(scope: &mut Scope<'_, '_>, url: UsvString, status: u16) -> Result<Self> {
        // 1. Let parsedURL be the result of parsing url with current settings object's API base URL.
        // 2. If parsedURL is failure, then throw a TypeError.
        let parsed_url = parse_url(scope, &url)
            .map_err(|_| Exception::type_error(format!("Failed to parse URL from {url}")))?;
        // 3. If status is not a redirect status, then throw a RangeError.
        if !is_redirect_status(status) {
            return Err(Exception::range_error("Invalid status code"));
        }
        // 4. Let responseObject be the result of creating a Response object, given a new response and "immutable".
        // 5. Set responseObject's response's status to status.
        // 6. Let value be parsedURL, serialized and isomorphic encoded.
        // 7. Append (`Location`, value) to responseObject's response's header list.
        let mut headers = HeaderList::default();
        headers.append(
            LOCATION.into(),
            Bytes::copy_from_slice(parsed_url.as_str().as_bytes()),
        );
        // 8. Return responseObject.
        Ok(Self::create(
            ResponseType::Default,
            Vec::new(),
            status,
            Bytes::new(),
            headers,
            Guard::Immutable,
            None,
        ))
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-json>
    #[overload("json")]
    fn static_json(
        scope: &mut Scope<'_, '_>,
        data: Local<'_, Value>,
        init: ResponseInit,
    ) -> Result<Self> {
        // 1. Let bytes be the result of running serialize a JavaScript value to JSON bytes on data.
        let bytes = serialize_value_to_json_bytes(scope, data)?;
        // 2. Let body be the result of extracting bytes.
        // 3. Let responseObject be the result of creating a Response object, given a new response and "response".
        // 4. Perform initialize a response given responseObject, init, and (body, "application/json").
        let content_type = Some(Bytes::from_static(b"application/json"));
        initialize_a_response(
            scope,
            init,
            Some(BodyWithType {
                body: BodyContent::Native(bytes.into()),
                content_type,
            }),
        )
        // 5. Return responseObject.
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-type>
    fn type_(&self) -> ResponseType {
        self.kind
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-url>
    fn url(&self) -> &str {
        // The empty string if this's response's URL is null; otherwise the URL, serialized with exclude fragment set to true.
        self.url_list.last().map_or("", UrlRecord::without_fragment)
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-redirected>
    fn redirected(&self) -> bool {
        self.url_list.len() > 1
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-status>
    fn status(&self) -> u16 {
        self.status
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-ok>
    fn ok(&self) -> bool {
        (200..=299).contains(&self.status)
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-statustext>
    fn status_text(&self) -> Bytes {
        self.status_message.clone()
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-headers>
    fn headers(&self, scope: &mut Scope<'_, '_>) -> Ref<'_, Headers> {
        self.headers.object(scope)
    }

    /// <https://fetch.spec.whatwg.org/#dom-response-clone>
    fn clone(&self, scope: &mut Scope<'_, '_>) -> Result<Self> {
        // 1. If this is unusable, then throw a TypeError.
        if self.body.is_unusable() {
            return Err(Exception::type_error("Response body is already used"));
        }
        // 2. Let clonedResponse be the result of cloning this's response.
        // 3. Return the result of creating a Response object, given clonedResponse and this's headers's guard.
        Ok(Self {
            kind: self.kind,
            url_list: self.url_list.clone(),
            status: self.status,
            status_message: self.status_message.clone(),
            headers: LazyHeaders::new(self.headers.to_list(), self.headers.guard()),
            body: self.body.clone_body(scope)?,
        })
    }
}
