//! The steps of `new Request(input, init)`: <https://fetch.spec.whatwg.org/#dom-request>

use http::Method;
use http::header::CONTENT_TYPE;
use nano_runtime::{Exception, Result, Scope};

use std::rc::Rc;

use super::Request;
use super::base_url::api_base_url;
use super::body_init::{BodyWithType, extract};
use super::body_slot::BodySlot;
use super::guard::{Guard, append, fill};
use super::header_list::HeaderList;
use super::headers::LazyHeaders;
use super::method::{is_cors_safelisted_method, method_of_init};
use super::request::{Referrer, RequestUrl, Settings};
use super::request_init::{RequestCache, RequestInfo, RequestInit, RequestMode};
use super::signal::LazySignal;
use crate::url::UrlRecord;

/// <https://fetch.spec.whatwg.org/#dom-request>
pub(super) fn construct(
    scope: &mut Scope<'_, '_>,
    input: RequestInfo<'_>,
    mut init: RequestInit<'_>,
) -> Result<Request> {
    // 1. Let request be null. 2. Let fallbackMode be null.
    // 3. Let baseURL be this's relevant settings object's API base URL.
    let base_url = api_base_url(scope);
    let base_url = base_url.as_deref();
    // 5. If input is a string, then: 6. Otherwise:
    let init_is_empty = init.is_empty();
    let (mut method, url, mut settings, list, input_body) = match &input {
        RequestInfo::UsvString(input) => {
            let url = parse_input(base_url, input)?;
            (
                Method::GET,
                RequestUrl::Parsed(Rc::new(url)),
                Settings::default(),
                HeaderList::default(),
                None,
            )
        }
        RequestInfo::Request(input) => {
            // 1. Assert: input is a Request object. 2. Set request to input's request.
            // 12. Set request to a new request with the following properties: …
            let (list, body) = (input.headers.to_list(), Some(&input.get().body));
            (
                input.method.clone(),
                input.url.clone(),
                input.settings.clone(),
                list,
                body,
            )
        }
    };
    // 7. to 9. are about the user that a prompt is shown to.
    // 10. If init["window"] exists and is non-null, then throw a TypeError.
    if init.window.is_some_and(|window| !window.is_null()) {
        return Err(Exception::type_error(
            "RequestInit's window member can only be null",
        ));
    }
    // 13. If init is not empty, then:
    if !init_is_empty {
        // 1. If request's mode is "navigate", then set it to "same-origin".
        if settings.mode == RequestMode::Navigate {
            settings.mode = RequestMode::SameOrigin;
        }
        // 2. and 3. unset the navigation flags. 4. Set request's origin to "client".
        // 5. Set request's referrer to "client". 6. Set request's referrer policy to the empty string.
        settings.referrer = Referrer::Client;
        settings.referrer_policy = Default::default();
        // 7. Set request's URL to request's current URL. 8. Set request's URL list to « request's URL ».
    }
    // 14. to 24. and 27.
    read_settings(&mut settings, &init, base_url)?;
    // 25. If init["method"] exists, then:
    if let Some(init_method) = &init.method {
        // 1. Let method be init["method"]. 2. and 3. Check and normalize it. 4. Set request's method to method.
        method = method_of_init(init_method)?;
    }
    // 4. Let signal be null. 6.3. Set signal to input's signal. 26. If init["signal"] exists, then set signal to it.
    let signal = match (init.signal, &input) {
        (Some(signal), _) => signal,
        (None, RequestInfo::Request(input)) => input.signal.source(scope),
        (None, RequestInfo::UsvString(_)) => None,
    };
    // 29. Let signals be « signal » if signal is non-null; otherwise « ».
    // 30. Set this's signal to the result of creating a dependent abort signal from signals.
    let signal = LazySignal::dependent(signal);
    // 31. Set this's headers to a new Headers object whose header list is request's header list and guard is "request".
    let mut guard = Guard::Request;
    // 32. If this's request's mode is "no-cors", then:
    if settings.mode == RequestMode::NoCors {
        // 1. If this's request's method is not a CORS-safelisted method, then throw a TypeError.
        if !is_cors_safelisted_method(&method) {
            return Err(Exception::type_error(format!(
                "'{method}' is unsupported in no-cors mode."
            )));
        }
        // 2. Set this's headers's guard to "request-no-cors".
        guard = Guard::RequestNoCors;
    }
    // 33. If init is not empty, then:
    let mut headers = list;
    if !init_is_empty {
        // 1. Let headers be a copy of this's headers and its associated header list. 3. Empty this's headers's header list.
        let copy = std::mem::take(&mut headers);
        match &init.headers {
            // 2. If init["headers"] exists, then set headers to init["headers"]. 5. Otherwise, fill this's headers with headers.
            Some(given) => fill(&mut headers, guard, given)?,
            // 4. If headers is a Headers object, then for each header of its header list, append header to this's headers.
            None => {
                for (name, value) in copy.iter() {
                    append(&mut headers, guard, name.as_bytes(), value)?;
                }
            }
        }
    }
    let body = construct_body(
        scope,
        &mut init,
        input_body,
        &method,
        &settings,
        guard,
        &mut headers,
    )?;
    Ok(Request {
        method,
        url,
        settings,
        headers: LazyHeaders::new(headers, guard),
        signal,
        // 42. Set this's request's body to finalBody.
        body,
    })
}

