//! The conversions of promises, callback functions, callback interfaces and async sequences, and how callbacks are called.

mod common;

use std::cell::RefCell;
use std::rc::Rc;

use common::{attempt, convert, err, eval, new_runtime, ok, shown, text, with_scope};
use nano_runtime::error::RunError;
use nano_runtime::js::{Local, Object, Promise, PromiseState, Scope, Value};
use nano_runtime::realm::ErrorHooks;
use nano_runtime::webidl::{
    AsyncIterator, AsyncSequence, AsyncSequenceKind, CallbackFunction, CallbackInterface,
    CallbackThis, idl, to_numeric,
};
use nano_runtime::{Exception, Result, RuntimeOptions, Thrown};

fn callback(scope: &mut Scope<'_, '_>, source: &str) -> CallbackFunction {
    ok::<idl::CallbackFunction, _>(scope, source)
}

#[test]
fn functions_are_called_with_this_and_arguments() {
    with_scope(|scope| {
        let f = callback(
            scope,
            "(function (a, b) { 'use strict'; return String(this) + a + b })",
        );
        let called = attempt(scope, |scope| {
            let args = [eval(scope, "1")?, eval(scope, "'x'")?];
            let bare = f.call(scope, CallbackThis::Undefined, &args)?;
            let this = eval(scope, "'this:'")?;
            let with = f.call(scope, this.into(), &args)?;
            Ok((
                bare.to_rust_string_lossy(scope),
                with.to_rust_string_lossy(scope),
            ))
        });
        assert_eq!(called, Ok(("undefined1x".into(), "this:1x".into())));
        // A proxy of a function is callable, and so is a bound function.
        for source in [
            "new Proxy(() => 5, {})",
            "(() => 5).bind()",
            "async () => {}",
            "(class {})",
        ] {
            callback(scope, source);
        }
        for source in ["null", "undefined", "({})", "1", "new Proxy({}, {})"] {
            assert_eq!(
                err::<idl::CallbackFunction, CallbackFunction>(scope, source),
                "TypeError: The provided value is not of type 'Function'."
            );
        }
        assert_eq!(
            shown::<idl::CallbackFunction, _>(scope, &f, "x => typeof x"),
            "function"
        );
        let same = callback(scope, "globalThis.h = () => {}");
        let other = callback(scope, "h");
        assert!(same.is_same(scope, &other) && !same.is_same(scope, &f));
    });
}

