//! WritableStream: <https://streams.spec.whatwg.org/#ws-transfer>

use nano_runtime::serialize::Transferable;
use nano_runtime::{Ref, Result, Scope};

use super::cross_realm_readable::set_up_cross_realm_transform_readable;
use super::cross_realm_writable::set_up_cross_realm_transform_writable;
use super::data_clone_error;
use crate::html::{MessagePort, new_entangled_pair};
use crate::streams::pipe::readable_stream_pipe_to_unobserved;
use crate::streams::readable::StreamPipeOptions;
use crate::streams::writable::{WritableStream, is_writable_stream_locked};

impl Transferable for WritableStream {
    /// `[[port]]`
    type DataHolder = <MessagePort as Transferable>::DataHolder;

    fn is_detached(&self) -> bool {
        self.detached.get()
    }

    fn transfer_steps(value: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<Self::DataHolder> {
        // 1. If ! IsWritableStreamLocked(value) is true, throw a "DataCloneError" DOMException.
        if is_writable_stream_locked(&value) {
            return Err(data_clone_error("Cannot transfer a locked stream"));
        }
        // 2. Let port1 be a new MessagePort in the current Realm. 3. Let port2 be a new MessagePort in the current Realm.
        // 4. Entangle port1 and port2.
        let (port1, port2) = new_entangled_pair(scope);
        // 5. Let readable be a new ReadableStream in the current Realm.
        // 6. Perform ! SetUpCrossRealmTransformReadable(readable, port1).
        let readable = set_up_cross_realm_transform_readable(scope, port1)?;
        // 7. Let promise be ! ReadableStreamPipeTo(readable, value, false, false, false).
        // 8. Set promise.[[PromiseIsHandled]] to true.
        let options = StreamPipeOptions::default();
        readable_stream_pipe_to_unobserved(scope, readable, value, &options)?;
        value.detached.set(true);
        // 9. Set dataHolder.[[port]] to ! StructuredSerializeWithTransfer(port2, « port2 »).
        // OPTIMIZATION: the record would consist of the port's own data holder.
        MessagePort::transfer_steps(port2, scope)
    }

    fn transfer_receiving_steps<'s>(
        data_holder: Self::DataHolder,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, Self>> {
        // 1. Let deserializedRecord be ! StructuredDeserializeWithTransfer(dataHolder.[[port]], the current Realm).
        // 2. Let port be deserializedRecord.[[Deserialized]].
        let port = MessagePort::transfer_receiving_steps(data_holder, scope)?;
        // 3. Perform ! SetUpCrossRealmTransformWritable(value, port).
        set_up_cross_realm_transform_writable(scope, port)
    }
}
