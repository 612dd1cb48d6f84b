//! An isolate that can share its thread with others: created, used and dropped in any order.
//!
//! V8 keeps a stack of entered isolates per thread. `v8::OwnedIsolate` enters on creation and wants to be dropped in reverse
//! order; here an isolate is entered only while it is used. What lives *in* an isolate is `realm.rs`.

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::engine::{Engine, Options};
use crate::entry::{Interrupted, enter_isolate, leave_isolate};
use crate::foreground::ForegroundQueue;

/// Isolates share a read-only heap, which the making of a snapshot writes to. So both exclude each other in the process.
static GATE: Gate = Gate {
    state: Mutex::new(GateState {
        isolates: 0,
        snapshot: false,
    }),
    changed: Condvar::new(),
};

struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

struct GateState {
    isolates: usize,
    snapshot: bool,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no snapshot is being made.
    fn no_snapshot(&self) -> MutexGuard<'_, GateState> {
        let state = self.lock();
        self.changed
            .wait_while(state, |state| state.snapshot)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts an isolate while it exists.
struct Counted(());

impl Counted {
    fn new() -> Self {
        GATE.no_snapshot().isolates += 1;
        Counted(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        GATE.lock().isolates -= 1;
    }
}

/// Keeps isolates from being created while a snapshot is made.
pub(crate) struct SnapshotPermit(());

impl SnapshotPermit {
    /// `None` while any isolate exists. Waits for a snapshot that is being made.
    pub(crate) fn new() -> Option<Self> {
        let mut state = GATE.no_snapshot();
        if state.isolates > 0 {
            return None;
        }
        state.snapshot = true;
        Some(SnapshotPermit(()))
    }
}

impl Drop for SnapshotPermit {
    fn drop(&mut self) {
        GATE.lock().snapshot = false;
        GATE.changed.notify_all();
    }
}

/// What an isolate is created with.
#[derive(Default)]
pub struct IsolateOptions {
    /// The heap's initial and largest size in bytes; V8's choice of both where the largest is 0.
    pub heap_limits: (usize, usize),
    /// A startup snapshot made by [`crate::snapshot::create`].
    pub snapshot: Option<Cow<'static, [u8]>>,
    /// Every native address a snapshot may refer to, the same in the same order as when it was made.
    pub external_references: Option<Cow<'static, [v8::ExternalReference]>>,
    /// Where ArrayBuffers get their memory; V8's default allocator if `None`.
    pub array_buffer_allocator: Option<v8::SharedRef<v8::Allocator>>,
}

impl std::fmt::Debug for IsolateOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IsolateOptions")
            .field("heap_limits", &self.heap_limits)
            .field("snapshot", &self.snapshot.as_ref().map(|blob| blob.len()))
            .finish_non_exhaustive()
    }
}

impl IsolateOptions {
    pub(crate) fn into_params(self) -> v8::CreateParams {
        let mut params = v8::CreateParams::default();
        let (initial, maximum) = self.heap_limits;
        if maximum != 0 {
            params = params.heap_limits(initial, maximum);
        }
        if let Some(blob) = self.snapshot {
            params = params.snapshot_blob(v8::StartupData::from(blob));
        }
        if let Some(references) = self.external_references {
            params = params.external_references(references);
        }
        if let Some(allocator) = self.array_buffer_allocator {
            params = params.array_buffer_allocator(allocator);
        }
        params
    }
}

/// One isolate. It stays on the thread that created it.
pub struct Isolate {
    inner: ManuallyDrop<v8::OwnedIsolate>,
    foreground: Arc<ForegroundQueue>,
    /// Dropped after the isolate, which `drop` disposes of.
    _counted: Counted,
}

impl Isolate {
    /// Creates an isolate with a cppgc heap and explicit microtask checkpoints. Starts V8 with default options if it has not
    /// been started.
    ///
    /// # Errors
    /// V8 was started with flags it does not know.
    pub fn new(options: IsolateOptions) -> Result<Isolate, crate::engine::UnknownFlags> {
        let engine = Engine::init(&Options::default())?;
        let counted = Counted::new();
        let mut inner = v8::Isolate::new(options.into_params().cpp_heap(engine.new_cpp_heap()));
        inner.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
        inner.set_capture_stack_trace_for_uncaught_exceptions(true, 10);
        let foreground = ForegroundQueue::of(address_of(&inner));
        // SAFETY: creation entered the isolate on this thread, and nothing has been entered since.
        unsafe { inner.exit() };
        Ok(Isolate {
            inner: ManuallyDrop::new(inner),
            foreground,
            _counted: counted,
        })
    }

    /// Runs `f` with this isolate entered. Calls nest, with this and with other isolates.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut v8::Isolate) -> R) -> R {
        let _entered = Entered::new(&self.inner);
        // SAFETY: the isolate lives as long as `self`, which is borrowed for the whole call. The value made here is no more than a
        // pointer: every `v8::Isolate` operation goes through V8 by that pointer, so several of them may exist (V8's own callbacks
        // make them too), and it is not dropped as an owner.
        let mut isolate =
            unsafe { v8::Isolate::from_raw_isolate_ptr(self.inner.as_raw_isolate_ptr()) };
        f(&mut isolate)
    }

    /// Whether V8 works on something in the background that will post a task: a WebAssembly compilation, for example.
    pub(crate) fn has_pending_background_tasks(&self) -> bool {
        self.inner.has_pending_background_tasks()
    }

    /// The handle by which other threads interrupt or terminate this isolate.
    #[must_use]
    pub fn thread_safe_handle(&self) -> v8::IsolateHandle {
        self.inner.thread_safe_handle()
    }

    pub(crate) fn foreground(&self) -> &Arc<ForegroundQueue> {
        &self.foreground
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        let address = address_of(&self.inner);
        self.foreground.close();
        // SAFETY: the isolate was created on this thread (`Isolate` is not `Send`), is entered nowhere (`with` borrows `self`), and
        // `inner` is not used again. Its own drop exits what is entered here and requires it to be the current isolate.
        unsafe {
            self.inner.enter();
            ManuallyDrop::drop(&mut self.inner);
        }
        ForegroundQueue::forget(address);
    }
}

impl std::fmt::Debug for Isolate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Isolate")
            .field(&(address_of(&self.inner) as *const ()))
            .finish()
    }
}

/// The address by which V8's platform names an isolate.
pub(crate) fn address_of(isolate: &v8::Isolate) -> usize {
    // SAFETY: the pointer is only used as a number.
    let raw: v8::UnsafeRawIsolatePtr = unsafe { isolate.as_raw_isolate_ptr() };
    // SAFETY: `UnsafeRawIsolatePtr` is `repr(transparent)` over a pointer, and every bit pattern of it is a valid `usize`.
    unsafe { std::mem::transmute::<v8::UnsafeRawIsolatePtr, usize>(raw) }
}

/// An isolate entered until this is dropped, also when the code inside unwinds.
struct Entered<'a> {
    isolate: &'a v8::Isolate,
    interrupted: Interrupted,
}

impl<'a> Entered<'a> {
    fn new(isolate: &'a v8::Isolate) -> Self {
        // SAFETY: an isolate may be entered any number of times on its own thread, and this one is exited exactly once, by `drop`.
        unsafe { isolate.enter() };
        Entered {
            isolate,
            interrupted: enter_isolate(address_of(isolate)),
        }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        leave_isolate(&self.interrupted);
        // SAFETY: guards are made by `Isolate::with` alone and so dropped in reverse order: the isolate is the current one.
        unsafe { self.isolate.exit() };
    }
}
