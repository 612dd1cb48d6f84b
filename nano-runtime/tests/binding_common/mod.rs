//! What the tests of the bindings share: a realm with given interfaces, and checks of what JavaScript sees of them.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::cell::RefCell;
use std::rc::Rc;

use nano_runtime::binding::{self, InterfaceDef};
use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::Local;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};

/// A realm.
pub struct Page {
    pub runtime: JsRuntime,
    tokio: tokio::runtime::Runtime,
}

impl Page {
    /// A realm with `gc()` and these interfaces.
    pub fn new(defs: &'static [&'static InterfaceDef]) -> Self {
        // The test harness runs tests on threads that are no descendants of the one that gets here first.
        let engine = Options {
            expose_gc: true,
            any_thread: true,
            ..Options::default()
        };
        Engine::init(&engine).expect("the flags are V8's");
        let runtime = JsRuntime::new(RuntimeOptions {
            install: Some(Box::new(|scope| binding::install_global(scope, defs))),
            ..RuntimeOptions::default()
        })
        .expect("a realm without modules has nothing to fail at");
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime of one thread");
        Self { runtime, tokio }
    }

    /// The text of what an expression evaluates to, or of what it throws. Statements may stand before it, behind commas or
    /// semicolons.
    pub fn text(&self, source: &str) -> String {
        let source = format!(
            "(() => {{ try {{ return String((0, eval)({source:?})) }} catch (e) {{ return String(e) }} }})()"
        );
        match self.runtime.run_script("test.js", &source) {
            Ok(value) => self
                .runtime
                .with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope)),
            Err(error) => error.to_string(),
        }
    }

    /// Expects the text of an expression's value.
    #[track_caller]
    pub fn is(&self, source: &str, wanted: &str) {
        assert_eq!(self.text(source), wanted, "{source}");
    }

    /// Expects the text of what an expression's promise is fulfilled with.
    #[track_caller]
    pub fn later(&self, source: &str, wanted: &str) {
        let _entered = self.tokio.enter();
        let text = self
            .runtime
            .run_script("test.js", source)
            .and_then(|value| self.tokio.block_on(self.runtime.settled(value)))
            .map(|value| {
                self.runtime
                    .with_scope(|scope| Local::new(scope, value).to_rust_string_lossy(scope))
            })
            .unwrap_or_else(|error| error.to_string());
        assert_eq!(text, wanted, "{source}");
    }

    /// Runs the event loop until nothing is left, which fails when a rejection was not handled.
    #[track_caller]
    pub fn no_rejections(&self) {
        let _entered = self.tokio.enter();
        if let Err(error) = self.tokio.block_on(self.runtime.run_event_loop()) {
            panic!("{error}");
        }
    }
}

/// A log that Rust and JavaScript write to in turn.
pub type Log = Rc<RefCell<Vec<String>>>;
