//! Pieces of output that know how wide they are, and the quoting of strings and keys.

use nano_runtime::js::{Local, Scope, String as JsString};
use unicode_width::UnicodeWidthStr;

use super::options::Style;

/// Output text together with its width in terminal cells, colour sequences not counted.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    text: String,
    width: usize,
}

impl Fragment {
    /// Text in no colour.
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Fragment {
            width: text.width(),
            text,
        }
    }

    /// Text that may contain colour sequences already.
    pub fn colored(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut width = 0;
        for (i, piece) in text.split("\x1b[").enumerate() {
            // A sequence's parameters end with the first byte from `@` on.
            let visible = match piece.find(|c| ('@'..='~').contains(&c)) {
                Some(end) if i > 0 => piece.get(end + 1..).unwrap_or_default(),
                _ => piece,
            };
            width += visible.width();
        }
        Fragment { text, width }
    }

    /// Text in the colour of `style`, if `colors`.
    pub fn styled(text: impl Into<String>, style: Style, colors: bool) -> Self {
        let mut fragment = Fragment::plain(text);
        if let Some((start, end)) = style.sgr().filter(|_| colors && !fragment.text.is_empty()) {
            fragment.text = format!("\x1b[{start}m{}\x1b[{end}m", fragment.text);
        }
        fragment
    }

    /// Appends plain text.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
        self.width += text.width();
    }

    /// Appends `count` spaces.
    pub fn pad(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
        self.width += count;
    }

    /// Appends another fragment.
    pub fn push(&mut self, other: &Fragment) {
        self.text.push_str(&other.text);
        self.width += other.width;
    }

    /// Terminal cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether it spans lines.
    pub fn is_multiline(&self) -> bool {
        self.text.contains('\n')
    }

    /// Nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Bytes, colours included.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text, colours included.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, colours included.
    pub fn into_string(self) -> String {
        self.text
    }
}

/// The first `limit` UTF-16 code units of a JavaScript string.
pub fn code_units(scope: &Scope<'_, '_>, string: Local<JsString>, limit: usize) -> Vec<u16> {
    let mut units = vec![0; string.length().min(limit)];
    string.write_v2(scope, 0, &mut units, nano_runtime::js::WriteFlags::empty());
    units
}

/// A JavaScript string literal that evaluates to `units`: in double quotes, or in whichever other quotes need no escapes.
pub fn quote(units: &[u16]) -> String {
    let has = |c: char| units.contains(&(c as u16));
    let quote = if !has('"') {
        '"'
    } else if !has('\'') {
        '\''
    } else if !has('`')
        && !units
            .windows(2)
            .any(|pair| pair == [b'$' as u16, b'{' as u16])
    {
        '`'
    } else {
        '"'
    };
    let mut out = String::with_capacity(units.len() + 2);
    out.push(quote);
    escape_into(&mut out, units, Some(quote));
    out.push(quote);
    out
}

/// Appends `units` with control characters, lone surrogates, backslashes and `quote` escaped.
pub fn escape_into(out: &mut String, units: &[u16], quote: Option<char>) {
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok('\n') => out.push_str("\\n"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\x08') => out.push_str("\\b"),
            Ok('\x0c') => out.push_str("\\f"),
            Ok('\x0b') => out.push_str("\\v"),
            Ok('\\') => out.push_str("\\\\"),
            Ok(c) if Some(c) == quote => out.extend(['\\', c]),
            Ok(c) if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            Ok(c) => out.push(c),
            Err(lone) => out.push_str(&format!("\\u{:04x}", lone.unpaired_surrogate())),
        }
    }
}

/// Whether a key needs no quotes.
pub fn is_plain_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::Fragment;

    #[test]
    fn colors_have_no_width() {
        assert_eq!(Fragment::colored("\x1b[1;31mab\x1b[0m日").width(), 4);
        assert_eq!(Fragment::colored("a@b").width(), 3);
        assert_eq!(Fragment::colored("").width(), 0);
    }
}
