//! The read operation of a FileReader, and its end before its time: <https://w3c.github.io/FileAPI/#readOperation>
//!
//! What the bytes become is in `package_data.rs`.

use nano_runtime::ops::OpId;
use nano_runtime::webidl::{DomException, DomExceptionName, DomString};
use nano_runtime::{Exception, Gc, Realm, Ref, Result, Scope, binding};

use super::file_reader::State;
use super::package_data::{Package, package_data};
use super::{Blob, BlobData, FileReader};
use crate::xhr::fire_a_progress_event;

/// A FileReader's part of a read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Counts the reads that began or were aborted: a task of one that is over does nothing.
    serial: u64,
    /// The next task.
    task: Option<OpId>,
    /// How many bytes were read, and how many there are.
    progress: (u64, u64),
}

/// A read on its way from task to task.
struct Read {
    serial: u64,
    bytes: BlobData,
    package: Package,
    blob_type: String,
    encoding_name: Option<DomString>,
}

/// The tasks of a read.
#[derive(Clone, Copy, Debug)]
enum Task {
    LoadStart,
    Progress,
    End,
}

/// <https://w3c.github.io/FileAPI/#readOperation>
///
/// # Errors
///
/// InvalidStateError while another read goes on.
pub(super) fn read_operation(
    scope: &mut Scope<'_, '_>,
    fr: Ref<'_, FileReader>,
    blob: Ref<'_, Blob>,
    package: Package,
    encoding_name: Option<DomString>,
) -> Result<()> {
    // 1. If fr's state is "loading", throw an InvalidStateError DOMException.
    if fr.state.get() == State::Loading {
        return Err(Exception::dom(
            DomExceptionName::InvalidStateError,
            "The FileReader is reading a Blob already.",
        ));
    }
    // 2. Set fr's state to "loading". 3. Set fr's result to null. 4. Set fr's error to null.
    fr.state.set(State::Loading);
    fr.result.clear(scope);
    fr.error.clear();
    // 5.–6. Let stream be the result of calling get stream on blob, and reader the result of getting a reader from stream.
    // 7. Let bytes be an empty byte sequence.
    // 8. Let chunkPromise be the result of reading a chunk from stream with reader. 9. Let isFirstChunk be true.
    // OPTIMIZATION: the bytes are in memory and never change, so no stream is read, and the loop is over before anything could see it.
    let bytes = blob.data().clone();
    let serial = {
        let mut reading = fr.reading.borrow_mut();
        reading.serial += 1;
        reading.progress = (0, bytes.size());
        reading.serial
    };
    let read = Read {
        serial,
        bytes,
        package,
        blob_type: blob.media_type().to_owned(),
        encoding_name,
    };
    // 10. In parallel, while true: 2. If chunkPromise is fulfilled, and isFirstChunk is true, queue a task to fire a progress event
    //     called loadstart at fr.
    queue_a_task(scope, fr, read, Task::LoadStart);
    Ok(())
}

/// Queues a task of a read. It keeps the reader alive and the event loop running, and is dropped with its task scope.
///
/// The tasks of the standard are all queued at about the same time. Here each queues the next before its steps, so that nothing of a
/// read is left when there is nothing to do any more.
fn queue_a_task(scope: &mut Scope<'_, '_>, fr: Ref<'_, FileReader>, read: Read, task: Task) {
    let root = Gc::from(fr);
    let operation = async move {
        move |scope: &mut Scope<'_, '_>| {
            // An error is a termination, which the event loop sees.
            let _ = run_the_task(scope, root.as_ref(), read, task);
        }
    };
    let id = Realm::from_scope(scope).spawn_task(operation, true);
    fr.reading.borrow_mut().task = id;
}

