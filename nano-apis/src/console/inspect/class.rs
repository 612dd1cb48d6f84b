//! What an object calls itself: its constructor's name, its `Symbol.toStringTag` and the prefix made from both.

use nano_runtime::js::{Function, Local, Name, Object, Scope, Symbol};
use nano_runtime::reflect::{self, KnownKey, Slot};

use super::platform::read_native;

/// The identity of an object's class.
pub(super) struct Class {
    /// The constructor's name, `None` for an object without prototype.
    pub constructor: Option<String>,
    /// `Symbol.toStringTag` where it says something that the constructor's name does not; else empty.
    pub tag: String,
}

impl Class {
    pub fn of(scope: &mut Scope<'_, '_>, object: Local<Object>) -> Class {
        let constructor = constructor_name(scope, object, 0);
        let tag = tag(scope, object)
            .filter(|tag| constructor.as_deref() != Some(tag))
            .unwrap_or_default();
        Class { constructor, tag }
    }

    /// `Foo(2) [tag] ` or `[fallback(2): null prototype] `, with the blank that separates it from a brace.
    pub fn prefix(&self, fallback: &str, size: Option<usize>) -> String {
        let size = size.map(|size| format!("({size})")).unwrap_or_default();
        let mut prefix = match &self.constructor {
            Some(name) => format!("{name}{size} "),
            None => format!("[{fallback}{size}: null prototype] "),
        };
        if !self.tag.is_empty() && (self.constructor.is_some() || self.tag != fallback) {
            prefix.push_str(&format!("[{}] ", self.tag));
        }
        prefix
    }

    /// Whether the class is the plain built-in called `name`.
    pub fn is_just(&self, name: &str) -> bool {
        self.constructor.as_deref() == Some(name) && self.tag.is_empty()
    }
}

/// The name of the first constructor on the prototype chain whose instance `object` is.
fn constructor_name(
    scope: &mut Scope<'_, '_>,
    object: Local<Object>,
    level: usize,
) -> Option<String> {
    /// Prototypes without constructors that are followed for their names.
    const MAX_LEVELS: usize = 4;
    let key = KnownKey::Constructor.get(scope);
    let mut current = Some(Local::new(scope, object));
    while let Some(holder) = current {
        if let Some(property) = reflect::own_property(scope, holder, key)
            && let Slot::Data(value) = property.slot
            && let Ok(constructor) = Local::<Function>::try_from(value)
            && is_instance(scope, object, constructor)
        {
            let name = function_name(scope, constructor);
            if !name.is_empty() {
                return Some(name);
            }
        }
        current = reflect::prototype(scope, holder);
    }
    let prototype = reflect::prototype(scope, object)?;
    let name = object.get_constructor_name().to_rust_string_lossy(scope);
    if level == MAX_LEVELS {
        return Some(format!("{name} <Complex prototype>"));
    }
    Some(match constructor_name(scope, prototype, level + 1) {
        Some(of_prototype) => format!("{name} <{of_prototype}>"),
        None => format!("{name} <[Object: null prototype] {{}}>"),
    })
}

/// `object instanceof constructor` by the prototype chain alone.
fn is_instance(
    scope: &mut Scope<'_, '_>,
    object: Local<Object>,
    constructor: Local<Function>,
) -> bool {
    let key = KnownKey::Prototype.get(scope);
    let Some(Slot::Data(prototype)) =
        reflect::own_property(scope, constructor.into(), key).map(|p| p.slot)
    else {
        return false;
    };
    let mut current = reflect::prototype(scope, object);
    while let Some(holder) = current {
        if prototype == holder {
            return true;
        }
        current = reflect::prototype(scope, holder);
    }
    false
}

/// A function's own `name` where it is a string, else the name it was declared with.
pub(super) fn function_name(scope: &mut Scope<'_, '_>, function: Local<Function>) -> String {
    let key = KnownKey::Name.get(scope);
    let own = reflect::own_property(scope, function.into(), key);
    match own.map(|property| property.slot) {
        Some(Slot::Data(value)) if value.is_string() => value.to_rust_string_lossy(scope),
        Some(_) => function.get_name(scope).to_rust_string_lossy(scope),
        None => String::new(),
    }
}

/// `Symbol.toStringTag`, unless it is an own enumerable property, which is listed among the others.
///
/// Typed arrays have it as a native getter.
fn tag(scope: &mut Scope<'_, '_>, object: Local<Object>) -> Option<String> {
    let key: Local<Name> = Symbol::get_to_string_tag(scope).into();
    if reflect::own_property(scope, object, key).is_some_and(|property| property.enumerable) {
        return None;
    }
    let value = read_native(scope, object, key)?;
    value.is_string().then(|| value.to_rust_string_lossy(scope))
}
