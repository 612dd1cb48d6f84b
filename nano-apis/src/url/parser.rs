//! The basic URL parser: <https://url.spec.whatwg.org/#url-parsing>
//!
//! Each state of the standard's machine is a function that takes the rest of the input. Runs under a state override are the
//! setters' business (`setters.rs`), which call the functions of the single states.
//!
//! The parser is written here and not taken from the `url` crate, because that one has another result for file URLs with empty
//! path segments, hosts or drive letters, and for paths that begin with an empty segment.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::host::host_parser;
use super::percent_encode_sets::{C0_CONTROL, FRAGMENT, PATH, QUERY, SPECIAL_QUERY, USERINFO};
use super::record::{Components, UrlRecord, default_port, is_special_scheme};

/// The failure of the URL parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidUrl;

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invalid URL")
    }
}

impl std::error::Error for InvalidUrl {}

type Parsed<'a> = Result<Components<'a>, InvalidUrl>;

/// <https://url.spec.whatwg.org/#concept-basic-url-parser>, without a state override.
pub(super) fn basic_url_parser(
    input: &str,
    base: Option<&UrlRecord>,
) -> Result<UrlRecord, InvalidUrl> {
    // 1. Remove any leading and trailing C0 control or space from input.
    let input = input.trim_matches(|c: char| c <= ' ');
    // 3. Remove all ASCII tab or newline from input.
    let input = remove_ascii_tab_or_newline(input);
    scheme_start_state(&input, base).map(|url| url.serialize())
}

/// The input without ASCII tabs and newlines.
pub(super) fn remove_ascii_tab_or_newline(input: &str) -> Cow<'_, str> {
    let removed = |c: char| matches!(c, '\t' | '\n' | '\r');
    if memchr::memchr3(b'\t', b'\n', b'\r', input.as_bytes()).is_some() {
        Cow::Owned(input.chars().filter(|&c| !removed(c)).collect())
    } else {
        Cow::Borrowed(input)
    }
}

/// <https://url.spec.whatwg.org/#string-utf-8-percent-encode>
pub(super) fn percent_encode<'a>(input: &'a str, set: &'static AsciiSet) -> Cow<'a, str> {
    utf8_percent_encode(input, set).into()
}

/// The scheme that `input` begins with, in lower case, and what stands behind its `:`.
///
/// <https://url.spec.whatwg.org/#scheme-start-state>, <https://url.spec.whatwg.org/#scheme-state>
pub(super) fn split_scheme(input: &str) -> Option<(Cow<'_, str>, &str)> {
    let (scheme, rest) = input.split_once(':')?;
    let mut bytes = scheme.bytes();
    if !bytes.next()?.is_ascii_alphabetic()
        || !bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        return None;
    }
    let scheme = if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(scheme.to_ascii_lowercase())
    } else {
        Cow::Borrowed(scheme)
    };
    Some((scheme, rest))
}

/// <https://url.spec.whatwg.org/#scheme-start-state>, <https://url.spec.whatwg.org/#scheme-state>
fn scheme_start_state<'a>(input: &'a str, base: Option<&'a UrlRecord>) -> Parsed<'a> {
    let Some((scheme, rest)) = split_scheme(input) else {
        return no_scheme_state(input, base);
    };
    // 2.2. Set url's scheme to buffer.
    let url = Components {
        scheme,
        ..Components::default()
    };
    // 2.5. If url's scheme is "file", set state to file state.
    if url.scheme == "file" {
        return file_state(url, rest, base.filter(|base| base.scheme() == "file"));
    }
    if url.is_special() {
        return match base {
            // 2.6. If url is special, base is non-null, and base's scheme is url's scheme: the special relative or authority
            //      state, which is the relative state unless "//" follows.
            Some(base) if base.scheme() == url.scheme && !rest.starts_with("//") => {
                relative_state(url, rest, base)
            }
            // 2.7. Otherwise, if url is special: the special authority slashes state.
            _ => special_authority_ignore_slashes_state(url, rest),
        };
    }
    match rest.strip_prefix('/') {
        // 2.8. If remaining starts with a "/", set state to path or authority state and increase pointer by 1.
        Some(rest) => match rest.strip_prefix('/') {
            Some(authority) => authority_state(url, authority),
            None => path_state_and_on(url, rest),
        },
        // 2.9. Set url's path to the empty string and set state to opaque path state.
        None => opaque_path_state(url, rest),
    }
}

