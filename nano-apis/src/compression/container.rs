//! [`Container`]: what surrounds DEFLATE data.

/// What surrounds the DEFLATE data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// Nothing: RFC 1951
    None,
    /// RFC 1950
    Zlib,
    /// RFC 1952
    Gzip,
}

/// The base-2 logarithm of the largest window, which a decompressor must have.
pub(super) const WINDOW_BITS: u8 = 15;

/// How far one of zlib's totals went since it was `before`.
pub(super) fn since(before: u64, now: u64) -> usize {
    // A step takes no more than a slice.
    usize::try_from(now - before).unwrap_or(usize::MAX)
}
