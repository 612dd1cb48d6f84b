//! Changing a component of a URL: the basic URL parser with a state override, <https://url.spec.whatwg.org/#api>.
//!
//! Each method is the algorithm of the URL attribute's setter; each writes the whole serialization anew.

use std::borrow::Cow;

use super::host::host_parser;
use super::parser::{
    encode_query, file_host, find_port, is_alike, path_state, percent_encode, port_state,
    remove_ascii_tab_or_newline, split_scheme,
};
use super::percent_encode_sets::{FRAGMENT, USERINFO};
use super::record::{Components, UrlRecord, default_port};

impl UrlRecord {
    /// <https://url.spec.whatwg.org/#dom-url-protocol>, the scheme start state and the scheme state with a state override.
    pub fn set_protocol(&mut self, value: &str) {
        // Basic URL parse the given value, followed by ":", with scheme start state as state override.
        let value = format!("{}:", remove_ascii_tab_or_newline(value));
        let Some((scheme, _)) = split_scheme(&value) else {
            return;
        };
        let mut url = self.components();
        // 2.1.1. and 2.1.2. If one of url's scheme and buffer is a special scheme and the other is not, then return.
        // 2.1.3. If url includes credentials or has a non-null port, and buffer is "file", then return.
        // 2.1.4. If url's scheme is "file" and its host is an empty host, then return.
        if !is_alike(&url.scheme, &scheme)
            || (scheme == "file" && (url.includes_credentials() || url.port.is_some()))
            || (url.scheme == "file" && url.host.as_deref() == Some(""))
        {
            return;
        }
        // 2.3.1. If url's port is url's scheme's default port, then set url's port to null.
        if url.port == default_port(&scheme) {
            url.port = None;
        }
        // 2.2. Set url's scheme to buffer.
        url.scheme = scheme;
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-username>, <https://url.spec.whatwg.org/#set-the-username>
    pub fn set_username(&mut self, value: &str) {
        let mut url = self.components();
        // 1. If this's URL cannot have a username/password/port, then return.
        if url.cannot_have_a_username_password_port() {
            return;
        }
        // 2. Set the username given this's URL and the given value.
        url.username = percent_encode(value, USERINFO);
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-password>, <https://url.spec.whatwg.org/#set-the-password>
    pub fn set_password(&mut self, value: &str) {
        let mut url = self.components();
        // 1. If this's URL cannot have a username/password/port, then return.
        if url.cannot_have_a_username_password_port() {
            return;
        }
        // 2. Set the password given this's URL and the given value.
        url.password = percent_encode(value, USERINFO);
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-host>
    pub fn set_host(&mut self, value: &str) {
        self.override_host(value, true);
    }

    /// <https://url.spec.whatwg.org/#dom-url-hostname>
    pub fn set_hostname(&mut self, value: &str) {
        self.override_host(value, false);
    }

    /// The host state (`with_port`) or the hostname state as state override.
    fn override_host(&mut self, value: &str, with_port: bool) {
        // 1. If this's URL has an opaque path, then return.
        if self.has_opaque_path() {
            return;
        }
        let value = remove_ascii_tab_or_newline(value);
        let mut url = self.components();
        let special = url.is_special();
        let end = value.find(|c| matches!(c, '/' | '?' | '#') || (special && c == '\\'));
        let (input, _) = value.split_at(end.unwrap_or(value.len()));
        // 1. If state override is given and url's scheme is "file", then set state to file host state.
        if url.scheme == "file" {
            let Ok(host) = file_host(input) else { return };
            url.host = Some(host);
            *self = url.serialize();
            return;
        }
        let (host, port) = match find_port(input) {
            // 2.1. If buffer is the empty string, host-missing validation error, return failure.
            Some(0) => return,
            // 2.2. If state override is given and state override is hostname state, then return failure.
            Some(_) if !with_port => return,
            Some(colon) => (
                input.get(..colon).unwrap_or_default(),
                input.get(colon + 1..).unwrap_or_default(),
            ),
            None => (input, ""),
        };
        // 3.1. If url is special and buffer is the empty string, host-missing validation error, return failure.
        // 3.2. Otherwise, if state override is given, buffer is the empty string, and either url includes credentials or url's
        //      port is non-null, return failure.
        if host.is_empty() && (special || url.includes_credentials() || url.port.is_some()) {
            return;
        }
        // 3.3. Let host be the result of host parsing buffer with url is not special. 4. If host is failure, then return it.
        let Ok(host) = host_parser(host, !special) else {
            return;
        };
        // 5. Set url's host to host.
        url.host = Some(host);
        override_port(&mut url, port);
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-port>
    pub fn set_port(&mut self, value: &str) {
        let mut url = self.components();
        // 1. If this's URL cannot have a username/password/port, then return.
        if url.cannot_have_a_username_password_port() {
            return;
        }
        if value.is_empty() {
            // 2. If the given value is the empty string, then set this's URL's port to null.
            url.port = None;
        } else {
            // 3. Otherwise, basic URL parse the given value with this's URL as url and port state as state override.
            override_port(&mut url, &remove_ascii_tab_or_newline(value));
        }
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-pathname>, the path start state as state override.
    pub fn set_pathname(&mut self, value: &str) {
        // 1. If this's URL has an opaque path, then return.
        if self.has_opaque_path() {
            return;
        }
        let value = remove_ascii_tab_or_newline(value);
        let mut url = self.components();
        // 2. Empty this's URL's path.
        url.path = Cow::Borrowed("");
        // 3. Basic URL parse the given value with this's URL as url and path start state as state override.
        let special = url.is_special();
        match value.strip_prefix(|c| c == '/' || (special && c == '\\')) {
            Some(rest) => path_state(&mut url, rest),
            None if special || !value.is_empty() => path_state(&mut url, &value),
            // 5. Otherwise, if state override is given and url's host is null, append the empty string to url's path.
            None if url.host.is_none() => url.path = Cow::Borrowed("/"),
            None => {}
        }
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-search>, the query state as state override.
    pub fn set_search(&mut self, value: &str) {
        let query = remove_ascii_tab_or_newline(value.strip_prefix('?').unwrap_or(value));
        let mut url = self.components();
        url.query = (!value.is_empty()).then(|| encode_query(&query, url.is_special()));
        *self = url.serialize();
    }

    /// Sets the query to text that is percent-encoded already: the last of `URLSearchParams`' update steps.
    ///
    /// <https://url.spec.whatwg.org/#concept-urlsearchparams-update>
    pub fn set_query(&mut self, query: Option<&str>) {
        let mut url = self.components();
        url.query = query.map(Cow::Borrowed);
        *self = url.serialize();
    }

    /// <https://url.spec.whatwg.org/#dom-url-hash>, the fragment state as state override.
    pub fn set_hash(&mut self, value: &str) {
        let fragment = remove_ascii_tab_or_newline(value.strip_prefix('#').unwrap_or(value));
        let mut url = self.components();
        url.fragment = (!value.is_empty()).then(|| percent_encode(&fragment, FRAGMENT));
        *self = url.serialize();
    }
}

/// The port state with a state override: the digits that `input` begins with. Without any, or with too many, nothing changes.
fn override_port(url: &mut Components<'_>, input: &str) {
    let end = input
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(input.len());
    let digits = input.get(..end).unwrap_or_default();
    if let Ok(port) = port_state(&url.scheme, digits) {
        url.port = port;
    }
}
