//! The expansions: a snapshot for each construct, the text of each diagnostic, and how long a member may be.
//!
//! The cases are files under `tests/`: `expand/<construct>.rs` expands to `<construct>.expanded.rs`, and what is wrong with
//! `ui/<case>.rs` is `<case>.stderr`. They are expanded as the compiler does it, but outside of it, so no crate has to be
//! built. `NANO_BLESS=1 cargo test -p nano-macros` writes the results anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::Visit;
use syn::{Item, ItemFn};

use crate::expand;
use crate::model::Idl;

/// More lines than this and people stop reading.
const LONGEST_PLAIN_MEMBER: usize = 10;

/// What a promise takes besides: the closure whose failures are rejections, and the future with its root.
const PROMISE: usize = 3;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

fn idl() -> Result<Arc<Idl>, String> {
    Idl::of(vec![(folder("idl"), "tests/idl")]).map(Arc::new)
}

/// The cases of a folder: their names and texts.
fn cases(name: &str) -> Vec<(String, String)> {
    let mut cases: Vec<_> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".rs")?.to_string();
            (!name.ends_with(".expanded")).then(|| (name, fs::read_to_string(&path).unwrap()))
        })
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// The `#[webapi(…)]` of an item, taken off it.
fn take_attribute(item: &mut Item) -> Option<TokenStream> {
    let attrs = match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        _ => return None,
    };
    let index = attrs
        .iter()
        .position(|attribute| attribute.path().is_ident("webapi"))?;
    let attribute = attrs.remove(index);
    Some(attribute.meta.require_list().unwrap().tokens.clone())
}

/// What a file's items expand to, and the errors in their order.
fn expand_file(text: &str) -> (TokenStream, Vec<syn::Error>) {
    let file = syn::parse_file(text).unwrap();
    let idl = idl();
    let mut tokens = TokenStream::new();
    let mut errors = Vec::new();
    for mut item in file.items {
        let Some(attribute) = take_attribute(&mut item) else {
            item.to_tokens(&mut tokens);
            continue;
        };
        match expand::expand(idl.clone(), attribute, item.into_token_stream()) {
            Ok((expanded, error)) => {
                tokens.extend(expanded);
                errors.extend(error.into_iter().flatten());
            }
            Err(error) => errors.extend(error),
        }
    }
    (tokens, errors)
}

/// The expansion as a file, without the paths of this machine, whose lengths would decide where lines are broken.
fn print(tokens: &TokenStream) -> String {
    let text = tokens
        .to_string()
        .replace(env!("CARGO_MANIFEST_DIR"), "nano-macros");
    prettyplease::unparse(&syn::parse_file(&text).unwrap())
}

/// Compares with the committed result, or writes it.
fn compare(path: &Path, actual: &str, failures: &mut Vec<String>) {
    if std::env::var_os("NANO_BLESS").is_some() {
        fs::write(path, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != actual {
        failures.push(format!("{} should be:\n{actual}", path.display()));
    }
}

#[test]
fn each_construct_expands_to_its_snapshot() {
    let mut failures = Vec::new();
    for (name, text) in cases("expand") {
        let (tokens, errors) = expand_file(&text);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let path = folder("expand").join(format!("{name}.expanded.rs"));
        compare(&path, &print(&tokens), &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn each_diagnostic_shows_the_rust_place_and_the_idl_line() {
    let mut failures = Vec::new();
    for (name, text) in cases("ui") {
        let (_, errors) = expand_file(&text);
        assert!(!errors.is_empty(), "{name} is no error");
        let shown: String = errors
            .iter()
            .map(|error| {
                let start = error.span().start();
                format!("{name}.rs:{}:{}: {error}\n", start.line, start.column + 1)
            })
            .collect();
        compare(
            &folder("ui").join(format!("{name}.stderr")),
            &shown,
            &mut failures,
        );
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_plain_member_is_at_most_ten_lines() {
    /// The functions that V8 calls, with their lengths.
    #[derive(Default)]
    struct Members(Vec<(String, usize)>);

    impl Visit<'_> for Members {
        fn visit_item_fn(&mut self, function: &ItemFn) {
            let signature = function.sig.to_token_stream().to_string();
            if signature.contains("call : & mut Call") {
                let text = print(&function.to_token_stream());
                // Each argument is a line of its own: two are plain.
                let arguments = function.block.stmts.iter().filter(|statement| {
                    matches!(statement, syn::Stmt::Local(local) if matches!(local.pat, syn::Pat::Type(_)))
                });
                let more = arguments.count().saturating_sub(2);
                let promise = if text.contains("call.promise(") {
                    PROMISE
                } else {
                    0
                };
                let lines = text.lines().count() - more - promise;
                self.0.push((function.sig.ident.to_string(), lines));
            }
        }
    }

    let mut counted = 0;
    for (name, text) in cases("expand") {
        // Overloads are as long as there are many.
        if name.starts_with("overload") {
            continue;
        }
        let (tokens, _) = expand_file(&text);
        let mut members = Members::default();
        members.visit_file(&syn::parse2(tokens).unwrap());
        for (function, lines) in members.0 {
            counted += 1;
            assert!(
                lines <= LONGEST_PLAIN_MEMBER,
                "{name}: `{function}` has {lines} lines"
            );
        }
    }
    assert!(counted > 50, "only {counted} members were looked at");
}
