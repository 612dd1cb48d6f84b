//! The objects `{ value, done }`, which are made for every step of an iteration and for every read of a stream, and the promises that
//! are resolved with them at once.
//!
//! OPTIMIZATION: V8 makes the objects of a template whose map it keeps, instead of adding one property after the other. Where nobody
//! has the promise yet, a function of JavaScript makes both: V8 compiles it, and one call costs less than the three
//! that make a promise, make an object, and resolve the one with the other.

use std::cell::OnceCell;

use crate::exception::{Exception, Result};
use crate::js::{Function, Global, Local, Object, Promise, Scope, Value};
use crate::realm::Realm;
use crate::webidl::js_string;

/// In which order an object has its two members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultOrder {
    /// Of an iterator's result: <https://tc39.es/ecma262/#sec-createiterresultobject>
    ValueFirst,
    /// Of a dictionary, whose members are in lexicographical order: <https://webidl.spec.whatwg.org/#js-dictionary>
    DoneFirst,
}

impl ResultOrder {
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::ValueFirst => ["value", "done"],
            Self::DoneFirst => ["done", "value"],
        }
    }
}

/// What a realm makes them of.
#[derive(Default)]
pub(crate) struct Results {
    /// By order: the objects.
    templates: [OnceCell<template::Template>; 2],
    /// The promises, by function.
    read_result: OnceCell<Global<Function>>,
    iteration: OnceCell<Global<Function>>,
}

/// A new object with `value` and `done`.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated.
pub fn result_object<'s>(
    scope: &mut Scope<'s, '_>,
    order: ResultOrder,
    value: Local<'s, Value>,
    done: bool,
) -> Result<Local<'s, Object>> {
    let [value_first, done_first] = &Realm::from_scope(scope).results.templates;
    let done = v8::Boolean::new(scope, done).into();
    let (template, values) = match order {
        ResultOrder::ValueFirst => (value_first, [value, done]),
        ResultOrder::DoneFirst => (done_first, [done, value]),
    };
    template
        .get_or_init(|| template::Template::new(scope, order.names()))
        .instance(scope, values)
        .ok_or(Exception::Pending)
}

/// A promise resolved with `{ done: false, value }`, whose members are in lexicographical order.
///
/// # Errors
///
/// `Pending`, when the isolate is being terminated, and at the end of the stack.
pub fn promise_of_result<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
) -> Result<Local<'s, Promise>> {
    const SOURCE: &str = "(async value => ({ done: false, value }))";

    let function = &Realm::from_scope(scope).results.read_result;
    call_promise(scope, function, SOURCE, &[value])
}

/// A promise for `{ value, done: false }`, where `value` is what a promise resolved with the one given is fulfilled with. When that promise is
/// settled, `on_settled` is called with whether it was rejected.
///
/// # Errors
///
/// As [`promise_of_result`].
pub(super) fn promise_of_iteration<'s>(
    scope: &mut Scope<'s, '_>,
    value: Local<'s, Value>,
    on_settled: Local<'s, Function>,
) -> Result<Local<'s, Promise>> {
    const SOURCE: &str = "(async (value, onSettled) => {
        try {
            value = await value;
        } catch (reason) {
            onSettled(true);
            throw reason;
        }
        onSettled(false);
        return { value, done: false };
    })";

    let function = &Realm::from_scope(scope).results.iteration;
    call_promise(scope, function, SOURCE, &[value, on_settled.into()])
}

/// Calls an async function, which is made when it is first needed. A script can neither see nor change it: it uses nothing but the
/// language's own syntax.
fn call_promise<'s>(
    scope: &mut Scope<'s, '_>,
    cell: &OnceCell<Global<Function>>,
    source: &'static str,
    arguments: &[Local<'s, Value>],
) -> Result<Local<'s, Promise>> {
    let function = match cell.get() {
        Some(function) => Local::new(scope, function),
        None => {
            let source = js_string(scope, source);
            let function = v8::Script::compile(scope, source, None)
                .and_then(|script| script.run(scope))
                .and_then(|function| Local::<Function>::try_from(function).ok())
                .ok_or(Exception::Pending)?;
            cell.get_or_init(|| Global::new(scope, function));
            function
        }
    };
    let undefined = v8::undefined(scope).into();
    function
        .call(scope, undefined, arguments)
        .and_then(|promise| Local::<Promise>::try_from(promise).ok())
        .ok_or(Exception::Pending)
}

