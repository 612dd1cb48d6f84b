//! Constructors, attributes, operations, constants, inheritance, mixins, partials, namespaces and the global, from JavaScript.

#![allow(missing_docs, reason = "the interfaces are the tests' own")]

mod binding_common;

use std::cell::{Cell, RefCell};

use binding_common::Page;
use nano_runtime::binding;
use nano_runtime::gc::Interface;
use nano_runtime::js::{Local, Object, Promise};
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Ref, Result, Scope, promise, webapi};

#[webapi("Members.idl")]
pub struct Members {
    made: &'static str,
    title: RefCell<String>,
    href: RefCell<String>,
}

impl Members {
    fn made_by(made: &'static str) -> Self {
        Self {
            made,
            title: RefCell::default(),
            href: RefCell::default(),
        }
    }
}

thread_local! {
    static RATIO: Cell<f64> = const { Cell::new(0.5) };
}

#[webapi("Members.idl")]
impl Members {
    fn constructor() -> Self {
        Self::made_by("nothing")
    }
    #[overload("constructor")]
    fn from_text(_text: DomString) -> Self {
        Self::made_by("text")
    }
    #[overload("constructor")]
    fn from_other(_other: Ref<'_, Members>, deep: bool) -> Result<Self> {
        Ok(Self::made_by(if deep { "deep" } else { "shallow" }))
    }
    fn made(&self) -> &'static str {
        self.made
    }
    fn title(&self) -> String {
        self.title.borrow().clone()
    }
    fn set_title(&self, value: DomString) {
        self.title.replace(value.to_string_lossy().into_owned());
    }
    fn href(&self) -> String {
        self.href.borrow().clone()
    }
    fn set_href(&self, value: UsvString) {
        self.href.replace(value.to_string());
    }
    fn version() -> &'static str {
        "1.0"
    }
    fn ratio() -> f64 {
        RATIO.get()
    }
    fn set_ratio(value: f64) {
        RATIO.set(value);
    }
    fn self_(this: Ref<'_, Self>) -> Ref<'_, Members> {
        this
    }
    fn names(&self) -> Vec<String> {
        vec!["a".to_string(), "b".to_string()]
    }
    fn bag<'s>(&self, scope: &mut Scope<'s, '_>) -> nano_runtime::js::Global<Object> {
        let bag: Local<'_, Object> = Object::new(scope);
        nano_runtime::js::Global::new(scope, bag)
    }
    fn target(this: Ref<'_, Self>) -> Ref<'_, Members> {
        this
    }
    fn origin(&self) -> i32 {
        7
    }
    fn lenient(&self) -> i32 {
        8
    }
    fn is_trusted(&self) -> bool {
        true
    }
    fn ready<'s>(&self, scope: &mut Scope<'s, '_>) -> Result<Local<'s, Promise>> {
        let undefined = nano_runtime::js::undefined(scope).into();
        promise::resolved(scope, undefined)
    }
    fn copy(&self) -> Members {
        Self::made_by("copy")
    }
    fn pad(&self, text: DomString, width: u32, left: bool) -> String {
        let (text, width) = (text.to_string_lossy(), usize::try_from(width).unwrap());
        if left {
            format!("{text:.>width$}")
        } else {
            format!("{text:.<width$}")
        }
    }
    fn make(name: DomString) -> String {
        format!("static {}", name.to_string_lossy())
    }
    #[overload("make")]
    fn make_all(names: Vec<DomString>) -> String {
        format!("static {} names", names.len())
    }
    #[overload("make")]
    fn make_count(&self, count: u32) -> String {
        format!("regular {count}")
    }
    fn fixed(&self) -> &'static str {
        "fixed"
    }
    fn panics(&self) {
        panic!("on purpose");
    }
    fn partly(&self) -> &'static str {
        "partly"
    }
    fn mixed_in(&self) -> &'static str {
        "mixed in"
    }
}

#[webapi("Members.idl")]
pub struct MembersChild {
    members: Members,
}

#[webapi("Members.idl")]
impl MembersChild {
    fn constructor() -> Self {
        Self {
            members: Members::made_by("child"),
        }
    }
}

#[webapi("Members.idl")]
pub struct NotHere {}

#[webapi("Members.idl")]
impl NotHere {}

#[webapi("Members.idl")]
pub struct Tools {}

#[webapi("Members.idl")]
impl Tools {
    fn version() -> &'static str {
        "2"
    }
    fn sum(values: Vec<i32>) -> i32 {
        values.iter().sum()
    }
}

