//! Expanding typedefs, and questions about nullable and union types.

use crate::model::Model;
use crate::types::{Annotations, Type, TypeKind};

impl Model {
    /// The type without typedefs, at any depth, and with each annotation on every type that it applies to: a typedef
    /// hands its annotations to what it names, a nullable type to its inner type, a union to its members.
    ///
    /// <https://webidl.spec.whatwg.org/#extended-attributes-associated-with>
    #[must_use]
    pub fn expand(&self, ty: &Type) -> Type {
        self.expand_with(ty, Annotations::default())
    }

    fn expand_with(&self, ty: &Type, outer: Annotations) -> Type {
        let annotations = ty.annotations.and(outer);
        let plain = |ty: &Type| Box::new(self.expand(ty));
        let kind = match &ty.kind {
            TypeKind::Typedef(name) => {
                if let Some(typedef) = self.typedef(name) {
                    let mut named = self.expand_with(&typedef.ty, annotations);
                    named.span = ty.span;
                    return named;
                }
                ty.kind.clone()
            }
            TypeKind::Nullable(inner) => {
                let inner = self.expand_with(inner, annotations);
                if inner.is_nullable() {
                    return inner;
                }
                TypeKind::Nullable(Box::new(inner))
            }
            TypeKind::Union(members) => TypeKind::Union(
                members
                    .iter()
                    .map(|member| self.expand_with(member, annotations))
                    .collect(),
            ),
            TypeKind::Sequence(inner) => TypeKind::Sequence(plain(inner)),
            TypeKind::AsyncSequence(inner) => TypeKind::AsyncSequence(plain(inner)),
            TypeKind::FrozenArray(inner) => TypeKind::FrozenArray(plain(inner)),
            TypeKind::ObservableArray(inner) => TypeKind::ObservableArray(plain(inner)),
            TypeKind::Promise(inner) => TypeKind::Promise(plain(inner)),
            TypeKind::Record(key, value) => TypeKind::Record(plain(key), plain(value)),
            kind => kind.clone(),
        };
        Type {
            kind,
            annotations,
            ext_attrs: ty.ext_attrs.clone(),
            span: ty.span,
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-flattened-union-member-types>, each expanded. For a type that is no union
    /// (nullable or not) the type itself, without its `?`.
    #[must_use]
    pub fn flattened_members(&self, ty: &Type) -> Vec<Type> {
        let mut flat = Vec::new();
        flatten(self.expand(ty), &mut flat);
        flat
    }

    /// <https://webidl.spec.whatwg.org/#dfn-number-of-nullable-member-types>
    #[must_use]
    pub fn number_of_nullable_members(&self, ty: &Type) -> usize {
        match self.expand(ty).kind {
            TypeKind::Union(members) => nullable_members(&members),
            _ => 0,
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-includes-a-nullable-type>
    #[must_use]
    pub fn includes_nullable(&self, ty: &Type) -> bool {
        match self.expand(ty).kind {
            TypeKind::Nullable(_) => true,
            TypeKind::Union(members) => nullable_members(&members) == 1,
            _ => false,
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-includes-undefined>
    #[must_use]
    pub fn includes_undefined(&self, ty: &Type) -> bool {
        // A type that is no union has itself as its only member here, so the definition's cases fall together.
        let members = self.flattened_members(ty);
        members.iter().any(Type::is_undefined)
    }

    /// Whether a dictionary is the type or, if it is a union, one of its flattened members.
    #[must_use]
    pub fn includes_dictionary(&self, ty: &Type) -> bool {
        let members = self.flattened_members(ty);
        let mut members = members.iter();
        members.any(|member| matches!(member.kind, TypeKind::Dictionary(_)))
    }
}

/// Steps 3.1 to 3.5 of <https://webidl.spec.whatwg.org/#dfn-flattened-union-member-types>, of an expanded type.
fn flatten(ty: Type, flat: &mut Vec<Type>) {
    match ty.kind {
        TypeKind::Nullable(inner) => flatten(*inner, flat),
        TypeKind::Union(members) => members.into_iter().for_each(|member| flatten(member, flat)),
        _ => flat.push(ty),
    }
}

/// <https://webidl.spec.whatwg.org/#dfn-number-of-nullable-member-types>, of the members of an expanded union.
fn nullable_members(members: &[Type]) -> usize {
    let count = |member: &Type| {
        // 3.1: a nullable member counts, and then its inner type is looked into.
        let nullable = usize::from(member.is_nullable());
        let inside = match &member.non_null().kind {
            TypeKind::Union(members) => nullable_members(members),
            _ => 0,
        };
        nullable + inside
    };
    members.iter().map(count).sum()
}
