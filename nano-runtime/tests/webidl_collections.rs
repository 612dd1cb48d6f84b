//! The conversions of nullable types, sequences, frozen arrays, records and dictionaries.

mod common;

use common::{attempt, err, eval, ok, shown, text, with_scope};
use nano_runtime::Result;
use nano_runtime::binding::{Empty, Null};
use nano_runtime::js::{Local, Object, Scope, Symbol, Value};
use nano_runtime::webidl::dictionary::{Reader, Writer};
use nano_runtime::webidl::{
    ByteString, CachedFrozenArray, Dictionary, DomString, IntoDictionary, Record, UsvString, idl,
};

type Longs = idl::Sequence<idl::Long>;

#[test]
fn nullable_types() {
    with_scope(|scope| {
        type Nullable = idl::Nullable<idl::Long>;
        assert_eq!(ok::<Nullable, Option<i32>>(scope, "null"), None);
        assert_eq!(ok::<Nullable, Option<i32>>(scope, "undefined"), None);
        assert_eq!(ok::<Nullable, Option<i32>>(scope, "0"), Some(0));
        assert_eq!(
            ok::<idl::Nullable<idl::Undefined>, Option<()>>(scope, "undefined"),
            Some(())
        );
        assert_eq!(
            ok::<idl::Nullable<idl::Undefined>, Option<()>>(scope, "null"),
            None
        );
        assert_eq!(
            shown::<Nullable, _>(scope, None::<i32>, "x => x === null"),
            "true"
        );
        assert_eq!(shown::<Nullable, _>(scope, Some(3), "x => x === 3"), "true");
    });
}

#[test]
fn sequences() {
    with_scope(|scope| {
        for (source, expected) in [
            ("[]", vec![]),
            ("[1, '2', [3]]", vec![1, 2, 3]),
            ("[1, , 3]", vec![1, 0, 3]),
            ("new Set([1, 2, 1])", vec![1, 2]),
            ("new Uint8Array([7, 8])", vec![7, 8]),
            ("new String('12')", vec![1, 2]),
            ("(function* () { yield 4; yield 5 })()", vec![4, 5]),
            ("new Proxy([1, 2], {})", vec![1, 2]),
            // The length is looked at in each step, as the array iterator does.
            (
                "{ let a = [1, { valueOf() { a.push(9); return 2 } }]; a }",
                vec![1, 2, 9],
            ),
            (
                "{ let a = [{ valueOf() { a.length = 1; return 6 } }, 7]; a }",
                vec![6],
            ),
        ] {
            assert_eq!(ok::<Longs, Vec<i32>>(scope, source), expected, "{source}");
        }
        for source in ["null", "undefined", "1", "'12'", "Symbol()"] {
            assert_eq!(
                err::<Longs, Vec<i32>>(scope, source),
                "TypeError: The provided value cannot be converted to a sequence."
            );
        }
        for source in [
            "({})",
            "({ [Symbol.iterator]: null })",
            "({ [Symbol.iterator]: 1 })",
        ] {
            assert_eq!(
                err::<Longs, Vec<i32>>(scope, source),
                "TypeError: The object must have a callable @@iterator property."
            );
        }
        let nested = ok::<idl::Sequence<Longs>, Vec<Vec<i32>>>(scope, "[[1], new Set([2, 3])]");
        assert_eq!(nested, [vec![1], vec![2, 3]]);
        assert_eq!(
            shown::<Longs, _>(scope, vec![1, 2, 3], "JSON.stringify"),
            "[1,2,3]"
        );
        assert_eq!(shown::<Longs, _>(scope, [4, 5], "JSON.stringify"), "[4,5]");
        assert_eq!(
            shown::<Longs, _>(scope, Vec::<i32>::new(), "x => Array.isArray(x) + x"),
            "true"
        );
        assert_eq!(
            ok::<Longs, Vec<i32>>(scope, "new Array(50000).fill(1)").len(),
            50000
        );
    });
}

