//! The Compression Standard: <https://compression.spec.whatwg.org/>
//!
//! The formats themselves are the crates' `flate2` (on zlib-rs), `libdeflater` and `brotli`. How chunks of bytes go through a transform
//! stream is in `streams/transform`.

mod brotli;
mod compression_stream;
mod container;
mod decompression_stream;
mod deflate_stream;
mod deflate_whole;
mod deflater;
mod format;
mod inflater;
mod pool;

pub use compression_stream::CompressionStream;
pub use decompression_stream::DecompressionStream;
pub use format::CompressionFormat;