/// A `v8::DictionaryTemplate`, which the crate does not bind.
#[cfg(not(target_env = "msvc"))]
mod template {
    use crate::js::{Global, Local, Object, Scope, Value};

    /// `std::string_view`
    #[repr(C)]
    struct Name {
        text: *const u8,
        length: usize,
    }

    // A `std::span` is a pointer and a length, which the C++ ABI passes in two registers, and a `v8::Local` is a pointer.
    unsafe extern "C" {
        /// `v8::DictionaryTemplate::New(v8::Isolate*, std::span<const std::string_view>)`
        #[link_name = "_ZN2v818DictionaryTemplate3NewEPNS_7IsolateENSt4__Cr4spanIKNS3_17basic_string_viewIcNS3_11char_traitsIcEEEELm18446744073709551615EEE"]
        fn dictionary_template_new(
            isolate: v8::UnsafeRawIsolatePtr,
            names: *const Name,
            count: usize,
        ) -> Local<'static, v8::Data>;

        /// `v8::DictionaryTemplate::NewInstance(v8::Local<v8::Context>, std::span<v8::MaybeLocal<v8::Value>>)`
        #[link_name = "_ZN2v818DictionaryTemplate11NewInstanceENS_5LocalINS_7ContextEEENSt4__Cr4spanINS_10MaybeLocalINS_5ValueEEELm18446744073709551615EEE"]
        fn dictionary_template_new_instance(
            this: Local<'_, v8::Data>,
            context: Local<'_, v8::Context>,
            values: *mut Local<'_, Value>,
            count: usize,
        ) -> Local<'static, Object>;
    }

    /// A template with two members.
    pub(super) struct Template(Global<v8::Data>);

    impl Template {
        pub(super) fn new(scope: &mut Scope<'_, '_>, names: [&'static str; 2]) -> Self {
            let names = names.map(|name| Name {
                text: name.as_ptr(),
                length: name.len(),
            });
            // SAFETY: the isolate is that of `scope`, in whose handle scope the template is made; the names outlive the call.
            let template = unsafe {
                let isolate = scope.as_raw_isolate_ptr();
                dictionary_template_new(isolate, names.as_ptr(), names.len())
            };
            Self(Global::new(scope, template))
        }

        pub(super) fn instance<'s>(
            &self,
            scope: &mut Scope<'s, '_>,
            mut values: [Local<'s, Value>; 2],
        ) -> Option<Local<'s, Object>> {
            let template = Local::new(scope, &self.0);
            let context = scope.get_current_context();
            // SAFETY: all handles are of this scope, as is the one that is returned; there are as many values as names.
            let object = unsafe {
                dictionary_template_new_instance(
                    template,
                    context,
                    values.as_mut_ptr(),
                    values.len(),
                )
            };
            Some(object)
        }
    }
}

/// Where the C++ names have another form: an object template, into whose instances the values are written.
#[cfg(target_env = "msvc")]
mod template {
    use crate::js::{Global, Local, Object, Scope, String, Value};
    use crate::webidl::js_name;

    /// A template with two members.
    pub(super) struct Template {
        template: Global<v8::ObjectTemplate>,
        names: [Global<String>; 2],
    }

    impl Template {
        pub(super) fn new(scope: &mut Scope<'_, '_>, names: [&'static str; 2]) -> Self {
            let template = v8::ObjectTemplate::new(scope);
            let names = names.map(|name| {
                let name = js_name(scope, name);
                template.set(name.into(), v8::undefined(scope).into());
                Global::new(scope, name)
            });
            let template = Global::new(scope, template);
            Self { template, names }
        }

        pub(super) fn instance<'s>(
            &self,
            scope: &mut Scope<'s, '_>,
            values: [Local<'s, Value>; 2],
        ) -> Option<Local<'s, Object>> {
            let template = Local::new(scope, &self.template);
            let object = template.new_instance(scope)?;
            for (name, value) in self.names.iter().zip(values) {
                let name = Local::new(scope, name).into();
                object.set(scope, name, value)?;
            }
            Some(object)
        }
    }
}
