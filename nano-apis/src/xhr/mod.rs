//! The XMLHttpRequest Standard: <https://xhr.spec.whatwg.org/>
//!
//! Only FormData, which Fetch uses. XMLHttpRequest itself is not here.

mod form_data;

pub use form_data::{Entry, EntryValue, FormData, FormDataEntryValue};
