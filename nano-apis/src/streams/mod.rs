//! The Streams Standard: <https://streams.spec.whatwg.org/>
//!
//! Each abstract operation is one function of its name. The files of interfaces only delegate to them.

pub mod promises;
pub mod queue_with_sizes;
pub mod strategies;
pub mod writable;
