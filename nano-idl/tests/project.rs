//! The project's own `idl/` breaks no rule of the standard, not even those that are only warnings, except where a
//! standard's own text does.

use nano_idl::{load_dir, resolve};
use std::path::Path;

/// The warnings that texts of standards give, copied as they stand.
const KNOWN: &[&str] = &[
    // The constructors: `input` is required in one and optional in the other. Overload resolution goes by the first.
    "calls of `URLPattern` with 2 arguments are ambiguous: argument 1 differs, but only argument 2 tells overloads apart",
];

#[test]
fn idl_breaks_no_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../idl");
    let files = load_dir(&folder, "idl").unwrap();
    assert!(!files.is_empty());
    let model = resolve(&files).unwrap_or_else(|errors| panic!("{errors}"));
    let new: Vec<String> = model
        .warnings
        .iter()
        .filter(|warning| !KNOWN.contains(&warning.message.as_str()))
        .map(|warning| warning.render(&model.sources))
        .collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
}
