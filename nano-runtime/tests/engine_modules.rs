//! ES modules: graphs, cycles, top-level await, `import()`, `import.meta`, JSON, errors.

mod engine_common;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use engine_common::{block_on, logged, new_runtime_with};
use nano_runtime::error::RunError;
use nano_runtime::js::Scope;
use nano_runtime::modules::{
    FileLoader, LoadFuture, ModuleError, ModuleLoader, ModuleSource, ModuleType, SourceKind,
};
use nano_runtime::realm::Realm;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use url::Url;

/// Modules from memory, each taking a turn of the event loop to load.
#[derive(Default)]
struct MemoryLoader {
    files: HashMap<String, String>,
    loads: RefCell<Vec<String>>,
}

impl ModuleLoader for MemoryLoader {
    fn resolve(&self, specifier: &str, referrer: &Url) -> Result<Url, ModuleError> {
        FileLoader.resolve(specifier, referrer)
    }

    fn load(&self, url: &Url, module_type: ModuleType) -> LoadFuture {
        self.loads.borrow_mut().push(url.path().to_owned());
        if url.scheme() == "data" {
            return FileLoader.load(url, module_type);
        }
        let source = self.files.get(url.path()).cloned();
        let url = url.clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            let kind = if url.path().ends_with(".json") {
                SourceKind::Json
            } else {
                SourceKind::JavaScript
            };
            match source {
                Some(source) => Ok(ModuleSource {
                    url,
                    kind,
                    bytes: source.into(),
                }),
                None => Err(ModuleError::new(format!("Cannot find module \"{url}\""))),
            }
        })
    }
}

fn runtime_of(files: &[(&str, &str)]) -> (JsRuntime, Rc<MemoryLoader>) {
    let files = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let loader = Rc::new(MemoryLoader {
        files,
        loads: RefCell::default(),
    });
    (
        new_runtime_with(RuntimeOptions {
            loader: Some(loader.clone()),
            ..RuntimeOptions::default()
        }),
        loader,
    )
}

fn run_main(runtime: &JsRuntime) -> Result<(), RunError> {
    block_on(runtime.run_main_module(&Url::parse("file:///main.js").unwrap()))
}

/// Runs `/main.js` and returns what it logged.
fn run(files: &[(&str, &str)]) -> String {
    let (runtime, _) = runtime_of(files);
    run_main(&runtime).unwrap();
    logged(&runtime)
}

/// Runs `/main.js`, which fails.
fn fail(files: &[(&str, &str)]) -> String {
    let (runtime, _) = runtime_of(files);
    run_main(&runtime).unwrap_err().to_string()
}

#[test]
fn a_graph_is_evaluated_in_order_and_each_module_loaded_once() {
    let (runtime, loader) = runtime_of(&[
        (
            "/main.js",
            "import { a } from './a.js'; import './b.js'; log('main' + a);",
        ),
        (
            "/a.js",
            "import { c } from './sub/c.js'; export const a = 'A' + c; log('a');",
        ),
        ("/b.js", "import '../sub/./c.js'; log('b');"),
        (
            "/sub/c.js",
            "export const c = 'C'; log('c'); Promise.resolve().then(() => log('micro'));",
        ),
    ]);
    run_main(&runtime).unwrap();
    // No microtask runs between the modules of a graph.
    assert_eq!(logged(&runtime), "c a b mainAC micro");
    let mut loads = loader.loads.borrow().clone();
    loads.sort();
    assert_eq!(loads, ["/a.js", "/b.js", "/main.js", "/sub/c.js"]);
}

#[test]
fn cycles_share_live_bindings() {
    let log = run(&[
        (
            "/main.js",
            "import { even } from './even.js'; log(even(10)); log(even(7));",
        ),
        (
            "/even.js",
            "import { odd } from './odd.js'; export function even(n) { return n === 0 || odd(n - 1); }",
        ),
        (
            "/odd.js",
            "import { even } from './even.js'; import * as self from './odd.js'; export function odd(n) { return n !== 0 && even(n - 1); } log(typeof self.odd);",
        ),
    ]);
    assert_eq!(log, "function true false");
}

#[test]
fn top_level_await_delays_importers_but_not_siblings() {
    let log = run(&[
        (
            "/main.js",
            "import './slow.js'; import './fast.js'; log('main');",
        ),
        (
            "/slow.js",
            "log('slow1'); await new Promise((r) => setTimeout(r, 5)); log('slow2');",
        ),
        ("/fast.js", "log('fast');"),
    ]);
    assert_eq!(log, "slow1 fast slow2 main");
}

