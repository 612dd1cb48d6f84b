//! `bigint`: <https://webidl.spec.whatwg.org/#js-bigint>

use super::idl;
use super::{FromJs, IntoJs};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Tracer};
use crate::js::{self, Local, Scope, Value};

/// An integer of any size: a sign and 64-bit words, least significant first.
///
/// It is normalized: no leading zero words, and zero is not negative. So equal numbers are equal values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BigInt {
    negative: bool,
    words: Vec<u64>,
}

impl BigInt {
    /// The number with this sign and magnitude.
    #[must_use]
    pub fn new(negative: bool, mut words: Vec<u64>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        Self {
            negative: negative && !words.is_empty(),
            words,
        }
    }

    /// Whether the number is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The magnitude's words, least significant first; none for zero.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The number as a `u64`, if it fits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match (self.negative, self.words.as_slice()) {
            (false, []) => Some(0),
            (false, [word]) => Some(*word),
            _ => None,
        }
    }

    /// The number as an `i64`, if it fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self.words.as_slice() {
            [] => Some(0),
            [word] if self.negative => 0_i64.checked_sub_unsigned(*word),
            [word] => i64::try_from(*word).ok(),
            _ => None,
        }
    }
}

impl From<u64> for BigInt {
    fn from(value: u64) -> Self {
        Self::new(false, vec![value])
    }
}

impl From<i64> for BigInt {
    fn from(value: i64) -> Self {
        Self::new(value < 0, vec![value.unsigned_abs()])
    }
}

// SAFETY: plain data has no edges.
unsafe impl Trace for BigInt {
    fn trace(&self, _: &mut Tracer<'_>) {}
}

impl<'s> FromJs<'s, idl::Bigint> for BigInt {
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. Let x be ? ToBigInt(V).
        let x = value.to_big_int(scope).ok_or(Exception::Pending)?;
        // 2. Return the IDL bigint value that represents the same numeric value as x.
        let mut words = vec![0; x.word_count()];
        let (negative, _) = x.to_words_array(&mut words);
        Ok(Self::new(negative, words))
    }
}

impl<'s> IntoJs<'s, idl::Bigint> for BigInt {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        if let Some(small) = self.to_i64() {
            return Ok(js::BigInt::new_from_i64(scope, small).into());
        }
        // V8 counts words in an `int`, and throws its own RangeError above 2^30 bits.
        if i32::try_from(self.words.len()).is_err() {
            return Err(Exception::range_error("Maximum BigInt size exceeded"));
        }
        js::BigInt::new_from_words(scope, self.negative, &self.words)
            .map(Into::into)
            .ok_or(Exception::Pending)
    }
}
