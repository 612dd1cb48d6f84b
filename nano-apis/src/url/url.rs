//! The interface URL: <https://url.spec.whatwg.org/#url-class>
//!
//! The members delegate to [`UrlRecord`]; what is here is the bond between a URL and its query object.

use std::cell::{self, RefCell};

use nano_runtime::webidl::UsvString;
use nano_runtime::{Exception, Member, Ref, Result, Scope, binding, webapi};

use super::record::UrlRecord;
use super::search_params::{UrlSearchParams, parse_urlencoded};

/// <https://url.spec.whatwg.org/#url-class>
#[webapi("url/URL.idl")]
pub struct Url {
    /// <https://url.spec.whatwg.org/#concept-url-url>
    #[untraced]
    record: RefCell<UrlRecord>,
    /// <https://url.spec.whatwg.org/#concept-url-query-object>
    ///
    /// OPTIMIZATION: made when first asked for. Its list is then parsed from the URL's query.
    query_object: Member<UrlSearchParams>,
}

/// <https://url.spec.whatwg.org/#api-url-parser>
fn parse(url: &str, base: Option<&UsvString>) -> Result<UrlRecord> {
    // 1. Let parsedBase be null. 2. If base is non-null, then set it to the result of parsing base; if that is failure, return
    //    failure.
    let base = base.map(|base| UrlRecord::parse(base, None)).transpose();
    let base = base.map_err(|_| Exception::type_error("Invalid base URL"))?;
    // 3. Return the result of running the basic URL parser on url with parsedBase.
    UrlRecord::parse(url, base.as_ref()).map_err(|_| Exception::type_error("Invalid URL"))
}

impl Url {
    /// A URL object of `record`: <https://url.spec.whatwg.org/#url-initialize>
    #[must_use]
    pub fn new(record: UrlRecord) -> Self {
        Self {
            record: RefCell::new(record),
            query_object: Member::empty(),
        }
    }

    /// The URL.
    pub fn record(&self) -> cell::Ref<'_, UrlRecord> {
        self.record.borrow()
    }

    pub(super) fn set_query(&self, query: Option<&str>) {
        self.record.borrow_mut().set_query(query);
    }

    fn part(&self, part: impl FnOnce(&UrlRecord) -> &str) -> cell::Ref<'_, str> {
        cell::Ref::map(self.record.borrow(), part)
    }

    fn change(&self, change: impl FnOnce(&mut UrlRecord)) {
        change(&mut self.record.borrow_mut());
    }
}

#[webapi("url/URL.idl")]
impl Url {
    /// <https://url.spec.whatwg.org/#dom-url-url>
    fn constructor(url: UsvString, base: Option<UsvString>) -> Result<Self> {
        // 1. Let parsedURL be the result of running the API URL parser on url with base. 2. If it is failure, throw a TypeError.
        // 3. Initialize this with parsedURL.
        parse(&url, base.as_ref()).map(Self::new)
    }

    /// <https://url.spec.whatwg.org/#dom-url-parse>
    fn parse(url: UsvString, base: Option<UsvString>) -> Option<Url> {
        // 1. and 2. As the constructor; return null on failure. 3. to 5. Return a new URL object initialized with parsedURL.
        parse(&url, base.as_ref()).ok().map(Self::new)
    }

    /// <https://url.spec.whatwg.org/#dom-url-canparse>
    fn can_parse(url: UsvString, base: Option<UsvString>) -> bool {
        parse(&url, base.as_ref()).is_ok()
    }

