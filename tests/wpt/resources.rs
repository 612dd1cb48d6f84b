//! The data files a test fetches, found in its text before it runs.
//!
//! A test may fetch its data without a server behind it: the files that its text names travel in the prelude. What a
//! test *does* with other URLs is left to the engine's own `fetch`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde::Serialize;

/// A string literal that could be the path of a data file: one with a file extension in its last part.
static LITERAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["'`]([\w./-]+\.(\w+))["'`]"#).expect("a constant"));
/// A string literal that could be the name of a specification, as `idl_test` takes it.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"["'`]([\w.-]+)["'`]"#).expect("a constant"));

/// Files that a server computes or a page loads: never data to embed.
const NOT_DATA: [&str; 9] = [
    "js", "mjs", "html", "htm", "xhtml", "svg", "py", "asis", "headers",
];

/// The content of an embedded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// A file of valid UTF-8.
    Text(String),
    /// Any other file, in base64.
    Base64(String),
}

/// What a test fetches from the WPT folder.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Resources {
    /// Files by their absolute URL path (`/url/resources/urltestdata.json`).
    pub files: BTreeMap<String, Content>,
    /// How the texts spell these paths, for spellings that are relative.
    pub names: BTreeMap<String, String>,
    /// IDL texts by specification name, for idlharness.
    pub interfaces: BTreeMap<String, String>,
}

/// The data files that `texts` (a test and its META scripts) name and fetch. The page they run in is in `directory`.
///
/// Names that lead to no file are left out: most of them are not paths at all.
pub fn find(root: &Path, directory: &str, texts: &[String]) -> Result<Resources> {
    let mut found = Resources::default();
    if texts.iter().any(|text| fetches(text)) {
        for text in texts {
            find_files(root, directory, text, &mut found)?;
        }
    }
    for text in texts {
        if text.contains("idl_test(") || text.contains("fetch_spec(") {
            find_interfaces(root, text, &mut found.interfaces)?;
        }
    }
    Ok(found)
}

/// Resolves the URL `reference` of a page in `directory` to a path below the WPT folder; `None` when it leaves it or
/// belongs to another server.
pub fn resolve(directory: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    let relative = match reference.strip_prefix('/') {
        Some(absolute) if absolute.starts_with('/') => return None,
        Some(absolute) => absolute,
        None => {
            parts.extend(directory.split('/').filter(|part| !part.is_empty()));
            reference
        }
    };
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn fetches(text: &str) -> bool {
    text.contains("fetch(") || text.contains("fetch_json(")
}

fn find_files(root: &Path, directory: &str, text: &str, found: &mut Resources) -> Result<()> {
    for literal in LITERAL.captures_iter(text) {
        let (name, extension) = (&literal[1], &literal[2]);
        if NOT_DATA.contains(&extension) {
            continue;
        }
        let Some(path) = resolve(directory, name) else {
            continue;
        };
        let file = root.join(&path);
        if !file.is_file() {
            continue;
        }
        let url_path = format!("/{path}");
        if !found.files.contains_key(&url_path) {
            let bytes = fs::read(&file).with_context(|| format!("cannot read {path}"))?;
            found.files.insert(url_path.clone(), content(bytes));
        }
        if name != url_path {
            found.names.insert(name.to_owned(), url_path);
        }
    }
    Ok(())
}

fn content(bytes: Vec<u8>) -> Content {
    String::from_utf8(bytes).map_or_else(
        |error| Content::Base64(STANDARD.encode(error.as_bytes())),
        Content::Text,
    )
}

fn find_interfaces(
    root: &Path,
    text: &str,
    interfaces: &mut BTreeMap<String, String>,
) -> Result<()> {
    let names: BTreeSet<&str> = NAME
        .captures_iter(text)
        .filter_map(|name| name.get(1).map(|name| name.as_str()))
        .collect();
    for name in names {
        let file = root.join(format!("interfaces/{name}.idl"));
        if file.is_file() {
            let idl = fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            interfaces.insert(name.to_owned(), idl);
        }
    }
    Ok(())
}
