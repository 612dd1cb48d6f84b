//! The runtimes a page can be run in, and the command line for each.
//!
//! NANO's binary is run directly; the others through `engines/adapter.mjs`, which gives them the same interface.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::prelude::Page;

/// Where an engine reports to: its own standard input, which the runner makes the writing end of a pipe. No test reads
/// from it, every system names it the same way, and it closes by itself when the process ends.
const REPORT: &str = "/dev/fd/0";

/// A runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The binary of this workspace.
    Nano,
    /// Node.js: `node` of the PATH, or `NANO_WPT_NODE`.
    Node,
    /// Deno: `deno` of the PATH, or `NANO_WPT_DENO`.
    Deno,
    /// Bun: `bun` of the PATH, or `NANO_WPT_BUN`.
    Bun,
}

impl Kind {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nano => "nano",
            Self::Node => "node",
            Self::Deno => "deno",
            Self::Bun => "bun",
        }
    }
}

/// A runtime to run pages in.
#[derive(Debug, Clone)]
pub struct Engine {
    kind: Kind,
    program: PathBuf,
    adapter: PathBuf,
}

impl Engine {
    /// The engine of this kind, with the binary that the environment or, for NANO, the build names.
    pub fn new(kind: Kind, sources: &Path) -> Self {
        let variable = format!("NANO_WPT_{}", kind.name().to_uppercase());
        let program = std::env::var_os(variable).map_or_else(
            || match kind {
                Kind::Nano => PathBuf::from(env!("CARGO_BIN_EXE_nano")),
                _ => PathBuf::from(kind.name()),
            },
            PathBuf::from,
        );
        Engine {
            kind,
            program,
            adapter: sources.join("engines/adapter.mjs"),
        }
    }

    /// The command that runs `page`; the caller connects its streams.
    pub fn command(&self, page: &Page) -> Command {
        let mut arguments: Vec<OsString> = match self.kind {
            Kind::Nano => ["run", "--classic", "--expose-gc"]
                .map(OsString::from)
                .into(),
            Kind::Node => vec!["--expose-gc".into(), self.adapter.clone().into()],
            Kind::Deno => vec![
                "run".into(),
                "--allow-all".into(),
                "--no-config".into(),
                "--no-lock".into(),
                "--v8-flags=--expose-gc".into(),
                format!("--location={}", page.location).into(),
                self.adapter.clone().into(),
            ],
            Kind::Bun => vec!["--no-install".into(), self.adapter.clone().into()],
        };
        arguments.extend(["--location".into(), page.location.clone().into()]);
        arguments.extend(["--report".into(), REPORT.into()]);
        arguments.extend(page.scripts.iter().map(OsString::from));
        let mut command = Command::new(&self.program);
        command.args(arguments);
        command
    }
}
