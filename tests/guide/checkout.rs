//! A copy of this checkout, to be changed and built.
//!
//! It stays below the folder for tests' files of the target folder, so that a second run builds only what changed since the first.
//! The crates it depends on are not built at all: cargo names what it made of a registry's crate without regard to the
//! workspace, so the copy's target folder begins with what the real one holds. Only NANO's own crates are built, without
//! optimization, which takes less than a minute of one core for each of two.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde::Deserialize;

use super::repository;

/// A changed copy.
pub struct Checkout {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// What a build of the copy gives: programs, by their targets' names.
pub struct Built {
    /// The copy's folder.
    pub folder: PathBuf,
    pub programs: BTreeMap<String, PathBuf>,
}

impl Checkout {
    /// Everything that git tracks or would track, less V8's archive, which the copy's build is pointed to.
    pub fn new() -> Self {
        let files = paths()
            .into_iter()
            .filter(|path| !path.starts_with("third_party/v8/v"))
            // Deleted, but not yet for git.
            .filter_map(|path| {
                Some((
                    PathBuf::from(&path),
                    fs::read(repository().join(&path)).ok()?,
                ))
            })
            .collect();
        Self { files }
    }

    /// Adds a file.
    #[track_caller]
    pub fn create(&mut self, path: &str, text: &str) {
        let before = self.files.insert(path.into(), text.into());
        assert!(before.is_none(), "there is {path} already");
    }

    /// Adds lines after the one line that reads so, its indentation aside.
    #[track_caller]
    pub fn insert_after(&mut self, path: &str, anchor: &str, lines: &str) {
        let bytes = self.files.get_mut(Path::new(path));
        let bytes = bytes.unwrap_or_else(|| panic!("there is no {path}"));
        let text = std::str::from_utf8(bytes).unwrap();
        let found = text.lines().filter(|line| line.trim() == anchor).count();
        assert_eq!(found, 1, "lines `{anchor}` in {path}");
        let changed: String = text
            .split_inclusive('\n')
            .flat_map(|line| [line, if line.trim() == anchor { lines } else { "" }])
            .collect();
        *bytes = changed.into_bytes();
    }

    /// Writes the copy and builds these targets of it: `--bin nano`, `--test throttle`.
    #[track_caller]
    pub fn build(&self, targets: &[&str], variables: &[(&str, &str)]) -> Built {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide");
        let folder = home.join("checkout");
        self.write(&folder);
        let target = home.join("target");
        let profile = Profile::of_this_test();
        profile.seed(&target);
        let output = Command::new(env!("CARGO"))
            // Cargo unites the features that the chosen packages ask for: choosing all, as a run of all tests does, makes the
            // crates that are there already the right ones.
            .args([
                "build",
                "--workspace",
                "--locked",
                "--message-format=json-render-diagnostics",
            ])
            .args(["--profile", profile.name])
            .args(targets)
            .args(profile.unoptimized())
            .arg("--target-dir")
            .arg(&target)
            .env("CARGO_INCREMENTAL", "1")
            .env(
                "RUSTY_V8_MIRROR",
                repository().join("third_party/v8").canonicalize().unwrap(),
            )
            .envs(variables.iter().copied())
            .current_dir(&folder)
            .output()
            .unwrap();
        let messages = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{messages}");
        assert!(!messages.contains("warning:"), "{messages}");
        Built {
            folder,
            programs: programs(&output.stdout),
        }
    }

    /// Makes the folder hold these files and no others, touching only what differs: cargo looks at times.
    fn write(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            if fs::read(&path).is_ok_and(|there| there == *bytes) {
                continue;
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
        }
        for path in walk(folder) {
            if !self.files.contains_key(&path) {
                fs::remove_file(folder.join(path)).unwrap();
            }
        }
    }
}

/// The programs that cargo's messages name.
fn programs(messages: &[u8]) -> BTreeMap<String, PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        target: Option<Target>,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    serde_json::Deserializer::from_slice(messages)
        .into_iter::<Message>()
        .map(Result::unwrap)
        .filter_map(|message| Some((message.target?.name, message.executable?)))
        .collect()
}

/// The profile that this test was built with.
struct Profile {
    name: &'static str,
    /// Its folder of a target folder.
    folder: PathBuf,
}

impl Profile {
    fn of_this_test() -> Self {
        let folder = Path::new(env!("CARGO_BIN_EXE_nano")).parent().unwrap();
        let name = if folder.ends_with("release") {
            "release"
        } else {
            "dev"
        };
        Self {
            name,
            folder: folder.to_owned(),
        }
    }

    /// The options that build NANO's crates without optimization: they are called a few times.
    fn unoptimized(&self) -> impl Iterator<Item = String> {
        ["nano", "nano-apis", "nano-runtime"]
            .into_iter()
            .flat_map(|package| {
                let setting = format!("profile.{}.package.{package}.opt-level=0", self.name);
                ["--config".to_owned(), setting]
            })
    }

    /// Puts what the real target folder holds of other people's crates into another one.
    fn seed(&self, target: &Path) {
        let target = target.join(self.folder.file_name().unwrap());
        for part in ["deps", "build", ".fingerprint"] {
            for path in walk(&self.folder.join(part)) {
                let (from, to) = (
                    self.folder.join(part).join(&path),
                    target.join(part).join(&path),
                );
                if is_ours(&path) || to.exists() {
                    continue;
                }
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                let library = path.extension().is_some_and(|extension| {
                    ["rlib", "rmeta", "so", "dylib", "dll"]
                        .iter()
                        .any(|one| extension == *one)
                });
                // What is made anew is written to another file that takes the name; all else is written in place, where a link
                // would change what it links to.
                if part == "deps" && library && fs::hard_link(&from, &to).is_ok() {
                    continue;
                }
                if part != "deps"
                    || library
                    || path.extension().is_some_and(|extension| extension == "d")
                {
                    copy(&from, &to);
                }
            }
        }
    }
}

/// Whether cargo made this file or folder of one of the workspace's crates.
fn is_ours(path: &Path) -> bool {
    let first = path
        .iter()
        .next()
        .and_then(|first| first.to_str())
        .unwrap_or("");
    let name = first.strip_prefix("lib").unwrap_or(first);
    name.starts_with("nano-") || name.starts_with("nano_")
}

/// Copies a file with its time.
fn copy(from: &Path, to: &Path) {
    // Gone, if another build is at work.
    let Ok(time) = fs::metadata(from).and_then(|metadata| metadata.modified()) else {
        return;
    };
    if fs::copy(from, to).is_ok() {
        set_time(to, time);
    }
}

fn set_time(path: &Path, time: SystemTime) {
    fs::File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(time))
        .unwrap();
}

/// The files of the checkout. From a tree without git (a source archive) everything but the build's output.
pub fn paths() -> Vec<String> {
    let git = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(repository())
        .output();
    let text = git.ok().filter(|output| output.status.success());
    let text = text.and_then(|output| String::from_utf8(output.stdout).ok());
    match text.filter(|text| !text.is_empty()) {
        Some(text) => text.split_terminator('\0').map(str::to_owned).collect(),
        None => walk(repository())
            .into_iter()
            .filter_map(|path| path.to_str().map(str::to_owned))
            .collect(),
    }
}

/// All files below a folder, relative to it; not those of builds and of packages.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = below.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    let skipped = ["target", "node_modules", ".git"];
                    if !skipped.iter().any(|name| entry.file_name() == *name) {
                        folders.push(path);
                    }
                }
                Ok(kind) if kind.is_file() => files.push(path),
                _ => {}
            }
        }
    }
    files
}