/// A realm that did not note its array iteration drives every iterator: the judge of the shortcut for arrays.
#[test]
fn arrays_are_iterated_alike_by_index_and_by_protocol() {
    const NEXT: &str = "Object.getPrototypeOf([][Symbol.iterator]())";
    let sources = [
        "[1, , 3]".to_owned(),
        "[1, , 3].concat()".to_owned(),
        "new Array(5)".to_owned(),
        "Object.defineProperty([1, 2], 0, { get() { return 7 } })".to_owned(),
        "Object.defineProperty([1, 2], 1, { get() { throw 'getter' } })".to_owned(),
        "{ Array.prototype[1] = 9; const a = [1, , 3]; a }".to_owned(),
        "delete Array.prototype[1], [1]".to_owned(),
        "{ let a = [1, { valueOf() { a.push(9); return 2 } }]; a }".to_owned(),
        "{ let a = [{ valueOf() { a.length = 1; return 6 } }, 7]; a }".to_owned(),
        "{ let a = [{ valueOf() { a.shift(); return 6 } }, 7, 8]; a }".to_owned(),
        "new (class extends Array {})(1, 2, 3)".to_owned(),
        "new (class extends Array { *[Symbol.iterator]() { yield 4 } })(1, 2, 3)".to_owned(),
        "new Proxy([1, 2], { get: (t, k) => k == 'length' ? 1 : t[k] })".to_owned(),
        "({ length: 2, 0: 1, 1: 2, [Symbol.iterator]: [].values })".to_owned(),
        "(() => { const a = [1, 2]; a[Symbol.iterator] = [].keys; return a })()".to_owned(),
        "new Uint8Array([1, 2])".to_owned(),
        "(function () { return arguments })(1, 2)".to_owned(),
        // From here on, what iterates arrays is another.
        format!(
            "globalThis.log = ''; globalThis.next = {NEXT}.next; Object.defineProperty({NEXT}, 'next', {{ configurable: true, get() {{ log += 'g'; return next }} }}); [1, 2]"
        ),
        "[log.length]".to_owned(),
        format!(
            "Object.defineProperty({NEXT}, 'next', {{ value() {{ const r = next.call(this); if (!r.done) r.value *= 2; return r }} }}); [1, 2]"
        ),
        format!("delete {NEXT}.next; [1]"),
        format!(
            "{NEXT}.next = next; Array.prototype[Symbol.iterator] = function* () {{ yield 3 }}; [1]"
        ),
        "Array.prototype[Symbol.iterator] = undefined; [1]".to_owned(),
    ];
    let run = |scope: &mut Scope<'_, '_>| -> Vec<Result<Vec<i32>, String>> {
        let mut results = Vec::new();
        for source in &sources {
            results.push(common::convert::<Longs, Vec<i32>>(scope, source));
        }
        results
    };
    let by_protocol = common::new_runtime(Default::default()).with_scope(run);
    let by_index = with_scope(run);
    for ((source, left), right) in sources.iter().zip(by_index).zip(by_protocol) {
        assert_eq!(left, right, "{source}");
    }
}

/// An object whose iterator is made of the given methods.
fn iterable(iterator: &str) -> String {
    format!("({{ [Symbol.iterator]() {{ return {iterator} }} }})")
}

#[test]
fn exceptions_of_iterators_come_through() {
    with_scope(|scope| {
        for (source, expected) in [
            (
                "({ get [Symbol.iterator]() { throw 'get' } })".to_owned(),
                "get",
            ),
            (
                "({ [Symbol.iterator]() { throw 'method' } })".to_owned(),
                "method",
            ),
            (iterable("{ get next() { throw 'next' } }"), "next"),
            (iterable("{ next() { throw 'call' } }"), "call"),
            (
                iterable("{ next() { return { get done() { throw 'done' } } } }"),
                "done",
            ),
            (
                iterable("{ next() { return { get value() { throw 'value' } } } }"),
                "value",
            ),
            (
                iterable("{ next() { return { value: { valueOf() { throw 'convert' } } } } }"),
                "convert",
            ),
            (
                iterable("1"),
                "TypeError: Result of the Symbol.iterator method is not an object",
            ),
            (
                iterable("{ next() { return 1 } }"),
                "TypeError: Iterator result is not an object",
            ),
            (
                iterable("{ next: 1 }"),
                "TypeError: The iterator's next property is not a function",
            ),
            (
                "(function* () { yield 1; throw 'late' })()".to_owned(),
                "late",
            ),
            (
                "{ let r = Proxy.revocable([], {}); r.revoke(); r.proxy }".to_owned(),
                "TypeError",
            ),
        ] {
            let error = err::<Longs, Vec<i32>>(scope, &source);
            assert!(error.starts_with(expected), "{source}: {error}");
        }
    });
}

