//! A runtime with every API, for tests that look from JavaScript.

#![allow(dead_code, reason = "no test uses all of it")]

use nano_runtime::js::Local;
use nano_runtime::runtime::JsRuntime;

/// Runs `body` inside a tokio runtime, with a fresh global.
pub fn with_runtime<T>(body: impl FnOnce(&JsRuntime, &tokio::runtime::Runtime) -> T) -> T {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("tokio starts");
    let runtime = {
        let _entered = tokio.enter();
        JsRuntime::new(nano_apis::runtime_options()).expect("the APIs install")
    };
    let _entered = tokio.enter();
    body(&runtime, &tokio)
}

/// The text of an expression's value, or of what it throws. Runs the event loop first when the value is a promise.
pub fn eval(source: &str) -> String {
    with_runtime(|runtime, tokio| {
        let wrapped = format!(
            "globalThis.__result = 'pending'; (async () => {{ try {{ globalThis.__result = String(await ({source})) }} catch (e) {{ globalThis.__result = String(e) }} }})()"
        );
        if let Err(error) = runtime.run_script("test.js", &wrapped) {
            return error.to_string();
        }
        if let Err(error) = tokio.block_on(runtime.run_event_loop()) {
            return error.to_string();
        }
        match runtime.run_script("result.js", "globalThis.__result") {
            Ok(value) => {
                runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
            }
            Err(error) => error.to_string(),
        }
    })
}

/// Asserts the text of an expression's value, or of what it throws.
#[track_caller]
pub fn is(source: &str, wanted: &str) {
    assert_eq!(eval(source), wanted, "{source}");
}
