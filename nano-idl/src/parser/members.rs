//! Members of interfaces, mixins, callback interfaces and namespaces.
//!
//! All members parse in all four; which of them may stand where is checked in `check/`, with better messages.

use super::{Failed, Parsed, Parser};
use crate::ast::{Member, MemberKind, Modifier, Special};
use crate::lexer::TokenKind;
use crate::types::Type;

/// <https://webidl.spec.whatwg.org/#prod-AttributeNameKeyword>
const ATTRIBUTE_NAMES: &[&str] = &["async", "required"];

/// <https://webidl.spec.whatwg.org/#prod-OperationNameKeyword>
const OPERATION_NAMES: &[&str] = &["includes"];

impl Parser<'_> {
    /// `{ … };`
    pub(super) fn members(&mut self) -> Parsed<Vec<Member>> {
        let mut members = Vec::new();
        self.expect('{')?;
        while self.in_block() {
            let start = self.start();
            let first = self.at;
            match self.member() {
                Ok(kind) => {
                    let common = self.finish(start);
                    members.push(Member { common, kind });
                }
                Err(Failed) => self.recover(first),
            }
        }
        self.end_block()?;
        Ok(members)
    }

    /// <https://webidl.spec.whatwg.org/#prod-InterfaceMember>
    fn member(&mut self) -> Parsed<MemberKind> {
        if self.peek().kind == TokenKind::Ident {
            match self.text() {
                "const" => return self.constant(),
                "constructor" => {
                    self.bump();
                    let arguments = self.arguments()?;
                    self.expect(';')?;
                    return Ok(MemberKind::Constructor { arguments });
                }
                "stringifier" => {
                    self.bump();
                    if self.eat(';') {
                        return Ok(MemberKind::Stringifier);
                    }
                    return self.attribute_or_operation(Modifier::Stringifier);
                }
                "static" => {
                    self.bump();
                    return self.attribute_or_operation(Modifier::Static);
                }
                "inherit" => {
                    self.bump();
                    return self.attribute(Modifier::Inherit);
                }
                "getter" => return self.special(Special::Getter),
                "setter" => return self.special(Special::Setter),
                "deleter" => return self.special(Special::Deleter),
                "async" if self.is_word_at(1, "iterable") => {
                    self.bump();
                    return self.async_iterable();
                }
                "async_iterable" => return self.async_iterable(),
                "iterable" => return self.iterable(),
                "maplike" => return self.maplike(false),
                "setlike" => return self.setlike(false),
                "readonly" if self.is_word_at(1, "maplike") => {
                    self.bump();
                    return self.maplike(true);
                }
                "readonly" if self.is_word_at(1, "setlike") => {
                    self.bump();
                    return self.setlike(true);
                }
                _ => {}
            }
        }
        self.attribute_or_operation(Modifier::None)
    }

    /// <https://webidl.spec.whatwg.org/#prod-Const>
    fn constant(&mut self) -> Parsed<MemberKind> {
        self.bump();
        let ty = self.ty()?;
        let name = self.new_name("the name of the constant", &[])?;
        self.expect('=')?;
        let value = self.literal()?;
        self.expect(';')?;
        Ok(MemberKind::Const { name, ty, value })
    }

    /// What may follow `static` and `stringifier`, and what starts with neither.
    fn attribute_or_operation(&mut self, modifier: Modifier) -> Parsed<MemberKind> {
        if self.is_word("readonly") || self.is_word("attribute") {
            return self.attribute(modifier);
        }
        self.operation(modifier, None)
    }

    /// <https://webidl.spec.whatwg.org/#prod-AttributeRest>
    fn attribute(&mut self, modifier: Modifier) -> Parsed<MemberKind> {
        let readonly = self.is_word("readonly");
        if readonly {
            let span = self.here();
            self.bump();
            if modifier == Modifier::Inherit {
                self.error(
                    span,
                    "an attribute that inherits its getter is not readonly",
                );
            }
        }
        self.expect_word("attribute")?;
        let ty = self.ty_with_ext_attrs()?;
        let name = self.new_name("the name of the attribute", ATTRIBUTE_NAMES)?;
        self.expect(';')?;
        Ok(MemberKind::Attribute {
            name,
            ty,
            readonly,
            modifier,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-SpecialOperation>
    fn special(&mut self, special: Special) -> Parsed<MemberKind> {
        self.bump();
        self.operation(Modifier::None, Some(special))
    }

    /// <https://webidl.spec.whatwg.org/#prod-RegularOperation>
    fn operation(&mut self, modifier: Modifier, special: Option<Special>) -> Parsed<MemberKind> {
        let return_type = self.ty()?;
        let named = !self.is('(');
        let name = if named {
            Some(self.new_name("the name of the operation", OPERATION_NAMES)?)
        } else {
            None
        };
        if name.is_none() && special.is_none() && modifier != Modifier::Stringifier {
            self.error(self.here(), "this operation has no name");
        }
        let arguments = self.arguments()?;
        self.expect(';')?;
        Ok(MemberKind::Operation {
            name,
            return_type,
            arguments,
            modifier,
            special,
        })
    }

    /// `<T>`
    fn one(&mut self) -> Parsed<Type> {
        self.expect('<')?;
        let ty = self.ty_with_ext_attrs()?;
        self.expect('>')?;
        Ok(ty)
    }

    /// `<V>` or `<K, V>`
    fn one_or_two(&mut self) -> Parsed<(Option<Type>, Type)> {
        self.expect('<')?;
        let first = self.ty_with_ext_attrs()?;
        let second = if self.eat(',') {
            Some(self.ty_with_ext_attrs()?)
        } else {
            None
        };
        self.expect('>')?;
        Ok(match second {
            Some(second) => (Some(first), second),
            None => (None, first),
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Iterable>
    fn iterable(&mut self) -> Parsed<MemberKind> {
        self.bump();
        let (key, value) = self.one_or_two()?;
        self.expect(';')?;
        Ok(MemberKind::Iterable { key, value })
    }

    /// <https://webidl.spec.whatwg.org/#prod-AsyncIterable>
    fn async_iterable(&mut self) -> Parsed<MemberKind> {
        self.bump();
        let (key, value) = self.one_or_two()?;
        let arguments = if self.is('(') {
            self.arguments()?
        } else {
            Vec::new()
        };
        self.expect(';')?;
        Ok(MemberKind::AsyncIterable {
            key,
            value,
            arguments,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-MaplikeRest>
    fn maplike(&mut self, readonly: bool) -> Parsed<MemberKind> {
        self.bump();
        self.expect('<')?;
        let key = self.ty_with_ext_attrs()?;
        self.expect(',')?;
        let value = self.ty_with_ext_attrs()?;
        self.expect('>')?;
        self.expect(';')?;
        Ok(MemberKind::Maplike {
            readonly,
            key,
            value,
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-SetlikeRest>
    fn setlike(&mut self, readonly: bool) -> Parsed<MemberKind> {
        self.bump();
        let value = self.one()?;
        self.expect(';')?;
        Ok(MemberKind::Setlike { readonly, value })
    }
}
