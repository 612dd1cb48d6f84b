//! The formats around DEFLATE: gzip, zlib, and DEFLATE by itself.

use std::sync::{Mutex, PoisonError};

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

/// How many compression contexts are kept of each kind.
const MOST_KEPT: usize = 8;

/// Compression contexts that nobody uses.
///
/// OPTIMIZATION: one is 264 KiB that are written when it is made, and that the operating system gives and takes each time.
struct Pool(Mutex<Vec<Compress>>);

impl Pool {
    /// The contexts for a container.
    fn of(container: Container) -> &'static Self {
        static NONE: Pool = Pool(Mutex::new(Vec::new()));
        static ZLIB: Pool = Pool(Mutex::new(Vec::new()));
        static GZIP: Pool = Pool(Mutex::new(Vec::new()));
        match container {
            Container::None => &NONE,
            Container::Zlib => &ZLIB,
            Container::Gzip => &GZIP,
        }
    }

    /// A context in its start state.
    fn take(&self) -> Option<Compress> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map(|mut context| {
            context.reset();
            context
        })
    }

    fn keep(&self, context: Compress) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.push(context);
        }
    }
}

/// A compression context.
pub(super) struct Deflater {
    container: Container,
    /// Empty when it is being dropped.
    context: Option<Compress>,
    /// What the context made of its first input, if that is no more than the container's header: it goes with what follows.
    ///
    /// OPTIMIZATION: a chunk of a few bytes would cost all streams behind this one as much as a large one.
    header: Vec<u8>,
    ended: bool,
}

/// The most bytes in a container's header: gzip's.
const LONGEST_HEADER: usize = 10;

impl Deflater {
    pub(super) fn new(container: Container) -> Self {
        let level = Compression::new(LEVEL);
        let context = Pool::of(container)
            .take()
            .unwrap_or_else(|| match container {
                Container::None => Compress::new(level, false),
                Container::Zlib => Compress::new(level, true),
                Container::Gzip => Compress::new_gzip(level, WINDOW_BITS),
            });
        Self {
            container,
            context: Some(context),
            header: Vec::new(),
            ended: false,
        }
    }
}

impl Drop for Deflater {
    fn drop(&mut self) {
        if let Some(context) = self.context.take() {
            Pool::of(self.container).keep(context);
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
        let room = output.capacity() - output.len();
        output.extend(self.header.drain(..room.min(self.header.len())));
        let context = self.context.as_mut().ok_or(INVALID)?;
        let (before, made_before) = (context.total_in(), output.len());
        let status = context
            .compress_vec(input, output, flush)
            .map_err(|_| INVALID)?;
        self.ended = status == Status::StreamEnd;
        let taken = since(before, context.total_in());
        let is_header = context.total_out() <= LONGEST_HEADER as u64;
        if is_header && !last && taken == input.len() {
            self.header.extend(output.drain(made_before..));
        }
        Ok(Step {
            taken,
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

#[cfg(test)]
mod tests {
    use super::{Container, Deflater, Inflater};
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
            let first = all(&mut Deflater::new(container), &text);
            // One that is given up in the middle.
            let mut output = Vec::with_capacity(1 << 16);
            let mut given_up = Deflater::new(container);
            given_up
                .step(b"something else", false, &mut output)
                .expect("good input");
            drop(given_up);
            let again = all(&mut Deflater::new(container), &text);
            assert!(first == again, "{container:?}");
            assert!(all(&mut Inflater::new(container), &again) == text);
        }
    }

    #[test]
    fn a_header_goes_with_what_follows_it_whatever_room_there_is() {
        for container in [Container::None, Container::Zlib, Container::Gzip] {
            let text = b"the quick brown fox jumps over the lazy dog; ".repeat(20);
            let at_once = all(&mut Deflater::new(container), &text);
            for room in [1, 3, 9, 10, 11, 64] {
                let (mut deflater, mut made) = (Deflater::new(container), Vec::new());
                let mut output = Vec::with_capacity(room);
                let step = deflater.step(&text[..50], false, &mut output);
                assert_eq!(step.expect("good input").taken, 50, "{container:?} {room}");
                let mut rest = &text[50..];
                if room > 10 {
                    assert!(
                        output.is_empty(),
                        "{container:?}: a chunk of nothing but the header"
                    );
                }
                loop {
                    made.append(&mut output);
                    output.reserve_exact(room);
                    let step = deflater.step(rest, true, &mut output).expect("good input");
                    rest = &rest[step.taken..];
                    if rest.is_empty() && !step.more {
                        break;
                    }
                }
                made.append(&mut output);
                assert!(made == at_once, "{container:?} {room}");
            }
        }
    }
}
