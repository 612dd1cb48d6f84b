//! Isolates that start from a snapshot of all templates.

use nano_runtime::JsRuntime;
use nano_runtime::js::Local;

#[test]
fn isolates_start_from_the_snapshot() {
    let blob: &'static [u8] = nano_apis::create_snapshot()
        .expect("no isolate exists yet")
        .leak();
    let tokio = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("tokio starts");
    let _entered = tokio.enter();
    let runtimes: Vec<JsRuntime> = (0..3)
        .map(|_| JsRuntime::new(nano_apis::runtime_options_from(blob)).expect("the snapshot fits"))
        .collect();
    for runtime in runtimes.iter().rev() {
        let source = "[self === globalThis, globalThis instanceof NanoGlobalScope, new DOMException('a', 'b') instanceof Error, DOMException.DATA_CLONE_ERR,
            Object.getOwnPropertyDescriptor(DOMException.prototype, 'name').get.name, typeof console.log].join()";
        let value = runtime.run_script("a.js", source).expect("it runs");
        let text = runtime.with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope));
        assert_eq!(text, "true,true,true,25,get name,function");
    }
}
