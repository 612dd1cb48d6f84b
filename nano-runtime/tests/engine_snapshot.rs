//! A runtime that starts from a snapshot.

mod engine_common;

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use nano_runtime::js::Scope;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::snapshot::{self, SnapshotOptions};
use v8::MapFnTo;

fn answer(
    _: &mut Scope<'_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    result.set_int32(42);
}

fn references() -> Cow<'static, [v8::ExternalReference]> {
    Cow::from(vec![v8::ExternalReference {
        function: answer.map_fn_to(),
    }])
}

fn make(source: &'static str) -> Result<Vec<u8>, nano_runtime::RunError> {
    engine_common::init();
    snapshot::create(SnapshotOptions {
        external_references: references(),
        global_template: None,
        install: Box::new(move |scope| {
            engine_common::set(scope, "answer", answer);
            let script = v8::String::new(scope, source).unwrap();
            if let Some(script) = v8::Script::compile(scope, script, None) {
                script.run(scope);
            }
        }),
    })
}

/// One test at a time: a snapshot cannot be made while another test has an isolate.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn a_snapshot_brings_back_functions_and_values() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let blob = make(
        "globalThis.state = { made: answer() }; Promise.resolve().then(() => state.micro = true);",
    )
    .unwrap();
    for _ in 0..3 {
        let mut options = RuntimeOptions::default();
        options.isolate.snapshot = Some(blob.clone().into());
        options.isolate.external_references = Some(references());
        let runtime = JsRuntime::new(options).unwrap();
        let value = runtime
            .run_script("x.js", "`${state.made} ${state.micro} ${answer()}`")
            .unwrap();
        let text =
            runtime.with_scope(|scope| v8::Local::new(scope, value).to_rust_string_lossy(scope));
        assert_eq!(text, "42 true 42");
        runtime.run_script("y.js", "state.made = 0").unwrap();
    }
}

#[test]
fn an_exception_while_a_snapshot_is_made_is_an_error() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let error = make("throw new TypeError('no')").unwrap_err();
    assert!(
        error.to_string().starts_with("Uncaught TypeError: no"),
        "{error}"
    );
}

#[test]
fn no_snapshot_is_made_beside_a_living_isolate() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = engine_common::new_runtime();
    assert!(matches!(
        make("1"),
        Err(nano_runtime::RunError::Snapshot(_))
    ));
    drop(runtime);
    // Isolates wait for a snapshot that is being made on another thread.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let _ = make("1");
                    engine_common::new_runtime()
                        .run_script("x.js", "[1, 2].map(String)")
                        .unwrap();
                }
            });
        }
    });
}
