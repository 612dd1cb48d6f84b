//! The locale of the process, as V8's internationalisation took it from the environment.

/// The default locale as a BCP 47 language tag: what `Intl` uses when none is asked for.
#[must_use]
pub fn default_language_tag() -> String {
    v8::icu::get_language_tag()
}
