//! The V8 embedding: engine, realm, event loop, modules, WebIDL conversions and the helpers that generated bindings call.
//!
//! This is the only crate that names `v8` and the only one with `unsafe` code.

// The `#[webapi]` expansion names this crate by its public path, also where it is used inside it.
extern crate self as nano_runtime;

pub mod binding;
pub mod exception;
pub mod gc;
pub mod js;
pub mod promise;
pub mod realm;
pub mod reflect;
#[doc(hidden)]
pub mod testing;
pub mod webidl;

pub use exception::{ErrorClass, Exception, Result};
pub use gc::{Gc, Member, Ref, Trace, Traced, WeakMember};
pub use js::Scope;