/// <https://url.spec.whatwg.org/#no-scheme-state>
fn no_scheme_state<'a>(input: &'a str, base: Option<&'a UrlRecord>) -> Parsed<'a> {
    // 1. If base is null, or base has an opaque path and c is not U+0023 (#), then return failure.
    let base = base.ok_or(InvalidUrl)?;
    if base.has_opaque_path() {
        // 2. Otherwise, if base has an opaque path and c is U+0023 (#), then set url's scheme, path and query to base's, url's
        //    fragment to the empty string, and state to fragment state.
        let fragment = input.strip_prefix('#').ok_or(InvalidUrl)?;
        return Ok(Components {
            fragment: Some(percent_encode(fragment, FRAGMENT)),
            ..base.components()
        });
    }
    let url = Components {
        scheme: Cow::Borrowed(base.scheme()),
        ..Components::default()
    };
    if base.scheme() == "file" {
        // 4. Otherwise, set state to file state and decrease pointer by 1.
        file_state(url, input, Some(base))
    } else {
        // 3. Otherwise, if base's scheme is not "file", set state to relative state and decrease pointer by 1.
        relative_state(url, input, base)
    }
}

/// Whether `c` separates path segments.
fn is_slash(special: bool, c: char) -> bool {
    c == '/' || (special && c == '\\')
}

/// <https://url.spec.whatwg.org/#relative-state>
fn relative_state<'a>(url: Components<'a>, input: &'a str, base: &'a UrlRecord) -> Parsed<'a> {
    // 1. Assert: base's scheme is not "file". 2. Set url's scheme to base's scheme.
    let special = url.is_special();
    let mut url = Components {
        fragment: None,
        ..base.components()
    };
    // 3. and 4. If c is U+002F (/), or url is special and c is U+005C (\), then set state to relative slash state.
    if let Some(rest) = input.strip_prefix(|c| is_slash(special, c)) {
        return relative_slash_state(url, rest);
    }
    // 5. Set url's username, password, host, port, path and query to base's.
    relative_path(&mut url, input, true)?;
    Ok(url)
}

/// The last steps of the relative state and of the file state: what comes behind the copied path.
fn relative_path<'a>(
    url: &mut Components<'a>,
    input: &'a str,
    shorten: bool,
) -> Result<(), InvalidUrl> {
    match input.chars().next() {
        None => {}
        // 2. If c is U+003F (?), then set url's query to the empty string, and state to query state.
        Some('?') => query_state(url, input),
        // 3. Otherwise, if c is U+0023 (#), set url's fragment to the empty string and state to fragment state.
        Some('#') => fragment_state(url, input),
        // 4. Otherwise, if c is not the EOF code point: set url's query to null, shorten url's path, set state to path state.
        Some(_) => {
            url.query = None;
            if shorten {
                shorten_path(url);
            }
            let (path, rest) = split_at_query_or_fragment(input);
            path_state(url, path);
            query_state(url, rest);
        }
    }
    Ok(())
}

/// <https://url.spec.whatwg.org/#relative-slash-state>, for a URL that has the base's components.
fn relative_slash_state<'a>(mut url: Components<'a>, input: &'a str) -> Parsed<'a> {
    url.query = None;
    let special = url.is_special();
    if let Some(rest) = input.strip_prefix(|c| is_slash(special, c)) {
        let fresh = Components {
            scheme: url.scheme,
            ..Components::default()
        };
        // 1. If url is special and c is U+002F (/) or U+005C (\): set state to special authority ignore slashes state.
        // 2. Otherwise, if c is U+002F (/), then set state to authority state.
        return if special {
            special_authority_ignore_slashes_state(fresh, rest)
        } else {
            authority_state(fresh, rest)
        };
    }
    // 3. Otherwise, set url's username, password, host and port to base's, and state to path state.
    url.path = Cow::Borrowed("");
    path_state_and_on(url, input)
}

/// <https://url.spec.whatwg.org/#special-authority-ignore-slashes-state>
fn special_authority_ignore_slashes_state<'a>(url: Components<'a>, input: &'a str) -> Parsed<'a> {
    authority_state(url, input.trim_start_matches(['/', '\\']))
}

/// <https://url.spec.whatwg.org/#authority-state>, and the states for the host and the port that follow it.
fn authority_state<'a>(mut url: Components<'a>, input: &'a str) -> Parsed<'a> {
    let special = url.is_special();
    let end = input
        .find(|c| matches!(c, '?' | '#') || is_slash(special, c))
        .unwrap_or(input.len());
    let (authority, rest) = input.split_at(end);
    let host_and_port = match authority.rsplit_once('@') {
        None => authority,
        // 2. Otherwise, if atSignSeen is true and buffer is the empty string, then return host-missing failure.
        Some((_, "")) => return Err(InvalidUrl),
        Some((credentials, host_and_port)) => {
            // 1. What stands before the last "@" is the username and, behind the first ":", the password.
            let (username, password) = credentials.split_once(':').unwrap_or((credentials, ""));
            url.username = percent_encode(username, USERINFO);
            url.password = percent_encode(password, USERINFO);
            host_and_port
        }
    };
    host_state(&mut url, host_and_port)?;
    path_start_state(&mut url, rest);
    Ok(url)
}

