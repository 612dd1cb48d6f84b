//! Extended attributes, in the forms that the standard gives them.

use super::{Failed, Parsed, Parser, unescaped};
use crate::ast::{ExtAttr, ExtAttrValue, ExtAttrs};
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// <https://webidl.spec.whatwg.org/#prod-ExtendedAttributeList>. Never fails: after an error it goes on behind
    /// the list.
    pub(super) fn ext_attrs(&mut self) -> ExtAttrs {
        let mut attributes = Vec::new();
        if !self.is('[') {
            return ExtAttrs(attributes);
        }
        let first = self.at;
        if self
            .deeper(|parser| parser.ext_attr_list(&mut attributes))
            .is_err()
        {
            self.at = first;
            self.skip_list();
        }
        ExtAttrs(attributes)
    }

    /// `[A, B]`
    fn ext_attr_list(&mut self, attributes: &mut Vec<ExtAttr>) -> Parsed<()> {
        self.bump();
        loop {
            attributes.push(self.ext_attr()?);
            if self.eat(']') {
                break;
            }
            if !self.eat(',') {
                return self.unexpected("`,` or `]`", &[]);
            }
        }
        if self.is('[') {
            self.error(
                self.here(),
                "extended attributes stand in one list, separated by commas",
            );
            return Err(Failed);
        }
        Ok(())
    }

    /// Skips the lists that start here, each up to the `]` that ends it, but not past `;`, `{` or `}`.
    pub(super) fn skip_list(&mut self) {
        let mut open = 0usize;
        loop {
            match self.peek().kind {
                TokenKind::End | TokenKind::Punct(';' | '{' | '}') => return,
                TokenKind::Punct('[') => open += 1,
                TokenKind::Punct(']') => {
                    self.bump();
                    open = open.saturating_sub(1);
                    if open == 0 && !self.is('[') {
                        return;
                    }
                    continue;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// <https://webidl.spec.whatwg.org/#idl-extended-attributes>: the forms in which they stand.
    fn ext_attr(&mut self) -> Parsed<ExtAttr> {
        let start = self.here();
        if self.peek().kind != TokenKind::Ident {
            return self.unexpected("the name of an extended attribute", &[]);
        }
        let text = self.text();
        self.bump();
        let name = unescaped(text, start);
        let value = if self.is('(') {
            ExtAttrValue::Arguments(self.arguments()?)
        } else if self.eat('=') {
            self.ext_attr_value()?
        } else {
            ExtAttrValue::None
        };
        Ok(ExtAttr {
            name,
            value,
            span: self.since(start),
        })
    }

    /// What stands after the `=`.
    fn ext_attr_value(&mut self) -> Parsed<ExtAttrValue> {
        if self.eat('*') {
            return Ok(ExtAttrValue::Wildcard);
        }
        if self.eat('(') {
            let mut items = Vec::new();
            loop {
                items.push(self.ext_attr_item()?);
                if self.eat(')') {
                    return Ok(ExtAttrValue::List(items));
                }
                if !self.eat(',') {
                    return self.unexpected("`,` or `)`", &[]);
                }
            }
        }
        let item = self.ext_attr_item()?;
        match item {
            ExtAttrValue::Ident(name) if self.is('(') => {
                Ok(ExtAttrValue::NamedArguments(name, self.arguments()?))
            }
            item => Ok(item),
        }
    }

    /// An identifier, a string or a number.
    fn ext_attr_item(&mut self) -> Parsed<ExtAttrValue> {
        let token = self.peek();
        let text = self.text();
        let span = self.here();
        match token.kind {
            TokenKind::Ident => {
                self.bump();
                Ok(ExtAttrValue::Ident(unescaped(text, span)))
            }
            TokenKind::String => Ok(ExtAttrValue::String(self.string())),
            TokenKind::Integer => {
                self.bump();
                Ok(ExtAttrValue::Integer(self.integer(text, span)))
            }
            TokenKind::Decimal => {
                self.bump();
                Ok(ExtAttrValue::Decimal(self.decimal(text, span)))
            }
            _ => self.unexpected("an identifier, a string, a number, `*` or `(`", &[]),
        }
    }
}
