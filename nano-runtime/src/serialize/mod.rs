//! Structured data: <https://html.spec.whatwg.org/multipage/structured-data.html>
//!
//! A value of one realm becomes a record that belongs to no realm ([`structured_serialize`] and its siblings), and a record becomes a
//! value of another realm ([`structured_deserialize`]). V8 walks the values; here is what it does not know: platform objects
//! (`steps.rs`), transfers (`transfer.rs`), shared memory and WebAssembly modules. Which API uses all this is not known here.

mod deserializer;
mod serializer;
mod steps;
mod transfer;

use std::any::Any;

use v8::{BackingStore, CompiledWasmModule, SharedRef};

pub use deserializer::{Deserializer, structured_deserialize};
pub use serializer::{Serializer, structured_serialize, structured_serialize_for_storage};
pub use steps::{
    Probe, Serializable, SerializableSteps, Transferable, TransferableSteps, Unmarked,
};
pub use transfer::{
    SerializeWithTransferResult, structured_deserialize_with_transfer,
    structured_serialize_with_transfer,
};

/// What a platform object's steps leave in a record: plain data of no realm and no thread.
pub type Data = Box<dyn Any + Send + Sync>;

/// A serialized value, which any realm of the process can deserialize, as often as it likes.
pub struct SerializedRecord {
    /// What V8 wrote.
    bytes: Vec<u8>,
    /// The platform objects in it, in the order of the numbers written for them.
    objects: Vec<PlatformObjectRecord>,
    /// The memory of the SharedArrayBuffers in it, likewise.
    shared: Vec<SharedMemory>,
    /// The WebAssembly modules in it, likewise.
    modules: Vec<CompiledWasmModule>,
}

/// A platform object in a record.
enum PlatformObjectRecord {
    /// What its serialization steps made of it.
    Serialized(&'static SerializableSteps, Data),
    /// It is in the transfer list, at this index.
    Transferred(usize),
    /// Its steps are running.
    Unfinished,
}

/// The memory of a SharedArrayBuffer, or of an ArrayBuffer on its way.
struct SharedMemory(SharedRef<BackingStore>);

// SAFETY: V8 counts the references to a backing store atomically and frees it on whichever thread drops the last one. Nothing here
// reads or writes the bytes; the buffers made from it are JavaScript's, whose memory model governs them.
unsafe impl Send for SharedMemory {}
// SAFETY: as above; a shared reference only serves to make further buffers of it.
unsafe impl Sync for SharedMemory {}

impl std::fmt::Debug for SerializedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SerializedRecord")
            .field("bytes", &self.bytes.len())
            .field("objects", &self.objects.len())
            .finish_non_exhaustive()
    }
}
