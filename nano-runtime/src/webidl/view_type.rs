//! [`ViewType`]: which constructor a view of a buffer came from, to make another one like it.

use super::buffer_source::ArrayBufferView;
use crate::exception::{Exception, Result};
use crate::js::{ArrayBuffer, DataView, Local, Scope, Value};

macro_rules! view_types {
    ($($name:ident($is:ident, $size:literal)),* $(,)?) => {
        /// The constructors of views: <https://tc39.es/ecma262/#table-the-typedarray-constructors>, and DataView.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is named after its constructor")]
        pub enum ViewType {
            $($name,)*
            DataView,
        }

        impl ViewType {
            /// The type of `view`.
            #[must_use]
            pub fn of(view: ArrayBufferView<'_>) -> Self {
                let view = view.local();
                $(if view.$is() { return Self::$name; })*
                Self::DataView
            }

            /// The size of an element in bytes; 1 for a DataView.
            #[must_use]
            pub fn element_size(self) -> usize {
                match self {
                    $(Self::$name => $size,)*
                    Self::DataView => 1,
                }
            }

            /// Construct(the constructor, « buffer, byteOffset, length »), the length in elements (in bytes, for a DataView).
            ///
            /// # Errors
            ///
            /// RangeError when the view would not lie inside the buffer, or would not be aligned; TypeError when the buffer is
            /// detached.
            pub fn construct<'s>(
                self,
                scope: &mut Scope<'s, '_>,
                buffer: Local<'s, ArrayBuffer>,
                byte_offset: usize,
                length: usize,
            ) -> Result<Local<'s, Value>> {
                if buffer.was_detached() {
                    return Err(Exception::type_error("Cannot perform Construct on a detached ArrayBuffer"));
                }
                let end = length.checked_mul(self.element_size()).and_then(|size| size.checked_add(byte_offset));
                if end.is_none_or(|end| end > buffer.byte_length()) || !byte_offset.is_multiple_of(self.element_size()) {
                    return Err(Exception::range_error("Invalid typed array length or offset"));
                }
                match self {
                    $(Self::$name => v8::$name::new(scope, buffer, byte_offset, length)
                        // SAFETY: every typed array is a value; the crate lacks this conversion for one of them.
                        .map(|view| unsafe { Local::<Value>::cast_unchecked(view) })
                        .ok_or_else(|| Exception::range_error("Invalid typed array length")),)*
                    Self::DataView => Ok(DataView::new(scope, buffer, byte_offset, length).into()),
                }
            }
        }
    };
}

view_types!(
    Uint8Array(is_uint8_array, 1),
    Int8Array(is_int8_array, 1),
    Uint8ClampedArray(is_uint8_clamped_array, 1),
    Int16Array(is_int16_array, 2),
    Uint16Array(is_uint16_array, 2),
    Float16Array(is_float16_array, 2),
    Int32Array(is_int32_array, 4),
    Uint32Array(is_uint32_array, 4),
    Float32Array(is_float32_array, 4),
    Float64Array(is_float64_array, 8),
    BigInt64Array(is_big_int64_array, 8),
    BigUint64Array(is_big_uint64_array, 8),
);
