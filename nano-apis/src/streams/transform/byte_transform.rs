//! [`ByteTransform`]: what makes bytes of bytes without JavaScript, and how it is fed in bounded steps.
//!
//! Nothing here knows V8, so that it runs on any thread. `byte_transformer.rs` makes a transform stream's transformer of it.

use std::cell::Cell;

/// A transformation of a sequence of bytes, in steps of any size: a codec.
pub trait ByteTransform: Send {
    /// Takes bytes from the beginning of `input`, and appends what comes of them to `output` as far as its capacity allows; it never
    /// makes `output` grow.
    ///
    /// It stops when all of `input` is taken or `output` is full. `last` says that nothing follows `input`; then the step that
    /// leaves `output` room was the last one.
    ///
    /// # Errors
    ///
    /// The input is not what it should be. No step follows.
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError>;

    /// About how many bytes, taken or appended, occupy a thread for a millisecond.
    fn bytes_in_a_millisecond(&self) -> usize;

    /// About how many bytes of memory it occupies.
    fn memory(&self) -> u64;
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many bytes of the input it took.
    pub taken: usize,
    /// Whether another step may append more although it is given no more input.
    pub more: bool,
}

/// What is wrong with the input of a [`ByteTransform`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteTransformError {
    /// The message of the TypeError that the stream is errored with.
    pub message: &'static str,
    /// Whether what the chunk at fault gave until then stands.
    pub keeps_output: bool,
}

/// The most bytes in a chunk of output.
const CHUNK: usize = 64 * 1024;

thread_local! {
    /// Where output is put before its length is known.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Some input, as far as it was taken.
#[derive(Debug, Default)]
pub struct Feed<T> {
    /// The bytes.
    pub input: T,
    /// How many of them were taken.
    pub taken: usize,
    /// Whether nothing follows.
    pub last: bool,
}

impl<T: AsRef<[u8]>> Feed<T> {
    /// Feeds `transform` until the input is used up, or about `budget` bytes were taken or appended. True when the input is used up.
    ///
    /// `output` gets the bytes in chunks of at most 64 KiB, on failure too.
    ///
    /// # Errors
    ///
    /// What the transform fails with.
    pub fn run(
        &mut self,
        transform: &mut dyn ByteTransform,
        budget: usize,
        output: &mut Vec<Vec<u8>>,
    ) -> Result<bool, ByteTransformError> {
        let mut scratch = SCRATCH.take();
        scratch.clear();
        scratch.reserve_exact(CHUNK);
        let result = self.steps(transform, budget, output, &mut scratch);
        if scratch.len() == scratch.capacity() {
            output.push(scratch);
        } else {
            if !scratch.is_empty() {
                output.push(scratch.as_slice().to_vec());
            }
            SCRATCH.set(scratch);
        }
        result
    }

    fn steps(
        &mut self,
        transform: &mut dyn ByteTransform,
        budget: usize,
        output: &mut Vec<Vec<u8>>,
        scratch: &mut Vec<u8>,
    ) -> Result<bool, ByteTransformError> {
        let mut left = budget.max(1);
        loop {
            let rest = self.input.as_ref().get(self.taken..).unwrap_or_default();
            let input = rest.get(..left).unwrap_or(rest);
            let last = self.last && input.len() == rest.len();
            let before = scratch.len();
            let Step { taken, more } = transform.step(input, last, scratch)?;
            self.taken += taken;
            if taken == rest.len() && !more {
                return Ok(true);
            }
            left = left.saturating_sub(taken + scratch.len() - before);
            if left == 0 {
                return Ok(false);
            }
            if scratch.len() == scratch.capacity() {
                // It is as large as it may be, and becomes a chunk as it is.
                output.push(std::mem::replace(scratch, Vec::with_capacity(CHUNK)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteTransform, ByteTransformError, CHUNK, Feed, Step};

    /// Appends every byte `times` times, and an exclamation mark at the end.
    struct Repeat {
        times: usize,
        of: u8,
        pending: usize,
        ended: bool,
    }

    impl ByteTransform for Repeat {
        fn step(
            &mut self,
            input: &[u8],
            last: bool,
            output: &mut Vec<u8>,
        ) -> Result<Step, ByteTransformError> {
            let mut taken = 0;
            loop {
                let count = self.pending.min(output.capacity() - output.len());
                output.resize(output.len() + count, self.of);
                self.pending -= count;
                if self.pending > 0 {
                    return Ok(Step { taken, more: true });
                }
                if let Some(byte) = input.get(taken) {
                    taken += 1;
                    (self.of, self.pending) = (*byte, self.times);
                } else if last && !self.ended {
                    self.ended = true;
                    (self.of, self.pending) = (b'!', 1);
                } else {
                    return Ok(Step { taken, more: false });
                }
            }
        }

        fn bytes_in_a_millisecond(&self) -> usize {
            1
        }

        fn memory(&self) -> u64 {
            0
        }
    }

    fn repeat(times: usize) -> Repeat {
        Repeat {
            times,
            of: 0,
            pending: 0,
            ended: false,
        }
    }

    #[test]
    fn output_comes_in_chunks() {
        let mut output = Vec::new();
        let mut feed = Feed {
            input: b"ab",
            taken: 0,
            last: true,
        };
        let done = feed.run(&mut repeat(CHUNK), usize::MAX, &mut output);
        assert_eq!(done, Ok(true));
        let lengths: Vec<usize> = output.iter().map(Vec::len).collect();
        assert_eq!(lengths, [CHUNK, CHUNK, 1]);
        assert_eq!(output.concat().last(), Some(&b'!'));
    }

    #[test]
    fn a_budget_pauses_and_nothing_is_lost() {
        for budget in 0..40 {
            let mut feed = Feed {
                input: b"abc",
                taken: 0,
                last: true,
            };
            let mut transform = repeat(3);
            let mut output = Vec::new();
            while feed.run(&mut transform, budget, &mut output) == Ok(false) {}
            assert_eq!(output.concat(), b"aaabbbccc!", "{budget}");
        }
    }
}