#[test]
fn a_stalled_top_level_await_is_an_error_with_its_place() {
    let error = fail(&[
        ("/main.js", "import './stuck.js';"),
        ("/stuck.js", "log('x');\nawait new Promise(() => {});"),
    ]);
    assert_eq!(
        error,
        "Top-level await promise never resolved\n    at file:///stuck.js:2:1\n    await new Promise(() => {});\n    ^"
    );
}

#[test]
fn a_rejected_evaluation_is_an_uncaught_error() {
    let (runtime, _) = runtime_of(&[("/main.js", "await null;\nthrow new TypeError('late');")]);
    let error = run_main(&runtime).unwrap_err();
    assert!(
        matches!(&error, RunError::Uncaught(error) if error.message == "TypeError: late"),
        "{error:?}"
    );
    assert!(error.to_string().contains("file:///main.js:2:7"), "{error}");
}

#[test]
fn a_missing_module_names_the_import() {
    let error = fail(&[
        ("/main.js", "import './a.js';"),
        ("/a.js", "log(1);\n  import { x } from './gone.js';"),
    ]);
    assert_eq!(
        error,
        "Uncaught TypeError: Cannot find module \"file:///gone.js\", imported from file:///a.js:2:21"
    );
}

#[test]
fn a_specifier_that_does_not_resolve_names_the_import() {
    let error = fail(&[("/main.js", "\nimport 'react';")]);
    assert_eq!(
        error,
        "Uncaught TypeError: Cannot resolve \"react\": no node_modules folder in / or above it has a package \"react\", imported from file:///main.js:2:8"
    );
}

#[test]
fn syntax_errors_and_missing_exports_show_their_line() {
    let error = fail(&[
        ("/main.js", "import './bad.js';"),
        ("/bad.js", "let x;\nlet = ;"),
    ]);
    assert_eq!(
        error,
        "Uncaught SyntaxError: Unexpected strict mode reserved word\nlet = ;\n^\n    at file:///bad.js:2:1"
    );
    let error = fail(&[
        ("/main.js", "import { nothing } from './a.js';"),
        ("/a.js", ""),
    ]);
    assert!(
        error.starts_with("Uncaught SyntaxError: The requested module './a.js' does not provide an export named 'nothing'\nimport { nothing } from './a.js';\n         ^"),
        "{error}"
    );
}

#[test]
fn dynamic_imports_resolve_with_the_namespace_and_wait_for_evaluation() {
    let log = run(&[
        (
            "/main.js",
            "const p = import('./a.js'); log('sync'); const ns = await p; log(ns.x); log((await import('./a.js')) === ns); log(Object.prototype.toString.call(ns));",
        ),
        (
            "/a.js",
            "export let x = 1; await new Promise((r) => setTimeout(r, 2)); x = 2;",
        ),
    ]);
    assert_eq!(log, "sync 2 true [object Module]");
}

#[test]
fn a_dynamic_import_of_a_loaded_module_does_not_run_within_the_importing_code() {
    let log = run(&[
        (
            "/main.js",
            "import './early.js'; import './b.js'; log('main');",
        ),
        (
            "/early.js",
            "import('./b.js').then(() => log('then')); log('early');",
        ),
        ("/b.js", "log('b');"),
    ]);
    assert_eq!(log, "early b main then");
}

#[test]
fn a_module_can_import_itself_while_it_is_being_evaluated() {
    let log = run(&[(
        "/main.js",
        "export const x = 1; const ns = import('./main.js'); ns.then((ns) => log(ns.x)); await null; log('end');",
    )]);
    assert_eq!(log, "end 1");
}

#[test]
fn dynamic_import_failures_reject_and_are_kept() {
    let (runtime, loader) = runtime_of(&[
        (
            "/main.js",
            "for (const s of ['./gone.js', './gone.js', './bad.js', './bad.js', 'bare', './throws.js', './needs-gone.js'])
               try { await import(s); } catch (e) { log(`${e.name}|${e.message}`); (globalThis.errors ??= []).push(e); }
             log(errors[0] === errors[1]); log(errors[2] === errors[3]);",
        ),
        ("/bad.js", "1 +"),
        ("/throws.js", "throw new RangeError('r')"),
        ("/needs-gone.js", "import './gone.js'"),
    ]);
    run_main(&runtime).unwrap();
    let expected = [
        "TypeError|Cannot find module \"file:///gone.js\", imported from file:///main.js:2:35",
        "TypeError|Cannot find module \"file:///gone.js\", imported from file:///main.js:2:35",
        "SyntaxError|Unexpected end of input",
        "SyntaxError|Unexpected end of input",
        "TypeError|Cannot resolve \"bare\": no node_modules folder in / or above it has a package \"bare\", imported from file:///main.js:2:35",
        "RangeError|r",
        "TypeError|Cannot find module \"file:///gone.js\", imported from file:///needs-gone.js:1:8",
        "false",
        "true",
    ];
    assert_eq!(logged(&runtime), expected.join(" "));
    assert_eq!(
        loader
            .loads
            .borrow()
            .iter()
            .filter(|path| *path == "/gone.js")
            .count(),
        1
    );
}

