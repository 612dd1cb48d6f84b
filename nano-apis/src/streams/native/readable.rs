//! A [`NativeSource`] as a readable byte stream.
//!
//! The source hangs on the stream's controller: a stream that nobody can read any more is collected and its source dropped. While a
//! script waits for a chunk that is not there yet, an operation of the task scope in which the stream was made keeps the stream and
//! polls the source.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use nano_runtime::js::{self, Local, Promise, Value};
use nano_runtime::task_scope::TaskScopeId;
use nano_runtime::webidl::{ArrayBufferView, FromJs, IntoJs, idl};
use nano_runtime::{Exception, Gc, Member, Realm, Ref, Result, Scope, Shared, Trace};

use super::slot::{Item, Slot, poll_weak};
use super::source::{NativeSource, unreadable};
use crate::streams::promises::{PromiseSlot, rejected_with, resolved_with_undefined};
use crate::streams::readable::{
    ReadableByteStreamController, ReadableStream, SourceAlgorithms, create_readable_byte_stream,
    readable_byte_stream_controller_close, readable_byte_stream_controller_enqueue,
    readable_byte_stream_controller_error, readable_byte_stream_controller_respond,
};

/// What the owner of a source does when a script cancels the stream. The source is dropped after it.
pub trait CancelSteps: Trace {
    /// The stream was cancelled for `reason`.
    ///
    /// # Errors
    ///
    /// `Pending`, when the isolate is being terminated.
    fn cancel<'s>(&self, scope: &mut Scope<'s, '_>, reason: Local<'s, Value>) -> Result<()>;
}

/// A byte stream of what `source` yields. Nothing is polled before somebody reads; then one chunk for each read.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_of_source<'s>(
    scope: &mut Scope<'s, '_>,
    source: NativeSource,
) -> Result<Ref<'s, ReadableStream>> {
    readable_stream_of_source_with(scope, source, &Shared::empty())
}

/// [`readable_stream_of_source`], whose owner is told when a script cancels the stream.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn readable_stream_of_source_with<'s>(
    scope: &mut Scope<'s, '_>,
    source: NativeSource,
    on_cancel: &Shared<dyn CancelSteps>,
) -> Result<Ref<'s, ReadableStream>> {
    let algorithms = NativeAlgorithms {
        slot: Rc::new(Slot::new(source)),
        on_cancel: on_cancel.clone(),
        controller: Member::empty(),
        pull: PromiseSlot::default(),
        task_scope: Realm::from_scope(scope).current_task_scope(),
    };
    let algorithms = Shared::new(scope, || Box::new(algorithms) as Box<dyn SourceAlgorithms>);
    let start = |scope: &mut Scope<'s, '_>| Ok(js::undefined(scope).into());
    let stream = create_readable_byte_stream(scope, start, &algorithms)?;
    if let Some(algorithms) = algorithms.get()
        && let Some(native) = algorithms.as_native()
        && let Some(controller) = stream.byte_controller()
    {
        native.controller.set(controller);
    }
    Ok(stream)
}

/// The algorithms of a stream over a native source.
#[derive(Trace)]
pub struct NativeAlgorithms {
    #[untraced]
    slot: Rc<Slot>,
    on_cancel: Shared<dyn CancelSteps>,
    controller: Member<ReadableByteStreamController>,
    /// The promise of a pull that waits for the source.
    pull: PromiseSlot,
    /// Where the operations belong.
    #[untraced]
    task_scope: TaskScopeId,
}

impl NativeAlgorithms {
    /// Takes the source away: the stream must not be pulled any more.
    pub(super) fn take(&self) -> Option<NativeSource> {
        self.slot.take()
    }

    /// Gives back a source that was taken away, or another for the rest of it.
    pub(in crate::streams) fn put_back(&self, source: NativeSource) {
        self.slot.put_back(source);
    }

    /// Whether a pull waits for the source.
    pub(in crate::streams) fn is_pulling(&self, scope: &mut Scope<'_, '_>) -> bool {
        self.pull.is_pending(scope)
    }

    /// Whether the source has a chunk; pending if it does not know yet. The chunk is not taken.
    pub(in crate::streams) fn peek(&self) -> Poll<bool> {
        self.slot.peek(&mut Context::from_waker(Waker::noop()))
    }

