//! A look into V8's queue of microtasks: how many wait in it, and how many ever came.
//!
//! V8 has no functions that say so, but its built-in code reads the queue's fields too, at offsets that V8 exports for that.

use crate::js::Scope;

/// The microtask queue of a realm. It is not used after the isolate was disposed of.
#[derive(Clone, Copy)]
pub(crate) struct MicrotaskQueue(imp::Queue);

impl MicrotaskQueue {
    /// The queue of the current context.
    pub(crate) fn of(scope: &Scope<'_, '_>) -> Self {
        Self(imp::Queue::of(scope))
    }

    /// How many microtasks wait, that which runs not counted. `None` where that is not known.
    #[inline]
    pub(crate) fn waiting(self) -> Option<usize> {
        self.0.waiting()
    }

    /// How many microtasks were ever queued, less those that V8 forgot because a script was terminated. `None` where that is not known.
    #[inline]
    pub(crate) fn queued(self) -> Option<usize> {
        self.0.queued()
    }
}

#[cfg(not(target_env = "msvc"))]
mod imp {
    use std::ptr::NonNull;

    use crate::js::Scope;

    #[derive(Clone, Copy)]
    pub(super) struct Queue(Option<NonNull<v8::MicrotaskQueue>>);

    unsafe extern "C" {
        /// `v8::internal::MicrotaskQueue::kSizeOffset`
        #[link_name = "_ZN2v88internal14MicrotaskQueue11kSizeOffsetE"]
        static SIZE: usize;
        /// `v8::internal::MicrotaskQueue::kFinishedMicrotaskCountOffset`
        #[link_name = "_ZN2v88internal14MicrotaskQueue29kFinishedMicrotaskCountOffsetE"]
        static FINISHED: usize;
    }

    /// The field at an offset that V8 exports.
    #[inline]
    fn field(queue: NonNull<v8::MicrotaskQueue>, offset: usize) -> usize {
        // SAFETY: the queue lives as long as its isolate, and only the isolate's thread uses it, this one. It is an object of the class
        // whose offset this is, and `v8::MicrotaskQueue` is the only base of that. The field is an `intptr_t`.
        let value: isize = unsafe { queue.byte_add(offset).cast().read() };
        // Both are numbers of microtasks.
        value.cast_unsigned()
    }

    impl Queue {
        pub(super) fn of(scope: &Scope<'_, '_>) -> Self {
            let context = scope.get_current_context();
            Self(context.get_microtask_queue().map(NonNull::from))
        }

        #[inline]
        pub(super) fn waiting(self) -> Option<usize> {
            // SAFETY: a constant of V8's.
            self.0.map(|queue| field(queue, unsafe { SIZE }))
        }

        #[inline]
        pub(super) fn queued(self) -> Option<usize> {
            let queue = self.0?;
            // SAFETY: constants of V8's.
            let (size, finished) = unsafe { (SIZE, FINISHED) };
            // SAFETY: as in `field`.
            let running = usize::from(unsafe { queue.as_ref() }.is_running_microtasks());
            // While microtasks run, whoever asks is called by one, which has left the queue and is not finished.
            Some(field(queue, finished).wrapping_add(field(queue, size) + running))
        }
    }
}

/// Where the C++ names have another form.
#[cfg(target_env = "msvc")]
mod imp {
    use crate::js::Scope;

    #[derive(Clone, Copy)]
    pub(super) struct Queue;

    impl Queue {
        pub(super) fn of(_: &Scope<'_, '_>) -> Self {
            Self
        }

        pub(super) fn waiting(self) -> Option<usize> {
            None
        }

        pub(super) fn queued(self) -> Option<usize> {
            None
        }
    }
}
