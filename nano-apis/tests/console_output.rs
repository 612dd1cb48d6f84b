//! What the console's operations print, and to which stream.

use std::cell::RefCell;
use std::rc::Rc;

use nano_apis::console::{Console, Level, Printer, Stream};
use nano_runtime::js::{Array, Local, Object, Scope, Value};
use nano_runtime::runtime::JsRuntime;
use nano_runtime::testing::{eval, with_context};
use nano_runtime::webidl::DomString;

#[derive(Default)]
struct Capture {
    messages: RefCell<Vec<(Level, String)>>,
    colors: bool,
}

impl Printer for Capture {
    fn print(&self, level: Level, text: &str) {
        self.messages.borrow_mut().push((level, text.to_owned()));
    }
    fn colors(&self, _: Level) -> bool {
        self.colors
    }
    fn clear(&self) {
        self.print(Level::Log, "(cleared)");
    }
}

/// Runs `f` with a fresh console and returns what it printed.
fn printed(f: impl FnOnce(&mut Scope<'_, '_>, &Console)) -> Vec<(Level, String)> {
    capture(false, f)
}

fn capture(colors: bool, f: impl FnOnce(&mut Scope<'_, '_>, &Console)) -> Vec<(Level, String)> {
    let capture = Rc::new(Capture {
        colors,
        ..Capture::default()
    });
    with_context(|scope| {
        let console = Console::current(scope);
        console.set_printer(capture.clone());
        f(scope, console);
    });
    capture.messages.take()
}

/// The elements of the array that `source` evaluates to.
fn list<'s>(scope: &mut Scope<'s, '_>, source: &str) -> Vec<Local<'s, Value>> {
    let array: Local<Array> = eval(scope, &format!("[{source}]")).try_into().unwrap();
    (0..array.length())
        .map(|i| array.get_index(scope, i).unwrap())
        .collect()
}

/// What `console.log(<source>)` prints.
fn log(source: &str) -> String {
    let messages = printed(|scope, console| {
        let data = list(scope, source);
        console.logger(scope, Level::Log, &data);
    });
    assert_eq!(messages.len(), 1);
    messages[0].1.clone()
}

#[test]
fn values_are_joined_by_blanks() {
    for (source, expected) in [
        ("", ""),
        ("'a', 1, 'b c', {a: 's'}", "a 1 b c { a: \"s\" }"),
        ("1, '%s', 'x'", "1 %s x"),
        ("null, undefined, -0", "null undefined -0"),
        ("'', 1", " 1"),
    ] {
        assert_eq!(log(source), expected, "console.log({source})");
    }
}

#[test]
fn format_specifiers() {
    for (source, expected) in [
        (
            "'%s|%s|%s|%s|%s', 'x', 1, -0, 5n, Symbol('q')",
            "x|1|0|5|Symbol(q)",
        ),
        ("'%s %s %s', {}, [1, [2]], null", "[object Object] 1,2 null"),
        ("'%s', {toString() { return 'mine' }}", "mine"),
        (
            "'%s', {toString() { throw 1 }}",
            "{ toString: [Function: toString] }",
        ),
        ("'%s', Object.create(null)", "[Object: null prototype] {}"),
        (
            "'%d %d %d %d %i', 42.9, '42.5px', 5n, Symbol('q'), -7.5",
            "42 42 5 NaN -7",
        ),
        (
            "'%f %f %f %f', 1.5, '.5e1x', Symbol('q'), {}",
            "1.5 5 NaN NaN",
        ),
        (
            "'%d', {valueOf() { throw 1 }, toString() { throw 1 }}",
            "NaN",
        ),
        ("'%o and %O', {a: 'x'}, ['y']", "{ a: \"x\" } and [ \"y\" ]"),
        ("'%cred%c plain', 'color: red', ''", "red plain"),
        ("'%% %s%%', 'x', 'more', 1", "% x% more 1"),
        ("'%%'", "%%"),
        ("'%s'", "%s"),
        ("'%s %s', 'only'", "only %s"),
        ("'%x %s 100%', 1", "%x 1 100%"),
        ("'%s', '%s', 'x'", "%s x"),
        ("'%é%s', 1", "%é1"),
    ] {
        assert_eq!(log(source), expected, "console.log({source})");
    }
    let colored = capture(true, |scope, console| {
        let data = list(scope, "'%cx%cy', 'color: red', 'font-style: italic'");
        console.logger(scope, Level::Log, &data);
    });
    assert_eq!(
        colored[0].1,
        "\x1b[0m\x1b[38;2;255;0;0mx\x1b[0m\x1b[3my\x1b[0m"
    );
}

