//! The XMLHttpRequest Standard: <https://xhr.spec.whatwg.org/>
//!
//! FormData, which Fetch uses, and ProgressEvent. XMLHttpRequest itself is not here.

mod form_data;
mod progress_event;

pub use form_data::{Entry, EntryValue, FormData, FormDataEntryValue};
pub use progress_event::{ProgressEvent, ProgressEventInit, fire_a_progress_event};
