//! Defects that bindings of other runtimes had: each has its test here.

#![allow(missing_docs, reason = "the interfaces are the tests' own")]

mod binding_common;

use std::cell::RefCell;

use binding_common::Page;
use nano_runtime::binding::{DefKind, InterfaceDef, Member as Entry, Placement, PropertyName};
use nano_runtime::gc::Interface;
use nano_runtime::js::{Global, Local, Value};
use nano_runtime::webidl::{DomException, DomString, Record};
use nano_runtime::{Exception, Member, Ref, Result, Scope, Traced, webapi};

#[webapi("Defects.idl")]
pub struct Numbers {}

/// The value as JavaScript sees it: beyond 2^53 only a double tells.
fn number<'s>(scope: &mut Scope<'s, '_>, value: f64) -> Local<'s, Value> {
    v8::Number::new(scope, value).into()
}

#[webapi("Defects.idl")]
impl Numbers {
    fn clamp_byte<'s>(scope: &mut Scope<'s, '_>, v: i8) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    fn clamp_octet<'s>(scope: &mut Scope<'s, '_>, v: u8) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    fn clamp_short<'s>(scope: &mut Scope<'s, '_>, v: i16) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    fn clamp_unsigned_short<'s>(scope: &mut Scope<'s, '_>, v: u16) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    fn clamp_long<'s>(scope: &mut Scope<'s, '_>, v: i32) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    fn clamp_unsigned_long<'s>(scope: &mut Scope<'s, '_>, v: u32) -> Local<'s, Value> {
        number(scope, f64::from(v))
    }
    #[allow(clippy::cast_precision_loss, reason = "clamped to 2^53 - 1")]
    fn clamp_long_long<'s>(scope: &mut Scope<'s, '_>, v: i64) -> Local<'s, Value> {
        number(scope, v as f64)
    }
    #[allow(clippy::cast_precision_loss, reason = "clamped to 2^53 - 1")]
    fn clamp_unsigned_long_long<'s>(scope: &mut Scope<'s, '_>, v: u64) -> Local<'s, Value> {
        number(scope, v as f64)
    }
    fn wrap_byte(v: i8) -> i8 {
        v
    }
    fn wrap_octet(v: u8) -> u8 {
        v
    }
    fn wrap_short(v: i16) -> i16 {
        v
    }
    fn wrap_unsigned_short(v: u16) -> u16 {
        v
    }
    fn wrap_long(v: i32) -> i32 {
        v
    }
    fn wrap_unsigned_long(v: u32) -> u32 {
        v
    }
    fn wrap_long_long(v: i64) -> i64 {
        v
    }
    fn wrap_unsigned_long_long(v: u64) -> u64 {
        v
    }
    fn enforce_octet(v: u8) -> u8 {
        v
    }
    fn enforce_long_long(v: i64) -> i64 {
        v
    }
}

#[webapi("Defects.idl")]
pub struct Parent {
    zulu: Option<DomString>,
    alpha: Option<DomString>,
}

#[webapi("Defects.idl")]
pub struct Child {
    parent: Parent,
    yankee: Option<DomString>,
    bravo: DomString,
}

#[webapi("Defects.idl")]
pub struct Wake;

#[webapi("Defects.idl")]
#[derive(Default)]
pub struct Node1 {
    peer: Member<Node1>,
    onwake: RefCell<Option<Wake>>,
    extra: Traced<Value>,
}

fn join(values: &[DomString]) -> String {
    let values: Vec<_> = values.iter().map(DomString::to_string_lossy).collect();
    values.join("|")
}

#[webapi("Defects.idl")]
impl Node1 {
    fn constructor() -> Self {
        Self::default()
    }
    fn peer(&self) -> Option<Ref<'_, Node1>> {
        self.peer.get()
    }
    fn set_peer(&self, value: Option<Ref<'_, Node1>>) {
        match value {
            Some(value) => self.peer.set(value),
            None => self.peer.clear(),
        }
    }
    fn on_wake(&self, wake: Option<Wake>) {
        self.onwake.replace(wake);
    }
    fn extra<'s>(&self, scope: &mut Scope<'s, '_>) -> Local<'s, Value> {
        match self.extra.get(scope) {
            Some(value) => value,
            None => v8::undefined(scope).into(),
        }
    }
    fn set_extra(&self, scope: &mut Scope<'_, '_>, value: Global<Value>) {
        let value = Local::new(scope, value);
        self.extra.set(scope, value);
    }
    fn order(&self, _a: DomString, _b: u32, _c: Vec<DomString>, _d: Child) {}
    fn list(values: Vec<DomString>) -> String {
        join(&values)
    }
    fn table(values: Record<DomString, DomString>) -> String {
        values
            .iter()
            .map(|(key, value)| format!("{}={}", key.to_string_lossy(), value.to_string_lossy()))
            .collect::<Vec<_>>()
            .join("|")
    }
    fn options(child: Child) -> String {
        join(&[child.bravo])
            + &[child.parent.alpha, child.parent.zulu, child.yankee]
                .iter()
                .map(|value| if value.is_some() { "+" } else { "-" })
                .collect::<String>()
    }
    fn third(&self, _a: DomString, _b: DomString, _c: Ref<'_, Node1>) {}
    fn name(&self) -> &'static str {
        "node"
    }
    fn self_(&self) -> &'static str {
        "self"
    }
    async fn fails(&self, sync: bool) -> Result<()> {
        if !sync {
            tokio::task::yield_now().await;
        }
        Err(Exception::range_error("no"))
    }
    async fn waits(&self) {
        tokio::task::yield_now().await;
    }
    fn value_pair(&self, index: usize) -> Option<(DomString, i32)> {
        (index == 0).then(|| (DomString::from("k"), 1))
    }
}

