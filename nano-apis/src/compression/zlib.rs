//! The formats around DEFLATE: gzip, zlib, and DEFLATE by itself.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::format::{INVALID, NEEDS_DICTIONARY, decompressed};
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

/// The level that zlib and all other runtimes have as their default.
const LEVEL: u32 = 6;

/// The base-2 logarithm of the largest window, which a decompressor must have.
const WINDOW_BITS: u8 = 15;

/// What surrounds the DEFLATE data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    None,
    Zlib,
    Gzip,
}

/// A compression context.
pub(super) struct Deflater {
    context: Compress,
    ended: bool,
}

impl Deflater {
    pub(super) fn new(container: Container) -> Self {
        let level = Compression::new(LEVEL);
        Self {
            context: match container {
                Container::None => Compress::new(level, false),
                Container::Zlib => Compress::new(level, true),
                Container::Gzip => Compress::new_gzip(level, WINDOW_BITS),
            },
            ended: false,
        }
    }
}

/// How far a total went since it was `before`.
fn since(before: u64, now: u64) -> usize {
    // A step takes no more than a slice.
    usize::try_from(now - before).unwrap_or(usize::MAX)
}

impl ByteTransform for Deflater {
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError> {
        if self.ended {
            return Ok(Step {
                taken: input.len(),
                more: false,
            });
        }
        let flush = if last {
            FlushCompress::Finish
        } else {
            FlushCompress::None
        };
        let before = self.context.total_in();
        let status = self
            .context
            .compress_vec(input, output, flush)
            .map_err(|_| INVALID)?;
        self.ended = status == Status::StreamEnd;
        Ok(Step {
            taken: since(before, self.context.total_in()),
            more: !self.ended && output.len() == output.capacity(),
        })
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        64 * 1024
    }

    fn memory(&self) -> u64 {
        // zlib's: (1 << (windowBits + 2)) + (1 << (memLevel + 9)), and the state.
        264 * 1024
    }
}

/// A decompression context.
pub(super) struct Inflater {
    context: Decompress,
    ended: bool,
}

impl Inflater {
    pub(super) fn new(container: Container) -> Self {
        Self {
            context: match container {
                Container::None => Decompress::new(false),
                Container::Zlib => Decompress::new(true),
                Container::Gzip => Decompress::new_gzip(WINDOW_BITS),
            },
            ended: false,
        }
    }
}

impl ByteTransform for Inflater {
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError> {
        let mut taken = 0;
        if !self.ended {
            let before = self.context.total_in();
            let status = self
                .context
                .decompress_vec(input, output, FlushDecompress::None)
                .map_err(|error| match error.needs_dictionary() {
                    Some(_) => NEEDS_DICTIONARY,
                    None => INVALID,
                })?;
            taken = since(before, self.context.total_in());
            self.ended = status == Status::StreamEnd;
        }
        decompressed(taken, input, last, self.ended, output)
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        256 * 1024
    }

    fn memory(&self) -> u64 {
        // The window, and the state with its tables.
        48 * 1024
    }
}
