//! The list of interfaces, against what `idl/` declares.

use std::collections::BTreeSet;

/// The names that `idl/` declares in files of their own, by the keyword in front of them.
fn declared() -> BTreeSet<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../idl");
    let mut names = BTreeSet::new();
    for area in std::fs::read_dir(root).expect("idl/ is there") {
        for file in
            std::fs::read_dir(area.expect("it can be read").path()).expect("an area is a folder")
        {
            let text =
                std::fs::read_to_string(file.expect("it can be read").path()).expect("IDL is text");
            for line in text.lines() {
                let words: Vec<&str> = line
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .filter(|word| !word.is_empty())
                    .collect();
                if let ["interface" | "namespace", name, ..] = words.as_slice()
                    && *name != "mixin"
                    && !text.contains(&format!("partial interface {name}"))
                {
                    names.insert((*name).to_string());
                }
            }
        }
    }
    names
}

#[test]
fn every_interface_of_the_idl_is_installed_once() {
    let installed: Vec<String> = nano_apis::interfaces()
        .iter()
        .map(|def| def.name.to_string())
        .collect();
    let unique: BTreeSet<String> = installed.iter().cloned().collect();
    assert_eq!(
        unique.len(),
        installed.len(),
        "an interface stands twice in the list"
    );
    let missing: Vec<_> = declared().difference(&unique).cloned().collect();
    assert!(
        missing.is_empty(),
        "declared in idl/ but not installed: {missing:?}"
    );
}
