//! Puts the files of `idl/` into the binary: a table of their paths and texts, for `nano types` and `nano idl`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../idl");
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../idl");
    let mut table = String::from("&[\n");
    for (path, text) in nano_idl::load_dir(&root, "idl")? {
        writeln!(table, "    ({path:?}, {text:?}),")?;
    }
    table.push_str("]\n");
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("idl.rs");
    std::fs::write(out, table)?;
    Ok(())
}
