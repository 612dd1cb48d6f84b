//! Import declarations at the beginning of an input, as the `import()` that a script may have.
//!
//! Whether an input is valid is V8's to say, before this is asked: so the tokens of a declaration are all that has to be told apart here, and
//! only as far as its end.

use std::fmt::Write;

/// The input with its import declarations as declarations of constants; `None` if it does not begin with one.
///
/// What is imported without a name of its own is `undefined` where a module would not link. `source` is a valid module.
pub(super) fn with_dynamic_imports(source: &str) -> Option<String> {
    let mut tokens = Tokens { rest: source };
    let mut rewritten = String::new();
    let mut begins_with_one = false;
    loop {
        let before = tokens.rest;
        let Some(declaration) = declaration(&mut tokens) else {
            return begins_with_one.then(|| rewritten + before);
        };
        begins_with_one = true;
        rewritten.push_str(&declaration);
        // What follows stays in its line.
        let length = before.len() - tokens.rest.len();
        let lines = before.get(..length).unwrap_or_default().matches('\n');
        rewritten.extend(lines.map(|_| '\n'));
    }
}

/// <https://tc39.es/ecma262/#prod-ImportDeclaration>
fn declaration(tokens: &mut Tokens<'_>) -> Option<String> {
    tokens.name("import")?;
    let mut default = None;
    let mut namespace = None;
    let mut named = None;
    let specifier = if let Some(specifier) = tokens.string() {
        specifier
    } else {
        if let Some(binding) = tokens.any_name() {
            default = Some(binding);
        }
        if default.is_none() || tokens.punctuator(',').is_some() {
            if tokens.punctuator('*').is_some() {
                tokens.name("as")?;
                namespace = Some(tokens.any_name()?);
            } else {
                named = Some(named_imports(tokens)?);
            }
        }
        tokens.name("from")?;
        tokens.string()?
    };
    let attributes = if tokens.name("with").is_some() {
        format!(", {{ with: {} }}", tokens.braces()?)
    } else {
        String::new()
    };
    let _optional = tokens.punctuator(';');
    let module = format!("await import({specifier}{attributes})");
    let mut properties = default.map(|binding| format!("default: {binding}, "));
    if let Some(named) = named {
        properties.get_or_insert_default().push_str(&named);
    }
    Some(match (namespace, properties) {
        // It has no value that anybody asked for.
        (None, None) => format!("void {module};"),
        (None, Some(properties)) => format!("const {{ {properties} }} = {module};"),
        (Some(namespace), None) => format!("const {namespace} = {module};"),
        (Some(namespace), Some(properties)) => {
            format!("const {namespace} = {module}, {{ {properties} }} = {namespace};")
        }
    })
}

/// <https://tc39.es/ecma262/#prod-NamedImports>, as properties of a pattern.
fn named_imports(tokens: &mut Tokens<'_>) -> Option<String> {
    tokens.punctuator('{')?;
    let mut properties = String::new();
    while tokens.punctuator('}').is_none() {
        let imported = tokens.any_name().or_else(|| tokens.string())?;
        let binding = match tokens.name("as") {
            Some(_) => tokens.any_name()?,
            None => imported,
        };
        // Writing to a string does not fail.
        let _ = write!(properties, "{imported}: {binding}, ");
        let _optional = tokens.punctuator(',');
    }
    Some(properties)
}