#[test]
fn groups_indent_every_line() {
    let messages = printed(|scope, console| {
        let data = list(scope, "'one\\ntwo'");
        console.group(scope, Level::Group, &data);
        console.group(scope, Level::GroupCollapsed, &[]);
        console.logger(scope, Level::Error, &data);
        console.group_end();
        console.count(&"c".into());
        console.group_end();
        console.group_end();
        console.logger(scope, Level::Log, &data);
        console.group(scope, Level::Group, &[]);
        console.clear();
        console.logger(scope, Level::Log, &data);
    });
    let expected = [
        (Level::Group, "one\ntwo"),
        (Level::Error, "    one\n    two"),
        (Level::Count, "  c: 1"),
        (Level::Log, "one\ntwo"),
        (Level::Log, "(cleared)"),
        (Level::Log, "one\ntwo"),
    ];
    assert_eq!(
        messages,
        expected.map(|(level, text)| (level, text.to_owned()))
    );
}

#[test]
fn counts() {
    let messages = printed(|_, console| {
        console.count(&"default".into());
        console.count(&"x".into());
        console.count(&"default".into());
        console.count_reset(&"default".into());
        console.count(&"default".into());
        console.count_reset(&"nope".into());
    });
    let texts: Vec<&str> = messages.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "default: 1",
            "x: 1",
            "default: 2",
            "default: 1",
            "Count for 'nope' does not exist"
        ]
    );
    assert_eq!(messages[4].0.stream(), Stream::Stderr);
}

#[test]
fn timers() {
    let messages = printed(|scope, console| {
        console.time(&"t".into());
        console.time(&"t".into());
        let data = list(scope, "1, {a: 'x'}, '%s'");
        console.time_log(scope, &"t".into(), &data);
        console.time_end(&"t".into());
        console.time_end(&"t".into());
        console.time_log(scope, &"nope".into(), &[]);
    });
    let [again, log, end, gone, nope] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    assert_eq!(
        *again,
        (Level::ReportWarning, "Timer 't' already exists".into())
    );
    assert!(
        log.1.starts_with("t: ") && log.1.ends_with("ms 1 { a: \"x\" } %s"),
        "{log:?}"
    );
    assert!(end.1.starts_with("t: ") && end.1.ends_with("ms"), "{end:?}");
    assert_eq!(
        *gone,
        (Level::ReportWarning, "Timer 't' does not exist".into())
    );
    assert_eq!(
        *nope,
        (Level::ReportWarning, "Timer 'nope' does not exist".into())
    );
}

#[test]
fn assertions() {
    let messages = printed(|scope, console| {
        for (condition, data) in [
            (true, "'no'"),
            (false, ""),
            (false, "'msg %s', 'x'"),
            (false, "{a: 1}, 2"),
        ] {
            let data = list(scope, data);
            console.assert(scope, condition, &data);
        }
    });
    let expected = [
        "Assertion failed",
        "Assertion failed: msg x",
        "Assertion failed { a: 1 } 2",
    ];
    assert_eq!(
        messages,
        expected.map(|text| (Level::Assert, text.to_owned()))
    );
    assert_eq!(Level::Assert.stream(), Stream::Stderr);
}

#[test]
fn dir_inspects_with_options() {
    let messages = printed(|scope, console| {
        let items = list(
            scope,
            "'s', {a: {b: {}, [Symbol.for('nodejs.util.inspect.custom')]() { return 'custom' }}}, {depth: 0}",
        );
        console.dir(scope, Some(items[0]), None);
        let options: Local<Object> = items[2].try_into().unwrap();
        console.dir(scope, Some(items[1]), Some(options));
        console.dirxml(scope, &items[..2]);
    });
    let texts: Vec<&str> = messages.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["\"s\"", "{ a: [Object] }", "s { a: custom }"]);
}

#[test]
fn a_trace_has_a_label_and_the_frames_of_its_caller() {
    let messages = printed(|scope, console| {
        let data = list(scope, "'at %s', 'home'");
        console.trace(scope, &data);
        console.trace(scope, &[]);
    });
    assert_eq!(
        messages,
        [
            (Level::Trace, "Trace: at home".into()),
            (Level::Trace, "Trace".into())
        ]
    );
    assert_eq!(Level::Trace.stream(), Stream::Stderr);
}

