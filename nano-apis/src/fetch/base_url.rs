//! The URL that relative URLs are resolved against: <https://html.spec.whatwg.org/multipage/webappapis.html#api-base-url>

use std::cell::RefCell;
use std::rc::Rc;

use nano_runtime::{Realm, Scope};

use crate::url::{InvalidUrl, UrlRecord};

/// The realm's location as the URL parser wants it, parsed when it changed.
#[derive(Default)]
struct Cache(RefCell<Option<Rc<UrlRecord>>>);

/// The API base URL of the relevant settings object; `None` if the realm's location were no URL to the URL Standard's parser.
pub(super) fn api_base_url(scope: &Scope<'_, '_>) -> Option<Rc<UrlRecord>> {
    let realm = Realm::from_scope(scope);
    let location = realm.location();
    let mut cache = realm.state::<Cache>().0.borrow_mut();
    if cache
        .as_ref()
        .is_none_or(|record| record.as_str() != location.as_str())
    {
        *cache = UrlRecord::parse(location.as_str(), None).ok().map(Rc::new);
    }
    cache.clone()
}

/// <https://html.spec.whatwg.org/multipage/urls-and-fetching.html#encoding-parsing-a-url>, with the API base URL.
///
/// # Errors
///
/// [`InvalidUrl`] when `url` is none.
pub(super) fn parse_url(scope: &Scope<'_, '_>, url: &str) -> Result<UrlRecord, InvalidUrl> {
    UrlRecord::parse(url, api_base_url(scope).as_deref())
}
