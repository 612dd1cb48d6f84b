//! Types: which may be nullable, which may meet in a union, where each may stand, and what may annotate it.

use super::Checker;
use crate::types::{Annotations, Type, TypeKind};

/// Where a type stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The type of an attribute.
    Attribute,
    /// The type of a constant.
    Const,
    /// The type of an argument.
    Argument,
    /// The type of a dictionary member.
    DictionaryMember,
    /// A return type, a type that a typedef names, or an element of another type.
    Other,
}

impl Checker<'_> {
    /// Checks a type and all types in it.
    pub(super) fn ty(&mut self, ty: &Type, place: Place) {
        self.annotations(ty);
        match &ty.kind {
            TypeKind::Nullable(inner) => self.nullable(inner, ty, place),
            TypeKind::Union(members) => self.union(ty, members),
            TypeKind::Record(key, value) => {
                self.annotations(key);
                self.ty(value, Place::Other);
            }
            TypeKind::ObservableArray(inner) => {
                let element = self.model.expand(inner);
                if matches!(
                    element.non_null().kind,
                    TypeKind::Dictionary(_)
                        | TypeKind::Sequence(_)
                        | TypeKind::Record(..)
                        | TypeKind::ObservableArray(_)
                ) {
                    let message = format!("an observable array cannot hold `{}`", inner.kind);
                    self.error(inner.span, message);
                }
                self.ty(inner, Place::Other);
            }
            TypeKind::Sequence(inner)
            | TypeKind::AsyncSequence(inner)
            | TypeKind::FrozenArray(inner)
            | TypeKind::Promise(inner) => self.ty(inner, Place::Other),
            _ => {}
        }
        self.placed(ty, place);
    }

    /// <https://webidl.spec.whatwg.org/#idl-nullable-type>
    fn nullable(&mut self, inner: &Type, ty: &Type, place: Place) {
        let expanded = self.model.expand(inner);
        let problem = match &expanded.kind {
            TypeKind::Any => Some("`any` holds null already"),
            TypeKind::Promise(_) => Some("a promise cannot be nullable"),
            TypeKind::ObservableArray(_) => Some("an observable array cannot be nullable"),
            TypeKind::Nullable(_) => Some("this type is nullable already"),
            TypeKind::Union(_) if self.model.number_of_nullable_members(&expanded) > 0 => {
                Some("a union with a nullable member is nullable already")
            }
            TypeKind::Union(_) if self.model.includes_dictionary(&expanded) => {
                Some("a union with a dictionary cannot be nullable: null is an empty dictionary")
            }
            TypeKind::Dictionary(_)
                if matches!(place, Place::Argument | Place::DictionaryMember) =>
            {
                Some("a dictionary cannot be nullable here: null is an empty dictionary")
            }
            _ => None,
        };
        match (problem, &expanded.kind) {
            (Some(problem), TypeKind::Dictionary(_)) => self.warn(ty.span, problem),
            (Some(problem), _) => self.error(ty.span, problem),
            (None, _) => {}
        }
        self.ty(inner, Place::Other);
    }

    /// <https://webidl.spec.whatwg.org/#idl-union>
    fn union(&mut self, ty: &Type, members: &[Type]) {
        for member in members {
            match self.model.expand(member).kind {
                TypeKind::Any => self.error(member.span, "`any` cannot be a member of a union"),
                TypeKind::Promise(_) => {
                    self.error(member.span, "a promise cannot be a member of a union");
                }
                _ => {}
            }
            // What the place asks of members is asked of the union as a whole, which looks at all its members.
            self.ty(member, Place::Other);
        }
        let nullable = self.model.number_of_nullable_members(ty);
        if nullable > 1 {
            self.error(ty.span, "only one member of a union can be nullable");
        } else if nullable == 1 && self.model.includes_dictionary(ty) {
            self.error(
                ty.span,
                "a union with a dictionary cannot have a nullable member: null is an empty dictionary",
            );
        }
        let flat = self.model.flattened_members(ty);
        for (index, a) in flat.iter().enumerate() {
            for b in flat.iter().skip(index + 1) {
                let reported = matches!(a.kind, TypeKind::Any | TypeKind::Promise(_))
                    || matches!(b.kind, TypeKind::Any | TypeKind::Promise(_));
                if !reported && !self.model.distinguishable_expanded(a, b) {
                    let message = format!(
                        "`{}` and `{}` cannot be told apart in a union",
                        a.kind, b.kind
                    );
                    // Standards have unions of two enumerations, of two dictionaries, and of an interface and its
                    // parent: the first that fits is taken.
                    match (&a.kind, &b.kind) {
                        (TypeKind::Enum(_), TypeKind::Enum(_))
                        | (TypeKind::Dictionary(_), TypeKind::Dictionary(_))
                        | (TypeKind::Interface(_), TypeKind::Interface(_)) => {
                            self.warn(ty.span, message);
                        }
                        _ => self.error(ty.span, message),
                    }
                }
            }
        }
    }

    /// What a type may be where it stands.
    fn placed(&mut self, ty: &Type, place: Place) {
        let expanded = self.model.expand(ty);
        match place {
            Place::Attribute => self.of_attribute(ty),
            Place::Const => {
                let primitive = expanded.kind.is_primitive()
                    || matches!(expanded.kind, TypeKind::Unresolved(_));
                if !primitive {
                    let message = format!("a constant is a boolean or a number, not `{}`", ty.kind);
                    self.error(ty.span, message);
                }
            }
            Place::Argument | Place::DictionaryMember => {
                let what = if place == Place::Argument {
                    "an argument"
                } else {
                    "a dictionary member"
                };
                if self.model.includes_undefined(ty) {
                    let message = format!("{what} cannot be `undefined`; make it optional");
                    self.error(ty.span, message);
                }
                if matches!(expanded.kind, TypeKind::FrozenArray(_)) {
                    // A callback of Web Audio has such arguments.
                    let message = format!("{what} cannot be a frozen array; use a sequence");
                    self.warn(ty.span, message);
                }
                if matches!(expanded.kind, TypeKind::ObservableArray(_)) {
                    let message = format!("{what} cannot be an observable array");
                    self.error(ty.span, message);
                }
            }
            Place::Other => {
                if matches!(ty.kind, TypeKind::ObservableArray(_)) {
                    self.error(ty.span, "only an attribute can be an observable array");
                }
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-attributes>: "The type of the attribute, after resolving typedefs, must
    /// not be …"
    fn of_attribute(&mut self, ty: &Type) {
        for member in self.model.flattened_members(ty) {
            let what = match member.kind {
                TypeKind::Sequence(_) => "a sequence; use FrozenArray or ObservableArray",
                TypeKind::AsyncSequence(_) => "an async sequence",
                TypeKind::Dictionary(_) => {
                    self.warn(ty.span, "an attribute cannot be a dictionary");
                    continue;
                }
                TypeKind::Record(..) => "a record",
                _ => continue,
            };
            self.error(ty.span, format!("an attribute cannot be {what}"));
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-type-extended-attribute-associated-with>: which types each may annotate.
    /// A typedef's own annotations are reported where it is defined.
    pub(super) fn annotations(&mut self, ty: &Type) {
        let here = ty.annotations;
        if here == Annotations::default() {
            return;
        }
        let flat = self.model.flattened_members(ty);
        let known = |ty: &Type| matches!(ty.kind, TypeKind::Unresolved(_));
        let all = |fits: &dyn Fn(&Type) -> bool| flat.iter().all(|ty| known(ty) || fits(ty));
        let integer = |ty: &Type| ty.kind.is_integer();
        let string = |ty: &Type| matches!(ty.kind, TypeKind::DomString | TypeKind::UsvString);
        let view = |ty: &Type| matches!(ty.kind, TypeKind::Buffer(kind) if kind.is_view());
        let buffer = |ty: &Type| matches!(ty.kind, TypeKind::Buffer(_));
        let nullable = self.model.includes_nullable(ty);
        let rules: [(bool, &str, bool, &str); 5] = [
            (here.clamp, "Clamp", all(&integer), "an integer"),
            (
                here.enforce_range,
                "EnforceRange",
                all(&integer),
                "an integer",
            ),
            (
                here.allow_shared,
                "AllowShared",
                all(&view),
                "a buffer view",
            ),
            (
                here.allow_resizable,
                "AllowResizable",
                all(&buffer),
                "a buffer or buffer view",
            ),
            (
                here.legacy_null_to_empty_string,
                "LegacyNullToEmptyString",
                all(&string) && !nullable,
                "a DOMString or USVString that is not nullable",
            ),
        ];
        for (set, name, fits, wanted) in rules {
            if set && !fits {
                let message = format!("[{name}] needs {wanted}, not `{}`", ty.kind);
                self.error(ty.span, message);
            }
        }
        let expanded = self.model.expand(ty).annotations;
        if expanded.clamp && expanded.enforce_range {
            self.error(ty.span, "[Clamp] and [EnforceRange] exclude each other");
        }
    }
}
