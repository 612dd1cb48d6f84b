//! Task scopes: the id under which everything that one request (or other unit of work) starts is collected, to be dropped
//! together.
//!
//! The current scope travels with JavaScript: it is V8's continuation-preserved embedder data, which every promise reaction
//! captures when it is made and restores when it runs. So an operation started after an `await` belongs to the request that
//! awaited, whoever resolved the promise. `ops.rs` and `timers.rs` hold what belongs to a scope.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};

use crate::js::Scope;

/// Names a unit of work inside one realm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskScopeId(u32);

impl TaskScopeId {
    /// The scope of everything that belongs to the realm itself. It cannot be cancelled.
    pub const ROOT: TaskScopeId = TaskScopeId(0);

    /// Ids stay within what V8 holds as a small integer, so that setting the current one allocates nothing.
    const LARGEST: u32 = (1 << 30) - 1;
}

/// The scopes of a realm that are alive, and the keys of type `K` of what each holds.
#[derive(Debug)]
pub(crate) struct Members<K> {
    by_scope: RefCell<FxHashMap<TaskScopeId, Vec<K>>>,
}

impl<K> Default for Members<K> {
    fn default() -> Self {
        Members {
            by_scope: RefCell::default(),
        }
    }
}

impl<K: Copy> Members<K> {
    /// Adds `key` to `scope` and returns where it is, for [`Members::remove`].
    pub(crate) fn add(&self, scope: TaskScopeId, key: K) -> usize {
        if scope == TaskScopeId::ROOT {
            return 0;
        }
        let mut by_scope = self.by_scope.borrow_mut();
        let members = by_scope.entry(scope).or_default();
        members.push(key);
        members.len() - 1
    }

    /// Removes what is at `position` of `scope`; the key that now stands there instead, if any, must be told.
    pub(crate) fn remove(&self, scope: TaskScopeId, position: usize) -> Option<K> {
        if scope == TaskScopeId::ROOT {
            return None;
        }
        let mut by_scope = self.by_scope.borrow_mut();
        let members = by_scope.get_mut(&scope)?;
        if position >= members.len() {
            return None;
        }
        members.swap_remove(position);
        let moved = members.get(position).copied();
        if members.is_empty() {
            by_scope.remove(&scope);
        }
        moved
    }

    /// Removes and returns all of a scope.
    pub(crate) fn take(&self, scope: TaskScopeId) -> Vec<K> {
        self.by_scope
            .borrow_mut()
            .remove(&scope)
            .unwrap_or_default()
    }
}

/// Hands out ids and knows which are still open.
#[derive(Debug, Default)]
pub(crate) struct TaskScopes {
    last: Cell<u32>,
    open: RefCell<FxHashSet<TaskScopeId>>,
}

impl TaskScopes {
    pub(crate) fn open(&self) -> TaskScopeId {
        let mut open = self.open.borrow_mut();
        loop {
            let next = if self.last.get() >= TaskScopeId::LARGEST {
                1
            } else {
                self.last.get() + 1
            };
            self.last.set(next);
            if open.insert(TaskScopeId(next)) {
                return TaskScopeId(next);
            }
        }
    }

    pub(crate) fn is_open(&self, id: TaskScopeId) -> bool {
        id == TaskScopeId::ROOT || self.open.borrow().contains(&id)
    }

    /// Closes `id`; false if it was not open.
    pub(crate) fn close(&self, id: TaskScopeId) -> bool {
        self.open.borrow_mut().remove(&id)
    }
}

unsafe extern "C" {
    /// The crate binds this only where a context is at hand, which it does not need.
    fn v8__Context__GetContinuationPreservedEmbedderData(
        isolate: v8::UnsafeRawIsolatePtr,
    ) -> v8::Local<'static, v8::Value>;
}

/// The scope of the JavaScript that is running.
pub(crate) fn current(scope: &Scope<'_, '_>) -> TaskScopeId {
    from_data(scope.get_continuation_preserved_embedder_data())
}

/// The scope of the JavaScript that is running as V8 has it, for comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawTaskScope(usize);

/// [`current`], without a look at what it is.
#[inline]
pub(crate) fn current_raw(scope: &Scope<'_, '_>) -> RawTaskScope {
    let data = scope.get_continuation_preserved_embedder_data();
    // SAFETY: a handle is the address of a word, which is a small integer or `undefined` here: see `set_current`. No collection moves
    // either, so that the word stands for the value.
    RawTaskScope(unsafe { std::ptr::from_ref(&*data).cast::<usize>().read() })
}

/// [`current`] without a scope. The isolate must be entered.
pub(crate) fn current_of(isolate: &mut v8::Isolate) -> TaskScopeId {
    // SAFETY: the pointer is used in this function only, where the isolate is borrowed.
    let raw = unsafe { isolate.as_raw_isolate_ptr() };
    v8::scope!(let _scope, isolate);
    // SAFETY: the isolate is alive and of this thread, and V8 always has a value, `undefined` at first. The handle is made in
    // `_scope`, which outlives its use here.
    from_data(unsafe { v8__Context__GetContinuationPreservedEmbedderData(raw) })
}

fn from_data(data: v8::Local<'_, v8::Value>) -> TaskScopeId {
    v8::Local::<v8::Uint32>::try_from(data).map_or(TaskScopeId::ROOT, |id| TaskScopeId(id.value()))
}

/// Makes `id` the scope of what runs next.
pub(crate) fn set_current(scope: &Scope<'_, '_>, id: TaskScopeId) {
    let data: v8::Local<v8::Value> = if id == TaskScopeId::ROOT {
        v8::undefined(scope).into()
    } else {
        v8::Integer::new_from_unsigned(scope, id.0).into()
    };
    scope.set_continuation_preserved_embedder_data(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removing_a_member_tells_which_key_moved() {
        let members = Members::default();
        let scope = TaskScopeId(7);
        assert_eq!(
            (
                members.add(scope, 'a'),
                members.add(scope, 'b'),
                members.add(scope, 'c')
            ),
            (0, 1, 2)
        );
        assert_eq!(members.remove(scope, 0), Some('c'));
        assert_eq!(members.remove(scope, 1), None);
        assert_eq!(members.take(scope), vec!['c']);
        assert_eq!(members.take(scope), Vec::<char>::new());
    }

    #[test]
    fn a_closed_id_is_not_open_and_not_handed_out_while_open() {
        let scopes = TaskScopes::default();
        let first = scopes.open();
        scopes.last.set(TaskScopeId::LARGEST);
        let second = scopes.open();
        assert_ne!(first, second);
        assert!(scopes.close(first) && !scopes.close(first));
        assert!(
            !scopes.is_open(first) && scopes.is_open(second) && scopes.is_open(TaskScopeId::ROOT)
        );
    }
}