/// The steps of a task of step 10.
fn run_the_task(
    scope: &mut Scope<'_, '_>,
    fr: Ref<'_, FileReader>,
    read: Read,
    task: Task,
) -> Result<()> {
    // It may have been about to run when the read was aborted.
    if fr.reading.borrow().serial != read.serial {
        return Ok(());
    }
    match task {
        // 10.2. If chunkPromise is fulfilled, and isFirstChunk is true, queue a task to fire a progress event called loadstart at fr.
        Task::LoadStart => {
            let next = if read.bytes.size() == 0 {
                Task::End
            } else {
                Task::Progress
            };
            queue_a_task(scope, fr, read, next);
            fire(scope, fr, "loadstart")
        }
        // 10.4. If chunkPromise is fulfilled with an object whose done property is false: append the bytes; if roughly 50ms have passed
        //       since these steps were last invoked, queue a task to fire a progress event called progress at fr. All chunks come
        //       with the first one, before which these steps were never invoked.
        Task::Progress => {
            fr.reading.borrow_mut().progress.0 = read.bytes.size();
            queue_a_task(scope, fr, read, Task::End);
            fire(scope, fr, "progress")
        }
        // 10.5. Otherwise, if chunkPromise is fulfilled with an object whose done property is true, queue a task to run these steps:
        Task::End => {
            fr.reading.borrow_mut().task = None;
            end(scope, fr, &read)
        }
    }
}

/// The steps of the task that step 10.5 queues. (Step 10.6 is for bytes that cannot be read, which those in memory can.)
fn end(scope: &mut Scope<'_, '_>, fr: Ref<'_, FileReader>, read: &Read) -> Result<()> {
    // 1. Set fr's state to "done".
    fr.state.set(State::Done);
    // 2. Let result be the result of package data given bytes, type, blob's type, and encodingName.
    let result = package_data(
        scope,
        &read.bytes,
        read.package,
        &read.blob_type,
        read.encoding_name.as_ref(),
    );
    let event = match result {
        // 4. Else: set fr's result to result, and fire a progress event called load at the fr.
        Ok(result) => {
            fr.result.set(scope, result);
            "load"
        }
        Err(Exception::Pending) => return Err(Exception::Pending),
        // 3. If package data threw an exception error: set fr's error to error, and fire a progress event called error at fr.
        Err(_) => {
            let error = DomException::constructor(
                "The Blob is too large to be read as this.".into(),
                DomExceptionName::NotReadableError.as_str().into(),
            );
            fr.error.set(binding::allocate(scope, error));
            "error"
        }
    };
    fire(scope, fr, event)?;
    // 5. If fr's state is not "loading", fire a progress event called loadend at the fr.
    fire_loadend(scope, fr)
}

/// <https://w3c.github.io/FileAPI/#abort>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(super) fn abort(scope: &mut Scope<'_, '_>, fr: Ref<'_, FileReader>) -> Result<()> {
    // 1. If this's state is "empty" or if this's state is "done" set this's result to null and terminate this algorithm.
    // 2. If this's state is "loading" set this's state to "done" and set this's result to null.
    fr.result.clear(scope);
    if fr.state.get() != State::Loading {
        return Ok(());
    }
    fr.state.set(State::Done);
    // 3. If there are any tasks from this on the file reading task source in an affiliated task queue, then remove those tasks from
    //    that task queue. 4. Terminate the algorithm for the read method being processed.
    let task = {
        let mut reading = fr.reading.borrow_mut();
        reading.serial += 1;
        reading.task.take()
    };
    if let Some(task) = task {
        Realm::from_scope(scope).cancel_op(task);
    }
    // 5. Fire a progress event called abort at this.
    fire(scope, fr, "abort")?;
    // 6. If this's state is not "loading", fire a progress event called loadend at this.
    fire_loadend(scope, fr)
}

/// The last step of an ended and of an aborted read, one of whose listeners may have begun another read.
fn fire_loadend(scope: &mut Scope<'_, '_>, fr: Ref<'_, FileReader>) -> Result<()> {
    if fr.state.get() == State::Loading {
        return Ok(());
    }
    fire(scope, fr, "loadend")
}

/// <https://w3c.github.io/FileAPI/#fire-a-progress-event>
fn fire(scope: &mut Scope<'_, '_>, fr: Ref<'_, FileReader>, e: &'static str) -> Result<()> {
    let (transmitted, length) = fr.reading.borrow().progress;
    fire_a_progress_event(scope, e, fr, transmitted, length)
}
