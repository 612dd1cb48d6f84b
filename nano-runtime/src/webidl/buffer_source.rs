//! [`BufferSource`] and [`ArrayBufferView`]: buffers that a script passes in, and the bytes they hold.
//!
//! The conversions to them are in `buffer_types.rs`, the operations that change buffers in `buffer_ops.rs`.

use std::sync::atomic::{AtomicU8, Ordering};

use super::text::{is_ascii, new_latin1_string};
use crate::exception::{Exception, Result};
use crate::js::{self, ArrayBuffer, Local, Scope, SharedArrayBuffer, Value};

/// An ArrayBuffer (or, with `[AllowShared]`, a SharedArrayBuffer) or a view of one.
///
/// <https://webidl.spec.whatwg.org/#BufferSource>
#[derive(Clone, Copy, Debug)]
pub enum BufferSource<'s> {
    /// An ArrayBuffer.
    Buffer(Local<'s, ArrayBuffer>),
    /// A SharedArrayBuffer.
    Shared(Local<'s, SharedArrayBuffer>),
    /// A typed array or a DataView.
    View(ArrayBufferView<'s>),
}

/// A typed array or a DataView.
///
/// <https://webidl.spec.whatwg.org/#ArrayBufferView>
#[derive(Clone, Copy, Debug)]
pub struct ArrayBufferView<'s>(pub(super) Local<'s, js::ArrayBufferView>);

/// The memory of a buffer that no script shares with another thread, or of one that may be.
enum Memory<'a> {
    Own(&'a [u8]),
    Shared(&'a [AtomicU8]),
}

impl Memory<'_> {
    fn with_bytes<R>(self, read: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Self::Own(bytes) => read(bytes),
            // Another thread may write to the memory meanwhile: only a copy is a `&[u8]`.
            Self::Shared(cells) => {
                let copy: Vec<u8> = cells.iter().map(|c| c.load(Ordering::Relaxed)).collect();
                read(&copy)
            }
        }
    }
}

/// The memory at `data`, which may be null when `length` is 0.
///
/// # Safety
///
/// The memory stays allocated and, unless it is shared, nobody writes to it during `'a`.
unsafe fn memory<'a>(data: *const u8, length: usize, shared: bool) -> Memory<'a> {
    if length == 0 || data.is_null() {
        Memory::Own(&[])
    } else if shared {
        // SAFETY: the caller's promise; atomics may be read while others write.
        Memory::Shared(unsafe { std::slice::from_raw_parts(data.cast(), length) })
    } else {
        // SAFETY: the caller's promise.
        Memory::Own(unsafe { std::slice::from_raw_parts(data, length) })
    }
}

impl<'s> BufferSource<'s> {
    /// The number of bytes; 0 for a detached buffer, and for a view that its resizable buffer no longer covers.
    #[must_use]
    pub fn byte_length(self) -> usize {
        match self {
            Self::Buffer(buffer) => buffer.byte_length(),
            Self::Shared(buffer) => buffer.byte_length(),
            Self::View(view) => view.byte_length(),
        }
    }

