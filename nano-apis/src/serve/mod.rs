//! What a server gives to the handlers of an application beside the standards' APIs.

mod execution_context;

pub use execution_context::{ExecutionContext, Extension};
