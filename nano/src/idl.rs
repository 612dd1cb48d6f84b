//! `nano idl`: what scripts see, as WebIDL; and the reference in Markdown.

use std::fmt::Write as _;
use std::path::Path;

use nano_idl::reference::{self, Piece};

use crate::cli;
use crate::failure::{Failure, print};
use crate::model::{model, refinements};

/// Prints a definition or member, lists all, or writes the reference.
///
/// # Errors
///
/// There is nothing of the name, or a file cannot be written.
pub fn idl(options: &cli::Idl) -> Result<(), Failure> {
    if let Some(folder) = &options.markdown {
        return write_reference(folder);
    }
    let model = model()?;
    let text = match &options.name {
        None => list(&model),
        Some(name) => reference::describe(&model, name).map_err(|error| {
            let hint = match error.suggestion {
                Some(meant) => format!("; did you mean {meant}?"),
                None => "; `nano idl` lists all there is".to_string(),
            };
            Failure::Host(format!("there is no {name}{hint}"))
        })?,
    };
    print(&if crate::eval::colors() {
        coloured(&text)
    } else {
        text
    })
}

/// A line for each definition.
fn list(model: &nano_idl::Model) -> String {
    let entries = reference::list(model);
    let width = entries
        .iter()
        .map(|entry| entry.kind.len() + entry.name.len() + 1);
    let width = width.max().unwrap_or(0);
    let mut text = String::new();
    for entry in &entries {
        let what = format!("{} {}", entry.kind, entry.name);
        let line = match &entry.link {
            Some(link) => format!("{what:width$}  // {link}"),
            None => what,
        };
        let _ = writeln!(text, "{line}");
    }
    text
}

/// The text with colours for a terminal.
fn coloured(text: &str) -> String {
    let mut out = String::new();
    for (piece, text) in reference::highlight(text) {
        let code = match piece {
            Piece::Comment => "2",
            Piece::Keyword => "35",
            Piece::Name => "36",
            Piece::String => "32",
            Piece::Number => "33",
            Piece::Other => {
                out.push_str(text);
                continue;
            }
        };
        let _ = write!(out, "\x1b[{code}m{text}\x1b[0m");
    }
    out
}

/// Writes the pages of the reference.
fn write_reference(folder: &Path) -> Result<(), Failure> {
    let pages = reference::markdown(&model()?, &refinements()?)
        .map_err(|error| Failure::Host(format!("nano/src/refinements.d.ts: {error}")))?;
    let failed = |path: &Path, error: std::io::Error| {
        Failure::Host(format!("cannot write {}: {error}", path.display()))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for page in pages {
        let path = folder.join(&page.name);
        std::fs::write(&path, page.text).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}
