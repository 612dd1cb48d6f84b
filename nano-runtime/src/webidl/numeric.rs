//! ECMAScript's ToNumeric, which V8's API does not have: for unions that have both a numeric type and bigint.
//!
//! <https://webidl.spec.whatwg.org/#js-convert-to-numeric>

use super::iterator::get_method;
use super::names::js_name;
use crate::exception::{Exception, Result};
use crate::js::{Function, Local, Object, Scope, Symbol, Value};

/// A Number or a BigInt: <https://tc39.es/ecma262/#sec-tonumeric>
///
/// # Errors
///
/// What the object's conversion methods throw; TypeError when they give no primitive value, or a symbol.
pub fn to_numeric<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Value>> {
    // 1. Let primValue be ? ToPrimitive(value, number).
    let primitive = match Local::<Object>::try_from(value) {
        Ok(object) => to_primitive_number(scope, object)?,
        Err(_) => value,
    };
    // 2. If primValue is a BigInt, return primValue.
    if primitive.is_big_int() {
        return Ok(primitive);
    }
    // 3. Return ? ToNumber(primValue).
    primitive
        .to_number(scope)
        .map(Into::into)
        .ok_or(Exception::Pending)
}

/// <https://tc39.es/ecma262/#sec-toprimitive>, with preferredType number.
fn to_primitive_number<'s>(
    scope: &mut Scope<'s, '_>,
    input: Local<'s, Object>,
) -> Result<Local<'s, Value>> {
    // 1.a. Let exoticToPrim be ? GetMethod(input, %Symbol.toPrimitive%).
    let key = Symbol::get_to_primitive(scope).into();
    let exotic = get_method(scope, input, key, || {
        "Symbol.toPrimitive is not a function".into()
    })?;
    // 1.b. If exoticToPrim is not undefined, then
    if let Some(exotic) = exotic {
        // i.–iii. Let hint be "number". iv. Let result be ? Call(exoticToPrim, input, « hint »).
        let hint = js_name(scope, "number").into();
        let result = exotic
            .call(scope, input.into(), &[hint])
            .ok_or(Exception::Pending)?;
        // v. If result is not an Object, return result. vi. Throw a TypeError exception.
        return if result.is_object() {
            Err(no_primitive())
        } else {
            Ok(result)
        };
    }
    // 1.d. Return ? OrdinaryToPrimitive(input, number): for each name of « "valueOf", "toString" »,
    for name in ["valueOf", "toString"] {
        // a. Let method be ? Get(O, name).
        let key = js_name(scope, name);
        let method = input.get(scope, key.into()).ok_or(Exception::Pending)?;
        // b. If IsCallable(method) is true, then
        if let Ok(method) = Local::<Function>::try_from(method) {
            // i. Let result be ? Call(method, O).
            let result = method
                .call(scope, input.into(), &[])
                .ok_or(Exception::Pending)?;
            // ii. If result is not an Object, return result.
            if !result.is_object() {
                return Ok(result);
            }
        }
    }
    // 4. Throw a TypeError exception.
    Err(no_primitive())
}

#[cold]
fn no_primitive() -> Exception {
    Exception::type_error("Cannot convert object to primitive value")
}
