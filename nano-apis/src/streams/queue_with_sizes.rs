//! Queue-with-sizes: <https://streams.spec.whatwg.org/#queue-with-sizes>

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use nano_runtime::js::{Local, Value};
use nano_runtime::{Exception, Result, Scope, Trace, Traced};

/// The `[[queue]]` and `[[queueTotalSize]]` slots of a controller.
#[derive(Default, Trace)]
pub struct QueueWithSizes {
    queue: RefCell<VecDeque<ValueWithSize>>,
    total_size: Cell<f64>,
}

/// <https://streams.spec.whatwg.org/#value-with-size>
#[derive(Trace)]
struct ValueWithSize {
    /// Empty for the writable side's close sentinel.
    value: Traced<Value>,
    size: f64,
}

impl QueueWithSizes {
    /// Whether `[[queue]]` is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    /// `[[queueTotalSize]]`
    #[must_use]
    pub fn total_size(&self) -> f64 {
        self.total_size.get()
    }

    /// <https://streams.spec.whatwg.org/#dequeue-value>: `None` for a sentinel, and for a queue that is empty, which the callers
    /// rule out.
    pub fn dequeue_value<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, Value>> {
        // 1. Assert: container has [[queue]] and [[queueTotalSize]] internal slots.
        // 2. Assert: container.[[queue]] is not empty.
        // 3. Let valueWithSize be container.[[queue]][0].
        let mut queue = self.queue.borrow_mut();
        let value_with_size = queue.front()?;
        let value = value_with_size.value.get(scope);
        let size = value_with_size.size;
        // 4. Remove valueWithSize from container.[[queue]].
        queue.pop_front();
        // 5. Set container.[[queueTotalSize]] to container.[[queueTotalSize]] − valueWithSize's size.
        // 6. If container.[[queueTotalSize]] < 0, set container.[[queueTotalSize]] to 0. (This can occur due to rounding errors.)
        self.total_size.set((self.total_size.get() - size).max(0.0));
        // 7. Return valueWithSize's value.
        value
    }

    /// <https://streams.spec.whatwg.org/#enqueue-value-with-size>
    ///
    /// # Errors
    ///
    /// RangeError when the size is negative, NaN or infinite.
    pub fn enqueue_value_with_size(
        &self,
        scope: &Scope<'_, '_>,
        value: Local<'_, Value>,
        size: f64,
    ) -> Result<()> {
        // 1. Assert: container has [[queue]] and [[queueTotalSize]] internal slots.
        // 2. If ! IsNonNegativeNumber(size) is false, throw a RangeError exception.
        // 3. If size is +∞, throw a RangeError exception.
        if !(size >= 0.0 && size.is_finite()) {
            return Err(Exception::range_error(
                "The return value of a queuing strategy's size function must be a finite, non-NaN, non-negative number",
            ));
        }
        // 4. Append a new value-with-size with value value and size size to container.[[queue]].
        let value = Local::new(scope, value);
        self.push(Traced::new(scope, value), size);
        Ok(())
    }

    /// Appends a sentinel of size 0: a value that is no chunk.
    pub fn enqueue_sentinel(&self) {
        self.push(Traced::empty(), 0.0);
    }

    fn push(&self, value: Traced<Value>, size: f64) {
        let value_with_size = ValueWithSize { value, size };
        self.queue.borrow_mut().push_back(value_with_size);
        // 5. Set container.[[queueTotalSize]] to container.[[queueTotalSize]] + size.
        self.total_size.set(self.total_size.get() + size);
    }

    /// <https://streams.spec.whatwg.org/#peek-queue-value>: `None` for a sentinel.
    pub fn peek_queue_value<'s>(&self, scope: &Scope<'s, '_>) -> Option<Local<'s, Value>> {
        // 1.–2. Assert: container has [[queue]] and [[queueTotalSize]] internal slots, and [[queue]] is not empty.
        // 3. Let valueWithSize be container.[[queue]][0]. 4. Return valueWithSize's value.
        self.queue.borrow().front()?.value.get(scope)
    }

    /// <https://streams.spec.whatwg.org/#reset-queue>
    pub fn reset_queue(&self) {
        // 1. Assert: container has [[queue]] and [[queueTotalSize]] internal slots.
        // 2. Set container.[[queue]] to a new empty list.
        *self.queue.borrow_mut() = VecDeque::new();
        // 3. Set container.[[queueTotalSize]] to 0.
        self.total_size.set(0.0);
    }
}
