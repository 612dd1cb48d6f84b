//! A REPL's session with V8's inspector.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Poll};

use v8::inspector::{
    Channel, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};
use v8::{Global, Local, Object, Value};

use super::imports::with_dynamic_imports;
use super::protocol::{self, Answers};
use super::syntax::{is_module, is_object_literal};
use crate::error::RunError;
use crate::js::Scope;
use crate::reflect::{self, Keys};
use crate::runtime::JsRuntime;

/// All contexts of one isolate that belong together; here there is one.
const CONTEXT_GROUP: i32 = 1;

/// What the values of answers are kept alive by until they are taken.
const OBJECT_GROUP: &str = "repl";

/// Milliseconds that an evaluation for completion may take.
const COMPLETION_TIMEOUT: u32 = 200;

/// The embedder's part of the inspector. All it may be asked for has a default.
struct Client;

impl V8InspectorClientImpl for Client {}

/// Evaluates in V8's REPL mode.
pub struct ReplSession<'r> {
    runtime: &'r JsRuntime,
    /// `None` only while it is being dropped.
    inspector: Option<(V8Inspector, V8InspectorSession)>,
    answers: Rc<Answers>,
    calls: Cell<i32>,
}

/// How an evaluation ended.
#[derive(Debug)]
pub enum Outcome {
    /// With this value.
    Value(Global<Value>),
    /// With this exception. Where the input does not parse, at this place.
    Thrown(Global<Value>, Option<Place>),
    /// [`crate::runtime::RuntimeHandle::interrupt`] ended it.
    Interrupted,
    /// Nothing can settle what it awaits.
    Stalled,
}

/// A place in an input. Both are counted from 0, columns in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// An evaluation that has begun.
#[derive(Debug)]
pub struct Evaluation {
    call: i32,
    answers: AnswersHandle,
}

struct AnswersHandle(Rc<Answers>);

impl fmt::Debug for AnswersHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}

impl Drop for Evaluation {
    fn drop(&mut self) {
        self.answers.0.forget(self.call);
    }
}

impl<'r> ReplSession<'r> {
    /// Connects to the runtime's context.
    #[must_use]
    pub fn new(runtime: &'r JsRuntime) -> Self {
        let answers = Rc::<Answers>::default();
        let inspector = runtime.with_scope(|scope| {
            // The inspector gives the console a property of its own.
            let had_memory = console_memory(scope, false);
            let inspector = V8Inspector::create(scope, V8InspectorClient::new(Box::new(Client)));
            let context = scope.get_current_context();
            inspector.context_created(
                context,
                CONTEXT_GROUP,
                protocol::view("nano"),
                StringView::empty(),
            );
            if !had_memory {
                console_memory(scope, true);
            }
            let channel = Channel::new(Box::new(protocol::Channel(Rc::clone(&answers))));
            let session = inspector.connect(
                CONTEXT_GROUP,
                channel,
                StringView::empty(),
                V8InspectorClientTrustLevel::FullyTrusted,
            );
            (inspector, session)
        });
        Self {
            runtime,
            inspector: Some(inspector),
            answers,
            calls: Cell::new(0),
        }
    }

    fn session(&self) -> &V8InspectorSession {
        match &self.inspector {
            Some((_, session)) => session,
            None => unreachable!("the session is taken by drop alone"),
        }
    }

    /// Calls a method of the protocol. The answer may come later.
    fn call(&self, method: &str, parameters: &str) -> i32 {
        let number = self.calls.get().wrapping_add(1);
        self.calls.set(number);
        self.answers.expect(number);
        let message = protocol::call(number, method, parameters);
        self.session()
            .dispatch_protocol_message(protocol::view(&message));
        number
    }

