//! Who may change which header: guards, and the algorithms of Headers objects that heed them.
//! <https://fetch.spec.whatwg.org/#headers-class>
//!
//! Forbidden request-headers and forbidden response-headers are not enforced: they protect a browser's user and its cookie jar
//! from a page. On a server the script is the user agent, and must be able to set `Host`, `Cookie` and `Set-Cookie`.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, RANGE};
use nano_runtime::webidl::{ByteString, Record};
use nano_runtime::{Exception, Result, webapi};

use super::header_list::{HeaderList, Name, is_header_value, normalize};

/// <https://fetch.spec.whatwg.org/#concept-headers-guard>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// `none`: what a constructor called by a script makes.
    #[default]
    None,
    /// `request`
    Request,
    /// `request-no-cors`
    RequestNoCors,
    /// `response`
    Response,
    /// `immutable`
    Immutable,
}

/// <https://fetch.spec.whatwg.org/#typedefdef-headersinit>
#[webapi("fetch/Headers.idl")]
#[derive(Clone, Debug)]
pub enum HeadersInit {
    /// Pairs of a name and a value.
    Sequence(Vec<Vec<ByteString>>),
    /// Values by name.
    Record(Record<ByteString, ByteString>),
}

/// A script's bytes as a header name.
///
/// # Errors
///
/// TypeError when they are none.
pub fn header_name(name: &[u8]) -> Result<Name> {
    Name::parse(name).ok_or_else(|| Exception::type_error("Invalid name"))
}

/// <https://fetch.spec.whatwg.org/#headers-validate>
fn validate(guard: Guard, name: &[u8], value: &[u8]) -> Result<Name> {
    // 1. If name is not a header name or value is not a header value, then throw a TypeError.
    let name = header_name(name)?;
    if !is_header_value(value) {
        return Err(Exception::type_error("Invalid value"));
    }
    // 2. If headers's guard is "immutable", then throw a TypeError.
    if guard == Guard::Immutable {
        return Err(Exception::type_error("Headers are immutable"));
    }
    // 3. If headers's guard is "request" and (name, value) is a forbidden request-header, then return false.
    // 4. If headers's guard is "response" and name is a forbidden response-header name, then return false.
    //    Neither is enforced: see the top of this file.
    // 5. Return true.
    Ok(name)
}

/// <https://fetch.spec.whatwg.org/#concept-headers-append>
///
/// # Errors
///
/// TypeError for a name or value that is none, and for immutable headers.
pub fn append(list: &mut HeaderList, guard: Guard, name: &[u8], value: &[u8]) -> Result<()> {
    // 1. Normalize value.
    let value = normalize(value);
    // 2. If validating (name, value) for headers returns false, then return.
    let name = validate(guard, name, value)?;
    // 3. If headers's guard is "request-no-cors", then:
    if guard == Guard::RequestNoCors {
        // 1. Let temporaryValue be the result of getting name from headers's header list.
        // 2. If temporaryValue is null, then set temporaryValue to value.
        // 3. Otherwise, set temporaryValue to temporaryValue, followed by 0x2C 0x20, followed by value.
        let temporary_value = match list.get(&name) {
            None => Bytes::copy_from_slice(value),
            Some(old) => [&*old, b", ", value].concat().into(),
        };
        // 4. If (name, temporaryValue) is not a no-CORS-safelisted request-header, then return.
        if !is_no_cors_safelisted_request_header(&name, &temporary_value) {
            return Ok(());
        }
    }
    // 4. Append (name, value) to headers's header list.
    list.append(name, Bytes::copy_from_slice(value));
    // 5. If headers's guard is "request-no-cors", then remove privileged no-CORS request-headers from headers.
    if guard == Guard::RequestNoCors {
        remove_privileged_no_cors_request_headers(list);
    }
    Ok(())
}

/// <https://fetch.spec.whatwg.org/#concept-headers-fill>
///
/// # Errors
///
/// TypeError for a pair that is none, and what [`append`] throws.
pub fn fill(list: &mut HeaderList, guard: Guard, object: &HeadersInit) -> Result<()> {
    match object {
        // 1. If object is a sequence, then for each header of object:
        HeadersInit::Sequence(sequence) => {
            for header in sequence {
                // 1. If header's size is not 2, then throw a TypeError.
                let [name, value] = header.as_slice() else {
                    return Err(Exception::type_error("Invalid value"));
                };
                // 2. Append (header[0], header[1]) to headers.
                append(list, guard, name, value)?;
            }
        }
        // 2. Otherwise, object is a record, then for each key → value of object, append (key, value) to headers.
        HeadersInit::Record(record) => {
            for (key, value) in record {
                append(list, guard, key, value)?;
            }
        }
    }
    Ok(())
}

