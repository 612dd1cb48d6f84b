//! Branches of tees for native code: see the module.
//!
//! The tee's own state is in `streams/tee.rs`, where the reasons of cancelled branches are edges, and so is a script's share of the
//! source. Only an operation that waits for a native consumer is a root.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use nano_runtime::gc::WeakGc;
use nano_runtime::js::{Local, Promise, Value};
use nano_runtime::steps::queue_shared_steps;
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Exception, Gc, Realm, Ref, Result, Scope, Shared, Trace};

use super::ends::{Lane, Owner, gone};
use super::source::Ended;
use crate::streams::native::{
    End, Item, NativeSource, SharedSource, Slot, append_chunk, error_taken, poll_weak, put_back,
    share, take_rest, unreadable,
};
use crate::streams::readable::{
    ReadableByteStreamController, ReadableStream, ReadableStreamState,
    readable_byte_stream_controller_close, readable_byte_stream_controller_respond,
    readable_stream_cancel, readable_stream_default_controller_close,
};
use crate::streams::tee::{Branch, BranchState, Branches};

/// A tee of either kind.
pub(in crate::streams) trait Teeing: Trace + Sized + 'static {
    fn branches(&self) -> &Branches;

    /// Whether a read is under way that fills a buffer which a script brought.
    fn fills_buffer(&self) -> bool;

    /// The pull algorithm of a branch.
    fn pull(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>, branch: Branch) -> Result<()>;

    /// The microtask of the chunk steps, for the chunk that is in the branches' slot.
    fn chunk_steps(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>) -> Result<()>;
}

/// A branch of a tee of either kind.
pub(in crate::streams) trait TeeBranch {
    /// Whether the stream that was teed is native, in the sense of `is_native`.
    fn is_native(&self) -> bool;

    /// Takes what is left of the branch: see [`take_branch`].
    fn take(&self, scope: &mut Scope<'_, '_>) -> Result<Option<NativeSource>>;

    /// Gives back what was taken.
    fn put_back(&self, rest: NativeSource);

    /// What the branch waited for has come.
    fn came(&self, scope: &mut Scope<'_, '_>, item: Item) -> Result<()>;

    /// The source of both branches has ended.
    fn source_ended(&self, scope: &mut Scope<'_, '_>, end: &End) -> Result<()>;
}

/// A branch of a tee, for native code.
pub struct AsBranch<'a>(pub(in crate::streams) &'a dyn TeeBranch);

/// Calls `then` with the branch that a stream is.
fn with_branch(
    stream: Ref<'_, ReadableStream>,
    then: impl FnOnce(&dyn TeeBranch) -> Result<()>,
) -> Option<Result<()>> {
    let algorithms = stream.algorithms()?.get()?;
    let AsBranch(branch) = algorithms.as_branch()?;
    Some(then(branch))
}

/// Takes what is left of a branch. From then on the tee's source is native code's, and both branches have a share of it.
///
/// OPTIMIZATION: the standard gives the branches of a stream of chunks the same chunks; here a script that writes into the chunk of one
/// branch does not change what native code reads of the other.
pub(in crate::streams) fn take_branch<T: Teeing>(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<T>,
    branch: Branch,
) -> Result<Option<NativeSource>> {
    let Some(tee) = shared.get() else {
        return Ok(None);
    };
    let branches = tee.branches();
    let this = branches.get(branch);
    let Some(stream) = this.stream.get() else {
        return Ok(None);
    };
    let fills_view = |controller: Ref<'_, ReadableByteStreamController>| {
        controller.get().has_pending_pull_intos()
    };
    if !branches.native
        || this.taken.get()
        || this.canceled.get()
        || tee.fills_buffer()
        || stream.byte_controller().is_some_and(fills_view)
    {
        return Ok(None);
    }
    if stream.is_close_requested() {
        let queued = stream.take_queued_bytes(scope);
        this.taken.set(true);
        return Ok(Some(NativeSource::Bytes(queued.into())));
    }
    let is_first = branches.source.get().is_none();
    let rest = if is_first {
        divide(scope, branches, branch)?
    } else {
        this.share.borrow().as_ref().and_then(|share| share.take())
    };
    let Some(rest) = rest else {
        return Ok(None);
    };
    this.taken.set(true);
    let mut first = stream.take_queued_bytes(scope);
    let in_transit = branches.chunk.get(scope);
    if let Some(chunk) = in_transit {
        append_chunk(scope, chunk, &mut first);
    }
    let owner = Box::new(Consumed(Gc::from(stream)));
    let lane = Lane::new(scope, rest, None, first, owner);
    // A read that has begun finds no source any more.
    if is_first && in_transit.is_none() && branches.reading.replace(false) {
        tee.pull(scope, shared, branch.other())?;
    }
    Ok(Some(NativeSource::Source(Box::pin(lane))))
}

/// Takes the source of both branches, and divides it: what is left for `branch`.
fn divide(
    scope: &mut Scope<'_, '_>,
    branches: &Branches,
    branch: Branch,
) -> Result<Option<NativeSource>> {
    let Some(stream) = branches.stream.get() else {
        return Ok(None);
    };
    let Some(source) = take_rest(scope, stream)? else {
        return Ok(None);
    };
    stream.set_disturbed();
    let (ours, theirs) = share(source);
    let source = ours.source();
    let other = branches.get(branch.other());
    if !other.canceled.get() {
        let slot = Slot::new(NativeSource::Source(Box::pin(theirs)));
        other.share.replace(Some(Rc::new(slot)));
    }
    // What is left of the tee for the end to concern is one of these: no root.
    let streams = branches
        .both()
        .map(|state| state.stream.get().map(WeakGc::from));
    // The slot was empty: this is the first time.
    let source = branches.source.get_or_init(|| source).clone();
    let operation = async move {
        let end = poll_fn(|context| source.poll_end(context)).await;
        move |scope: &mut Scope<'_, '_>| {
            let Some(end) = end else { return };
            let mut streams = streams.iter().flatten().filter_map(WeakGc::upgrade);
            // What fails is a termination: nobody is left to see it.
            let _ = streams.find_map(|stream| {
                with_branch(stream.as_ref(), |branch| branch.source_ended(scope, &end))
            });
        }
    };
    Realm::from_scope(scope).spawn_op_in(branches.task_scope, operation, false);
    Ok(Some(NativeSource::Source(Box::pin(ours))))
}

