//! The Encoding Standard: <https://encoding.spec.whatwg.org/>
//!
//! The encodings themselves are the `encoding_rs` crate's.

mod decoder;
mod text_decoder;
mod text_decoder_stream;
mod text_encoder;
mod text_encoder_stream;
mod utf8_text;

pub use decoder::StreamingDecoder;
pub use text_decoder::{TextDecodeOptions, TextDecoder, TextDecoderOptions};
pub use text_decoder_stream::TextDecoderStream;
pub use text_encoder::{TextEncoder, TextEncoderEncodeIntoResult};
pub use text_encoder_stream::TextEncoderStream;
pub use utf8_text::Utf8Text;
