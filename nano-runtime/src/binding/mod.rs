//! What generated bindings call.
//!
//! `#[webapi]` expands a member to a few lines that call these helpers, in the order that WebIDL prescribes: the receiver's
//! brand, the number of arguments, the arguments from left to right, then the Rust method. Nothing here knows any interface.

mod call;
mod callback;
mod def;
mod default_value;
mod namespace;
mod templates;
mod wrap;

pub use call::{Call, Site};
pub use callback::{Callback, Outcome, callback};
pub use def::{
    ArrayIntrinsic, ConstantValue, Constructor, DefKind, InterfaceDef, Member, Placement,
    PropertyName,
};
pub use default_value::{DefaultValue, Empty, Null};
pub(crate) use templates::set_global;
pub use templates::{Templates, install_global, interface_object, template};
pub use wrap::{allocate, unwrap, wrapper};
