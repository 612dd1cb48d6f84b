//! Templates and calls of generated bindings.
mod templates;
pub use templates::Templates;
