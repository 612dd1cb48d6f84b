//! `nano repl` with its input from a pipe. On a terminal it is in `repl_terminal.rs`.

use std::io::Write;
use std::process::Stdio;

use super::support::{Ended, Folder};

/// What `nano repl` does with this input.
fn repl_in(folder: &Folder, input: &[u8]) -> Ended {
    let mut child = folder
        .command(&["repl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // It may leave before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    folder.ended(&output)
}

fn repl(input: &str) -> Ended {
    repl_in(&Folder::new(&[]), input.as_bytes())
}

#[test]
fn each_complete_piece_is_evaluated_and_nothing_else_is_printed() {
    repl("").prints("");
    repl("1 + 1").prints("2\n");
    repl("\n\n1 + 1\n\n'text'\n").prints("2\n\"text\"\n");
    repl("function f(a) {\n  return a * 2\n}\nf(\n  21\n)\n").prints("undefined\n42\n");
    repl("`a\n${1 +\n1}`\r\n7\r\n").prints("\"a\\n2\"\n7\n");
    repl("{ a: 1,\n  b: { c: 2 } }\n{ a: 1 };\n").prints("{ a: 1, b: { c: 2 } }\n1\n");
}

#[test]
fn declarations_may_be_repeated() {
    repl("let a = 1\nlet a = 2\nconst k = 3\nconst k = 4\nclass C {}\nclass C { static x = a + k }\nC.x\n")
        .prints("undefined\nundefined\nundefined\nundefined\nundefined\nundefined\n6\n");
}

#[test]
fn await_is_allowed_and_the_loop_runs_on() {
    repl("const x = await new Promise(resolve => setTimeout(resolve, 1, 7))\nx\nsetTimeout(() => console.log('late'), 20); 0\n1\n")
        .prints("undefined\n7\n0\n1\nlate\n");
    repl("await new Promise(() => {})\n2\n")
        .prints("The await can never end: nothing is left that could resolve it\n2\n");
}

#[test]
fn errors_are_printed_and_end_nothing() {
    for (input, printed) in [
        ("throw null", "Uncaught null\n"),
        ("throw { a: 1 }", "Uncaught { a: 1 }\n"),
        (
            "nope",
            "Uncaught ReferenceError: nope is not defined\n    at <anonymous>:1:1\n",
        ),
        (
            "let x = 1,\ny = = 2",
            "Uncaught SyntaxError: Unexpected token '='\ny = = 2\n    ^\n",
        ),
        (
            "1; import a from 'b'",
            "Uncaught SyntaxError: Cannot use import statement outside a module\n1; import a from 'b'\n   ^\nHere modules are imported with await import(\"…\")\n",
        ),
        ("await Promise.reject(7)", "Uncaught 7\n"),
        ("(", "Uncaught SyntaxError: Unexpected end of input\n"),
        (
            "var e = new Error('m'); Object.defineProperty(e, 'stack', { get() { throw 1 } }); throw e",
            "Uncaught Error: m\n",
        ),
    ] {
        let ended = repl(&format!("{input}\n"));
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{ended:?}"
        );
        assert_eq!(ended.stdout, printed, "{input}");
    }
    let ended = repl("(function f() { f() })()\n1\n");
    assert!(
        ended
            .stdout
            .starts_with("Uncaught RangeError: Maximum call stack size exceeded\n")
            && ended.stdout.ends_with("\n1\n"),
        "{ended:?}"
    );
}

#[test]
fn errors_of_timers_and_promises_are_told_on_stderr() {
    let ended = repl(
        "Promise.reject(new Error('lost')); 1\nsetTimeout(() => { throw new Error('late') }); 2\nqueueMicrotask(() => { throw 3 }); 3\n",
    );
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(0), "1\n2\n3\n"),
        "{ended:?}"
    );
    for told in [
        "Uncaught (in promise) Error: lost\n",
        "Uncaught Error: late\n",
        "Uncaught 3\n",
    ] {
        assert!(ended.stderr.contains(told), "{ended:?}");
    }
}

#[test]
fn a_listener_takes_care_of_an_error() {
    repl("addEventListener('error', event => { console.log(event.message); event.preventDefault() })\nsetTimeout(() => { throw 1 }); 0\n")
        .prints("undefined\n0\nUncaught 1\n");
}

#[test]
fn the_last_value_and_the_last_error_are_kept() {
    repl("_\n6 * 7\n_ + 1\nvar x = _\nx\nthrow 5\n_error\n_\n")
        .prints("undefined\n42\n43\nundefined\n43\nUncaught 5\n5\n5\n");
    repl("_ = 3\n1\n_\n").prints("_ is the program's from now on\n3\n1\n3\n");
    repl("let _ = 3\n1\n_\n").prints("undefined\n1\n3\n");
    repl("Object.freeze(globalThis); 1\n2\nthrow 3\n_\n").prints("1\n2\nUncaught 3\nundefined\n");
}

