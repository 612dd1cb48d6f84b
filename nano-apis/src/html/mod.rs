//! The HTML Standard's part of the platform: <https://html.spec.whatwg.org/multipage/webappapis.html>

mod base64;
mod callbacks;
mod global_scope;
mod location;
mod navigator;
mod timers;
mod window_or_worker_global_scope;

pub use callbacks::{Function, VoidFunction};
pub use global_scope::NanoGlobalScope;
pub use location::{WorkerLocation, set_location};
pub use navigator::Navigator;
