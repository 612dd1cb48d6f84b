//! What a read-eval-print loop needs of V8: evaluation in REPL mode, names for completion, and whether input is complete.
//!
//! V8's REPL mode (`let` and `class` may be declared again, `await` at the top level) is reached through its inspector, whose
//! messages `protocol` reads and writes. It has no import declarations: `imports` makes `import()` of them. Reading lines and printing values is the binary's.

mod imports;
mod protocol;
mod session;
mod syntax;

pub use session::{Evaluation, Outcome, Place, ReplSession};
pub use syntax::{SyntaxChecker, is_object_literal};
