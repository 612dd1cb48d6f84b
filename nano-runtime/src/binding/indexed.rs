//! Indexed properties: what `getter T (unsigned long index)` brings, and what `iterable<V>` stands on.
//!
//! <https://webidl.spec.whatwg.org/#js-legacy-platform-objects>, for interfaces with an indexed property getter and no setter.

use v8::{
    ExternalReference, IndexedPropertyHandlerConfiguration, Intercepted, MapFnTo,
    PropertyAttribute, PropertyCallbackArguments, PropertyDescriptor, ReturnValue,
};

use super::wrap;
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Ref};
use crate::js::{Array, Boolean, Integer, Local, Scope, Value};
use crate::realm::Realm;

/// An interface with an indexed property getter. `#[webapi]` implements it from the getter's method and that of the attribute
/// `length`, below which every index is a supported property index.
pub trait IndexedProperties: Interface {
    /// The value of the attribute `length`.
    ///
    /// # Errors
    ///
    /// What the method throws.
    fn length(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<u32>;

    /// <https://webidl.spec.whatwg.org/#dfn-determine-the-value-of-an-indexed-property>
    ///
    /// # Errors
    ///
    /// What the method or the conversion of its result throws.
    fn item<'s>(
        this: Ref<'_, Self>,
        scope: &mut Scope<'s, '_>,
        index: u32,
    ) -> Result<Local<'s, Value>>;
}

/// What V8 calls for a property that is an array index.
pub struct IndexedHandlers {
    getter: v8::IndexedPropertyGetterCallback,
    query: v8::IndexedPropertyQueryCallback,
    setter: v8::IndexedPropertySetterCallback,
    definer: v8::IndexedPropertyDefinerCallback,
    deleter: v8::IndexedPropertyDeleterCallback,
    enumerator: v8::IndexedPropertyEnumeratorCallback,
}

impl IndexedHandlers {
    pub(super) fn configuration<'s>(&self) -> IndexedPropertyHandlerConfiguration<'s> {
        IndexedPropertyHandlerConfiguration::new()
            .getter_raw(self.getter)
            .query_raw(self.query)
            .setter_raw(self.setter)
            .definer_raw(self.definer)
            .deleter_raw(self.deleter)
            .enumerator_raw(self.enumerator)
    }

    pub(super) fn external_references(&self) -> [ExternalReference; 6] {
        [
            ExternalReference {
                indexed_getter: self.getter,
            },
            ExternalReference {
                indexed_query: self.query,
            },
            ExternalReference {
                indexed_setter: self.setter,
            },
            ExternalReference {
                indexed_definer: self.definer,
            },
            ExternalReference {
                indexed_deleter: self.deleter,
            },
            ExternalReference {
                enumerator: self.enumerator,
            },
        ]
    }
}

pub(super) fn handlers<T: IndexedProperties>() -> IndexedHandlers {
    IndexedHandlers {
        getter: getter::<T>.map_fn_to(),
        query: query::<T>.map_fn_to(),
        setter: setter.map_fn_to(),
        definer: definer.map_fn_to(),
        deleter: deleter::<T>.map_fn_to(),
        enumerator: enumerator::<T>.map_fn_to(),
    }
}

/// Runs `body` for the object that has the property. What it throws is thrown, and no panic gets through; both are `None`.
fn guarded<'s, 'i, T: IndexedProperties, R>(
    scope: &mut Scope<'s, 'i>,
    args: &PropertyCallbackArguments<'s>,
    body: impl FnOnce(&mut Scope<'s, 'i>, Ref<'s, T>) -> Result<R>,
) -> Option<R> {
    let realm = Realm::from_scope(scope);
    let result = realm.guard(|| {
        let this = wrap::receiver(scope, args.holder())
            .ok_or_else(|| Exception::type_error("Illegal invocation"))?;
        body(scope, this)
    })?;
    result.map_err(|exception| exception.throw(scope)).ok()
}

/// Whether `index` is a supported property index; `None` when something was thrown.
fn is_supported<'s, T: IndexedProperties>(
    scope: &mut Scope<'s, '_>,
    args: &PropertyCallbackArguments<'s>,
    index: u32,
) -> Option<bool> {
    guarded::<T, _>(scope, args, |scope, this| {
        Ok(index < T::length(this, scope)?)
    })
}

