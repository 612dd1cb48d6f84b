//! [`StreamingDecoder`]: what TextDecoderCommon's objects have in common, a decoder that keeps its state from call to call.

use std::cell::RefCell;

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8};
use nano_runtime::js::{self, Local};
use nano_runtime::webidl::{new_latin1_string, new_utf16_string, utf8_to_utf16};
use nano_runtime::{Exception, Result, Scope};

/// The state of the mixin TextDecoderCommon.
///
/// <https://encoding.spec.whatwg.org/#interface-mixin-textdecodercommon>
pub struct StreamingDecoder {
    encoding: &'static Encoding,
    /// <https://encoding.spec.whatwg.org/#textdecoder-error-mode>
    fatal: bool,
    /// <https://encoding.spec.whatwg.org/#textdecoder-ignore-bom-flag>
    ignore_bom: bool,
    /// There is one while <https://encoding.spec.whatwg.org/#textdecoder-do-not-flush-flag> is set.
    stream: RefCell<Option<Stream>>,
}

/// What a call with `stream: true` leaves to the next one. The BOM seen flag is inside the decoder.
struct Stream {
    /// <https://encoding.spec.whatwg.org/#textdecoder-decoder>
    decoder: Decoder,
    /// <https://encoding.spec.whatwg.org/#textdecoder-i-o-queue>: only an error leaves bytes there.
    queue: Vec<u8>,
}

/// Decoded text, as it becomes a JavaScript string.
#[derive(Debug, PartialEq, Eq)]
pub enum Decoded {
    /// Bytes of ASCII.
    Ascii(Vec<u8>),
    /// Code units.
    Utf16(Vec<u16>),
}

impl Decoded {
    /// The JavaScript string.
    ///
    /// # Errors
    ///
    /// RangeError when it has more code units than V8 allows.
    pub fn into_js_string<'s>(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, js::String>> {
        match self {
            Self::Ascii(bytes) => new_latin1_string(scope, &bytes),
            Self::Utf16(units) => new_utf16_string(scope, &units),
        }
    }
}

#[cold]
fn not_valid() -> Exception {
    Exception::type_error("The encoded data was not valid.")
}

#[cold]
fn too_long() -> Exception {
    Exception::range_error("Invalid string length")
}

