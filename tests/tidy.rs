//! The project's own rules that neither the compiler nor clippy checks, each as one test over the repository's files.
//!
//! Here: which files are looked at, and one test a rule with the reason for it. The rules themselves are functions from
//! files to findings in `tidy/`, where each is also tried on small inputs that break it.

#[path = "tidy/generated.rs"]
mod generated;
#[path = "tidy/idl.rs"]
mod idl;
#[path = "tidy/links.rs"]
mod links;
#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/rust.rs"]
mod rust;
#[path = "tidy/text.rs"]
mod text;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A file of the repository.
struct File {
    /// Relative to the repository's root, with slashes.
    path: String,
    text: String,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    fn extension(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or("")
    }

    fn is_under(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            what: what.into(),
        }
    }
}

/// A place where a rule is broken.
#[derive(Debug, PartialEq)]
struct Finding {
    path: String,
    /// From 1.
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text file of ours: what git tracks and what it would, less other people's work and generated snapshots. From a
/// tree without git (a source archive) everything but the build's output.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    PATHS
        .iter()
        .filter(|path| is_ours(path))
        .filter_map(|path| {
            // Unreadable: deleted but not yet committed, or not text.
            let text = std::fs::read_to_string(root().join(path)).ok()?;
            Some(File::new(path, text))
        })
        .collect()
});

/// Every path that git tracks or would, or that a tree without git holds.
static PATHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut paths = git_files(&root()).unwrap_or_else(|| walk(&root()));
    paths.sort();
    paths
});

fn is_ours(path: &str) -> bool {
    // The two scripts beside the archive are ours.
    let foreign =
        path.starts_with("third_party/v8/v") || path.starts_with("third_party/v8/licenses/");
    let generated = path.ends_with(".expanded.rs")
        || path.ends_with(".snap")
        || path == "THIRD-PARTY-NOTICES.md";
    !foreign && !generated
}

fn git_files(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()?;
    let paths: Vec<String> = output
        .stdout
        .split(|&byte| byte == 0)
        .filter(|path| !path.is_empty())
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

/// Folders that a tree without git may hold and nobody wrote.
const SKIPPED: [&str; 3] = ["target", "node_modules", ".git"];

fn walk(root: &Path) -> Vec<String> {
    fn visit(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !SKIPPED.contains(&&*name) => {
                    visit(&entry.path(), &format!("{path}/"), paths);
                }
                Ok(kind) if kind.is_file() => paths.push(path),
                _ => {}
            }
        }
    }
    let mut paths = Vec::new();
    visit(root, "", &mut paths);
    paths
}

/// Fails with all findings at once and the rule's reason.
#[track_caller]
fn expect_none(findings: &[Finding], reason: &str) {
    if !findings.is_empty() {
        let list: Vec<String> = findings
            .iter()
            .map(|finding| format!("  {finding}"))
            .collect();
        panic!(
            "{} finding(s):\n{}\n{reason}\n",
            findings.len(),
            list.join("\n")
        );
    }
}

#[test]
fn the_files_are_found() {
    for path in [
        "Cargo.toml",
        "tests/tidy.rs",
        "nano-runtime/src/lib.rs",
        "deny.toml",
    ] {
        assert!(
            FILES.iter().any(|file| file.path == path),
            "{path} is not among the files that the rules look at"
        );
    }
    assert!(
        FILES
            .iter()
            .all(|file| !file.path.starts_with("target/") && file.extension() != "gz")
    );
    assert!(
        walk(&root())
            .iter()
            .any(|path| path == "tests/tidy/rust.rs"),
        "the walk without git finds nested files"
    );
}

#[test]
fn rust_files_open_with_what_lives_there() {
    expect_none(
        &text::without_module_docs(&FILES),
        "Every Rust file opens with `//!` and says what lives there and what does not (docs/architecture.md).",
    );
}

#[test]
fn files_stay_readable_in_size() {
    expect_none(
        &text::too_long(&FILES),
        "Files hold about 400 lines and never over 800: split along the standard's own sections.",
    );
}

#[test]
fn deviations_carry_one_of_three_labels() {
    expect_none(
        &text::wrong_labels(&FILES),
        "A deviation from a standard is labelled `OPTIMIZATION:`, `SPEC BUG:` or `FIXME:` and nothing else, so that they can all \
         be found; what is left to do is an issue, not a comment.",
    );
}

#[test]
fn nothing_is_left_open() {
    expect_none(
        &rust::open_macros(&FILES),
        "A stub that compiles looks done: leave the member out of idl/ instead. Debug output does not belong in a commit.",
    );
}

#[test]
fn crates_depend_one_way() {
    expect_none(
        &manifests::wrong_edges(&FILES),
        "nano -> nano-apis -> nano-runtime -> nano-macros -> nano-idl, and nano -> nano-idl, nano-runtime; only nano-runtime depends \
         on `v8` (docs/architecture.md). Tests that need more live in tests/, as targets of nano.",
    );
}

#[test]
fn every_crate_is_under_the_rules() {
    expect_none(
        &manifests::unknown_crates(&FILES),
        "A new workspace crate gets its place among the allowed edges first (tests/tidy/manifests.rs and docs/architecture.md).",
    );
}

#[test]
fn only_the_runtime_speaks_v8() {
    expect_none(
        &rust::v8_outside_runtime(&FILES),
        "What mentions `v8::` lives in nano-runtime; the rest, the macro's output included, calls its helpers (docs/architecture.md).",
    );
}

#[test]
fn only_the_runtime_is_unsafe() {
    expect_none(
        &rust::unsafe_outside_runtime(&FILES),
        "`unsafe` is written in nano-runtime, where each block states why it holds; nano-macros may only emit it, inside a `quote!` \
         template.",
    );
}

#[test]
fn the_generator_knows_no_interface() {
    let names = idl::interface_names(&FILES);
    expect_none(
        &rust::interfaces_in_generator(&FILES, &names),
        "nano-idl and nano-macros treat every interface alike: a name that JavaScript sees stands in idl/ and in the crate that implements \
         it. If the word means something else here, choose another.",
    );
}

#[test]
fn idl_files_are_named_after_what_they_declare() {
    expect_none(
        &idl::misnamed(&FILES),
        "One interface, namespace or mixin to an IDL file, which bears its name; with it the dictionaries, enums, callbacks and typedefs \
         that it needs, and partials of others.",
    );
}

/// Whether the repository has a file or a folder of this path.
fn exists(path: &str) -> bool {
    root().join(path).exists()
}

#[test]
fn links_lead_somewhere() {
    expect_none(
        &links::broken_links(&FILES, exists),
        "A link in a document names a file that is there, and a heading that it has.",
    );
}

/// Whether it is there, or something that ends so: documents leave out a crate's name where it is clear.
fn is_named(path: &str) -> bool {
    let (inside, below) = (format!("/{path}"), format!("/{path}/"));
    exists(path)
        || PATHS
            .iter()
            .any(|other| other.ends_with(&inside) || other.contains(&below))
}

#[test]
fn documents_name_what_is_there() {
    expect_none(
        &links::missing_paths(&FILES, is_named),
        "A path in a document leads to a file or a folder: it was renamed or removed.",
    );
    expect_none(
        &links::missing_documents(&FILES, exists),
        "A comment sends its reader to a document that is not there.",
    );
}

#[test]
fn generated_files_are_fresh() {
    expect_none(
        &generated::stale_reference(&FILES),
        "docs/reference is made from idl/ and nano/src/refinements.d.ts: run `cargo run -p nano -- idl --markdown docs/reference`, delete \
         what is no page any more, and commit it.",
    );
}
