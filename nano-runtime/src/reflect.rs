//! Looking at JavaScript values without being noticed.
//!
//! What `console` and error reports need: own properties without running getters, prototypes without Proxy traps, internal slots
//! that JavaScript only reaches through methods which a program may have replaced. Also the two scopes that code outside this
//! crate cannot open by itself. Nothing here formats anything.

use v8::{
    Function, GetPropertyNamesArgs, Global, IndexFilter, KeyCollectionMode, KeyConversionMode,
    Local, Name, Object, PropertyFilter, RegExp, Value,
};

use crate::js::Scope;
use crate::realm::Realm;
use crate::webidl::js_name;

/// Runs `f` under a try/catch.
///
/// `Err` holds what was thrown, or `None` when the isolate is being terminated: then the termination stays pending and every
/// later call into V8 fails at once.
pub fn catch<'s, 'i, R>(
    scope: &mut Scope<'s, 'i>,
    f: impl FnOnce(&mut Scope<'s, 'i>) -> R,
) -> Result<R, Option<Local<'s, Value>>> {
    v8::tc_scope!(let tc, scope);
    let result = f(tc);
    if !tc.has_caught() {
        return Ok(result);
    }
    if tc.has_terminated() {
        return Err(None);
    }
    let exception = tc.exception();
    tc.reset();
    Err(exception)
}

/// Runs `f` in a handle scope of its own, so that a walk over a million elements does not keep a million handles.
pub fn with_handles<R>(scope: &mut Scope<'_, '_>, f: impl FnOnce(&mut Scope<'_, '_>) -> R) -> R {
    v8::scope!(let inner, scope);
    f(inner)
}

/// An own property as [[GetOwnProperty]] finds it.
#[derive(Clone, Copy)]
pub struct OwnProperty<'s> {
    /// The property's value or accessors.
    pub slot: Slot<'s>,
    /// [[Enumerable]].
    pub enumerable: bool,
}

/// The two kinds of property.
#[derive(Clone, Copy)]
pub enum Slot<'s> {
    /// A data property's [[Value]].
    Data(Local<'s, Value>),
    /// An accessor property's [[Get]] and [[Set]], each a function or undefined.
    Accessor(Local<'s, Value>, Local<'s, Value>),
}

/// Property keys that are looked up for nearly every object.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "each variant is the key of its name")]
pub enum KnownKey {
    Constructor,
    Enumerable,
    Get,
    Name,
    Prototype,
    Set,
    Value,
}

/// The keys of [`KnownKey`], in its order. Made once for a realm: a new string would be hashed at each use.
struct KnownKeys([Global<v8::String>; 7]);

impl KnownKey {
    /// The key.
    pub fn get<'s>(self, scope: &mut Scope<'s, '_>) -> Local<'s, Name> {
        let states = Realm::from_scope(scope).states();
        let keys = match states.get::<KnownKeys>() {
            Some(keys) => keys,
            None => {
                let names = [
                    "constructor",
                    "enumerable",
                    "get",
                    "name",
                    "prototype",
                    "set",
                    "value",
                ];
                let keys = names.map(|name| {
                    let name = js_name(scope, name);
                    Global::new(scope, name)
                });
                states.get_or_insert_with(|| KnownKeys(keys))
            }
        };
        let [constructor, enumerable, get, name, prototype, set, value] = &keys.0;
        let key = match self {
            KnownKey::Constructor => constructor,
            KnownKey::Enumerable => enumerable,
            KnownKey::Get => get,
            KnownKey::Name => name,
            KnownKey::Prototype => prototype,
            KnownKey::Set => set,
            KnownKey::Value => value,
        };
        Local::new(scope, key).into()
    }
}

/// The own property `key` of `object`. `None` when there is none, and for a Proxy, whose traps would run.
pub fn own_property<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
    key: Local<Name>,
) -> Option<OwnProperty<'s>> {
    if object.is_proxy() {
        return None;
    }
    catch(scope, |scope| {
        let descriptor: Local<Object> = object
            .get_own_property_descriptor(scope, key)?
            .try_into()
            .ok()?;
        let field = |scope: &mut Scope<'s, '_>, key: KnownKey| {
            let key = key.get(scope);
            descriptor.get(scope, key.into())
        };
        let enumerable = field(scope, KnownKey::Enumerable)?.is_true();
        // A complete descriptor has either `value` or `get` and `set`; what it lacks it must not inherit.
        let value = KnownKey::Value.get(scope);
        let slot = if descriptor.has_own_property(scope, value)? {
            Slot::Data(descriptor.get(scope, value.into())?)
        } else {
            Slot::Accessor(field(scope, KnownKey::Get)?, field(scope, KnownKey::Set)?)
        };
        Some(OwnProperty { slot, enumerable })
    })
    .ok()
    .flatten()
}

