//! What byte controllers hold: the queue of bytes and the pull-into descriptors.
//!
//! <https://streams.spec.whatwg.org/#readable-byte-stream-queue-entry>, <https://streams.spec.whatwg.org/#pull-into-descriptor>

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use nano_runtime::js::{ArrayBuffer, Local};
use nano_runtime::webidl::ViewType;
use nano_runtime::{Scope, Trace, Traced};

/// The `[[queue]]` and `[[queueTotalSize]]` slots of a byte controller.
#[derive(Default, Trace)]
pub(super) struct ByteQueue {
    entries: RefCell<VecDeque<ByteQueueEntry>>,
    total_size: Cell<usize>,
}

/// <https://streams.spec.whatwg.org/#readable-byte-stream-queue-entry>
#[derive(Trace)]
struct ByteQueueEntry {
    buffer: Traced<ArrayBuffer>,
    byte_offset: usize,
    byte_length: usize,
}

/// A range of a buffer.
#[derive(Clone, Copy)]
pub(super) struct ByteRange<'s> {
    pub(super) buffer: Local<'s, ArrayBuffer>,
    pub(super) byte_offset: usize,
    pub(super) byte_length: usize,
}

impl ByteQueue {
    /// `[[queueTotalSize]]`
    pub(super) fn total_size(&self) -> usize {
        self.total_size.get()
    }

    /// Appends an entry.
    pub(super) fn push(&self, scope: &Scope<'_, '_>, range: ByteRange<'_>) {
        let buffer = Local::new(scope, range.buffer);
        let entry = ByteQueueEntry {
            buffer: Traced::new(scope, buffer),
            byte_offset: range.byte_offset,
            byte_length: range.byte_length,
        };
        self.entries.borrow_mut().push_back(entry);
        self.total_size
            .set(self.total_size.get() + range.byte_length);
    }

    /// Takes the first `most` bytes of the first entry, or all of it: the entry is removed once nothing is left of it.
    pub(super) fn take<'s>(&self, scope: &Scope<'s, '_>, most: usize) -> Option<ByteRange<'s>> {
        let mut entries = self.entries.borrow_mut();
        let head = entries.front_mut()?;
        let range = ByteRange {
            buffer: head.buffer.get(scope)?,
            byte_offset: head.byte_offset,
            byte_length: head.byte_length.min(most),
        };
        if range.byte_length == head.byte_length {
            entries.pop_front();
        } else {
            head.byte_offset += range.byte_length;
            head.byte_length -= range.byte_length;
        }
        self.total_size
            .set(self.total_size.get().saturating_sub(range.byte_length));
        Some(range)
    }

    /// <https://streams.spec.whatwg.org/#reset-queue>
    pub(super) fn reset_queue(&self) {
        *self.entries.borrow_mut() = VecDeque::new();
        self.total_size.set(0);
    }
}

/// The reader type of a pull-into descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReaderType {
    /// "default"
    Default,
    /// "byob"
    Byob,
    /// "none"
    None,
}

/// <https://streams.spec.whatwg.org/#pull-into-descriptor>, with its buffer as a field.
#[derive(Trace)]
pub(super) struct PullIntoDescriptor {
    buffer: Traced<ArrayBuffer>,
    #[untraced]
    fields: PullIntoFields,
}

/// What a pull-into descriptor holds beside its buffer.
#[derive(Clone, Copy)]
pub(super) struct PullIntoFields {
    pub(super) buffer_byte_length: usize,
    pub(super) byte_offset: usize,
    pub(super) byte_length: usize,
    pub(super) bytes_filled: usize,
    pub(super) minimum_fill: usize,
    pub(super) view_type: ViewType,
    pub(super) reader_type: ReaderType,
}

/// A pull-into descriptor on the stack.
#[derive(Clone, Copy)]
pub(super) struct PullInto<'s> {
    pub(super) buffer: Local<'s, ArrayBuffer>,
    pub(super) fields: PullIntoFields,
}

impl PullIntoFields {
    pub(super) fn element_size(&self) -> usize {
        self.view_type.element_size()
    }
}

/// `[[pendingPullIntos]]`
#[derive(Default, Trace)]
pub(super) struct PendingPullIntos(RefCell<VecDeque<PullIntoDescriptor>>);

impl PendingPullIntos {
    pub(super) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    pub(super) fn push<'s>(&self, scope: &Scope<'s, '_>, descriptor: PullInto<'s>) {
        let descriptor = PullIntoDescriptor {
            buffer: Traced::new(scope, descriptor.buffer),
            fields: descriptor.fields,
        };
        self.0.borrow_mut().push_back(descriptor);
    }

    /// The first descriptor as it is now.
    pub(super) fn first<'s>(&self, scope: &Scope<'s, '_>) -> Option<PullInto<'s>> {
        let descriptors = self.0.borrow();
        let first = descriptors.front()?;
        Some(PullInto {
            buffer: first.buffer.get(scope)?,
            fields: first.fields,
        })
    }

    /// Removes the first descriptor.
    pub(super) fn shift(&self) {
        self.0.borrow_mut().pop_front();
    }

    /// Sets the buffer of the first descriptor.
    pub(super) fn set_first_buffer<'s>(
        &self,
        scope: &Scope<'s, '_>,
        buffer: Local<'s, ArrayBuffer>,
    ) {
        if let Some(first) = self.0.borrow().front() {
            first.buffer.set(scope, buffer);
        }
    }

    /// Increases the bytes filled of the first descriptor.
    pub(super) fn fill_first(&self, size: usize) {
        if let Some(first) = self.0.borrow_mut().front_mut() {
            first.fields.bytes_filled += size;
        }
    }

    /// Leaves only the first descriptor, whose reader is gone.
    pub(super) fn release(&self) {
        let mut descriptors = self.0.borrow_mut();
        descriptors.truncate(1);
        if let Some(first) = descriptors.front_mut() {
            first.fields.reader_type = ReaderType::None;
        }
    }

    pub(super) fn clear(&self) {
        *self.0.borrow_mut() = VecDeque::new();
    }
}