/// A branch that native code reads.
struct Consumed(Gc<ReadableStream>);

impl Owner for Consumed {
    fn ended(&self, scope: &mut Scope<'_, '_>, ended: Ended) -> Result<()> {
        match ended {
            Ended::Dropped(rest) => {
                let reason = gone(scope)?;
                let cancelled = self.cancel(scope, rest, reason)?;
                cancelled.mark_as_handled();
                Ok(())
            }
            // The source tells both branches.
            Ended::Complete | Ended::SourceFailed(_) | Ended::TransformFailed(..) => Ok(()),
        }
    }

    fn put_back(&self, rest: NativeSource) {
        put_back(self.0.as_ref(), rest);
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        rest: NativeSource,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        self.put_back(rest);
        readable_stream_cancel(scope, self.0.as_ref(), reason)
    }
}

/// Reads a chunk of a script's share of a source that native code has: the rest of a pull algorithm, which has set `reading`.
pub(in crate::streams) fn read_share<T: Teeing>(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<T>,
    branches: &Branches,
    state: &BranchState,
    share: &Rc<Slot>,
) -> Result<()> {
    match share.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Some(item)) => share_came(scope, shared, item),
        Poll::Ready(None) => Ok(()),
        Poll::Pending => {
            let Some(stream) = state.stream.get() else {
                return Ok(());
            };
            // A read that waits keeps its stream.
            let (share, stream) = (Rc::downgrade(share), Gc::from(stream));
            let operation = async move {
                let item = poll_fn(|context| poll_weak(&share, context)).await;
                move |scope: &mut Scope<'_, '_>| {
                    if let Some(item) = item {
                        // What fails is a termination: nobody is left to see it.
                        let _ = with_branch(stream.as_ref(), |branch| branch.came(scope, item));
                    }
                }
            };
            Realm::from_scope(scope).spawn_op_in(branches.task_scope, operation, true);
            Ok(())
        }
    }
}

/// The steps of the read request, for what came of a share.
pub(in crate::streams) fn share_came<T: Teeing>(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<T>,
    item: Item,
) -> Result<()> {
    let Some(tee) = shared.get() else {
        return Ok(());
    };
    let branches = tee.branches();
    match item {
        Item::Chunk(bytes) => {
            let chunk = IntoJs::<'_, idl::Uint8Array>::into_js(bytes, scope)?;
            branches.chunk.set(scope, chunk);
            queue_shared_steps(scope, shared, chunk_microtask)
        }
        Item::End => {
            branches.reading.set(false);
            close_ended(scope, branches)
        }
        // The source tells both branches.
        Item::Failed(_) => {
            branches.reading.set(false);
            Ok(())
        }
    }
}

/// Runs the chunk steps' microtask.
pub(in crate::streams) fn chunk_microtask<T: Teeing>(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<T>,
) -> Result<()> {
    match shared.get() {
        Some(tee) => tee.chunk_steps(scope, shared),
        None => Ok(()),
    }
}

/// The close steps of the read request, if the source is native code's and has ended: a script's branch is closed once it has its share.
pub(in crate::streams) fn close_ended(
    scope: &mut Scope<'_, '_>,
    branches: &Branches,
) -> Result<()> {
    let end = branches.source.get().and_then(SharedSource::end);
    if !matches!(end, Some(End::Complete)) || !branches.chunk.is_empty() {
        return Ok(());
    }
    for state in branches.both() {
        let has_all = {
            let share = state.share.borrow();
            let mut context = Context::from_waker(Waker::noop());
            share
                .as_ref()
                .is_some_and(|share| share.peek(&mut context) == Poll::Ready(false))
        };
        if has_all
            && !state.taken.get()
            && !state.canceled.get()
            && let Some(stream) = state.stream.get()
        {
            close(scope, stream)?;
        }
    }
    branches.resolve_unless_canceled(scope)
}

/// Closes a branch.
fn close(scope: &mut Scope<'_, '_>, stream: Ref<'_, ReadableStream>) -> Result<()> {
    if let Some(controller) = stream.default_controller() {
        return readable_stream_default_controller_close(scope, controller);
    }
    let Some(controller) = stream.byte_controller() else {
        return Ok(());
    };
    readable_byte_stream_controller_close(scope, controller)?;
    if controller.has_pending_pull_intos() {
        readable_byte_stream_controller_respond(scope, controller, 0)?;
    }
    Ok(())
}

/// What a tee does when the source that native code shares has ended.
pub(in crate::streams) fn source_ended(
    scope: &mut Scope<'_, '_>,
    branches: &Branches,
    end: &End,
) -> Result<()> {
    let End::Failed(error) = end else {
        return close_ended(scope, branches);
    };
    // A transform stream is errored by its own operation. The reader of the stream that was teed tells the branches.
    if let Some(stream) = branches.stream.get()
        && stream.transform_stream().is_none()
        && stream.state() == ReadableStreamState::Readable
    {
        let error = unreadable(&error.clone().into())
            .to_value(scope)
            .ok_or(Exception::Pending)?;
        error_taken(scope, stream, error)?;
    }
    Ok(())
}
