//! [`OffStack`]: which converted values may lie in memory that the garbage collector does not look at.

use crate::gc::{Gc, Member, WeakMember};

/// A value that a vector or a future may own while JavaScript runs.
///
/// A traced reference is none. The collector finds it on the stack and through the platform object that owns it; in a vector,
/// it frees what the reference points to. `Unpin` carries the property through structs and enums: what owns a traced
/// reference has a `PhantomPinned` in it.
///
/// ```compile_fail,E0277
/// use nano_runtime::webidl::{CallbackFunction, OffStack};
/// fn held_by_a_vector<T: OffStack>() {}
/// held_by_a_vector::<Option<CallbackFunction>>();
/// ```
///
/// ```no_run
/// # use nano_runtime::webidl::{DomString, OffStack};
/// # fn held_by_a_vector<T: OffStack>() {}
/// held_by_a_vector::<Option<DomString>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` owns a traced reference, which the garbage collector does not find here",
    note = "take the elements as `Local`, or as `Global` if they outlive the call, and trace them once they are in a platform object"
)]
pub trait OffStack {}

impl<T: Unpin> OffStack for T {}

// The handles to platform objects are the same whatever their targets own. An edge (`Member`) needs its target alive, which
// the target's wrapper, a handle of the running call, sees to until the edge has an owner.
impl<T> Unpin for Gc<T> {}
impl<T> Unpin for Member<T> {}
impl<T> Unpin for WeakMember<T> {}
