//! FormData as a multipart/form-data body. Reading one is in `multipart_parser.rs`.
//!
//! <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>

use std::fmt::Write;

use bytes::Bytes;
use nano_runtime::{Exception, Result};

use crate::file::BlobData;
use crate::xhr::{EntryValue, FormData};

/// The multipart/form-data encoding algorithm, for UTF-8, and the value of a `Content-Type` header for it. Files are shared.
///
/// <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart/form-data-encoding-algorithm>
pub(super) fn multipart_encode(form_data: &FormData) -> Result<(BlobData, String)> {
    let boundary = generate_boundary()?;
    let mut parts = Vec::new();
    let mut text = String::new();
    form_data.with_entries(|entries| {
        // 1. For each entry of entry list:
        for entry in entries {
            // 1. Replace every occurrence of U+000D (CR) not followed by U+000A (LF), and every occurrence of U+000A (LF) not preceded
            //    by U+000D (CR), in entry's name, by a string consisting of a U+000D (CR) and U+000A (LF).
            let name = escape(&normalize_newlines(&entry.name));
            // 3. Return the byte sequence resulting from encoding the entry list using the rules described by RFC 7578: …
            let _ = write!(
                text,
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\""
            );
            match &entry.value {
                // 2. If entry's value is not a File object, then replace newlines in entry's value in the same way.
                EntryValue::Text(value) => {
                    let value = normalize_newlines(value);
                    let _ = write!(text, "\r\n\r\n{value}\r\n");
                }
                EntryValue::File(file) => {
                    let Some(file) = file.get() else { continue };
                    let filename = escape(file.file_name());
                    let content_type = match file.blob().media_type() {
                        "" => "application/octet-stream",
                        media_type => media_type,
                    };
                    let _ = write!(
                        text,
                        "; filename=\"{filename}\"\r\nContent-Type: {content_type}\r\n\r\n"
                    );
                    parts.push(Bytes::from(std::mem::take(&mut text)));
                    parts.extend_from_slice(file.blob().data().parts());
                    text.push_str("\r\n");
                }
            }
        }
    });
    let _ = write!(text, "--{boundary}--\r\n");
    parts.push(text.into());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((BlobData::new(parts)?, content_type))
}

/// A string that no part contains, as far as anybody can guess: 128 random bits.
fn generate_boundary() -> Result<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .map_err(|_| Exception::type_error("The operating system has no random bytes."))?;
    Ok(format!(
        "----NanoFormBoundary{:032x}",
        u128::from_ne_bytes(random)
    ))
}

/// Every CR without LF, and every LF without CR, becomes CR LF.
fn normalize_newlines(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, after)) = rest.split_once(['\r', '\n']) {
        let was_cr = rest.as_bytes().get(line.len()) == Some(&b'\r');
        result.push_str(line);
        result.push_str("\r\n");
        rest = after.strip_prefix('\n').filter(|_| was_cr).unwrap_or(after);
    }
    result.push_str(rest);
    result
}

/// For field names and filenames: 0x0A (LF) becomes `%0A`, 0x0D (CR) `%0D` and 0x22 (") `%22`. The user agent must not perform any
/// other escapes.
fn escape(text: &str) -> String {
    text.replace('\n', "%0A")
        .replace('\r', "%0D")
        .replace('"', "%22")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newlines_are_crlf() {
        for (given, wanted) in [
            ("a", "a"),
            ("\r\n", "\r\n"),
            ("a\nb\rc\r\nd\n\r", "a\r\nb\r\nc\r\nd\r\n\r\n"),
        ] {
            assert_eq!(normalize_newlines(given), wanted);
        }
        assert_eq!(escape("a\r\n\"%"), "a%0D%0A%22%");
    }
}