fn getter<'s, T: IndexedProperties>(
    scope: &mut Scope<'s, '_>,
    index: u32,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Value>,
) -> Intercepted {
    let value = guarded::<T, _>(scope, &args, |scope, this| {
        if index < T::length(this, scope)? {
            T::item(this, scope, index).map(Some)
        } else {
            Ok(None)
        }
    });
    match value {
        Some(Some(value)) => {
            slot.set(value);
            Intercepted::kYes
        }
        Some(None) => Intercepted::kNo,
        // The exception is pending.
        None => Intercepted::kYes,
    }
}

fn query<'s, T: IndexedProperties>(
    scope: &mut Scope<'s, '_>,
    index: u32,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Integer>,
) -> Intercepted {
    match is_supported::<T>(scope, &args, index) {
        Some(true) => {
            // LegacyPlatformObjectGetOwnProperty, 1.2.7. and 1.2.8.: enumerable and configurable; writable only with a setter.
            slot.set_int32(PropertyAttribute::READ_ONLY.as_u32().cast_signed());
            Intercepted::kYes
        }
        Some(false) => Intercepted::kNo,
        None => Intercepted::kYes,
    }
}

/// Without a setter there is nothing to write to, whether or not the index is supported.
fn refuse(
    scope: &mut Scope<'_, '_>,
    args: &PropertyCallbackArguments<'_>,
    slot: &mut ReturnValue<'_, Boolean>,
    what: &'static str,
) -> Intercepted {
    slot.set_bool(false);
    if args.should_throw_on_error() {
        Exception::type_error(what).throw(scope);
    }
    Intercepted::kYes
}

/// <https://webidl.spec.whatwg.org/#legacy-platform-object-set>
fn setter<'s>(
    scope: &mut Scope<'s, '_>,
    _: u32,
    _: Local<'s, Value>,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Boolean>,
) -> Intercepted {
    refuse(
        scope,
        &args,
        &mut slot,
        "Index property setter is not supported.",
    )
}

/// <https://webidl.spec.whatwg.org/#legacy-platform-object-defineownproperty>
fn definer<'s>(
    scope: &mut Scope<'s, '_>,
    _: u32,
    _: &PropertyDescriptor,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Boolean>,
) -> Intercepted {
    refuse(
        scope,
        &args,
        &mut slot,
        "Index property setter is not supported.",
    )
}

/// <https://webidl.spec.whatwg.org/#legacy-platform-object-delete>
fn deleter<'s, T: IndexedProperties>(
    scope: &mut Scope<'s, '_>,
    index: u32,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Boolean>,
) -> Intercepted {
    match is_supported::<T>(scope, &args, index) {
        // 1.2. If index is not a supported property index, then return true.
        Some(false) => Intercepted::kNo,
        // 1.3. Return false.
        Some(true) => refuse(
            scope,
            &args,
            &mut slot,
            "Index property deleter is not supported.",
        ),
        None => Intercepted::kYes,
    }
}

/// <https://webidl.spec.whatwg.org/#legacy-platform-object-ownpropertykeys>
fn enumerator<'s, T: IndexedProperties>(
    scope: &mut Scope<'s, '_>,
    args: PropertyCallbackArguments<'s>,
    mut slot: ReturnValue<'_, Array>,
) {
    let length = guarded::<T, _>(scope, &args, |scope, this| T::length(this, scope));
    let Some(length) = length else { return };
    let indices: Vec<Local<'_, Value>> = (0..length)
        .map(|index| Integer::new_from_unsigned(scope, index).into())
        .collect();
    slot.set(Array::new_with_elements(scope, &indices));
}
