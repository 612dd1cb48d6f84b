//! Dictionaries, enumerations, unions, typedefs, callbacks and every other type of an argument or value, from JavaScript.

#![allow(missing_docs, reason = "the interfaces are the tests' own")]

mod binding_common;

use std::cell::Cell;

use binding_common::Page;
use nano_runtime::binding::{self, AnyName, NameOf, Named};
use nano_runtime::gc::Interface;
use nano_runtime::js::{Array, Global, Local, Object, Promise, Symbol, Value};
use nano_runtime::webidl::{
    BigInt, BufferSource, ByteString, CachedFrozenArray, CallbackThis, DomString, Record,
    UsvString, idl,
};
use nano_runtime::{Ref, Result, Scope, webapi};

#[webapi("Types.idl")]
#[derive(Clone, Copy)]
pub enum Speed {
    Slow,
    VeryFast,
    Empty,
}

#[webapi("Types.idl")]
pub struct BaseOptions {
    name: DomString,
    level: u8,
}

#[webapi("Types.idl")]
pub struct Options<'s> {
    base_options: BaseOptions,
    speed: Speed,
    tags: Vec<DomString>,
    flag: Option<bool>,
    ratio: f64,
    owner: Option<Ref<'s, Types>>,
}

#[webapi("Types.idl")]
pub enum NameOrNames {
    String(DomString),
    Sequence(Vec<DomString>),
}

#[webapi("Types.idl")]
pub enum Anything<'s> {
    String(DomString),
    Sequence(Vec<DomString>),
    Types(Ref<'s, Types>),
    Boolean(bool),
    Double(f64),
}

#[webapi("Types.idl", union = "(Options or boolean)")]
pub enum OptionsOrBoolean<'s> {
    Options(Options<'s>),
    Boolean(bool),
}

#[webapi("Types.idl", union = "(ArrayBuffer or DOMString)")]
pub enum BufferOrText {
    ArrayBuffer(Vec<u8>),
    DomString(DomString),
}

#[webapi("Types.idl")]
pub struct Compare;

#[webapi("Types.idl")]
pub struct Greet;

#[webapi("Types.idl")]
pub struct Load;

#[webapi("Types.idl")]
pub struct TypesListener;

#[webapi("Types.idl")]
pub struct Types {
    speed: Cell<u8>,
    list: CachedFrozenArray,
    version: Cell<i32>,
}

const SPEEDS: [Speed; 3] = [Speed::Slow, Speed::VeryFast, Speed::Empty];

#[webapi("Types.idl")]
impl Types {
    fn constructor() -> Self {
        Self {
            speed: Cell::new(0),
            list: CachedFrozenArray::empty(),
            version: Cell::new(0),
        }
    }
    fn speed(&self) -> Speed {
        SPEEDS[usize::from(self.speed.get())]
    }
    fn set_speed(&self, value: Speed) {
        self.speed.set(match value {
            Speed::Slow => 0,
            Speed::VeryFast => 1,
            Speed::Empty => 2,
        });
    }
    fn normalize<'s>(&self, options: Options<'s>) -> Options<'s> {
        options
    }
    fn describe(&self, what: Option<Anything<'_>>) -> String {
        match what {
            None => "null".to_string(),
            Some(Anything::String(text)) => format!("string {}", text.to_string_lossy()),
            Some(Anything::Sequence(texts)) => format!("{} strings", texts.len()),
            Some(Anything::Types(_)) => "an object".to_string(),
            Some(Anything::Boolean(value)) => format!("boolean {value}"),
            Some(Anything::Double(value)) => format!("double {value}"),
        }
    }
    fn settle(&self, value: OptionsOrBoolean<'_>) -> String {
        match value {
            OptionsOrBoolean::Options(options) => {
                options.base_options.name.to_string_lossy().into_owned()
            }
            OptionsOrBoolean::Boolean(value) => value.to_string(),
        }
    }
    fn echo(&self, what: NameOrNames) -> NameOrNames {
        what
    }
    fn maybe(&self, value: Option<BufferOrText>) -> String {
        match value {
            None => "null".to_string(),
            Some(BufferOrText::ArrayBuffer(bytes)) => format!("{} bytes", bytes.len()),
            Some(BufferOrText::DomString(text)) => text.to_string_lossy().into_owned(),
        }
    }
    fn count(&self, size: u32) -> String {
        size.to_string()
    }
    fn compare<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        compare: Compare,
        a: Local<'s, Value>,
        b: Local<'s, Value>,
    ) -> Result<i32> {
        compare.invoke(scope, CallbackThis::Undefined, a, b)
    }
    fn greet(&self, scope: &mut Scope<'_, '_>, greet: Greet) -> Result<()> {
        greet.invoke(scope, CallbackThis::Undefined, vec!["a", "b"])
    }
    fn load<'s>(&self, scope: &mut Scope<'s, '_>, load: Load) -> Result<Local<'s, Promise>> {
        load.invoke(scope, CallbackThis::Undefined, "http://x/")
    }
    fn listen(&self, scope: &mut Scope<'_, '_>, listener: TypesListener) -> Result<String> {
        let answer: DomString = listener.invoke(scope, CallbackThis::Undefined, "text")?;
        Ok(answer.to_string_lossy().into_owned())
    }
    fn anything<'s>(&self, value: Local<'s, Value>) -> Local<'s, Value> {
        value
    }
    fn same<'s>(&self, value: Local<'s, Object>) -> Local<'s, Object> {
        value
    }
    fn tag<'s>(&self, value: Local<'s, Symbol>) -> Local<'s, Symbol> {
        value
    }
    fn next(&self, value: BigInt) -> BigInt {
        value
    }
    fn truth(&self, value: bool) -> bool {
        value
    }
    fn single(&self, value: f32) -> f32 {
        value
    }
    fn loose(&self, value: f64) -> f64 {
        value
    }
    fn text(&self, value: DomString) -> DomString {
        value
    }
    fn scalar(&self, value: UsvString) -> UsvString {
        value
    }
    fn bytes(&self, value: ByteString) -> ByteString {
        value
    }
    fn emptied(&self, value: DomString) -> DomString {
        value
    }
    fn twice(&self, values: Vec<i32>) -> Vec<i32> {
        values.iter().map(|value| value * 2).collect()
    }
    fn counts(&self, values: Record<DomString, i32>) -> Record<DomString, i32> {
        values
    }
    fn nullable(&self, value: Option<DomString>) -> Option<DomString> {
        value
    }
    fn length(&self, source: Vec<u8>) -> u32 {
        u32::try_from(source.len()).unwrap()
    }
    fn shared_length(&self, source: BufferSource<'_>) -> u32 {
        u32::try_from(source.byte_length()).unwrap()
    }
    fn reversed(&self, mut source: Vec<u8>) -> Vec<u8> {
        source.reverse();
        source
    }
    fn list<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Array>> {
        let version = self.version.get();
        self.list
            .get_or_create::<idl::Long, _>(scope, || vec![version, 2])
    }
    fn change(&self, scope: &mut Scope<'_, '_>) {
        self.version.set(self.version.get() + 1);
        self.list.clear(scope);
    }
}

