//! The Fetch Standard's classes: <https://fetch.spec.whatwg.org/#fetch-api>
//!
//! Headers, Request, Response and the bodies of both. Fetching itself is not here. `server.rs` is the door for an HTTP server.

mod base_url;
mod body;
mod body_init;
mod body_mixin;
mod body_slot;
mod consume;
mod form_data;
pub mod guard;
mod header_list;
mod headers;
mod method;
mod mime_type;
mod multipart;
mod multipart_parser;
mod request;
mod request_constructor;
mod request_init;
mod response;
pub mod server;
mod signal;

pub use body::Body;
pub use body_init::{BodyInit, BodyWithType, extract};
pub use body_slot::BodyContent;
pub use header_list::{HeaderList, Name, is_header_value, is_token, normalize};
pub use headers::Headers;
pub use request::Request;
pub use request_init::{
    ReferrerPolicy, RequestCache, RequestCredentials, RequestDestination, RequestDuplex,
    RequestInfo, RequestInit, RequestMode, RequestPriority, RequestRedirect,
};
pub use response::{Response, ResponseInit, ResponseType};

pub use crate::streams::native::{Source, SourceError};
