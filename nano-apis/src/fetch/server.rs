//! Where an HTTP server meets the Fetch Standard's classes: what it received becomes a [`Request`] without work that no script
//! asks for, and a [`Response`] becomes what it sends.
//!
//! ```text
//! // once for each connection, or each Host header that differs from the last one
//! let origin = Origin::new("https", host)?;
//! // for each request
//! let (parts, incoming) = hyper_request.into_parts();
//! let request = Request::from_parts(parts, &origin, Some(Body::from_source(incoming)));
//! let request = binding::allocate(scope, request);         // its wrapper is made when it is converted to JavaScript
//! … the handler returns a Response, or a promise of one …
//! let parts = response.take_parts(scope)?;                    // status, reason, HeaderMap, body
//! … or the client goes away first …
//! request.abort(scope, None)?;                             // with a Gc<Request> that the server kept
//! ```
//!
//! The URL is parsed, the Headers and AbortSignal objects are made and the body is read when a script touches them, not before.
//! Nothing here opens a socket; what a response without a body is sent with (`Content-Length`, `Transfer-Encoding`) is the HTTP
//! library's business.

use std::rc::Rc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use nano_runtime::js::{Local, Value};
use nano_runtime::{Exception, Result, Scope};

use super::body::Body;
use super::body_slot::BodySlot;
use super::guard::Guard;
use super::header_list::HeaderList;
use super::headers::LazyHeaders;
use super::request::{RequestUrl, Settings};
use super::signal::LazySignal;
use super::{Request, Response};
use crate::dom::signal_abort;
use crate::url::UrlRecord;

/// The origin that a server answers for on a connection: scheme, host and port, in the form in which a URL is serialized.
///
/// Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Rc<str>);

/// A scheme and host that make no URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOrigin;

impl std::fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the Host header is not a host")
    }
}

impl std::error::Error for InvalidOrigin {}

impl Origin {
    /// The origin of `scheme` (`http` or `https`) and `authority`, the value of a `Host` header or `:authority`.
    ///
    /// # Errors
    ///
    /// [`InvalidOrigin`] for what is no host with an optional port: the request deserves a 400.
    pub fn new(scheme: &str, authority: &str) -> Result<Self, InvalidOrigin> {
        if authority.bytes().any(|byte| {
            matches!(
                byte,
                b'/' | b'\\' | b'?' | b'#' | b'@' | b'\t' | b'\n' | b'\r'
            )
        }) {
            return Err(InvalidOrigin);
        }
        let url = UrlRecord::parse(&format!("{scheme}://{authority}/"), None);
        let url = url.map_err(|_| InvalidOrigin)?;
        match url.origin() {
            origin if origin == "null" => Err(InvalidOrigin),
            origin => Ok(Self(origin.into())),
        }
    }

    /// The origin's serialization: `https://example.com:8443`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The target of a received request: <https://httpwg.org/specs/rfc9110.html#target.resource>
#[derive(Clone, Debug)]
pub(super) struct Target {
    origin: Origin,
    path_and_query: Rc<str>,
}

impl Target {
    fn new(origin: Origin, uri: &http::Uri) -> Self {
        let path_and_query = match uri.path_and_query().map(http::uri::PathAndQuery::as_str) {
            Some(path) if path.starts_with('/') => path,
            // `*` and the authority of a CONNECT have an empty path and query.
            _ => "/",
        };
        // A copy: the HTTP library's is a part of what it reads the next request into.
        let path_and_query = path_and_query.into();
        Self {
            origin,
            path_and_query,
        }
    }

    pub(super) fn serialize(&self) -> String {
        let path = &*self.path_and_query;
        // OPTIMIZATION: what the URL parser would leave as it is is not parsed.
        if is_serialized_path_and_query(path) {
            return [self.origin.as_str(), path].concat();
        }
        let text = [self.origin.as_str(), path].concat();
        match UrlRecord::parse(&text, None) {
            Ok(url) => url.as_str().to_owned(),
            // An origin and a path that begins with a slash are a URL.
            Err(_) => text,
        }
    }
}

/// Whether a path and query consist of nothing that the URL parser changes: no escape and no dot that could make a dot segment,
/// and only code points that are in no percent-encode set.
fn is_serialized_path_and_query(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_~=&?+,;:@$!*()".contains(&byte);
    let mut before = 0;
    path.bytes().all(|byte| {
        let fine = plain(byte) || (byte == b'.' && before != b'/' && before != b'.');
        before = byte;
        fine
    })
}

impl Request {
    /// The request that a server received.
    ///
    /// `parts` are the HTTP library's: the method, the target, the headers; `origin` is what [`Origin::new`] made of the scheme
    /// and the `Host`. `body` is `None` where the protocol says that there is none (a `GET` without `Content-Length`), otherwise
    /// [`Body::from_source`] of the library's body: it is polled when a script reads it.
    ///
    /// The request's mode is "cors" and its headers' guard "request", as of one that a script makes. Extensions in `parts` are
    /// dropped.
    #[must_use]
    pub fn from_parts(parts: http::request::Parts, origin: &Origin, body: Option<Body>) -> Self {
        let http::request::Parts {
            method,
            uri,
            headers,
            ..
        } = parts;
        Self {
            method,
            url: RequestUrl::Target(Target::new(origin.clone(), &uri)),
            settings: Settings::default(),
            headers: LazyHeaders::new(HeaderList::from_http(&headers), Guard::Request),
            signal: LazySignal::received(),
            body: BodySlot::new(body),
        }
    }

