//! Classic scripts, and the description of exceptions for people.
//!
//! Modules are in `modules/`. Nothing here runs microtasks.

use v8::{Local, tc_scope};

use crate::entry::{leave_script, prepare_to_run_script};
use crate::error::{Location, UncaughtError};
use crate::js::Scope;
use crate::realm::Realm;

/// Why a script did not run to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScriptError {
    /// It threw an exception, or does not compile.
    Exception(Box<UncaughtError>),
    /// The isolate was terminated.
    Terminated,
}

impl std::fmt::Display for ScriptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ScriptError::Exception(error) => write!(f, "Uncaught {error}"),
            ScriptError::Terminated => f.write_str("Execution was terminated"),
        }
    }
}

impl std::error::Error for ScriptError {}

impl From<ScriptError> for crate::error::RunError {
    fn from(error: ScriptError) -> Self {
        match error {
            ScriptError::Exception(error) => crate::error::RunError::Uncaught(error),
            ScriptError::Terminated => crate::error::RunError::Terminated,
        }
    }
}

/// Compiles and runs a classic script in the realm of `scope`, and returns its completion value.
///
/// `name` is what stack traces show and what relative dynamic imports resolve against: a URL. Microtasks stay queued for the next
/// checkpoint.
///
/// # Errors
/// The exception that the script threw, or that tells why it does not compile.
pub fn run_script<'s>(
    scope: &mut Scope<'s, '_>,
    name: &str,
    source: &str,
) -> Result<Local<'s, v8::Value>, ScriptError> {
    prepare_to_run_script();
    let result = compile_and_run(scope, name, source);
    // The checkpoint is the caller's, so that it can look at the result first.
    leave_script();
    result
}

fn compile_and_run<'s>(
    scope: &mut Scope<'s, '_>,
    name: &str,
    source: &str,
) -> Result<Local<'s, v8::Value>, ScriptError> {
    tc_scope!(let tc, scope);
    match run_classic_script(tc, name, source) {
        Some(value) => Ok(value),
        None => Err(caught(tc)),
    }
}

/// Compiles and runs a classic script as part of a task. `None` with the exception pending, which whoever runs the task reports.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#run-a-classic-script>
pub fn run_classic_script<'s>(
    scope: &mut Scope<'s, '_>,
    name: &str,
    source: &str,
) -> Option<Local<'s, v8::Value>> {
    let source = new_string(scope, source)?;
    let name = new_string(scope, name)?;
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
        false,
        None,
    );
    v8::Script::compile(scope, source, Some(&origin))?.run(scope)
}

/// Runs a classic script whose exception is reported at once, so that it does not stop the scripts after it.
pub(crate) fn run_and_report(scope: &mut Scope<'_, '_>, name: &str, source: &str) {
    let realm = Realm::from_scope(scope);
    prepare_to_run_script();
    {
        tc_scope!(let tc, scope);
        if run_classic_script(tc, name, source).is_none()
            && !tc.has_terminated()
            && let Some(exception) = tc.exception()
        {
            let message = tc.message();
            tc.reset();
            realm.report_exception(tc, exception, message);
        }
    }
    leave_script();
}

/// A JavaScript string; `None` with an exception pending if it is longer than V8 allows.
pub(crate) fn new_string<'s>(scope: &Scope<'s, '_>, text: &str) -> Option<Local<'s, v8::String>> {
    let string = v8::String::new(scope, text);
    if string.is_none() {
        let message = v8::String::new_from_one_byte(
            scope,
            b"The text is longer than a string can be",
            v8::NewStringType::Normal,
        );
        if let Some(message) = message {
            let error = v8::Exception::range_error(scope, message);
            scope.throw_exception(error);
        }
    }
    string
}

/// What a `TryCatch` holds, as a value.
pub(crate) fn caught(
    tc: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>,
) -> ScriptError {
    if tc.has_terminated() {
        return ScriptError::Terminated;
    }
    let (exception, message) = (tc.exception(), tc.message());
    // Describing it runs getters, which may throw themselves.
    tc.reset();
    let error = match exception {
        Some(exception) => describe_exception(tc, exception, message),
        None => UncaughtError::from_message("Error: the script ended without a result"),
    };
    ScriptError::Exception(Box::new(error))
}

/// Describes a thrown value: its text, where it was thrown, its stack, its causes.
///
/// `message` is what V8 noted when it was thrown; it is made from the value if absent. Getters of the value may run; exceptions
/// they throw are swallowed.
pub fn describe_exception(
    scope: &mut Scope<'_, '_>,
    exception: Local<'_, v8::Value>,
    message: Option<Local<'_, v8::Message>>,
) -> UncaughtError {
    tc_scope!(let tc, scope);
    let exception = Local::new(tc, exception);
    describe(tc, exception, message, 0)
}

/// Causes nest at most so deep in a description; they may be cyclic.
const DEEPEST: usize = 8;
/// At most so many errors of an AggregateError are described.
const MOST_ERRORS: u32 = 16;

