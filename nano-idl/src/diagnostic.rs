//! Errors and warnings as values, and how they are shown: message, `path:line:col`, the line, a caret, and help.
//!
//! What is an error is decided by the parser, the resolver and the checks.

use crate::source::{SourceMap, Span};
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// There is no model.
    #[default]
    Error,
    /// A rule of the standard that texts of published standards break, so that it cannot be insisted on. The model
    /// says what the text says.
    Warning,
}

/// One error or warning, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Other places that matter, each with what it is.
    pub notes: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            span,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Makes it a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn note(mut self, span: Span, message: impl Into<String>) -> Self {
        self.notes.push((span, message.into()));
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows it as text of several lines, ending in a newline.
    #[must_use]
    pub fn render(&self, sources: &SourceMap) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut out = format!("{severity}: {}\n", self.message);
        excerpt(&mut out, sources, self.span, "-->");
        for (span, message) in &self.notes {
            out.push_str(&format!("note: {message}\n"));
            excerpt(&mut out, sources, *span, "-->");
        }
        if let Some(help) = &self.help {
            out.push_str(&format!("help: {help}\n"));
        }
        out
    }
}

/// Appends the place, its line and a caret below what the span covers of that line.
fn excerpt(out: &mut String, sources: &SourceMap, span: Span, arrow: &str) {
    let position = sources.position(span);
    let number = position.line.to_string();
    let gutter = " ".repeat(number.len());
    let line = sources.line(span);
    let before = position.column as usize - 1;
    // Tabs stay tabs below the line, so that the caret stands under its text at any tab width.
    let indent: String = line
        .chars()
        .take(before)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let covered = sources.text(span).lines().next().unwrap_or("");
    let carets = "^".repeat(covered.trim_end().chars().count().max(1));
    let line = line.trim_end();
    let space = if line.is_empty() { "" } else { " " };
    out.push_str(&format!(
        "{gutter}{arrow} {position}\n{gutter} |\n{number} |{space}{line}\n{gutter} | {indent}{carets}\n"
    ));
}

/// All errors of a run, with the text they point into. Shown in full by [`fmt::Display`].
#[derive(Clone, Debug)]
pub struct Diagnostics {
    /// The files.
    pub sources: SourceMap,
    /// The errors and warnings, by file and place. In an `Err` there is at least one error.
    pub list: Vec<Diagnostic>,
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&diagnostic.render(&self.sources))?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
