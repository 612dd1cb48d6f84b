//! The standard's `supportedAlgorithms`: <https://w3c.github.io/webcrypto/#algorithm-normalization-internal>
//!
//! A [`Registration`] is one algorithm: its name, and for each operation that it supports how parameters for it are read. What is
//! read is the operation itself, ready to run on any thread.

use nano_runtime::{Result, Scope};

use super::algorithms::sha::{self, Hash};
use super::normalize::Parameters;

/// Converts parameters to the algorithm's IDL dictionary for an operation, and that to the operation.
pub(super) type Normalize<T> = for<'s, 'i> fn(&mut Scope<'s, 'i>, Parameters<'s>) -> Result<T>;

/// One algorithm: a row for each operation it supports.
///
/// <https://w3c.github.io/webcrypto/#dfn-define-an-algorithm>
pub(super) struct Registration {
    /// The recognized algorithm name.
    pub(super) name: &'static str,
    /// The digest operation.
    pub(super) digest: Option<Normalize<Hash>>,
}

impl Registration {
    /// An algorithm without any operation, to be filled in with those it supports.
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, digest: None }
    }
}

/// Every algorithm that NANO has.
static SUPPORTED_ALGORITHMS: &[&Registration] =
    &[&sha::SHA_1, &sha::SHA_256, &sha::SHA_384, &sha::SHA_512];

/// The algorithms with this name, which differ in case at most: there is one or none.
pub(super) fn find(name: &str) -> Option<&'static Registration> {
    SUPPORTED_ALGORITHMS
        .iter()
        .copied()
        .find(|registration| registration.name.eq_ignore_ascii_case(name))
}
