//! The interface DOMException: <https://webidl.spec.whatwg.org/#idl-DOMException>
//!
//! Its prototype inherits from `%Error.prototype%`, and an instance has a `stack`, which the bindings capture when the object
//! is wrapped. The names and codes are in `dom_exception_name.rs`.

use super::{DomExceptionName, DomString, FromJs, IntoJs, idl, js_name};
use crate::exception::{Exception, Result};
use crate::gc::{Interface, Ref};
use crate::js::{Local, PropertyAttribute, Scope, Value};
use crate::serialize::{Deserializer, Serializable, Serializer};
use crate::{binding, webapi};

/// <https://webidl.spec.whatwg.org/#idl-DOMException>
#[webapi("webidl/DOMException.idl", prototype = "Error")]
#[derive(Debug)]
pub struct DomException {
    #[untraced]
    name: DomString,
    #[untraced]
    message: DomString,
}

#[webapi("webidl/DOMException.idl")]
impl DomException {
    /// <https://webidl.spec.whatwg.org/#dom-domexception-domexception>
    pub fn constructor(message: DomString, name: DomString) -> Self {
        // 1. Set this's name to name.
        // 2. Set this's message to message.
        Self { name, message }
    }

    /// <https://webidl.spec.whatwg.org/#dom-domexception-name>
    pub fn name(&self) -> &DomString {
        &self.name
    }

    /// <https://webidl.spec.whatwg.org/#dom-domexception-message>
    pub fn message(&self) -> &DomString {
        &self.message
    }

    /// <https://webidl.spec.whatwg.org/#dom-domexception-code>
    pub fn code(&self) -> u16 {
        self.name.as_str().map_or(0, DomExceptionName::code_of)
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-create-exception>
pub(crate) fn create<'s>(
    scope: &mut Scope<'s, '_>,
    name: &'static str,
    message: &str,
) -> Local<'s, Value> {
    let exception = DomException {
        name: name.into(),
        message: message.into(),
    };
    let exception = crate::binding::allocate(scope, exception);
    match crate::binding::wrapper(scope, exception) {
        Some(object) => object.into(),
        // Only when V8 is terminating: there is nobody to see it.
        None => v8::undefined(scope).into(),
    }
}

/// What a record holds of a DOMException.
#[derive(Debug)]
pub struct SerializedDomException {
    name: DomString,
    message: DomString,
    /// "User agents should attach a serialized representation of any interesting accompanying data": the `stack`.
    stack: Option<DomString>,
}

impl SerializedDomException {
    /// The serialization steps, for what inherits from DOMException too.
    pub(super) fn of(this: Ref<'_, DomException>, scope: &mut Scope<'_, '_>) -> Result<Self> {
        // 1. Set serialized.[[Name]] to value's name.
        // 2. Set serialized.[[Message]] to value's message.
        let (name, message) = (this.name.clone(), this.message.clone());
        let object = binding::wrapper(scope, this).ok_or(Exception::Pending)?;
        let key = js_name(scope, "stack").into();
        let stack = object.get(scope, key).ok_or(Exception::Pending)?;
        let stack = if stack.is_string() {
            Some(FromJs::<idl::DOMString>::from_js(scope, stack)?)
        } else {
            None
        };
        Ok(Self {
            name,
            message,
            stack,
        })
    }

    /// The part of a new object that is a DOMException.
    pub(super) fn to_exception(&self) -> DomException {
        // 1. Set value's name to serialized.[[Name]].
        // 2. Set value's message to serialized.[[Message]].
        DomException::constructor(self.message.clone(), self.name.clone())
    }

    /// Gives a new object the `stack` of the old one, instead of that of its own creation.
    pub(super) fn restore_stack<T: Interface>(
        &self,
        scope: &mut Scope<'_, '_>,
        exception: Ref<'_, T>,
    ) -> Result<()> {
        let object = binding::wrapper(scope, exception).ok_or(Exception::Pending)?;
        let stack = match &self.stack {
            Some(stack) => IntoJs::<idl::DOMString>::into_js(stack, scope)?,
            None => v8::undefined(scope).into(),
        };
        let key = js_name(scope, "stack").into();
        object
            .define_own_property(scope, key, stack, PropertyAttribute::DONT_ENUM)
            .ok_or(Exception::Pending)?;
        Ok(())
    }
}

impl Serializable for DomException {
    type Serialized = SerializedDomException;

    /// <https://webidl.spec.whatwg.org/#ref-for-serialization-steps>
    fn serialization_steps(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        _: &Serializer<'_>,
    ) -> Result<Self::Serialized> {
        SerializedDomException::of(this, scope)
    }

    /// <https://webidl.spec.whatwg.org/#ref-for-deserialization-steps>
    fn deserialization_steps<'s>(
        serialized: &Self::Serialized,
        scope: &mut Scope<'s, '_>,
        _: &Deserializer<'_>,
    ) -> Result<Ref<'s, Self>> {
        let exception = binding::allocate(scope, serialized.to_exception());
        serialized.restore_stack(scope, exception)?;
        Ok(exception)
    }
}
