//! Where text came from: the files of a model, spans into them, and line and column numbers.
//!
//! Nothing here knows WebIDL. Reading files from disk is in `load.rs`.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The index of a file in its [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes of one file.
///
/// A span says where something stands, not what it is, so all spans compare equal: two pieces of syntax are equal
/// when they mean the same, wherever they were written. Compare the fields to compare places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end` in `file`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The span from the start of `self` to the end of `end`, which must be of the same file.
    #[must_use]
    pub fn to(self, end: Span) -> Self {
        Self {
            file: self.file,
            start: self.start,
            end: end.end.max(self.start),
        }
    }

    /// File and offsets as a key that does compare by place.
    #[must_use]
    pub fn place(self) -> (FileId, u32, u32) {
        (self.file, self.start, self.end)
    }
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// One file: the path it is shown as, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    /// The offset at which each line starts.
    lines: Vec<u32>,
}

impl SourceFile {
    /// The path as it was given, for messages.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A place as people write it: `path:line:col`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// The files of a model.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its id.
    ///
    /// Text past 4 GiB cannot be addressed by a span; places in it are shown at the end of what can.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = newlines.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
        let lines = std::iter::once(0).chain(starts).collect();
        self.files.push(SourceFile {
            path: path.into(),
            text,
            lines,
        });
        id
    }

    /// The file with this id, if it is of this map.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The place where the span starts. A span of another map gives an empty path and 1:1.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        let Some(file) = self.file(span.file) else {
            return Position {
                path: String::new(),
                line: 1,
                column: 1,
            };
        };
        let line = file.lines.partition_point(|start| *start <= span.start);
        let start = file.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = file.text.get(start as usize..span.start as usize);
        let column = before.map_or(0, |text| text.chars().count()) + 1;
        Position {
            path: file.path.clone(),
            line: u32::try_from(line.max(1)).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The text of the line in which the span starts, without its end.
    #[must_use]
    pub fn line(&self, span: Span) -> &str {
        let Some(file) = self.file(span.file) else {
            return "";
        };
        let line = file.lines.partition_point(|start| *start <= span.start);
        let start = file.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let rest = file.text.get(start as usize..).unwrap_or("");
        rest.lines().next().unwrap_or("")
    }

    /// The text of the span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let file = self.file(span.file);
        file.and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }
}
