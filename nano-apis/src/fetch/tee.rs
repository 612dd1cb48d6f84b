//! One native source read by several bodies: what `clone()` makes of a body that is still arriving.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use slab::Slab;

use super::body::Body;
use crate::streams::native::{ByteSource, SourceError};

/// A reader of a shared source. What it has not read yet and another one has is kept for it.
pub(super) struct Branch {
    shared: Rc<RefCell<Shared>>,
    key: usize,
}

struct Shared {
    source: Body,
    end: Option<End>,
    branches: Slab<Unread>,
}

/// How the source ended.
#[derive(Clone)]
enum End {
    Complete,
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
struct SharedError(Arc<dyn std::error::Error + Send + Sync>);

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for SharedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// Two readers of `source`.
pub(super) fn tee(source: Body) -> (Branch, Branch) {
    let mut branches = Slab::new();
    let (first, second) = (
        branches.insert(Unread::default()),
        branches.insert(Unread::default()),
    );
    let shared = Rc::new(RefCell::new(Shared {
        source,
        end: None,
        branches,
    }));
    (
        Branch {
            shared: Rc::clone(&shared),
            key: first,
        },
        Branch {
            shared,
            key: second,
        },
    )
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
            match &self.end {
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
                Poll::Ready(None) => self.end = Some(End::Complete),
                Poll::Ready(Some(Err(error))) => {
                    self.end = Some(End::Failed(SharedError(error.into())))
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

impl HttpBody for Branch {
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
        let rest = if shared.end.is_some() {
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
            && (matches!(shared.end, Some(End::Complete))
                || shared.end.is_none() && shared.source.is_end_stream())
    }
}

impl ByteSource for Branch {}

impl Drop for Branch {
    fn drop(&mut self) {
        let mut wakers = Wakers::default();
        let mut shared = self.shared.borrow_mut();
        // The source may have remembered this reader's waker: the others ask again.
        shared.take_wakers(&mut wakers);
        let unread = shared.branches.try_remove(self.key);
        drop(shared);
        drop(unread);
        wakers.finish();
    }
}
