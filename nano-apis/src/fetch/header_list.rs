//! Header lists, header names and header values: <https://fetch.spec.whatwg.org/#headers>
//!
//! What a list is and does. Who may change which header is the guard's business (`guard.rs`), what JavaScript sees is `headers.rs`.

use bytes::Bytes;
use http::header::{HeaderName, SET_COOKIE};

/// A header name, byte-lowercased.
///
/// OPTIMIZATION: the standard keeps the case in which a name was first written, and lowercases it whenever JavaScript sees it.
/// The case only shows on an HTTP/1 connection, where it means nothing; without it, equal names are equal values and the names
/// everybody uses are constants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(Repr);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Repr {
    Http(HeaderName),
    /// A name that is longer than an HTTP library takes.
    Long(Bytes),
}

impl Name {
    /// A byte sequence as a header name, if it is one: <https://fetch.spec.whatwg.org/#header-name>
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if !is_token(bytes) {
            return None;
        }
        Some(Self(match HeaderName::from_bytes(bytes) {
            Ok(name) => Repr::Http(name),
            Err(_) => Repr::Long(bytes.to_ascii_lowercase().into()),
        }))
    }

    /// The name's bytes, in lower case.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Http(name) => name.as_str().as_bytes(),
            Repr::Long(bytes) => bytes,
        }
    }

    /// The name as the `http` crate's type; `None` for one that is too long for it.
    #[must_use]
    pub fn as_http(&self) -> Option<&HeaderName> {
        match &self.0 {
            Repr::Http(name) => Some(name),
            Repr::Long(_) => None,
        }
    }
}

impl From<HeaderName> for Name {
    fn from(name: HeaderName) -> Self {
        Self(Repr::Http(name))
    }
}

impl PartialEq<HeaderName> for Name {
    fn eq(&self, other: &HeaderName) -> bool {
        self.as_http() == Some(other)
    }
}

/// <https://httpwg.org/specs/rfc9110.html#rule.token.separators>
#[must_use]
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&byte| is_token_byte(byte))
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// <https://fetch.spec.whatwg.org/#http-whitespace-byte>
fn is_http_whitespace_byte(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | b' ')
}

/// <https://fetch.spec.whatwg.org/#concept-header-value-normalize>
#[must_use]
pub fn normalize(potential_value: &[u8]) -> &[u8] {
    // Remove any leading and trailing HTTP whitespace bytes from potentialValue.
    let Some(start) = potential_value
        .iter()
        .position(|&byte| !is_http_whitespace_byte(byte))
    else {
        return &[];
    };
    let end = potential_value
        .iter()
        .rposition(|&byte| !is_http_whitespace_byte(byte));
    end.and_then(|end| potential_value.get(start..=end))
        .unwrap_or_default()
}

/// <https://fetch.spec.whatwg.org/#header-value>
#[must_use]
pub fn is_header_value(bytes: &[u8]) -> bool {
    normalize(bytes).len() == bytes.len()
        && !bytes
            .iter()
            .any(|byte| matches!(byte, b'\0' | b'\n' | b'\r'))
}

/// <https://fetch.spec.whatwg.org/#concept-header-list>
#[derive(Clone, Debug, Default)]
pub struct HeaderList {
    headers: Vec<(Name, Bytes)>,
}

impl HeaderList {
    /// A list of what an HTTP connection received, in the order in which the names first came.
    ///
    /// The values are copied, all into one buffer. Those of the HTTP library share the connection's read buffer, which is read into
    /// again only when nobody holds a part of it: a Request that waits for the garbage collector would cost that buffer.
    #[must_use]
    pub fn from_http(map: &http::HeaderMap) -> Self {
        let values = || map.values().map(|value| normalize(value.as_bytes()));
        let mut buffer = Vec::with_capacity(values().map(<[u8]>::len).sum());
        for value in values() {
            buffer.extend_from_slice(value);
        }
        let mut rest = Bytes::from(buffer);
        let lengths = values().map(<[u8]>::len);
        Self {
            headers: map
                .iter()
                .zip(lengths)
                .map(|((name, _), length)| (name.clone().into(), rest.split_to(length)))
                .collect(),
        }
    }