    /// Lends `read` the bytes held.
    ///
    /// <https://webidl.spec.whatwg.org/#dfn-get-buffer-source-copy>, without the copy: `read` runs at once, and because the
    /// scope is borrowed meanwhile it can run no JavaScript that would change them.
    pub fn with_bytes<R>(self, scope: &mut Scope<'_, '_>, read: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Self::Buffer(buffer) => {
                let data = buffer.data().map_or(std::ptr::null(), |p| p.as_ptr());
                // SAFETY: the handle keeps the buffer alive, and only JavaScript on this thread, which cannot run now, could
                // write to it or detach it.
                unsafe { memory(data.cast(), buffer.byte_length(), false) }.with_bytes(read)
            }
            Self::Shared(buffer) => {
                let store = buffer.get_backing_store();
                let data = store.data().map_or(std::ptr::null(), |p| p.as_ptr());
                // SAFETY: `store` keeps the memory alive; shared memory only grows.
                unsafe { memory(data.cast(), store.byte_length(), true) }.with_bytes(read)
            }
            Self::View(view) => view.with_bytes(scope, read),
        }
    }

    /// The bytes as a string if they are ASCII, which V8 copies straight from the buffer. `None` when there are others, and for
    /// shared memory, which could change while it is looked at.
    ///
    /// # Errors
    ///
    /// RangeError when V8 does not allow a string of this length.
    pub fn ascii_string(&self, scope: &mut Scope<'s, '_>) -> Option<Result<Local<'s, js::String>>> {
        if self.is_shared(scope) {
            return None;
        }
        let mut storage = [0; v8::TYPED_ARRAY_MAX_SIZE_IN_HEAP];
        let bytes = match self {
            Self::Buffer(buffer) if buffer.byte_length() > 0 => {
                let data = buffer.data()?.as_ptr().cast::<u8>();
                // SAFETY: the handle keeps the buffer alive, and only JavaScript on this thread could write to it or detach it.
                // None runs while the slice lives: making a string may collect garbage, which runs no JavaScript.
                unsafe { std::slice::from_raw_parts(data.cast_const(), buffer.byte_length()) }
            }
            Self::View(ArrayBufferView(view)) => view.get_contents(&mut storage),
            Self::Buffer(_) | Self::Shared(_) => &[],
        };
        is_ascii(bytes).then(|| new_latin1_string(scope, bytes))
    }

    /// <https://webidl.spec.whatwg.org/#dfn-get-buffer-source-copy>
    #[must_use]
    pub fn to_vec(self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        self.with_bytes(scope, <[u8]>::to_vec)
    }

    /// The underlying buffer: <https://webidl.spec.whatwg.org/#buffersource-underlying-buffer>. `None` when that is shared.
    ///
    /// # Errors
    ///
    /// RangeError when V8 cannot allocate the buffer of a small typed array, which has none until someone asks.
    pub fn buffer(self, scope: &mut Scope<'s, '_>) -> Result<Option<Local<'s, ArrayBuffer>>> {
        match self {
            Self::Buffer(buffer) => Ok(Some(buffer)),
            Self::Shared(_) => Ok(None),
            Self::View(view) if view.is_shared(scope) => Ok(None),
            Self::View(view) => view.buffer(scope).map(Some),
        }
    }

    /// Whether the buffer is detached: <https://webidl.spec.whatwg.org/#buffersource-detached>
    #[must_use]
    pub fn is_detached(self, scope: &mut Scope<'s, '_>) -> bool {
        match self {
            Self::Buffer(buffer) => buffer.was_detached(),
            Self::Shared(_) => false,
            Self::View(view) => view.is_detached(scope),
        }
    }

    /// Whether other threads may hold the same memory.
    #[must_use]
    pub fn is_shared(self, scope: &mut Scope<'s, '_>) -> bool {
        match self {
            Self::Buffer(_) => false,
            Self::Shared(_) => true,
            Self::View(view) => view.is_shared(scope),
        }
    }

    /// Whether the underlying buffer is resizable or growable.
    #[must_use]
    pub fn is_resizable(self, scope: &mut Scope<'s, '_>) -> bool {
        match self {
            Self::Buffer(buffer) => is_resizable(buffer),
            Self::Shared(buffer) => buffer.get_backing_store().is_resizable_by_user_javascript(),
            Self::View(view) => view.is_resizable(scope),
        }
    }

    /// The JavaScript value.
    #[must_use]
    pub fn value(self) -> Local<'s, Value> {
        match self {
            Self::Buffer(buffer) => buffer.into(),
            Self::Shared(buffer) => buffer.into(),
            Self::View(view) => view.0.into(),
        }
    }
}

/// Whether a script can resize the buffer.
pub(super) fn is_resizable(buffer: Local<'_, ArrayBuffer>) -> bool {
    buffer.get_backing_store().is_resizable_by_user_javascript()
}

