//! Teeing byte streams: <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee>
//!
//! Each branch has a queue, and so a copy, of its own.

use std::cell::Cell;

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::promise::catch;
use nano_runtime::react::{Reaction, upon};
use nano_runtime::steps::queue_shared_steps;
use nano_runtime::webidl::buffer_ops::clone_array_buffer;
use nano_runtime::webidl::{ArrayBufferView, FromJs, ViewType, idl};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace, Traced};

use super::lane::{Teeing, chunk_microtask, close_ended, read_share};
use super::promises::resolved_with_undefined;
use super::readable::{
    GenericReader, ReadIntoRequest, ReadIntoSteps, ReadRequest, ReadSteps,
    ReadableByteStreamController, ReadableStream, ReadableStreamBYOBReader,
    ReadableStreamDefaultReader, acquire_readable_stream_byob_reader,
    acquire_readable_stream_default_reader, create_readable_byte_stream,
    readable_byte_stream_controller_close, readable_byte_stream_controller_enqueue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_get_byob_request,
    readable_byte_stream_controller_respond, readable_byte_stream_controller_respond_with_new_view,
    readable_stream_byob_reader_read, readable_stream_byob_reader_release, readable_stream_cancel,
    readable_stream_default_reader_read, readable_stream_default_reader_release,
};
use super::tee::{Branch, BranchState, Branches, TeeSource};

/// What the algorithms close over. The reader is one of the two.
#[derive(Trace)]
struct ByteTee {
    branches: Branches,
    default_reader: Member<ReadableStreamDefaultReader>,
    byob_reader: Member<ReadableStreamBYOBReader>,
    read_again_for_branch1: Cell<bool>,
    read_again_for_branch2: Cell<bool>,
}

impl ByteTee {
    fn read_again(&self, branch: Branch) -> &Cell<bool> {
        match branch {
            Branch::One => &self.read_again_for_branch1,
            Branch::Two => &self.read_again_for_branch2,
        }
    }

    /// Performs pull1Algorithm or pull2Algorithm if the branch asked for it while a read was under way.
    fn pull_again(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>) -> Result<()> {
        self.branches.reading.set(false);
        if self.read_again_for_branch1.get() {
            self.pull(scope, shared, Branch::One)
        } else if self.read_again_for_branch2.get() {
            self.pull(scope, shared, Branch::Two)
        } else {
            Ok(())
        }
    }

    /// Whether `reader`'s slots are those of the current reader.
    fn is_current(&self, reader: &GenericReader) -> bool {
        let default = self.default_reader.get();
        let byob = self.byob_reader.get();
        default.is_some_and(|current| std::ptr::eq(current.generic(), reader))
            || byob.is_some_and(|current| std::ptr::eq(current.generic(), reader))
    }

    /// Errors both branches, and cancels the stream.
    fn give_up<'s>(&self, scope: &mut Scope<'s, '_>, e: Local<'s, Value>) -> Result<()> {
        for branch in self.branches.both() {
            if let Some(controller) = controller(branch) {
                readable_byte_stream_controller_error(scope, controller, e)?;
            }
        }
        if let Some(stream) = self.branches.stream.get() {
            let cancel_result = readable_stream_cancel(scope, stream, e)?;
            self.branches
                .cancel_promise
                .resolve(scope, cancel_result.into())?;
        }
        Ok(())
    }
}

/// The `[[controller]]` of a branch.
fn controller(branch: &BranchState) -> Option<Ref<'_, ReadableByteStreamController>> {
    branch.stream.get()?.get().byte_controller()
}

/// `value`, which is a view, as one.
fn view<'s>(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<ArrayBufferView<'s>> {
    <ArrayBufferView<'s> as FromJs<'s, idl::ArrayBufferView>>::from_js(scope, value)
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-cloneasuint8array>
fn clone_as_uint8_array<'s>(
    scope: &mut Scope<'s, '_>,
    o: ArrayBufferView<'s>,
) -> Result<Local<'s, Value>> {
    // 1.–3. Assert: O is an object with a [[ViewedArrayBuffer]] that is not detached.
    // 4. Let buffer be ? CloneArrayBuffer(O.[[ViewedArrayBuffer]], O.[[ByteOffset]], O.[[ByteLength]], %ArrayBuffer%).
    let buffer = o.buffer(scope)?;
    let length = o.byte_length();
    let buffer = clone_array_buffer(scope, buffer, o.byte_offset(), length)?;
    // 5. Let array be ! Construct(%Uint8Array%, « buffer »). 6. Return array.
    ViewType::Uint8Array.construct(scope, buffer, 0, length)
}

