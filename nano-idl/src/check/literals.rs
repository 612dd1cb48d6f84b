//! Whether a constant or default value is a value of its type.

use super::Checker;
use crate::ast::Literal;
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::types::{Type, TypeKind};

impl Checker<'_> {
    /// Checks a default value or the value of a constant.
    pub(super) fn literal(&mut self, literal: &Literal, ty: &Type, span: Span) {
        let flat = self.model.flattened_members(ty);
        let anything = |ty: &Type| matches!(ty.kind, TypeKind::Any | TypeKind::Unresolved(_));
        if flat.iter().any(anything) {
            return;
        }
        let any = |fits: &dyn Fn(&TypeKind) -> bool| flat.iter().any(|ty| fits(&ty.kind));
        let fits = match literal {
            Literal::Null => self.model.includes_nullable(ty),
            Literal::Undefined => any(&|kind| *kind == TypeKind::Undefined),
            Literal::Boolean(_) => any(&|kind| *kind == TypeKind::Boolean),
            Literal::Integer(value) => {
                if any(&|kind| kind.is_integer()) && !any(&|kind| holds(kind, *value)) {
                    let message = format!("{value} is out of the range of `{}`", ty.kind);
                    self.error(span, message);
                    return;
                }
                any(&|kind| kind.is_numeric() || *kind == TypeKind::BigInt)
            }
            Literal::Float(value) => any(&|kind| match kind {
                TypeKind::Float => value.0.is_finite() && (value.0 as f32).is_finite(),
                TypeKind::Double => value.0.is_finite(),
                TypeKind::UnrestrictedFloat | TypeKind::UnrestrictedDouble => true,
                _ => false,
            }),
            Literal::String(value) => return self.string(value, ty, &flat, span),
            Literal::EmptySequence => any(&|kind| matches!(kind, TypeKind::Sequence(_))),
            // SPEC BUG: the standard gives `{}` to dictionaries only; WebGPU and WebTransport give it to records too,
            // where it can only mean an empty one.
            Literal::EmptyDictionary => {
                any(&|kind| matches!(kind, TypeKind::Dictionary(_) | TypeKind::Record(..)))
            }
        };
        if !fits {
            let message = format!("{literal} is not a value of `{}`", ty.kind);
            if *literal == Literal::Null {
                self.warn(span, message);
                return;
            }
            self.error(span, message);
        }
    }

    /// Checks a string: for an enumeration it must be one of the values.
    fn string(&mut self, value: &str, ty: &Type, flat: &[Type], span: Span) {
        let mut values = Vec::new();
        for member in flat {
            match &member.kind {
                TypeKind::DomString | TypeKind::UsvString => return,
                TypeKind::ByteString if value.chars().all(|c| u32::from(c) <= 0xFF) => return,
                TypeKind::Enum(name) => {
                    let definition = self.model.enumeration(name);
                    values.extend(definition.into_iter().flat_map(|it| &it.values));
                }
                _ => {}
            }
        }
        if values.iter().any(|known| known.value == value) {
            return;
        }
        let message = format!("\"{value}\" is not a value of `{}`", ty.kind);
        let mut error = crate::diagnostic::Diagnostic::new(span, message);
        error.help = did_you_mean(value, values.iter().map(|known| known.value.as_str()));
        self.errors.push(error);
    }
}

/// Whether an integer is in the range of a type; <https://webidl.spec.whatwg.org/#idl-types>
fn holds(kind: &TypeKind, value: i128) -> bool {
    match kind {
        TypeKind::Byte => i8::try_from(value).is_ok(),
        TypeKind::Octet => u8::try_from(value).is_ok(),
        TypeKind::Short => i16::try_from(value).is_ok(),
        TypeKind::UnsignedShort => u16::try_from(value).is_ok(),
        TypeKind::Long => i32::try_from(value).is_ok(),
        TypeKind::UnsignedLong => u32::try_from(value).is_ok(),
        TypeKind::LongLong => i64::try_from(value).is_ok(),
        TypeKind::UnsignedLongLong => u64::try_from(value).is_ok(),
        kind => kind.is_numeric(),
    }
}
