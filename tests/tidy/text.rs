//! Rules over plain text: how a file opens, how long it is, which labels its comments bear.

use crate::{File, Finding};

/// Rust files that do not open with `//!`.
pub fn without_module_docs(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.extension() == "rs" && !file.text.starts_with("//!"))
        .map(|file| file.finding(1, "does not open with `//!`"))
        .collect()
}

/// The most lines that a source file may have.
const LONGEST: usize = 800;

/// Source files and scripts over the limit. Data, documents and lock files are as long as what they list.
pub fn too_long(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| is_source(file))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > LONGEST).then(|| file.finding(LONGEST + 1, format!("{lines} lines")))
        })
        .collect()
}

/// Words that people put where one of the three labels belongs; and a label without its colon, which a search for the
/// label would miss. Spelt in halves, for this file is looked at too.
pub fn wrong_labels(files: &[File]) -> Vec<Finding> {
    let forbidden = [
        ["TO", "DO"],
        ["XX", "X"],
        ["HA", "CK"],
        ["KLU", "DGE"],
        ["WORK", "AROUND"],
    ]
    .map(|halves| halves.concat());
    let labels =
        [["FIX", "ME"], ["OPTIM", "IZATION"], ["SPEC", " BUG"]].map(|halves| halves.concat());
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| is_source(file) && file.extension() != "idl")
    {
        for (index, line) in file.text.lines().enumerate() {
            for word in &forbidden {
                if words(line, word).next().is_some() {
                    findings.push(
                        file.finding(index + 1, format!("`{word}` is not one of the labels")),
                    );
                }
            }
            for label in &labels {
                // In code and in quotes the word stands for itself.
                if words(line, label).any(|at| {
                    is_comment(line, at) && !line[at + label.len()..].starts_with([':', '`'])
                }) {
                    findings.push(file.finding(index + 1, format!("`{label}` without its colon")));
                }
            }
        }
    }
    findings
}

/// Whether it was written as source: by its ending, or a script by its first line.
fn is_source(file: &File) -> bool {
    match file.extension() {
        "rs" | "idl" | "js" | "mjs" | "cjs" | "ts" | "mts" | "py" | "sh" => true,
        "" => file.text.starts_with("#!"),
        _ => false,
    }
}

/// Whether a comment sign stands before the byte offset.
fn is_comment(line: &str, at: usize) -> bool {
    let before = &line[..at];
    before.contains("//") || before.contains('#') || before.trim_start().starts_with('*')
}

/// Byte offsets of a word in a line, where nothing that could belong to a longer word touches it.
pub fn words<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            !line[..at].chars().next_back().is_some_and(is_part)
                && !line[at + word.len()..].chars().next().is_some_and(is_part)
        })
}

#[test]
fn a_missing_opening_is_found() {
    let files = [
        File::new("a/src/good.rs", "//! What lives here.\nfn f() {}\n"),
        File::new("a/src/outer.rs", "/// Of an item.\nfn f() {}\n"),
        File::new("a/src/late.rs", "use x;\n//! Too late.\n"),
        File::new("a/readme.md", "# No Rust\n"),
    ];
    let found: Vec<String> = without_module_docs(&files)
        .into_iter()
        .map(|finding| finding.path)
        .collect();
    assert_eq!(found, ["a/src/outer.rs", "a/src/late.rs"]);
}

#[test]
fn a_long_file_is_found() {
    let long = "line\n".repeat(LONGEST + 1);
    let files = [
        File::new("a/src/lib.rs", long.clone()),
        File::new("idl/x/X.idl", long.clone()),
        File::new("tests/tool", format!("#!/bin/sh\n{long}")),
        File::new("a/src/limit.rs", "line\n".repeat(LONGEST)),
        File::new("tests/expectations.json", long.clone()),
        File::new("Cargo.lock", long),
    ];
    let found: Vec<String> = too_long(&files).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "a/src/lib.rs:801: 801 lines",
            "idl/x/X.idl:801: 801 lines",
            "tests/tool:801: 802 lines"
        ]
    );
}

#[test]
fn a_wrong_label_is_found() {
    let lines = [
        ["// TO", "DO: later"],
        ["let a = 1; // HA", "CK"],
        ["// FIX", "ME(name): whose"],
        ["// SPEC", " BUG the step is wrong"],
        ["// FIX", "ME: https://example.com says otherwise"],
        ["// OPTIM", "IZATION: the common case first"],
        ["// labelled `FIX", "ME`"],
        ["let TO", "DOS = 3; // no word of its own"],
        ["mktemp nano.XX", "XXXX"],
    ];
    let text: String = lines.iter().map(|halves| halves.concat() + "\n").collect();
    let found: Vec<usize> = wrong_labels(&[File::new("a/src/lib.rs", text.clone())])
        .iter()
        .map(|finding| finding.line)
        .collect();
    assert_eq!(found, [1, 2, 3, 4]);
    assert!(
        wrong_labels(&[
            File::new("idl/x/X.idl", text.clone()),
            File::new("docs/x.md", text)
        ])
        .is_empty()
    );
}