/// The value of the data property `key` of `object` or of the nearest object on its prototype chain that has it.
///
/// `None` when nothing has it, when an accessor is found first or when a Proxy is in the way.
pub fn find_data_property<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'s, Object>,
    key: Local<Name>,
) -> Option<Local<'s, Value>> {
    let mut current = Some(object);
    while let Some(holder) = current {
        if holder.is_proxy() {
            return None;
        }
        // Absence is the common case and much the cheaper question.
        if matches!(
            catch(scope, |scope| holder.has_own_property(scope, key)),
            Ok(Some(true))
        ) {
            return match own_property(scope, holder, key)?.slot {
                Slot::Data(value) => Some(value),
                Slot::Accessor(..) => None,
            };
        }
        current = prototype(scope, holder);
    }
    None
}

/// The prototype of `object`, `None` for null and for a Proxy.
pub fn prototype<'s>(scope: &Scope<'s, '_>, object: Local<Object>) -> Option<Local<'s, Object>> {
    if object.is_proxy() {
        return None;
    }
    object.get_prototype(scope)?.try_into().ok()
}

/// Which own keys to list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// Array indices too.
    pub indices: bool,
    /// Non-enumerable keys too.
    pub hidden: bool,
}

/// The own keys of `object`, strings before symbols, in the order of [[OwnPropertyKeys]]. Empty for a Proxy.
pub fn own_keys<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
    which: Keys,
) -> Vec<Local<'s, Name>> {
    let index_filter = if which.indices {
        IndexFilter::IncludeIndices
    } else {
        IndexFilter::SkipIndices
    };
    list_keys(
        scope,
        object,
        which.hidden,
        index_filter,
        KeyConversionMode::ConvertToString,
    )
    .into_iter()
    .filter_map(|key| key.try_into().ok())
    .collect()
}

/// The array indices that `object` has as own enumerable properties, ascending. Empty for a Proxy.
pub fn own_indices(scope: &mut Scope<'_, '_>, object: Local<Object>) -> Vec<u32> {
    with_handles(scope, |scope| {
        list_keys(
            scope,
            object,
            false,
            IndexFilter::IncludeIndices,
            KeyConversionMode::KeepNumbers,
        )
        .into_iter()
        .map_while(|key| key.is_uint32().then(|| key.uint32_value(scope)).flatten())
        .collect()
    })
}

fn list_keys<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
    hidden: bool,
    index_filter: IndexFilter,
    key_conversion: KeyConversionMode,
) -> Vec<Local<'s, Value>> {
    if object.is_proxy() {
        return Vec::new();
    }
    let property_filter = if hidden {
        PropertyFilter::ALL_PROPERTIES
    } else {
        PropertyFilter::ONLY_ENUMERABLE
    };
    let args = GetPropertyNamesArgs {
        mode: KeyCollectionMode::OwnOnly,
        property_filter,
        index_filter,
        key_conversion,
    };
    catch(scope, |scope| {
        let names = object.get_property_names(scope, args)?;
        Some(
            (0..names.length())
                .filter_map(|i| names.get_index(scope, i))
                .collect(),
        )
    })
    .ok()
    .flatten()
    .unwrap_or_default()
}

/// Whether `function` is compiled into the engine or this runtime, so that calling it runs no code of the program's.
pub fn is_native(function: Local<Function>) -> bool {
    // V8 gives every script a positive id.
    function.script_id() <= 0
}

/// Methods as the language defines them, from a realm in which no program has run.
struct Pristine {
    unwrap: [Global<Function>; 5],
    regexp_flags: Vec<(char, Global<Function>)>,
    /// `Temporal`, where the engine has it.
    temporal: Option<Global<Object>>,
}

const WRAPPERS: [&str; 5] = ["Number", "String", "Boolean", "Symbol", "BigInt"];
const FLAGS: [(char, &str); 8] = [
    ('d', "hasIndices"),
    ('g', "global"),
    ('i', "ignoreCase"),
    ('m', "multiline"),
    ('s', "dotAll"),
    ('u', "unicode"),
    ('v', "unicodeSets"),
    ('y', "sticky"),
];

