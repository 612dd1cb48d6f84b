//! Reading IDL files from disk.

use std::io;
use std::path::Path;

/// Reads every `*.idl` below `dir`, sorted by path, as pairs of path and text.
///
/// Paths are shown below `shown`: with `"idl"` the file `dir/url/URL.idl` is `idl/url/URL.idl`; with `""` it is
/// `url/URL.idl`.
///
/// # Errors
/// What the file system says, with the path in the message; text that is not UTF-8 is an error too.
pub fn load_dir(dir: &Path, shown: &str) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut pending = vec![(dir.to_path_buf(), shown.to_owned())];
    while let Some((dir, shown)) = pending.pop() {
        for entry in std::fs::read_dir(&dir).map_err(|error| at(&dir, &error))? {
            let entry = entry.map_err(|error| at(&dir, &error))?;
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let shown = if shown.is_empty() {
                name.into_owned()
            } else {
                format!("{shown}/{name}")
            };
            // `metadata` follows links, so that a linked file or folder counts as what it points to.
            let metadata = std::fs::metadata(&path).map_err(|error| at(&path, &error))?;
            if metadata.is_dir() {
                pending.push((path, shown));
            } else if path.extension().is_some_and(|extension| extension == "idl") {
                let text = std::fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
                files.push((shown, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The error with its path in front.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
