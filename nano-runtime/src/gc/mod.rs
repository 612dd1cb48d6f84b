//! Platform objects on the cppgc heap and the handles that reach them.
//!
//! A platform object is a Rust struct with `#[webapi]`; it lives behind a [`Header`] that names its interface and its
//! JavaScript wrapper. Five handles reach it, one for each place a handle can stand:
//!
//! | handle | stands in | keeps alive |
//! |---|---|---|
//! | [`Ref`] | arguments, return values, locals | as long as it is on the stack (conservative stack scanning) |
//! | [`Gc`] | futures, boxes, anything off the heap that outlives a call | yes: it is a root, and costs a root |
//! | [`WeakGc`] | the same places | no |
//! | [`Member`] | a field of a platform object | as long as its owner: it is traced |
//! | [`WeakMember`] | a field of a platform object | no |
//!
//! JavaScript values in a field are [`Traced`]. Rust values without an interface that platform objects share are behind a [`Shared`]. A field that holds a root does not compile, because roots do not
//! implement [`Trace`]; so a cycle between native objects and JavaScript is always collectable.
//!
//! The heap is marked atomically, on the isolate's own thread: tracing never races with a `RefCell` borrow. Destructors run on that
//! thread too, at any allocation and between tasks.

mod external_memory;
mod handles;
mod header;
mod shared;
mod trace;
mod traced;

pub use external_memory::ExternalMemory;
pub(crate) use handles::ErasedMember;
pub use handles::{Gc, Member, Ref, WeakGc, WeakMember};
pub(crate) use header::PlatformObject;
pub use header::{DerivedFrom, Header, Interface};
pub(crate) use shared::Holder;
pub use shared::{Shared, SharedRef};
pub use trace::{Trace, Tracer};
pub use traced::Traced;
