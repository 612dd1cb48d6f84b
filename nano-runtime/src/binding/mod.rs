//! What generated bindings call.
//!
//! `#[webapi]` expands a member to a few lines that call these helpers, in the order that WebIDL prescribes: the receiver's
//! brand, the number of arguments, the arguments from left to right, then the Rust method. Nothing here knows any interface.

mod call;
mod callback;
mod def;
mod default_value;
mod iterable;
mod namespace;
mod select;
mod snapshot;
mod templates;
mod wrap;

pub use call::{Call, Site};
pub use callback::{Callback, Outcome, callback};
pub use def::{
    ArrayIntrinsic, ConstantValue, Constructor, DefKind, InterfaceDef, Member, Placement,
    PropertyName, PrototypeIntrinsic,
};
pub use default_value::{DefaultValue, Empty, Null};
pub use iterable::{
    Pair, PairIterable, pair_entries, pair_for_each, pair_iterator_members, pair_keys, pair_values,
};
pub use select::{Candidate, Kind, Selected, select};
pub use snapshot::{external_references, install_in_snapshot, restore};
pub use templates::{
    Templates, global_template, install_global, interface_object, set_global, template,
};
pub(crate) use wrap::header as platform_object_header;
pub use wrap::{allocate, unwrap, wrapper};
