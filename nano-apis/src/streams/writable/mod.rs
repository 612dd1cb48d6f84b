//! Writable streams: <https://streams.spec.whatwg.org/#ws>
//!
//! One file for each interface, and one for each section of abstract operations.

mod controller;
mod controller_operations;
mod operations;
mod stream;
mod underlying_sink;
mod writer;
mod writer_operations;

pub use controller::{SinkAlgorithms, WritableStreamDefaultController};
pub(in crate::streams) use controller_operations::writable_stream_default_controller_await_write;
pub use controller_operations::{
    writable_stream_default_controller_error, writable_stream_default_controller_error_if_needed,
};
pub use operations::{
    acquire_writable_stream_default_writer, create_writable_stream, is_writable_stream_locked,
    writable_stream_abort, writable_stream_close, writable_stream_close_queued_or_in_flight,
};
pub use stream::{WritableStream, WritableStreamState};
pub use underlying_sink::{NativeSink, UnderlyingSink};
pub use writer::{ReadySteps, WritableStreamDefaultWriter};
pub use writer_operations::{
    writable_stream_default_writer_close_with_error_propagation,
    writable_stream_default_writer_get_desired_size, writable_stream_default_writer_release,
    writable_stream_default_writer_release_unobserved, writable_stream_default_writer_write,
    writable_stream_default_writer_write_unobserved,
};
