//! Teeing streams with a default controller: <https://streams.spec.whatwg.org/#readable-stream-tee>
//!
//! Byte streams are in `tee_bytes.rs`. Each branch has a queue of its own. What happens when native code reads a branch is in `lane`.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use nano_runtime::js::{self, Array, Local, Promise, Value};
use nano_runtime::promise::catch;
use nano_runtime::react::Completion;
use nano_runtime::serialize::{structured_deserialize, structured_serialize};
use nano_runtime::steps::queue_shared_steps;
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::{
    Continuation, Exception, Member, Realm, Ref, Result, Scope, Shared, Trace, Traced,
};

use super::lane::{
    AsBranch, TeeBranch, Teeing, chunk_microtask, close_ended, read_share, share_came,
    source_ended, take_branch,
};
use super::native::{End, Item, NativeSource, SharedSource, Slot, cancel_taken, is_native};
use super::promises::{PromiseSlot, resolved_with_undefined};
use super::readable::{
    ReadRequest, ReadSteps, ReadableStream, ReadableStreamDefaultReader, SourceAlgorithms,
    acquire_readable_stream_default_reader, create_readable_stream, readable_stream_cancel,
    readable_stream_default_controller_close, readable_stream_default_controller_enqueue,
    readable_stream_default_controller_error, readable_stream_default_reader_read,
};
use super::strategies::SizeAlgorithm;
use super::tee_bytes::readable_byte_stream_tee;

/// One of the two branches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    One,
    Two,
}

impl Branch {
    /// The other one of the two.
    pub(super) fn other(self) -> Self {
        match self {
            Self::One => Self::Two,
            Self::Two => Self::One,
        }
    }
}

/// A branch as the algorithms of both kinds of tee see it.
#[derive(Default, Trace)]
pub(super) struct BranchState {
    pub(super) stream: Member<ReadableStream>,
    pub(super) canceled: Cell<bool>,
    pub(super) reason: Traced<Value>,
    /// Whether native code has what is left of the branch.
    pub(super) taken: Cell<bool>,
    /// The branch's share of the source, for a script, when native code reads the other branch.
    #[untraced]
    pub(super) share: RefCell<Option<Rc<Slot>>>,
    /// What native code has given back of the branch, which is about to be cancelled.
    #[untraced]
    pub(super) rest: RefCell<Option<NativeSource>>,
}

impl BranchState {
    /// Whether chunks go to the branch's queue.
    pub(super) fn is_open(&self) -> bool {
        !self.canceled.get() && !self.taken.get()
    }
}

/// What the branches share in both kinds of tee.
#[derive(Trace)]
pub(super) struct Branches {
    pub(super) stream: Member<ReadableStream>,
    pub(super) one: BranchState,
    pub(super) two: BranchState,
    pub(super) cancel_promise: PromiseSlot,
    pub(super) reading: Cell<bool>,
    /// A chunk that was read, until its microtask.
    pub(super) chunk: Traced<Value>,
    /// Whether the stream is native.
    pub(super) native: bool,
    /// What the stream's source was, once native code reads a branch.
    #[untraced]
    pub(super) source: OnceCell<SharedSource>,
    /// Where the operations belong.
    #[untraced]
    pub(super) task_scope: TaskScopeId,
}

impl Branches {
    pub(super) fn new(scope: &mut Scope<'_, '_>, stream: Ref<'_, ReadableStream>) -> Result<Self> {
        Ok(Self {
            stream: Member::new(stream),
            one: BranchState::default(),
            two: BranchState::default(),
            cancel_promise: PromiseSlot::new(scope)?,
            reading: Cell::new(false),
            chunk: Traced::empty(),
            native: is_native(stream),
            source: OnceCell::new(),
            task_scope: Realm::from_scope(scope).current_task_scope(),
        })
    }

    pub(super) fn get(&self, branch: Branch) -> &BranchState {
        match branch {
            Branch::One => &self.one,
            Branch::Two => &self.two,
        }
    }

    pub(super) fn both(&self) -> [&BranchState; 2] {
        [&self.one, &self.two]
    }

    /// The branch whose pull algorithm reads, where it makes no difference to the standard: native code pulls by itself.
    fn reader(&self) -> Branch {
        if self.one.is_open() {
            Branch::One
        } else {
            Branch::Two
        }
    }

    /// Whether a branch gets its chunks by the tee's algorithms.
    pub(super) fn is_read(&self, branch: &BranchState) -> bool {
        let has_source = self.source.get().is_none() || branch.share.borrow().is_some();
        has_source && !branch.taken.get()
    }

