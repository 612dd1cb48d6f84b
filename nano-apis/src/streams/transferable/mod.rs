//! Transferable streams: <https://streams.spec.whatwg.org/#transferrable-streams>
//!
//! A stream is transferred by piping it to or from a message port, at whose other end a new stream stands for it. The transfer steps and
//! the transfer-receiving steps of each interface have a file of their own; what they have in common are the two ends of a *cross-realm
//! transform*.

mod cross_realm_messages;
mod cross_realm_readable;
mod cross_realm_writable;
mod readable_stream;
mod transform_stream;
mod writable_stream;

use nano_runtime::Exception;
use nano_runtime::webidl::DomExceptionName;

fn data_clone_error(message: &'static str) -> Exception {
    Exception::dom(DomExceptionName::DataCloneError, message)
}
