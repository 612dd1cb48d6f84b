//! `maplike<K, V>`: <https://webidl.spec.whatwg.org/#js-maplike>
//!
//! The map entries are those of an ECMAScript Map, which no script can reach. Its methods are reached by V8's own functions,
//! so nothing a script does to `Map.prototype` matters. Sets are in `setlike.rs`; both iterate by what stands at the end here.

use std::marker::PhantomData;

use super::call::Call;
use super::callback::Outcome;
use super::iterable::IterationKind;
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Ref, Trace, Traced, Tracer};
use crate::js::{Array, Function, Global, Local, Map, Object, Scope, Value};
use crate::realm::Realm;
use crate::webidl::{FromJs, IntoJs, idl, js_name};

/// The map entries of an object whose interface is maplike: a field of its struct.
#[derive(Debug)]
pub struct MapEntries<K, V> {
    /// Made when the first entry is.
    map: Traced<Map>,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Default for MapEntries<K, V> {
    fn default() -> Self {
        Self {
            map: Traced::empty(),
            types: PhantomData,
        }
    }
}

impl<K, V> MapEntries<K, V> {
    /// No entries.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    fn map<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Map> {
        match self.map.get(scope) {
            Some(map) => map,
            None => {
                let map = Map::new(scope);
                self.map.set(scope, map);
                map
            }
        }
    }
}

// SAFETY: the one edge is reported.
unsafe impl<K, V> Trace for MapEntries<K, V> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.map.trace(tracer);
    }
}

/// An interface that is maplike. `#[webapi]` implements it from the method `backing`.
///
/// Native code changes the entries by the provided methods: `Headers::set_entry(this, scope, key, value)`.
pub trait Maplike: Interface {
    /// The key type in the IDL.
    type IdlKey;
    /// The value type in the IDL.
    type IdlValue;
    /// The key type in Rust.
    type Key: for<'s> FromJs<'s, Self::IdlKey> + for<'s> IntoJs<'s, Self::IdlKey>;
    /// The value type in Rust.
    type Value: for<'s> FromJs<'s, Self::IdlValue> + for<'s> IntoJs<'s, Self::IdlValue>;

    /// <https://webidl.spec.whatwg.org/#dfn-map-entries>
    fn entries<'a>(this: Ref<'a, Self>) -> &'a MapEntries<Self::Key, Self::Value>;

    /// The value of an entry.
    ///
    /// # Errors
    ///
    /// What a conversion throws.
    fn entry<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        key: Self::Key,
    ) -> Result<Option<Self::Value>> {
        let key = key.into_js(scope)?;
        let map = Self::entries(this).map(scope);
        if !map.has(scope, key).ok_or(Exception::Pending)? {
            return Ok(None);
        }
        let value = map.get(scope, key).ok_or(Exception::Pending)?;
        Self::Value::from_js(scope, value).map(Some)
    }

    /// Sets the value of an entry.
    ///
    /// # Errors
    ///
    /// What a conversion throws.
    fn set_entry(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        key: Self::Key,
        value: Self::Value,
    ) -> Result<()> {
        let (key, value) = (key.into_js(scope)?, value.into_js(scope)?);
        let map = Self::entries(this).map(scope);
        map.set(scope, key, value).ok_or(Exception::Pending)?;
        Ok(())
    }

    /// Removes an entry; whether there was one.
    ///
    /// # Errors
    ///
    /// What the key's conversion throws.
    fn remove_entry(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        key: Self::Key,
    ) -> Result<bool> {
        let key = key.into_js(scope)?;
        let map = Self::entries(this).map(scope);
        map.delete(scope, key).ok_or(Exception::Pending)
    }

    /// Removes every entry.
    fn clear_entries(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) {
        Self::entries(this).map(scope).clear();
    }
}

/// Argument 0 as a key: converted to the IDL type and back.
fn key<'s, T: Maplike>(call: &mut Call<'_, 's, '_>) -> Result<Local<'s, Value>> {
    let key = call.arg::<T::IdlKey, T::Key>(0)?;
    key.into_js(call.scope())
}

fn receiver<'s, T: Maplike>(
    call: &mut Call<'_, 's, '_>,
    required: usize,
) -> Result<Local<'s, Map>> {
    let this = call.receiver::<T>()?;
    call.require(required)?;
    Ok(T::entries(this).map(call.scope()))
}

/// `size`: <https://webidl.spec.whatwg.org/#js-map-size>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn map_size<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 0)?;
    ret_size(call, map.size())
}

