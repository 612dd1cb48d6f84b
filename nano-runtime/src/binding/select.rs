//! Which member of a union, or which overload, a JavaScript value stands for.
//!
//! One algorithm serves both, over a table that the generator derives from the IDL:
//! <https://webidl.spec.whatwg.org/#js-union> and, from step 12 on,
//! <https://webidl.spec.whatwg.org/#dfn-overload-resolution-algorithm>.

use super::wrap;
use crate::exception::{Exception, Result};
use crate::js::{Function, Local, Object, Scope, Value};
use crate::webidl::FromJs;

/// What a type can be told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `undefined`
    Undefined,
    /// It includes a nullable type.
    Nullable,
    /// An interface, by name.
    Interface(&'static str),
    /// One buffer type, by name.
    Buffer(&'static str),
    /// Any view of a buffer.
    ArrayBufferView,
    /// A callback function.
    Callback,
    /// `async_sequence`
    AsyncSequence,
    /// `sequence`, `FrozenArray`
    Sequence,
    /// A dictionary (also a callback function that takes any object): `null` is one.
    Dictionary,
    /// A record or a callback interface.
    Record,
    /// `object`
    Object,
    /// `symbol`
    Symbol,
    /// `boolean`
    Boolean,
    /// A numeric type.
    Number,
    /// `bigint`
    BigInt,
    /// A string type or an enumeration.
    String,
    /// `any`, or a promise type, which any value converts to.
    Any,
}

/// A member of a union, or an overload's type at the distinguishing argument.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// What the generated code chooses by.
    pub index: usize,
    /// What the type can be told by.
    pub kinds: &'static [Kind],
    /// Whether the argument may be left out.
    pub optional: bool,
}

impl Candidate {
    /// A type that can be told by `kinds`.
    #[must_use]
    pub const fn new(index: usize, kinds: &'static [Kind]) -> Self {
        Self {
            index,
            kinds,
            optional: false,
        }
    }

    /// The candidate for an argument that may be left out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

/// The chosen candidate.
#[derive(Clone, Copy, Debug)]
pub struct Selected<'s> {
    /// The candidate's index.
    pub index: usize,
    /// The iteration method that made it a sequence: it was read once, and is not read again.
    method: Option<Local<'s, Function>>,
}

impl<'s> Selected<'s> {
    /// Converts the value to the chosen type.
    ///
    /// # Errors
    ///
    /// What the conversion throws.
    pub fn convert<I, T: FromJs<'s, I>>(
        self,
        scope: &mut Scope<'s, '_>,
        value: Local<'s, Value>,
    ) -> Result<T> {
        match self.method {
            Some(method) => T::from_js_by_method(scope, value, method),
            None => T::from_js(scope, value),
        }
    }
}

/// Chooses a candidate by a value; `None` when it fits none.
///
/// # Errors
///
/// What reading the iteration method throws.
pub fn select<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    candidates: &[Candidate],
) -> Result<Option<Selected<'s>>> {
    let candidates = Candidates(candidates);
    if value.is_undefined() {
        if let Some(selected) = candidates.optional() {
            return Ok(Some(selected));
        }
        if let Some(selected) = candidates.with(Kind::Undefined) {
            return Ok(Some(selected));
        }
    }
    if value.is_null_or_undefined()
        && let Some(selected) =
            candidates.find(|kind| matches!(kind, Kind::Nullable | Kind::Dictionary))
    {
        return Ok(Some(selected));
    }
    if let Ok(object) = Local::<Object>::try_from(value) {
        if let Some(selected) = select_object(scope, value, object, candidates)? {
            return Ok(Some(selected));
        }
    } else if let Some(selected) = select_primitive(value, candidates) {
        return Ok(Some(selected));
    }
    // A string type, then a numeric one, then boolean, then bigint, takes what nothing else took.
    Ok([
        Kind::String,
        Kind::Number,
        Kind::Boolean,
        Kind::BigInt,
        Kind::Any,
    ]
    .into_iter()
    .find_map(|kind| candidates.with(kind)))
}

/// The types to choose from.
#[derive(Clone, Copy)]
struct Candidates<'a>(&'a [Candidate]);

impl Candidates<'_> {
    /// The first with a kind that is wanted.
    fn find<'s>(self, wanted: impl Fn(Kind) -> bool) -> Option<Selected<'s>> {
        self.first(|candidate| candidate.kinds.iter().any(|kind| wanted(*kind)))
    }

    /// The first of a kind.
    fn with<'s>(self, wanted: Kind) -> Option<Selected<'s>> {
        self.find(|kind| kind == wanted)
    }

    /// The first whose argument may be left out.
    fn optional<'s>(self) -> Option<Selected<'s>> {
        self.first(|candidate| candidate.optional)
    }

    fn first<'s>(self, wanted: impl Fn(&Candidate) -> bool) -> Option<Selected<'s>> {
        let candidate = self.0.iter().find(|candidate| wanted(candidate))?;
        Some(Selected {
            index: candidate.index,
            method: None,
        })
    }
}