/// The JavaScript value that came back as an exception.
fn thrown<'s, T>(scope: &mut Scope<'s, '_>, result: Result<T>) -> Option<Local<'s, Value>> {
    match result {
        Err(Exception::Thrown(thrown)) => match *thrown {
            Thrown::Value(value) => Some(Local::new(scope, value)),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn what_a_callback_throws_is_caught() {
    with_scope(|scope| {
        let f = callback(scope, "() => { throw 'thrown' }");
        let caught = f.call(scope, CallbackThis::Undefined, &[]);
        let value =
            thrown(scope, caught).expect("an exception of the script comes back as a value");
        assert_eq!(value.to_rust_string_lossy(scope), "thrown");
        // Nothing is pending: the next script runs.
        assert_eq!(text(scope, "1 + 1"), "2");
        let f = callback(scope, "() => 300");
        let converted = f.call_returning::<idl::EnforceRange<idl::Octet>, u8>(
            scope,
            CallbackThis::Undefined,
            &[],
        );
        assert!(thrown(scope, converted).is_some());
        let f = callback(scope, "() => ({ valueOf() { throw 1 } })");
        let converted = f.call_returning::<idl::Octet, u8>(scope, CallbackThis::Undefined, &[]);
        assert!(thrown(scope, converted).is_some());
        let f = callback(scope, "() => 300");
        let converted = f.call_returning::<idl::Octet, u8>(scope, CallbackThis::Undefined, &[]);
        assert!(matches!(converted, Ok(44)));
    });
}

#[test]
fn promises_of_callbacks() {
    with_scope(|scope| {
        for (source, state, result) in [
            ("() => 5", PromiseState::Fulfilled, "5"),
            ("async () => 5", PromiseState::Fulfilled, "5"),
            ("() => { throw 'no' }", PromiseState::Rejected, "no"),
            ("() => Promise.reject('no')", PromiseState::Rejected, "no"),
            (
                "() => ({ then(f) { f('thenable') } })",
                PromiseState::Fulfilled,
                "thenable",
            ),
            (
                "() => ({ get then() { throw 'getter' } })",
                PromiseState::Rejected,
                "getter",
            ),
            ("() => new Promise(() => {})", PromiseState::Pending, ""),
        ] {
            let f = callback(scope, source);
            let promise = f.call_promise(scope, CallbackThis::Undefined, &[]);
            let promise = promise.unwrap_or_else(|error| panic!("{source}: {error:?}"));
            promise.mark_as_handled();
            scope.perform_microtask_checkpoint();
            assert_eq!(promise.state(), state, "{source}");
            if state != PromiseState::Pending {
                assert_eq!(
                    promise.result(scope).to_rust_string_lossy(scope),
                    result,
                    "{source}"
                );
            }
        }
        // Any value converts to a promise; a promise converts to another one.
        let promise = ok::<idl::Promise<idl::Any>, Local<'_, Promise>>(
            scope,
            "globalThis.p = Promise.resolve(1)",
        );
        assert_eq!(promise.state(), PromiseState::Pending);
        scope.perform_microtask_checkpoint();
        assert_eq!(promise.state(), PromiseState::Fulfilled);
    });
}

#[test]
fn constructing() {
    with_scope(|scope| {
        let class = callback(scope, "(class { constructor(x) { this.x = x } })");
        let made = attempt(scope, |scope| {
            let seven = eval(scope, "7")?;
            let object = class.construct(scope, &[seven])?;
            let key = eval(scope, "'x'")?;
            Ok(object
                .get(scope, key)
                .is_some_and(|x| x.strict_equals(seven)))
        });
        assert_eq!(made, Ok(true));
        let arrow = callback(scope, "() => {}");
        let made = arrow.construct(scope, &[]);
        assert!(thrown(scope, made).is_some());
        let throws = callback(scope, "(class { constructor() { throw 1 } })");
        let made = throws.construct(scope, &[]);
        assert!(thrown(scope, made).is_some());
    });
}

/// `[LegacyTreatNonObjectAsNull]`: what event handler attributes take.
#[test]
fn event_handlers_take_any_object() {
    type Handler = idl::Nullable<idl::LegacyTreatNonObjectAsNull<idl::CallbackFunction>>;
    with_scope(|scope| {
        for source in ["null", "undefined", "1", "'x'", "Symbol()", "true", "1n"] {
            assert!(
                ok::<Handler, Option<CallbackFunction>>(scope, source).is_none(),
                "{source}"
            );
        }
        for (source, result) in [("() => 5", "5"), ("({})", "undefined"), ("[]", "undefined")] {
            let handler = ok::<Handler, Option<CallbackFunction>>(scope, source);
            let handler = handler.unwrap_or_else(|| panic!("{source} is an object"));
            let called = handler.call(scope, CallbackThis::Undefined, &[]);
            let called = called.map(|value| value.to_rust_string_lossy(scope)).ok();
            assert_eq!(called.as_deref(), Some(result), "{source}");
        }
        let handler = ok::<Handler, Option<CallbackFunction>>(scope, "globalThis.o = {}");
        assert_eq!(
            shown::<Handler, _>(scope, handler.as_ref(), "x => x === o"),
            "true"
        );
        assert_eq!(
            shown::<Handler, _>(scope, None::<&CallbackFunction>, "x => x === null"),
            "true"
        );
    });
}

#[test]
fn callback_interfaces() {
    with_scope(|scope| {
        let call = |scope: &mut Scope<'_, '_>, source: &str| -> Result<String, String> {
            let object = convert::<idl::CallbackInterface, CallbackInterface>(scope, source)?;
            attempt(scope, |scope| {
                let (this, arg) = (eval(scope, "'given'")?, eval(scope, "1")?);
                let value = object.call(scope, "handleEvent", this.into(), &[arg])?;
                Ok(value.to_rust_string_lossy(scope))
            })
        };
        let is = |scope: &mut Scope<'_, '_>, source: &str, expected: &str| {
            assert_eq!(call(scope, source), Ok(expected.to_owned()), "{source}");
        };
        is(
            scope,
            "(function (x) { 'use strict'; return this + x })",
            "given1",
        );
        is(
            scope,
            "({ name: 'own', handleEvent(x) { return this.name + x } })",
            "own1",
        );
        // The method is looked up when it is called, and not at all on a function.
        is(
            scope,
            "{ let n = 0; ({ get handleEvent() { n++; return () => n } }) }",
            "1",
        );
        is(
            scope,
            "Object.defineProperty(() => 'f', 'handleEvent', { get() { throw 1 } })",
            "f",
        );
        let fails = |scope: &mut Scope<'_, '_>, source: &str, expected: &str| {
            assert_eq!(call(scope, source), Err(expected.to_owned()), "{source}");
        };
        fails(
            scope,
            "({ get handleEvent() { throw 'getter' } })",
            "getter",
        );
        fails(scope, "({ handleEvent() { throw 'call' } })", "call");
        let not_callable = "TypeError: The provided callback is not a function and has no callable 'handleEvent' property.";
        fails(scope, "({})", not_callable);
        fails(scope, "({ handleEvent: 1 })", not_callable);
        fails(
            scope,
            "1",
            "TypeError: The provided value is not of type 'Object'.",
        );
        let object = ok::<idl::CallbackInterface, CallbackInterface>(scope, "globalThis.l = {}");
        assert_eq!(
            shown::<idl::CallbackInterface, _>(scope, &object, "x => x === l"),
            "true"
        );
    });
}

#[derive(Clone, Default)]
struct Reported(Rc<RefCell<Vec<String>>>);

impl ErrorHooks for Reported {
    fn error(
        &self,
        scope: &mut Scope<'_, '_>,
        error: Local<'_, Value>,
        message: Option<Local<'_, nano_runtime::js::Message>>,
    ) -> bool {
        let line = message.and_then(|message| message.get_line_number(scope));
        let text = format!("{} at {line:?}", error.to_rust_string_lossy(scope));
        self.0.borrow_mut().push(text);
        true
    }

    fn unhandled(&self, _: RunError) -> Option<RunError> {
        None
    }
}

#[test]
fn exceptions_of_callbacks_are_reported() {
    let reported = Reported::default();
    let runtime = new_runtime(RuntimeOptions {
        error_hooks: Some(Rc::new(reported.clone())),
        ..RuntimeOptions::default()
    });
    runtime.with_scope(|scope| {
        let f = callback(scope, "\n() => { throw 'mine' }");
        let outcome = f.invoke_and_report(scope, CallbackThis::Undefined, &[]);
        assert!(matches!(outcome, Ok(None)));
        let f = callback(scope, "() => 5");
        let outcome = f.invoke_and_report(scope, CallbackThis::Undefined, &[]);
        assert!(matches!(outcome, Ok(Some(value)) if value.is_number()));
        let object = ok::<idl::CallbackInterface, CallbackInterface>(scope, "({})");
        let outcome = object.invoke_and_report(scope, "m", CallbackThis::Undefined, &[]);
        assert!(matches!(outcome, Ok(None)));
        assert_eq!(text(scope, "1 + 1"), "2");
    });
    let expected = [
        "mine at Some(2)",
        "TypeError: The provided callback is not a function and has no callable 'm' property. at None",
    ];
    assert_eq!(*reported.0.borrow(), expected);
}

fn sequence<'s>(scope: &mut Scope<'s, '_>, source: &str) -> Result<AsyncSequence<'s>, String> {
    convert::<idl::AsyncSequence<idl::Long>, _>(scope, source)
}

#[test]
fn async_sequences() {
    with_scope(|scope| {
        let kind =
            |scope: &mut Scope<'_, '_>, source: &str| sequence(scope, source).map(|s| s.kind);
        assert_eq!(kind(scope, "[]"), Ok(AsyncSequenceKind::Sync));
        assert_eq!(
            kind(scope, "(async function* () {})()"),
            Ok(AsyncSequenceKind::Async)
        );
        let both = "Object.assign([], { [Symbol.asyncIterator]() {} })";
        assert_eq!(kind(scope, both), Ok(AsyncSequenceKind::Async));
        let null = "Object.assign([], { [Symbol.asyncIterator]: null })";
        assert_eq!(kind(scope, null), Ok(AsyncSequenceKind::Sync));
        for source in ["1", "null", "({})", "({ [Symbol.asyncIterator]: 1 })"] {
            assert!(
                kind(scope, source).is_err_and(|e| e.starts_with("TypeError")),
                "{source}"
            );
        }
        assert_eq!(
            kind(scope, "({ get [Symbol.asyncIterator]() { throw 'mine' } })"),
            Err("mine".into())
        );
    });
}

/// Iterates to the end, or to an error, and closes in the middle where it is told to.
fn drain(scope: &mut Scope<'_, '_>, source: &str, close_after: usize) -> String {
    let mut log = Vec::new();
    let iterator = match sequence(scope, source) {
        Ok(sequence) => attempt(scope, |scope| sequence.open(scope)),
        Err(error) => Err(error),
    };
    let iterator = match iterator {
        Ok(iterator) => iterator,
        Err(error) => return format!("not opened: {error}"),
    };
    loop {
        if log.len() == close_after {
            let closed = attempt(scope, |scope| {
                let reason = eval(scope, "'reason'")?;
                let promise = iterator.close(scope, reason)?;
                Ok(promise.map(|promise| settled(scope, promise)))
            });
            log.push(match closed {
                Ok(None) => "nothing to close".to_owned(),
                Ok(Some(Ok(value))) => match AsyncIterator::close_steps(value) {
                    Ok(()) => "closed".to_owned(),
                    Err(_) => "closed by no object".to_owned(),
                },
                Ok(Some(Err(error))) | Err(error) => format!("not closed: {error}"),
            });
            break;
        }
        let promise = attempt(scope, |scope| iterator.next(scope));
        let next = promise.and_then(|promise| settled(scope, promise));
        let next = next.and_then(|result| {
            attempt(scope, |scope| {
                AsyncIterator::next_steps::<idl::Long, i32>(scope, result)
            })
        });
        match next {
            Ok(Some(value)) => log.push(value.to_string()),
            Ok(None) => {
                log.push("end".to_owned());
                break;
            }
            Err(error) => {
                log.push(format!("error: {error}"));
                break;
            }
        }
    }
    log.join(" ")
}

fn settled<'s>(
    scope: &mut Scope<'s, '_>,
    promise: Local<'s, Promise>,
) -> Result<Local<'s, Value>, String> {
    promise.mark_as_handled();
    scope.perform_microtask_checkpoint();
    let result = || promise.result(scope);
    match promise.state() {
        PromiseState::Pending => Err("pending".to_owned()),
        PromiseState::Fulfilled => Ok(result()),
        PromiseState::Rejected => Err(result().to_rust_string_lossy(scope)),
    }
}