/// Where the port's `:` stands: the first one that is not in brackets.
pub(super) fn find_port(host_and_port: &str) -> Option<usize> {
    let mut inside_brackets = false;
    host_and_port.bytes().position(|byte| {
        match byte {
            b'[' => inside_brackets = true,
            b']' => inside_brackets = false,
            _ => {}
        }
        byte == b':' && !inside_brackets
    })
}

/// <https://url.spec.whatwg.org/#host-state>, of an authority without credentials.
fn host_state<'a>(url: &mut Components<'a>, input: &'a str) -> Result<(), InvalidUrl> {
    let (host, port) = match find_port(input) {
        // 2.1. If buffer is the empty string, host-missing validation error, return failure.
        Some(0) => return Err(InvalidUrl),
        Some(colon) => (
            input.get(..colon).unwrap_or_default(),
            input.get(colon + 1..).unwrap_or_default(),
        ),
        None => (input, ""),
    };
    // 3.1. If url is special and buffer is the empty string, host-missing validation error, return failure.
    if url.is_special() && host.is_empty() {
        return Err(InvalidUrl);
    }
    // 2.3. and 3.3. Let host be the result of host parsing buffer with url is not special. 4. If host is failure, return it.
    url.host = Some(host_parser(host, !url.is_special())?);
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidUrl);
    }
    if !port.is_empty() {
        url.port = port_state(&url.scheme, port)?;
    }
    Ok(())
}

/// The port that the digits stand for, `None` when it is the scheme's default.
///
/// <https://url.spec.whatwg.org/#port-state>, step 2.1.
pub(super) fn port_state(scheme: &str, digits: &str) -> Result<Option<u16>, InvalidUrl> {
    // 1. Let port be the mathematical integer value represented by buffer in radix-10.
    // 2. If port is not a 16-bit unsigned integer, port-out-of-range validation error, return failure.
    let port = digits.parse().map_err(|_| InvalidUrl)?;
    // 3. Set url's port to null, if port is url's scheme's default port; otherwise to port.
    Ok((default_port(scheme) != Some(port)).then_some(port))
}

/// <https://url.spec.whatwg.org/#file-state>; `base` is null unless it is a file URL.
fn file_state<'a>(
    mut url: Components<'a>,
    input: &'a str,
    base: Option<&'a UrlRecord>,
) -> Parsed<'a> {
    // 1. Set url's scheme to "file". 2. Set url's host to the empty string.
    url.host = Some(Cow::Borrowed(""));
    // 3. If c is U+002F (/) or U+005C (\), then set state to file slash state.
    if let Some(rest) = input.strip_prefix(['/', '\\']) {
        return file_slash_state(url, rest, base);
    }
    let Some(base) = base else {
        // 5. Otherwise, set state to path state, and decrease pointer by 1.
        return path_state_and_on(url, input);
    };
    // 4. Otherwise, if base is non-null and base's scheme is "file": set url's host, path and query to base's.
    url.host = base.host().map(Cow::Borrowed);
    url.path = Cow::Borrowed(base.path());
    url.query = base.query().map(Cow::Borrowed);
    // 4.4.2. If the code point substring from pointer to the end of input does not start with a Windows drive letter, then
    //        shorten url's path. 4.4.3. Otherwise, set url's path to « ».
    let drive_letter = starts_with_windows_drive_letter(input);
    if drive_letter {
        url.path = Cow::Borrowed("");
    }
    relative_path(&mut url, input, !drive_letter)?;
    Ok(url)
}

/// <https://url.spec.whatwg.org/#file-slash-state>
fn file_slash_state<'a>(
    mut url: Components<'a>,
    input: &'a str,
    base: Option<&'a UrlRecord>,
) -> Parsed<'a> {
    // 1. If c is U+002F (/) or U+005C (\), then set state to file host state.
    if let Some(rest) = input.strip_prefix(['/', '\\']) {
        return file_host_state(url, rest);
    }
    // 2. Otherwise: 1. If base is non-null and base's scheme is "file", then:
    if let Some(base) = base {
        // 1. Set url's host to base's host.
        url.host = base.host().map(Cow::Borrowed);
        // 2. If the code point substring from pointer to the end of input does not start with a Windows drive letter and
        //    base's path[0] is a normalized Windows drive letter, then append base's path[0] to url's path.
        if !starts_with_windows_drive_letter(input)
            && let Some(drive) = base.path().get(..3)
            && is_drive_path(drive)
            && matches!(base.path().as_bytes().get(3), None | Some(b'/'))
        {
            url.path = Cow::Borrowed(drive);
        }
    }
    // 2. Set state to path state, and decrease pointer by 1.
    path_state_and_on(url, input)
}

