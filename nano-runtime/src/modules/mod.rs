//! ES modules: loading, linking and evaluating them, `import()`, `import.meta`, JSON and other modules that are not JavaScript.
//!
//! Where modules come from is a [`ModuleLoader`]'s business.

mod attributes;
mod compile;
mod dynamic;
mod evaluate;
mod file_loader;
mod graph;
mod loader;
mod map;
mod meta;
mod packages;
mod synthetic;

use std::cell::RefCell;
use std::rc::Rc;

use url::Url;

use crate::js::Scope;

pub use file_loader::{FileLoader, kind_of_mime_type, resolve_url_like_specifier};
pub use loader::{LoadFuture, ModuleError, ModuleLoader, ModuleSource, ModuleType, SourceKind};
pub use map::ModuleKey;
pub use synthetic::SyntheticSteps;

/// The modules of a realm.
#[derive(Default)]
pub struct Modules {
    loader: RefCell<Option<Rc<dyn ModuleLoader>>>,
    pub(crate) map: map::ModuleMap,
    pub(crate) main: RefCell<Option<evaluate::MainModule>>,
}

impl Modules {
    /// Adds a module that native code provides under `url`, for imports that resolve to it. It replaces none that exists: false then,
    /// or if `names` holds a name that is longer than a string can be.
    ///
    /// `names` are its exports, all different; `steps` yields their values when it is first evaluated.
    pub fn add_synthetic(
        &self,
        scope: &mut Scope<'_, '_>,
        url: Url,
        names: &[&str],
        steps: SyntheticSteps,
    ) -> bool {
        let key = ModuleKey {
            url,
            module_type: ModuleType::JavaScript,
        };
        if self.map.contains(&key) {
            return false;
        }
        match synthetic::create(scope, key.clone(), names, steps) {
            Some(record) => {
                self.map.finish(&key, &Ok(record));
                true
            }
            None => false,
        }
    }

    /// The URL that `specifier` stands for in the module or script at `referrer`.
    ///
    /// # Errors
    /// The specifier is malformed, or names nothing.
    pub fn resolve(&self, specifier: &str, referrer: &Url) -> Result<Url, ModuleError> {
        match self.loader() {
            Some(loader) => loader.resolve(specifier, referrer),
            None => FileLoader.resolve(specifier, referrer),
        }
    }

    pub(crate) fn loader(&self) -> Option<Rc<dyn ModuleLoader>> {
        self.loader.borrow().clone()
    }

    pub(crate) fn set_loader(&self, loader: Rc<dyn ModuleLoader>) {
        *self.loader.borrow_mut() = Some(loader);
    }

    pub(crate) fn clear(&self) {
        let (loader, main) = (
            self.loader.borrow_mut().take(),
            self.main.borrow_mut().take(),
        );
        self.map.clear();
        drop((loader, main));
    }
}

impl std::fmt::Debug for Modules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Modules").finish_non_exhaustive()
    }
}

/// Has V8 call here for `import()` and `import.meta`.
pub(crate) fn set_callbacks(isolate: &mut v8::Isolate) {
    isolate.set_host_import_module_dynamically_callback(dynamic::host_import_module_dynamically);
    isolate.set_host_initialize_import_meta_object_callback(meta::host_initialize_import_meta);
}