#[webapi("Members.idl")]
pub struct TestGlobal {}

#[webapi("Members.idl")]
impl TestGlobal {
    fn self_(this: Ref<'_, Self>) -> Ref<'_, TestGlobal> {
        this
    }
    fn greet(&self, name: DomString) -> String {
        format!("hello {}", name.to_string_lossy())
    }
    fn stringifier(&self) -> &'static str {
        "the global"
    }
}

fn page() -> Page {
    let page = Page::new(&[Members::DEF, MembersChild::DEF, NotHere::DEF, Tools::DEF]);
    page.is("globalThis.m = new Members, 0", "0");
    page
}

#[test]
fn constructors() {
    let page = page();
    page.is("m.made", "nothing");
    page.is("new Members('x').made", "text");
    page.is("new Members(m).made", "shallow");
    page.is("new Members(m, true).made", "deep");
    page.is("new Members(undefined).made", "text");
    page.is(
        "new Members({}, 1)",
        "TypeError: Failed to construct 'Members': parameter 1 is not of type 'Members'.",
    );
    page.is("Members.length + Members.name", "0Members");
    page.is("Members()", "TypeError: Failed to construct 'Members': Please use the 'new' operator, this DOM object constructor cannot be called as a function.");
    page.is(
        "(({ writable, enumerable, configurable }) => [writable, enumerable, configurable].join())(Object.getOwnPropertyDescriptor(Members, 'prototype'))",
        "false,false,false",
    );
    page.is("class X extends Members { constructor() { super('x') } }; new X().made + (new X() instanceof X)", "texttrue");
}

#[test]
fn constants() {
    let page = page();
    page.is("[Members.NONE, Members.RATIO, Members.FLAG, Members.NEGATIVE, m.NEGATIVE, Members.prototype.RATIO].join()", "0,0.5,true,-7,-7,0.5");
    page.is(
        "JSON.stringify(Object.getOwnPropertyDescriptor(Members, 'NONE'))",
        r#"{"value":0,"writable":false,"enumerable":true,"configurable":false}"#,
    );
}

#[test]
fn attributes() {
    let page = page();
    page.is("m.title = 'a\\ud800', m.title.length", "2");
    page.is(
        "m.href = 'u\\ud800', m.href + String(m)",
        "u\u{fffd}u\u{fffd}",
    );
    page.is("m.made = 'no', m.made", "nothing");
    page.is(
        "Object.getOwnPropertyDescriptor(Members.prototype, 'made').set",
        "undefined",
    );
    page.is(
        "Object.getOwnPropertyDescriptor(Members.prototype, 'title').set.name",
        "set title",
    );
    page.is("Object.getOwnPropertyDescriptor(Members.prototype, 'title').set.call(m)", "TypeError: Failed to set the 'title' property on 'Members': 1 argument required, but only 0 present.");
    page.is(
        "Object.getOwnPropertyDescriptor(Members.prototype, 'title').get.call({})",
        "TypeError: Illegal invocation",
    );
    page.is(
        "Object.getOwnPropertyDescriptor(Members.prototype, 'title').enumerable",
        "true",
    );
    page.is("Members.version + Members.ratio", "1.00.5");
    page.is("Members.ratio = 0.25, Members.ratio", "0.25");
    page.is(
        "(() => { try { Members.ratio = NaN } catch (e) { return e.name } })()",
        "TypeError",
    );
    page.is("m.self === m", "true");
}

#[test]
fn kept_and_new_objects() {
    let page = page();
    page.is(
        "m.names === m.names && Object.isFrozen(m.names) && m.names.join()",
        "a,b",
    );
    page.is("m.names !== new Members().names", "true");
    page.is("m.bag.x = 1, gc(), m.bag.x", "1");
    page.is("m.copy() !== m.copy() && m.copy().made", "copy");
}

#[test]
fn generated_setters() {
    let page = page();
    page.is("m.target = 'forwarded', m.title", "forwarded");
    page.is("m.origin", "7");
    page.is("m.origin = 'mine', m.origin", "mine");
    page.is(
        "JSON.stringify(Object.getOwnPropertyDescriptor(m, 'origin'))",
        r#"{"value":"mine","writable":true,"enumerable":true,"configurable":true}"#,
    );
    page.is(
        "(() => { 'use strict'; m.lenient = 3; return m.lenient })()",
        "8",
    );
    for attribute in ["target", "origin", "lenient"] {
        page.is(&format!("Object.getOwnPropertyDescriptor(Members.prototype, '{attribute}').set.call({{}}, 1)"), "TypeError: Illegal invocation");
    }
}