/// <https://url.spec.whatwg.org/#file-host-state>
fn file_host_state<'a>(mut url: Components<'a>, input: &'a str) -> Parsed<'a> {
    let end = input.find(['/', '\\', '?', '#']).unwrap_or(input.len());
    let (buffer, rest) = input.split_at(end);
    // 1.1. If state override is not given and buffer is a Windows drive letter, set state to path state. (Buffer stays.)
    if is_windows_drive_letter(buffer) {
        return path_state_and_on(url, input);
    }
    url.host = Some(file_host(buffer)?);
    // 1.3.6. Set buffer to the empty string and state to path start state.
    path_start_state(&mut url, rest);
    Ok(url)
}

/// The host of a file URL: steps 1.2. and 1.3. of the file host state.
pub(super) fn file_host(buffer: &str) -> Result<Cow<'_, str>, InvalidUrl> {
    // 1.2. Otherwise, if buffer is the empty string, then set url's host to the empty string.
    if buffer.is_empty() {
        return Ok(Cow::Borrowed(""));
    }
    // 1.3. Let host be the result of host parsing buffer with url is not special. If it is "localhost", set it to the empty string.
    let host = host_parser(buffer, false)?;
    Ok(if host == "localhost" {
        Cow::Borrowed("")
    } else {
        host
    })
}

/// <https://url.spec.whatwg.org/#path-start-state>, and all that follows.
fn path_start_state<'a>(url: &mut Components<'a>, input: &'a str) {
    let (path, rest) = split_at_query_or_fragment(input);
    let special = url.is_special();
    if is_plain_path(path) && url.scheme != "file" {
        // OPTIMIZATION: the path state would copy it.
        url.path = Cow::Borrowed(path);
    } else if let Some(path) = path.strip_prefix(|c| is_slash(special, c)) {
        path_state(url, path);
    } else if special || !path.is_empty() {
        path_state(url, path);
    }
    query_state(url, rest);
}

/// Whether the path state would make of `path` what it is already: it begins with a slash, and has neither dot segments, nor
/// backslashes, nor anything that would be percent-encoded.
fn is_plain_path(path: &str) -> bool {
    let mut previous = 0;
    path.starts_with('/')
        && path.bytes().all(|byte| {
            let dot = byte == b'.' && previous == b'/';
            previous = byte;
            // A `%` may begin a dot segment.
            !dot && (byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@[]|".contains(&byte))
        })
}

/// The path state of a URL that is otherwise complete up to its path, and the states that follow.
fn path_state_and_on<'a>(mut url: Components<'a>, input: &'a str) -> Parsed<'a> {
    let (path, rest) = split_at_query_or_fragment(input);
    path_state(&mut url, path);
    query_state(&mut url, rest);
    Ok(url)
}

fn split_at_query_or_fragment(input: &str) -> (&str, &str) {
    input.split_at(memchr::memchr2(b'?', b'#', input.as_bytes()).unwrap_or(input.len()))
}

/// <https://url.spec.whatwg.org/#path-state>: appends the segments of `input`, the path's part behind a slash.
pub(super) fn path_state(url: &mut Components<'_>, input: &str) {
    let special = url.is_special();
    let file = url.scheme == "file";
    let mut path = std::mem::take(&mut url.path).into_owned();
    path.reserve(input.len() + 1);
    let mut remaining = Some(input);
    while let Some(input) = remaining {
        let segment;
        (segment, remaining) = match input.split_once(|c| is_slash(special, c)) {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (input, None),
        };
        let last = remaining.is_none();
        if is_double_dot(segment) {
            // 2. If buffer is a double-dot URL path segment, then shorten url's path, and if neither c is U+002F (/), nor url is
            //    special and c is U+005C (\), append the empty string to url's path.
            shorten(&mut path, file);
            if last {
                path.push('/');
            }
        } else if is_single_dot(segment) {
            // 3. Otherwise, if buffer is a single-dot URL path segment and if neither c is U+002F (/), nor url is special and c
            //    is U+005C (\), append the empty string to url's path.
            if last {
                path.push('/');
            }
        } else {
            // 4. Otherwise: if url's scheme is "file", url's path is empty, and buffer is a Windows drive letter, then replace
            //    the second code point in buffer with U+003A (:). Append buffer to url's path.
            let drive = file && path.is_empty() && is_windows_drive_letter(segment);
            path.push('/');
            if drive {
                path.push_str(segment.get(..1).unwrap_or_default());
                path.push(':');
            } else {
                path.extend(utf8_percent_encode(segment, PATH));
            }
        }
    }
    url.path = Cow::Owned(path);
}

/// <https://url.spec.whatwg.org/#cannot-be-a-base-url-path-state>: the opaque path state.
fn opaque_path_state<'a>(mut url: Components<'a>, input: &'a str) -> Parsed<'a> {
    let (path, rest) = split_at_query_or_fragment(input);
    // 3. If c is U+0020 SPACE: if remaining starts with U+003F (?) or U+0023 (#), append "%20" to url's path.
    // 4. Otherwise UTF-8 percent-encode c using the C0 control percent-encode set and append the result to url's path.
    url.path = match path.strip_suffix(' ') {
        Some(path) if !rest.is_empty() => {
            Cow::Owned(format!("{}%20", percent_encode(path, C0_CONTROL)))
        }
        _ => percent_encode(path, C0_CONTROL),
    };
    query_state(&mut url, rest);
    Ok(url)
}

/// <https://url.spec.whatwg.org/#query-state>, when `input` begins with `?`, and the fragment state behind it.
fn query_state<'a>(url: &mut Components<'a>, input: &'a str) {
    let (before, fragment) = input.split_at(input.find('#').unwrap_or(input.len()));
    if let Some(query) = before.strip_prefix('?') {
        url.query = Some(encode_query(query, url.is_special()));
    }
    fragment_state(url, fragment);
}

