//! Operations on buffers: <https://webidl.spec.whatwg.org/#js-buffer-source-types>

use super::buffer_source::{ArrayBufferView, BufferSource};
use crate::exception::{Exception, Result};
use crate::js::{ArrayBuffer, Local, Scope, Value};

#[cold]
fn does_not_fit() -> Exception {
    Exception::range_error("The bytes do not fit into the buffer")
}

/// Writes `bytes` at `start` of the buffer.
///
/// <https://webidl.spec.whatwg.org/#arraybuffer-write>
///
/// # Errors
///
/// RangeError when they do not fit, which the standard leaves to the caller to rule out: a detached buffer fits nothing.
pub fn write(
    scope: &mut Scope<'_, '_>,
    buffer: Local<'_, ArrayBuffer>,
    bytes: &[u8],
    start: usize,
) -> Result<()> {
    // 1. Let jsArrayBuffer be the result of converting arrayBuffer to a JavaScript value.
    // 2. Assert: bytes's length ≤ jsArrayBuffer.[[ArrayBufferByteLength]] − startingOffset.
    // The scope is borrowed so that nobody detaches the buffer meanwhile.
    let _ = scope;
    let room = buffer.byte_length().checked_sub(start);
    if room.is_none_or(|room| bytes.len() > room) {
        return Err(does_not_fit());
    }
    // 3. For i in the range startingOffset to startingOffset + bytes's length − 1, inclusive, perform
    //    SetValueInBuffer(jsArrayBuffer, i, Uint8, bytes[i − startingOffset], true, unordered).
    if let Some(data) = buffer.data() {
        // SAFETY: the bytes fit behind `start`, as just checked; Rust holds no reference into a buffer outside the closures of
        // `with_bytes`, during which nobody has a scope to call this function with.
        unsafe { copy(bytes, data.as_ptr().cast::<u8>().add(start)) };
    }
    Ok(())
}

/// Writes `bytes` at `start` of the view.
///
/// <https://webidl.spec.whatwg.org/#arraybufferview-write>
///
/// # Errors
///
/// RangeError when they do not fit or end in the middle of an element, which the standard leaves to the caller to rule out.
pub fn write_view(
    scope: &mut Scope<'_, '_>,
    view: ArrayBufferView<'_>,
    bytes: &[u8],
    start: usize,
) -> Result<()> {
    // 1. Let jsView be the result of converting view to a JavaScript value.
    // 2. Assert: bytes's length ≤ jsView.[[ByteLength]] − startingOffset.
    let room = view.byte_length().checked_sub(start);
    // 3. Assert: if view is not a DataView, then bytes's length modulo the element size is 0.
    if room.is_none_or(|room| bytes.len() > room)
        || !bytes.len().is_multiple_of(view.element_size())
    {
        return Err(does_not_fit());
    }
    if bytes.is_empty() {
        return Ok(());
    }
    // 4. Let arrayBuffer be the result of converting jsView.[[ViewedArrayBuffer]] to an IDL value.
    // 5. Write bytes into arrayBuffer with startingOffset set to jsView.[[ByteOffset]] + startingOffset.
    let local = view.local();
    // The data of a small typed array moves off V8's heap here; after that it stays where it is.
    if local.buffer(scope).is_none() {
        return Err(Exception::range_error("Array buffer allocation failed"));
    }
    // SAFETY: the bytes fit into the view, which lies inside its buffer; the rest is as in `write`. Other threads may access a
    // shared buffer meanwhile, with which the standard has every outcome of the race be valid.
    unsafe { copy(bytes, local.data().cast::<u8>().add(start)) };
    Ok(())
}

/// # Safety
///
/// `to` is valid for writes of as many bytes as there are, and Rust holds no reference to them.
unsafe fn copy(bytes: &[u8], to: *mut u8) {
    // SAFETY: the caller's promise; `copy` allows that `bytes` overlaps `to`, as two views of a buffer may.
    unsafe { std::ptr::copy(bytes.as_ptr(), to, bytes.len()) };
}

/// <https://webidl.spec.whatwg.org/#arraybuffer-detach>
///
/// # Errors
///
/// TypeError when the buffer cannot be detached: a WebAssembly memory's, or one with another detach key.
pub fn detach(
    _: &mut Scope<'_, '_>,
    buffer: Local<'_, ArrayBuffer>,
    key: Option<Local<'_, Value>>,
) -> Result<()> {
    // 1. Let jsArrayBuffer be the result of converting arrayBuffer to a JavaScript value.
    // 2. Perform ? DetachArrayBuffer(jsArrayBuffer).
    // V8 answers that all is well for a buffer it does not detach: ask first.
    if !buffer.is_detachable() {
        return Err(not_detachable());
    }
    match buffer.detach(key) {
        Some(true) => Ok(()),
        Some(false) => Err(not_detachable()),
        None => Err(Exception::Pending),
    }
}

