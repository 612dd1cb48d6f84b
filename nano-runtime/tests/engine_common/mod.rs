//! What the engine's tests share: a runtime with `log`, timers and `queueMicrotask` as plain functions.

#![allow(dead_code)]

use std::cell::RefCell;
use std::future::Future;

use nano_runtime::engine::{Engine, Options};
use nano_runtime::js::Scope;
use nano_runtime::realm::Realm;
use nano_runtime::runtime::{JsRuntime, RuntimeOptions};
use nano_runtime::timers::TimerCallback;
use v8::{FunctionCallbackArguments as Arguments, Global, Local, ReturnValue};

/// What `log` was called with.
#[derive(Default)]
pub struct Log(RefCell<Vec<String>>);

impl Log {
    pub fn text(&self) -> String {
        self.0.borrow().join(" ")
    }
}

pub fn init() {
    Engine::init(&Options {
        expose_gc: true,
        any_thread: true,
        ..Options::default()
    })
    .unwrap();
}

pub fn new_runtime() -> JsRuntime {
    new_runtime_with(RuntimeOptions::default())
}

pub fn new_runtime_with(mut options: RuntimeOptions) -> JsRuntime {
    init();
    options.install = Some(Box::new(|scope: &mut Scope<'_, '_>| {
        set(scope, "log", log);
        set(scope, "setTimeout", set_timeout);
        set(scope, "setInterval", set_interval);
        set(scope, "clearTimeout", clear_timeout);
        set(scope, "queueMicrotask", queue_microtask);
        set(scope, "currentScope", current_scope);
    }));
    JsRuntime::new(options).unwrap()
}

pub fn logged(runtime: &JsRuntime) -> String {
    runtime.realm().state::<Log>().text()
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub fn block_on_virtual_time<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

pub fn call_global(scope: &mut Scope<'_, '_>, name: &str, argument: &str) {
    let global = scope.get_current_context().global(scope);
    let name = v8::String::new(scope, name).unwrap();
    let function =
        Local::<v8::Function>::try_from(global.get(scope, name.into()).unwrap()).unwrap();
    let argument = v8::String::new(scope, argument).unwrap();
    function.call(scope, global.into(), &[argument.into()]);
}

pub fn set(
    scope: &mut Scope<'_, '_>,
    name: &str,
    callback: impl v8::MapFnTo<v8::FunctionCallback>,
) {
    let function = v8::Function::builder(callback).build(scope).unwrap();
    let name = v8::String::new(scope, name).unwrap();
    let global = scope.get_current_context().global(scope);
    global.set(scope, name.into(), function.into()).unwrap();
}

fn log(scope: &mut Scope<'_, '_>, arguments: Arguments<'_>, _: ReturnValue<'_>) {
    let text = arguments.get(0).to_rust_string_lossy(scope);
    Realm::from_scope(scope)
        .state::<Log>()
        .0
        .borrow_mut()
        .push(text);
}

fn function_of(
    scope: &mut Scope<'_, '_>,
    arguments: &Arguments<'_>,
) -> impl Fn(&mut Scope<'_, '_>) + 'static {
    let function = Local::<v8::Function>::try_from(arguments.get(0)).unwrap();
    let function = Global::new(scope, function);
    move |scope: &mut Scope<'_, '_>| {
        let function = Local::new(scope, &function);
        let this = v8::undefined(scope).into();
        function.call(scope, this, &[]);
    }
}

fn set_timeout(scope: &mut Scope<'_, '_>, arguments: Arguments<'_>, mut result: ReturnValue<'_>) {
    let callback = function_of(scope, &arguments);
    let delay = arguments.get(1).int32_value(scope).unwrap_or(0);
    if let Some(id) =
        Realm::from_scope(scope).start_timer(delay, TimerCallback::Once(Box::new(callback)))
    {
        result.set_int32(id.get());
    }
}

fn set_interval(scope: &mut Scope<'_, '_>, arguments: Arguments<'_>, mut result: ReturnValue<'_>) {
    let callback = function_of(scope, &arguments);
    let delay = arguments.get(1).int32_value(scope).unwrap_or(0);
    if let Some(id) =
        Realm::from_scope(scope).start_timer(delay, TimerCallback::Repeat(Box::new(callback)))
    {
        result.set_int32(id.get());
    }
}

fn clear_timeout(scope: &mut Scope<'_, '_>, arguments: Arguments<'_>, _: ReturnValue<'_>) {
    if let Some(id) = arguments
        .get(0)
        .int32_value(scope)
        .and_then(std::num::NonZeroI32::new)
    {
        Realm::from_scope(scope).timers().clear(id);
    }
}

fn queue_microtask(scope: &mut Scope<'_, '_>, arguments: Arguments<'_>, _: ReturnValue<'_>) {
    let function = Local::<v8::Function>::try_from(arguments.get(0)).unwrap();
    scope.enqueue_microtask(function);
}

fn current_scope(scope: &mut Scope<'_, '_>, _: Arguments<'_>, mut result: ReturnValue<'_>) {
    let id = format!("{:?}", Realm::from_scope(scope).current_task_scope());
    let number: String = id.chars().filter(char::is_ascii_digit).collect();
    result.set_int32(number.parse().unwrap());
}
