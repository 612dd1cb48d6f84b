//! Decompressing DEFLATE data: zlib-rs.

use flate2::{Decompress, FlushDecompress, Status};

use super::container::{Container, WINDOW_BITS, since};
use super::format::{INVALID, NEEDS_DICTIONARY, decompressed};
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

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