#[test]
fn json_text_and_bytes_are_modules() {
    let log = run(&[
        (
            "/main.js",
            "import json from './d.json' with { type: 'json' };
             import text from './t.txt' with { type: 'text' };
             import bytes from './t.txt' with { type: 'bytes' };
             import again from './d.json' with { type: 'json' };
             log(json.a[1]); log(text); log(bytes.length + bytes.constructor.name); log(json === again);
             const ns = await import('./d.json', { with: { type: 'json' } }); log(ns.default === json); log(Object.keys(ns));
             log((await import('data:application/json,[7]', { with: { type: 'json' } })).default[0]);",
        ),
        ("/d.json", "\u{FEFF}{\"a\": [1, 2]}"),
        ("/t.txt", "h\u{e9}"),
    ]);
    assert_eq!(log, "2 h\u{e9} 3Uint8Array true true default 7");
}

#[test]
fn json_modules_fail_clearly() {
    let main = "import './d.json' with { type: 'json' };";
    let error = fail(&[("/main.js", main), ("/d.json", "{ nope }")]);
    assert!(error.starts_with("Uncaught SyntaxError: Module \"file:///d.json\" is not valid JSON: Expected property name"), "{error}");
    let error = fail(&[("/main.js", "import './d.json';"), ("/d.json", "{}")]);
    assert!(error.contains("is JSON, which needs an import attribute: with { type: \"json\" }, imported from file:///main.js:1:8"), "{error}");
    let error = fail(&[
        ("/main.js", "import './a.js' with { type: 'json' };"),
        ("/a.js", "1"),
    ]);
    assert!(
        error.contains("\"file:///a.js\" is not JSON, as its import attribute says"),
        "{error}"
    );
    let error = fail(&[
        ("/main.js", "import './a.js' with { type: 'css' };"),
        ("/a.js", "1"),
    ]);
    assert!(
        error.contains("Import attribute \"type\" with value \"css\" is not supported"),
        "{error}"
    );
    let error = fail(&[
        ("/main.js", "import './a.js' with { mode: 'x' };"),
        ("/a.js", "1"),
    ]);
    assert!(
        error.contains(
            "Import attribute \"mode\" is not supported, imported from file:///main.js:1:8"
        ),
        "{error}"
    );
}

#[test]
fn import_meta_describes_the_module() {
    let log = run(&[
        (
            "/main.js",
            "import './d%20ir/a.js'; log(import.meta.main); log(import.meta.resolve('./x.js')); log(Object.getPrototypeOf(import.meta)); try { import.meta.resolve('bare') } catch (e) { log(e.name) }",
        ),
        (
            "/d%20ir/a.js",
            "log(import.meta.url); log(import.meta.main); log(import.meta.filename); log(import.meta.dirname); log(import.meta.resolve('../y.js')); log(import.meta === import.meta)",
        ),
    ]);
    assert_eq!(
        log,
        "file:///d%20ir/a.js false /d ir/a.js /d ir file:///y.js true true file:///x.js null TypeError"
    );
}

#[test]
fn synthetic_modules_are_evaluated_once_when_first_imported() {
    let (runtime, _) = runtime_of(&[(
        "/main.js",
        "log('main'); const a = await import('nano:x'); const b = await import('nano:x'); log(a.one + a.two); log(a === b);",
    )]);
    let added = runtime.with_scope(|scope| {
        let steps: nano_runtime::modules::SyntheticSteps = Box::new(|scope: &mut Scope<'_, '_>| {
            engine_common::call_global(scope, "log", "evaluated");
            let exports = vec![
                ("one".to_owned(), v8::Integer::new(scope, 1).into()),
                ("two".to_owned(), v8::Integer::new(scope, 2).into()),
            ];
            Some(exports)
        });
        let url = Url::parse("nano:x").unwrap();
        Realm::from_scope(scope)
            .modules()
            .add_synthetic(scope, url, &["one", "two"], steps)
    });
    assert!(added);
    run_main(&runtime).unwrap();
    assert_eq!(logged(&runtime), "main evaluated 3 true");
}

