//! Where the IDL comes from: the `idl/` folder above the crate, and the crate's own `tests/idl/`, parsed once a process.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use nano_idl::{Model, Span};

/// The IDL that a crate sees.
pub(crate) struct Idl {
    pub(crate) model: Model,
    /// The folders it was read from, each with the prefix its files are shown under.
    roots: Vec<(PathBuf, &'static str)>,
}

/// What was read, or what to tell the author.
type Loaded = Result<Arc<Idl>, String>;

impl Idl {
    /// The IDL of the crate that is being compiled.
    ///
    /// # Errors
    ///
    /// What to tell the author: no folder, an unreadable file, or every error of the IDL at once.
    pub(crate) fn load() -> Result<Arc<Self>, String> {
        static CACHE: OnceLock<Mutex<HashMap<PathBuf, Loaded>>> = OnceLock::new();
        let manifest = std::env::var("CARGO_MANIFEST_DIR")
            .map_err(|_| "CARGO_MANIFEST_DIR is not set: #[webapi] needs cargo")?;
        let manifest = PathBuf::from(manifest);
        let mut cache = CACHE
            .get_or_init(Mutex::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        cache
            .entry(manifest.clone())
            .or_insert_with(|| Self::read(&manifest).map(Arc::new))
            .clone()
    }

    fn read(manifest: &Path) -> Result<Self, String> {
        let mut roots = Vec::new();
        if let Some(idl) = manifest
            .ancestors()
            .map(|dir| dir.join("idl"))
            .find(|dir| dir.is_dir())
        {
            roots.push((idl, "idl"));
        }
        let tests = manifest.join("tests/idl");
        if tests.is_dir() {
            roots.push((tests, "tests/idl"));
        }
        if roots.is_empty() {
            return Err(format!(
                "there is no idl/ folder in or above {}",
                manifest.display()
            ));
        }
        Self::of(roots)
    }

    /// The IDL of these folders, each with the prefix its files are shown under.
    pub(crate) fn of(roots: Vec<(PathBuf, &'static str)>) -> Result<Self, String> {
        let mut files = Vec::new();
        for (root, shown) in &roots {
            files.extend(
                nano_idl::load_dir(root, shown)
                    .map_err(|error| format!("cannot read {}: {error}", root.display()))?,
            );
        }
        let model = nano_idl::resolve(&files).map_err(|diagnostics| diagnostics.to_string())?;
        Ok(Self { model, roots })
    }

    /// The file that an attribute names, as the model shows it (`idl/url/URL.idl`) and as the compiler finds it.
    pub(crate) fn file(&self, path: &str) -> Option<(String, PathBuf)> {
        self.roots.iter().find_map(|(root, shown)| {
            let full = root.join(path);
            full.is_file().then(|| (format!("{shown}/{path}"), full))
        })
    }

    /// Every file, as attributes name it: for suggestions.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.model.sources.files().map(|(_, file)| {
            let path = file.path();
            self.roots
                .iter()
                .find_map(|(_, shown)| path.strip_prefix(shown)?.strip_prefix('/'))
                .unwrap_or(path)
        })
    }

    /// The path of the file that a span lies in, as the model shows it.
    pub(crate) fn path_of(&self, span: Span) -> String {
        self.model.position(span).path
    }
}

impl Idl {
    /// Whether NANO's global is among those that something is exposed to. A model without a global (a test's) exposes everything.
    pub(crate) fn exposes(&self, exposure: &nano_idl::Exposure) -> bool {
        self.model.exposes(exposure)
    }

    /// Whether NANO's global has the properties that `[LegacyWindowAlias]` names: only a `Window` has.
    ///
    /// <https://webidl.spec.whatwg.org/#LegacyWindowAlias>
    pub(crate) fn has_window_aliases(&self) -> bool {
        let mut globals = self.global_names().peekable();
        globals.peek().is_none() || globals.any(|global| global == "Window")
    }

    /// What the global answers to: what the IDL's `[Global]` interfaces say.
    fn global_names(&self) -> impl Iterator<Item = &str> {
        self.model
            .interfaces
            .values()
            .filter_map(|interface| interface.common.ext_attrs.get("Global"))
            .flat_map(|attribute| attribute.value.idents())
            .map(|name| name.as_str())
    }
}

impl Idl {
    /// A type written as IDL text, its names resolved in this model.
    ///
    /// # Errors
    ///
    /// The diagnostics of the text.
    pub(crate) fn parse_type(&self, text: &str) -> Result<nano_idl::Type, String> {
        const NAME: &str = "TypeOfAnAttribute";
        let mut files: Vec<(String, String)> = self
            .model
            .sources
            .files()
            .map(|(_, file)| (file.path().to_string(), file.text().to_string()))
            .collect();
        files.push(("#[webapi]".to_string(), format!("typedef {text} {NAME};")));
        let model = nano_idl::resolve(&files).map_err(|diagnostics| diagnostics.to_string())?;
        model
            .typedef(NAME)
            .map(|typedef| typedef.ty.clone())
            .ok_or_else(|| format!("`{text}` is not a type"))
    }
}
