//! The Console Standard, <https://console.spec.whatwg.org/>.
//!
//! `namespace` is what JavaScript sees, `algorithms` holds the standard's operations and state, `formatter` its Formatter, `printer` where output goes. `inspect` turns
//! values into text and knows nothing of `console`.

mod algorithms;
mod css;
mod formatter;
pub mod inspect;
mod namespace;
mod printer;
mod table;

pub use algorithms::Console;
pub use namespace::ConsoleNamespace;
pub use printer::{Level, Printer, StdPrinter, Stream};