    /// Begins to evaluate `source` as a task: a script, but for `await`, for import declarations at its
    /// beginning, and for `{ a: 1 }`, which is an object. What it does not await is
    /// done when this returns.
    ///
    /// # Errors
    /// The realm is retired, before or by this call.
    pub fn start(&self, source: &str) -> Result<Evaluation, RunError> {
        let call = self.runtime.run_task(|scope| {
            let imports =
                with_dynamic_imports(source).filter(|_| is_module(scope, source));
            let source = imports.as_deref().unwrap_or(source);
            let object = is_object_literal(scope, source).then(|| format!("({source}\n)"));
            let parameters = format!(
                r#"{{"expression":{},"contextId":1,"replMode":true,"objectGroup":"{OBJECT_GROUP}"}}"#,
                protocol::quote(object.as_deref().unwrap_or(source)),
            );
            self.call("Runtime.evaluate", &parameters)
        })?;
        Ok(Evaluation {
            call,
            answers: AnswersHandle(Rc::clone(&self.answers)),
        })
    }

    /// Ready when the evaluation has ended. The event loop runs meanwhile.
    ///
    /// # Errors
    /// What ended the run of the event loop. Unless the realm is retired, this may be polled on.
    pub fn poll(
        &self,
        evaluation: &Evaluation,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Outcome, RunError>> {
        if let Some(outcome) = self.outcome(evaluation) {
            return Poll::Ready(Ok(outcome));
        }
        let polled = self.runtime.poll_event_loop(cx);
        match (self.outcome(evaluation), polled) {
            (_, Poll::Ready(Err(error))) => Poll::Ready(Err(error)),
            (Some(outcome), _) => Poll::Ready(Ok(outcome)),
            (None, Poll::Ready(Ok(()))) => Poll::Ready(Ok(Outcome::Stalled)),
            (None, Poll::Pending) => Poll::Pending,
        }
    }

    fn outcome(&self, evaluation: &Evaluation) -> Option<Outcome> {
        let answer = self.answers.take(evaluation.call)?;
        let outcome = self.runtime.with_scope(|scope| {
            let outcome = self.read(scope, &answer);
            self.session()
                .release_object_group(protocol::view(OBJECT_GROUP));
            outcome
        });
        Some(outcome)
    }

    fn read(&self, scope: &mut Scope<'_, '_>, answer: &[u16]) -> Outcome {
        let Some(answer) = protocol::parse(scope, answer) else {
            return Outcome::Interrupted;
        };
        if let Some(result) = protocol::object_member(scope, answer, "result") {
            if let Some(details) = protocol::object_member(scope, result, "exceptionDetails")
                && let Some(remote) = protocol::object_member(scope, details, "exception")
                && let Some(exception) = self.value(scope, remote)
            {
                let place = place(scope, details);
                return Outcome::Thrown(Global::new(scope, exception), place);
            }
            if let Some(remote) = protocol::object_member(scope, result, "result")
                && let Some(value) = self.value(scope, remote)
            {
                return Outcome::Value(Global::new(scope, value));
            }
        }
        let message = protocol::object_member(scope, answer, "error")
            .and_then(|error| protocol::text_member(scope, error, "message"))
            .unwrap_or_default();
        match message.as_str() {
            "Promise was collected" => Outcome::Stalled,
            "Execution was terminated" | "" => Outcome::Interrupted,
            // Such as a value that the protocol cannot express.
            _ => {
                let message = crate::webidl::js_string(scope, &message);
                let error = v8::Exception::error(scope, message);
                Outcome::Thrown(Global::new(scope, error), None)
            }
        }
    }

    /// The value that a `RemoteObject` stands for.
    fn value<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        remote: Local<'_, Object>,
    ) -> Option<Local<'s, Value>> {
        if let Some(id) = protocol::text_member(scope, remote, "objectId") {
            let (value, ..) = self
                .session()
                .unwrap_object(scope, protocol::view(&id))
                .ok()?;
            return Some(value);
        }
        protocol::primitive(scope, remote)
    }

    /// The names of the properties that the value of `expression` has or inherits, without array indices. Empty when it has no value or
    /// when evaluating it would have a side effect; neither getters of its properties nor Proxy traps run.
    #[must_use]
    pub fn property_names(&self, expression: &str) -> Vec<String> {
        self.runtime.with_scope(|scope| {
            let parameters = format!(
                r#"{{"expression":{},"contextId":1,"throwOnSideEffect":true,"silent":true,"timeout":{COMPLETION_TIMEOUT},"objectGroup":"{OBJECT_GROUP}"}}"#,
                protocol::quote(expression),
            );
            let call = self.call("Runtime.evaluate", &parameters);
            let names = self
                .answer(scope, call)
                .filter(|result| {
                    protocol::member(scope, *result, "exceptionDetails").is_none()
                })
                .and_then(|result| protocol::object_member(scope, result, "result"))
                .and_then(|remote| self.value(scope, remote))
                .filter(|value| !value.is_null_or_undefined())
                .and_then(|value| value.to_object(scope))
                .map(|object| inherited_names(scope, object))
                .unwrap_or_default();
            self.session()
                .release_object_group(protocol::view(OBJECT_GROUP));
            names
        })
    }

    /// The names of variables: properties of the global object, and what `let`, `const` and `class` declared.
    #[must_use]
    pub fn variable_names(&self) -> Vec<String> {
        self.runtime.with_scope(|scope| {
            let global = scope.get_current_context().global(scope);
            let mut names = inherited_names(scope, global);
            let call = self.call(
                "Runtime.globalLexicalScopeNames",
                r#"{"executionContextId":1}"#,
            );
            let declared = self
                .answer(scope, call)
                .and_then(|result| protocol::member(scope, result, "names"))
                .and_then(|names| Local::<v8::Array>::try_from(names).ok());
            if let Some(declared) = declared {
                for index in 0..declared.length() {
                    if let Some(name) = declared.get_index(scope, index) {
                        names.push(name.to_rust_string_lossy(scope));
                    }
                }
            }
            names
        })
    }

    /// The result of a call that is answered at once.
    fn answer<'s>(&self, scope: &mut Scope<'s, '_>, call: i32) -> Option<Local<'s, Object>> {
        let answer = self.answers.take(call);
        self.answers.forget(call);
        let answer = protocol::parse(scope, &answer?)?;
        protocol::object_member(scope, answer, "result")
    }
}

