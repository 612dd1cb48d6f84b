//! What a read-eval-print loop is made of: evaluation in REPL mode, completion, complete and incomplete input, interruption.

mod engine_common;

use std::future::poll_fn;
use std::time::Duration;

use engine_common::{block_on, new_runtime};
use nano_runtime::js::Local;
use nano_runtime::repl::{Outcome, Place, ReplSession, SyntaxChecker};
use nano_runtime::runtime::JsRuntime;

/// The outcome of an evaluation as text.
fn outcome(runtime: &JsRuntime, session: &ReplSession<'_>, source: &str) -> String {
    let outcome = block_on(async {
        let evaluation = session.start(source).unwrap();
        poll_fn(|cx| session.poll(&evaluation, cx)).await
    });
    match outcome {
        Ok(Outcome::Value(value)) => text(runtime, &value),
        Ok(Outcome::Thrown(value, _)) => format!("throws {}", text(runtime, &value)),
        other => format!("{other:?}"),
    }
}

fn text(runtime: &JsRuntime, value: &nano_runtime::js::Global<nano_runtime::js::Value>) -> String {
    runtime.with_scope(|scope| {
        let value = Local::new(scope, value);
        let kind = value.type_of(scope).to_rust_string_lossy(scope);
        let text = value
            .to_detail_string(scope)
            .map(|text| text.to_rust_string_lossy(scope))
            .unwrap_or_default();
        format!("{kind} {text}")
    })
}

#[track_caller]
fn evaluates(inputs: &[(&str, &str)]) {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    for (source, expected) in inputs {
        assert_eq!(outcome(&runtime, &session, source), *expected, "{source}");
    }
}

#[test]
fn every_kind_of_value_comes_back_as_it_is() {
    evaluates(&[
        ("1 + 1", "number 2"),
        ("0.1 + 0.2", "number 0.30000000000000004"),
        ("NaN", "number NaN"),
        ("-Infinity", "number -Infinity"),
        ("Object.is(-0, -0)", "boolean true"),
        ("-(2n ** 70n)", "bigint -1180591620717411303424"),
        ("'a\\u{1f600}\"\\\\'", "string a\u{1f600}\"\\"),
        ("'\\ud800'.length", "number 1"),
        ("'\\ud800'", "string \u{fffd}"),
        ("undefined", "undefined undefined"),
        ("null", "object null"),
        ("Symbol('s')", "symbol Symbol(s)"),
        ("[1, 2]", "object [object Array]"),
        ("(() => {})", "function () => {}"),
        ("var x = 1", "undefined undefined"),
        ("", "undefined undefined"),
        ("// nothing", "undefined undefined"),
    ]);
}

#[test]
fn a_value_is_the_object_itself() {
    evaluates(&[
        ("const o = { a: 1 }; o", "object #<Object>"),
        ("globalThis.same = o", "object #<Object>"),
        ("same === o", "boolean true"),
    ]);
}

#[test]
fn declarations_may_be_repeated_and_await_is_allowed() {
    evaluates(&[
        ("let a = 1; const k = 1", "undefined undefined"),
        ("let a = 2; const k = 2; class C {}", "undefined undefined"),
        ("class C { static x = a }", "undefined undefined"),
        ("C.x", "number 2"),
        ("await null; a", "number 2"),
        (
            "const b = await new Promise(resolve => setTimeout(() => resolve('later'), 1)); b",
            "string later",
        ),
        (
            "for await (const x of [1, Promise.resolve(2)]) globalThis.last = x; last",
            "number 2",
        ),
    ]);
}

#[test]
fn what_looks_like_an_object_is_one() {
    evaluates(&[
        ("{a:1}.a", "number 1"),
        ("{ a: 1 }", "object #<Object>"),
        ("{ a: 1 };", "number 1"),
        ("{ a: await 1, b: { } } // note", "object #<Object>"),
        ("{ let x = 3; x }", "number 3"),
        ("{}", "object #<Object>"),
    ]);
}

