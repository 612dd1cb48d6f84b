//! Each `tests/errors/NAME.idl` gives exactly the errors and warnings in `NAME.stderr`.
//!
//! `NANO_BLESS=1 cargo test -p nano-idl --test errors` writes the `.stderr` files anew.

use nano_idl::{Diagnostics, load_dir, resolve};
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn errors_are_as_committed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let bless = std::env::var_os("NANO_BLESS").is_some();
    let files = load_dir(&folder, "").unwrap();
    assert!(!files.is_empty());
    let mut problems = String::new();
    for file in files {
        let expected_path = folder.join(&file.0).with_extension("stderr");
        let name = file.0.clone();
        let actual = match resolve(&[file]) {
            Err(diagnostics) => diagnostics.to_string(),
            Ok(model) => {
                let (sources, list) = (model.sources, model.warnings);
                Diagnostics { sources, list }.to_string()
            }
        };
        if bless {
            std::fs::write(&expected_path, &actual).unwrap();
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        if actual != expected {
            writeln!(problems, "{name}: expected\n{expected}\nfound\n{actual}").unwrap();
        }
    }
    assert!(problems.is_empty(), "{problems}");
}
