//! Iterable, async iterable, maplike, setlike and indexed interfaces, exercised from JavaScript.

#![allow(missing_docs, reason = "the interfaces are the tests' own")]

mod binding_common;

use std::cell::{Cell, RefCell};

use binding_common::Page;
use nano_runtime::binding::{MapEntries, Maplike, SetEntries, Setlike};
use nano_runtime::gc::Interface;
use nano_runtime::js::{Global, Local, Promise, Value};
use nano_runtime::webidl::DomString;
use nano_runtime::{Exception, Ref, Result, Scope, Trace, promise, webapi};

#[webapi("Collections.idl")]
pub struct CountdownOptions {
    fail: bool,
}

#[webapi("Collections.idl")]
pub struct Countdown {
    from: u32,
    log: RefCell<String>,
}

/// What an iterator of a countdown keeps.
#[derive(Trace)]
pub struct CountdownState {
    left: Cell<u32>,
    fail: bool,
}

#[webapi("Collections.idl")]
impl Countdown {
    fn constructor(from: u32) -> Self {
        Self {
            from,
            log: RefCell::default(),
        }
    }

    fn log(&self) -> String {
        self.log.borrow().clone()
    }

    fn async_iterator(&self, options: CountdownOptions) -> Result<CountdownState> {
        if self.from == 13 {
            return Err(Exception::range_error("unlucky"));
        }
        Ok(CountdownState {
            left: Cell::new(self.from),
            fail: options.fail,
        })
    }

    fn async_iterator_next(
        &self,
        state: &CountdownState,
    ) -> Result<impl Future<Output = Result<Option<u32>>> + 'static> {
        self.log.borrow_mut().push('n');
        let (left, fail) = (state.left.get(), state.fail);
        state.left.set(left.saturating_sub(1));
        Ok(async move {
            // Not ready at once, so that calls can queue.
            tokio::task::yield_now().await;
            if fail && left == 1 {
                return Err(Exception::range_error("failed"));
            }
            Ok((left > 0).then_some(left))
        })
    }

    fn async_iterator_return<'s>(
        &self,
        scope: &mut Scope<'s, '_>,
        _state: &CountdownState,
        value: Local<'s, Value>,
    ) -> Result<Local<'s, Promise>> {
        self.log.borrow_mut().push('r');
        promise::resolved(scope, value)
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct AsyncPairs {}

#[webapi("Collections.idl")]
impl AsyncPairs {
    fn constructor() -> Self {
        Self::default()
    }

    fn async_iterator(&self) -> Cell<u32> {
        Cell::new(0)
    }

    fn async_iterator_next(
        &self,
        state: &Cell<u32>,
    ) -> impl Future<Output = Result<Option<(String, u32)>>> + 'static {
        let index = state.replace(state.get() + 1);
        async move { Ok((index < 2).then(|| (format!("k{index}"), index))) }
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct Registry {
    entries: MapEntries<DomString, Global<Value>>,
}

#[webapi("Collections.idl")]
impl Registry {
    fn constructor() -> Self {
        Self::default()
    }

    fn fill(
        this: Ref<'_, Self>,
        scope: &mut Scope<'_, '_>,
        key: DomString,
        value: Global<Value>,
    ) -> Result<()> {
        Registry::set_entry(this, scope, key, value)
    }