#[test]
fn what_is_thrown_comes_back() {
    evaluates(&[
        ("throw null", "throws object null"),
        ("throw 1n", "throws bigint 1"),
        ("nope", "throws object ReferenceError: nope is not defined"),
        ("await Promise.reject(7)", "throws number 7"),
        ("let = ;", "throws object SyntaxError: Unexpected token ';'"),
        (
            "(function f() { f() })()",
            "throws object RangeError: Maximum call stack size exceeded",
        ),
        ("1", "number 1"),
    ]);
}

#[test]
fn a_syntax_error_has_its_place() {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    for (source, expected) in [
        ("let a;\nlet b = ;", Some(Place { line: 1, column: 8 })),
        ("nope", None),
        ("await null; nope", None),
        ("JSON.parse('{')", None),
        ("eval('let = ;')", None),
    ] {
        let outcome = block_on(async {
            let evaluation = session.start(source).unwrap();
            poll_fn(|cx| session.poll(&evaluation, cx)).await
        });
        let Ok(Outcome::Thrown(_, place)) = outcome else {
            panic!("{source}: {outcome:?}");
        };
        assert_eq!(place, expected, "{source}");
    }
}

#[test]
fn an_await_that_nothing_can_settle_ends() {
    evaluates(&[
        ("await new Promise(() => {})", "Ok(Stalled)"),
        ("1", "number 1"),
    ]);
}

#[test]
fn nothing_a_program_does_to_its_globals_confuses_the_session() {
    evaluates(&[
        (
            "Object.prototype.objectId = '1.1.1'; Object.prototype.exceptionDetails = {}; Object.prototype.value = 3; JSON.parse = null; 1",
            "number 1",
        ),
        ("undefined", "undefined undefined"),
        ("[1]", "object [object Array]"),
        (
            "Object.prototype.__defineGetter__('then', () => { throw 1 }); 1",
            "number 1",
        ),
    ]);
}

#[test]
fn an_interrupt_ends_what_runs_and_nothing_else() {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    assert_eq!(
        outcome(&runtime, &session, "let n = 0; var kept = 5"),
        "undefined undefined"
    );
    for source in [
        "for (;;) n++",
        "await null; for (;;) n++",
        "await new Promise(() => setTimeout(() => { for (;;) n++ }))",
        "queueMicrotask(() => { for (;;) n++ }); await new Promise(resolve => setTimeout(resolve, 60_000))",
    ] {
        let handle = runtime.handle();
        let before = outcome(&runtime, &session, "n = 0");
        assert_eq!(before, "number 0");
        let interrupter = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            assert!(handle.interrupt());
        });
        // Where the loop was in a task of its own, the evaluation is still pending: that is the caller's to abandon.
        block_on(async {
            let evaluation = session.start(source).unwrap();
            let wait = poll_fn(|cx| session.poll(&evaluation, cx));
            if let Ok(outcome) = tokio::time::timeout(Duration::from_millis(500), wait).await {
                assert!(
                    matches!(outcome, Ok(Outcome::Interrupted | Outcome::Stalled)),
                    "{source}: {outcome:?}"
                );
            }
        });
        interrupter.join().unwrap();
        assert_eq!(runtime.realm().retired(), None, "{source}");
        assert_eq!(
            outcome(&runtime, &session, "n > 0 && kept"),
            "number 5",
            "{source}"
        );
    }
}

#[test]
fn an_interrupt_of_nothing_harms_nothing_for_long() {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    assert!(runtime.handle().interrupt());
    outcome(&runtime, &session, "1");
    assert_eq!(outcome(&runtime, &session, "2"), "number 2");
    assert!(runtime.handle().terminate());
    assert!(session.start("3").is_err());
}

