//! The compressor of the formats around DEFLATE.

use super::container::Container;
use super::deflate_stream::{BYTES_IN_A_MILLISECOND, DeflateStream};
use super::deflate_whole::deflate_whole;
use crate::streams::transform::{ByteTransform, ByteTransformError, Step};

/// The most input that is gathered before any of it is compressed.
const MOST_GATHERED: usize = 64 * 1024;

/// A compression context.
///
/// OPTIMIZATION: input is gathered. If it ends before there is much, it is compressed all at once, which takes less time than doing it as
/// it comes, and less memory until then. What is compressed as it comes gives no output for as many bytes either, unless they are random.
pub(super) struct Deflater {
    container: Container,
    state: State,
}

enum State {
    /// So much has come.
    Gathering(Vec<u8>),
    /// All of it is compressed, and given out from `given` on.
    Whole { made: Vec<u8>, given: usize },
    /// There was too much: what was gathered is compressed as it comes, from `fed` on, and then what follows it.
    Stream {
        stream: DeflateStream,
        gathered: Vec<u8>,
        fed: usize,
    },
}

impl Deflater {
    pub(super) fn new(container: Container) -> Self {
        Self {
            container,
            state: State::Gathering(Vec::new()),
        }
    }

    /// The state that follows gathering, when that is all there is or too much has come.
    fn begin(&self, gathered: Vec<u8>, is_all: bool) -> State {
        if is_all && let Some(made) = deflate_whole(self.container, &gathered) {
            return State::Whole { made, given: 0 };
        }
        State::Stream {
            stream: DeflateStream::new(self.container),
            gathered,
            fed: 0,
        }
    }
}

impl ByteTransform for Deflater {
    fn step(
        &mut self,
        input: &[u8],
        last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Step, ByteTransformError> {
        let mut taken = 0;
        if let State::Gathering(gathered) = &mut self.state {
            let has_room = gathered.len() + input.len() <= MOST_GATHERED;
            if has_room {
                gathered.extend_from_slice(input);
                taken = input.len();
                if !last {
                    return Ok(Step { taken, more: false });
                }
            }
            let gathered = std::mem::take(gathered);
            self.state = self.begin(gathered, has_room);
        }
        match &mut self.state {
            State::Gathering(_) => Ok(Step { taken, more: false }),
            State::Whole { made, given } => {
                let rest = made.get(*given..).unwrap_or_default();
                let room = output.capacity() - output.len();
                let part = rest.get(..room).unwrap_or(rest);
                output.extend_from_slice(part);
                *given += part.len();
                Ok(Step {
                    taken: input.len(),
                    more: part.len() < rest.len(),
                })
            }
            State::Stream {
                stream,
                gathered,
                fed,
            } => {
                while let Some(rest @ [_, ..]) = gathered.get(*fed..) {
                    let step = stream.step(rest, false, output)?;
                    *fed += step.taken;
                    if step.more {
                        return Ok(Step { taken, more: true });
                    }
                }
                *gathered = Vec::new();
                let rest = input.get(taken..).unwrap_or_default();
                let step = stream.step(rest, last, output)?;
                taken += step.taken;
                Ok(Step {
                    taken,
                    more: step.more,
                })
            }
        }
    }

    fn bytes_in_a_millisecond(&self) -> usize {
        BYTES_IN_A_MILLISECOND
    }

    fn memory(&self) -> u64 {
        let (buffer, stream) = match &self.state {
            State::Gathering(bytes) | State::Whole { made: bytes, .. } => (bytes, 0),
            State::Stream {
                stream, gathered, ..
            } => (gathered, stream.memory()),
        };
        buffer.capacity() as u64 + stream
    }
}

#[cfg(test)]
mod tests {
    use super::super::container::Container;
    use super::super::inflater::Inflater;
    use super::{Deflater, MOST_GATHERED};
    use crate::streams::transform::ByteTransform;

    const CONTAINERS: [Container; 3] = [Container::None, Container::Zlib, Container::Gzip];

    /// What a codec makes of `input` in pieces of `size` bytes, with so much `room` for output at a time.
    fn all(codec: &mut dyn ByteTransform, input: &[u8], size: usize, room: usize) -> Vec<u8> {
        let mut made = Vec::new();
        let mut pieces: Vec<&[u8]> = input.chunks(size).collect();
        pieces.push(&[]);
        let count = pieces.len();
        for (index, mut piece) in pieces.into_iter().enumerate() {
            loop {
                let mut output = Vec::with_capacity(room);
                let step = codec.step(piece, index + 1 == count, &mut output);
                let step = step.expect("good input");
                made.append(&mut output);
                piece = &piece[step.taken..];
                if piece.is_empty() && !step.more {
                    break;
                }
            }
        }
        made
    }

    /// Bytes that repeat themselves now and then.
    fn bytes(length: usize) -> Vec<u8> {
        let mut state = 1u32;
        let next = |_| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
            if state >> 30 == 0 {
                b' '
            } else {
                (state >> 24) as u8 & 0x3f
            }
        };
        (0..length).map(next).collect()
    }

    #[test]
    fn what_comes_in_any_pieces_comes_back() {
        let most = MOST_GATHERED;
        for length in [0, 1, 1000, most - 1, most, most + 1, 3 * most] {
            let input = bytes(length);
            for (size, room) in [(most, 1 << 16), (1000, 1 << 16), (4 * most, 37)] {
                for container in CONTAINERS {
                    let made = all(&mut Deflater::new(container), &input, size, room);
                    let back = all(&mut Inflater::new(container), &made, 1 << 16, 1 << 16);
                    assert!(back == input, "{container:?}, {length} bytes in {size}");
                }
            }
        }
    }

    #[test]
    fn memory_is_what_was_gathered_or_a_context() {
        let mut deflater = Deflater::new(Container::Gzip);
        assert_eq!(deflater.memory(), 0);
        let mut output = Vec::with_capacity(1 << 16);
        let gathered = deflater.step(&bytes(1000), false, &mut output);
        assert!(gathered.is_ok() && output.is_empty());
        assert!((1000..2000).contains(&deflater.memory()));
        let too_much = deflater.step(&bytes(MOST_GATHERED), false, &mut output);
        assert!(too_much.is_ok() && !output.is_empty());
        assert_eq!(deflater.memory(), 264 * 1024);
    }
}