#[test]
fn iterators_are_driven_by_the_protocol() {
    with_scope(|scope| {
        // A truthy `done` ends it, and the value is not read.
        for done in ["1", "'x'", "{}", "Symbol()"] {
            let source = iterable(&format!(
                "{{ i: 0, next() {{ return this.i++ < 2 ? {{ done: 0, value: 5 }} : {{ done: {done}, get value() {{ throw 'read' }} }} }} }}"
            ));
            assert_eq!(ok::<Longs, Vec<i32>>(scope, &source), [5, 5], "{done}");
        }
        // `next` is read once; `return` is never called.
        text(scope, "globalThis.log = ''");
        let source = iterable(
            "{ get next() { log += 'n'; let i = 0; return () => (log += 'c', { done: i++ == 2, value: i }) }, get return() { log += 'r' } }",
        );
        assert_eq!(ok::<Longs, Vec<i32>>(scope, &source), [1, 2]);
        assert_eq!(text(scope, "log"), "nccc");
        text(scope, "log = ''");
        let failing = iterable("{ next() { return { value: 1n } }, get return() { log += 'r' } }");
        assert!(err::<Longs, Vec<i32>>(scope, &failing).starts_with("TypeError"));
        assert_eq!(text(scope, "log"), "");
        // Array's own iterator, replaced.
        let replaced = "{ const p = Object.getPrototypeOf([][Symbol.iterator]()); const next = p.next; globalThis.restore = () => p.next = next;
            p.next = function () { const r = next.call(this); if (!r.done) r.value += 100; return r }; [1, 2] }";
        assert_eq!(ok::<Longs, Vec<i32>>(scope, replaced), [101, 102]);
        text(scope, "restore()");
        let replaced = "{ const a = [1, 2]; a[Symbol.iterator] = function* () { yield 8 }; a }";
        assert_eq!(ok::<Longs, Vec<i32>>(scope, replaced), [8]);
    });
}

#[test]
fn frozen_arrays() {
    with_scope(|scope| {
        type Frozen = idl::FrozenArray<idl::DOMString>;
        assert_eq!(ok::<Frozen, Vec<DomString>>(scope, "['a', 1]"), ["a", "1"]);
        let test = "x => Object.isFrozen(x) && Array.isArray(x) && x.join()";
        assert_eq!(shown::<Frozen, _>(scope, vec!["a", "b"], test), "a,b");
        let cache = CachedFrozenArray::empty();
        let mut made = 0;
        let mut get = |scope: &mut Scope<'_, '_>| {
            let array = cache.get_or_create::<idl::DOMString, _>(scope, || {
                made += 1;
                vec!["x"]
            });
            array.map(|array| array.get_identity_hash()).ok()
        };
        let first = get(scope);
        assert_eq!(get(scope), first);
        cache.clear(scope);
        assert_ne!(get(scope), first);
        assert_eq!(made, 2);
    });
}

type Dom = Record<DomString, i32>;

