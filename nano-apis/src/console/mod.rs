//! The Console Standard, <https://console.spec.whatwg.org/>.
//!
//! `algorithms` holds the standard's operations and state, `formatter` its Formatter, `printer` where output goes. `inspect` turns
//! values into text and knows nothing of `console`.

mod algorithms;
mod css;
mod formatter;
pub mod inspect;
mod printer;
mod table;

pub use algorithms::Console;
pub use printer::{Level, Printer, StdPrinter, Stream};
