//! The enumerations of a Request, and RequestInit: <https://fetch.spec.whatwg.org/#requestinit>

use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::{ByteString, DomString, UsvString};
use nano_runtime::{Ref, webapi};

use super::Request;
use super::body_init::BodyInit;
use super::guard::HeadersInit;
use crate::dom::AbortSignal;

/// <https://fetch.spec.whatwg.org/#requestinfo>
#[webapi("fetch/Request.idl")]
pub enum RequestInfo<'s> {
    /// A request to copy.
    Request(Ref<'s, Request>),
    /// A URL.
    UsvString(UsvString),
}

/// <https://fetch.spec.whatwg.org/#requestinit>
#[webapi("fetch/Request.idl")]
#[derive(Default)]
pub struct RequestInit<'s> {
    /// `method`
    pub method: Option<ByteString>,
    /// `headers`
    pub headers: Option<HeadersInit>,
    /// `body`
    pub body: Option<Option<BodyInit<'s>>>,
    /// `referrer`
    pub referrer: Option<UsvString>,
    /// `referrerPolicy`
    pub referrer_policy: Option<ReferrerPolicy>,
    /// `mode`
    pub mode: Option<RequestMode>,
    /// `credentials`
    pub credentials: Option<RequestCredentials>,
    /// `cache`
    pub cache: Option<RequestCache>,
    /// `redirect`
    pub redirect: Option<RequestRedirect>,
    /// `integrity`
    pub integrity: Option<DomString>,
    /// `keepalive`
    pub keepalive: Option<bool>,
    /// `signal`
    pub signal: Option<Option<Ref<'s, AbortSignal>>>,
    /// `duplex`
    pub duplex: Option<RequestDuplex>,
    /// `priority`
    pub priority: Option<RequestPriority>,
    /// `window`, which can only be null
    pub window: Option<Local<'s, Value>>,
}

impl RequestInit<'_> {
    /// Whether no member exists: <https://infra.spec.whatwg.org/#map-is-empty>
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            method,
            headers,
            body,
            referrer,
            referrer_policy,
            mode,
            credentials,
            cache,
            redirect,
            integrity,
            keepalive,
            signal,
            duplex,
            priority,
            window,
        } = self;
        method.is_none()
            && headers.is_none()
            && body.is_none()
            && referrer.is_none()
            && referrer_policy.is_none()
            && mode.is_none()
            && credentials.is_none()
            && cache.is_none()
            && redirect.is_none()
            && integrity.is_none()
            && keepalive.is_none()
            && signal.is_none()
            && duplex.is_none()
            && priority.is_none()
            && window.is_none()
    }
}

/// <https://fetch.spec.whatwg.org/#requestdestination>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestDestination {
    #[default]
    Empty,
    Audio,
    AudioWorklet,
    Document,
    Embed,
    Font,
    Frame,
    Iframe,
    Image,
    Json,
    Manifest,
    Object,
    PaintWorklet,
    Report,
    Script,
    SharedWorker,
    Style,
    Text,
    Track,
    Video,
    Worker,
    Xslt,
}

/// <https://fetch.spec.whatwg.org/#requestmode>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestMode {
    Navigate,
    SameOrigin,
    NoCors,
    #[default]
    Cors,
}

/// <https://fetch.spec.whatwg.org/#requestcredentials>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestCredentials {
    Omit,
    #[default]
    SameOrigin,
    Include,
}

/// <https://fetch.spec.whatwg.org/#requestcache>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestCache {
    #[default]
    Default,
    NoStore,
    Reload,
    NoCache,
    ForceCache,
    OnlyIfCached,
}

/// <https://fetch.spec.whatwg.org/#requestredirect>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestRedirect {
    #[default]
    Follow,
    Error,
    Manual,
}

/// <https://fetch.spec.whatwg.org/#requestduplex>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestDuplex {
    #[default]
    Half,
}

/// <https://fetch.spec.whatwg.org/#requestpriority>
#[webapi("fetch/Request.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum RequestPriority {
    High,
    Low,
    #[default]
    Auto,
}

/// <https://w3c.github.io/webappsec-referrer-policy/#enumdef-referrerpolicy>
#[webapi("fetch/ReferrerPolicy.idl")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the values are the standard's table")]
pub enum ReferrerPolicy {
    #[default]
    Empty,
    NoReferrer,
    NoReferrerWhenDowngrade,
    SameOrigin,
    Origin,
    StrictOrigin,
    OriginWhenCrossOrigin,
    StrictOriginWhenCrossOrigin,
    UnsafeUrl,
}
