//! Whether input is complete: asked of V8's own parser, by a trick that needs no list of its messages.

use v8::script_compiler::{self, CompileOptions, NoCacheReason, Source};
use v8::{Local, tc_scope};

use crate::error::RunError;
use crate::js::Scope;
use crate::runtime::{JsRuntime, RuntimeOptions};

/// Tells complete input from input that goes on. It has an isolate of its own, in which nothing ever runs: so it can be used on
/// another thread than the REPL's and while that is busy.
#[derive(Debug)]
pub struct SyntaxChecker {
    runtime: JsRuntime,
}

impl SyntaxChecker {
    /// Makes an isolate, which stays on this thread.
    ///
    /// # Errors
    /// As [`JsRuntime::new`].
    pub fn new() -> Result<Self, RunError> {
        let runtime = JsRuntime::new(RuntimeOptions::default())?;
        Ok(Self { runtime })
    }

    /// Whether more text could make `source` valid: it is not valid, and it fails because it ends. Text with an error in its middle is as
    /// complete as it gets.
    #[must_use]
    pub fn is_incomplete(&self, source: &str) -> bool {
        self.runtime
            .with_scope(|scope| is_incomplete(scope, source))
    }
}

/// Which grammar to parse by. Input of a REPL is a script in which `await` is a keyword, and which may begin with import declarations,
/// which no public entry of V8 parses without running it: where the two differ, one of these is right.
#[derive(Clone, Copy)]
enum Goal {
    Script,
    Module,
}

/// A syntax error: what and where. Only for comparison.
#[derive(PartialEq, Eq)]
struct Fault {
    message: String,
    start: i32,
    end: i32,
}

/// The goals by which `source` may parse.
fn goals(source: &str) -> &'static [Goal] {
    if source.contains("await") || source.contains("import") {
        &[Goal::Script, Goal::Module]
    } else {
        &[Goal::Script]
    }
}

fn is_incomplete(scope: &mut Scope<'_, '_>, source: &str) -> bool {
    let mut faults = Vec::new();
    for goal in goals(source) {
        match fault(scope, source, *goal) {
            None => return false,
            Some(fault) => faults.push((*goal, fault)),
        }
    }
    if may_be_object_literal(source) {
        for goal in goals(source) {
            match fault(scope, &format!("({source}\n)"), *goal) {
                None => return false,
                Some(closed) => faults.push((*goal, closed)),
            }
        }
    }
    // A parser that has not come to the end of the text does not see what is put there. One that has reports another error, at another
    // place, or none. Where it misses something it blames the token before, so one of the continuations is what it misses.
    let plain = goals(source).len();
    faults.iter().enumerate().any(|(index, (goal, known))| {
        let continued = |end: &str| {
            if index < plain {
                format!("{source}\n{end}")
            } else {
                format!("({source}\n{end}")
            }
        };
        let ends: &[&str] = if index < plain {
            &[")", "finally {}"]
        } else {
            &["]"]
        };
        ends.iter()
            .any(|end| fault(scope, &continued(end), *goal).as_ref() != Some(known))
    })
}

/// Whether input that looks like a block is meant as an object: `{ a: 1 }`. What is followed by a semicolon is a block.
#[must_use]
pub fn is_object_literal(scope: &mut Scope<'_, '_>, source: &str) -> bool {
    may_be_object_literal(source) && {
        let expression = format!("({source}\n)");
        goals(source)
            .iter()
            .any(|goal| fault(scope, &expression, *goal).is_none())
    }
}

/// Whether input is a valid module.
pub(super) fn is_module(scope: &mut Scope<'_, '_>, source: &str) -> bool {
    fault(scope, source, Goal::Module).is_none()
}

fn may_be_object_literal(source: &str) -> bool {
    source.trim_start().starts_with('{') && !source.trim_end().ends_with(';')
}

/// Why `source` does not parse.
fn fault(scope: &mut Scope<'_, '_>, source: &str, goal: Goal) -> Option<Fault> {
    tc_scope!(let tc, scope);
    // A text beyond the longest string is not going to be completed.
    let source = v8::String::new(tc, source)?;
    let name = v8::String::empty(tc).into();
    let is_module = matches!(goal, Goal::Module);
    let origin = v8::ScriptOrigin::new(
        tc, name, 0, 0, false, -1, None, false, false, is_module, None,
    );
    let mut source = Source::new(source, Some(&origin));
    let parsed = match goal {
        Goal::Script => script_compiler::compile_unbound_script(
            tc,
            &mut source,
            CompileOptions::NoCompileOptions,
            NoCacheReason::NoReason,
        )
        .is_some(),
        Goal::Module => script_compiler::compile_module(tc, &mut source).is_some(),
    };
    if parsed {
        return None;
    }
    let message = tc.message()?;
    let text: Local<'_, v8::String> = message.get(tc);
    Some(Fault {
        message: text.to_rust_string_lossy(tc),
        start: message.get_start_position(),
        end: message.get_end_position(),
    })
}
