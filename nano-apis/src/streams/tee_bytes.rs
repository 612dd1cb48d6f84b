//! Teeing byte streams: <https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee>
//!
//! Each branch has a queue, and so a copy, of its own.

use std::cell::Cell;

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::promise::catch;
use nano_runtime::react::{Reaction, upon};
use nano_runtime::webidl::buffer_ops::clone_array_buffer;
use nano_runtime::webidl::{ArrayBufferView, FromJs, ViewType, idl};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Shared, Trace, Traced};

use super::promises::resolved_with_undefined;
use super::readable::{
    GenericReader, ReadIntoRequest, ReadIntoSteps, ReadRequest, ReadSteps,
    ReadableByteStreamController, ReadableStream, ReadableStreamBYOBReader,
    ReadableStreamDefaultReader, SourceAlgorithms, acquire_readable_stream_byob_reader,
    acquire_readable_stream_default_reader, create_readable_byte_stream,
    readable_byte_stream_controller_close, readable_byte_stream_controller_enqueue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_get_byob_request,
    readable_byte_stream_controller_respond, readable_byte_stream_controller_respond_with_new_view,
    readable_stream_byob_reader_read, readable_stream_byob_reader_release, readable_stream_cancel,
    readable_stream_default_reader_read, readable_stream_default_reader_release,
};
use super::tee::{Branch, BranchState, Branches};

/// What the algorithms close over. The reader is one of the two.
#[derive(Trace)]
struct ByteTee {
    branches: Branches,
    default_reader: Member<ReadableStreamDefaultReader>,
    byob_reader: Member<ReadableStreamBYOBReader>,
    reading: Cell<bool>,
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

/// The source of a branch.
#[derive(Trace)]
struct TeeSource {
    tee: Shared<ByteTee>,
    #[untraced]
    branch: Branch,
}

impl SourceAlgorithms for TeeSource {
    fn pull<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        pull(scope, &self.tee, self.branch)?;
        resolved_with_undefined(scope)
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        match self.tee.get() {
            Some(tee) => tee.branches.cancel(scope, self.branch, reason),
            None => resolved_with_undefined(scope),
        }
    }
}

/// The pull1Algorithm and the pull2Algorithm, whose promises are always resolved with undefined.
fn pull(scope: &mut Scope<'_, '_>, shared: &Shared<ByteTee>, branch: Branch) -> Result<()> {
    let Some(tee) = shared.get() else {
        return Ok(());
    };
    // 1. If reading is true, set readAgainForBranch1 to true, and return a promise resolved with undefined.
    if tee.reading.get() {
        tee.read_again(branch).set(true);
        return Ok(());
    }
    // 2. Set reading to true.
    tee.reading.set(true);
    let Some(controller) = controller(tee.branches.get(branch)) else {
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

/// Performs pull1Algorithm or pull2Algorithm if the branch asked for it while a read was under way.
fn pull_again(scope: &mut Scope<'_, '_>, shared: &Shared<ByteTee>, tee: &ByteTee) -> Result<()> {
    tee.reading.set(false);
    if tee.read_again_for_branch1.get() {
        pull(scope, shared, Branch::One)
    } else if tee.read_again_for_branch2.get() {
        pull(scope, shared, Branch::Two)
    } else {
        Ok(())
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
        // 1. Queue a microtask to perform the following steps: in a reaction to a promise that is settled, which roots nothing.
        let settled = resolved_with_undefined(scope)?;
        let steps = DefaultChunkSteps {
            tee: self.tee.clone(),
            chunk: Traced::new(scope, chunk),
        };
        upon(scope, settled, steps)
    }

    fn close(&self, scope: &mut Scope<'_, '_>) -> Result<()> {
        let Some(tee) = self.tee.get() else {
            return Ok(());
        };
        // 1. Set reading to false.
        tee.reading.set(false);
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
            tee.reading.set(false);
        }
        Ok(())
    }
}

/// The microtask of the chunk steps of [`DefaultSteps`].
#[derive(Trace)]
struct DefaultChunkSteps {
    tee: Shared<ByteTee>,
    chunk: Traced<Value>,
}

impl Reaction for DefaultChunkSteps {
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
        // 3. Let chunk1 and chunk2 be chunk.
        let chunk1 = view(scope, chunk)?;
        let mut chunk2 = chunk1;
        let [canceled1, canceled2] = tee.branches.both().map(|branch| branch.canceled.get());
        // 4. If canceled1 is false and canceled2 is false,
        if !canceled1 && !canceled2 {
            // 4.1. Let cloneResult be CloneAsUint8Array(chunk).
            match catch(scope, |scope| clone_as_uint8_array(scope, chunk1)) {
                // 4.3. Otherwise, set chunk2 to cloneResult.[[Value]].
                Ok(clone) => chunk2 = view(scope, clone)?,
                // 4.2. If cloneResult is an abrupt completion, error both branches, cancel the stream, and return.
                Err(Some(e)) => {
                    tee.give_up(scope, e)?;
                    return Ok(None);
                }
                Err(None) => return Err(Exception::Pending),
            }
        }
        // 5. If canceled1 is false, perform ! ReadableByteStreamControllerEnqueue(branch1.[[controller]], chunk1).
        if let Some(controller) = controller(&tee.branches.one).filter(|_| !canceled1) {
            readable_byte_stream_controller_enqueue(scope, controller, chunk1)?;
        }
        // 6. If canceled2 is false, perform ! ReadableByteStreamControllerEnqueue(branch2.[[controller]], chunk2).
        if let Some(controller) = controller(&tee.branches.two).filter(|_| !canceled2) {
            readable_byte_stream_controller_enqueue(scope, controller, chunk2)?;
        }
        // 7.–9. Set reading to false, and pull again.
        pull_again(scope, &self.tee, &tee)?;
        Ok(None)
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

/// The other one of the two.
fn other(branch: Branch) -> Branch {
    match branch {
        Branch::One => Branch::Two,
        Branch::Two => Branch::One,
    }
}

impl ReadIntoSteps for ByobSteps {
    fn chunk<'s>(&self, scope: &mut Scope<'s, '_>, chunk: Local<'s, Value>) -> Result<()> {
        // 1. Queue a microtask to perform the following steps: as in `DefaultSteps`.
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
        tee.reading.set(false);
        // 2. Let byobCanceled be that of the BYOB branch. 3. Let otherCanceled be that of the other.
        let byob_branch = tee.branches.get(self.byob_branch);
        let other_branch = tee.branches.get(other(self.byob_branch));
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
            tee.reading.set(false);
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
        let other_branch = tee.branches.get(other(self.byob_branch));
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
        pull_again(scope, &self.tee, &tee)?;
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
        reading: Cell::new(false),
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
    let source = TeeSource {
        tee: shared.clone(),
        branch,
    };
    let algorithms = Shared::new(scope, || Box::new(source) as Box<dyn SourceAlgorithms>);
    let stream =
        create_readable_byte_stream(scope, |scope| Ok(js::undefined(scope).into()), &algorithms)?;
    if let Some(tee) = shared.get() {
        tee.branches.get(branch).stream.set(stream);
    }
    Ok(stream)
}
