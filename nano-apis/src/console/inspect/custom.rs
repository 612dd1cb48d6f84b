//! Objects that say themselves how they are shown.

use nano_runtime::js::{
    Boolean, Function, FunctionCallbackArguments, Local, Name, Number, Object, ReturnValue, Scope,
    String as JsString, Symbol, Value, null,
};
use nano_runtime::reflect::{self, Slot};

use super::text::Fragment;
use super::{InspectOptions, Inspector, Path, Style, inspect};

/// The key in the global symbol registry under which libraries put their inspection method, for Node and everyone since.
const CUSTOM: &str = "nodejs.util.inspect.custom";

impl Inspector<'_> {
    /// What the object's own inspection method returns: a string as it is, anything else inspected in its turn.
    ///
    /// `None` when there is no such method, or when it throws: then the object is shown like any other.
    pub(super) fn custom(
        &mut self,
        scope: &mut Scope<'_, '_>,
        object: Local<Object>,
        path: Option<&Path>,
        depth: usize,
    ) -> Option<Fragment> {
        if !self.options.custom_inspect {
            return None;
        }
        let key = Symbol::for_key(scope, JsString::new(scope, CUSTOM)?);
        let receiver = Local::new(scope, object);
        let method: Local<Function> = reflect::find_data_property(scope, receiver, key.into())?
            .try_into()
            .ok()?;
        if is_prototype(scope, object) {
            return None;
        }
        let left = self.options.depth.map(|limit| limit.saturating_sub(depth));
        let past_limit = self.options.depth.is_some_and(|limit| depth > limit);
        let result = reflect::catch(scope, |scope| {
            let depth: Local<Value> = match left {
                Some(_) if past_limit => Number::new(scope, -1.0).into(),
                Some(left) => Number::new(scope, left as f64).into(),
                None => null(scope).into(),
            };
            let options = self.options.to_object(scope, left)?;
            let colors = Boolean::new(scope, self.options.colors);
            let stylize = Function::builder(stylize_callback)
                .data(colors.into())
                .build(scope)?;
            let key = JsString::new(scope, "stylize")?;
            options.create_data_property(scope, key.into(), stylize.into())?;
            let inspect = Function::new(scope, inspect_callback)?;
            method.call(
                scope,
                receiver.into(),
                &[depth, options.into(), inspect.into()],
            )
        });
        let result = result.ok().flatten()?;
        if let Ok(text) = Local::<JsString>::try_from(result) {
            let text = text.to_rust_string_lossy(scope);
            return Some(Fragment::colored(
                text.replace('\n', &format!("\n{:1$}", "", self.indentation)),
            ));
        }
        if result == receiver {
            return None;
        }
        let here = Path {
            object,
            outer: path,
        };
        Some(self.value(scope, result, Some(&here), depth))
    }
}

/// Whether `object` is the `prototype` of its own constructor: a class's methods are not meant for it.
fn is_prototype(scope: &mut Scope<'_, '_>, object: Local<Object>) -> bool {
    let mut data = |object: Local<Object>, name: &str| -> Option<bool> {
        let key: Local<Name> = JsString::new(scope, name)?.into();
        let Slot::Data(constructor) = reflect::own_property(scope, object, key)?.slot else {
            return None;
        };
        let constructor: Local<Object> = Local::<Function>::try_from(constructor).ok()?.into();
        let key: Local<Name> = JsString::new(scope, "prototype")?.into();
        let Slot::Data(prototype) = reflect::own_property(scope, constructor, key)?.slot else {
            return None;
        };
        Some(prototype == object)
    };
    data(object, "constructor").unwrap_or(false)
}

/// `inspect(value, options)`, the third argument of an inspection method.
fn inspect_callback(
    scope: &mut Scope<'_, '_>,
    arguments: FunctionCallbackArguments,
    mut result: ReturnValue,
) {
    let mut options = InspectOptions::default();
    if let Ok(object) = Local::<Object>::try_from(arguments.get(1)) {
        options.update_from(scope, object);
    }
    let text = inspect(scope, arguments.get(0), &options);
    if let Some(text) = JsString::new(scope, &text) {
        result.set(text.into());
    }
}

/// `options.stylize(text, style)`: the text in the colours of this inspection.
fn stylize_callback(
    scope: &mut Scope<'_, '_>,
    arguments: FunctionCallbackArguments,
    mut result: ReturnValue,
) {
    let Ok(text) = Local::<JsString>::try_from(arguments.get(0)) else {
        result.set(arguments.get(0));
        return;
    };
    let style = match Local::<JsString>::try_from(arguments.get(1)) {
        Ok(name) => Style::named(&name.to_rust_string_lossy(scope)),
        Err(_) => Style::Plain,
    };
    let colors = arguments.data().is_true();
    if !colors || style == Style::Plain {
        result.set(text.into());
        return;
    }
    let text = Fragment::styled(text.to_rust_string_lossy(scope), style, colors);
    if let Some(text) = JsString::new(scope, text.as_str()) {
        result.set(text.into());
    }
}