    /// If canceled1 is false or canceled2 is false, resolve cancelPromise with undefined.
    pub(super) fn resolve_unless_canceled(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        if self.both().iter().any(|branch| !branch.canceled.get()) {
            self.cancel_promise.resolve_undefined(scope)?;
        }
        Ok(())
    }

    /// The cancel1Algorithm and the cancel2Algorithm.
    pub(super) fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        branch: Branch,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let this = self.get(branch);
        // 1. Set canceled1 to true. 2. Set reason1 to reason.
        this.canceled.set(true);
        this.reason.set(scope, reason);
        // Its share goes when the source is taken back, if that is to happen.
        let _share = (this.share.take(), this.rest.take());
        // 3. If canceled2 is true,
        if self.both().iter().all(|branch| branch.canceled.get())
            && let Some(stream) = self.stream.get()
        {
            // 3.1. Let compositeReason be ! CreateArrayFromList(« reason1, reason2 »).
            let reasons = self.both().map(|branch| {
                let reason = branch.reason.get(scope);
                reason.unwrap_or_else(|| js::undefined(scope).into())
            });
            let composite_reason = Array::new_with_elements(scope, &reasons);
            // 3.2. Let cancelResult be ! ReadableStreamCancel(stream, compositeReason).
            let composite_reason = composite_reason.into();
            let rest = self.source.get().and_then(SharedSource::take);
            let cancel_result = match rest {
                Some(rest) => cancel_taken(scope, stream, rest, composite_reason)?,
                None => readable_stream_cancel(scope, stream, composite_reason)?,
            };
            // 3.3. Resolve cancelPromise with cancelResult.
            self.cancel_promise.resolve(scope, cancel_result.into())?;
        }
        // 4. Return cancelPromise.
        self.cancel_promise.promise(scope)
    }
}

/// <https://streams.spec.whatwg.org/#readable-stream-tee>
///
/// # Errors
///
/// TypeError when the stream is locked.
pub fn readable_stream_tee<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    clone_for_branch2: bool,
) -> Result<[Ref<'s, ReadableStream>; 2]> {
    // 1. Assert: stream implements ReadableStream. 2. Assert: cloneForBranch2 is a boolean.
    if stream.byte_controller().is_some() {
        // 3. If stream.[[controller]] implements ReadableByteStreamController, return ? ReadableByteStreamTee(stream).
        readable_byte_stream_tee(scope, stream)
    } else {
        // 4. Return ? ReadableStreamDefaultTee(stream, cloneForBranch2).
        readable_stream_default_tee(scope, stream, clone_for_branch2)
    }
}

/// What the algorithms of [`readable_stream_default_tee`] close over.
#[derive(Trace)]
struct Tee {
    branches: Branches,
    reader: Member<ReadableStreamDefaultReader>,
    read_again: Cell<bool>,
    /// The steps of the read request: one after the other, all have the same.
    read_steps: Shared<dyn ReadSteps>,
    clone_for_branch2: bool,
}

/// The source of a branch of either kind of tee.
#[derive(Trace)]
pub(super) struct TeeSource<T: Teeing> {
    tee: Shared<T>,
    #[untraced]
    branch: Branch,
}

impl<T: Teeing> TeeSource<T> {
    pub(super) fn shared(
        scope: &mut Scope<'_, '_>,
        tee: &Shared<T>,
        branch: Branch,
    ) -> Shared<dyn SourceAlgorithms> {
        let source = Self {
            tee: tee.clone(),
            branch,
        };
        Shared::new(scope, || Box::new(source) as Box<dyn SourceAlgorithms>)
    }
}

impl<T: Teeing> SourceAlgorithms for TeeSource<T> {
    fn pull_completion<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Completion<'s>> {
        if let Some(tee) = self.tee.get() {
            tee.pull(scope, &self.tee, self.branch)?;
        }
        Ok(Completion::Done)
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        match self.tee.get() {
            Some(tee) => tee.branches().cancel(scope, self.branch, reason),
            None => resolved_with_undefined(scope),
        }
    }

    fn as_branch(&self) -> Option<AsBranch<'_>> {
        Some(AsBranch(self))
    }
}

impl<T: Teeing> TeeBranch for TeeSource<T> {
    fn is_native(&self) -> bool {
        self.tee.get().is_some_and(|tee| tee.branches().native)
    }

    fn take(&self, scope: &mut Scope<'_, '_>) -> Result<Option<NativeSource>> {
        take_branch(scope, &self.tee, self.branch)
    }

    fn put_back(&self, rest: NativeSource) {
        if let Some(tee) = self.tee.get() {
            tee.branches().get(self.branch).rest.replace(Some(rest));
        }
    }

    fn came(&self, scope: &mut Scope<'_, '_>, item: Item) -> Result<()> {
        share_came(scope, &self.tee, item)
    }

