//! The interface Request: <https://fetch.spec.whatwg.org/#request-class>
//!
//! Its constructor's steps are in `request_constructor.rs`, its dictionary and enumerations in `request_init.rs`; requests that
//! an HTTP server received are made in `server.rs`.

use std::rc::Rc;

use http::Method;
use nano_runtime::webidl::DomString;
use nano_runtime::{Exception, Ref, Result, Scope, webapi};

use super::body_slot::BodySlot;
use super::headers::{Headers, LazyHeaders};
use super::request_constructor::construct;
use super::request_init::{
    ReferrerPolicy, RequestCache, RequestCredentials, RequestDestination, RequestDuplex,
    RequestInfo, RequestInit, RequestMode, RequestPriority, RequestRedirect,
};
use super::server::Target;
use super::signal::LazySignal;
use crate::dom::AbortSignal;
use crate::url::UrlRecord;

/// <https://fetch.spec.whatwg.org/#request-class>
#[webapi("fetch/Request.idl")]
pub struct Request {
    #[untraced]
    pub(super) method: Method,
    #[untraced]
    pub(super) url: RequestUrl,
    #[untraced]
    pub(super) settings: Settings,
    pub(super) headers: LazyHeaders,
    pub(super) signal: LazySignal,
    pub(super) body: BodySlot,
}

/// A request's URL.
#[derive(Clone)]
pub(super) enum RequestUrl {
    Parsed(Rc<UrlRecord>),
    /// Of a request that an HTTP server received: parsed when somebody asks.
    Target(Target),
}

impl RequestUrl {
    /// <https://url.spec.whatwg.org/#concept-url-serializer>
    fn serialize(&self) -> String {
        match self {
            Self::Parsed(url) => url.as_str().to_owned(),
            Self::Target(target) => target.serialize(),
        }
    }
}

/// <https://fetch.spec.whatwg.org/#concept-request-referrer>
#[derive(Clone, Debug, Default)]
pub(super) enum Referrer {
    /// "no-referrer"
    Omitted,
    #[default]
    Client,
    Url(Rc<UrlRecord>),
}

/// What a request says about how it is to be fetched.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) referrer: Referrer,
    pub(super) referrer_policy: ReferrerPolicy,
    pub(super) mode: RequestMode,
    pub(super) credentials: RequestCredentials,
    pub(super) cache: RequestCache,
    pub(super) redirect: RequestRedirect,
    pub(super) integrity: DomString,
    pub(super) keepalive: bool,
    pub(super) priority: RequestPriority,
}

#[webapi("fetch/Request.idl")]
impl Request {
    /// <https://fetch.spec.whatwg.org/#dom-request>
    fn constructor(
        scope: &mut Scope<'_, '_>,
        input: RequestInfo<'_>,
        init: RequestInit<'_>,
    ) -> Result<Self> {
        construct(scope, input, init)
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-method>
    fn method(&self) -> &[u8] {
        self.method.as_str().as_bytes()
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-url>
    fn url(&self) -> String {
        self.url.serialize()
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-headers>
    fn headers(&self, scope: &mut Scope<'_, '_>) -> Ref<'_, Headers> {
        self.headers.object(scope)
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-destination>
    fn destination(&self) -> RequestDestination {
        RequestDestination::Empty
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-referrer>
    fn referrer(&self) -> &str {
        match &self.settings.referrer {
            // 1. If this's request's referrer is "no-referrer", then return the empty string.
            Referrer::Omitted => "",
            // 2. If this's request's referrer is "client", then return "about:client".
            Referrer::Client => "about:client",
            // 3. Return this's request's referrer, serialized.
            Referrer::Url(url) => url.as_str(),
        }
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-referrerpolicy>
    fn referrer_policy(&self) -> ReferrerPolicy {
        self.settings.referrer_policy
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-mode>
    fn mode(&self) -> RequestMode {
        self.settings.mode
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-credentials>
    fn credentials(&self) -> RequestCredentials {
        self.settings.credentials
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-cache>
    fn cache(&self) -> RequestCache {
        self.settings.cache
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-redirect>
    fn redirect(&self) -> RequestRedirect {
        self.settings.redirect
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-integrity>
    fn integrity(&self) -> &DomString {
        &self.settings.integrity
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-keepalive>
    fn keepalive(&self) -> bool {
        self.settings.keepalive
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-isreloadnavigation>
    ///
    /// Only a browser's own navigations set the flag.
    fn is_reload_navigation(&self) -> bool {
        false
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-ishistorynavigation>
    ///
    /// Only a browser's own navigations set the flag.
    fn is_history_navigation(&self) -> bool {
        false
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-signal>
    fn signal(&self, scope: &mut Scope<'_, '_>) -> Ref<'_, AbortSignal> {
        self.signal.object(scope)
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-duplex>
    fn duplex(&self) -> RequestDuplex {
        RequestDuplex::Half
    }

    /// <https://fetch.spec.whatwg.org/#dom-request-clone>
    fn clone(&self, scope: &mut Scope<'_, '_>) -> Result<Self> {
        // 1. If this is unusable, then throw a TypeError.
        if self.body.is_unusable() {
            return Err(Exception::type_error("Request body is already used"));
        }
        // 2. Let clonedRequest be the result of cloning this's request.
        // 3. Assert: this's signal is non-null. 4. Let clonedSignal be the result of creating a dependent abort signal from
        //    « this's signal ».
        let cloned_signal = LazySignal::dependent(self.signal.source(scope));
        // 5. and 6. Return the result of creating a Request object, given clonedRequest, this's headers's guard, clonedSignal.
        Ok(Self {
            method: self.method.clone(),
            url: self.url.clone(),
            settings: self.settings.clone(),
            headers: LazyHeaders::new(self.headers.to_list(), self.headers.guard()),
            signal: cloned_signal,
            body: self.body.clone_body(scope)?,
        })
    }
}
