//! Base64 by V8's own vectorised codec, for whatever API speaks it.

use v8::simdutf::{
    Base64Options, LastChunkHandling, base64_length_from_binary, base64_to_binary,
    binary_to_base64, maximal_binary_length_from_base64,
};

/// <https://infra.spec.whatwg.org/#forgiving-base64-encode>
#[must_use]
pub fn encode(data: &[u8]) -> String {
    // To forgiving-base64 encode given a byte sequence data, apply the base64 algorithm defined in section 4 of RFC 4648 to data and
    // return the result.
    let options = Base64Options::Default;
    let mut output = vec![0; base64_length_from_binary(data.len(), options)];
    // SAFETY: the output has the length that simdutf computed for the input.
    let written = unsafe { binary_to_base64(data, &mut output, options) };
    output.truncate(written);
    // SAFETY: base64 is ASCII.
    unsafe { String::from_utf8_unchecked(output) }
}

/// <https://infra.spec.whatwg.org/#forgiving-base64-decode>
///
/// `None` is the standard's failure.
#[must_use]
pub fn forgiving_decode(data: &[u8]) -> Option<Vec<u8>> {
    let mut output = vec![0; maximal_binary_length_from_base64(data)];
    // SAFETY: the output has the length that simdutf computed for the input.
    let result = unsafe {
        base64_to_binary(
            data,
            &mut output,
            Base64Options::Default,
            // Spare bits of an incomplete last group are discarded, whatever they are, and its padding may be left out.
            LastChunkHandling::Loose,
        )
    };
    if !result.is_ok() {
        return None;
    }
    output.truncate(result.count);
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_with_padding() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(b"f"), "Zg==");
        assert_eq!(encode(&[0xFF; 300]).len(), 400);
    }

    #[test]
    fn decodes_what_is_forgiven_and_nothing_else() {
        let decode = |text: &str| forgiving_decode(text.as_bytes());
        assert_eq!(decode(" Z\tg\n=\x0C=\r").as_deref(), Some(&b"f"[..]));
        assert_eq!(decode("Zg").as_deref(), Some(&b"f"[..]));
        assert_eq!(decode("Zh").as_deref(), Some(&b"f"[..]));
        assert_eq!(decode("").as_deref(), Some(&b""[..]));
        for wrong in [
            "Z", "Zg=", "Zg===", "=Zg=", "Z\u{B}g=", "Zg-_", "=", "====", "Zm9v=", "Zm9v==",
        ] {
            assert_eq!(decode(wrong), None, "{wrong:?}");
        }
        assert_eq!(decode(&encode(&[7; 100_000])), Some(vec![7; 100_000]));
    }
}