impl Teeing for ByteTee {
    fn branches(&self) -> &Branches {
        &self.branches
    }

    fn fills_buffer(&self) -> bool {
        self.branches.reading.get() && self.byob_reader.get().is_some()
    }

    /// The pull1Algorithm and the pull2Algorithm, whose promises are always resolved with undefined.
    fn pull(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>, branch: Branch) -> Result<()> {
        let state = self.branches.get(branch);
        if !self.branches.is_read(state) {
            return Ok(());
        }
        // 1. If reading is true, set readAgainForBranch1 to true, and return a promise resolved with undefined.
        if self.branches.reading.get() {
            self.read_again(branch).set(true);
            return Ok(());
        }
        // 2. Set reading to true.
        self.branches.reading.set(true);
        let share = state.share.borrow().clone();
        if let Some(share) = share {
            return read_share(scope, shared, &self.branches, state, &share);
        }
        let Some(controller) = controller(state) else {
            return Ok(());
        };
        // 3. Let byobRequest be ! ReadableByteStreamControllerGetBYOBRequest(branch1.[[controller]]).
        let request = readable_byte_stream_controller_get_byob_request(scope, controller)?;
        match request.and_then(|request| request.get().view_on_stack(scope)) {
            // 4. If byobRequest is null, perform pullWithDefaultReader.
            None => pull_with_default_reader(scope, shared),
            // 5. Otherwise, perform pullWithBYOBReader, given byobRequest.[[view]] and false.
            Some(view) => pull_with_byob_reader(scope, shared, view.into(), branch),
        }
    }

    /// The microtask of the chunk steps of [`DefaultSteps`].
    fn chunk_steps(&self, scope: &mut Scope<'_, '_>, shared: &Shared<Self>) -> Result<()> {
        let Some(chunk) = self.branches.chunk.take(scope) else {
            return Ok(());
        };
        // 1. Set readAgainForBranch1 to false. 2. Set readAgainForBranch2 to false.
        self.read_again_for_branch1.set(false);
        self.read_again_for_branch2.set(false);
        // 3. Let chunk1 and chunk2 be chunk.
        let chunk1 = view(scope, chunk)?;
        let mut chunk2 = chunk1;
        let [open1, open2] = self.branches.both().map(BranchState::is_open);
        // 4. If canceled1 is false and canceled2 is false,
        if open1 && open2 {
            // 4.1. Let cloneResult be CloneAsUint8Array(chunk).
            match catch(scope, |scope| clone_as_uint8_array(scope, chunk1)) {
                // 4.3. Otherwise, set chunk2 to cloneResult.[[Value]].
                Ok(clone) => chunk2 = view(scope, clone)?,
                // 4.2. If cloneResult is an abrupt completion, error both branches, cancel the stream, and return.
                Err(Some(e)) => return self.give_up(scope, e),
                Err(None) => return Err(Exception::Pending),
            }
        }
        // 5. If canceled1 is false, perform ! ReadableByteStreamControllerEnqueue(branch1.[[controller]], chunk1).
        if let Some(controller) = controller(&self.branches.one).filter(|_| open1) {
            readable_byte_stream_controller_enqueue(scope, controller, chunk1)?;
        }
        // 6. If canceled2 is false, perform ! ReadableByteStreamControllerEnqueue(branch2.[[controller]], chunk2).
        if let Some(controller) = controller(&self.branches.two).filter(|_| open2) {
            readable_byte_stream_controller_enqueue(scope, controller, chunk2)?;
        }
        close_ended(scope, &self.branches)?;
        // 7.–9. Set reading to false, and pull again.
        self.pull_again(scope, shared)
    }
}

/// forwardReaderError: upon rejection of thisReader.[[closedPromise]].
#[derive(Trace)]
struct ForwardReaderError {
    tee: Shared<ByteTee>,
    default_reader: Member<ReadableStreamDefaultReader>,
    byob_reader: Member<ReadableStreamBYOBReader>,
}

