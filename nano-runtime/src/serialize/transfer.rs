//! Transfers: <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer>

use std::collections::{HashMap, HashSet};

use smallvec::SmallVec;

use super::serializer::{self, data_clone_error, structured_serialize_internal, too_many};
use super::{Data, SerializedRecord, SharedMemory, TransferableSteps, deserializer};
use crate::binding::platform_object_header;
use crate::exception::{Exception, Result};
use crate::gc::Header;
use crate::js::{ArrayBuffer, Local, Object, Scope, Value};

/// What [`structured_serialize_with_transfer`] returns: `[[Serialized]]` and `[[TransferDataHolders]]`.
#[derive(Debug)]
pub struct SerializeWithTransferResult {
    serialized: SerializedRecord,
    transfer_data_holders: Vec<TransferDataHolder>,
}

impl SerializeWithTransferResult {
    /// What the transfer steps of platform objects made of these, wherever it is a `T`.
    pub fn data_holders<T: 'static>(&self) -> impl Iterator<Item = &T> {
        self.transfer_data_holders
            .iter()
            .filter_map(|holder| match holder {
                TransferDataHolder::PlatformObject { data, .. } => data.downcast_ref(),
                TransferDataHolder::ArrayBuffer(_) => None,
            })
    }
}

/// A transferable between its realms.
enum TransferDataHolder {
    /// `[[ArrayBufferData]]`, with the length, and the largest length if it is resizable.
    ArrayBuffer(SharedMemory),
    /// What the transfer steps of an interface made of a platform object.
    PlatformObject {
        interface: &'static str,
        exposed: bool,
        steps: &'static TransferableSteps,
        data: Data,
    },
}

impl std::fmt::Debug for TransferDataHolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::PlatformObject { interface, .. } => interface,
        })
    }
}

/// An entry of a transfer list.
enum Entry<'s> {
    ArrayBuffer(Local<'s, ArrayBuffer>),
    PlatformObject(&'s Header, &'static TransferableSteps),
}

impl Entry<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::PlatformObject(header, _) => header.def().name,
        }
    }
}

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializewithtransfer>
///
/// # Errors
///
/// As [`structured_serialize`](super::structured_serialize); a "DataCloneError" DOMException when something in the transfer list cannot be
/// transferred.
pub fn structured_serialize_with_transfer<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'_, Value>,
    transfer_list: &[Local<'s, Object>],
) -> Result<SerializeWithTransferResult> {
    // 1. Let memory be an empty map.
    // 2. For each transferable of transferList:
    let (entries, memory) = transferables(scope, transfer_list)?;
    // 3. Let serialized be ? StructuredSerializeInternal(value, false, memory).
    let serialized = structured_serialize_internal(scope, value, false, &memory)?;
    // 4. Let transferDataHolders be a new empty List.
    let mut transfer_data_holders = Vec::with_capacity(entries.len());
    // 5. For each transferable of transferList:
    for (index, entry) in entries.iter().enumerate() {
        // 5.6. Append dataHolder to transferDataHolders.
        transfer_data_holders.push(transfer(scope, index, entry)?);
    }
    // 6. Return { [[Serialized]]: serialized, [[TransferDataHolders]]: transferDataHolders }.
    Ok(SerializeWithTransferResult {
        serialized,
        transfer_data_holders,
    })
}