#[test]
fn the_host_imports_a_module_and_reads_its_exports() {
    let (runtime, _) = runtime_of(&[
        (
            "/main.js",
            "await null; export const x = 5; export default { fetch() {} };",
        ),
        ("/throws.js", "throw new Error('no')"),
        ("/stuck.js", "await new Promise(() => {})"),
    ]);
    block_on(async {
        let namespace = runtime
            .import(&Url::parse("file:///main.js").unwrap())
            .await
            .unwrap();
        let x = runtime.with_scope(|scope| {
            let namespace = v8::Local::new(scope, &namespace);
            let key = v8::String::new(scope, "x").unwrap();
            namespace.get(scope, key.into()).unwrap().int32_value(scope)
        });
        assert_eq!(x, Some(5));
        let error = runtime
            .import(&Url::parse("file:///throws.js").unwrap())
            .await
            .unwrap_err();
        assert!(
            matches!(&error, RunError::Uncaught(error) if error.message == "Error: no"),
            "{error:?}"
        );
        let error = runtime
            .import(&Url::parse("file:///stuck.js").unwrap())
            .await
            .unwrap_err();
        assert!(matches!(error, RunError::StalledTopLevelAwait(_)));
    });
}

#[test]
fn a_module_is_imported_while_another_task_drives_the_loop() {
    let (runtime, _) = runtime_of(&[(
        "/main.js",
        "await new Promise((r) => setTimeout(r, 3)); export default 1;",
    )]);
    block_on(async {
        let url = Url::parse("file:///main.js").unwrap();
        let test = async {
            runtime.import(&url).await.unwrap();
            // The driver is still woken after the import's own waker is gone.
            runtime
                .run_script("x.js", "setTimeout(() => log('driven'), 3)")
                .unwrap();
            while logged(&runtime).is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            error = runtime.drive() => panic!("{error}"),
            () = test => {}
        }
    });
    assert_eq!(logged(&runtime), "driven");
}

#[test]
fn an_error_in_a_dependency_is_the_mains_error() {
    let error = fail(&[
        ("/main.js", "import './a.js'; log('never');"),
        ("/a.js", "\nundefinedFunction();"),
    ]);
    assert_eq!(
        error,
        "Uncaught ReferenceError: undefinedFunction is not defined\nundefinedFunction();\n^\n    at file:///a.js:2:1"
    );
}

#[test]
fn scripts_can_import_dynamically() {
    let (runtime, _) = runtime_of(&[("/dir/a.js", "export const x = 3;")]);
    runtime
        .run_script(
            "file:///dir/script.js",
            "import('./a.js').then((ns) => log(ns.x))",
        )
        .unwrap();
    block_on(runtime.run_event_loop()).unwrap();
    assert_eq!(logged(&runtime), "3");
}

#[test]
fn files_are_loaded_from_disk_and_a_deep_chain_does_not_overflow_the_stack() {
    let directory = std::env::temp_dir().join(format!("nano-modules-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    const DEPTH: usize = 2_000;
    for i in 0..DEPTH {
        std::fs::write(
            directory.join(format!("m{i}.mjs")),
            format!(
                "import {{ n }} from './m{}.mjs'; const m = n + 1; export {{ m as n }};",
                i + 1
            ),
        )
        .unwrap();
    }
    std::fs::write(
        directory.join(format!("m{DEPTH}.mjs")),
        "export const n = 0;",
    )
    .unwrap();
    std::fs::write(directory.join("main file.mjs"), "import { n } from './m0.mjs'; import j from './j.json' with { type: 'json' }; log(n); log(j);").unwrap();
    std::fs::write(directory.join("j.json"), "\"json\"").unwrap();
    let runtime = new_runtime_with(RuntimeOptions {
        loader: Some(Rc::new(FileLoader)),
        ..RuntimeOptions::default()
    });
    let main = Url::from_file_path(directory.join("main file.mjs")).unwrap();
    let result = block_on(runtime.run_main_module(&main));
    // A graph that is there already is walked without fetching.
    runtime
        .run_script(
            "again.js",
            &format!(
                "import('{}').then(() => log('again'))",
                main.as_str().replace("main%20file", "m0")
            ),
        )
        .unwrap();
    let again = block_on(runtime.run_event_loop());
    std::fs::remove_dir_all(&directory).unwrap();
    result.unwrap();
    again.unwrap();
    assert_eq!(logged(&runtime), "2000 json again");
}

#[test]
fn a_termination_ends_a_module_that_loops() {
    let (runtime, _) = runtime_of(&[("/main.js", "for (;;) {}")]);
    let handle = runtime.handle();
    std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        handle.terminate()
    });
    assert_eq!(run_main(&runtime).unwrap_err(), RunError::Terminated);
}
