//! The interface QuotaExceededError: <https://webidl.spec.whatwg.org/#quotaexceedederror>
//!
//! The DOMException of that name, which came before it, is not thrown any more; its code, 22, lives on in this interface.

use super::{DomException, DomString};
use crate::exception::{Exception, Result};
use crate::js::{Local, Scope, Value};
use crate::webapi;

/// <https://webidl.spec.whatwg.org/#dictdef-quotaexceedederroroptions>
#[webapi("webidl/QuotaExceededError.idl")]
#[derive(Clone, Copy, Debug, Default)]
pub struct QuotaExceededErrorOptions {
    /// The limit that was exceeded.
    pub quota: Option<f64>,
    /// The amount that was asked for.
    pub requested: Option<f64>,
}

/// <https://webidl.spec.whatwg.org/#quotaexceedederror>
#[webapi("webidl/QuotaExceededError.idl")]
#[derive(Debug)]
pub struct QuotaExceededError {
    dom_exception: DomException,
    quota: Option<f64>,
    requested: Option<f64>,
}

#[webapi("webidl/QuotaExceededError.idl")]
impl QuotaExceededError {
    /// <https://webidl.spec.whatwg.org/#dom-quotaexceedederror-quotaexceedederror>
    ///
    /// # Errors
    ///
    /// RangeError for a negative number, and when less was asked for than the quota allows.
    pub fn constructor(message: DomString, options: QuotaExceededErrorOptions) -> Result<Self> {
        // 1. Set this's name to "QuotaExceededError". 2. Set this's message to message.
        let dom_exception = DomException::constructor(message, "QuotaExceededError".into());
        // 3. If options["quota"] is present: if it is less than 0, then throw a RangeError; set this's quota to it.
        if options.quota.is_some_and(|quota| quota < 0.0) {
            return Err(Exception::range_error("The quota must not be negative."));
        }
        // 4. If options["requested"] is present: if it is less than 0, then throw a RangeError; set this's requested to it.
        if options.requested.is_some_and(|requested| requested < 0.0) {
            return Err(Exception::range_error(
                "The requested amount must not be negative.",
            ));
        }
        // 5. If this's quota is not null, this's requested is not null, and this's requested is less than this's quota, then
        //    throw a RangeError.
        if let (Some(quota), Some(requested)) = (options.quota, options.requested)
            && requested < quota
        {
            return Err(Exception::range_error(
                "The requested amount must not be less than the quota.",
            ));
        }
        Ok(Self {
            dom_exception,
            quota: options.quota,
            requested: options.requested,
        })
    }

    /// <https://webidl.spec.whatwg.org/#dom-quotaexceedederror-quota>
    pub fn quota(&self) -> Option<f64> {
        // The getter steps are to return this's quota.
        self.quota
    }

    /// <https://webidl.spec.whatwg.org/#dom-quotaexceedederror-requested>
    pub fn requested(&self) -> Option<f64> {
        // The getter steps are to return this's requested.
        self.requested
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-throw>, for a QuotaExceededError.
pub(crate) fn create<'s>(
    scope: &mut Scope<'s, '_>,
    message: &str,
    options: QuotaExceededErrorOptions,
) -> Local<'s, Value> {
    let exception = QuotaExceededError {
        dom_exception: DomException::constructor(message.into(), "QuotaExceededError".into()),
        quota: options.quota,
        requested: options.requested,
    };
    let exception = crate::binding::allocate(scope, exception);
    match crate::binding::wrapper(scope, exception) {
        Some(object) => object.into(),
        // Only when V8 is terminating: there is nobody to see it.
        None => v8::undefined(scope).into(),
    }
}
