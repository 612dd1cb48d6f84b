//! `nano eval`.

use super::support::{Folder, eval};

#[test]
fn values_are_printed_as_the_inspector_shows_them() {
    for (code, printed) in [
        ("1 + 1", "2\n"),
        ("'text'", "text\n"),
        ("''", "\n"),
        ("'\\ud800'", "\u{fffd}\n"),
        ("undefined", "undefined\n"),
        ("null", "null\n"),
        ("12n", "12n\n"),
        ("-0", "-0\n"),
        ("Symbol('s')", "Symbol(s)\n"),
        (
            "({ a: [1, 'b'], f() {} })",
            "{ a: [ 1, \"b\" ], f: [Function: f] }\n",
        ),
        ("new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }\n"),
        ("let x = 4; x * 2", "8\n"),
        ("", "undefined\n"),
    ] {
        eval(code).prints(printed);
    }
}

#[test]
fn an_error_that_is_a_value_is_printed_with_its_stack() {
    eval("new TypeError('x')").prints("TypeError: x\n    at eval:1:1\n");
}

#[test]
fn a_promise_is_awaited() {
    eval("Promise.resolve({ a: 1 })").prints("{ a: 1 }\n");
    eval("new Promise(resolve => setTimeout(resolve, 1, 'later'))").prints("later\n");
    eval("(async () => { await null; return [await 1] })()").prints("[ 1 ]\n");
}

#[test]
fn imports_are_those_of_the_working_directory() {
    let folder = Folder::new(&[("a.mjs", "export default 5")]);
    folder
        .nano(&["eval", "import('./a.mjs').then(a => a.default)"])
        .prints("5\n");
}

#[test]
fn a_rejected_promise_is_an_uncaught_error() {
    eval("Promise.reject(7)").fails(1, "Uncaught (in promise) 7\n");
    let ended = eval("(async () => { throw new RangeError('x') })()");
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .starts_with("Uncaught (in promise) RangeError: x\n"),
        "{ended:?}"
    );
}

#[test]
fn a_promise_that_nothing_can_settle_ends_with_13() {
    eval("new Promise(() => {})").fails(13, "Top-level await promise never resolved\n");
}

#[test]
fn a_syntax_error_shows_where() {
    eval("let a = 1;\nlet b = ;").fails(
        1,
        "Uncaught SyntaxError: Unexpected token ';'\nlet b = ;\n        ^\n    at eval:2:9\n",
    );
}

#[test]
fn what_the_code_started_is_finished_after_the_value_is_printed() {
    eval("console.log(1); setTimeout(() => console.log(3)); 2").prints("1\n2\n3\n");
    let ended = eval("setTimeout(() => { throw new Error('late') }); 2");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), "2\n"));
    assert!(
        ended.stderr.starts_with("Uncaught Error: late\n"),
        "{ended:?}"
    );
}

#[test]
fn every_value_can_be_thrown() {
    for (code, message) in [
        ("throw { a: 1 }", "{ a: 1 }"),
        ("throw null", "null"),
        ("throw Symbol('s')", "Symbol(s)"),
        ("throw Object.create(null)", "[Object: null prototype] {}"),
        ("throw new Proxy({}, { get() { throw 1 } })", "{}"),
        (
            "throw { get message() { throw 1 }, get stack() { throw 2 } }",
            "{ message: [Getter], stack: [Getter] }",
        ),
    ] {
        eval(code).fails(
            1,
            &format!("Uncaught {message}\n{code}\n^\n    at eval:1:1\n"),
        );
    }
}

#[test]
fn an_uncaught_error_shows_its_causes_and_its_errors() {
    eval("throw new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) })").fails(
        1,
        "\
Uncaught Error: outer
throw new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) })
^
    at eval:1:7
Caused by: TypeError: inner
    at eval:1:35
Caused by: \"text\"
",
    );
    eval("throw new AggregateError([new Error('a'), 7], 'many')").fails(
        1,
        "\
Uncaught AggregateError: many
throw new AggregateError([new Error('a'), 7], 'many')
^
    at eval:1:7
    [error] Error: a
        at eval:1:27
    [error] 7
",
    );
}

#[test]
fn a_cause_that_is_its_own_cause_ends() {
    let ended = eval("const e = new Error('x'); e.cause = e; throw e");
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.starts_with("Uncaught Error: x\n"), "{ended:?}");
    assert!(ended.stderr.len() < 10_000);
}

#[test]
fn a_stack_overflow_is_an_error_like_others() {
    let ended = eval("(function f() { f() })()");
    assert_eq!(ended.code, Some(1));
    assert!(
        ended
            .stderr
            .starts_with("Uncaught RangeError: Maximum call stack size exceeded\n"),
        "{ended:?}"
    );
}

#[test]
fn colours_are_for_terminals() {
    let folder = Folder::new(&[]);
    for no_color in ["", "1"] {
        let mut command = folder.command(&["eval", "({ a: 1 })"]);
        let output = command.env("NO_COLOR", no_color).output().unwrap();
        folder.ended(&output).prints("{ a: 1 }\n");
    }
}

#[test]
fn location_is_what_the_option_says() {
    let folder = Folder::new(&[]);
    let url = "http://example.com:8080/a?b#c";
    folder
        .nano(&[
            "eval",
            "--location",
            url,
            "`${location} ${new URL('x', location)}`",
        ])
        .prints("http://example.com:8080/a?b#c http://example.com:8080/x\n");
    folder
        .nano(&["eval", "typeof location"])
        .prints("undefined\n");
}

#[test]
fn gc_is_there_when_it_is_asked_for() {
    let folder = Folder::new(&[]);
    folder.nano(&["eval", "typeof gc"]).prints("undefined\n");
    let collected = "const ref = new WeakRef({}); new Promise(resolve => setTimeout(resolve)).then(() => { gc(); return ref.deref() })";
    folder
        .nano(&["eval", "--expose-gc", collected])
        .prints("undefined\n");
}

#[test]
fn flags_reach_v8() {
    let folder = Folder::new(&[]);
    folder
        .nano(&["eval", "--v8-flag=--allow-natives-syntax", "%IsSmi(1)"])
        .prints("true\n");
}
