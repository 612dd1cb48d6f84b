//! The algorithms of the standard that need no engine, as methods of the model.
//!
//! Each has the name that the standard gives it.

mod distinguish;
mod inherit;
mod overloads;
mod types;

pub use inherit::DictionaryLevel;
pub use overloads::{Optionality, OverloadItem};