    /// <https://url.spec.whatwg.org/#dom-url-href>
    fn href(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::as_str)
    }

    /// <https://url.spec.whatwg.org/#dom-url-href>
    fn set_href(&self, value: UsvString) -> Result<()> {
        // 1. Let parsedURL be the result of running the basic URL parser on the given value. 2. If it is failure, throw.
        let parsed_url = parse(&value, None)?;
        // 4. to 6. Empty this's query object's list, and fill it with the result of parsing this's URL's query, if that is
        //    non-null.
        if let Some(query_object) = self.query_object.get() {
            query_object.set_list(parse_urlencoded(parsed_url.query().unwrap_or_default()));
        }
        // 3. Set this's URL to parsedURL.
        *self.record.borrow_mut() = parsed_url;
        Ok(())
    }

    /// <https://url.spec.whatwg.org/#dom-url-origin>
    fn origin(&self) -> String {
        self.record.borrow().origin().into_owned()
    }

    /// <https://url.spec.whatwg.org/#dom-url-protocol>
    fn protocol(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::protocol)
    }

    /// <https://url.spec.whatwg.org/#dom-url-protocol>
    fn set_protocol(&self, value: UsvString) {
        self.change(|url| url.set_protocol(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-username>
    fn username(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::username)
    }

    /// <https://url.spec.whatwg.org/#dom-url-username>
    fn set_username(&self, value: UsvString) {
        self.change(|url| url.set_username(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-password>
    fn password(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::password)
    }

    /// <https://url.spec.whatwg.org/#dom-url-password>
    fn set_password(&self, value: UsvString) {
        self.change(|url| url.set_password(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-host>
    fn host(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::host_and_port)
    }

    /// <https://url.spec.whatwg.org/#dom-url-host>
    fn set_host(&self, value: UsvString) {
        self.change(|url| url.set_host(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-hostname>
    fn hostname(&self) -> cell::Ref<'_, str> {
        self.part(|url| url.host().unwrap_or_default())
    }

    /// <https://url.spec.whatwg.org/#dom-url-hostname>
    fn set_hostname(&self, value: UsvString) {
        self.change(|url| url.set_hostname(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-port>
    fn port(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::port_str)
    }

    /// <https://url.spec.whatwg.org/#dom-url-port>
    fn set_port(&self, value: UsvString) {
        self.change(|url| url.set_port(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-pathname>
    fn pathname(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::path)
    }

    /// <https://url.spec.whatwg.org/#dom-url-pathname>
    fn set_pathname(&self, value: UsvString) {
        self.change(|url| url.set_pathname(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-search>
    fn search(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::search)
    }

    /// <https://url.spec.whatwg.org/#dom-url-search>
    fn set_search<'s>(this: Ref<'s, Self>, scope: &mut Scope<'s, '_>, value: UsvString) {
        // The list gets the given value as it is, the URL's query the value without tabs and newlines: then the two differ, and
        // the query object cannot be made from the query later.
        if value.contains(['\t', '\n', '\r']) {
            Self::search_params(this, scope);
        }
        this.change(|url| url.set_search(&value));
        // 2. and 6. Set this's query object's list to the result of parsing input, which lacks a single leading "?".
        if let Some(query_object) = this.query_object.get() {
            query_object.set_list(parse_urlencoded(value.strip_prefix('?').unwrap_or(&value)));
        }
    }

    /// <https://url.spec.whatwg.org/#dom-url-searchparams>
    fn search_params<'s>(
        this: Ref<'s, Self>,
        scope: &mut Scope<'s, '_>,
    ) -> Ref<'s, UrlSearchParams> {
        if let Some(query_object) = this.get().query_object.get() {
            return query_object;
        }
        let list = parse_urlencoded(this.record.borrow().query().unwrap_or_default());
        let query_object = binding::allocate(scope, UrlSearchParams::of_url(list, this));
        this.query_object.set(query_object);
        query_object
    }

    /// <https://url.spec.whatwg.org/#dom-url-hash>
    fn hash(&self) -> cell::Ref<'_, str> {
        self.part(UrlRecord::hash)
    }

    /// <https://url.spec.whatwg.org/#dom-url-hash>
    fn set_hash(&self, value: UsvString) {
        self.change(|url| url.set_hash(&value));
    }

    /// <https://url.spec.whatwg.org/#dom-url-tojson>
    fn to_json(&self) -> cell::Ref<'_, str> {
        self.href()
    }
}
