//! TransformStream: <https://streams.spec.whatwg.org/#ts-transfer>

use nano_runtime::serialize::Transferable;
use nano_runtime::{Ref, Result, Scope, binding};

use super::data_clone_error;
use crate::html::MessagePort;
use crate::streams::readable::{ReadableStream, is_readable_stream_locked};
use crate::streams::transform::TransformStream;
use crate::streams::writable::{WritableStream, is_writable_stream_locked};

impl Transferable for TransformStream {
    /// `[[readable]]` and `[[writable]]`
    type DataHolder = [<MessagePort as Transferable>::DataHolder; 2];

    fn is_detached(&self) -> bool {
        self.detached.get()
    }

    fn transfer_steps(value: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<Self::DataHolder> {
        // 1. Let readable be value.[[readable]]. 2. Let writable be value.[[writable]].
        let (readable, writable) = (value.readable_side()?, value.writable_side()?);
        // 3. If ! IsReadableStreamLocked(readable) is true, throw a "DataCloneError" DOMException.
        // 4. If ! IsWritableStreamLocked(writable) is true, throw a "DataCloneError" DOMException.
        if is_readable_stream_locked(&readable) || is_writable_stream_locked(&writable) {
            return Err(data_clone_error("Cannot transfer a locked stream"));
        }
        // SPEC BUG: steps 5 and 6 are said not to throw, but a side that was transferred on its own is not locked any more once its
        //           pipe has ended, and cannot be transferred again.
        if readable.is_detached() || writable.is_detached() {
            return Err(data_clone_error(
                "Cannot transfer a stream of which a side was transferred",
            ));
        }
        value.detached.set(true);
        // 5. Set dataHolder.[[readable]] to ! StructuredSerializeWithTransfer(readable, « readable »).
        // 6. Set dataHolder.[[writable]] to ! StructuredSerializeWithTransfer(writable, « writable »).
        // OPTIMIZATION: the records would consist of the streams' own data holders.
        Ok([
            ReadableStream::transfer_steps(readable, scope)?,
            WritableStream::transfer_steps(writable, scope)?,
        ])
    }

    fn transfer_receiving_steps<'s>(
        [readable, writable]: Self::DataHolder,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, Self>> {
        let value = binding::allocate(scope, Self::default());
        // 1. Let readableRecord be ! StructuredDeserializeWithTransfer(dataHolder.[[readable]], the current Realm).
        let readable = ReadableStream::transfer_receiving_steps(readable, scope)?;
        // 2. Let writableRecord be ! StructuredDeserializeWithTransfer(dataHolder.[[writable]], the current Realm).
        let writable = WritableStream::transfer_receiving_steps(writable, scope)?;
        // 3. Set value.[[readable]] to readableRecord.[[Deserialized]].
        value.readable.set(readable);
        // 4. Set value.[[writable]] to writableRecord.[[Deserialized]].
        value.writable.set(writable);
        // 5. Set value.[[backpressure]], value.[[backpressureChangePromise]], and value.[[controller]] to undefined.
        Ok(value)
    }
}