    fn source_ended(&self, scope: &mut Scope<'_, '_>, end: &End) -> Result<()> {
        match self.tee.get() {
            Some(tee) => source_ended(scope, tee.branches(), end),
            None => Ok(()),
        }
    }
}

impl Teeing for Tee {
    fn branches(&self) -> &Branches {
        &self.branches
    }

    fn fills_buffer(&self) -> bool {
        false
    }

    /// The pull algorithm, whose promise is always resolved with undefined.
    fn pull(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>, branch: Branch) -> Result<()> {
        let state = self.branches.get(branch);
        if !self.branches.is_read(state) {
            return Ok(());
        }
        // 13.1. If reading is true, set readAgain to true, and return a promise resolved with undefined.
        if self.branches.reading.get() {
            self.read_again.set(true);
            return Ok(());
        }
        // 13.2. Set reading to true.
        self.branches.reading.set(true);
        let share = state.share.borrow().clone();
        if let Some(share) = share {
            return read_share(scope, shared, &self.branches, state, &share);
        }
        // 13.3. Let readRequest be a read request with the following items.
        let read_request = ReadRequest::Steps(self.read_steps.clone());
        // 13.4. Perform ! ReadableStreamDefaultReaderRead(reader, readRequest).
        match self.reader.get() {
            Some(reader) => readable_stream_default_reader_read(scope, reader, read_request),
            None => Ok(()),
        }
    }

    /// The chunk steps' microtask.
    fn chunk_steps(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>) -> Result<()> {
        let Some(chunk) = self.branches.chunk.take(scope) else {
            return Ok(());
        };
        // 1. Set readAgain to false.
        self.read_again.set(false);
        // 2. Let chunk1 and chunk2 be chunk.
        // 3. If canceled2 is false and cloneForBranch2 is true,
        let chunk2 = if self.clone_for_branch2 && self.branches.two.is_open() {
            // 3.1. Let cloneResult be StructuredClone(chunk2).
            match catch(scope, |scope| structured_clone(scope, chunk)) {
                // 3.3. Otherwise, set chunk2 to cloneResult.[[Value]].
                Ok(clone) => clone,
                Err(Some(error)) => return self.fail(scope, error),
                Err(None) => return Err(Exception::Pending),
            }
        } else {
            chunk
        };
        // 4. If canceled1 is false, perform ! ReadableStreamDefaultControllerEnqueue(branch1.[[controller]], chunk1).
        // 5. If canceled2 is false, perform ! ReadableStreamDefaultControllerEnqueue(branch2.[[controller]], chunk2).
        for (branch, chunk) in self.branches.both().into_iter().zip([chunk, chunk2]) {
            let stream = branch.stream.get();
            if branch.is_open()
                && let Some(controller) = stream.and_then(|s| s.get().default_controller())
            {
                readable_stream_default_controller_enqueue(scope, controller, chunk)?;
            }
        }
        // 6. Set reading to false.
        self.branches.reading.set(false);
        close_ended(scope, &self.branches)?;
        // 7. If readAgain is true, perform pullAlgorithm.
        if self.read_again.get() {
            self.pull(scope, shared, self.branches.reader())?;
        }
        Ok(())
    }
}

#[derive(Trace)]
struct TeeSteps {
    tee: Shared<Tee>,
}

impl ReadSteps for TeeSteps {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        // 1. Queue a microtask to perform the following steps.
        if let Some(tee) = self.tee.get() {
            tee.branches.chunk.set(scope, chunk);
        }
        queue_shared_steps(scope, &self.tee, chunk_microtask)
    }

    fn close(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(tee) = self.tee.get() else {
            return Ok(());
        };
        // 1. Set reading to false.
        tee.branches.reading.set(false);
        if tee.branches.source.get().is_some() {
            return close_ended(scope, &tee.branches);
        }
        // 2. If canceled1 is false, perform ! ReadableStreamDefaultControllerClose(branch1.[[controller]]).
        // 3. If canceled2 is false, perform ! ReadableStreamDefaultControllerClose(branch2.[[controller]]).
        for branch in tee.branches.both() {
            let stream = branch.stream.get();
            if !branch.canceled.get()
                && let Some(controller) = stream.and_then(|s| s.get().default_controller())
            {
                readable_stream_default_controller_close(scope, controller)?;
            }
        }
        // 4. If canceled1 is false or canceled2 is false, resolve cancelPromise with undefined.
        tee.branches.resolve_unless_canceled(scope)
    }

    fn error<'s>(&self, _: &mut Scope<'s, '_>, _: Local<'s, Value>) -> Result<()> {
        // 1. Set reading to false.
        if let Some(tee) = self.tee.get() {
            tee.branches.reading.set(false);
        }
        Ok(())
    }
}

