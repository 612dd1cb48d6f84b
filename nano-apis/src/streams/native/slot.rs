//! [`Slot`]: a native source while a stream has it, chunk by chunk as scripts get them.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Weak;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::Body as HttpBody;

use super::source::{NativeSource, SourceError};

/// The largest chunk, in bytes, that is made of bytes somebody else holds too, which have to be copied.
const LARGEST_COPY: usize = 64 * 1024;

/// Where a source is while a stream has it.
pub(in crate::streams) struct Slot {
    source: RefCell<Option<NativeSource>>,
    /// Of the operation that polls.
    waker: RefCell<Option<Waker>>,
    /// What it yielded before anybody wanted it.
    peeked: RefCell<Option<Item>>,
}

/// What a source yielded.
pub(in crate::streams) enum Item {
    Chunk(Bytes),
    End,
    Failed(SourceError),
}

impl Slot {
    pub(in crate::streams) fn new(source: NativeSource) -> Self {
        Self {
            source: RefCell::new(Some(source)),
            waker: RefCell::default(),
            peeked: RefCell::default(),
        }
    }

    /// Gives back a source that was taken away, or another for the rest of it.
    pub(in crate::streams) fn put_back(&self, source: NativeSource) {
        self.source.replace(Some(source));
    }

    /// Takes the source away.
    pub(in crate::streams) fn take(&self) -> Option<NativeSource> {
        // An end or a failure that was seen already is the stream's to tell.
        let first = match &mut *self.peeked.borrow_mut() {
            None => Bytes::new(),
            Some(Item::Chunk(chunk)) => std::mem::take(chunk),
            Some(Item::End | Item::Failed(_)) => return None,
        };
        self.peeked.take();
        let source = self.source.take().map(|source| source.after(first));
        // The operation finds nothing to poll, and ends.
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        source
    }

    /// The next chunk that is not empty, the end or the failure; `None` if the source was taken away.
    pub(in crate::streams) fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Item>> {
        match self.peeked.take() {
            Some(item) => Poll::Ready(Some(item)),
            None => self.poll_source(context),
        }
    }

    /// Has the next chunk ready, without taking it: whether there is one.
    pub(in crate::streams) fn peek(&self, context: &mut Context<'_>) -> Poll<bool> {
        if self.peeked.borrow().is_none() {
            let Poll::Ready(item) = self.poll_source(context) else {
                return Poll::Pending;
            };
            self.peeked.replace(item);
        }
        Poll::Ready(matches!(*self.peeked.borrow(), Some(Item::Chunk(_))))
    }

    fn poll_source(&self, context: &mut Context<'_>) -> Poll<Option<Item>> {
        let mut slot = self.source.borrow_mut();
        let Some(source) = &mut *slot else {
            return Poll::Ready(None);
        };
        let item = loop {
            match Pin::new(&mut *source).poll_frame(context) {
                Poll::Pending => {
                    *self.waker.borrow_mut() = Some(context.waker().clone());
                    return Poll::Pending;
                }
                Poll::Ready(None) => break Item::End,
                Poll::Ready(Some(Err(error))) => break Item::Failed(error),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(mut chunk) if !chunk.is_empty() => {
                        // OPTIMIZATION: bytes that are this chunk's alone become its buffer as they are.
                        if chunk.len() > LARGEST_COPY && !chunk.is_unique() {
                            let rest = chunk.split_off(LARGEST_COPY);
                            put_back(source, rest);
                        }
                        return Poll::Ready(Some(Item::Chunk(chunk)));
                    }
                    // Trailers are of no interest to scripts.
                    Ok(_) | Err(_) => {}
                },
            }
        };
        let ended = slot.take();
        drop(slot);
        drop(ended);
        Poll::Ready(Some(item))
    }
}

/// Makes `rest` what the source yields next.
fn put_back(source: &mut NativeSource, rest: Bytes) {
    let others = std::mem::replace(source, NativeSource::empty());
    *source = match others {
        NativeSource::Bytes(bytes) if bytes.is_empty() => NativeSource::Bytes(rest),
        others => others.after(rest),
    };
}

/// [`Slot::poll`] by an operation, which does not keep the source.
pub(in crate::streams) fn poll_weak(
    slot: &Weak<Slot>,
    context: &mut Context<'_>,
) -> Poll<Option<Item>> {
    match slot.upgrade() {
        Some(slot) => slot.poll(context),
        None => Poll::Ready(None),
    }
}