impl Pristine {
    /// The methods for the current realm, fetched at the first call.
    fn get<'i>(scope: &mut Scope<'_, 'i>) -> Option<&'i Pristine> {
        let states = Realm::from_scope(scope).states();
        if let Some(pristine) = states.get::<Pristine>() {
            return Some(pristine);
        }
        let pristine = Pristine::load(scope)?;
        Some(states.get_or_insert_with(|| pristine))
    }

    fn load(scope: &mut Scope<'_, '_>) -> Option<Pristine> {
        v8::scope!(let scope, scope);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let global = context.global(scope);
        let mut unwrap = Vec::with_capacity(WRAPPERS.len());
        for class in WRAPPERS {
            let prototype = Self::prototype_of(scope, global, class)?;
            let key = v8::String::new(scope, "valueOf")?;
            let method: Local<Function> = prototype.get(scope, key.into())?.try_into().ok()?;
            unwrap.push(Global::new(scope, method));
        }
        let prototype = Self::prototype_of(scope, global, "RegExp")?;
        let mut regexp_flags = Vec::with_capacity(FLAGS.len());
        for (flag, name) in FLAGS {
            let key = v8::String::new(scope, name)?;
            let Some(OwnProperty {
                slot: Slot::Accessor(getter, _),
                ..
            }) = own_property(scope, prototype, key.into())
            else {
                continue;
            };
            let getter: Local<Function> = getter.try_into().ok()?;
            regexp_flags.push((flag, Global::new(scope, getter)));
        }
        let key = v8::String::new(scope, "Temporal")?;
        let temporal = global
            .get(scope, key.into())
            .and_then(|value| Local::<Object>::try_from(value).ok());
        Some(Pristine {
            unwrap: unwrap.try_into().ok()?,
            regexp_flags,
            temporal: temporal.map(|object| Global::new(scope, object)),
        })
    }

    fn prototype_of<'s>(
        scope: &mut Scope<'s, '_>,
        global: Local<Object>,
        class: &str,
    ) -> Option<Local<'s, Object>> {
        let key = v8::String::new(scope, class)?;
        let constructor: Local<Object> = global.get(scope, key.into())?.try_into().ok()?;
        let key = v8::String::new(scope, "prototype")?;
        constructor.get(scope, key.into())?.try_into().ok()
    }
}

/// The primitive inside a Number, String, Boolean, Symbol or BigInt object. `None` for any other value.
pub fn boxed_primitive<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<Value>,
) -> Option<Local<'s, Value>> {
    let which = [
        value.is_number_object(),
        value.is_string_object(),
        value.is_boolean_object(),
        value.is_symbol_object(),
        value.is_big_int_object(),
    ]
    .into_iter()
    .position(|is| is)?;
    let pristine = Pristine::get(scope)?;
    let value_of = Local::new(scope, pristine.unwrap.get(which)?);
    catch(scope, |scope| value_of.call(scope, value, &[]))
        .ok()
        .flatten()
}

/// A regular expression's pattern and flags, from its internal slots.
pub fn regexp_parts(scope: &mut Scope<'_, '_>, regexp: Local<RegExp>) -> (String, String) {
    let source = regexp.get_source(scope).to_rust_string_lossy(scope);
    let mut flags = String::new();
    if let Some(pristine) = Pristine::get(scope) {
        for (flag, getter) in &pristine.regexp_flags {
            let getter = Local::new(scope, getter);
            if let Ok(Some(set)) = catch(scope, |scope| getter.call(scope, regexp.into(), &[]))
                && set.is_true()
            {
                flags.push(*flag);
            }
        }
    }
    (source, flags)
}

/// What `Temporal.<class>.prototype.toString` says of `object`. `None` when it is no such object.
pub fn temporal_text(
    scope: &mut Scope<'_, '_>,
    object: Local<Object>,
    class: &str,
) -> Option<String> {
    let pristine = Pristine::get(scope)?;
    let temporal = Local::new(scope, pristine.temporal.as_ref()?);
    catch(scope, |scope| {
        let prototype = Pristine::prototype_of(scope, temporal, class)?;
        let key = v8::String::new(scope, "toString")?;
        let method: Local<Function> = prototype.get(scope, key.into())?.try_into().ok()?;
        let text = method.call(scope, object.into(), &[])?;
        Some(text.to_rust_string_lossy(scope))
    })
    .ok()
    .flatten()
}
