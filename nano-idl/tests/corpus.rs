//! Every specification of the web parses, resolves and survives printing.
//!
//! The files of the npm package @webref/idl are read from the folder that `NANO_WEBREF_IDL` names; they are not
//! committed.

use nano_idl::{load_dir, print, resolve};
use std::path::Path;

#[test]
fn webref() {
    let Some(folder) = std::env::var_os("NANO_WEBREF_IDL") else {
        println!("not asked to run: NANO_WEBREF_IDL does not name the folder of @webref/idl");
        return;
    };
    let mut files = load_dir(Path::new(&folder), "").unwrap();
    files.push(("prose.idl".to_owned(), include_str!("prose.idl").to_owned()));
    assert!(files.len() > 300, "only {} files", files.len());
    let started = std::time::Instant::now();
    let model =
        resolve(&files).unwrap_or_else(|errors| panic!("{} errors\n{errors}", errors.list.len()));
    let again =
        resolve(&[("printed.idl", print(&model))]).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(again == model, "printing changes the model");
    println!(
        "{} files, {} interfaces, {:?}",
        files.len(),
        model.interfaces.len(),
        started.elapsed()
    );
}