/// Step 5.
fn parse_input(base_url: Option<&UrlRecord>, input: &str) -> Result<UrlRecord> {
    // 1. Let parsedURL be the result of parsing input with baseURL.
    // 2. If parsedURL is failure, then throw a TypeError.
    let parsed_url = UrlRecord::parse(input, base_url)
        .map_err(|_| Exception::type_error(format!("Failed to parse URL from {input}")))?;
    // 3. If parsedURL includes credentials, then throw a TypeError.
    if parsed_url.includes_credentials() {
        return Err(Exception::type_error(format!(
            "Request cannot be constructed from a URL that includes credentials: {input}"
        )));
    }
    // 4. Set request to a new request whose URL is parsedURL. 5. Set fallbackMode to "cors".
    Ok(parsed_url)
}

/// Steps 14 to 24, and 27.
fn read_settings(
    settings: &mut Settings,
    init: &RequestInit<'_>,
    base_url: Option<&UrlRecord>,
) -> Result<()> {
    // 14. If init["referrer"] exists, then:
    if let Some(referrer) = &init.referrer {
        settings.referrer = parse_referrer(referrer, base_url)?;
    }
    // 15. If init["referrerPolicy"] exists, then set request's referrer policy to it.
    settings.referrer_policy = init.referrer_policy.unwrap_or(settings.referrer_policy);
    // 16. Let mode be init["mode"] if it exists, and fallbackMode otherwise.
    // 17. If mode is "navigate", then throw a TypeError.
    if init.mode == Some(RequestMode::Navigate) {
        return Err(Exception::type_error(
            "Cannot construct a Request with a RequestInit whose mode member is set as 'navigate'.",
        ));
    }
    // 18. If mode is non-null, then set request's mode to mode. The fallback is the settings' default.
    settings.mode = init.mode.unwrap_or(settings.mode);
    // 19. If init["credentials"] exists, then set request's credentials mode to it.
    settings.credentials = init.credentials.unwrap_or(settings.credentials);
    // 20. If init["cache"] exists, then set request's cache mode to it.
    settings.cache = init.cache.unwrap_or(settings.cache);
    // 21. If request's cache mode is "only-if-cached" and request's mode is not "same-origin", then throw a TypeError.
    if settings.cache == RequestCache::OnlyIfCached && settings.mode != RequestMode::SameOrigin {
        return Err(Exception::type_error(
            "'only-if-cached' can be set only with 'same-origin' mode",
        ));
    }
    // 22. If init["redirect"] exists, then set request's redirect mode to it.
    settings.redirect = init.redirect.unwrap_or(settings.redirect);
    // 23. If init["integrity"] exists, then set request's integrity metadata to it.
    if let Some(integrity) = &init.integrity {
        settings.integrity = integrity.clone();
    }
    // 24. If init["keepalive"] exists, then set request's keepalive to it.
    settings.keepalive = init.keepalive.unwrap_or(settings.keepalive);
    // 27. If init["priority"] exists, then set request's priority to it.
    settings.priority = init.priority.unwrap_or(settings.priority);
    Ok(())
}

