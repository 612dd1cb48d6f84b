//! Random values and random UUIDs: <https://w3c.github.io/webcrypto/#Crypto-interface-methods>

use nano_runtime::webidl::{
    ArrayBufferView, DomExceptionName, QuotaExceededErrorOptions, buffer_ops,
};
use nano_runtime::{Exception, Result, Scope};

use super::failure::Failure;

/// The most bytes that one call of getRandomValues fills.
const MOST_BYTES: usize = 65536;

/// Fills `bytes` from the operating system's generator.
///
/// # Errors
///
/// OperationError when the operating system has none.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes)
        .map_err(|error| Failure::operation(format!("No random bytes are available: {error}")))
}

/// <https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues>
///
/// # Errors
///
/// TypeMismatchError for a view of something else than integers; QuotaExceededError for more than 65536 bytes.
pub(super) fn get_random_values<'s>(
    scope: &mut Scope<'s, '_>,
    array: ArrayBufferView<'s>,
) -> Result<ArrayBufferView<'s>> {
    // 1. If array is not an Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    //    BigInt64Array, or BigUint64Array, then throw a TypeMismatchError and terminate the algorithm.
    let name = array.type_name();
    if name == "DataView" || name.starts_with("Float") {
        return Err(Exception::dom(
            DomExceptionName::TypeMismatchError,
            format!(
                "The provided ArrayBufferView is of type '{name}', which is not an integer array type."
            ),
        ));
    }
    // 2. Let byteLength be the byte length of array.
    let byte_length = array.byte_length();
    // 3. If byteLength is greater than 65536, throw a QuotaExceededError and terminate the algorithm.
    if byte_length > MOST_BYTES {
        return Err(Exception::quota_exceeded(
            format!(
                "The ArrayBufferView's byte length ({byte_length}) exceeds the number of bytes of entropy available via this API ({MOST_BYTES})."
            ),
            QuotaExceededErrorOptions::default(),
        ));
    }
    // 4. Let bytes be a byte sequence of length byteLength.
    let mut bytes = vec![0; byte_length];
    // 5. Fill bytes with cryptographically secure random bytes.
    fill(&mut bytes)?;
    // 6. Write bytes into array.
    buffer_ops::write_view(scope, array, &bytes, 0)?;
    // 7. Return array.
    Ok(array)
}

/// <https://w3c.github.io/webcrypto/#dfn-generate-a-random-uuid>
///
/// # Errors
///
/// OperationError when the operating system has no random bytes.
pub(super) fn generate_a_random_uuid() -> Result<String> {
    // 1. Let bytes be a byte sequence of length 16. 2. Fill bytes with cryptographically secure random bytes.
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    // 3. Set the 4 most significant bits of bytes[6], which represent the UUID version, to 0100.
    bytes[6] = bytes[6] & 0x0f | 0x40;
    // 4. Set the 2 most significant bits of bytes[8], which represent the UUID variant, to 10.
    bytes[8] = bytes[8] & 0x3f | 0x80;
    // 5. Return the concatenation of the hexadecimal representations of the bytes, with "-" after the 4th, 6th, 8th and 10th.
    let mut uuid = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        uuid.extend(
            [byte >> 4, byte & 0xf]
                .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
        );
    }
    Ok(uuid)
}