#[test]
fn async_sequences_are_iterated() {
    const ALL: usize = usize::MAX;
    with_scope(|scope| {
        for (source, close_after, expected) in [
            ("[1, 2]", ALL, "1 2 end"),
            ("[Promise.resolve(1), 2]", ALL, "1 2 end"),
            ("[1, Promise.reject('no')]", ALL, "1 error: no"),
            (
                "(async function* () { yield 1; yield Promise.resolve(2) })()",
                ALL,
                "1 2 end",
            ),
            (
                "(async function* () { yield 1; throw 'no' })()",
                ALL,
                "1 error: no",
            ),
            (
                "(function* () { yield 1; throw 'no' })()",
                ALL,
                "1 error: no",
            ),
            (
                "[1n]",
                ALL,
                "error: TypeError: Cannot convert a BigInt value to a number",
            ),
            ("[1]", 0, "nothing to close"),
            ("(function* () { yield 1 })()", 1, "1 closed"),
            ("(async function* () { yield 1 })()", 1, "1 closed"),
            (
                "({ [Symbol.asyncIterator]: () => ({ next() {}, return() {} }) })",
                0,
                "closed by no object",
            ),
            (
                "({ [Symbol.iterator]: () => ({ next() {}, return() {} }) })",
                0,
                "not closed: TypeError: The iterator's result is not an object.",
            ),
            (
                "({ [Symbol.iterator]: () => ({ next() {}, get return() { throw 'get' } }) })",
                0,
                "not closed: get",
            ),
            (
                "({ [Symbol.asyncIterator]: () => ({ return(r) { throw r } }) })",
                0,
                "not closed: reason",
            ),
            (
                "({ [Symbol.asyncIterator]: () => ({ next: 1 }) })",
                ALL,
                "error: TypeError: The iterator's next property is not a function",
            ),
            (
                "({ [Symbol.asyncIterator]: () => ({ next() { return 1 } }) })",
                ALL,
                "error: TypeError: The iterator's result is not an object.",
            ),
            (
                "({ [Symbol.asyncIterator]: () => ({ async next() { return 1 } }) })",
                ALL,
                "error: TypeError: The iterator's result is not an object.",
            ),
            (
                "({ [Symbol.asyncIterator]: () => 1 })",
                ALL,
                "not opened: TypeError: Result of the Symbol.iterator method is not an object",
            ),
            (
                "({ [Symbol.asyncIterator]() { throw 'method' } })",
                ALL,
                "not opened: method",
            ),
        ] {
            assert_eq!(drain(scope, source, close_after), expected, "{source}");
        }
        // A rejected element closes the iterator it came from.
        text(scope, "globalThis.closed = ''");
        let source = "({ [Symbol.iterator]: () => ({ next: () => ({ value: Promise.reject('no') }), return() { closed += 'r'; throw 'other' } }) })";
        assert_eq!(drain(scope, source, ALL), "error: no");
        assert_eq!(text(scope, "closed"), "r");
    });
}

