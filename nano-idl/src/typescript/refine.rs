//! Refinements: where TypeScript can say more than IDL, such as the type of a stream's chunks.
//!
//! They are data, written in TypeScript itself and given to the generator as text:
//!
//! ```ts
//! interface Channel<T = any> {          // an interface, mixin, dictionary or namespace of the model: gives it type
//!   read(): Promise<T>;                 // parameters, and replaces these members and no others
//!   static of<T>(item: T): Channel<T>;
//!   constructor<T = any>();             // what `new` takes; without a type it returns the interface
//! }
//! type Mode = "a" | "b";                // replaces a whole definition
//! type View<Memory>;                    // TypeScript's own library has it; with `Memory` where memory is not shared
//! declare interface Extra { }           // what no IDL declares, as it stands; a namespace and a type in the same way
//! ```
//!
//! In members `$this` is the interface's name, and anywhere `$descendants(X)` is the union of a dictionary and all that
//! inherit from it. A comment `/** … */` replaces the generated one. What names nothing in the model is an error, so
//! that refinements cannot outlive what they refine.

use std::collections::BTreeMap;

/// All refinements.
#[derive(Clone, Debug, Default)]
pub struct Refinements {
    /// Members to replace, by the name of the definition.
    pub(super) interfaces: BTreeMap<String, Refined>,
    /// Whole definitions, by name.
    pub(super) replaced: BTreeMap<String, Whole>,
    /// What TypeScript's own library has: the type argument for memory that is not shared.
    pub(super) library: BTreeMap<String, Option<String>>,
    /// Text that is taken over.
    pub(crate) extra: Vec<Whole>,
}

/// A refined definition.
#[derive(Clone, Debug, Default)]
pub(super) struct Refined {
    /// `<T = any>`, or nothing.
    pub parameters: String,
    /// What stands after `extends`.
    pub extends: Option<String>,
    /// A comment for the definition.
    pub doc: Option<String>,
    /// The members.
    pub members: Vec<RefinedMember>,
}

/// A refined member.
#[derive(Clone, Debug)]
pub(super) struct RefinedMember {
    /// The name: `constructor` for what `new` takes.
    pub name: String,
    /// Whether it is `static`.
    pub is_static: bool,
    /// Whether it is `readonly`.
    pub readonly: bool,
    /// What stands after the name: `?: T`, `(a: A): B`.
    pub rest: String,
    /// A comment for it.
    pub doc: Option<String>,
}

/// A whole declaration.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// A comment for it.
    pub doc: Option<String>,
    /// The name that it declares.
    pub name: String,
    /// The text, without a semicolon.
    pub text: String,
}

impl Refinements {
    /// Reads refinements.
    ///
    /// # Errors
    ///
    /// What cannot be read, and its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut all = Self::default();
        let mut reader = Reader { text, at: 0 };
        while let Some((doc, statement, line)) = reader.statement() {
            all.statement(doc, statement)
                .ok_or_else(|| format!("line {line}: cannot read `{statement}`"))?;
        }
        Ok(all)
    }

    fn statement(&mut self, doc: Option<String>, text: &str) -> Option<()> {
        if let Some(rest) = text.strip_prefix("declare ") {
            let name = rest.split_whitespace().nth(1)?;
            let name = name.split(|c: char| !is_name(c)).next()?.to_owned();
            let text = rest.to_owned();
            self.extra.push(Whole { doc, name, text });
        } else if let Some(rest) = text.strip_prefix("type ") {
            let (name, after) = split_name(rest);
            if after.contains('=') {
                let (name, text) = (name.to_owned(), text.to_owned());
                self.replaced
                    .insert(name.clone(), Whole { doc, name, text });
            } else {
                let argument = after.trim().strip_prefix('<');
                let argument = argument.and_then(|rest| rest.strip_suffix('>'));
                self.library
                    .insert(name.to_owned(), argument.map(str::to_owned));
            }
        } else {
            let rest = text.strip_prefix("interface ")?;
            let (head, body) = rest.split_once('{')?;
            let (name, after) = split_name(head);
            let (parameters, after) = after.split_at(parameters_end(after));
            let extends = after.trim().strip_prefix("extends ");
            let refined = Refined {
                parameters: parameters.trim().to_owned(),
                extends: extends.map(str::to_owned),
                doc,
                members: members(body.trim_end().strip_suffix('}')?)?,
            };
            self.interfaces.insert(name.to_owned(), refined);
        }
        Some(())
    }
}

/// The members of a body.
fn members(body: &str) -> Option<Vec<RefinedMember>> {
    let mut reader = Reader { text: body, at: 0 };
    let mut members = Vec::new();
    while let Some((doc, text, _)) = reader.statement() {
        let (is_static, text) = word(text, "static ");
        let (readonly, text) = word(text, "readonly ");
        let (name, rest) = match text.find(']').filter(|_| text.starts_with('[')) {
            Some(end) => text.split_at(end + 1),
            None => split_name(text),
        };
        members.push(RefinedMember {
            name: (!name.is_empty()).then(|| name.to_owned())?,
            is_static,
            readonly,
            rest: rest.to_owned(),
            doc,
        });
    }
    Some(members)
}