#[test]
fn records() {
    type Marker = idl::Record<idl::DOMString, idl::Long>;
    with_scope(|scope| {
        let entries = |record: Dom| -> Vec<(String, i32)> {
            record
                .iter()
                .map(|(k, v)| (k.to_string_lossy().into_owned(), *v))
                .collect()
        };
        for (source, expected) in [
            ("({})", vec![]),
            (
                "({ b: 1, a: '2', 10: 3, 2: 4 })",
                vec![("2", 4), ("10", 3), ("b", 1), ("a", 2)],
            ),
            (
                "Object.create({ inherited: 1 }, { hidden: { value: 2 }, own: { value: 3, enumerable: true } })",
                vec![("own", 3)],
            ),
            ("[7, 8]", vec![("0", 7), ("1", 8)]),
            ("Object.assign(() => {}, { x: 1 })", vec![("x", 1)]),
            ("new String('5')", vec![("0", 5)]),
            // A key that a getter removes, or hides, on the way is looked at when its turn comes.
            (
                "{ let o = { get a() { delete o.b; return 1 }, b: 2, c: 3 }; o }",
                vec![("a", 1), ("c", 3)],
            ),
            (
                "{ let o = { get a() { Object.defineProperty(o, 'b', { enumerable: false }); return 1 }, b: 2 }; o }",
                vec![("a", 1)],
            ),
            (
                "{ let o = { get a() { delete o.b; return 1 }, b: 2, __proto__: { b: 5 } }; o }",
                vec![("a", 1)],
            ),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect();
            assert_eq!(
                entries(ok::<Marker, Dom>(scope, source)),
                expected,
                "{source}"
            );
        }
        for source in ["null", "undefined", "1", "'a'"] {
            assert_eq!(
                err::<Marker, Dom>(scope, source),
                "TypeError: Only objects can be converted to record<K,V> types"
            );
        }
        assert!(err::<Marker, Dom>(scope, "({ [Symbol()]: 1 })").starts_with("TypeError"));
        assert_eq!(
            entries(ok::<Marker, Dom>(
                scope,
                "Object.defineProperty({}, Symbol(), { value: 1 })"
            )),
            []
        );
        assert_eq!(
            err::<Marker, Dom>(scope, "({ get a() { throw 'mine' } })"),
            "mine"
        );
        let record: Dom = [("b".into(), 1), ("a".into(), 2)].into_iter().collect();
        assert_eq!(
            shown::<Marker, _>(scope, record, "JSON.stringify"),
            r#"{"b":1,"a":2}"#
        );
        let record: Dom = [("__proto__".into(), 1)].into_iter().collect();
        assert_eq!(
            shown::<Marker, _>(scope, record, "x => Object.hasOwn(x, '__proto__')"),
            "true"
        );
    });
}

#[test]
fn record_keys_convert_by_their_type() {
    with_scope(|scope| {
        type Usv = idl::Record<idl::USVString, idl::Long>;
        // Keys that the conversion makes equal: the first one's place, the last one's value.
        let record = ok::<Usv, Record<UsvString, i32>>(
            scope,
            "({ '\\uD800': 1, x: 2, '\\uFFFD': 3, '\\uDC00': 4 })",
        );
        assert_eq!(
            record.into_entries(),
            [("\u{FFFD}".into(), 4), ("x".into(), 2)]
        );
        type Bytes = idl::Record<idl::ByteString, idl::ByteString>;
        assert_eq!(
            err::<Bytes, Record<ByteString, ByteString>>(scope, "({ '€': 1 })"),
            "TypeError: String contains non ISO-8859-1 code point."
        );
        // The key is converted before the value is read.
        let source = "({ get '€'() { throw 'read' } })";
        assert!(
            err::<Bytes, Record<ByteString, ByteString>>(scope, source).starts_with("TypeError")
        );
    });
}

#[test]
fn records_of_proxies_run_the_traps_in_order() {
    type Marker = idl::Record<idl::DOMString, idl::Long>;
    with_scope(|scope| {
        text(scope, "globalThis.log = []");
        let source = "new Proxy({ a: 1, b: 2, c: 3 }, {
            ownKeys(t) { log.push('ownKeys'); return ['b', 'hidden', 'gone', 'a', 'c'] },
            getOwnPropertyDescriptor(t, k) {
                log.push('desc ' + k);
                if (k == 'gone') return undefined;
                if (k == 'hidden') return { value: 0, enumerable: false, configurable: true };
                return Reflect.getOwnPropertyDescriptor(t, k);
            },
            get(t, k) { log.push('get ' + k); return t[k] * 10 },
        })";
        let record = ok::<Marker, Dom>(scope, source);
        let expected = [("b".into(), 20), ("a".into(), 10), ("c".into(), 30)];
        assert_eq!(record.into_entries(), expected);
        assert_eq!(
            text(scope, "log.join()"),
            "ownKeys,desc b,get b,desc hidden,desc gone,desc a,get a,desc c,get c"
        );
        for (trap, expected) in [
            ("ownKeys() { throw 'keys' }", "keys"),
            ("getOwnPropertyDescriptor() { throw 'desc' }", "desc"),
            ("get() { throw 'get' }", "get"),
        ] {
            let source = format!("new Proxy({{ a: 1 }}, {{ {trap} }})");
            assert_eq!(err::<Marker, Dom>(scope, &source), expected);
        }
        // What `Object.prototype` is made to say of descriptors is of no account.
        text(scope, "Object.prototype.enumerable = true");
        let source = "new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: false, configurable: true }) })";
        assert!(ok::<Marker, Dom>(scope, source).is_empty());
    });
}

