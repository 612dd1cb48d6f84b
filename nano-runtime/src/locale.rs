//! The locale of the process, as V8's internationalisation took it from the environment.

/// The default locale as a BCP 47 language tag: what `Intl` uses when none is asked for.
#[must_use]
pub fn default_language_tag() -> String {
    let tag = v8::icu::get_language_tag();
    // The POSIX locale: `Intl` takes it for American English without its variant.
    match tag.strip_suffix("-u-va-posix") {
        Some(language) => language.to_owned(),
        None => tag,
    }
}
