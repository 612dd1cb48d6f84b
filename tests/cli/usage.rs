//! Wrong command lines end with 2 and say what is wrong; `nano serve` says why it does not start.

use std::net::TcpListener;

use super::support::Folder;

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = Folder::new(&[("ok.mjs", "")]);
    let hint = "\n\nFor more information, try '--help'.\n";
    for (arguments, message) in [
        (["frob"].as_slice(), "error: unrecognized subcommand 'frob'"),
        (
            &["eval"],
            "error: the following required arguments were not provided:\n  <CODE>",
        ),
        (
            &["run"],
            "error: the following required arguments were not provided:\n  <FILE>...",
        ),
        (
            &["run", "a", "b"],
            "error: one module is run at a time; --classic runs several scripts",
        ),
        (
            &["run", "--frob", "ok.mjs"],
            "error: unexpected argument '--frob' found",
        ),
        (
            &["run", "--location", "frob", "ok.mjs"],
            "error: invalid value 'frob' for '--location <URL>': relative URL without a base",
        ),
        (
            &["eval", "--v8-flag=--frobnicate", "1"],
            "error: V8 does not know the flag --frobnicate",
        ),
        (
            &["serve", "--env", "X", "ok.mjs"],
            "error: invalid value 'X' for '--env <NAME=VALUE>': write NAME=VALUE",
        ),
        (
            &["serve", "--workers", "0", "ok.mjs"],
            "error: invalid value '0' for '--workers <N>'",
        ),
    ] {
        let ended = folder.nano(arguments);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{ended:?}"
        );
        assert!(ended.stderr.starts_with(message), "{ended:?}");
        assert!(ended.stderr.ends_with(hint), "{ended:?}");
    }
}

#[test]
fn help_and_version_are_output() {
    let folder = Folder::new(&[]);
    let help = folder.nano(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for command in ["serve", "run", "eval", "repl", "types", "idl"] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{help:?}");
    }
    folder
        .nano(&["--version"])
        .prints(&format!("nano {}\n", env!("CARGO_PKG_VERSION")));
    // Without a command and a terminal, the help is what an error says.
    let nothing = folder.nano(&[]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(2), ""));
    assert!(nothing.stderr.contains("Usage: nano [COMMAND]"));
}

#[test]
fn an_address_that_is_none_ends_with_2() {
    let folder = Folder::new(&[("app.mjs", "export default { fetch() {} }")]);
    for address in [
        "frob",
        "127.0.0.1",
        "99999",
        "127.0.0.1:http",
        "",
        ":",
        "[::1]",
    ] {
        let ended = folder.nano(&["serve", "--listen", address, "app.mjs"]);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(2), ""),
            "{ended:?}"
        );
        assert!(
            ended
                .stderr
                .starts_with(&format!("error: --listen {address}: "))
                && ended.stderr.contains("write HOST:PORT, :PORT or PORT"),
            "{ended:?}"
        );
    }
}

#[test]
fn a_taken_port_ends_with_1() {
    let folder = Folder::new(&[("app.mjs", "export default { fetch() {} }")]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    for workers in ["1", "3"] {
        folder
            .nano(&[
                "serve",
                "--workers",
                workers,
                "--listen",
                &address,
                "app.mjs",
            ])
            .fails(
                1,
                &format!(
                    "error: cannot listen on {address}: Address already in use (os error 98)\n"
                ),
            );
    }
}

#[test]
fn an_application_that_does_not_start_ends_with_1() {
    let folder = Folder::new(&[
        ("syntax.mjs", "export default {\n  fetch( { }\n}"),
        ("throws.mjs", "throw new Error('no start')"),
        ("none.mjs", "export const fetch = () => {}"),
        ("number.mjs", "export default 7"),
        ("object.mjs", "export default { fetch: 7 }"),
        (
            "await.mjs",
            "await new Promise(() => {}); export default { fetch() {} }",
        ),
        ("import.mjs", "import './nope.mjs'"),
    ]);
    let no_handler =
        "exports no handler; a served module looks like this:\n\n    export default {\n";
    for (file, message) in [
        ("syntax.mjs", "Uncaught SyntaxError: "),
        (
            "throws.mjs",
            "Uncaught Error: no start\nthrow new Error('no start')\n      ^\n    at throws.mjs:1:7\n",
        ),
        ("none.mjs", &format!("error: none.mjs {no_handler}")),
        ("number.mjs", &format!("error: number.mjs {no_handler}")),
        ("object.mjs", &format!("error: object.mjs {no_handler}")),
        (
            "await.mjs",
            "error: await.mjs: a top-level await never resolved\n",
        ),
        (
            "import.mjs",
            "Uncaught TypeError: Cannot find module \"nope.mjs\", imported from import.mjs:1:8\n",
        ),
        (
            "nope.mjs",
            "error: cannot read nope.mjs: No such file or directory (os error 2)\n",
        ),
    ] {
        let ended = folder.nano(&["serve", "--listen", "0", "--workers", "2", file]);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (Some(1), ""),
            "{file}: {ended:?}"
        );
        assert!(ended.stderr.starts_with(message), "{file}: {ended:?}");
    }
}
