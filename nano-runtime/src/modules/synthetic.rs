//! Modules whose exports native code provides: JSON, text and bytes, and modules built in.

use std::cell::RefCell;
use std::rc::Rc;

use v8::{Local, tc_scope};

use super::loader::{ModuleError, ModuleSource, ModuleType};
use super::map::{Failure, ModuleKey, Record};
use crate::js::Scope;
use crate::realm::Realm;

/// Yields the exports of a synthetic module when it is evaluated: names and values. `None` with an exception pending.
pub type SyntheticSteps =
    Box<dyn for<'s, 'i> FnOnce(&mut Scope<'s, 'i>) -> Option<Vec<(String, Local<'s, v8::Value>)>>>;

/// Makes a synthetic module; `None` if one of its names is longer than a string can be.
pub(crate) fn create(
    scope: &mut Scope<'_, '_>,
    key: ModuleKey,
    names: &[&str],
    steps: SyntheticSteps,
) -> Option<Rc<Record>> {
    let name = v8::String::new(scope, key.url.as_str())?;
    let mut exports = Vec::with_capacity(names.len());
    for name in names {
        exports.push(v8::String::new(scope, name)?);
    }
    let module = v8::Module::create_synthetic_module(scope, name, &exports, evaluate);
    Some(Rc::new(Record {
        module: v8::Global::new(scope, module),
        identity_hash: module.get_identity_hash(),
        url: key.url.clone(),
        key,
        requests: Vec::new(),
        steps: RefCell::new(Some(steps)),
    }))
}

/// <https://tc39.es/ecma262/#sec-smr-Evaluate>
fn evaluate<'s>(
    context: Local<'s, v8::Context>,
    module: Local<'s, v8::Module>,
) -> Option<Local<'s, v8::Value>> {
    // SAFETY: V8 called back on the isolate's thread with this context; the scope ends with this function.
    v8::callback_scope!(unsafe scope, context);
    let realm = Realm::from_scope(scope);
    realm.guard(|| set_exports(scope, realm, module)).flatten()
}

fn set_exports<'s>(
    scope: &mut Scope<'s, '_>,
    realm: &Realm,
    module: Local<'s, v8::Module>,
) -> Option<Local<'s, v8::Value>> {
    let steps = realm
        .modules
        .map
        .record_of(module)
        .and_then(|record| record.steps.borrow_mut().take());
    if let Some(steps) = steps {
        for (name, value) in steps(scope)? {
            let name = v8::String::new(scope, &name)?;
            module.set_synthetic_module_export(scope, name, value)?;
        }
    }
    let resolver = v8::PromiseResolver::new(scope)?;
    let undefined = v8::undefined(scope);
    resolver.resolve(scope, undefined.into())?;
    Some(resolver.get_promise(scope).into())
}

/// Makes the module of a source that is not JavaScript.
pub(crate) fn from_source(
    scope: &mut Scope<'_, '_>,
    key: ModuleKey,
    source: &ModuleSource,
) -> Result<Rc<Record>, Failure> {
    let value = match key.module_type {
        ModuleType::Json => parse_json(scope, source)?,
        ModuleType::Text => {
            let text = String::from_utf8_lossy(without_bom(&source.bytes));
            match v8::String::new(scope, &text) {
                Some(text) => text.into(),
                None => return Err(too_long(&key)),
            }
        }
        ModuleType::Bytes => {
            let store =
                v8::ArrayBuffer::new_backing_store_from_vec(source.bytes.to_vec()).make_shared();
            let buffer = v8::ArrayBuffer::with_backing_store(scope, &store);
            match v8::Uint8Array::new(scope, buffer, 0, source.bytes.len()) {
                Some(array) => array.into(),
                None => return Err(too_long(&key)),
            }
        }
        ModuleType::JavaScript => {
            return Err(Failure::Load(ModuleError::new(format!(
                "Module \"{}\" is JavaScript",
                key.url
            ))));
        }
    };
    let value = v8::Global::new(scope, value);
    let steps: SyntheticSteps =
        Box::new(move |scope| Some(vec![("default".to_owned(), Local::new(scope, value))]));
    create(scope, key.clone(), &["default"], steps).ok_or_else(|| too_long(&key))
}

fn too_long(key: &ModuleKey) -> Failure {
    Failure::Load(ModuleError::new(format!(
        "Module \"{}\" is longer than V8 allows",
        key.url
    )))
}

/// <https://tc39.es/ecma262/#sec-parse-json-module>, with the file named in the error.
fn parse_json<'s>(
    scope: &mut Scope<'s, '_>,
    source: &ModuleSource,
) -> Result<Local<'s, v8::Value>, Failure> {
    let text = String::from_utf8_lossy(without_bom(&source.bytes));
    tc_scope!(let tc, scope);
    let parsed = v8::String::new(tc, &text).and_then(|text| v8::json::parse(tc, text));
    if let Some(value) = parsed {
        return Ok(value);
    }
    let reason = tc
        .exception()
        .map(|exception| crate::script::describe_exception(tc, exception, None).message)
        .unwrap_or_default();
    tc.reset();
    let reason = reason.strip_prefix("SyntaxError: ").unwrap_or(&reason);
    let message = format!("Module \"{}\" is not valid JSON: {reason}", source.url);
    let message = v8::String::new(tc, &message).unwrap_or_else(|| v8::String::empty(tc));
    let error = v8::Exception::syntax_error(tc, message);
    Err(Failure::Exception(v8::Global::new(tc, error)))
}

/// <https://encoding.spec.whatwg.org/#utf-8-decode>: a byte order mark at the start does not belong to the text.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}
