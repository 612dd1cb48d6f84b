//! Platform objects: wrappers of native structs, shown by what their interface makes public.
//!
//! Nothing is registered for this. A platform object's attributes are native getters on its prototypes, which run no code of the
//! program's, so `URL { href: … }` comes from the IDL; an interface that WebIDL makes iterable over pairs shows its entries. A
//! getter or iterator that a program has replaced is left out.

use nano_runtime::js::{
    Array, Function, Local, Name, Object, Scope, String as JsString, Symbol, Value,
};
use nano_runtime::reflect::{self, Keys, Slot};

use super::object::Contents;

/// Pairs that are fetched from an iterable at most; many more than are shown.
const MAX_PAIRS: usize = 100_000;

/// What there is to see of `object`.
pub(super) fn contents<'s>(scope: &mut Scope<'s, '_>, object: Local<Object>) -> Contents<'s> {
    match pairs(scope, object) {
        Some(pairs) => Contents::Pairs(pairs),
        None => Contents::Getters(getters(scope, object)),
    }
}

/// The values of all enumerable native getters, those of the object's own interface first.
fn getters<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
) -> Vec<(String, Local<'s, Value>)> {
    let mut found: Vec<(String, Local<Value>)> = Vec::new();
    let mut current = reflect::prototype(scope, object);
    while let Some(holder) = current {
        for key in reflect::own_keys(
            scope,
            holder,
            Keys {
                indices: false,
                hidden: false,
            },
        ) {
            if !key.is_string() {
                continue;
            }
            let name = key.to_rust_string_lossy(scope);
            if found.iter().any(|(known, _)| *known == name) {
                continue;
            }
            if let Some(Slot::Accessor(getter, _)) =
                reflect::own_property(scope, holder, key).map(|property| property.slot)
                && let Some(value) = call_native(scope, getter, object)
            {
                found.push((name, value));
            }
        }
        current = reflect::prototype(scope, holder);
    }
    found
}

/// The pairs of an interface with `iterable<K, V>`: its `entries` is its `Symbol.iterator`.
fn pairs<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
) -> Option<Vec<(Local<'s, Value>, Local<'s, Value>)>> {
    let receiver = Local::new(scope, object);
    let entries: Local<Name> = JsString::new(scope, "entries")?.into();
    let entries = reflect::find_data_property(scope, receiver, entries)?;
    let iterator: Local<Name> = Symbol::get_iterator(scope).into();
    if reflect::find_data_property(scope, receiver, iterator)? != entries {
        return None;
    }
    let iterator: Local<Object> = call_native(scope, entries, object)?.try_into().ok()?;
    let next: Local<Name> = JsString::new(scope, "next")?.into();
    let next = reflect::find_data_property(scope, iterator, next)?;
    let value: Local<Name> = JsString::new(scope, "value")?.into();
    let mut pairs = Vec::new();
    while pairs.len() < MAX_PAIRS {
        let step: Local<Object> = call_native(scope, next, iterator)?.try_into().ok()?;
        let Some(Slot::Data(pair)) =
            reflect::own_property(scope, step, value).map(|property| property.slot)
        else {
            break;
        };
        let Ok(pair) = Local::<Array>::try_from(pair) else {
            break;
        };
        pairs.push((pair.get_index(scope, 0)?, pair.get_index(scope, 1)?));
    }
    Some(pairs)
}

/// The property `key` of `object`: a data property's value, or what a native getter returns.
pub(super) fn read_native<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<Object>,
    key: Local<Name>,
) -> Option<Local<'s, Value>> {
    let mut current = Some(Local::new(scope, object));
    while let Some(holder) = current {
        match reflect::own_property(scope, holder, key).map(|property| property.slot) {
            Some(Slot::Data(value)) => return Some(value),
            Some(Slot::Accessor(getter, _)) => return call_native(scope, getter, object),
            None => current = reflect::prototype(scope, holder),
        }
    }
    None
}

/// Calls `function` on `receiver` if it is native. `None` also when it throws.
fn call_native<'s>(
    scope: &mut Scope<'s, '_>,
    function: Local<Value>,
    receiver: Local<Object>,
) -> Option<Local<'s, Value>> {
    let function: Local<Function> = function
        .try_into()
        .ok()
        .filter(|function| reflect::is_native(*function))?;
    reflect::catch(scope, |scope| function.call(scope, receiver.into(), &[]))
        .ok()
        .flatten()
}