/// Step 14.
fn parse_referrer(referrer: &str, base_url: Option<&UrlRecord>) -> Result<Referrer> {
    // 1. Let referrer be init["referrer"].
    // 2. If referrer is the empty string, then set request's referrer to "no-referrer".
    if referrer.is_empty() {
        return Ok(Referrer::Omitted);
    }
    // 3. Otherwise: 1. Let parsedReferrer be the result of parsing referrer with baseURL.
    // 2. If parsedReferrer is failure, then throw a TypeError.
    let parsed_referrer = UrlRecord::parse(referrer, base_url)
        .map_err(|_| Exception::type_error(format!("Referrer '{referrer}' is not a valid URL.")))?;
    // 3. If parsedReferrer's scheme is "about" and path is the string "client", or parsedReferrer's origin is not same origin
    //    with origin, then set request's referrer to "client".
    let is_client = parsed_referrer.scheme() == "about" && parsed_referrer.path() == "client";
    let origin = parsed_referrer.origin();
    let is_same_origin = origin != "null" && base_url.is_some_and(|base| base.origin() == origin);
    if is_client || !is_same_origin {
        return Ok(Referrer::Client);
    }
    // 4. Otherwise, set request's referrer to parsedReferrer.
    Ok(Referrer::Url(Rc::new(parsed_referrer)))
}

/// Steps 34 to 41: 'finalBody'.
fn construct_body(
    scope: &mut Scope<'_, '_>,
    init: &mut RequestInit<'_>,
    // 34. Let inputBody be input's request's body if input is a Request object; otherwise null.
    input_body: Option<&BodySlot>,
    method: &Method,
    settings: &Settings,
    guard: Guard,
    headers: &mut HeaderList,
) -> Result<BodySlot> {
    let mode_forbids_streams =
        !matches!(settings.mode, RequestMode::SameOrigin | RequestMode::Cors);
    let input_body = input_body.filter(|body| !body.is_null());
    let init_body = init.body.take().flatten();
    // 35. If either init["body"] exists and is non-null or inputBody is non-null, and request's method is `GET` or `HEAD`, then
    //     throw a TypeError.
    if (init_body.is_some() || input_body.is_some())
        && (method == Method::GET || method == Method::HEAD)
    {
        return Err(Exception::type_error(
            "Request with GET/HEAD method cannot have body.",
        ));
    }
    // 36. Let initBody be null. 37. If init["body"] exists and is non-null, then:
    if let Some(init_body) = init_body {
        // 1. Let bodyWithType be the result of extracting init["body"], with keepalive set to request's keepalive.
        // 2. Set initBody to bodyWithType's body. 3. Let type be bodyWithType's type.
        let BodyWithType { body, content_type } =
            extract(init_body, settings.keepalive)?.charged(scope);
        // 4. If type is non-null and this's headers's header list does not contain `Content-Type`, then append (`Content-Type`,
        //    type) to this's headers.
        if let Some(content_type) = content_type
            && !headers.contains(&CONTENT_TYPE.into())
        {
            append(
                headers,
                guard,
                CONTENT_TYPE.as_str().as_bytes(),
                &content_type,
            )?;
        }
        // 38. Let inputOrInitBody be initBody if it is non-null; otherwise inputBody.
        // 39. If inputOrInitBody is non-null and inputOrInitBody's source is null, then:
        if body.has_null_source() {
            // 1. If initBody is non-null and init["duplex"] does not exist, then throw a TypeError.
            if init.duplex.is_none() {
                return Err(Exception::type_error(
                    "The `duplex` member must be specified for a request with a streaming body",
                ));
            }
            // 2. If this's request's mode is neither "same-origin" nor "cors", then throw a TypeError.
            if mode_forbids_streams {
                return Err(stream_needs_mode());
            }
        }
        // 40. Let finalBody be inputOrInitBody.
        return Ok(BodySlot::of_content(Some(body)));
    }
    let Some(input_body) = input_body else {
        return Ok(BodySlot::default());
    };
    // 39. If inputOrInitBody is non-null and its source is null, then:
    //     2. If this's request's mode is neither "same-origin" nor "cors", then throw a TypeError.
    if input_body.has_null_source() && mode_forbids_streams {
        return Err(stream_needs_mode());
    }
    // 41. If initBody is null and inputBody is non-null, then: 1. If input is unusable, then throw a TypeError.
    if input_body.is_unusable() {
        return Err(Exception::type_error(
            "Cannot construct a Request with a Request object that has already been used.",
        ));
    }
    // 2. Set finalBody to the result of creating a proxy for inputBody.
    input_body.create_a_proxy(scope)
}

#[cold]
fn stream_needs_mode() -> Exception {
    Exception::type_error(
        "If request is made from ReadableStream, mode should be \"same-origin\" or \"cors\"",
    )
}
