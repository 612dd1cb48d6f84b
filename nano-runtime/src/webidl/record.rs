//! `record<K, V>`: <https://webidl.spec.whatwg.org/#js-record>

use v8::{GetPropertyNamesArgs, IndexFilter, KeyCollectionMode, KeyConversionMode, PropertyFilter};

use super::names::js_name;
use super::{ByteString, DomString, FromJs, IntoJs, OffStack, UsvString, idl};
use crate::exception::{Exception, Result};
use crate::gc::{Trace, Tracer};
use crate::js::{Local, Name, Object, Scope, Value};

/// An ordered map from strings, in the order in which the keys were first set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<K, V>(Vec<(K, V)>);

impl<K, V> Record<K, V> {
    /// The entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.0.iter()
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, in order.
    #[must_use]
    pub fn into_entries(self) -> Vec<(K, V)> {
        self.0
    }
}

impl<K, V> Default for Record<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// The caller answers for the keys being different.
impl<K, V> From<Vec<(K, V)>> for Record<K, V> {
    fn from(entries: Vec<(K, V)>) -> Self {
        Self(entries)
    }
}

impl<K, V> FromIterator<(K, V)> for Record<K, V> {
    fn from_iter<E: IntoIterator<Item = (K, V)>>(entries: E) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<K, V> IntoIterator for Record<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Record<K, V> {
    type Item = &'a (K, V);
    type IntoIter = std::slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

// SAFETY: every key and value is traced.
unsafe impl<K: Trace, V: Trace> Trace for Record<K, V> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.0.trace(tracer);
    }
}

/// A string type that can be a record's key.
pub trait RecordKey: PartialEq {
    /// Whether the conversion may have made this key of several property keys.
    fn is_ambiguous(&self) -> bool;
}

impl RecordKey for DomString {
    fn is_ambiguous(&self) -> bool {
        false
    }
}

impl RecordKey for ByteString {
    fn is_ambiguous(&self) -> bool {
        false
    }
}

impl RecordKey for UsvString {
    fn is_ambiguous(&self) -> bool {
        self.contains('\u{FFFD}')
    }
}

impl RecordKey for String {
    fn is_ambiguous(&self) -> bool {
        self.contains('\u{FFFD}')
    }
}

impl<'s, KI, VI, K, V> FromJs<'s, idl::Record<KI, VI>> for Record<K, V>
where
    K: FromJs<'s, KI> + RecordKey,
    V: FromJs<'s, VI> + OffStack,
{
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If O is not an Object, then throw a TypeError.
        let Ok(o) = Local::<Object>::try_from(value) else {
            return Err(Exception::type_error(
                "Only objects can be converted to record<K,V> types",
            ));
        };
        // 2. Let result be a new empty instance of record<K, V>.
        let mut result: Vec<(K, V)> = Vec::new();
        // 3. Let keys be ? O.[[OwnPropertyKeys]]().
        let keys = o
            .get_own_property_names(
                scope,
                GetPropertyNamesArgs {
                    mode: KeyCollectionMode::OwnOnly,
                    property_filter: PropertyFilter::ALL_PROPERTIES,
                    index_filter: IndexFilter::IncludeIndices,
                    key_conversion: KeyConversionMode::ConvertToString,
                },
            )
            .ok_or(Exception::Pending)?;
        // 4. For each key of keys:
        for index in 0..keys.length() {
            let key = keys.get_index(scope, index).ok_or(Exception::Pending)?;
            let Ok(name) = Local::<Name>::try_from(key) else {
                continue;
            };
            // 1. Let desc be ? O.[[GetOwnProperty]](key).
            // 2. If desc is not undefined and desc.[[Enumerable]] is true:
            if !is_own_enumerable(scope, o, name)? {
                continue;
            }
            // 1. Let typedKey be key converted to an IDL value of type K.
            let typed_key = K::from_js(scope, key)?;
            // 2. Let value be ? Get(O, key).
            let value = o.get(scope, key).ok_or(Exception::Pending)?;
            // 3. Let typedValue be value converted to an IDL value of type V.
            let typed_value = V::from_js(scope, value)?;
            // 4. Set result[typedKey] to typedValue.
            // OPTIMIZATION: only keys that lost something in the conversion can be there already.
            let earlier = if typed_key.is_ambiguous() {
                result.iter_mut().find(|(key, _)| *key == typed_key)
            } else {
                None
            };
            match earlier {
                Some((_, slot)) => *slot = typed_value,
                None => result.push((typed_key, typed_value)),
            }
        }
        // 5. Return result.
        Ok(Self(result))
    }
}

/// Whether ? O.[[GetOwnProperty]](key) is the descriptor of an enumerable property.
fn is_own_enumerable<'s>(
    scope: &mut Scope<'s, '_>,
    o: Local<'s, Object>,
    key: Local<'s, Name>,
) -> Result<bool> {
    // OPTIMIZATION: only a proxy and a module namespace run code or throw in [[GetOwnProperty]]; elsewhere two look-ups
    // do without the descriptor object, which V8 would have to make.
    if !o.is_proxy() && !o.is_module_namespace_object() {
        if !o.has_own_property(scope, key).ok_or(Exception::Pending)? {
            return Ok(false);
        }
        let attributes = o
            .get_property_attributes(scope, key.into())
            .ok_or(Exception::Pending)?;
        return Ok(!attributes.is_dont_enum());
    }
    v8::scope!(let scope, scope);
    let descriptor = o
        .get_own_property_descriptor(scope, key)
        .ok_or(Exception::Pending)?;
    let Ok(descriptor) = Local::<Object>::try_from(descriptor) else {
        return Ok(false);
    };
    // The descriptor is an ordinary object that V8 made with a complete set of own properties.
    let enumerable = js_name(scope, "enumerable");
    let enumerable = descriptor
        .get(scope, enumerable.into())
        .ok_or(Exception::Pending)?;
    Ok(enumerable.is_true())
}

impl<'s, KI, VI, K, V> IntoJs<'s, idl::Record<KI, VI>> for Record<K, V>
where
    K: IntoJs<'s, KI>,
    V: IntoJs<'s, VI>,
{
    fn into_js(self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        // 1. Let result be OrdinaryObjectCreate(%Object.prototype%).
        let result = Object::new(scope);
        // 2. For each key → value of D:
        for (key, value) in self.0 {
            // 1. Let jsKey be key converted to a JavaScript value.
            let js_key = key.into_js(scope)?;
            // 2. Let jsValue be value converted to a JavaScript value.
            let js_value = value.into_js(scope)?;
            // 3. Let created be ! CreateDataProperty(result, jsKey, jsValue).
            if let Ok(js_key) = Local::<Name>::try_from(js_key) {
                result
                    .create_data_property(scope, js_key, js_value)
                    .ok_or(Exception::Pending)?;
            }
        }
        // 3. Return result.
        Ok(result.into())
    }
}