/// `get(key)`: <https://webidl.spec.whatwg.org/#js-map-get>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn map_get<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 1)?;
    let key = key::<T>(call)?;
    let value = map.get(call.scope(), key).ok_or(Exception::Pending)?;
    call.ret::<idl::Any, _>(value)
}

/// `has(key)`: <https://webidl.spec.whatwg.org/#js-map-has>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn map_has<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 1)?;
    let key = key::<T>(call)?;
    let has = map.has(call.scope(), key).ok_or(Exception::Pending)?;
    call.ret::<idl::Boolean, _>(has)
}

/// `set(key, value)`: <https://webidl.spec.whatwg.org/#js-map-set>
///
/// # Errors
///
/// TypeError for a wrong receiver; what a conversion throws.
pub fn map_set<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 2)?;
    let key = call.arg::<T::IdlKey, T::Key>(0)?;
    let value = call.arg::<T::IdlValue, T::Value>(1)?;
    let scope = call.scope();
    // -0 becomes +0 by Map's own rule.
    let (key, value) = (key.into_js(scope)?, value.into_js(scope)?);
    map.set(scope, key, value).ok_or(Exception::Pending)?;
    let this = call.this();
    call.ret::<idl::Object, _>(this)
}

/// `delete(key)`: <https://webidl.spec.whatwg.org/#js-map-delete>
///
/// # Errors
///
/// TypeError for a wrong receiver; what the conversion throws.
pub fn map_delete<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 1)?;
    let key = key::<T>(call)?;
    let deleted = map.delete(call.scope(), key).ok_or(Exception::Pending)?;
    call.ret::<idl::Boolean, _>(deleted)
}

/// `clear()`: <https://webidl.spec.whatwg.org/#js-map-clear>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn map_clear<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    receiver::<T>(call, 0)?.clear();
    Ok(())
}

/// `entries()`, which is also `[Symbol.iterator]()`: <https://webidl.spec.whatwg.org/#js-map-entries>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn map_entries<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Entries)
}

/// `keys()`: <https://webidl.spec.whatwg.org/#js-map-keys>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn map_keys<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Keys)
}

/// `values()`: <https://webidl.spec.whatwg.org/#js-map-values>
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn map_values<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Values)
}

fn iterate<T: Maplike>(call: &mut Call<'_, '_, '_>, kind: IterationKind) -> Outcome {
    let map = receiver::<T>(call, 0)?;
    let iterator = Iteration::map(call.scope())?.iterator(call.scope(), map.into(), kind)?;
    call.ret::<idl::Object, _>(iterator)
}

/// `forEach(callback, thisArg)`: <https://webidl.spec.whatwg.org/#js-map-forEach>
///
/// # Errors
///
/// TypeError for a wrong receiver or callback; what the callback throws.
pub fn map_for_each<T: Maplike>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let map = receiver::<T>(call, 1)?;
    let iteration = Iteration::map(call.scope())?;
    for_each(call, map.into(), iteration)
}

pub(super) fn ret_size(call: &mut Call<'_, '_, '_>, size: usize) -> Outcome {
    call.ret::<idl::UnsignedLong, _>(u32::try_from(size).unwrap_or(u32::MAX))
}

/// Calls argument 0 with each value, key and the receiver. Entries that the callback adds are visited too.
pub(super) fn for_each(
    call: &mut Call<'_, '_, '_>,
    collection: Local<'_, Object>,
    iteration: &Iteration,
) -> Outcome {
    let (this, this_arg) = (call.this(), call.value(1));
    let Ok(function) = Local::<Function>::try_from(call.value(0)) else {
        return Err(Exception::type_error(
            "The callback provided as parameter 1 is not a function.",
        ));
    };
    let scope = call.scope();
    let iterator = iteration.iterator(scope, collection, IterationKind::Entries)?;
    while let Some((key, value)) = iteration.next(scope, iterator)? {
        function
            .call(scope, this_arg, &[value, key, this.into()])
            .ok_or(Exception::Pending)?;
    }
    Ok(())
}

/// The language's own iteration methods of Map or Set, from a context that no script ran in: a script can change those of the
/// realm, and V8 has no other way to them.
pub(super) struct Iteration {
    entries: Global<Function>,
    keys: Global<Function>,
    values: Global<Function>,
    next: Global<Function>,
    /// `%MapIteratorPrototype%` or `%SetIteratorPrototype%` of the realm.
    prototype: Global<Value>,
}

