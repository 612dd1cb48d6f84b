//! `async_sequence<T>`: <https://webidl.spec.whatwg.org/#js-async-iterable>

use super::iterator::get_method;
use super::sequence::iterator_method;
use super::{FromJs, IntoJs, idl};
use crate::exception::{Exception, Result};
use crate::js::{Function, Local, Object, Scope, Symbol, Value};

/// An object that can be iterated asynchronously, not opened yet.
#[derive(Clone, Copy, Debug)]
pub struct AsyncSequence<'s> {
    /// The iterable.
    pub object: Local<'s, Object>,
    /// Its `[Symbol.asyncIterator]` or `[Symbol.iterator]`.
    pub method: Local<'s, Function>,
    /// Which of the two.
    pub kind: AsyncSequenceKind,
}

/// What the method of an [`AsyncSequence`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsyncSequenceKind {
    /// An iterator.
    Sync,
    /// An async iterator.
    Async,
}

/// ? GetMethod(object, %Symbol.asyncIterator%)
///
/// # Errors
///
/// What the property's getter throws; TypeError when the property is neither callable nor null nor undefined.
pub fn async_iterator_method<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'s, Object>,
) -> Result<Option<Local<'s, Function>>> {
    let key = Symbol::get_async_iterator(scope).into();
    get_method(scope, object, key, || {
        "The object must have a callable @@asyncIterator property.".into()
    })
}

/// The object as an async sequence; `None` when it has neither method.
///
/// # Errors
///
/// What the properties' getters throw; TypeError when a property is neither callable nor null nor undefined.
pub fn from_object<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'s, Object>,
) -> Result<Option<AsyncSequence<'s>>> {
    // 2. Let method be ? GetMethod(V, %Symbol.asyncIterator%).
    if let Some(method) = async_iterator_method(scope, object)? {
        // 4. Return an async sequence with object V, method method and type "async".
        return Ok(Some(AsyncSequence {
            object,
            method,
            kind: AsyncSequenceKind::Async,
        }));
    }
    // 3. If method is undefined: set method to ? GetMethod(V, %Symbol.iterator%).
    let method = iterator_method(scope, object)?;
    // 3.2. If method is undefined, throw a TypeError. 3.3. Return an async sequence with type "sync".
    Ok(method.map(|method| AsyncSequence {
        object,
        method,
        kind: AsyncSequenceKind::Sync,
    }))
}

impl<'s, I> FromJs<'s, idl::AsyncSequence<I>> for AsyncSequence<'s> {
    fn from_js(scope: &mut Scope<'s, '_>, value: Local<'s, Value>) -> Result<Self> {
        // 1. If V is not an Object, throw a TypeError.
        // SPEC BUG: the tests of ReadableStream.from() (streams/readable-streams/from.any.js) iterate over the code points of a string,
        // and so does Node. Deno follows the text.
        let object = if value.is_string() {
            value.to_object(scope)
        } else {
            Local::<Object>::try_from(value).ok()
        };
        let Some(object) = object else {
            return Err(Exception::type_error(
                "The provided value cannot be converted to an async sequence.",
            ));
        };
        from_object(scope, object)?.ok_or_else(|| {
            Exception::type_error(
                "The object must have a callable @@asyncIterator or @@iterator property.",
            )
        })
    }
}

impl<'s, I> IntoJs<'s, idl::AsyncSequence<I>> for AsyncSequence<'s> {
    #[inline]
    fn into_js(self, _: &mut Scope<'s, '_>) -> Result<Local<'s, Value>> {
        Ok(self.object.into())
    }
}
