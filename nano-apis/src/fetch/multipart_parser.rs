//! Reading multipart/form-data: RFC 7578 <https://www.rfc-editor.org/rfc/rfc7578> over the grammar of RFC 2046
//! <https://www.rfc-editor.org/rfc/rfc2046#section-5.1>, with field names escaped as browsers escape them.
//!
//! Nothing is copied but names and texts: a file is a slice of the body.

use bytes::Bytes;
use memchr::memmem::{self, Finder};

use super::form_data::{ParsedEntry, ParsedValue};
use super::header_list::is_token;

/// The parts of a body; `None` when it does not follow the grammar.
///
/// `boundary` is the parameter of the MIME type, a string of code points up to U+00FF.
pub(super) fn parse_multipart_form_data(bytes: &Bytes, boundary: &str) -> Option<Vec<ParsedEntry>> {
    // boundary := 0*69<bchars> bcharsnospace: clients are known that use other characters or more of them, but never none.
    let boundary: Option<Vec<u8>> = boundary
        .chars()
        .map(|character| u8::try_from(character).ok())
        .collect();
    let boundary = boundary.filter(|boundary| !boundary.is_empty())?;
    // delimiter := CRLF "--" boundary
    let delimiter = [b"\r\n--", &*boundary].concat();
    let finder = Finder::new(&delimiter);
    // multipart-body := [preamble CRLF] dash-boundary transport-padding CRLF body-part *encapsulation close-delimiter …
    let dash_boundary = delimiter.get(2..)?;
    let mut position = if bytes.starts_with(dash_boundary) {
        dash_boundary.len()
    } else {
        finder.find(bytes)? + delimiter.len()
    };
    let mut entries = Vec::new();
    // Until close-delimiter := delimiter "--". An epilogue may follow.
    while !rest(bytes, position).starts_with(b"--") {
        position = after_transport_padding(bytes, position)?;
        let headers = parse_headers(bytes, &mut position)?;
        let length = if rest(bytes, position).starts_with(dash_boundary)
            && rest(bytes, position.checked_sub(2)?).starts_with(b"\r\n")
        {
            // The CRLF that ends the headers begins the delimiter: the part has no body at all.
            position -= 2;
            0
        } else {
            finder.find(rest(bytes, position))?
        };
        let body = bytes.slice(position..position + length);
        entries.push(headers.into_entry(body));
        position += length + delimiter.len();
    }
    Some(entries)
}

fn rest(bytes: &[u8], position: usize) -> &[u8] {
    bytes.get(position..).unwrap_or_default()
}

/// Skips what may stand between a delimiter and the end of its line, and that.
fn after_transport_padding(bytes: &[u8], position: usize) -> Option<usize> {
    let rest = rest(bytes, position);
    let padding = rest.iter().take_while(|byte| is_lwsp(**byte)).count();
    rest.get(padding..)?
        .starts_with(b"\r\n")
        .then_some(position + padding + 2)
}

fn is_lwsp(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What the headers of a part say.
struct PartHeaders {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
}

impl PartHeaders {
    fn into_entry(self, body: Bytes) -> ParsedEntry {
        let value = match self.filename {
            // Each part whose `Content-Disposition` header contains a `filename` parameter is parsed into an entry whose value is a
            // File object whose contents are the contents of the part. Its name is that of `filename`; its type is the value of the
            // part's `Content-Type` header if present, and otherwise text/plain.
            Some(name) => ParsedValue::File {
                name,
                media_type: self.content_type.unwrap_or_else(|| "text/plain".to_owned()),
                bytes: body,
            },
            // Each other part is parsed into an entry whose value is the UTF-8 decoded without BOM content of the part, regardless of
            // a `Content-Type` header or its charset.
            None => ParsedValue::Text(String::from_utf8_lossy(&body).into_owned()),
        };
        ParsedEntry {
            name: self.name,
            value,
        }
    }
}

/// The headers at `position`, which then stands after the empty line that ends them.
fn parse_headers(bytes: &[u8], position: &mut usize) -> Option<PartHeaders> {
    let mut disposition = None;
    let mut content_type = None;
    loop {
        let rest = rest(bytes, *position);
        let length = memmem::find(rest, b"\r\n")?;
        let line = rest.get(..length)?;
        *position += length + 2;
        if line.is_empty() {
            break;
        }
        let colon = memchr::memchr(b':', line)?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let name = trim(name);
        if !is_token(name) || value.contains(&b'\n') || value.contains(&b'\r') {
            return None;
        }
        if name.eq_ignore_ascii_case(b"content-disposition") {
            disposition = Some(parse_disposition(trim(value))?);
        } else if name.eq_ignore_ascii_case(b"content-type") {
            // A type that is no ASCII is none.
            let value = str::from_utf8(trim(value)).ok();
            content_type = Some(
                value
                    .filter(|text| text.is_ascii())
                    .unwrap_or("")
                    .to_owned(),
            );
        }
    }
    let (name, filename) = disposition?;
    Some(PartHeaders {
        name,
        filename,
        content_type,
    })
}

fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().take_while(|byte| is_lwsp(**byte)).count();
    let bytes = bytes.get(start..).unwrap_or_default();
    let end = bytes.iter().rposition(|byte| !is_lwsp(*byte));
    end.and_then(|end| bytes.get(..=end)).unwrap_or_default()
}