struct MapIteration(Iteration);
struct SetIteration(Iteration);

impl Iteration {
    fn map<'i>(scope: &mut Scope<'_, 'i>) -> Result<&'i Self> {
        let states = Realm::from_scope(scope).states();
        if let Some(iteration) = states.get::<MapIteration>() {
            return Ok(&iteration.0);
        }
        let iteration = Self::load(scope, "Map", v8::Intrinsic::MapIteratorPrototype);
        let iteration = MapIteration(iteration.ok_or(Exception::Pending)?);
        Ok(&states.get_or_insert_with(|| iteration).0)
    }

    pub(super) fn set<'i>(scope: &mut Scope<'_, 'i>) -> Result<&'i Self> {
        let states = Realm::from_scope(scope).states();
        if let Some(iteration) = states.get::<SetIteration>() {
            return Ok(&iteration.0);
        }
        let iteration = Self::load(scope, "Set", v8::Intrinsic::SetIteratorPrototype);
        let iteration = SetIteration(iteration.ok_or(Exception::Pending)?);
        Ok(&states.get_or_insert_with(|| iteration).0)
    }

    fn load(
        scope: &mut Scope<'_, '_>,
        class: &'static str,
        prototype: v8::Intrinsic,
    ) -> Option<Self> {
        v8::scope!(let scope, scope);
        let key = js_name(scope, "prototype");
        let template = v8::ObjectTemplate::new(scope);
        template.set_intrinsic_data_property(key.into(), prototype, v8::PropertyAttribute::NONE);
        let holder = template.new_instance(scope)?;
        let prototype = holder.get(scope, key.into())?;
        let prototype = Global::new(scope, prototype);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let global = context.global(scope);
        let constructor = property(scope, global, class)?;
        let methods = property(scope, constructor, "prototype")?;
        let entries = property(scope, methods, "entries")?.cast::<Function>();
        let keys = property(scope, methods, "keys")?.cast::<Function>();
        let values = property(scope, methods, "values")?.cast::<Function>();
        let sample = constructor.cast::<Function>().new_instance(scope, &[])?;
        let sample = entries.call(scope, sample.into(), &[])?.cast::<Object>();
        let next = property(scope, sample, "next")?.cast::<Function>();
        Some(Self {
            entries: Global::new(scope, entries),
            keys: Global::new(scope, keys),
            values: Global::new(scope, values),
            next: Global::new(scope, next),
            prototype,
        })
    }

    /// A new iterator over a Map or Set.
    pub(super) fn iterator<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        collection: Local<'_, Object>,
        kind: IterationKind,
    ) -> Result<Local<'s, Object>> {
        let method = match kind {
            IterationKind::Entries => &self.entries,
            IterationKind::Keys => &self.keys,
            IterationKind::Values => &self.values,
        };
        let method = Local::new(scope, method);
        let iterator = method
            .call(scope, collection.into(), &[])
            .ok_or(Exception::Pending)?;
        let iterator = Local::<Object>::try_from(iterator).map_err(|_| Exception::Pending)?;
        let prototype = Local::new(scope, &self.prototype);
        iterator
            .set_prototype(scope, prototype)
            .ok_or(Exception::Pending)?;
        Ok(iterator)
    }

    /// The next entry of an iterator over entries.
    fn next<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        iterator: Local<'_, Object>,
    ) -> Result<Option<(Local<'s, Value>, Local<'s, Value>)>> {
        let next = Local::new(scope, &self.next);
        let result = next
            .call(scope, iterator.into(), &[])
            .ok_or(Exception::Pending)?;
        // Until the end, the result's value is an array of the key and the value; both are the language's own objects.
        let result = Local::<Object>::try_from(result).map_err(|_| Exception::Pending)?;
        let key = js_name(scope, "value");
        let entry = result.get(scope, key.into()).ok_or(Exception::Pending)?;
        let Ok(entry) = Local::<Array>::try_from(entry) else {
            return Ok(None);
        };
        let key = entry.get_index(scope, 0).ok_or(Exception::Pending)?;
        let value = entry.get_index(scope, 1).ok_or(Exception::Pending)?;
        Ok(Some((key, value)))
    }
}

fn property<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
    name: &'static str,
) -> Option<Local<'s, Object>> {
    let key = v8::String::new(scope, name)?;
    object.get(scope, key.into())?.try_into().ok()
}
