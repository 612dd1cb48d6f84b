//! [`Serializable`] and [`Transferable`]: what a platform object's interface says about cloning and transferring it.
//!
//! <https://html.spec.whatwg.org/multipage/structured-data.html#serializable-objects> and
//! <https://html.spec.whatwg.org/multipage/structured-data.html#transferable-objects>

use std::marker::PhantomData;

use super::{Data, Deserializer, Serializer};
use crate::binding;
use crate::exception::{Exception, Result};
use crate::gc::{Header, Interface, Ref};
use crate::js::{Local, Object, Scope};

/// An interface that IDL marks `[Serializable]`.
pub trait Serializable: Interface {
    /// The fields that the steps set in *serialized*.
    type Serialized: Send + Sync + 'static;

    /// The serialization steps of the interface.
    ///
    /// # Errors
    ///
    /// What they throw: a "DataCloneError" DOMException, most often.
    fn serialization_steps(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        serializer: &Serializer<'_>,
    ) -> Result<Self::Serialized>;

    /// Creates an object in the realm of `scope` and performs the deserialization steps of the interface on it.
    ///
    /// # Errors
    ///
    /// What they throw.
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        deserializer: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>>;
}

/// An interface that IDL marks `[Transferable]`.
pub trait Transferable: Interface {
    /// The data holder.
    type DataHolder: Send + Sync + 'static;

    /// The `[[Detached]]` internal slot.
    fn is_detached(&self) -> bool;

    /// The transfer steps of the interface. They leave the object detached.
    ///
    /// # Errors
    ///
    /// What they throw: a "DataCloneError" DOMException, most often.
    fn transfer_steps(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>) -> Result<Self::DataHolder>;

    /// Creates an object in the realm of `scope` and performs the transfer-receiving steps of the interface on it.
    ///
    /// # Errors
    ///
    /// What they throw.
    fn transfer_receiving_steps<'s>(
        data_holder: Self::DataHolder,
        scope: &mut Scope<'s, '_>,
    ) -> Result<Ref<'s, Self>>;
}

/// The steps of a [`Serializable`] interface, as its table holds them.
pub struct SerializableSteps {
    pub(super) serialize: fn(&Header, &mut Scope<'_, '_>, &Serializer<'_>) -> Result<Data>,
    pub(super) deserialize:
        for<'s> fn(&Data, &mut Scope<'s, '_>, &Deserializer<'_>) -> Result<Local<'s, Object>>,
}

/// The steps of a [`Transferable`] interface, as its table holds them.
pub struct TransferableSteps {
    pub(super) is_detached: fn(&Header) -> bool,
    pub(super) transfer: fn(&Header, &mut Scope<'_, '_>) -> Result<Data>,
    pub(super) receive: for<'s> fn(Data, &mut Scope<'s, '_>) -> Result<Local<'s, Object>>,
}

fn serialize<T: Serializable>(
    object: &Header,
    scope: &mut Scope<'_, '_>,
    serializer: &Serializer<'_>,
) -> Result<Data> {
    let object = Ref::from_header(object).ok_or_else(|| Exception::not_of_type(T::DEF.name))?;
    Ok(Box::new(T::serialization_steps(object, scope, serializer)?))
}

fn deserialize<'s, T: Serializable>(
    data: &Data,
    scope: &mut Scope<'s, '_>,
    deserializer: &Deserializer<'_>,
) -> Result<Local<'s, Object>> {
    let data = data
        .downcast_ref::<T::Serialized>()
        .ok_or_else(|| Exception::not_of_type(T::DEF.name))?;
    let object = T::deserialization_steps(data, scope, deserializer)?;
    binding::wrapper(scope, object).ok_or(Exception::Pending)
}

fn is_detached<T: Transferable>(object: &Header) -> bool {
    Ref::<T>::from_header(object).is_some_and(|object| object.get().is_detached())
}

fn transfer<T: Transferable>(object: &Header, scope: &mut Scope<'_, '_>) -> Result<Data> {
    let object = Ref::from_header(object).ok_or_else(|| Exception::not_of_type(T::DEF.name))?;
    Ok(Box::new(T::transfer_steps(object, scope)?))
}

fn receive<'s, T: Transferable>(
    data: Data,
    scope: &mut Scope<'s, '_>,
) -> Result<Local<'s, Object>> {
    let data: Box<T::DataHolder> = data
        .downcast()
        .map_err(|_| Exception::not_of_type(T::DEF.name))?;
    let object = T::transfer_receiving_steps(*data, scope)?;
    binding::wrapper(scope, object).ok_or(Exception::Pending)
}

/// Finds out whether a type implements the traits above: `#[webapi]` asks `Probe::<T>::SERIALIZABLE` with [`Unmarked`] in scope, which
/// answers for types that do not.
pub struct Probe<T>(PhantomData<T>);

impl<T: Serializable> Probe<T> {
    /// The steps of `T`.
    pub const SERIALIZABLE: Option<&'static SerializableSteps> = Some(&SerializableSteps {
        serialize: serialize::<T>,
        deserialize: deserialize::<T>,
    });
}

impl<T: Transferable> Probe<T> {
    /// The steps of `T`.
    pub const TRANSFERABLE: Option<&'static TransferableSteps> = Some(&TransferableSteps {
        is_detached: is_detached::<T>,
        transfer: transfer::<T>,
        receive: receive::<T>,
    });
}

/// What [`Probe`] says of a type without steps.
pub trait Unmarked {
    /// None.
    const SERIALIZABLE: Option<&'static SerializableSteps> = None;
    /// None.
    const TRANSFERABLE: Option<&'static TransferableSteps> = None;
}

impl<T> Unmarked for Probe<T> {}