#[cold]
fn not_detachable() -> Exception {
    Exception::type_error("The ArrayBuffer is not detachable and could not be transferred.")
}

/// <https://webidl.spec.whatwg.org/#arraybuffer-transferable>
#[must_use]
pub fn is_transferable(buffer: Local<'_, ArrayBuffer>) -> bool {
    // 1. If IsDetachedBuffer is true, then return false. 2. If the detach key is not undefined, then return false.
    // 3. Return true.
    !buffer.was_detached() && buffer.is_detachable()
}

/// <https://webidl.spec.whatwg.org/#arraybuffer-transfer>, within the current realm.
///
/// # Errors
///
/// TypeError when the buffer is detached or cannot be detached.
pub fn transfer<'s>(
    scope: &mut Scope<'s, '_>,
    buffer: Local<'s, ArrayBuffer>,
) -> Result<Local<'s, ArrayBuffer>> {
    // 1. Let jsArrayBuffer be the result of converting arrayBuffer to a JavaScript value.
    // 2. If IsDetachedBuffer(jsArrayBuffer) is true, then throw a TypeError.
    if buffer.was_detached() {
        return Err(Exception::type_error(
            "The ArrayBuffer is detached and could not be transferred.",
        ));
    }
    // 3. Let arrayBufferData be jsArrayBuffer.[[ArrayBufferData]]. 4. Let arrayBufferByteLength be its length.
    let store = buffer.get_backing_store();
    // 5. Perform ? DetachArrayBuffer(jsArrayBuffer).
    detach(scope, buffer, None)?;
    // 6.–8. Return a new ArrayBuffer with the same data and length.
    Ok(ArrayBuffer::with_backing_store(scope, &store))
}

/// Construct(%ArrayBuffer%, « length »)
///
/// # Errors
///
/// RangeError when there is no memory for it, or more than V8 allows.
pub fn new_array_buffer<'s>(
    scope: &mut Scope<'s, '_>,
    length: u64,
) -> Result<Local<'s, ArrayBuffer>> {
    let failed = || Exception::range_error("Array buffer allocation failed");
    let length = usize::try_from(length).map_err(|_| failed())?;
    if length > crate::js::TypedArray::MAX_BYTE_LENGTH {
        return Err(failed());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length).map_err(|_| failed())?;
    bytes.resize(length, 0);
    super::array_buffer_of_vec(scope, bytes)
}

/// <https://tc39.es/ecma262/#sec-clonearraybuffer>, with %ArrayBuffer% as the constructor.
///
/// # Errors
///
/// RangeError when there is no memory for it, or the range is not inside the buffer.
pub fn clone_array_buffer<'s>(
    scope: &mut Scope<'s, '_>,
    buffer: Local<'s, ArrayBuffer>,
    start: usize,
    length: usize,
) -> Result<Local<'s, ArrayBuffer>> {
    let bytes = BufferSource::Buffer(buffer).with_bytes(scope, |bytes| {
        let range = start..start.checked_add(length)?;
        let bytes = bytes.get(range)?;
        let mut copy = Vec::new();
        copy.try_reserve_exact(length).ok()?;
        copy.extend_from_slice(bytes);
        Some(copy)
    });
    let bytes = bytes.ok_or_else(|| Exception::range_error("Array buffer allocation failed"))?;
    super::array_buffer_of_vec(scope, bytes)
}

/// <https://tc39.es/ecma262/#sec-copydatablockbytes>
///
/// # Errors
///
/// RangeError when a range is not inside its buffer: <https://streams.spec.whatwg.org/#abstract-opdef-cancopydatablockbytes>.
pub fn copy_data_block_bytes(
    _: &mut Scope<'_, '_>,
    to_buffer: Local<'_, ArrayBuffer>,
    to_index: usize,
    from_buffer: Local<'_, ArrayBuffer>,
    from_index: usize,
    count: usize,
) -> Result<()> {
    let inside = |buffer: Local<'_, ArrayBuffer>, index: usize| {
        index
            .checked_add(count)
            .is_some_and(|end| end <= buffer.byte_length())
    };
    if !inside(to_buffer, to_index) || !inside(from_buffer, from_index) {
        return Err(does_not_fit());
    }
    if let Some((to, from)) = to_buffer.data().zip(from_buffer.data()) {
        // SAFETY: both ranges are inside their buffers, as just checked, and `copy` allows that they overlap; Rust holds no
        // reference into a buffer outside the closures of `with_bytes`, during which nobody has a scope to call this with.
        unsafe {
            std::ptr::copy(
                from.as_ptr().cast::<u8>().add(from_index),
                to.as_ptr().cast::<u8>().add(to_index),
                count,
            );
        }
    }
    Ok(())
}