impl Reaction for ForwardReaderError {
    fn rejected<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        r: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let Some(tee) = self.tee.get() else {
            return Ok(None);
        };
        // 1. If thisReader is not reader, return.
        let default = self.default_reader.get();
        let byob = self.byob_reader.get();
        if !default.is_some_and(|reader| tee.is_current(reader.generic()))
            && !byob.is_some_and(|reader| tee.is_current(reader.generic()))
        {
            return Ok(None);
        }
        // 2. Perform ! ReadableByteStreamControllerError(branch1.[[controller]], r). 3. The same for branch2.
        for branch in tee.branches.both() {
            if let Some(controller) = controller(branch) {
                readable_byte_stream_controller_error(scope, controller, r)?;
            }
        }
        // 4. If canceled1 is false or canceled2 is false, resolve cancelPromise with undefined.
        tee.branches.resolve_unless_canceled(scope)?;
        Ok(None)
    }
}

fn use_default_reader(
    scope: &mut Scope<'_, '_>,
    shared: &Shared<ByteTee>,
    tee: &ByteTee,
    reader: Ref<'_, ReadableStreamDefaultReader>,
) -> Result<()> {
    tee.byob_reader.clear();
    tee.default_reader.set(reader);
    let closed = reader.generic().closed_promise.promise(scope)?;
    let steps = ForwardReaderError {
        tee: shared.clone(),
        default_reader: Member::new(reader),
        byob_reader: Member::empty(),
    };
    upon(scope, closed, steps)
}

fn pull_with_default_reader(scope: &mut Scope<'_, '_>, shared: &Shared<ByteTee>) -> Result<()> {
    let Some(tee) = shared.get() else {
        return Ok(());
    };
    // 1. If reader implements ReadableStreamBYOBReader,
    if let (Some(reader), Some(stream)) = (tee.byob_reader.get(), tee.branches.stream.get()) {
        // 1.1. Assert: reader.[[readIntoRequests]] is empty.
        // 1.2. Perform ! ReadableStreamBYOBReaderRelease(reader).
        readable_stream_byob_reader_release(scope, reader)?;
        // 1.3. Set reader to ! AcquireReadableStreamDefaultReader(stream). 1.4. Perform forwardReaderError, given reader.
        let reader = acquire_readable_stream_default_reader(scope, stream)?;
        use_default_reader(scope, shared, &tee, reader)?;
    }
    // 2. Let readRequest be a read request with the following items.
    let steps = DefaultSteps {
        tee: shared.clone(),
    };
    let read_request = ReadRequest::steps(scope, || Box::new(steps));
    // 3. Perform ! ReadableStreamDefaultReaderRead(reader, readRequest).
    match tee.default_reader.get() {
        Some(reader) => readable_stream_default_reader_read(scope, reader, read_request),
        None => Ok(()),
    }
}

/// The read request of pullWithDefaultReader.
#[derive(Trace)]
struct DefaultSteps {
    tee: Shared<ByteTee>,
}

impl ReadSteps for DefaultSteps {
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
        // 2.–3. If canceled1 is false, perform ! ReadableByteStreamControllerClose(branch1.[[controller]]); so for branch2.
        for branch in tee.branches.both() {
            if let Some(controller) = controller(branch).filter(|_| !branch.canceled.get()) {
                readable_byte_stream_controller_close(scope, controller)?;
            }
        }
        // 4.–5. If branch1.[[controller]].[[pendingPullIntos]] is not empty, perform
        //       ! ReadableByteStreamControllerRespond(branch1.[[controller]], 0); so for branch2.
        for branch in tee.branches.both() {
            if let Some(controller) = controller(branch).filter(|c| c.has_pending_pull_intos()) {
                readable_byte_stream_controller_respond(scope, controller, 0)?;
            }
        }
        // 6. If canceled1 is false or canceled2 is false, resolve cancelPromise with undefined.
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

fn pull_with_byob_reader<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<ByteTee>,
    request_view: Local<'s, Value>,
    byob_branch: Branch,
) -> Result<()> {
    let Some(tee) = shared.get() else {
        return Ok(());
    };
    // 1. If reader implements ReadableStreamDefaultReader,
    if let (Some(reader), Some(stream)) = (tee.default_reader.get(), tee.branches.stream.get()) {
        // 1.1. Assert: reader.[[readRequests]] is empty.
        // 1.2. Perform ! ReadableStreamDefaultReaderRelease(reader).
        readable_stream_default_reader_release(scope, reader)?;
        // 1.3. Set reader to ! AcquireReadableStreamBYOBReader(stream). 1.4. Perform forwardReaderError, given reader.
        let reader = acquire_readable_stream_byob_reader(scope, stream)?;
        tee.default_reader.clear();
        tee.byob_reader.set(reader);
        let closed = reader.generic().closed_promise.promise(scope)?;
        let steps = ForwardReaderError {
            tee: shared.clone(),
            default_reader: Member::empty(),
            byob_reader: Member::new(reader),
        };
        upon(scope, closed, steps)?;
    }
    // 2. Let byobBranch be branch2 if forBranch2 is true, and branch1 otherwise. 3. Let otherBranch be the other.
    // 4. Let readIntoRequest be a read-into request with the following items.
    let steps = ByobSteps {
        tee: shared.clone(),
        byob_branch,
    };
    let read_into_request = ReadIntoRequest::steps(scope, || Box::new(steps));
    // 5. Perform ! ReadableStreamBYOBReaderRead(reader, view, 1, readIntoRequest).
    let request_view = view(scope, request_view)?;
    match tee.byob_reader.get() {
        Some(reader) => {
            readable_stream_byob_reader_read(scope, reader, request_view, 1, read_into_request)
        }
        None => Ok(()),
    }
}

