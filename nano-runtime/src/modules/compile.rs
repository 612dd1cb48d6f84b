//! From a fetched source to a module whose imports are resolved.

use std::cell::RefCell;
use std::rc::Rc;

use url::Url;
use v8::{Global, Local, tc_scope};

use super::loader::{ModuleError, ModuleSource, ModuleType, SourceKind};
use super::map::{Failure, Importer, ModuleKey, Record, Request};
use super::{attributes, synthetic};
use crate::js::Scope;
use crate::realm::Realm;

/// Makes the module of `source`, which was asked for by `key`.
pub(crate) fn create_module(
    scope: &mut Scope<'_, '_>,
    key: &ModuleKey,
    source: &ModuleSource,
) -> Result<Rc<Record>, Failure> {
    let url = &key.url;
    let unsuitable = |text: String| Err(Failure::Load(ModuleError::new(text)));
    match (key.module_type, source.kind) {
        (ModuleType::JavaScript, SourceKind::JavaScript) => {
            create_javascript_module(scope, key, source)
        }
        (ModuleType::JavaScript, SourceKind::Json) => unsuitable(format!(
            "Module \"{url}\" is JSON, which needs an import attribute: with {{ type: \"json\" }}"
        )),
        (ModuleType::JavaScript, SourceKind::Other) => {
            unsuitable(format!("Module \"{url}\" is not JavaScript"))
        }
        (ModuleType::Json, SourceKind::JavaScript | SourceKind::Other) => unsuitable(format!(
            "Module \"{url}\" is not JSON, as its import attribute says"
        )),
        (ModuleType::Json, SourceKind::Json) | (ModuleType::Text | ModuleType::Bytes, _) => {
            synthetic::from_source(scope, key.clone(), source)
        }
    }
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#creating-a-javascript-module-script>
fn create_javascript_module(
    scope: &mut Scope<'_, '_>,
    key: &ModuleKey,
    source: &ModuleSource,
) -> Result<Rc<Record>, Failure> {
    tc_scope!(let tc, scope);
    let compiled = compile(tc, source).and_then(|module| {
        let requests = resolve_requests(tc, module, &source.url)?;
        Some((module, requests))
    });
    match compiled {
        Some((module, requests)) => Ok(Rc::new(Record {
            module: Global::new(tc, module),
            identity_hash: module.get_identity_hash(),
            key: key.clone(),
            url: source.url.clone(),
            requests,
            steps: RefCell::new(None),
        })),
        None => Err(match tc.exception().filter(|_| !tc.has_terminated()) {
            Some(exception) => Failure::Exception(Global::new(tc, exception)),
            None => Failure::Load(ModuleError::new(format!(
                "Module \"{}\" was not compiled: execution was terminated",
                key.url
            ))),
        }),
    }
}

fn compile<'s>(scope: &mut Scope<'s, '_>, source: &ModuleSource) -> Option<Local<'s, v8::Module>> {
    let bytes = synthetic::without_bom(&source.bytes);
    let code = if bytes.is_ascii() {
        v8::String::new_from_one_byte(scope, bytes, v8::NewStringType::Normal)
    } else {
        v8::String::new(scope, &String::from_utf8_lossy(bytes))
    };
    let Some(code) = code else {
        let message = format!("Module \"{}\" is longer than a string can be", source.url);
        let message = v8::String::new(scope, &message)?;
        let error = v8::Exception::range_error(scope, message);
        scope.throw_exception(error);
        return None;
    };
    let name = v8::String::new(scope, source.url.as_str())?;
    let origin = v8::ScriptOrigin::new(
        scope,
        name.into(),
        0,
        0,
        false,
        -1,
        None,
        false,
        false,
        true,
        None,
    );
    let mut source = v8::script_compiler::Source::new(code, Some(&origin));
    v8::script_compiler::compile_module(scope, &mut source)
}

/// Steps 8 of *creating a JavaScript module script*: every import has to resolve. `None` with an exception pending.
fn resolve_requests(
    scope: &mut Scope<'_, '_>,
    module: Local<'_, v8::Module>,
    url: &Url,
) -> Option<Vec<Request>> {
    let realm = Realm::from_scope(scope);
    let requests = module.get_module_requests();
    let mut resolved = Vec::with_capacity(requests.length());
    for index in 0..requests.length() {
        let request = Local::<v8::ModuleRequest>::try_from(requests.get(scope, index)?).ok()?;
        let location = module.source_offset_to_location(request.get_source_offset());
        let importer = Importer {
            file: url.to_string(),
            line: usize::try_from(location.get_line_number()).unwrap_or(0) + 1,
            column: usize::try_from(location.get_column_number()).unwrap_or(0) + 1,
        };
        let specifier = request.get_specifier().to_rust_string_lossy(scope);
        let phase = request.get_phase();
        let module_type = attributes::of_static_import(scope, request.get_import_attributes());
        let key = module_type.and_then(|module_type| {
            if phase == v8::ModuleImportPhase::kSource {
                return Err(ModuleError::new(format!(
                    "Cannot import the source of \"{specifier}\": its kind of module has none"
                )));
            }
            Ok(ModuleKey {
                url: realm.modules.resolve(&specifier, url)?,
                module_type,
            })
        });
        match key {
            Ok(key) => resolved.push(Request {
                specifier,
                key,
                importer,
            }),
            Err(error) => {
                let exception = Failure::Load(error).to_exception(scope, Some(&importer));
                scope.throw_exception(exception);
                return None;
            }
        }
    }
    Some(resolved)
}
