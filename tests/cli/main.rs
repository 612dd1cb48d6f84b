//! The `nano` command as a user types it: what it prints where, and the code it ends with. `nano serve`'s answers are in
//! `tests/server`, its refusals to start are here.

mod eval;
mod idl;
mod pipes;
mod repl;
#[cfg(unix)]
mod repl_terminal;
mod run;
mod support;
mod types;
mod usage;