#[test]
fn values_that_resist_are_printed() {
    repl("({ get x() { throw 1 } })\nnew Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } })\nSymbol('s')\n({ toString() { throw 1 } })\n'\\ud800'\n1n\n-0\n")
        .prints("{ x: [Getter] }\n{}\nSymbol(s)\n{ toString: [Function: toString] }\n\"\\ud800\"\n1n\n-0\n");
}

#[test]
fn import_declarations_declare_constants() {
    let folder = Folder::new(&[
        (
            "m.mjs",
            "export const a = 1, b = 2; export default 3; console.log('once')",
        ),
        ("d.json", "[4]"),
    ]);
    repl_in(
        &folder,
        b"import m, { a, b as c } from './m.mjs'\nm + a + c\nimport {\n  a\n} from './m.mjs'; import * as ns from './m.mjs'; [a, ns.default]\nimport './m.mjs'\nimport d from './d.json' with { type: 'json' }\nd\na = 2\n",
    )
    .prints(
        "once\nundefined\n6\n[ 1, 3 ]\nundefined\nundefined\n[ 4 ]\nUncaught TypeError: Assignment to constant variable.\n    at <anonymous>:1:3\n",
    );
    let ended = repl("import './nope.mjs'\n1\n");
    assert!(
        ended
            .stdout
            .starts_with("Uncaught TypeError: Cannot find module ")
            && ended
                .stdout
                .ends_with("nope.mjs\", imported from a script:1:1\n1\n"),
        "{ended:?}"
    );
}

#[test]
fn modules_are_imported_relative_to_the_working_folder() {
    let folder = Folder::new(&[("m.mjs", "export const a = 1; export default 2")]);
    repl_in(
        &folder,
        b"const m = await import('./m.mjs'); m.a + m.default\nawait import('./nope.mjs').catch(error => error.name)\n",
    )
    .prints("3\n\"TypeError\"\n");
}

#[test]
fn commands_begin_with_a_dot() {
    let folder = Folder::new(&[("l.js", "const loaded = 1\nloaded + 1\n")]);
    repl_in(
        &folder,
        b".load l.js\nloaded\n.load nope.js\n.save saved.js\n.frob\n.5 + 1\n.exit\n7\n",
    )
    .prints(
        "2\n1\ncannot read nope.js: No such file or directory (os error 2)\nSaved to saved.js\nThere is no command .frob; .help lists them\n1.5\n",
    );
    let saved = std::fs::read_to_string(folder.path().join("saved.js")).unwrap();
    assert_eq!(saved, "const loaded = 1\nloaded + 1\nloaded\n");
    let help = repl(".help");
    assert!(help.stdout.contains(".load FILE"), "{help:?}");
    repl(
        "const a = 1; globalThis.b = 2\nsetInterval(() => {}, 1); 0\n.clear\ntypeof a + typeof b\n",
    )
    .prints("2\n0\n\"undefinedundefined\"\n");
}

#[test]
fn input_that_is_no_text_is_read_as_well_as_can_be() {
    let folder = Folder::new(&[]);
    repl_in(&folder, b"'\xff\xfe'.length\n1\n").prints("2\n1\n");
    let long = format!("const s = '{}'; s.length\n", "a".repeat(10_000_000));
    repl_in(&folder, long.as_bytes()).prints("10000000\n");
    let deep = repl_in(&folder, "[".repeat(1_000_000).as_bytes());
    assert!(
        deep.stdout
            .contains("RangeError: Maximum call stack size exceeded")
    );
    let lines: String = (0..20_000).map(|i| format!("x = {i};\n")).collect();
    let function = format!("function f() {{\n{lines}return x }}\nf()\n");
    // It is not looked at with each line, so what follows may be taken together with it.
    let ended = repl_in(&folder, function.as_bytes());
    assert!(ended.stdout.ends_with("19999\n"), "{ended:?}");
}

#[test]
fn a_closed_output_is_a_quiet_end() {
    let folder = Folder::new(&[]);
    let mut child = folder
        .command(&["repl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"1\n").unwrap();
    // Stdin stays open: the output's end is enough.
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    folder.ended(&output).prints("");
}

#[test]
fn a_wrong_flag_ends_with_2() {
    let folder = Folder::new(&[]);
    let ended = folder.nano(&["repl", "--frob"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    let ended = folder.nano(&["repl", "file.js"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
}
