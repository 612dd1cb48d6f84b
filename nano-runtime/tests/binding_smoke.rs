//! Interfaces from IDL, exercised from JavaScript.

use nano_runtime::binding;
use nano_runtime::gc::Interface;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::webidl::DomException;

fn eval(runtime: &JsRuntime, source: &str) -> String {
    match runtime.run_script(
        "test.js",
        &format!(
            "(() => {{ try {{ return String({source}) }} catch (e) {{ return String(e) }} }})()"
        ),
    ) {
        Ok(value) => runtime.with_scope(|scope| {
            nano_runtime::js::Local::new(scope, value).to_rust_string_lossy(scope)
        }),
        Err(error) => error.to_string(),
    }
}

#[test]
fn dom_exception() {
    let runtime = JsRuntime::new(RuntimeOptions {
        install: Some(Box::new(|scope| {
            binding::install_global(scope, &[DomException::DEF])
        })),
        ..Default::default()
    })
    .unwrap();
    let is = |source: &str, wanted: &str| assert_eq!(eval(&runtime, source), wanted, "{source}");
    is("new DOMException('m', 'SyntaxError').code", "12");
    is("new DOMException('m') instanceof Error", "true");
    is("new DOMException('m')", "Error: m");
    is("DOMException.DATA_CLONE_ERR", "25");
    is(
        "DOMException()",
        "TypeError: Failed to construct 'DOMException': Please use the 'new' operator, this DOM object constructor cannot be called as a function.",
    );
    is(
        "Object.getOwnPropertyDescriptor(DOMException.prototype, 'name').get.name",
        "get name",
    );
    is("typeof new DOMException().stack", "string");
    is(
        "DOMException.prototype.name",
        "TypeError: Illegal invocation",
    );
    is("DOMException.length", "0");
    is(
        "Object.prototype.toString.call(new DOMException)",
        "[object DOMException]",
    );
    is(
        "JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, 'DOMException'))",
        "{\"writable\":true,\"enumerable\":false,\"configurable\":true}",
    );
}

use std::cell::{Cell, RefCell};

use nano_runtime::gc::Member;
use nano_runtime::webidl::{DomString, UsvString};
use nano_runtime::{Exception, Gc, Ref, Result, Scope, webapi};

#[webapi("Shape.idl")]
pub struct Shape {
    sides: Cell<u32>,
    name: RefCell<String>,
}

#[webapi("Shape.idl")]
impl Shape {
    fn constructor(sides: u32, name: DomString) -> Result<Self> {
        if sides == 13 {
            return Err(Exception::range_error("unlucky"));
        }
        Ok(Shape {
            sides: Cell::new(sides),
            name: RefCell::new(name.to_string_lossy().into_owned()),
        })
    }
    fn sides(&self) -> u32 {
        self.sides.get()
    }
    fn set_sides(&self, value: u32) {
        self.sides.set(value);
    }
    fn name(&self) -> String {
        self.name.borrow().clone()
    }
    fn unit() -> Shape {
        Shape {
            sides: Cell::new(1),
            name: RefCell::new("unit".into()),
        }
    }
    fn area(&self, scale: Option<f64>) -> f64 {
        f64::from(self.sides.get()) * scale.unwrap_or(1.0)
    }
    fn sum(values: Vec<i32>) -> i32 {
        values.iter().sum()
    }
    fn same_as(this: Ref<'_, Self>, other: Ref<'_, Shape>) -> bool {
        this.is_same(other)
    }
    fn describe(&self, what: NameOrNames) -> String {
        match what {
            NameOrNames::DomString(name) => format!("one {}", name.to_string_lossy()),
            NameOrNames::DomStringSequence(names) => format!("{} names", names.len()),
        }
    }
    fn pick(&self, index: u32) -> String {
        format!("index {index}")
    }
    #[overload("pick")]
    fn pick_shape(&self, shape: Ref<'_, Shape>) -> String {
        format!("shape {}", shape.sides())
    }
    #[overload("pick")]
    fn pick_pair(&self, index: u32, name: DomString) -> String {
        format!("pair {index} {}", name.to_string_lossy())
    }
    async fn later(&self, value: u32) -> Result<u32> {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        if value == 0 {
            return Err(Exception::type_error("zero"));
        }
        Ok(self.sides.get() + value)
    }
    fn value_pair(&self, index: usize) -> Option<(u32, UsvString)> {
        (index < 2).then(|| {
            (
                u32::try_from(index).unwrap_or(0),
                UsvString::from(format!("v{index}")),
            )
        })
    }
    fn stringifier(&self) -> String {
        format!("<{}>", self.name.borrow())
    }
}

