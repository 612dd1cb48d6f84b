//! The interface DOMException: <https://webidl.spec.whatwg.org/#idl-DOMException>
//!
//! Its prototype inherits from `%Error.prototype%`, and an instance has a `stack`, which the bindings capture when the object
//! is wrapped. The names and codes are in `dom_exception_name.rs`.

use super::{DomExceptionName, DomString};
use crate::js::{Local, Scope, Value};
use crate::webapi;

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
