//! ECMAScript's iterator operations, for the conversions that iterate.
//!
//! <https://tc39.es/ecma262/#sec-operations-on-iterator-objects>

use std::cell::OnceCell;

use super::names::js_name;
use crate::exception::{Exception, Result};
use crate::js::{self, Array, Function, Global, Local, Object, Scope, Symbol, Value};
use crate::realm::Realm;

/// <https://tc39.es/ecma262/#sec-getmethod>
///
/// # Errors
///
/// What the property's getter throws; a TypeError with `message` when the property's value is neither callable nor null nor
/// undefined.
pub fn get_method<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
    key: Local<'_, Value>,
    message: impl FnOnce() -> std::borrow::Cow<'static, str>,
) -> Result<Option<Local<'s, Function>>> {
    // 1. Let func be ? GetV(V, P).
    let func = object.get(scope, key).ok_or(Exception::Pending)?;
    // 2. If func is either undefined or null, return undefined.
    if func.is_null_or_undefined() {
        return Ok(None);
    }
    // 3. If IsCallable(func) is false, throw a TypeError exception.
    // 4. Return func.
    match Local::<Function>::try_from(func) {
        Ok(func) => Ok(Some(func)),
        Err(_) => Err(Exception::type_error(message())),
    }
}

/// <https://tc39.es/ecma262/#sec-iterator-records>
pub struct IteratorRecord<'s> {
    iterator: Local<'s, Object>,
    next_method: Local<'s, Value>,
    /// "done" and "value", made for the first step.
    names: Option<[Local<'s, js::String>; 2]>,
}

/// What iterates a realm's arrays as long as no script has replaced it.
#[derive(Default)]
struct ArrayIteration(OnceCell<[Global<Function>; 2]>);

/// Notes the realm's `%Array.prototype.values%` and `%ArrayIteratorPrototype%.next`. It is called before any script runs;
/// without it, arrays are iterated as any other object is.
pub fn note_array_iteration(scope: &mut Scope<'_, '_>) {
    v8::scope!(let scope, scope);
    let array = Array::new(scope, 0);
    let key = Symbol::get_iterator(scope).into();
    let Ok(Some(values)) = get_method(scope, array.into(), key, || "".into()) else {
        return;
    };
    let Ok(record) = IteratorRecord::from_method(scope, array.into(), values) else {
        return;
    };
    if let Ok(next) = Local::<Function>::try_from(record.next_method) {
        let functions = [Global::new(scope, values), Global::new(scope, next)];
        // A second call finds the first one's functions there: the realm's are the same for ever.
        let _ = Realm::from_scope(scope)
            .state::<ArrayIteration>()
            .0
            .set(functions);
    }
}

impl<'s> IteratorRecord<'s> {
    /// <https://tc39.es/ecma262/#sec-getiteratorfrommethod>
    ///
    /// # Errors
    ///
    /// What the method or the `next` getter throws; TypeError when the method's result is not an object.
    pub fn from_method(
        scope: &mut Scope<'s, '_>,
        object: Local<'_, Object>,
        method: Local<'_, Function>,
    ) -> Result<Self> {
        // 1. Let iterator be ? Call(method, obj).
        let iterator = method
            .call(scope, object.into(), &[])
            .ok_or(Exception::Pending)?;
        // 2. If iterator is not an Object, throw a TypeError exception.
        let iterator = Local::<Object>::try_from(iterator).map_err(|_| {
            Exception::type_error("Result of the Symbol.iterator method is not an object")
        })?;
        // 3. Return ? GetIteratorDirect(iterator).
        let next = js_name(scope, "next");
        let next_method = iterator.get(scope, next.into()).ok_or(Exception::Pending)?;
        Ok(Self {
            iterator,
            next_method,
            names: None,
        })
    }

    /// The array, when the record is the one that the realm's own array iteration made of an array: then each step reads
    /// `length` and the next index, and does nothing else.
    pub(super) fn plain_array(
        &self,
        scope: &Scope<'s, '_>,
        object: Local<'s, Object>,
        method: Local<'s, Function>,
    ) -> Option<Local<'s, Array>> {
        let array = Local::<Array>::try_from(object).ok()?;
        let [values, next] = Realm::try_from_scope(scope)?
            .state::<ArrayIteration>()
            .0
            .get()?;
        (method == *values && self.next_method == *next).then_some(array)
    }

    /// <https://tc39.es/ecma262/#sec-iteratorstepvalue>
    ///
    /// # Errors
    ///
    /// What the iterator throws; TypeError when `next` is not callable or its result is not an object.
    pub fn step_value(&mut self, scope: &mut Scope<'s, '_>) -> Result<Option<Local<'s, Value>>> {
        let [done, value] = *self
            .names
            .get_or_insert_with(|| [js_name(scope, "done"), js_name(scope, "value")]);
        // The result object and `done` are of no use to the caller: an inner scope lets go of their handles at once.
        v8::escapable_handle_scope!(let scope, scope);
        // IteratorNext, 1. Let result be ? Call(iteratorRecord.[[NextMethod]], iteratorRecord.[[Iterator]]).
        let next = Local::<Function>::try_from(self.next_method)
            .map_err(|_| Exception::type_error("The iterator's next property is not a function"))?;
        let result = next
            .call(scope, self.iterator.into(), &[])
            .ok_or(Exception::Pending)?;
        // IteratorNext, 5. If result is not an Object, throw a TypeError exception.
        let result = Local::<Object>::try_from(result)
            .map_err(|_| Exception::type_error("Iterator result is not an object"))?;
        // IteratorComplete: Return ToBoolean(? Get(iteratorResult, "done")).
        let done = result.get(scope, done.into()).ok_or(Exception::Pending)?;
        if done.boolean_value(scope) {
            return Ok(None);
        }
        // IteratorValue: Return ? Get(iteratorResult, "value").
        let value = result.get(scope, value.into()).ok_or(Exception::Pending)?;
        Ok(Some(scope.escape(value)))
    }

    /// The iterator object.
    #[must_use]
    pub fn iterator(&self) -> Local<'s, Object> {
        self.iterator
    }

    /// The iterator's `next`, read when the record was made.
    #[must_use]
    pub fn next_method(&self) -> Local<'s, Value> {
        self.next_method
    }
}