/// <https://fetch.spec.whatwg.org/#dom-headers-delete>
///
/// # Errors
///
/// TypeError for a name that is none, and for immutable headers.
pub fn delete(list: &mut HeaderList, guard: Guard, name: &[u8]) -> Result<()> {
    // 1. If validating (name, ``) for this returns false, then return.
    let name = validate(guard, name, b"")?;
    // 2. If this's guard is "request-no-cors", name is not a no-CORS-safelisted request-header name, and name is not a
    //    privileged no-CORS request-header name, then return.
    if guard == Guard::RequestNoCors
        && !is_no_cors_safelisted_request_header_name(&name)
        && name != RANGE
    {
        return Ok(());
    }
    // 3. If this's header list does not contain name, then return.
    // 4. Delete name from this's header list.
    list.delete(&name);
    // 5. If this's guard is "request-no-cors", then remove privileged no-CORS request-headers from this.
    if guard == Guard::RequestNoCors {
        remove_privileged_no_cors_request_headers(list);
    }
    Ok(())
}

/// <https://fetch.spec.whatwg.org/#dom-headers-set>
///
/// # Errors
///
/// TypeError for a name or value that is none, and for immutable headers.
pub fn set(list: &mut HeaderList, guard: Guard, name: &[u8], value: &[u8]) -> Result<()> {
    // 1. Normalize value.
    let value = normalize(value);
    // 2. If validating (name, value) for this returns false, then return.
    let name = validate(guard, name, value)?;
    // 3. If this's guard is "request-no-cors" and (name, value) is not a no-CORS-safelisted request-header, then return.
    if guard == Guard::RequestNoCors && !is_no_cors_safelisted_request_header(&name, value) {
        return Ok(());
    }
    // 4. Set (name, value) in this's header list.
    list.set(name, Bytes::copy_from_slice(value));
    // 5. If this's guard is "request-no-cors", then remove privileged no-CORS request-headers from this.
    if guard == Guard::RequestNoCors {
        remove_privileged_no_cors_request_headers(list);
    }
    Ok(())
}

/// <https://fetch.spec.whatwg.org/#concept-headers-remove-privileged-no-cors-request-headers>
fn remove_privileged_no_cors_request_headers(list: &mut HeaderList) {
    // For each headerName of privileged no-CORS request-header names (`Range`), delete headerName from headers's header list.
    list.delete(&RANGE.into());
}

/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name>
fn is_no_cors_safelisted_request_header_name(name: &Name) -> bool {
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE]
        .iter()
        .any(|safe| name == safe)
}

/// <https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header>
fn is_no_cors_safelisted_request_header(name: &Name, value: &[u8]) -> bool {
    // 1. If name is not a no-CORS-safelisted request-header name, then return false.
    // 2. Return whether (name, value) is a CORS-safelisted request-header.
    is_no_cors_safelisted_request_header_name(name) && is_cors_safelisted_value(name, value)
}

/// <https://fetch.spec.whatwg.org/#cors-safelisted-request-header>, for the names that are no-CORS-safelisted.
fn is_cors_safelisted_value(name: &Name, value: &[u8]) -> bool {
    // 1. If value's length is greater than 128, then return false.
    if value.len() > 128 {
        return false;
    }
    // 2. Byte-lowercase name and switch on the result:
    if *name == ACCEPT {
        // If value contains a CORS-unsafe request-header byte, then return false.
        !value
            .iter()
            .copied()
            .any(is_cors_unsafe_request_header_byte)
    } else if *name == CONTENT_TYPE {
        // 1. If value contains a CORS-unsafe request-header byte, then return false.
        // 2. Let mimeType be the result of parsing the result of isomorphic decoding value.
        // 3. If mimeType is failure, then return false.
        // 4. If mimeType's essence is not "application/x-www-form-urlencoded", "multipart/form-data", or "text/plain", then
        //    return false.
        !value
            .iter()
            .copied()
            .any(is_cors_unsafe_request_header_byte)
            && encoding_rs::mem::decode_latin1(value)
                .parse::<data_url::mime::Mime>()
                .is_ok_and(|mime| {
                    matches!(
                        (mime.type_.as_str(), mime.subtype.as_str()),
                        ("application", "x-www-form-urlencoded")
                            | ("multipart", "form-data")
                            | ("text", "plain")
                    )
                })
    } else {
        // `accept-language` and `content-language`: if value contains a byte that is not in the range 0x30 (0) to 0x39 (9), 0x41
        // (A) to 0x5A (Z) or 0x61 (a) to 0x7A (z), and is not 0x20 (SP), 0x2A (*), 0x2C (,), 0x2D (-), 0x2E (.), 0x3B (;) or
        // 0x3D (=), then return false.
        value
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte))
    }
    // 3. Return true.
}

/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte>
fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || b"\"():<>?@[\\]{}\x7F".contains(&byte)
}
