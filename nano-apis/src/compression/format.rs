//! The supported formats: <https://compression.spec.whatwg.org/#supported-formats>

use nano_runtime::webapi;

use super::brotli::{BrotliCompressor, BrotliDecompressor};
use super::container::Container;
use super::deflater::Deflater;
use super::inflater::Inflater;
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

/// <https://compression.spec.whatwg.org/#enumdef-compressionformat>
#[webapi("compression/CompressionStream.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompressionFormat {
    /// RFC 7932
    Brotli,
    /// RFC 1950, which HTTP calls deflate
    Deflate,
    /// RFC 1951
    DeflateRaw,
    /// RFC 1952, of one member
    Gzip,
}

impl CompressionFormat {
    /// A compression context in its start state.
    #[must_use]
    pub fn compressor(self) -> Box<dyn ByteTransform> {
        match self {
            Self::Brotli => Box::new(BrotliCompressor::new()),
            Self::Deflate => Box::new(Deflater::new(Container::Zlib)),
            Self::DeflateRaw => Box::new(Deflater::new(Container::None)),
            Self::Gzip => Box::new(Deflater::new(Container::Gzip)),
        }
    }

    /// A decompression context in its start state.
    #[must_use]
    pub fn decompressor(self) -> Box<dyn ByteTransform> {
        match self {
            Self::Brotli => Box::new(BrotliDecompressor::new()),
            Self::Deflate => Box::new(Inflater::new(Container::Zlib)),
            Self::DeflateRaw => Box::new(Inflater::new(Container::None)),
            Self::Gzip => Box::new(Inflater::new(Container::Gzip)),
        }
    }
}

/// The result of decompressing is an error, and of the chunk nothing is enqueued.
pub(super) const INVALID: ByteTransformError = ByteTransformError {
    message: "The compressed data was not valid.",
    keeps_output: false,
};

/// A dictionary is asked for, which the standard does not support.
pub(super) const NEEDS_DICTIONARY: ByteTransformError = ByteTransformError {
    message: "The compressed data was not valid: a preset dictionary is not supported.",
    keeps_output: false,
};

/// The end of the compressed input has been reached, and the context has not fully consumed the chunk.
const SURPLUS: ByteTransformError = ByteTransformError {
    message: "Junk found after end of compressed data.",
    keeps_output: true,
};

/// The end of the compressed input has not been reached.
const TRUNCATED: ByteTransformError = ByteTransformError {
    message: "Compressed input was truncated.",
    keeps_output: false,
};

/// What a decompressor has done with `input`, of which it took `taken` bytes: an error when the compressed data ended before its
/// input did, or has not ended with the `last` of it.
pub(super) fn decompressed(
    taken: usize,
    input: &[u8],
    last: bool,
    ended: bool,
    output: &Vec<u8>,
) -> Result<Step, ByteTransformError> {
    if ended && taken < input.len() {
        return Err(SURPLUS);
    }
    let more = !ended && output.len() == output.capacity();
    if last && !ended && !more {
        return Err(TRUNCATED);
    }
    Ok(Step { taken, more })
}
