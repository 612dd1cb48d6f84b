//! Turns one test URL into the classic scripts an engine evaluates for it, in order:
//! the prelude, testharness.js, the reporter, the META scripts, the test.
//!
//! Scripts that the runner generates or substitutes are written to a folder of the run; the rest are passed where
//! they lie, so that stack traces name them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::discovery::TestUrl;
use crate::resources::{self, Resources};
use crate::substitution;

/// A function expression that prepares the global, called with a [`Config`].
const PRELUDE: &str = include_str!("js/prelude.js");
/// A function expression that subscribes to testharness, called without arguments once testharness.js has run.
const REPORTER: &str = include_str!("js/reporter.js");
/// A function expression that hands idlharness its IDL, called with [`Resources::interfaces`].
const IDL: &str = include_str!("js/idl.js");
/// URL paths that WPT's server answers from another file.
const ALIASES: [(&str, &str); 1] = [(
    "resources/WebIDLParser.js",
    "resources/webidl2/lib/webidl2.js",
)];

/// What an engine needs to run one URL.
#[derive(Debug)]
pub struct Page {
    /// The URL that `location` shows.
    pub location: String,
    /// The classic scripts, in order.
    pub scripts: Vec<PathBuf>,
}

/// The prelude's argument.
#[derive(Serialize)]
struct Config<'a> {
    title: Option<&'a str>,
    origin: String,
    idlharness: bool,
    deadline: u128,
    files: &'a std::collections::BTreeMap<String, resources::Content>,
    names: &'a std::collections::BTreeMap<String, String>,
}

/// Prepares the scripts of `test`, writing into the empty folder `work` what no file of WPT holds as it is served.
///
/// `deadline` is when the page itself gives up. A META script that does not exist or cannot be substituted is an
/// error, as it would be a failed load in a browser.
pub fn prepare(root: &Path, test: &TestUrl, deadline: Duration, work: &Path) -> Result<Page> {
    let mut builder = Builder {
        root,
        work,
        texts: Vec::new(),
    };
    let mut loaded = Vec::new();
    for script in &test.meta.scripts {
        loaded.push(builder.load(test.directory(), script)?);
    }
    loaded.push(builder.load("", &format!("/{}{}", test.path, query_of(&test.variant)))?);
    let found = resources::find(root, test.directory(), &builder.texts)?;

    let mut scripts = vec![
        builder.write("prelude.js", &prelude(test, deadline, &found)?)?,
        root.join("resources/testharness.js"),
        builder.write("reporter.js", &format!("({REPORTER})();\n"))?,
    ];
    let test_script = loaded.pop();
    scripts.append(&mut loaded);
    if !found.interfaces.is_empty() {
        let interfaces = serde_json::to_string(&found.interfaces)?;
        scripts.push(builder.write("idl.js", &format!("({IDL})({interfaces});\n"))?);
    }
    scripts.extend(test_script);
    Ok(Page {
        location: location(test),
        scripts,
    })
}

/// The URL of the page WPT's server would make for a test.
pub fn location(test: &TestUrl) -> String {
    let page = test.path.strip_suffix(".js").unwrap_or(&test.path);
    format!(
        "{}/{page}.html{}",
        substitution::origin(&test.path),
        test.variant
    )
}

fn prelude(test: &TestUrl, deadline: Duration, found: &Resources) -> Result<String> {
    let config = serde_json::to_string(&Config {
        title: test.meta.title.as_deref(),
        origin: substitution::origin(&test.path),
        idlharness: test.meta.uses_idlharness(),
        deadline: deadline.as_millis(),
        files: &found.files,
        names: &found.names,
    })?;
    Ok(format!("({PRELUDE})({config});\n"))
}

/// The query of a variant, `?` included, without a fragment.
fn query_of(variant: &str) -> &str {
    let end = variant.find('#').unwrap_or(variant.len());
    &variant[..end]
}

struct Builder<'a> {
    root: &'a Path,
    work: &'a Path,
    texts: Vec<String>,
}

impl Builder<'_> {
    /// The file to run for a script URL of a page in `directory`, keeping its text for the search of resources.
    fn load(&mut self, directory: &str, url: &str) -> Result<PathBuf> {
        let (reference, query) = url.split_once('?').unwrap_or((url, ""));
        let Some(mut path) = resources::resolve(directory, reference) else {
            bail!("the script {url} is outside of the WPT folder");
        };
        if let Some((_, target)) = ALIASES.iter().find(|(alias, _)| *alias == path) {
            path = (*target).to_owned();
        }
        let file = self.root.join(&path);
        let bytes = fs::read(&file).with_context(|| format!("cannot read the script {path}"))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !substitution::applies(&path) {
            self.texts.push(text);
            return Ok(file);
        }
        let filled = substitution::substitute(&text, &path, query)?;
        let name = path.replace('/', "_");
        let written = self.write(&name, &filled)?;
        self.texts.push(filled);
        Ok(written)
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let file = self.work.join(name);
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}
