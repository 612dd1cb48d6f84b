//! Transform streams: <https://streams.spec.whatwg.org/#ts>
//!
//! One file for each interface, and one for each section of abstract operations. APIs whose transformer is native code begin with
//! [`set_up_transform_stream`].

mod byte_transform;
mod byte_transformer;
mod controller;
mod controller_operations;
mod default_sinks;
mod default_sources;
mod generic;
mod operations;
mod stream;
mod transformer;

pub use byte_transform::{ByteTransform, ByteTransformError, Feed, Step};
pub use byte_transformer::ByteTransformer;
pub use controller::TransformStreamDefaultController;
pub use controller_operations::{
    transform_stream_default_controller_enqueue, transform_stream_default_controller_error,
    transform_stream_default_controller_terminate,
};
pub(super) use default_sinks::{
    transform_stream_default_sink_abort_algorithm, transform_stream_default_sink_close_algorithm,
    transform_stream_default_sink_write_algorithm,
};
pub use generic::GenericTransformStream;
pub(super) use operations::transform_stream_unblock_write;
pub use operations::{create_an_identity_transform_stream, set_up_transform_stream};
pub use stream::TransformStream;
pub use transformer::{Identity, NativeTransformer, Transformer};
