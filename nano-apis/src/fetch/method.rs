//! Methods: <https://fetch.spec.whatwg.org/#methods>

use http::Method;
use nano_runtime::{Exception, Result};

/// A script's bytes as a request's method, normalized.
///
/// <https://fetch.spec.whatwg.org/#dom-request>, step 25.
///
/// # Errors
///
/// TypeError for what is no method, and for a forbidden one.
pub(super) fn method_of_init(method: &[u8]) -> Result<Method> {
    // 2. If method is not a method or method is a forbidden method, then throw a TypeError.
    let quoted = || encoding_rs::mem::decode_latin1(method);
    if is_forbidden_method(method) {
        return Err(Exception::type_error(format!(
            "'{}' HTTP method is unsupported.",
            quoted()
        )));
    }
    // 3. Normalize method.
    Method::from_bytes(&normalize(method))
        .map_err(|_| Exception::type_error(format!("'{}' is not a valid HTTP method.", quoted())))
}

/// <https://fetch.spec.whatwg.org/#forbidden-method>
fn is_forbidden_method(method: &[u8]) -> bool {
    [&b"CONNECT"[..], b"TRACE", b"TRACK"]
        .iter()
        .any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

/// <https://fetch.spec.whatwg.org/#concept-method-normalize>
fn normalize(method: &[u8]) -> Vec<u8> {
    let known = [&b"DELETE"[..], b"GET", b"HEAD", b"OPTIONS", b"POST", b"PUT"];
    match known
        .iter()
        .find(|known| method.eq_ignore_ascii_case(known))
    {
        Some(known) => known.to_vec(),
        None => method.to_vec(),
    }
}

/// <https://fetch.spec.whatwg.org/#cors-safelisted-method>
pub(super) fn is_cors_safelisted_method(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST].contains(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_six_known_methods_are_normalized() {
        for (given, wanted) in [
            ("get", "GET"),
            ("OpTions", "OPTIONS"),
            ("patch", "patch"),
            ("x!#$%&'*+-.^_`|~1", "x!#$%&'*+-.^_`|~1"),
        ] {
            assert_eq!(
                method_of_init(given.as_bytes()).expect("a method").as_str(),
                wanted
            );
        }
        for bad in ["", "a b", "a:b", "tRaCe", "connect", "TRACK", "\u{e4}"] {
            assert!(method_of_init(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(
            method_of_init("m".repeat(100_000).as_bytes())
                .expect("a method")
                .as_str()
                .len(),
            100_000
        );
    }
}
