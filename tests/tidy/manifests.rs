//! Rules over the workspace's manifests: which crate may depend on which.

use toml::{Table, Value};

use crate::{File, Finding};

/// The workspace's crates, each with those of them that it may depend on.
const EDGES: [(&str, &[&str]); 6] = [
    ("nano", &["nano-apis", "nano-runtime", "nano-idl"]),
    ("nano-apis", &["nano-runtime"]),
    ("nano-runtime", &["nano-macros"]),
    ("nano-macros", &["nano-idl"]),
    ("nano-idl", &[]),
    ("nano-idl-fuzz", &["nano-idl"]),
];

/// The only crate that may depend on V8.
const RUNTIME: &str = "nano-runtime";

/// Dependencies, those for tests and build scripts included, that go against the direction; and on V8.
pub fn wrong_edges(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, package, manifest) in packages(files) {
        let allowed = EDGES
            .iter()
            .find(|(name, _)| *name == package)
            .map_or(&[][..], |(_, allowed)| allowed);
        for dependency in dependencies(&manifest) {
            let ours = EDGES.iter().any(|(name, _)| *name == dependency);
            if (ours && !allowed.contains(&&*dependency))
                || (dependency == "v8" && package != RUNTIME)
            {
                findings.push(file.finding(
                    line_of(&file.text, &dependency),
                    format!("{package} depends on {dependency}"),
                ));
            }
        }
    }
    findings
}

/// Packages that the edges above say nothing about.
pub fn unknown_crates(files: &[File]) -> Vec<Finding> {
    packages(files)
        .filter(|(_, package, _)| EDGES.iter().all(|(name, _)| name != package))
        .map(|(file, package, _)| {
            file.finding(
                line_of(&file.text, "name"),
                format!("no edges are given for {package}"),
            )
        })
        .collect()
}

/// The manifests that describe a package, its name and its whole table.
fn packages(files: &[File]) -> impl Iterator<Item = (&File, String, Table)> {
    files
        .iter()
        .filter(|file| file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml"))
        .filter_map(|file| {
            // What does not parse stops cargo long before this.
            let manifest: Table = file.text.parse().ok()?;
            let name = manifest.get("package")?.get("name")?.as_str()?.to_owned();
            Some((file, name, manifest))
        })
}

/// The packages that a manifest asks for, under whatever name and for whatever target.
fn dependencies(manifest: &Table) -> Vec<String> {
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    tables
        .flat_map(|table| {
            ["dependencies", "dev-dependencies", "build-dependencies"].map(|kind| table.get(kind))
        })
        .flatten()
        .filter_map(Value::as_table)
        .flatten()
        .map(|(key, value)| {
            value
                .get("package")
                .and_then(Value::as_str)
                .unwrap_or(key)
                .to_owned()
        })
        .collect()
}

/// The first line that starts with the key or names it in quotes.
fn line_of(text: &str, key: &str) -> usize {
    let quoted = format!("\"{key}\"");
    let names = |line: &str| {
        let rest = line.trim_start().strip_prefix(key);
        rest.is_some_and(|rest| rest.starts_with([' ', '=', '.'])) || line.contains(&quoted)
    };
    text.lines().position(names).map_or(1, |index| index + 1)
}

fn manifest(name: &str, rest: &str) -> File {
    File::new(
        format!("{name}/Cargo.toml"),
        format!("[package]\nname = \"{name}\"\n{rest}"),
    )
}

#[test]
fn an_edge_against_the_direction_is_found() {
    let files = [
        manifest(
            "nano",
            "[dependencies]\nnano-apis.workspace = true\nnano-idl.workspace = true\nurl = \"2\"\n",
        ),
        manifest(
            "nano-apis",
            "[dependencies]\nnano-runtime = { path = \"x\" }\nnano-idl = { path = \"x\" }\n",
        ),
        manifest(
            "nano-idl",
            "[dev-dependencies]\nnano-runtime.workspace = true\n",
        ),
        manifest(
            "nano-macros",
            "[dependencies]\nnano-idl.workspace = true\n[target.'cfg(unix)'.build-dependencies]\nv8 = \"1\"\n",
        ),
        manifest(
            "nano-runtime",
            "[dependencies]\nv8 = \"1\"\nengine = { package = \"nano-apis\", path = \"x\" }\n",
        ),
    ];
    let found: Vec<String> = wrong_edges(&files)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "nano-apis/Cargo.toml:5: nano-apis depends on nano-idl",
            "nano-idl/Cargo.toml:4: nano-idl depends on nano-runtime",
            "nano-macros/Cargo.toml:6: nano-macros depends on v8",
            "nano-runtime/Cargo.toml:5: nano-runtime depends on nano-apis",
        ]
    );
}

#[test]
fn a_crate_without_a_place_is_found() {
    let files = [
        manifest("nano-idl", ""),
        manifest("nano-extra", ""),
        File::new("Cargo.toml", "[workspace]\nmembers = []\n"),
    ];
    let found: Vec<String> = unknown_crates(&files)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        ["nano-extra/Cargo.toml:2: no edges are given for nano-extra"]
    );
    // and it may depend on nothing of ours before it has one
    assert_eq!(
        wrong_edges(&[manifest("nano-extra", "[dependencies]\nnano-idl = \"1\"\n")]).len(),
        1
    );
}
