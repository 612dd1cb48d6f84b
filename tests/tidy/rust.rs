//! Rules over the tokens of Rust files, so that a comment, a string or a URL never counts as code. What a macro's
//! arguments hold, `quote!` templates included, are tokens like any others.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::text::words;
use crate::{File, Finding};

/// Where a token stands, as far as the rules care.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Inside a template that becomes the macro's output.
    template: bool,
    /// Inside an item under `#[cfg(test)]`.
    test: bool,
    /// Inside an attribute's brackets.
    attribute: bool,
}

/// A token that is not a group, and the one after it.
struct Leaf<'a> {
    token: &'a TokenTree,
    next: Option<&'a TokenTree>,
    place: Place,
}

impl Leaf<'_> {
    fn line(&self) -> usize {
        self.token.span().start().line
    }

    fn is_ident(&self, name: &str) -> bool {
        matches!(self.token, TokenTree::Ident(ident) if ident == name)
    }

    fn is_before(&self, character: char) -> bool {
        matches!(self.next, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
    }
}

/// Calls `see` with every leaf of the Rust files that `wanted` chooses, and collects what it says.
fn scan(
    files: &[File],
    wanted: impl Fn(&File) -> bool,
    see: impl Fn(&File, &Leaf<'_>) -> Option<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension() == "rs" && wanted(file))
    {
        match file.text.parse::<TokenStream>() {
            Ok(tokens) => visit(tokens, Place::default(), &mut |leaf| {
                findings.extend(see(file, leaf).map(|what| file.finding(leaf.line(), what)));
            }),
            Err(error) => findings.push(file.finding(
                error.span().start().line,
                "is not Rust: its tokens do not nest",
            )),
        }
    }
    findings
}

fn visit(tokens: TokenStream, place: Place, see: &mut impl FnMut(&Leaf<'_>)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    // From `#[cfg(test)]` to the end of the item that it marks; `#![cfg(test)]` marks all that follows.
    let mut test_item = false;
    let mut test_rest = false;
    for (index, token) in tokens.iter().enumerate() {
        let mut here = Place {
            test: place.test || test_item || test_rest,
            ..place
        };
        let TokenTree::Group(group) = token else {
            see(&Leaf {
                token,
                next: tokens.get(index + 1),
                place: here,
            });
            if matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';') {
                test_item = false;
            }
            continue;
        };
        let before = |back: usize| index.checked_sub(back).and_then(|at| tokens.get(at));
        match attribute_kind(group, before(1), before(2)) {
            Some(inner) => {
                here.attribute = true;
                if group.stream().to_string().replace(' ', "") == "cfg(test)" {
                    test_item |= !inner;
                    test_rest |= inner;
                }
            }
            None => here.template |= is_template(before(1), before(2)),
        }
        visit(group.stream(), here, see);
        if group.delimiter() == Delimiter::Brace {
            test_item = false;
        }
    }
}

/// For a group that is an attribute's brackets, whether the attribute is an inner one (`#![…]`).
fn attribute_kind(
    group: &Group,
    before: Option<&TokenTree>,
    before_that: Option<&TokenTree>,
) -> Option<bool> {
    let is = |token: Option<&TokenTree>, character| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    if group.delimiter() != Delimiter::Bracket {
        None
    } else if is(before, '#') {
        Some(false)
    } else {
        (is(before, '!') && is(before_that, '#')).then_some(true)
    }
}

/// Whether the group before which these tokens stand is a template of the macro's output.
fn is_template(before: Option<&TokenTree>, before_that: Option<&TokenTree>) -> bool {
    let bang = matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
    let name = match before_that {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => return false,
    };
    bang && matches!(
        &*name,
        "quote" | "quote_spanned" | "parse_quote" | "parse_quote_spanned"
    )
}

/// Macros that leave something open.
pub fn open_macros(files: &[File]) -> Vec<Finding> {
    scan(
        files,
        |_| true,
        |_, leaf| {
            let name = ["todo", "unimplemented", "dbg"]
                .into_iter()
                .find(|name| leaf.is_ident(name))?;
            leaf.is_before('!').then(|| format!("`{name}!`"))
        },
    )
}

/// The crate's name as a token anywhere but in nano-runtime.
pub fn v8_outside_runtime(files: &[File]) -> Vec<Finding> {
    scan(
        files,
        |file| !file.is_under("nano-runtime"),
        |_, leaf| {
            leaf.is_ident("v8")
                .then(|| String::from("mentions the crate `v8`"))
        },
    )
}

/// The keyword anywhere but in nano-runtime and in what the macro emits.
pub fn unsafe_outside_runtime(files: &[File]) -> Vec<Finding> {
    scan(
        files,
        |file| !file.is_under("nano-runtime"),
        |file, leaf| {
            let emitted = leaf.place.template && file.is_under("nano-macros/src");
            (leaf.is_ident("unsafe") && !emitted).then(|| String::from("`unsafe`"))
        },
    )
}

/// Interface names as identifiers or as words of string literals in the generator's own code. Comments may name one as
/// an example, and so may tests: neither makes the generator treat it differently.
pub fn interfaces_in_generator(files: &[File], names: &BTreeSet<String>) -> Vec<Finding> {
    let generator = |file: &File| {
        (file.is_under("nano-idl/src") || file.is_under("nano-macros/src"))
            && !file.path.ends_with("/tests.rs")
            && !file.path.contains("/tests/")
    };
    scan(files, generator, |_, leaf| {
        // A doc comment is an attribute by the time it is a token.
        if leaf.place.test || leaf.place.attribute {
            return None;
        }
        match leaf.token {
            TokenTree::Ident(ident) => names
                .get(&ident.to_string())
                .map(|name| format!("the identifier `{name}`")),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let name = names
                    .iter()
                    .find(|name| words(&text, name).next().is_some())?;
                text.contains('"').then(|| format!("`{name}` in a string"))
            }
            _ => None,
        }
    })
}