    /// Calls `then` with what [`NativeAlgorithms::peek`] says when it knows; with false when the source was taken away.
    pub(in crate::streams) fn watch(
        &self,
        scope: &mut Scope<'_, '_>,
        then: impl FnOnce(&mut Scope<'_, '_>, bool) + 'static,
    ) {
        let slot = Rc::downgrade(&self.slot);
        let operation = async move {
            let has_chunk = poll_fn(|context| match slot.upgrade() {
                Some(slot) => slot.peek(context),
                None => Poll::Ready(false),
            })
            .await;
            move |scope: &mut Scope<'_, '_>| then(scope, has_chunk)
        };
        Realm::from_scope(scope).spawn_op_in(self.task_scope, operation, true);
    }

    /// Has an operation poll the source for `controller`.
    fn wait(&self, scope: &mut Scope<'_, '_>, controller: Ref<'_, ReadableByteStreamController>) {
        let slot = Rc::downgrade(&self.slot);
        let controller = Gc::from(controller);
        let operation = async move {
            let item = poll_fn(|context| poll_weak(&slot, context)).await;
            move |scope: &mut Scope<'_, '_>| {
                // Who has taken the source says how it ends.
                if let Some(item) = item {
                    finish_pull(scope, &controller, item);
                }
            }
        };
        Realm::from_scope(scope).spawn_op_in(self.task_scope, operation, true);
    }
}

/// Gives the stream what its pull waited for.
fn finish_pull(
    scope: &mut Scope<'_, '_>,
    controller: &Gc<ReadableByteStreamController>,
    item: Item,
) {
    // Held on the stack: closing the stream lets go of it.
    let algorithms = controller.algorithms().clone();
    let algorithms = algorithms.get();
    let Some(native) = algorithms.as_ref().and_then(|found| found.as_native()) else {
        // The stream was cancelled, or its source taken, meanwhile.
        return;
    };
    // What fails below is a termination: nobody is left to see it.
    let _ = match deliver(scope, controller.as_ref(), item) {
        Ok(()) => native.pull.resolve_undefined(scope),
        Err(exception) => match exception.to_value(scope) {
            Some(reason) => native.pull.reject(scope, reason),
            None => Ok(()),
        },
    };
}

/// Puts what the source yielded into the stream.
fn deliver(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
    item: Item,
) -> Result<()> {
    match item {
        Item::Chunk(chunk) => {
            let view = IntoJs::<'_, idl::Uint8Array>::into_js(chunk, scope)?;
            let view =
                <ArrayBufferView<'_> as FromJs<'_, idl::ArrayBufferView>>::from_js(scope, view)?;
            readable_byte_stream_controller_enqueue(scope, controller, view)
        }
        Item::End => close(scope, controller),
        Item::Failed(error) => {
            let error = unreadable(&error)
                .to_value(scope)
                .ok_or(Exception::Pending)?;
            readable_byte_stream_controller_error(scope, controller, error)
        }
    }
}

/// <https://streams.spec.whatwg.org/#readablestream-close>
fn close(
    scope: &mut Scope<'_, '_>,
    controller: Ref<'_, ReadableByteStreamController>,
) -> Result<()> {
    // 1. If stream.[[controller]] implements ReadableByteStreamController,
    // 1.1. Perform ! ReadableByteStreamControllerClose(stream.[[controller]]).
    readable_byte_stream_controller_close(scope, controller)?;
    // 1.2. If stream.[[controller]].[[pendingPullIntos]] is not empty, perform
    //      ! ReadableByteStreamControllerRespond(stream.[[controller]], 0).
    if controller.has_pending_pull_intos() {
        readable_byte_stream_controller_respond(scope, controller, 0)?;
    }
    Ok(())
}

impl SourceAlgorithms for NativeAlgorithms {
    fn pull<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        let Some(controller) = self.controller.get() else {
            return resolved_with_undefined(scope);
        };
        // OPTIMIZATION: what is there already costs no operation.
        match self.slot.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(None) => resolved_with_undefined(scope),
            Poll::Ready(Some(item)) => match deliver(scope, controller, item) {
                Ok(()) => resolved_with_undefined(scope),
                Err(exception) => rejected_with(scope, &exception),
            },
            Poll::Pending => {
                self.pull.set_new(scope)?;
                self.wait(scope, controller);
                self.pull.promise(scope)
            }
        }
    }

    fn cancel<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        reason: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        let source = self.take();
        if let Some(on_cancel) = self.on_cancel.get() {
            on_cancel.cancel(scope, reason)?;
        }
        let cleaned_up = match source {
            Some(source) => source.cancel(scope, reason)?,
            None => None,
        };
        match cleaned_up {
            Some(promise) => Ok(promise),
            None => resolved_with_undefined(scope),
        }
    }

    fn as_native(&self) -> Option<&NativeAlgorithms> {
        Some(self)
    }
}
