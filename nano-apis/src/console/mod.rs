//! The Console Standard, <https://console.spec.whatwg.org/>.
//!
//! `inspect` turns values into text; it knows nothing of `console`.

pub mod inspect;
