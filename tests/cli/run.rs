//! `nano run`: modules and classic scripts.

use super::support::Folder;

#[test]
fn a_module_runs_with_what_it_imports() {
    let folder = Folder::new(&[
        (
            "main.mjs",
            "import { x } from './lib/../x.mjs'; import data from './data.json' with { type: 'json' };
             const { default: later } = await import('./later.mjs');
             console.log(x, data, later, import.meta.url, this);",
        ),
        ("x.mjs", "export const x = 1;"),
        ("later.mjs", "export default await new Promise(resolve => setTimeout(resolve, 1, 'later'));"),
        ("data.json", r#"{ "a": [1] }"#),
    ]);
    folder
        .nano(&["run", "main.mjs"])
        .prints("1 { a: [ 1 ] } later main.mjs undefined\n");
}

#[test]
fn the_event_loop_is_drained() {
    let folder = Folder::new(&[(
        "main.mjs",
        "let n = 0; const id = setInterval(() => { console.log(++n); if (n === 3) clearInterval(id) });",
    )]);
    folder.nano(&["run", "main.mjs"]).prints("1\n2\n3\n");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::new(&[
        ("main.mjs", "import './lib.mjs'"),
        ("lib.mjs", "\n  import './nope.mjs'"),
    ]);
    let missing = "No such file or directory (os error 2)\n";
    folder
        .nano(&["run", "nope.mjs"])
        .fails(1, &format!("error: cannot read nope.mjs: {missing}"));
    folder
        .nano(&["run", "--classic", "main.mjs", "nope.js"])
        .fails(1, &format!("error: cannot read nope.js: {missing}"));
    folder
        .nano(&["run", "."])
        .fails(1, "error: cannot read .: it is a folder\n");
    folder.nano(&["run", "main.mjs"]).fails(
        1,
        "Uncaught TypeError: Cannot find module \"nope.mjs\", imported from lib.mjs:2:10\n",
    );
}

#[test]
fn a_bare_specifier_is_explained() {
    let folder = Folder::new(&[("main.mjs", "import x from 'react'")]);
    let ended = folder.nano(&["run", "main.mjs"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("\"react\""), "{ended:?}");
    assert!(
        ended.stderr.ends_with("imported from main.mjs:1:15\n"),
        "{ended:?}"
    );
}

#[test]
fn a_syntax_error_shows_where() {
    let folder = Folder::new(&[
        ("main.mjs", "import './bad.mjs'"),
        ("bad.mjs", "const a = 1;\n\tlet x = ;"),
        ("export.mjs", "import { y } from './empty.mjs'"),
        ("empty.mjs", ""),
        ("classic.js", "export {}"),
    ]);
    folder.nano(&["run", "main.mjs"]).fails(
        1,
        "Uncaught SyntaxError: Unexpected token ';'\n\tlet x = ;\n\t        ^\n    at bad.mjs:2:10\n",
    );
    folder.nano(&["run", "export.mjs"]).fails(
        1,
        "Uncaught SyntaxError: The requested module './empty.mjs' does not provide an export named 'y'\n\
         import { y } from './empty.mjs'\n         ^\n    at export.mjs:1:10\n",
    );
    folder.nano(&["run", "--classic", "classic.js"]).fails(
        1,
        "Uncaught SyntaxError: Unexpected token 'export'\nexport {}\n^\n    at classic.js:1:1\n",
    );
}

#[test]
fn an_uncaught_error_ends_with_1() {
    let folder = Folder::new(&[
        (
            "throws.mjs",
            "function f() {\n  throw new TypeError('x');\n}\nf();",
        ),
        (
            "rejects.mjs",
            "Promise.reject(new Error('x'));\nsetTimeout(() => console.log('never'), 1000);",
        ),
        (
            "handled.mjs",
            "const p = Promise.reject(1); p.catch(() => console.log('handled'));",
        ),
    ]);
    folder.nano(&["run", "throws.mjs"]).fails(
        1,
        "Uncaught TypeError: x\n  throw new TypeError('x');\n        ^\n    at f (throws.mjs:2:9)\n    at throws.mjs:4:1\n",
    );
    folder.nano(&["run", "rejects.mjs"]).fails(
        1,
        "Uncaught (in promise) Error: x\nPromise.reject(new Error('x'));\n               ^\n    at rejects.mjs:1:16\n",
    );
    folder.nano(&["run", "handled.mjs"]).prints("handled\n");
}

#[test]
fn a_top_level_await_that_nothing_can_resolve_ends_with_13() {
    let folder = Folder::new(&[("main.mjs", "\nawait new Promise(() => {});")]);
    folder.nano(&["run", "main.mjs"]).fails(
        13,
        "Top-level await promise never resolved\n    at main.mjs:2:1\n    await new Promise(() => {});\n    ^\n",
    );
}

#[test]
fn classic_scripts_share_one_global_and_no_microtask_runs_between_them() {
    let folder = Folder::new(&[
        (
            "a.js",
            "var order = ['a']; let lexical = 1; Promise.resolve().then(() => order.push('microtask'));",
        ),
        (
            "b.js",
            "order.push('b' + lexical); setTimeout(() => console.log(order.join(), this === globalThis));",
        ),
    ]);
    folder
        .nano(&["run", "--classic", "a.js", "b.js"])
        .prints("a,b1,microtask true\n");
    let ended = folder.nano(&["run", "--classic", "b.js", "a.js"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .starts_with("Uncaught ReferenceError: order is not defined\n"),
        "{ended:?}"
    );
}

#[test]
fn a_classic_script_that_throws_does_not_stop_the_next() {
    let folder = Folder::new(&[
        ("a.js", "throw new Error('first')"),
        ("b.js", "console.log('second ran')"),
    ]);
    let ended = folder.nano(&["run", "--classic", "a.js", "b.js"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), "second ran\n")
    );
    assert!(
        ended.stderr.starts_with("Uncaught Error: first\n"),
        "{ended:?}"
    );
}

#[test]
fn each_uncaught_error_is_printed() {
    let folder = Folder::new(&[
        (
            "a.js",
            "queueMicrotask(() => { throw 'microtask' });\nfunction f() { throw new Error('first') }\nf()",
        ),
        ("b.js", "Promise.reject(3); throw new TypeError('second')"),
        ("c.js", "setTimeout(() => console.log('never')); )"),
        (
            "main.mjs",
            "await null; queueMicrotask(() => { throw 1 }); queueMicrotask(() => { throw 2 });",
        ),
        (
            "handled.js",
            "onerror = message => { console.log(message); return true }; throw 1",
        ),
    ]);
    folder
        .nano(&["run", "--classic", "a.js", "b.js", "c.js"])
        .fails(
            1,
            "Uncaught Error: first\nfunction f() { throw new Error('first') }\n               ^\n    at f (a.js:2:22)\n    at a.js:3:1\n\
             Uncaught TypeError: second\nPromise.reject(3); throw new TypeError('second')\n                   ^\n    at b.js:1:26\n\
             Uncaught SyntaxError: Unexpected token ')'\nsetTimeout(() => console.log('never')); )\n                                        ^\n    at c.js:1:41\n\
             Uncaught \"microtask\"\n\
             Uncaught (in promise) 3\n",
        );
    let ended = folder.nano(&["run", "main.mjs"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.stderr.starts_with("Uncaught 1\n") && ended.stderr.contains("\nUncaught 2\n"),
        "{ended:?}"
    );
    let ended = folder.nano(&["run", "--classic", "handled.js", "b.js"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), "Uncaught 1\nUncaught TypeError: second\n"),
    );
    assert_eq!(ended.stderr, "Uncaught (in promise) 3\n");
}

#[test]
fn a_byte_order_mark_and_bytes_that_are_not_utf_8_do_no_harm() {
    let folder = Folder::new(&[("bom.js", "\u{feff}console.log('bom')")]);
    std::fs::write(
        folder.path().join("latin1.js"),
        b"console.log('\xe9' === '\\ufffd')",
    )
    .unwrap();
    for arguments in [
        ["run", "--classic", "bom.js", "latin1.js"].as_slice(),
        ["run", "bom.js"].as_slice(),
        ["run", "latin1.js"].as_slice(),
    ] {
        let ended = folder.nano(arguments);
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{ended:?}"
        );
    }
}

#[test]
fn location_is_what_relative_urls_resolve_against() {
    let folder = Folder::new(&[(
        "a.js",
        "console.log(location.pathname, new Request('b').url)",
    )]);
    folder
        .nano(&[
            "run",
            "--classic",
            "--location",
            "http://example.com/x/y",
            "a.js",
        ])
        .prints("/x/y http://example.com/x/b\n");
}

#[test]
fn report_writes_lines_to_a_file() {
    let folder = Folder::new(&[("a.js", "report('one'); report(2); console.log('out')")]);
    folder
        .nano(&["run", "--classic", "--report", "lines", "a.js"])
        .prints("out\n");
    let lines = std::fs::read_to_string(folder.path().join("lines")).unwrap();
    assert_eq!(lines, "one\n2\n");
    folder
        .nano(&["run", "--report", "no/such/folder", "a.js"])
        .fails(
            1,
            "error: cannot write to no/such/folder: No such file or directory (os error 2)\n",
        );
}

#[cfg(target_os = "linux")]
#[test]
fn report_writes_to_a_descriptor() {
    let folder = Folder::new(&[("a.js", "report('one'); report('two')")]);
    // Stdout is a pipe here.
    folder
        .nano(&["run", "--classic", "--report", "/dev/fd/1", "a.js"])
        .prints("one\ntwo\n");
}