fn describe<'s>(
    scope: &mut Scope<'s, '_>,
    exception: Local<'s, v8::Value>,
    message: Option<Local<'_, v8::Message>>,
    depth: usize,
) -> UncaughtError {
    let location = match message {
        Some(message) => location_of(scope, message),
        None if depth == 0 => {
            let message = v8::Exception::create_message(scope, exception);
            location_of(scope, message)
        }
        None => None,
    };
    let Some(object) = exception
        .to_object(scope)
        .filter(|_| is_error(scope, exception))
    else {
        return UncaughtError {
            message: display(scope, exception),
            location,
            ..UncaughtError::default()
        };
    };
    let stack = property(scope, object, "stack")
        .filter(|stack| stack.is_string())
        .map(|stack| stack.to_rust_string_lossy(scope));
    let text = headline(scope, object);
    let frames = stack.as_deref().map(frames_of).unwrap_or_default();
    let mut described = UncaughtError {
        message: text,
        stack: frames,
        location,
        ..UncaughtError::default()
    };
    if depth >= DEEPEST {
        return described;
    }
    if let Some(cause) = own_property(scope, object, "cause") {
        described.cause = Some(Box::new(describe(scope, cause, None, depth + 1)));
    }
    if let Some(errors) = own_property(scope, object, "errors")
        .and_then(|errors| Local::<v8::Array>::try_from(errors).ok())
    {
        for index in 0..errors.length().min(MOST_ERRORS) {
            if let Some(error) = errors.get_index(scope, index) {
                described
                    .errors
                    .push(describe(scope, error, None, depth + 1));
            }
        }
    }
    described
}

/// `name: message` of an error, as `Error.prototype.toString` has it.
fn headline(scope: &mut Scope<'_, '_>, error: Local<'_, v8::Object>) -> String {
    let mut text = |key, default: &str| match property(scope, error, key) {
        Some(value) if !value.is_undefined() => value
            .to_string(scope)
            .map(|text| text.to_rust_string_lossy(scope))
            .unwrap_or_default(),
        _ => default.to_owned(),
    };
    let (name, message) = (text("name", "Error"), text("message", ""));
    match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, _) => message,
        _ => format!("{name}: {message}"),
    }
}

/// The frames of a `stack`: all from its first line that starts with `at`.
fn frames_of(stack: &str) -> String {
    let lines: Vec<&str> = stack
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("at "))
        .collect();
    lines.join("\n")
}

/// A thrown value that is no error, as text. Never runs more than its `toString`.
/// Whether a value has a message and a stack: an ECMAScript error, or a DOMException.
fn is_error(scope: &mut Scope<'_, '_>, value: Local<'_, v8::Value>) -> bool {
    value.is_native_error()
        || crate::binding::unwrap::<crate::webidl::DomException>(scope, value).is_some()
}

fn display(scope: &mut Scope<'_, '_>, value: Local<'_, v8::Value>) -> String {
    if let Some(text) = Realm::from_scope(scope).describe_value(scope, value) {
        return text;
    }
    if value.is_string() {
        return format!("{:?}", value.to_rust_string_lossy(scope));
    }
    if value.is_object() && !value.is_function() {
        let name = value
            .to_detail_string(scope)
            .map(|text| text.to_rust_string_lossy(scope))
            .unwrap_or_default();
        let json = v8::json::stringify(scope, value).map(|json| json.to_rust_string_lossy(scope));
        return match json {
            Some(json) if json.starts_with(['{', '[']) => json,
            _ => name,
        };
    }
    value
        .to_detail_string(scope)
        .map(|text| text.to_rust_string_lossy(scope))
        .unwrap_or_default()
}

fn property<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, v8::Object>,
    key: &str,
) -> Option<Local<'s, v8::Value>> {
    let key = v8::String::new(scope, key)?;
    object.get(scope, key.into())
}

fn own_property<'s>(
    scope: &mut Scope<'s, '_>,
    object: Local<'_, v8::Object>,
    key: &str,
) -> Option<Local<'s, v8::Value>> {
    let name = v8::String::new(scope, key)?;
    object
        .has_own_property(scope, name.into())
        .filter(|has| *has)?;
    object.get(scope, name.into())
}

/// Where V8 says a message comes from; `None` if it does not know.
pub(crate) fn location_of(
    scope: &mut Scope<'_, '_>,
    message: Local<'_, v8::Message>,
) -> Option<Location> {
    let file = message
        .get_script_resource_name(scope)
        .filter(|name| name.is_string())?
        .to_rust_string_lossy(scope);
    let line = message.get_line_number(scope).unwrap_or(0);
    let source_line = message
        .get_source_line(scope)
        .map(|line| line.to_rust_string_lossy(scope))
        .unwrap_or_default();
    let column = if line > 0 {
        message.get_start_column() + 1
    } else {
        0
    };
    Some(Location {
        file,
        line,
        column,
        source_line,
    })
}
