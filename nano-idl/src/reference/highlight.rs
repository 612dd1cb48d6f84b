//! Which pieces of IDL text are what. The text may be a part of a file, and need not be correct.

use crate::parser::is_keyword;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A comment, its marker included.
    Comment,
    /// A word of the language.
    Keyword,
    /// A name.
    Name,
    /// A string.
    String,
    /// A number.
    Number,
    /// Punctuation and space.
    Other,
}

/// The pieces of a text, all of it, in order.
#[must_use]
pub fn highlight(text: &str) -> Vec<(Piece, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |found: Option<usize>| found.unwrap_or(rest.len());
        let (piece, length) = if rest.starts_with("//") {
            (Piece::Comment, end(rest.find('\n')))
        } else if rest.starts_with("/*") {
            (Piece::Comment, end(rest.find("*/").map(|at| at + 2)))
        } else if first == '"' {
            let close = rest.char_indices().skip(1).find(|(_, c)| *c == '"');
            (Piece::String, end(close.map(|(at, _)| at + 1)))
        } else if is_word(first) {
            let length = end(rest.find(|c| !is_word(c)));
            let word = rest.get(..length).unwrap_or(rest);
            let piece = match () {
                () if first.is_ascii_digit() => Piece::Number,
                () if is_keyword(word) => Piece::Keyword,
                () => Piece::Name,
            };
            (piece, length)
        } else {
            let starts = |(at, c): (usize, char)| {
                let here = rest.get(at..).unwrap_or("");
                is_word(c) || c == '"' || here.starts_with("//") || here.starts_with("/*")
            };
            let next = rest.char_indices().skip(1).find(|found| starts(*found));
            (Piece::Other, end(next.map(|(at, _)| at)))
        };
        let (this, after) = rest.split_at(length);
        pieces.push((piece, this));
        rest = after;
    }
    pieces
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::{Piece, highlight};

    #[test]
    fn every_piece_is_told_apart() {
        use Piece::{Comment, Keyword, Name, Number, Other, String};
        let text = "// a \"b\"\nenum E { \"x\" }; /* c */ const long N = 1;";
        let pieces = highlight(text);
        assert_eq!(
            pieces
                .iter()
                .map(|(_, text)| *text)
                .collect::<Vec<_>>()
                .concat(),
            text
        );
        let shown: Vec<_> = pieces
            .into_iter()
            .filter(|(piece, _)| *piece != Other)
            .collect();
        assert_eq!(
            shown,
            [
                (Comment, "// a \"b\""),
                (Keyword, "enum"),
                (Name, "E"),
                (String, "\"x\""),
                (Comment, "/* c */"),
                (Keyword, "const"),
                (Keyword, "long"),
                (Name, "N"),
                (Number, "1"),
            ]
        );
        assert_eq!(highlight("\"open /* x"), [(String, "\"open /* x")]);
        assert!(highlight("").is_empty());
    }
}
