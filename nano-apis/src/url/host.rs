//! Hosts: <https://url.spec.whatwg.org/#host-parsing>
//!
//! Domains (IDNA), IPv4 and IPv6 addresses and opaque hosts are the `url` crate's; here is which of them a text is parsed as.

use std::borrow::Cow;

use url::Host;

use super::parser::InvalidUrl;

/// The host that `input` stands for, serialized.
///
/// <https://url.spec.whatwg.org/#concept-host-parser>
pub(super) fn host_parser(input: &str, is_opaque: bool) -> Result<Cow<'_, str>, InvalidUrl> {
    // OPTIMIZATION: a plain lower-case domain is its own serialization.
    if !is_opaque && is_plain_domain(input) {
        return Ok(Cow::Borrowed(input));
    }
    // 1. If input starts with "[", then it is an IPv6 address. 2. If isOpaque is true, return the result of opaque-host parsing.
    // 4.–8. Otherwise percent-decode, domain to ASCII, the IPv4 parser where the domain ends in a number.
    let host = if is_opaque {
        Host::parse_opaque(input)
    } else {
        Host::parse(input)
    };
    match host {
        Ok(Host::Domain(domain)) if !is_opaque && domain.split('.').any(is_doubly_encoded) => {
            Err(InvalidUrl)
        }
        Ok(Host::Domain(domain)) => Ok(Cow::Owned(domain)),
        Ok(address) => Ok(Cow::Owned(address.to_string())),
        Err(_) => Err(InvalidUrl),
    }
}

/// Whether the host parser would return `input` as it is: an ASCII domain of lower-case letters, digits, hyphens and dots,
/// without a Punycode label, that does not end in a number.
fn is_plain_domain(input: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let last_label = input.strip_suffix('.').unwrap_or(input).rsplit('.').next();
    input.bytes().all(plain)
        && last_label.is_some_and(|label| label.starts_with(|c: char| c.is_ascii_lowercase()))
        && !input.contains("xn--")
}

/// Whether a label is Punycode for one that begins with "xn--", which makes it invalid when CheckHyphens is false.
///
/// The `idna` crate does not ask. <https://www.unicode.org/reports/tr46/#Validity_Criteria>
fn is_doubly_encoded(label: &str) -> bool {
    label.starts_with("xn--xn--")
        && label
            .strip_prefix("xn--")
            .and_then(idna::punycode::decode_to_string)
            .is_some_and(|label| label.starts_with("xn--"))
}