fn page() -> Page {
    let page = Page::new(&[Types::DEF]);
    page.is("globalThis.t = new Types, globalThis.error = f => { try { return f() } catch (e) { return e.name } }, 0", "0");
    page
}

#[test]
fn enumerations() {
    let page = page();
    page.is("t.speed = 'very-fast', t.speed", "very-fast");
    page.is("t.speed = 'no value', t.speed", "very-fast");
    page.is("t.speed = '', t.speed", "");
    page.is("t.normalize({ name: '', speed: 'fast' })", "TypeError: Failed to execute 'normalize' on 'Types': Failed to read the 'speed' property from 'Options': The provided value 'fast' is not a valid enum value of type Speed.");
}

#[test]
fn dictionaries() {
    let page = page();
    page.is(
        "JSON.stringify(t.normalize({ name: 'n' }))",
        r#"{"level":3,"name":"n","owner":null,"ratio":0.5,"speed":"slow","tags":[]}"#,
    );
    page.is("JSON.stringify(t.normalize({ name: 1, level: 900, flag: 0, tags: new Set(['x']), ratio: '2' }))", r#"{"level":255,"name":"1","flag":false,"owner":null,"ratio":2,"speed":"slow","tags":["x"]}"#);
    page.is("t.normalize({ name: '', owner: t }).owner === t", "true");
    page.is("error(() => t.normalize({}))", "TypeError");
    page.is("error(() => t.normalize(3))", "TypeError");
    page.is(
        "error(() => t.normalize({ name: '', ratio: NaN }))",
        "TypeError",
    );
}

#[test]
fn unions() {
    let page = page();
    page.is("t.describe('x')", "string x");
    page.is("t.describe(['x', 'y'])", "2 strings");
    page.is("t.describe(new Set(['x']))", "1 strings");
    page.is("t.describe(t)", "an object");
    page.is("t.describe(true) + t.describe(3)", "boolean truedouble 3");
    page.is("t.describe(null) + t.describe(undefined)", "nullnull");
    page.is(
        "t.settle({ name: 'd' }) + t.settle(true) + t.settle(0)",
        "dtruefalse",
    );
    page.is("error(() => t.settle(null))", "TypeError");
    page.is("t.describe({ toString: () => 'o' })", "string o");
    page.is("t.describe(10n)", "string 10");
    // Unlike an async sequence, a sequence takes a String object, which is iterable.
    page.is("t.describe(new String('s'))", "1 strings");
    page.is("t.echo('x') + t.echo(['y']).length", "x1");
    page.is(
        "t.maybe(new ArrayBuffer(3)) + t.maybe(null) + t.maybe({})",
        "3 bytesnull[object Object]",
    );
    page.is(
        "error(() => t.describe({ [Symbol.iterator]: 1 }))",
        "TypeError",
    );
}

#[test]
fn typedefs_keep_their_annotations() {
    let page = page();
    page.is("t.count(4294967295)", "4294967295");
    page.is(
        "error(() => t.count(4294967296)) + error(() => t.count(-1))",
        "TypeErrorTypeError",
    );
}

#[test]
fn callbacks() {
    let page = page();
    page.is("t.compare((a, b) => a - b, 5, 3)", "2");
    page.is("t.compare(() => { throw 'thrown' }, 1, 2)", "thrown");
    page.is(
        "t.compare({}, 1, 2)",
        "TypeError: Failed to execute 'compare' on 'Types': parameter 1 is not of type 'Function'.",
    );
    page.is(
        "(() => { let seen; t.greet((...names) => { seen = names }); return seen.join() })()",
        "a,b",
    );
    page.later(
        "t.load(url => Promise.resolve(url + 'loaded'))",
        "http://x/loaded",
    );
    page.later("t.load(() => { throw 'no' }).catch(e => e)", "no");
    page.is(
        "t.listen({ handle(text) { return text + (this.x = 'this') } })",
        "textthis",
    );
    page.is("t.listen(text => text + '!')", "text!");
    page.is("error(() => t.listen({}))", "TypeError");
    page.is("error(() => t.listen(3))", "TypeError");
    page.no_rejections();
}

#[test]
fn values_of_every_type() {
    let page = page();
    page.is(
        "t.anything(undefined) === undefined && t.anything(t) === t",
        "true",
    );
    page.is("t.same(t) === t && error(() => t.same(1))", "TypeError");
    page.is(
        "t.tag(Symbol.iterator) === Symbol.iterator && error(() => t.tag('x'))",
        "TypeError",
    );
    page.is(
        "t.next(2n ** 70n) + String(error(() => t.next(1)))",
        "1180591620717411303424TypeError",
    );
    page.is("t.truth({}) && !t.truth('')", "true");
    page.is("t.single(0.1)", "0.10000000149011612");
    page.is(
        "error(() => t.single(Infinity)) + error(() => t.single(1e39))",
        "TypeErrorTypeError",
    );
    page.is(
        "[t.loose(NaN), t.loose(Infinity), Object.is(t.loose(-0), -0)].join()",
        "NaN,Infinity,true",
    );
    page.is(
        "t.text('\\ud800') === '\\ud800' && t.scalar('\\ud800') === '\\ufffd'",
        "true",
    );
    page.is(
        "t.bytes('\\xff') + error(() => t.bytes('\\u0100'))",
        "ÿTypeError",
    );
    page.is(
        "t.emptied(null) + t.text(null) + t.emptied(undefined)",
        "nullundefined",
    );
    page.is("t.twice([1, '2', new Number(3)]).join()", "2,4,6");
    page.is(
        "JSON.stringify(t.counts({ b: 1, a: '2' }))",
        r#"{"b":1,"a":2}"#,
    );
    page.is(
        "t.nullable(null) === null && t.nullable(undefined) === null && t.nullable('')",
        "",
    );
    page.is("error(() => t.text(Symbol()))", "TypeError");
}

#[test]
fn buffers() {
    let page = page();
    page.is("t.length(new ArrayBuffer(3)) + t.length(new DataView(new ArrayBuffer(9), 4)) + t.length(new Float64Array(1))", "16");
    page.is("t.reversed(new Uint8Array([1, 2, 3])).join()", "3,2,1");
    page.is(
        "error(() => t.reversed(new Int8Array(1))) + error(() => t.length([]))",
        "TypeErrorTypeError",
    );
    page.is("error(() => t.length(new SharedArrayBuffer(1))) + t.sharedLength(new SharedArrayBuffer(5))", "TypeError5");
    page.is(
        "error(() => t.length(new ArrayBuffer(1, { maxByteLength: 2 })))",
        "TypeError",
    );
}

#[test]
fn frozen_arrays_are_the_same_until_they_change() {
    let page = page();
    page.is("t.list === t.list && Object.isFrozen(t.list)", "true");
    page.is("(() => { const before = t.list; t.change(); return before !== t.list && t.list.join() })()", "1,2");
}

#[test]
fn names_of_types_are_checked_at_compile_time() {
    assert_eq!(Types::IDL_NAME, "Types");
    assert_eq!(Options::IDL_NAME, "Options");
    assert_eq!(Speed::IDL_NAME, "Speed");
    assert_eq!(Compare::IDL_NAME, "Compare");
    assert_eq!(TypesListener::IDL_NAME, "TypesListener");
    assert_eq!(BufferOrText::IDL_NAME, "(ArrayBuffer or DOMString)");
    assert_eq!(NameOf::<Global<Value>>::IDL_NAME, None);
    binding::expect_named(NameOf::<Types>::IDL_NAME, "Types", "");
    binding::expect_named(NameOf::<Global<Value>>::IDL_NAME, "Types", "");
    let message = "argument `other` is `Square` in the IDL\n --> idl/Square.idl:4:3";
    let panic = std::panic::catch_unwind(|| {
        binding::expect_named(NameOf::<Types>::IDL_NAME, "Square", message);
    });
    assert_eq!(
        panic
            .unwrap_err()
            .downcast_ref::<String>()
            .map(String::as_str),
        Some(message)
    );
}
