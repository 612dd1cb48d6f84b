//! Putting the finished pieces of an object on lines.
//!
//! The rules are those people know from Node: up to `compact` innermost levels share a line as long as it is short, long arrays
//! become columns, and everything else gets a line for each entry. Knows nothing of JavaScript.

use super::options::InspectOptions;
use super::text::Fragment;

/// What surrounds the entries of an object.
#[derive(Debug, Default)]
pub struct Frame {
    /// Text before the opening brace that may take lines of its own: an error's stack, a function's name.
    pub base: Fragment,
    /// The opening brace with the constructor's name before it.
    pub open: String,
    /// The closing brace.
    pub close: &'static str,
}

/// The place of an object in the output.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The column at which its lines begin.
    pub indentation: usize,
    /// How many levels of objects are inside it, along the path formatted last.
    pub levels_inside: usize,
}

/// How the entries of an array are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// Properties or Map entries: never columns.
    Properties,
    /// Elements, left-aligned in columns.
    Elements,
    /// Elements that are all numbers: right-aligned in columns.
    Numbers,
}

/// The whole text of an object.
pub fn assemble(
    options: &InspectOptions,
    frame: &Frame,
    mut entries: Vec<Fragment>,
    kind: Entries,
    more: bool,
    place: Place,
) -> Fragment {
    let count = entries.len();
    if options.compact >= 1 {
        if kind != Entries::Properties && count > 6 {
            entries = columns(options, entries, kind, more, place.indentation);
        }
        // Columns were needed: the array is too long for one line.
        if place.levels_inside < options.compact
            && entries.len() == count
            && fits(options, frame, &entries, place.indentation)
        {
            let mut line = start(frame);
            line.push_str(" ");
            join(&mut line, &entries, ", ");
            line.push_str(" ");
            line.push_str(frame.close);
            return line;
        }
    }
    let newline = format!("\n{:1$}", "", place.indentation);
    let mut text = start(frame);
    text.push_str(&newline);
    text.push_str("  ");
    join(&mut text, &entries, &format!(",{newline}  "));
    text.push_str(&newline);
    text.push_str(frame.close);
    text
}

fn start(frame: &Frame) -> Fragment {
    let mut text = frame.base.clone();
    if !text.is_empty() {
        text.push_str(" ");
    }
    text.push_str(&frame.open);
    text
}

fn join(text: &mut Fragment, entries: &[Fragment], separator: &str) {
    for (i, entry) in entries.iter().enumerate() {
        if i > 0 {
            text.push_str(separator);
        }
        text.push(entry);
    }
}

/// Whether everything goes on one line. The 10 columns leave room for the key that probably stands before it.
fn fits(options: &InspectOptions, frame: &Frame, entries: &[Fragment], indentation: usize) -> bool {
    let separators = entries.len() * 2;
    let around = indentation + frame.open.chars().count() + frame.base.width() + 10;
    let mut total = separators + around;
    for entry in entries {
        total += entry.width();
        if total > options.break_length || entry.is_multiline() {
            return false;
        }
    }
    total <= options.break_length && !frame.base.is_multiline()
}

/// Joins short elements into rows of equally wide columns, aiming for a block about 2.5 times as wide as it is high.
fn columns(
    options: &InspectOptions,
    entries: Vec<Fragment>,
    kind: Entries,
    more: bool,
    indentation: usize,
) -> Vec<Fragment> {
    const SEPARATOR: usize = 2;
    const MAX_COLUMNS: usize = 15;
    let count = entries.len() - usize::from(more);
    let (cells, rest) = entries.split_at(count);
    if cells.iter().any(Fragment::is_multiline) {
        return entries;
    }
    let widest = cells.iter().map(Fragment::width).max().unwrap_or(0);
    let total: usize = cells.iter().map(|cell| cell.width() + SEPARATOR).sum();
    let column = widest + SEPARATOR;
    let worth_it = total as f64 / column as f64 > 5.0 || widest <= 6;
    if column * 3 + indentation >= options.break_length || !worth_it {
        return entries;
    }
    let bias = (column as f64 - total as f64 / entries.len() as f64)
        .max(0.0)
        .sqrt();
    let width = (column as f64 - 3.0 - bias).max(1.0);
    // The square root is the number of columns of a square block of such cells.
    let square = ((2.5 * width * count as f64).sqrt() / width).round() as usize;
    let columns = square
        .min((options.break_length - indentation) / column)
        .min(options.compact.saturating_mul(4))
        .min(MAX_COLUMNS);
    if columns <= 1 {
        return entries;
    }
    let widths: Vec<usize> = (0..columns)
        .map(|first| {
            cells
                .iter()
                .skip(first)
                .step_by(columns)
                .map(Fragment::width)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut rows: Vec<Fragment> = cells
        .chunks(columns)
        .map(|row| {
            let mut line = Fragment::default();
            for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let last = i + 1 == row.len();
                let padding = width - cell.width();
                if kind == Entries::Numbers {
                    line.pad(padding);
                }
                line.push(cell);
                if !last {
                    line.push_str(", ");
                    if kind != Entries::Numbers {
                        line.pad(padding);
                    }
                }
            }
            line
        })
        .collect();
    rows.extend_from_slice(rest);
    rows
}