/// Lines at which the rule finds something in one file.
fn lines(findings: Vec<Finding>) -> Vec<usize> {
    findings.into_iter().map(|finding| finding.line).collect()
}

#[test]
fn an_open_macro_is_found() {
    let text = "fn f() {\n    todo!()\n}\nfn g() {\n    dbg ! (1);\n    let x = vec![unimplemented!(\"x\")];\n}\n\
                // todo!()\nconst S: &str = \"todo!()\";\nfn todo() -> bool { !todo() }\n";
    assert_eq!(
        lines(open_macros(&[File::new("nano/src/a.rs", text)])),
        [2, 5, 6]
    );
}

#[test]
fn v8_is_found_as_code_only() {
    let text = "use v8::Local;\nfn f(x: nano_runtime::v8::Isolate) {}\n// see v8::Local and https://v8.dev\n\
                /// `v8::Local`\nconst S: &str = \"v8::\";\nfn g() { quote! { ::v8::scope!(x) } }\nextern crate v8;\nlet v8_flags = 1;\n";
    assert_eq!(
        lines(v8_outside_runtime(&[File::new("nano-apis/src/a.rs", text)])),
        [1, 2, 6, 7]
    );
    assert!(v8_outside_runtime(&[File::new("nano-runtime/src/a.rs", text)]).is_empty());
    assert_eq!(
        lines(v8_outside_runtime(&[File::new("tests/a.rs", text)])).len(),
        4
    );
}

#[test]
fn unsafe_is_found_outside_templates() {
    let text = "unsafe fn a() {}\nfn b() { quote! { unsafe { #x } } }\nfn c() { vec![unsafe { 1 }]; }\n// unsafe\n#![deny(unsafe_code)]\n\
                fn d() { quote::quote_spanned! { span=> fn e() { unsafe {} } } }\n#[unsafe(no_mangle)]\nfn f() {}\n";
    let in_macros = unsafe_outside_runtime(&[File::new("nano-macros/src/a.rs", text)]);
    assert_eq!(lines(in_macros), [1, 3, 7]);
    let in_apis = unsafe_outside_runtime(&[File::new("nano-apis/src/a.rs", text)]);
    assert_eq!(lines(in_apis), [1, 2, 3, 6, 7]);
    assert!(unsafe_outside_runtime(&[File::new("nano-runtime/src/a.rs", text)]).is_empty());
}

#[test]
fn an_interface_in_the_generator_is_found() {
    let names = BTreeSet::from(["URL", "Event", "console"].map(String::from));
    let text = "//! Such as URL.\n/// As `URL` does.\nstruct Event;\nconst A: &str = \"of Event\";\nconst B: &str = \"Events\";\n\
                // Event\nfn f() { quote! { URL } }\n#[cfg(test)]\nmod tests { const IDL: &str = \"interface URL {};\"; }\n\
                const C: &str = r\"console\";\n#[cfg(test)] use x::URL;\nuse x::URL;\n";
    assert_eq!(
        lines(interfaces_in_generator(
            &[File::new("nano-idl/src/a.rs", text)],
            &names
        )),
        [3, 4, 7, 10, 12]
    );
    assert_eq!(
        lines(interfaces_in_generator(
            &[File::new("nano-macros/src/x/a.rs", text)],
            &names
        ))
        .len(),
        5
    );
    for elsewhere in [
        "nano-apis/src/a.rs",
        "nano-idl/src/x/tests.rs",
        "nano-idl/tests/a.rs",
        "nano-macros/src/tests/a.rs",
    ] {
        assert!(
            interfaces_in_generator(&[File::new(elsewhere, text)], &names).is_empty(),
            "{elsewhere}"
        );
    }
    let whole = format!("#![cfg(test)]\n{}", text.replace("//! Such as URL.\n", ""));
    assert!(interfaces_in_generator(&[File::new("nano-idl/src/a.rs", whole)], &names).is_empty());
}

#[test]
fn what_does_not_nest_is_reported() {
    assert_eq!(
        open_macros(&[File::new("nano/src/a.rs", "//! A file.\nfn f() { )\n")]).len(),
        1
    );
}
