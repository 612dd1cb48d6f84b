//! A response on its way out.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Method, StatusCode, Uri};
use nano_apis::fetch::server::{Origin, ResponseParts};
use nano_apis::fetch::{Body, SourceError};
use nano_apis::streams::native::StreamError;

use super::lifetime::{LONGEST_EXTENSION, Lifetime};

/// What a line in the log says of a request.
#[derive(Clone)]
pub struct Label {
    pub method: Method,
    pub origin: Origin,
    pub uri: Uri,
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        write!(f, "{} {}{path}", self.method, self.origin.as_str())
    }
}

/// A response's body as hyper asks for it.
pub struct Reply(Content);

enum Content {
    /// All of it is in memory.
    Whole(Option<Body>),
    /// It is still being made. Empty once it has ended.
    Streamed(Option<Box<Streamed>>),
}

/// A body that is sent as it comes. Its request lives as long.
struct Streamed {
    body: Body,
    lifetime: Lifetime,
    label: Label,
    /// The length that the response's head names, in bytes.
    length: Option<u64>,
    sent: u64,
    outcome: Outcome,
    /// Completes when the isolate will not run any more.
    isolate_ends: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

/// How a body ended, as far as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Open,
    Complete,
    Failed,
}

/// The response that the handler gave.
pub fn reply(mut parts: ResponseParts, lifetime: Lifetime, label: Label) -> hyper::Response<Reply> {
    if label.method == Method::HEAD {
        leave_out_body(&mut parts, &lifetime);
    }
    let ResponseParts {
        status,
        reason,
        mut headers,
        body,
    } = parts;
    let content = match body {
        Some(body @ Body::Source(_)) => {
            let length = declared_length(&mut headers).or_else(|| body.size_hint().exact());
            let instance = Rc::clone(&lifetime.instance);
            Content::Streamed(Some(Box::new(Streamed {
                body,
                lifetime,
                label,
                length,
                sent: 0,
                outcome: Outcome::Open,
                isolate_ends: Some(Box::pin(async move { instance.ended().await })),
            })))
        }
        // What is in memory needs nothing of the request any more. Its length is what it is.
        body => {
            if body.is_some() {
                headers.remove(header::CONTENT_LENGTH);
            }
            lifetime.answered();
            Content::Whole(body)
        }
    };
    let mut response = hyper::Response::new(Reply(content));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    if let Some(reason) = reason.and_then(|reason| hyper::ext::ReasonPhrase::try_from(reason).ok())
    {
        response.extensions_mut().insert(reason);
    }
    response
}

