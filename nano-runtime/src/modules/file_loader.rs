//! Modules from files and `data:` URLs.

use data_url::DataUrl;
use url::Url;

use super::loader::{LoadFuture, ModuleError, ModuleLoader, ModuleSource, ModuleType, SourceKind};
use super::packages;

/// Loads `file:` and `data:` URLs. Specifiers are URLs, relative paths, and names of packages in `node_modules` folders.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileLoader;

impl ModuleLoader for FileLoader {
    fn resolve(&self, specifier: &str, referrer: &Url) -> Result<Url, ModuleError> {
        match resolve_url_like_specifier(specifier, referrer)? {
            Some(url) => Ok(url),
            None => packages::esm_resolve(specifier, referrer).map_err(|error| {
                ModuleError::new(format!("Cannot resolve \"{specifier}\": {error}"))
            }),
        }
    }

    fn load(&self, url: &Url, _module_type: ModuleType) -> LoadFuture {
        let url = url.clone();
        Box::pin(async move {
            match url.scheme() {
                "file" => load_file(url).await,
                "data" => load_data(url),
                scheme => Err(ModuleError::new(format!(
                    "Cannot load \"{url}\": modules cannot be loaded from {scheme}: URLs"
                ))),
            }
        })
    }
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#resolving-a-url-like-module-specifier>
///
/// `Ok(None)` for what the standard returns null for, except that a relative specifier which `referrer` cannot be the base of is an
/// error of its own.
///
/// # Errors
/// A relative specifier below a URL that has no path.
pub fn resolve_url_like_specifier(
    specifier: &str,
    referrer: &Url,
) -> Result<Option<Url>, ModuleError> {
    // Step 1.
    if specifier.starts_with('/') || specifier.starts_with("./") || specifier.starts_with("../") {
        return match referrer.join(specifier) {
            Ok(url) => Ok(Some(url)),
            Err(error) => {
                let referrer = if referrer.scheme() == "data" {
                    "a data: URL"
                } else {
                    referrer.as_str()
                };
                Err(ModuleError::new(format!(
                    "Cannot resolve \"{specifier}\" relative to {referrer}: {error}"
                )))
            }
        };
    }
    // Steps 2 to 4.
    Ok(Url::parse(specifier).ok())
}

async fn load_file(url: Url) -> Result<ModuleSource, ModuleError> {
    let Ok(path) = url.to_file_path() else {
        return Err(ModuleError::new(format!(
            "Cannot load \"{url}\": it names no file of this machine"
        )));
    };
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some(extension) if extension.eq_ignore_ascii_case("json") => SourceKind::Json,
        Some(extension)
            if ["wasm", "css", "html", "txt", "node"]
                .iter()
                .any(|other| extension.eq_ignore_ascii_case(other)) =>
        {
            SourceKind::Other
        }
        _ => SourceKind::JavaScript,
    };
    match crate::ops::blocking(move || std::fs::read(path)).await {
        Ok(Ok(bytes)) => Ok(ModuleSource {
            url,
            kind,
            bytes: bytes.into(),
        }),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(ModuleError::new(format!("Cannot find module \"{url}\"")))
        }
        Ok(Err(error)) => Err(ModuleError::new(format!(
            "Cannot read module \"{url}\": {error}"
        ))),
        Err(error) => Err(ModuleError::new(format!(
            "Cannot read module \"{url}\": {error}"
        ))),
    }
}

fn load_data(url: Url) -> Result<ModuleSource, ModuleError> {
    let malformed = || ModuleError::new("Cannot load a module from a malformed data: URL");
    let data = DataUrl::process(url.as_str()).map_err(|_error| malformed())?;
    let (bytes, _fragment) = data.decode_to_vec().map_err(|_error| malformed())?;
    let kind = kind_of_mime_type(&data.mime_type().type_, &data.mime_type().subtype);
    Ok(ModuleSource {
        url,
        kind,
        bytes: bytes.into(),
    })
}

/// <https://mimesniff.spec.whatwg.org/#javascript-mime-type> and <https://mimesniff.spec.whatwg.org/#json-mime-type>
#[must_use]
pub fn kind_of_mime_type(type_: &str, subtype: &str) -> SourceKind {
    const JAVASCRIPT: &[&str] = &[
        "ecmascript",
        "javascript",
        "javascript1.0",
        "javascript1.1",
        "javascript1.2",
        "javascript1.3",
        "javascript1.4",
        "javascript1.5",
        "jscript",
        "livescript",
        "x-ecmascript",
        "x-javascript",
    ];
    const APPLICATION: &[&str] = &["ecmascript", "javascript", "x-ecmascript", "x-javascript"];
    match type_ {
        "text" if JAVASCRIPT.contains(&subtype) => SourceKind::JavaScript,
        "application" if APPLICATION.contains(&subtype) => SourceKind::JavaScript,
        "text" | "application" if subtype == "json" => SourceKind::Json,
        _ if subtype.ends_with("+json") => SourceKind::Json,
        _ => SourceKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(specifier: &str) -> Result<String, String> {
        let referrer = Url::parse("file:///app/src/main.js?x#y").unwrap();
        FileLoader
            .resolve(specifier, &referrer)
            .map(String::from)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn specifiers_resolve_as_urls_and_relative_paths() {
        assert_eq!(resolve("./a b.js").unwrap(), "file:///app/src/a%20b.js");
        assert_eq!(resolve("../a.js?v=1").unwrap(), "file:///app/a.js?v=1");
        assert_eq!(resolve("/a.js").unwrap(), "file:///a.js");
        assert_eq!(
            resolve("data:text/javascript,1").unwrap(),
            "data:text/javascript,1"
        );
        assert!(
            resolve("react")
                .unwrap_err()
                .starts_with("Cannot resolve \"react\"")
        );
        let data = Url::parse("data:text/javascript,1").unwrap();
        assert!(
            FileLoader
                .resolve("./a.js", &data)
                .unwrap_err()
                .to_string()
                .contains("relative to a data: URL")
        );
    }

    #[test]
    fn data_urls_carry_their_kind() {
        let load = |url: &str| {
            load_data(Url::parse(url).unwrap()).map(|source| (source.kind, source.bytes))
        };
        assert_eq!(
            load("data:text/javascript;base64,YSsr").unwrap(),
            (SourceKind::JavaScript, "a++".into())
        );
        assert_eq!(
            load("data:application/ld+json,%7B%7D").unwrap(),
            (SourceKind::Json, "{}".into())
        );
        assert_eq!(load("data:,x").unwrap().0, SourceKind::Other);
        assert!(load("data:text/javascript").is_err());
    }
}
