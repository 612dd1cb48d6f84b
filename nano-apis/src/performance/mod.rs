//! High Resolution Time: <https://w3c.github.io/hr-time/>

mod clock;
mod interface;

pub use clock::{current_high_resolution_time, start};
pub use interface::Performance;
