//! The URL Standard: <https://url.spec.whatwg.org/>
//!
//! [`UrlRecord`] is a URL for the rest of the crate; [`Url`] and [`UrlSearchParams`] are what scripts see of it.

mod host;
mod parser;
mod percent_encode_sets;
mod record;
mod search_params;
mod setters;
#[expect(
    clippy::module_inception,
    reason = "the file of the interface URL, in the folder of the standard"
)]
mod url;

pub use self::parser::InvalidUrl;
pub use self::record::UrlRecord;
pub use self::search_params::{SearchParamsInit, UrlSearchParams, parse_urlencoded_bytes};
pub use self::url::Url;
