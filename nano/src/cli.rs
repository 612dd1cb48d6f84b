//! The command line.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

/// A server-side JavaScript runtime.
#[derive(Debug, Parser)]
#[command(
    name = "nano",
    version,
    about = "A server-side JavaScript runtime",
    max_term_width = 100
)]
pub struct Cli {
    /// What to do; without it, the REPL on a terminal.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What `nano` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an application over HTTP
    Serve(Serve),
    /// Run a script
    Run(Run),
    /// Evaluate an expression and print its value
    Eval(Eval),
    /// Read, evaluate and print interactively; also without a command on a terminal
    Repl(Repl),
    /// Print TypeScript declarations of all that scripts see
    Types(Types),
    /// Print an interface, a member or any other definition as WebIDL
    Idl(Idl),
}

/// What every command that runs JavaScript takes.
#[derive(Debug, Default, Args)]
pub struct Engine {
    /// Give scripts the function gc(), which collects all garbage at once
    #[arg(long)]
    pub expose_gc: bool,
    /// The URL that `location` shows and that relative URLs resolve against
    #[arg(long, value_name = "URL")]
    pub location: Option<Url>,
    /// A flag for V8, such as --max-old-space-size=256; may be given more than once
    #[arg(long = "v8-flag", value_name = "FLAG", allow_hyphen_values = true)]
    pub v8_flags: Vec<String>,
}

/// `nano serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// The application: an ES module with `export default { fetch(request, env, ctx) }`
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where to listen: HOST:PORT, :PORT or PORT; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub listen: String,
    /// How many threads answer requests, each with an isolate of its own [default: one for each core]
    #[arg(long, value_name = "N")]
    pub workers: Option<NonZeroU16>,
    /// A variable of the handler's `env`; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    pub env: Vec<(String, String)>,
    /// Engine options.
    #[command(flatten)]
    pub engine: Engine,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("write NAME=VALUE".into()),
    }
}

/// `nano run`
#[derive(Debug, Args)]
pub struct Run {
    /// The ES module to run; with --classic, the scripts to run in this order
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Run classic scripts in one global, with no microtask between them
    #[arg(long)]
    pub classic: bool,
    /// Give scripts the function report(text), which appends a line to this file (a pipe, or /dev/fd/N)
    #[arg(long, value_name = "PATH")]
    pub report: Option<PathBuf>,
    /// Engine options.
    #[command(flatten)]
    pub engine: Engine,
}

/// `nano eval`
#[derive(Debug, Args)]
pub struct Eval {
    /// The code; its last expression's value is printed, a promise is awaited first
    #[arg(allow_negative_numbers = true)]
    pub code: String,
    /// Engine options.
    #[command(flatten)]
    pub engine: Engine,
}

/// `nano repl`
#[derive(Debug, Default, Args)]
pub struct Repl {
    /// Engine options.
    #[command(flatten)]
    pub engine: Engine,
}

/// `nano types`
#[derive(Debug, Args)]
pub struct Types {
    /// Write them to this file: nano.d.ts
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `nano idl`
#[derive(Debug, Args)]
pub struct Idl {
    /// What to print: URL, URL.href, setTimeout; without it all definitions are listed
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Write the reference in Markdown to this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "name")]
    pub markdown: Option<PathBuf>,
}
