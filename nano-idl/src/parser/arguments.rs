//! Arguments and literals.

use super::{Parsed, Parser};
use crate::ast::{Argument, Float, Literal};
use crate::diagnostic::Diagnostic;
use crate::lexer::TokenKind;

/// <https://webidl.spec.whatwg.org/#prod-ArgumentNameKeyword>
const ARGUMENT_NAMES: &[&str] = &[
    "async",
    "attribute",
    "callback",
    "const",
    "constructor",
    "deleter",
    "dictionary",
    "enum",
    "getter",
    "includes",
    "inherit",
    "interface",
    "iterable",
    "maplike",
    "mixin",
    "namespace",
    "partial",
    "readonly",
    "required",
    "setlike",
    "setter",
    "static",
    "stringifier",
    "typedef",
    "unrestricted",
];

impl Parser<'_> {
    /// `(a, b)`: <https://webidl.spec.whatwg.org/#prod-ArgumentList>
    pub(super) fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        let mut arguments = Vec::new();
        self.expect('(')?;
        if self.eat(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.argument()?);
            if self.eat(')') {
                return Ok(arguments);
            }
            if !self.eat(',') {
                return self.unexpected("`,` or `)`", &[]);
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#prod-Argument>
    fn argument(&mut self) -> Parsed<Argument> {
        let start = self.start();
        let optional = self.eat_word("optional");
        let ty = if optional {
            self.ty_with_ext_attrs()?
        } else {
            self.ty()?
        };
        let ellipsis = self.here();
        let variadic = self.peek().kind == TokenKind::Ellipsis;
        if variadic {
            self.bump();
            if optional {
                self.error(ellipsis, "a variadic argument is optional anyway")
            }
        }
        let name = self.ident("the name of the argument", ARGUMENT_NAMES)?;
        let equals = self.here();
        let default = self.default()?;
        if default.is_some() && !optional {
            let error = Diagnostic::new(
                equals.to(self.before()),
                "only an optional argument can have a default value",
            );
            self.errors.push(error);
        }
        Ok(Argument {
            common: self.finish(start),
            name,
            ty,
            optional: optional && !variadic,
            variadic,
            default: default.filter(|_| optional && !variadic),
        })
    }

    /// <https://webidl.spec.whatwg.org/#prod-Default>
    pub(super) fn default(&mut self) -> Parsed<Option<Literal>> {
        if !self.eat('=') {
            return Ok(None);
        }
        self.literal().map(Some)
    }

    /// <https://webidl.spec.whatwg.org/#prod-DefaultValue>
    pub(super) fn literal(&mut self) -> Parsed<Literal> {
        let token = self.peek();
        let text = self.text();
        let span = self.here();
        match token.kind {
            TokenKind::String => return Ok(Literal::String(self.string())),
            TokenKind::Integer => {
                self.bump();
                return Ok(Literal::Integer(self.integer(text, span)));
            }
            TokenKind::Decimal => {
                self.bump();
                return Ok(Literal::Float(Float(self.decimal(text, span))));
            }
            TokenKind::Punct('[') => {
                self.bump();
                self.expect(']')?;
                return Ok(Literal::EmptySequence);
            }
            TokenKind::Punct('{') => {
                self.bump();
                self.expect('}')?;
                return Ok(Literal::EmptyDictionary);
            }
            _ => {}
        }
        let literal = match text {
            "null" => Literal::Null,
            "undefined" => Literal::Undefined,
            "true" => Literal::Boolean(true),
            "false" => Literal::Boolean(false),
            "Infinity" => Literal::Float(Float(f64::INFINITY)),
            "-Infinity" => Literal::Float(Float(f64::NEG_INFINITY)),
            "NaN" => Literal::Float(Float(f64::NAN)),
            _ => {
                let words = ["null", "undefined", "true", "false", "Infinity", "NaN"];
                return self.unexpected("a value", &words);
            }
        };
        self.bump();
        Ok(literal)
    }

    /// The content of the string that is next.
    pub(super) fn string(&mut self) -> String {
        let text = self.text();
        self.bump();
        let text = text.strip_prefix('"').unwrap_or(text);
        text.strip_suffix('"').unwrap_or(text).to_owned()
    }

    /// <https://webidl.spec.whatwg.org/#dfn-value-of-integer-token>
    pub(super) fn integer(&mut self, text: &str, span: crate::source::Span) -> i128 {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let hexadecimal = digits
            .strip_prefix("0x")
            .or_else(|| digits.strip_prefix("0X"));
        let (digits, base) = match (hexadecimal, digits.strip_prefix('0')) {
            (Some(digits), _) => (digits, 16),
            (None, Some(digits)) if !digits.is_empty() => (digits, 8),
            _ => (digits, 10),
        };
        match i128::from_str_radix(digits, base) {
            Ok(value) if negative => -value,
            Ok(value) => value,
            Err(_) if base == 8 && digits.bytes().any(|byte| byte > b'7') => {
                self.error(
                    span,
                    "a number that starts with 0 is octal and has no digits 8 and 9",
                );
                0
            }
            Err(_) => {
                self.error(span, "this number is too large for any type");
                0
            }
        }
    }

    /// <https://webidl.spec.whatwg.org/#dfn-value-of-decimal-token>
    pub(super) fn decimal(&mut self, text: &str, span: crate::source::Span) -> f64 {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => value,
            _ => {
                self.error(span, "this number is too large for any type");
                0.0
            }
        }
    }
}
