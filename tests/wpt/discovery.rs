//! Finds the tests in a WPT folder: which files, and which URLs (one per variant) each of them makes.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use crate::meta::Meta;

/// One run: a test file with one of its variants.
#[derive(Debug, Clone)]
pub struct TestUrl {
    /// The file's path below the WPT folder, with `/` between its parts.
    pub path: String,
    /// The suffix of its URL: empty, `?…` or `#…`.
    pub variant: String,
    /// The file's META lines.
    pub meta: Arc<Meta>,
    /// The selection that named it; the summary has one row for each.
    pub selection: String,
}

impl TestUrl {
    /// The key that expectations and reports use: path and variant.
    pub fn key(&self) -> String {
        format!("{}{}", self.path, self.variant)
    }

    /// The first part of the path, which names the expectation file.
    pub fn top(&self) -> &str {
        top_directory(&self.path)
    }

    /// The folder the file is in.
    pub fn directory(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(parent, _)| parent)
    }
}

/// The first part of a path below the WPT folder.
pub fn top_directory(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Every test the selections name, in path order within each selection, each test once.
///
/// A selection is a folder (`url`: with everything below it), a folder's own files (`encoding/*`), or a test
/// (`url/idlharness.any.js`, with a `?variant` for one of its runs only). One that names no test is an error.
pub fn discover(root: &Path, selections: &[String]) -> Result<Vec<TestUrl>> {
    let mut seen = HashSet::new();
    let mut tests = Vec::new();
    for selection in selections {
        let before = tests.len();
        let mut named = 0;
        for test in select(root, selection)? {
            named += 1;
            if seen.insert(test.key()) {
                tests.push(test);
            }
        }
        if named == 0 {
            bail!("no test of {} matches {selection}", root.display());
        }
        tests[before..].sort_by_cached_key(TestUrl::key);
    }
    Ok(tests)
}

/// The runs of one test file, or none when it is not written for a global of this runner.
pub fn runs_of(root: &Path, path: &str, selection: &str) -> Result<Vec<TestUrl>> {
    let source = fs::read(root.join(path)).with_context(|| format!("cannot read {path}"))?;
    let meta = Arc::new(Meta::parse(&String::from_utf8_lossy(&source)));
    if !meta.runs_here() {
        return Ok(Vec::new());
    }
    Ok(meta
        .variants
        .iter()
        .map(|variant| TestUrl {
            path: path.to_owned(),
            variant: variant.clone(),
            meta: Arc::clone(&meta),
            selection: selection.to_owned(),
        })
        .collect())
}

/// Whether a path below the WPT folder is a test this runner takes: an `.any.js` file that needs no HTTP/2 server
/// and does not belong to WPT's own machinery.
pub fn is_test(path: &str) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    name.ends_with(".any.js")
        && !name.contains(".h2.")
        && !parts.contains(&"resources")
        && parts.first() != Some(&"tools")
}

fn select(root: &Path, selection: &str) -> Result<Vec<TestUrl>> {
    let trimmed = selection.trim_end_matches('/');
    let mut paths = Vec::new();
    if let Some(folder) = trimmed.strip_suffix("/*") {
        walk(root, folder, false, &mut paths)?;
    } else if root.join(trimmed).is_dir() {
        walk(
            root,
            if trimmed == "." { "" } else { trimmed },
            true,
            &mut paths,
        )?;
    } else {
        let (path, variant) = match trimmed.find(['?', '#']) {
            Some(at) => (&trimmed[..at], Some(&trimmed[at..])),
            None => (trimmed, None),
        };
        if !root.join(path).is_file() || !is_test(path) {
            bail!(
                "{path} is neither a folder nor a test of {}",
                root.display()
            );
        }
        let mut runs = runs_of(root, path, selection)?;
        runs.retain(|run| variant.is_none_or(|variant| run.variant == variant));
        return Ok(runs);
    }
    let mut tests = Vec::new();
    for path in paths {
        tests.extend(runs_of(root, &path, trimmed)?);
    }
    Ok(tests)
}

/// Collects the tests of `folder` (a path below `root`), and of the folders in it when `recursive`.
fn walk(root: &Path, folder: &str, recursive: bool, paths: &mut Vec<String>) -> Result<()> {
    let entries =
        fs::read_dir(root.join(folder)).with_context(|| format!("cannot list {folder}"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {folder}"))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if folder.is_empty() {
            name.clone()
        } else {
            format!("{folder}/{name}")
        };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if recursive && !name.starts_with('.') {
                walk(root, &path, true, paths)?;
            }
        } else if is_test(&path) {
            paths.push(path);
        }
    }
    Ok(())
}