impl Drop for ReplSession<'_> {
    fn drop(&mut self) {
        let inspector = self.inspector.take();
        self.runtime.with_scope(|scope| {
            if let Some((inspector, session)) = inspector {
                drop(session);
                let context = scope.get_current_context();
                inspector.context_destroyed(context);
            }
        });
    }
}

impl fmt::Debug for ReplSession<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplSession")
            .field("runtime", &self.runtime)
            .finish_non_exhaustive()
    }
}

/// Where the inspector says that an input does not parse. What has a stack was thrown by code that runs.
fn place(scope: &mut Scope<'_, '_>, details: Local<'_, Object>) -> Option<Place> {
    if protocol::member(scope, details, "stackTrace").is_some() {
        return None;
    }
    let mut number = |name| {
        let value = protocol::member(scope, details, name)?;
        usize::try_from(value.uint32_value(scope)?).ok()
    };
    Some(Place {
        line: number("lineNumber")?,
        column: number("columnNumber")?,
    })
}

/// Whether the console has a property `memory`; deletes it if asked to.
fn console_memory(scope: &mut Scope<'_, '_>, delete: bool) -> bool {
    let global = scope.get_current_context().global(scope);
    let console = reflect::catch(scope, |scope| {
        let name = crate::webidl::js_name(scope, "console");
        Local::<Object>::try_from(global.get(scope, name.into())?).ok()
    });
    let Ok(Some(console)) = console else {
        return false;
    };
    let name = crate::webidl::js_name(scope, "memory");
    let has = matches!(
        reflect::catch(scope, |scope| console.has_own_property(scope, name.into())),
        Ok(Some(true))
    );
    if has && delete {
        // A failure leaves one property too many.
        let _ = reflect::catch(scope, |scope| console.delete(scope, name.into()));
    }
    has
}

/// The names of an object's own and inherited properties. A Proxy has none that could be asked for.
fn inherited_names(scope: &mut Scope<'_, '_>, object: Local<'_, Object>) -> Vec<String> {
    let which = Keys {
        indices: false,
        hidden: true,
    };
    let mut names = Vec::new();
    let mut next = Some(Local::new(scope, object));
    while let Some(object) = next {
        for key in reflect::own_keys(scope, object, which) {
            if key.is_string() {
                names.push(key.to_rust_string_lossy(scope));
            }
        }
        next = reflect::prototype(scope, object);
    }
    names
}
