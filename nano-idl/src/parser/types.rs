//! Types.

use super::{Parsed, Parser, is_keyword, unescaped};
use crate::ast::ExtAttrs;
use crate::lexer::TokenKind;
use crate::source::Span;
use crate::types::{Annotations, BufferKind, Type, TypeKind};

/// The words with which a type starts, for suggestions; the names of buffer types come on top.
const TYPE_WORDS: &[&str] = &[
    "ByteString",
    "DOMString",
    "FrozenArray",
    "ObservableArray",
    "Promise",
    "USVString",
    "any",
    "async_sequence",
    "bigint",
    "boolean",
    "byte",
    "double",
    "float",
    "long",
    "object",
    "octet",
    "record",
    "sequence",
    "short",
    "symbol",
    "undefined",
    "unrestricted",
    "unsigned",
];

/// Every word that names a type of its own, for suggestions.
pub(crate) fn type_words() -> impl Iterator<Item = &'static str> {
    let buffers = BufferKind::ALL.into_iter().map(BufferKind::name);
    TYPE_WORDS.iter().copied().chain(buffers)
}

impl Parser<'_> {
    /// <https://webidl.spec.whatwg.org/#prod-TypeWithExtendedAttributes>
    pub(super) fn ty_with_ext_attrs(&mut self) -> Parsed<Type> {
        let start = self.here();
        let ext_attrs = self.ext_attrs();
        let mut ty = self.ty()?;
        ty.annotations = ty.annotations.and(Annotations::of(&ext_attrs));
        ty.ext_attrs = ext_attrs;
        ty.span = start.to(ty.span);
        Ok(ty)
    }

    /// <https://webidl.spec.whatwg.org/#prod-Type>
    pub(super) fn ty(&mut self) -> Parsed<Type> {
        self.deeper(Self::ty_inside)
    }

    fn ty_inside(&mut self) -> Parsed<Type> {
        let start = self.here();
        let kind = if self.is('(') {
            self.union()?
        } else {
            self.single()?
        };
        let mut ty = plain(kind, self.since(start));
        while self.is('?') {
            let question = self.here();
            self.bump();
            match &ty.kind {
                TypeKind::Nullable(_) => self.error(question, "this type is nullable already"),
                TypeKind::Any => self.error(question, "`any` holds null already"),
                TypeKind::Promise(_) => self.error(question, "a promise cannot be nullable"),
                _ => ty = plain(TypeKind::Nullable(Box::new(ty)), self.since(start)),
            }
        }
        Ok(ty)
    }

    /// <https://webidl.spec.whatwg.org/#prod-UnionType>
    fn union(&mut self) -> Parsed<TypeKind> {
        let start = self.here();
        self.bump();
        let mut members = Vec::new();
        loop {
            let member = self.ty_with_ext_attrs()?;
            if !member.ext_attrs.0.is_empty() && matches!(member.kind, TypeKind::Union(_)) {
                let message = "extended attributes stand on the members of this union";
                self.error(member.span, message);
            }
            match &member.kind {
                TypeKind::Any => self.error(member.span, "`any` cannot be a member of a union"),
                TypeKind::Promise(_) => {
                    self.error(member.span, "a promise cannot be a member of a union");
                }
                _ => {}
            }
            members.push(member);
            if self.eat(')') {
                break;
            }
            if !self.eat_word("or") {
                return self.unexpected("`or` or `)`", &["or"]);
            }
        }
        if members.len() < 2 {
            let span = self.since(start);
            self.error(span, "a union needs at least two members");
        }
        Ok(TypeKind::Union(members))
    }

    /// <https://webidl.spec.whatwg.org/#prod-SingleType>
    fn single(&mut self) -> Parsed<TypeKind> {
        if self.peek().kind != TokenKind::Ident {
            return self.unexpected("a type", &[]);
        }
        let text = self.text();
        let span = self.here();
        if let Some(buffer) = BufferKind::ALL.into_iter().find(|kind| kind.name() == text) {
            self.bump();
            return Ok(TypeKind::Buffer(buffer));
        }
        let simple = match text {
            "any" => Some(TypeKind::Any),
            "undefined" => Some(TypeKind::Undefined),
            "boolean" => Some(TypeKind::Boolean),
            "byte" => Some(TypeKind::Byte),
            "octet" => Some(TypeKind::Octet),
            "bigint" => Some(TypeKind::BigInt),
            "float" => Some(TypeKind::Float),
            "double" => Some(TypeKind::Double),
            "DOMString" => Some(TypeKind::DomString),
            "ByteString" => Some(TypeKind::ByteString),
            "USVString" => Some(TypeKind::UsvString),
            "object" => Some(TypeKind::Object),
            "symbol" => Some(TypeKind::Symbol),
            _ => None,
        };
        if let Some(kind) = simple {
            self.bump();
            return Ok(kind);
        }
        match text {
            "unsigned" | "short" | "long" => return self.integer_type(),
            "unrestricted" => {
                self.bump();
                if self.eat_word("float") {
                    return Ok(TypeKind::UnrestrictedFloat);
                }
                if self.eat_word("double") {
                    return Ok(TypeKind::UnrestrictedDouble);
                }
                return self.unexpected("`float` or `double`", &["float", "double"]);
            }
            "sequence" => return Ok(TypeKind::Sequence(self.parameter()?)),
            "async_sequence" => return Ok(TypeKind::AsyncSequence(self.parameter()?)),
            "FrozenArray" => return Ok(TypeKind::FrozenArray(self.parameter()?)),
            "ObservableArray" => return Ok(TypeKind::ObservableArray(self.parameter()?)),
            "Promise" => {
                self.bump();
                self.expect('<')?;
                let inner = self.ty()?;
                self.expect('>')?;
                return Ok(TypeKind::Promise(Box::new(inner)));
            }
            "record" => return self.record(),
            _ => {}
        }
        if is_keyword(text) {
            let words: Vec<&str> = type_words().collect();
            return self.unexpected("a type", &words);
        }
        self.bump();
        Ok(TypeKind::Unresolved(unescaped(text, span).name))
    }

    /// <https://webidl.spec.whatwg.org/#prod-UnsignedIntegerType>
    fn integer_type(&mut self) -> Parsed<TypeKind> {
        let unsigned = self.eat_word("unsigned");
        if self.eat_word("short") {
            return Ok(if unsigned {
                TypeKind::UnsignedShort
            } else {
                TypeKind::Short
            });
        }
        if !self.eat_word("long") {
            return self.unexpected("`short` or `long`", &["short", "long"]);
        }
        let double = self.eat_word("long");
        Ok(match (unsigned, double) {
            (false, false) => TypeKind::Long,
            (false, true) => TypeKind::LongLong,
            (true, false) => TypeKind::UnsignedLong,
            (true, true) => TypeKind::UnsignedLongLong,
        })
    }

    /// `sequence<T>` and its siblings.
    fn parameter(&mut self) -> Parsed<Box<Type>> {
        self.bump();
        self.expect('<')?;
        let inner = self.ty_with_ext_attrs()?;
        self.expect('>')?;
        Ok(Box::new(inner))
    }

    /// <https://webidl.spec.whatwg.org/#prod-RecordType>
    fn record(&mut self) -> Parsed<TypeKind> {
        self.bump();
        self.expect('<')?;
        let key = self.ty()?;
        let is_string = matches!(
            key.kind,
            TypeKind::DomString | TypeKind::ByteString | TypeKind::UsvString
        );
        if !is_string {
            self.error(
                key.span,
                "the key of a record is DOMString, ByteString or USVString",
            );
        }
        self.expect(',')?;
        let value = self.ty_with_ext_attrs()?;
        self.expect('>')?;
        Ok(TypeKind::Record(Box::new(key), Box::new(value)))
    }
}

/// A type without annotations.
fn plain(kind: TypeKind, span: Span) -> Type {
    Type {
        kind,
        annotations: Annotations::default(),
        ext_attrs: ExtAttrs::default(),
        span,
    }
}
