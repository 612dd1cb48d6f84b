//! [`UrlRecord`]: a URL, held as its serialization and the places of its components.
//!
//! Parsing is in `parser.rs`; changing a component is in `setters.rs`.

use std::borrow::Cow;

use super::parser::{InvalidUrl, basic_url_parser};

/// <https://url.spec.whatwg.org/#concept-url>
///
/// Every component is a slice of the serialization, so that reading one costs nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlRecord {
    serialization: String,
    /// The `:` after the scheme.
    scheme_end: usize,
    username_end: usize,
    host_start: usize,
    host_end: usize,
    path_start: usize,
    /// The `?`
    query_start: Option<usize>,
    /// The `#`
    fragment_start: Option<usize>,
    port: Option<u16>,
    has_host: bool,
}

/// The components of a URL that is being parsed or changed, borrowed from the input or from another URL where they can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Components<'a> {
    pub scheme: Cow<'a, str>,
    pub username: Cow<'a, str>,
    pub password: Cow<'a, str>,
    pub host: Option<Cow<'a, str>>,
    pub port: Option<u16>,
    /// A path that is a list, serialized: a `/` before each segment. An opaque path does not begin with `/`.
    pub path: Cow<'a, str>,
    pub query: Option<Cow<'a, str>>,
    pub fragment: Option<Cow<'a, str>>,
}

/// <https://url.spec.whatwg.org/#special-scheme>
pub(super) fn is_special_scheme(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "ws" | "wss" | "ftp" | "file")
}

/// <https://url.spec.whatwg.org/#default-port>
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}

impl Components<'_> {
    /// <https://url.spec.whatwg.org/#is-special>
    pub fn is_special(&self) -> bool {
        is_special_scheme(&self.scheme)
    }

    /// <https://url.spec.whatwg.org/#include-credentials>
    pub fn includes_credentials(&self) -> bool {
        !self.username.is_empty() || !self.password.is_empty()
    }

    /// <https://url.spec.whatwg.org/#cannot-have-a-username-password-port>
    pub fn cannot_have_a_username_password_port(&self) -> bool {
        self.host.as_deref().is_none_or(str::is_empty) || self.scheme == "file"
    }

    /// <https://url.spec.whatwg.org/#concept-url-serializer>, noting where each component begins.
    pub fn serialize(&self) -> UrlRecord {
        let optional =
            |component: &Option<Cow<'_, str>>| component.as_ref().map_or(0, |text| text.len() + 1);
        let capacity = self.scheme.len()
            + self.username.len()
            + self.password.len()
            + optional(&self.host)
            + self.path.len()
            + optional(&self.query)
            + optional(&self.fragment)
            + "://:@:65535".len();
        // 1. Let output be url's scheme and ":" concatenated.
        let mut output = String::with_capacity(capacity);
        output.push_str(&self.scheme);
        let scheme_end = output.len();
        output.push(':');
        let (mut username_end, mut host_start, mut host_end) =
            (output.len(), output.len(), output.len());
        if let Some(host) = &self.host {
            // 2. If url's host is non-null:
            //    1. Append "//" to output.
            output.push_str("//");
            //    2. If url includes credentials, then append the username, ":" and the password if that is not empty, and "@".
            output.push_str(&self.username);
            username_end = output.len();
            if !self.password.is_empty() {
                output.push(':');
                output.push_str(&self.password);
            }
            if self.includes_credentials() {
                output.push('@');
            }
            //    3. Append url's host, serialized, to output.
            host_start = output.len();
            output.push_str(host);
            host_end = output.len();
            //    4. If url's port is non-null, append ":" followed by url's port, serialized, to output.
            if let Some(port) = self.port {
                output.push(':');
                output.push_str(&port.to_string());
            }
        } else if self.path.starts_with("//") {
            // 3. If url's host is null, url does not have an opaque path, url's path's size is greater than 1, and url's
            //    path[0] is the empty string, then append "/." to output.
            output.push_str("/.");
        }
        // 4. Append the result of URL path serializing url to output.
        let path_start = output.len();
        output.push_str(&self.path);
        // 5. If url's query is non-null, append "?", followed by url's query, to output.
        let query_start = self.query.as_ref().map(|query| {
            let start = output.len();
            output.push('?');
            output.push_str(query);
            start
        });
        // 6. If exclude fragment is false and url's fragment is non-null, then append "#", followed by url's fragment.
        let fragment_start = self.fragment.as_ref().map(|fragment| {
            let start = output.len();
            output.push('#');
            output.push_str(fragment);
            start
        });
        // 7. Return output.
        UrlRecord {
            serialization: output,
            scheme_end,
            username_end,
            host_start,
            host_end,
            path_start,
            query_start,
            fragment_start,
            port: self.port,
            has_host: self.host.is_some(),
        }
    }
}

impl UrlRecord {
    /// Parses `input`, relative to `base` if there is one.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-parser>
    ///
    /// # Errors
    ///
    /// [`InvalidUrl`] when it is not a URL.
    pub fn parse(input: &str, base: Option<&UrlRecord>) -> Result<Self, InvalidUrl> {
        basic_url_parser(input, base)
    }

