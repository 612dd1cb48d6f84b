//! Functions and classes.

use nano_runtime::js::{Function, Local, Object, Scope};
use nano_runtime::reflect::{self, KnownKey, Slot};

use super::class::{Class, function_name};

/// `[Function: f]`, `[AsyncGeneratorFunction: f]`, `[class X extends Y]`.
pub(super) fn base(scope: &mut Scope<'_, '_>, function: Local<Function>, class: &Class) -> String {
    if is_class(scope, function) {
        return class_base(scope, function, class);
    }
    let kind = match (
        function.is_async_function(),
        function.is_generator_function(),
    ) {
        (false, false) => "Function",
        (true, false) => "AsyncFunction",
        (false, true) => "GeneratorFunction",
        (true, true) => "AsyncGeneratorFunction",
    };
    let mut base = format!("[{kind}");
    if class.constructor.is_none() {
        base.push_str(" (null prototype)");
    }
    match function_name(scope, function) {
        name if name.is_empty() => base.push_str(" (anonymous)"),
        name => base.push_str(&format!(": {name}")),
    }
    base.push(']');
    if let Some(constructor) = class
        .constructor
        .as_deref()
        .filter(|name| *name != kind && *name != "Function")
    {
        base.push_str(&format!(" {constructor}"));
    }
    if !class.tag.is_empty() && class.tag != kind {
        base.push_str(&format!(" [{}]", class.tag));
    }
    base
}

fn class_base(scope: &mut Scope<'_, '_>, function: Local<Function>, class: &Class) -> String {
    let mut base = match function_name(scope, function) {
        name if name.is_empty() => "[class (anonymous)".to_owned(),
        name => format!("[class {name}"),
    };
    if let Some(constructor) = class
        .constructor
        .as_deref()
        .filter(|name| *name != "Function")
    {
        base.push_str(&format!(" [{constructor}]"));
    }
    if !class.tag.is_empty() {
        base.push_str(&format!(" [{}]", class.tag));
    }
    match reflect::prototype(scope, function.into()).map(Local::<Function>::try_from) {
        Some(Ok(parent)) => match function_name(scope, parent) {
            name if name.is_empty() => {}
            name => base.push_str(&format!(" extends {name}")),
        },
        Some(Err(_)) => {}
        None => base.push_str(" extends null"),
    }
    base.push(']');
    base
}

/// Whether `function` was made by a class definition.
///
/// Its source text says so. A method may be called `class` as well, but methods have no `prototype` property.
fn is_class(scope: &mut Scope<'_, '_>, function: Local<Function>) -> bool {
    if reflect::is_native(function) {
        return false;
    }
    let key = KnownKey::Prototype.get(scope);
    let object: Local<Object> = function.into();
    matches!(reflect::own_property(scope, object, key), Some(property) if matches!(property.slot, Slot::Data(_)))
        && function
            .to_detail_string(scope)
            .is_some_and(|source| source.to_rust_string_lossy(scope).starts_with("class"))
}