/// The tokens of an import declaration. What is not the token that is asked for is left where it is.
#[derive(Clone, Copy)]
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    /// Skips white space, line terminators and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest.trim_start_matches(is_space);
            let comment = if let Some(comment) = rest.strip_prefix("//") {
                comment.find(is_line_terminator).map(|end| (comment, end))
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.find("*/").map(|end| (comment, end + 2))
            } else {
                self.rest = rest;
                return;
            };
            // A comment that does not end is followed by nothing.
            self.rest = comment
                .and_then(|(comment, end)| comment.get(end..))
                .unwrap_or_default();
        }
    }

    /// Takes the first `length` bytes.
    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (token, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(token)
    }

    fn punctuator(&mut self, wanted: char) -> Option<()> {
        let mut tokens = *self;
        tokens.skip();
        self.rest = tokens.rest.strip_prefix(wanted)?;
        Some(())
    }

    /// Any identifier name, escape sequences included.
    fn any_name(&mut self) -> Option<&'a str> {
        let mut tokens = *self;
        tokens.skip();
        let mut length = 0;
        loop {
            let rest = tokens.rest.get(length..)?;
            if let Some(escape) = rest.strip_prefix("\\u{") {
                length += "\\u{}".len() + escape.find('}')?;
                continue;
            }
            match rest.chars().next() {
                Some(c) if is_part_of_a_name(c) => length += c.len_utf8(),
                _ => break,
            }
        }
        let name = tokens.take(length).filter(|name| !name.is_empty())?;
        *self = tokens;
        Some(name)
    }

    fn name(&mut self, wanted: &str) -> Option<()> {
        let mut tokens = *self;
        if tokens.any_name()? != wanted {
            return None;
        }
        *self = tokens;
        Some(())
    }

    /// A string, with its quotes.
    fn string(&mut self) -> Option<&'a str> {
        let mut tokens = *self;
        tokens.skip();
        let mut characters = tokens.rest.char_indices();
        let (_, quote) = characters.next().filter(|(_, c)| matches!(c, '"' | '\''))?;
        let mut escaped = false;
        let (end, _) = characters.find(|(_, c)| {
            let ends = !escaped && *c == quote;
            escaped = !escaped && *c == '\\';
            ends
        })?;
        let string = tokens.take(end + 1)?;
        *self = tokens;
        Some(string)
    }

    /// The attributes of an import, which are an object literal too.
    fn braces(&mut self) -> Option<&'a str> {
        let mut tokens = *self;
        tokens.skip();
        let begin = tokens.rest;
        tokens.punctuator('{')?;
        while tokens.punctuator('}').is_none() {
            let _key = tokens.any_name().or_else(|| tokens.string())?;
            tokens.punctuator(':')?;
            tokens.string()?;
            let _optional = tokens.punctuator(',');
        }
        let braces = begin.get(..begin.len() - tokens.rest.len())?;
        *self = tokens;
        Some(braces)
    }
}

/// In valid input, what is beyond ASCII and no space is part of a name.
fn is_part_of_a_name(c: char) -> bool {
    match c {
        '$' | '_' | '\\' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        _ => !is_space(c),
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn is_line_terminator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::with_dynamic_imports;

    #[test]
    fn every_form_of_a_declaration_has_an_import_call() {
        for (source, wanted) in [
            ("import 'y'", "void await import('y');"),
            (
                "import x from \"y\";",
                "const { default: x,  } = await import(\"y\");",
            ),
            ("import * as ns from 'y'", "const ns = await import('y');"),
            (
                "import x, * as ns from 'y'",
                "const ns = await import('y'), { default: x,  } = ns;",
            ),
            ("import {} from 'y'", "const {  } = await import('y');"),
            (
                "import{a,b as c,\"a name\"as d,default as e,}from'y'",
                "const { a: a, b: c, \"a name\": d, default: e,  } = await import('y');",
            ),
            (
                "import x, { a } from 'y' with { type: 'json' };",
                "const { default: x, a: a,  } = await import('y', { with: { type: 'json' } });",
            ),
            (
                "import from, { as as as, from as with } from 'it\\'s'",
                "const { default: from, as: as, from: with,  } = await import('it\\'s');",
            ),
            (
                "/* a */ import // b\n\u{feff}é\\u0061\\u{62}$ from /* ' */ 'y'",
                "const { default: é\\u0061\\u{62}$,  } = await import('y');\n",
            ),
        ] {
            let rewritten = with_dynamic_imports(source);
            assert_eq!(rewritten.as_deref(), Some(wanted), "{source}");
        }
    }

    #[test]
    fn what_follows_stays_in_its_line() {
        assert_eq!(
            with_dynamic_imports("import {\n a,\n} from 'y'\nimport 'z'; a()\nb()").as_deref(),
            Some("const { a: a,  } = await import('y');\n\nvoid await import('z');\n a()\nb()"),
        );
    }

    #[test]
    fn other_input_is_none_of_this() {
        for source in [
            "",
            "a",
            "imports",
            "import('y')",
            "import.meta.url",
            "'import'",
            "a; import 'y'",
            "import defer * as ns from 'y'",
            "import x from",
            "import {",
            "import 'y",
            "/* import 'y'",
            "\\u{",
        ] {
            assert_eq!(with_dynamic_imports(source), None, "{source}");
        }
    }
}
