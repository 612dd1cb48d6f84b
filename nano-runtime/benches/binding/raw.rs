//! The same interface, written by hand for V8's API: what a careful author who counts nanoseconds writes.
//!
//! It does what the generated binding does and a script can see or rely on: the receiver is checked, arguments are counted and
//! converted by the standard's rules, the constructor wants `new`, and the object knows its wrapper. Property names are kept from
//! call to call. Errors have short texts.

use std::cell::{Cell, UnsafeCell};
use std::ffi::CStr;
use std::mem::MaybeUninit;

use nano_runtime::Scope;
use v8::cppgc::{self, GarbageCollected, Visitor};
use v8::{
    Eternal, FunctionCallbackArguments, FunctionTemplate, Local, Object, ReturnValue, String,
    TracedReference, Value,
};

use crate::LABEL;

/// The tag of the wrappers, which is none of nano-runtime's.
const TAG: u16 = 2;

struct Raw {
    value: Cell<u32>,
    wrapper: UnsafeCell<TracedReference<Object>>,
}

// SAFETY: the one edge is reported.
unsafe impl GarbageCollected for Raw {
    fn trace(&self, visitor: &mut Visitor) {
        // SAFETY: marking is atomic and on this thread, so nobody writes to the field meanwhile.
        visitor.trace(unsafe { &*self.wrapper.get() });
    }

    fn get_name(&self) -> &'static CStr {
        c"Raw"
    }
}

/// The members' names, kept from call to call.
struct Names {
    width: Eternal<String>,
    deep: Eternal<String>,
    name: Eternal<String>,
}

thread_local! {
    static NAMES: Names = Names {
        width: Eternal::empty(),
        deep: Eternal::empty(),
        name: Eternal::empty(),
    };
}

fn throw(scope: &mut Scope<'_, '_>, message: &str) {
    if let Some(message) = String::new(scope, message) {
        let error = v8::Exception::type_error(scope, message);
        scope.throw_exception(error);
    }
}

/// The object behind the receiver, which the signature has checked.
fn receiver<'s>(
    scope: &mut Scope<'s, '_>,
    args: &FunctionCallbackArguments<'s>,
) -> Option<&'s Raw> {
    // SAFETY: only `construct` uses this tag; the reference stays on the stack.
    let pointer = unsafe { Object::unwrap::<TAG, Raw>(scope, args.this()) }?;
    // SAFETY: as above, and the receiver of the call keeps the object alive.
    Some(unsafe { &*std::ptr::from_ref(pointer.as_ref()) })
}

fn construct<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, _: ReturnValue) {
    if !args.is_construct_call() {
        return throw(scope, "Please use the 'new' operator");
    }
    if args.length() < 1 {
        return throw(scope, "1 argument required");
    }
    let Some(value) = args.get(0).uint32_value(scope) else {
        return;
    };
    let raw = Raw {
        value: Cell::new(value),
        wrapper: UnsafeCell::new(TracedReference::empty()),
    };
    let Some(heap) = scope.get_cpp_heap() else {
        return;
    };
    let this = args.this();
    // SAFETY: the pointer stays on the stack until the wrapper has it.
    let pointer = unsafe { cppgc::make_garbage_collected(heap, raw) };
    // SAFETY: the object was made from the class's instance template, which is a wrapper's.
    unsafe { Object::wrap::<TAG, Raw>(scope, this, &pointer) };
    // SAFETY: nobody else has a reference into the field.
    unsafe { (*pointer.as_ref().wrapper.get()).reset(scope, Some(this)) };
}

fn value<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, mut rv: ReturnValue) {
    if let Some(raw) = receiver(scope, &args) {
        rv.set_uint32(raw.value.get());
    }
}

fn set_value<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, _: ReturnValue) {
    let Some(raw) = receiver(scope, &args) else {
        return;
    };
    if args.length() < 1 {
        return throw(scope, "1 argument required");
    }
    if let Some(value) = args.get(0).uint32_value(scope) {
        raw.value.set(value);
    }
}

fn label<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, mut rv: ReturnValue) {
    if receiver(scope, &args).is_some()
        && let Some(text) = String::new(scope, LABEL)
    {
        rv.set(text.into());
    }
}

fn greet<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, mut rv: ReturnValue) {
    if receiver(scope, &args).is_none() {
        return;
    }
    if args.length() < 1 {
        return throw(scope, "1 argument required");
    }
    let Some(name) = args.get(0).to_string(scope) else {
        return;
    };
    let mut buffer = [MaybeUninit::<u8>::uninit(); 256];
    let text = crate::greet(&name.to_rust_cow_lossy(scope, &mut buffer));
    if let Some(text) = String::new(scope, &text) {
        rv.set(text.into());
    }
}