#[webapi("Shape.idl", union = "(DOMString or sequence<DOMString>)")]
pub enum NameOrNames {
    DomString(DomString),
    DomStringSequence(Vec<DomString>),
}

#[webapi("Square.idl")]
pub struct Square {
    shape: Shape,
    twin: Member<Square>,
}

#[webapi("Square.idl")]
impl Square {
    fn constructor() -> Self {
        Square {
            shape: Shape {
                sides: Cell::new(4),
                name: RefCell::new("square".into()),
            },
            twin: Member::empty(),
        }
    }
    fn twin(&self) -> Option<Ref<'_, Square>> {
        self.twin.get()
    }
    fn set_twin(&self, value: Option<Ref<'_, Square>>) {
        match value {
            Some(value) => self.twin.set(value),
            None => self.twin.clear(),
        }
    }
    fn make(scope: &mut Scope<'_, '_>) -> Gc<Square> {
        Gc::from(binding::allocate(scope, Square::constructor()))
    }
}

#[test]
fn shapes() {
    let runtime = JsRuntime::new(RuntimeOptions {
        install: Some(Box::new(|scope| {
            binding::install_global(scope, &[Shape::DEF, Square::DEF])
        })),
        ..Default::default()
    })
    .unwrap();
    let is = |source: &str, wanted: &str| assert_eq!(eval(&runtime, source), wanted, "{source}");
    is("new Shape(3).sides", "3");
    is(
        "new Shape()",
        "TypeError: Failed to construct 'Shape': 1 argument required, but only 0 present.",
    );
    is(
        "new Shape(13)",
        "RangeError: Failed to construct 'Shape': unlucky",
    );
    is("new Shape(3, 'tri')", "<tri>");
    is("new Square().sides", "4");
    is("new Square().area(2)", "8");
    is("Object.getPrototypeOf(Square) === Shape", "true");
    is("Shape.unit()", "<unit>");
    is("Shape.sum(1, 2, 3)", "6");
    is("(s => s.sameAs(s))(new Square)", "true");
    is(
        "new Square().sameAs({})",
        "TypeError: Failed to execute 'sameAs' on 'Shape': parameter 1 is not of type 'Shape'.",
    );
    is("new Square().describe('x')", "one x");
    is("new Square().describe(['x', 'y'])", "2 names");
    is("new Square().pick(3)", "index 3");
    is("new Square().pick(new Shape(9))", "shape 9");
    is("new Square().pick(3, 'x')", "pair 3 x");
    is("JSON.stringify([...new Square])", "[[0,\"v0\"],[1,\"v1\"]]");
    is(
        "new Square()[Symbol.iterator] === Shape.prototype.entries",
        "true",
    );
    is(
        "Object.prototype.toString.call(new Square().keys())",
        "[object Shape Iterator]",
    );
    is(
        "Object.getPrototypeOf(Object.getPrototypeOf(new Square().keys())) === Iterator.prototype",
        "true",
    );
    is(
        "(s => { s.twin = new Square; return s.twin === s.twin && Square.make().twin === null })(new Square)",
        "true",
    );
    is(
        "(p => (p.catch(() => 0), p instanceof Promise))(Shape.prototype.later.call(1))",
        "true",
    );
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _entered = tokio.enter();
    runtime.run_script("a.js", "globalThis.log = []; new Shape(3).later(2).then(v => log.push(v)); new Shape(1).later(0).catch(e => log.push(e)); Shape.prototype.later.call(1).catch(e => log.push(e))").unwrap();
    tokio.block_on(runtime.run_event_loop()).unwrap();
    is(
        "log.join()",
        "TypeError: Failed to execute 'later' on 'Shape': Illegal invocation,5,TypeError: Failed to execute 'later' on 'Shape': zero",
    );
}