#[test]
fn completion_has_no_side_effects() {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    outcome(
        &runtime,
        &session,
        "var hits = 0;
         const o = { plain: { deep: 1 }, get trap() { hits++; return { nope: 1 } } };
         let lexical = new Proxy({ hidden: 1 }, { get() { hits++ }, ownKeys() { hits++; return [] }, getPrototypeOf() { hits++; return null } });",
    );
    let names = |expression| session.property_names(expression);
    let has = |expression, name: &str| names(expression).iter().any(|known| known == name);
    assert!(has("o", "plain") && has("o", "trap") && has("o", "hasOwnProperty"));
    assert!(has("o.plain", "deep"));
    assert!(has("[1, 2]", "map") && !has("[1, 2]", "0"));
    assert!(has("'text'", "padStart") && has("1n", "toString"));
    for nothing in [
        "o.trap",
        "lexical",
        "hits++",
        "null",
        "nope",
        "for(;;);",
        "1 +",
        "o.nope",
        "(() => { for (;;); })()",
        "setTimeout(() => {})",
    ] {
        assert_eq!(names(nothing), Vec::<String>::new(), "{nothing}");
    }
    let variables = session.variable_names();
    for name in [
        "hits",
        "o",
        "lexical",
        "Array",
        "globalThis",
        "hasOwnProperty",
    ] {
        assert!(variables.iter().any(|known| known == name), "{name}");
    }
    assert_eq!(outcome(&runtime, &session, "hits"), "number 0");
}

#[test]
fn the_console_is_left_alone() {
    let runtime = new_runtime();
    let session = ReplSession::new(&runtime);
    assert_eq!(
        outcome(&runtime, &session, "'memory' in (globalThis.console ?? {})"),
        "boolean false"
    );
}

#[test]
fn input_is_incomplete_when_it_fails_because_it_ends() {
    let checker = SyntaxChecker::new().unwrap();
    for source in [
        "{",
        "(",
        "[1,",
        "foo(",
        "foo(1",
        "foo(1,",
        "if (x)",
        "if (x) {",
        "a +",
        "a.",
        "a ? b",
        "a ? b :",
        "`text",
        "`${",
        "`${a",
        "`a ${`b",
        "/* comment",
        "function f(",
        "function f(a",
        "function f() {",
        "class A",
        "class A {",
        "class A { m() {",
        "() =>",
        "async () => {",
        "await",
        "await (",
        "await foo(1",
        "for await (const x of y) {",
        "for (let i = 0;",
        "const x =",
        "let { a",
        "({ a: 1,",
        "{ a: 1,",
        "{ a: 1,\n b:",
        "{ a: 1,\n b: [",
        "'text \\",
        "try {",
        "try {} ",
        "try {} // note",
        "do {} ",
        "switch (x) {",
        "x = y =>",
        "with (x) {",
        "return1 = (",
        "/[/(]/.exec(",
        "a = /(/.source; (",
    ] {
        // `await` alone is a name, and so complete.
        assert_eq!(
            checker.is_incomplete(source),
            source != "await" && source != "a = /(/.source; (",
            "{source}"
        );
    }
}

#[test]
fn input_is_complete_when_it_is_valid_or_beyond_help() {
    let checker = SyntaxChecker::new().unwrap();
    for source in [
        "",
        " ",
        "1",
        "foo(1)",
        "if (x) {}",
        "{ a: 1 }",
        "{ a: 1, b: 2 }",
        "{ a: 1,\n b: { c: 2 } }",
        "{}",
        "`a ${b} c`",
        "'it''s",
        "'text",
        "\"text",
        "/re",
        "foo(1 2",
        ")",
        "]",
        "}",
        "a b",
        "{ a: 1 } b",
        "let x",
        "await 1",
        "await foo()",
        "for await (const x of y) {}",
        "/* comment */",
        "// comment {",
        "'('",
        "`(`",
        "/(/.x",
        "/[(]/",
        "with (x) {}",
        "010",
        "return 1",
        "const x",
        "await (1 2",
        "#",
        "\\",
        "let let = 1",
        "class A { x = await 1 }",
        "import.meta",
    ] {
        assert!(!checker.is_incomplete(source), "{source}");
    }
}

#[test]
fn the_deepest_nesting_is_no_overflow() {
    let checker = SyntaxChecker::new().unwrap();
    for text in ["(", "[", "{", "`${", "a => ", "-"] {
        let deep = text.repeat(200_000);
        // Whatever it says, it comes back.
        let _ = checker.is_incomplete(&deep);
    }
}