/// The read-into request of pullWithBYOBReader.
#[derive(Trace)]
struct ByobSteps {
    tee: Shared<ByteTee>,
    #[untraced]
    byob_branch: Branch,
}

impl ReadIntoSteps for ByobSteps {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        // 1. Queue a microtask to perform the following steps: in a reaction to a promise that is settled, which roots nothing.
        let settled = resolved_with_undefined(scope)?;
        let steps = ByobChunkSteps {
            tee: self.tee.clone(),
            byob_branch: self.byob_branch,
            chunk: Traced::new(scope, chunk),
        };
        upon(scope, settled, steps)
    }

    fn close<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Option<Local<'s, Value>>) -> Result<()> {
        let Some(tee) = self.tee.get() else {
            return Ok(());
        };
        // 1. Set reading to false.
        tee.branches.reading.set(false);
        // 2. Let byobCanceled be that of the BYOB branch. 3. Let otherCanceled be that of the other.
        let byob_branch = tee.branches.get(self.byob_branch);
        let other_branch = tee.branches.get(self.byob_branch.other());
        let byob_canceled = byob_branch.canceled.get();
        let other_canceled = other_branch.canceled.get();
        // 4. If byobCanceled is false, perform ! ReadableByteStreamControllerClose(byobBranch.[[controller]]).
        if let Some(controller) = controller(byob_branch).filter(|_| !byob_canceled) {
            readable_byte_stream_controller_close(scope, controller)?;
        }
        // 5. If otherCanceled is false, perform ! ReadableByteStreamControllerClose(otherBranch.[[controller]]).
        if let Some(controller) = controller(other_branch).filter(|_| !other_canceled) {
            readable_byte_stream_controller_close(scope, controller)?;
        }
        // 6. If chunk is not undefined,
        if let Some(chunk) = chunk {
            // 6.1. Assert: chunk.[[ByteLength]] is 0.
            // 6.2. If byobCanceled is false, perform ! ReadableByteStreamControllerRespondWithNewView(byobBranch.[[controller]],
            //      chunk).
            if let Some(controller) = controller(byob_branch).filter(|_| !byob_canceled) {
                let chunk = view(scope, chunk)?;
                readable_byte_stream_controller_respond_with_new_view(scope, controller, chunk)?;
            }
            // 6.3. If otherCanceled is false and otherBranch.[[controller]].[[pendingPullIntos]] is not empty, perform
            //      ! ReadableByteStreamControllerRespond(otherBranch.[[controller]], 0).
            let other = controller(other_branch).filter(|_| !other_canceled);
            if let Some(controller) = other.filter(|c| c.has_pending_pull_intos()) {
                readable_byte_stream_controller_respond(scope, controller, 0)?;
            }
        }
        // 7. If byobCanceled is false or otherCanceled is false, resolve cancelPromise with undefined.
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

/// The microtask of the chunk steps of [`ByobSteps`].
#[derive(Trace)]
struct ByobChunkSteps {
    tee: Shared<ByteTee>,
    #[untraced]
    byob_branch: Branch,
    chunk: Traced<Value>,
}

