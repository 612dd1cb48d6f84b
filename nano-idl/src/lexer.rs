//! Text to tokens, with the comments before each token.
//!
//! <https://webidl.spec.whatwg.org/#idl-grammar> (the terminal symbols). Keywords are identifiers here: which
//! identifier is a keyword depends on where it stands, and only the parser knows that.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An identifier or keyword.
    Ident,
    /// `1`, `-0x1F`
    Integer,
    /// `0.5`
    Decimal,
    /// `"text"`
    String,
    /// `...`
    Ellipsis,
    /// One character of punctuation.
    Punct(char),
    /// The end of the text.
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The index of the first comment between the token before and this one.
    comments: u32,
}

/// The tokens of a file; the last is always [`TokenKind::End`].
pub(crate) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Where each comment stands, markers included.
    comments: Vec<Range<u32>>,
}

impl<'a> Tokens<'a> {
    /// The token at `index`, or the end.
    pub(crate) fn get(&self, index: usize) -> Token {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let last = self.tokens.get(index).or(self.tokens.last()).copied();
        last.unwrap_or(Token {
            kind: TokenKind::End,
            start: end,
            end,
            comments: 0,
        })
    }

    /// The text of a token.
    pub(crate) fn text(&self, token: Token) -> &'a str {
        let range = token.start as usize..token.end as usize;
        self.text.get(range).unwrap_or("")
    }

    /// The comments right above the token at `index`: those after the last blank line, and not one that stands in the
    /// line of the token before, which is about that one.
    pub(crate) fn doc(&self, index: usize) -> Option<String> {
        let token = self.get(index);
        let first = token.comments as usize;
        let after = self
            .tokens
            .get(index + 1)
            .map_or(self.comments.len(), |t| t.comments as usize);
        let before = match index.checked_sub(1) {
            Some(index) => self.get(index).end,
            None => 0,
        };
        let comments = self.comments.get(first..after)?;
        let mut below = token.start;
        let mut lines: Vec<String> = Vec::new();
        for (at, comment) in comments.iter().enumerate().rev() {
            if self.newlines(comment.end, below) > 1 {
                break;
            }
            if at == 0 && index > 0 && self.newlines(before, comment.start) == 0 {
                break;
            }
            below = comment.start;
            let text = self
                .text
                .get(comment.start as usize..comment.end as usize)
                .unwrap_or("");
            lines.splice(0..0, comment_lines(text));
        }
        let first = lines.iter().position(|line| !line.is_empty())?;
        let last = lines.iter().rposition(|line| !line.is_empty())?;
        lines.get(first..=last).map(|lines| lines.join("\n"))
    }

    /// How many lines end between two offsets.
    pub(crate) fn newlines(&self, start: u32, end: u32) -> usize {
        let between = self.text.get(start as usize..end as usize).unwrap_or("");
        between.bytes().filter(|byte| *byte == b'\n').count()
    }
}

/// The lines of a comment without its markers and without the stars that start its lines.
fn comment_lines(comment: &str) -> Vec<String> {
    if let Some(line) = comment.strip_prefix("//") {
        let line = line.trim_start_matches('/');
        return vec![line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()];
    }
    let inner = comment.strip_prefix("/*").unwrap_or(comment);
    let inner = inner.strip_suffix("*/").unwrap_or(inner);
    inner
        .trim_start_matches('*')
        .lines()
        .map(|line| {
            let line = line.trim();
            let line = line.strip_prefix('*').unwrap_or(line);
            line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
        })
        .collect()
}

/// Splits a text into tokens. Characters that start no token are reported and left out.
pub(crate) fn lex<'a>(file: FileId, text: &'a str, errors: &mut Vec<Diagnostic>) -> Tokens<'a> {
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut tokens = Tokens {
        text,
        tokens: Vec::new(),
        comments: Vec::new(),
    };
    if u32::try_from(text.len()).is_err() {
        errors.push(Diagnostic::new(
            Span::new(file, 0, 0),
            "the file is larger than 4 GiB",
        ));
        return tokens;
    }
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    let mut comments = 0;
    loop {
        while matches!(lexer.peek(0), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            lexer.at += 1;
        }
        let start = lexer.at;
        if lexer.comment() {
            let range = offset(start)..offset(lexer.at);
            if lexer.bytes.get(start + 1) == Some(&b'*') && !closed(text.get(start..lexer.at)) {
                let span = Span::new(file, range.start, range.start + 2);
                errors.push(Diagnostic::new(span, "this comment is not closed").help("add `*/`"));
            }
            tokens.comments.push(range);
            continue;
        }
        let kind = lexer.token();
        let (start, end) = (offset(start), offset(lexer.at));
        let span = Span::new(file, start, end);
        match kind {
            Some(kind) => {
                tokens.tokens.push(Token {
                    kind,
                    start,
                    end,
                    comments,
                });
                comments = u32::try_from(tokens.comments.len()).unwrap_or(u32::MAX);
                // The comments of the next token start after those seen so far, which belong to this one.
                if kind == TokenKind::End {
                    return tokens;
                }
            }
            None if lexer.bytes.get(start as usize) == Some(&b'"') => {
                errors.push(Diagnostic::new(span, "this string is not closed").help("add `\"`"));
            }
            None => {
                // A character of more than one byte is skipped as a whole.
                let character = text.get(start as usize..).and_then(|t| t.chars().next());
                let length = character.map_or(1, char::len_utf8);
                lexer.at = start as usize + length;
                let span = Span::new(file, start, offset(lexer.at));
                let shown = character.unwrap_or('\u{fffd}').escape_debug();
                let message = format!("`{shown}` is not part of any WebIDL");
                errors.push(Diagnostic::new(span, message));
            }
        }
    }
}

