//! The interface TextEncoder: <https://encoding.spec.whatwg.org/#interface-textencoder>

use nano_runtime::js::{Local, Uint8Array};
use nano_runtime::webidl::{UnconvertedString, UsvString, encode_utf8_into};
use nano_runtime::{Result, Scope, webapi};

/// <https://encoding.spec.whatwg.org/#textencoder>
#[webapi("encoding/TextEncoder.idl")]
#[derive(Debug)]
pub struct TextEncoder {}

/// <https://encoding.spec.whatwg.org/#dictdef-textencoderencodeintoresult>
#[webapi("encoding/TextEncoder.idl")]
#[derive(Debug)]
pub struct TextEncoderEncodeIntoResult {
    /// The number of code units of the source that were converted.
    pub read: Option<u64>,
    /// The number of bytes that were written.
    pub written: Option<u64>,
}

#[webapi("encoding/TextEncoder.idl")]
impl TextEncoder {
    /// <https://encoding.spec.whatwg.org/#dom-textencoder>
    fn constructor() -> Self {
        Self {}
    }

    /// <https://encoding.spec.whatwg.org/#dom-textencoder-encode>
    fn encode(&self, input: UsvString) -> Vec<u8> {
        // The bytes of a Rust string are what the UTF-8 encoder makes of its code points.
        input.into_string().into_bytes()
    }

    /// <https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto>
    fn encode_into<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        source: UnconvertedString<'s>,
        destination: Local<'s, Uint8Array>,
    ) -> Result<TextEncoderEncodeIntoResult> {
        let (read, written) = encode_utf8_into(scope, source, destination)?;
        Ok(TextEncoderEncodeIntoResult {
            read: u64::try_from(read).ok(),
            written: u64::try_from(written).ok(),
        })
    }
}

#[webapi("encoding/TextEncoderCommon.idl")]
impl TextEncoder {
    /// <https://encoding.spec.whatwg.org/#dom-textencoder-encoding>
    fn encoding(&self) -> &'static str {
        "utf-8"
    }
}