impl<'s> ArrayBufferView<'s> {
    /// The view as V8 knows it.
    #[must_use]
    pub fn local(self) -> Local<'s, js::ArrayBufferView> {
        self.0
    }

    /// `[[ByteLength]]`; 0 when the buffer is detached, or resized so that it no longer covers the view.
    #[must_use]
    pub fn byte_length(self) -> usize {
        self.0.byte_length()
    }

    /// `[[ByteOffset]]`
    #[must_use]
    pub fn byte_offset(self) -> usize {
        self.0.byte_offset()
    }

    /// The size of an element in bytes; 1 for a DataView.
    #[must_use]
    pub fn element_size(self) -> usize {
        let view = self.0;
        if view.is_uint8_array()
            || view.is_data_view()
            || view.is_int8_array()
            || view.is_uint8_clamped_array()
        {
            1
        } else if view.is_int16_array() || view.is_uint16_array() || view.is_float16_array() {
            2
        } else if view.is_int32_array() || view.is_uint32_array() || view.is_float32_array() {
            4
        } else {
            8
        }
    }

    /// The name of the view's type, as its constructor has it: `Uint8Array`, `DataView`.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        let view = self.0;
        if view.is_uint8_array() {
            "Uint8Array"
        } else if view.is_data_view() {
            "DataView"
        } else if view.is_int8_array() {
            "Int8Array"
        } else if view.is_uint8_clamped_array() {
            "Uint8ClampedArray"
        } else if view.is_int16_array() {
            "Int16Array"
        } else if view.is_uint16_array() {
            "Uint16Array"
        } else if view.is_float16_array() {
            "Float16Array"
        } else if view.is_int32_array() {
            "Int32Array"
        } else if view.is_uint32_array() {
            "Uint32Array"
        } else if view.is_float32_array() {
            "Float32Array"
        } else if view.is_float64_array() {
            "Float64Array"
        } else if view.is_big_int64_array() {
            "BigInt64Array"
        } else {
            "BigUint64Array"
        }
    }

    /// Lends `read` the bytes the view covers, as [`BufferSource::with_bytes`] does.
    pub fn with_bytes<R>(self, scope: &mut Scope<'_, '_>, read: impl FnOnce(&[u8]) -> R) -> R {
        if self.0.has_buffer() && self.is_shared_inner(scope) {
            let data = self.0.data().cast_const().cast();
            // SAFETY: the handle keeps the view and its memory alive; shared memory only grows.
            return unsafe { memory(data, self.0.byte_length(), true) }.with_bytes(read);
        }
        // A small typed array's elements lie on V8's heap, where they move: those are copied to the stack.
        let mut storage = [0; v8::TYPED_ARRAY_MAX_SIZE_IN_HEAP];
        read(self.0.get_contents(&mut storage))
    }

    /// A copy of the bytes the view covers.
    #[must_use]
    pub fn to_vec(self, scope: &mut Scope<'_, '_>) -> Vec<u8> {
        self.with_bytes(scope, <[u8]>::to_vec)
    }

    /// `[[ViewedArrayBuffer]]`, of which a shared one is passed off as an ArrayBuffer: ask [`ArrayBufferView::is_shared`] first.
    ///
    /// # Errors
    ///
    /// RangeError when V8 cannot allocate the buffer of a small typed array, which has none until someone asks.
    pub fn buffer(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, ArrayBuffer>> {
        self.0
            .buffer(scope)
            .ok_or_else(|| Exception::range_error("Array buffer allocation failed"))
    }

    /// Whether the view's buffer is detached.
    #[must_use]
    pub fn is_detached(self, scope: &mut Scope<'s, '_>) -> bool {
        self.existing_buffer(scope)
            .is_some_and(|buffer| !buffer.is_shared_array_buffer() && buffer.was_detached())
    }

    /// Whether the view's buffer is a SharedArrayBuffer.
    #[must_use]
    pub fn is_shared(self, scope: &mut Scope<'_, '_>) -> bool {
        self.is_shared_inner(scope)
    }

    /// Whether the view's buffer is resizable or growable.
    #[must_use]
    pub fn is_resizable(self, scope: &mut Scope<'s, '_>) -> bool {
        self.existing_buffer(scope).is_some_and(is_resizable)
    }

    fn is_shared_inner(self, scope: &Scope<'_, '_>) -> bool {
        self.existing_buffer(scope)
            .is_some_and(|buffer| buffer.is_shared_array_buffer())
    }

    /// The buffer, unless the view is a small typed array that has none yet: then nobody can have detached or shared it.
    pub(super) fn existing_buffer<'a>(
        self,
        scope: &Scope<'a, '_>,
    ) -> Option<Local<'a, ArrayBuffer>> {
        if self.0.has_buffer() {
            self.0.buffer(scope)
        } else {
            None
        }
    }
}
