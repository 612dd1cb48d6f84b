//! Typedefs that name themselves, or that grow beyond any use when expanded: reported, and replaced by a type from
//! which nothing follows, so that expanding always ends.

use crate::diagnostic::Diagnostic;
use crate::model::Typedef;
use crate::types::{Type, TypeKind};
use std::collections::{BTreeMap, HashMap};

/// How deep an expanded type may nest.
const DEEPEST: u64 = 128;
/// How many types an expanded type may consist of.
const LARGEST: u64 = 1024;

/// The measure of an expanded type.
#[derive(Clone, Copy)]
struct Size {
    depth: u64,
    count: u64,
}

/// Reports what is wrong with each typedef, and makes those harmless.
pub(super) fn break_cycles(typedefs: &mut BTreeMap<String, Typedef>, errors: &mut Vec<Diagnostic>) {
    let names: Vec<String> = typedefs.keys().cloned().collect();
    // `None` while a typedef is being measured.
    let mut sizes: HashMap<String, Option<Size>> = HashMap::new();
    for name in names {
        // The typedefs that are being measured, each waiting for one that it refers to.
        let mut stack = vec![name];
        while let Some(name) = stack.last().cloned() {
            let Some(typedef) = typedefs.get_mut(&name) else {
                stack.pop();
                continue;
            };
            if matches!(sizes.get(&name), Some(Some(_))) {
                stack.pop();
                continue;
            }
            sizes.insert(name.clone(), None);
            let mut wrong = None;
            match measure(&typedef.ty, &sizes) {
                Measured::Size(size) if size.depth <= DEEPEST && size.count <= LARGEST => {
                    sizes.insert(name.clone(), Some(size));
                    stack.pop();
                    continue;
                }
                Measured::Size(_) => {
                    wrong = Some(format!(
                        "`{name}` expands to more than {LARGEST} types or nests more than {DEEPEST} levels deep"
                    ));
                }
                Measured::Cycle => wrong = Some(format!("`{name}` is defined by itself")),
                Measured::Needs(next) => stack.push(next),
            }
            if let Some(message) = wrong {
                errors.push(Diagnostic::new(typedef.name.span, message));
                typedef.ty.kind = TypeKind::Unresolved(name);
            }
        }
    }
}

/// What measuring a type gives.
enum Measured {
    Size(Size),
    /// It refers to a typedef that is not measured yet.
    Needs(String),
    /// It refers to a typedef that is being measured.
    Cycle,
}

/// Measures a type; its own depth is bounded by the parser.
fn measure(ty: &Type, sizes: &HashMap<String, Option<Size>>) -> Measured {
    let mut size = Size { depth: 0, count: 1 };
    let parts: Vec<&Type> = match &ty.kind {
        TypeKind::Typedef(name) => {
            return match sizes.get(name) {
                Some(Some(size)) => Measured::Size(*size),
                Some(None) => Measured::Cycle,
                None => Measured::Needs(name.clone()),
            };
        }
        TypeKind::Sequence(inner)
        | TypeKind::AsyncSequence(inner)
        | TypeKind::FrozenArray(inner)
        | TypeKind::ObservableArray(inner)
        | TypeKind::Promise(inner)
        | TypeKind::Nullable(inner) => vec![inner],
        TypeKind::Record(key, value) => vec![key, value],
        TypeKind::Union(members) => members.iter().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        match measure(part, sizes) {
            Measured::Size(inner) => {
                size.depth = size.depth.max(inner.depth + 1);
                size.count = size.count.saturating_add(inner.count);
            }
            other => return other,
        }
    }
    Measured::Size(size)
}
