//! Compressing bytes as they come: zlib-rs.

use flate2::{Compress, Compression, FlushCompress, Status};

use super::container::{Container, WINDOW_BITS, since};
use super::format::INVALID;
use super::pool::Pool;
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

/// The level that zlib and all other runtimes have as their default.
const LEVEL: u32 = 6;

/// About how many bytes take a millisecond to compress.
pub(super) const BYTES_IN_A_MILLISECOND: usize = 64 * 1024;

/// A compression context.
pub(super) struct DeflateStream {
    container: Container,
    /// Empty when it is being dropped.
    context: Option<Compress>,
    ended: bool,
}

impl DeflateStream {
    pub(super) fn new(container: Container) -> Self {
        let kept = pool_of(container).take().map(|mut context| {
            context.reset();
            context
        });
        let level = Compression::new(LEVEL);
        let context = kept.unwrap_or_else(|| match container {
            Container::None => Compress::new(level, false),
            Container::Zlib => Compress::new(level, true),
            Container::Gzip => Compress::new_gzip(level, WINDOW_BITS),
        });
        Self {
            container,
            context: Some(context),
            ended: false,
        }
    }
}

/// The contexts for a container.
fn pool_of(container: Container) -> &'static Pool<Compress> {
    static NONE: Pool<Compress> = Pool::new();
    static ZLIB: Pool<Compress> = Pool::new();
    static GZIP: Pool<Compress> = Pool::new();
    match container {
        Container::None => &NONE,
        Container::Zlib => &ZLIB,
        Container::Gzip => &GZIP,
    }
}

impl Drop for DeflateStream {
    fn drop(&mut self) {
        if let Some(context) = self.context.take() {
            pool_of(self.container).keep(context);
        }
    }
}

impl ByteTransform for DeflateStream {
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
        let context = self.context.as_mut().ok_or(INVALID)?;
        let before = context.total_in();
        let status = context
            .compress_vec(input, output, flush)
            .map_err(|_| INVALID)?;
        self.ended = status == Status::StreamEnd;
        Ok(Step {
            taken: since(before, context.total_in()),
            more: !self.ended && output.len() == output.capacity(),
        })
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        BYTES_IN_A_MILLISECOND
    }

    fn memory(&self) -> u64 {
        // zlib's: (1 << (windowBits + 2)) + (1 << (memLevel + 9)), and the state.
        264 * 1024
    }
}

#[cfg(test)]
mod tests {
    use super::super::container::Container;
    use super::super::inflater::Inflater;
    use super::DeflateStream;
    use crate::streams::transform::ByteTransform;

    /// What a codec makes of all of `input`.
    fn all(codec: &mut dyn ByteTransform, input: &[u8]) -> Vec<u8> {
        let mut output = Vec::with_capacity(1 << 16);
        let step = codec.step(input, true, &mut output).expect("good input");
        assert_eq!((step.taken, step.more), (input.len(), false));
        output
    }

    #[test]
    fn a_context_that_was_used_before_begins_anew() {
        for container in [Container::None, Container::Zlib, Container::Gzip] {
            let text = b"the quick brown fox jumps over the lazy dog; ".repeat(20);
            let first = all(&mut DeflateStream::new(container), &text);
            // One that is given up in the middle.
            let mut output = Vec::with_capacity(1 << 16);
            let mut given_up = DeflateStream::new(container);
            given_up
                .step(b"something else", false, &mut output)
                .expect("good input");
            drop(given_up);
            let again = all(&mut DeflateStream::new(container), &text);
            assert!(first == again, "{container:?}");
            assert!(all(&mut Inflater::new(container), &again) == text);
        }
    }
}