/// A response of the server's own.
pub fn plain(status: StatusCode, text: &'static str) -> hyper::Response<Reply> {
    let body = Body::Bytes(Bytes::from_static(text.as_bytes()));
    let mut response = hyper::Response::new(Reply(Content::Whole(Some(body))));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static("text/plain;charset=utf-8");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

/// Makes a response what HEAD gets of it: the head, with the length that the body would have.
fn leave_out_body(parts: &mut ResponseParts, lifetime: &Lifetime) {
    let Some(body) = parts.body.take() else {
        return;
    };
    if let Some(length) = body.size_hint().exact() {
        parts
            .headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    if matches!(body, Body::Source(_)) {
        lifetime.cancel(body, "The response to HEAD has no body");
    }
}

/// The length that a script gave a body that is streamed. What is no length does not reach the client.
fn declared_length(headers: &mut HeaderMap) -> Option<u64> {
    let length = {
        let mut values = headers.get_all(header::CONTENT_LENGTH).iter();
        let value = values.next()?;
        let same = values.all(|other| other == value);
        value
            .to_str()
            .ok()
            .filter(|text| same && text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok())
    };
    headers.remove(header::CONTENT_LENGTH);
    if let Some(length) = length {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    length
}

impl Streamed {
    fn poll_body(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        if let Some(ends) = &mut self.isolate_ends
            && ends.as_mut().poll(cx).is_ready()
        {
            self.isolate_ends = None;
            // What waits for the isolate fails now; what is native goes on.
            let lifetime = &self.lifetime;
            lifetime.instance.runtime.cancel_scope(lifetime.scope);
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    /// The next frame, within the length that was promised.
    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        let frame = match std::task::ready!(self.poll_body(cx)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(self.failed(error)))),
            None => {
                if let Some(length) = self.length
                    && self.sent < length
                {
                    let error = too_short(self.sent, length);
                    return Poll::Ready(Some(Err(self.failed(error))));
                }
                self.lifetime.answered();
                self.outcome = Outcome::Complete;
                return Poll::Ready(None);
            }
        };
        if let Some(data) = frame.data_ref() {
            self.sent = self.sent.saturating_add(data.len() as u64);
            if let Some(length) = self.length
                && self.sent > length
            {
                return Poll::Ready(Some(Err(self.failed(too_long(length)))));
            }
        }
        Poll::Ready(Some(Ok(frame)))
    }

    /// The client will see that the body is cut off; the log says why.
    fn failed(&mut self, error: SourceError) -> SourceError {
        self.lifetime.answered();
        self.outcome = Outcome::Failed;
        if error.is::<StreamError>() || error.is::<WrongLength>() {
            tracing::error!("{}: the response's body failed: {error}", self.label);
        } else {
            // A client that goes away in the middle of its upload is not the server's error.
            tracing::debug!("{}: the response's body failed: {error}", self.label);
        }
        error
    }

    /// Whether hyper has been given all it was promised, after which it does not ask again.
    fn is_sent(&self) -> bool {
        self.length.is_some_and(|length| self.sent >= length)
    }

    /// Waits for the end of a body of which everything was sent that was promised: a script that closes its stream after its last chunk
    /// is not cancelled for it.
    async fn finish(mut self) {
        self.lifetime.answered();
        let end = async {
            loop {
                match poll_fn(|cx| self.poll_body(cx)).await {
                    Some(Ok(frame)) if frame.data_ref().is_none_or(Bytes::is_empty) => {}
                    other => break other,
                }
            }
        };
        match tokio::time::timeout(LONGEST_EXTENSION, end).await {
            Ok(None) => {}
            Ok(Some(Err(error))) => drop(self.failed(error)),
            Ok(Some(Ok(_))) => {
                drop(self.failed(too_long(self.length.unwrap_or_default())));
                self.lifetime
                    .cancel(self.body, "The response is longer than its Content-Length");
            }
            Err(_) => self
                .lifetime
                .cancel(self.body, "The response has been sent"),
        }
    }
}

/// A body that has not the length that its response's head names.
#[derive(Debug)]
struct WrongLength(String);

impl std::fmt::Display for WrongLength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongLength {}

fn too_short(sent: u64, length: u64) -> SourceError {
    WrongLength(format!(
        "it ended after {sent} of {length} bytes (Content-Length)"
    ))
    .into()
}

fn too_long(length: u64) -> SourceError {
    WrongLength(format!("it is longer than {length} bytes (Content-Length)")).into()
}

impl HttpBody for Reply {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        match &mut self.0 {
            Content::Whole(Some(body)) => Pin::new(body).poll_frame(cx),
            Content::Streamed(Some(streamed)) => streamed.poll_frame(cx),
            Content::Whole(None) | Content::Streamed(None) => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Whole(body) => body.as_ref().is_none_or(HttpBody::is_end_stream),
            // hyper asks until the end, where it is seen whether all has been sent.
            Content::Streamed(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Whole(Some(body)) => body.size_hint(),
            Content::Streamed(Some(streamed)) => match streamed.length {
                Some(length) => SizeHint::with_exact(length.saturating_sub(streamed.sent)),
                None => SizeHint::new(),
            },
            Content::Whole(None) | Content::Streamed(None) => SizeHint::with_exact(0),
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        let Content::Streamed(streamed) = &mut self.0 else {
            return;
        };
        let Some(streamed) = streamed.take() else {
            return;
        };
        match streamed.outcome {
            Outcome::Complete => {}
            Outcome::Failed => {
                let Streamed { body, lifetime, .. } = *streamed;
                lifetime.cancel(body, "The response has failed");
            }
            Outcome::Open if streamed.is_sent() => {
                let instance = Rc::clone(&streamed.lifetime.instance);
                instance.extend(streamed.finish());
            }
            Outcome::Open => {
                let Streamed { body, lifetime, .. } = *streamed;
                lifetime.abandon(Some(body));
            }
        }
    }
}
