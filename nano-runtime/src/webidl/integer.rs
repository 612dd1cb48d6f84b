//! The integer types, plain, `[Clamp]` and `[EnforceRange]`: <https://webidl.spec.whatwg.org/#js-integer-types>

use super::idl;
use super::{FromJs, IntoJs};
use crate::exception::{Exception, Result};
use crate::js::{Local, Number, Scope, Value};

/// An IDL integer type, for [`convert_to_int`].
trait Integer: Copy {
    /// The IDL type's name, for messages.
    const NAME: &'static str;
    /// `lowerBound` of ConvertToInt.
    const LOWER: f64;
    /// `upperBound` of ConvertToInt.
    const UPPER: f64;

    /// An integral number between the bounds.
    fn from_f64(x: f64) -> Self;
    /// The number's residue modulo 2^64, cut to the type's bits: steps 10 to 12 of ConvertToInt.
    fn from_residue(residue: u64) -> Self;
    /// The same number, if the type can hold it.
    fn from_i32(x: i32) -> Option<Self>;
}

/// What happens to a number outside the type's range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Wrap,
    Clamp,
    EnforceRange,
}

/// ToNumber, without the conversion where there is nothing to convert.
#[inline]
pub(super) fn to_number<'s>(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<f64> {
    match Local::<Number>::try_from(value) {
        Ok(number) => Ok(number.value()),
        Err(_) => value.number_value(scope).ok_or(Exception::Pending),
    }
}

/// <https://webidl.spec.whatwg.org/#abstract-opdef-converttoint>
#[inline]
fn convert_to_int<'s, T: Integer>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    mode: Mode,
) -> Result<T> {
    // OPTIMIZATION: a small integer within the bounds is itself whatever the mode.
    if let Ok(small) = Local::<v8::Int32>::try_from(value) {
        let small = small.value();
        if let Some(same) = T::from_i32(small) {
            return Ok(same);
        }
        return number_to_int(f64::from(small), mode);
    }
    // 1.–3. The bounds are the type's constants.
    // 4. Let x be ? ToNumber(V).
    let x = to_number(scope, value)?;
    number_to_int(x, mode)
}

/// The steps of ConvertToInt after ToNumber.
fn number_to_int<T: Integer>(x: f64, mode: Mode) -> Result<T> {
    // 5. If x is −0, then set x to +0. (`+ 0.0` does it.)
    let x = x + 0.0;
    match mode {
        // 6. If the conversion is to an IDL type associated with [EnforceRange]:
        Mode::EnforceRange => {
            // 1. If x is NaN, +∞, or −∞, then throw a TypeError.
            if !x.is_finite() {
                return Err(not_finite(x, T::NAME));
            }
            // 2. Set x to IntegerPart(x).
            let x = x.trunc() + 0.0;
            // 3. If x < lowerBound or x > upperBound, then throw a TypeError.
            if x < T::LOWER || x > T::UPPER {
                return Err(out_of_range(T::NAME));
            }
            // 4. Return x.
            return Ok(T::from_f64(x));
        }
        // 7. If x is not NaN and the conversion is to an IDL type associated with [Clamp]:
        Mode::Clamp if !x.is_nan() => {
            // 1. Set x to min(max(x, lowerBound), upperBound).
            // 2. Round x to the nearest integer, choosing the even integer if it lies halfway between two, and choosing +0
            //    rather than −0.
            let x = x.clamp(T::LOWER, T::UPPER).round_ties_even() + 0.0;
            // 3. Return x.
            return Ok(T::from_f64(x));
        }
        Mode::Clamp | Mode::Wrap => {}
    }
    // 8. If x is NaN, +0, +∞, or −∞, then return +0.
    if !x.is_finite() {
        return Ok(T::from_residue(0));
    }
    // 9. Set x to IntegerPart(x).
    // 10. Set x to x modulo 2^bitLength.
    // 11. If signedness is "signed" and x ≥ 2^(bitLength − 1), then return x − 2^bitLength.
    // 12. Otherwise, return x.
    Ok(T::from_residue(modulo_2_64(x.trunc())))
}

/// An integral number modulo 2^64.
fn modulo_2_64(x: f64) -> u64 {
    const TWO_64: f64 = 18_446_744_073_709_551_616.0;
    // The remainder of a floating-point division is exact, and so is its magnitude as a `u64`; negating that in the residue
    // class, not in floating point, keeps it so.
    let magnitude = (x.abs() % TWO_64) as u64;
    if x < 0.0 {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }
}