    fn backing(&self) -> &MapEntries<DomString, Global<Value>> {
        &self.entries
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct Config {
    entries: MapEntries<DomString, u8>,
}

#[webapi("Collections.idl")]
impl Config {
    fn constructor() -> Self {
        Self::default()
    }

    fn backing(&self) -> &MapEntries<DomString, u8> {
        &self.entries
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct Tags {
    entries: SetEntries<DomString>,
}

#[webapi("Collections.idl")]
impl Tags {
    fn constructor() -> Self {
        Self::default()
    }

    /// Only what begins with `x` goes.
    fn delete(this: Ref<'_, Self>, scope: &mut Scope<'_, '_>, value: DomString) -> Result<bool> {
        if value.to_string_lossy().starts_with('x') {
            Tags::remove_entry(this, scope, value)
        } else {
            Ok(false)
        }
    }

    fn backing(&self) -> &SetEntries<DomString> {
        &self.entries
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct Marks {
    entries: SetEntries<u32>,
}

#[webapi("Collections.idl")]
impl Marks {
    fn constructor() -> Self {
        Self::default()
    }

    fn backing(&self) -> &SetEntries<u32> {
        &self.entries
    }
}

#[webapi("Collections.idl")]
pub struct Words {
    words: Vec<String>,
}

#[webapi("Collections.idl")]
impl Words {
    fn constructor(words: Vec<DomString>) -> Self {
        Self {
            words: words
                .iter()
                .map(|word| word.to_string_lossy().into_owned())
                .collect(),
        }
    }

    fn length(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap()
    }

    fn item(&self, index: u32) -> Option<String> {
        self.words.get(usize::try_from(index).unwrap()).cloned()
    }
}

#[webapi("Collections.idl")]
pub struct MoreWords {
    words: Words,
}

#[webapi("Collections.idl")]
impl MoreWords {
    fn constructor() -> Self {
        Self {
            words: Words {
                words: vec!["more".to_string()],
            },
        }
    }
}

#[webapi("Collections.idl")]
#[derive(Default)]
pub struct Squares {}

#[webapi("Collections.idl")]
impl Squares {
    fn constructor() -> Self {
        Self::default()
    }

    fn length(&self) -> u32 {
        4
    }

    fn indexed_getter(&self, index: u32) -> u32 {
        index * index
    }
}

fn page() -> Page {
    Page::new(&[
        Countdown::DEF,
        AsyncPairs::DEF,
        Registry::DEF,
        Config::DEF,
        Tags::DEF,
        Marks::DEF,
        Words::DEF,
        MoreWords::DEF,
        Squares::DEF,
    ])
}

#[test]
fn async_iterable_yields_until_the_end() {
    let page = page();
    page.later(
        "(async () => { const seen = []; for await (const n of new Countdown(3)) seen.push(n); return seen.join() })()",
        "3,2,1",
    );
    page.later(
        "(async () => { const seen = []; for await (const n of new Countdown(0)) seen.push(n); return seen.length })()",
        "0",
    );
    page.is(
        "Countdown.prototype[Symbol.asyncIterator] === Countdown.prototype.values",
        "true",
    );
    page.is("Countdown.prototype.keys", "undefined");
    page.is("Countdown.prototype.values.length", "0");
}

#[test]
fn async_iterator_prototype() {
    let page = page();
    page.is("globalThis.it = new Countdown(1).values(); Object.getPrototypeOf(it) === Object.getPrototypeOf(new Countdown(2).values())", "true");
    page.is("Object.getPrototypeOf(Object.getPrototypeOf(it)) === Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype))", "true");
    page.is(
        "Object.prototype.toString.call(it)",
        "[object Countdown AsyncIterator]",
    );
    page.is("it[Symbol.asyncIterator]() === it", "true");
    page.is("Object.getPrototypeOf(it).next.length", "0");
    page.is("Object.getPrototypeOf(it).return.length", "1");
    page.is("Object.keys(Object.getPrototypeOf(it))", "next,return");
    page.is(
        "'return' in Object.getPrototypeOf(new AsyncPairs().keys())",
        "false",
    );
    page.later(
        "Object.getPrototypeOf(it).next.call({}).catch(e => e)",
        "TypeError: Failed to execute 'next' on 'Countdown AsyncIterator': Illegal invocation",
    );
    page.later(
        "Object.getPrototypeOf(it).return.call(new AsyncPairs().keys(), 1).catch(e => e.name)",
        "TypeError",
    );
}

#[test]
fn async_iterator_calls_queue() {
    let page = page();
    page.later(
        "(() => { const it = new Countdown(2).values(); return Promise.all([it.next(), it.next(), it.next(), it.next()]).then(r => JSON.stringify(r)) })()",
        r#"[{"value":2,"done":false},{"value":1,"done":false},{"done":true},{"done":true}]"#,
    );
    // The calls behind the end do not reach the interface again.
    page.later(
        "(async () => { const c = new Countdown(1), it = c.values(); await Promise.all([it.next(), it.next(), it.next(), it.next()]); return c.log })()",
        "nn",
    );
    // A queued return runs after the next before it, and a next after it is done.
    page.later(
        "(async () => { const c = new Countdown(5), it = c.values(); const r = await Promise.all([it.next(), it.return('v'), it.next(), it.return('w')]); return JSON.stringify(r) + c.log })()",
        r#"[{"value":5,"done":false},{"value":"v","done":true},{"done":true},{"value":"w","done":true}]nr"#,
    );
}

#[test]
fn async_iterator_failures() {
    let page = page();
    page.later(
        "(async () => { const it = new Countdown(1).values({ fail: true }); const a = await it.next().catch(e => String(e)); return a + JSON.stringify(await it.next()) })()",
        r#"RangeError: failed{"done":true}"#,
    );
    page.is(
        "new Countdown(13).values()",
        "RangeError: Failed to execute 'values' on 'Countdown': unlucky",
    );
    page.is("new Countdown(1).values({ get fail() { throw 'x' } })", "x");
    page.is(
        "Countdown.prototype.values.call({})",
        "TypeError: Illegal invocation",
    );
    page.later(
        "(async () => { const c = new Countdown(5); for await (const n of c) break; return c.log })()",
        "nr",
    );
    page.no_rejections();
}

#[test]
fn async_iterable_of_pairs() {
    let page = page();
    let all = |method: &str| {
        format!(
            "(async () => {{ const seen = []; for await (const n of new AsyncPairs(){method}) seen.push(n); return JSON.stringify(seen) }})()"
        )
    };
    page.later(&all(""), r#"[["k0",0],["k1",1]]"#);
    page.later(&all(".entries()"), r#"[["k0",0],["k1",1]]"#);
    page.later(&all(".keys()"), r#"["k0","k1"]"#);
    page.later(&all(".values()"), "[0,1]");
    page.is(
        "AsyncPairs.prototype[Symbol.asyncIterator] === AsyncPairs.prototype.entries",
        "true",
    );
}

#[test]
fn maplike() {
    let page = page();
    page.is(
        "Object.getOwnPropertyNames(Registry.prototype).sort().join()",
        "clear,constructor,delete,entries,fill,forEach,get,has,keys,set,size,values",
    );
    page.is(
        "Registry.prototype[Symbol.iterator] === Registry.prototype.entries",
        "true",
    );
    page.is("globalThis.r = new Registry(); r.set('a', 1) === r", "true");
    page.is("r.set(2, r).size", "2");
    page.is("r.get('2') === r && r.get(2) === r", "true");
    page.is("r.has('b') || r.get('b') !== undefined", "false");
    page.is("r.fill('c', 'native'), [...r.keys()].join()", "a,2,c");
    page.is("JSON.stringify([...r.entries()][0])", r#"["a",1]"#);
    page.is("[...r.values()][2]", "native");
    page.is("r.delete('2') && !r.delete('2')", "true");
    page.is("r.clear(), r.size", "0");
    page.is(
        "Object.getPrototypeOf(r.keys()) === Object.getPrototypeOf(new Map().keys())",
        "true",
    );
    page.is("(() => { const log = []; r.set('x', 1); r.forEach(function (v, k, m) { log.push(k, v, m === r, this.t); if (log.length < 8) m.set('y', 2) }, { t: 't' }); return log.join() })()", "x,1,true,t,y,2,true,t");
    page.is(
        "r.forEach(3)",
        "TypeError: Failed to execute 'forEach' on 'Registry': The callback provided as parameter 1 is not a function.",
    );
    page.is("r.set('q')", "TypeError: Failed to execute 'set' on 'Registry': 2 arguments required, but only 1 present.");
    page.is("(() => { Map.prototype.entries = Map.prototype[Symbol.iterator] = () => { throw 1 }; Map.prototype.set = null; return [...r.set('z', 0)].length })()", "3");
    page.is(
        "Object.getOwnPropertyDescriptor(Registry.prototype, 'size').get.call(new Tags)",
        "TypeError: Illegal invocation",
    );
}

#[test]
fn readonly_maplike_and_conversions() {
    let page = page();
    page.is(
        "Object.getOwnPropertyNames(Config.prototype).sort().join()",
        "constructor,entries,forEach,get,has,keys,size,values",
    );
    page.is(
        "new Config().get(Symbol())",
        "TypeError: Cannot convert a Symbol value to a string",
    );
}

#[test]
fn setlike() {
    let page = page();
    page.is(
        "Object.getOwnPropertyNames(Tags.prototype).sort().join()",
        "add,clear,constructor,delete,entries,forEach,has,keys,size,values",
    );
    page.is("Tags.prototype.keys === Tags.prototype.values && Tags.prototype.keys === Tags.prototype[Symbol.iterator]", "true");
    page.is("Object.keys(Tags.prototype).includes('keys')", "true");
    page.is(
        "globalThis.t = new Tags(); t.add('x').add('y').add('x') === t",
        "true",
    );
    page.is("t.size + [...t].join()", "2x,y");
    page.is(
        "JSON.stringify([...t.entries()])",
        r#"[["x","x"],["y","y"]]"#,
    );
    // The interface's own `delete` stands in front of the generated one.
    page.is(
        "[t.delete('y'), t.delete('x'), t.has('y'), t.has('x')].join()",
        "false,true,true,false",
    );
    page.is("(() => { const log = []; t.forEach((v, k, s) => log.push(v, k, s === t)); return log.join() })()", "y,y,true");
    page.is("t.clear(), t.size", "0");
    page.is(
        "Object.getOwnPropertyNames(Marks.prototype).sort().join()",
        "constructor,entries,forEach,has,keys,size,values",
    );
    page.is("new Marks().has(-0)", "false");
}

#[test]
fn value_iterable_and_indexed_getter() {
    let page = page();
    page.is(
        "globalThis.w = new Words('a', 'b'); w[0] + w[1] + w[2]",
        "abundefined",
    );
    page.is("[...w].join() + w.item(1) + w.item(9)", "a,bbnull");
    page.is("Words.prototype.values === Array.prototype.values && Words.prototype[Symbol.iterator] === Array.prototype.values", "true");
    page.is("Words.prototype.forEach === Array.prototype.forEach && Words.prototype.keys === Array.prototype.keys && Words.prototype.entries === Array.prototype.entries", "true");
    page.is("0 in w && !(2 in w)", "true");
    page.is("Object.keys(w).join()", "0,1");
    page.is(
        "JSON.stringify(Object.getOwnPropertyDescriptor(w, 1))",
        r#"{"value":"b","writable":false,"enumerable":true,"configurable":true}"#,
    );
    page.is(
        "(() => { w[0] = 'z'; w[7] = 'z'; return w[0] + w[7] })()",
        "aundefined",
    );
    let strict = |statement: &str| {
        format!("(() => {{ 'use strict'; try {{ {statement} }} catch (e) {{ return e.name }} }})()")
    };
    page.is(&strict("w[0] = 'z'"), "TypeError");
    page.is(&strict("w[7] = 'z'"), "TypeError");
    page.is(&strict("delete w[0]"), "TypeError");
    page.is("Reflect.defineProperty(w, 5, { value: 1 })", "false");
    page.is("delete w[0]", "false");
    page.is("delete w[9]", "true");
    page.is("new MoreWords()[0] + [...new MoreWords()]", "moremore");
    page.is(
        "Array.from({ length: 5 }, (_, i) => new Squares()[i]).join()",
        "0,1,4,9,",
    );
}
