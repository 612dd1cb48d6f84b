//! The interface TextDecoder: <https://encoding.spec.whatwg.org/#interface-textdecoder>

use nano_runtime::js::{self, Local};
use nano_runtime::webidl::{BufferSource, DomString};
use nano_runtime::{Result, Scope, webapi};

use super::decoder::StreamingDecoder;

/// <https://encoding.spec.whatwg.org/#textdecoderoptions>
#[webapi("encoding/TextDecoder.idl")]
#[derive(Debug)]
pub struct TextDecoderOptions {
    /// Whether malformed bytes throw.
    pub fatal: bool,
    /// Whether a byte order mark is part of the text.
    pub ignore_bom: bool,
}

/// <https://encoding.spec.whatwg.org/#textdecodeoptions>
#[webapi("encoding/TextDecoder.idl")]
#[derive(Debug)]
pub struct TextDecodeOptions {
    /// Whether more bytes follow in another call.
    pub stream: bool,
}

/// <https://encoding.spec.whatwg.org/#textdecoder>
#[webapi("encoding/TextDecoder.idl")]
pub struct TextDecoder {
    #[untraced]
    decoder: StreamingDecoder,
}

#[webapi("encoding/TextDecoder.idl")]
impl TextDecoder {
    /// <https://encoding.spec.whatwg.org/#dom-textdecoder>
    fn constructor(label: DomString, options: TextDecoderOptions) -> Result<Self> {
        let decoder =
            StreamingDecoder::new(&label.to_string_lossy(), options.fatal, options.ignore_bom)?;
        Ok(Self { decoder })
    }

    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-decode>
    fn decode<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        input: Option<BufferSource<'s>>,
        options: TextDecodeOptions,
    ) -> Result<Local<'s, js::String>> {
        // OPTIMIZATION: ASCII that comes as a whole is copied once.
        if !options.stream
            && self.decoder.keeps_ascii()
            && let Some(string) = input.and_then(|input| input.ascii_string(scope))
        {
            return string;
        }
        let decoded = match input {
            Some(input) => {
                input.with_bytes(scope, |bytes| self.decoder.decode(bytes, options.stream))
            }
            None => self.decoder.decode(&[], options.stream),
        };
        decoded?.into_js_string(scope)
    }
}

#[webapi("encoding/TextDecoderCommon.idl")]
impl TextDecoder {
    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-encoding>
    fn encoding(&self) -> String {
        self.decoder.encoding()
    }

    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-fatal>
    fn fatal(&self) -> bool {
        self.decoder.fatal()
    }

    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-ignorebom>
    fn ignore_bom(&self) -> bool {
        self.decoder.ignore_bom()
    }
}
