//! Tokens to syntax, by recursive descent, with recovery: after an error the parser goes on at the next member or
//! definition, so that all errors of a file come at once.
//!
//! This file holds what all productions share; `definitions.rs`, `members.rs`, `arguments.rs`, `attributes.rs`
//! (extended attributes) and `types.rs` hold the productions. What the grammar alone cannot tell is left to the
//! resolver and the checks.

mod arguments;
mod attributes;
mod definitions;
mod members;
mod types;

pub(crate) use types::type_words;

use crate::ast::{Ast, Common, Ident};
use crate::diagnostic::Diagnostic;
use crate::lexer::{Token, TokenKind, Tokens, lex};
use crate::source::{FileId, Span};
use crate::suggest::did_you_mean;

/// How deep types and extended attributes may nest.
pub(crate) const DEEPEST: usize = 64;

/// Parses one file.
///
/// The syntax holds all that could be understood, also when there are errors.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Ast, Vec<Diagnostic>) {
    let mut errors = Vec::new();
    let tokens = lex(file, text, &mut errors);
    let mut parser = Parser {
        file,
        tokens,
        at: 0,
        depth: 0,
        errors,
    };
    let ast = parser.ast();
    let mut errors = parser.errors;
    errors.sort_by_key(|error| error.span.place());
    (ast, errors)
}

/// The error is reported; the caller gives up this construct.
struct Failed;

/// What a production gives.
type Parsed<T> = Result<T, Failed>;

/// The state of parsing one file.
struct Parser<'a> {
    file: FileId,
    tokens: Tokens<'a>,
    /// The index of the next token.
    at: usize,
    /// How deep types and extended attributes nest here.
    depth: usize,
    errors: Vec<Diagnostic>,
}

/// What a definition or member starts with: its first token's index, and the rest of [`Common`].
struct Start {
    at: usize,
    common: Common,
}

impl<'a> Parser<'a> {
    /// The next token.
    fn peek(&self) -> Token {
        self.tokens.get(self.at)
    }

    /// The token `ahead` after the next.
    fn peek_at(&self, ahead: usize) -> Token {
        self.tokens.get(self.at + ahead)
    }

    /// Moves past the next token; never past the end.
    fn bump(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    /// The text of the next token.
    fn text(&self) -> &'a str {
        self.tokens.text(self.peek())
    }

    /// The span of a token.
    fn span_of(&self, token: Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }

    /// The span of the next token.
    fn here(&self) -> Span {
        self.span_of(self.peek())
    }

    /// The span of the token before the next.
    fn before(&self) -> Span {
        match self.at.checked_sub(1) {
            Some(at) => self.span_of(self.tokens.get(at)),
            None => Span::new(self.file, 0, 0),
        }
    }

    /// The span from `start` to the token before the next.
    fn since(&self, start: Span) -> Span {
        start.to(self.before())
    }

