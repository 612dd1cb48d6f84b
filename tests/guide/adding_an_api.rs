//! `docs/adding-an-api.md`: its worked example, done after its letter and called from JavaScript; its excerpts, compared.

use std::process::Command;

use regex::Regex;

use super::checkout::Checkout;
use super::markdown::{self, Block};
use super::read;

const PAGE: &str = "docs/adding-an-api.md";

/// The file that a block is to become.
fn created(block: &Block) -> Option<String> {
    let created = Regex::new(r"\b[Cc]reate `([^`]+)`:$").unwrap();
    Some(created.captures(&block.before)?[1].to_owned())
}

/// The file that a block is added to, and the line after which.
fn inserted(block: &Block) -> Option<(String, String)> {
    let inserted = Regex::new(r"In `([^`]+)`, after `([^`]+)`, add:$").unwrap();
    let captures = inserted.captures(&block.before)?;
    Some((captures[1].to_owned(), captures[2].to_owned()))
}

#[test]
fn the_example_can_be_followed() {
    let blocks = markdown::blocks(&read(PAGE));
    let mut checkout = Checkout::new();
    let mut edits = 0;
    for block in &blocks {
        if let Some(path) = created(block) {
            checkout.create(&path, &block.text);
            edits += 1;
        }
        if let Some((path, line)) = inserted(block) {
            checkout.insert_after(&path, &line, &block.text);
            edits += 1;
        }
    }
    assert_eq!(edits, 5, "the five edits that {PAGE} promises");

    // One build for all: with the expansions in files, which the page asks for last.
    let folder = "target/expansions";
    let built = checkout.build(
        &["--bin", "nano", "--test", "throttle"],
        &[("NANO_EXPANSIONS", folder)],
    );
    let commands: Vec<_> = blocks
        .iter()
        .filter(|block| block.language == "console")
        .flat_map(|block| markdown::commands(&block.text))
        .collect();
    assert_eq!(commands.len(), 4);
    for command in &commands {
        let text = &command.line;
        let mut program = if text == "cargo test -p nano-apis --test throttle" {
            Command::new(&built.programs["throttle"])
        } else if let Some(code) = text
            .strip_prefix("cargo run -p nano -- eval \"")
            .and_then(|rest| rest.strip_suffix('"'))
        {
            let mut program = Command::new(&built.programs["nano"]);
            program.args(["eval", code]);
            program
        } else {
            assert_eq!(
                *text,
                format!("NANO_EXPANSIONS={folder} cargo check -p nano-apis")
            );
            continue;
        };
        let output = program.current_dir(&built.folder).output().unwrap();
        assert!(output.status.success(), "{text}: {output:?}");
        if !command.output.is_empty() {
            assert_eq!(
                String::from_utf8(output.stdout).unwrap(),
                command.output,
                "{text}"
            );
        }
    }

    // The files that it names, with what it shows of them.
    let files = Regex::new(&format!(r"`({folder}/[^`]+\.rs)`")).unwrap();
    let page = read(PAGE);
    let expansions: String = files
        .captures_iter(&page)
        .map(|captures| {
            std::fs::read_to_string(built.folder.join(&captures[1])).expect(&captures[1])
        })
        .collect();
    for block in excerpts(&blocks) {
        assert!(
            squeezed(&expansions).contains(&squeezed(&block.text)),
            "{}",
            block.text
        );
    }
}

/// The blocks that show what something becomes.
fn excerpts(blocks: &[Block]) -> Vec<&Block> {
    blocks
        .iter()
        .filter(|block| {
            block.language == "rust" && created(block).is_none() && inserted(block).is_none()
        })
        .collect()
}

/// Without what two formatters do differently.
fn squeezed(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.replace(",>", ">")
}

/// The example is a case of the macro's snapshots too.
#[test]
fn the_excerpts_are_those_of_the_snapshot() {
    let blocks = markdown::blocks(&read(PAGE));
    let text = |path: &str| {
        let block = blocks
            .iter()
            .find(|block| created(block).as_deref() == Some(path));
        &block.expect(path).text
    };
    let cases = "nano-macros/tests";
    assert_eq!(
        *text("idl/throttle/Throttle.idl"),
        read(&format!("{cases}/idl/throttle/Throttle.idl"))
    );
    assert_eq!(
        *text("nano-apis/src/throttle.rs"),
        read(&format!("{cases}/expand/throttle.rs"))
    );
    let snapshot = squeezed(&read(&format!("{cases}/expand/throttle.expanded.rs")));
    let excerpts = excerpts(&blocks);
    assert_eq!(excerpts.len(), 4);
    for block in excerpts {
        assert!(
            snapshot.contains(&squeezed(&block.text)),
            "{PAGE}:{}",
            block.line
        );
    }
}
