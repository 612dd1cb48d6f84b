//! The fast lane: pipes from native sources through native transformers, and their tees, for native consumers.
//!
//! A pipe whose source is native, and whose destination is the writable side of a transform stream of bytes, does not begin before
//! somebody wants a chunk ([`defer`]). If that is a script, it is the ordinary pipe that begins. If it is native code that takes the
//! readable side's source ([`take`]), it gets a source that pulls and transforms without JavaScript, and the pipe only learns how
//! that ended. What the pipe and the streams hold by then comes first: no script has seen it. So it makes no difference when the
//! source is taken. All streams and the pipe end by the standard's own algorithms, and meanwhile the pipe and the consumer lock every
//! side: no script can tell the difference.
//!
//! A branch of a tee of such a stream is taken in the same way ([`take_branch`]): then the tee's source is shared by native code. A
//! script that reads the other branch has the tee's algorithms read its share of that.
//!
//! ```text
//! source ── pipe ── codec ─┬─ pipe ── codec ── Response        Transformed(Transformed(source)), polled by the response
//!                          └─ pipe ── codec ── text()          with a Share each of what the first codec gives
//! ```
//!
//! What a native source is, is in `streams/native`; how bytes are transformed, in `streams/transform/byte_transform.rs`.

mod branch;
mod defer;
mod ends;
mod source;
mod take;

pub use branch::AsBranch;
pub(super) use branch::{
    TeeBranch, Teeing, chunk_microtask, close_ended, read_share, share_came, source_ended,
    take_branch,
};
pub(super) use defer::defer;
pub(super) use source::TransformFailed;
pub(super) use take::take;
