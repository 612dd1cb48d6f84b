//! The V8 embedding: engine, realm, event loop, modules, WebIDL conversions and the helpers that generated bindings call.
//!
//! This is the only crate that names `v8` and the only one with `unsafe` code.

// The `#[webapi]` expansion names this crate by its public path, also where it is used inside it.
extern crate self as nano_runtime;

pub mod allocator;
pub mod base64;
pub mod binding;
pub mod continuation;
pub mod engine;
mod entry;
pub mod error;
mod event_loop;
pub mod exception;
mod foreground;
pub mod gc;
pub mod host_function;
mod interrupt;
pub mod isolate;
pub mod js;
pub mod locale;
mod microtask_queue;
pub mod microtasks;
pub mod modules;
pub mod ops;
pub mod promise;
pub mod react;
pub mod reactions;
pub mod realm;
pub mod reflect;
mod rejections;
pub mod repl;
pub mod runtime;
pub mod script;
pub mod serialize;
mod settled;
pub mod snapshot;
pub mod steps;
pub mod task_scope;
#[doc(hidden)]
pub mod testing;
pub mod timers;
pub mod type_map;
pub mod webidl;

pub use continuation::Continuation;
pub use engine::Engine;
pub use error::RunError;
pub use exception::{ErrorClass, Exception, Result, Thrown};
pub use gc::{Gc, Interface, Member, Ref, Shared, Trace, Traced, WeakMember};
pub use js::Scope;
pub use nano_macros::{Trace, webapi};
pub use realm::Realm;
pub use runtime::{JsRuntime, RuntimeOptions};
