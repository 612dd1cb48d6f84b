//! A native source behind a transformation of its bytes.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use nano_runtime::Exception;

use crate::streams::native::{NativeSource, SourceError, unreadable};
use crate::streams::transform::{ByteTransform, Feed};

/// The failure of a [`ByteTransform`], which is the TypeError of its stream.
#[derive(Clone, Copy, Debug)]
pub(in crate::streams) struct TransformFailed(pub(super) &'static str);

impl fmt::Display for TransformFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for TransformFailed {}

impl TransformFailed {
    /// What scripts see of it.
    pub(in crate::streams) fn exception(self) -> Exception {
        Exception::type_error(self.0)
    }
}

/// How a source ended, for the streams that it came of.
pub(super) enum Ended {
    /// Its input is used up.
    Complete,
    /// Its input failed.
    SourceFailed(Exception),
    /// Its input is not what it should be; the rest of it.
    TransformFailed(TransformFailed, NativeSource),
    /// Nobody wants more; the rest of its input.
    Dropped(NativeSource),
}

/// Where it is told how a source ended.
#[derive(Default)]
pub(super) struct Link(RefCell<Told>);

#[derive(Default)]
struct Told {
    ended: Option<Ended>,
    waker: Option<Waker>,
}

impl Link {
    fn tell(&self, ended: Ended) {
        let waker = {
            let mut told = self.0.borrow_mut();
            told.ended = Some(ended);
            told.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Ended> {
        let mut told = self.0.borrow_mut();
        match told.ended.take() {
            Some(ended) => Poll::Ready(ended),
            None => {
                told.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// What `transform` makes of `input`, in bounded steps: after each millisecond of work others have their turn.
pub(super) struct Transformed<L: AsRef<Link>> {
    /// Empty at the end.
    input: Option<NativeSource>,
    /// Without one, bytes are passed on as they are.
    transform: Option<Box<dyn ByteTransform>>,
    feed: Option<Feed<Bytes>>,
    /// How much work there was since others had their turn, in bytes.
    work: usize,
    output: VecDeque<Bytes>,
    failed: Option<TransformFailed>,
    link: L,
}

impl<L: AsRef<Link>> Transformed<L> {
    /// `first` comes before all else.
    pub(super) fn new(
        input: NativeSource,
        transform: Option<Box<dyn ByteTransform>>,
        first: Bytes,
        link: L,
    ) -> Self {
        Self {
            input: Some(input),
            transform,
            feed: None,
            work: 0,
            output: Some(first)
                .filter(|bytes| !bytes.is_empty())
                .into_iter()
                .collect(),
            failed: None,
            link,
        }
    }

    pub(super) fn link(&self) -> &L {
        &self.link
    }

    /// Takes what is left of the input: the source is at its end.
    pub(super) fn take_input(&mut self) -> Option<NativeSource> {
        self.feed = None;
        self.input.take()
    }

    /// Transforms more of what was read, within a millisecond.
    fn run(&mut self) {
        let (Some(feed), Some(transform)) = (&mut self.feed, &mut self.transform) else {
            return;
        };
        let budget = transform.bytes_in_a_millisecond().saturating_sub(self.work);
        let before = feed.taken;
        let mut output = Vec::new();
        let result = feed.run(&mut **transform, budget, &mut output);
        let made: usize = output.iter().map(Vec::len).sum();
        self.work += feed.taken - before + made;
        if result.as_ref().err().is_none_or(|error| error.keeps_output) {
            self.output.extend(output.into_iter().map(Bytes::from));
        }
        match result {
            Ok(false) => {}
            Ok(true) => {
                let last = feed.last;
                self.feed = None;
                if last && self.input.take().is_some() {
                    self.link.as_ref().tell(Ended::Complete);
                }
            }
            Err(error) => self.failed = Some(TransformFailed(error.message)),
        }
    }

    /// Whether others should have their turn now.
    fn is_tired(&mut self) -> bool {
        let limit = match &self.transform {
            Some(transform) => transform.bytes_in_a_millisecond(),
            None => usize::MAX,
        };
        let tired = self.work >= limit;
        if tired {
            self.work = 0;
        }
        tired
    }

    fn fail(&mut self, error: SourceError) -> SourceError {
        if self.input.take().is_some() {
            let exception = unreadable(&error);
            self.link.as_ref().tell(Ended::SourceFailed(exception));
        }
        error
    }
}

impl<L: AsRef<Link> + Unpin> HttpBody for Transformed<L> {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        let this = self.get_mut();
        loop {
            if let Some(bytes) = this.output.pop_front() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            if let Some(failed) = this.failed {
                if let Some(input) = this.take_input() {
                    let ended = Ended::TransformFailed(failed, input);
                    this.link.as_ref().tell(ended);
                    return Poll::Ready(Some(Err(Box::new(failed))));
                }
                return Poll::Ready(None);
            }
            if this.feed.is_some() {
                if this.is_tired() {
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                this.run();
                continue;
            }
            let Some(input) = &mut this.input else {
                return Poll::Ready(None);
            };
            match Pin::new(input).poll_frame(context) {
                Poll::Pending => {
                    this.work = 0;
                    return Poll::Pending;
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(this.fail(error))));
                }
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers are of no interest to scripts.
                    let Ok(bytes) = frame.into_data() else {
                        continue;
                    };
                    if this.transform.is_none() {
                        return Poll::Ready(Some(Ok(Frame::data(bytes))));
                    }
                    this.feed = Some(Feed {
                        input: bytes,
                        taken: 0,
                        last: false,
                    });
                }
                Poll::Ready(None) if this.transform.is_none() => {
                    this.input = None;
                    this.link.as_ref().tell(Ended::Complete);
                }
                Poll::Ready(None) => {
                    this.feed = Some(Feed {
                        input: Bytes::new(),
                        taken: 0,
                        last: true,
                    });
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.input.is_none() && self.output.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.transform, &self.input) {
            (None, Some(input)) if self.output.is_empty() => input.size_hint(),
            _ => SizeHint::default(),
        }
    }
}

impl<L: AsRef<Link>> Drop for Transformed<L> {
    fn drop(&mut self) {
        if let Some(input) = self.take_input() {
            self.link.as_ref().tell(Ended::Dropped(input));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::streams::transform::{ByteTransformError, Step};

    /// Says how many bytes it was given when they end; a zero among them is an error.
    #[derive(Default)]
    struct Count(usize, bool);

    impl ByteTransform for Count {
        fn step(
            &mut self,
            input: &[u8],
            last: bool,
            output: &mut Vec<u8>,
        ) -> Result<Step, ByteTransformError> {
            if input.contains(&0) {
                return Err(ByteTransformError {
                    message: "zero",
                    keeps_output: true,
                });
            }
            self.0 += input.len();
            if last && !std::mem::replace(&mut self.1, true) {
                output.extend_from_slice(self.0.to_string().as_bytes());
            }
            Ok(Step {
                taken: input.len(),
                more: false,
            })
        }

        fn bytes_in_a_millisecond(&self) -> usize {
            100
        }

        fn memory(&self) -> u64 {
            0
        }
    }

    /// All output, how often others had their turn, and how it ended.
    fn all(input: NativeSource) -> (Vec<u8>, usize, Option<Ended>) {
        let link = Rc::<Link>::default();
        let transform: Box<dyn ByteTransform> = Box::<Count>::default();
        let mut source = Transformed::new(input, Some(transform), Bytes::new(), Rc::clone(&link));
        let mut context = Context::from_waker(Waker::noop());
        let (mut output, mut turns) = (Vec::new(), 0);
        loop {
            match Pin::new(&mut source).poll_frame(&mut context) {
                Poll::Pending => turns += 1,
                Poll::Ready(Some(Ok(frame))) => output.extend(frame.into_data().expect("bytes")),
                Poll::Ready(Some(Err(error))) => assert_eq!(error.to_string(), "zero"),
                Poll::Ready(None) => break,
            }
        }
        assert!(source.is_end_stream());
        let ended = match link.poll(&context) {
            Poll::Ready(ended) => Some(ended),
            Poll::Pending => None,
        };
        (output, turns, ended)
    }

    #[test]
    fn others_have_their_turn_after_a_millisecond_of_work() {
        // One large chunk, and many small ones.
        for part in [10_000, 10] {
            let parts = vec![Bytes::from(vec![1; part]); 10_000 / part];
            let (output, turns, ended) = all(NativeSource::Parts(parts.into()));
            assert_eq!(output, b"10000");
            assert!((99..=101).contains(&turns), "{turns}");
            assert!(matches!(ended, Some(Ended::Complete)));
        }
    }

    #[test]
    fn a_failure_leaves_the_rest_of_the_input() {
        let parts = [vec![1], vec![0], vec![2]].map(Bytes::from);
        let (_, _, ended) = all(NativeSource::Parts(parts.into()));
        let Some(Ended::TransformFailed(_, NativeSource::Parts(rest))) = ended else {
            panic!("it has failed");
        };
        assert_eq!(rest, [vec![2]]);
    }

    #[test]
    fn dropping_tells() {
        let link = Rc::<Link>::default();
        let input = NativeSource::Bytes("ab".into());
        drop(Transformed::new(
            input,
            None,
            Bytes::new(),
            Rc::clone(&link),
        ));
        let told = link.poll(&Context::from_waker(Waker::noop()));
        assert!(matches!(told, Poll::Ready(Ended::Dropped(_))));
    }
}
