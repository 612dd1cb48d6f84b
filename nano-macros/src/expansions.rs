//! `NANO_EXPANSIONS=FOLDER`: what `#[webapi]` generates goes to files that are included, one for each item, so that rustc's
//! errors, backtraces and debuggers show formatted lines of a file.
//!
//! Without the variable nothing is written and nothing here runs. The item itself always stays where its author wrote it.
//! The build scripts of the crates that use `#[webapi]` name the variable to cargo: setting it builds them again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Item;
use syn::parse::{ParseStream, Parser};

use crate::signature::last_segment;

/// The variable; a relative folder is below the folder that cargo runs rustc in, the workspace's root.
const VARIABLE: &str = "NANO_EXPANSIONS";

/// The folder for the files, if there is to be one.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty())?;
    std::path::absolute(folder).ok()
}

/// Moves an expansion to a file below `folder`: all but the first item, which is the one that the attribute stands on.
/// `source` is the Rust file that it stands in, `idl` the IDL file that it names.
///
/// # Errors
///
/// The file cannot be written, or there is no rustfmt.
pub(crate) fn include(
    folder: &Path,
    source: &str,
    idl: &str,
    expansion: TokenStream,
) -> syn::Result<TokenStream> {
    let items = items.parse2(expansion)?;
    let Some((item, generated)) = items.split_first() else {
        return Ok(TokenStream::new());
    };
    let path = folder.join(source).with_extension("").join(name(item, idl));
    let failed = |error: std::io::Error| {
        syn::Error::new(
            Span::call_site(),
            format!("{VARIABLE}: {}: {error}", path.display()),
        )
    };
    // Code of a file is looked at by lints that leave a macro's output alone.
    let generated = quote!(#(#[allow(unused)] #generated)*);
    let text = format(&generated.to_string()).map_err(failed)?;
    write(&path, &text).map_err(failed)?;
    let path = path.display().to_string();
    Ok(quote!(#item ::core::include!(#path);))
}

/// The items that tokens are.
fn items(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}

/// The file's name: what the item is, what it is called, and for an `impl` block which part of the interface it has.
fn name(item: &Item, idl: &str) -> String {
    let (kind, name) = match item {
        Item::Struct(item) => ("struct", item.ident.to_string()),
        Item::Enum(item) => ("enum", item.ident.to_string()),
        Item::Impl(item) => {
            let rust = last_segment(&item.self_ty);
            ("impl", rust.map(ToString::to_string).unwrap_or_default())
        }
        // `#[webapi]` stands on nothing else.
        _ => ("item", String::new()),
    };
    let part = Path::new(idl).file_stem().unwrap_or_default();
    match kind {
        "impl" => format!("impl.{name}.{}.rs", part.display()),
        _ => format!("{kind}.{name}.rs"),
    }
}

/// The text as rustfmt prints it.
fn format(text: &str) -> std::io::Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| std::io::Error::other(format!("cannot start rustfmt: {error}")))?;
    // rustfmt reads all before it writes, so neither waits for the other.
    if let Some(mut stdin) = rustfmt.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        return Err(std::io::Error::other("rustfmt refuses the expansion"));
    }
    String::from_utf8(output.stdout).map_err(std::io::Error::other)
}

/// Writes a file, unless it has this text already. Several processes may do so at once: the crate and its tests are compiled
/// side by side.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    let own = path.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&own, text)?;
    // Older than the build that writes it: to cargo, a source that is younger than its build is a change.
    fs::OpenOptions::new()
        .write(true)
        .open(&own)?
        .set_modified(SystemTime::UNIX_EPOCH)?;
    fs::rename(&own, path)
}
