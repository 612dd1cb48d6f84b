//! `nano types`. That `tsc` accepts what it prints, and code against it, is for `.ci/run` to find (`tests/types/`).

use std::collections::BTreeSet;

use super::support::{Folder, eval};

/// What `nano types` prints.
fn declarations() -> String {
    let ended = Folder::new(&[]).nano(&["types"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    ended.stdout
}

#[test]
fn everything_that_idl_puts_on_the_global_is_declared_and_nothing_else() {
    let text = declarations();
    let declared: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| {
            let rest = line.strip_prefix("declare ")?;
            let rest = rest
                .strip_prefix("var ")
                .or_else(|| rest.strip_prefix("function "))?;
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .collect();
    // The global's own properties, and those of its prototypes up to `Object.prototype`, less ECMAScript's.
    let names = eval(
        "const names = new Set();
        for (let object = globalThis; object !== Object.prototype; object = Object.getPrototypeOf(object)) {
          for (const name of Object.getOwnPropertyNames(object)) names.add(name);
        }
        [...names].join(' ')",
    );
    let ecmascript = "Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise \
        RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math \
        Intl Temporal ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array \
        BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array DataView Map BigInt Set Iterator WeakMap \
        WeakSet WeakRef Proxy Reflect FinalizationRegistry SuppressedError DisposableStack AsyncDisposableStack decodeURI \
        decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN SharedArrayBuffer WebAssembly \
        constructor";
    let ecmascript: BTreeSet<&str> = ecmascript.split_whitespace().collect();
    let installed: BTreeSet<&str> = names
        .stdout
        .split_whitespace()
        .filter(|name| !ecmascript.contains(name))
        .collect();
    let missing: Vec<_> = installed.difference(&declared).collect();
    assert!(
        missing.is_empty(),
        "installed but not declared: {missing:?}"
    );
    let invented: Vec<_> = declared.difference(&installed).collect();
    assert!(
        invented.is_empty(),
        "declared but not installed: {invented:?}"
    );
}

#[test]
fn webassembly_is_declared_as_v8_has_it() {
    let text = declarations();
    let from = text
        .find("declare namespace WebAssembly {")
        .expect("it is declared");
    let block = &text[from..from + text[from..].find("\n}\n").expect("it ends")];
    let names = |keyword: &str, end: char| -> BTreeSet<String> {
        let lines = block
            .lines()
            .filter_map(|line| line.trim().strip_prefix(keyword));
        lines
            .filter_map(|rest| Some(rest.split_once(end)?.0.to_owned()))
            .collect()
    };
    let mut declared = names("function ", '(');
    declared.extend(names("var ", ':'));
    let installed = eval("Object.getOwnPropertyNames(WebAssembly).join(' ')");
    let installed: BTreeSet<String> = installed
        .stdout
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    assert_eq!(declared, installed);
}

#[test]
fn every_declaration_says_where_it_is_defined() {
    let text = declarations();
    // TypeScript's own programs aside, a definition follows a comment with a link to its standard.
    let lines: Vec<&str> = text.lines().collect();
    let without: Vec<&str> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("interface ") || line.starts_with("declare var "))
        .filter(|(at, _)| {
            let above = lines[..*at]
                .iter()
                .rev()
                .take_while(|line| !line.is_empty());
            !above.into_iter().any(|line| line.contains("@see https://"))
        })
        .map(|(_, line)| *line)
        .filter(|line| !line.contains("EventMap") && !line.contains("Nano"))
        .collect();
    let own = [
        "interface ExportedHandler",
        "interface ImportMeta",
        "interface UnderlyingByteSource",
        "interface ExecutionContext",
        "declare var ExecutionContext",
    ];
    let unknown: Vec<_> = without
        .iter()
        .filter(|line| !own.iter().any(|own| line.starts_with(own)))
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(
        text.contains("  /** @see https://url.spec.whatwg.org/#dom-url-href */\n  href: string;\n")
    );
}

#[test]
fn out_names_a_file() {
    let folder = Folder::new(&[]);
    folder.nano(&["types", "--out", "nano.d.ts"]).prints("");
    let text = std::fs::read_to_string(folder.path().join("nano.d.ts")).unwrap();
    assert_eq!(text, declarations());
    folder
        .nano(&["types", "--out", "no/such/folder.d.ts"])
        .fails(
            1,
            "error: cannot write no/such/folder.d.ts: No such file or directory (os error 2)\n",
        );
}