#[derive(Debug, PartialEq)]
struct Options {
    base: Option<i32>,
    alpha: i32,
    list: Vec<i32>,
    name: Option<DomString>,
    nested: Nested,
    required: bool,
}

#[derive(Debug, PartialEq)]
struct Nested {
    deep: Option<f64>,
}

impl<'s> Dictionary<'s> for Options {
    const NAME: &'static str = "Options";

    fn read(scope: &mut Scope<'s, '_>, reader: Reader<'s>) -> Result<Self> {
        let parent = reader.inherited("BaseOptions");
        let base = parent.optional::<idl::Long, _>(scope, "zeta")?;
        Ok(Self {
            base,
            alpha: reader
                .with_default::<idl::EnforceRange<idl::Long>, _, _>(scope, "alpha", 7.0)?,
            list: reader.with_default::<Longs, _, _>(scope, "list", Empty::Sequence)?,
            name: reader
                .with_default::<idl::Nullable<idl::DOMString>, _, _>(scope, "name", Null)?,
            nested: reader.with_default::<idl::Dictionary, _, _>(
                scope,
                "nested",
                Empty::Dictionary,
            )?,
            required: reader.required::<idl::Boolean, _>(scope, "required")?,
        })
    }
}

impl<'s> Dictionary<'s> for Nested {
    const NAME: &'static str = "Nested";

    fn read(scope: &mut Scope<'s, '_>, reader: Reader<'s>) -> Result<Self> {
        Ok(Self {
            deep: reader.optional::<idl::Double, _>(scope, "deep")?,
        })
    }
}

#[test]
fn dictionaries_read_their_members_in_order() {
    with_scope(|scope| {
        text(scope, "globalThis.log = []");
        let all = "new Proxy({ alpha: 1, base: 5, list: [2], name: 'n', nested: { deep: 3 }, required: 1, zeta: 4 }, {
            get(t, k) { log.push(k); return t[k] }, has() { throw 'has' }, ownKeys() { throw 'keys' } })";
        let options = ok::<idl::Dictionary, Options>(scope, all);
        let expected = Options {
            base: Some(4),
            alpha: 1,
            list: vec![2],
            name: Some("n".into()),
            nested: Nested { deep: Some(3.0) },
            required: true,
        };
        assert_eq!(options, expected);
        assert_eq!(
            text(scope, "log.join()"),
            "zeta,alpha,list,name,nested,required"
        );
        let options = ok::<idl::Dictionary, Options>(
            scope,
            "({ required: 0, alpha: undefined, name: null })",
        );
        let expected = Options {
            base: None,
            alpha: 7,
            list: vec![],
            name: None,
            nested: Nested { deep: None },
            required: false,
        };
        assert_eq!(options, expected);
        assert_eq!(
            ok::<idl::Dictionary, Nested>(scope, "undefined"),
            Nested { deep: None }
        );
        assert_eq!(
            ok::<idl::Dictionary, Nested>(scope, "null"),
            Nested { deep: None }
        );
        assert_eq!(
            ok::<idl::Dictionary, Nested>(scope, "() => {}"),
            Nested { deep: None }
        );
        assert_eq!(
            ok::<idl::Dictionary, Nested>(scope, "({ __proto__: { deep: 1 } })"),
            Nested { deep: Some(1.0) }
        );
    });
}

