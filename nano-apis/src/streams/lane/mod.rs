//! The fast lane: pipes from native sources through native transformers, for a native consumer.
//!
//! A pipe whose source is native, and whose destination is the writable side of a transform stream of bytes, does not begin before
//! somebody wants a chunk ([`defer`]). If that is a script, it is the ordinary pipe that begins. If it is native code that takes the
//! readable side's source ([`take`]), it gets a source that pulls and transforms without JavaScript, and the pipe only learns how
//! that ended. So all streams and the pipe end by the standard's own algorithms, and meanwhile the pipe and the consumer lock every
//! side: no script can tell the difference.
//!
//! What a native source is, is in `streams/native`; how bytes are transformed, in `streams/transform/byte_transform.rs`.

mod defer;
mod source;
mod take;

pub(super) use defer::defer;
pub(super) use source::TransformFailed;
pub(super) use take::take;