/// The name and the filename of a `Content-Disposition` value: <https://www.rfc-editor.org/rfc/rfc7578#section-4.2>
fn parse_disposition(value: &[u8]) -> Option<(String, Option<String>)> {
    let kind_end = memchr::memchr(b';', value).unwrap_or(value.len());
    let (kind, mut rest) = value.split_at_checked(kind_end)?;
    if !trim(kind).eq_ignore_ascii_case(b"form-data") {
        return None;
    }
    let (mut name, mut filename) = (None, None);
    while let Some(parameter) = rest.strip_prefix(b";") {
        let parameter = trim(parameter);
        if parameter.is_empty() {
            break;
        }
        let equals = memchr::memchr(b'=', parameter)?;
        let key = trim(parameter.get(..equals)?);
        let (text, after) = parse_parameter_value(trim(parameter.get(equals + 1..)?))?;
        rest = trim(after);
        // `filename*`, which RFC 7578 forbids, is no `filename`; the first of two parameters of a name counts.
        if key.eq_ignore_ascii_case(b"name") {
            name.get_or_insert(text);
        } else if key.eq_ignore_ascii_case(b"filename") {
            filename.get_or_insert(text);
        } else if !is_token(key) {
            return None;
        }
    }
    rest.is_empty().then_some(())?;
    Some((name?, filename))
}

/// The value of a parameter and what follows it: a quoted string, or anything up to a semicolon.
fn parse_parameter_value(value: &[u8]) -> Option<(String, &[u8])> {
    let Some(quoted) = value.strip_prefix(b"\"") else {
        let end = memchr::memchr(b';', value).unwrap_or(value.len());
        let (value, rest) = value.split_at_checked(end)?;
        return Some((String::from_utf8_lossy(trim(value)).into_owned(), rest));
    };
    let mut text = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'"', quoted) {
        let piece = quoted.get(start..end)?;
        let after = quoted.get(end + 1..)?;
        let next = trim(after);
        if next.is_empty() || next.starts_with(b";") {
            text.extend_from_slice(piece);
            return Some((unescape(&text), after));
        }
        // Browsers write a backslash as it is and a quotation mark as %22; other clients, older ones, write `\"`.
        text.extend_from_slice(piece.strip_suffix(b"\\")?);
        text.push(b'"');
        start = end + 1;
    }
    None
}

/// Undoes the escapes of <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data>.
fn unescape(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("%0A", "\n")
        .replace("%0D", "\r")
        .replace("%22", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(body: &str) -> String {
        let body = Bytes::copy_from_slice(body.as_bytes());
        let Some(entries) = parse_multipart_form_data(&body, "b") else {
            return "failure".to_owned();
        };
        let entries = entries.into_iter().map(|entry| match entry.value {
            ParsedValue::Text(text) => format!("{}={text}", entry.name),
            ParsedValue::File {
                name,
                media_type,
                bytes,
            } => format!(
                "{}={name}({media_type}){}",
                entry.name,
                String::from_utf8_lossy(&bytes)
            ),
        });
        entries.collect::<Vec<_>>().join("|")
    }

    const NAME: &str = "Content-Disposition: form-data; name=\"a\"";

    #[test]
    fn parts_are_between_delimiters() {
        for (body, wanted) in [
            (format!("--b\r\n{NAME}\r\n\r\nx\r\n--b--"), "a=x"),
            (format!("--b \t\r\n{NAME}\r\n\r\nx\r\n--b--\r\n"), "a=x"),
            (
                format!(
                    "pre\r\n--b\r\n{NAME}\r\n\r\n\r\n--b\r\n{NAME}\r\n\r\n-\r\n--\r\n--b--post"
                ),
                "a=|a=-\r\n--",
            ),
            (format!("--b\r\n{NAME}\r\n\r\n--b--"), "a="),
            ("--b--".to_owned(), ""),
            ("\r\n--b--\r\n".to_owned(), ""),
            (
                format!(
                    "--b\r\n{NAME}; filename=f\r\nX-Y: z\r\nContent-Type: t/t \r\n\r\n1\r\n--b--"
                ),
                "a=f(t/t)1",
            ),
            (
                "--b\r\ncontent-disposition:FORM-DATA;filename=\"\";name=a\r\n\r\n\r\n--b--"
                    .to_owned(),
                "a=(text/plain)",
            ),
        ] {
            assert_eq!(parsed(&body), wanted, "{body:?}");
        }
    }

    #[test]
    fn what_is_cut_or_unnamed_fails() {
        for body in [
            "".to_owned(),
            "--b".to_owned(),
            "--b\r\n".to_owned(),
            "--c--".to_owned(),
            "--b-".to_owned(),
            format!("--b\r\n{NAME}"),
            format!("--b\r\n{NAME}\r\n"),
            format!("--b\r\n{NAME}\r\n\r\n"),
            format!("--b\r\n{NAME}\r\n\r\nx"),
            format!("--b\r\n{NAME}\r\n\r\nx\r\n--b"),
            format!("--b\n{NAME}\n\nx\n--b--"),
            "--b\r\n\r\nx\r\n--b--".to_owned(),
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--".to_owned(),
            "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--".to_owned(),
            format!("--b\r\n{NAME} x\r\n\r\nx\r\n--b--"),
            format!("--b\r\nbad header\r\n{NAME}\r\n\r\nx\r\n--b--"),
        ] {
            assert_eq!(parsed(&body), "failure", "{body:?}");
        }
    }

    #[test]
    fn names_are_unescaped() {
        for (name, wanted) in [
            ("%22%0D%0a%0A%25", "\"\r%0a\n%25"),
            ("\\", "\\"),
            ("c:\\d", "c:\\d"),
            ("x\\\"y", "x\"y"),
            ("x;y=z", "x;y=z"),
            ("\u{e4}\u{1f600}", "\u{e4}\u{1f600}"),
        ] {
            let body =
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nx\r\n--b--");
            assert_eq!(parsed(&body), format!("{wanted}=x"));
        }
    }
}