#[webapi("Defects.idl")]
#[derive(Default)]
pub struct Derived1 {
    node1: Node1,
}

#[webapi("Defects.idl")]
impl Derived1 {
    fn constructor() -> Self {
        Self::default()
    }
}

const DEFS: &[&InterfaceDef] = &[Node1::DEF, Derived1::DEF, Numbers::DEF, DomException::DEF];

#[test]
fn every_constructor_called_as_a_function_throws() {
    let page = Page::new(DEFS);
    for def in DEFS {
        let name = def.name;
        for call in [
            format!("{name}()"),
            format!("{name}.call({{}})"),
            format!("{name}.apply(Object.create({name}.prototype), [])"),
            format!("Reflect.apply({name}, new Map, [])"),
        ] {
            page.is(
                &format!("(() => {{ try {{ return {call} }} catch (e) {{ return e.name }} }})()"),
                "TypeError",
            );
        }
        if def.constructor.is_none() {
            page.is(&format!("new {name}"), "TypeError: Illegal constructor");
        }
    }
}

#[test]
fn two_isolates_on_one_thread_alternate() {
    let pages = [Page::new(DEFS), Page::new(DEFS)];
    for page in &pages {
        page.is(
            "globalThis.n = new Node1, n.peer = new Derived1, n.extra = {}, 0",
            "0",
        );
    }
    for _ in 0..50 {
        for page in &pages {
            page.is(
                "n.peer.peer = new Node1, n.peer instanceof Derived1 && n.peer.peer.name",
                "node",
            );
            page.is("JSON.stringify([...n])", r#"[["k",1]]"#);
            page.is("n.third('', '')", "TypeError: Failed to execute 'third' on 'Node1': 3 arguments required, but only 2 present.");
        }
        pages[0].is("gc(), 0", "0");
    }
    let [first, second] = pages;
    drop(first);
    second.is("n.peer.name", "node");
}

fn heap(page: &Page) -> usize {
    page.is("gc(), gc(), 0", "0");
    page.runtime
        .with_scope(|scope| scope.get_heap_statistics().used_heap_size())
}

#[test]
fn cycles_with_callbacks_are_collected() {
    let page = Page::new(DEFS);
    let make = |count: usize| {
        format!(
            "for (let i = 0; i < {count}; i++) {{ const a = new Node1, b = new Derived1; a.peer = b; b.peer = a; a.onWake(() => b); b.extra = [a, b]; a.expando = b; }} 0"
        )
    };
    page.is(&make(100), "0");
    let before = heap(&page);
    page.is(&make(50_000), "0");
    let after = heap(&page);
    assert!(
        after < before + (1 << 20),
        "100,000 objects in cycles: {before} -> {after} bytes"
    );
}

#[test]
fn subclass_wrappers_survive_while_in_use() {
    let page = Page::new(DEFS);
    page.is(
        "class X extends Derived1 { #secret = 7; get secret() { return this.#secret } }; globalThis.X = X; globalThis.root = new Node1; root.peer = new X; root.peer.expando = 'kept'; 0",
        "0",
    );
    page.is(
        "for (let i = 0; i < 20; i++) { gc(); new Array(10000).fill({}) } 0",
        "0",
    );
    page.is(
        "root.peer.expando + root.peer.secret + (root.peer instanceof X)",
        "kept7true",
    );
    page.is(
        "root.peer.constructor === X && root.peer === root.peer",
        "true",
    );
}

#[test]
fn clamped_and_wrapped_integers() {
    let page = Page::new(DEFS);
    let rows: &[(&str, &str, &str)] = &[
        ("clampByte", "-129", "-128"),
        ("clampByte", "128", "127"),
        ("clampByte", "0.5", "0"),
        ("clampByte", "1.5", "2"),
        ("clampByte", "-0.5", "0"),
        ("clampByte", "NaN", "0"),
        ("clampByte", "-Infinity", "-128"),
        ("clampOctet", "-1", "0"),
        ("clampOctet", "255.5", "255"),
        ("clampOctet", "254.5", "254"),
        ("clampOctet", "Infinity", "255"),
        ("clampShort", "-32769", "-32768"),
        ("clampShort", "32768", "32767"),
        ("clampUnsignedShort", "65536", "65535"),
        ("clampLong", "2147483648", "2147483647"),
        ("clampLong", "-2147483649", "-2147483648"),
        ("clampUnsignedLong", "4294967296", "4294967295"),
        ("clampUnsignedLong", "-1", "0"),
        ("clampLongLong", "2 ** 53", "9007199254740991"),
        ("clampLongLong", "-(2 ** 53)", "-9007199254740991"),
        ("clampLongLong", "Infinity", "9007199254740991"),
        ("clampUnsignedLongLong", "2 ** 64", "9007199254740991"),
        ("clampUnsignedLongLong", "-5", "0"),
        ("wrapByte", "383", "127"),
        ("wrapByte", "128", "-128"),
        ("wrapByte", "-129", "127"),
        ("wrapOctet", "-256", "0"),
        ("wrapOctet", "-1", "255"),
        ("wrapOctet", "256.9", "0"),
        ("wrapShort", "32768", "-32768"),
        ("wrapUnsignedShort", "-1", "65535"),
        ("wrapLong", "2147483648", "-2147483648"),
        ("wrapLong", "4294967296", "0"),
        ("wrapUnsignedLong", "-1", "4294967295"),
        ("wrapUnsignedLong", "4294967296", "0"),
        ("wrapLongLong", "2 ** 53", "9007199254740992"),
        ("wrapLongLong", "2 ** 63", "-9223372036854776000"),
        ("wrapLongLong", "NaN", "0"),
        ("wrapUnsignedLongLong", "-1", "18446744073709552000"),
        ("wrapUnsignedLongLong", "2 ** 64", "0"),
        ("enforceOctet", "255.9", "255"),
        ("enforceLongLong", "2 ** 53 - 1", "9007199254740991"),
    ];
    for (operation, argument, wanted) in rows {
        page.is(&format!("Numbers.{operation}({argument})"), wanted);
    }
    for bad in ["256", "-1", "NaN", "Infinity"] {
        page.is(
            &format!("(() => {{ try {{ Numbers.enforceOctet({bad}) }} catch (e) {{ return e.name }} }})()"),
            "TypeError",
        );
    }
    page.is(
        "(() => { try { Numbers.enforceLongLong(2 ** 53) } catch (e) { return e.name } })()",
        "TypeError",
    );
    page.is(
        "(() => { try { Numbers.wrapLong(1n) } catch (e) { return e.name } })()",
        "TypeError",
    );
}

#[test]
fn iterators_that_throw_and_truthy_done() {
    let page = Page::new(DEFS);
    page.is(
        "Node1.list({ [Symbol.iterator]() { throw 'opened' } })",
        "opened",
    );
    page.is(
        "Node1.list({ [Symbol.iterator]: () => ({ next() { throw 'stepped' } }) })",
        "stepped",
    );
    page.is("Node1.list({ [Symbol.iterator]: () => ({ next: () => ({ get done() { throw 'done' } }) }) })", "done");
    page.is("Node1.list({ [Symbol.iterator]: () => ({ next: () => ({ get value() { throw 'value' } }) }) })", "value");
    page.is(
        "Node1.list({ get [Symbol.iterator]() { throw 'got' } })",
        "got",
    );
    page.is("Node1.list({ [Symbol.iterator]: () => { let i = 0; return { next: () => ({ value: i, done: i++ == 2 && 'yes' }) } } })", "0|1");
    page.is(
        "(() => { try { Node1.list({ [Symbol.iterator]: 3 }) } catch (e) { return e.name } })()",
        "TypeError",
    );
    page.is(
        "Node1.list(['a', { toString() { throw 'element' } }])",
        "element",
    );
}

#[test]
fn records_go_through_proxy_traps() {
    let page = Page::new(DEFS);
    page.is(
        "(() => { const log = []; const p = new Proxy({ b: 1, a: 2, [Symbol('s')]: 3 }, { ownKeys: t => (log.push('ownKeys'), Reflect.ownKeys(t).filter(k => typeof k == 'string')), getOwnPropertyDescriptor: (t, k) => (log.push('desc ' + k), Reflect.getOwnPropertyDescriptor(t, k)), get: (t, k) => (log.push('get ' + k), t[k]) }); return Node1.table(p) + ' ' + log.join() })()",
        "b=1|a=2 ownKeys,desc b,get b,desc a,get a",
    );
    page.is(
        "Node1.table(new Proxy({}, { ownKeys() { throw 'trap' } }))",
        "trap",
    );
    page.is(
        "Node1.table(Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }))",
        "a=1",
    );
}

#[test]
fn dictionary_getters_throw_and_are_read_in_order() {
    let page = Page::new(DEFS);
    page.is(
        "Node1.options({ bravo: 'b', get zulu() { throw 'getter' } })",
        "getter",
    );
    page.is(
        "Node1.options({ get bravo() { throw 'required' } })",
        "required",
    );
    page.is(
        "(() => { const log = []; const p = new Proxy({ bravo: 'b' }, { get: (t, k) => (log.push(k), t[k]) }); return Node1.options(p) + log.join() })()",
        "b---alpha,zulu,bravo,yankee",
    );
    page.is(
        "(() => { try { Node1.options({}) } catch (e) { return e.name } })()",
        "TypeError",
    );
    page.is(
        "Node1.options({ bravo: 'b', alpha: undefined, zulu: null })",
        "b-+-",
    );
}

#[test]
fn messages_name_the_right_argument() {
    let page = Page::new(DEFS);
    page.is(
        "new Node1().third('a', 'b', {})",
        "TypeError: Failed to execute 'third' on 'Node1': parameter 3 is not of type 'Node1'.",
    );
    page.is("new Node1().third('a', 'b')", "TypeError: Failed to execute 'third' on 'Node1': 3 arguments required, but only 2 present.");
    page.is("new Node1().third()", "TypeError: Failed to execute 'third' on 'Node1': 3 arguments required, but only 0 present.");
}

#[test]
fn arguments_are_converted_from_left_to_right() {
    let page = Page::new(DEFS);
    page.is(
        "(() => { const log = []; const say = (what, value) => { log.push(what); return value }; new Node1().order({ toString: () => say('a', '') }, { valueOf: () => say('b', 1) }, { [Symbol.iterator]: () => (log.push('c'), [][Symbol.iterator]()) }, { get bravo() { return say('d', '') } }); return log.join('') })()",
        "abcd",
    );
    page.is("(() => { const log = []; try { new Node1().order({ toString() { log.push('a'); throw 0 } }, { valueOf() { log.push('b') } }, 0, 0) } catch {} return log.join() })()", "a");
    // The receiver and the number of arguments are looked at before any of them.
    page.is("(() => { let seen = 'no'; try { Node1.prototype.order.call({}, { toString() { seen = 'yes' } }, 0, 0, 0) } catch {} return seen })()", "no");
    page.is("(() => { let seen = 'no'; try { new Node1().order({ toString() { seen = 'yes' } }) } catch {} return seen })()", "no");
}

#[test]
fn no_proxy_passes_for_its_object() {
    let page = Page::new(DEFS);
    page.is("globalThis.p = new Proxy(new Node1, {}); globalThis.e = new Proxy(new DOMException('m'), {}); 0", "0");
    let mut tried = 0;
    for def in DEFS.iter().filter(|def| def.kind == DefKind::Interface) {
        let object = if def.name == "DOMException" { "e" } else { "p" };
        for member in def.members() {
            let call = match member {
                Entry::Operation {
                    name: PropertyName::Name(name),
                    length,
                    placement: Placement::Prototype,
                    promise,
                    ..
                } => {
                    let arguments = vec!["p"; usize::from(*length)].join(", ");
                    let call = format!(
                        "{}.prototype[{name:?}].call({object}, {arguments})",
                        def.name
                    );
                    if *promise {
                        page.later(&format!("{call}.catch(e => e.name)"), "TypeError");
                        tried += 1;
                        continue;
                    }
                    call
                }
                Entry::Attribute {
                    name,
                    placement: Placement::Prototype,
                    ..
                } => {
                    format!(
                        "Object.getOwnPropertyDescriptor({}.prototype, {name:?}).get.call({object})",
                        def.name
                    )
                }
                _ => continue,
            };
            page.is(&call, "TypeError: Illegal invocation");
            tried += 1;
        }
    }
    assert!(tried > 15, "only {tried} members were tried");
    page.is(
        "Object.create(new Node1).name",
        "TypeError: Illegal invocation",
    );
}

#[test]
fn no_internal_promise_is_reported() {
    let page = Page::new(DEFS);
    page.later(
        "new Node1().fails(true).catch(e => e)",
        "RangeError: Failed to execute 'fails' on 'Node1': no",
    );
    page.later(
        "new Node1().fails(false).catch(e => e)",
        "RangeError: Failed to execute 'fails' on 'Node1': no",
    );
    page.later(
        "Node1.prototype.fails.call(3, true).catch(e => e.name)",
        "TypeError",
    );
    page.later("new Node1().waits()", "undefined");
    page.no_rejections();
}
