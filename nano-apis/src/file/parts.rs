//! What a Blob is made of: <https://w3c.github.io/FileAPI/#constructorBlob>

use bytes::Bytes;
use nano_runtime::webidl::{BufferSource, UsvString};
use nano_runtime::{Ref, Result, Scope, webapi};

use super::data::too_large;
use super::{Blob, BlobData};

/// <https://w3c.github.io/FileAPI/#typedefdef-blobpart>
#[webapi("file/Blob.idl")]
pub enum BlobPart<'s> {
    /// A buffer or a view, whose bytes are copied when every part is known.
    BufferSource(BufferSource<'s>),
    /// A Blob, whose bytes are shared.
    Blob(Ref<'s, Blob>),
    /// A string, as UTF-8.
    UsvString(UsvString),
}

/// <https://w3c.github.io/FileAPI/#enumdef-endingtype>
#[webapi("file/Blob.idl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndingType {
    /// Line endings stay as they are.
    Transparent,
    /// Line endings become those of the platform.
    Native,
}

/// The number of bytes from which on sharing a part costs less than a copy of it.
const SHARED_FROM: usize = 4096;

/// <https://w3c.github.io/FileAPI/#process-blob-parts>
///
/// With the bytes, the amount of memory that they take and that no Blob took before.
pub(super) fn process_blob_parts(
    scope: &mut Scope<'_, '_>,
    parts: Vec<BlobPart<'_>>,
    endings: EndingType,
) -> Result<(BlobData, u64)> {
    // 1. Let bytes be an empty sequence of bytes: the Blobs' bytes are shared, what lies between two of them is put together.
    let mut bytes = Vec::new();
    let mut own = Vec::new();
    let mut new_memory = 0;
    let mut flush = |own: &mut Vec<u8>, bytes: &mut Vec<Bytes>| {
        if !own.is_empty() {
            new_memory += own.len();
            bytes.push(Bytes::from(std::mem::take(own)));
        }
    };
    // 2. For each element in parts:
    for element in parts {
        match element {
            // 1. If element is a USVString:
            BlobPart::UsvString(s) => {
                // 1. Let s be element. 2. If the endings member of options is "native", set s to the result of converting line
                //    endings to native of element.
                let mut s = s.into_string();
                if endings == EndingType::Native {
                    s = convert_line_endings_to_native(s);
                }
                // 3. Append the result of UTF-8 encoding s to bytes.
                if own.is_empty() {
                    own = s.into_bytes();
                } else {
                    append(&mut own, s.as_bytes())?;
                }
            }
            // 2. If element is a BufferSource, get a copy of the bytes held by the buffer source, and append those bytes to bytes.
            BlobPart::BufferSource(buffer) => {
                buffer.with_bytes(scope, |buffer| append(&mut own, buffer))?;
            }
            // 3. If element is a Blob, append the bytes it represents to bytes.
            BlobPart::Blob(blob) => {
                // OPTIMIZATION: few bytes are copied, so that a Blob which grows by a little again and again has few parts.
                for part in blob.data().parts() {
                    if part.len() < SHARED_FROM {
                        append(&mut own, part)?;
                    } else {
                        flush(&mut own, &mut bytes);
                        bytes.push(part.clone());
                    }
                }
            }
        }
    }
    flush(&mut own, &mut bytes);
    new_memory += bytes.len() * size_of::<Bytes>();
    // 3. Return bytes.
    Ok((BlobData::new(bytes)?, new_memory as u64))
}

/// Appends a copy of `more`.
fn append(bytes: &mut Vec<u8>, more: &[u8]) -> Result<()> {
    bytes.try_reserve(more.len()).map_err(|_| too_large())?;
    bytes.extend_from_slice(more);
    Ok(())
}

/// <https://w3c.github.io/FileAPI/#convert-line-endings-to-native>
fn convert_line_endings_to_native(s: String) -> String {
    // 1. Let native line ending be the code point U+000A LF. 2. If the underlying platform's conventions are to represent newlines
    //    as a carriage return and line feed sequence, set native line ending to U+000D CR followed by U+000A LF.
    let native_line_ending = if cfg!(windows) { "\r\n" } else { "\n" };
    if !s.contains('\r') && (native_line_ending == "\n" || !s.contains('\n')) {
        return s;
    }
    // 3. Set result to the empty string. 4. to 7. Append to it what lies between line endings, and for each line ending (CR LF, CR
    //    or LF) native line ending.
    let mut result = String::with_capacity(s.len());
    let mut rest = s.as_str();
    while let Some((token, after)) = rest.split_once(['\r', '\n']) {
        let was_cr = rest.as_bytes().get(token.len()) == Some(&b'\r');
        result.push_str(token);
        result.push_str(native_line_ending);
        rest = after.strip_prefix('\n').filter(|_| was_cr).unwrap_or(after);
    }
    result.push_str(rest);
    // 8. Return result.
    result
}

#[cfg(test)]
mod tests {
    use super::convert_line_endings_to_native;

    #[cfg(not(windows))]
    #[test]
    fn every_line_ending_becomes_lf() {
        for (given, wanted) in [
            ("", ""),
            ("a\nb", "a\nb"),
            ("a\r\nb\rc\n\rd\r", "a\nb\nc\n\nd\n"),
            ("\r\r\n\n", "\n\n\n"),
        ] {
            assert_eq!(convert_line_endings_to_native(given.into()), wanted);
        }
    }
}