#[test]
fn tables() {
    let table = |source: &str, properties: Option<&[DomString]>| {
        let messages = printed(|scope, console| {
            let data = list(scope, source);
            console.table(scope, data.first().copied(), properties);
        });
        messages[0].1.clone()
    };
    assert_eq!(
        table("[{a: 1, b: 'x'}, {a: 2, c: {d: 1}}, 7]", None),
        "\
┌─────────┬───┬─────┬──────────┬────────┐
│ (index) │ a │ b   │ c        │ Values │
├─────────┼───┼─────┼──────────┼────────┤
│ 0       │ 1 │ \"x\" │          │        │
│ 1       │ 2 │     │ { d: 1 } │        │
│ 2       │   │     │          │ 7      │
└─────────┴───┴─────┴──────────┴────────┘"
    );
    assert_eq!(
        table("new Map([['k', 1], [{}, {x: 1}]])", None),
        "\
┌───────────────────┬─────┬──────────┐
│ (iteration index) │ Key │ Values   │
├───────────────────┼─────┼──────────┤
│ 0                 │ \"k\" │ 1        │
│ 1                 │ {}  │ { x: 1 } │
└───────────────────┴─────┴──────────┘"
    );
    assert_eq!(
        table(
            "{r: {a: 1, b: 2}, 'wide 日本': [3]}",
            Some(&["b".into(), "z".into()])
        ),
        "\
┌───────────┬───┬───┐
│ (index)   │ b │ z │
├───────────┼───┼───┤
│ r         │ 2 │   │
│ wide 日本 │   │   │
└───────────┴───┴───┘"
    );
    assert_eq!(
        table("new Set(['a'])", None),
        "\
┌───────────────────┬────────┐
│ (iteration index) │ Values │
├───────────────────┼────────┤
│ 0                 │ \"a\"    │
└───────────────────┴────────┘"
    );
    for (source, expected) in [
        ("5", "5"),
        ("'s'", "s"),
        ("null", "null"),
        ("", "undefined"),
    ] {
        assert_eq!(table(source, None), expected, "console.table({source})");
    }
}

/// What a program prints.
fn run(program: &str) -> Vec<(Level, String)> {
    let capture = Rc::new(Capture::default());
    let runtime = JsRuntime::new(nano_apis::runtime_options()).unwrap();
    runtime.with_scope(|scope| Console::current(scope).set_printer(capture.clone()));
    runtime.run_script("test.js", program).unwrap();
    capture.messages.take()
}

#[test]
fn every_operation_is_there_for_programs() {
    let messages = run("
        console.log('l', 1); console.debug('d'); console.info('i'); console.warn('w'); console.error('e');
        console.assert(false, 'a'); console.table([]); console.dir({a: 1}, {depth: 0}); console.dirxml('x');
        console.count(); console.count(undefined); console.countReset(); console.group('g'); console.groupCollapsed();
        console.log('in'); console.groupEnd(); console.groupEnd(); console.time({toString() { return 'T' }}); console.timeEnd();
        function f() { console.trace('t') } f(); console.clear(); console.dir(); console.dir(1, null); console.log();
    ");
    let expected = [
        (Level::Log, "l 1"),
        (Level::Debug, "d"),
        (Level::Info, "i"),
        (Level::Warn, "w"),
        (Level::Error, "e"),
        (Level::Assert, "Assertion failed: a"),
        (
            Level::Table,
            "┌─────────┐\n│ (index) │\n├─────────┤\n└─────────┘",
        ),
        (Level::Dir, "{ a: 1 }"),
        (Level::Dirxml, "x"),
        (Level::Count, "default: 1"),
        (Level::Count, "default: 2"),
        (Level::Group, "g"),
        (Level::Log, "    in"),
        (Level::ReportWarning, "Timer 'default' does not exist"),
        (
            Level::Trace,
            "Trace: t\n    at f (test.js:6:32)\n    at test.js:6:45",
        ),
        (Level::Log, "(cleared)"),
        (Level::Dir, "undefined"),
        (Level::Dir, "1"),
        (Level::Log, ""),
    ];
    assert_eq!(
        messages,
        expected.map(|(level, text)| (level, text.to_owned()))
    );
}

#[test]
fn conversions_throw_but_logging_does_not() {
    let messages = run("
        const hostile = {toString() { throw 1 }, get x() { throw 2 }, [Symbol.for('nodejs.util.inspect.custom')]() { throw 3 }};
        const thrown = [];
        for (const name of ['count', 'countReset', 'time', 'timeLog', 'timeEnd'])
            try { console[name](hostile) } catch (e) { thrown.push(e) }
        try { console.table([], {[Symbol.iterator]() { throw 4 }}) } catch (e) { thrown.push(e) }
        try { console.dir(1, 1) } catch (e) { thrown.push(e.name) }
        console.log('%s %d %o', hostile, hostile, hostile);
        console.log(thrown.join());
    ");
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].1, "1,1,1,1,1,4,TypeError");
}

#[test]
fn dom_exceptions_are_errors_and_the_console_is_an_object() {
    let messages = run("
        const e = new DOMException('m', 'AbortError');
        e.stack = 'AbortError: m';
        console.log(e);
        console.log(console);
    ");
    assert_eq!(messages[0].1, "[DOMException [AbortError]: m]");
    assert!(
        messages[1]
            .1
            .starts_with("Object [console] {\n  assert: [Function: assert],\n"),
        "{messages:?}"
    );
}
