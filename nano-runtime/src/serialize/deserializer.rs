//! From a record to a value: <https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserialize>

use std::cell::RefCell;

use v8::{ValueDeserializer, ValueDeserializerHelper, ValueDeserializerImpl, WasmModuleObject};

use super::serializer::data_clone_error;
use super::{PlatformObjectRecord, SerializedRecord};
use crate::exception::{Exception, Result};
use crate::js::{ArrayBuffer, Local, Object, Scope, SharedArrayBuffer, Value};

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structureddeserialize>
///
/// The target realm is that of `scope`.
///
/// # Errors
///
/// What deserialization steps throw; RangeError when memory cannot be allocated.
pub fn structured_deserialize<'s>(
    scope: &mut Scope<'s, '_>,
    serialized: &SerializedRecord,
) -> Result<Local<'s, Value>> {
    structured_deserialize_with_memory(scope, serialized, &Memory::default())
}

/// The *memory* that a deserialization starts with: what was received in the place of transferables.
#[derive(Default)]
pub(super) struct Memory<'s> {
    pub(super) buffers: Vec<(u32, Local<'s, ArrayBuffer>)>,
    /// By index in the transfer list.
    pub(super) received: Vec<Local<'s, Object>>,
}

pub(super) fn structured_deserialize_with_memory<'s>(
    scope: &mut Scope<'s, '_>,
    serialized: &SerializedRecord,
    memory: &Memory<'_>,
) -> Result<Local<'s, Value>> {
    let state = State {
        serialized,
        memory,
        error: RefCell::default(),
    };
    v8::tc_scope!(let tc, scope);
    let deserializer = ValueDeserializer::new(tc, Box::new(Delegate(&state)), &serialized.bytes);
    for (index, buffer) in &memory.buffers {
        deserializer.transfer_array_buffer(*index, *buffer);
    }
    let context = tc.get_current_context();
    let value = match deserializer.read_header(context) {
        Some(true) => deserializer.read_value(context),
        _ => None,
    };
    drop(deserializer);
    if let Some(value) = value {
        return Ok(value);
    }
    let error = state.error.take();
    if let Some(error) = error.filter(|_| !tc.has_terminated()) {
        tc.reset();
        return Err(error);
    }
    if !tc.has_caught() {
        return Err(unreadable());
    }
    tc.rethrow();
    Err(Exception::Pending)
}

#[cold]
fn unreadable() -> Exception {
    data_clone_error("Unable to deserialize cloned data.")
}

/// A deserialization that is under way.
struct State<'a> {
    serialized: &'a SerializedRecord,
    memory: &'a Memory<'a>,
    /// Why it failed, unless V8 holds the exception.
    error: RefCell<Option<Exception>>,
}

/// What V8's deserializer calls back.
struct Delegate<'a>(&'a State<'a>);

impl Delegate<'_> {
    /// Ends the deserialization with `error`: see the serializer's method of this name.
    fn fail(&self, scope: &mut Scope<'_, '_>, error: Exception) {
        if !matches!(error, Exception::Pending) {
            *self.0.error.borrow_mut() = Some(error);
            let stand_in = v8::undefined(scope).into();
            scope.throw_exception(stand_in);
        }
    }

    fn read_platform_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        helper: &dyn ValueDeserializerHelper,
    ) -> Result<Local<'s, Object>> {
        let mut index = 0;
        if !helper.read_uint32(&mut index) {
            return Err(unreadable());
        }
        let record = usize::try_from(index)
            .ok()
            .and_then(|index| self.0.serialized.objects.get(index));
        match record {
            // 22. Otherwise: perform the appropriate deserialization steps for the interface.
            Some(PlatformObjectRecord::Serialized(steps, data)) => {
                (steps.deserialize)(data, scope, &Deserializer { helper })
            }
            // 2. If memory[serialized] exists, then return memory[serialized].
            Some(PlatformObjectRecord::Transferred(index)) => {
                let received = self.0.memory.received.get(*index);
                received
                    .map(|object| Local::new(scope, *object))
                    .ok_or_else(unreadable)
            }
            Some(PlatformObjectRecord::Unfinished) | None => Err(unreadable()),
        }
    }
}

impl ValueDeserializerImpl for Delegate<'_> {
    fn read_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        helper: &dyn ValueDeserializerHelper,
    ) -> Option<Local<'s, Object>> {
        let object = self.read_platform_object(scope, helper);
        object.map_err(|error| self.fail(scope, error)).ok()
    }

    fn get_shared_array_buffer_from_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        id: u32,
    ) -> Option<Local<'s, SharedArrayBuffer>> {
        let shared = &self.0.serialized.shared;
        match usize::try_from(id).ok().and_then(|id| shared.get(id)) {
            Some(memory) => Some(SharedArrayBuffer::with_backing_store(scope, &memory.0)),
            None => {
                self.fail(scope, unreadable());
                None
            }
        }
    }

    fn get_wasm_module_from_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        id: u32,
    ) -> Option<Local<'s, WasmModuleObject>> {
        let modules = &self.0.serialized.modules;
        match usize::try_from(id).ok().and_then(|id| modules.get(id)) {
            Some(module) => WasmModuleObject::from_compiled_module(scope, module),
            None => {
                self.fail(scope, unreadable());
                None
            }
        }
    }
}

/// The deserialization that a platform object's steps are part of.
pub struct Deserializer<'a> {
    helper: &'a dyn ValueDeserializerHelper,
}

impl Deserializer<'_> {
    /// <https://html.spec.whatwg.org/multipage/structured-data.html#sub-deserialization>
    ///
    /// # Errors
    ///
    /// `Pending`: the deserialization has failed.
    pub fn sub_deserialize<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        let context = scope.get_current_context();
        self.helper.read_value(context).ok_or(Exception::Pending)
    }
}
