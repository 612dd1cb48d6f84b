//! The inspector's messages: JSON out, JSON in.
//!
//! <https://chromedevtools.github.io/devtools-protocol/v8/Runtime/>. Answers are parsed by V8 itself, as strings in them may hold
//! lone surrogates.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;
use std::rc::Rc;

use v8::inspector::{ChannelImpl, StringBuffer, StringView};
use v8::{Local, Object, UniquePtr, Value};

use crate::js::Scope;

/// Answers that have arrived and were not taken yet, by the number of the call.
#[derive(Default)]
pub(super) struct Answers(RefCell<HashMap<i32, Option<Vec<u16>>>>);

impl Answers {
    /// Wants the answer to this call. Others are dropped.
    pub(super) fn expect(&self, call: i32) {
        self.0.borrow_mut().insert(call, None);
    }

    /// The answer to a call, once.
    pub(super) fn take(&self, call: i32) -> Option<Vec<u16>> {
        let mut answers = self.0.borrow_mut();
        answers.get(&call)?.as_ref()?;
        answers.remove(&call).flatten()
    }

    /// Wants the answer no more.
    pub(super) fn forget(&self, call: i32) {
        self.0.borrow_mut().remove(&call);
    }
}

/// What V8 sends its messages to. Notifications are of no interest: a REPL enables no domain.
pub(super) struct Channel(pub(super) Rc<Answers>);

impl ChannelImpl for Channel {
    fn send_response(&self, call: i32, message: UniquePtr<StringBuffer>) {
        let mut answers = self.0.0.borrow_mut();
        if let (Some(slot), Some(message)) = (answers.get_mut(&call), message.as_ref()) {
            *slot = Some(message.string().into_iter().collect());
        }
    }

    fn send_notification(&self, _: UniquePtr<StringBuffer>) {}

    fn flush_protocol_notifications(&self) {}
}

/// A message that calls `method`. `parameters` is the text of a JSON object.
pub(super) fn call(number: i32, method: &str, parameters: &str) -> String {
    format!(r#"{{"id":{number},"method":"{method}","params":{parameters}}}"#)
}

/// A JSON string, in ASCII alone: the inspector reads messages of bytes as Latin-1.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte @ (b'"' | b'\\')) => {
                quoted.push('\\');
                quoted.push(char::from(byte));
            }
            Ok(byte @ 0x20..=0x7e) => quoted.push(char::from(byte)),
            // Writing to a string does not fail.
            _ => {
                let _ = write!(quoted, "\\u{unit:04x}");
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Parses an answer.
pub(super) fn parse<'s>(scope: &mut Scope<'s, '_>, answer: &[u16]) -> Option<Local<'s, Object>> {
    let text = v8::String::new_from_two_byte(scope, answer, v8::NewStringType::Normal)?;
    v8::json::parse(scope, text)?.try_into().ok()
}

/// A member of a parsed message. Looked up as an own property, as programs may have given `Object.prototype` any other.
pub(super) fn member<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
    name: &str,
) -> Option<Local<'s, Value>> {
    let key = v8::String::new(scope, name)?;
    object
        .has_own_property(scope, key.into())
        .filter(|has| *has)?;
    object.get(scope, key.into())
}

/// A member that is an object.
pub(super) fn object_member<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, Object>,
    name: &str,
) -> Option<Local<'s, Object>> {
    member(scope, object, name)?.try_into().ok()
}

/// A member that is a string.
pub(super) fn text_member(
    scope: &mut Scope<'_, '_>,
    object: Local<'_, Object>,
    name: &str,
) -> Option<String> {
    let value = member(scope, object, name)?;
    value.is_string().then(|| value.to_rust_string_lossy(scope))
}

/// Hands ASCII to the inspector.
pub(super) fn view(text: &str) -> StringView<'_> {
    StringView::from(text.as_bytes())
}

/// The value of a `RemoteObject` that is a primitive. `None` for one that has an object id.
pub(super) fn primitive<'s>(
    scope: &mut Scope<'s, '_>,
    remote: Local<'_, Object>,
) -> Option<Local<'s, Value>> {
    if let Some(value) = member(scope, remote, "value") {
        return Some(value);
    }
    if let Some(text) = text_member(scope, remote, "unserializableValue") {
        if text.ends_with('n') {
            // V8 has no constructor from text, but the text is a literal.
            let literal = v8::String::new(scope, &text)?;
            return v8::Script::compile(scope, literal, None)?.run(scope);
        }
        let number = match text.as_str() {
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            "-0" => -0.0,
            _ => f64::NAN,
        };
        return Some(v8::Number::new(scope, number).into());
    }
    (text_member(scope, remote, "type").as_deref() == Some("undefined"))
        .then(|| v8::undefined(scope).into())
}