fn word<'a>(text: &'a str, word: &str) -> (bool, &'a str) {
    match text.strip_prefix(word) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The name that a text starts with, and the rest.
fn split_name(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !is_name(c)).unwrap_or(text.len());
    text.split_at(end)
}

/// Where the type parameters end that a text may start with.
fn parameters_end(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '=' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1;
                }
            }
            _ if depth == 0 => return 0,
            _ => {}
        }
        before = c;
    }
    0
}

/// Reads statements: what ends with a semicolon, or with the brace that closes it.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next statement without its semicolon, the comment above it, and its line.
    fn statement(&mut self) -> Option<(Option<String>, &'a str, usize)> {
        let mut doc = None;
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            let end = if rest.starts_with("/**") {
                let end = rest.find("*/")?;
                doc = Some(comment(rest.get(3..end)?));
                end + 2
            } else if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else {
                break;
            };
            self.at += end;
        }
        let start = self.at;
        let line = self.text.get(..start)?.matches('\n').count() + 1;
        let mut depth = 0_usize;
        for (index, c) in self.rest().char_indices() {
            match c {
                '{' | '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                '}' => {
                    depth = depth.saturating_sub(1);
                    // An interface or namespace has no semicolon; a type with braces in it goes on.
                    let text = self.text.get(start..start + index + 1)?;
                    if depth == 0 && is_block(text) {
                        self.at += index + 1;
                        return Some((doc, text, line));
                    }
                }
                ';' if depth == 0 => {
                    let text = self.text.get(start..start + index)?;
                    self.at += index + 1;
                    return Some((doc, text, line));
                }
                _ => {}
            }
        }
        let rest = self.rest().trim();
        self.at = self.text.len();
        (!rest.is_empty()).then_some((doc, rest, line))
    }
}

fn is_block(text: &str) -> bool {
    let text = text.strip_prefix("declare ").unwrap_or(text);
    text.starts_with("interface ") || text.starts_with("namespace ")
}

/// A comment's text, without the stars of its lines.
fn comment(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        line.strip_prefix('*').map_or(line, str::trim_start)
    });
    let text: Vec<&str> = lines.collect();
    text.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Refinements;

    #[test]
    fn every_form_is_read() {
        let text = "// A remark.\n\
            interface Channel<T extends A = any> extends Base<T> {\n\
              read(options: { a: 1; b: 2 }): Promise<T>;\n  /** What it does. */\n  static of<T>(item: T): Channel<T>;\n\
              readonly x?: T;\n  [Symbol.iterator](): I;\n  constructor(): Channel<T>;\n}\n\
            type Mode = { a: 1; b: 2 } | \"b\";\ntype View<Memory>;\ntype Own;\n\
            /**\n * Two\n * lines.\n */\ndeclare interface Extra {\n  a: 1;\n}\ndeclare namespace Tools { var a: {}; type B = 1; }\ninterface Last { }";
        let all = Refinements::parse(text).unwrap();
        let channel = &all.interfaces["Channel"];
        assert_eq!(channel.parameters, "<T extends A = any>");
        assert_eq!(channel.extends.as_deref(), Some("Base<T>"));
        let members: Vec<_> = channel
            .members
            .iter()
            .map(|member| {
                (
                    member.name.as_str(),
                    member.is_static,
                    member.readonly,
                    member.rest.as_str(),
                )
            })
            .collect();
        assert_eq!(
            members,
            [
                (
                    "read",
                    false,
                    false,
                    "(options: { a: 1; b: 2 }): Promise<T>"
                ),
                ("of", true, false, "<T>(item: T): Channel<T>"),
                ("x", false, true, "?: T"),
                ("[Symbol.iterator]", false, false, "(): I"),
                ("constructor", false, false, "(): Channel<T>"),
            ]
        );
        assert_eq!(channel.members[1].doc.as_deref(), Some("What it does."));
        assert_eq!(
            all.replaced["Mode"].text,
            "type Mode = { a: 1; b: 2 } | \"b\""
        );
        assert_eq!(all.library["View"].as_deref(), Some("Memory"));
        assert_eq!(all.library["Own"], None);
        assert_eq!(all.extra[0].name, "Extra");
        assert_eq!(all.extra[0].doc.as_deref(), Some("Two\nlines."));
        assert_eq!(
            all.extra[1].text,
            "namespace Tools { var a: {}; type B = 1; }"
        );
        assert!(all.interfaces["Last"].members.is_empty());
        assert_eq!(
            Refinements::parse("\nfrob x;").unwrap_err(),
            "line 2: cannot read `frob x`"
        );
    }
}
