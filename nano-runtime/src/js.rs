//! The V8 handle types that API code may name.
//!
//! Only nano-runtime depends on the `v8` crate. Everything else speaks of JavaScript values through the names re-exported
//! here, so that an upgrade of V8 is a change to this crate. Nothing is defined here.

pub use v8::{
    Array, ArrayBuffer, ArrayBufferView, BackingStore, BigInt, Boolean, Context, DataView, Date,
    Exception as JsError, Function, Global, Integer, Local, Map, Message, Module, Name, Number,
    Object, Primitive, Promise, PromiseResolver, PromiseState, PropertyAttribute, PropertyFilter,
    Proxy, RegExp, Script, Set, SharedArrayBuffer, SharedRef, StackFrame, StackTrace, String,
    Symbol, TypedArray, Uint8Array, Value,
};

/// The handle scope every function that touches JavaScript values takes, as `scope: &mut Scope<'s, '_>`.
///
/// `'s` is the lifetime of the handles created in it.
pub type Scope<'s, 'i> = v8::PinScope<'s, 'i>;

pub use v8::{
    ConstructorBehavior, External, FunctionCallbackArguments, Isolate, ReturnValue, WriteFlags,
    null, undefined,
};
