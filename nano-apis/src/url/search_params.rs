//! The interface URLSearchParams: <https://url.spec.whatwg.org/#interface-urlsearchparams>

use std::cell::{self, RefCell};

use ::url::form_urlencoded;
use nano_runtime::webidl::{Record, UsvString};
use nano_runtime::{Exception, Member, Ref, Result, webapi};

use super::url::Url;

/// <https://url.spec.whatwg.org/#concept-urlsearchparams-list>
type List = Vec<(String, String)>;

/// <https://url.spec.whatwg.org/#interface-urlsearchparams>
#[webapi("url/URLSearchParams.idl")]
pub struct UrlSearchParams {
    #[untraced]
    list: RefCell<List>,
    /// <https://url.spec.whatwg.org/#concept-urlsearchparams-url-object>
    url_object: Member<Url>,
}

/// What URLSearchParams are made of.
#[webapi(
    "url/URLSearchParams.idl",
    union = "(sequence<sequence<USVString>> or record<USVString, USVString> or USVString)"
)]
#[derive(Debug)]
pub enum SearchParamsInit {
    /// Pairs, each of which is checked to be one.
    Sequence(Vec<Vec<UsvString>>),
    /// Names and values.
    Record(Record<UsvString, UsvString>),
    /// A query, with or without its `?`.
    UsvString(UsvString),
}

/// <https://url.spec.whatwg.org/#concept-urlencoded-string-parser>
pub(super) fn parse_urlencoded(input: &str) -> List {
    parse_urlencoded_bytes(input.as_bytes())
}

/// The names and values of an application/x-www-form-urlencoded text.
///
/// <https://url.spec.whatwg.org/#concept-urlencoded-parser>
#[must_use]
pub fn parse_urlencoded_bytes(input: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(input)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// <https://url.spec.whatwg.org/#urlsearchparams-initialize>
fn initialize(init: SearchParamsInit) -> Result<List> {
    match init {
        // 1. If init is a sequence, then for each innerSequence of init:
        SearchParamsInit::Sequence(init) => init
            .into_iter()
            .map(
                |inner_sequence| match <[UsvString; 2]>::try_from(inner_sequence) {
                    // 2. Append (innerSequence[0], innerSequence[1]) to query's list.
                    Ok([name, value]) => Ok((name.into_string(), value.into_string())),
                    // 1. If innerSequence's size is not 2, then throw a TypeError.
                    Err(_) => Err(Exception::type_error(
                        "Sequence initializer must only contain pair elements",
                    )),
                },
            )
            .collect(),
        // 2. Otherwise, if init is a record, then for each name → value of init, append (name, value) to query's list.
        SearchParamsInit::Record(init) => Ok(init
            .into_iter()
            .map(|(name, value)| (name.into_string(), value.into_string()))
            .collect()),
        // 3. Otherwise: set query's list to the result of parsing init.
        SearchParamsInit::UsvString(init) => Ok(parse_urlencoded(&init)),
    }
}

impl UrlSearchParams {
    /// The object of these names and values, without a URL.
    #[must_use]
    pub fn new(list: Vec<(String, String)>) -> Self {
        Self {
            list: RefCell::new(list),
            url_object: Member::empty(),
        }
    }

    pub(super) fn of_url(list: List, url: Ref<'_, Url>) -> Self {
        Self {
            list: RefCell::new(list),
            url_object: Member::new(url),
        }
    }

    pub(super) fn set_list(&self, list: List) {
        *self.list.borrow_mut() = list;
    }

    /// The list, serialized as application/x-www-form-urlencoded.
    ///
    /// <https://url.spec.whatwg.org/#concept-urlencoded-serializer>
    #[must_use]
    pub fn serialize(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.list.borrow().iter())
            .finish()
    }

    /// <https://url.spec.whatwg.org/#concept-urlsearchparams-update>
    fn update(&self) {
        // 1. If query's URL object is null, then return.
        let Some(url) = self.url_object.get() else {
            return;
        };
        // 2. Let serializedQuery be the serialization of query's list.
        let serialized_query = self.serialize();
        // 3. If serializedQuery is the empty string, then set serializedQuery to null.
        // 4. Set query's URL object's URL's query to serializedQuery.
        url.set_query((!serialized_query.is_empty()).then_some(&serialized_query));
    }

    /// The value at `index` of the list, and with `name` the name there.
    fn at(&self, index: usize, name: bool) -> Option<cell::Ref<'_, str>> {
        cell::Ref::filter_map(self.list.borrow(), |list| {
            list.get(index).map(|pair| {
                if name {
                    pair.0.as_str()
                } else {
                    pair.1.as_str()
                }
            })
        })
        .ok()
    }
}

