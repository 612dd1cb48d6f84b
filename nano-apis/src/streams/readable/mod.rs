//! Readable streams: <https://streams.spec.whatwg.org/#rs>

mod byob_reader;
mod byob_request;
mod byte_controller;
mod byte_controller_operations;
mod byte_controller_setup;
mod byte_queue;
mod chunk;
mod default_controller;
mod default_controller_operations;
mod default_controller_setup;
mod default_reader;
mod generic_reader;
mod iterator;
mod operations;
mod pull_into;
mod read_request;
mod readable_stream;
mod underlying_source;

pub use byob_reader::{
    ReadableStreamBYOBReader, acquire_readable_stream_byob_reader,
    readable_stream_byob_reader_read, readable_stream_byob_reader_release,
};
pub use byob_request::ReadableStreamBYOBRequest;
pub use byte_controller::ReadableByteStreamController;
pub use byte_controller_operations::{
    readable_byte_stream_controller_close, readable_byte_stream_controller_enqueue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_get_byob_request,
};
pub use byte_controller_setup::create_readable_byte_stream;
pub use chunk::Chunk;
pub use default_controller::ReadableStreamDefaultController;
pub use default_controller_operations::{
    readable_stream_default_controller_can_close_or_enqueue,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
    readable_stream_default_controller_error, readable_stream_default_controller_fulfill_pull,
    readable_stream_default_controller_get_desired_size,
    readable_stream_default_controller_has_backpressure,
};
pub use default_controller_setup::create_readable_stream;
pub use default_reader::{
    ReadableStreamDefaultReader, acquire_readable_stream_default_reader,
    readable_stream_default_reader_read, readable_stream_default_reader_release,
    readable_stream_default_reader_release_unobserved,
};
pub use generic_reader::{GenericReader, readable_stream_reader_generic_cancel};
pub use operations::{
    is_readable_stream_locked, readable_stream_cancel, readable_stream_close, readable_stream_error,
};
pub use pull_into::{
    readable_byte_stream_controller_respond, readable_byte_stream_controller_respond_with_new_view,
};
pub use read_request::{NewReadRequest, ReadIntoRequest, ReadIntoSteps, ReadRequest, ReadSteps};
pub use readable_stream::{ReadableStream, ReadableStreamState, StreamPipeOptions};
pub use underlying_source::{Controller, SourceAlgorithms};