impl StreamingDecoder {
    /// The common part of the constructors of TextDecoder and TextDecoderStream.
    ///
    /// <https://encoding.spec.whatwg.org/#dom-textdecoder>
    ///
    /// # Errors
    ///
    /// RangeError when the label is no encoding's, or that of `replacement`.
    pub fn new(label: &str, fatal: bool, ignore_bom: bool) -> Result<Self> {
        // 1. Let encoding be the result of getting an encoding from label.
        // 2. If encoding is failure or replacement, then throw a RangeError.
        let encoding = Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
            Exception::range_error(format!(
                "The encoding label provided ('{label}') is invalid."
            ))
        })?;
        // 3. Set this's encoding to encoding. 4. and 5. Set this's error mode and ignore BOM.
        Ok(Self {
            encoding,
            fatal,
            ignore_bom,
            stream: RefCell::new(None),
        })
    }

    /// The encoding's name in lower case: <https://encoding.spec.whatwg.org/#dom-textdecoder-encoding>
    #[must_use]
    pub fn encoding(&self) -> String {
        self.encoding.name().to_ascii_lowercase()
    }

    /// Whether errors are thrown.
    #[must_use]
    pub fn fatal(&self) -> bool {
        self.fatal
    }

    /// Whether a byte order mark is part of the text.
    #[must_use]
    pub fn ignore_bom(&self) -> bool {
        self.ignore_bom
    }

    /// Whether ASCII stands for itself in the next call: no earlier one left a state, and the encoding is one of most.
    #[must_use]
    pub fn keeps_ascii(&self) -> bool {
        self.encoding.is_ascii_compatible() && self.stream.borrow().is_none()
    }

    /// Decodes `input`, of which more follows if `stream`.
    ///
    /// <https://encoding.spec.whatwg.org/#dom-textdecoder-decode>
    ///
    /// # Errors
    ///
    /// TypeError for malformed bytes when errors are fatal; RangeError when the text may be longer than memory is.
    pub fn decode(&self, input: &[u8], stream: bool) -> Result<Decoded> {
        // 1. If this's do not flush is false, then set this's decoder to a new instance of this's encoding's decoder, this's I/O
        //    queue to « end-of-queue » and this's BOM seen to false.
        // 2. Set this's do not flush to options["stream"].
        let kept = self.stream.take();
        // OPTIMIZATION: UTF-8 that comes as a whole needs no state.
        if kept.is_none() && !stream && self.encoding == UTF_8 {
            return self.decode_utf8(input);
        }
        let mut state = kept.unwrap_or_else(|| self.new_stream());
        // 3. If input is given, then push a copy of input to this's I/O queue.
        let result = if state.queue.is_empty() {
            state.run(input, self.fatal, !stream)
        } else {
            let mut queue = std::mem::take(&mut state.queue);
            queue.extend_from_slice(input);
            state.run(&queue, self.fatal, !stream)
        };
        if stream {
            self.stream.replace(Some(state));
        }
        result
    }

    fn new_stream(&self) -> Stream {
        let decoder = if self.ignore_bom {
            self.encoding.new_decoder_without_bom_handling()
        } else {
            self.encoding.new_decoder_with_bom_removal()
        };
        Stream {
            decoder,
            queue: Vec::new(),
        }
    }

    /// Decodes UTF-8 that is all there.
    fn decode_utf8(&self, input: &[u8]) -> Result<Decoded> {
        let bytes = match input.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if !self.ignore_bom => rest,
            _ => input,
        };
        if bytes.is_ascii() {
            return Ok(Decoded::Ascii(bytes.to_vec()));
        }
        match utf8_to_utf16(bytes) {
            Some(units) => Ok(Decoded::Utf16(units)),
            None if self.fatal => Err(not_valid()),
            None => {
                let mut units = vec![0; bytes.len().checked_add(1).ok_or_else(too_long)?];
                let written = encoding_rs::mem::convert_utf8_to_utf16(bytes, &mut units);
                units.truncate(written);
                Ok(Decoded::Utf16(units))
            }
        }
    }
}

impl Stream {
    /// Steps 4. and 5. of decode(): processes the queue until it is empty, or an error when those are fatal.
    fn run(&mut self, input: &[u8], fatal: bool, last: bool) -> Result<Decoded> {
        let mut output = Vec::new();
        let (mut read, mut written) = (0, 0);
        loop {
            let rest = input.get(read..).unwrap_or_default();
            let room = self.decoder.max_utf16_buffer_length(rest.len());
            let length = room
                .and_then(|room| room.checked_add(written))
                .ok_or_else(too_long)?;
            output.resize(length, 0);
            let into = output.get_mut(written..).unwrap_or_default();
            let (result, more_read, more_written) = if fatal {
                self.decoder
                    .decode_to_utf16_without_replacement(rest, into, last)
            } else {
                let (result, read, written, _) = self.decoder.decode_to_utf16(rest, into, last);
                let result = match result {
                    CoderResult::InputEmpty => DecoderResult::InputEmpty,
                    CoderResult::OutputFull => DecoderResult::OutputFull,
                };
                (result, read, written)
            };
            read += more_read;
            written += more_written;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                // If result is error, then throw a TypeError. What was not read yet stays in the queue.
                DecoderResult::Malformed(..) => {
                    self.queue = input.get(read..).unwrap_or_default().to_vec();
                    return Err(not_valid());
                }
            }
        }
        output.truncate(written);
        Ok(Decoded::Utf16(output))
    }
}
