//! Packages of `node_modules`: what a bare specifier (`hono`, `hono/cors`, `@scope/name`) or `#internal` stands for.
//!
//! <https://nodejs.org/api/esm.html#resolution-algorithm-specification>, an abstract operation a function. Node's built-in modules are
//! not there, and CommonJS is not run. `package.json` is read in `manifest.rs`; its `exports` and `imports` are looked up in `targets.rs`.

mod manifest;
mod targets;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use url::Url;

use manifest::{Json, Manifest};

/// The conditions under which `exports` and `imports` choose, beside `default`: the keys of runtimes that have web APIs and nothing
/// of Node's, and that of `import`.
const CONDITIONS: [&str; 3] = ["workerd", "worker", "import"];

/// Why a specifier names nothing. Followed by the place of the import.
#[derive(Debug, PartialEq)]
pub(super) enum PackageError {
    /// *Invalid Package Target*: the next one of an array is tried.
    Target(String),
    /// Any other.
    Other(String),
}

impl std::fmt::Display for PackageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Target(message) | Self::Other(message) => f.write_str(message),
        }
    }
}

type Result<T> = std::result::Result<T, PackageError>;

fn other<T>(message: impl Into<String>) -> Result<T> {
    Err(PackageError::Other(message.into()))
}

/// <https://nodejs.org/api/esm.html#resolution-algorithm-specification>: *ESM_RESOLVE* of what is neither a URL nor a path.
///
/// # Errors
/// The specifier is malformed, there is no such package, or the package has nothing of that name.
pub(super) fn esm_resolve(specifier: &str, parent: &Url) -> Result<Url> {
    let Some(folder) = folder_of(parent) else {
        return other(format!(
            "it is neither a URL nor does it start with \"./\", \"../\" or \"/\", and only files import from packages: {}: URLs have no \
             node_modules folder",
            parent.scheme()
        ));
    };
    // 4. If specifier starts with "#", the value of PACKAGE_IMPORTS_RESOLVE; 5. otherwise, of PACKAGE_RESOLVE.
    let resolved = if specifier.starts_with('#') {
        package_imports_resolve(specifier, &folder)?
    } else {
        package_resolve(specifier, &folder)?
    };
    finish(resolved)
}

/// The end of *ESM_RESOLVE*.
fn finish(resolved: Url) -> Result<Url> {
    // 7.1. If resolved contains any percent encodings of "/" or "\", throw an Invalid Module Specifier error.
    let path = resolved.path().to_ascii_lowercase();
    if path.contains("%2f") || path.contains("%5c") {
        return other(format!("{resolved} has an encoded slash in its path"));
    }
    let Ok(path) = resolved.to_file_path() else {
        return other(format!("{resolved} names no file of this machine"));
    };
    // 7.2. If the file at resolved is a directory, throw an Unsupported Directory Import error.
    if path.is_dir() {
        return other(format!("{} is a folder; name a file in it", path.display()));
    }
    // 7.3. If the file at resolved does not exist, throw a Module Not Found error.
    // 7.4. Set resolved to the real path of resolved, maintaining the same URL querystring and fragment components.
    let Ok(real) = path.canonicalize() else {
        return other(format!("there is no file {}", path.display()));
    };
    if real.extension().is_some_and(|extension| extension == "cjs") {
        return other(format!(
            "{} is CommonJS, which is not run; an ES module is needed",
            real.display()
        ));
    }
    let Ok(mut url) = Url::from_file_path(&real) else {
        return other(format!("{} has no URL", real.display()));
    };
    url.set_query(resolved.query());
    url.set_fragment(resolved.fragment());
    Ok(url)
}

/// The folder of the file that a URL names; a folder's URL ends with a slash.
fn folder_of(url: &Url) -> Option<PathBuf> {
    let path = (url.scheme() == "file").then(|| url.to_file_path().ok())??;
    match url.path().ends_with('/') {
        true => Some(path),
        false => path.parent().map(Path::to_owned),
    }
}

/// The name of the package in a specifier, and the rest as a path that starts with `.`.
fn split(specifier: &str) -> Result<(&str, String)> {
    let invalid = |reason: &str| other(format!("it is no name of a package: {reason}"));
    // 2. If packageSpecifier is an empty string, throw an Invalid Module Specifier error.
    if specifier.is_empty() {
        return invalid("it is empty");
    }
    // 4. The substring until the first "/", 5. the second "/" for one that starts with "@".
    let mut slashes = specifier.match_indices('/').map(|(at, _)| at);
    let end = if specifier.starts_with('@') {
        if slashes.next().is_none() {
            return invalid("a scope is followed by a slash and the name");
        }
        slashes.next()
    } else {
        slashes.next()
    };
    let (name, rest) = specifier.split_at(end.unwrap_or(specifier.len()));
    // 6. If packageName starts with "." or contains "\" or "%", throw an Invalid Module Specifier error.
    if name.starts_with('.') || name.contains(['\\', '%']) {
        return invalid("it starts with a dot, or holds a backslash or a percent sign");
    }
    // 7. "." concatenated with the rest.
    Ok((name, format!(".{rest}")))
}

