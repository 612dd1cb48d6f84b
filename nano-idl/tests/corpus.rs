//! Every specification of the web parses, resolves and survives printing.
//!
//! The files of the npm package @webref/idl are read from the folder that `NANO_WEBREF_IDL` names; they are not
//! committed. A small corpus of our own, in `tests/corpus`, always runs.

use nano_idl::{Model, load_dir, print, resolve};
use std::path::Path;
use std::time::Instant;

#[test]
fn webref() {
    let Some(folder) = std::env::var_os("NANO_WEBREF_IDL") else {
        println!("not asked to run: NANO_WEBREF_IDL does not name the folder of @webref/idl");
        return;
    };
    let mut files = load_dir(Path::new(&folder), "").unwrap();
    files.push(("prose.idl".to_owned(), include_str!("prose.idl").to_owned()));
    assert!(files.len() > 300, "only {} files", files.len());
    let started = Instant::now();
    let model = survives_printing(&files);
    println!(
        "{} files: {} interfaces, {} dictionaries, {} warnings, {:?}",
        files.len(),
        model.interfaces.len(),
        model.dictionaries.len(),
        model.warnings.len(),
        started.elapsed()
    );
}

#[test]
fn own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for file in load_dir(&folder, "tests/corpus").unwrap() {
        let model = survives_printing(&[file]);
        let warnings: Vec<String> = model
            .warnings
            .iter()
            .map(|warning| warning.render(&model.sources))
            .collect();
        assert!(warnings.is_empty(), "{}", warnings.join("\n"));
    }
}

/// Resolves files, prints the model, resolves that, and compares.
fn survives_printing(files: &[(String, String)]) -> Model {
    let model = resolve(files).unwrap_or_else(|errors| panic!("{errors}"));
    let text = print(&model);
    let printed = [("printed.idl", text.as_str())];
    let again = resolve(&printed).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(again == model, "printing changes the model:\n{text}");
    assert_eq!(print(&again), text);
    model
}
