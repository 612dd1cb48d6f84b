//! What finds and fetches modules: the trait, and the source it yields.
//!
//! The loader for files and `data:` URLs is in `file_loader.rs`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use url::Url;

/// What an import asks for: its `type` attribute, or JavaScript without one.
///
/// <https://html.spec.whatwg.org/multipage/webappapis.html#module-type-from-module-request>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ModuleType {
    /// No `type` attribute.
    JavaScript,
    /// `with { type: "json" }`
    Json,
    /// `with { type: "text" }`
    Text,
    /// `with { type: "bytes" }`
    Bytes,
}

impl ModuleType {
    /// The type that an attribute's value names; `None` if it is not one of them.
    #[must_use]
    pub fn from_attribute(value: &str) -> Option<ModuleType> {
        match value {
            "json" => Some(ModuleType::Json),
            "text" => Some(ModuleType::Text),
            "bytes" => Some(ModuleType::Bytes),
            _ => None,
        }
    }
}

/// What a source is, by its MIME type or its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// JavaScript.
    JavaScript,
    /// JSON.
    Json,
    /// Anything else, which can only be imported as text or bytes.
    Other,
}

/// A fetched module.
#[derive(Debug, Clone)]
pub struct ModuleSource {
    /// Where it came from in the end: the base of its own relative imports, and its `import.meta.url`.
    pub url: Url,
    /// What it is.
    pub kind: SourceKind,
    /// Its bytes; text is UTF-8.
    pub bytes: Bytes,
}

/// Why a module cannot be found or fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleError {
    message: String,
}

impl ModuleError {
    /// An error with a message that names the module, starts with a capital letter and has no full stop at its end: it is followed
    /// by the place of the import.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        ModuleError {
            message: message.into(),
        }
    }
}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModuleError {}

/// The fetching of one module.
pub type LoadFuture = Pin<Box<dyn Future<Output = Result<ModuleSource, ModuleError>>>>;

/// Finds and fetches modules.
pub trait ModuleLoader {
    /// The URL that `specifier` stands for in the module or script at `referrer`.
    ///
    /// # Errors
    /// The specifier is malformed, or names nothing.
    fn resolve(&self, specifier: &str, referrer: &Url) -> Result<Url, ModuleError>;

    /// Fetches the module at a URL that [`ModuleLoader::resolve`] returned. Each URL is fetched at most once per type and realm.
    fn load(&self, url: &Url, module_type: ModuleType) -> LoadFuture;
}
