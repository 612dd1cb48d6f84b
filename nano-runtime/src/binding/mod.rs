//! What generated bindings call.
//!
//! `#[webapi]` expands a member to a few lines that call these helpers, in the order that WebIDL prescribes: the receiver's
//! brand, the number of arguments, the arguments from left to right, then the Rust method. Nothing here knows any interface.

mod async_iterable;
mod call;
mod callback;
mod def;
mod default_value;
mod indexed;
mod iterable;
mod maplike;
mod named;
mod namespace;
mod results;
mod select;
mod setlike;
mod snapshot;
mod templates;
mod wrap;

pub use async_iterable::{
    AsyncIterable, NextPair, NextPromise, NextValue, async_entries, async_iterator_members,
    async_iterator_members_with_return, async_keys, async_values, end_of_iteration,
};
pub use call::{Call, Site};
pub use callback::{Callback, Outcome, callback};
pub use def::{
    ArrayIntrinsic, ConstantValue, Constructor, DefKind, InterfaceDef, Member, Placement,
    PropertyName, PrototypeIntrinsic,
};
pub use default_value::{DefaultValue, Empty, Null};
pub use indexed::{IndexedHandlers, IndexedProperties};
pub use iterable::{
    Pair, PairIterable, pair_entries, pair_for_each, pair_iterator_members, pair_keys, pair_values,
};
pub use maplike::{
    MapEntries, Maplike, map_clear, map_delete, map_entries, map_for_each, map_get, map_has,
    map_keys, map_set, map_size, map_values,
};
pub use named::{AnyName, NameOf, Named, expect_named, expect_off_stack};
pub(crate) use results::Results;
pub use results::{ResultOrder, promise_of_result, result_object};
pub use select::{Candidate, Kind, Selected, select};
pub use setlike::{
    SetEntries, Setlike, set_add, set_clear, set_delete, set_entries, set_for_each, set_has,
    set_size, set_values,
};
pub use snapshot::{external_references, install_in_snapshot, restore};
pub use templates::{
    Templates, global_template, install_global, interface_object, set_global, template,
};
pub(crate) use wrap::header as platform_object_header;
pub(crate) use wrap::header_wrapper;
pub use wrap::{Constructed, allocate, unwrap, wrapper};
