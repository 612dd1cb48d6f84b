//! The interface QuotaExceededError: <https://webidl.spec.whatwg.org/#quotaexceedederror>
//!
//! The DOMException of that name, which came before it, is not thrown any more; its code, 22, lives on in this interface.

use super::dom_exception::SerializedDomException;
use super::{DomException, DomString};
use crate::exception::{Exception, Result};
use crate::gc::Ref;
use crate::js::{Local, Scope, Value};
use crate::serialize::{Deserializer, Serializable, Serializer};
use crate::{binding, webapi};

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

/// What a record holds of a QuotaExceededError.
#[derive(Debug)]
pub struct SerializedQuotaExceededError {
    dom_exception: SerializedDomException,
    quota: Option<f64>,
    requested: Option<f64>,
}

impl Serializable for QuotaExceededError {
    type Serialized = SerializedQuotaExceededError;

    /// <https://webidl.spec.whatwg.org/#quotaexceedederror>
    fn serialization_steps(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        _: &Serializer<'_>,
    ) -> Result<Self::Serialized> {
        Ok(SerializedQuotaExceededError {
            // 1. Run the DOMException serialization steps given value and serialized.
            dom_exception: SerializedDomException::of(this.upcast(), scope)?,
            // 2. Set serialized.[[Quota]] to value's quota.
            quota: this.quota,
            // 3. Set serialized.[[Requested]] to value's requested.
            requested: this.requested,
        })
    }

    /// <https://webidl.spec.whatwg.org/#quotaexceedederror>
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        _: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        let exception = QuotaExceededError {
            // 1. Run the DOMException deserialization steps given value and serialized.
            dom_exception: serialized.dom_exception.to_exception(),
            // 2. Set value's quota to serialized.[[Quota]].
            quota: serialized.quota,
            // 3. Set value's requested to serialized.[[Requested]].
            requested: serialized.requested,
        };
        let exception = binding::allocate(scope, exception);
        serialized.dom_exception.restore_stack(scope, exception)?;
        Ok(exception)
    }
}
