//! Pair iterators: what `iterable<K, V>` brings. <https://webidl.spec.whatwg.org/#js-iterable>
//!
//! The interface's Rust type yields the pair at an index; everything else is here, generic over that type.

use std::cell::Cell;

use super::call::Call;
use super::callback::Outcome;
use super::def::{InterfaceDef, Member};
use super::results::{ResultOrder, result_object};
use super::wrap;
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Member as Edge, Ref, Trace, Tracer};
use crate::js::{Array, Function, Local, Object, Scope, Value};
use crate::webidl::idl;

/// A key and a value, as JavaScript sees them.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'s> {
    /// The key.
    pub key: Local<'s, Value>,
    /// The value.
    pub value: Local<'s, Value>,
}

/// An interface with `iterable<K, V>`. `#[webapi]` implements it from the method `value_pair`.
pub trait PairIterable: Interface {
    /// The iterator prototype object's table.
    const ITERATOR: &'static InterfaceDef;

    /// The pair at `index` of the value pairs to iterate over, which may change between calls.
    ///
    /// # Errors
    ///
    /// What the method or the conversion of its result throws.
    fn pair<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        index: usize,
    ) -> Result<Option<Pair<'s>>>;
}

/// <https://webidl.spec.whatwg.org/#dfn-default-iterator-object>
struct PairIterator<T> {
    target: Edge<T>,
    index: Cell<usize>,
    kind: IterationKind,
}

/// What an iterator yields of each pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IterationKind {
    Keys,
    Values,
    Entries,
}

// SAFETY: the one edge is traced.
unsafe impl<T: PairIterable> Trace for PairIterator<T> {
    fn trace(&self, tracer: &mut Tracer<'_>) {
        self.target.trace(tracer);
    }
}

// SAFETY: the table is made for this type alone: one for each interface.
unsafe impl<T: PairIterable> Interface for PairIterator<T> {
    const DEF: &'static InterfaceDef = T::ITERATOR;
}

/// The members of `T`'s iterator prototype object.
pub const fn pair_iterator_members<T: PairIterable>() -> [Member; 1] {
    [Member::operation("next", 0, next::<T>)]
}

/// <https://webidl.spec.whatwg.org/#es-iterator-prototype-object>
fn next<T: PairIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    // 3. and 4. the receiver's brand.
    let this = call.receiver::<PairIterator<T>>()?;
    // 5. to 8. the pair at the index, if there is one.
    let index = this.index.get();
    let target = this.target.get();
    let pair = match target {
        Some(target) => T::pair(target, call.scope(), index)?,
        None => None,
    };
    let scope = call.scope();
    let Some(pair) = pair else {
        let undefined = v8::undefined(scope).into();
        let result = iterator_result(scope, undefined, true)?;
        return call.ret::<idl::Object, _>(result);
    };
    // 9. and 10. the next index.
    this.index.set(index + 1);
    // 11. the iterator result.
    let value = match this.kind {
        IterationKind::Keys => pair.key,
        IterationKind::Values => pair.value,
        IterationKind::Entries => Array::new_with_elements(scope, &[pair.key, pair.value]).into(),
    };
    let result = iterator_result(scope, value, false)?;
    call.ret::<idl::Object, _>(result)
}

fn iterate<T: PairIterable>(call: &mut Call<'_, '_, '_>, kind: IterationKind) -> Outcome {
    let this = call.receiver::<T>()?;
    let scope = call.scope();
    let iterator = wrap::allocate(
        scope,
        PairIterator {
            target: Edge::new(this),
            index: Cell::new(0),
            kind,
        },
    );
    let object: Local<'_, Object> = wrap::wrapper(scope, iterator).ok_or(Exception::Pending)?;
    call.ret::<idl::Object, _>(object)
}

/// `entries()`, which is also `[Symbol.iterator]()`.
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn pair_entries<T: PairIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Entries)
}

/// `keys()`
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn pair_keys<T: PairIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Keys)
}

/// `values()`
///
/// # Errors
///
/// TypeError for a wrong receiver.
pub fn pair_values<T: PairIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    iterate::<T>(call, IterationKind::Values)
}

/// `forEach(callback, thisArg)`: <https://webidl.spec.whatwg.org/#define-the-iteration-methods>
///
/// # Errors
///
/// TypeError for a wrong receiver or callback; what the callback throws.
pub fn pair_for_each<T: PairIterable>(call: &mut Call<'_, '_, '_>) -> Outcome {
    let this = call.receiver::<T>()?;
    call.require(1)?;
    let (function, this_arg) = (call.value(0), call.value(1));
    let receiver: Local<'_, Value> = call.this().into();
    let Ok(function) = Local::<Function>::try_from(function) else {
        return Err(Exception::type_error(
            "The callback provided as parameter 1 is not a function.",
        ));
    };
    let scope = call.scope();
    let mut index = 0;
    while let Some(pair) = T::pair(this, scope, index)? {
        function
            .call(scope, this_arg, &[pair.value, pair.key, receiver])
            .ok_or(Exception::Pending)?;
        index += 1;
    }
    Ok(())
}

/// <https://tc39.es/ecma262/#sec-createiterresultobject>
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub(crate) fn iterator_result<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    done: bool,
) -> Result<Local<'s, Object>> {
    result_object(scope, ResultOrder::ValueFirst, value, done)
}
