//! The MIME type of a header list: <https://fetch.spec.whatwg.org/#content-type-header>
//!
//! Parsing and serializing a MIME type are the `data-url` crate's.

use data_url::mime::Mime;
use http::header::CONTENT_TYPE;

use super::HeaderList;

/// <https://fetch.spec.whatwg.org/#concept-header-extract-mime-type>
pub(super) fn extract_a_mime_type(headers: &HeaderList) -> Option<Mime> {
    // 1. Let charset be null. 2. Let essence be null: that of mimeType. 3. Let mimeType be null.
    let mut charset: Option<String> = None;
    let mut mime_type: Option<Mime> = None;
    // 4. Let values be the result of getting, decoding, and splitting `Content-Type` from headers. 5. If it is null, return failure.
    let value = headers.get(&CONTENT_TYPE.into())?;
    let value = encoding_rs::mem::decode_latin1(&value);
    // 6. For each value of values:
    for value in split(&value) {
        // 1. Let temporaryMimeType be the result of parsing value. 2. If it is failure or its essence is "*/*", then continue.
        let Ok(mut temporary) = value.parse::<Mime>() else {
            continue;
        };
        if temporary.matches("*", "*") {
            continue;
        }
        let its_charset = temporary.get_parameter("charset").map(str::to_owned);
        let same_essence = mime_type
            .as_ref()
            .is_some_and(|mime| mime.matches(&temporary.type_, &temporary.subtype));
        if !same_essence {
            // 4. If mimeType's essence is not essence, then: set charset to null; if mimeType's parameters["charset"] exists, then
            //    set charset to it; set essence to mimeType's essence.
            charset = its_charset;
        } else if its_charset.is_none()
            && let Some(charset) = &charset
        {
            // 5. Otherwise, if mimeType's parameters["charset"] does not exist, and charset is non-null, set it to charset.
            let parameter = ("charset".to_owned(), charset.clone());
            temporary.parameters.push(parameter);
        }
        // 3. Set mimeType to temporaryMimeType.
        mime_type = Some(temporary);
    }
    // 7. If mimeType is null, then return failure. 8. Return mimeType.
    mime_type
}

/// <https://fetch.spec.whatwg.org/#header-value-get-decode-and-split>: the values between the commas that are in no quoted string.
fn split(input: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (position, character) in input.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                values.extend(input.get(start..position));
                start = position + 1;
            }
            _ => {}
        }
    }
    values.extend(input.get(start..));
    // Remove all HTTP tab or space from the start and end of each value.
    values
        .into_iter()
        .map(|value| value.trim_matches(['\t', ' ']))
        .collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn extracted(values: &[&'static str]) -> String {
        let mut list = HeaderList::default();
        for value in values {
            list.append(CONTENT_TYPE.into(), Bytes::from_static(value.as_bytes()));
        }
        extract_a_mime_type(&list).map_or("failure".into(), |mime| mime.to_string())
    }

    #[test]
    fn the_last_type_counts_and_keeps_the_charset() {
        for (values, wanted) in [
            (&[][..], "failure"),
            (&["bogus", "*/*"], "failure"),
            (&["text/plain;charset=gbk, text/html"], "text/html"),
            (
                &["text/html;charset=gbk;a=b", "text/html;x=y"],
                "text/html;x=y;charset=gbk",
            ),
            (
                &["text/html;charset=gbk", "x/x", "text/html;x=y"],
                "text/html;x=y",
            ),
            (
                &["text/html;a=\"x,y\\\",\"", "cannot-parse"],
                "text/html;a=\"x,y\\\",\"",
            ),
        ] {
            assert_eq!(extracted(values), wanted, "{values:?}");
        }
    }
}