impl Reaction for ByobChunkSteps {
    fn fulfilled<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _: Local<'s, Value>,
    ) -> Result<Option<Local<'s, Promise>>> {
        let (Some(tee), Some(chunk)) = (self.tee.get(), self.chunk.get(scope)) else {
            return Ok(None);
        };
        // 1. Set readAgainForBranch1 to false. 2. Set readAgainForBranch2 to false.
        tee.read_again_for_branch1.set(false);
        tee.read_again_for_branch2.set(false);
        // 3. Let byobCanceled be that of the BYOB branch. 4. Let otherCanceled be that of the other.
        let byob_branch = tee.branches.get(self.byob_branch);
        let other_branch = tee.branches.get(self.byob_branch.other());
        let byob_canceled = byob_branch.canceled.get();
        let chunk = view(scope, chunk)?;
        // 5. If otherCanceled is false,
        let mut cloned_chunk = None;
        if !other_branch.canceled.get() {
            // 5.1. Let cloneResult be CloneAsUint8Array(chunk).
            match catch(scope, |scope| clone_as_uint8_array(scope, chunk)) {
                // 5.3. Otherwise, let clonedChunk be cloneResult.[[Value]].
                Ok(clone) => cloned_chunk = Some(view(scope, clone)?),
                // 5.2. If cloneResult is an abrupt completion, error both branches, cancel the stream, and return.
                Err(Some(e)) => {
                    tee.give_up(scope, e)?;
                    return Ok(None);
                }
                Err(None) => return Err(Exception::Pending),
            }
        }
        // 5.4. and 6. If byobCanceled is false, perform
        //      ! ReadableByteStreamControllerRespondWithNewView(byobBranch.[[controller]], chunk).
        if let Some(controller) = controller(byob_branch).filter(|_| !byob_canceled) {
            readable_byte_stream_controller_respond_with_new_view(scope, controller, chunk)?;
        }
        // 5.5. Perform ! ReadableByteStreamControllerEnqueue(otherBranch.[[controller]], clonedChunk).
        if let Some((controller, chunk)) = controller(other_branch).zip(cloned_chunk) {
            readable_byte_stream_controller_enqueue(scope, controller, chunk)?;
        }
        // 7.–9. Set reading to false, and pull again.
        tee.pull_again(scope, &self.tee)?;
        Ok(None)
    }
}

/// <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee>
pub(super) fn readable_byte_stream_tee<'s>(
    scope: &mut Scope<'s, '_>,
    stream: Ref<'_, ReadableStream>,
) -> Result<[Ref<'s, ReadableStream>; 2]> {
    // 3. Let reader be ? AcquireReadableStreamDefaultReader(stream).
    let reader = acquire_readable_stream_default_reader(scope, stream)?;
    // 4.–13. The state, and cancelPromise be a new promise.
    let tee = ByteTee {
        branches: Branches::new(scope, stream)?,
        default_reader: Member::new(reader),
        byob_reader: Member::empty(),
        read_again_for_branch1: Cell::new(false),
        read_again_for_branch2: Cell::new(false),
    };
    let shared = Shared::new(scope, || Box::new(tee));
    // 14.–20. The algorithms. 21. Let startAlgorithm be an algorithm that returns undefined.
    // 22. Set branch1 to ! CreateReadableByteStream(startAlgorithm, pull1Algorithm, cancel1Algorithm).
    let branch1 = branch(scope, &shared, Branch::One)?;
    // 23. Set branch2 to ! CreateReadableByteStream(startAlgorithm, pull2Algorithm, cancel2Algorithm).
    let branch2 = branch(scope, &shared, Branch::Two)?;
    // 24. Perform forwardReaderError, given reader.
    if let Some(tee) = shared.get() {
        use_default_reader(scope, &shared, &tee, reader)?;
    }
    // 25. Return « branch1, branch2 ».
    Ok([branch1, branch2])
}

fn branch<'s>(
    scope: &mut Scope<'s, '_>,
    shared: &Shared<ByteTee>,
    branch: Branch,
) -> Result<Ref<'s, ReadableStream>> {
    let algorithms = TeeSource::shared(scope, shared, branch);
    let stream =
        create_readable_byte_stream(scope, |scope| Ok(js::undefined(scope).into()), &algorithms)?;
    if let Some(tee) = shared.get() {
        tee.branches.get(branch).stream.set(stream);
    }
    Ok(stream)
}