/// The query, percent-encoded: <https://url.spec.whatwg.org/#query-state>
pub(super) fn encode_query(query: &str, special: bool) -> Cow<'_, str> {
    // 2.1. Let queryPercentEncodeSet be the special-query percent-encode set if url is special; otherwise the query
    //      percent-encode set.
    percent_encode(query, if special { SPECIAL_QUERY } else { QUERY })
}

/// <https://url.spec.whatwg.org/#fragment-state>, when `input` begins with `#`.
fn fragment_state<'a>(url: &mut Components<'a>, input: &'a str) {
    if let Some(fragment) = input.strip_prefix('#') {
        url.fragment = Some(percent_encode(fragment, FRAGMENT));
    }
}

/// <https://url.spec.whatwg.org/#shorten-a-urls-path>
fn shorten_path(url: &mut Components<'_>) {
    let file = url.scheme == "file";
    shorten(url.path.to_mut(), file);
}

fn shorten(path: &mut String, file: bool) {
    // 3. If url's scheme is "file", path's size is 1, and path[0] is a normalized Windows drive letter, then return.
    if file && is_drive_path(path) {
        return;
    }
    // 4. Remove path's last item, if any.
    path.truncate(path.rfind('/').unwrap_or(0));
}

/// Whether a serialized path is a normalized Windows drive letter and nothing else.
fn is_drive_path(path: &str) -> bool {
    matches!(path.as_bytes(), [b'/', letter, b':'] if letter.is_ascii_alphabetic())
}

/// <https://url.spec.whatwg.org/#windows-drive-letter>
fn is_windows_drive_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':' | b'|'] if letter.is_ascii_alphabetic())
}

/// <https://url.spec.whatwg.org/#start-with-a-windows-drive-letter>
fn starts_with_windows_drive_letter(text: &str) -> bool {
    text.get(..2).is_some_and(is_windows_drive_letter)
        && matches!(
            text.as_bytes().get(2),
            None | Some(b'/' | b'\\' | b'?' | b'#')
        )
}

/// <https://url.spec.whatwg.org/#single-dot-path-segment>
fn is_single_dot(segment: &str) -> bool {
    segment == "." || segment.eq_ignore_ascii_case("%2e")
}

/// <https://url.spec.whatwg.org/#double-dot-path-segment>
fn is_double_dot(segment: &str) -> bool {
    segment == ".."
        || (matches!(segment.len(), 4 | 6)
            && [".%2e", "%2e.", "%2e%2e"]
                .iter()
                .any(|dots| segment.eq_ignore_ascii_case(dots)))
}

/// Whether a scheme can be changed to another: both are special, or neither is.
pub(super) fn is_alike(from: &str, to: &str) -> bool {
    is_special_scheme(from) == is_special_scheme(to)
}
