//! How IDL identifiers and Rust identifiers correspond: `baseURL` is `base_url`, `URLSearchParams` is `UrlSearchParams`.
//!
//! Two names correspond when they are equal without case, underscores and other separators, so that no table of
//! exceptions is needed and `r#type` or `self_` stand for the keywords.

use proc_macro2::{Ident, Span};

/// The form in which names are compared.
pub(crate) fn fold(name: &str) -> String {
    name.trim_start_matches("r#")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a Rust identifier stands for an IDL identifier.
pub(crate) fn matches(rust: &Ident, idl: &str) -> bool {
    fold(&rust.to_string()) == fold(idl)
}

/// The Rust name an author is told to write for an IDL identifier.
pub(crate) fn snake(idl: &str) -> String {
    let chars: Vec<char> = idl.chars().collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            out.push('_');
            continue;
        }
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_numeric());
        let ends_acronym = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_lower || ends_acronym) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    if is_keyword(&out) {
        out.push('_');
    }
    out
}

/// The Rust name of a type for an IDL identifier.
pub(crate) fn camel(idl: &str) -> String {
    snake(idl)
        .split('_')
        .map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .map(|first| first.to_uppercase().chain(chars).collect::<String>())
                .unwrap_or_default()
        })
        .collect()
}

fn is_keyword(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_err()
}

/// The identifier of a generated function: the Rust name, which is already an identifier.
pub(crate) fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new("member", Span::call_site()))
}

/// The associated const that holds the members an IDL file declares: `MEMBERS_URL_URL` for `idl/url/URL.idl`.
pub(crate) fn members_const(path: &str) -> Ident {
    let mangled: String = path
        .trim_end_matches(".idl")
        .trim_start_matches("tests/")
        .trim_start_matches("idl/")
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    Ident::new(&format!("MEMBERS_{mangled}"), Span::call_site())
}

/// The name in `candidates` nearest to `name`, if one is near.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(name);
    candidates
        .into_iter()
        .map(|candidate| (distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