    /// Whether the token `ahead` after the next is this keyword.
    fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        let token = self.peek_at(ahead);
        token.kind == TokenKind::Ident && self.tokens.text(token) == word
    }

    /// Whether the next token is this keyword.
    fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    /// Whether the next token is this punctuation.
    fn is(&self, punct: char) -> bool {
        self.peek().kind == TokenKind::Punct(punct)
    }

    /// Moves past this keyword, if it is next.
    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.bump();
        }
        found
    }

    /// Moves past this punctuation, if it is next.
    fn eat(&mut self, punct: char) -> bool {
        let found = self.is(punct);
        if found {
            self.bump();
        }
        found
    }

    /// Reports an error.
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::new(span, message));
    }

    /// How the next token is called in messages.
    fn shown(&self) -> String {
        let token = self.peek();
        match token.kind {
            TokenKind::End => "the end of the file".to_owned(),
            TokenKind::String => "a string".to_owned(),
            _ => format!("`{}`", self.text()),
        }
    }

    /// Reports that something else was expected here, with the closest of `words` if there is one.
    fn unexpected<T>(&mut self, expected: &str, words: &[&str]) -> Parsed<T> {
        let message = format!("expected {expected}, found {}", self.shown());
        let mut error = Diagnostic::new(self.here(), message);
        if self.peek().kind == TokenKind::Ident {
            error.help = did_you_mean(self.text(), words.iter().copied());
        }
        self.errors.push(error);
        Err(Failed)
    }

    /// Moves past this punctuation, or reports that it is missing. A missing `;` is reported behind the token before,
    /// where it should stand.
    fn expect(&mut self, punct: char) -> Parsed<Token> {
        if self.is(punct) {
            return Ok(self.bump());
        }
        if punct == ';' && self.at > 0 {
            let before = self.before();
            let span = Span::new(self.file, before.end, before.end);
            let message = format!("expected `;`, found {}", self.shown());
            self.error(span, message);
            // At the end of a line or block nothing but the `;` is missing.
            let next = self.peek();
            let ended = self.is('}') || self.tokens.newlines(before.end, next.start) > 0;
            return if ended { Ok(next) } else { Err(Failed) };
        }
        self.unexpected(&format!("`{punct}`"), &[])
    }

    /// Moves past this keyword, or reports that it is missing.
    fn expect_word(&mut self, word: &str) -> Parsed<Token> {
        if self.is_word(word) {
            return Ok(self.bump());
        }
        self.unexpected(&format!("`{word}`"), &[word])
    }

    /// An identifier that may not be a keyword, except those in `allowed`. `what` says what it names.
    fn ident(&mut self, what: &str, allowed: &[&str]) -> Parsed<Ident> {
        let token = self.peek();
        if token.kind != TokenKind::Ident {
            return self.unexpected(what, &[]);
        }
        let text = self.tokens.text(token);
        let span = self.span_of(token);
        if is_keyword(text) && !allowed.contains(&text) {
            let message = format!("expected {what}, found the keyword `{text}`");
            let help = format!("write `_{text}` to use it as a name");
            self.errors.push(Diagnostic::new(span, message).help(help));
            return Err(Failed);
        }
        self.bump();
        Ok(unescaped(text, span))
    }

    /// An identifier that gives something its name: <https://webidl.spec.whatwg.org/#dfn-reserved-identifier>
    fn new_name(&mut self, what: &str, allowed: &[&str]) -> Parsed<Ident> {
        let ident = self.ident(what, allowed)?;
        if ident == "constructor" || ident == "toString" {
            self.error(ident.span, format!("the name `{ident}` is reserved"));
        }
        Ok(ident)
    }

    /// Where the next definition or member starts, with its comments and extended attributes.
    fn start(&mut self) -> Start {
        let at = self.at;
        let common = Common {
            span: self.here(),
            doc: self.tokens.doc(at),
            ext_attrs: self.ext_attrs(),
        };
        Start { at, common }
    }

    /// The common part of what began at `start` and ends before the next token.
    fn finish(&self, start: Start) -> Common {
        Common {
            span: self.since(start.common.span),
            ..start.common
        }
    }

    /// Runs a production one level deeper, unless that is too deep.
    fn deeper<T>(&mut self, production: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let message = format!("this is nested more than {DEEPEST} levels deep");
            self.error(self.here(), message);
            return Err(Failed);
        }
        self.depth += 1;
        let result = production(self);
        self.depth -= 1;
        result
    }

    /// Skips to behind the next `;` that is in no bracket opened on the way, or to a `}` that closes one that was
    /// open before. Always moves on past `start`, the place where the failed construct began.
    fn recover(&mut self, start: usize) {
        let mut open = 0usize;
        loop {
            match self.peek().kind {
                TokenKind::End => return,
                TokenKind::Punct('{') => open += 1,
                TokenKind::Punct('}') if open == 0 => break,
                TokenKind::Punct('}') => open -= 1,
                TokenKind::Punct(';') if open == 0 => {
                    self.bump();
                    return;
                }
                // A definition that starts in a new line ends what was broken before it.
                TokenKind::Ident if open == 0 && self.at > start && self.starts_definition() => {
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Whether the next tokens can only be the start of a definition.
    fn starts_definition(&self) -> bool {
        let brace = |ahead: usize| {
            let token = self.peek_at(ahead);
            matches!(token.kind, TokenKind::Punct('{' | ':'))
        };
        let word = self.text();
        let two = self.peek_at(1).kind == TokenKind::Ident;
        match word {
            "partial" => ["interface", "dictionary", "namespace"]
                .iter()
                .any(|word| self.is_word_at(1, word)),
            "interface" if self.is_word_at(1, "mixin") => brace(3),
            "interface" | "dictionary" | "namespace" | "enum" => two && brace(2),
            "callback" if self.is_word_at(1, "interface") => brace(3),
            "callback" => two && self.peek_at(2).kind == TokenKind::Punct('='),
            "typedef" => true,
            _ => false,
        }
    }
}

/// <https://webidl.spec.whatwg.org/#idl-names>: the identifier that a token stands for, without its escape.
fn unescaped(text: &str, span: Span) -> Ident {
    let name = text.strip_prefix('_').unwrap_or(text).to_owned();
    Ident { name, span }
}

/// The words that are terminal symbols of the grammar.
const KEYWORDS: &[&str] = &[
    "ArrayBuffer",
    "BigInt64Array",
    "BigUint64Array",
    "ByteString",
    "DOMString",
    "DataView",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "FrozenArray",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "NaN",
    "ObservableArray",
    "Promise",
    "SharedArrayBuffer",
    "USVString",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "any",
    "async",
    "async_iterable",
    "async_sequence",
    "attribute",
    "bigint",
    "boolean",
    "byte",
    "callback",
    "const",
    "constructor",
    "deleter",
    "dictionary",
    "double",
    "enum",
    "false",
    "float",
    "getter",
    "includes",
    "inherit",
    "interface",
    "iterable",
    "long",
    "maplike",
    "mixin",
    "namespace",
    "null",
    "object",
    "octet",
    "optional",
    "or",
    "partial",
    "readonly",
    "record",
    "required",
    "sequence",
    "setlike",
    "setter",
    "short",
    "static",
    "stringifier",
    "symbol",
    "true",
    "typedef",
    "undefined",
    "unrestricted",
    "unsigned",
];

/// Whether a word is a terminal symbol of the grammar, so that a name spelt like it is written with `_` in front.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok() || word == "-Infinity"
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, is_keyword};

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted());
        assert!(is_keyword("unsigned") && is_keyword("ArrayBuffer") && !is_keyword("URL"));
    }
}