    /// Aborts the request's signal, and those that depend on it: the client went away before it had its response.
    ///
    /// `reason` is what scripts see as `signal.reason`; without one it is an "AbortError" DOMException. Event listeners run in
    /// this call. Nothing happens the second time.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    pub fn abort(&self, scope: &mut Scope<'_, '_>, reason: Option<Local<'_, Value>>) -> Result<()> {
        let signal = self.signal.object(scope);
        signal_abort(scope, signal, reason)
    }

    /// Takes the body out, for native code that sends the request on; `None` for a null body. The request's body is used from
    /// then on. A stream of a script is read in the current task scope: see [`StreamSource`](crate::streams::native::StreamSource).
    ///
    /// # Errors
    ///
    /// TypeError when the body was already read, or is being read.
    pub fn take_body(&self, scope: &mut Scope<'_, '_>) -> Result<Option<Body>> {
        match self.body.take(scope)? {
            Some(content) => content.into_body(scope).map(Some),
            None => Ok(None),
        }
    }
}

/// What a server sends of a [`Response`].
pub struct ResponseParts {
    /// The status code.
    pub status: StatusCode,
    /// The reason phrase, if the response has one of its own; HTTP/1 only.
    pub reason: Option<Bytes>,
    /// The headers, in the order in which their names were first appended.
    pub headers: HeaderMap,
    /// The body; `None` for a null body.
    ///
    /// [`Body::Bytes`] and [`Body::Parts`] are complete and can be written with the head. A [`Body::Source`] is polled as it is: one
    /// that is native, without entering JavaScript; one that is a script's stream, chunk by chunk, in the task scope in which
    /// [`Response::take_parts`] was called.
    pub body: Option<Body>,
}

impl Response {
    /// Takes out what a server sends: names that the HTTP library knows and the values are shared, not copied. The response's
    /// body is used from then on; its status and headers stay.
    ///
    /// # Errors
    ///
    /// TypeError for a network error (`Response.error()`), for a body that was already read, and for a header that HTTP cannot
    /// carry (a control character in its value, a name of more than 65,535 bytes).
    pub fn take_parts(&self, scope: &mut Scope<'_, '_>) -> Result<ResponseParts> {
        if self.is_network_error() {
            return Err(Exception::type_error(
                "A network error cannot be sent as a response",
            ));
        }
        let status = StatusCode::from_u16(self.status).map_err(|_| {
            Exception::type_error(format!("The status {} cannot be sent", self.status))
        })?;
        let headers = self.headers.to_http()?;
        let reason = (!self.status_message.is_empty()).then(|| self.status_message.clone());
        let body = match self.body.take(scope)? {
            Some(content) => Some(content.into_body(scope)?),
            None => None,
        };
        Ok(ResponseParts {
            status,
            reason,
            headers,
            body,
        })
    }
}

impl LazyHeaders {
    /// The headers as the HTTP library's map.
    pub(super) fn to_http(&self) -> Result<HeaderMap> {
        self.with_list(|list| {
            let mut map = HeaderMap::with_capacity(list.len());
            for (name, value) in list.iter() {
                let unsendable = || {
                    let name = String::from_utf8_lossy(name.as_bytes());
                    Exception::type_error(format!("The header '{name}' cannot be sent over HTTP"))
                };
                let http_name = name.as_http().ok_or_else(unsendable)?;
                let value =
                    HeaderValue::from_maybe_shared(value.clone()).map_err(|_| unsendable())?;
                map.try_append(http_name.clone(), value)
                    .map_err(|_| unsendable())?;
            }
            Ok(map)
        })
    }
}
