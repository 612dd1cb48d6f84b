//! One native source read by several consumers: what `clone()` makes of a body that is still arriving, and `tee()` of a native stream.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use slab::Slab;

use super::source::{ByteSource, NativeSource, SourceError};

/// A reader's share of a source. What it has not read yet and another one has is kept for it.
pub(crate) struct Share {
    shared: Rc<RefCell<Shared>>,
    key: usize,
}

struct Shared {
    source: NativeSource,
    end: Rc<OnceCell<End>>,
    branches: Slab<Unread>,
    /// Of who waits for the end.
    observer: Option<Waker>,
}

/// How the source ended.
#[derive(Clone)]
pub(crate) enum End {
    /// It was read to its end.
    Complete,
    /// It could not be read.
    Failed(SharedError),
}

/// What is kept for a branch.
#[derive(Default)]
struct Unread {
    chunks: VecDeque<Bytes>,
    length: u64,
    waker: Option<Waker>,
}

/// The error of a source, for each of its readers.
#[derive(Clone, Debug)]
pub(crate) struct SharedError(Arc<dyn std::error::Error + Send + Sync>);

impl SharedError {
    /// The error that the source failed with.
    pub(crate) fn get(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for SharedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Two readers of `source`.
pub(crate) fn share(source: NativeSource) -> (Share, Share) {
    let mut branches = Slab::new();
    let keys = [Unread::default(), Unread::default()].map(|unread| branches.insert(unread));
    let shared = Rc::new(RefCell::new(Shared {
        source,
        end: Rc::default(),
        branches,
        observer: None,
    }));
    let [first, second] = keys.map(|key| Share {
        shared: Rc::clone(&shared),
        key,
    });
    (first, second)
}

/// A source that is shared, without a share in it.
#[derive(Clone)]
pub(crate) struct SharedSource {
    shared: Weak<RefCell<Shared>>,
    /// It outlives the last reader, who may have seen it first.
    end: Rc<OnceCell<End>>,
}

impl SharedSource {
    /// What is left of the source, for who ends it. All its readers have come to their end then.
    pub(crate) fn take(&self) -> Option<NativeSource> {
        let shared = self.shared.upgrade()?;
        if self.end.get().is_some() {
            return None;
        }
        let mut wakers = Wakers::default();
        let mut shared = shared.borrow_mut();
        let source = std::mem::replace(&mut shared.source, NativeSource::empty());
        shared.finish(End::Complete, &mut wakers);
        drop(shared);
        wakers.finish();
        Some(source)
    }

    /// How the source ended, if it has.
    pub(crate) fn end(&self) -> Option<&End> {
        self.end.get()
    }

    /// How the source ended; `None` when all its readers are gone before that.
    pub(crate) fn poll_end(&self, context: &Context<'_>) -> Poll<Option<End>> {
        if let Some(end) = self.end() {
            return Poll::Ready(Some(end.clone()));
        }
        let Some(shared) = self.shared.upgrade() else {
            return Poll::Ready(None);
        };
        let waker = context.waker().clone();
        let replaced = shared.borrow_mut().observer.replace(waker);
        drop(replaced);
        Poll::Pending
    }
}

impl Share {
    /// The source.
    pub(crate) fn source(&self) -> SharedSource {
        SharedSource {
            shared: Rc::downgrade(&self.shared),
            end: Rc::clone(&self.shared.borrow().end),
        }
    }
}

impl Shared {
    fn next(
        &mut self,
        key: usize,
        context: &mut Context<'_>,
        wakers: &mut Wakers,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        loop {
            let Some(unread) = self.branches.get_mut(key) else {
                return Poll::Ready(None);
            };
            if let Some(chunk) = unread.chunks.pop_front() {
                unread.length -= chunk.len() as u64;
                return Poll::Ready(Some(Ok(Frame::data(chunk))));
            }
            match self.end.get() {
                None => {}
                Some(End::Complete) => return Poll::Ready(None),
                Some(End::Failed(error)) => return Poll::Ready(Some(Err(error.clone().into()))),
            }
            match Pin::new(&mut self.source).poll_frame(context) {
                // The source remembers this reader's waker alone; whoever is woken wakes the others.
                Poll::Pending => {
                    wakers.replaced = unread.waker.replace(context.waker().clone());
                    return Poll::Pending;
                }
                Poll::Ready(None) => self.finish(End::Complete, wakers),
                Poll::Ready(Some(Err(error))) => {
                    self.finish(End::Failed(SharedError(error.into())), wakers)
                }
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers are of no interest to any reader.
                    let Ok(chunk) = frame.into_data() else {
                        continue;
                    };
                    for (_, unread) in &mut self.branches {
                        unread.length += chunk.len() as u64;
                        unread.chunks.push_back(chunk.clone());
                    }
                }
            }
            self.take_wakers(wakers);
        }
    }

    fn finish(&mut self, end: End, wakers: &mut Wakers) {
        // It ends once.
        let _ = self.end.set(end);
        wakers.woken.extend(self.observer.take());
        self.take_wakers(wakers);
    }

    /// Has all readers ask again.
    fn take_wakers(&mut self, wakers: &mut Wakers) {
        let readers = self.branches.iter_mut();
        wakers
            .woken
            .extend(readers.filter_map(|(_, unread)| unread.waker.take()));
    }
}

/// What is woken or dropped when nothing is borrowed any more: a waker may own a task that owns a reader.
#[derive(Default)]
struct Wakers {
    woken: Vec<Waker>,
    replaced: Option<Waker>,
}

impl Wakers {
    fn finish(self) {
        self.woken.into_iter().for_each(Waker::wake);
        drop(self.replaced);
    }
}

impl HttpBody for Share {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, SourceError>>> {
        let mut wakers = Wakers::default();
        let mut shared = self.shared.borrow_mut();
        let next = shared.next(self.key, context, &mut wakers);
        drop(shared);
        wakers.finish();
        next
    }

    fn size_hint(&self) -> SizeHint {
        let shared = self.shared.borrow();
        let kept = shared
            .branches
            .get(self.key)
            .map_or(0, |unread| unread.length);
        let rest = if shared.end.get().is_some() {
            SizeHint::with_exact(0)
        } else {
            shared.source.size_hint()
        };
        let mut hint = SizeHint::new();
        // The upper bound first: a lower bound may not pass it.
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(kept));
        }
        hint.set_lower(rest.lower().saturating_add(kept));
        hint
    }

    fn is_end_stream(&self) -> bool {
        let shared = self.shared.borrow();
        let nothing_kept = shared
            .branches
            .get(self.key)
            .is_none_or(|unread| unread.chunks.is_empty());
        nothing_kept
            && match shared.end.get() {
                Some(End::Complete) => true,
                Some(End::Failed(_)) => false,
                None => shared.source.is_end_stream(),
            }
    }
}

impl ByteSource for Share {}

impl Drop for Share {
    fn drop(&mut self) {
        let mut wakers = Wakers::default();
        let mut shared = self.shared.borrow_mut();
        // The source may have remembered this reader's waker: the others ask again.
        shared.take_wakers(&mut wakers);
        let unread = shared.branches.try_remove(self.key);
        if shared.branches.is_empty() {
            wakers.woken.extend(shared.observer.take());
        }
        drop(shared);
        drop(unread);
        wakers.finish();
    }
}
