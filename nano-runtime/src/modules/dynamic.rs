//! `import()`.

use std::rc::Rc;

use url::Url;
use v8::{Global, Local};

use super::evaluate::link_and_evaluate;
use super::loader::ModuleError;
use super::map::{Failure, Importer, ModuleKey, Record};
use super::{attributes, graph};
use crate::js::Scope;
use crate::realm::Realm;

/// V8's callback for `import()`.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#hostloadimportedmodule>
pub(crate) fn host_import_module_dynamically<'s, 'i>(
    scope: &mut Scope<'s, 'i>,
    _host_defined_options: Local<'s, v8::Data>,
    resource_name: Local<'s, v8::Value>,
    specifier: Local<'s, v8::String>,
    attributes: Local<'s, v8::FixedArray>,
) -> Option<Local<'s, v8::Promise>> {
    let realm = Realm::from_scope(scope);
    let resolver = v8::PromiseResolver::new(scope)?;
    let promise = resolver.get_promise(scope);
    realm.guard(|| start(scope, realm, resource_name, specifier, attributes, resolver));
    Some(promise)
}

fn start(
    scope: &mut Scope<'_, '_>,
    realm: &Realm,
    resource_name: Local<'_, v8::Value>,
    specifier: Local<'_, v8::String>,
    attributes: Local<'_, v8::FixedArray>,
    resolver: Local<'_, v8::PromiseResolver>,
) {
    let specifier = specifier.to_rust_string_lossy(scope);
    let referrer = resource_name
        .is_string()
        .then(|| resource_name.to_rust_string_lossy(scope));
    let importer = importer(scope, referrer.as_deref());
    // A script without a URL of its own, such as one from the command line, belongs to the application's location.
    let base = referrer
        .and_then(|referrer| Url::parse(&referrer).ok())
        .unwrap_or_else(|| realm.location());
    let key = attributes::of_dynamic_import(scope, attributes).and_then(|module_type| {
        Ok::<_, ModuleError>(ModuleKey {
            url: realm.modules.resolve(&specifier, &base)?,
            module_type,
        })
    });
    let key = match key {
        Ok(key) => key,
        Err(error) => {
            let exception = Failure::Load(error).to_exception(scope, Some(&importer));
            resolver.reject(scope, exception);
            return;
        }
    };
    let resolver = Global::new(scope, resolver);
    let done: graph::Done = Box::new(move |scope, result| {
        // A graph that was there already is evaluated in a microtask: the importing code is still running.
        Realm::from_scope(scope).queue_microtask(scope, move |scope| {
            let resolver = Local::new(scope, &resolver);
            finish(scope, resolver, result);
        });
    });
    graph::load(scope, key, Some(importer), done);
}

/// <https://tc39.es/ecma262/#sec-ContinueDynamicImport>
fn finish(
    scope: &mut Scope<'_, '_>,
    resolver: Local<'_, v8::PromiseResolver>,
    result: Result<Rc<Record>, (Failure, Option<Importer>)>,
) {
    let record = match result {
        Ok(record) => record,
        Err((failure, importer)) => {
            let exception = failure.to_exception(scope, importer.as_ref());
            resolver.reject(scope, exception);
            return;
        }
    };
    match link_and_evaluate(scope, &record) {
        Ok(promise) => {
            let namespace = Local::new(scope, &record.module).get_module_namespace();
            settle_with(scope, resolver, promise, namespace);
        }
        Err(Some(exception)) => {
            resolver.reject(scope, exception);
        }
        Err(None) => {}
    }
}

/// Resolves with the namespace once the evaluation is done. All it holds is in JavaScript, so that an evaluation that never ends can
/// be collected.
fn settle_with(
    scope: &mut Scope<'_, '_>,
    resolver: Local<'_, v8::PromiseResolver>,
    evaluated: Local<'_, v8::Promise>,
    namespace: Local<'_, v8::Value>,
) {
    let (resolver, namespace) = (Local::new(scope, resolver), Local::new(scope, namespace));
    let data = v8::Array::new_with_elements(scope, &[resolver.into(), namespace]).into();
    let functions = v8::Function::builder(evaluation_fulfilled)
        .data(data)
        .build(scope);
    let functions = functions.zip(
        v8::Function::builder(evaluation_rejected)
            .data(data)
            .build(scope),
    );
    if let Some((fulfilled, rejected)) = functions {
        // Fails only when execution is being terminated.
        let _ = evaluated.then2(scope, fulfilled, rejected);
    }
}

fn evaluation_fulfilled<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    if let Some((resolver, namespace)) = data_of(scope, &arguments) {
        resolver.resolve(scope, namespace);
    }
}

fn evaluation_rejected<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    if let Some((resolver, _)) = data_of(scope, &arguments) {
        resolver.reject(scope, arguments.get(0));
    }
}

fn data_of<'s>(
    scope: &mut Scope<'s, '_>,
    arguments: &v8::FunctionCallbackArguments<'s>,
) -> Option<(Local<'s, v8::PromiseResolver>, Local<'s, v8::Value>)> {
    let data = Local::<v8::Array>::try_from(arguments.data()).ok()?;
    let promise = Local::<v8::Promise>::try_from(data.get_index(scope, 0)?).ok()?;
    // SAFETY: in V8 a resolver is the promise object itself; the crate just has no conversion back. The array is only reachable from
    // the functions made by `settle_with`, and its first element is the resolver that was put there.
    let resolver = unsafe {
        std::mem::transmute::<Local<'s, v8::Promise>, Local<'s, v8::PromiseResolver>>(promise)
    };
    Some((resolver, data.get_index(scope, 1)?))
}

/// Where the `import()` that is running stands.
fn importer(scope: &mut Scope<'_, '_>, referrer: Option<&str>) -> Importer {
    let frame =
        v8::StackTrace::current_stack_trace(scope, 1).and_then(|trace| trace.get_frame(scope, 0));
    // What is typed into a REPL has an empty name.
    let file = referrer
        .filter(|referrer| !referrer.is_empty())
        .unwrap_or("a script")
        .to_owned();
    match frame {
        Some(frame) => Importer {
            file,
            line: frame.get_line_number(),
            column: frame.get_column(),
        },
        None => Importer {
            file,
            line: 0,
            column: 0,
        },
    }
}
