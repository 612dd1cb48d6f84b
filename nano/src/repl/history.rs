//! Where the history is kept.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variable that names another file; an empty one says that there is to be none.
const VARIABLE: &str = "NANO_REPL_HISTORY";

/// The history's file: `$NANO_REPL_HISTORY`, or `nano/history` in the user's state folder
/// (<https://specifications.freedesktop.org/basedir-spec/latest/>). `None` if there is none to be.
pub fn path() -> Option<PathBuf> {
    locate(|name| std::env::var_os(name), std::env::home_dir())
}

fn locate(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    if let Some(path) = variable(VARIABLE) {
        return (!path.is_empty()).then(|| path.into());
    }
    // "All paths set in these environment variables must be absolute. If an implementation encounters a relative path […] it should
    // consider the path invalid and ignore it."
    let state = variable("XDG_STATE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(home?.join(".local/state")))?;
    Some(state.join("nano/history"))
}

/// Makes the folder of the history's file, for its owner only.
///
/// # Errors
///
/// What the system says.
pub fn make_folder(path: &Path) -> std::io::Result<()> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(variables: &[(&str, &str)], home: Option<&str>) -> Option<PathBuf> {
        let variable = |name: &str| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        };
        locate(variable, home.map(PathBuf::from))
    }

    #[test]
    fn the_history_is_in_the_state_folder() {
        let home = Some("/home/me");
        for (variables, home, path) in [
            (&[][..], home, Some("/home/me/.local/state/nano/history")),
            (
                &[("XDG_STATE_HOME", "/state")],
                home,
                Some("/state/nano/history"),
            ),
            (
                &[("XDG_STATE_HOME", "state")],
                home,
                Some("/home/me/.local/state/nano/history"),
            ),
            (
                &[("XDG_STATE_HOME", "")],
                home,
                Some("/home/me/.local/state/nano/history"),
            ),
            (
                &[("NANO_REPL_HISTORY", "mine"), ("XDG_STATE_HOME", "/state")],
                home,
                Some("mine"),
            ),
            (&[("NANO_REPL_HISTORY", "")], home, None),
            (&[], None, None),
        ] {
            assert_eq!(
                located(variables, home),
                path.map(PathBuf::from),
                "{variables:?}"
            );
        }
    }
}