fn measure<'s>(
    scope: &mut Scope<'s, '_>,
    args: FunctionCallbackArguments<'s>,
    mut rv: ReturnValue,
) {
    if receiver(scope, &args).is_none() {
        return;
    }
    let options = args.get(0);
    let (mut width, mut deep, mut length) = (1, false, 0);
    if let Ok(options) = Local::<Object>::try_from(options) {
        // In lexicographical order.
        let Some(value) = member(scope, options, |names| &names.deep) else {
            return;
        };
        if !value.is_undefined() {
            deep = value.boolean_value(scope);
        }
        let Some(value) = member(scope, options, |names| &names.name) else {
            return;
        };
        if !value.is_undefined() {
            let Some(text) = value.to_string(scope) else {
                return;
            };
            // What the interface is handed is a Rust string, here too.
            let text = text.to_rust_string_lossy(scope);
            length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        }
        let Some(value) = member(scope, options, |names| &names.width) else {
            return;
        };
        if !value.is_undefined() {
            let Some(number) = value.uint32_value(scope) else {
                return;
            };
            width = number;
        }
    } else if !options.is_null_or_undefined() {
        return throw(scope, "The provided value is not of type 'BenchOptions'");
    }
    rv.set_uint32(crate::measure(width, deep, length));
}

fn member<'s>(
    scope: &mut Scope<'s, '_>,
    options: Local<'s, Object>,
    name: impl FnOnce(&Names) -> &Eternal<String>,
) -> Option<Local<'s, Value>> {
    let name = NAMES.with(|names| name(names).get(scope))?;
    options.get(scope, name.into())
}

fn later<'s>(scope: &mut Scope<'s, '_>, args: FunctionCallbackArguments<'s>, mut rv: ReturnValue) {
    let Some(resolver) = v8::PromiseResolver::new(scope) else {
        return;
    };
    rv.set(resolver.get_promise(scope).into());
    v8::tc_scope!(let scope, scope);
    let outcome = if receiver(scope, &args).is_none() {
        Err("Illegal invocation")
    } else if args.length() < 1 {
        Err("1 argument required")
    } else {
        Ok(args.get(0).uint32_value(scope))
    };
    let reason = match outcome {
        Ok(Some(value)) => {
            let value = v8::Integer::new_from_unsigned(scope, value);
            resolver.resolve(scope, value.into());
            return;
        }
        Ok(None) => scope.exception(),
        Err(message) => {
            String::new(scope, message).map(|message| v8::Exception::type_error(scope, message))
        }
    };
    if let Some(reason) = reason {
        resolver.reject(scope, reason);
    }
}

/// Makes `Raw` a property of the global object.
///
/// `None` when V8 is out of memory.
pub fn install(scope: &mut Scope<'_, '_>) -> Option<()> {
    let width = String::new_from_utf8(scope, b"width", v8::NewStringType::Internalized)?;
    let deep = String::new_from_utf8(scope, b"deep", v8::NewStringType::Internalized)?;
    let name = String::new_from_utf8(scope, b"name", v8::NewStringType::Internalized)?;
    NAMES.with(|names| {
        names.width.set(scope, width);
        names.deep.set(scope, deep);
        names.name.set(scope, name);
    });
    let class = FunctionTemplate::new(scope, construct);
    let signature = v8::Signature::new(scope, class);
    let prototype = class.prototype_template(scope);
    let plain = || v8::PropertyAttribute::NONE;
    let getter = FunctionTemplate::builder(value)
        .signature(signature)
        .build(scope);
    let setter = FunctionTemplate::builder(set_value)
        .signature(signature)
        .build(scope);
    let key = String::new(scope, "value")?;
    prototype.set_accessor_property(key.into(), Some(getter), Some(setter), plain());
    let getter = FunctionTemplate::builder(label)
        .signature(signature)
        .build(scope);
    let key = String::new(scope, "label")?;
    prototype.set_accessor_property(key.into(), Some(getter), None, plain());
    let method = FunctionTemplate::builder(greet)
        .signature(signature)
        .build(scope);
    prototype.set(String::new(scope, "greet")?.into(), method.into());
    let method = FunctionTemplate::builder(measure)
        .signature(signature)
        .build(scope);
    prototype.set(String::new(scope, "measure")?.into(), method.into());
    // A method that returns a promise rejects when its receiver is wrong: it has no signature, which would throw.
    let method = FunctionTemplate::new(scope, later);
    prototype.set(String::new(scope, "later")?.into(), method.into());
    let constructor = class.get_function(scope)?;
    let key = String::new(scope, "Raw")?;
    let global = scope.get_current_context().global(scope);
    global.set(scope, key.into(), constructor.into())?;
    Some(())
}