/// *PACKAGE_RESOLVE*, from a folder.
fn package_resolve(specifier: &str, parent: &Path) -> Result<Url> {
    // 3. There are no built-in modules.
    let (name, subpath) = split(specifier)?;
    // 8. and 9. The package itself, by its own name.
    if let Some(url) = package_self_resolve(name, &subpath, parent)? {
        return Ok(url);
    }
    // 10. While parentURL is not the file system root:
    for folder in parent.ancestors() {
        // 10.1. to 10.3.
        let package = folder.join("node_modules").join(name);
        if !package.is_dir() {
            continue;
        }
        // 10.4. Let pjson be the result of READ_PACKAGE_JSON(packageURL).
        let manifest = Manifest::read(&package)?;
        // 10.5. If pjson is not null and pjson.exports is not null or undefined, return PACKAGE_EXPORTS_RESOLVE.
        if let Some(manifest) = &manifest
            && let Some(exports) = manifest.exports()
        {
            return package_exports_resolve(&package, &subpath, exports);
        }
        // 10.6. Otherwise, if packageSubpath is equal to ".", the main file.
        if subpath == "." {
            return main_file(&package, manifest.as_ref());
        }
        // 10.7. Otherwise, return the URL resolution of packageSubpath in packageURL.
        return targets::join(&package, &subpath);
    }
    // 11. Throw a Module Not Found error.
    other(format!(
        "no node_modules folder in {} or above it has a package \"{name}\"",
        parent.display()
    ))
}

/// Where a package without `exports` begins: what `main` names, and for packages from before ES modules what Node adds to it.
///
/// <https://nodejs.org/api/modules.html#all-together>: *LOAD_AS_DIRECTORY*
fn main_file(package: &Path, manifest: Option<&Manifest>) -> Result<Url> {
    let main = manifest.and_then(Manifest::main);
    let mut candidates = Vec::new();
    if let Some(main) = main {
        candidates.extend(
            ["", ".js", ".json", "/index.js", "/index.json"].map(|end| format!("{main}{end}")),
        );
    }
    candidates.extend(["index.js", "index.json"].map(String::from));
    match candidates.iter().find(|path| package.join(path).is_file()) {
        Some(path) => targets::join(package, path),
        None => other(format!(
            "{} has neither \"exports\" nor a main file",
            package.display()
        )),
    }
}

/// *PACKAGE_SELF_RESOLVE*
fn package_self_resolve(name: &str, subpath: &str, parent: &Path) -> Result<Option<Url>> {
    // 1. and 2.
    let Some((package, manifest)) = lookup_package_scope(parent)? else {
        return Ok(None);
    };
    // 4. and 5. Only by the name that it has, and only what it exports.
    match manifest.exports() {
        Some(exports) if manifest.name() == Some(name) => {
            package_exports_resolve(&package, subpath, exports).map(Some)
        }
        _ => Ok(None),
    }
}

/// *LOOKUP_PACKAGE_SCOPE* and *READ_PACKAGE_JSON*: the package that a folder belongs to.
fn lookup_package_scope(folder: &Path) -> Result<Option<(PathBuf, Manifest)>> {
    for scope in folder.ancestors() {
        // 2.2. If scopeURL ends in a "node_modules" path segment, return null.
        if scope.ends_with("node_modules") {
            return Ok(None);
        }
        if let Some(manifest) = Manifest::read(scope)? {
            return Ok(Some((scope.to_owned(), manifest)));
        }
    }
    Ok(None)
}

/// *PACKAGE_EXPORTS_RESOLVE*
fn package_exports_resolve(package: &Path, subpath: &str, exports: &Json) -> Result<Url> {
    let is_path = |key: &str| key.starts_with('.');
    let keys = || exports.members().iter().map(|(key, _)| key.as_str());
    let paths = keys().any(is_path);
    // 1. If exports is an Object with both a key starting with "." and a key not starting with ".", throw an Invalid Package
    // Configuration error.
    if paths && !keys().all(is_path) {
        return other(format!(
            "{} mixes paths and conditions in \"exports\"",
            manifest::path(package).display()
        ));
    }
    let resolved = if subpath == "." {
        // 2. If subpath is equal to ".", the main export.
        let main = if paths {
            exports.get(".")
        } else {
            Some(exports)
        };
        match main {
            Some(main) => targets::package_target_resolve(package, main, None, false)?,
            None => None,
        }
    } else if paths {
        // 3. Otherwise, if exports is an Object and all keys of exports start with ".".
        targets::package_imports_exports_resolve(subpath, exports, package, false)?
    } else {
        None
    };
    // 4. Throw a Package Path Not Exported error.
    resolved.flatten().map_or_else(
        || {
            other(format!(
                "{} exports no \"{subpath}\" (for the conditions {}, default)",
                manifest::path(package).display(),
                CONDITIONS.join(", ")
            ))
        },
        Ok,
    )
}

/// *PACKAGE_IMPORTS_RESOLVE*
fn package_imports_resolve(specifier: &str, parent: &Path) -> Result<Url> {
    // 2. If specifier is exactly equal to "#", throw an Invalid Module Specifier error.
    if specifier == "#" {
        return other("a name follows the #");
    }
    // 3. Let packageURL be the result of LOOKUP_PACKAGE_SCOPE(parentURL).
    let Some((package, manifest)) = lookup_package_scope(parent)? else {
        return other(format!(
            "{} belongs to no package that could have \"imports\"",
            parent.display()
        ));
    };
    // 4. If pjson.imports is a non-null Object, PACKAGE_IMPORTS_EXPORTS_RESOLVE.
    let resolved = match manifest.imports() {
        Some(imports) => {
            targets::package_imports_exports_resolve(specifier, imports, &package, true)?
        }
        None => None,
    };
    // 5. Throw a Package Import Not Defined error.
    resolved.flatten().map_or_else(
        || {
            other(format!(
                "{} has no such entry in \"imports\"",
                manifest::path(&package).display()
            ))
        },
        Ok,
    )
}
