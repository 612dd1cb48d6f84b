//! `float` and `double`, restricted and unrestricted: <https://webidl.spec.whatwg.org/#js-double>

use super::idl;
use super::integer::to_number;
use super::{FromJs, IntoJs};
use crate::exception::{Exception, Result};
use crate::js::{Local, Number, Scope, Value};

/// <https://webidl.spec.whatwg.org/#js-float>
impl<'s> FromJs<'s, idl::Float> for f32 {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let x be ? ToNumber(V).
        // 2. If x is NaN, +∞, or −∞, then throw a TypeError.
        // 3.–4. Let y be the single-precision number closest to x, with 2^128 and −2^128 standing for what is beyond.
        let y = to_number(scope, value)? as f32;
        // 5. If y is 2^128 or −2^128, then throw a TypeError.
        if !y.is_finite() {
            return Err(Exception::type_error(
                "The provided float value is non-finite.",
            ));
        }
        // 6.–7. Return y (which kept the sign of a zero).
        Ok(y)
    }
}

/// <https://webidl.spec.whatwg.org/#js-unrestricted-float>
impl<'s> FromJs<'s, idl::UnrestrictedFloat> for f32 {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1.–7. As for `float`, with NaN and the infinities as they are; beyond the range lie the infinities.
        Ok(to_number(scope, value)? as f32)
    }
}

/// <https://webidl.spec.whatwg.org/#js-double>
impl<'s> FromJs<'s, idl::Double> for f64 {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let x be ? ToNumber(V).
        let x = to_number(scope, value)?;
        // 2. If x is NaN, +∞, or −∞, then throw a TypeError.
        if !x.is_finite() {
            return Err(Exception::type_error(
                "The provided double value is non-finite.",
            ));
        }
        // 3. Return x.
        Ok(x)
    }
}

/// <https://webidl.spec.whatwg.org/#js-unrestricted-double>
impl<'s> FromJs<'s, idl::UnrestrictedDouble> for f64 {
    #[inline]
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        to_number(scope, value)
    }
}

macro_rules! into_number {
    ($($ty:ident: $($marker:ident),*;)*) => { $($(
        impl<'s> IntoJs<'s, idl::$marker> for $ty {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                Ok(Number::new(scope, f64::from(self)).into())
            }

            #[inline]
            fn into_return(
                self,
                _: &mut Scope<'s, '_>,
                slot: &mut v8::ReturnValue<'_, Value>,
            ) -> Result<()> {
                slot.set_double(f64::from(self));
                Ok(())
            }
        }
    )*)* };
}

into_number! {
    f32: Float, UnrestrictedFloat;
    f64: Double, UnrestrictedDouble;
}
