//! Where readable streams meet native code: bytes that come of a connection, a file or memory.
//!
//! | from | to | by |
//! |---|---|---|
//! | a [`NativeSource`] | a ReadableStream (of bytes, so that BYOB readers work) | [`readable_stream_of_source`] |
//! | such a stream that nobody reads | the source again | [`take_source`], and [`end_taken_stream`] if scripts can see the stream later |
//! | any ReadableStream | a [`Source`] | [`StreamSource`] |
//!
//! ```text
//! let stream = readable_stream_of_source(scope, source)?;         // nothing is polled before somebody reads
//! match take_source(scope, stream)? {
//!     Some(source) => …                                           // native from end to end: JavaScript is not entered for a chunk
//!     None => Box::pin(StreamSource::new(scope, stream)?),        // a script's stream, or one that was begun: chunk by chunk
//! }
//! ```
//!
//! What a body is in the sense of the Fetch Standard is in `fetch/body.rs`.

mod readable;
mod share;
mod slot;
mod source;
mod stream_source;
mod take;

pub use readable::{
    CancelSteps, NativeAlgorithms, readable_stream_of_source, readable_stream_of_source_with,
};
pub(crate) use share::share;
pub(super) use share::{End, SharedSource};
pub(super) use slot::{Item, Slot, poll_weak};
pub use source::{ByteSource, NativeSource, Source, SourceError, unreadable};
pub(super) use stream_source::append_chunk;
pub use stream_source::{StreamError, StreamOrphaned, StreamSource};
pub(crate) use stream_source::{not_bytes, view_of_chunk};
pub(super) use take::{cancel_taken, close_taken, error_taken, is_native, put_back, take_rest};
pub use take::{end_taken_stream, take_source};
