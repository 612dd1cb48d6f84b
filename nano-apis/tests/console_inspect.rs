//! What the inspector writes for each kind of value, and that looking leaves no trace.

use nano_apis::console::inspect::{InspectOptions, inspect};
use nano_runtime::testing::{eval, with_context};

/// Checks pairs of an expression and its text.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_with(&InspectOptions::default(), cases);
}

#[track_caller]
fn check_with(options: &InspectOptions, cases: &[(&str, &str)]) {
    with_context(|scope| {
        let mut wrong = String::new();
        for (source, expected) in cases {
            let value = eval(scope, &format!("({source}\n)"));
            let text = inspect(scope, value, options);
            if text != *expected {
                wrong.push_str(&format!(
                    "\n{source}\n  is       {text}\n  expected {expected}\n"
                ));
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    });
}

#[test]
fn primitives() {
    check(&[
        ("undefined", "undefined"),
        ("null", "null"),
        ("true", "true"),
        (
            "[-0, 0, 1e21, NaN, -Infinity]",
            "[ -0, 0, 1e+21, NaN, -Infinity ]",
        ),
        ("-12345678901234567890n", "-12345678901234567890n"),
        ("Symbol('a\\nb')", "Symbol(a\\nb)"),
        ("Symbol()", "Symbol()"),
    ]);
}

#[test]
fn strings_choose_quotes_and_escape_what_does_not_show() {
    check(&[
        ("'plain'", r#""plain""#),
        (r#"'say "x"'"#, r#"'say "x"'"#),
        (r#"'both \' and "'"#, r#"`both ' and "`"#),
        (r#"'all \' " `'"#, r#""all ' \" `""#),
        (r#"'\'"${'"#, r#""'\"${""#),
        (r#"'\n\t\r\b\f\v\\'"#, r#""\n\t\r\b\f\v\\""#),
        (r#"'\x00\x1b\x7f\x9f'"#, r#""\x00\x1b\x7f\x9f""#),
        (r#"'\ud83d\ude00 \ud83d'"#, "\"\u{1f600} \\ud83d\""),
        ("'é日本'", "\"é日本\""),
    ]);
}

#[test]
fn long_strings_are_cut_and_long_texts_are_broken_at_line_feeds() {
    let options = InspectOptions {
        max_string_length: 3,
        ..InspectOptions::default()
    };
    check_with(
        &options,
        &[
            ("'abcd'", "\"abc\"... 1 more character"),
            ("'abcdef'", "\"abc\"... 3 more characters"),
            ("'abc'", "\"abc\""),
        ],
    );
    check(&[(
        "({a: 'a line that is long enough\\nand another one, which is long enough to make it break'})",
        "{\n  a: \"a line that is long enough\\n\" +\n    \"and another one, which is long enough to make it break\"\n}",
    )]);
}

#[test]
fn objects_and_keys() {
    check(&[
        ("{}", "{}"),
        (
            "{a: 1, 'b c': 2, 3: 4, [Symbol('s')]: 5}",
            r#"{ "3": 4, a: 1, "b c": 2, Symbol(s): 5 }"#,
        ),
        ("{['__proto__']: 1}", r#"{ ["__proto__"]: 1 }"#),
        ("Object.create(null)", "[Object: null prototype] {}"),
        (
            "Object.assign(Object.create(null), {a: 1})",
            "[Object: null prototype] { a: 1 }",
        ),
        ("new (class Foo { #p = 1; x = 2 })", "Foo { x: 2 }"),
        ("new (class Foo extends class Bar {} {})", "Foo {}"),
        ("Object.create({a: 1})", "{}"),
        (
            "Object.create(Object.create(null))",
            "Object <[Object: null prototype] {}> {}",
        ),
        (
            "Object.create({}, {[Symbol.toStringTag]: {value: 'T'}})",
            "Object [T] {}",
        ),
        (
            "{[Symbol.toStringTag]: 'T'}",
            r#"{ Symbol(Symbol.toStringTag): "T" }"#,
        ),
        ("Math", "Object [Math] {}"),
        (
            "{get a() {}, set a(v) {}, get b() {}, set c(v) {}}",
            "{ a: [Getter/Setter], b: [Getter], c: [Setter] }",
        ),
        (
            "(function () { return arguments })(1)",
            r#"[Arguments] { "0": 1 }"#,
        ),
    ]);
    let hidden = InspectOptions {
        show_hidden: true,
        ..InspectOptions::default()
    };
    check_with(
        &hidden,
        &[
            ("Object.defineProperty({}, 'h', {value: 1})", "{ [h]: 1 }"),
            ("[1]", "[ 1, [length]: 1 ]"),
        ],
    );
    let getters = InspectOptions {
        getters: true,
        ..InspectOptions::default()
    };
    check_with(
        &getters,
        &[(
            "{get a() { return 1 }, get b() { throw 1 }}",
            "{ a: [Getter] 1, b: [Getter: threw] }",
        )],
    );
}

#[test]
fn depth_is_limited() {
    check(&[
        (
            "{a: {b: {c: {d: {}}}}}",
            "{\n  a: { b: { c: { d: {} } } }\n}",
        ),
        (
            "{a: {b: {c: {d: {e: {f: 1}}}}}}",
            "{\n  a: {\n    b: { c: { d: { e: [Object] } } }\n  }\n}",
        ),
        ("[[[[[[1]]]]]]", "[\n  [\n    [ [ [ [Array] ] ] ]\n  ]\n]"),
    ]);
    let shallow = InspectOptions {
        depth: Some(0),
        ..InspectOptions::default()
    };
    check_with(
        &shallow,
        &[
            (
                "{a: {b: 1}, c: [1], d: new (class Foo { x = 1 }), e: {}, f: new Map([[1, 2]])}",
                "{ a: [Object], c: [Array], d: [Foo], e: {}, f: [Map] }",
            ),
            (
                "[Object.assign(Object.create(null), {a: 1})]",
                "[ [Object: null prototype] ]",
            ),
        ],
    );
}

#[test]
fn arrays() {
    check(&[
        ("[]", "[]"),
        (
            "[1, , 3, , , 'x']",
            r#"[ 1, <1 empty item>, 3, <2 empty items>, "x" ]"#,
        ),
        (
            "Object.assign([1], {x: 2, '-1': 3})",
            r#"[ 1, x: 2, "-1": 3 ]"#,
        ),
        ("new Array(4294967295)", "[ <4294967295 empty items> ]"),
        (
            "(a => { a[4294967294] = 1; a[5000] = 2; return a })([])",
            "[ <5000 empty items>, 2, <4294962293 empty items>, 1 ]",
        ),
        ("new (class Sub extends Array {})(1, 2)", "Sub(2) [ 1, 2 ]"),
        (
            "Object.setPrototypeOf([1], null)",
            "[Array(1): null prototype] [ 1 ]",
        ),
        (
            "Object.defineProperty([1, 2], 0, {get() {}, enumerable: true})",
            "[ [Getter], 2 ]",
        ),
        ("[1, 2, 3, 4, 5, 6, 7]", "[\n  1, 2, 3, 4,\n  5, 6, 7\n]"),
        (
            "['apple', 'fig', 'banana', 'kiwi', 'plum', 'pear', 'cherry']",
            "[\n  \"apple\",  \"fig\",\n  \"banana\", \"kiwi\",\n  \"plum\",   \"pear\",\n  \"cherry\"\n]",
        ),
        (
            "Array.from({length: 102}, () => ({}))",
            &format!(
                "[\n{}  ... 2 more items\n]",
                "  {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {},\n".repeat(8)
                    + "  {}, {}, {}, {},\n"
            ),
        ),
    ]);
}

#[test]
fn numbers_line_up_on_the_right() {
    check(&[(
        "Array.from({length: 101}, (_, i) => i)",
        &format!(
            "[\n{}\n  96, 97, 98, 99,\n  ... 1 more item\n]",
            (0..96)
                .step_by(12)
                .map(|i| format!(
                    "  {},",
                    (i..i + 12)
                        .map(|i| format!("{i:>2}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ))
                .collect::<Vec<_>>()
                .join("\n")
        ),
    )]);
}

#[test]
fn collections() {
    check(&[
        (
            "new Map([[1, {a: 1}], ['k', new Set([1])]])",
            r#"Map(2) { 1 => { a: 1 }, "k" => Set(1) { 1 } }"#,
        ),
        ("new Map", "Map(0) {}"),
        ("Object.assign(new Set([1]), {x: 1})", "Set(1) { 1, x: 1 }"),
        (
            "new (class M extends Map {})([[1, 2]])",
            "M(1) [Map] { 1 => 2 }",
        ),
        (
            "Object.setPrototypeOf(new Map, null)",
            "[Map(0): null prototype] {}",
        ),
        (
            "[new WeakMap, new WeakSet]",
            "[ WeakMap { <items unknown> }, WeakSet { <items unknown> } ]",
        ),
        ("new Map([[1, 2]]).entries()", "[Map Entries] { [ 1, 2 ] }"),
        ("new Map([[1, 2]]).keys()", "[Map Iterator] { 1 }"),
        ("new Set([1]).entries()", "[Set Entries] { [ 1, 1 ] }"),
        (
            "(i => { i.next(); return i })(new Set([1, 2]).values())",
            "[Set Iterator] { 2 }",
        ),
        ("[][Symbol.iterator]()", "Object [Array Iterator] {}"),
    ]);
    let short = InspectOptions {
        max_array_length: 1,
        ..InspectOptions::default()
    };
    check_with(
        &short,
        &[
            ("new Set([1, 2, 3])", "Set(3) { 1, ... 2 more items }"),
            (
                "new Map([[1, 2], [3, 4]])",
                "Map(2) { 1 => 2, ... 1 more item }",
            ),
            (
                "new Map([[1, 2], [3, 4]]).entries()",
                "[Map Entries] { [ 1, 2 ], ... 1 more item }",
            ),
            (
                "new ArrayBuffer(3)",
                "ArrayBuffer { [Uint8Contents]: <00 ... 2 more bytes>, byteLength: 3 }",
            ),
        ],
    );
}

#[test]
fn buffers() {
    check(&[
        ("new Uint8Array([1, 2])", "Uint8Array(2) [ 1, 2 ]"),
        ("new Float64Array([-0, 1.5])", "Float64Array(2) [ -0, 1.5 ]"),
        (
            "Object.assign(new BigInt64Array(1), {x: 1})",
            "BigInt64Array(1) [ 0n, x: 1 ]",
        ),
        (
            "new (class U extends Uint8Array {})(1)",
            "U(1) [Uint8Array] [ 0 ]",
        ),
        (
            "new Uint8Array([255, 1]).buffer",
            "ArrayBuffer { [Uint8Contents]: <ff 01>, byteLength: 2 }",
        ),
        (
            "new SharedArrayBuffer(1)",
            "SharedArrayBuffer { [Uint8Contents]: <00>, byteLength: 1 }",
        ),
        (
            "(b => { b.transfer(); return b })(new ArrayBuffer(1))",
            "ArrayBuffer { (detached), byteLength: 0 }",
        ),
        (
            "(a => { a.buffer.transfer(); return a })(new Uint8Array(1))",
            "Uint8Array(0) []",
        ),
        (
            "new DataView(new ArrayBuffer(2), 1)",
            "DataView {\n  byteLength: 1,\n  byteOffset: 1,\n  buffer: ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }\n}",
        ),
    ]);
}

#[test]
fn dates_regexps_boxes_and_promises() {
    check(&[
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("new Date(951782399999)", "2000-02-28T23:59:59.999Z"),
        ("new Date(951782400000)", "2000-02-29T00:00:00.000Z"),
        ("new Date(-1)", "1969-12-31T23:59:59.999Z"),
        ("new Date(8.64e15)", "+275760-09-13T00:00:00.000Z"),
        ("new Date(-8.64e15)", "-271821-04-20T00:00:00.000Z"),
        ("new Date(-62167219200001)", "-000001-12-31T23:59:59.999Z"),
        ("new Date(NaN)", "Invalid Date"),
        (
            "Object.assign(new Date(0), {x: 1})",
            "1970-01-01T00:00:00.000Z { x: 1 }",
        ),
        (
            "new (class D extends Date {})(0)",
            "D 1970-01-01T00:00:00.000Z",
        ),
        ("/a\\/b/dgimsuy", "/a\\/b/dgimsuy"),
        ("/[a--b]/v", "/[a--b]/v"),
        (
            "[Object(1), Object('a'), Object(true), Object(1n), Object(Symbol('s'))]",
            "[\n  [Number: 1],\n  [String: \"a\"],\n  [Boolean: true],\n  [BigInt: 1n],\n  [Symbol: Symbol(s)]\n]",
        ),
        (
            "Object.assign(Object('ab'), {x: 1})",
            "[String: \"ab\"] { x: 1 }",
        ),
        ("new (class N extends Number {})(3)", "[Number (N): 3]"),
        ("Promise.resolve({a: 1})", "Promise { { a: 1 } }"),
        (
            "[Temporal.PlainDate.from('2020-01-02'), Temporal.Duration.from({hours: 1})]",
            "[ 2020-01-02, PT1H ]",
        ),
        (
            "Object.create(Temporal.PlainDate.prototype)",
            "PlainDate [Temporal.PlainDate] {}",
        ),
        ("new Promise(() => {})", "Promise { <pending> }"),
        (
            "(p => { p.catch(() => {}); return p })(Promise.reject(1))",
            "Promise { <rejected> 1 }",
        ),
    ]);
}

#[test]
fn functions_and_classes() {
    check(&[
        ("function f() {}", "[Function: f]"),
        ("() => 1", "[Function (anonymous)]"),
        ("async function f() {}", "[AsyncFunction: f]"),
        ("function* f() {}", "[GeneratorFunction: f]"),
        ("async function* f() {}", "[AsyncGeneratorFunction: f]"),
        ("class A {}", "[class A]"),
        ("class {}", "[class (anonymous)]"),
        ("class B extends class A {} {}", "[class B extends A]"),
        ("class N extends null {}", "[class N]"),
        (
            "Object.setPrototypeOf(class N {}, null)",
            "[class N extends null]",
        ),
        (
            "Object.setPrototypeOf(function f() {}, null)",
            "[Function (null prototype): f]",
        ),
        ("{class() {}}.class", "[Function: class]"),
        ("Object.freeze(function f() {})", "[Function: f]"),
        (
            "class A { static x = 1; static m() {} }",
            "[class A] { x: 1 }",
        ),
        (
            "[Map, Math.max, (() => {}).bind()]",
            "[ [Function: Map], [Function: max], [Function: bound ] ]",
        ),
        (
            "Object.assign(() => {}, {a: 1})",
            "[Function (anonymous)] { a: 1 }",
        ),
        ("function* () {}()", "Object [Generator] {}"),
    ]);
}

#[test]
fn cycles() {
    check(&[
        (
            "(o => { o.o = o; return o })({})",
            "<ref *1> { o: [Circular *1] }",
        ),
        (
            "(a => { a.push(a, [a]); return a })([])",
            "<ref *1> [ [Circular *1], [ [Circular *1] ] ]",
        ),
        (
            "(m => m.set('m', m))(new Map)",
            "<ref *1> Map(1) { \"m\" => [Circular *1] }",
        ),
        (
            "(f => { f.f = f; return f })(function f() {})",
            "<ref *1> [Function: f] { f: [Circular *1] }",
        ),
        (
            "(a => { const b = {a}; a.b = b; a.a = a; return [a, b] })({})",
            "[\n  <ref *1> { b: { a: [Circular *1] }, a: [Circular *1] },\n  <ref *2> { a: <ref *1> { b: [Circular *2], a: [Circular *1] } }\n]",
        ),
        ("(a => [a, a])({x: 1})", "[ { x: 1 }, { x: 1 } ]"),
    ]);
}

#[test]
fn errors() {
    const AT: &str = "\\n    at q (x.js:1:1)";
    let with = |class: &str, text: &str, more: &str| {
        format!("(e => {{ e.stack = {text:?} + '{AT}'; {more}; return e }})(new {class}('m'))")
    };
    check(&[
        (
            &with("Error", "Error: m", ""),
            "Error: m\n    at q (x.js:1:1)",
        ),
        (
            &format!("[{}]", with("Error", "Error: m", "")),
            "[\n  Error: m\n      at q (x.js:1:1)\n]",
        ),
        (
            &with(
                "(class VError extends Error {})",
                "Error: m",
                "e.code = 'E'",
            ),
            "VError: m\n    at q (x.js:1:1) {\n  code: \"E\"\n}",
        ),
        (
            &with("Error", "Error: m", "e.name = 'N'"),
            "N: m\n    at q (x.js:1:1)",
        ),
        (
            &with("Error", "Error: m", "e.message = 'changed'"),
            "Error: changed\n    at q (x.js:1:1)",
        ),
        (
            &with("Error", "while doing it: Error: m", ""),
            "while doing it: Error: m\n    at q (x.js:1:1)",
        ),
        (
            "(e => { delete e.stack; return e })(new TypeError('x'))",
            "[TypeError: x]",
        ),
        ("(e => { e.stack = ''; return e })(new Error)", "[Error]"),
        (
            "(e => { e.stack = 'Error: m'; return e })(new Error('m', {cause: 'c'}))",
            "[Error: m] { [cause]: \"c\" }",
        ),
        (
            "(e => { e.stack = 'AggregateError: m'; e.errors[0].stack = 'Error: i'; return e })(new AggregateError([new Error('i'), 2], 'm'))",
            "[AggregateError: m] { [errors]: [ [Error: i], 2 ] }",
        ),
        (
            "(e => { e.stack = 'Error: m'; e.cause = e; return e })(new Error('m'))",
            "<ref *1> [Error: m] { cause: [Circular *1] }",
        ),
        ("Object.create(Error.prototype)", "[Error]"),
    ]);
}

#[test]
fn proxies_are_looked_through_or_shown() {
    check(&[
        ("new Proxy({a: 1}, {})", "{ a: 1 }"),
        ("new Proxy(new Proxy([1], {}), {})", "[ 1 ]"),
        ("new Proxy(class A {}, {})", "[class A]"),
        (
            "(r => { r.revoke(); return r.proxy })(Proxy.revocable({}, {}))",
            "<Revoked Proxy>",
        ),
    ]);
    let proxies = InspectOptions {
        show_proxy: true,
        ..InspectOptions::default()
    };
    check_with(
        &proxies,
        &[(
            "new Proxy({a: 1}, {get() {}})",
            "Proxy [ { a: 1 }, { get: [Function: get] } ]",
        )],
    );
}

#[test]
fn objects_may_say_how_they_are_shown() {
    const CUSTOM: &str = "[Symbol.for('nodejs.util.inspect.custom')]";
    check(&[
        (
            &format!("{{a: {{{CUSTOM}() {{ return 'one\\ntwo' }}}}}}"),
            "{\n  a: one\n  two\n}",
        ),
        (&format!("{{{CUSTOM}() {{ return {{b: 1}} }}}}"), "{ b: 1 }"),
        (
            &format!(
                "[{{{CUSTOM}(depth, options, inspect) {{ return `${{depth}} ${{options.depth}} ${{inspect({{q: 'x'}})}}` }}}}]"
            ),
            "[ 3 3 { q: \"x\" } ]",
        ),
        (
            &format!("{{x: 1, {CUSTOM}() {{ throw new Error('no') }}}}"),
            "{\n  x: 1,\n  Symbol(nodejs.util.inspect.custom): [Function: [nodejs.util.inspect.custom]]\n}",
        ),
        (
            &format!("{{x: 1, {CUSTOM}() {{ return this }}}}"),
            "{\n  x: 1,\n  Symbol(nodejs.util.inspect.custom): [Function: [nodejs.util.inspect.custom]]\n}",
        ),
        (&format!("{{x: 1, {CUSTOM}() {{ return this.x }}}}"), "1"),
    ]);
}

#[test]
fn inspection_methods_may_paint_and_may_not_end() {
    let painted = "{[Symbol.for('nodejs.util.inspect.custom')](_, {stylize}) { return stylize('x', 'special') + stylize('y', 'name') }}";
    check(&[(painted, "xy")]);
    let colors = InspectOptions {
        colors: true,
        ..InspectOptions::default()
    };
    check_with(&colors, &[(painted, "\x1b[36mx\x1b[39my")]);
    let again = "{[Symbol.for('nodejs.util.inspect.custom')](_, options, inspect) { return inspect(this, options) }}";
    let another = "(make => make(make))(make => ({[Symbol.for('nodejs.util.inspect.custom')]: () => make(make)}))";
    with_context(|scope| {
        for source in [again, another] {
            let value = eval(scope, &format!("({source})"));
            assert!(!inspect(scope, value, &InspectOptions::default()).is_empty());
        }
    });
}

#[test]
fn lines_break_where_they_are_too_long() {
    check(&[
        (
            "{a: 'b'.repeat(40), c: 'd'.repeat(10)}",
            &format!("{{ a: \"{}\", c: \"dddddddddd\" }}", "b".repeat(40)),
        ),
        (
            "{a: 'b'.repeat(40), c: 'd'.repeat(19)}",
            &format!(
                "{{\n  a: \"{}\",\n  c: \"{}\"\n}}",
                "b".repeat(40),
                "d".repeat(19)
            ),
        ),
    ]);
    let loose = InspectOptions {
        compact: 0,
        ..InspectOptions::default()
    };
    check_with(&loose, &[("{a: [1]}", "{\n  a: [\n    1\n  ]\n}")]);
    let colors = InspectOptions {
        colors: true,
        ..InspectOptions::default()
    };
    check_with(
        &colors,
        &[(
            "{a: [1, 'x', null]}",
            "{ a: [ \x1b[33m1\x1b[39m, \x1b[32m\"x\"\x1b[39m, \x1b[1mnull\x1b[22m ] }",
        )],
    );
    let sorted = InspectOptions {
        sorted: true,
        ..InspectOptions::default()
    };
    check_with(&sorted, &[("{b: 1, a: 2}", "{ a: 2, b: 1 }")]);
}

#[test]
fn hostile_values_neither_overflow_the_stack_nor_fill_memory() {
    let endless = InspectOptions {
        depth: None,
        max_array_length: usize::MAX,
        ..InspectOptions::default()
    };
    with_context(|scope| {
        let nested = eval(
            scope,
            "let deep = []; for (let i = 0; i < 20000; i++) deep = [deep]; deep",
        );
        assert!(inspect(scope, nested, &endless).contains("nested too deeply"));
        let bomb = eval(
            scope,
            "let b = 'x'; for (let i = 0; i < 40; i++) b = {l: b, r: b}; b",
        );
        let bounded = InspectOptions {
            max_output_length: 10_000,
            ..endless.clone()
        };
        assert!(inspect(scope, bomb, &bounded).len() < 100_000);
        let proxies = eval(
            scope,
            "let p = {a: 1}; for (let i = 0; i < 20000; i++) p = new Proxy(p, {}); p",
        );
        assert_eq!(inspect(scope, proxies, &endless), "{ a: 1 }");
    });
}

/// Replaces everything an inspector might be tempted to call, and counts.
const TRAPS: &str = r#"
var count = 0;
const touch = () => { count++ };
const getter = {__proto__: null, get: touch, configurable: true};
const trap = new Proxy({}, new Proxy({}, {get: touch}));
class T { get x() { touch() } get [Symbol.toStringTag]() { touch() } static get name() { touch() }
          static [Symbol.hasInstance]() { touch() } toString() { touch() } valueOf() { touch() } toJSON() { touch() }
          [Symbol.toPrimitive]() { touch() } get then() { touch() } get [Symbol.for('nodejs.util.inspect.custom')]() { touch() } }
Object.defineProperty(T.prototype, 'constructor', getter);
const own = (object, ...keys) => { for (const key of keys) Object.defineProperty(object, key, getter); return object };
const values = [
    trap, Object.create(trap), new Proxy(function () {}, new Proxy({}, {get: touch})), new T, T, own(new T, 'own'),
    own(new Error('x'), 'message', 'stack', 'cause', 'name'), own(new AggregateError([]), 'errors'),
    own(/a/g, 'flags', 'source', 'global', 'exec'), own(Object(1), 'valueOf', 'toString'), own(Object('s'), 'valueOf'),
    own(new Date(0), 'toISOString', 'getTime'), own([1], Symbol.iterator, 'join', 'constructor'), own([1, 2], 0),
    own(new Map([[1, 2]]), 'size', 'entries', Symbol.iterator, 'forEach'), own(new Set([1]), 'size', Symbol.iterator),
    own(function () {}, 'name', 'toString', 'prototype2'), own(Promise.resolve(), 'then'),
    own(new Uint8Array(2), 'length', Symbol.iterator, 'buffer'), own(new ArrayBuffer(2), 'byteLength'), Symbol('q'), 1n,
];
const names = ['get', 'set', 'value', 'enumerable', 'configurable', 'writable', 'name', 'message', 'stack', 'constructor2'];
for (const name of names) Object.defineProperty(Object.prototype, name, getter);
const inherited = [[Function.prototype, ['toString', 'call']], [RegExp.prototype, ['toString', 'flags', 'global']],
     [Number.prototype, ['valueOf', 'toString']], [Date.prototype, ['toISOString', 'valueOf']], [Symbol.prototype, ['toString', 'description']],
     [Array.prototype, ['join', Symbol.iterator]], [Map.prototype, ['entries', 'size']], [Object.prototype, ['toString']],
     [Error.prototype, ['toString']], [Object, ['keys', 'getOwnPropertyDescriptor']], [Reflect, ['ownKeys']], [Symbol, ['for']]];
const {defineProperty} = Object;
for (let i = 0; i < inherited.length; i++)
    for (let j = 0; j < inherited[i][1].length; j++) defineProperty(inherited[i][0], inherited[i][1][j], {__proto__: null, value: touch});
count = 0;
"#;

#[test]
fn nothing_of_the_program_runs() {
    with_context(|scope| {
        eval(scope, TRAPS);
        for options in [
            InspectOptions::default(),
            InspectOptions {
                show_hidden: true,
                show_proxy: true,
                depth: None,
                sorted: true,
                ..InspectOptions::default()
            },
        ] {
            let length = eval(scope, "values.length").integer_value(scope).unwrap();
            for i in 0..length {
                let value = eval(scope, &format!("values[{i}]"));
                let text = inspect(scope, value, &options);
                let count = eval(scope, "count").integer_value(scope).unwrap();
                assert_eq!(count, 0, "values[{i}], shown as {text}");
            }
        }
    });
}