    /// The whole URL: <https://url.spec.whatwg.org/#concept-url-serializer>
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.serialization
    }

    /// The URL without its fragment.
    #[must_use]
    pub fn without_fragment(&self) -> &str {
        self.slice(0, self.query_end())
    }

    /// The scheme, without the `:`.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.slice(0, self.scheme_end)
    }

    /// The scheme and the `:`.
    #[must_use]
    pub fn protocol(&self) -> &str {
        self.slice(0, self.scheme_end + 1)
    }

    /// The username, empty if there is none.
    #[must_use]
    pub fn username(&self) -> &str {
        if self.has_host {
            self.slice(self.scheme_end + 3, self.username_end)
        } else {
            ""
        }
    }

    /// The password, empty if there is none.
    #[must_use]
    pub fn password(&self) -> &str {
        // With credentials an `@` stands before the host, with a password a `:` behind the username.
        if self.host_start > self.username_end {
            self.slice(self.username_end + 1, self.host_start - 1)
        } else {
            ""
        }
    }

    /// The host, serialized; `None` for null.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.has_host
            .then(|| self.slice(self.host_start, self.host_end))
    }

    /// The host and, if there is one, `:` and the port.
    #[must_use]
    pub fn host_and_port(&self) -> &str {
        if self.has_host {
            self.slice(self.host_start, self.path_start)
        } else {
            ""
        }
    }

    /// The port, `None` when it is the scheme's default.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The port's digits, empty when it is the scheme's default.
    #[must_use]
    pub fn port_str(&self) -> &str {
        if self.port.is_some() {
            self.slice(self.host_end + 1, self.path_start)
        } else {
            ""
        }
    }

    /// The port that a connection would use.
    #[must_use]
    pub fn port_or_default(&self) -> Option<u16> {
        self.port.or_else(|| default_port(self.scheme()))
    }

    /// The path: <https://url.spec.whatwg.org/#url-path-serializer>
    #[must_use]
    pub fn path(&self) -> &str {
        self.slice(self.path_start, self.path_end())
    }

    /// The query, without the `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query_start
            .map(|start| self.slice(start + 1, self.query_end()))
    }

    /// The `?` and the query; empty when that is null or empty.
    #[must_use]
    pub fn search(&self) -> &str {
        match self.query_start {
            Some(start) if start + 1 < self.query_end() => self.slice(start, self.query_end()),
            _ => "",
        }
    }

    /// The fragment, without the `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<&str> {
        self.fragment_start
            .map(|start| self.slice(start + 1, self.serialization.len()))
    }

    /// The `#` and the fragment; empty when that is null or empty.
    #[must_use]
    pub fn hash(&self) -> &str {
        match self.fragment_start {
            Some(start) if start + 1 < self.serialization.len() => {
                self.slice(start, self.serialization.len())
            }
            _ => "",
        }
    }

    /// Whether the scheme is special: <https://url.spec.whatwg.org/#is-special>
    #[must_use]
    pub fn is_special(&self) -> bool {
        is_special_scheme(self.scheme())
    }

    /// <https://url.spec.whatwg.org/#url-opaque-path>
    #[must_use]
    pub fn has_opaque_path(&self) -> bool {
        !self.has_host && !self.path().starts_with('/')
    }

    /// <https://url.spec.whatwg.org/#include-credentials>
    #[must_use]
    pub fn includes_credentials(&self) -> bool {
        self.host_start > self.username_end
    }

    /// The origin, serialized: `null` for an opaque one.
    ///
    /// <https://url.spec.whatwg.org/#concept-url-origin>
    #[must_use]
    pub fn origin(&self) -> Cow<'_, str> {
        match self.scheme() {
            "blob" => {
                // 1. If url's blob URL entry is non-null, then return its environment's origin. (What that was is in the path.)
                // 2. Let pathURL be the result of parsing the result of URL path serializing url.
                match UrlRecord::parse(self.path(), None) {
                    // 4. If pathURL's scheme is "http", "https", or "file", then return pathURL's origin.
                    Ok(path_url) if matches!(path_url.scheme(), "http" | "https" | "file") => {
                        Cow::Owned(path_url.origin().into_owned())
                    }
                    // 3. If pathURL is failure, and 5. otherwise: return a new opaque origin.
                    _ => Cow::Borrowed("null"),
                }
            }
            // Return the tuple origin (url's scheme, url's host, url's port, null).
            "ftp" | "http" | "https" | "ws" | "wss" => {
                if self.includes_credentials() {
                    Cow::Owned(format!("{}://{}", self.scheme(), self.host_and_port()))
                } else {
                    Cow::Borrowed(self.slice(0, self.path_start))
                }
            }
            // "file": unfortunate as it is, this is left to the implementation: when in doubt, a new opaque origin.
            _ => Cow::Borrowed("null"),
        }
    }

    pub(super) fn components(&self) -> Components<'_> {
        Components {
            scheme: Cow::Borrowed(self.scheme()),
            username: Cow::Borrowed(self.username()),
            password: Cow::Borrowed(self.password()),
            host: self.host().map(Cow::Borrowed),
            port: self.port,
            path: Cow::Borrowed(self.path()),
            query: self.query().map(Cow::Borrowed),
            fragment: self.fragment().map(Cow::Borrowed),
        }
    }

    fn query_end(&self) -> usize {
        self.fragment_start.unwrap_or(self.serialization.len())
    }

    fn path_end(&self) -> usize {
        self.query_start.unwrap_or(self.query_end())
    }

    /// The offsets were taken while the serialization was written, so the slice is always there.
    fn slice(&self, start: usize, end: usize) -> &str {
        self.serialization.get(start..end).unwrap_or_default()
    }
}

impl AsRef<str> for UrlRecord {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl std::fmt::Display for UrlRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