impl Tee {
    /// Step 3.2 of the chunk steps: cloneResult is an abrupt completion.
    fn fail<'s>(&self, scope: &mut Scope<'s, '_>, error: Local<'s, Value>) -> Result<()> {
        // 1. Perform ! ReadableStreamDefaultControllerError(branch1.[[controller]], cloneResult.[[Value]]).
        // 2. Perform ! ReadableStreamDefaultControllerError(branch2.[[controller]], cloneResult.[[Value]]).
        for branch in self.branches.both() {
            let stream = branch.stream.get();
            if let Some(controller) = stream.and_then(|s| s.get().default_controller()) {
                readable_stream_default_controller_error(scope, controller, error)?;
            }
        }
        // 3. Resolve cancelPromise with ! ReadableStreamCancel(stream, cloneResult.[[Value]]).
        if let Some(stream) = self.branches.stream.get() {
            let cancel_result = readable_stream_cancel(scope, stream, error)?;
            self.branches
                .cancel_promise
                .resolve(scope, cancel_result.into())?;
        }
        // 4. Return.
        Ok(())
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-structuredclone>
fn structured_clone<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Value>> {
    // 1. Let serialized be ? StructuredSerialize(v).
    let serialized = structured_serialize(scope, value)?;
    // 2. Return ? StructuredDeserialize(serialized, the current Realm).
    structured_deserialize(scope, &serialized)
}

/// Upon rejection of reader.[[closedPromise]].
fn errored<'s>(scope: &mut Scope<'s, '_>, shared: &Shared<Tee>, r: Local<'s, Value>) -> Result<()> {
    let Some(tee) = shared.get() else {
        return Ok(());
    };
    // 18.1. Perform ! ReadableStreamDefaultControllerError(branch1.[[controller]], r).
    // 18.2. Perform ! ReadableStreamDefaultControllerError(branch2.[[controller]], r).
    for branch in tee.branches.both() {
        let stream = branch.stream.get();
        if let Some(controller) = stream.and_then(|s| s.get().default_controller()) {
            readable_stream_default_controller_error(scope, controller, r)?;
        }
    }
    // 18.3. If canceled1 is false or canceled2 is false, resolve cancelPromise with undefined.
    tee.branches.resolve_unless_canceled(scope)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee>
fn readable_stream_default_tee<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
    clone_for_branch2: bool,
) -> Result<[Ref<'s, ReadableStream>; 2]> {
    // 3. Let reader be ? AcquireReadableStreamDefaultReader(stream).
    let reader = acquire_readable_stream_default_reader(scope, stream)?;
    // 4.–12. Let reading, readAgain, canceled1, canceled2, reason1, reason2, branch1 and branch2 be false and undefined, and
    //        cancelPromise a new promise.
    let tee = Tee {
        branches: Branches::new(scope, stream)?,
        reader: Member::new(reader),
        read_again: Cell::new(false),
        read_steps: Shared::empty(),
        clone_for_branch2,
    };
    let shared = Shared::new(scope, || Box::new(tee));
    let steps = TeeSteps {
        tee: shared.clone(),
    };
    let read_steps = Shared::new(scope, || Box::new(steps) as Box<dyn ReadSteps>);
    if let Some(tee) = shared.get() {
        tee.read_steps.set(&read_steps);
    }
    // 13.–15. The algorithms. 16. Let startAlgorithm be an algorithm that returns undefined.
    // 17. Set branch1 to ! CreateReadableStream(startAlgorithm, pullAlgorithm, cancel1Algorithm).
    // 18. Set branch2 to ! CreateReadableStream(startAlgorithm, pullAlgorithm, cancel2Algorithm).
    let branch1 = branch(scope, &shared, Branch::One)?;
    let branch2 = branch(scope, &shared, Branch::Two)?;
    // 19. Upon rejection of reader.[[closedPromise]] with reason r.
    let continuation = Continuation::on_shared(&shared, |_, _| Ok(()), errored);
    let closed_promise = &reader.generic().closed_promise;
    closed_promise.upon(scope, continuation)?;
    // 20. Return « branch1, branch2 ».
    Ok([branch1, branch2])
}

fn branch<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<Tee>,
    branch: Branch,
) -> Result<Ref<'s, ReadableStream>> {
    let algorithms = TeeSource::shared(scope, shared, branch);
    let stream = create_readable_stream(
        scope,
        |_| Ok(Completion::Done),
        &algorithms,
        1.0,
        SizeAlgorithm::default(),
    )?;
    if let Some(tee) = shared.get() {
        tee.branches.get(branch).stream.set(stream);
    }
    Ok(stream)
}
