//! The HTML Standard's part of the platform: <https://html.spec.whatwg.org/multipage/webappapis.html>

mod global_scope;

pub use global_scope::NanoGlobalScope;