#[test]
fn dictionaries_say_which_member_failed() {
    with_scope(|scope| {
        for (source, expected) in [
            (
                "1",
                "TypeError: The provided value is not of type 'Options'.",
            ),
            (
                "'x'",
                "TypeError: The provided value is not of type 'Options'.",
            ),
            (
                "Symbol()",
                "TypeError: The provided value is not of type 'Options'.",
            ),
            (
                "({})",
                "TypeError: Failed to read the 'required' property from 'Options': required member required is undefined.",
            ),
            (
                "null",
                "TypeError: Failed to read the 'required' property from 'Options': required member required is undefined.",
            ),
            (
                "({ alpha: NaN })",
                "TypeError: Failed to read the 'alpha' property from 'Options': Value is not of type 'long'.",
            ),
            (
                "({ list: 1 })",
                "TypeError: Failed to read the 'list' property from 'Options': The provided value cannot be converted to a sequence.",
            ),
            (
                "({ nested: 1 })",
                "TypeError: Failed to read the 'nested' property from 'Options': The provided value is not of type 'Nested'.",
            ),
            (
                "({ nested: { deep: NaN } })",
                "TypeError: Failed to read the 'nested' property from 'Options': Failed to read the 'deep' property from 'Nested': The provided double value is non-finite.",
            ),
            ("({ get zeta() { throw 'getter' } })", "getter"),
            (
                "({ get required() { throw new RangeError('mine') } })",
                "RangeError: mine",
            ),
            (
                "({ zeta: { valueOf() { throw 'conversion' } } })",
                "conversion",
            ),
        ] {
            assert_eq!(
                err::<idl::Dictionary, Options>(scope, source),
                expected,
                "{source}"
            );
        }
    });
}

struct Result2 {
    read: u32,
    written: Option<u32>,
}

impl<'s> IntoDictionary<'s> for Result2 {
    fn write(self, scope: &mut Scope<'s, '_>, writer: Writer<'s>) -> Result<()> {
        writer.member::<idl::UnsignedLong, _>(scope, "read", self.read)?;
        writer.optional::<idl::UnsignedLong, _>(scope, "written", self.written)
    }
}

#[test]
fn dictionaries_are_returned_as_plain_objects() {
    with_scope(|scope| {
        text(
            scope,
            "Object.defineProperty(Object.prototype, 'read', { set() { throw 'setter' }, configurable: true })",
        );
        let test = "x => JSON.stringify(Object.getOwnPropertyDescriptors(x))";
        let property = |value: u32| {
            format!(r#"{{"value":{value},"writable":true,"enumerable":true,"configurable":true}}"#)
        };
        assert_eq!(
            shown::<idl::Dictionary, _>(
                scope,
                Result2 {
                    read: 1,
                    written: Some(2)
                },
                test
            ),
            format!(r#"{{"read":{},"written":{}}}"#, property(1), property(2))
        );
        assert_eq!(
            shown::<idl::Dictionary, _>(
                scope,
                Result2 {
                    read: 1,
                    written: None
                },
                test
            ),
            format!(r#"{{"read":{}}}"#, property(1))
        );
    });
}

#[test]
fn any_object_and_symbol() {
    with_scope(|scope| {
        let value = ok::<idl::Any, Local<'_, Value>>(scope, "12");
        assert!(value.is_number());
        assert!(convert_object(scope, "({})"));
        assert!(convert_object(scope, "() => {}"));
        for source in ["1", "null", "undefined", "'x'"] {
            let error = err::<idl::Object, Local<'_, Object>>(scope, source);
            assert_eq!(
                error,
                "TypeError: The provided value is not of type 'object'."
            );
        }
        assert!(ok::<idl::Symbol, Local<'_, Symbol>>(scope, "Symbol.iterator").is_symbol());
        let error = err::<idl::Symbol, Local<'_, Symbol>>(scope, "'x'");
        assert_eq!(
            error,
            "TypeError: The provided value is not of type 'symbol'."
        );
        let root =
            ok::<idl::Any, nano_runtime::js::Global<Value>>(scope, "globalThis.kept = { x: 1 }");
        assert_eq!(shown::<idl::Any, _>(scope, root, "x => x === kept"), "true");
        let slot = ok::<idl::Object, nano_runtime::Traced<Object>>(scope, "kept");
        assert_eq!(
            shown::<idl::Object, _>(scope, &slot, "x => x === kept"),
            "true"
        );
    });
}

fn convert_object(scope: &mut Scope<'_, '_>, source: &str) -> bool {
    attempt(scope, |scope| {
        let value = eval(scope, source)?;
        <Local<'_, Object> as nano_runtime::webidl::FromJs<'_, idl::Object>>::from_js(scope, value)
            .map(|_| ())
    })
    .is_ok()
}