/// Step 2: what is in a transfer list, and the memory in which all of it is marked.
fn transferables<'s>(
    scope: &mut Scope<'s, '_>,
    transfer_list: &[Local<'s, Object>],
) -> Result<(Vec<Entry<'s>>, serializer::Memory<'s>)> {
    let mut entries = Vec::with_capacity(transfer_list.len());
    let mut memory = serializer::Memory::default();
    let mut buffers: HashMap<_, SmallVec<[Local<'s, ArrayBuffer>; 1]>> = HashMap::new();
    let mut objects = HashSet::new();
    for (index, transferable) in transfer_list.iter().enumerate() {
        // 2.1. If transferable has neither an [[ArrayBufferData]] internal slot nor a [[Detached]] internal slot, then throw.
        // 2.2. If transferable has an [[ArrayBufferData]] internal slot and IsSharedArrayBuffer(transferable) is true, then throw.
        let entry = if let Ok(buffer) = Local::<ArrayBuffer>::try_from(*transferable) {
            Entry::ArrayBuffer(buffer)
        } else if transferable.is_shared_array_buffer() {
            return Err(data_clone_error(
                "A SharedArrayBuffer could not be cloned. SharedArrayBuffer must not be transferred.",
            ));
        } else {
            let header = platform_object_header(scope, *transferable);
            let steps = header.and_then(|header| Some((header, header.def().transfer?)));
            let Some((header, steps)) = steps else {
                return Err(data_clone_error(format!(
                    "Value at index {index} does not have a transferable type."
                )));
            };
            Entry::PlatformObject(header, steps)
        };
        // 2.3. If memory[transferable] exists, then throw a "DataCloneError" DOMException.
        // 2.4. Set memory[transferable] to { [[Type]]: an uninitialized value }.
        let is_new = match &entry {
            Entry::ArrayBuffer(buffer) => {
                let same_hash = buffers.entry(buffer.get_identity_hash()).or_default();
                let is_new = !same_hash.contains(buffer);
                same_hash.push(*buffer);
                let number = u32::try_from(index).map_err(|_| too_many())?;
                memory.buffers.push((number, *buffer));
                is_new
            }
            Entry::PlatformObject(header, _) => {
                let address = std::ptr::from_ref(*header);
                memory.objects.insert(address, index);
                objects.insert(address)
            }
        };
        if !is_new {
            let name = entry.name();
            return Err(data_clone_error(format!(
                "{name} at index {index} is a duplicate of an earlier {name}."
            )));
        }
        entries.push(entry);
    }
    Ok((entries, memory))
}

/// Steps 5.1 to 5.5: moves a transferable's data to a data holder.
fn transfer(
    scope: &mut Scope<'_, '_>,
    index: usize,
    entry: &Entry<'_>,
) -> Result<TransferDataHolder> {
    // 5.1. If transferable has an [[ArrayBufferData]] internal slot and IsDetachedBuffer(transferable) is true, then throw.
    // 5.2. If transferable has a [[Detached]] internal slot and transferable.[[Detached]] is true, then throw.
    let detached = match entry {
        Entry::ArrayBuffer(buffer) => buffer.was_detached(),
        Entry::PlatformObject(header, steps) => (steps.is_detached)(header),
    };
    if detached {
        let name = entry.name();
        return Err(data_clone_error(format!(
            "{name} at index {index} is already detached."
        )));
    }
    // 5.3. Let dataHolder be memory[transferable].
    match entry {
        // 5.4. If transferable has an [[ArrayBufferData]] internal slot:
        Entry::ArrayBuffer(buffer) => {
            // 5.4.1.–5.4.2. The backing store knows its lengths.
            let store = buffer.get_backing_store();
            // 5.4.3. Perform ? DetachArrayBuffer(transferable).
            //        A buffer that a WebAssembly memory keeps has a detach key, which is not given here: TypeError.
            let detached = buffer.is_detachable() && {
                v8::tc_scope!(let _tc, scope);
                buffer.detach(None) == Some(true)
            };
            if !detached {
                return Err(Exception::type_error(format!(
                    "ArrayBuffer at index {index} is not detachable and could not be transferred."
                )));
            }
            Ok(TransferDataHolder::ArrayBuffer(SharedMemory(store)))
        }
        // 5.5. Otherwise: perform the appropriate transfer steps for the primary interface, given transferable and dataHolder, and set
        //      transferable.[[Detached]] to true.
        Entry::PlatformObject(header, steps) => Ok(TransferDataHolder::PlatformObject {
            interface: header.def().name,
            exposed: header.def().exposed,
            steps,
            data: (steps.transfer)(header, scope)?,
        }),
    }
}

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserializewithtransfer>
///
/// The target realm is that of `scope`. Returns `[[Deserialized]]` and `[[TransferredValues]]`.
///
/// # Errors
///
/// As [`structured_deserialize`](super::structured_deserialize), and what transfer-receiving steps throw.
pub fn structured_deserialize_with_transfer<'s>(
    scope: &mut Scope<'s, '_>,
    result: SerializeWithTransferResult,
) -> Result<(Local<'s, Value>, Vec<Local<'s, Object>>)> {
    // 1. Let memory be an empty map.
    let mut memory = deserializer::Memory::default();
    // 2. Let transferredValues be a new empty List.
    // 3. For each transferDataHolder of serializeWithTransferResult.[[TransferDataHolders]]:
    for (index, holder) in result.transfer_data_holders.into_iter().enumerate() {
        let value = match holder {
            // 3.2.–3.3. A new ArrayBuffer object of the same data, resizable if the old one was.
            TransferDataHolder::ArrayBuffer(store) => {
                let buffer = ArrayBuffer::with_backing_store(scope, &store.0);
                let number = u32::try_from(index).map_err(|_| too_many())?;
                memory.buffers.push((number, buffer));
                buffer.into()
            }
            // 3.4. Otherwise:
            TransferDataHolder::PlatformObject {
                interface,
                exposed,
                steps,
                data,
            } => {
                // 3.4.2. If the interface identified by interfaceName is not exposed in targetRealm, then throw.
                if !exposed {
                    return Err(data_clone_error(format!(
                        "{interface} is not exposed here."
                    )));
                }
                // 3.4.3.–3.4.4. Set value to a new instance of the interface, and perform its transfer-receiving steps.
                (steps.receive)(data, scope)?
            }
        };
        // 3.5. Set memory[transferDataHolder] to value.
        // 3.6. Append value to transferredValues.
        memory.received.push(value);
    }
    // 4. Let deserialized be ? StructuredDeserialize(serializeWithTransferResult.[[Serialized]], targetRealm, memory).
    let deserialized =
        deserializer::structured_deserialize_with_memory(scope, &result.serialized, &memory)?;
    // 5. Return { [[Deserialized]]: deserialized, [[TransferredValues]]: transferredValues }.
    Ok((deserialized, memory.received))
}

const _: () = {
    const fn crosses_threads<T: Send>() {}
    crosses_threads::<SerializeWithTransferResult>();
};
