//! Errors: stack, class name, cause and the errors of an AggregateError.

use nano_runtime::js::{Function, Local, Name, Object, Scope, String as JsString, Value};
use nano_runtime::reflect::{self, KnownKey, Slot};

use super::Inspector;
use super::class::{Class, function_name};
use super::platform::read_native;
use super::text::Fragment;

/// Whether `object` is an Error or inherits from one, as DOMException does.
pub(super) fn is_error(scope: &mut Scope<'_, '_>, object: Local<Object>) -> bool {
    if object.is_native_error() {
        return true;
    }
    let key = KnownKey::Constructor.get(scope);
    let mut current = reflect::prototype(scope, object);
    while let Some(holder) = current {
        if let Some(Slot::Data(value)) =
            reflect::own_property(scope, holder, key).map(|property| property.slot)
            && let Ok(constructor) = Local::<Function>::try_from(value)
            && reflect::is_native(constructor)
            && function_name(scope, constructor) == "Error"
        {
            return true;
        }
        current = reflect::prototype(scope, holder);
    }
    false
}

impl Inspector<'_> {
    /// The error's stack with a truthful first line. Takes from `keys` what it shows, and adds `cause` and `errors`.
    pub(super) fn error_base<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        object: Local<Object>,
        class: &Class,
        keys: &mut Vec<Local<'s, Name>>,
    ) -> Fragment {
        let read = |scope: &mut Scope<'_, '_>, name: &str| -> Option<String> {
            let key: Local<Name> = JsString::new(scope, name)?.into();
            let value: Local<Value> = read_native(scope, object, key)?;
            value.is_string().then(|| value.to_rust_string_lossy(scope))
        };
        let name = read(scope, "name").unwrap_or_else(|| "Error".into());
        let message = read(scope, "message").unwrap_or_default();
        let header = match (name.is_empty(), message.is_empty()) {
            (false, true) => name.clone(),
            (true, _) => message.clone(),
            (false, false) => format!("{name}: {message}"),
        };
        let mut stack = match read(scope, "stack") {
            Some(stack) if !stack.is_empty() => stack,
            _ => header.clone(),
        };

        // A name or message given after the stack was captured.
        let frames = frames_start(&stack, &message);
        let first_lines = &stack[..frames.unwrap_or(stack.len())];
        if frames.is_some() && !(first_lines.contains(&name) && first_lines.contains(&message)) {
            stack = header + &stack[frames.unwrap_or(stack.len())..];
        }
        keys.retain(|key| {
            let key = key.to_rust_string_lossy(scope);
            !matches!(key.as_str(), "name" | "message" | "stack")
                || !read(scope, &key).is_some_and(|text| stack.contains(&text))
        });
        for hidden in ["cause", "errors"] {
            let Some(key) = JsString::new(scope, hidden) else {
                continue;
            };
            let key: Local<Name> = key.into();
            if !keys.contains(&key) && reflect::own_property(scope, object, key).is_some() {
                keys.push(key);
            }
        }

        let mut stack = name_class(stack, &name, class);
        if frames_start(&stack, &message).is_none() {
            stack = format!("[{stack}]");
        }
        if self.indentation > 0 {
            stack = stack.replace('\n', &format!("\n{:1$}", "", self.indentation));
        }
        Fragment::plain(stack)
    }
}

/// Where the first stack frame's line begins. A message may contain lines that look like frames.
fn frames_start(stack: &str, message: &str) -> Option<usize> {
    let after = if message.is_empty() {
        0
    } else {
        stack.find(message).map_or(0, |at| at + message.len())
    };
    stack.get(after..)?.find("\n    at ").map(|at| after + at)
}

/// Puts the class's name into a first line that names another: `Error: x` of a ValidationError is `ValidationError: x`.
fn name_class(stack: String, name: &str, class: &Class) -> String {
    let rest = stack.strip_prefix(name);
    let is_regular = name.ends_with("Error")
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '\n']));
    if class.constructor.is_some() && !is_regular {
        return stack;
    }
    let prefix = class.prefix("Error", None);
    let prefix = prefix.trim_end();
    match rest {
        _ if prefix == name => stack,
        Some(rest) if prefix.contains(name) => format!("{prefix}{rest}"),
        Some(rest) => format!("{prefix} [{name}]{rest}"),
        None => format!("{prefix}: {stack}"),
    }
}
