//! [`Lane`]: what a native consumer gets, and how the streams that it came of learn how it ended.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::webidl::DomExceptionName;
use nano_runtime::{Exception, Realm, Result, Scope};

use super::source::{Ended, Link, Transformed};
use crate::streams::native::{ByteSource, NativeSource, SourceError};
use crate::streams::transform::ByteTransform;

/// The streams that a source was taken out of.
pub(super) trait Owner {
    /// The source has ended.
    fn ended(&self, scope: &mut Scope<'_, '_>, ended: Ended) -> Result<()>;

    /// Gives the rest of the source back to the streams.
    fn put_back(&self, rest: NativeSource);

    /// The consumer has lost interest, for `reason`; the rest of the source.
    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        rest: NativeSource,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>>;
}

/// What a source and the operation that waits for its end share.
pub(super) struct Ends {
    link: Link,
    /// Whom the end concerns; taken when that is done, or by nobody's business any more. It is a root while the consumer reads.
    owner: RefCell<Option<Box<dyn Owner>>>,
}

impl AsRef<Link> for Rc<Ends> {
    fn as_ref(&self) -> &Link {
        &self.link
    }
}

/// The operation's share: with it the root goes.
struct Ending(Rc<Ends>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.owner.take();
    }
}

/// What a consumer gets.
pub(super) struct Lane(Transformed<Rc<Ends>>);

impl Lane {
    /// What `transform` makes of `input`, after `first`. `owner` is told how it ended, by an operation of the current task scope.
    pub(super) fn new(
        scope: &mut Scope<'_, '_>,
        input: NativeSource,
        transform: Option<Box<dyn ByteTransform>>,
        first: Vec<u8>,
        owner: Box<dyn Owner>,
    ) -> Self {
        let ends = Rc::new(Ends {
            link: Link::default(),
            owner: RefCell::new(Some(owner)),
        });
        let ending = Ending(Rc::clone(&ends));
        let operation = async move {
            let ended = poll_fn(|context| ending.0.link.poll(context)).await;
            move |scope: &mut Scope<'_, '_>| {
                let owner = ending.0.owner.take();
                if let Some(owner) = owner {
                    // What fails is a termination: nobody is left to see it.
                    let _ = owner.ended(scope, ended);
                }
            }
        };
        // Whoever reads the source keeps the event loop running.
        Realm::from_scope(scope).spawn_op(operation, false);
        Self(Transformed::new(input, transform, first.into(), ends))
    }
}

/// Why a stream is cancelled whose consumer was dropped.
pub(super) fn gone<'s>(scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
    let reason = Exception::dom(
        DomExceptionName::AbortError,
        "The consumer of the stream has gone away",
    );
    reason.to_value(scope).ok_or(Exception::Pending)
}

impl HttpBody for Lane {
    type Data = Bytes;
    type Error = SourceError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, SourceError>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl ByteSource for Lane {
    fn cancel<'s>(
        mut self: Pin<Box<Self>>,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (input, owner) = (self.0.take_input(), self.0.link().owner.take());
        match input.zip(owner) {
            Some((input, owner)) => owner.cancel(scope, input, reason).map(Some),
            None => Ok(None),
        }
    }

    fn put_back(mut self: Pin<Box<Self>>) {
        let (input, owner) = (self.0.take_input(), self.0.link().owner.take());
        if let Some((input, owner)) = input.zip(owner) {
            owner.put_back(input);
        }
    }
}