#[test]
fn numbers_or_bigints() {
    with_scope(|scope| {
        let numeric = |scope: &mut Scope<'_, '_>, source: &str| {
            attempt(scope, |scope| {
                let value = eval(scope, source)?;
                let value = to_numeric(scope, value)?;
                let kind = if value.is_big_int() { "n" } else { "" };
                Ok(value.to_rust_string_lossy(scope) + kind)
            })
        };
        for (source, expected) in [
            ("1", "1"),
            ("1n", "1n"),
            ("'12'", "12"),
            ("true", "1"),
            ("undefined", "NaN"),
            ("({ valueOf: () => 5n })", "5n"),
            ("({ valueOf: () => ({}), toString: () => '7' })", "7"),
            (
                "({ [Symbol.toPrimitive]: hint => hint == 'number' ? 9n : 0 })",
                "9n",
            ),
            ("Object(3n)", "3n"),
            ("new Date(4)", "4"),
        ] {
            assert_eq!(numeric(scope, source), Ok(expected.to_owned()), "{source}");
        }
        for source in [
            "Symbol()",
            "({ [Symbol.toPrimitive]: 1 })",
            "({ [Symbol.toPrimitive]: () => ({}) })",
            "Object.create(null)",
        ] {
            assert!(
                numeric(scope, source).is_err_and(|e| e.starts_with("TypeError")),
                "{source}"
            );
        }
        assert_eq!(
            numeric(scope, "({ valueOf() { throw 'mine' } })"),
            Err("mine".into())
        );
    });
}

/// The object of a callback lives as long as its owner does, on the stack too.
#[test]
fn callbacks_survive_collections() {
    with_scope(|scope| {
        let callbacks: [CallbackFunction; 8] = std::array::from_fn(|i| {
            v8::scope!(let scope, scope);
            callback(scope, &format!("() => {i}"))
        });
        text(
            scope,
            "for (let i = 0; i < 5; i++) { gc(); new Array(1e5).fill({}) }",
        );
        for (i, f) in callbacks.iter().enumerate() {
            let value = f.call(scope, CallbackThis::Undefined, &[]);
            let value = value.map(|value| value.to_rust_string_lossy(scope)).ok();
            assert_eq!(value, Some(i.to_string()));
        }
        let root = callbacks[3].root(scope);
        let object: Option<Local<'_, Object>> = root.map(|root| Local::new(scope, root));
        assert!(object.is_some_and(|object| object.is_callable()));
    });
}
