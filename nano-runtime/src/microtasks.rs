//! Microtasks that are native code, and the checkpoint that runs all microtasks.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ffi::c_void;

use crate::js::Scope;
use crate::realm::Realm;
use crate::task_scope::{self, TaskScopeId};

/// The work of one native microtask.
pub type Microtask = Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>)>;

/// The native microtasks that V8 has been asked to run, in the order in which it will.
///
/// V8's queue is first in, first out, so each of its callbacks stands for the front of this one. The closures are owned here,
/// so that they are dropped with the realm when V8 never gets to them.
#[derive(Default)]
pub(crate) struct Microtasks {
    queue: RefCell<VecDeque<(TaskScopeId, Microtask)>>,
    #[cfg(target_env = "msvc")]
    function: std::cell::OnceCell<v8::Global<v8::Function>>,
}

impl Microtasks {
    pub(crate) fn push(&self, scope: TaskScopeId, microtask: Microtask) {
        self.queue.borrow_mut().push_back((scope, microtask));
    }

    fn pop(&self) -> Option<(TaskScopeId, Microtask)> {
        self.queue.borrow_mut().pop_front()
    }

    pub(crate) fn clear(&self) {
        loop {
            let queue = std::mem::take(&mut *self.queue.borrow_mut());
            if queue.is_empty() {
                return;
            }
            drop(queue);
        }
    }
}

impl Realm {
    /// Queues a microtask that is native code, in the current task scope.
    pub fn queue_microtask(
        &self,
        scope: &mut Scope<'_, '_>,
        microtask: impl for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) + 'static,
    ) {
        self.microtasks
            .push(task_scope::current(scope), Box::new(microtask));
        self.enqueue(scope);
    }

    #[cfg(not(target_env = "msvc"))]
    fn enqueue(&self, scope: &mut Scope<'_, '_>) {
        // SAFETY: the isolate is that of `scope` and so alive. V8 calls `run_next` during a checkpoint of this isolate, and a checkpoint
        // only happens while its realm exists: `Realm::tear_down` is followed by the disposal of the isolate. The isolate outlives its
        // own queue, so passing its address as data is sound.
        unsafe {
            let isolate = scope.as_raw_isolate_ptr();
            let data = std::mem::transmute::<v8::UnsafeRawIsolatePtr, *mut c_void>(isolate);
            v8_isolate_enqueue_microtask(isolate, run_next, data);
        }
    }

    /// Where the C++ name has another form: one JavaScript function, made once, stands for the native callback.
    #[cfg(target_env = "msvc")]
    fn enqueue(&self, scope: &mut Scope<'_, '_>) {
        let function = self.microtasks.function.get_or_init(|| {
            let run = |scope: &mut Scope<'_, '_>,
                       _: v8::FunctionCallbackArguments<'_>,
                       _: v8::ReturnValue<'_>| run_front(scope);
            let function = v8::Function::builder(run)
                .build(scope)
                .expect("a function is made outside of any termination");
            v8::Global::new(scope, function)
        });
        let function = v8::Local::new(scope, function);
        scope.enqueue_microtask(function);
    }
}

#[cfg(not(target_env = "msvc"))]
unsafe extern "C" {
    /// `v8::Isolate::EnqueueMicrotask(MicrotaskCallback, void*)`, which the crate does not bind.
    #[link_name = "_ZN2v87Isolate16EnqueueMicrotaskEPFvPvES1_"]
    fn v8_isolate_enqueue_microtask(
        isolate: v8::UnsafeRawIsolatePtr,
        callback: unsafe extern "C" fn(*mut c_void),
        data: *mut c_void,
    );
}

/// Runs the front of the queue of the isolate whose address is `data`.
#[cfg(not(target_env = "msvc"))]
unsafe extern "C" fn run_next(data: *mut c_void) {
    // SAFETY: `data` is the address that `enqueue` passed: a live isolate, entered on this thread, as V8 is running its microtasks.
    let mut isolate = unsafe {
        let raw = std::mem::transmute::<*mut c_void, v8::UnsafeRawIsolatePtr>(data);
        v8::Isolate::from_raw_isolate_ptr(raw)
    };
    let Some(realm) = Realm::from_isolate(&isolate) else {
        return;
    };
    // SAFETY: the realm lives as long as its isolate, in whose checkpoint this runs; only the borrow of the local `isolate` is left.
    let realm: &Realm = unsafe { &*std::ptr::from_ref(realm) };
    realm.with_context(&mut isolate, run_front);
}

fn run_front(scope: &mut Scope<'_, '_>) {
    let realm = Realm::from_scope(scope);
    if let Some((task_scope, microtask)) = realm.microtasks.pop() {
        realm.run_steps(scope, task_scope, microtask);
    }
}
