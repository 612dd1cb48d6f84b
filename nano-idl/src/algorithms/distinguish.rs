//! Whether two types can be told apart by the values that they take.

use crate::model::Model;
use crate::types::{Type, TypeKind};

/// The rows and columns of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Category {
    Undefined,
    Boolean,
    Numeric,
    BigInt,
    String,
    Object,
    Symbol,
    InterfaceLike,
    Callback,
    DictionaryLike,
    AsyncSequence,
    SequenceLike,
}

impl Model {
    /// <https://webidl.spec.whatwg.org/#dfn-distinguishable>
    #[must_use]
    pub fn distinguishable(&self, a: &Type, b: &Type) -> bool {
        self.distinguishable_expanded(&self.expand(a), &self.expand(b))
    }

    /// The algorithm on types without typedefs.
    pub(crate) fn distinguishable_expanded(&self, a: &Type, b: &Type) -> bool {
        // A name that is not known has been reported; it differs from everything, so that nothing follows from it.
        if unresolved(a) || unresolved(b) {
            return true;
        }
        // 1. If one type includes a nullable type and the other either includes a nullable type, is a union type with
        //    flattened member types including a dictionary type, or is a dictionary type, return false.
        let refuses = |one: &Type, other: &Type| {
            self.includes_nullable(one)
                && (self.includes_nullable(other) || self.includes_dictionary(other))
        };
        if refuses(a, b) || refuses(b, a) {
            return false;
        }
        match (&a.non_null().kind, &b.non_null().kind) {
            // 2. If both types are either a union type or nullable union type, return true if each member type of the
            //    one is distinguishable with each member type of the other, or false otherwise.
            // 3. If one type is a union type or nullable union type, return true if each member type of the union
            //    type is distinguishable with the non-union type, or false otherwise.
            (TypeKind::Union(members), _) => members
                .iter()
                .all(|member| self.distinguishable_expanded(member, b)),
            (_, TypeKind::Union(members)) => members
                .iter()
                .all(|member| self.distinguishable_expanded(a, member)),
            // 4. Consider the two "innermost" types …
            (a, b) => self.distinguishable_innermost(a, b),
        }
    }

    /// Step 4: the table.
    fn distinguishable_innermost(&self, a: &TypeKind, b: &TypeKind) -> bool {
        use Category::*;
        let (Some(first), Some(second)) = (category(a), category(b)) else {
            return false;
        };
        let (row, column) = (first.min(second), first.max(second));
        match (row, column) {
            (InterfaceLike, InterfaceLike) => self.never_same_object(a, b),
            (Callback, DictionaryLike) => {
                let callback = if first == Callback { a } else { b };
                !self.takes_non_objects(callback)
            }
            (Undefined, DictionaryLike) => false,
            (Object, Symbol) => true,
            (Object, _) => false,
            (AsyncSequence, SequenceLike) => false,
            _ => row != column,
        }
    }

    /// (a): the two interface-like types are not the same, and no single platform object implements both.
    fn never_same_object(&self, a: &TypeKind, b: &TypeKind) -> bool {
        match (a, b) {
            (TypeKind::Interface(a), TypeKind::Interface(b)) => {
                !self.inherits_from(a, b) && !self.inherits_from(b, a)
            }
            (a, b) => a != b,
        }
    }

    /// (c): whether this is a callback function with `[LegacyTreatNonObjectAsNull]`.
    fn takes_non_objects(&self, kind: &TypeKind) -> bool {
        match kind {
            TypeKind::Callback(name) => self.callback(name).is_some_and(|callback| {
                callback.common.ext_attrs.has("LegacyTreatNonObjectAsNull")
            }),
            _ => false,
        }
    }
}

/// Whether the type is a name that is not known.
fn unresolved(ty: &Type) -> bool {
    matches!(ty.non_null().kind, TypeKind::Unresolved(_))
}

/// The category of a type; `None` for those that are in none.
fn category(kind: &TypeKind) -> Option<Category> {
    Some(match kind {
        TypeKind::Undefined => Category::Undefined,
        TypeKind::Boolean => Category::Boolean,
        kind if kind.is_numeric() => Category::Numeric,
        TypeKind::BigInt => Category::BigInt,
        kind if kind.is_string() => Category::String,
        TypeKind::Object => Category::Object,
        TypeKind::Symbol => Category::Symbol,
        TypeKind::Interface(_) | TypeKind::Buffer(_) => Category::InterfaceLike,
        TypeKind::Callback(_) => Category::Callback,
        TypeKind::Dictionary(_) | TypeKind::Record(..) | TypeKind::CallbackInterface(_) => {
            Category::DictionaryLike
        }
        TypeKind::AsyncSequence(_) => Category::AsyncSequence,
        TypeKind::Sequence(_) | TypeKind::FrozenArray(_) => Category::SequenceLike,
        _ => return None,
    })
}
