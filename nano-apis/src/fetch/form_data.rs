//! A body as FormData: <https://fetch.spec.whatwg.org/#dom-body-formdata>

use ::url::form_urlencoded;
use bytes::Bytes;
use data_url::mime::Mime;
use nano_runtime::js::{Local, Value};
use nano_runtime::webidl::{IntoJs, idl};
use nano_runtime::{Exception, Result, Scope, binding};

use super::multipart_parser::parse_multipart_form_data;
use crate::file::{Blob, File};
use crate::xhr::{Entry, EntryValue, FormData};

/// An entry whose file, if it has one, is no object yet.
#[derive(Debug)]
pub(super) struct ParsedEntry {
    pub(super) name: String,
    pub(super) value: ParsedValue,
}

/// The value of a [`ParsedEntry`].
#[derive(Debug)]
pub(super) enum ParsedValue {
    Text(String),
    File {
        name: String,
        media_type: String,
        bytes: Bytes,
    },
}

/// Entries that become a FormData object.
#[derive(Debug)]
pub(super) struct ParsedFormData(Vec<ParsedEntry>);

impl<'s> IntoJs<'s, idl::Interface> for ParsedFormData {
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        let form_data = binding::allocate(scope, FormData::default());
        for ParsedEntry { name, value } in self.0 {
            let value = match value {
                ParsedValue::Text(text) => EntryValue::Text(text),
                ParsedValue::File {
                    name,
                    media_type,
                    bytes,
                } => {
                    let file = File::new(Blob::new(bytes.into(), media_type), name);
                    EntryValue::File(binding::allocate(scope, file).into())
                }
            };
            form_data.push(Entry { name, value });
        }
        form_data.into_js(scope)
    }
}

/// The steps of <https://fetch.spec.whatwg.org/#dom-body-formdata> after the first, which gets the MIME type.
pub(super) fn parse_form_data(bytes: &Bytes, mime_type: Option<&Mime>) -> Result<ParsedFormData> {
    // 2. If mimeType is non-null, then switch on mimeType's essence and run the corresponding steps:
    let entries = match mime_type {
        // `multipart/form-data`: parse bytes, using the value of the `boundary` parameter from mimeType, per the rules set forth in
        // RFC 7578. If that fails for some reason, then throw a TypeError.
        Some(mime_type) if mime_type.matches("multipart", "form-data") => mime_type
            .get_parameter("boundary")
            .and_then(|boundary| parse_multipart_form_data(bytes, boundary)),
        // `application/x-www-form-urlencoded`: let entries be the result of parsing bytes. Return a new FormData object whose entry
        // list is entries.
        Some(mime_type) if mime_type.matches("application", "x-www-form-urlencoded") => Some(
            form_urlencoded::parse(bytes)
                .map(|(name, value)| ParsedEntry {
                    name: name.into_owned(),
                    value: ParsedValue::Text(value.into_owned()),
                })
                .collect(),
        ),
        // 3. Throw a TypeError.
        _ => None,
    };
    entries
        .map(ParsedFormData)
        .ok_or_else(|| Exception::type_error("Failed to fetch"))
}