#[cold]
fn not_finite(x: f64, name: &str) -> Exception {
    let infinite = if x.is_infinite() { " infinite and" } else { "" };
    Exception::type_error(format!("Value is{infinite} not of type '{name}'."))
}

#[cold]
fn out_of_range(name: &str) -> Exception {
    Exception::type_error(format!("Value is outside the '{name}' value range."))
}

macro_rules! integers {
    ($($ty:ident, $marker:ident, $name:literal, $lower:expr, $upper:expr, $slot:ident as $wide:ty;)*) => { $(
        impl Integer for $ty {
            const NAME: &'static str = $name;
            const LOWER: f64 = $lower;
            const UPPER: f64 = $upper;

            #[inline]
            fn from_f64(x: f64) -> Self {
                x as $ty
            }

            #[inline]
            fn from_residue(residue: u64) -> Self {
                residue as $ty
            }

            #[inline]
            fn from_i32(x: i32) -> Option<Self> {
                $ty::try_from(x).ok()
            }
        }

        impl<'s> FromJs<'s, idl::$marker> for $ty {
            #[inline]
            fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
                convert_to_int(scope, value, Mode::Wrap)
            }
        }

        impl<'s> FromJs<'s, idl::Clamp<idl::$marker>> for $ty {
            #[inline]
            fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
                convert_to_int(scope, value, Mode::Clamp)
            }
        }

        impl<'s> FromJs<'s, idl::EnforceRange<idl::$marker>> for $ty {
            #[inline]
            fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
                convert_to_int(scope, value, Mode::EnforceRange)
            }
        }

        integers!(@into idl::$marker, $ty, $slot as $wide);
        integers!(@into idl::Clamp<idl::$marker>, $ty, $slot as $wide);
        integers!(@into idl::EnforceRange<idl::$marker>, $ty, $slot as $wide);
    )* };
    (@into $marker:ty, $ty:ident, $slot:ident as $wide:ty) => {
        impl<'s> IntoJs<'s, $marker> for $ty {
            #[inline]
            fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
                // Step 1 of each: the Number that represents the same numeric value (for 64 bits, the closest one).
                Ok(integers!(@make $slot, scope, <$wide>::from_lossy(self)))
            }

            #[inline]
            fn into_return(
                self,
                _: &mut Scope<'s, '_>,
                slot: &mut v8::ReturnValue<'_, Value>,
            ) -> Result<()> {
                slot.$slot(<$wide>::from_lossy(self));
                Ok(())
            }
        }
    };
    (@make set_int32, $scope:ident, $value:expr) => { v8::Integer::new($scope, $value).into() };
    (@make set_uint32, $scope:ident, $value:expr) => { v8::Integer::new_from_unsigned($scope, $value).into() };
    (@make set_double, $scope:ident, $value:expr) => { Number::new($scope, $value).into() };
}

/// The widening to the type a return slot takes; only that of 64-bit integers to doubles can round.
trait FromLossy<T> {
    fn from_lossy(value: T) -> Self;
}

macro_rules! from_lossy {
    ($($from:ident => $to:ident),*) => { $(
        impl FromLossy<$from> for $to {
            #[inline]
            fn from_lossy(value: $from) -> Self {
                value as $to
            }
        }
    )* };
}

from_lossy!(i8 => i32, u8 => u32, i16 => i32, u16 => u32, i32 => i32, u32 => u32, i64 => f64, u64 => f64);

/// 2^53 − 1, where the 64-bit types' bounds lie.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

integers! {
    i8, Byte, "byte", -128.0, 127.0, set_int32 as i32;
    u8, Octet, "octet", 0.0, 255.0, set_uint32 as u32;
    i16, Short, "short", -32_768.0, 32_767.0, set_int32 as i32;
    u16, UnsignedShort, "unsigned short", 0.0, 65_535.0, set_uint32 as u32;
    i32, Long, "long", -2_147_483_648.0, 2_147_483_647.0, set_int32 as i32;
    u32, UnsignedLong, "unsigned long", 0.0, 4_294_967_295.0, set_uint32 as u32;
    i64, LongLong, "long long", -MAX_SAFE, MAX_SAFE, set_double as f64;
    u64, UnsignedLongLong, "unsigned long long", 0.0, MAX_SAFE, set_double as f64;
}
