//! From a value to a record: <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal>
//!
//! V8's serializer performs the steps about ECMAScript's own values, in the standard's order. It calls back for what it cannot know.

use std::cell::RefCell;
use std::collections::HashMap;

use v8::{
    CompiledWasmModule, ValueSerializer, ValueSerializerHelper, ValueSerializerImpl,
    WasmModuleObject,
};

use super::{PlatformObjectRecord, SerializedRecord, SharedMemory};
use crate::binding::platform_object_header;
use crate::exception::{Exception, Result};
use crate::gc::Header;
use crate::js::{ArrayBuffer, Local, Object, Scope, SharedArrayBuffer, String, Value};
use crate::webidl::DomExceptionName;

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserialize>
///
/// # Errors
///
/// A "DataCloneError" DOMException when something in `value` cannot be serialized; whatever a getter in it throws; RangeError when it is
/// nested too deeply.
pub fn structured_serialize(
    scope: &mut Scope<'_, '_>,
    value: Local<'_, Value>,
) -> Result<SerializedRecord> {
    // 1. Return ? StructuredSerializeInternal(value, false).
    structured_serialize_internal(scope, value, false, &Memory::default())
}

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeforstorage>
///
/// # Errors
///
/// As [`structured_serialize`]; a "DataCloneError" DOMException for what only makes sense inside the process.
pub fn structured_serialize_for_storage(
    scope: &mut Scope<'_, '_>,
    value: Local<'_, Value>,
) -> Result<SerializedRecord> {
    // 1. Return ? StructuredSerializeInternal(value, true).
    structured_serialize_internal(scope, value, true, &Memory::default())
}

/// The *memory* that a serialization starts with: the transferables, each with its index in the transfer list.
#[derive(Default)]
pub(super) struct Memory<'s> {
    pub(super) buffers: Vec<(u32, Local<'s, ArrayBuffer>)>,
    /// By the address of the header: objects do not move.
    pub(super) objects: HashMap<*const Header, usize>,
}

/// <https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal>
pub(super) fn structured_serialize_internal(
    scope: &mut Scope<'_, '_>,
    value: Local<'_, Value>,
    for_storage: bool,
    memory: &Memory<'_>,
) -> Result<SerializedRecord> {
    let state = State {
        for_storage,
        memory,
        error: RefCell::default(),
        objects: RefCell::default(),
        shared: RefCell::default(),
        modules: RefCell::default(),
    };
    v8::tc_scope!(let tc, scope);
    let serializer = ValueSerializer::new(tc, Box::new(Delegate(&state)));
    for (index, buffer) in &memory.buffers {
        serializer.transfer_array_buffer(*index, *buffer);
    }
    serializer.write_header();
    let context = tc.get_current_context();
    let written = serializer.write_value(context, value);
    let bytes = serializer.release();
    drop(serializer);
    if written != Some(true) {
        let error = state.error.take();
        if let Some(error) = error.filter(|_| !tc.has_terminated()) {
            // What is pending is the stand-in that `Delegate::fail` threw.
            tc.reset();
            return Err(error);
        }
        tc.rethrow();
        return Err(Exception::Pending);
    }
    Ok(SerializedRecord {
        bytes,
        objects: state.objects.into_inner(),
        shared: state.shared.into_inner(),
        modules: state.modules.into_inner(),
    })
}

/// A serialization that is under way. No borrow of its cells is held while JavaScript can run.
struct State<'a> {
    for_storage: bool,
    memory: &'a Memory<'a>,
    /// Why it failed, unless V8 holds the exception.
    error: RefCell<Option<Exception>>,
    objects: RefCell<Vec<PlatformObjectRecord>>,
    shared: RefCell<Vec<SharedMemory>>,
    modules: RefCell<Vec<CompiledWasmModule>>,
}

/// What V8's serializer calls back.
struct Delegate<'a>(&'a State<'a>);

