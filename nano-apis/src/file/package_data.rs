//! What the bytes of a Blob become when they are read: <https://w3c.github.io/FileAPI/#packaging-data>

use data_url::mime::Mime;
use encoding_rs::{Encoding, UTF_8};
use nano_runtime::js::{self, Local, Value};
use nano_runtime::webidl::json::utf8_decode;

use nano_runtime::webidl::{DomString, IntoJs, idl, new_latin1_string, new_string};
use nano_runtime::{Exception, Result, Scope, base64};

use super::BlobData;

/// The type of what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    ArrayBuffer,
    BinaryString,
    DataUrl,
    Text,
}

/// The result: a string or an ArrayBuffer.
pub(super) struct Packaged<'s>(pub(super) Local<'s, Value>);

impl<'s> IntoJs<'s, idl::Union> for Packaged<'s> {
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.0)
    }
}

/// <https://w3c.github.io/FileAPI/#blob-package-data>
///
/// # Errors
///
/// RangeError when the result is larger than a string or an ArrayBuffer can be.
pub(super) fn package_data<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: &BlobData,
    package: Package,
    mime_type: &str,
    encoding_name: Option<&DomString>,
) -> Result<Local<'s, Value>> {
    // OPTIMIZATION: what is too long anyway is not put together.
    let least_length = match package {
        Package::BinaryString => bytes.size(),
        Package::DataUrl => bytes.size().div_ceil(3).saturating_mul(4),
        Package::ArrayBuffer | Package::Text => 0,
    };
    if least_length > js::String::MAX_LENGTH as u64 {
        return Err(too_long());
    }
    let bytes = bytes.to_bytes()?;
    Ok(match package {
        // Return bytes as a DataURL. Use mimeType as part of the Data URL if it is available.
        Package::DataUrl => new_latin1_string(scope, &data_url(&bytes, mime_type)?)?.into(),
        Package::Text => {
            let encoding = text_encoding(mime_type, encoding_name);
            // 5. Decode bytes using fallback encoding encoding, and return the result.
            decode(scope, &bytes, encoding)?
        }
        // Return a new ArrayBuffer whose contents are bytes.
        Package::ArrayBuffer => IntoJs::<'s, idl::ArrayBuffer>::into_js(bytes, scope)?,
        // Return bytes as a binary string, in which every byte is represented by a code unit of equal value.
        Package::BinaryString => new_latin1_string(scope, &bytes)?.into(),
    })
}

#[cold]
fn too_long() -> Exception {
    Exception::range_error("Invalid string length")
}

/// The Data URL of these bytes.
///
/// SPEC BUG: without a type the standard wants a Data URL without a media type, which would mean `text/plain`. Browsers, and the
/// tests, have `application/octet-stream`.
fn data_url(bytes: &[u8], mime_type: &str) -> Result<Vec<u8>> {
    let mime_type = if mime_type.is_empty() {
        "application/octet-stream"
    } else {
        mime_type
    };
    let body = base64::encode(bytes);
    let mut url = Vec::new();
    let parts = ["data:", mime_type, ";base64,", &body];
    let length = parts.iter().map(|part| part.len()).sum();
    url.try_reserve_exact(length).map_err(|_| too_long())?;
    for part in parts {
        url.extend_from_slice(part.as_bytes());
    }
    Ok(url)
}

/// Steps 1 to 4 for the type Text.
fn text_encoding(mime_type: &str, encoding_name: Option<&DomString>) -> &'static Encoding {
    // 1. Let encoding be failure.
    // 2. If the encodingName is present, set encoding to the result of getting an encoding from encodingName.
    encoding_name
        .and_then(|name| get_an_encoding(name.as_str()?))
        // 3. If encoding is failure, and mimeType is present: let type be the result of parse a MIME type given mimeType; if type is not
        //    failure, set encoding to the result of getting an encoding from type's parameters["charset"].
        .or_else(|| get_an_encoding(mime_type.parse::<Mime>().ok()?.get_parameter("charset")?))
        // 4. If encoding is failure, then set encoding to UTF-8.
        .unwrap_or(UTF_8)
}

/// <https://encoding.spec.whatwg.org/#concept-encoding-get>
fn get_an_encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// <https://encoding.spec.whatwg.org/#decode>
fn decode<'s>(
    scope: &mut Scope<'s, '_>,
    bytes: &[u8],
    encoding: &'static Encoding,
) -> Result<Local<'s, Value>> {
    // 1. Let BOMEncoding be the result of BOM sniffing ioQueue. 2. If it is non-null, set encoding to it.
    let encoding = Encoding::for_bom(bytes).map_or(encoding, |(encoding, _)| encoding);
    if encoding == UTF_8 {
        return Ok(utf8_decode(scope, bytes)?.into());
    }
    // 3. Process a queue with an instance of encoding's decoder, ioQueue, output, and "replacement".
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Ok(new_string(scope, &text)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_the_first_that_is_known() {
        for (mime_type, encoding_name, wanted) in [
            ("", None, "UTF-8"),
            ("", Some("latin1"), "windows-1252"),
            ("", Some("bogus"), "UTF-8"),
            ("text/plain;charset=koi8-r", None, "KOI8-R"),
            ("text/plain;charset=\"koi8-r\"", Some("bogus"), "KOI8-R"),
            ("text/plain;charset=koi8-r", Some(" UTF-16 "), "UTF-16LE"),
            ("text/plain;charset=bogus", None, "UTF-8"),
            ("charset=koi8-r", None, "UTF-8"),
            ("text/plain", Some("csiso2022kr"), "replacement"),
        ] {
            let name = encoding_name.map(DomString::from);
            let encoding = text_encoding(mime_type, name.as_ref());
            assert_eq!(encoding.name(), wanted, "{mime_type} {encoding_name:?}");
        }
    }

    #[test]
    fn data_urls_have_the_type_of_the_blob() {
        for (bytes, mime_type, wanted) in [
            (
                &b"TEST"[..],
                "text/plain",
                "data:text/plain;base64,VEVTVA==",
            ),
            (b"", "", "data:application/octet-stream;base64,"),
            (b"\xff\xfe", "x/y;a=b", "data:x/y;a=b;base64,//4="),
        ] {
            let url = data_url(bytes, mime_type).expect("a few bytes");
            assert_eq!(String::from_utf8_lossy(&url), wanted);
        }
    }
}
