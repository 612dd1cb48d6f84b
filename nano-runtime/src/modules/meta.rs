//! `import.meta`.

use url::Url;
use v8::Local;

use crate::js::Scope;
use crate::realm::Realm;

/// V8's callback for the first use of `import.meta` in a module.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#hostgetimportmetaproperties>, and the properties server-side runtimes
/// agree on: `main`, `filename`, `dirname`.
pub(crate) unsafe extern "C" fn host_initialize_import_meta(
    context: Local<'_, v8::Context>,
    module: Local<'_, v8::Module>,
    meta: Local<'_, v8::Object>,
) {
    // SAFETY: V8 called back on the isolate's thread with this context; the scope ends with this function.
    v8::callback_scope!(unsafe scope, context);
    let realm = Realm::from_scope(scope);
    realm.guard(|| initialize(scope, realm, module, meta));
}

/// `None` when execution is being terminated.
fn initialize(
    scope: &mut Scope<'_, '_>,
    realm: &Realm,
    module: Local<'_, v8::Module>,
    meta: Local<'_, v8::Object>,
) -> Option<()> {
    let record = realm.modules.map.record_of(module)?;
    let url = v8::String::new(scope, record.url.as_str())?;
    set(scope, meta, "url", url.into())?;
    let main = realm
        .modules
        .main
        .borrow()
        .as_ref()
        .is_some_and(|main| main.key == record.key);
    let main = v8::Boolean::new(scope, main);
    set(scope, meta, "main", main.into())?;
    if record.url.scheme() == "file"
        && let Ok(path) = record.url.to_file_path()
    {
        let filename = v8::String::new(scope, &path.to_string_lossy())?;
        set(scope, meta, "filename", filename.into())?;
        if let Some(parent) = path.parent() {
            let dirname = v8::String::new(scope, &parent.to_string_lossy())?;
            set(scope, meta, "dirname", dirname.into())?;
        }
    }
    let function = v8::Function::builder(resolve)
        .data(url.into())
        .length(1)
        .build(scope)?;
    let name = v8::String::new(scope, "resolve")?;
    function.set_name(name);
    set(scope, meta, "resolve", function.into())
}

fn set(
    scope: &mut Scope<'_, '_>,
    object: Local<'_, v8::Object>,
    name: &str,
    value: Local<'_, v8::Value>,
) -> Option<()> {
    let name = v8::String::new(scope, name)?;
    object
        .create_data_property(scope, name.into(), value)
        .map(|_| ())
}

/// `import.meta.resolve(specifier)`.
fn resolve(
    scope: &mut Scope<'_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let realm = Realm::from_scope(scope);
    realm.guard(|| {
        let base = Url::parse(&arguments.data().to_rust_string_lossy(scope))
            .unwrap_or_else(|_| realm.location());
        // Fails with an exception pending that `toString` of the argument threw.
        let Some(specifier) = arguments.get(0).to_string(scope) else {
            return;
        };
        match realm
            .modules
            .resolve(&specifier.to_rust_string_lossy(scope), &base)
        {
            Ok(url) => {
                if let Some(url) = v8::String::new(scope, url.as_str()) {
                    result.set(url.into());
                }
            }
            Err(error) => {
                let error = super::map::type_error(scope, &error.to_string());
                scope.throw_exception(error);
            }
        }
    });
}