#[webapi("url/URLSearchParams.idl")]
impl UrlSearchParams {
    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-urlsearchparams>
    fn constructor(init: SearchParamsInit) -> Result<Self> {
        // 1. If init is a string and starts with U+003F (?), then remove the first code point from init.
        let init = match init {
            SearchParamsInit::UsvString(init) if init.starts_with('?') => {
                SearchParamsInit::UsvString(init.strip_prefix('?').unwrap_or_default().into())
            }
            init => init,
        };
        // 2. Initialize this with init.
        initialize(init).map(Self::new)
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-size>
    fn size(&self) -> u32 {
        u32::try_from(self.list.borrow().len()).unwrap_or(u32::MAX)
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-append>
    fn append(&self, name: UsvString, value: UsvString) {
        // 1. Append a new tuple to this's list. 2. Update this.
        self.list
            .borrow_mut()
            .push((name.into_string(), value.into_string()));
        self.update();
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-delete>
    fn delete(&self, name: UsvString, value: Option<UsvString>) {
        // 1. If value is given, then remove all tuples whose name is name and value is value from this's list.
        // 2. Otherwise, remove all tuples whose name is name.
        self.list
            .borrow_mut()
            .retain(|pair| !matches(pair, &name, value.as_deref()));
        // 3. Update this.
        self.update();
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-get>
    fn get(&self, name: UsvString) -> Option<cell::Ref<'_, str>> {
        // The value of the first tuple whose name is name in this's list, if there is such a tuple; otherwise null.
        cell::Ref::filter_map(self.list.borrow(), |list| {
            list.iter()
                .find(|pair| pair.0 == *name)
                .map(|pair| pair.1.as_str())
        })
        .ok()
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-getall>
    fn get_all(&self, name: UsvString) -> Vec<String> {
        let list = self.list.borrow();
        list.iter()
            .filter(|pair| pair.0 == *name)
            .map(|pair| pair.1.clone())
            .collect()
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-has>
    fn has(&self, name: UsvString, value: Option<UsvString>) -> bool {
        self.list
            .borrow()
            .iter()
            .any(|pair| matches(pair, &name, value.as_deref()))
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-set>
    fn set(&self, name: UsvString, value: UsvString) {
        let mut list = self.list.borrow_mut();
        match list.iter().position(|pair| pair.0 == *name) {
            // 1. If this's list contains any tuples whose name is name, then set the value of the first such tuple to value and
            //    remove the others.
            Some(first) => {
                let mut index = 0;
                list.retain(|pair| {
                    let keep = index <= first || pair.0 != *name;
                    index += 1;
                    keep
                });
                if let Some(pair) = list.get_mut(first) {
                    pair.1 = value.into_string();
                }
            }
            // 2. Otherwise, append (name, value) to this's list.
            None => list.push((name.into_string(), value.into_string())),
        }
        drop(list);
        // 3. Update this.
        self.update();
    }

    /// <https://url.spec.whatwg.org/#dom-urlsearchparams-sort>
    fn sort(&self) {
        // 1. Sort all tuples in this's list by their names, by comparing code units, and keep the order of equal names.
        self.list
            .borrow_mut()
            .sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
        // 2. Update this.
        self.update();
    }

    /// The value pairs to iterate over are the list's tuples.
    fn value_pair(&self, index: usize) -> Option<(cell::Ref<'_, str>, cell::Ref<'_, str>)> {
        Some((self.at(index, true)?, self.at(index, false)?))
    }

    /// <https://url.spec.whatwg.org/#urlsearchparams-stringification-behavior>
    fn stringifier(&self) -> String {
        self.serialize()
    }
}

/// Whether a tuple has this name and, if one is given, this value.
fn matches(pair: &(String, String), name: &str, value: Option<&str>) -> bool {
    pair.0 == name && value.is_none_or(|value| pair.1 == value)
}