/// Whether a block comment ends with its marker.
fn closed(comment: Option<&str>) -> bool {
    comment.is_some_and(|comment| comment.len() >= 4 && comment.ends_with("*/"))
}

/// The offset as spans hold it; texts of more than 4 GiB are refused before.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A position in the bytes of the text. It only ever stops between characters: tokens are ASCII, and comments and
/// strings end at ASCII.
struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Skips bytes while they match.
    fn skip(&mut self, matches: impl Fn(u8) -> bool) {
        while self.peek(0).is_some_and(&matches) {
            self.at += 1;
        }
    }

    /// Skips a comment, if one starts here.
    fn comment(&mut self) -> bool {
        match (self.peek(0), self.peek(1)) {
            (Some(b'/'), Some(b'/')) => {
                self.skip(|byte| byte != b'\n');
                true
            }
            (Some(b'/'), Some(b'*')) => {
                self.at += 2;
                while let Some(byte) = self.peek(0) {
                    if byte == b'*' && self.peek(1) == Some(b'/') {
                        self.at += 2;
                        break;
                    }
                    self.at += 1;
                }
                true
            }
            _ => false,
        }
    }

    /// Moves past the token that starts here. `None`: none does.
    fn token(&mut self) -> Option<TokenKind> {
        let Some(first) = self.peek(0) else {
            return Some(TokenKind::End);
        };
        match first {
            b'"' => {
                self.at += 1;
                self.skip(|byte| byte != b'"');
                self.peek(0)?;
                self.at += 1;
                Some(TokenKind::String)
            }
            b'.' if self.peek(1) == Some(b'.') && self.peek(2) == Some(b'.') => {
                self.at += 3;
                Some(TokenKind::Ellipsis)
            }
            b'0'..=b'9' | b'.' => self.number(),
            b'-' if matches!(self.peek(1), Some(b'0'..=b'9' | b'.')) => self.number(),
            b'A'..=b'Z' | b'a'..=b'z' => Some(self.ident()),
            b'_' | b'-' if self.peek(1).is_some_and(|byte| byte.is_ascii_alphabetic()) => {
                Some(self.ident())
            }
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b',' | b';' | b':' | b'='
            | b'?' | b'*' => {
                self.at += 1;
                Some(TokenKind::Punct(char::from(first)))
            }
            _ => None,
        }
    }

    /// `[_-]?[A-Za-z][0-9A-Z_a-z-]*`
    fn ident(&mut self) -> TokenKind {
        self.at += 1;
        self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        TokenKind::Ident
    }

    /// `-?([1-9][0-9]*|0[Xx][0-9A-Fa-f]+|0[0-7]*)` or
    /// `-?(([0-9]+\.[0-9]*|[0-9]*\.[0-9]+)([Ee][+-]?[0-9]+)?|[0-9]+[Ee][+-]?[0-9]+)`
    fn number(&mut self) -> Option<TokenKind> {
        let start = self.at;
        if self.peek(0) == Some(b'-') {
            self.at += 1;
        }
        let hexadecimal = self.peek(0) == Some(b'0') && matches!(self.peek(1), Some(b'x' | b'X'));
        if hexadecimal && self.peek(2).is_some_and(|byte| byte.is_ascii_hexdigit()) {
            self.at += 2;
            self.skip(|byte| byte.is_ascii_hexdigit());
            return Some(TokenKind::Integer);
        }
        let digits = self.at;
        self.skip(|byte| byte.is_ascii_digit());
        let mut count = self.at - digits;
        let mut kind = TokenKind::Integer;
        if self.peek(0) == Some(b'.') {
            self.at += 1;
            let fraction = self.at;
            self.skip(|byte| byte.is_ascii_digit());
            count += self.at - fraction;
            kind = TokenKind::Decimal;
        }
        if count == 0 {
            self.at = start;
            return None;
        }
        if matches!(self.peek(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.peek(1), Some(b'+' | b'-')));
            if self
                .peek(1 + sign)
                .is_some_and(|byte| byte.is_ascii_digit())
            {
                self.at += 1 + sign;
                self.skip(|byte| byte.is_ascii_digit());
                kind = TokenKind::Decimal;
            }
        }
        Some(kind)
    }
}
