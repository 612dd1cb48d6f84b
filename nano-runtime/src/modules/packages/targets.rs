//! The entries of `exports` and `imports`: which one a path matches, and the file that it names.

use std::cmp::Reverse;
use std::path::Path;

use percent_encoding::percent_decode_str;
use url::Url;

use super::manifest::{self, Json};
use super::{CONDITIONS, PackageError, Result, other, package_resolve};

/// What a target yields: a file; `Some(None)` for null, which hides what would match after it; `None` for undefined.
pub(super) type Target = Option<Option<Url>>;

/// The URL of a relative path in a folder.
pub(super) fn join(folder: &Path, path: &str) -> Result<Url> {
    let url = Url::from_directory_path(folder)
        .ok()
        .and_then(|url| url.join(path).ok());
    url.map_or_else(
        || other(format!("\"{path}\" in {} is no URL", folder.display())),
        Ok,
    )
}

/// *PACKAGE_IMPORTS_EXPORTS_RESOLVE*
pub(super) fn package_imports_exports_resolve(
    key: &str,
    entries: &Json,
    package: &Path,
    is_imports: bool,
) -> Result<Target> {
    // 1. If matchKey ends in "/", then return null.
    if key.ends_with('/') {
        return Ok(Some(None));
    }
    // 2. If matchKey is a key of matchObj and does not contain "*".
    if !key.contains('*')
        && let Some(target) = entries.get(key)
    {
        return package_target_resolve(package, target, None, is_imports);
    }
    // 3. The keys of matchObj containing only a single "*", sorted by PATTERN_KEY_COMPARE.
    let mut patterns: Vec<(&str, &str, &Json)> = entries
        .members()
        .iter()
        .filter_map(|(pattern, target)| {
            let (base, trailer) = pattern.split_once('*')?;
            (!trailer.contains('*')).then_some((base, trailer, target))
        })
        .collect();
    patterns.sort_by_key(|(base, trailer, _)| Reverse((base.len(), trailer.len())));
    // 4. For each key expansionKey in expansionKeys: if matchKey starts with but is not equal to patternBase, and ends with
    // patternTrailer, what lies between is the match.
    for (base, trailer, target) in patterns {
        let rest = key.strip_prefix(base).filter(|rest| !rest.is_empty());
        if let Some(matched) = rest.and_then(|rest| rest.strip_suffix(trailer))
            // "The length of matchKey is greater than or equal to the length of expansionKey", in which the star counts.
            && !matched.is_empty()
        {
            return package_target_resolve(package, target, Some(matched), is_imports);
        }
    }
    // 5. Return null.
    Ok(Some(None))
}

/// *PACKAGE_TARGET_RESOLVE*
pub(super) fn package_target_resolve(
    package: &Path,
    target: &Json,
    matched: Option<&str>,
    is_imports: bool,
) -> Result<Target> {
    match target {
        Json::String(target) => {
            target_string(package, target, matched, is_imports).map(|url| Some(Some(url)))
        }
        // 2. Otherwise, if target is a non-null Object.
        Json::Object(members) => {
            // 2.1. If target contains any index property keys, throw an Invalid Package Configuration error.
            if let Some((key, _)) = members.iter().find(|(key, _)| is_index(key)) {
                return other(format!(
                    "{} has the number {key} among the conditions of a target",
                    manifest::path(package).display()
                ));
            }
            // 2.2. For each property p of target, in object insertion order: if p equals "default" or conditions contains it.
            for (condition, target) in members {
                if condition == "default" || CONDITIONS.contains(&condition.as_str()) {
                    let resolved = package_target_resolve(package, target, matched, is_imports)?;
                    if resolved.is_some() {
                        return Ok(resolved);
                    }
                }
            }
            // 2.3. Return undefined.
            Ok(None)
        }
        // 3. Otherwise, if target is an Array.
        Json::Array(targets) => {
            // 3.1. and 3.3. Null for an empty one, and otherwise the last fallback resolution null return or error.
            let mut last = Ok(Some(None));
            // 3.2. For each item, continuing the loop on any Invalid Package Target error.
            for target in targets {
                match package_target_resolve(package, target, matched, is_imports) {
                    Ok(None) => {}
                    Ok(Some(None)) => last = Ok(Some(None)),
                    Err(error @ PackageError::Target(_)) => last = Err(error),
                    found => return found,
                }
            }
            last
        }
        // 4. Otherwise, if target is null, return null.
        Json::Null => Ok(Some(None)),
        // 5. Otherwise throw an Invalid Package Target error.
        Json::Other => Err(invalid(
            package,
            "a target that is neither text, object, array nor null",
        )),
    }
}

/// Step 1 of *PACKAGE_TARGET_RESOLVE*: a target that is a string.
fn target_string(
    package: &Path,
    target: &str,
    matched: Option<&str>,
    is_imports: bool,
) -> Result<Url> {
    let expanded = || match matched {
        Some(matched) => target.replace('*', matched),
        None => target.to_owned(),
    };
    // 1.1. If target does not start with "./".
    let Some(path) = target.strip_prefix("./") else {
        let elsewhere =
            target.starts_with("../") || target.starts_with('/') || Url::parse(target).is_ok();
        if !is_imports || elsewhere {
            return Err(invalid(
                package,
                &format!("the target \"{target}\", which is no path in the package"),
            ));
        }
        return package_resolve(&expanded(), package);
    };
    // 1.2. If target split on "/" or "\" contains any "", ".", "..", or "node_modules" segments after the first "." segment.
    if leaves(path) {
        return Err(invalid(
            package,
            &format!("the target \"{target}\", which leaves the package"),
        ));
    }
    // 1.6. If patternMatch contains any such segment, throw an Invalid Module Specifier error.
    if let Some(matched) = matched.filter(|matched| leaves(matched)) {
        return other(format!("\"{matched}\" would leave the package"));
    }
    // 1.3., 1.5. and 1.7. The URL resolution of the target in the package, with every "*" replaced with patternMatch.
    join(package, &expanded())
}

/// Whether a path has a segment that leads elsewhere, percent encoded ones included.
fn leaves(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| {
        let decoded = percent_decode_str(segment)
            .decode_utf8_lossy()
            .to_ascii_lowercase();
        ["", ".", "..", "node_modules"].contains(&decoded.as_str())
    })
}

/// Whether a key of an object is one of an array: <https://tc39.es/ecma262/#integer-index>
fn is_index(key: &str) -> bool {
    key.parse::<u64>()
        .is_ok_and(|index| index.to_string() == key)
}

/// An *Invalid Package Target* error.
fn invalid(package: &Path, what: &str) -> PackageError {
    PackageError::Target(format!("{} has {what}", manifest::path(package).display()))
}
