//! The Streams Standard: <https://streams.spec.whatwg.org/>
//!
//! Each abstract operation is one function of its name. The files of interfaces only delegate to them.

mod from;
mod lane;
pub mod native;
pub mod pipe;
pub mod promises;
pub mod queue_with_sizes;
pub mod readable;
pub mod strategies;
pub mod tee;
mod tee_bytes;
mod transferable;
pub mod transform;
pub mod writable;
