//! Plain functions that a host gives to scripts beside the web APIs: they take one string.

use crate::js::{Function, Local, Scope, Value};
use crate::realm::Realm;
use crate::webidl::{js_name, js_string};

type Host = Box<dyn Fn(&str) -> Result<(), String>>;

#[derive(Default)]
struct HostFunctions(std::cell::RefCell<Vec<std::rc::Rc<Host>>>);

/// Defines the global function `name(text)`, which calls `host` with the text. What `host` fails with becomes a TypeError.
///
/// The property is writable and configurable, as every function's that a script could define itself.
pub fn define(
    scope: &mut Scope<'_, '_>,
    name: &'static str,
    host: impl Fn(&str) -> Result<(), String> + 'static,
) {
    let index = {
        let mut functions = Realm::from_scope(scope)
            .state::<HostFunctions>()
            .0
            .borrow_mut();
        functions.push(std::rc::Rc::new(Box::new(host)));
        functions.len() - 1
    };
    let data = v8::Number::new(scope, index as f64).into();
    let Some(function) = Function::builder(call).data(data).build(scope) else {
        return;
    };
    let key = js_name(scope, name);
    function.set_name(key);
    let global = scope.get_current_context().global(scope);
    global.define_own_property(
        scope,
        key.into(),
        function.into(),
        v8::PropertyAttribute::DONT_ENUM,
    );
}

fn call<'s>(
    scope: &mut Scope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_, Value>,
) {
    let index = args
        .data()
        .uint32_value(scope)
        .and_then(|index| usize::try_from(index).ok());
    // `None` when converting the argument threw: the exception is pending.
    let Some(text) = args.get(0).to_string(scope) else {
        return;
    };
    let text = text.to_rust_string_lossy(scope);
    let functions = Realm::from_scope(scope).state::<HostFunctions>();
    let host = index.and_then(|index| functions.0.borrow().get(index).cloned());
    if let Some(host) = host
        && let Err(message) = host(&text)
    {
        let message = js_string(scope, &message);
        let error: Local<'_, Value> = v8::Exception::type_error(scope, message);
        scope.throw_exception(error);
    }
}
