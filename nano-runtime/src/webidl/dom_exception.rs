//! placeholder
use crate::js::{Local, Scope, Value};
pub(crate) fn create<'s>(
    scope: &mut Scope<'s, '_>,
    name: &'static str,
    message: &str,
) -> Local<'s, Value> {
    let m = super::js_string(scope, &format!("{name}: {message}"));
    v8::Exception::error(scope, m)
}
