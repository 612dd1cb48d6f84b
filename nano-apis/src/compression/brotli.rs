//! The format Brotli: RFC 7932.

use brotli::enc::StandardAlloc;
use brotli::enc::encode::{
    BrotliEncoderOperation, BrotliEncoderParameter, BrotliEncoderStateStruct,
};
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

use super::format::{INVALID, decompressed};
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

/// About the time that zlib's default level takes, for a smaller result. The format's own default, 11, is for what is compressed once
/// and sent often: it takes a hundred times as long.
const QUALITY: u32 = 5;

/// The base-2 logarithm of the compressor's window.
const WINDOW_BITS: u32 = 22;

/// A compression context.
pub(super) struct BrotliCompressor {
    context: Box<BrotliEncoderStateStruct<StandardAlloc>>,
}

impl BrotliCompressor {
    pub(super) fn new() -> Self {
        let mut context = Box::new(BrotliEncoderStateStruct::new(StandardAlloc::default()));
        context.set_parameter(BrotliEncoderParameter::BROTLI_PARAM_QUALITY, QUALITY);
        context.set_parameter(BrotliEncoderParameter::BROTLI_PARAM_LGWIN, WINDOW_BITS);
        Self { context }
    }
}

impl ByteTransform for BrotliCompressor {
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError> {
        let operation = if last {
            BrotliEncoderOperation::BROTLI_OPERATION_FINISH
        } else {
            BrotliEncoderOperation::BROTLI_OPERATION_PROCESS
        };
        let (mut left, mut taken) = (input.len(), 0);
        loop {
            // What waits in the context goes out before it makes more.
            while self.context.has_more_output() {
                let mut room = output.capacity() - output.len();
                if room == 0 {
                    return Ok(Step { taken, more: true });
                }
                // It sets `room` to how much of the slice is output.
                let slice = self.context.take_output(&mut room);
                output.extend_from_slice(slice.get(..room).unwrap_or(slice));
            }
            if (left == 0 && !last) || self.context.is_finished() {
                return Ok(Step {
                    taken: input.len(),
                    more: false,
                });
            }
            // The output is taken above, from the context's own memory.
            let compressed = self.context.compress_stream(
                operation,
                &mut left,
                input,
                &mut taken,
                &mut 0,
                &mut [],
                &mut 0,
                &mut None,
                &mut |_, _, _, _| (),
            );
            if !compressed {
                return Err(INVALID);
            }
        }
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        64 * 1024
    }

    fn memory(&self) -> u64 {
        let context = &self.context;
        let commands = context.cmd_alloc_size_ * size_of::<brotli::enc::command::Command>();
        // The tables of the hasher that this quality has take a mebibyte once there is input.
        let hasher = if context.is_initialized_ { 1 << 20 } else { 0 };
        let ring = u64::from(context.ringbuffer_.cur_size_);
        (size_of_val(&**context) + commands + context.storage_size_ + hasher) as u64 + ring
    }
}

/// A decompression context.
pub(super) struct BrotliDecompressor {
    context: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    ended: bool,
}

impl BrotliDecompressor {
    pub(super) fn new() -> Self {
        // A strict one: windows of more than 16 MiB are no part of RFC 7932.
        let context = BrotliState::new_strict(
            StandardAlloc::default(),
            StandardAlloc::default(),
            StandardAlloc::default(),
        );
        Self {
            context: Box::new(context),
            ended: false,
        }
    }
}

impl ByteTransform for BrotliDecompressor {
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError> {
        let mut taken = 0;
        if !self.ended {
            let mut left = input.len();
            let mut written = output.len();
            let mut room = output.capacity() - written;
            output.resize(output.capacity(), 0);
            let result = BrotliDecompressStream(
                &mut left,
                &mut taken,
                input,
                &mut room,
                &mut written,
                output,
                &mut 0,
                &mut self.context,
            );
            output.truncate(written);
            match result {
                BrotliResult::ResultFailure => return Err(INVALID),
                BrotliResult::ResultSuccess => self.ended = true,
                BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
            }
        }
        decompressed(taken, input, last, self.ended, output)
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        128 * 1024
    }

    fn memory(&self) -> u64 {
        let window = u64::try_from(self.context.ringbuffer_size).unwrap_or_default();
        size_of_val(&*self.context) as u64 + window
    }
}
