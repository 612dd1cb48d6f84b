//! The interface WorkerLocation, and whether the global has a `location`: <https://html.spec.whatwg.org/multipage/workers.html#worker-locations>
//!
//! An application has a `location` if it was given a URL ([`set_location`]). The parts of that URL are read as the URL Standard says.

use std::cell::RefCell;

use nano_runtime::{Gc, Realm, Scope, binding, webapi};
use url::{Url, quirks};

use super::NanoGlobalScope;

/// <https://html.spec.whatwg.org/multipage/workers.html#workerlocation>
#[webapi("html/WorkerLocation.idl")]
#[derive(Debug)]
pub struct WorkerLocation {
    /// The WorkerGlobalScope object's url.
    #[untraced]
    url: Url,
}

#[webapi("html/WorkerLocation.idl")]
impl WorkerLocation {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-href>
    fn href(&self) -> &str {
        quirks::href(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-origin>
    fn origin(&self) -> String {
        quirks::origin(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-protocol>
    fn protocol(&self) -> &str {
        quirks::protocol(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-host>
    fn host(&self) -> &str {
        quirks::host(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-hostname>
    fn hostname(&self) -> &str {
        quirks::hostname(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-port>
    fn port(&self) -> &str {
        quirks::port(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-pathname>
    fn pathname(&self) -> &str {
        quirks::pathname(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-search>
    fn search(&self) -> &str {
        quirks::search(&self.url)
    }

    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerlocation-hash>
    fn hash(&self) -> &str {
        quirks::hash(&self.url)
    }
}

/// The type of the global's `location`.
#[webapi("html/WorkerLocation.idl", union = "(WorkerLocation or undefined)")]
pub enum OptionalLocation {
    /// The application has a URL.
    WorkerLocation(Gc<WorkerLocation>),
    /// It has none.
    Undefined,
}

#[webapi("html/WorkerLocation.idl")]
impl NanoGlobalScope {
    /// <https://html.spec.whatwg.org/multipage/workers.html#dom-workerglobalscope-location>
    fn location(&self, scope: &mut Scope<'_, '_>) -> OptionalLocation {
        let state = Realm::from_scope(scope).state::<GivenLocation>();
        match &*state.0.borrow() {
            Some(location) => OptionalLocation::WorkerLocation(location.clone()),
            None => OptionalLocation::Undefined,
        }
    }
}

/// The `location` of a realm that was given a URL.
#[derive(Default)]
struct GivenLocation(RefCell<Option<Gc<WorkerLocation>>>);

/// Gives the application a URL: it is the global's `location`, its origin is the global's `origin`, and relative URLs are resolved
/// against it.
pub fn set_location(scope: &mut Scope<'_, '_>, url: Url) {
    let location = Gc::from(binding::allocate(
        scope,
        WorkerLocation { url: url.clone() },
    ));
    let realm = Realm::from_scope(scope);
    realm.set_location(url);
    let previous = realm.state::<GivenLocation>().0.replace(Some(location));
    drop(previous);
}

/// The serialization of the origin of a realm's settings object: that of its `location`, or else an opaque one.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>
pub(super) fn origin(realm: &Realm) -> String {
    match &*realm.state::<GivenLocation>().0.borrow() {
        Some(location) => location.origin(),
        None => "null".to_owned(),
    }
}