impl Delegate<'_> {
    /// Ends the serialization with `error`. V8 goes by whether an exception is pending, so that something is thrown; the error itself
    /// stays what it is until a binding has said which member failed.
    fn fail(&self, scope: &mut Scope<'_, '_>, error: Exception) {
        if !matches!(error, Exception::Pending) {
            *self.0.error.borrow_mut() = Some(error);
            let stand_in = v8::undefined(scope).into();
            scope.throw_exception(stand_in);
        }
    }

    fn write_platform_object(
        &self,
        scope: &mut Scope<'_, '_>,
        object: Local<'_, Object>,
        helper: &dyn ValueSerializerHelper,
    ) -> Result<()> {
        let state = self.0;
        let header = platform_object_header(scope, object)
            .ok_or_else(|| data_clone_error("#<Object> could not be cloned."))?;
        let index = {
            let mut objects = state.objects.borrow_mut();
            objects.push(PlatformObjectRecord::Unfinished);
            objects.len() - 1
        };
        helper.write_uint32(u32::try_from(index).map_err(|_| too_many())?);
        // 2. If memory[value] exists, then return memory[value].
        let record = if let Some(transferred) =
            state.memory.objects.get(&std::ptr::from_ref(header))
        {
            PlatformObjectRecord::Transferred(*transferred)
        } else if let Some(steps) = header.def().serialize {
            // 19. Otherwise, if value is a platform object that is a serializable object:
            // 19.1. If value has a [[Detached]] internal slot whose value is true, then throw a "DataCloneError" DOMException.
            let def = header.def();
            if def
                .transfer
                .is_some_and(|steps| (steps.is_detached)(header))
            {
                let message = format!("A {} is detached and could not be cloned.", def.name);
                return Err(data_clone_error(message));
            }
            // 19.2.–19.5. Let typeString be the identifier of the primary interface of value, and perform its serialization steps.
            let serializer = Serializer {
                helper,
                for_storage: state.for_storage,
            };
            PlatformObjectRecord::Serialized(steps, (steps.serialize)(header, scope, &serializer)?)
        } else {
            // 20. Otherwise, if value is a platform object, then throw a "DataCloneError" DOMException.
            return Err(not_serializable(header));
        };
        if let Some(slot) = state.objects.borrow_mut().get_mut(index) {
            *slot = record;
        }
        Ok(())
    }
}

fn not_serializable(header: &Header) -> Exception {
    let name = header.def().name;
    data_clone_error(if header.def().transferable {
        let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
            "An"
        } else {
            "A"
        };
        format!("{article} {name} could not be cloned because it was not transferred.")
    } else {
        format!("#<{name}> could not be cloned.")
    })
}

pub(super) fn data_clone_error(message: impl Into<std::borrow::Cow<'static, str>>) -> Exception {
    Exception::dom(DomExceptionName::DataCloneError, message)
}

#[cold]
pub(super) fn too_many() -> Exception {
    Exception::range_error("Too many objects to be cloned.")
}

impl ValueSerializerImpl for Delegate<'_> {
    fn throw_data_clone_error<'s>(&self, scope: &mut Scope<'s, '_>, message: Local<'s, String>) {
        let message = message.to_rust_string_lossy(scope);
        self.fail(scope, data_clone_error(message));
    }

    fn has_custom_host_object(&self, _: &v8::Isolate) -> bool {
        true
    }

    fn is_host_object<'s>(&self, _: &mut Scope<'s, '_>, object: Local<'s, Object>) -> Option<bool> {
        Some(object.is_api_wrapper())
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: Local<'s, Object>,
        helper: &dyn ValueSerializerHelper,
    ) -> Option<bool> {
        match self.write_platform_object(scope, object, helper) {
            Ok(()) => Some(true),
            Err(error) => {
                self.fail(scope, error);
                None
            }
        }
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        buffer: Local<'s, SharedArrayBuffer>,
    ) -> Option<u32> {
        // 13.1.1. If the current settings object's cross-origin isolated capability is false, then throw: it is true here.
        // 13.1.2. If forStorage is true, then throw a "DataCloneError" DOMException.
        if self.0.for_storage {
            self.fail(
                scope,
                data_clone_error("#<SharedArrayBuffer> could not be cloned."),
            );
            return None;
        }
        // 13.1.3.–13.1.4. The record shares the data block, growable or not.
        let mut shared = self.0.shared.borrow_mut();
        let id = u32::try_from(shared.len());
        shared.push(SharedMemory(buffer.get_backing_store()));
        drop(shared);
        id.map_err(|_| self.fail(scope, too_many())).ok()
    }

    fn get_wasm_module_transfer_id(
        &self,
        scope: &mut Scope<'_, '_>,
        module: Local<'_, WasmModuleObject>,
    ) -> Option<u32> {
        // <https://webassembly.github.io/spec/web-api/#serialization>
        if self.0.for_storage {
            self.fail(scope, data_clone_error("#<Module> could not be cloned."));
            return None;
        }
        let mut modules = self.0.modules.borrow_mut();
        let id = u32::try_from(modules.len());
        modules.push(module.get_compiled_module());
        drop(modules);
        id.map_err(|_| self.fail(scope, too_many())).ok()
    }
}

/// The serialization that a platform object's steps are part of.
pub struct Serializer<'a> {
    helper: &'a dyn ValueSerializerHelper,
    for_storage: bool,
}

impl Serializer<'_> {
    /// The steps' *forStorage*.
    #[must_use]
    pub fn for_storage(&self) -> bool {
        self.for_storage
    }

    /// <https://html.spec.whatwg.org/multipage/structured-data.html#sub-serialization>
    ///
    /// [`Deserializer::sub_deserialize`](super::Deserializer::sub_deserialize) reads the values back in the order in which they were
    /// written.
    ///
    /// # Errors
    ///
    /// `Pending`: the serialization has failed.
    pub fn sub_serialize(&self, scope: &Scope<'_, '_>, value: Local<'_, Value>) -> Result<()> {
        let context = scope.get_current_context();
        match self.helper.write_value(context, value) {
            Some(true) => Ok(()),
            _ => Err(Exception::Pending),
        }
    }
}