fn select_primitive<'s>(
    value: Local<'s, Value>,
    candidates: Candidates<'_>,
) -> Option<Selected<'s>> {
    if value.is_boolean() {
        candidates.with(Kind::Boolean)
    } else if value.is_number() {
        candidates.with(Kind::Number)
    } else if value.is_big_int() {
        candidates.with(Kind::BigInt)
    } else if value.is_symbol() {
        candidates.with(Kind::Symbol)
    } else {
        None
    }
}

fn select_object<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    object: Local<'s, Object>,
    candidates: Candidates<'_>,
) -> Result<Option<Selected<'s>>> {
    // A platform object: an interface it implements, or object.
    if let Some(def) = wrap::definition(scope, object) {
        let implements = |kind| match kind {
            Kind::Interface(name) => def.implements(name),
            Kind::Object => true,
            _ => false,
        };
        if let Some(selected) = candidates.find(implements) {
            return Ok(Some(selected));
        }
    }
    // A buffer or a view.
    if let Some(name) = buffer_name(value) {
        let view = value.is_array_buffer_view();
        let buffer = |kind| match kind {
            Kind::Buffer(wanted) => wanted == name,
            Kind::ArrayBufferView => view,
            Kind::Object => true,
            _ => false,
        };
        if let Some(selected) = candidates.find(buffer) {
            return Ok(Some(selected));
        }
    }
    // A callable.
    if value.is_function()
        && let Some(selected) =
            candidates.find(|kind| matches!(kind, Kind::Callback | Kind::Object))
    {
        return Ok(Some(selected));
    }
    // An object with an iteration method.
    let string_object = value.is_string_object() && candidates.with(Kind::String).is_some();
    for (wanted, is_async) in [(Kind::AsyncSequence, true), (Kind::Sequence, false)] {
        let Some(selected) = candidates.with(wanted) else {
            continue;
        };
        // A String object is a string where a string type is among the types.
        if string_object && is_async {
            continue;
        }
        let mut method = if is_async {
            iterator_method(scope, object, true)?
        } else {
            None
        };
        if method.is_none() {
            method = iterator_method(scope, object, false)?;
        }
        if method.is_some() {
            return Ok(Some(Selected { method, ..selected }));
        }
    }
    // Any other object: a callback interface, a dictionary, a record, or object.
    Ok(candidates.find(|kind| matches!(kind, Kind::Dictionary | Kind::Record | Kind::Object)))
}

/// <https://tc39.es/ecma262/#sec-getmethod> of `%Symbol.iterator%` or `%Symbol.asyncIterator%`.
fn iterator_method<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'s, Object>,
    is_async: bool,
) -> Result<Option<Local<'s, Function>>> {
    let key = if is_async {
        v8::Symbol::get_async_iterator(scope)
    } else {
        v8::Symbol::get_iterator(scope)
    };
    let method = object.get(scope, key.into()).ok_or(Exception::Pending)?;
    if method.is_null_or_undefined() {
        return Ok(None);
    }
    let method = Local::<Function>::try_from(method);
    method
        .map(Some)
        .map_err(|_| Exception::type_error("The object must have a callable @@iterator property."))
}

/// The name of a buffer type.
fn buffer_name(value: Local<'_, Value>) -> Option<&'static str> {
    if value.is_array_buffer() {
        return Some("ArrayBuffer");
    }
    if value.is_shared_array_buffer() {
        return Some("SharedArrayBuffer");
    }
    if !value.is_array_buffer_view() {
        return None;
    }
    let names: [(bool, &'static str); 13] = [
        (value.is_uint8_array(), "Uint8Array"),
        (value.is_data_view(), "DataView"),
        (value.is_int8_array(), "Int8Array"),
        (value.is_int16_array(), "Int16Array"),
        (value.is_int32_array(), "Int32Array"),
        (value.is_uint16_array(), "Uint16Array"),
        (value.is_uint32_array(), "Uint32Array"),
        (value.is_uint8_clamped_array(), "Uint8ClampedArray"),
        (value.is_big_int64_array(), "BigInt64Array"),
        (value.is_big_uint64_array(), "BigUint64Array"),
        (value.is_float16_array(), "Float16Array"),
        (value.is_float32_array(), "Float32Array"),
        (value.is_float64_array(), "Float64Array"),
    ];
    names.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}
