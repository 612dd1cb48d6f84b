//! A folder of files, and the command run in it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The command, in a folder of its own.
pub struct Folder {
    folder: TempDir,
}

impl Folder {
    /// A folder with these files: name and text.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `nano` with these arguments, its output not yet taken.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nano"));
        command
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs `nano` with these arguments.
    pub fn nano(&self, arguments: &[&str]) -> Ended {
        self.ended(&self.command(arguments).output().unwrap())
    }

    /// What a process left, without the folder's name.
    pub fn ended(&self, output: &Output) -> Ended {
        let folder = format!("file://{}/", self.path().canonicalize().unwrap().display());
        let text = |bytes: &[u8]| {
            String::from_utf8(bytes.to_vec())
                .unwrap()
                .replace(&folder, "")
        };
        Ended {
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            code: output.status.code(),
        }
    }
}

/// What a process left.
#[derive(Debug)]
pub struct Ended {
    pub stdout: String,
    pub stderr: String,
    /// `None` for the end by a signal.
    pub code: Option<i32>,
}

impl Ended {
    /// It succeeded and printed this.
    #[track_caller]
    pub fn prints(&self, stdout: &str) {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        assert_eq!(self.stdout, stdout);
    }

    /// It failed with this code, printed nothing on stdout and this on stderr.
    #[track_caller]
    pub fn fails(&self, code: i32, stderr: &str) {
        assert_eq!(self.stderr, stderr);
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (Some(code), ""),
            "{self:?}"
        );
    }
}

/// `nano eval` of this code.
pub fn eval(code: &str) -> Ended {
    Folder::new(&[]).nano(&["eval", code])
}
