//! Every document's code: JavaScript runs, and commands are ones that there are.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use regex::Regex;

use super::checkout;
use super::markdown::{self, Block};
use super::support::Server;
use super::{read, repository};

/// The documents.
fn documents() -> Vec<(String, String)> {
    checkout::paths()
        .into_iter()
        .filter(|path| path.ends_with(".md") && !path.starts_with("third_party/v8/v"))
        .filter(|path| repository().join(path).is_file())
        .map(|path| {
            let text = read(&path);
            (path, text)
        })
        .collect()
}

fn nano(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
    command.args(arguments).output().unwrap()
}

/// A block with a default export is served, any other is run; if the paragraph before it ends with "prints `…`:", that is
/// what it prints.
#[test]
fn javascript_runs() {
    let prints = Regex::new(r"prints `([^`]*)`:$").unwrap();
    let mut count = 0;
    for (path, text) in documents() {
        for block in markdown::blocks(&text) {
            if !["js", "mjs", "javascript"].contains(&block.language.as_str()) {
                continue;
            }
            let at = format!("{path}:{}", block.line);
            count += 1;
            if block.text.contains("export default") {
                let server = Server::with_app(&block.text, &[]);
                assert!(server.get("/").0 < 500, "{at}");
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("block.mjs");
            std::fs::write(&file, &block.text).unwrap();
            let output = nano(&["run", file.to_str().unwrap()]);
            assert!(output.status.success(), "{at}: {output:?}");
            if let Some(captures) = prints.captures(&block.before) {
                let printed = String::from_utf8(output.stdout).unwrap();
                assert_eq!(printed.trim_end(), &captures[1], "{at}");
            }
        }
    }
    assert!(count >= 2, "only {count} blocks were run");
}

/// What documents tell people to type: lines of `sh` and `console` blocks and of indented ones, and spans of code that begin
/// with one of our programs.
fn commands(text: &str) -> Vec<String> {
    let span = Regex::new(r"`((?:cargo|nano) [^`]+)`").unwrap();
    let mut commands: Vec<String> = span
        .captures_iter(text)
        .map(|captures| captures[1].to_owned())
        .collect();
    let is_shell = |block: &&Block| ["sh", "bash", "console"].contains(&block.language.as_str());
    for block in markdown::blocks(text).iter().filter(is_shell) {
        if block.language == "console" {
            let console = markdown::commands(&block.text).into_iter();
            commands.extend(console.map(|command| command.line));
        } else {
            commands.extend(block.text.lines().map(str::to_owned));
        }
    }
    let program = Regex::new(r"^    ((?:[A-Z_]+=\S+ )*(?:cargo|nano|npm|npx|curl|third_party/\S+|tests/\S+|\.ci/run)( .*)?)$").unwrap();
    commands.extend(
        text.lines()
            .filter_map(|line| Some(program.captures(line)?[1].to_owned())),
    );
    commands
}

/// What is wrong with a command, as far as it can be told without running it.
fn wrong(line: &str, examples: &BTreeSet<String>) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_variable = |word: &&&str| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let mut words = words.iter().skip_while(is_variable).copied();
    let program = words.next()?;
    let rest: Vec<&str> = words.collect();
    // A word that stands for what the reader chooses.
    let is_open = |word: &str| word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let after = |option: &str| {
        let at = rest.iter().position(|word| *word == option)?;
        rest.get(at + 1).copied().filter(|word| !is_open(word))
    };
    match program {
        "cargo" => {
            let package = after("-p").unwrap_or("nano");
            if !repository().join(package).join("Cargo.toml").is_file() {
                return Some(format!("there is no package {package}"));
            }
            let test = after("--test")?;
            let manifest = read(&format!("{package}/Cargo.toml"));
            let file = format!("{package}/tests/{test}.rs");
            let known = manifest.contains(&format!("name = \"{test}\""))
                || repository().join(&file).is_file()
                || examples.contains(&file);
            (!known).then(|| format!("{package} has no test {test}"))
        }
        "nano" => {
            let is_command = |word: &&&str| word.chars().all(|c| c.is_ascii_lowercase());
            let command = rest.first().filter(is_command)?;
            let help = nano(&[command, "--help"]);
            if !help.status.success() {
                return Some(format!("there is no command {command}"));
            }
            let help = String::from_utf8(help.stdout).unwrap();
            let option = Regex::new(r"^--[a-z0-9-]+").unwrap();
            let options = rest
                .iter()
                .filter_map(|word| Some(option.find(word)?.as_str()));
            let mut unknown = options.filter(|option| !help.contains(option));
            unknown
                .next()
                .map(|option| format!("`nano {command}` has no {option}"))
        }
        path if path.contains('/') && !path.starts_with('<') => {
            (!repository().join(path).exists()).then(|| format!("there is no {path}"))
        }
        _ => None,
    }
}

#[test]
fn commands_are_ones_that_there_are() {
    let mut findings = Vec::new();
    let mut count = 0;
    let created = Regex::new(r"[Cc]reate `([^`]+)`:").unwrap();
    for (path, text) in documents() {
        let examples = created
            .captures_iter(&text)
            .map(|captures| captures[1].to_owned())
            .collect();
        for line in commands(&text) {
            count += 1;
            let found = wrong(&line, &examples);
            findings.extend(found.map(|what| format!("{path}: `{line}`: {what}")));
        }
    }
    assert!(findings.is_empty(), "{findings:#?}");
    assert!(count >= 40, "only {count} commands were looked at");
}

#[test]
fn a_wrong_command_is_found() {
    let examples = BTreeSet::from(["nano-apis/tests/new.rs".to_owned()]);
    for right in [
        "cargo test --workspace",
        "A=1 cargo test -p nano --test wpt -- url",
        "cargo test -p nano-apis --test new",
        "cargo test -p CRATE --lib",
        "nano serve --workers 1 FILE",
        "third_party/notices --check",
        "curl -s http://127.0.0.1:8000/",
    ] {
        assert_eq!(wrong(right, &examples), None, "{right}");
    }
    for wrong_one in [
        "cargo test -p nano-gone",
        "cargo test -p nano --test gone",
        "nano gone FILE",
        "nano serve --gone FILE",
        "third_party/gone",
    ] {
        assert!(wrong(wrong_one, &examples).is_some(), "{wrong_one}");
    }
}
