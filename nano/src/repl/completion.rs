//! What stands before the cursor, and so what is to be completed. Which names there are is asked of the runtime.
//!
//! The text is read backwards from the cursor, without parsing it: mostly it does not parse yet.

/// Whose names are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// Those of variables, and words of the language.
    Variables,
    /// Those of the properties of this expression's value.
    Properties(String),
}

/// What is to be completed.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted<'t> {
    /// A word that begins with a dot.
    Command(&'t str),
    /// A name that begins like this.
    Name(Names, &'t str),
}

/// Reads what stands before the cursor. `None` if nothing can be completed there.
pub fn wanted(before: &str) -> Option<Wanted<'_>> {
    if let Some(rest) = before.strip_prefix('.')
        && rest.chars().all(|c| c.is_ascii_alphabetic())
    {
        return Some(Wanted::Command(before));
    }
    let (rest, prefix) = split_name(before);
    // `1.5`, `0x1f`
    if prefix.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let Some(rest) = strip_access(rest) else {
        return (!prefix.is_empty()).then_some(Wanted::Name(Names::Variables, prefix));
    };
    let expression = trailing_expression(rest)?;
    Some(Wanted::Name(
        Names::Properties(expression.to_owned()),
        prefix,
    ))
}

/// Whether a property of this name can be written after a dot.
pub fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(is_identifier_part)
}

fn is_identifier_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// Splits off the name at the end.
fn split_name(text: &str) -> (&str, &str) {
    let rest = text.trim_end_matches(is_identifier_part);
    text.split_at(rest.len())
}

/// Takes `.` or `?.` off the end, but not the end of `...`.
fn strip_access(text: &str) -> Option<&str> {
    let rest = text.trim_end().strip_suffix('.')?;
    if rest.ends_with('.') {
        return None;
    }
    Some(rest.strip_suffix('?').unwrap_or(rest))
}

/// The expression of members, calls and literals at the end of `text`: all of `a.b(c)[d]`.
fn trailing_expression(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let mut rest = text;
    loop {
        rest = rest.trim_end();
        let last = rest.chars().next_back()?;
        if is_identifier_part(last) {
            let (before, name) = split_name(rest);
            if name.starts_with(|first: char| first.is_ascii_digit()) {
                return None;
            }
            match strip_access(before) {
                Some(before) => rest = before,
                None => {
                    rest = before;
                    break;
                }
            }
        } else if matches!(last, ')' | ']') {
            rest = before_bracket(rest)?;
            let previous = rest.trim_end().chars().next_back();
            if previous.is_some_and(|c| is_identifier_part(c) || matches!(c, ')' | ']')) {
                // What is called or indexed belongs to it.
                continue;
            }
            match rest.trim_end().strip_suffix("?.") {
                Some(before) => rest = before,
                None => break,
            }
        } else if matches!(last, '\'' | '"' | '`') {
            rest = before_string(rest, last)?;
            break;
        } else {
            return None;
        }
    }
    let constructed = rest.trim_end().strip_suffix("new").filter(|before| {
        rest.ends_with(char::is_whitespace) && !before.ends_with(is_identifier_part)
    });
    let start = constructed.unwrap_or(rest).len();
    text.get(start..).map(str::trim_start)
}

/// What stands before the bracket that the last character closes.
fn before_bracket(text: &str) -> Option<&str> {
    let mut depth = 0usize;
    let mut rest = text;
    loop {
        let last = rest.chars().next_back()?;
        match last {
            '\'' | '"' | '`' => {
                rest = before_string(rest, last)?;
                continue;
            }
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        rest = rest.get(..rest.len() - last.len_utf8())?;
        if depth == 0 {
            return Some(rest);
        }
    }
}

/// What stands before the string that the last character ends.
fn before_string(text: &str, quote: char) -> Option<&str> {
    let mut rest = text.strip_suffix(quote)?;
    loop {
        let start = rest.rfind(quote)?;
        rest = rest.get(..start)?;
        let backslashes = rest.len() - rest.trim_end_matches('\\').len();
        if backslashes.is_multiple_of(2) {
            return Some(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_cursor_is_found() {
        for (text, expression, prefix) in [
            ("con", None, "con"),
            ("x = con", None, "con"),
            ("f(con", None, "con"),
            ("[...con", None, "con"),
            ("console.", Some("console"), ""),
            ("console.lo", Some("console"), "lo"),
            ("console?.lo", Some("console"), "lo"),
            ("a\n  .b\n  .c", Some("a\n  .b"), "c"),
            ("x = a.b.c", Some("a.b"), "c"),
            ("a[0].b", Some("a[0]"), "b"),
            ("a['x.y'][b].c", Some("a['x.y'][b]"), "c"),
            ("a['\\'].'].c", Some("a['\\'].']"), "c"),
            ("if (x) a.b", Some("a"), "b"),
            ("f(1, g(2)).b", Some("f(1, g(2))"), "b"),
            ("a?.[0]?.b", Some("a?.[0]"), "b"),
            ("[1, 2].ma", Some("[1, 2]"), "ma"),
            ("'text'.pad", Some("'text'"), "pad"),
            ("x + `a`.", Some("`a`"), ""),
            ("new URL('x').h", Some("new URL('x')"), "h"),
            ("renew (x).h", Some("renew (x)"), "h"),
            ("größe.x", Some("größe"), "x"),
            ("this.x", Some("this"), "x"),
        ] {
            let names = match expression {
                Some(expression) => Names::Properties(expression.to_owned()),
                None => Names::Variables,
            };
            assert_eq!(wanted(text), Some(Wanted::Name(names, prefix)), "{text}");
        }
        assert_eq!(wanted(".he"), Some(Wanted::Command(".he")));
        assert_eq!(wanted("."), Some(Wanted::Command(".")));
    }

    #[test]
    fn elsewhere_nothing_is_completed() {
        for text in [
            "", " ", "x +", "1.", "1.5", "0x1f", "x...", "/re/.", ").x", "'.x", "].", "{}.x",
        ] {
            assert_eq!(wanted(text), None, "{text}");
        }
    }
}