#[test]
fn unforgeable_members() {
    let page = page();
    page.is(
        "'isTrusted' in Members.prototype || 'fixed' in Members.prototype",
        "false",
    );
    page.is(
        "Object.getOwnPropertyDescriptor(m, 'isTrusted').configurable",
        "false",
    );
    page.is(
        "Object.getOwnPropertyDescriptor(m, 'fixed').writable",
        "false",
    );
    page.is(
        "m.fixed = 1, delete m.isTrusted, m.fixed() + m.isTrusted",
        "fixedtrue",
    );
    page.is("new MembersChild().fixed()", "fixed");
}

#[test]
fn operations() {
    let page = page();
    page.is(
        "m.pad('ab') + m.pad('ab', 3) + m.pad('ab', undefined, 1)",
        "ab..ab...ab",
    );
    page.is(
        "Members.prototype.pad.length + Members.prototype.pad.name",
        "1pad",
    );
    page.is(
        "m.pad()",
        "TypeError: Failed to execute 'pad' on 'Members': 1 argument required, but only 0 present.",
    );
    page.is(
        "Members.make('n') + Members.make(['a', 'b']) + m.make(3)",
        "static nstatic 2 namesregular 3",
    );
    page.is("'onlyInWindows' in m || 'NotHere' in globalThis", "false");
    page.is("m.partly() + m.mixedIn", "partlymixed in");
    page.is("Object.keys(Members.prototype).includes('pad') && Members.prototype.propertyIsEnumerable('make')", "true");
    page.is(
        "new Members.prototype.pad('x')",
        "TypeError: Members.prototype.pad is not a constructor",
    );
    page.later("m.ready", "undefined");
    page.later(
        "Object.getOwnPropertyDescriptor(Members.prototype, 'ready').get.call({}).catch(e => e)",
        "TypeError: Failed to read the 'ready' property from 'Members': Illegal invocation",
    );
}

#[test]
fn inheritance() {
    let page = page();
    page.is("globalThis.c = new MembersChild, c.made", "child");
    page.is("Object.getPrototypeOf(MembersChild) === Members && Object.getPrototypeOf(MembersChild.prototype) === Members.prototype", "true");
    page.is("c instanceof Members && c.self === c", "true");
    page.is("new Members(c).made", "shallow");
    page.is("MembersChild.NEGATIVE", "-7");
    // [LegacyWindowAlias] is for a Window.
    page.is("typeof WebKitMembers", "undefined");
    page.is(
        "Object.prototype.toString.call(c) + Object.prototype.toString.call(m)",
        "[object MembersChild][object Members]",
    );
}

#[test]
fn namespaces() {
    let page = page();
    page.is("tools.LIMIT + tools.version + tools.sum(1, 2, 3)", "1026");
    page.is(
        "Object.prototype.toString.call(tools) + typeof tools",
        "[object tools]object",
    );
    page.is("const { sum } = tools; sum(4)", "4");
    page.is("Object.getPrototypeOf(tools) === Object.prototype", "true");
    page.is(
        "Object.getOwnPropertyDescriptor(globalThis, 'tools').enumerable",
        "false",
    );
}

#[test]
fn panics_do_not_unwind_through_v8() {
    let page = page();
    let text = page.text("m.panics()");
    assert!(text.contains("on purpose"), "{text}");
    assert!(page.runtime.realm().retired().is_some());
}

#[test]
fn members_of_the_global() {
    let mut page = Page::new(&[]);
    page.runtime = JsRuntime::new(RuntimeOptions {
        global_template: Some(Box::new(|scope| {
            binding::global_template(scope, TestGlobal::DEF)
        })),
        install: Some(Box::new(|scope| {
            binding::install_global(scope, &[TestGlobal::DEF]);
            binding::set_global(scope, TestGlobal {});
        })),
        ..RuntimeOptions::default()
    })
    .unwrap();
    page.is("greet('you')", "hello you");
    page.is("self === globalThis", "true");
    page.is(
        "Object.hasOwn(globalThis, 'greet') && Object.hasOwn(globalThis, 'self')",
        "true",
    );
    page.is(
        "(0, globalThis.greet)('x') + greet.call(undefined, 'y') + greet.call(null, 'z')",
        "hello xhello yhello z",
    );
    page.is("greet.call({}, 'x')", "TypeError: Illegal invocation");
    page.is("globalThis instanceof TestGlobal", "true");
    page.is("String(globalThis)", "the global");
    page.is("new TestGlobal", "TypeError: Illegal constructor");
}