    /// Every header, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &(Name, Bytes)> {
        self.headers.iter()
    }

    /// The number of headers; those of one name are counted each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.headers.len()
    }

    /// Whether there are no headers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }

    /// The values of `name`, in order.
    pub fn values<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a Bytes> {
        self.headers
            .iter()
            .filter(move |(other, _)| other == name)
            .map(|(_, value)| value)
    }

    /// <https://fetch.spec.whatwg.org/#header-list-contains>
    #[must_use]
    pub fn contains(&self, name: &Name) -> bool {
        self.values(name).next().is_some()
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-get>
    #[must_use]
    pub fn get(&self, name: &Name) -> Option<Bytes> {
        // 1. If list does not contain name, then return null.
        let mut values = self.values(name);
        let first = values.next()?;
        // 2. Return the values of all headers in list whose name is a byte-case-insensitive match for name, separated from each
        //    other by 0x2C 0x20, in order.
        let Some(second) = values.next() else {
            return Some(first.clone());
        };
        let mut combined = first.to_vec();
        for value in std::iter::once(second).chain(values) {
            combined.extend_from_slice(b", ");
            combined.extend_from_slice(value);
        }
        Some(combined.into())
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-append>
    pub fn append(&mut self, name: Name, value: Bytes) {
        // 1. If list contains name, then set name to the first such header's name: they are the same here.
        // 2. Append (name, value) to list.
        self.headers.push((name, value));
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-delete>
    pub fn delete(&mut self, name: &Name) {
        self.headers.retain(|(other, _)| other != name);
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-set>
    pub fn set(&mut self, name: Name, value: Bytes) {
        // 1. If list contains name, then set the value of the first such header to value and remove the others.
        let Some(first) = self.headers.iter().position(|(other, _)| *other == name) else {
            // 2. Otherwise, append (name, value) to list.
            self.headers.push((name, value));
            return;
        };
        let mut index = 0;
        self.headers.retain_mut(|(other, old)| {
            let keep = *other != name || index == first;
            if index == first {
                old.clone_from(&value);
            }
            index += 1;
            keep
        });
    }

    /// <https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine>
    #[must_use]
    pub fn sort_and_combine(&self) -> Vec<(Bytes, Bytes)> {
        // 1. Let headers be an empty list of headers with the key being the name and value the value.
        // 2. Let names be the result of convert header names to a sorted-lowercase set with all the names of the headers in list.
        let mut sorted: Vec<&(Name, Bytes)> = self.headers.iter().collect();
        // The sort is stable: the values of a name stay in their order.
        sorted.sort_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
        let mut headers = Vec::with_capacity(sorted.len());
        // 3. For each name of names:
        for group in sorted.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((name, first)) = group.first() else {
                continue;
            };
            let key = Bytes::copy_from_slice(name.as_bytes());
            if *name == SET_COOKIE {
                // 1. If name is `set-cookie`, then: for each value of the values of all headers in list whose name is name, in
                //    order, append (name, value) to headers.
                headers.extend(group.iter().map(|(_, value)| (key.clone(), value.clone())));
            } else {
                // 2. Otherwise: let value be the result of getting name from list, and append (name, value) to headers.
                let value = match group {
                    [_] => first.clone(),
                    _ => group
                        .iter()
                        .map(|(_, value)| &**value)
                        .collect::<Vec<_>>()
                        .join(&b", "[..])
                        .into(),
                };
                headers.push((key, value));
            }
        }
        // 4. Return headers.
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text.as_bytes()).expect("a header name")
    }

    #[test]
    fn names_are_tokens_of_any_length() {
        assert_eq!(
            Name::parse(b"X-A").map(|name| name.as_bytes().to_vec()),
            Some(b"x-a".to_vec())
        );
        for bad in [&b""[..], b"a b", b"a:", b"\"", b"\xe4", b"a\0"] {
            assert_eq!(Name::parse(bad), None, "{bad:?}");
        }
        let long = "N".repeat(70_000);
        assert_eq!(name(&long), name(&long.to_lowercase()));
        assert!(name(&long).as_http().is_none());
    }

    #[test]
    fn values_lose_whitespace_at_both_ends_only() {
        assert_eq!(normalize(b" \t\r\n a b\n"), b"a b");
        assert_eq!(normalize(b" \t"), b"");
        assert!(is_header_value(b"") && is_header_value(b"a b") && is_header_value(b"\x01"));
        assert!(!is_header_value(b" a") && !is_header_value(b"a\nb") && !is_header_value(b"\0"));
    }

    #[test]
    fn set_keeps_the_place_of_the_first() {
        let mut list = HeaderList::default();
        for (key, value) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("a", "5")] {
            list.append(name(key), value.into());
        }
        list.set(name("A"), "6".into());
        let flat: Vec<_> = list
            .iter()
            .map(|(name, value)| (name.as_bytes(), &**value))
            .collect();
        assert_eq!(flat, [(&b"a"[..], &b"6"[..]), (b"b", b"2"), (b"c", b"4")]);
    }
}
