//! Rules over documents: what they name is there.

use std::collections::BTreeSet;

use regex::Regex;

use crate::{File, Finding};

/// Folders of V8's source, which documents speak of as they do of ours.
const ELSEWHERE: [&str; 2] = ["third_party/rust/", "third_party/icu/"];

/// Endings of files that only this repository has: a name with one of them is a file of it.
const OURS: [&str; 4] = [".rs", ".md", ".idl", ".toml"];

/// Links to files, and to headings, that are not there.
pub fn broken_links(files: &[File], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let mut findings = Vec::new();
    for file in documents(files) {
        for (line, text) in prose(&file.text) {
            for captures in link.captures_iter(text) {
                let target = &captures[1];
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = match path {
                    "" => file.path.clone(),
                    path => join(&file.path, path),
                };
                if !exists(&path) {
                    findings.push(file.finding(line, format!("links to {path}")));
                } else if !anchor.is_empty()
                    && let Some(document) = files.iter().find(|other| other.path == path)
                    && !anchors(&document.text).contains(anchor)
                {
                    findings.push(file.finding(line, format!("{path} has no heading #{anchor}")));
                }
            }
        }
    }
    findings
}

/// Paths in spans of code that lead to nothing: those that begin with one of our top folders, and names of files with
/// endings of ours.
pub fn missing_paths(files: &[File], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let span = Regex::new("`([^`]+)`").expect("a pattern");
    let plain = Regex::new(r"^\.?[A-Za-z0-9_][A-Za-z0-9_./-]*$").expect("a pattern");
    let tops: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| Some(file.path.split_once('/')?.0))
        .collect();
    let mut findings = Vec::new();
    for file in documents(files) {
        // What a page has its reader create.
        let created = Regex::new(r"[Cc]reate `([^`]+)`:").expect("a pattern");
        let created: BTreeSet<String> = created
            .captures_iter(&file.text)
            .map(|captures| captures[1].to_owned())
            .collect();
        for (line, text) in prose(&file.text) {
            for captures in span.captures_iter(text) {
                let path = captures[1].trim_end_matches('/');
                let named = match path.split_once('/') {
                    Some((first, _)) => tops.contains(first),
                    None => OURS
                        .iter()
                        .any(|ending| path.ends_with(ending) && path != *ending),
                };
                if !named
                    || !plain.is_match(path)
                    || ELSEWHERE
                        .iter()
                        .any(|folder| captures[1].starts_with(folder))
                    || created.contains(path)
                {
                    continue;
                }
                if !exists(path) {
                    findings.push(file.finding(line, format!("names {path}")));
                }
            }
        }
    }
    findings
}

/// Documents that other files send their readers to: `docs/….md`.
pub fn missing_documents(files: &[File], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let document = Regex::new(r"\bdocs/[a-z0-9/-]+\.md\b").expect("a pattern");
    let mut findings = Vec::new();
    // The rules' own files break rules in their tests.
    for file in files.iter().filter(|file| !file.is_under("tests/tidy")) {
        for (index, line) in file.text.lines().enumerate() {
            for found in document.find_iter(line) {
                if !exists(found.as_str()) {
                    findings.push(file.finding(index + 1, format!("names {}", found.as_str())));
                }
            }
        }
    }
    findings
}

fn documents(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.extension() == "md")
}

/// The lines outside of fenced blocks, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.starts_with("```");
        fenced ^= is_fence;
        (!fenced && !is_fence).then_some((index + 1, line))
    })
}

/// A relative path from a document.
fn join(document: &str, path: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchors of a document's headings, as hosting platforms make them: lower case, blanks as hyphens, no other signs.
fn anchors(text: &str) -> BTreeSet<String> {
    prose(text)
        .filter_map(|(_, line)| {
            let heading = line.trim_start_matches('#');
            (heading.len() < line.len()).then(|| heading.trim())
        })
        .map(|heading| {
            heading
                .to_lowercase()
                .chars()
                .filter_map(|character| match character {
                    ' ' => Some('-'),
                    '-' | '_' => Some(character),
                    character => character.is_alphanumeric().then_some(character),
                })
                .collect()
        })
        .collect()
}

/// The findings as text.
fn found(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_broken_link_is_found() {
    let files = [
        File::new(
            "README.md",
            "# Top\n[a](docs/a.md) [b](docs/b.md)\n[c](docs/a.md#the-part-2)\n[d](#top) [e](#gone)\n",
        ),
        File::new(
            "docs/a.md",
            "## The `part` (2)\n```\n# Code\n[f](no.md)\n```\n[g](../README.md#top) [h](https://x.y/z) [i](b.md) [j](#code)\n",
        ),
    ];
    let exists = |path: &str| files.iter().any(|file| file.path == path);
    assert_eq!(
        found(&broken_links(&files, exists)),
        [
            "README.md:2: links to docs/b.md",
            "README.md:4: README.md has no heading #gone",
            "docs/a.md:6: links to docs/b.md",
            "docs/a.md:6: docs/a.md has no heading #code",
        ]
    );
}

#[test]
fn a_missing_path_is_found() {
    let files = [
        File::new(
            "docs/a.md",
            "`nano/src/main.rs` `nano/src/gone.rs` `nano/` `src/main.rs`\n`main.rs` `gone.rs` `that/File.idl` `idl/<area>/` `a/b`\n",
        ),
        File::new("nano/src/main.rs", "//! See docs/a.md and docs/gone.md.\n"),
        File::new("idl/x/X.idl", "Create `nano/new.rs`:\n"),
        File::new(
            "docs/b.md",
            "so create `nano/new.rs`:\n\nand `nano/new.rs`, `third_party/icu/x`, `cargo test`\n",
        ),
    ];
    let exists = |path: &str| {
        [
            "nano",
            "nano/src/main.rs",
            "src/main.rs",
            "main.rs",
            "docs/a.md",
        ]
        .contains(&path)
    };
    assert_eq!(
        found(&missing_paths(&files, exists)),
        [
            "docs/a.md:1: names nano/src/gone.rs",
            "docs/a.md:2: names gone.rs"
        ]
    );
    assert_eq!(
        found(&missing_documents(&files, exists)),
        ["nano/src/main.rs:1: names docs/gone.md"]
    );
}
